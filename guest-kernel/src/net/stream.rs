//! Connections between sockets of the VM: TCP and unix streams.
//!
//! A connection is two sockets that name each other; what one writes is put into the other's buffer.
//! An end that closes takes its name away and leaves behind how it ended: an orderly end of file, or
//! a reset when it had not read everything, as TCP does (RFC 9293, 3.6; RFC 2525, 2.17).

use super::address::{self, Address, Family};
use super::option::Options;
use super::{Kind, ShutdownHow, SocketId, SocketTable, State};
use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::limit::Resource;
use crate::poll::WaitSource;
use crate::process::signal::SIGPIPE;
use crate::types::PollInterest;
use core::net::SocketAddr;
use std::collections::VecDeque;

/// A stream can be written when this much fits: writers go on in pieces worth a wake-up.
const LOW_WATER: usize = 16 << 10;

/// One end of a connection.
#[derive(Debug)]
pub struct Stream {
    /// The other end; none when it is gone.
    pub(super) peer: Option<SocketId>,
    /// Where that is.
    pub(super) peer_address: Address,
    incoming: VecDeque<u8>,
    /// The other end sends nothing more.
    ended: bool,
    /// This end reads nothing more.
    shut_read: bool,
    /// This end sends nothing more.
    shut_write: bool,
    /// What was sent came back: there is nobody to send to.
    broken: bool,
}

impl Stream {
    /// A connected end.
    pub(super) fn new(peer: Option<SocketId>, peer_address: Address) -> Self {
        Self {
            peer,
            peer_address,
            incoming: VecDeque::new(),
            ended: false,
            shut_read: false,
            shut_write: false,
            broken: false,
        }
    }

    /// Bytes that wait to be read.
    pub fn waiting_bytes(&self) -> usize {
        self.incoming.len()
    }

    /// Where the other end is, or was.
    pub fn peer_address(&self) -> Option<Address> {
        let connected = self.peer.is_some() || !self.broken;
        connected.then(|| self.peer_address.clone())
    }

    /// Take up to `length` bytes; an empty buffer keeps no memory.
    fn take(&mut self, length: usize) -> Vec<u8> {
        if length >= self.incoming.len() {
            Vec::from(std::mem::take(&mut self.incoming))
        } else {
            self.incoming.drain(..length).collect()
        }
    }
}

impl SocketTable {
    fn stream_mut(&mut self, id: SocketId) -> Result<&mut Stream> {
        match &mut self.get_mut(id)?.state {
            State::Connected(stream) => Ok(stream),
            _ => Err(Errno::Notconn),
        }
    }

    /// Bytes that the other end of a stream can still take.
    fn room_at(&self, peer: SocketId) -> usize {
        let Ok(socket) = self.get(peer) else { return 0 };
        let State::Connected(stream) = &socket.state else { return 0 };
        let own = (socket.options.receive_buffer as usize).saturating_sub(stream.incoming.len());
        own.min(self.room())
    }
}

impl Kernel {
    /// Connect to an address of the VM.
    pub(crate) fn connect_local(&mut self, id: SocketId, to: SocketAddr) -> Result<()> {
        let accepts = |socket: &super::Socket| matches!(socket.state, State::Listening(_));
        let listeners = self.sockets.best_bound(Kind::Stream, to.ip(), to.port(), accepts);
        let socket = self.sockets.get(id)?;
        let from = socket.local.as_ref().and_then(Address::inet);
        // Listeners that share a port share its connections by the port they come from.
        let turn = usize::from(from.map_or(0, |from| from.port()));
        let listener = match turn.checked_rem(listeners.len()) {
            Some(index) => listeners.get(index).copied(),
            None => None,
        };
        let listener = listener.ok_or(Errno::Connrefused)?;
        self.connect_to_listener(id, listener, Address::Inet(to))
    }

    /// Read what the other end wrote: empty at the end of it.
    pub(crate) fn read_stream(&mut self, id: SocketId, length: usize) -> Result<Vec<u8>> {
        let full = self.sockets.room() == 0;
        let socket = self.sockets.get_mut(id)?;
        let State::Connected(stream) = &mut socket.state else {
            return Err(socket.error.take().unwrap_or(Errno::Notconn));
        };
        if length == 0 {
            return Ok(Vec::new());
        }
        if stream.incoming.is_empty() {
            return match socket.error.take() {
                Some(error) => Err(error),
                None if stream.ended || stream.shut_read => Ok(Vec::new()),
                None => Err(Errno::Again),
            };
        }
        let data = stream.take(length);
        let writer = stream.peer;
        self.sockets.count_out(data.len());
        if let Some(writer) = writer
            && self.sockets.room_at(id) >= LOW_WATER
        {
            self.notify(WaitSource::SocketWritable(writer));
        }
        if full {
            self.notify(WaitSource::SocketRoom);
        }
        Ok(data)
    }

    /// Write what fits to the other end; `again` when nothing does.
    pub(crate) fn write_stream(&mut self, id: SocketId, data: &[u8]) -> Result<usize> {
        let written = self.push(id, data);
        if written == Err(Errno::Pipe) {
            self.deliver(self.current_pid(), SIGPIPE);
        }
        written
    }

    /// Write what fits, without the signal.
    pub(super) fn push(&mut self, id: SocketId, data: &[u8]) -> Result<usize> {
        let socket = self.sockets.get_mut(id)?;
        let family = socket.family;
        if let Some(error) = socket.error.take() {
            return Err(error);
        }
        let State::Connected(stream) = &mut socket.state else { return Err(Errno::Notconn) };
        if stream.shut_write || stream.broken {
            return Err(Errno::Pipe);
        }
        let peer = match stream.peer {
            Some(peer) => peer,
            None if family == Family::Unix => return Err(Errno::Pipe),
            None => {
                // It goes out all the same, and the answer says that nobody is there.
                stream.broken = true;
                self.notify_socket(id);
                return Ok(data.len());
            }
        };
        if self.sockets.stream_mut(peer)?.shut_read {
            return if family == Family::Unix { Err(Errno::Pipe) } else { Ok(data.len()) };
        }
        let room = self.sockets.room_at(peer).min(data.len());
        if room == 0 && !data.is_empty() {
            return Err(Errno::Again);
        }
        let part = data.get(..room).unwrap_or_default();
        self.sockets.stream_mut(peer)?.incoming.extend(part);
        self.sockets.count_in(part.len());
        self.notify(WaitSource::SocketReadable(peer));
        Ok(part.len())
    }

    /// Close one or both directions of a connection.
    pub(crate) fn shutdown_stream(&mut self, id: SocketId, how: ShutdownHow) -> Result<()> {
        let stream = self.sockets.stream_mut(id)?;
        let (read, write) = (how != ShutdownHow::Write, how != ShutdownHow::Read);
        stream.shut_read |= read;
        stream.shut_write |= write;
        if let Some(peer) = stream.peer {
            if write {
                self.sockets.stream_mut(peer)?.ended = true;
            }
            self.notify_socket(peer);
        }
        self.notify_socket(id);
        Ok(())
    }

    /// An end is closed; it is out of the table already.
    pub(super) fn close_stream(&mut self, stream: Stream, options: &Options) {
        let Some(peer) = stream.peer else { return };
        let reset = !stream.incoming.is_empty() || options.linger == Some(0);
        if let Ok(other) = self.sockets.stream_mut(peer) {
            other.peer = None;
            other.ended = true;
        }
        if reset {
            self.break_stream(peer, Errno::Connreset);
        }
        self.notify_socket(peer);
    }

    /// A connection is no more, and not in order.
    pub(super) fn break_stream(&mut self, id: SocketId, error: Errno) {
        if let Ok(socket) = self.sockets.get_mut(id)
            && let State::Connected(stream) = &mut socket.state
        {
            (stream.ended, stream.broken) = (true, true);
            socket.error = Some(error);
        }
    }

    /// Take an end that nobody refers to out of the table.
    pub(super) fn reset_and_close(&mut self, id: SocketId) {
        if let Ok(socket) = self.sockets.get_mut(id) {
            socket.options.linger = Some(0);
        }
        self.close_socket(id);
    }

    pub(super) fn stream_readiness(&self, stream: &Stream) -> PollInterest {
        let gone = stream.shut_write || stream.broken;
        let ended = stream.ended || stream.shut_read;
        let writable = match stream.peer {
            Some(peer) => {
                let shut = matches!(
                    self.sockets.get(peer).map(|peer| &peer.state),
                    Ok(State::Connected(Stream { shut_read: true, .. }))
                );
                shut || self.sockets.room_at(peer) >= LOW_WATER
            }
            None => true,
        };
        PollInterest {
            readable: ended || !stream.incoming.is_empty(),
            writable: gone || writable,
            hangup: gone && ended,
            error: false,
        }
    }

    /// A new pair of connected unix sockets.
    pub(crate) fn pair_streams(&mut self) -> Result<(SocketId, SocketId)> {
        self.reserve(Resource::Connections, 2)?;
        let owner = self.current_pid();
        let first = self.sockets.create(Family::Unix, Kind::Stream, owner)?;
        let second = match self.sockets.create(Family::Unix, Kind::Stream, owner) {
            Ok(second) => second,
            Err(error) => {
                self.close_socket(first);
                return Err(error);
            }
        };
        for (own, other) in [(first, second), (second, first)] {
            let stream = Stream::new(Some(other), Address::unnamed());
            let socket = self.sockets.get_mut(own)?;
            socket.local = Some(Address::unnamed());
            socket.state = State::Connected(stream);
        }
        Ok((first, second))
    }

    /// Give a socket that is not bound an address that fits what it talks to.
    pub(crate) fn bind_for(&mut self, id: SocketId, destination: SocketAddr) -> Result<()> {
        let socket = self.sockets.get(id)?;
        let ip = destination.ip();
        let source = if address::is_local(ip) {
            address::local_source(ip)
        } else {
            address::outer_source(ip)
        };
        match socket.local.as_ref().and_then(Address::inet) {
            None => {
                let address = SocketAddr::new(source, 0);
                self.sockets.bind_inet(id, address, &super::port::EPHEMERAL)
            }
            // Bound to any: now it is known to which (getsockname(2) after connect(2)).
            Some(local) if local.ip().is_unspecified() => {
                self.sockets.get_mut(id)?.local =
                    Some(Address::Inet(SocketAddr::new(source, local.port())));
                Ok(())
            }
            Some(_) => Ok(()),
        }
    }
}
