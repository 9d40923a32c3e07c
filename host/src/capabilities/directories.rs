//! Granted host directories, on cap-std: no path leaves its grant, whatever the kernel asks.
//!
//! The kernel follows symbolic links itself, so nothing here follows the last component. Only
//! regular files are opened: a device or a FIFO in a granted directory is `perm`.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{DirEntryExt, FileExt};
use std::path::{Path, PathBuf};

use cap_fs_ext::{DirExt, FollowSymlinks, OpenOptionsFollowExt, SystemTimeSpec};
use cap_std::ambient_authority;
use cap_std::fs::{Dir, DirBuilder, DirBuilderExt, Metadata, MetadataExt, OpenOptions};
use cap_std::fs::{OpenOptionsExt, Permissions, PermissionsExt};
use cap_std::time::SystemTime;

use super::errno::{from_io, from_os};
use crate::bindings::types::{
    DirectoryEntry, Errno, FileType, FilesystemStat, OpenFlags, Stat, Timestamp,
};

/// Most bytes that one `read` moves; the kernel asks for less and reads on.
const MAX_READ: u32 = 4 << 20;

type Answer<T> = Result<T, Errno>;

/// The directories granted to one VM and the files the kernel has open in them.
#[derive(Default)]
pub struct Directories {
    grants: Vec<Grant>,
    files: HashMap<u32, std::fs::File>,
    last_file: u32,
}

struct Grant {
    name: String,
    directory: Dir,
    writable: bool,
}

impl Directories {
    /// Grants `path`; answers the grant's name, which is that of an earlier grant when it was of the
    /// same directory and kind.
    ///
    /// # Errors
    /// When it cannot be opened or is no directory.
    pub fn grant(&mut self, path: &Path, writable: bool) -> io::Result<String> {
        let directory = Dir::open_ambient_dir(path, ambient_authority())?;
        let identity = |directory: &Dir| {
            directory.dir_metadata().map(|metadata| (metadata.dev(), metadata.ino()))
        };
        let wanted = identity(&directory)?;
        for grant in self.grants.iter().filter(|grant| grant.writable == writable) {
            if identity(&grant.directory)? == wanted {
                return Ok(grant.name.clone());
            }
        }
        let name = self.grants.len().to_string();
        self.grants.push(Grant { name: name.clone(), directory, writable });
        Ok(name)
    }

    pub(crate) fn grant_named(&self, name: &str) -> Answer<u32> {
        let position = self.grants.iter().position(|grant| grant.name == name);
        position.and_then(|index| u32::try_from(index).ok()).ok_or(Errno::Noent)
    }

    fn readable(&self, grant: u32) -> Answer<&Dir> {
        Ok(&self.grants.get(grant as usize).ok_or(Errno::Badf)?.directory)
    }

    fn writable(&self, grant: u32) -> Answer<&Dir> {
        let grant = self.grants.get(grant as usize).ok_or(Errno::Badf)?;
        if grant.writable { Ok(&grant.directory) } else { Err(Errno::Rofs) }
    }

    fn file(&self, file: u32) -> Answer<&std::fs::File> {
        self.files.get(&file).ok_or(Errno::Badf)
    }

    pub(crate) fn open(
        &mut self,
        grant: u32,
        path: &[u8],
        flags: OpenFlags,
        mode: u32,
    ) -> Answer<u32> {
        let writes = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE | OpenFlags::APPEND;
        let directory =
            if flags.intersects(writes) { self.writable(grant)? } else { self.readable(grant)? };
        let mut options = OpenOptions::new();
        options
            .read(flags.contains(OpenFlags::READ))
            .write(flags.contains(OpenFlags::WRITE))
            .create(flags.contains(OpenFlags::CREATE))
            .create_new(flags.contains(OpenFlags::CREATE | OpenFlags::EXCLUSIVE))
            .truncate(flags.contains(OpenFlags::TRUNCATE))
            .mode(mode & 0o777)
            // A FIFO must not hold the kernel up; it is refused below.
            .custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY)
            .follow(FollowSymlinks::No);
        let file = directory.open_with(relative(path), &options).map_err(|e| from_io(&e))?;
        if !file.metadata().map_err(|e| from_io(&e))?.is_file() {
            return Err(Errno::Perm);
        }
        let handle = self.last_file.checked_add(1).ok_or(Errno::Nfile)?;
        self.last_file = handle;
        self.files.insert(handle, file.into_std());
        Ok(handle)
    }

    pub(crate) fn close(&mut self, file: u32) {
        self.files.remove(&file);
    }

    pub(crate) fn read(&self, file: u32, length: u32, offset: u64) -> Answer<Vec<u8>> {
        let file = self.file(file)?;
        let mut bytes = vec![0; length.min(MAX_READ) as usize];
        let count = file.read_at(&mut bytes, offset).map_err(|e| from_io(&e))?;
        bytes.truncate(count);
        Ok(bytes)
    }

    pub(crate) fn write(&self, file: u32, data: &[u8], offset: u64) -> Answer<u32> {
        let count = self.file(file)?.write_at(data, offset).map_err(|e| from_io(&e))?;
        u32::try_from(count).map_err(|_| Errno::Overflow)
    }

    pub(crate) fn fstat(&self, file: u32) -> Answer<Stat> {
        let file = self.file(file)?;
        Metadata::from_file(file).map(|metadata| stat(&metadata)).map_err(|e| from_io(&e))
    }

    pub(crate) fn set_size(&self, file: u32, size: u64) -> Answer<()> {
        self.file(file)?.set_len(size).map_err(|e| from_io(&e))
    }

    pub(crate) fn sync(&self, file: u32) -> Answer<()> {
        self.file(file)?.sync_all().map_err(|e| from_io(&e))
    }

    pub(crate) fn stat(&self, grant: u32, path: &[u8]) -> Answer<Stat> {
        let directory = self.readable(grant)?;
        let metadata = if path.is_empty() {
            directory.dir_metadata()
        } else {
            directory.symlink_metadata(relative(path))
        };
        metadata.map(|metadata| stat(&metadata)).map_err(|e| from_io(&e))
    }

    pub(crate) fn readdir(&self, grant: u32, path: &[u8]) -> Answer<Vec<DirectoryEntry>> {
        let read = self.readable(grant)?.read_dir(relative(path)).map_err(|e| from_io(&e))?;
        let mut entries = Vec::new();
        for entry in read {
            let entry = entry.map_err(|e| from_io(&e))?;
            let kind = entry.file_type().map_err(|e| from_io(&e))?;
            let ino = entry.ino();
            let name = entry.file_name().into_vec();
            entries.push(DirectoryEntry { name, ino, kind: file_type(kind), next: 0 });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        for (entry, next) in entries.iter_mut().zip(1..) {
            entry.next = next;
        }
        Ok(entries)
    }

    pub(crate) fn mkdir(&self, grant: u32, path: &[u8], mode: u32) -> Answer<()> {
        let mut builder = DirBuilder::new();
        builder.mode(mode & 0o7777);
        self.writable(grant)?.create_dir_with(relative(path), &builder).map_err(|e| from_io(&e))
    }

    pub(crate) fn rmdir(&self, grant: u32, path: &[u8]) -> Answer<()> {
        self.writable(grant)?.remove_dir(relative(path)).map_err(|e| from_io(&e))
    }

    pub(crate) fn unlink(&self, grant: u32, path: &[u8]) -> Answer<()> {
        self.writable(grant)?.remove_file(relative(path)).map_err(|e| from_io(&e))
    }

    pub(crate) fn rename(&self, grant: u32, old: &[u8], new: &[u8]) -> Answer<()> {
        let directory = self.writable(grant)?;
        directory.rename(relative(old), directory, relative(new)).map_err(|e| from_io(&e))
    }

    pub(crate) fn link(&self, grant: u32, old: &[u8], new: &[u8]) -> Answer<()> {
        let directory = self.writable(grant)?;
        directory.hard_link(relative(old), directory, relative(new)).map_err(|e| from_io(&e))
    }

    pub(crate) fn symlink(&self, grant: u32, target: &[u8], path: &[u8]) -> Answer<()> {
        let directory = self.writable(grant)?;
        DirExt::symlink(directory, relative(target), relative(path)).map_err(|e| from_io(&e))
    }

    pub(crate) fn readlink(&self, grant: u32, path: &[u8]) -> Answer<Vec<u8>> {
        let target = self.readable(grant)?.read_link_contents(relative(path));
        target.map(|target| target.into_os_string().into_vec()).map_err(|e| from_io(&e))
    }

    pub(crate) fn chmod(&self, grant: u32, path: &[u8], mode: u32) -> Answer<()> {
        let directory = self.writable(grant)?;
        let path = relative(path);
        let metadata = directory.symlink_metadata(&path).map_err(|e| from_io(&e))?;
        if metadata.is_symlink() {
            return Err(Errno::Notsup);
        }
        directory
            .set_permissions(&path, Permissions::from_mode(mode & 0o7777))
            .map_err(|e| from_io(&e))
    }

    pub(crate) fn utimes(
        &self,
        grant: u32,
        path: &[u8],
        atime: Option<Timestamp>,
        mtime: Option<Timestamp>,
    ) -> Answer<()> {
        let directory = self.writable(grant)?;
        let (atime, mtime) = (time_spec(atime)?, time_spec(mtime)?);
        directory.set_symlink_times(relative(path), atime, mtime).map_err(|e| from_io(&e))
    }

    pub(crate) fn statfs(&self, grant: u32) -> Answer<FilesystemStat> {
        let stat = rustix::fs::fstatvfs(self.readable(grant)?).map_err(from_os)?;
        Ok(FilesystemStat {
            kind: 0,
            block_size: u32::try_from(stat.f_frsize).unwrap_or(u32::MAX),
            blocks: stat.f_blocks,
            blocks_free: stat.f_bavail,
            files: stat.f_files,
            files_free: stat.f_favail,
        })
    }
}

/// A path of the contract for cap-std; the empty path is the grant itself.
fn relative(path: &[u8]) -> PathBuf {
    if path.is_empty() { PathBuf::from(".") } else { PathBuf::from(OsStr::from_bytes(path)) }
}

fn time_spec(time: Option<Timestamp>) -> Answer<Option<SystemTimeSpec>> {
    let Some(time) = time else { return Ok(None) };
    let seconds = std::time::Duration::from_secs(time.seconds.unsigned_abs());
    let epoch = std::time::SystemTime::UNIX_EPOCH;
    let whole =
        if time.seconds < 0 { epoch.checked_sub(seconds) } else { epoch.checked_add(seconds) };
    let fraction = std::time::Duration::from_nanos(time.nanoseconds.into());
    let time = whole.and_then(|time| time.checked_add(fraction)).ok_or(Errno::Inval)?;
    Ok(Some(SystemTimeSpec::Absolute(SystemTime::from_std(time))))
}

fn stat(metadata: &Metadata) -> Stat {
    let time = |seconds, nanoseconds: i64| Timestamp {
        seconds,
        nanoseconds: u32::try_from(nanoseconds).unwrap_or(0),
    };
    let changed = time(metadata.ctime(), metadata.ctime_nsec());
    let born = metadata.created().ok().and_then(|born| {
        let since = born.into_std().duration_since(std::time::SystemTime::UNIX_EPOCH).ok()?;
        let seconds = i64::try_from(since.as_secs()).ok()?;
        Some(Timestamp { seconds, nanoseconds: since.subsec_nanos() })
    });
    Stat {
        dev: metadata.dev(),
        ino: metadata.ino(),
        kind: file_type(metadata.file_type()),
        mode: metadata.mode() & 0o7777,
        nlink: u32::try_from(metadata.nlink()).unwrap_or(u32::MAX),
        uid: metadata.uid(),
        gid: metadata.gid(),
        rdev: metadata.rdev(),
        size: metadata.size(),
        blocks: metadata.blocks(),
        block_size: u32::try_from(metadata.blksize()).unwrap_or(4096),
        atime: time(metadata.atime(), metadata.atime_nsec()),
        mtime: time(metadata.mtime(), metadata.mtime_nsec()),
        ctime: changed,
        birthtime: born.unwrap_or(changed),
    }
}

fn file_type(kind: cap_std::fs::FileType) -> FileType {
    use cap_std::fs::FileTypeExt as _;
    if kind.is_dir() {
        FileType::Directory
    } else if kind.is_symlink() {
        FileType::SymbolicLink
    } else if kind.is_fifo() {
        FileType::Fifo
    } else if kind.is_socket() {
        FileType::Socket
    } else if kind.is_char_device() {
        FileType::CharacterDevice
    } else if kind.is_block_device() {
        FileType::BlockDevice
    } else {
        FileType::Regular
    }
}
