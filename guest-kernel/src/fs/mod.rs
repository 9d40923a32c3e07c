//! The contract between the VFS and file systems, and the file systems.
//!
//! A file system is a graph of nodes. It keeps no policy: permissions, mount access, path syntax and
//! the order of errors are the VFS's. What it does hold, against a VFS that forgot: its graph stays a
//! tree and its counters stay right.
//!
//! Ownership: a `NodeId` that a method returns is valid until the end of the current system call.
//! Whoever keeps one longer (an open file description, a working directory, a mount point) calls
//! `hold` and later `release`. A node without names lives as long as it is held.

pub mod device;
pub mod host;
pub mod memory;
pub mod proc;

use crate::errno::{Errno, Result};
use crate::host::Clocks;
use crate::types::Pid;
use crate::types::{DirectoryEntry, FileType, FilesystemStat, Stat, Timestamp};
use crate::vfs::Location;
use memory::Layer;
use proc::Text;

/// The most that one read returns. Reads may be short, and memory the kernel once grew stays.
pub const READ_MAX: u32 = 16 << 20;
/// The greatest offset of a file (MAX_LFS_FILESIZE of `linux/fs.h` on 64 bits).
pub const FILE_SIZE_MAX: u64 = i64::MAX as u64;

/// A node of one file system. Never reused while the VM lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub u64);

/// An open regular file or device of one file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileHandle(pub u64);

/// What to make.
#[derive(Debug, Clone, Copy)]
pub enum NewKind<'a> {
    /// An empty file.
    Regular,
    /// An empty directory.
    Directory,
    /// A symbolic link with this text.
    SymbolicLink(&'a [u8]),
    /// A FIFO or a socket.
    Special(FileType),
}

/// A node to make.
#[derive(Debug, Clone, Copy)]
pub struct NewNode<'a> {
    /// What it is.
    pub kind: NewKind<'a>,
    /// Its permission bits, after the umask.
    pub mode: u32,
    /// Its owner.
    pub uid: u32,
    /// Its group.
    pub gid: u32,
}

/// Attributes to change; none leaves one as it is.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs)]
pub struct Changes {
    pub mode: Option<u32>,
    pub uid: Option<u32>,
    pub gid: Option<u32>,
    pub atime: Option<Timestamp>,
    pub mtime: Option<Timestamp>,
}

/// Where a write goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WritePosition {
    /// At this offset.
    At(u64),
    /// At the end, wherever that is at the moment of writing (O_APPEND).
    End,
}

/// How a file is opened for its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct OpenAccess {
    pub read: bool,
    pub write: bool,
}

/// A node that stands for something of the calling process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Special {
    /// `/dev/fd/N`.
    Descriptor(u32),
    /// `/dev/fd`.
    DescriptorDirectory,
    /// `/dev/ptmx`: opening it makes a terminal.
    Multiplexer,
    /// `/dev/pts/N`.
    Terminal(u32),
    /// `/dev/pts`.
    TerminalDirectory,
    /// `/dev/tty`: the terminal of the process's session.
    ControllingTerminal,
    /// `/proc/PID/cwd`: a link that leads to a place, not along a path.
    Place(Location),
    /// `/proc/PID/fd/N`.
    DescriptorOf(Pid, u32),
    /// `/proc/PID/fd`.
    DescriptorsOf(Pid),
    /// A file that the kernel writes when it is read.
    Text(Text),
}

/// A mounted file system. What a method does that is not implemented: nothing can be changed.
#[allow(missing_docs)]
pub trait FileSystem {
    /// Panics when counters and graph do not agree; answers the sum of all holds.
    #[cfg(test)]
    fn assert_consistent(&self) -> u32 {
        0
    }
    /// Told at the start of each system call that takes a path: nodes that nobody holds may go.
    fn begin_call(&mut self) {}
    /// Its name in `/proc/mounts`.
    fn kind(&self) -> &'static str;
    fn root(&self) -> NodeId;
    /// The node with that name; `.` and `..` are not asked for.
    fn lookup(&mut self, directory: NodeId, name: &[u8]) -> Result<NodeId>;
    /// Where a directory other than the root is; `noent` when it was removed.
    fn parent(&mut self, directory: NodeId) -> Result<(NodeId, Vec<u8>)>;
    /// Its attributes; `dev` is filled in by the VFS.
    fn attributes(&mut self, node: NodeId) -> Result<Stat>;
    fn special(&self, _node: NodeId) -> Option<Special> {
        None
    }
    fn hold(&mut self, node: NodeId);
    fn release(&mut self, node: NodeId);

    fn create(
        &mut self,
        _directory: NodeId,
        _name: &[u8],
        _new: &NewNode<'_>,
        _clock: &dyn Clocks,
    ) -> Result<NodeId> {
        Err(Errno::Perm)
    }
    fn link(
        &mut self,
        _node: NodeId,
        _directory: NodeId,
        _name: &[u8],
        _clock: &dyn Clocks,
    ) -> Result<()> {
        Err(Errno::Perm)
    }
    fn unlink(&mut self, _directory: NodeId, _name: &[u8], _clock: &dyn Clocks) -> Result<()> {
        Err(Errno::Perm)
    }
    fn remove_directory(
        &mut self,
        _directory: NodeId,
        _name: &[u8],
        _clock: &dyn Clocks,
    ) -> Result<()> {
        Err(Errno::Perm)
    }
    /// Move a name, replacing what has the new one. The VFS has checked that no directory goes
    /// below itself.
    fn rename(
        &mut self,
        _old: (NodeId, &[u8]),
        _new: (NodeId, &[u8]),
        _clock: &dyn Clocks,
    ) -> Result<()> {
        Err(Errno::Perm)
    }
    fn read_link(&mut self, node: NodeId) -> Result<Vec<u8>>;
    fn read_directory(
        &mut self,
        directory: NodeId,
        cursor: u64,
        count: u32,
    ) -> Result<Vec<DirectoryEntry>>;
    fn change(&mut self, _node: NodeId, _changes: &Changes, _clock: &dyn Clocks) -> Result<()> {
        Err(Errno::Perm)
    }
    /// Bytes and inodes that count in the VM's quota.
    fn usage(&self) -> (u64, u64) {
        (0, 0)
    }
    fn statistics(&mut self) -> Result<FilesystemStat>;

    fn open(&mut self, node: NodeId, access: OpenAccess) -> Result<FileHandle>;
    fn close(&mut self, handle: FileHandle);
    fn handle_attributes(&mut self, handle: FileHandle) -> Result<Stat>;
    /// Up to `length` bytes (the caller has capped it at `READ_MAX`); empty at the end.
    fn read(
        &mut self,
        handle: FileHandle,
        offset: u64,
        length: u32,
        clock: &dyn Clocks,
    ) -> Result<Vec<u8>>;
    /// Write all of `data` or nothing, or on a host mount what the host took. Answers the offset
    /// after the last byte and the number of bytes.
    fn write(
        &mut self,
        handle: FileHandle,
        position: WritePosition,
        data: &[u8],
        clock: &dyn Clocks,
    ) -> Result<(u64, u32)>;
    fn set_size(&mut self, _handle: FileHandle, _size: u64, _clock: &dyn Clocks) -> Result<()> {
        Err(Errno::Inval)
    }
    fn sync(&mut self, _handle: FileHandle) -> Result<()> {
        Err(Errno::Inval)
    }

    /// The directory was made only because something is below it: where this tree becomes a layer,
    /// the layers below decide about its mode, owner and times.
    fn imply(&mut self, _node: NodeId) {}
    /// Make the tree a layer; `notsup` unless it is in memory.
    fn freeze(self: Box<Self>) -> Result<Layer> {
        Err(Errno::Notsup)
    }
}

/// A zeroed buffer, or `nomem` when memory is at its limit: a read must not end the kernel.
pub fn zeroed(length: usize) -> Result<Vec<u8>> {
    let mut buffer = Vec::new();
    buffer.try_reserve_exact(length).map_err(|_| Errno::Nomem)?;
    buffer.resize(length, 0);
    Ok(buffer)
}

/// What a regular file of `size` bytes holds, read in pieces; less when it is cut short meanwhile.
pub fn read_contents(
    file_system: &mut dyn FileSystem,
    node: NodeId,
    size: u64,
    clock: &dyn Clocks,
) -> Result<Vec<u8>> {
    let size = usize::try_from(size).map_err(|_| Errno::Nomem)?;
    let handle = file_system.open(node, OpenAccess { read: true, write: false })?;
    let mut data = Vec::new();
    let result = loop {
        let left = size.saturating_sub(data.len());
        if left == 0 {
            break Ok(());
        }
        let length = u32::try_from(left).unwrap_or(READ_MAX).min(READ_MAX);
        match file_system.read(handle, data.len() as u64, length, clock) {
            // Cut short by the host meanwhile.
            Ok(part) if part.is_empty() => break Ok(()),
            // The usual case: one piece, not copied again.
            Ok(part) if data.is_empty() && part.len() == size => data = part,
            Ok(part) => {
                if data.try_reserve_exact(left).is_err() {
                    break Err(Errno::Nomem);
                }
                data.extend_from_slice(&part);
            }
            Err(error) => break Err(error),
        }
    };
    file_system.close(handle);
    result.map(|()| data)
}
