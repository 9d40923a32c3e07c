//! The kernel's errors as those of `wasi:filesystem` and `wasi:sockets`.

use crate::types::Errno;
use crate::wit::exports::wasi::filesystem::types::ErrorCode as FileError;
use crate::wit::exports::wasi::sockets::network::ErrorCode as SocketError;

/// As an error of files. What `wasi:filesystem` has no name for is `io`.
pub fn file(errno: Errno) -> FileError {
    match errno {
        Errno::Acces => FileError::Access,
        Errno::Again => FileError::WouldBlock,
        Errno::Already => FileError::Already,
        Errno::Badf => FileError::BadDescriptor,
        Errno::Busy => FileError::Busy,
        Errno::Deadlk => FileError::Deadlock,
        Errno::Dquot => FileError::Quota,
        Errno::Exist => FileError::Exist,
        Errno::Fbig => FileError::FileTooLarge,
        Errno::Ilseq => FileError::IllegalByteSequence,
        Errno::Inprogress => FileError::InProgress,
        Errno::Intr => FileError::Interrupted,
        Errno::Inval => FileError::Invalid,
        Errno::Isdir => FileError::IsDirectory,
        Errno::Loop => FileError::Loop,
        Errno::Mlink => FileError::TooManyLinks,
        Errno::Msgsize => FileError::MessageSize,
        Errno::Nametoolong => FileError::NameTooLong,
        Errno::Nodev => FileError::NoDevice,
        Errno::Noent => FileError::NoEntry,
        Errno::Nolck => FileError::NoLock,
        Errno::Nomem | Errno::Nfile | Errno::Mfile => FileError::InsufficientMemory,
        Errno::Nospc => FileError::InsufficientSpace,
        Errno::Notdir => FileError::NotDirectory,
        Errno::Notempty => FileError::NotEmpty,
        Errno::Notsup | Errno::Nosys => FileError::Unsupported,
        Errno::Notty => FileError::NoTty,
        Errno::Nxio => FileError::NoSuchDevice,
        Errno::Overflow => FileError::Overflow,
        Errno::Perm => FileError::NotPermitted,
        Errno::Pipe => FileError::Pipe,
        Errno::Rofs => FileError::ReadOnly,
        Errno::Spipe => FileError::InvalidSeek,
        Errno::Txtbsy => FileError::TextFileBusy,
        Errno::Xdev => FileError::CrossDevice,
        _ => FileError::Io,
    }
}

/// As an error of sockets.
pub fn socket(errno: Errno) -> SocketError {
    match errno {
        Errno::Acces | Errno::Perm => SocketError::AccessDenied,
        Errno::Notsup | Errno::Nosys | Errno::Afnosupport | Errno::Protonosupport => {
            SocketError::NotSupported
        }
        Errno::Inval | Errno::Destaddrreq => SocketError::InvalidArgument,
        Errno::Nomem | Errno::Nobufs => SocketError::OutOfMemory,
        Errno::Timedout => SocketError::Timeout,
        Errno::Already => SocketError::ConcurrencyConflict,
        Errno::Again | Errno::Inprogress => SocketError::WouldBlock,
        Errno::Notconn | Errno::Isconn | Errno::Pipe => SocketError::InvalidState,
        Errno::Nfile | Errno::Mfile => SocketError::NewSocketLimit,
        Errno::Addrnotavail => SocketError::AddressNotBindable,
        Errno::Addrinuse => SocketError::AddressInUse,
        Errno::Netunreach | Errno::Hostunreach | Errno::Netdown => SocketError::RemoteUnreachable,
        Errno::Connrefused => SocketError::ConnectionRefused,
        Errno::Connreset => SocketError::ConnectionReset,
        Errno::Connaborted => SocketError::ConnectionAborted,
        Errno::Msgsize => SocketError::DatagramTooLarge,
        _ => SocketError::Unknown,
    }
}
