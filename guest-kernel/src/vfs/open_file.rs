//! Open file descriptions (open(2), "Open file descriptions"): what descriptors refer to.
//!
//! Ownership: each descriptor of each process holds one reference, and so does a call while it sets
//! something up. The last reference closes the object; the table only counts, the kernel closes.

use super::open::OpenNode;
use super::watch::WatchId;
use crate::net::SocketId;
use crate::net::resolve::LookupId;
use crate::output::OutputId;
use crate::pipe::PipeId;
use crate::tty::TerminalId;
use crate::types::OpenFlags;
use std::collections::BTreeMap;

/// An open file description. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenFileId(u64);

/// What it is open on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// A file, directory or device.
    Node(OpenNode),
    /// The read end of a pipe.
    PipeReader(PipeId),
    /// The write end of a pipe.
    PipeWriter(PipeId),
    /// A socket.
    Socket(SocketId),
    /// A terminal.
    Terminal(TerminalId),
    /// The master of a terminal.
    TerminalMaster(TerminalId),
    /// A question about a name.
    Lookup(LookupId),
    /// A watch.
    Watch(WatchId),
    /// An output that the host drains.
    Output(OutputId),
}

/// Flags of the description.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Status {
    pub read: bool,
    pub write: bool,
    pub append: bool,
    pub nonblock: bool,
    pub path_only: bool,
}

impl Status {
    /// For the read end of a stream.
    pub const READ: Self =
        Self { read: true, write: false, append: false, nonblock: false, path_only: false };
    /// For a stream that goes both ways.
    pub const READ_WRITE: Self =
        Self { read: true, write: true, append: false, nonblock: false, path_only: false };
    /// For the write end of a stream.
    pub const WRITE: Self =
        Self { read: false, write: true, append: false, nonblock: false, path_only: false };
}

impl From<OpenFlags> for Status {
    fn from(flags: OpenFlags) -> Self {
        Self {
            read: flags.read && !flags.path_only,
            write: flags.write && !flags.path_only,
            append: flags.append,
            nonblock: flags.nonblock,
            path_only: flags.path_only,
        }
    }
}

/// An open file description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct OpenFile {
    pub object: Object,
    pub status: Status,
    /// The file position.
    pub position: u64,
    references: u32,
}

/// All open file descriptions of the VM.
#[derive(Debug, Default)]
pub struct OpenFileTable {
    files: BTreeMap<OpenFileId, OpenFile>,
    next: u64,
}

impl OpenFileTable {
    /// Add one with a single reference.
    pub fn insert(&mut self, object: Object, status: Status) -> OpenFileId {
        let id = OpenFileId(self.next);
        // Not exhausted in the life of a VM: a call takes longer than a nanosecond.
        self.next = self.next.saturating_add(1);
        self.files.insert(id, OpenFile { object, status, position: 0, references: 1 });
        id
    }

    /// Look one up.
    pub fn get(&self, id: OpenFileId) -> Option<&OpenFile> {
        self.files.get(&id)
    }

    /// Look one up to change it.
    pub fn get_mut(&mut self, id: OpenFileId) -> Option<&mut OpenFile> {
        self.files.get_mut(&id)
    }

    /// Add a reference.
    pub fn hold(&mut self, id: OpenFileId) {
        if let Some(file) = self.files.get_mut(&id) {
            file.references = file.references.saturating_add(1);
        }
    }

    /// Drop a reference; answers the object to close when it was the last.
    pub fn release(&mut self, id: OpenFileId) -> Option<Object> {
        let file = self.files.get_mut(&id)?;
        file.references = file.references.saturating_sub(1);
        if file.references > 0 {
            return None;
        }
        self.files.remove(&id).map(|file| file.object)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// All of them with their number of references.
    #[cfg(test)]
    pub fn references(&self) -> BTreeMap<OpenFileId, u32> {
        self.files.iter().map(|(id, file)| (*id, file.references)).collect()
    }
}
