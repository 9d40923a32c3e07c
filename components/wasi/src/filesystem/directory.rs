//! Listing a directory.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use super::attributes;
use crate::errno;
use crate::handle::Shared;
use crate::syscalls;
use crate::types::{DirectoryEntry as KernelEntry, Errno};
use crate::wit::exports::wasi::filesystem::types::{
    DirectoryEntry, ErrorCode, GuestDirectoryEntryStream,
};

/// Entries asked for at a time: a directory of any size takes the same memory.
const BATCH: u32 = 128;

/// The entries of a directory, without `.` and `..`.
pub struct Entries {
    handle: Shared,
    cursor: Cell<u64>,
    read: RefCell<VecDeque<KernelEntry>>,
}

impl Entries {
    /// From the first entry on.
    pub fn new(handle: Shared) -> Self {
        Entries { handle, cursor: Cell::new(0), read: RefCell::default() }
    }

    fn next(&self) -> Result<Option<KernelEntry>, Errno> {
        let mut read = self.read.borrow_mut();
        if read.is_empty() {
            read.extend(syscalls::readdir(self.handle.fd(), self.cursor.get(), BATCH)?);
            if let Some(last) = read.back() {
                self.cursor.set(last.next);
            }
        }
        Ok(read.pop_front())
    }
}

impl GuestDirectoryEntryStream for Entries {
    fn read_directory_entry(&self) -> Result<Option<DirectoryEntry>, ErrorCode> {
        let Some(entry) = self.next().map_err(errno::file)? else { return Ok(None) };
        let name = String::from_utf8(entry.name).map_err(|_| ErrorCode::IllegalByteSequence)?;
        Ok(Some(DirectoryEntry { type_: attributes::kind(entry.kind), name }))
    }
}
