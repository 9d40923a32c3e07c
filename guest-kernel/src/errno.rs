//! Why a call fails: the POSIX errors by name. Numbers are the guests' business.

macro_rules! errors {
    ($($name:ident),* $(,)?) => {
        /// A POSIX error; `Again` is EAGAIN.
        #[allow(missing_docs)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Errno { $($name),* }

        #[cfg(target_arch = "wasm32")]
        impl From<crate::component::bindings::kernelet::kernel::types::Errno> for Errno {
            fn from(error: crate::component::bindings::kernelet::kernel::types::Errno) -> Self {
                match error {
                    $(crate::component::bindings::kernelet::kernel::types::Errno::$name => Self::$name),*
                }
            }
        }

        #[cfg(target_arch = "wasm32")]
        impl From<Errno> for crate::component::bindings::kernelet::kernel::types::Errno {
            fn from(error: Errno) -> Self {
                match error { $(Errno::$name => Self::$name),* }
            }
        }
    };
}

errors! {
    Perm, Noent, Srch, Intr, Io, Nxio, Toobig, Noexec, Badf, Child, Again, Nomem, Acces,
    Fault, Busy, Exist, Xdev, Nodev, Notdir, Isdir, Inval, Nfile, Mfile, Notty, Txtbsy,
    Fbig, Nospc, Spipe, Rofs, Mlink, Pipe, Dom, Range, Deadlk, Nametoolong, Nolck, Nosys,
    Notempty, Loop, Proto, Overflow, Ilseq, Notsock, Destaddrreq, Msgsize, Prototype,
    Noprotoopt, Protonosupport, Notsup, Afnosupport, Addrinuse, Addrnotavail, Netdown,
    Netunreach, Connaborted, Connreset, Nobufs, Isconn, Notconn, Timedout, Connrefused,
    Hostunreach, Already, Inprogress, Stale, Dquot, Canceled, Restart,
}

/// Why the host's request was refused: an error and one line for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The error.
    pub errno: Errno,
    /// What is wrong, and the fix.
    pub message: String,
}

impl Refusal {
    /// This error with these words.
    pub fn new(errno: Errno, message: impl Into<String>) -> Self {
        Self { errno, message: message.into() }
    }

    /// `inval` with these words.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self { errno: Errno::Inval, message: message.into() }
    }
}

impl Errno {
    /// Its name in POSIX, such as `ENOENT`.
    pub fn name(self) -> String {
        match self {
            Self::Toobig => "E2BIG".to_owned(),
            errno => format!("E{}", format!("{errno:?}").to_uppercase()),
        }
    }
}

impl From<Errno> for Refusal {
    fn from(errno: Errno) -> Self {
        Self { errno, message: errno.name() }
    }
}

/// What every fallible operation of the kernel answers.
pub type Result<T, E = Errno> = core::result::Result<T, E>;
