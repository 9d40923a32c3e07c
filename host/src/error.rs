//! What can go wrong between an embedder and a VM.

use std::path::PathBuf;

use crate::bindings::types::Errno;

/// An error of the embedding API. One line, names the thing, says the fix where there is one.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The engine could not be made: usually too little address space for the pool.
    #[error(
        "cannot make the WebAssembly engine with room for {processes} processes: {cause:#}; ask for fewer processes"
    )]
    Engine {
        /// The pool size asked for.
        processes: u32,
        /// What wasmtime said.
        cause: wasmtime::Error,
    },
    /// A runtime needs one that interrupts guests and one that loads components.
    #[error("cannot start a thread of the runtime: {cause}")]
    Thread {
        /// What the operating system said.
        cause: std::io::Error,
    },
    /// This build carries no components.
    #[error("this build of kernelet has no {name} component inside; build it with `just build`")]
    NoComponent {
        /// `kernel` or a program's name.
        name: String,
    },
    /// A precompiled component does not fit this engine, or is not one.
    #[error(
        "the {name} component was built for another engine ({cause:#}); build it again with `just build`"
    )]
    Component {
        /// `kernel` or a program's name.
        name: String,
        /// What wasmtime said.
        cause: wasmtime::Error,
    },
    /// A file is no program, or cannot be read or written.
    #[error("{path}: {cause}")]
    Program {
        /// The file.
        path: String,
        /// What is wrong with it.
        cause: String,
    },
    /// A host directory cannot be granted.
    #[error("cannot mount {}: {cause}", path.display())]
    Grant {
        /// The host directory.
        path: PathBuf,
        /// What the operating system said.
        cause: std::io::Error,
    },
    /// The kernel refused a request.
    #[error("{operation}: {}", denial.clone().unwrap_or_else(|| errno.to_string()))]
    Refused {
        /// What was asked.
        operation: String,
        /// POSIX name of the reason.
        errno: ErrnoName,
        /// What the policy said, when it was the policy: `EACCES: permission denied, …`.
        denial: Option<String>,
    },
    /// The kernel does not accept a configuration or a registration.
    #[error("{message}")]
    Rejected {
        /// POSIX name of the reason.
        errno: ErrnoName,
        /// What is wrong, and the fix.
        message: String,
    },
    /// Nobody in the VM listens on a port.
    #[error("could not find a listener on port {port} of the VM; start its server first")]
    NoListener {
        /// The port.
        port: u16,
    },
    /// A server in the VM could not be asked.
    #[error("cannot fetch from port {port} of the VM: {cause}")]
    Fetch {
        /// The port.
        port: u16,
        /// What went wrong.
        cause: String,
    },
    /// A server in the VM answered more than may be.
    #[error(
        "the answer from port {port} of the VM is too large: its body has more than {limit} bytes"
    )]
    FetchTooLarge {
        /// The port.
        port: u16,
        /// Most bytes.
        limit: usize,
    },
    /// The kernel of the VM trapped or the host could not call it: the VM is over.
    #[error("the VM has ended: {cause}")]
    Ended {
        /// Why.
        cause: String,
    },
}

/// An [`Errno`] that displays as POSIX writes it, with a few words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrnoName(pub Errno);

impl std::fmt::Display for ErrnoName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = match self.0 {
            Errno::Noent => "no such file or directory",
            Errno::Exist => "file exists",
            Errno::Notdir => "not a directory",
            Errno::Isdir => "is a directory",
            Errno::Acces => "permission denied",
            Errno::Perm => "operation not permitted",
            Errno::Nospc => "no space left in the VM",
            Errno::Again => "limit of processes reached, or would block",
            Errno::Srch => "no such process",
            Errno::Noexec => "not a program this VM can run",
            Errno::Inval => "invalid argument",
            Errno::Rofs => "read-only mount",
            Errno::Loop => "too many symbolic links",
            Errno::Nametoolong => "path too long",
            Errno::Toobig => "arguments or environment are too long",
            _ => return formatter.write_str(&self.name()),
        };
        write!(formatter, "{}, {words}", self.name())
    }
}

impl ErrnoName {
    /// Its POSIX name, such as `ENOENT`.
    pub fn name(self) -> String {
        match self.0 {
            // Names cannot begin with a digit in the contract.
            Errno::Toobig => "E2BIG".into(),
            errno => format!("E{}", errno.name().to_uppercase()),
        }
    }
}

impl Error {
    /// The POSIX error, when the kernel refused.
    pub fn errno(&self) -> Option<Errno> {
        match self {
            Error::Refused { errno, .. } => Some(errno.0),
            _ => None,
        }
    }

    /// Makes the error of a refused request.
    pub(crate) fn refused(operation: impl Into<String>) -> impl FnOnce(Errno) -> Error {
        move |errno| Error::denied(operation, errno, None)
    }

    /// The same with the policy's reason.
    pub(crate) fn denied(
        operation: impl Into<String>,
        errno: Errno,
        denial: Option<String>,
    ) -> Self {
        Error::Refused { operation: operation.into(), errno: ErrnoName(errno), denial }
    }

    /// Makes the error of a request that was refused in words.
    pub(crate) fn rejected(refusal: crate::bindings::supervisor::Refusal) -> Self {
        Error::Rejected { errno: ErrnoName(refusal.errno), message: refusal.message }
    }
}

/// Results of the embedding API.
pub type Result<T, E = Error> = std::result::Result<T, E>;
