//! Options of sockets (socket(7), ip(7), ipv6(7), tcp(7), udp(7)).

use super::address::{self, Family};
use super::{Kind, Socket, SocketId, State};
use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use core::net::IpAddr;
use std::collections::BTreeSet;

/// Memberships of one socket (`net.ipv4.igmp_max_memberships` of Linux).
const MEMBERSHIPS_MAX: usize = 20;
/// Bytes that a buffer has at least, whatever is asked for (SOCK_MIN_RCVBUF of Linux, rounded).
const BUFFER_MIN: u32 = 4096;

/// Bytes that a socket may have waiting to be read.
pub const BUFFER_DEFAULT: u32 = 256 << 10;
/// The most that SO_RCVBUF can ask for.
pub const BUFFER_MAX: u32 = 4 << 20;

/// An option and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SocketOption {
    ReuseAddress(bool),
    ReusePort(bool),
    Broadcast(bool),
    KeepAlive(bool),
    NoDelay(bool),
    Ipv6Only(bool),
    ReceiveBuffer(u32),
    SendBuffer(u32),
    /// Seconds that `close` lingers; 0 resets the connection.
    Linger(Option<u32>),
    TimeToLive(u8),
    MulticastTimeToLive(u8),
    MulticastLoopback(bool),
    MulticastInterface(IpAddr),
    JoinGroup(Membership),
    LeaveGroup(Membership),
    /// Read only; reading takes it (SO_ERROR).
    Error(Option<Errno>),
}

/// The options that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum OptionName {
    ReuseAddress,
    ReusePort,
    Broadcast,
    KeepAlive,
    NoDelay,
    Ipv6Only,
    ReceiveBuffer,
    SendBuffer,
    Linger,
    TimeToLive,
    MulticastTimeToLive,
    MulticastLoopback,
    MulticastInterface,
    Error,
}

/// A multicast group that a socket is a member of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Membership {
    /// The group.
    pub group: IpAddr,
    /// Through this interface; "any" lets the system choose.
    pub interface: IpAddr,
    /// Only what this sender sends.
    pub source: Option<IpAddr>,
}

/// What is set on a socket.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Options {
    pub reuse_address: bool,
    pub reuse_port: bool,
    pub broadcast: bool,
    pub keep_alive: bool,
    pub no_delay: bool,
    pub ipv6_only: bool,
    pub receive_buffer: u32,
    pub send_buffer: u32,
    pub linger: Option<u32>,
    pub time_to_live: u8,
    pub multicast_time_to_live: u8,
    pub multicast_loopback: bool,
    pub multicast_interface: IpAddr,
    pub memberships: BTreeSet<Membership>,
}

impl Options {
    /// What a new socket has (Linux's defaults).
    pub fn new(family: Family) -> Self {
        Self {
            reuse_address: false,
            reuse_port: false,
            broadcast: false,
            keep_alive: false,
            no_delay: false,
            ipv6_only: false,
            receive_buffer: BUFFER_DEFAULT,
            send_buffer: BUFFER_DEFAULT,
            linger: None,
            time_to_live: 64,
            multicast_time_to_live: 1,
            multicast_loopback: true,
            multicast_interface: address::unspecified(family),
            memberships: BTreeSet::new(),
        }
    }

    fn get(&self, name: OptionName) -> SocketOption {
        match name {
            OptionName::ReuseAddress => SocketOption::ReuseAddress(self.reuse_address),
            OptionName::ReusePort => SocketOption::ReusePort(self.reuse_port),
            OptionName::Broadcast => SocketOption::Broadcast(self.broadcast),
            OptionName::KeepAlive => SocketOption::KeepAlive(self.keep_alive),
            OptionName::NoDelay => SocketOption::NoDelay(self.no_delay),
            OptionName::Ipv6Only => SocketOption::Ipv6Only(self.ipv6_only),
            OptionName::ReceiveBuffer => SocketOption::ReceiveBuffer(self.receive_buffer),
            OptionName::SendBuffer => SocketOption::SendBuffer(self.send_buffer),
            OptionName::Linger => SocketOption::Linger(self.linger),
            OptionName::TimeToLive => SocketOption::TimeToLive(self.time_to_live),
            OptionName::MulticastTimeToLive => {
                SocketOption::MulticastTimeToLive(self.multicast_time_to_live)
            }
            OptionName::MulticastLoopback => {
                SocketOption::MulticastLoopback(self.multicast_loopback)
            }
            OptionName::MulticastInterface => {
                SocketOption::MulticastInterface(self.multicast_interface)
            }
            OptionName::Error => SocketOption::Error(None),
        }
    }
}

/// Whether a socket of that family and kind has the option at all.
fn check_applies(socket: &Socket, name: OptionName) -> Result<()> {
    let internet = socket.family != Family::Unix;
    let applies = match name {
        OptionName::NoDelay => internet && socket.kind == Kind::Stream,
        OptionName::Ipv6Only => socket.family == Family::Ipv6,
        OptionName::TimeToLive => internet,
        OptionName::MulticastTimeToLive
        | OptionName::MulticastLoopback
        | OptionName::MulticastInterface => internet && socket.kind == Kind::Datagram,
        _ => true,
    };
    if applies { Ok(()) } else { Err(Errno::Noprotoopt) }
}

impl Socket {
    fn set_option(&mut self, option: SocketOption) -> Result<()> {
        let buffer = |bytes: u32| bytes.clamp(BUFFER_MIN, BUFFER_MAX);
        let options = &mut self.options;
        match option {
            SocketOption::ReuseAddress(on) => options.reuse_address = on,
            SocketOption::ReusePort(on) => options.reuse_port = on,
            SocketOption::Broadcast(on) => options.broadcast = on,
            SocketOption::KeepAlive(on) => options.keep_alive = on,
            SocketOption::NoDelay(on) => options.no_delay = on,
            SocketOption::Ipv6Only(_) if self.local.is_some() => return Err(Errno::Inval),
            SocketOption::Ipv6Only(on) => options.ipv6_only = on,
            SocketOption::ReceiveBuffer(bytes) => options.receive_buffer = buffer(bytes),
            SocketOption::SendBuffer(bytes) => options.send_buffer = buffer(bytes),
            SocketOption::Linger(seconds) => options.linger = seconds,
            SocketOption::TimeToLive(0) => return Err(Errno::Inval),
            SocketOption::TimeToLive(hops) => options.time_to_live = hops,
            SocketOption::MulticastTimeToLive(hops) => options.multicast_time_to_live = hops,
            SocketOption::MulticastLoopback(on) => options.multicast_loopback = on,
            SocketOption::MulticastInterface(ip) => {
                check_interface(ip)?;
                options.multicast_interface = ip;
            }
            SocketOption::JoinGroup(membership) => {
                check_membership(self.family, self.kind, &membership)?;
                if options.memberships.contains(&membership) {
                    return Err(Errno::Addrinuse);
                }
                if options.memberships.len() >= MEMBERSHIPS_MAX {
                    return Err(Errno::Nobufs);
                }
                options.memberships.insert(membership);
            }
            SocketOption::LeaveGroup(membership) => {
                check_membership(self.family, self.kind, &membership)?;
                if !options.memberships.remove(&membership) {
                    return Err(Errno::Addrnotavail);
                }
            }
            SocketOption::Error(_) => return Err(Errno::Noprotoopt),
        }
        Ok(())
    }

    /// Whether it gets what this sender sends to the group.
    pub fn is_member(&self, group: IpAddr, sender: IpAddr) -> bool {
        self.options.memberships.iter().any(|membership| {
            membership.group == group && membership.source.is_none_or(|source| source == sender)
        })
    }
}

fn check_interface(ip: IpAddr) -> Result<()> {
    if address::is_local(ip) { Ok(()) } else { Err(Errno::Addrnotavail) }
}

fn check_membership(family: Family, kind: Kind, membership: &Membership) -> Result<()> {
    if family == Family::Unix || kind != Kind::Datagram {
        return Err(Errno::Noprotoopt);
    }
    let fits = membership.group.is_ipv6() == (family == Family::Ipv6);
    if !membership.group.is_multicast() || !fits {
        return Err(Errno::Inval);
    }
    match check_interface(membership.interface) {
        Ok(()) => Ok(()),
        // As Linux answers when no interface has the address.
        Err(_) => Err(Errno::Nodev),
    }
}

impl SocketOption {
    fn name(&self) -> Option<OptionName> {
        Some(match self {
            Self::ReuseAddress(_) => OptionName::ReuseAddress,
            Self::ReusePort(_) => OptionName::ReusePort,
            Self::Broadcast(_) => OptionName::Broadcast,
            Self::KeepAlive(_) => OptionName::KeepAlive,
            Self::NoDelay(_) => OptionName::NoDelay,
            Self::Ipv6Only(_) => OptionName::Ipv6Only,
            Self::ReceiveBuffer(_) => OptionName::ReceiveBuffer,
            Self::SendBuffer(_) => OptionName::SendBuffer,
            Self::Linger(_) => OptionName::Linger,
            Self::TimeToLive(_) => OptionName::TimeToLive,
            Self::MulticastTimeToLive(_) => OptionName::MulticastTimeToLive,
            Self::MulticastLoopback(_) => OptionName::MulticastLoopback,
            Self::MulticastInterface(_) => OptionName::MulticastInterface,
            Self::Error(_) => OptionName::Error,
            Self::JoinGroup(_) | Self::LeaveGroup(_) => return None,
        })
    }
}

impl Kernel {
    pub(crate) fn set_option(&mut self, id: SocketId, option: SocketOption) -> Result<()> {
        let socket = self.sockets.get_mut(id)?;
        if let Some(name) = option.name() {
            check_applies(socket, name)?;
        }
        socket.set_option(option)
    }

    pub(crate) fn get_option(&mut self, id: SocketId, name: OptionName) -> Result<SocketOption> {
        let socket = self.sockets.get_mut(id)?;
        check_applies(socket, name)?;
        if name == OptionName::Error {
            let error = socket.error.take();
            if error.is_some() && matches!(socket.state, State::Failed) {
                // The attempt is over and told: the socket can try again.
                socket.state = State::Idle;
            }
            return Ok(SocketOption::Error(error));
        }
        Ok(socket.options.get(name))
    }
}
