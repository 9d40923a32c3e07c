//! A descriptor of the kernel that several resources share.

use std::cell::Cell;
use std::rc::Rc;

use crate::syscalls::{self, Fd};
use crate::types::{Errno, FileType};

/// A descriptor. Streams and descriptors made from one another share it.
pub type Shared = Rc<Handle>;

/// A descriptor that is closed when the last resource that uses it is gone.
pub struct Handle {
    fd: Fd,
    /// Standard streams stay open.
    owned: bool,
    kind: Cell<Option<FileType>>,
}

impl Handle {
    /// Takes over a descriptor that this process opened.
    pub fn owned(fd: Fd) -> Shared {
        Rc::new(Handle { fd, owned: true, kind: Cell::new(None) })
    }

    /// Uses one of the descriptors that the process was started with.
    pub fn inherited(fd: Fd) -> Shared {
        Rc::new(Handle { fd, owned: false, kind: Cell::new(None) })
    }

    /// The descriptor.
    pub fn fd(&self) -> Fd {
        self.fd
    }

    /// What it refers to; asked for once.
    ///
    /// # Errors
    /// What `fstat` says.
    pub fn kind(&self) -> Result<FileType, Errno> {
        if let Some(kind) = self.kind.get() {
            return Ok(kind);
        }
        let kind = syscalls::fstat(self.fd)?.kind;
        self.kind.set(Some(kind));
        Ok(kind)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.owned {
            // Nobody is left who could be told.
            let _ = syscalls::close(self.fd);
        }
    }
}
