//! Listening: connections that wait to be accepted (listen(2), accept(2)).

use super::stream::Stream;
use super::{Kind, SocketId, State};
use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::limit::Resource;
use crate::poll::WaitSource;
use std::collections::VecDeque;

/// The most connections that wait in one queue (`net.core.somaxconn`).
const BACKLOG_MAX: u32 = 4096;

/// The queues of a listening socket.
#[derive(Debug)]
pub struct Listener {
    backlog: usize,
    /// Connected, not accepted: no descriptor refers to these.
    queue: VecDeque<SocketId>,
    /// Those that connect and found the queue full: each goes on when there is room.
    waiting: VecDeque<SocketId>,
}

impl Listener {
    /// Whether `accept` has something.
    pub fn has_queued(&self) -> bool {
        !self.queue.is_empty()
    }

    fn has_room(&self) -> bool {
        // One more than asked for, as Linux counts (sk_acceptq_is_full).
        self.queue.len() <= self.backlog
    }

    /// Sockets that only this queue refers to.
    pub fn queued(&self) -> impl Iterator<Item = SocketId> + '_ {
        self.queue.iter().copied()
    }
}

impl Kernel {
    /// Wait for connections; once more only changes the backlog.
    pub(crate) fn listen_on(&mut self, id: SocketId, backlog: u32) -> Result<()> {
        let backlog = backlog.min(BACKLOG_MAX) as usize;
        let socket = self.sockets.get_mut(id)?;
        if socket.kind != Kind::Stream {
            return Err(Errno::Notsup);
        }
        match &mut socket.state {
            State::Listening(listener) => {
                listener.backlog = backlog;
                return Ok(());
            }
            State::Idle | State::Failed => {}
            _ => return Err(Errno::Inval),
        }
        self.bind_for_listening(id)?;
        self.sockets.check_listen(id)?;
        let listener = Listener { backlog, queue: VecDeque::new(), waiting: VecDeque::new() };
        let socket = self.sockets.get_mut(id)?;
        socket.state = State::Listening(listener);
        socket.error = None;
        self.host.listening();
        Ok(())
    }

    /// The next connection of a queue; `again` when there is none.
    pub(crate) fn accept_from(&mut self, id: SocketId) -> Result<SocketId> {
        let State::Listening(listener) = &mut self.sockets.get_mut(id)?.state else {
            return Err(Errno::Inval);
        };
        let accepted = listener.queue.pop_front().ok_or(Errno::Again)?;
        self.promote(id);
        Ok(accepted)
    }

    /// One that waited for room in the queue is connected.
    fn promote(&mut self, id: SocketId) {
        let Ok(socket) = self.sockets.get_mut(id) else { return };
        let State::Listening(listener) = &mut socket.state else { return };
        if !listener.has_room() {
            return;
        }
        let Some(client) = listener.waiting.pop_front() else { return };
        let Ok(socket) = self.sockets.get_mut(client) else { return };
        let State::Waiting { to, .. } = &socket.state else { return };
        let to = to.clone();
        if let Err(error) = self.join(client, id, to) {
            self.fail(client, error);
        }
        self.notify_socket(client);
    }

    /// Connect to a listener: at once when its queue has room, else `inprogress`.
    pub(crate) fn connect_to_listener(
        &mut self,
        client: SocketId,
        id: SocketId,
        to: super::address::Address,
    ) -> Result<()> {
        let limit = self.sockets.limits.connections;
        let State::Listening(listener) = &mut self.sockets.get_mut(id)?.state else {
            return Err(Errno::Connrefused);
        };
        if listener.has_room() {
            return self.join(client, id, to);
        }
        if listener.waiting.len() >= limit {
            return Err(Errno::Again);
        }
        listener.waiting.push_back(client);
        self.sockets.get_mut(client)?.state = State::Waiting { listener: id, to };
        Err(Errno::Inprogress)
    }

    /// Make the other end of a connection, in the queue of the listener.
    fn join(&mut self, client: SocketId, id: SocketId, to: super::address::Address) -> Result<()> {
        // Both ends are counted.
        self.reserve(Resource::Connections, 2)?;
        let listener = self.sockets.get(id)?;
        let (family, kind, owner) = (listener.family, listener.kind, listener.owner);
        let options = listener.options.clone();
        let from = self.sockets.get(client)?.local.clone();
        let from = from.unwrap_or_else(super::address::Address::unnamed);
        let server = self.sockets.create(family, kind, owner)?;
        let socket = self.sockets.get_mut(server)?;
        socket.options = options;
        socket.local = Some(to.clone());
        socket.state = State::Connected(Stream::new(Some(client), from));
        let socket = self.sockets.get_mut(client)?;
        socket.state = State::Connected(Stream::new(Some(server), to));
        socket.error = None;
        if let State::Listening(listener) = &mut self.sockets.get_mut(id)?.state {
            listener.queue.push_back(server);
        }
        self.notify(WaitSource::SocketReadable(id));
        Ok(())
    }

    /// Connecting failed.
    pub(super) fn fail(&mut self, id: SocketId, error: Errno) {
        if let Ok(socket) = self.sockets.get_mut(id) {
            socket.state = State::Failed;
            socket.error = Some(error);
        }
        self.notify_socket(id);
    }

    /// Nobody accepts any more: what was connected is reset, what waited is refused.
    pub(super) fn close_listener(&mut self, listener: Listener) {
        for waiting in listener.waiting {
            self.fail(waiting, Errno::Connrefused);
        }
        for queued in listener.queue {
            self.reset_and_close(queued);
        }
    }

    /// One that waited does not any more.
    pub(super) fn leave_queue(&mut self, listener: SocketId, id: SocketId) {
        if let Ok(socket) = self.sockets.get_mut(listener)
            && let State::Listening(listener) = &mut socket.state
        {
            listener.waiting.retain(|waiting| *waiting != id);
        }
    }
}
