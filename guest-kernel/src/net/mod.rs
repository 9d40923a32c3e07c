//! Sockets (socket(7)): stream and datagram sockets of IPv4 and IPv6, and unix stream sockets.
//!
//! Everything between sockets of one VM happens here, in memory: ports belong to the VM, and what is
//! sent to a local address never leaves the kernel.
//!
//! * `address`: addresses, and which of them are local. `port`: who has which port.
//! * `option`: socket options. `policy`: what may be listened on and connected to.
//! * `stream`: connections. `listener`: waiting for them. `datagram`: messages.
//! * `unix`: names of unix sockets.
//! * `outside`: connections across the border of the VM. `resolve`: names of hosts. `inspect`: who listens.
//!
//! Not here: descriptors and open file descriptions, which refer to a socket by its id
//! (`syscalls/sockets.rs` puts both together), and who waits for what (`poll.rs`).

pub mod address;
pub mod datagram;
pub mod inspect;
pub mod listener;
#[cfg(test)]
mod model_tests;
pub mod option;
pub mod outside;
#[cfg(test)]
mod outside_tests;
pub mod policy;
pub mod port;
pub mod resolve;
pub mod stream;
#[cfg(test)]
mod tests;
pub mod unix;

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::limit::Limits;
use crate::poll::WaitSource;
use crate::types::{Pid, PollInterest};
use address::{Address, Family};
use core::net::SocketAddr;
use datagram::Datagrams;
use listener::Listener;
use option::Options;
use port::Ports;
use std::collections::BTreeMap;
use stream::Stream;
use unix::Names;

/// A socket. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SocketId(pub u64);

/// What a socket carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A stream of bytes between two (SOCK_STREAM).
    Stream,
    /// Messages (SOCK_DGRAM).
    Datagram,
}

impl Kind {
    /// What the policy calls it.
    pub fn scheme(self) -> &'static str {
        match self {
            Self::Stream => "tcp",
            Self::Datagram => "udp",
        }
    }
}

/// Which directions `shutdown` closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ShutdownHow {
    Read,
    Write,
    Both,
}

/// A socket.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Socket {
    pub family: Family,
    pub kind: Kind,
    /// Who made it, or who made the listener it came from.
    pub owner: Pid,
    pub options: Options,
    /// Where it is bound.
    pub local: Option<Address>,
    pub state: State,
    /// What went wrong and was not told yet (SO_ERROR).
    pub error: Option<Errno>,
}

/// Where a socket is in its life.
#[derive(Debug)]
pub enum State {
    /// Neither listening nor connected.
    Idle,
    /// It waits for connections.
    Listening(Listener),
    /// It waits for room in the queue of a listener, to this address.
    Waiting {
        /// The listener.
        listener: SocketId,
        /// What was connected to.
        to: Address,
    },
    /// The host connects it to this address outside.
    Connecting {
        /// What stands for the outside.
        end: SocketId,
        /// What was connected to.
        to: SocketAddr,
    },
    /// Connecting failed; `error` says why until it is asked for.
    Failed,
    /// It has, or had, another end.
    Connected(Stream),
    /// It carries messages.
    Datagram(Datagrams),
}

/// What sockets may take altogether.
#[derive(Debug, Clone, Copy)]
pub struct SocketLimits {
    /// Sockets.
    pub sockets: usize,
    /// Ends of connections.
    pub connections: usize,
    /// Bytes that wait in all of them.
    pub buffered_bytes: usize,
    /// Messages that wait in one socket.
    pub queued_datagrams: usize,
}

impl Default for SocketLimits {
    fn default() -> Self {
        Self { sockets: 256, connections: 256, buffered_bytes: 4 << 20, queued_datagrams: 1024 }
    }
}

impl From<&Limits> for SocketLimits {
    fn from(limits: &Limits) -> Self {
        let size = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        Self {
            sockets: limits.sockets as usize,
            connections: limits.connections as usize,
            buffered_bytes: size(limits.socket_bytes),
            queued_datagrams: limits.datagrams as usize,
        }
    }
}

/// All sockets of the VM.
#[derive(Debug, Default)]
pub struct SocketTable {
    sockets: BTreeMap<SocketId, Socket>,
    next: u64,
    /// Bytes that wait in all sockets.
    buffered: usize,
    pub(crate) ports: Ports,
    pub(crate) names: Names,
    pub(crate) limits: SocketLimits,
}

impl SocketTable {
    /// No sockets yet.
    pub fn new(limits: SocketLimits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// A new socket, `again` beyond the limit.
    pub fn create(&mut self, family: Family, kind: Kind, owner: Pid) -> Result<SocketId> {
        if self.sockets.len() >= self.limits.sockets {
            return Err(Errno::Again);
        }
        let state = match kind {
            Kind::Stream => State::Idle,
            Kind::Datagram => State::Datagram(Datagrams::default()),
        };
        let options = Options::new(family);
        let socket = Socket { family, kind, owner, options, local: None, state, error: None };
        let id = SocketId(self.next);
        self.next = self.next.saturating_add(1);
        self.sockets.insert(id, socket);
        Ok(id)
    }

    /// Look one up.
    pub fn get(&self, id: SocketId) -> Result<&Socket> {
        self.sockets.get(&id).ok_or(Errno::Badf)
    }

    /// Look one up to use it.
    pub fn get_mut(&mut self, id: SocketId) -> Result<&mut Socket> {
        self.sockets.get_mut(&id).ok_or(Errno::Badf)
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (SocketId, &Socket)> {
        self.sockets.iter().map(|(id, socket)| (*id, socket))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sockets.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sockets.is_empty()
    }

    /// Ends of connections.
    pub fn connections(&self) -> usize {
        let connected = |socket: &&Socket| matches!(socket.state, State::Connected(_));
        self.sockets.values().filter(connected).count()
    }

    /// Bytes that wait to be read.
    pub fn buffered(&self) -> usize {
        self.buffered
    }

    /// Bytes that all sockets together can still take.
    pub fn room(&self) -> usize {
        self.limits.buffered_bytes.saturating_sub(self.buffered)
    }

    /// Bytes came into a buffer.
    fn count_in(&mut self, bytes: usize) {
        self.buffered = self.buffered.saturating_add(bytes);
    }

    /// Bytes left a buffer.
    fn count_out(&mut self, bytes: usize) {
        self.buffered = self.buffered.saturating_sub(bytes);
    }

    /// Panics unless every socket has an open file description or waits to be accepted, and what
    /// is counted is there.
    #[cfg(test)]
    pub fn assert_consistent(&self, mut references: BTreeMap<SocketId, u32>) {
        let mut buffered = 0;
        for socket in self.sockets.values() {
            match &socket.state {
                State::Listening(listener) => {
                    for queued in listener.queued() {
                        *references.entry(queued).or_insert(0) += 1;
                    }
                }
                State::Connected(stream) => buffered += stream.waiting_bytes(),
                State::Datagram(datagrams) => buffered += datagrams.waiting_bytes(),
                _ => {}
            }
        }
        assert!(references.values().all(|count| *count == 1), "a socket is referred to once");
        let referred: Vec<_> = references.into_keys().collect();
        assert_eq!(referred, self.sockets.keys().copied().collect::<Vec<_>>(), "sockets");
        assert_eq!(buffered, self.buffered, "bytes in sockets");
        assert!(self.len() <= self.limits.sockets && self.buffered <= self.limits.buffered_bytes);
    }

    /// Take a socket out, with its port and its name.
    fn remove(&mut self, id: SocketId) -> Option<Socket> {
        let socket = self.sockets.remove(&id)?;
        self.ports.release(socket.kind, socket.local.as_ref(), id);
        let waiting = match &socket.state {
            State::Connected(stream) => stream.waiting_bytes(),
            State::Datagram(datagrams) => datagrams.waiting_bytes(),
            _ => 0,
        };
        self.count_out(waiting);
        Some(socket)
    }
}

impl Kernel {
    /// The last descriptor of a socket is gone (close(2)).
    pub(crate) fn close_socket(&mut self, id: SocketId) {
        let full = self.sockets.room() == 0;
        let Some(socket) = self.sockets.remove(id) else { return };
        if let Some(location) = self.sockets.names.release(id) {
            self.vfs.release(location);
        }
        match socket.state {
            State::Listening(listener) => self.close_listener(listener),
            State::Waiting { listener, .. } => self.leave_queue(listener, id),
            State::Connecting { end, .. } => self.stop_connecting(end),
            State::Connected(stream) => self.close_stream(stream, &socket.options),
            State::Datagram(_) => self.forget_datagrams(id),
            State::Idle | State::Failed => {}
        }
        self.forget_destination(id);
        if full {
            self.notify(WaitSource::SocketRoom);
        }
        self.notify_socket(id);
    }

    /// Something about a socket changed altogether.
    pub(crate) fn notify_socket(&mut self, id: SocketId) {
        self.notify(WaitSource::SocketReadable(id));
        self.notify(WaitSource::SocketWritable(id));
    }

    /// What can be done with a socket (the poll callbacks of tcp_poll and unix_poll in Linux).
    pub(crate) fn socket_readiness(&self, id: SocketId) -> PollInterest {
        let Ok(socket) = self.sockets.get(id) else { return PollInterest::default() };
        let failed = socket.error.is_some();
        let mut ready = match &socket.state {
            // A socket that was never connected hangs up (tcp(7)).
            State::Idle | State::Failed => {
                PollInterest { writable: true, hangup: true, ..PollInterest::default() }
            }
            State::Listening(listener) => {
                PollInterest { readable: listener.has_queued(), ..PollInterest::default() }
            }
            State::Waiting { .. } | State::Connecting { .. } => PollInterest::default(),
            State::Connected(stream) => self.stream_readiness(stream),
            State::Datagram(datagrams) => PollInterest {
                readable: datagrams.has_waiting(),
                writable: self.can_send(datagrams),
                ..PollInterest::default()
            },
        };
        if failed {
            ready = PollInterest { readable: true, writable: true, error: true, ..ready };
        }
        ready
    }

    /// What changes the readiness of a socket.
    pub(crate) fn socket_sources(&self, id: SocketId) -> Vec<WaitSource> {
        let mut sources = vec![WaitSource::SocketReadable(id), WaitSource::SocketWritable(id)];
        if self.sockets.room() == 0 {
            sources.push(WaitSource::SocketRoom);
        }
        sources
    }
}
