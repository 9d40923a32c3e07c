//! `wasi:sockets/tcp`: stream sockets of the kernel.

use std::cell::Cell;

use super::address;
use super::socket::{Answer, Socket};
use crate::Wasi;
use crate::errno;
use crate::io::{InputStream, OutputStream, Pollable};
use crate::syscalls::{
    self, PollSubscription, PollTarget, SocketKind, SocketOption, SocketOptionName,
};
use crate::types::{Errno, PollInterest};
use crate::wit::exports::wasi::io::poll::Pollable as PollableResource;
use crate::wit::exports::wasi::io::streams;
use crate::wit::exports::wasi::sockets::network::{
    ErrorCode, IpAddressFamily, IpSocketAddress, NetworkBorrow,
};
use crate::wit::exports::wasi::sockets::tcp::{
    Duration, Guest, GuestTcpSocket, ShutdownType, TcpSocket as Resource,
};
use crate::wit::exports::wasi::sockets::tcp_create_socket;

/// Connections that may wait to be accepted when the command does not say (`SOMAXCONN` of old).
const BACKLOG: u32 = 128;

/// What a socket is doing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Unbound,
    Binding,
    Bound,
    Connecting,
    Connected,
    StartingToListen,
    Listening,
}

/// A stream socket.
pub struct TcpSocket {
    socket: Socket,
    state: Cell<State>,
    backlog: Cell<u32>,
}

impl TcpSocket {
    fn new(socket: Socket, state: State) -> Self {
        TcpSocket { socket, state: Cell::new(state), backlog: Cell::new(BACKLOG) }
    }

    fn expect(&self, states: &[State]) -> Answer<()> {
        states.contains(&self.state.get()).then_some(()).ok_or(ErrorCode::InvalidState)
    }

    fn streams(&self) -> (streams::InputStream, streams::OutputStream) {
        let (reader, writer) = (self.socket.handle(), self.socket.handle());
        (
            streams::InputStream::new(InputStream::new(reader)),
            streams::OutputStream::new(OutputStream::new(writer)),
        )
    }

    /// Whether a connection that takes time is made, or failed.
    fn settled(&self) -> bool {
        let target = PollTarget::Descriptor((self.socket.fd(), PollInterest::WRITABLE));
        let subscription = PollSubscription { target };
        syscalls::poll(&[subscription], Some(0)).is_ok_and(|events| !events.is_empty())
    }
}

impl Guest for Wasi {
    type TcpSocket = TcpSocket;
}

impl tcp_create_socket::Guest for Wasi {
    fn create_tcp_socket(family: IpAddressFamily) -> Answer<Resource> {
        let socket = Socket::make(family, SocketKind::Stream)?;
        Ok(Resource::new(TcpSocket::new(socket, State::Unbound)))
    }
}

impl GuestTcpSocket for TcpSocket {
    fn start_bind(&self, _network: NetworkBorrow<'_>, local: IpSocketAddress) -> Answer<()> {
        self.expect(&[State::Unbound])?;
        self.socket.bind(local)?;
        self.state.set(State::Binding);
        Ok(())
    }

    fn finish_bind(&self) -> Answer<()> {
        self.expect(&[State::Binding]).map_err(|_| ErrorCode::NotInProgress)?;
        self.state.set(State::Bound);
        Ok(())
    }

    fn start_connect(&self, _network: NetworkBorrow<'_>, remote: IpSocketAddress) -> Answer<()> {
        self.expect(&[State::Unbound, State::Bound])?;
        match syscalls::connect(self.socket.fd(), &address::to_kernel(remote)) {
            Ok(()) | Err(Errno::Inprogress) => {}
            Err(error) => return Err(errno::socket(error)),
        }
        self.state.set(State::Connecting);
        Ok(())
    }

    fn finish_connect(&self) -> Answer<(streams::InputStream, streams::OutputStream)> {
        self.expect(&[State::Connecting]).map_err(|_| ErrorCode::NotInProgress)?;
        if !self.settled() {
            return Err(ErrorCode::WouldBlock);
        }
        if let SocketOption::Error(Some(error)) = self.socket.option(SocketOptionName::Error)? {
            self.state.set(State::Unbound);
            return Err(errno::socket(error));
        }
        self.state.set(State::Connected);
        Ok(self.streams())
    }

    fn start_listen(&self) -> Answer<()> {
        self.expect(&[State::Bound])?;
        syscalls::listen(self.socket.fd(), self.backlog.get()).map_err(errno::socket)?;
        self.state.set(State::StartingToListen);
        Ok(())
    }

    fn finish_listen(&self) -> Answer<()> {
        self.expect(&[State::StartingToListen]).map_err(|_| ErrorCode::NotInProgress)?;
        self.state.set(State::Listening);
        Ok(())
    }

    fn accept(&self) -> Answer<(Resource, streams::InputStream, streams::OutputStream)> {
        self.expect(&[State::Listening])?;
        let (fd, _) = syscalls::accept(self.socket.fd(), true).map_err(errno::socket)?;
        let socket = TcpSocket::new(Socket::owned(fd, self.socket.family()), State::Connected);
        let (reader, writer) = socket.streams();
        Ok((Resource::new(socket), reader, writer))
    }

    fn local_address(&self) -> Answer<IpSocketAddress> {
        self.socket.local_address()
    }

    fn remote_address(&self) -> Answer<IpSocketAddress> {
        self.socket.remote_address()
    }

    fn is_listening(&self) -> bool {
        self.state.get() == State::Listening
    }

    fn address_family(&self) -> IpAddressFamily {
        self.socket.family()
    }

    fn set_listen_backlog_size(&self, value: u64) -> Answer<()> {
        if value == 0 {
            return Err(ErrorCode::InvalidArgument);
        }
        self.backlog.set(u32::try_from(value).unwrap_or(u32::MAX));
        if self.is_listening() {
            syscalls::listen(self.socket.fd(), self.backlog.get()).map_err(errno::socket)?;
        }
        Ok(())
    }

    fn keep_alive_enabled(&self) -> Answer<bool> {
        match self.socket.option(SocketOptionName::KeepAlive)? {
            SocketOption::KeepAlive(enabled) => Ok(enabled),
            _ => Err(ErrorCode::Unknown),
        }
    }

    fn set_keep_alive_enabled(&self, value: bool) -> Answer<()> {
        self.socket.set(SocketOption::KeepAlive(value))
    }

    // Connections of the kernel have no probes whose times could be set.

    fn keep_alive_idle_time(&self) -> Answer<Duration> {
        Err(ErrorCode::NotSupported)
    }

    fn set_keep_alive_idle_time(&self, _value: Duration) -> Answer<()> {
        Err(ErrorCode::NotSupported)
    }

    fn keep_alive_interval(&self) -> Answer<Duration> {
        Err(ErrorCode::NotSupported)
    }

    fn set_keep_alive_interval(&self, _value: Duration) -> Answer<()> {
        Err(ErrorCode::NotSupported)
    }

    fn keep_alive_count(&self) -> Answer<u32> {
        Err(ErrorCode::NotSupported)
    }

    fn set_keep_alive_count(&self, _value: u32) -> Answer<()> {
        Err(ErrorCode::NotSupported)
    }

    fn hop_limit(&self) -> Answer<u8> {
        self.socket.hop_limit()
    }

    fn set_hop_limit(&self, value: u8) -> Answer<()> {
        self.socket.set_hop_limit(value)
    }

    fn receive_buffer_size(&self) -> Answer<u64> {
        self.socket.receive_buffer_size()
    }

    fn set_receive_buffer_size(&self, value: u64) -> Answer<()> {
        self.socket.set_receive_buffer_size(value)
    }

    fn send_buffer_size(&self) -> Answer<u64> {
        self.socket.send_buffer_size()
    }

    fn set_send_buffer_size(&self, value: u64) -> Answer<()> {
        self.socket.set_send_buffer_size(value)
    }

    fn subscribe(&self) -> PollableResource {
        let handle = self.socket.handle();
        PollableResource::new(match self.state.get() {
            State::Connecting => Pollable::Writable(handle),
            State::Listening => Pollable::Readable(handle),
            _ => Pollable::Always,
        })
    }

    fn shutdown(&self, how: ShutdownType) -> Answer<()> {
        self.expect(&[State::Connected])?;
        let how = match how {
            ShutdownType::Receive => syscalls::ShutdownHow::Read,
            ShutdownType::Send => syscalls::ShutdownHow::Write,
            ShutdownType::Both => syscalls::ShutdownHow::Both,
        };
        syscalls::shutdown(self.socket.fd(), how).map_err(errno::socket)
    }
}
