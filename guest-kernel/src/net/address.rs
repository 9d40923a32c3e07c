//! Where sockets are: addresses, and which of them mean this machine.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;

/// Bytes of a path in a unix address, its end included (`sun_path` of unix(7)).
pub const UNIX_PATH_MAX: usize = 108;
/// What the VM's one interface to the outside is called by: it has no address that anybody outside
/// could use, and the host's own stay unknown.
pub const OUTER_IPV4: Ipv4Addr = Ipv4Addr::new(10, 0, 2, 15);
/// The same for IPv6.
pub const OUTER_IPV6: Ipv6Addr = Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 15);

/// The kind of addresses a socket has (AF_INET, AF_INET6, AF_UNIX).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Family {
    Ipv4,
    Ipv6,
    Unix,
}

/// The address of a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// An internet address.
    Inet(SocketAddr),
    /// A path as it was given, a name after a NUL byte (abstract), or nothing (unnamed).
    Unix(Rc<[u8]>),
}

impl Address {
    /// What a unix socket without a name has.
    pub fn unnamed() -> Self {
        Self::Unix(Rc::from([]))
    }

    /// The internet address, if it is one.
    pub fn inet(&self) -> Option<SocketAddr> {
        match self {
            Self::Inet(address) => Some(*address),
            Self::Unix(_) => None,
        }
    }
}

/// The address with IPv4 written as such, whatever family carried it.
pub fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

/// As a socket of this family sees it: an IPv4 address on an IPv6 socket is mapped (RFC 4291,
/// 2.5.5.2).
pub fn seen_by(family: Family, address: SocketAddr) -> SocketAddr {
    match (family, address.ip()) {
        (Family::Ipv6, IpAddr::V4(ip)) => {
            SocketAddr::new(IpAddr::V6(ip.to_ipv6_mapped()), address.port())
        }
        _ => address,
    }
}

/// Any address of a family.
pub fn unspecified(family: Family) -> IpAddr {
    match family {
        Family::Ipv6 => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        _ => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
    }
}

/// Whether the address is the VM itself. Connecting to "any" is connecting to oneself (Linux).
pub fn is_local(ip: IpAddr) -> bool {
    let ip = ip.to_canonical();
    ip.is_loopback() || ip.is_unspecified() || ip == OUTER_IPV4 || ip == OUTER_IPV6
}

/// Where what is sent to a local address comes from.
pub fn local_source(destination: IpAddr) -> IpAddr {
    match destination.to_canonical() {
        IpAddr::V4(ip) if ip == OUTER_IPV4 => IpAddr::V4(ip),
        IpAddr::V6(ip) if ip == OUTER_IPV6 => IpAddr::V6(ip),
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::LOCALHOST),
    }
}

/// Where what leaves the VM comes from, as far as programs are told.
pub fn outer_source(destination: IpAddr) -> IpAddr {
    match destination.to_canonical() {
        IpAddr::V4(_) => IpAddr::V4(OUTER_IPV4),
        IpAddr::V6(_) => IpAddr::V6(OUTER_IPV6),
    }
}

/// A place that a socket is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding {
    /// The address, canonical.
    pub ip: IpAddr,
    /// Whether "any" of IPv6 leaves IPv4 out (IPV6_V6ONLY).
    pub ipv6_only: bool,
}

impl Binding {
    /// Whether both would get something sent to one address.
    pub fn overlaps(self, other: Self) -> bool {
        self.covers(other.ip) || other.covers(self.ip)
    }

    /// Whether it gets what is sent to this address, or to any when that is "any".
    pub fn covers(self, ip: IpAddr) -> bool {
        match (self.ip, ip) {
            (IpAddr::V6(own), IpAddr::V4(_)) => own.is_unspecified() && !self.ipv6_only,
            (IpAddr::V4(own), IpAddr::V4(ip)) => own == ip || own.is_unspecified(),
            (IpAddr::V6(own), IpAddr::V6(ip)) => own == ip || own.is_unspecified(),
            (IpAddr::V4(_), IpAddr::V6(_)) => false,
        }
    }

    /// The more a binding says, the earlier it is asked: its own address before any address of its
    /// family, that before any of all.
    pub fn precision(self, ip: IpAddr) -> u8 {
        if self.ip == ip { 2 } else { u8::from(self.ip.is_ipv4() == ip.is_ipv4()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binding(ip: &str, ipv6_only: bool) -> Binding {
        Binding { ip: ip.parse().unwrap(), ipv6_only }
    }

    #[test]
    fn overlaps() {
        let any6 = binding("::", false);
        assert!(any6.overlaps(binding("0.0.0.0", false)));
        assert!(any6.overlaps(binding("127.0.0.1", false)));
        assert!(binding("127.0.0.1", false).overlaps(any6));
        assert!(!binding("::", true).overlaps(binding("0.0.0.0", false)));
        assert!(!binding("127.0.0.1", false).overlaps(binding("127.0.0.2", false)));
        assert!(!binding("::1", false).overlaps(binding("0.0.0.0", false)));
        assert!(binding("0.0.0.0", false).overlaps(binding("127.0.0.1", false)));
    }

    #[test]
    fn the_specific_binding_comes_first() {
        let ip = "127.0.0.1".parse().unwrap();
        let order = ["::", "0.0.0.0", "127.0.0.1"].map(|own| binding(own, false).precision(ip));
        assert_eq!(order, [0, 1, 2]);
    }

    #[test]
    fn what_is_local() {
        for ip in ["127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::", "::ffff:127.0.0.1"] {
            assert!(is_local(ip.parse().unwrap()), "{ip}");
        }
        assert!(!is_local("8.8.8.8".parse().unwrap()));
    }
}
