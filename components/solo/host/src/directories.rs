//! `host-dirs` on the preopened directories of WASI: the grant of each has the name of its path.
//!
//! WASI resolves a path below its directory and lets none out; nothing here follows the last component.
//! What WASI does not have is answered by its errno: permission bits (`notsup`; they are shown as 0755
//! for directories and 0644 for everything else), the capacity of a file system (`nosys`), and names that
//! are not UTF-8 (`ilseq`).

use std::cell::RefCell;
use std::collections::HashMap;

use crate::Host;
use crate::errno::errno;
use crate::wit::exports::kernelet::kernel::host_dirs::{
    DirectoryEntry, Errno, File, FileStat, FilesystemStat, Grant, Guest, Mode, OpenFlags, Path,
    Timestamp,
};
use crate::wit::exports::kernelet::kernel::types::FileType;
use crate::wit::wasi::clocks::wall_clock::Datetime;
use crate::wit::wasi::filesystem::preopens;
use crate::wit::wasi::filesystem::types::{
    Descriptor, DescriptorFlags, DescriptorStat, DescriptorType, ErrorCode, NewTimestamp,
    OpenFlags as WasiOpenFlags, PathFlags,
};

/// What a reader does best to read in (`st_blksize` of ext4).
const BLOCK_SIZE: u32 = 4096;

/// Bytes of the unit in which `blocks` counts (stat(2)).
const BLOCK: u64 = 512;

type Answer<T> = Result<T, Errno>;

#[derive(Default)]
struct Directories {
    grants: Vec<Descriptor>,
    files: HashMap<File, Descriptor>,
    last_file: File,
}

thread_local! {
    static DIRECTORIES: RefCell<Directories> = RefCell::default();
}

fn in_grant<T>(
    grant: Grant,
    operation: impl FnOnce(&Descriptor) -> Result<T, ErrorCode>,
) -> Answer<T> {
    DIRECTORIES.with_borrow(|directories| {
        let directory = directories.grants.get(grant as usize).ok_or(Errno::Badf)?;
        operation(directory).map_err(errno)
    })
}

fn in_file<T>(
    file: File,
    operation: impl FnOnce(&Descriptor) -> Result<T, ErrorCode>,
) -> Answer<T> {
    DIRECTORIES.with_borrow(|directories| {
        let file = directories.files.get(&file).ok_or(Errno::Badf)?;
        operation(file).map_err(errno)
    })
}

fn text(path: Path) -> Answer<String> {
    String::from_utf8(path).map_err(|_| Errno::Ilseq)
}

fn kind(of: DescriptorType) -> FileType {
    match of {
        DescriptorType::Directory => FileType::Directory,
        DescriptorType::SymbolicLink => FileType::SymbolicLink,
        DescriptorType::Fifo => FileType::Fifo,
        DescriptorType::Socket => FileType::Socket,
        DescriptorType::CharacterDevice => FileType::CharacterDevice,
        DescriptorType::BlockDevice => FileType::BlockDevice,
        DescriptorType::RegularFile | DescriptorType::Unknown => FileType::Regular,
    }
}

fn timestamp(time: Option<Datetime>) -> Timestamp {
    time.map_or(Timestamp { seconds: 0, nanoseconds: 0 }, |time| Timestamp {
        seconds: i64::try_from(time.seconds).unwrap_or(i64::MAX),
        nanoseconds: time.nanoseconds,
    })
}

fn new_timestamp(time: Option<Timestamp>) -> Answer<NewTimestamp> {
    let Some(Timestamp { seconds, nanoseconds }) = time else { return Ok(NewTimestamp::NoChange) };
    // WASI has no time before 1970.
    let seconds = u64::try_from(seconds).map_err(|_| Errno::Inval)?;
    Ok(NewTimestamp::Timestamp(Datetime { seconds, nanoseconds }))
}

/// `hash` identifies a file within a file system, as an inode's number does.
fn attributes(stat: DescriptorStat, hash: u64) -> FileStat {
    let kind = kind(stat.type_);
    let changed = timestamp(stat.status_change_timestamp);
    FileStat {
        // The kernel gives each mount a device of its own.
        dev: 0,
        ino: hash,
        kind,
        mode: if kind == FileType::Directory { 0o755 } else { 0o644 },
        nlink: u32::try_from(stat.link_count).unwrap_or(u32::MAX),
        uid: 0,
        gid: 0,
        rdev: 0,
        size: stat.size,
        blocks: stat.size.div_ceil(BLOCK),
        block_size: BLOCK_SIZE,
        atime: timestamp(stat.data_access_timestamp),
        mtime: timestamp(stat.data_modification_timestamp),
        ctime: changed,
        birthtime: changed,
    }
}

fn stat_at(directory: &Descriptor, path: &str) -> Result<FileStat, ErrorCode> {
    if path.is_empty() {
        return Ok(attributes(directory.stat()?, directory.metadata_hash()?.lower));
    }
    let stat = directory.stat_at(PathFlags::empty(), path)?;
    let hash = directory.metadata_hash_at(PathFlags::empty(), path)?;
    Ok(attributes(stat, hash.lower))
}

fn open_at(directory: &Descriptor, path: &str, flags: OpenFlags) -> Result<Descriptor, ErrorCode> {
    // A FIFO would hold everything up, a device is none of the VM's.
    if let Ok(there) = directory.stat_at(PathFlags::empty(), path)
        && there.type_ != DescriptorType::RegularFile
    {
        return Err(ErrorCode::NotPermitted);
    }
    let mut how = WasiOpenFlags::empty();
    how.set(WasiOpenFlags::CREATE, flags.contains(OpenFlags::CREATE));
    how.set(WasiOpenFlags::EXCLUSIVE, flags.contains(OpenFlags::EXCLUSIVE));
    how.set(WasiOpenFlags::TRUNCATE, flags.contains(OpenFlags::TRUNCATE));
    let mut access = DescriptorFlags::empty();
    access.set(DescriptorFlags::READ, flags.contains(OpenFlags::READ));
    access.set(DescriptorFlags::WRITE, flags.contains(OpenFlags::WRITE));
    directory.open_at(PathFlags::empty(), path, how, access)
}

fn entries(directory: &Descriptor, path: &str) -> Result<Vec<DirectoryEntry>, ErrorCode> {
    let path = if path.is_empty() { "." } else { path };
    let opened = directory.open_at(
        PathFlags::empty(),
        path,
        WasiOpenFlags::DIRECTORY,
        DescriptorFlags::READ,
    )?;
    let stream = opened.read_directory()?;
    let mut entries = Vec::new();
    while let Some(entry) = stream.read_directory_entry()? {
        // What vanishes meanwhile has no number.
        let hash = opened.metadata_hash_at(PathFlags::empty(), &entry.name);
        entries.push(DirectoryEntry {
            name: entry.name.into_bytes(),
            ino: hash.map_or(0, |hash| hash.lower),
            kind: kind(entry.type_),
            next: 0,
        });
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    for (entry, next) in entries.iter_mut().zip(1..) {
        entry.next = next;
    }
    Ok(entries)
}

impl Guest for Host {
    fn open_grant(name: String) -> Answer<Grant> {
        let preopened = preopens::get_directories().into_iter();
        let (directory, _) =
            preopened.into_iter().find(|(_, path)| *path == name).ok_or(Errno::Noent)?;
        DIRECTORIES.with_borrow_mut(|directories| {
            let grant = Grant::try_from(directories.grants.len()).map_err(|_| Errno::Nfile)?;
            directories.grants.push(directory);
            Ok(grant)
        })
    }

    fn open(grant: Grant, path: Path, flags: OpenFlags, _: Mode) -> Answer<File> {
        let path = text(path)?;
        let file = in_grant(grant, |directory| open_at(directory, &path, flags))?;
        DIRECTORIES.with_borrow_mut(|directories| {
            let handle = directories.last_file.checked_add(1).ok_or(Errno::Nfile)?;
            directories.last_file = handle;
            directories.files.insert(handle, file);
            Ok(handle)
        })
    }

    fn close(file: File) {
        DIRECTORIES.with_borrow_mut(|directories| directories.files.remove(&file));
    }

    fn read(file: File, length: u32, offset: u64) -> Answer<Vec<u8>> {
        in_file(file, |file| Ok(file.read(length.into(), offset)?.0))
    }

    fn write(file: File, data: Vec<u8>, offset: u64) -> Answer<u32> {
        let count = in_file(file, |file| file.write(&data, offset))?;
        u32::try_from(count).map_err(|_| Errno::Overflow)
    }

    fn fstat(file: File) -> Answer<FileStat> {
        in_file(file, |file| Ok(attributes(file.stat()?, file.metadata_hash()?.lower)))
    }

    fn set_size(file: File, size: u64) -> Answer<()> {
        in_file(file, |file| file.set_size(size))
    }

    fn sync(file: File) -> Answer<()> {
        in_file(file, Descriptor::sync)
    }

    fn stat(grant: Grant, path: Path) -> Answer<FileStat> {
        let path = text(path)?;
        in_grant(grant, |directory| stat_at(directory, &path))
    }

    fn readdir(grant: Grant, path: Path) -> Answer<Vec<DirectoryEntry>> {
        let path = text(path)?;
        in_grant(grant, |directory| entries(directory, &path))
    }

    fn mkdir(grant: Grant, path: Path, _: Mode) -> Answer<()> {
        let path = text(path)?;
        in_grant(grant, |directory| directory.create_directory_at(&path))
    }

    fn rmdir(grant: Grant, path: Path) -> Answer<()> {
        let path = text(path)?;
        in_grant(grant, |directory| directory.remove_directory_at(&path))
    }

    fn unlink(grant: Grant, path: Path) -> Answer<()> {
        let path = text(path)?;
        in_grant(grant, |directory| directory.unlink_file_at(&path))
    }

    fn rename(grant: Grant, old: Path, new: Path) -> Answer<()> {
        let (old, new) = (text(old)?, text(new)?);
        in_grant(grant, |directory| directory.rename_at(&old, directory, &new))
    }

    fn link(grant: Grant, old: Path, new: Path) -> Answer<()> {
        let (old, new) = (text(old)?, text(new)?);
        in_grant(grant, |directory| directory.link_at(PathFlags::empty(), &old, directory, &new))
    }

    fn symlink(grant: Grant, target: Path, path: Path) -> Answer<()> {
        let (target, path) = (text(target)?, text(path)?);
        in_grant(grant, |directory| directory.symlink_at(&target, &path))
    }

    fn readlink(grant: Grant, path: Path) -> Answer<Path> {
        let path = text(path)?;
        in_grant(grant, |directory| directory.readlink_at(&path)).map(String::into_bytes)
    }

    fn chmod(_: Grant, _: Path, _: Mode) -> Answer<()> {
        Err(Errno::Notsup)
    }

    fn utimes(
        grant: Grant,
        path: Path,
        atime: Option<Timestamp>,
        mtime: Option<Timestamp>,
    ) -> Answer<()> {
        let path = text(path)?;
        let (atime, mtime) = (new_timestamp(atime)?, new_timestamp(mtime)?);
        in_grant(grant, |directory| directory.set_times_at(PathFlags::empty(), &path, atime, mtime))
    }

    fn statfs(_: Grant) -> Answer<FilesystemStat> {
        Err(Errno::Nosys)
    }
}
