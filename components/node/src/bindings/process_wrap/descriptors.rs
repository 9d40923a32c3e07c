//! The descriptors a child starts with, and the ends that stay here.

use crate::sys::{self, Errno, Fd};

/// Descriptors below it that are ignored are `/dev/null` in the child, as in libuv.
const STANDARD: Fd = 3;

/// Descriptors of a child that is about to start.
#[derive(Default)]
pub struct Descriptors {
    mappings: Vec<sys::DescriptorMapping>,
    /// Ends of the child's, to be closed here as soon as it has them.
    theirs: Vec<Fd>,
}

impl Descriptors {
    /// `child` is a descriptor of the caller's.
    pub fn share(&mut self, child: Fd, own: Fd) {
        self.mappings.push(sys::DescriptorMapping { child, parent: own });
    }

    /// `child` leads nowhere: `/dev/null` for the standard ones, else it is not open.
    ///
    /// # Errors
    /// When `/dev/null` cannot be opened.
    pub fn ignore(&mut self, child: Fd) -> Result<(), Errno> {
        if child >= STANDARD {
            return Ok(());
        }
        let mut flags = sys::OpenFlags::READ | sys::OpenFlags::CLOSE_ON_EXEC;
        if child > 0 {
            flags |= sys::OpenFlags::WRITE;
        }
        let null = sys::open(None, b"/dev/null", flags, 0)?;
        self.theirs.push(null);
        self.share(child, null);
        Ok(())
    }

    /// `child` is one end of a socket pair; answers the other end, which is the caller's.
    ///
    /// # Errors
    /// When there is no room for two more descriptors.
    pub fn connect(&mut self, child: Fd) -> Result<Fd, Errno> {
        let (own, theirs) = sys::socketpair(true)?;
        self.theirs.push(theirs);
        self.share(child, theirs);
        Ok(own)
    }

    /// What the kernel is to give the child.
    pub fn mappings(&self) -> Vec<sys::DescriptorMapping> {
        self.mappings.clone()
    }
}

impl Drop for Descriptors {
    fn drop(&mut self) {
        for fd in self.theirs.drain(..) {
            // It was opened here and nobody else knows it.
            let _ = sys::close(fd);
        }
    }
}
