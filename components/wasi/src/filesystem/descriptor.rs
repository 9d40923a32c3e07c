//! Descriptors: open files and directories, and the paths below them.

use std::rc::Rc;

use super::{Entries, attributes, working_directory};
use crate::errno;
use crate::handle::{Handle, Shared};
use crate::io::{InputStream, OutputStream};
use crate::syscalls::{self, DescriptorFlags as StatusFlags, Fd};
use crate::types::{FileType, OpenFlags as KernelFlags, Path};
use crate::wit::exports::wasi::filesystem::types::{
    Advice, Descriptor as Resource, DescriptorBorrow, DescriptorFlags, DescriptorStat,
    DescriptorType, DirectoryEntryStream, ErrorCode, Filesize, GuestDescriptor, MetadataHashValue,
    NewTimestamp, OpenFlags, PathFlags,
};
use crate::wit::exports::wasi::io::streams;

/// Most bytes of one read or write.
const PIECE: usize = 1 << 20;

/// Modes of what is made; the process's mask is the kernel's business.
const FILE_MODE: u32 = 0o666;
const DIRECTORY_MODE: u32 = 0o777;

type Answer<T> = Result<T, ErrorCode>;

/// An open file or directory.
pub struct Descriptor {
    handle: Shared,
    flags: DescriptorFlags,
    /// Whether it is the preopened `/`, where relative paths start too.
    root: bool,
}

impl Descriptor {
    /// The preopened `/`.
    pub fn root(handle: Shared) -> Self {
        let flags = DescriptorFlags::READ | DescriptorFlags::MUTATE_DIRECTORY;
        Descriptor { handle, flags, root: true }
    }

    fn fd(&self) -> Fd {
        self.handle.fd()
    }

    /// The path below this directory, as the kernel takes it.
    fn at(&self, path: &str) -> (Option<Fd>, Path) {
        if self.root {
            return (None, working_directory::resolve(path));
        }
        (Some(self.fd()), path.as_bytes().to_vec())
    }

    fn is_file(&self) -> Answer<bool> {
        let kind = self.handle.kind().map_err(errno::file)?;
        Ok(matches!(kind, FileType::Regular | FileType::BlockDevice))
    }
}

impl GuestDescriptor for Descriptor {
    fn read_via_stream(&self, offset: Filesize) -> Answer<streams::InputStream> {
        let handle = Rc::clone(&self.handle);
        Ok(streams::InputStream::new(match self.is_file()? {
            true => InputStream::at(handle, offset),
            false => InputStream::new(handle),
        }))
    }

    fn write_via_stream(&self, offset: Filesize) -> Answer<streams::OutputStream> {
        let handle = Rc::clone(&self.handle);
        Ok(streams::OutputStream::new(match self.is_file()? {
            true => OutputStream::at(handle, offset),
            false => OutputStream::new(handle),
        }))
    }

    fn append_via_stream(&self) -> Answer<streams::OutputStream> {
        // The kernel finds the end at each write, so that several processes can append to one file.
        let flags = syscalls::get_flags(self.fd()).map_err(errno::file)?;
        let flags = flags | StatusFlags::APPEND;
        syscalls::set_flags(self.fd(), flags).map_err(errno::file)?;
        Ok(streams::OutputStream::new(OutputStream::new(Rc::clone(&self.handle))))
    }

    fn advise(&self, _offset: Filesize, _length: Filesize, _advice: Advice) -> Answer<()> {
        Ok(())
    }

    fn sync_data(&self) -> Answer<()> {
        self.sync()
    }

    fn get_flags(&self) -> Answer<DescriptorFlags> {
        Ok(self.flags)
    }

    fn get_type(&self) -> Answer<DescriptorType> {
        self.handle.kind().map(attributes::kind).map_err(errno::file)
    }

    fn set_size(&self, size: Filesize) -> Answer<()> {
        syscalls::ftruncate(self.fd(), size).map_err(errno::file)
    }

    fn set_times(&self, accessed: NewTimestamp, modified: NewTimestamp) -> Answer<()> {
        let (accessed, modified) = (attributes::update(accessed)?, attributes::update(modified)?);
        syscalls::futimes(self.fd(), accessed, modified).map_err(errno::file)
    }

    fn read(&self, length: Filesize, offset: Filesize) -> Answer<(Vec<u8>, bool)> {
        let length = length.min(PIECE as u64) as u32;
        let data = syscalls::pread(self.fd(), length, offset).map_err(errno::file)?;
        let end = data.is_empty() && length > 0;
        Ok((data, end))
    }

    fn write(&self, buffer: Vec<u8>, offset: Filesize) -> Answer<Filesize> {
        let piece = buffer.get(..PIECE).unwrap_or(&buffer);
        syscalls::pwrite(self.fd(), piece, offset).map(u64::from).map_err(errno::file)
    }

    fn read_directory(&self) -> Answer<DirectoryEntryStream> {
        if !self.root {
            return Ok(DirectoryEntryStream::new(Entries::new(Rc::clone(&self.handle))));
        }
        // The root is open for paths only.
        let flags = KernelFlags::READ | KernelFlags::DIRECTORY | KernelFlags::CLOSE_ON_EXEC;
        let fd = syscalls::open(None, b"/", flags, 0).map_err(errno::file)?;
        Ok(DirectoryEntryStream::new(Entries::new(Handle::owned(fd))))
    }

    fn sync(&self) -> Answer<()> {
        syscalls::fsync(self.fd()).map_err(errno::file)
    }

    fn create_directory_at(&self, path: String) -> Answer<()> {
        let (directory, path) = self.at(&path);
        syscalls::mkdir(directory, &path, DIRECTORY_MODE).map_err(errno::file)
    }

    fn stat(&self) -> Answer<DescriptorStat> {
        syscalls::fstat(self.fd()).map(|stat| attributes::stat(&stat)).map_err(errno::file)
    }

    fn stat_at(&self, flags: PathFlags, path: String) -> Answer<DescriptorStat> {
        let (directory, path) = self.at(&path);
        let stat = syscalls::stat(directory, &path, follows(flags)).map_err(errno::file)?;
        Ok(attributes::stat(&stat))
    }

    fn set_times_at(
        &self,
        flags: PathFlags,
        path: String,
        accessed: NewTimestamp,
        modified: NewTimestamp,
    ) -> Answer<()> {
        let (accessed, modified) = (attributes::update(accessed)?, attributes::update(modified)?);
        let (directory, path) = self.at(&path);
        syscalls::utimes(directory, &path, accessed, modified, follows(flags)).map_err(errno::file)
    }

    fn link_at(
        &self,
        flags: PathFlags,
        old: String,
        new_directory: DescriptorBorrow<'_>,
        new: String,
    ) -> Answer<()> {
        let (directory, old) = self.at(&old);
        let (new_directory, new) = new_directory.get::<Descriptor>().at(&new);
        syscalls::link(directory, &old, new_directory, &new, follows(flags)).map_err(errno::file)
    }

    fn open_at(
        &self,
        path_flags: PathFlags,
        path: String,
        open_flags: OpenFlags,
        flags: DescriptorFlags,
    ) -> Answer<Resource> {
        let (directory, path) = self.at(&path);
        let kernel_flags = kernel_flags(path_flags, open_flags, flags);
        let fd = syscalls::open(directory, &path, kernel_flags, FILE_MODE).map_err(errno::file)?;
        Ok(Resource::new(Descriptor { handle: Handle::owned(fd), flags, root: false }))
    }

    fn readlink_at(&self, path: String) -> Answer<String> {
        let (directory, path) = self.at(&path);
        let target = syscalls::readlink(directory, &path).map_err(errno::file)?;
        String::from_utf8(target).map_err(|_| ErrorCode::IllegalByteSequence)
    }

    fn remove_directory_at(&self, path: String) -> Answer<()> {
        let (directory, path) = self.at(&path);
        syscalls::rmdir(directory, &path).map_err(errno::file)
    }

    fn rename_at(
        &self,
        old: String,
        new_directory: DescriptorBorrow<'_>,
        new: String,
    ) -> Answer<()> {
        let (directory, old) = self.at(&old);
        let (new_directory, new) = new_directory.get::<Descriptor>().at(&new);
        syscalls::rename(directory, &old, new_directory, &new).map_err(errno::file)
    }

    fn symlink_at(&self, target: String, path: String) -> Answer<()> {
        let (directory, path) = self.at(&path);
        syscalls::symlink(target.as_bytes(), directory, &path).map_err(errno::file)
    }

    fn unlink_file_at(&self, path: String) -> Answer<()> {
        let (directory, path) = self.at(&path);
        syscalls::unlink(directory, &path).map_err(errno::file)
    }

    fn is_same_object(&self, other: DescriptorBorrow<'_>) -> bool {
        let stat = |descriptor: &Descriptor| syscalls::fstat(descriptor.fd());
        match (stat(self), stat(other.get::<Descriptor>())) {
            (Ok(one), Ok(other)) => (one.dev, one.ino) == (other.dev, other.ino),
            _ => false,
        }
    }

    fn metadata_hash(&self) -> Answer<MetadataHashValue> {
        syscalls::fstat(self.fd()).map(|stat| attributes::identity(&stat)).map_err(errno::file)
    }

    fn metadata_hash_at(&self, flags: PathFlags, path: String) -> Answer<MetadataHashValue> {
        let (directory, path) = self.at(&path);
        let stat = syscalls::stat(directory, &path, follows(flags)).map_err(errno::file)?;
        Ok(attributes::identity(&stat))
    }
}

fn follows(flags: PathFlags) -> bool {
    flags.contains(PathFlags::SYMLINK_FOLLOW)
}

/// How the kernel has to open.
fn kernel_flags(path: PathFlags, open: OpenFlags, access: DescriptorFlags) -> KernelFlags {
    let mut flags = KernelFlags::CLOSE_ON_EXEC;
    let mut set = |flag: KernelFlags, wanted: bool| {
        if wanted {
            flags |= flag;
        }
    };
    let synchronized = DescriptorFlags::FILE_INTEGRITY_SYNC | DescriptorFlags::DATA_INTEGRITY_SYNC;
    let (read, write) =
        (access.contains(DescriptorFlags::READ), access.contains(DescriptorFlags::WRITE));
    let directory = open.contains(OpenFlags::DIRECTORY);
    set(KernelFlags::READ, read || (directory && !write));
    set(KernelFlags::WRITE, write);
    set(KernelFlags::PATH_ONLY, !read && !write && !directory);
    set(KernelFlags::SYNC, access.intersects(synchronized));
    set(KernelFlags::CREATE, open.contains(OpenFlags::CREATE));
    set(KernelFlags::EXCLUSIVE, open.contains(OpenFlags::EXCLUSIVE));
    set(KernelFlags::TRUNCATE, open.contains(OpenFlags::TRUNCATE));
    set(KernelFlags::DIRECTORY, directory);
    set(KernelFlags::NO_FOLLOW, !follows(path));
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_opened_to_be_listed_and_nothing_at_all_for_its_path() {
        let follow = PathFlags::SYMLINK_FOLLOW;
        let none = DescriptorFlags::empty();
        assert_eq!(
            kernel_flags(follow, OpenFlags::DIRECTORY, none),
            KernelFlags::READ | KernelFlags::DIRECTORY | KernelFlags::CLOSE_ON_EXEC
        );
        assert_eq!(
            kernel_flags(PathFlags::empty(), OpenFlags::empty(), none),
            KernelFlags::PATH_ONLY | KernelFlags::NO_FOLLOW | KernelFlags::CLOSE_ON_EXEC
        );
    }
}
