//! What of the network outside a VM may reach. It holds whatever the kernel says: every address that is
//! about to be used is compared with the grant, after names were resolved, so that no name can lead
//! anywhere else.
//!
//! What does not live here: which hosts programs may talk to, which is the policy's and the kernel's; and
//! the connections themselves (`vm/outside`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::bindings::types::Errno;

/// What a VM may reach. The default is nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network {
    /// Addresses of the public internet, and names.
    pub public: bool,
    /// Ports of the host's loopback, that the VM reaches under its own loopback addresses where nobody in
    /// it listens.
    pub loopback_ports: Vec<u16>,
    /// Networks beside the public ones: an address and how many of its bits count.
    pub networks: Vec<(IpAddr, u8)>,
}

impl Network {
    /// The public internet and nothing else.
    pub fn internet() -> Self {
        Network { public: true, ..Network::default() }
    }

    /// Whether there is anything.
    pub fn is_none(&self) -> bool {
        *self == Network::default()
    }

    /// Whether names may be asked for: where there is something to connect to but the host itself.
    pub(crate) fn has_names(&self) -> bool {
        self.public || !self.networks.is_empty()
    }

    /// `acces` for an address that is not granted, `netunreach` where nothing is.
    pub(crate) fn check(&self, to: SocketAddr) -> Result<(), Errno> {
        let ip = to.ip().to_canonical();
        let granted = if ip.is_loopback() {
            self.loopback_ports.contains(&to.port())
        } else {
            self.public && is_public(ip) || self.networks.iter().any(|own| covers(*own, ip))
        };
        match granted {
            true => Ok(()),
            false if self.is_none() => Err(Errno::Netunreach),
            false => Err(Errno::Acces),
        }
    }
}

/// Whether the first bits of an address are those of a network.
fn covers((network, bits): (IpAddr, u8), ip: IpAddr) -> bool {
    let width = |bits: u8, all: u8| u32::from(all.saturating_sub(bits));
    match (network.to_canonical(), ip) {
        (IpAddr::V4(network), IpAddr::V4(ip)) => {
            let differ = network.to_bits() ^ ip.to_bits();
            differ.checked_shr(width(bits, 32)).unwrap_or(0) == 0
        }
        (IpAddr::V6(network), IpAddr::V6(ip)) => {
            let differ = network.to_bits() ^ ip.to_bits();
            differ.checked_shr(width(bits, 128)).unwrap_or(0) == 0
        }
        _ => false,
    }
}

/// IPv4 networks that are not the public internet (RFC 6890 and its successors).
const SPECIAL_IPV4: [(Ipv4Addr, u8); 13] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),      // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),     // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),  // shared by carriers
    (Ipv4Addr::new(127, 0, 0, 0), 8),    // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16), // link-local, where clouds keep their metadata
    (Ipv4Addr::new(172, 16, 0, 0), 12),  // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),   // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),   // documentation
    (Ipv4Addr::new(192, 168, 0, 0), 16), // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),  // benchmarks
    (Ipv4Addr::new(203, 0, 113, 0), 24), // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),    // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),    // reserved, and broadcast
];

/// The same of IPv6.
const SPECIAL_IPV6: [(Ipv6Addr, u8); 7] = [
    (Ipv6Addr::UNSPECIFIED, 96), // any, loopback, IPv4-compatible
    (Ipv6Addr::new(0x100, 0, 0, 0, 0, 0, 0, 0), 64), // discard
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0), 7), // private
    (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10), // link-local
    (Ipv6Addr::new(0xfec0, 0, 0, 0, 0, 0, 0, 0), 10), // site-local
    (Ipv6Addr::new(0xff00, 0, 0, 0, 0, 0, 0, 0), 8), // multicast
];

/// Whether an address is one of the public internet, also when it stands for an IPv4 address.
fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let own = |(network, bits): (Ipv4Addr, u8)| covers((network.into(), bits), ip.into());
            !SPECIAL_IPV4.into_iter().any(own)
        }
        IpAddr::V6(ip) => {
            let own = |(network, bits): (Ipv6Addr, u8)| covers((network.into(), bits), ip.into());
            !SPECIAL_IPV6.into_iter().any(own) && embedded(ip).is_none_or(|ip| is_public(ip.into()))
        }
    }
}

/// The IPv4 address that a translator or a tunnel would send to.
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let from = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match ip.segments() {
        // NAT64 (RFC 6052, RFC 8215).
        [0x64, 0xff9b, .., high, low] => Some(from(high, low)),
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => Some(from(high, low)),
        // Teredo keeps its client's address inverted (RFC 4380).
        [0x2001, 0, .., high, low] => Some(from(!high, !low)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        for ip in
            ["93.184.216.34", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2606:4700::1"]
        {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::10.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "2002:a00:1::",
            "2002:7f00:1::1",
            "2001:0:1:2:3:4:f5ff:fffe",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn nothing_without_a_grant_and_nothing_beyond_it() {
        let check = |network: &Network, to: &str| network.check(to.parse().unwrap());
        assert_eq!(check(&Network::default(), "8.8.8.8:53"), Err(Errno::Netunreach));
        let internet = Network::internet();
        assert_eq!(check(&internet, "8.8.8.8:53"), Ok(()));
        for private in ["127.0.0.1:80", "[::1]:80", "192.168.1.1:80", "[::ffff:127.0.0.1]:80"] {
            assert_eq!(check(&internet, private), Err(Errno::Acces), "{private}");
        }
        let some = Network {
            public: false,
            loopback_ports: vec![3000],
            networks: vec![("192.168.1.0".parse().unwrap(), 24)],
        };
        assert_eq!(check(&some, "127.0.0.1:3000"), Ok(()));
        assert_eq!(check(&some, "127.0.0.1:3001"), Err(Errno::Acces));
        assert_eq!(check(&some, "192.168.1.77:1"), Ok(()));
        assert_eq!(check(&some, "192.168.2.77:1"), Err(Errno::Acces));
        assert_eq!(check(&some, "8.8.8.8:53"), Err(Errno::Acces));
        assert!(covers(("0.0.0.0".parse().unwrap(), 0), "9.9.9.9".parse().unwrap()));
    }
}
