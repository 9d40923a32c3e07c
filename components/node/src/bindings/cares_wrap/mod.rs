//! `internalBinding('cares_wrap')`: getaddrinfo, getnameinfo, canonicalizeIP,
//! convertIpv6StringToBuffer, strerror, `ChannelWrap` ([`channel`]), and the request classes.
//!
//! What is known without a name server ([`hosts`]) is answered here; the kernel is asked about other names
//! ([`lookup`]). Where it has nobody to ask, a name is `EAI_AGAIN`, as on a machine without a network.

mod channel;
mod hosts;
mod lookup;
mod records;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use kernelet_quickjs::strings;
use rquickjs::{Array, Ctx, Object, Persistent, Result, Value};

use channel::tell;
use hosts::Hosts;

use super::stream_wrap::request_class;
use crate::{
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        event_loop,
        members::{Arguments, set_native},
    },
    sys::{Errno, IpAddress, LookupFailure, LookupOutcome, RecordKind, ResourceData},
};

/// Orders of `getaddrinfo`'s answer, as the binding numbers them; 0 leaves it.
const IPV4_FIRST: i32 = 1;
const IPV6_FIRST: i32 = 2;
/// `UV_EAI_AGAIN`: no name server could be asked.
const EAI_AGAIN: i32 = -3001;
/// `UV_EAI_NONAME`: there is no such name.
const EAI_NONAME: i32 = -3008;
/// `UV_EAI_NODATA`: the name has no address of that family.
const EAI_NODATA: i32 = -3007;

/// `ares_strerror`, by number.
const TEXTS: [&str; 27] = [
    "Successful completion",
    "DNS server returned answer with no data",
    "DNS server claims query was misformatted",
    "DNS server returned general failure",
    "Domain name not found",
    "DNS server does not implement requested operation",
    "DNS server refused query",
    "Misformatted DNS query",
    "Misformatted domain name",
    "Unsupported address family",
    "Misformatted DNS reply",
    "Could not contact DNS servers",
    "Timeout while contacting DNS servers",
    "End of file",
    "Error reading file",
    "Out of memory",
    "Channel is being destroyed",
    "Misformatted string",
    "Illegal flags specified",
    "Given hostname is not numeric",
    "Illegal hints flags specified",
    "c-ares library initialization not yet performed",
    "Error loading iphlpapi.dll",
    "Could not find GetNetworkParams function",
    "DNS query cancelled",
    "Invalid service name or number",
    "No DNS servers were configured",
];

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "canonicalizeIP", 0, canonicalize_ip)?;
    set_native(target, "convertIpv6StringToBuffer", 0, convert_ipv6)?;
    set_native(target, "strerror", 0, strerror)?;
    set_native(target, "getaddrinfo", 0, get_addresses)?;
    set_native(target, "getnameinfo", 0, get_name)?;
    channel::install(ctx, target)?;
    request_class(ctx, target, "GetAddrInfoReqWrap", "GETADDRINFOREQWRAP")?;
    request_class(ctx, target, "GetNameInfoReqWrap", "GETNAMEINFOREQWRAP")?;
    request_class(ctx, target, "QueryReqWrap", "QUERYWRAP")
}

fn text(arguments: &Arguments<'_, '_>, index: usize) -> Result<String> {
    let value = arguments.get(index);
    if value.is_string() { strings::to_utf8(&value) } else { Ok(String::new()) }
}

/// `getaddrinfo(request, name, family, flags, order)`; `request.oncomplete(error, addresses)`.
fn get_addresses<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(request) = arguments.object(0) else {
        return Ok(Value::new_int(ctx.clone(), Errno::Inval.uv()));
    };
    let name = text(arguments, 1)?;
    let (family, order) = (arguments.int32(2), arguments.int32(4));
    let known = match hosts::numeric(&name) {
        Some(ip) => vec![IpAddr::V4(ip)],
        None => Hosts::read().addresses(&name),
    };
    let request = Persistent::save(ctx, request);
    let tell_found = move |ctx: &Ctx<'_>, found| {
        let request = request.restore(ctx)?;
        let arguments = match found {
            Ok(found) => {
                vec![Value::new_null(ctx.clone()), list(ctx, &ordered(found, order))?.into_value()]
            }
            Err(error) => vec![Value::new_int(ctx.clone(), error)],
        };
        tell(ctx, request, arguments)
    };
    if known.is_empty() {
        let then = move |ctx: &Ctx<'_>, answer| {
            tell_found(ctx, addresses(answer).and_then(|found| of_family(found, family)))
        };
        lookup::ask(ctx, &name, RecordKind::Address, Box::new(then));
    } else {
        let found = of_family(known, family);
        event_loop::defer(ctx, Box::new(move |ctx| tell_found(ctx, found)));
    }
    Ok(Value::new_int(ctx.clone(), 0))
}

/// Those of the family that is asked for.
fn of_family(mut found: Vec<IpAddr>, family: i32) -> std::result::Result<Vec<IpAddr>, i32> {
    found.retain(|ip| match family {
        4 => ip.is_ipv4(),
        6 => ip.is_ipv6(),
        _ => true,
    });
    if found.is_empty() { Err(EAI_NODATA) } else { Ok(found) }
}

/// In the order that is asked for.
fn ordered(mut found: Vec<IpAddr>, order: i32) -> Vec<IpAddr> {
    match order {
        IPV4_FIRST => found.sort_by_key(IpAddr::is_ipv6),
        IPV6_FIRST => found.sort_by_key(IpAddr::is_ipv4),
        _ => {}
    }
    found
}

fn list<'js>(ctx: &Ctx<'js>, found: &[IpAddr]) -> Result<Array<'js>> {
    let list = Array::new(ctx.clone())?;
    for (index, ip) in found.iter().enumerate() {
        list.set(index, strings::from_str(ctx, &ip.to_string())?)?;
    }
    Ok(list)
}

/// What the kernel answered, or libuv's number of the error.
fn addresses(answer: lookup::Answer) -> std::result::Result<Vec<IpAddr>, i32> {
    match answer {
        Ok(LookupOutcome::Records(records)) => {
            let ip = |data: &ResourceData| match data {
                ResourceData::Address(ip) => Some(address(ip)),
                _ => None,
            };
            Ok(records.iter().filter_map(|record| ip(&record.data)).collect())
        }
        Ok(LookupOutcome::Failed(failure)) => Err(match failure {
            LookupFailure::NotFound | LookupFailure::BadName => EAI_NONAME,
            LookupFailure::NoData => EAI_NODATA,
            _ => EAI_AGAIN,
        }),
        Err(errno) => Err(errno.uv()),
    }
}

fn address(ip: &IpAddress) -> IpAddr {
    match *ip {
        IpAddress::Ipv4((a, b, c, d)) => Ipv4Addr::new(a, b, c, d).into(),
        IpAddress::Ipv6((a, b, c, d, e, f, g, h)) => Ipv6Addr::new(a, b, c, d, e, f, g, h).into(),
    }
}

/// `getnameinfo(request, ip, port)`; `request.oncomplete(error, name, service)`. An address without a
/// name is its own, and so is a port.
fn get_name<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let (Some(request), Ok(ip)) = (arguments.object(0), text(arguments, 1)?.parse::<IpAddr>())
    else {
        return Ok(Value::new_int(ctx.clone(), Errno::Inval.uv()));
    };
    let names = Hosts::read().names(ip);
    let name = names.into_iter().next().unwrap_or_else(|| ip.to_string());
    let service = arguments.int32(2).to_string();
    let request = Persistent::save(ctx, request);
    let task = move |ctx: &Ctx<'_>| {
        let name = strings::from_str(ctx, &name)?.into_value();
        let service = strings::from_str(ctx, &service)?.into_value();
        tell(ctx, request.restore(ctx)?, vec![Value::new_null(ctx.clone()), name, service])
    };
    event_loop::defer(ctx, Box::new(task));
    Ok(Value::new_int(ctx.clone(), 0))
}

/// inet_pton for IPv6; a zone after `%` is left out.
fn parse_ipv6(text: &str) -> Option<Ipv6Addr> {
    text.split_once('%').map_or(text, |(address, _)| address).parse().ok()
}

fn canonical(text: &str) -> Option<String> {
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        return Some(address.to_string());
    }
    let address = parse_ipv6(text)?;
    let segments = address.segments();
    // inet_ntop shows IPv4-compatible addresses as such, Rust does not.
    if segments[..6].iter().all(|segment| *segment == 0) && segments[6] != 0 {
        let [.., a, b, c, d] = address.octets();
        return Some(format!("::{}", Ipv4Addr::new(a, b, c, d)));
    }
    Some(IpAddr::V6(address).to_string())
}

/// `canonicalizeIP(text)`: undefined when it is no address.
fn canonicalize_ip<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match canonical(&text(arguments, 0)?) {
        Some(address) => Ok(strings::from_str(ctx, &address)?.into_value()),
        None => Ok(Value::new_undefined(ctx.clone())),
    }
}

/// `convertIpv6StringToBuffer(text)`
fn convert_ipv6<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match parse_ipv6(&text(arguments, 0)?) {
        Some(address) => codecs::buffer(ctx, address.octets().to_vec()).map(Object::into_value),
        None => {
            let message = "Invalid IPv6 address";
            Err(throw_node(ctx, ErrorKind::Error, "ERR_INVALID_ADDRESS", message))
        }
    }
}

/// `strerror(number)`
fn strerror<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let index = usize::try_from(arguments.int32(0)).unwrap_or(usize::MAX);
    let text = TEXTS.get(index).copied().unwrap_or("unknown");
    Ok(strings::from_str(arguments.ctx(), text)?.into_value())
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn addresses_in_canonical_form() {
        for (text, expected) in [
            ("1.2.3.4", Some("1.2.3.4")),
            ("01.2.3.4", None),
            ("0:0:0:0:0:0:0:1", Some("::1")),
            ("2001:DB8::0001", Some("2001:db8::1")),
            ("::ffff:1.2.3.4", Some("::ffff:1.2.3.4")),
            ("::1.2.3.4", Some("::1.2.3.4")),
            ("fe80::1%eth0", Some("fe80::1")),
            ("1:0:0:2:0:0:0:3", Some("1:0:0:2::3")),
            ("1:2:3:4:5:6:7::", Some("1:2:3:4:5:6:7:0")),
            ("::2:3:4:5:6:7:8", Some("0:2:3:4:5:6:7:8")),
            ("[::1]", None),
            ("", None),
        ] {
            assert_eq!(canonical(text).as_deref(), expected, "{text}");
        }
    }
}
