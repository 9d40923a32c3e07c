//! Calls on sockets (socket(2), bind(2), listen(2), accept(2), connect(2), send(2), recv(2)).
//! What they do is in `net`; here descriptors meet sockets.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::limit::Resource;
use crate::net::address::{self, Address, Family, UNIX_PATH_MAX};
use crate::net::option::{OptionName, SocketOption};
use crate::net::unix::Name;
use crate::net::{Kind, ShutdownHow, SocketId, State};
use crate::permission::Access;
use crate::policy::Capability;
use crate::types::{Fd, FileType, Received};
use crate::vfs::open_file::{Object, Status};
use crate::vfs::resolve::Final;
use core::net::SocketAddr;
use std::rc::Rc;

impl Kernel {
    /// The socket that a descriptor refers to; `notsock` when it is something else.
    pub(crate) fn socket_of(&self, fd: Fd) -> Result<SocketId> {
        match self.file(fd)?.object {
            Object::Socket(socket) => Ok(socket),
            _ => Err(Errno::Notsock),
        }
    }

    /// Put a socket that has no descriptor yet into the table, or close it.
    fn install_socket(&mut self, socket: SocketId, close_on_exec: bool) -> Result<Fd> {
        let file = self.open_files.insert(Object::Socket(socket), Status::READ_WRITE);
        self.install_or_release(file, close_on_exec)
    }

    /// Make a socket (socket(2)).
    pub fn socket(&mut self, family: Family, kind: Kind, close_on_exec: bool) -> Result<Fd> {
        self.current()?.descriptors.check_room(1)?;
        if family == Family::Unix && kind == Kind::Datagram {
            return Err(Errno::Protonosupport);
        }
        self.reserve(Resource::Sockets, 1)?;
        let socket = self.sockets.create(family, kind, self.current_pid())?;
        self.install_socket(socket, close_on_exec)
    }

    /// Make two unix stream sockets that are connected with each other (socketpair(2)).
    pub fn socketpair(&mut self, close_on_exec: bool) -> Result<(Fd, Fd)> {
        self.current()?.descriptors.check_room(2)?;
        self.reserve(Resource::Sockets, 2)?;
        let (first, second) = self.pair_streams()?;
        let first = self.install_socket(first, close_on_exec);
        let second = self.install_socket(second, close_on_exec);
        Ok((first?, second?))
    }

    /// Give a socket an address (bind(2)).
    pub fn bind(&mut self, fd: Fd, to: &Address) -> Result<()> {
        let id = self.socket_of(fd)?;
        let socket = self.sockets.get(id)?;
        if socket.local.is_some() {
            return Err(Errno::Inval);
        }
        match (socket.family, to) {
            (Family::Unix, Address::Unix(path)) => self.bind_unix(id, path),
            (Family::Ipv4 | Family::Ipv6, Address::Inet(to)) => {
                let fits = to.is_ipv6() == (socket.family == Family::Ipv6);
                if !fits {
                    return Err(Errno::Afnosupport);
                }
                self.listen_policy.check(*to)?;
                self.permit_listening(id, *to)?;
                let allowed = self.listen_policy.allowed();
                self.sockets.bind_inet(id, *to, &allowed)
            }
            _ => Err(Errno::Afnosupport),
        }
    }

    fn bind_unix(&mut self, id: SocketId, path: &Rc<[u8]>) -> Result<()> {
        self.permit_unix(Capability::NetworkListen, path)?;
        let name = self.unix_name(path, true)?;
        if self.sockets.names.get(&name).is_some() {
            return Err(Errno::Addrinuse);
        }
        if let Name::Node(location) = name {
            self.vfs.hold(location);
        }
        self.sockets.names.insert(name, id);
        self.sockets.get_mut(id)?.local = Some(Address::Unix(Rc::clone(path)));
        Ok(())
    }

    /// What a unix address names; with `create` a new node is made for it.
    fn unix_name(&mut self, path: &[u8], create: bool) -> Result<Name> {
        if path.is_empty() || path.len() > UNIX_PATH_MAX {
            return Err(Errno::Inval);
        }
        if let Some(name) = path.strip_prefix(&[0]) {
            return Ok(Name::Abstract(Rc::from(name)));
        }
        let caller = self.caller()?;
        let start = self.start_of(None, path)?;
        if create {
            let made = self.vfs.make_socket_node(&caller, start, path);
            return made.map(Name::Node).map_err(|error| match error {
                Errno::Exist => Errno::Addrinuse,
                error => error,
            });
        }
        let location = self.vfs.find(&caller, start, path, Final::Follow, Capability::FsStat)?;
        let stat = self.vfs.check_access(&caller, location, Access::WRITE)?;
        if stat.kind == FileType::Socket {
            Ok(Name::Node(location))
        } else {
            Err(Errno::Connrefused)
        }
    }

    /// A socket that listens without having been bound gets a port; a unix socket has to be bound.
    pub(crate) fn bind_for_listening(&mut self, id: SocketId) -> Result<()> {
        let socket = self.sockets.get(id)?;
        if socket.local.is_some() {
            return Ok(());
        }
        if socket.family == Family::Unix {
            return Err(Errno::Inval);
        }
        let any = SocketAddr::new(address::unspecified(socket.family), 0);
        self.permit_listening(id, any)?;
        let allowed = self.listen_policy.allowed();
        self.sockets.bind_inet(id, any, &allowed)
    }

    /// Wait for connections (listen(2)).
    pub fn listen(&mut self, fd: Fd, backlog: u32) -> Result<()> {
        let id = self.socket_of(fd)?;
        self.listen_on(id, backlog)
    }

    /// Take the next connection (accept(2)); answers where it comes from as well.
    pub fn accept(&mut self, fd: Fd, close_on_exec: bool) -> Result<(Fd, Address)> {
        let id = self.socket_of(fd)?;
        self.current()?.descriptors.check_room(1)?;
        let accepted = self.accept_from(id)?;
        let from = self.peer_of(accepted).unwrap_or_else(|_| Address::unnamed());
        let fd = self.install_socket(accepted, close_on_exec)?;
        Ok((fd, from))
    }

    /// Connect (connect(2)): `inprogress` when that takes time; the socket becomes writable when it is
    /// over, and its option `error` says how it went.
    pub fn connect(&mut self, fd: Fd, to: &Address) -> Result<()> {
        let id = self.socket_of(fd)?;
        let socket = self.sockets.get_mut(id)?;
        if let State::Failed = socket.state {
            socket.state = State::Idle;
            if let Some(error) = socket.error.take() {
                return Err(error);
            }
        }
        match &socket.state {
            State::Listening(_) | State::Connected(_) => return Err(Errno::Isconn),
            State::Waiting { .. } | State::Connecting { .. } => return Err(Errno::Already),
            _ => {}
        }
        match (socket.family, to) {
            (Family::Unix, Address::Unix(path)) => {
                self.permit_unix(Capability::NetworkHttp, path)?;
                let name = self.unix_name(path, false)?;
                let listener = self.sockets.names.get(&name).ok_or(Errno::Connrefused)?;
                self.connect_to_listener(id, listener, to.clone())
            }
            (Family::Ipv4 | Family::Ipv6, Address::Inet(to)) => match socket.kind {
                Kind::Stream => self.connect_inet(id, *to),
                Kind::Datagram => self.connect_datagram(id, Some(*to)),
            },
            _ => Err(Errno::Afnosupport),
        }
    }

    fn connect_inet(&mut self, id: SocketId, to: SocketAddr) -> Result<()> {
        let socket = self.sockets.get(id)?;
        let to = address::canonical(to);
        match (socket.family, to) {
            (Family::Ipv4, SocketAddr::V6(_)) => return Err(Errno::Afnosupport),
            (Family::Ipv6, SocketAddr::V4(_)) if socket.options.ipv6_only => {
                return Err(Errno::Netunreach);
            }
            _ => {}
        }
        self.permit_connecting(Kind::Stream, to)?;
        if !address::is_local(to.ip()) {
            return self.connect_outside(id, to);
        }
        self.bind_for(id, to)?;
        // Connecting to "any" is connecting to oneself.
        let ip = if to.ip().is_unspecified() { address::local_source(to.ip()) } else { to.ip() };
        let to = SocketAddr::new(ip, to.port());
        match self.connect_local(id, to) {
            Err(Errno::Connrefused) if ip.is_loopback() => self.connect_exempt(id, to),
            outcome => outcome,
        }
    }

    /// Take away what a datagram socket is connected to (connect(2) with AF_UNSPEC).
    pub fn disconnect(&mut self, fd: Fd) -> Result<()> {
        let id = self.socket_of(fd)?;
        match self.sockets.get(id)?.kind {
            Kind::Datagram => self.connect_datagram(id, None),
            Kind::Stream => Err(Errno::Notsup),
        }
    }

    /// Close directions of a connection (shutdown(2)).
    pub fn shutdown(&mut self, fd: Fd, how: ShutdownHow) -> Result<()> {
        let id = self.socket_of(fd)?;
        self.shutdown_stream(id, how)
    }

    /// Send a message, or write to a connection (sendto(2)).
    pub fn send_to(&mut self, fd: Fd, data: &[u8], to: Option<&Address>) -> Result<u32> {
        let id = self.socket_of(fd)?;
        let sent = match (self.sockets.get(id)?.kind, to) {
            (Kind::Stream, None) => self.write_stream(id, data)?,
            (Kind::Stream, Some(_)) => return Err(Errno::Isconn),
            (Kind::Datagram, None) => self.send_datagram(id, data, None)?,
            (Kind::Datagram, Some(to)) => {
                let to = to.inet().ok_or(Errno::Afnosupport)?;
                self.send_datagram(id, data, Some(to))?
            }
        };
        u32::try_from(sent).map_err(|_| Errno::Inval)
    }

    /// Receive a message, or read from a connection (recvfrom(2)).
    pub fn receive_from(&mut self, fd: Fd, length: u32) -> Result<Received> {
        let id = self.socket_of(fd)?;
        let socket = self.sockets.get(id)?;
        let family = socket.family;
        if socket.kind == Kind::Stream {
            let data = self.read_stream(id, length as usize)?;
            return Ok(Received { data, from: None, truncated: false });
        }
        let datagram = self.receive_datagram(id)?;
        let from = Some(Address::Inet(address::seen_by(family, datagram.from)));
        let mut data = datagram.data;
        let truncated = data.len() > length as usize;
        data.truncate(length as usize);
        Ok(Received { data, from, truncated })
    }

    /// Where a socket is bound (getsockname(2)).
    pub fn socket_name(&self, fd: Fd) -> Result<Address> {
        let socket = self.sockets.get(self.socket_of(fd)?)?;
        Ok(match (&socket.local, socket.family) {
            (Some(Address::Inet(local)), family) => Address::Inet(address::seen_by(family, *local)),
            (Some(local), _) => local.clone(),
            (None, Family::Unix) => Address::unnamed(),
            (None, family) => Address::Inet(SocketAddr::new(address::unspecified(family), 0)),
        })
    }

    /// Where a socket is connected to (getpeername(2)).
    pub fn peer_name(&self, fd: Fd) -> Result<Address> {
        self.peer_of(self.socket_of(fd)?)
    }

    fn peer_of(&self, id: SocketId) -> Result<Address> {
        let socket = self.sockets.get(id)?;
        let peer = match &socket.state {
            State::Connected(stream) => stream.peer_address(),
            State::Datagram(datagrams) => datagrams.peer().map(Address::Inet),
            _ => None,
        };
        match peer.ok_or(Errno::Notconn)? {
            Address::Inet(peer) => Ok(Address::Inet(address::seen_by(socket.family, peer))),
            peer => Ok(peer),
        }
    }

    /// Set an option (setsockopt(2)).
    pub fn set_socket_option(&mut self, fd: Fd, option: SocketOption) -> Result<()> {
        let id = self.socket_of(fd)?;
        self.set_option(id, option)
    }

    /// An option's value (getsockopt(2)).
    pub fn get_socket_option(&mut self, fd: Fd, name: OptionName) -> Result<SocketOption> {
        let id = self.socket_of(fd)?;
        self.get_option(id, name)
    }

    /// `read` of a socket.
    pub(crate) fn read_socket(&mut self, id: SocketId, length: u32) -> Result<Vec<u8>> {
        match self.sockets.get(id)?.kind {
            Kind::Stream => self.read_stream(id, length as usize),
            Kind::Datagram => {
                let mut data = self.receive_datagram(id)?.data;
                data.truncate(length as usize);
                Ok(data)
            }
        }
    }

    /// `write` to a socket.
    pub(crate) fn write_socket(&mut self, id: SocketId, data: &[u8]) -> Result<u32> {
        let written = match self.sockets.get(id)?.kind {
            Kind::Stream => self.write_stream(id, data)?,
            Kind::Datagram => self.send_datagram(id, data, None)?,
        };
        u32::try_from(written).map_err(|_| Errno::Inval)
    }
}
