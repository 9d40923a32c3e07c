//! Errors of the operating system as errors of the contract.

use std::io;

use rustix::io::Errno as Os;

use crate::bindings::types::Errno;

/// The contract's errno for an error of the host.
///
/// cap-std reports a path that would leave its directory as a permission error without a number:
/// that becomes `perm`, as `host-dirs` promises.
pub fn from_io(error: &io::Error) -> Errno {
    let Some(code) = Os::from_io_error(error) else {
        return match error.kind() {
            io::ErrorKind::PermissionDenied => Errno::Perm,
            io::ErrorKind::NotFound => Errno::Noent,
            io::ErrorKind::AlreadyExists => Errno::Exist,
            io::ErrorKind::InvalidInput => Errno::Inval,
            io::ErrorKind::Unsupported => Errno::Notsup,
            _ => Errno::Io,
        };
    };
    from_os(code)
}

/// The contract's errno for a number of the host's operating system.
pub fn from_os(code: Os) -> Errno {
    match code {
        Os::PERM => Errno::Perm,
        Os::NOENT => Errno::Noent,
        Os::INTR => Errno::Intr,
        Os::NXIO => Errno::Nxio,
        Os::BADF => Errno::Badf,
        Os::AGAIN => Errno::Again,
        Os::NOMEM => Errno::Nomem,
        Os::ACCESS => Errno::Acces,
        Os::BUSY => Errno::Busy,
        Os::EXIST => Errno::Exist,
        Os::XDEV => Errno::Xdev,
        Os::NODEV => Errno::Nodev,
        Os::NOTDIR => Errno::Notdir,
        Os::ISDIR => Errno::Isdir,
        Os::INVAL => Errno::Inval,
        Os::NFILE => Errno::Nfile,
        Os::MFILE => Errno::Mfile,
        Os::TXTBSY => Errno::Txtbsy,
        Os::FBIG => Errno::Fbig,
        Os::NOSPC => Errno::Nospc,
        Os::SPIPE => Errno::Spipe,
        Os::ROFS => Errno::Rofs,
        Os::MLINK => Errno::Mlink,
        Os::NAMETOOLONG => Errno::Nametoolong,
        Os::NOTEMPTY => Errno::Notempty,
        Os::LOOP => Errno::Loop,
        Os::OVERFLOW => Errno::Overflow,
        Os::ILSEQ => Errno::Ilseq,
        Os::NOTSUP => Errno::Notsup,
        Os::NETDOWN => Errno::Netdown,
        Os::NETUNREACH => Errno::Netunreach,
        Os::HOSTUNREACH => Errno::Hostunreach,
        Os::ADDRNOTAVAIL => Errno::Addrnotavail,
        Os::AFNOSUPPORT => Errno::Afnosupport,
        Os::CONNREFUSED => Errno::Connrefused,
        Os::CONNABORTED => Errno::Connaborted,
        Os::CONNRESET | Os::PIPE => Errno::Connreset,
        Os::TIMEDOUT => Errno::Timedout,
        Os::STALE => Errno::Stale,
        Os::DQUOT => Errno::Dquot,
        _ => Errno::Io,
    }
}
