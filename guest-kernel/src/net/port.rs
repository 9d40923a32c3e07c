//! Ports of the VM: who is bound where, what conflicts, and which are free.

use super::address::{Address, Binding};
use super::{Kind, Socket, SocketId, SocketTable, State};
use crate::errno::{Errno, Result};
use core::net::{IpAddr, SocketAddr};
use core::ops::RangeInclusive;
use std::collections::{BTreeMap, BTreeSet};

/// Ports that sockets get which did not ask for one (`net.ipv4.ip_local_port_range`).
pub const EPHEMERAL: RangeInclusive<u16> = 32768..=60999;

/// Who has which port.
#[derive(Debug, Default)]
pub struct Ports {
    bound: BTreeMap<(Kind, u16), BTreeSet<SocketId>>,
    /// Where the search for a free one goes on.
    next: u16,
}

impl Ports {
    /// The sockets bound to a port, in the order in which they were made.
    pub fn bound(&self, kind: Kind, port: u16) -> impl DoubleEndedIterator<Item = SocketId> + '_ {
        self.bound.get(&(kind, port)).into_iter().flatten().copied()
    }

    fn is_free(&self, kind: Kind, port: u16) -> bool {
        !self.bound.contains_key(&(kind, port))
    }

    /// A port of the range that nobody has.
    fn ephemeral(&mut self, kind: Kind, allowed: &RangeInclusive<u16>) -> Result<u16> {
        let low = *EPHEMERAL.start().max(allowed.start());
        let high = *EPHEMERAL.end().min(allowed.end());
        // A policy without ephemeral ports gives those it has.
        let range = if low <= high { low..=high } else { allowed.clone() };
        let first = if range.contains(&self.next) { self.next } else { *range.start() };
        let mut candidates = (first..=*range.end()).chain(*range.start()..=first);
        let free = candidates.find(|port| *port != 0 && self.is_free(kind, *port));
        let port = free.ok_or(Errno::Addrinuse)?;
        self.next = port.wrapping_add(1);
        Ok(port)
    }

    fn insert(&mut self, kind: Kind, port: u16, id: SocketId) {
        self.bound.entry((kind, port)).or_default().insert(id);
    }

    /// The socket is not bound any more. One that was accepted shares its listener's address but
    /// has no place here: nothing happens then.
    pub(super) fn release(&mut self, kind: Kind, local: Option<&Address>, id: SocketId) {
        let Some(Address::Inet(local)) = local else { return };
        let key = (kind, local.port());
        if let Some(sockets) = self.bound.get_mut(&key) {
            sockets.remove(&id);
            if sockets.is_empty() {
                self.bound.remove(&key);
            }
        }
    }
}

impl Socket {
    /// Where it is bound on the internet.
    pub fn binding(&self) -> Option<Binding> {
        let local = self.local.as_ref()?.inet()?;
        Some(Binding { ip: local.ip().to_canonical(), ipv6_only: self.options.ipv6_only })
    }

    /// Whether another may not have the same port at the same address (socket(7), SO_REUSEADDR and
    /// SO_REUSEPORT, as Linux does it).
    fn excludes(&self, other: &Self) -> bool {
        if self.options.reuse_port && other.options.reuse_port {
            return false;
        }
        let both = self.options.reuse_address && other.options.reuse_address;
        !both || matches!(other.state, State::Listening(_))
    }
}

impl SocketTable {
    /// Give a socket an address of its own, and a port when it asks for 0.
    pub(crate) fn bind_inet(
        &mut self,
        id: SocketId,
        address: SocketAddr,
        allowed: &RangeInclusive<u16>,
    ) -> Result<()> {
        let socket = self.get(id)?;
        let kind = socket.kind;
        let port = match address.port() {
            0 => self.ports.ephemeral(kind, allowed)?,
            port => {
                let ip = address.ip().to_canonical();
                let binding = Binding { ip, ipv6_only: socket.options.ipv6_only };
                if self.overlapping(id, port, binding).any(|(_, other)| socket.excludes(other)) {
                    return Err(Errno::Addrinuse);
                }
                port
            }
        };
        self.ports.insert(kind, port, id);
        self.get_mut(id)?.local = Some(Address::Inet(SocketAddr::new(address.ip(), port)));
        Ok(())
    }

    /// Take a socket's address away.
    pub(super) fn unbind(&mut self, id: SocketId) {
        if let Ok(socket) = self.get_mut(id) {
            let (kind, local) = (socket.kind, socket.local.take());
            self.ports.release(kind, local.as_ref(), id);
        }
    }

    /// Other sockets of that kind that would get something of what this binding gets.
    fn overlapping(
        &self,
        id: SocketId,
        port: u16,
        binding: Binding,
    ) -> impl Iterator<Item = (SocketId, &Socket)> {
        let kind = self.get(id).map_or(Kind::Stream, |socket| socket.kind);
        let others = self.ports.bound(kind, port).filter(move |other| *other != id);
        others.filter_map(move |other| {
            let socket = self.get(other).ok()?;
            socket.binding()?.overlaps(binding).then_some((other, socket))
        })
    }

    /// `addrinuse` when another already listens there (listen(2)).
    pub(super) fn check_listen(&self, id: SocketId) -> Result<()> {
        let socket = self.get(id)?;
        let (Some(binding), Some(local)) =
            (socket.binding(), socket.local.as_ref().and_then(Address::inet))
        else {
            return Ok(());
        };
        let taken = self
            .overlapping(id, local.port(), binding)
            .any(|(_, other)| matches!(other.state, State::Listening(_)) && socket.excludes(other));
        if taken { Err(Errno::Addrinuse) } else { Ok(()) }
    }

    /// The sockets that fit a destination best, of those that `accepts` takes: more than one when
    /// they share a port.
    pub(super) fn best_bound(
        &self,
        kind: Kind,
        ip: IpAddr,
        port: u16,
        accepts: impl Fn(&Socket) -> bool,
    ) -> Vec<SocketId> {
        let mut best = Vec::new();
        let mut precision = 0;
        for id in self.ports.bound(kind, port) {
            let Ok(socket) = self.get(id) else { continue };
            let Some(binding) = socket.binding() else { continue };
            if !binding.covers(ip) || !accepts(socket) {
                continue;
            }
            let own = binding.precision(ip);
            if own > precision {
                best.clear();
                precision = own;
            }
            if own == precision {
                best.push(id);
            }
        }
        best
    }
}
