//! From entries to a tree: a layer of its own, or what the running VM has.

use super::Budget;
use super::entry::{Entry, EntryKind, is_reserved};
use crate::errno::{Errno, Refusal, Result};
use crate::fs::memory::{Layer, MemoryFileSystem};
use crate::fs::{Changes, WritePosition};
use crate::host::Host;
use crate::path;
use crate::types::{FileType, OpenFlags};
use crate::vfs::namespace::Making;
use crate::vfs::open::Opened;
use crate::vfs::resolve::Final;
use crate::vfs::{Caller, Location, Vfs};
use std::rc::Rc;

/// The clock of the files that are made.
pub type World = Rc<dyn Host>;

/// Writes into a tree as the superuser and without a umask.
pub struct Builder<'a> {
    vfs: &'a mut Vfs,
    caller: Caller,
    making: Making,
}

/// A layer of its own.
pub fn layer(entries: &[Entry], budget: Budget, world: World) -> Result<Layer, Refusal> {
    let tree = MemoryFileSystem::new(budget.bytes, budget.inodes, &*world);
    let mut vfs = Vfs::new(Box::new(tree));
    let root = vfs.root();
    if let Ok(file_system) = vfs.file_system(root.mount) {
        file_system.imply(root.node);
    }
    let mut builder = Builder::new(&mut vfs, world);
    builder.making = Making::Implied;
    for entry in entries {
        builder.entry(entry)?;
    }
    let root = vfs.into_root().ok_or(Errno::Io);
    root.and_then(|root| root.freeze())
        .map_err(|errno| Refusal::new(errno, "the entries cannot be made a layer"))
}

impl<'a> Builder<'a> {
    /// Write into this tree.
    pub fn new(vfs: &'a mut Vfs, world: World) -> Self {
        let caller = Caller::operator(world);
        Self { vfs, caller, making: Making::Asked }
    }

    /// Write what is not in the kernel's own trees; answers how many entries were written.
    pub fn bootstrap(&mut self, entries: &[Entry]) -> Result<u32, Refusal> {
        // Nothing is written when one of them is wrong.
        let mut wanted = Vec::new();
        for entry in entries {
            if !is_reserved(&entry.validate()?) {
                wanted.push(entry);
            }
        }
        for entry in &wanted {
            self.entry(entry)?;
        }
        Ok(u32::try_from(wanted.len()).unwrap_or(u32::MAX))
    }

    /// Write one entry, replacing a file or link that has its name.
    pub fn entry(&mut self, entry: &Entry) -> Result<(), Refusal> {
        let names = entry.validate()?;
        let path = join(&names);
        self.write(entry, &path).map_err(|errno| {
            let why = match errno {
                Errno::Nospc => "there is no room left for it",
                Errno::Isdir => "there is a directory of that name already",
                Errno::Notdir => "something on the way to it is not a directory",
                Errno::Rofs => "the file system is read-only",
                Errno::Loop => "too many symbolic links on the way to it",
                Errno::Acces | Errno::Perm => "it is not permitted there",
                _ => "it cannot be written",
            };
            entry.refuse(errno, why)
        })
    }

    fn write(&mut self, entry: &Entry, path: &[u8]) -> Result<()> {
        let mode = entry.permissions();
        let root = self.vfs.root();
        let walked = match self.vfs.walk(&self.caller, root, path, Final::Name) {
            Ok(walked) => walked,
            Err(_) => {
                self.parents(path)?;
                self.vfs.walk(&self.caller, root, path, Final::Name)?
            }
        };
        let kind = match walked.target {
            Some(target) => Some(self.vfs.stat(target)?.kind),
            None => None,
        };
        match (entry.kind, kind) {
            (EntryKind::Directory, Some(FileType::Directory)) | (_, None) => {}
            (_, Some(FileType::Directory)) => return Err(Errno::Isdir),
            (_, Some(_)) => self.vfs.unlink(&self.caller, root, path)?,
        }
        let location = match entry.kind {
            EntryKind::Directory => match walked.target {
                Some(location) if kind == Some(FileType::Directory) => location,
                _ => self.vfs.mkdir(&self.caller, root, path, mode)?,
            },
            EntryKind::File => self.content(path, entry.content.as_deref().unwrap_or_default())?,
            EntryKind::SymbolicLink => {
                let target = entry.target.as_deref().unwrap_or_default();
                self.vfs.symlink(&self.caller, target, root, path)?;
                self.vfs.walk(&self.caller, root, path, Final::Name)?.existing()?
            }
        };
        let changes = Changes {
            mode: (entry.kind != EntryKind::SymbolicLink).then_some(mode),
            uid: Some(entry.uid.unwrap_or(0)),
            gid: Some(entry.gid.unwrap_or(0)),
            ..Changes::default()
        };
        let file_system = self.vfs.file_system(location.mount)?;
        file_system.change(location.node, &changes, &*self.caller.host)
    }

    /// Make a directory with this owner unless there is one.
    pub fn missing_directory(&mut self, path: &[u8], uid: u32, gid: u32) -> Result<()> {
        path::validate(path)?;
        let root = self.vfs.root();
        let walked = self.vfs.walk(&self.caller, root, path, Final::Follow);
        if let Ok(found) = walked.and_then(|walked| walked.existing())
            && self.vfs.stat(found)?.kind == FileType::Directory
        {
            return Ok(());
        }
        let made = self.directories(path)?;
        self.vfs.chown(&self.caller, made, Some(uid), Some(gid))
    }

    fn directories(&mut self, path: &[u8]) -> Result<Location> {
        self.vfs.make_directories(&self.caller, path, self.making)
    }

    /// Make the directories on the way to a path.
    fn parents(&mut self, path: &[u8]) -> Result<Location> {
        let end = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        self.directories(path.get(..end).unwrap_or_default())
    }

    /// Make a file, or replace the bytes of one.
    pub fn file(&mut self, path: &[u8], mode: u32, content: &[u8]) -> Result<()> {
        self.parents(path)?;
        let location = self.content(path, content)?;
        self.vfs.chmod(&self.caller, location, mode)
    }

    fn content(&mut self, path: &[u8], content: &[u8]) -> Result<Location> {
        let flags = OpenFlags { write: true, create: true, truncate: true, ..OpenFlags::default() };
        let root = self.vfs.root();
        let Opened::Node(node) = self.vfs.open(&self.caller, root, path, flags, 0o644)? else {
            return Err(Errno::Inval);
        };
        let result = node.handle.ok_or(Errno::Isdir).and_then(|handle| {
            let file_system = self.vfs.file_system(node.location.mount)?;
            file_system.write(handle, WritePosition::At(0), content, &*self.caller.host)
        });
        self.vfs.close(&node);
        result.map(|_| node.location)
    }
}

/// The absolute path of these names.
fn join(names: &[&[u8]]) -> Vec<u8> {
    let mut path = Vec::new();
    for name in names {
        path.push(b'/');
        path.extend_from_slice(name);
    }
    if path.is_empty() {
        path.push(b'/');
    }
    path
}
