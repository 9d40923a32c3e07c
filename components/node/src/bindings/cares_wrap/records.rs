//! What the queries of a `ChannelWrap` answer: resource records in the shapes that Node gives them.

use kernelet_quickjs::strings;
use rquickjs::{Array, Ctx, Object, Result, Value};

use crate::{
    codecs::{self, Encoding},
    sys::{IpAddress, LookupFailure, RecordKind, ResourceData, ResourceRecord},
};

/// What `oncomplete(0, …)` gets after the zero: `queryA` and `queryAaaa` tell times to live beside the
/// addresses.
pub fn answers<'js>(
    ctx: &Ctx<'js>,
    kind: RecordKind,
    records: &[ResourceRecord],
) -> Result<Vec<Value<'js>>> {
    if kind == RecordKind::Soa {
        // There is one, and it stands alone.
        let soa = records.iter().find_map(|record| match &record.data {
            ResourceData::Soa(_) => Some(shape(ctx, kind, record)),
            _ => None,
        });
        return Ok(vec![soa.transpose()?.flatten().unwrap_or(Value::new_null(ctx.clone()))]);
    }
    let list = Array::new(ctx.clone())?;
    let times = Array::new(ctx.clone())?;
    let mut index = 0;
    for record in records {
        if let Some(value) = shape(ctx, kind, record)? {
            list.set(index, value)?;
            times.set(index, record.time_to_live)?;
            index += 1;
        }
    }
    let mut answers = vec![list.into_value()];
    if matches!(kind, RecordKind::A | RecordKind::Aaaa) {
        answers.push(times.into_value());
    }
    Ok(answers)
}

/// `ANY` names the type of each record; the others know it.
fn shape<'js>(
    ctx: &Ctx<'js>,
    kind: RecordKind,
    record: &ResourceRecord,
) -> Result<Option<Value<'js>>> {
    let any = kind == RecordKind::Any;
    let text = |text: &str| strings::from_str(ctx, text).map(rquickjs::String::into_value);
    let bytes = |bytes: &[u8]| codecs::decode(ctx, Encoding::Latin1, bytes);
    let object = |kind: &str, fields: Vec<(&str, Value<'js>)>| -> Result<Value<'js>> {
        let object = Object::new(ctx.clone())?;
        for (name, value) in fields {
            object.set(name, value)?;
        }
        if any {
            object.set("type", text(kind)?)?;
        }
        Ok(object.into_value())
    };
    let number = |number: u32| Value::new_number(ctx.clone(), f64::from(number));
    let named = |kind: &str, name: &str| match any {
        true => object(kind, vec![("value", text(name)?)]),
        false => text(name),
    };
    Ok(Some(match &record.data {
        ResourceData::Address(ip) => {
            let (kind, ip) = match ip {
                IpAddress::Ipv4(_) => ("A", super::address(ip)),
                IpAddress::Ipv6(_) => ("AAAA", super::address(ip)),
            };
            let ip = text(&ip.to_string())?;
            match any {
                true => object(kind, vec![("address", ip), ("ttl", number(record.time_to_live))])?,
                false => ip,
            }
        }
        ResourceData::Cname(name) => named("CNAME", name)?,
        ResourceData::Ns(name) => named("NS", name)?,
        ResourceData::Ptr(name) => named("PTR", name)?,
        ResourceData::Txt(own) => {
            let list = Array::new(ctx.clone())?;
            for (index, string) in own.iter().enumerate() {
                list.set(index, text(&String::from_utf8_lossy(string))?)?;
            }
            match any {
                true => object("TXT", vec![("entries", list.into_value())])?,
                false => list.into_value(),
            }
        }
        ResourceData::Mx(mx) => object(
            "MX",
            vec![("exchange", text(&mx.exchange)?), ("priority", number(mx.preference.into()))],
        )?,
        ResourceData::Srv(srv) => object(
            "SRV",
            vec![
                ("name", text(&srv.target)?),
                ("port", number(srv.port.into())),
                ("priority", number(srv.priority.into())),
                ("weight", number(srv.weight.into())),
            ],
        )?,
        ResourceData::Soa(soa) => object(
            "SOA",
            vec![
                ("nsname", text(&soa.primary)?),
                ("hostmaster", text(&soa.mailbox)?),
                ("serial", number(soa.serial)),
                ("refresh", number(soa.refresh)),
                ("retry", number(soa.retry)),
                ("expire", number(soa.expire)),
                ("minttl", number(soa.minimum)),
            ],
        )?,
        ResourceData::Caa(caa) => object(
            "CAA",
            vec![
                ("critical", number(caa.flags.into())),
                (&caa.tag, text(&String::from_utf8_lossy(&caa.value))?),
            ],
        )?,
        ResourceData::Naptr(naptr) => object(
            "NAPTR",
            vec![
                ("flags", bytes(&naptr.flags)?),
                ("service", bytes(&naptr.services)?),
                ("regexp", bytes(&naptr.regular_expression)?),
                ("replacement", text(&naptr.replacement)?),
                ("order", number(naptr.order.into())),
                ("preference", number(naptr.preference.into())),
            ],
        )?,
    }))
}

/// The codes of c-ares.
pub fn code(failure: LookupFailure) -> &'static str {
    match failure {
        LookupFailure::NotFound => "ENOTFOUND",
        LookupFailure::NoData => "ENODATA",
        LookupFailure::BadName => "EBADNAME",
        LookupFailure::FormatError => "EFORMERR",
        LookupFailure::ServerFailure => "ESERVFAIL",
        LookupFailure::NotImplemented => "ENOTIMP",
        LookupFailure::Refused => "EREFUSED",
        LookupFailure::TimedOut => "ETIMEOUT",
        LookupFailure::Unreachable => "ECONNREFUSED",
    }
}
