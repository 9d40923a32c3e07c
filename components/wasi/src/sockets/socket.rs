//! What stream and datagram sockets have in common: addresses and options.

use std::rc::Rc;

use super::address;
use crate::errno;
use crate::handle::{Handle, Shared};
use crate::syscalls::{self, Fd, SocketKind, SocketOption, SocketOptionName};
use crate::wit::exports::wasi::sockets::network::{ErrorCode, IpAddressFamily, IpSocketAddress};

/// What calls of `wasi:sockets` answer.
pub type Answer<T> = Result<T, ErrorCode>;

/// A socket of the kernel.
pub struct Socket {
    handle: Shared,
    family: IpAddressFamily,
}

impl Socket {
    /// Makes one.
    pub fn make(family: IpAddressFamily, kind: SocketKind) -> Answer<Socket> {
        let fd = syscalls::socket(address::family(family), kind, true).map_err(errno::socket)?;
        Ok(Socket::owned(fd, family))
    }

    /// A descriptor that is closed with this and with the streams over it.
    pub fn owned(fd: Fd, family: IpAddressFamily) -> Socket {
        Socket { handle: Handle::owned(fd), family }
    }

    /// The descriptor, to be shared.
    pub fn handle(&self) -> Shared {
        Rc::clone(&self.handle)
    }

    /// The descriptor.
    pub fn fd(&self) -> Fd {
        self.handle.fd()
    }

    /// The kind of its addresses.
    pub fn family(&self) -> IpAddressFamily {
        self.family
    }

    /// Gives it an address.
    pub fn bind(&self, local: IpSocketAddress) -> Answer<()> {
        syscalls::bind(self.fd(), &address::to_kernel(local)).map_err(errno::socket)
    }

    /// Where it is bound.
    pub fn local_address(&self) -> Answer<IpSocketAddress> {
        syscalls::socket_name(self.fd()).map_err(errno::socket).and_then(address::from_kernel)
    }

    /// Where it is connected to.
    pub fn remote_address(&self) -> Answer<IpSocketAddress> {
        syscalls::peer_name(self.fd()).map_err(errno::socket).and_then(address::from_kernel)
    }

    /// An option's value.
    pub fn option(&self, name: SocketOptionName) -> Answer<SocketOption> {
        syscalls::get_socket_option(self.fd(), name).map_err(errno::socket)
    }

    /// Sets an option.
    pub fn set(&self, option: SocketOption) -> Answer<()> {
        syscalls::set_socket_option(self.fd(), option).map_err(errno::socket)
    }

    /// How many routers a packet may pass.
    pub fn hop_limit(&self) -> Answer<u8> {
        match self.option(SocketOptionName::TimeToLive)? {
            SocketOption::TimeToLive(limit) => Ok(limit),
            _ => Err(ErrorCode::Unknown),
        }
    }

    /// Sets it.
    pub fn set_hop_limit(&self, limit: u8) -> Answer<()> {
        self.set(SocketOption::TimeToLive(limit))
    }

    /// Bytes that may wait to be read.
    pub fn receive_buffer_size(&self) -> Answer<u64> {
        match self.option(SocketOptionName::ReceiveBuffer)? {
            SocketOption::ReceiveBuffer(size) => Ok(u64::from(size)),
            _ => Err(ErrorCode::Unknown),
        }
    }

    /// Sets them; more than there can be is as many as there can be.
    pub fn set_receive_buffer_size(&self, size: u64) -> Answer<()> {
        self.set(SocketOption::ReceiveBuffer(u32::try_from(size).unwrap_or(u32::MAX)))
    }

    /// Bytes that may wait to be sent.
    pub fn send_buffer_size(&self) -> Answer<u64> {
        match self.option(SocketOptionName::SendBuffer)? {
            SocketOption::SendBuffer(size) => Ok(u64::from(size)),
            _ => Err(ErrorCode::Unknown),
        }
    }

    /// Sets them; more than there can be is as many as there can be.
    pub fn set_send_buffer_size(&self, size: u64) -> Answer<()> {
        self.set(SocketOption::SendBuffer(u32::try_from(size).unwrap_or(u32::MAX)))
    }
}
