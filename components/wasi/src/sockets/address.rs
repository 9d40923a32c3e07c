//! Addresses of `wasi:sockets` and of the kernel.

use crate::errno;
use crate::syscalls::{AddressFamily, SocketAddress};
use crate::types::{Errno, InetAddress, IpAddress as KernelIp};
use crate::wit::exports::wasi::sockets::network::{
    ErrorCode, IpAddress, IpAddressFamily, IpSocketAddress, Ipv4SocketAddress, Ipv6SocketAddress,
};

/// For the kernel.
pub fn to_kernel(address: IpSocketAddress) -> SocketAddress {
    SocketAddress::Inet(match address {
        IpSocketAddress::Ipv4(address) => {
            InetAddress { ip: KernelIp::Ipv4(address.address), port: address.port }
        }
        IpSocketAddress::Ipv6(address) => {
            InetAddress { ip: KernelIp::Ipv6(address.address), port: address.port }
        }
    })
}

/// From the kernel.
///
/// # Errors
/// `invalid-state` when the socket has none.
pub fn from_kernel(address: SocketAddress) -> Result<IpSocketAddress, ErrorCode> {
    let SocketAddress::Inet(InetAddress { ip, port }) = address else {
        return Err(errno::socket(Errno::Notconn));
    };
    Ok(match ip {
        KernelIp::Ipv4(address) => IpSocketAddress::Ipv4(Ipv4SocketAddress { port, address }),
        KernelIp::Ipv6(address) => {
            let (flow_info, scope_id) = (0, 0);
            IpSocketAddress::Ipv6(Ipv6SocketAddress { port, flow_info, address, scope_id })
        }
    })
}

/// The family, for the kernel.
pub fn family(family: IpAddressFamily) -> AddressFamily {
    match family {
        IpAddressFamily::Ipv4 => AddressFamily::Ipv4,
        IpAddressFamily::Ipv6 => AddressFamily::Ipv6,
    }
}

/// An address written out, such as `127.0.0.1` or `::1`.
pub fn literal(text: &str) -> Option<IpAddress> {
    Some(match text.parse().ok()? {
        std::net::IpAddr::V4(address) => {
            let [a, b, c, d] = address.octets();
            IpAddress::Ipv4((a, b, c, d))
        }
        std::net::IpAddr::V6(address) => {
            let [a, b, c, d, e, f, g, h] = address.segments();
            IpAddress::Ipv6((a, b, c, d, e, f, g, h))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_written_out() {
        assert!(matches!(literal("127.0.0.1"), Some(IpAddress::Ipv4((127, 0, 0, 1)))));
        assert!(matches!(literal("::1"), Some(IpAddress::Ipv6((0, 0, 0, 0, 0, 0, 0, 1)))));
        assert!(literal("localhost").is_none());
    }
}
