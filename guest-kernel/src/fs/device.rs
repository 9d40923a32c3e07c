//! The file system of `/dev`: a fixed set of devices, `/dev/fd` as a view of the calling process's
//! descriptors and `/dev/pts` as one of the terminals (the kernel acts on `Special`). Nothing in it can be changed.

use super::{FileHandle, FileSystem, NodeId, OpenAccess, Special, WritePosition, zeroed};
use crate::errno::{Errno, Result};
use crate::host::{Clocks, Host};
use crate::types::{DirectoryEntry, FileType, FilesystemStat, Stat, Timestamp};
use std::rc::Rc;

/// Random bytes that one read returns at most.
const RANDOM_MAX: u32 = 1 << 20;
/// File system kind that `statfs` tells (TMPFS_MAGIC; Linux's devtmpfs says the same).
const TMPFS_MAGIC: u64 = 0x0102_1994;
/// `/dev/fd/N` is the node `DESCRIPTORS + N`.
const DESCRIPTORS: u64 = 1 << 32;
/// `/dev/pts/N` is the node `TERMINALS + N`.
const TERMINALS: u64 = 1 << 33;
/// The device number of `/dev/pts/0`; the others follow.
pub const TERMINAL_DEVICE: u64 = 0x8800;

const ROOT: NodeId = NodeId(1);
const FD: NodeId = NodeId(2);
const PTS: NodeId = NodeId(11);

/// What a node of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Device {
    Null,
    Zero,
    Full,
    Random,
    Link(&'static [u8]),
    Descriptors,
    Terminals,
    Multiplexer,
    ControllingTerminal,
}

/// Node, name, what it is, and its device number (major << 8 | minor, from Linux's devices.txt).
const TABLE: [(NodeId, &[u8], Device, u64); 12] = [
    (FD, b"fd", Device::Descriptors, 0),
    (NodeId(3), b"null", Device::Null, 0x103),
    (NodeId(4), b"zero", Device::Zero, 0x105),
    (NodeId(5), b"full", Device::Full, 0x107),
    (NodeId(6), b"random", Device::Random, 0x108),
    (NodeId(7), b"urandom", Device::Random, 0x109),
    (NodeId(8), b"stdin", Device::Link(b"fd/0"), 0),
    (NodeId(9), b"stdout", Device::Link(b"fd/1"), 0),
    (NodeId(10), b"stderr", Device::Link(b"fd/2"), 0),
    (PTS, b"pts", Device::Terminals, 0),
    (NodeId(12), b"ptmx", Device::Multiplexer, 0x502),
    (NodeId(13), b"tty", Device::ControllingTerminal, 0x500),
];

/// See the module.
pub struct DeviceFileSystem {
    host: Rc<dyn Host>,
    made: Timestamp,
}

impl DeviceFileSystem {
    /// The devices, as of now.
    pub fn new(host: Rc<dyn Host>) -> Self {
        let made = host.realtime();
        Self { host, made }
    }

    fn device(node: NodeId) -> Result<Device> {
        TABLE.iter().find(|row| row.0 == node).map(|row| row.2).ok_or(Errno::Nxio)
    }
}

/// The decimal number a name spells, without leading zeros.
fn descriptor_number(name: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(name).ok()?;
    let number: u32 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

impl FileSystem for DeviceFileSystem {
    fn kind(&self) -> &'static str {
        "devtmpfs"
    }

    fn root(&self) -> NodeId {
        ROOT
    }

    fn lookup(&mut self, directory: NodeId, name: &[u8]) -> Result<NodeId> {
        match directory {
            ROOT => TABLE.iter().find(|row| row.1 == name).map(|row| row.0).ok_or(Errno::Noent),
            FD | PTS => {
                let number = descriptor_number(name).ok_or(Errno::Noent)?;
                let first = if directory == FD { DESCRIPTORS } else { TERMINALS };
                Ok(NodeId(first.saturating_add(u64::from(number))))
            }
            _ => Err(Errno::Notdir),
        }
    }

    fn parent(&mut self, directory: NodeId) -> Result<(NodeId, Vec<u8>)> {
        match directory {
            FD => Ok((ROOT, b"fd".to_vec())),
            PTS => Ok((ROOT, b"pts".to_vec())),
            _ => Err(Errno::Noent),
        }
    }

    fn attributes(&mut self, node: NodeId) -> Result<Stat> {
        let row = TABLE.iter().find(|row| row.0 == node);
        let (kind, mode, nlink, rdev, size) = match row.map(|row| (row.2, row.3)) {
            None if node == ROOT => (FileType::Directory, 0o755, 4, 0, 0),
            None if node.0 >= TERMINALS => {
                let number = node.0.saturating_sub(TERMINALS);
                let device = TERMINAL_DEVICE.saturating_add(number);
                (FileType::CharacterDevice, 0o620, 1, device, 0)
            }
            None if node.0 >= DESCRIPTORS => (FileType::CharacterDevice, 0o666, 1, 0, 0),
            None => return Err(Errno::Stale),
            Some((Device::Descriptors | Device::Terminals, _)) => {
                (FileType::Directory, 0o555, 2, 0, 0)
            }
            Some((Device::Link(target), _)) => {
                (FileType::SymbolicLink, 0o777, 1, 0, target.len() as u64)
            }
            Some((_, rdev)) => (FileType::CharacterDevice, 0o666, 1, rdev, 0),
        };
        Ok(Stat {
            dev: 0,
            ino: node.0,
            kind,
            mode,
            nlink,
            uid: 0,
            gid: 0,
            rdev,
            size,
            blocks: 0,
            block_size: 4096,
            atime: self.made,
            mtime: self.made,
            ctime: self.made,
            birthtime: self.made,
        })
    }

    fn special(&self, node: NodeId) -> Option<Special> {
        match Self::device(node) {
            Ok(Device::Descriptors) => return Some(Special::DescriptorDirectory),
            Ok(Device::Terminals) => return Some(Special::TerminalDirectory),
            Ok(Device::Multiplexer) => return Some(Special::Multiplexer),
            Ok(Device::ControllingTerminal) => return Some(Special::ControllingTerminal),
            Ok(_) => return None,
            Err(_) => {}
        }
        if let Some(number) = node.0.checked_sub(TERMINALS) {
            return u32::try_from(number).ok().map(Special::Terminal);
        }
        let number = node.0.checked_sub(DESCRIPTORS)?;
        u32::try_from(number).ok().map(Special::Descriptor)
    }

    fn hold(&mut self, _node: NodeId) {}

    fn release(&mut self, _node: NodeId) {}

    fn read_link(&mut self, node: NodeId) -> Result<Vec<u8>> {
        match Self::device(node)? {
            Device::Link(target) => Ok(target.to_vec()),
            _ => Err(Errno::Inval),
        }
    }

    fn read_directory(
        &mut self,
        directory: NodeId,
        cursor: u64,
        count: u32,
    ) -> Result<Vec<DirectoryEntry>> {
        if directory != ROOT {
            return Err(Errno::Notdir);
        }
        let skipped = usize::try_from(cursor).unwrap_or(usize::MAX);
        let rows = TABLE.iter().zip(1u64..).skip(skipped).take(count as usize);
        rows.map(|(row, next)| {
            let kind = self.attributes(row.0)?.kind;
            Ok(DirectoryEntry { name: row.1.to_vec(), ino: row.0.0, kind, next })
        })
        .collect()
    }

    fn statistics(&mut self) -> Result<FilesystemStat> {
        Ok(FilesystemStat {
            kind: TMPFS_MAGIC,
            block_size: 4096,
            blocks: 0,
            blocks_free: 0,
            files: 0,
            files_free: 0,
        })
    }

    fn open(&mut self, node: NodeId, _access: OpenAccess) -> Result<FileHandle> {
        Self::device(node)?;
        Ok(FileHandle(node.0))
    }

    fn close(&mut self, _handle: FileHandle) {}

    fn handle_attributes(&mut self, handle: FileHandle) -> Result<Stat> {
        self.attributes(NodeId(handle.0))
    }

    fn read(
        &mut self,
        handle: FileHandle,
        _offset: u64,
        length: u32,
        _clock: &dyn Clocks,
    ) -> Result<Vec<u8>> {
        match Self::device(NodeId(handle.0))? {
            Device::Null => Ok(Vec::new()),
            Device::Zero | Device::Full => zeroed(length as usize),
            Device::Random => Ok(self.host.random_bytes(u64::from(length.min(RANDOM_MAX)))),
            _ => Err(Errno::Nxio),
        }
    }

    fn write(
        &mut self,
        handle: FileHandle,
        position: WritePosition,
        data: &[u8],
        _clock: &dyn Clocks,
    ) -> Result<(u64, u32)> {
        let offset = match position {
            WritePosition::At(offset) => offset,
            WritePosition::End => 0,
        };
        match Self::device(NodeId(handle.0))? {
            Device::Full if !data.is_empty() => Err(Errno::Nospc),
            Device::Null | Device::Zero | Device::Full | Device::Random => {
                Ok((offset, u32::try_from(data.len()).map_err(|_| Errno::Inval)?))
            }
            _ => Err(Errno::Nxio),
        }
    }
}
