//! `wasi:sockets/udp`: datagram sockets of the kernel.

use std::cell::Cell;
use std::rc::Rc;

use super::address;
use super::socket::{Answer, Socket};
use crate::Wasi;
use crate::errno;
use crate::handle::Shared;
use crate::io::Pollable;
use crate::syscalls::{self, SocketKind};
use crate::types::Errno;
use crate::wit::exports::wasi::io::poll::Pollable as PollableResource;
use crate::wit::exports::wasi::sockets::network::{
    ErrorCode, IpAddressFamily, IpSocketAddress, NetworkBorrow,
};
use crate::wit::exports::wasi::sockets::udp::{
    Guest, GuestIncomingDatagramStream, GuestOutgoingDatagramStream, GuestUdpSocket,
    IncomingDatagram, IncomingDatagramStream, OutgoingDatagram, OutgoingDatagramStream,
    UdpSocket as Resource,
};
use crate::wit::exports::wasi::sockets::udp_create_socket;

/// Most bytes of a datagram.
const DATAGRAM: u32 = 65_536;

/// Datagrams that a command may send at a time.
const PERMIT: u64 = 64;

/// A datagram socket.
pub struct UdpSocket {
    socket: Socket,
    binding: Cell<bool>,
}

/// The datagrams that come in.
pub struct Incoming(Shared);

/// The datagrams that go out.
pub struct Outgoing(Shared);

impl Guest for Wasi {
    type UdpSocket = UdpSocket;
    type IncomingDatagramStream = Incoming;
    type OutgoingDatagramStream = Outgoing;
}

impl udp_create_socket::Guest for Wasi {
    fn create_udp_socket(family: IpAddressFamily) -> Answer<Resource> {
        let socket = Socket::make(family, SocketKind::Datagram)?;
        Ok(Resource::new(UdpSocket { socket, binding: Cell::new(false) }))
    }
}

impl GuestUdpSocket for UdpSocket {
    fn start_bind(&self, _network: NetworkBorrow<'_>, local: IpSocketAddress) -> Answer<()> {
        self.socket.bind(local)?;
        self.binding.set(true);
        Ok(())
    }

    fn finish_bind(&self) -> Answer<()> {
        self.binding.replace(false).then_some(()).ok_or(ErrorCode::NotInProgress)
    }

    fn stream(
        &self,
        remote: Option<IpSocketAddress>,
    ) -> Answer<(IncomingDatagramStream, OutgoingDatagramStream)> {
        let fd = self.socket.fd();
        let done = match remote {
            Some(remote) => syscalls::connect(fd, &address::to_kernel(remote)),
            None => syscalls::disconnect(fd),
        };
        match done {
            // It was connected to nobody.
            Ok(()) | Err(Errno::Notconn) => {}
            Err(error) => return Err(errno::socket(error)),
        }
        Ok((
            IncomingDatagramStream::new(Incoming(self.socket.handle())),
            OutgoingDatagramStream::new(Outgoing(self.socket.handle())),
        ))
    }

    fn local_address(&self) -> Answer<IpSocketAddress> {
        self.socket.local_address()
    }

    fn remote_address(&self) -> Answer<IpSocketAddress> {
        self.socket.remote_address()
    }

    fn address_family(&self) -> IpAddressFamily {
        self.socket.family()
    }

    fn unicast_hop_limit(&self) -> Answer<u8> {
        self.socket.hop_limit()
    }

    fn set_unicast_hop_limit(&self, value: u8) -> Answer<()> {
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
        PollableResource::new(Pollable::Always)
    }
}

impl GuestIncomingDatagramStream for Incoming {
    fn receive(&self, max_results: u64) -> Answer<Vec<IncomingDatagram>> {
        let mut datagrams = Vec::new();
        while (datagrams.len() as u64) < max_results {
            match syscalls::receive_from(self.0.fd(), DATAGRAM) {
                Ok(received) => {
                    let from = received.from.ok_or(ErrorCode::Unknown)?;
                    let remote_address = address::from_kernel(from)?;
                    datagrams.push(IncomingDatagram { data: received.data, remote_address });
                }
                Err(Errno::Again) => break,
                Err(error) if datagrams.is_empty() => return Err(errno::socket(error)),
                Err(_) => break,
            }
        }
        Ok(datagrams)
    }

    fn subscribe(&self) -> PollableResource {
        PollableResource::new(Pollable::Readable(Rc::clone(&self.0)))
    }
}

impl GuestOutgoingDatagramStream for Outgoing {
    fn check_send(&self) -> Answer<u64> {
        Ok(PERMIT)
    }

    fn send(&self, datagrams: Vec<OutgoingDatagram>) -> Answer<u64> {
        let mut sent = 0;
        for datagram in datagrams {
            let to = datagram.remote_address.map(address::to_kernel);
            match syscalls::send_to(self.0.fd(), &datagram.data, to.as_ref()) {
                Ok(_) => sent += 1,
                Err(Errno::Again) => break,
                Err(error) if sent == 0 => return Err(errno::socket(error)),
                Err(_) => break,
            }
        }
        Ok(sent)
    }

    fn subscribe(&self) -> PollableResource {
        PollableResource::new(Pollable::Writable(Rc::clone(&self.0)))
    }
}
