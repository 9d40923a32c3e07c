//! A granted directory of the host as a file system.
//!
//! The host knows paths, the VFS knows nodes: a node here is a remembered path, kept as a tree so
//! that a rename moves everything below it. A node that nobody holds and that has no remembered
//! children is forgotten at the start of the next call; the table does not grow with the size of
//! the directory.
//!
//! The host may change beneath us at any time: a node whose path is gone answers `noent`. Every
//! decision about links is the kernel's; the host never follows the last component, and a link in
//! the middle of a path cannot be there because the VFS resolves each component by itself.
//!
//! Files appear as owned by the VM's user whatever the host's ids are (like 9p's `access=any` and
//! bindfs): host ids mean nothing in the VM, and the host's own permission check happens anyway.

use super::{Changes, FileHandle, FileSystem, NewKind, NewNode, NodeId, OpenAccess, WritePosition};
use crate::errno::{Errno, Result};
use crate::host::{Clocks, Grant, Host, HostFile};
use crate::types::{DirectoryEntry, FileType, FilesystemStat, OpenFlags, Stat};
use std::collections::BTreeMap;
use std::rc::Rc;

const ROOT: NodeId = NodeId(1);
/// Nodes to remember before unused ones are looked for.
const SWEEP_AT: usize = 64;

/// A remembered path.
struct Node {
    /// Where it is; none once its name is gone.
    place: Option<(NodeId, Box<[u8]>)>,
    children: BTreeMap<Box<[u8]>, NodeId>,
    holds: u32,
    /// Attributes, when they were asked for during the current call.
    stat: Option<(u64, Stat)>,
}

/// See the module.
pub struct HostFileSystem {
    host: Rc<dyn Host>,
    grant: Grant,
    uid: u32,
    gid: u32,
    nodes: BTreeMap<NodeId, Node>,
    next: u64,
    /// Counts calls and changes; attributes remembered under another number are old.
    epoch: u64,
    sweep_at: usize,
    /// The file that `create` made, still open, for the `open` that follows in the same call: its
    /// mode may not let it be opened again.
    created: Option<(NodeId, HostFile)>,
}

impl HostFileSystem {
    /// The directory granted as `name`; its files appear as owned by `uid` and `gid`.
    pub fn new(host: Rc<dyn Host>, name: &str, uid: u32, gid: u32) -> Result<Self> {
        let grant = host.open_grant(name)?;
        let root = Node { place: None, children: BTreeMap::new(), holds: 1, stat: None };
        Ok(Self {
            host,
            grant,
            uid,
            gid,
            nodes: BTreeMap::from([(ROOT, root)]),
            next: 2,
            epoch: 0,
            sweep_at: SWEEP_AT,
            created: None,
        })
    }

    /// The path of a node below the grant; empty for the grant itself.
    fn path(&self, node: NodeId) -> Result<Vec<u8>> {
        let mut names: Vec<&[u8]> = Vec::new();
        let mut current = node;
        while current != ROOT {
            let node = self.nodes.get(&current).ok_or(Errno::Stale)?;
            let (parent, name) = node.place.as_ref().ok_or(Errno::Noent)?;
            names.push(name);
            current = *parent;
        }
        names.reverse();
        Ok(names.join(&b'/'))
    }

    fn path_in(&self, directory: NodeId, name: &[u8]) -> Result<Vec<u8>> {
        let mut path = self.path(directory)?;
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(name);
        Ok(path)
    }

    fn changed(&mut self) {
        self.epoch = self.epoch.wrapping_add(1);
    }

    fn present(&self, stat: Stat) -> Stat {
        Stat { uid: self.uid, gid: self.gid, ..stat }
    }

    fn remember(&mut self, directory: NodeId, name: &[u8]) -> Result<NodeId> {
        let parent = self.nodes.get_mut(&directory).ok_or(Errno::Stale)?;
        if let Some(node) = parent.children.get(name) {
            return Ok(*node);
        }
        let node = NodeId(self.next);
        self.next = self.next.checked_add(1).ok_or(Errno::Nfile)?;
        parent.children.insert(name.into(), node);
        let place = Some((directory, name.into()));
        self.nodes.insert(node, Node { place, children: BTreeMap::new(), holds: 0, stat: None });
        Ok(node)
    }

    /// The name is gone; the node stays for who holds it.
    fn detach(&mut self, directory: NodeId, name: &[u8]) -> Option<NodeId> {
        let node = self.nodes.get_mut(&directory)?.children.remove(name)?;
        if let Some(node) = self.nodes.get_mut(&node) {
            node.place = None;
        }
        Some(node)
    }

    /// Forget nodes that nobody holds, leaves first.
    fn sweep(&mut self) {
        loop {
            let unused: Vec<NodeId> = self
                .nodes
                .iter()
                .filter(|(_, node)| node.holds == 0 && node.children.is_empty())
                .map(|(id, _)| *id)
                .collect();
            if unused.is_empty() {
                break;
            }
            for id in unused {
                if let Some((parent, name)) = self.nodes.remove(&id).and_then(|node| node.place)
                    && let Some(parent) = self.nodes.get_mut(&parent)
                {
                    parent.children.remove(&name);
                }
            }
        }
    }

    fn file(handle: FileHandle) -> Result<HostFile> {
        u32::try_from(handle.0).map(HostFile).map_err(|_| Errno::Badf)
    }
}

impl FileSystem for HostFileSystem {
    fn begin_call(&mut self) {
        self.changed();
        if let Some((_, file)) = self.created.take() {
            self.host.close(file);
        }
        if self.nodes.len() > self.sweep_at {
            self.sweep();
            self.sweep_at = self.nodes.len().saturating_mul(2).max(SWEEP_AT);
        }
    }

    fn kind(&self) -> &'static str {
        "hostdir"
    }

    fn root(&self) -> NodeId {
        ROOT
    }

    fn lookup(&mut self, directory: NodeId, name: &[u8]) -> Result<NodeId> {
        let path = self.path_in(directory, name)?;
        let stat = self.host.stat(self.grant, &path)?;
        let stat = self.present(stat);
        let id = self.remember(directory, name)?;
        if let Some(node) = self.nodes.get_mut(&id) {
            node.stat = Some((self.epoch, stat));
        }
        Ok(id)
    }

    fn parent(&mut self, directory: NodeId) -> Result<(NodeId, Vec<u8>)> {
        let node = self.nodes.get(&directory).ok_or(Errno::Stale)?;
        let (parent, name) = node.place.as_ref().ok_or(Errno::Noent)?;
        Ok((*parent, name.to_vec()))
    }

    fn attributes(&mut self, node: NodeId) -> Result<Stat> {
        let known = self.nodes.get(&node).ok_or(Errno::Stale)?.stat;
        if let Some((epoch, stat)) = known
            && epoch == self.epoch
        {
            return Ok(stat);
        }
        let stat = self.host.stat(self.grant, &self.path(node)?)?;
        let stat = self.present(stat);
        if let Some(node) = self.nodes.get_mut(&node) {
            node.stat = Some((self.epoch, stat));
        }
        Ok(stat)
    }

    fn hold(&mut self, node: NodeId) {
        if let Some(node) = self.nodes.get_mut(&node) {
            node.holds = node.holds.saturating_add(1);
        }
    }

    fn release(&mut self, node: NodeId) {
        if let Some(node) = self.nodes.get_mut(&node) {
            node.holds = node.holds.saturating_sub(1);
        }
    }

    fn create(
        &mut self,
        directory: NodeId,
        name: &[u8],
        new: &NewNode<'_>,
        _clock: &dyn Clocks,
    ) -> Result<NodeId> {
        let path = self.path_in(directory, name)?;
        let mut created = None;
        match new.kind {
            NewKind::Regular => {
                let flags = OpenFlags {
                    read: true,
                    write: true,
                    create: true,
                    exclusive: true,
                    no_follow: true,
                    ..OpenFlags::default()
                };
                created = Some(self.host.open(self.grant, &path, flags, new.mode)?);
            }
            NewKind::Directory => self.host.mkdir(self.grant, &path, new.mode)?,
            // A socket of the VM means nothing to the host.
            NewKind::Special(FileType::Socket) => return Err(Errno::Perm),
            NewKind::SymbolicLink(target) => self.host.symlink(self.grant, target, &path)?,
            // The host is not asked for what it could not tell apart from its own.
            NewKind::Special(_) => return Err(Errno::Perm),
        }
        self.changed();
        // A node that was remembered under the name belongs to what had it before.
        self.detach(directory, name);
        let node = self.remember(directory, name)?;
        if let Some(file) = created
            && let Some((_, unused)) = self.created.replace((node, file))
        {
            self.host.close(unused);
        }
        Ok(node)
    }

    fn link(
        &mut self,
        node: NodeId,
        directory: NodeId,
        name: &[u8],
        _clock: &dyn Clocks,
    ) -> Result<()> {
        let (old, new) = (self.path(node)?, self.path_in(directory, name)?);
        self.changed();
        self.host.link(self.grant, &old, &new)
    }

    fn unlink(&mut self, directory: NodeId, name: &[u8], _clock: &dyn Clocks) -> Result<()> {
        self.host.unlink(self.grant, &self.path_in(directory, name)?)?;
        self.changed();
        self.detach(directory, name);
        Ok(())
    }

    fn remove_directory(
        &mut self,
        directory: NodeId,
        name: &[u8],
        _clock: &dyn Clocks,
    ) -> Result<()> {
        self.host.rmdir(self.grant, &self.path_in(directory, name)?)?;
        self.changed();
        self.detach(directory, name);
        Ok(())
    }

    fn rename(
        &mut self,
        (old_directory, old_name): (NodeId, &[u8]),
        (new_directory, new_name): (NodeId, &[u8]),
        _clock: &dyn Clocks,
    ) -> Result<()> {
        let old = self.path_in(old_directory, old_name)?;
        let new = self.path_in(new_directory, new_name)?;
        self.host.rename(self.grant, &old, &new)?;
        self.changed();
        if old == new {
            return Ok(());
        }
        self.detach(new_directory, new_name);
        if let Some(moved) = self.detach(old_directory, old_name) {
            if let Some(node) = self.nodes.get_mut(&moved) {
                node.place = Some((new_directory, new_name.into()));
            }
            if let Some(parent) = self.nodes.get_mut(&new_directory) {
                parent.children.insert(new_name.into(), moved);
            }
        }
        Ok(())
    }

    fn read_link(&mut self, node: NodeId) -> Result<Vec<u8>> {
        self.host.readlink(self.grant, &self.path(node)?)
    }

    fn read_directory(
        &mut self,
        directory: NodeId,
        cursor: u64,
        count: u32,
    ) -> Result<Vec<DirectoryEntry>> {
        let entries = self.host.readdir(self.grant, &self.path(directory)?)?;
        // `next` is the index after the entry (host-dirs); what a hostile or changing host answers
        // is only passed on.
        let wanted = entries.into_iter().filter(|entry| entry.next > cursor);
        Ok(wanted.take(count as usize).collect())
    }

    fn change(&mut self, node: NodeId, changes: &Changes, _clock: &dyn Clocks) -> Result<()> {
        let path = self.path(node)?;
        // Ids are presented, not stored: keeping them is fine, changing them cannot be done.
        if changes.uid.is_some_and(|uid| uid != self.uid)
            || changes.gid.is_some_and(|gid| gid != self.gid)
        {
            return Err(Errno::Perm);
        }
        if let Some(mode) = changes.mode {
            if self.attributes(node)?.kind == FileType::SymbolicLink {
                return Err(Errno::Notsup);
            }
            self.host.chmod(self.grant, &path, mode)?;
        }
        if changes.atime.is_some() || changes.mtime.is_some() {
            self.host.utimes(self.grant, &path, changes.atime, changes.mtime)?;
        }
        self.changed();
        Ok(())
    }

    fn statistics(&mut self) -> Result<FilesystemStat> {
        self.host.statfs(self.grant)
    }

    fn open(&mut self, node: NodeId, access: OpenAccess) -> Result<FileHandle> {
        if let Some((created, file)) = self.created.take() {
            if created == node {
                return Ok(FileHandle(u64::from(file.0)));
            }
            self.host.close(file);
        }
        let flags = OpenFlags {
            read: access.read,
            write: access.write,
            no_follow: true,
            ..OpenFlags::default()
        };
        let file = self.host.open(self.grant, &self.path(node)?, flags, 0)?;
        Ok(FileHandle(u64::from(file.0)))
    }

    fn close(&mut self, handle: FileHandle) {
        if let Ok(file) = Self::file(handle) {
            self.host.close(file);
        }
    }

    fn handle_attributes(&mut self, handle: FileHandle) -> Result<Stat> {
        let stat = self.host.fstat(Self::file(handle)?)?;
        Ok(self.present(stat))
    }

    fn read(
        &mut self,
        handle: FileHandle,
        offset: u64,
        length: u32,
        _clock: &dyn Clocks,
    ) -> Result<Vec<u8>> {
        let mut data = self.host.read(Self::file(handle)?, length, offset)?;
        data.truncate(length as usize);
        Ok(data)
    }

    fn write(
        &mut self,
        handle: FileHandle,
        position: WritePosition,
        data: &[u8],
        _clock: &dyn Clocks,
    ) -> Result<(u64, u32)> {
        let file = Self::file(handle)?;
        let offset = match position {
            WritePosition::At(offset) => offset,
            WritePosition::End => self.host.fstat(file)?.size,
        };
        let length = u32::try_from(data.len()).map_err(|_| Errno::Inval)?;
        let written = self.host.write(file, data, offset)?.min(length);
        self.changed();
        Ok((offset.saturating_add(u64::from(written)), written))
    }

    fn set_size(&mut self, handle: FileHandle, size: u64, _clock: &dyn Clocks) -> Result<()> {
        self.changed();
        self.host.set_size(Self::file(handle)?, size)
    }

    fn sync(&mut self, handle: FileHandle) -> Result<()> {
        self.host.sync(Self::file(handle)?)
    }
}
