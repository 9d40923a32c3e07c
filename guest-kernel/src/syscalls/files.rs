//! Calls that take paths, and those about the file of a descriptor.

use crate::errno::{Errno, Result};
use crate::fs::Special;
use crate::fs::device::TERMINAL_DEVICE;
use crate::kernel::Kernel;
use crate::limit::Resource;
use crate::permission::Access;
use crate::policy::Capability;
use crate::tty::TerminalId;
use crate::types::{
    DirectoryEntry, Fd, FileType, FilesystemStat, OpenFlags, Stat, TimeUpdate, Timestamp,
};
use crate::vfs::Location;
use crate::vfs::open::OpenNode;
use crate::vfs::open_file::{Object, OpenFileId};
use crate::vfs::resolve::Final;
use crate::vfs::watch::Change;

/// Device number of what has no file system: pipes and outputs of the host. Mounts count from 1.
const PIPE_DEVICE: u64 = 0;
/// Entries that one `readdir` returns at most.
const READDIR_MAX: u32 = 65_536;

fn follow(follow: bool) -> Final {
    if follow { Final::Follow } else { Final::Keep }
}

/// Attributes of a pipe end. They have no times: nobody keeps them.
fn pipe_stat(kind: FileType, uid: u32, gid: u32) -> Stat {
    let never = Timestamp::default();
    Stat {
        dev: PIPE_DEVICE,
        ino: 1,
        kind,
        mode: 0o600,
        nlink: 1,
        uid,
        gid,
        rdev: 0,
        size: 0,
        blocks: 0,
        block_size: 4096,
        atime: never,
        mtime: never,
        ctime: never,
        birthtime: never,
    }
}

impl Kernel {
    /// Open, or with `create` make, a file (open(2)).
    pub fn open(
        &mut self,
        dir: Option<Fd>,
        path: &[u8],
        flags: OpenFlags,
        mode: u32,
    ) -> Result<Fd> {
        let caller = self.caller()?;
        crate::path::validate(path)?;
        self.current()?.descriptors.lowest_free(0)?;
        self.reserve(Resource::OpenFiles, 1)?;
        let start = self.start_of(dir, path)?;
        let file = self.open_file(start, &caller, path, flags, mode);
        self.note_files(&file);
        self.install(file?, 0, flags.close_on_exec)
    }

    /// All of a regular file.
    pub fn read_file(&mut self, dir: Option<Fd>, path: &[u8], limit: u64) -> Result<Vec<u8>> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let location = self.vfs.find(&caller, start, path, Final::Follow, Capability::FsRead)?;
        if let Some(text) = self.text_at(location) {
            self.vfs.check_access(&caller, location, Access::READ)?;
            return text.and_then(|text| {
                if text.len() as u64 > limit { Err(Errno::Fbig) } else { Ok(text) }
            });
        }
        self.vfs.read_whole(&caller, location, limit)
    }

    /// Attributes by path.
    pub fn stat(&mut self, dir: Option<Fd>, path: &[u8], follows: bool) -> Result<Stat> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let location = self.vfs.find(&caller, start, path, follow(follows), Capability::FsStat)?;
        match self.vfs.special(location) {
            Some(Special::Descriptor(fd)) => self.fstat(fd).map_err(|_| Errno::Noent),
            Some(Special::DescriptorOf(pid, fd)) => {
                let file = self.file_of(pid, fd)?;
                if follows { self.stat_file(file) } else { self.vfs.stat(location) }
            }
            Some(Special::Terminal(number)) => {
                self.terminals.get(TerminalId(number)).map_err(|_| Errno::Noent)?;
                self.vfs.stat(location)
            }
            _ => self.stat_with_text(location),
        }
    }

    /// Attributes by descriptor.
    pub fn fstat(&mut self, fd: Fd) -> Result<Stat> {
        self.vfs.begin_call();
        let file = self.current()?.descriptors.get(fd)?.file;
        self.stat_file(file)
    }

    /// Attributes of what is open.
    fn stat_file(&mut self, file: OpenFileId) -> Result<Stat> {
        let process = self.current()?;
        let (uid, gid) = (process.credentials.uid, process.credentials.gid);
        match self.open_files.get(file).ok_or(Errno::Badf)?.object {
            Object::Node(OpenNode { location, handle: Some(handle), .. }) => {
                let mut stat = self.vfs.file_system(location.mount)?.handle_attributes(handle)?;
                stat.dev = location.mount.device();
                Ok(stat)
            }
            Object::Node(node) => self.stat_with_text(node.location),
            Object::PipeReader(_)
            | Object::PipeWriter(_)
            | Object::Output(_)
            | Object::Lookup(_)
            | Object::Watch(_) => Ok(pipe_stat(FileType::Fifo, uid, gid)),
            Object::Socket(_) => Ok(pipe_stat(FileType::Socket, uid, gid)),
            Object::Terminal(id) | Object::TerminalMaster(id) => {
                let rdev = TERMINAL_DEVICE.saturating_add(u64::from(id.0));
                Ok(Stat { rdev, ..pipe_stat(FileType::CharacterDevice, uid, gid) })
            }
        }
    }

    /// Entries of an open directory.
    pub fn readdir(&mut self, fd: Fd, cursor: u64, count: u32) -> Result<Vec<DirectoryEntry>> {
        self.vfs.begin_call();
        let file = self.file(fd)?;
        let Object::Node(node) = file.object else { return Err(Errno::Notdir) };
        if node.kind != FileType::Directory {
            return Err(Errno::Notdir);
        }
        if file.status.path_only {
            return Err(Errno::Badf);
        }
        let count = count.min(READDIR_MAX);
        let special = self.vfs.special(node.location);
        if let Some(Special::DescriptorsOf(pid)) = special {
            let Ok(first) = u32::try_from(cursor) else { return Ok(Vec::new()) };
            return self.descriptor_links(node.location, pid, first, count);
        }
        let first = u32::try_from(cursor).unwrap_or(u32::MAX);
        let numbers: Option<Vec<u32>> = match special {
            Some(Special::DescriptorDirectory) => {
                let numbers = self.current()?.descriptors.numbers_from(first);
                Some(numbers.take(count as usize).collect())
            }
            Some(Special::TerminalDirectory) => {
                let ids = self.terminals.ids().filter(|id| id.0 >= first);
                Some(ids.map(|id| id.0).take(count as usize).collect())
            }
            _ => None,
        };
        if let Some(numbers) = numbers {
            return self.numbered_entries(node.location, numbers, FileType::CharacterDevice);
        }
        let most = self.configuration.limits.directory_entries;
        let wanted = if cursor == 0 {
            count.max(u32::try_from(most.saturating_add(1)).unwrap_or(READDIR_MAX))
        } else {
            count
        };
        let file_system = self.vfs.file_system(node.location.mount)?;
        let mut entries = file_system.read_directory(node.location.node, cursor, wanted)?;
        if cursor == 0 && entries.len() as u64 > most {
            return Err(self.request_too_large("directory-entries", most, Errno::Nomem));
        }
        entries.truncate(count as usize);
        Ok(entries)
    }

    /// `/dev/fd`, `/dev/pts` and `/proc/PID/fd`: what has numbers for names.
    pub(crate) fn numbered_entries(
        &mut self,
        directory: Location,
        numbers: Vec<u32>,
        kind: FileType,
    ) -> Result<Vec<DirectoryEntry>> {
        let file_system = self.vfs.file_system(directory.mount)?;
        numbers
            .into_iter()
            .map(|number| {
                let name = number.to_string().into_bytes();
                let ino = file_system.lookup(directory.node, &name)?.0;
                let next = u64::from(number).saturating_add(1);
                Ok(DirectoryEntry { name, ino, kind, next })
            })
            .collect()
    }

    /// Make a directory.
    pub fn mkdir(&mut self, dir: Option<Fd>, path: &[u8], mode: u32) -> Result<()> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let made = self.vfs.mkdir(&caller, start, path, mode);
        self.note_files(&made);
        made.map(|_| ())
    }

    /// Remove an empty directory.
    pub fn rmdir(&mut self, dir: Option<Fd>, path: &[u8]) -> Result<()> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        self.vfs.rmdir(&caller, start, path)
    }

    /// Remove a name that is not a directory.
    pub fn unlink(&mut self, dir: Option<Fd>, path: &[u8]) -> Result<()> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        self.vfs.unlink(&caller, start, path)
    }

    /// Move a name.
    pub fn rename(
        &mut self,
        (old_dir, old): (Option<Fd>, &[u8]),
        (new_dir, new): (Option<Fd>, &[u8]),
    ) -> Result<()> {
        let caller = self.caller()?;
        let (old_start, new_start) = (self.start_of(old_dir, old)?, self.start_of(new_dir, new)?);
        self.vfs.rename(&caller, (old_start, old), (new_start, new))
    }

    /// Make a hard link.
    pub fn link(
        &mut self,
        (old_dir, old): (Option<Fd>, &[u8]),
        (new_dir, new): (Option<Fd>, &[u8]),
        follows: bool,
    ) -> Result<()> {
        let caller = self.caller()?;
        let (old_start, new_start) = (self.start_of(old_dir, old)?, self.start_of(new_dir, new)?);
        self.vfs.link(&caller, (old_start, old), (new_start, new), follow(follows))
    }

    /// Make a symbolic link.
    pub fn symlink(&mut self, target: &[u8], dir: Option<Fd>, path: &[u8]) -> Result<()> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let made = self.vfs.symlink(&caller, target, start, path);
        self.note_files(&made);
        made
    }

    /// The text of a symbolic link.
    pub fn readlink(&mut self, dir: Option<Fd>, path: &[u8]) -> Result<Vec<u8>> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let location = self.vfs.find(&caller, start, path, Final::Keep, Capability::FsRead)?;
        if self.vfs.stat(location)?.kind != FileType::SymbolicLink {
            return Err(Errno::Inval);
        }
        match self.vfs.special(location) {
            Some(Special::Place(place)) => self.vfs.path_of(place),
            Some(Special::DescriptorOf(pid, fd)) => self.describe_descriptor(pid, fd),
            _ => self.vfs.file_system(location.mount)?.read_link(location.node),
        }
    }

    /// The absolute path without links.
    pub fn realpath(&mut self, dir: Option<Fd>, path: &[u8]) -> Result<Vec<u8>> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        self.vfs.real_path(&caller, start, path)
    }

    /// Whether the process may do that.
    pub fn access(&mut self, dir: Option<Fd>, path: &[u8], wanted: Access) -> Result<()> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let location = self.vfs.find(&caller, start, path, Final::Follow, Capability::FsStat)?;
        if let Some(Special::Descriptor(fd)) = self.vfs.special(location) {
            self.file(fd).map_err(|_| Errno::Noent)?;
        }
        if let Some(Special::DescriptorOf(pid, fd)) = self.vfs.special(location) {
            self.file_of(pid, fd)?;
        }
        if let Some(Special::Terminal(number)) = self.vfs.special(location) {
            self.terminals.get(TerminalId(number)).map_err(|_| Errno::Noent)?;
        }
        self.vfs.access(&caller, location, wanted)
    }

    /// The node of a descriptor whose attributes are to change: not one opened `path_only`.
    fn changeable(&self, fd: Fd) -> Result<OpenNode> {
        let file = self.file(fd)?;
        match file.object {
            Object::Node(_) if file.status.path_only => Err(Errno::Badf),
            Object::Node(node) if !node.changeable => {
                let resource = format!("descriptor {fd}");
                self.permit_never(Capability::FsWrite, resource.as_bytes())
            }
            Object::Node(node) => Ok(node),
            // Pipes keep no attributes of their own.
            _ => Err(Errno::Inval),
        }
    }

    /// Change permission bits.
    pub fn chmod(&mut self, dir: Option<Fd>, path: &[u8], mode: u32, follows: bool) -> Result<()> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let last = follow(follows);
        let walked = self.vfs.walk_for(&caller, start, path, last, Capability::FsWrite)?;
        let location = walked.existing()?;
        self.vfs.chmod(&caller, location, mode)?;
        self.vfs.touched(walked.directory, location, Change::Attributes);
        Ok(())
    }

    /// Change permission bits by descriptor.
    pub fn fchmod(&mut self, fd: Fd, mode: u32) -> Result<()> {
        let caller = self.caller()?;
        let OpenNode { location, directory, .. } = self.changeable(fd)?;
        self.vfs.chmod(&caller, location, mode)?;
        self.vfs.touched(directory, location, Change::Attributes);
        Ok(())
    }

    /// Change owner and group.
    pub fn chown(
        &mut self,
        dir: Option<Fd>,
        path: &[u8],
        uid: Option<u32>,
        gid: Option<u32>,
        follows: bool,
    ) -> Result<()> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let last = follow(follows);
        let walked = self.vfs.walk_for(&caller, start, path, last, Capability::FsWrite)?;
        let location = walked.existing()?;
        self.vfs.chown(&caller, location, uid, gid)?;
        self.vfs.touched(walked.directory, location, Change::Attributes);
        Ok(())
    }

    /// Change owner and group by descriptor.
    pub fn fchown(&mut self, fd: Fd, uid: Option<u32>, gid: Option<u32>) -> Result<()> {
        let caller = self.caller()?;
        let OpenNode { location, directory, .. } = self.changeable(fd)?;
        self.vfs.chown(&caller, location, uid, gid)?;
        self.vfs.touched(directory, location, Change::Attributes);
        Ok(())
    }

    /// Set file times.
    pub fn utimes(
        &mut self,
        dir: Option<Fd>,
        path: &[u8],
        atime: TimeUpdate,
        mtime: TimeUpdate,
        follows: bool,
    ) -> Result<()> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let last = follow(follows);
        let walked = self.vfs.walk_for(&caller, start, path, last, Capability::FsWrite)?;
        let location = walked.existing()?;
        self.vfs.set_times(&caller, location, atime, mtime)?;
        self.vfs.touched(walked.directory, location, Change::Attributes);
        Ok(())
    }

    /// Set file times by descriptor.
    pub fn futimes(&mut self, fd: Fd, atime: TimeUpdate, mtime: TimeUpdate) -> Result<()> {
        let caller = self.caller()?;
        let OpenNode { location, directory, .. } = self.changeable(fd)?;
        self.vfs.set_times(&caller, location, atime, mtime)?;
        self.vfs.touched(directory, location, Change::Attributes);
        Ok(())
    }

    /// Cut or extend a file.
    pub fn truncate(&mut self, dir: Option<Fd>, path: &[u8], size: u64) -> Result<()> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let walked = self.vfs.walk_for(&caller, start, path, Final::Follow, Capability::FsWrite)?;
        let location = walked.existing()?;
        let cut = self.vfs.truncate(&caller, location, size);
        self.note_files(&cut);
        cut?;
        self.vfs.touched(walked.directory, location, Change::Modified);
        Ok(())
    }

    /// Capacity of the file system at a path.
    pub fn statfs(&mut self, dir: Option<Fd>, path: &[u8]) -> Result<FilesystemStat> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let location = self.vfs.find(&caller, start, path, Final::Follow, Capability::FsStat)?;
        self.vfs.file_system(location.mount)?.statistics()
    }

    /// Set the file mode creation mask; answers the old one.
    pub fn umask(&mut self, mask: u32) -> u32 {
        self.current_mut()
            .map(|process| std::mem::replace(&mut process.umask, mask & 0o777))
            .unwrap_or_default()
    }

    /// The file mode creation mask.
    pub fn get_umask(&self) -> u32 {
        self.current().map(|process| process.umask).unwrap_or_default()
    }

    /// Change the working directory.
    pub fn chdir(&mut self, path: &[u8]) -> Result<()> {
        let caller = self.caller()?;
        let start = self.start_of(None, path)?;
        let location = self.find_directory(&caller, start, path)?;
        self.set_directory(location)
    }

    /// Change the working directory to an open one.
    pub fn fchdir(&mut self, fd: Fd) -> Result<()> {
        let caller = self.caller()?;
        let Object::Node(node) = self.file(fd)?.object else { return Err(Errno::Notdir) };
        let location = self.check_directory(&caller, node.location)?;
        self.set_directory(location)
    }

    fn set_directory(&mut self, location: Location) -> Result<()> {
        self.vfs.hold(location);
        let old = std::mem::replace(&mut self.current_mut()?.directory, location);
        self.processes.show_directory(self.current_pid(), Some(location));
        self.vfs.release(old);
        Ok(())
    }

    /// The path of the working directory.
    pub fn getcwd(&mut self) -> Result<Vec<u8>> {
        let directory = self.current()?.directory;
        self.vfs.path_of(directory)
    }
}
