//! Opening by path (open(2)).

use super::resolve::{Final, Last, Walked};
use super::watch::Change;
use super::{Caller, Location, Vfs};
use crate::errno::{Errno, Result};
use crate::fs::{FileHandle, NewKind, OpenAccess, Special, read_contents};
use crate::permission::Access;
use crate::policy::Capability;
use crate::types::{FileType, OpenFlags, Stat};

/// What was opened. The location is held, and the handle open, by whoever gets this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// A node.
    Node(OpenNode),
    /// A node of `/dev` that stands for something of the calling process.
    Special(Special),
    /// A FIFO, not held.
    Fifo(Location),
}

/// An opened node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenNode {
    /// Where it is.
    pub location: Location,
    /// The directory that it was found in when it was opened; not held.
    pub directory: Location,
    /// What it is.
    pub kind: FileType,
    /// Its data, when it was opened for that: not a directory, not `path_only`.
    pub handle: Option<FileHandle>,
    /// Whether the policy lets who opened it change its attributes.
    pub changeable: bool,
}

/// The largest file that `read_whole` returns: it has to fit into memory twice.
const READ_WHOLE_MAX: u64 = 256 << 20;

impl Vfs {
    /// Open, or with `create` make, a file.
    pub fn open(
        &mut self,
        caller: &Caller,
        start: Location,
        path: &[u8],
        flags: OpenFlags,
        mode: u32,
    ) -> Result<Opened> {
        check_flags(flags)?;
        if flags.path_only {
            let last = if flags.no_follow { Final::Keep } else { Final::Follow };
            let walked = self.walk_for(caller, start, path, last, Capability::FsStat)?;
            let location = walked.existing()?;
            let kind = self.stat(location)?.kind;
            let changeable = self.allows(caller, &walked, Capability::FsWrite)?;
            if flags.directory && kind != FileType::Directory {
                return Err(Errno::Notdir);
            }
            self.hold(location);
            let directory = walked.directory;
            let node = OpenNode { location, directory, kind, handle: None, changeable };
            return Ok(Opened::Node(node));
        }
        let last = match (flags.create, flags.exclusive, flags.no_follow) {
            (true, true, _) => Final::Name,
            (_, _, true) => Final::Keep,
            _ => Final::Follow,
        };
        if flags.create && path.ends_with(b"/") {
            // A path that can only be a directory is never made by open, nor opened with O_CREAT.
            self.walk_for(caller, start, path, Final::Name, Capability::FsWrite)?;
            return Err(Errno::Isdir);
        }
        let writes = flags.write || flags.truncate;
        let capability = if writes { Capability::FsWrite } else { Capability::FsRead };
        let walked = self.walk_guarded(caller, start, path, last, capability)?;
        self.permit_open(caller, &walked, flags)?;
        let Some(location) = walked.target else {
            return self.open_missing(caller, &walked, flags, mode);
        };
        if flags.create && flags.exclusive {
            return Err(Errno::Exist);
        }
        let changeable = self.allows(caller, &walked, Capability::FsWrite)?;
        self.open_existing(caller, (walked.directory, location), flags, changeable)
    }

    /// What opening asks of the policy depends on what is there.
    fn permit_open(&mut self, caller: &Caller, walked: &Walked, flags: OpenFlags) -> Result<()> {
        let kind = match walked.target {
            Some(target) => Some(self.stat(target)?.kind),
            None => None,
        };
        let creates = kind.is_none() && flags.create;
        if flags.write || flags.truncate || creates {
            self.permit(caller, walked, Capability::FsWrite)?;
        }
        match kind {
            Some(FileType::Directory) => self.permit(caller, walked, Capability::FsReaddir),
            _ if flags.read => self.permit(caller, walked, Capability::FsRead),
            _ => Ok(()),
        }
    }

    fn open_missing(
        &mut self,
        caller: &Caller,
        walked: &Walked,
        flags: OpenFlags,
        mode: u32,
    ) -> Result<Opened> {
        let Last::Name(name) = &walked.last else { return Err(Errno::Noent) };
        if !flags.create {
            return Err(Errno::Noent);
        }
        if walked.trailing_slash {
            return Err(Errno::Isdir);
        }
        let location = self.create(caller, walked.directory, name, NewKind::Regular, mode)?;
        let access = OpenAccess { read: flags.read, write: flags.write };
        // The mode of a new file does not bind the one who makes it.
        let handle = self.file_system(location.mount)?.open(location.node, access)?;
        self.hold(location);
        let kind = FileType::Regular;
        let directory = walked.directory;
        let handle = Some(handle);
        Ok(Opened::Node(OpenNode { location, directory, kind, handle, changeable: true }))
    }

    fn open_existing(
        &mut self,
        caller: &Caller,
        (directory, location): (Location, Location),
        flags: OpenFlags,
        changeable: bool,
    ) -> Result<Opened> {
        let stat = self.stat(location)?;
        let special = self.special(location);
        match (stat.kind, special) {
            (FileType::SymbolicLink, Some(special @ Special::DescriptorOf(..)))
                if !flags.no_follow && !flags.directory =>
            {
                return Ok(Opened::Special(special));
            }
            _ => {}
        }
        match stat.kind {
            FileType::SymbolicLink if flags.directory => return Err(Errno::Notdir),
            FileType::SymbolicLink => return Err(Errno::Loop),
            FileType::Directory if flags.create || flags.write || flags.truncate => {
                return Err(Errno::Isdir);
            }
            FileType::Directory => {}
            _ if flags.directory => return Err(Errno::Notdir),
            _ => {}
        }
        if let Some(special) = special
            && stat.kind != FileType::Directory
            && !matches!(special, Special::Text(_))
        {
            return Ok(Opened::Special(special));
        }
        let writes = flags.write || flags.truncate;
        if writes && stat.kind == FileType::Regular {
            self.check_writable(location.mount)?;
        }
        let wanted = Access { read: flags.read, write: writes, execute: false };
        self.check_access(caller, location, wanted)?;
        let handle = match stat.kind {
            FileType::Directory => None,
            // The kernel writes it when it is read.
            _ if special.is_some() => None,
            FileType::Regular | FileType::CharacterDevice => {
                let truncates = flags.truncate && stat.kind == FileType::Regular;
                let access = OpenAccess { read: flags.read, write: flags.write || truncates };
                let file_system = self.file_system(location.mount)?;
                let handle = file_system.open(location.node, access)?;
                if truncates && let Err(error) = file_system.set_size(handle, 0, &*caller.host) {
                    file_system.close(handle);
                    return Err(error);
                }
                if truncates {
                    self.touched(directory, location, Change::Modified);
                }
                Some(handle)
            }
            FileType::Fifo => return Ok(Opened::Fifo(location)),
            // Special files of a host directory: nobody is at their other end here.
            _ => return Err(Errno::Nxio),
        };
        self.hold(location);
        Ok(Opened::Node(OpenNode { location, directory, kind: stat.kind, handle, changeable }))
    }

    /// Undo `open`.
    pub fn close(&mut self, opened: &OpenNode) {
        if let (Some(handle), Ok(file_system)) =
            (opened.handle, self.file_system(opened.location.mount))
        {
            file_system.close(handle);
        }
        self.release(opened.location);
    }

    /// All bytes of a regular file that has at most `limit`.
    pub fn read_whole(
        &mut self,
        caller: &Caller,
        location: Location,
        limit: u64,
    ) -> Result<Vec<u8>> {
        let stat = self.check_access(caller, location, Access::READ)?;
        match stat.kind {
            FileType::Regular => {}
            FileType::Directory => return Err(Errno::Isdir),
            _ => return Err(Errno::Inval),
        }
        if stat.size > limit.min(READ_WHOLE_MAX) {
            return Err(Errno::Fbig);
        }
        self.read_prefix(caller, location, &stat)
    }

    /// The first bytes of a regular file, without opening it for a process.
    pub fn read_start(
        &mut self,
        caller: &Caller,
        location: Location,
        length: u32,
    ) -> Result<Vec<u8>> {
        let file_system = self.file_system(location.mount)?;
        let access = OpenAccess { read: true, write: false };
        let handle = file_system.open(location.node, access)?;
        let data = file_system.read(handle, 0, length, &*caller.host);
        file_system.close(handle);
        data
    }

    fn read_prefix(&mut self, caller: &Caller, location: Location, stat: &Stat) -> Result<Vec<u8>> {
        let file_system = self.file_system(location.mount)?;
        read_contents(file_system, location.node, stat.size, &*caller.host)
    }
}

fn check_flags(flags: OpenFlags) -> Result<()> {
    let no_access = !flags.read && !flags.write && !flags.path_only;
    // Linux refuses to make and to want a directory at once since 6.3.
    if no_access || (flags.create && flags.directory && !flags.path_only) {
        return Err(Errno::Inval);
    }
    Ok(())
}
