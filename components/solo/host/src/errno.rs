//! Errors of `wasi:filesystem` as those of the contract.

use crate::wit::exports::kernelet::kernel::types::Errno;
use crate::wit::wasi::filesystem::types::ErrorCode;

/// The POSIX error that an error code stands for, by the documentation of the code. ENOTRECOVERABLE is
/// about mutexes: a file that answers it is broken.
pub fn errno(code: ErrorCode) -> Errno {
    match code {
        ErrorCode::Access => Errno::Acces,
        ErrorCode::WouldBlock => Errno::Again,
        ErrorCode::Already => Errno::Already,
        ErrorCode::BadDescriptor => Errno::Badf,
        ErrorCode::Busy => Errno::Busy,
        ErrorCode::Deadlock => Errno::Deadlk,
        ErrorCode::Quota => Errno::Dquot,
        ErrorCode::Exist => Errno::Exist,
        ErrorCode::FileTooLarge => Errno::Fbig,
        ErrorCode::IllegalByteSequence => Errno::Ilseq,
        ErrorCode::InProgress => Errno::Inprogress,
        ErrorCode::Interrupted => Errno::Intr,
        ErrorCode::Invalid => Errno::Inval,
        ErrorCode::Io => Errno::Io,
        ErrorCode::IsDirectory => Errno::Isdir,
        ErrorCode::Loop => Errno::Loop,
        ErrorCode::TooManyLinks => Errno::Mlink,
        ErrorCode::MessageSize => Errno::Msgsize,
        ErrorCode::NameTooLong => Errno::Nametoolong,
        ErrorCode::NoDevice => Errno::Nodev,
        ErrorCode::NoEntry => Errno::Noent,
        ErrorCode::NoLock => Errno::Nolck,
        ErrorCode::InsufficientMemory => Errno::Nomem,
        ErrorCode::InsufficientSpace => Errno::Nospc,
        ErrorCode::NotDirectory => Errno::Notdir,
        ErrorCode::NotEmpty => Errno::Notempty,
        ErrorCode::NotRecoverable => Errno::Io,
        ErrorCode::Unsupported => Errno::Notsup,
        ErrorCode::NoTty => Errno::Notty,
        ErrorCode::NoSuchDevice => Errno::Nxio,
        ErrorCode::Overflow => Errno::Overflow,
        ErrorCode::NotPermitted => Errno::Perm,
        ErrorCode::Pipe => Errno::Pipe,
        ErrorCode::ReadOnly => Errno::Rofs,
        ErrorCode::InvalidSeek => Errno::Spipe,
        ErrorCode::TextFileBusy => Errno::Txtbsy,
        ErrorCode::CrossDevice => Errno::Xdev,
    }
}
