//! Values about sockets, between the contract and the crate.

use super::bindings::exports::kernelet::kernel::syscalls;
use super::bindings::kernelet::kernel::types as wit;
use crate::net::Kind;
use crate::net::address::{Address, Family};
use crate::net::option::{Membership, OptionName, SocketOption};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;

pub fn family_in(family: syscalls::AddressFamily) -> Family {
    match family {
        syscalls::AddressFamily::Ipv4 => Family::Ipv4,
        syscalls::AddressFamily::Ipv6 => Family::Ipv6,
        syscalls::AddressFamily::Unix => Family::Unix,
    }
}

pub fn socket_kind_in(kind: syscalls::SocketKind) -> Kind {
    match kind {
        syscalls::SocketKind::Stream => Kind::Stream,
        syscalls::SocketKind::Datagram => Kind::Datagram,
    }
}

pub fn ip_in(ip: wit::IpAddress) -> IpAddr {
    match ip {
        wit::IpAddress::Ipv4((a, b, c, d)) => IpAddr::V4(Ipv4Addr::new(a, b, c, d)),
        wit::IpAddress::Ipv6((a, b, c, d, e, f, g, h)) => {
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, e, f, g, h))
        }
    }
}

pub fn ip_out(ip: IpAddr) -> wit::IpAddress {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, d] = ip.octets();
            wit::IpAddress::Ipv4((a, b, c, d))
        }
        IpAddr::V6(ip) => {
            let [a, b, c, d, e, f, g, h] = ip.segments();
            wit::IpAddress::Ipv6((a, b, c, d, e, f, g, h))
        }
    }
}

pub fn inet_in(address: wit::InetAddress) -> SocketAddr {
    SocketAddr::new(ip_in(address.ip), address.port)
}

pub fn inet_out(address: SocketAddr) -> wit::InetAddress {
    wit::InetAddress { ip: ip_out(address.ip()), port: address.port() }
}

pub fn address_in(address: syscalls::SocketAddress) -> Address {
    match address {
        syscalls::SocketAddress::Inet(address) => Address::Inet(inet_in(address)),
        syscalls::SocketAddress::Unix(path) => Address::Unix(Rc::from(path)),
    }
}

pub fn address_out(address: Address) -> syscalls::SocketAddress {
    match address {
        Address::Inet(address) => syscalls::SocketAddress::Inet(inet_out(address)),
        Address::Unix(path) => syscalls::SocketAddress::Unix(path.to_vec()),
    }
}

fn membership_in(membership: syscalls::GroupMembership) -> Membership {
    Membership {
        group: ip_in(membership.group),
        interface: ip_in(membership.interface),
        source: membership.source.map(ip_in),
    }
}

fn membership_out(membership: Membership) -> syscalls::GroupMembership {
    syscalls::GroupMembership {
        group: ip_out(membership.group),
        interface: ip_out(membership.interface),
        source: membership.source.map(ip_out),
    }
}

pub fn option_name_in(name: syscalls::SocketOptionName) -> OptionName {
    use syscalls::SocketOptionName as Wit;
    match name {
        Wit::ReuseAddress => OptionName::ReuseAddress,
        Wit::ReusePort => OptionName::ReusePort,
        Wit::Broadcast => OptionName::Broadcast,
        Wit::KeepAlive => OptionName::KeepAlive,
        Wit::NoDelay => OptionName::NoDelay,
        Wit::Ipv6Only => OptionName::Ipv6Only,
        Wit::ReceiveBuffer => OptionName::ReceiveBuffer,
        Wit::SendBuffer => OptionName::SendBuffer,
        Wit::Linger => OptionName::Linger,
        Wit::TimeToLive => OptionName::TimeToLive,
        Wit::MulticastTimeToLive => OptionName::MulticastTimeToLive,
        Wit::MulticastLoopback => OptionName::MulticastLoopback,
        Wit::MulticastInterface => OptionName::MulticastInterface,
        Wit::Error => OptionName::Error,
    }
}

pub fn option_in(option: syscalls::SocketOption) -> SocketOption {
    use syscalls::SocketOption as Wit;
    match option {
        Wit::ReuseAddress(on) => SocketOption::ReuseAddress(on),
        Wit::ReusePort(on) => SocketOption::ReusePort(on),
        Wit::Broadcast(on) => SocketOption::Broadcast(on),
        Wit::KeepAlive(on) => SocketOption::KeepAlive(on),
        Wit::NoDelay(on) => SocketOption::NoDelay(on),
        Wit::Ipv6Only(on) => SocketOption::Ipv6Only(on),
        Wit::ReceiveBuffer(bytes) => SocketOption::ReceiveBuffer(bytes),
        Wit::SendBuffer(bytes) => SocketOption::SendBuffer(bytes),
        Wit::Linger(seconds) => SocketOption::Linger(seconds),
        Wit::TimeToLive(hops) => SocketOption::TimeToLive(hops),
        Wit::MulticastTimeToLive(hops) => SocketOption::MulticastTimeToLive(hops),
        Wit::MulticastLoopback(on) => SocketOption::MulticastLoopback(on),
        Wit::MulticastInterface(ip) => SocketOption::MulticastInterface(ip_in(ip)),
        Wit::JoinGroup(membership) => SocketOption::JoinGroup(membership_in(membership)),
        Wit::LeaveGroup(membership) => SocketOption::LeaveGroup(membership_in(membership)),
        Wit::Error(error) => SocketOption::Error(error.map(Into::into)),
    }
}

pub fn option_out(option: SocketOption) -> syscalls::SocketOption {
    use syscalls::SocketOption as Wit;
    match option {
        SocketOption::ReuseAddress(on) => Wit::ReuseAddress(on),
        SocketOption::ReusePort(on) => Wit::ReusePort(on),
        SocketOption::Broadcast(on) => Wit::Broadcast(on),
        SocketOption::KeepAlive(on) => Wit::KeepAlive(on),
        SocketOption::NoDelay(on) => Wit::NoDelay(on),
        SocketOption::Ipv6Only(on) => Wit::Ipv6Only(on),
        SocketOption::ReceiveBuffer(bytes) => Wit::ReceiveBuffer(bytes),
        SocketOption::SendBuffer(bytes) => Wit::SendBuffer(bytes),
        SocketOption::Linger(seconds) => Wit::Linger(seconds),
        SocketOption::TimeToLive(hops) => Wit::TimeToLive(hops),
        SocketOption::MulticastTimeToLive(hops) => Wit::MulticastTimeToLive(hops),
        SocketOption::MulticastLoopback(on) => Wit::MulticastLoopback(on),
        SocketOption::MulticastInterface(ip) => Wit::MulticastInterface(ip_out(ip)),
        SocketOption::JoinGroup(membership) => Wit::JoinGroup(membership_out(membership)),
        SocketOption::LeaveGroup(membership) => Wit::LeaveGroup(membership_out(membership)),
        SocketOption::Error(error) => Wit::Error(error.map(Into::into)),
    }
}
