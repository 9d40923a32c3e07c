//! Making, removing and moving names. The order of checks is that of Linux's `fs/namei.c`, so that
//! of two errors a program sees the same one.

use super::resolve::{Final, Last, Walked};
use super::watch::Change;
use super::{Caller, Location, Vfs};
use crate::errno::{Errno, Result};
use crate::fs::{NewKind, NewNode};
use crate::path::{self, PATH_MAX};
use crate::permission::{self, Access, MODE_MASK, SET_GID, STICKY};
use crate::policy::Capability;
use crate::types::{FileType, Stat};

/// Permission bits that the umask and the caller decide; mkdir ignores set-id bits (mkdir(2)).
const MKDIR_MODE_MASK: u32 = 0o1777;

/// What a name is to be removed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Removal {
    Directory,
    Other,
}

/// Why a directory is made on the way to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Making {
    /// It is to be there.
    Asked,
    /// Only because of what will be in it (`FileSystem::imply`).
    Implied,
}

impl Vfs {
    /// Make a directory.
    pub fn mkdir(
        &mut self,
        caller: &Caller,
        start: Location,
        path: &[u8],
        mode: u32,
    ) -> Result<Location> {
        let walked = self.walk_for(caller, start, path, Final::Name, Capability::FsCreateDir)?;
        let name = new_name(&walked)?;
        let mode = mode & MKDIR_MODE_MASK;
        self.create(caller, walked.directory, &name, NewKind::Directory, mode)
    }

    /// Make a symbolic link.
    pub fn symlink(
        &mut self,
        caller: &Caller,
        target: &[u8],
        start: Location,
        path: &[u8],
    ) -> Result<()> {
        path::validate(target)?;
        if target.len() >= PATH_MAX {
            return Err(Errno::Nametoolong);
        }
        let walked = self.walk_for(caller, start, path, Final::Name, Capability::FsSymlink)?;
        let name = new_file_name(&walked)?;
        self.create(caller, walked.directory, &name, NewKind::SymbolicLink(target), 0o777)?;
        Ok(())
    }

    /// Make a node that stands for a socket (bind(2) of unix(7)).
    pub fn make_socket_node(
        &mut self,
        caller: &Caller,
        start: Location,
        path: &[u8],
    ) -> Result<Location> {
        let walked = self.walk_for(caller, start, path, Final::Name, Capability::FsWrite)?;
        let name = new_file_name(&walked)?;
        self.create(caller, walked.directory, &name, NewKind::Special(FileType::Socket), 0o777)
    }

    /// Make a FIFO (mkfifo(3)).
    pub fn make_fifo(
        &mut self,
        caller: &Caller,
        start: Location,
        path: &[u8],
        mode: u32,
    ) -> Result<Location> {
        let walked = self.walk_for(caller, start, path, Final::Name, Capability::FsWrite)?;
        let name = new_file_name(&walked)?;
        self.create(caller, walked.directory, &name, NewKind::Special(FileType::Fifo), mode)
    }

    /// Make a hard link.
    pub fn link(
        &mut self,
        caller: &Caller,
        (old_start, old): (Location, &[u8]),
        (new_start, new): (Location, &[u8]),
        follow: Final,
    ) -> Result<()> {
        let source = self.find(caller, old_start, old, follow, Capability::FsWrite)?;
        let walked = self.walk_for(caller, new_start, new, Final::Name, Capability::FsWrite)?;
        let name = new_file_name(&walked)?;
        let directory = walked.directory;
        self.check_writable(directory.mount)?;
        if source.mount != directory.mount {
            return Err(Errno::Xdev);
        }
        self.check_access(caller, directory, Access::CHANGE_ENTRIES)?;
        if self.stat(source)?.kind == FileType::Directory {
            return Err(Errno::Perm);
        }
        let file_system = self.file_system(directory.mount)?;
        file_system.link(source.node, directory.node, &name, &*caller.host)?;
        self.node_changed(source, Change::Attributes);
        self.name_changed(directory, Change::Created, &name);
        Ok(())
    }

    /// Remove a name that is not a directory.
    pub fn unlink(&mut self, caller: &Caller, start: Location, path: &[u8]) -> Result<()> {
        let walked = self.walk_for(caller, start, path, Final::Name, Capability::FsRm)?;
        let Last::Name(name) = &walked.last else { return Err(Errno::Isdir) };
        let directory = walked.directory;
        self.check_writable(directory.mount)?;
        let target = walked.existing()?;
        if walked.trailing_slash {
            let is_directory = self.stat(target)?.kind == FileType::Directory;
            return Err(if is_directory { Errno::Isdir } else { Errno::Notdir });
        }
        self.check_removal(caller, directory, target, Removal::Other)?;
        self.file_system(directory.mount)?.unlink(directory.node, name, &*caller.host)?;
        self.name_changed(directory, Change::Removed, name);
        self.lost_name(target, FileType::Regular);
        Ok(())
    }

    /// Remove an empty directory.
    pub fn rmdir(&mut self, caller: &Caller, start: Location, path: &[u8]) -> Result<()> {
        let walked = self.walk_for(caller, start, path, Final::Name, Capability::FsRm)?;
        let name = match &walked.last {
            Last::Name(name) => name,
            Last::Dot => return Err(Errno::Inval),
            Last::DotDot => return Err(Errno::Notempty),
            Last::Root => return Err(Errno::Busy),
        };
        let directory = walked.directory;
        self.check_writable(directory.mount)?;
        let target = walked.existing()?;
        self.check_removal(caller, directory, target, Removal::Directory)?;
        let file_system = self.file_system(directory.mount)?;
        file_system.remove_directory(directory.node, name, &*caller.host)?;
        self.name_changed(directory, Change::Removed, name);
        self.lost_name(target, FileType::Directory);
        Ok(())
    }

    /// Move a name, replacing what POSIX rename(2) lets it replace.
    pub fn rename(
        &mut self,
        caller: &Caller,
        (old_start, old): (Location, &[u8]),
        (new_start, new): (Location, &[u8]),
    ) -> Result<()> {
        let old = self.walk_for(caller, old_start, old, Final::Name, Capability::FsRename)?;
        let new = self.walk_for(caller, new_start, new, Final::Name, Capability::FsRename)?;
        let (from, to) = (old.directory, new.directory);
        if from.mount != to.mount {
            return Err(Errno::Xdev);
        }
        let (Last::Name(old_name), Last::Name(new_name)) = (&old.last, &new.last) else {
            return Err(Errno::Busy);
        };
        self.check_writable(from.mount)?;
        let source = old.existing()?;
        let source_stat = self.stat(source)?;
        let is_directory = source_stat.kind == FileType::Directory;
        if !is_directory && (old.trailing_slash || new.trailing_slash) {
            return Err(Errno::Notdir);
        }
        if is_directory && self.is_within(to, source)? {
            return Err(Errno::Inval);
        }
        if let Some(target) = new.target
            && self.is_within(from, target)?
        {
            return Err(Errno::Notempty);
        }
        if new.target.is_some_and(|target| target == source) {
            return Ok(());
        }

        let removal = if is_directory { Removal::Directory } else { Removal::Other };
        self.check_removal(caller, from, source, removal)?;
        match new.target {
            Some(target) => self.check_removal(caller, to, target, removal)?,
            None => {
                self.check_access(caller, to, Access::CHANGE_ENTRIES)?;
            }
        }
        // Its `..` changes, which is writing it.
        if is_directory && from != to {
            permission::check(&caller.credentials, &source_stat, Access::WRITE)?;
        }
        self.file_system(from.mount)?.rename(
            (from.node, old_name),
            (to.node, new_name),
            &*caller.host,
        )?;
        self.name_changed(from, Change::MovedFrom, old_name);
        self.name_changed(to, Change::MovedTo, new_name);
        if let Some(target) = new.target {
            self.lost_name(target, source_stat.kind);
        }
        self.node_changed(source, Change::SelfMoved);
        Ok(())
    }

    /// Make every missing directory of an absolute path, root's and 0755; answers the last one. For
    /// what the host asks (first files, mount points): a read-only mount does not bind it, a
    /// read-only file system does.
    pub(crate) fn make_directories(
        &mut self,
        caller: &Caller,
        path: &[u8],
        making: Making,
    ) -> Result<Location> {
        let mut end = 0usize;
        let mut made = self.root();
        while let Some((_, rest)) = path::split_first(path.get(end..).unwrap_or_default()) {
            end = path.len().saturating_sub(rest.len());
            let prefix = path.get(..end).unwrap_or_default();
            let walked = self.walk(caller, self.root(), prefix, Final::Follow)?;
            made = match (walked.target, &walked.last) {
                (Some(target), _) => target,
                (None, Last::Name(name)) => {
                    let mount = walked.directory.mount;
                    let new = NewNode { kind: NewKind::Directory, mode: 0o755, uid: 0, gid: 0 };
                    let file_system = self.file_system(mount)?;
                    let node =
                        file_system.create(walked.directory.node, name, &new, &*caller.host)?;
                    if making == Making::Implied {
                        file_system.imply(node);
                    }
                    Location { mount, node }
                }
                (None, _) => return Err(Errno::Noent),
            };
        }
        Ok(made)
    }

    /// Make a node with the caller as its owner, after the checks that every new name needs.
    pub(super) fn create(
        &mut self,
        caller: &Caller,
        directory: Location,
        name: &[u8],
        kind: NewKind<'_>,
        mode: u32,
    ) -> Result<Location> {
        self.check_writable(directory.mount)?;
        let parent = self.check_access(caller, directory, Access::CHANGE_ENTRIES)?;
        // In a set-group-id directory the group is inherited, and by directories the bit as well
        // (inode(7)).
        let inherits = parent.mode & SET_GID != 0;
        let gid = if inherits { parent.gid } else { caller.credentials.gid };
        let mode = match kind {
            NewKind::SymbolicLink(_) => mode,
            NewKind::Regular | NewKind::Special(_) => mode & MODE_MASK & !caller.umask,
            NewKind::Directory => {
                (mode & MODE_MASK & !caller.umask) | if inherits { SET_GID } else { 0 }
            }
        };
        let new = NewNode { kind, mode, uid: caller.credentials.uid, gid };
        let file_system = self.file_system(directory.mount)?;
        let node = file_system.create(directory.node, name, &new, &*caller.host)?;
        self.name_changed(directory, Change::Created, name);
        Ok(Location { mount: directory.mount, node })
    }

    /// What Linux's `may_delete` checks, and that nothing is mounted there.
    fn check_removal(
        &mut self,
        caller: &Caller,
        directory: Location,
        target: Location,
        removal: Removal,
    ) -> Result<()> {
        let parent = self.check_access(caller, directory, Access::CHANGE_ENTRIES)?;
        let stat = self.stat(target)?;
        check_sticky(caller, &parent, &stat)?;
        match (removal, stat.kind) {
            (Removal::Directory, FileType::Directory) => {}
            (Removal::Directory, _) => return Err(Errno::Notdir),
            (Removal::Other, FileType::Directory) => return Err(Errno::Isdir),
            (Removal::Other, _) => {}
        }
        // The walk steps onto the mounted root: another mount means a mount point.
        if target.mount != directory.mount || self.is_mount_point(target) {
            return Err(Errno::Busy);
        }
        Ok(())
    }

    /// Whether `inner` is `outer` or somewhere below it, in one mount.
    fn is_within(&mut self, inner: Location, outer: Location) -> Result<bool> {
        if inner.mount != outer.mount {
            return Ok(false);
        }
        let mut current = inner.node;
        loop {
            if current == outer.node {
                return Ok(true);
            }
            let file_system = self.file_system(inner.mount)?;
            if current == file_system.root() {
                return Ok(false);
            }
            current = file_system.parent(current)?.0;
        }
    }
}

/// In a sticky directory only the owner of the file or of the directory may remove (inode(7)).
fn check_sticky(caller: &Caller, parent: &Stat, stat: &Stat) -> Result<()> {
    let sticky = parent.mode & STICKY != 0;
    if sticky && !caller.credentials.owns(stat) && !caller.credentials.owns(parent) {
        return Err(Errno::Perm);
    }
    Ok(())
}

/// The name of something to be made, which must not exist.
fn new_name(walked: &Walked) -> Result<Vec<u8>> {
    match (&walked.last, walked.target) {
        (Last::Name(name), None) => Ok(name.clone()),
        _ => Err(Errno::Exist),
    }
}

/// The same for something that is no directory, so no slash may follow.
fn new_file_name(walked: &Walked) -> Result<Vec<u8>> {
    let name = new_name(walked)?;
    if walked.trailing_slash { Err(Errno::Noent) } else { Ok(name) }
}
