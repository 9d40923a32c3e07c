//! Messages between sockets of the VM (udp(7)): boundaries are kept, queues are bounded.

use super::address::{self, Address, Binding, Family};
use super::{Kind, Socket, SocketId, State};
use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::poll::WaitSource;
use core::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::collections::VecDeque;

/// The most that fits into one message (65 535 less the headers of IPv4 and UDP).
pub const DATAGRAM_MAX: usize = 65_507;
/// What a message counts beside its bytes, so that empty ones are bounded as well.
const OVERHEAD: usize = 64;

/// A message and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Datagram {
    /// The sender.
    pub from: SocketAddr,
    /// What it says.
    pub data: Vec<u8>,
}

impl Datagram {
    fn cost(&self) -> usize {
        self.data.len().saturating_add(OVERHEAD)
    }
}

/// What a datagram socket has beside its options.
#[derive(Debug, Default)]
pub struct Datagrams {
    queue: VecDeque<Datagram>,
    /// What those count.
    waiting: usize,
    /// Where it is connected to: the default destination, and the only sender it hears.
    peer: Option<SocketAddr>,
    /// The socket that had no room for the last message.
    full: Option<SocketId>,
}

impl Datagrams {
    /// Where it is connected to.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.peer
    }

    /// Whether there is a message.
    pub fn has_waiting(&self) -> bool {
        !self.queue.is_empty()
    }

    /// What the messages that wait count.
    pub fn waiting_bytes(&self) -> usize {
        self.waiting
    }
}

impl Socket {
    fn datagrams(&self) -> Option<&Datagrams> {
        match &self.state {
            State::Datagram(datagrams) => Some(datagrams),
            _ => None,
        }
    }

    fn datagrams_mut(&mut self) -> Option<&mut Datagrams> {
        match &mut self.state {
            State::Datagram(datagrams) => Some(datagrams),
            _ => None,
        }
    }
}

impl Kernel {
    /// Send a message; `again` when the receiver's queue is full.
    pub(crate) fn send_datagram(
        &mut self,
        id: SocketId,
        data: &[u8],
        to: Option<SocketAddr>,
    ) -> Result<usize> {
        let socket = self.sockets.get_mut(id)?;
        if let Some(error) = socket.error.take() {
            return Err(error);
        }
        let family = socket.family;
        let peer = socket.datagrams().ok_or(Errno::Notsup)?.peer;
        let connected = to.is_none();
        let to = to.or(peer).ok_or(Errno::Destaddrreq)?;
        if data.len() > DATAGRAM_MAX {
            return Err(Errno::Msgsize);
        }
        let to = super::address::canonical(to);
        check_destination(socket, family, to)?;
        if to.port() == 0 {
            return Err(Errno::Inval);
        }
        self.permit_connecting(Kind::Datagram, to)?;
        self.bind_for_sending(id)?;
        let socket = self.sockets.get(id)?;
        let own = socket.local.as_ref().and_then(Address::inet).ok_or(Errno::Inval)?;
        let source = match own.ip().to_canonical() {
            ip if ip.is_unspecified() => address::local_source(to.ip()),
            ip => ip,
        };
        let from = SocketAddr::new(source, own.port());
        if to.ip().is_multicast() || to.ip() == IpAddr::V4(Ipv4Addr::BROADCAST) {
            self.send_to_many(id, from, to, data);
            return Ok(data.len());
        }
        if !address::is_local(to.ip()) {
            return self.send_outside(id, data, to);
        }
        let hears = |socket: &Socket| {
            socket
                .datagrams()
                .is_some_and(|datagrams| datagrams.peer.is_none_or(|peer| peer == from))
        };
        let receivers = self.sockets.best_bound(Kind::Datagram, to.ip(), to.port(), hears);
        let Some(receiver) = self.choose(&receivers, from) else {
            // Nobody is there; only who is connected is told, at its next call (udp(7)).
            if connected && let Ok(socket) = self.sockets.get_mut(id) {
                socket.error = Some(Errno::Connrefused);
                self.notify_socket(id);
            }
            return Ok(data.len());
        };
        if !self.enqueue(receiver, Datagram { from, data: data.to_vec() }) {
            if let Some(datagrams) = self.sockets.get_mut(id)?.datagrams_mut() {
                datagrams.full = Some(receiver);
            }
            return Err(Errno::Again);
        }
        Ok(data.len())
    }

    /// Sockets that share a port by SO_REUSEPORT share its messages by sender; by SO_REUSEADDR the
    /// last one bound gets all.
    fn choose(&self, receivers: &[SocketId], from: SocketAddr) -> Option<SocketId> {
        let shares =
            |id: &SocketId| self.sockets.get(*id).is_ok_and(|socket| socket.options.reuse_port);
        if receivers.iter().all(shares) {
            let index = usize::from(from.port()).checked_rem(receivers.len())?;
            return receivers.get(index).copied();
        }
        receivers.last().copied()
    }

    /// Put a message into a queue; false when there is no room.
    fn enqueue(&mut self, receiver: SocketId, datagram: Datagram) -> bool {
        let (room, most) = (self.sockets.room(), self.sockets.limits.queued_datagrams);
        let Ok(socket) = self.sockets.get_mut(receiver) else { return true };
        let capacity = socket.options.receive_buffer as usize;
        let Some(datagrams) = socket.datagrams_mut() else { return true };
        let cost = datagram.cost();
        let waiting = datagrams.waiting;
        // One message always fits, however small the buffer was made.
        let fits = datagrams.queue.is_empty() || waiting.saturating_add(cost) <= capacity;
        if !fits || cost > room || datagrams.queue.len() >= most {
            return false;
        }
        datagrams.queue.push_back(datagram);
        datagrams.waiting = waiting.saturating_add(cost);
        self.sockets.count_in(cost);
        self.notify(WaitSource::SocketReadable(receiver));
        true
    }

    /// A message from outside.
    pub(super) fn deliver_datagram(&mut self, id: SocketId, from: SocketAddr, data: Vec<u8>) {
        let hears = |socket: &Socket| {
            let datagrams = socket.datagrams();
            datagrams.is_some_and(|own| own.peer.is_none_or(|peer| peer == from))
        };
        if data.len() <= DATAGRAM_MAX && self.sockets.get(id).is_ok_and(hears) {
            self.enqueue(id, Datagram { from, data });
        }
    }

    /// To a group or to all: who has no room misses it.
    fn send_to_many(&mut self, id: SocketId, from: SocketAddr, to: SocketAddr, data: &[u8]) {
        let group = to.ip();
        let loops = self.sockets.get(id).is_ok_and(|socket| socket.options.multicast_loopback);
        if group.is_multicast() && !loops {
            return;
        }
        let receivers: Vec<SocketId> = self
            .sockets
            .ports
            .bound(Kind::Datagram, to.port())
            .filter(|receiver| {
                let Ok(socket) = self.sockets.get(*receiver) else { return false };
                let Some(binding) = socket.binding() else { return false };
                let hears = binding.ip.is_unspecified() && covers_family(binding, group)
                    || binding.ip == group;
                hears && (!group.is_multicast() || socket.is_member(group, from.ip()))
            })
            .collect();
        for receiver in receivers {
            self.enqueue(receiver, Datagram { from, data: data.to_vec() });
        }
    }

    /// Take the next message; `again` when there is none.
    pub(crate) fn receive_datagram(&mut self, id: SocketId) -> Result<Datagram> {
        let full = self.sockets.room() == 0;
        let socket = self.sockets.get_mut(id)?;
        let error = socket.error.take();
        let datagrams = socket.datagrams_mut().ok_or(Errno::Notsup)?;
        if let Some(error) = error {
            return Err(error);
        }
        let Some(datagram) = datagrams.queue.pop_front() else { return Err(Errno::Again) };
        datagrams.waiting = datagrams.waiting.saturating_sub(datagram.cost());
        self.sockets.count_out(datagram.cost());
        self.forget_destination(id);
        if full {
            self.notify(WaitSource::SocketRoom);
        }
        Ok(datagram)
    }

    /// Who waits for room in this socket need not any more.
    pub(super) fn forget_destination(&mut self, id: SocketId) {
        let waiting = |socket: &Socket| {
            socket.datagrams().is_some_and(|datagrams| datagrams.full == Some(id))
        };
        let senders: Vec<SocketId> = self
            .sockets
            .iter()
            .filter(|(_, socket)| waiting(socket))
            .map(|(sender, _)| sender)
            .collect();
        for sender in senders {
            if let Ok(socket) = self.sockets.get_mut(sender)
                && let Some(datagrams) = socket.datagrams_mut()
            {
                datagrams.full = None;
            }
            self.notify(WaitSource::SocketWritable(sender));
        }
    }

    pub(super) fn can_send(&self, datagrams: &Datagrams) -> bool {
        datagrams.full.is_none()
    }

    /// Set or take away the default destination of a datagram socket (connect(2)).
    pub(crate) fn connect_datagram(&mut self, id: SocketId, to: Option<SocketAddr>) -> Result<()> {
        if let Some(to) = to {
            let socket = self.sockets.get(id)?;
            let to = super::address::canonical(to);
            check_destination(socket, socket.family, to)?;
            self.permit_connecting(Kind::Datagram, to)?;
            self.bind_for(id, to)?;
        }
        if let Some(datagrams) = self.sockets.get_mut(id)?.datagrams_mut() {
            // Connecting to "any" is connecting to oneself.
            datagrams.peer = to.map(|to| match super::address::canonical(to) {
                to if to.ip().is_unspecified() => {
                    SocketAddr::new(address::local_source(to.ip()), to.port())
                }
                to => to,
            });
        }
        Ok(())
    }

    fn bind_for_sending(&mut self, id: SocketId) -> Result<()> {
        let socket = self.sockets.get(id)?;
        if socket.local.is_some() {
            return Ok(());
        }
        let any = SocketAddr::new(address::unspecified(socket.family), 0);
        self.sockets.bind_inet(id, any, &super::port::EPHEMERAL)
    }
}

fn covers_family(binding: Binding, ip: IpAddr) -> bool {
    binding.ip.is_ipv4() == ip.is_ipv4() || (binding.ip.is_ipv6() && !binding.ipv6_only)
}

/// What a socket of this family can send to.
fn check_destination(socket: &Socket, family: Family, to: SocketAddr) -> Result<()> {
    match (family, to.ip()) {
        (Family::Ipv4, IpAddr::V6(_)) => Err(Errno::Afnosupport),
        (Family::Ipv6, IpAddr::V4(_)) if socket.options.ipv6_only => Err(Errno::Netunreach),
        (_, IpAddr::V4(Ipv4Addr::BROADCAST)) if !socket.options.broadcast => Err(Errno::Acces),
        _ => Ok(()),
    }
}
