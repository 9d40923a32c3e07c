//! Internet addresses as bindings exchange them with JavaScript.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use kernelet_quickjs::strings;
use rquickjs::{Ctx, Object, Result, Value};

use crate::{
    runtime::members::Arguments,
    sys::{Errno, InetAddress, IpAddress, SocketAddress},
};

/// The address at `index` as text of that family; a zone after `%` is left out.
///
/// # Errors
/// `inval` when it is no such address.
pub fn parse(
    arguments: &Arguments<'_, '_>,
    index: usize,
    ipv6: bool,
) -> Result<std::result::Result<IpAddr, Errno>> {
    let value = arguments.get(index);
    let text = if value.is_string() { strings::to_utf8(&value)? } else { String::new() };
    let text = text.split_once('%').map_or(&*text, |(address, _)| address);
    let parsed = if ipv6 {
        text.parse::<Ipv6Addr>().map(IpAddr::V6)
    } else {
        text.parse::<Ipv4Addr>().map(IpAddr::V4)
    };
    Ok(parsed.map_err(|_| Errno::Inval))
}

/// As the kernel takes it.
pub fn to_kernel(ip: IpAddr) -> IpAddress {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, d] = ip.octets();
            IpAddress::Ipv4((a, b, c, d))
        }
        IpAddr::V6(ip) => {
            let [a, b, c, d, e, f, g, h] = ip.segments();
            IpAddress::Ipv6((a, b, c, d, e, f, g, h))
        }
    }
}

/// As Rust prints it.
pub fn from_kernel(ip: IpAddress) -> IpAddr {
    match ip {
        IpAddress::Ipv4((a, b, c, d)) => IpAddr::V4(Ipv4Addr::new(a, b, c, d)),
        IpAddress::Ipv6((a, b, c, d, e, f, g, h)) => {
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, e, f, g, h))
        }
    }
}

/// A socket address out of an address and a number that JavaScript checked.
pub fn socket_address(ip: IpAddr, port: i32) -> SocketAddress {
    let port = u16::try_from(port).unwrap_or(0);
    SocketAddress::Inet(InetAddress { ip: to_kernel(ip), port })
}

/// Sets `address`, `family` and `port` (`AddressToJS`).
pub fn describe<'js>(ctx: &Ctx<'js>, target: &Object<'js>, address: InetAddress) -> Result<()> {
    let ip = from_kernel(address.ip);
    target.set("address", strings::from_str(ctx, &ip.to_string())?)?;
    target.set("family", if ip.is_ipv6() { "IPv6" } else { "IPv4" })?;
    target.set("port", address.port)
}

/// The status of `getsockname(out)` and its like: fills the object in when there is an address.
pub fn name<'js>(
    arguments: &Arguments<'_, 'js>,
    name: std::result::Result<SocketAddress, Errno>,
) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let status = match (name, arguments.object(0)) {
        (Ok(SocketAddress::Inet(address)), Some(target)) => {
            describe(ctx, &target, address)?;
            0
        }
        (Ok(_), _) => Errno::Inval.uv(),
        (Err(errno), _) => errno.uv(),
    };
    Ok(Value::new_int(ctx.clone(), status))
}
