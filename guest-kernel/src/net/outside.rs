//! Connections that cross the border of the VM: those that sockets make to the outside, and those that the
//! host makes to listeners inside.
//!
//! The far end of each is a socket like any other, that the host has instead of a process: what the VM
//! sends waits there to be taken, what the host gives goes into the VM's end. So buffers, limits,
//! back-pressure and the ways in which connections end are those of [`super::stream`]. A datagram socket
//! needs no far end: the host knows it by its own number.
//!
//! Here are the only ways out. What is sent to the VM itself never comes here (`address::is_local`), but
//! for loopback ports on which nobody in the VM listens: the host knows which of its own it granted.

use super::address::{self, Address, Family};
use super::stream::Stream;
use super::{Kind, ShutdownHow, SocketId, State};
use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::policy::Capability;
use crate::poll::WaitSource;
use crate::types::Pid;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::collections::BTreeSet;

/// What the host has.
#[derive(Debug, Default)]
pub struct Outside {
    /// Far ends of connections.
    ends: BTreeSet<SocketId>,
    /// Datagram sockets of the VM that have sent something out.
    datagrams: BTreeSet<SocketId>,
}

impl Outside {
    /// Far ends of connections, which no descriptor refers to.
    pub fn ends(&self) -> impl Iterator<Item = SocketId> + '_ {
        self.ends.iter().copied()
    }
}

impl Kernel {
    /// Connect to an address outside, which the policy has allowed: `inprogress` while the host does.
    pub(crate) fn connect_outside(&mut self, id: SocketId, to: SocketAddr) -> Result<()> {
        if self.sockets.connections().saturating_add(2) > self.sockets.limits.connections {
            return Err(Errno::Again);
        }
        let family = self.sockets.get(id)?.family;
        self.bind_for(id, to)?;
        let from = self.sockets.get(id)?.local.clone().unwrap_or_else(Address::unnamed);
        let end = self.sockets.create(family, Kind::Stream, Pid::INIT)?;
        if let Err(errno) = self.host.connect(end, to) {
            self.close_socket(end);
            return Err(self.not_granted(Kind::Stream, to, errno));
        }
        let socket = self.sockets.get_mut(end)?;
        socket.local = Some(Address::Inet(to));
        socket.state = State::Connected(Stream::new(Some(id), from));
        self.outside.ends.insert(end);
        self.sockets.get_mut(id)?.state = State::Connecting { end, to };
        Err(Errno::Inprogress)
    }

    /// Connect to a loopback address on which nobody in the VM listens: one of the host's own ports, if
    /// it granted that.
    pub(crate) fn connect_exempt(&mut self, id: SocketId, to: SocketAddr) -> Result<()> {
        match self.connect_outside(id, to) {
            Err(Errno::Netunreach | Errno::Acces) => Err(Errno::Connrefused),
            outcome => outcome,
        }
    }

    /// Send a message to an address outside, which the policy has allowed. One that the host has no
    /// room for is lost.
    pub(super) fn send_outside(
        &mut self,
        id: SocketId,
        data: &[u8],
        to: SocketAddr,
    ) -> Result<usize> {
        self.outside.datagrams.insert(id);
        match self.host.send_datagram(id, data, to) {
            Ok(()) => Ok(data.len()),
            Err(errno) => Err(self.not_granted(Kind::Datagram, to, errno)),
        }
    }

    /// The host did not grant an address: told like a denial of the policy.
    fn not_granted(&self, kind: Kind, to: SocketAddr, errno: Errno) -> Errno {
        if errno != Errno::Acces {
            return errno;
        }
        let destinations = self.destinations(kind.scheme(), to);
        let resource = destinations.first().cloned().unwrap_or_default();
        let why = format!(", the address {} is not reachable", to.ip());
        let denied: Result<()> =
            self.monitor.deny(self.current_pid(), Capability::NetworkHttp, &resource, &why);
        denied.err().unwrap_or(errno)
    }

    /// How connecting to the outside went.
    pub fn connected(&mut self, end: SocketId, outcome: Result<()>) {
        let Some((id, to)) = self.connecting(end) else { return };
        match outcome {
            Ok(()) => {
                if let Ok(socket) = self.sockets.get_mut(id) {
                    let peer = Stream::new(Some(end), Address::Inet(to));
                    socket.state = State::Connected(peer);
                    socket.error = None;
                }
                self.notify_socket(id);
            }
            Err(error) => {
                // First, so that closing the end does not reset what was never connected.
                self.fail(id, error);
                self.forget_end(end);
            }
        }
    }

    /// The socket that waits for this end to be connected.
    fn connecting(&self, end: SocketId) -> Option<(SocketId, SocketAddr)> {
        let State::Connected(stream) = &self.end(end).ok()?.state else { return None };
        let id = stream.peer?;
        match self.sockets.get(id).ok()?.state {
            State::Connecting { end: own, to } if own == end => Some((id, to)),
            _ => None,
        }
    }

    fn end(&self, end: SocketId) -> Result<&super::Socket> {
        if self.outside.ends.contains(&end) { self.sockets.get(end) } else { Err(Errno::Badf) }
    }

    fn forget_end(&mut self, end: SocketId) {
        if self.outside.ends.remove(&end) {
            self.close_socket(end);
        }
    }

    /// A socket of the VM is closed that was about to connect: nobody needs the other end.
    pub(super) fn stop_connecting(&mut self, end: SocketId) {
        self.host.close_outside(end);
        self.forget_end(end);
    }

    /// A datagram socket of the VM is closed.
    pub(super) fn forget_datagrams(&mut self, id: SocketId) {
        if self.outside.datagrams.remove(&id) {
            self.host.close_outside(id);
        }
    }

    /// Connect the host to a listener of the VM.
    pub fn connect_inside(&mut self, port: u16) -> Result<SocketId> {
        let id = self.sockets.create(Family::Ipv6, Kind::Stream, Pid::INIT)?;
        let loopback = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        let mut outcome = Err(Errno::Connrefused);
        for ip in loopback {
            let to = SocketAddr::new(ip, port);
            outcome = self.bind_for(id, to).and_then(|()| self.connect_local(id, to));
            if outcome != Err(Errno::Connrefused) {
                break;
            }
            self.sockets.unbind(id);
        }
        match outcome {
            Ok(()) | Err(Errno::Inprogress) => {
                self.outside.ends.insert(id);
                Ok(id)
            }
            Err(error) => {
                self.close_socket(id);
                Err(error)
            }
        }
    }

    /// Take what the VM sent: empty at the end of it, `again` when there is nothing yet.
    pub fn take_sent(&mut self, end: SocketId, limit: u32) -> Result<Vec<u8>> {
        match self.end(end)?.state {
            State::Waiting { .. } => Err(Errno::Again),
            _ => self.read_stream(end, limit as usize),
        }
    }

    /// Give the VM's end what was received; `again` when nothing fits.
    pub fn give_received(&mut self, end: SocketId, data: &[u8]) -> Result<u32> {
        match &self.end(end)?.state {
            State::Waiting { .. } => Err(Errno::Again),
            // Nobody would read it: the host need not send it to find that out.
            State::Connected(stream) if stream.peer.is_none() => Err(Errno::Pipe),
            _ => u32::try_from(self.push(end, data)?).map_err(|_| Errno::Inval),
        }
    }

    /// The host will give nothing more.
    pub fn end_received(&mut self, end: SocketId) {
        if self.end(end).is_ok() {
            // An end that is gone already has been told.
            let _ = self.shutdown_stream(end, ShutdownHow::Write);
        }
    }

    /// The host's end is gone, in order or by an error.
    pub fn disconnect_outside(&mut self, end: SocketId, cause: Option<Errno>) {
        let peer = match self.end(end).map(|socket| &socket.state) {
            Ok(State::Connected(stream)) => stream.peer,
            _ => None,
        };
        if let Some(error) = cause
            && let Some(peer) = peer
        {
            self.break_stream(peer, error);
        }
        self.forget_end(end);
    }

    /// A message from outside; lost when there is no room for it.
    pub fn give_datagram(&mut self, id: SocketId, from: SocketAddr, data: Vec<u8>) {
        if self.outside.datagrams.contains(&id) {
            self.deliver_datagram(id, address::canonical(from), data);
        }
    }

    /// The host waits for something to happen to its ends.
    pub(crate) fn tell_outside(&self, source: WaitSource) {
        match source {
            WaitSource::SocketReadable(id) | WaitSource::SocketWritable(id)
                if self.outside.ends.contains(&id) =>
            {
                self.host.connection_ready(id);
            }
            WaitSource::SocketRoom => {
                self.outside.ends.iter().for_each(|end| self.host.connection_ready(*end));
            }
            _ => {}
        }
    }
}
