//! `internalBinding('cares_wrap')`: canonicalizeIP, convertIpv6StringToBuffer, strerror, and the
//! request classes.
//!
//! The kernel resolves no names yet: getaddrinfo and getnameinfo answer `ENOSYS`, the members of
//! `ChannelWrap` keep their defaults.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use kernelet_quickjs::strings;
use rquickjs::{Ctx, Object, Result, Value};

use super::stream_wrap::request_class;
use crate::{
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{Arguments, set_native},
    },
    sys::Errno,
};

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
    for name in ["getaddrinfo", "getnameinfo"] {
        set_native(target, name, 0, |arguments: &Arguments<'_, 'js>| {
            Ok(Value::new_int(arguments.ctx().clone(), Errno::Nosys.uv()))
        })?;
    }
    request_class(ctx, target, "GetAddrInfoReqWrap", "GETADDRINFOREQWRAP")?;
    request_class(ctx, target, "GetNameInfoReqWrap", "GETNAMEINFOREQWRAP")?;
    request_class(ctx, target, "QueryReqWrap", "QUERYWRAP")
}

fn text(arguments: &Arguments<'_, '_>) -> Result<String> {
    let value = arguments.get(0);
    if value.is_string() { strings::to_utf8(&value) } else { Ok(String::new()) }
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
    match canonical(&text(arguments)?) {
        Some(address) => Ok(strings::from_str(ctx, &address)?.into_value()),
        None => Ok(Value::new_undefined(ctx.clone())),
    }
}

/// `convertIpv6StringToBuffer(text)`
fn convert_ipv6<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match parse_ipv6(&text(arguments)?) {
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
