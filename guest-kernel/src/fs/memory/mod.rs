//! The memory file system: what a VM's own files live in.
//!
//! Quota: bytes are what files and symbolic links really store (`Contents::stored`); inodes are
//! inodes and, as in Linux's tmpfs, every further hard link, because each name takes memory that
//! nothing else would bound. Both are checked before anything changes.

//!
//! Over layers (`overlay`) the quota counts what the file system does not share with them.

pub mod contents;
mod inode;
mod overlay;

use super::{Changes, FileHandle, FileSystem, NewKind, NewNode, NodeId, OpenAccess, WritePosition};
use crate::errno::{Errno, Result};
use crate::host::Clocks;
use crate::types::{DirectoryEntry, FilesystemStat, Stat};
use contents::Contents;
use inode::{BLOCK, Body, Directory, Inode, Sharing};
use overlay::LowerNode;
pub use overlay::{LateFile, Layer};
use std::collections::BTreeMap;
use std::rc::Rc;

/// File system kind that `statfs` tells (TMPFS_MAGIC of `linux/magic.h`).
const TMPFS_MAGIC: u64 = 0x0102_1994;
/// Names of one inode (as ext4's EXT4_LINK_MAX; tmpfs has no limit of its own).
const LINK_MAX: u32 = 65_000;
/// Entries that one `read_directory` returns at most.
const READ_DIRECTORY_MAX: u32 = 65_536;
/// Seconds after which a read updates the access time again (relatime of mount(8)).
const RELATIME_SECONDS: i64 = 24 * 60 * 60;

/// See the module.
#[derive(Debug)]
pub struct MemoryFileSystem {
    inodes: BTreeMap<NodeId, Inode>,
    root: NodeId,
    next: u64,
    limit_bytes: u64,
    limit_inodes: u64,
    used_bytes: u64,
    used_inodes: u64,
    /// What it lies over, topmost first.
    lowers: Vec<Layer>,
    /// Inodes of layers with several names, by what they became here.
    adopted: BTreeMap<LowerNode, NodeId>,
}

impl MemoryFileSystem {
    /// An empty file system; its root belongs to uid 0 and has mode 0755.
    pub fn new(limit_bytes: u64, limit_inodes: u64, clock: &dyn Clocks) -> Self {
        let root = NodeId(1);
        let now = clock.realtime();
        let inode = Inode {
            body: Body::Directory(Directory::new(root, b"")),
            mode: 0o755,
            uid: 0,
            gid: 0,
            nlink: 2,
            holds: 1,
            charge: 1,
            atime: now,
            mtime: now,
            ctime: now,
            birthtime: now,
        };
        Self {
            inodes: BTreeMap::from([(root, inode)]),
            root,
            next: 2,
            limit_bytes,
            limit_inodes,
            used_bytes: 0,
            used_inodes: 1,
            lowers: Vec::new(),
            adopted: BTreeMap::new(),
        }
    }

    fn inode(&self, node: NodeId) -> Result<&Inode> {
        self.inodes.get(&node).ok_or(Errno::Stale)
    }

    fn inode_mut(&mut self, node: NodeId) -> Result<&mut Inode> {
        self.inodes.get_mut(&node).ok_or(Errno::Stale)
    }

    fn directory(&self, node: NodeId) -> Result<&Directory> {
        match &self.inode(node)?.body {
            Body::Directory(directory) => Ok(directory),
            _ => Err(Errno::Notdir),
        }
    }

    fn directory_mut(&mut self, node: NodeId) -> Result<&mut Directory> {
        match &mut self.inode_mut(node)?.body {
            Body::Directory(directory) => Ok(directory),
            _ => Err(Errno::Notdir),
        }
    }

    fn child(&self, directory: NodeId, name: &[u8]) -> Result<NodeId> {
        self.directory(directory)?.get(name).ok_or(Errno::Noent)
    }

    /// Checks that hold for every new name: the directory still exists, and the name is free.
    fn check_new_name(&self, directory: NodeId, name: &[u8]) -> Result<()> {
        if self.directory(directory)?.get(name).is_some() {
            return Err(Errno::Exist);
        }
        if self.inode(directory)?.nlink == 0 {
            return Err(Errno::Noent);
        }
        Ok(())
    }

    fn check_room(&self, bytes: u64, inodes: u64) -> Result<()> {
        let bytes = self.used_bytes.saturating_add(bytes);
        let inodes = self.used_inodes.saturating_add(inodes);
        if bytes > self.limit_bytes || inodes > self.limit_inodes {
            return Err(Errno::Nospc);
        }
        Ok(())
    }

    /// Entries of the directory changed.
    fn touch(&mut self, directory: NodeId, clock: &dyn Clocks) {
        let now = clock.realtime();
        if let Some(inode) = self.inodes.get_mut(&directory) {
            inode.mtime = now;
            inode.ctime = now;
        }
    }

    fn add_links(&mut self, node: NodeId, count: u32) {
        if let Some(inode) = self.inodes.get_mut(&node) {
            inode.nlink = inode.nlink.saturating_add(count);
        }
    }

    fn remove_links(&mut self, node: NodeId, count: u32) {
        if let Some(inode) = self.inodes.get_mut(&node) {
            inode.nlink = inode.nlink.saturating_sub(count);
        }
    }

    /// Take one name away from an inode that lost it.
    fn drop_name(&mut self, node: NodeId, clock: &dyn Clocks) {
        let Some(inode) = self.inodes.get_mut(&node) else { return };
        inode.ctime = clock.realtime();
        if matches!(inode.body, Body::Directory(_)) {
            inode.nlink = 0;
        } else {
            inode.nlink = inode.nlink.saturating_sub(1);
            // A further hard link gives back what it took; the last is the inode itself.
            let kept = inode.charge.min(inode.nlink.max(1));
            let released = inode.charge.saturating_sub(kept);
            inode.charge = kept;
            self.used_inodes = self.used_inodes.saturating_sub(u64::from(released));
        }
        self.free_when_unused(node);
    }

    fn free_when_unused(&mut self, node: NodeId) {
        let unused =
            self.inodes.get(&node).is_some_and(|inode| inode.nlink == 0 && inode.holds == 0);
        if unused && let Some(inode) = self.inodes.remove(&node) {
            self.used_bytes = self.used_bytes.saturating_sub(inode.stored());
            self.used_inodes = self.used_inodes.saturating_sub(u64::from(inode.charge));
        }
    }

    fn contents(&self, node: NodeId) -> Result<&Contents> {
        match &self.inode(node)?.body {
            Body::Regular(contents) => Ok(contents),
            Body::Directory(_) => Err(Errno::Isdir),
            Body::SymbolicLink(..) | Body::Special(_) => Err(Errno::Inval),
        }
    }

    /// Check that a name may be replaced by a rename, and tell what it names.
    fn check_replaced(&self, moved: NodeId, replaced: NodeId) -> Result<()> {
        let moved_is_directory = matches!(self.inode(moved)?.body, Body::Directory(_));
        match (&self.inode(replaced)?.body, moved_is_directory) {
            (Body::Directory(directory), true) if !directory.is_empty() => Err(Errno::Notempty),
            (Body::Directory(_), true) => Ok(()),
            (Body::Directory(_), false) => Err(Errno::Isdir),
            (_, true) => Err(Errno::Notdir),
            (_, false) => Ok(()),
        }
    }
}

impl FileSystem for MemoryFileSystem {
    #[cfg(test)]
    fn assert_consistent(&self) -> u32 {
        tests::assert_consistent(self)
    }

    fn kind(&self) -> &'static str {
        "tmpfs"
    }

    fn root(&self) -> NodeId {
        self.root
    }

    fn lookup(&mut self, directory: NodeId, name: &[u8]) -> Result<NodeId> {
        self.merge(directory)?;
        self.child(directory, name)
    }

    fn parent(&mut self, directory: NodeId) -> Result<(NodeId, Vec<u8>)> {
        if self.inode(directory)?.nlink == 0 {
            return Err(Errno::Noent);
        }
        let directory = self.directory(directory)?;
        Ok((directory.parent, directory.name.to_vec()))
    }

    fn attributes(&mut self, node: NodeId) -> Result<Stat> {
        if matches!(self.inode(node)?.body, Body::Directory(_)) {
            self.merge(node)?;
        }
        Ok(self.inode(node)?.stat(node))
    }

    fn hold(&mut self, node: NodeId) {
        if let Some(inode) = self.inodes.get_mut(&node) {
            inode.holds = inode.holds.saturating_add(1);
        }
    }

    fn release(&mut self, node: NodeId) {
        if let Some(inode) = self.inodes.get_mut(&node) {
            inode.holds = inode.holds.saturating_sub(1);
        }
        self.free_when_unused(node);
    }

    fn create(
        &mut self,
        directory: NodeId,
        name: &[u8],
        new: &NewNode<'_>,
        clock: &dyn Clocks,
    ) -> Result<NodeId> {
        self.merge(directory)?;
        self.check_new_name(directory, name)?;
        let (body, nlink) = match new.kind {
            NewKind::Regular => (Body::Regular(Contents::default()), 1),
            NewKind::Directory => (Body::Directory(Directory::new(directory, name)), 2),
            NewKind::SymbolicLink(target) => {
                (Body::SymbolicLink(Rc::from(target), Sharing::Own), 1)
            }
            NewKind::Special(kind) => (Body::Special(kind), 1),
        };
        let is_directory = matches!(body, Body::Directory(_));
        if is_directory && self.inode(directory)?.nlink >= LINK_MAX {
            return Err(Errno::Mlink);
        }
        let now = clock.realtime();
        let inode = Inode {
            body,
            mode: new.mode,
            uid: new.uid,
            gid: new.gid,
            nlink,
            holds: 0,
            charge: 1,
            atime: now,
            mtime: now,
            ctime: now,
            birthtime: now,
        };
        self.check_room(inode.stored(), 1)?;
        let node = NodeId(self.next);
        self.next = self.next.checked_add(1).ok_or(Errno::Nospc)?;
        self.used_bytes = self.used_bytes.saturating_add(inode.stored());
        self.used_inodes = self.used_inodes.saturating_add(1);
        self.inodes.insert(node, inode);
        self.directory_mut(directory)?.insert(name, node);
        if is_directory {
            self.add_links(directory, 1);
        }
        self.touch(directory, clock);
        Ok(node)
    }

    fn link(
        &mut self,
        node: NodeId,
        directory: NodeId,
        name: &[u8],
        clock: &dyn Clocks,
    ) -> Result<()> {
        self.merge(directory)?;
        self.check_new_name(directory, name)?;
        let inode = self.inode(node)?;
        match (&inode.body, inode.nlink) {
            (Body::Directory(_), _) => return Err(Errno::Perm),
            // A file that was removed but is still open has no way back into the tree.
            (_, 0) => return Err(Errno::Noent),
            (_, LINK_MAX..) => return Err(Errno::Mlink),
            _ => {}
        }
        self.check_room(0, 1)?;
        self.used_inodes = self.used_inodes.saturating_add(1);
        self.directory_mut(directory)?.insert(name, node);
        self.add_links(node, 1);
        let inode = self.inode_mut(node)?;
        inode.charge = inode.charge.saturating_add(1);
        inode.ctime = clock.realtime();
        self.touch(directory, clock);
        Ok(())
    }

    fn unlink(&mut self, directory: NodeId, name: &[u8], clock: &dyn Clocks) -> Result<()> {
        self.merge(directory)?;
        let node = self.child(directory, name)?;
        if matches!(self.inode(node)?.body, Body::Directory(_)) {
            return Err(Errno::Isdir);
        }
        self.directory_mut(directory)?.remove(name);
        self.touch(directory, clock);
        self.drop_name(node, clock);
        Ok(())
    }

    fn remove_directory(
        &mut self,
        directory: NodeId,
        name: &[u8],
        clock: &dyn Clocks,
    ) -> Result<()> {
        self.merge(directory)?;
        let node = self.child(directory, name)?;
        self.merge(node)?;
        if !self.directory(node)?.is_empty() {
            return Err(Errno::Notempty);
        }
        self.directory_mut(directory)?.remove(name);
        self.remove_links(directory, 1);
        self.touch(directory, clock);
        self.drop_name(node, clock);
        Ok(())
    }

    fn rename(
        &mut self,
        (old_directory, old_name): (NodeId, &[u8]),
        (new_directory, new_name): (NodeId, &[u8]),
        clock: &dyn Clocks,
    ) -> Result<()> {
        self.merge(old_directory)?;
        self.merge(new_directory)?;
        let moved = self.child(old_directory, old_name)?;
        let replaced = self.directory(new_directory)?.get(new_name);
        if replaced == Some(moved) {
            return Ok(());
        }
        if self.inode(new_directory)?.nlink == 0 {
            return Err(Errno::Noent);
        }
        let is_directory = matches!(self.inode(moved)?.body, Body::Directory(_));
        if let Some(replaced) = replaced {
            if matches!(self.inode(replaced)?.body, Body::Directory(_)) {
                self.merge(replaced)?;
            }
            self.check_replaced(moved, replaced)?;
        } else if is_directory
            && old_directory != new_directory
            && self.inode(new_directory)?.nlink >= LINK_MAX
        {
            return Err(Errno::Mlink);
        }

        self.directory_mut(old_directory)?.remove(old_name);
        self.directory_mut(new_directory)?.insert(new_name, moved);
        if is_directory {
            // The moved directory's `..`, and the replaced one's.
            self.remove_links(old_directory, 1);
            if replaced.is_none() {
                self.add_links(new_directory, 1);
            }
            let directory = self.directory_mut(moved)?;
            directory.parent = new_directory;
            directory.name = new_name.into();
        }
        if let Some(replaced) = replaced {
            self.drop_name(replaced, clock);
        }
        self.inode_mut(moved)?.ctime = clock.realtime();
        self.touch(old_directory, clock);
        self.touch(new_directory, clock);
        Ok(())
    }

    fn read_link(&mut self, node: NodeId) -> Result<Vec<u8>> {
        match &self.inode(node)?.body {
            Body::SymbolicLink(target, _) => Ok(target.to_vec()),
            _ => Err(Errno::Inval),
        }
    }

    fn read_directory(
        &mut self,
        directory: NodeId,
        cursor: u64,
        count: u32,
    ) -> Result<Vec<DirectoryEntry>> {
        self.merge(directory)?;
        let count = count.min(READ_DIRECTORY_MAX) as usize;
        let entries = self.directory(directory)?.after(cursor).take(count);
        Ok(entries
            .filter_map(|(name, node, next)| {
                let kind = self.inodes.get(&node)?.kind();
                Some(DirectoryEntry { name: name.to_vec(), ino: node.0, kind, next })
            })
            .collect())
    }

    fn change(&mut self, node: NodeId, changes: &Changes, clock: &dyn Clocks) -> Result<()> {
        let inode = self.inode_mut(node)?;
        inode.mode = changes.mode.unwrap_or(inode.mode);
        inode.uid = changes.uid.unwrap_or(inode.uid);
        inode.gid = changes.gid.unwrap_or(inode.gid);
        inode.atime = changes.atime.unwrap_or(inode.atime);
        inode.mtime = changes.mtime.unwrap_or(inode.mtime);
        inode.ctime = clock.realtime();
        Ok(())
    }

    fn usage(&self) -> (u64, u64) {
        (self.used_bytes, self.used_inodes)
    }

    fn statistics(&mut self) -> Result<FilesystemStat> {
        Ok(FilesystemStat {
            kind: TMPFS_MAGIC,
            block_size: BLOCK as u32,
            blocks: self.limit_bytes / BLOCK,
            blocks_free: self.limit_bytes.saturating_sub(self.used_bytes) / BLOCK,
            files: self.limit_inodes,
            files_free: self.limit_inodes.saturating_sub(self.used_inodes),
        })
    }

    fn open(&mut self, node: NodeId, _access: OpenAccess) -> Result<FileHandle> {
        // The open file description holds the node, so the node's number serves as the handle.
        self.contents(node)?;
        Ok(FileHandle(node.0))
    }

    fn close(&mut self, _handle: FileHandle) {}

    fn handle_attributes(&mut self, handle: FileHandle) -> Result<Stat> {
        self.attributes(NodeId(handle.0))
    }

    fn read(
        &mut self,
        handle: FileHandle,
        offset: u64,
        length: u32,
        clock: &dyn Clocks,
    ) -> Result<Vec<u8>> {
        let node = NodeId(handle.0);
        let data = self.contents(node)?.read(offset, u64::from(length))?;
        let now = clock.realtime();
        let inode = self.inode_mut(node)?;
        let old = now.seconds.saturating_sub(inode.atime.seconds) >= RELATIME_SECONDS;
        if length > 0 && (old || inode.atime <= inode.mtime || inode.atime <= inode.ctime) {
            inode.atime = now;
        }
        Ok(data)
    }

    fn write(
        &mut self,
        handle: FileHandle,
        position: WritePosition,
        data: &[u8],
        clock: &dyn Clocks,
    ) -> Result<(u64, u32)> {
        let node = NodeId(handle.0);
        let contents = self.contents(node)?;
        let offset = match position {
            WritePosition::At(offset) => offset,
            WritePosition::End => contents.size(),
        };
        let written = u32::try_from(data.len()).map_err(|_| Errno::Inval)?;
        if data.is_empty() {
            return Ok((offset, 0));
        }
        let growth = contents.growth(offset, data.len())?;
        if growth > 0 {
            self.check_room(growth, 0)?;
        }
        let now = clock.realtime();
        let inode = self.inode_mut(node)?;
        let Body::Regular(contents) = &mut inode.body else { return Err(Errno::Inval) };
        contents.write(offset, data)?;
        inode.mtime = now;
        inode.ctime = now;
        self.used_bytes = self.used_bytes.saturating_add(growth);
        Ok((offset.saturating_add(u64::from(written)), written))
    }

    fn set_size(&mut self, handle: FileHandle, size: u64, clock: &dyn Clocks) -> Result<()> {
        let inode = self.inode_mut(NodeId(handle.0))?;
        let Body::Regular(contents) = &mut inode.body else { return Err(Errno::Inval) };
        let before = contents.stored();
        contents.set_size(size)?;
        let freed = before.saturating_sub(contents.stored());
        let now = clock.realtime();
        inode.mtime = now;
        inode.ctime = now;
        self.used_bytes = self.used_bytes.saturating_sub(freed);
        Ok(())
    }

    fn sync(&mut self, _handle: FileHandle) -> Result<()> {
        Ok(())
    }

    fn imply(&mut self, node: NodeId) {
        if let Ok(directory) = self.directory_mut(node) {
            directory.implied = true;
        }
    }

    fn freeze(self: Box<Self>) -> Result<Layer> {
        self.into_layer()
    }
}

#[cfg(test)]
mod tests;
