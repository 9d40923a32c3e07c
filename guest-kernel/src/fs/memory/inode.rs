//! Inodes of the memory file system.

use super::contents::Contents;
use super::overlay::LowerNode;
use crate::fs::NodeId;
use crate::types::{FileType, Stat, Timestamp};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What an allocation of storage is rounded up to in `blocks` (the page size of tmpfs).
pub const BLOCK: u64 = 4096;
/// The unit of `blocks` (stat(2)).
const BLOCK_UNIT: u64 = 512;

/// A file, directory or symbolic link.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Inode {
    pub body: Body,
    pub mode: u32,
    pub uid: u32,
    pub gid: u32,
    /// Names; for a directory 2 and one for each directory in it, 0 once it was removed.
    pub nlink: u32,
    /// References from outside: open descriptions, working directories, mount points.
    pub holds: u32,
    /// What it counts in the quota of inodes: 1 and one for each further name, but nothing for
    /// what came from a layer.
    pub charge: u32,
    pub atime: Timestamp,
    pub mtime: Timestamp,
    pub ctime: Timestamp,
    pub birthtime: Timestamp,
}

/// Whether bytes are the file system's own or those of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Sharing {
    Own,
    Shared,
}

/// What an inode consists of.
#[derive(Debug)]
#[allow(missing_docs)]
pub enum Body {
    Regular(Contents),
    Directory(Directory),
    SymbolicLink(Rc<[u8]>, Sharing),
    /// A FIFO or a socket: what it does is elsewhere, here it only has a name.
    Special(FileType),
}

impl Inode {
    pub(super) fn kind(&self) -> FileType {
        match self.body {
            Body::Regular(_) => FileType::Regular,
            Body::Directory(_) => FileType::Directory,
            Body::SymbolicLink(..) => FileType::SymbolicLink,
            Body::Special(kind) => kind,
        }
    }

    /// Bytes it counts in the quota.
    pub(super) fn stored(&self) -> u64 {
        match &self.body {
            Body::Regular(contents) => contents.stored(),
            Body::SymbolicLink(target, Sharing::Own) => target.len() as u64,
            Body::SymbolicLink(..) | Body::Directory(_) | Body::Special(_) => 0,
        }
    }

    /// An inode with the same attributes and nothing in it.
    pub(super) fn attributes(&self) -> Self {
        let body = Body::Special(self.kind());
        Self { body, ..*self }
    }

    pub(super) fn stat(&self, node: NodeId) -> Stat {
        let size = match &self.body {
            Body::Regular(contents) => contents.size(),
            // Linux's tmpfs counts 20 bytes an entry (BOGO_DIRENT_SIZE of mm/shmem.c).
            Body::Directory(directory) => {
                (directory.len() as u64).saturating_add(2).saturating_mul(20)
            }
            Body::SymbolicLink(target, _) => target.len() as u64,
            Body::Special(_) => 0,
        };
        let blocks = match &self.body {
            Body::Regular(contents) => {
                contents.allocated().div_ceil(BLOCK).saturating_mul(BLOCK / BLOCK_UNIT)
            }
            _ => 0,
        };
        Stat {
            dev: 0,
            ino: node.0,
            kind: self.kind(),
            mode: self.mode,
            nlink: self.nlink,
            uid: self.uid,
            gid: self.gid,
            rdev: 0,
            size,
            blocks,
            block_size: BLOCK as u32,
            atime: self.atime,
            mtime: self.mtime,
            ctime: self.ctime,
            birthtime: self.birthtime,
        }
    }
}

/// A name in a directory.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub(super) node: NodeId,
    cursor: u64,
}

/// The names of a directory, in the order in which they were added.
///
/// The order is by a number that is never used twice, so a reader that stops at a cursor misses
/// nothing that stays and sees nothing twice, whatever is added or removed meanwhile (readdir(3p)).
#[derive(Debug)]
pub struct Directory {
    names: BTreeMap<Rc<[u8]>, Entry>,
    order: BTreeMap<u64, Rc<[u8]>>,
    next: u64,
    /// Directories of layers that show in this one and were not merged yet, topmost first.
    pub(super) lowers: Vec<LowerNode>,
    /// It was made only because something is below it.
    pub(super) implied: bool,
    /// Where it is itself; the root is its own parent.
    pub(super) parent: NodeId,
    pub(super) name: Rc<[u8]>,
}

impl Directory {
    pub(super) fn new(parent: NodeId, name: &[u8]) -> Self {
        // Cursor 0 is the start, so the first entry is 1.
        Self {
            names: BTreeMap::new(),
            order: BTreeMap::new(),
            next: 1,
            lowers: Vec::new(),
            implied: false,
            parent,
            name: Rc::from(name),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(super) fn get(&self, name: &[u8]) -> Option<NodeId> {
        self.names.get(name).map(|entry| entry.node)
    }

    pub(super) fn insert(&mut self, name: &[u8], node: NodeId) {
        self.remove(name);
        let name: Rc<[u8]> = Rc::from(name);
        self.order.insert(self.next, Rc::clone(&name));
        self.names.insert(name, Entry { node, cursor: self.next });
        self.next = self.next.saturating_add(1);
    }

    pub(super) fn remove(&mut self, name: &[u8]) -> Option<NodeId> {
        let entry = self.names.remove(name)?;
        self.order.remove(&entry.cursor);
        Some(entry.node)
    }

    /// Names after the cursor, each with its node and the cursor after it.
    pub(super) fn after(&self, cursor: u64) -> impl Iterator<Item = (&[u8], NodeId, u64)> {
        use std::ops::Bound::{Excluded, Unbounded};
        self.order.range((Excluded(cursor), Unbounded)).filter_map(|(cursor, name)| {
            let entry = self.names.get(name)?;
            Some((&**name, entry.node, *cursor))
        })
    }

    #[cfg(test)]
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[u8], NodeId)> {
        self.names.iter().map(|(name, entry)| (&**name, entry.node))
    }
}
