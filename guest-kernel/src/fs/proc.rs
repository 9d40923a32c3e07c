//! The file system of `/proc`: names only. A directory for each process and the same few names in each;
//! what the files say and where descriptors lead is the kernel's (`proc`), which acts on `Special`.
//!
//! What a walk needs to know of processes stands in the `ProcessIndex`, which the process table keeps.
//! Nothing here can be changed: it is mounted read-only.

use super::{FileHandle, FileSystem, NodeId, OpenAccess, Special, WritePosition};
use crate::errno::{Errno, Result};
use crate::host::Clocks;
use crate::types::{DirectoryEntry, FileType, FilesystemStat, Pid, Stat, Timestamp};
use crate::vfs::Location;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// File system kind that `statfs` tells (PROC_SUPER_MAGIC of `linux/magic.h`).
const PROC_MAGIC: u64 = 0x9fa0;
const ROOT: NodeId = NodeId(1);
/// Files of the root are the nodes `MACHINE + index`.
const MACHINE: u64 = 2;
/// Node `pid << PID_SHIFT` is a process's directory, what is added to it is in there.
const PID_SHIFT: u32 = 32;
/// Within a process: `/proc/PID/fd/N` is `DESCRIPTORS + N`, and entries are 1 and up.
const DESCRIPTORS: u64 = 1 << 31;

/// What a text file tells about the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Machine {
    CpuInfo,
    FileSystems,
    LoadAverage,
    MemoryInfo,
    Statistics,
    Uptime,
    Version,
}

/// What a text file tells about a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum About {
    CommandLine,
    Name,
    Environment,
    Limits,
    Mounts,
    Statistics,
    MemoryStatistics,
    Status,
}

/// A text of `/proc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Text {
    Machine(Machine),
    Process(Pid, About),
}

/// What stands in the root beside processes.
enum Top {
    File(Machine),
    /// The calling process's directory.
    Own,
    Link(&'static [u8]),
}

const TOP: [(&[u8], Top); 9] = [
    (b"cpuinfo", Top::File(Machine::CpuInfo)),
    (b"filesystems", Top::File(Machine::FileSystems)),
    (b"loadavg", Top::File(Machine::LoadAverage)),
    (b"meminfo", Top::File(Machine::MemoryInfo)),
    (b"mounts", Top::Link(b"self/mounts")),
    (b"self", Top::Own),
    (b"stat", Top::File(Machine::Statistics)),
    (b"uptime", Top::File(Machine::Uptime)),
    (b"version", Top::File(Machine::Version)),
];

/// What stands in a process's directory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Entry {
    Text(About, u32),
    WorkingDirectory,
    Executable,
    Descriptors,
    Root,
}

const ENTRIES: [(&[u8], Entry); 12] = [
    (b"cmdline", Entry::Text(About::CommandLine, 0o444)),
    (b"comm", Entry::Text(About::Name, 0o444)),
    (b"cwd", Entry::WorkingDirectory),
    (b"environ", Entry::Text(About::Environment, 0o400)),
    (b"exe", Entry::Executable),
    (b"fd", Entry::Descriptors),
    (b"limits", Entry::Text(About::Limits, 0o444)),
    (b"mounts", Entry::Text(About::Mounts, 0o444)),
    (b"root", Entry::Root),
    (b"stat", Entry::Text(About::Statistics, 0o444)),
    (b"statm", Entry::Text(About::MemoryStatistics, 0o444)),
    (b"status", Entry::Text(About::Status, 0o444)),
];

/// What a walk needs to know of a process.
#[derive(Debug, Clone)]
pub struct Known {
    /// The path of its program.
    pub executable: Rc<[u8]>,
    /// Its working directory; none once it has ended.
    pub directory: Option<Location>,
    /// Its owner and group.
    pub owner: (u32, u32),
}

/// The processes, as far as a walk needs to know them.
#[derive(Debug, Default)]
pub struct ProcessIndex {
    /// On whose behalf calls are made.
    pub current: Cell<u32>,
    /// All that have programs.
    pub processes: RefCell<BTreeMap<Pid, Known>>,
}

impl ProcessIndex {
    fn known(&self, pid: Pid) -> Result<Known> {
        self.processes.borrow().get(&pid).cloned().ok_or(Errno::Noent)
    }
}

/// What a node is.
enum Node {
    Root,
    Top(&'static Top),
    Process(Pid),
    Entry(Pid, Entry),
    Descriptor(Pid, u32),
}

/// See the module.
pub struct ProcFileSystem {
    index: Rc<ProcessIndex>,
    made: Timestamp,
}

impl ProcFileSystem {
    /// The processes of this index, as of now.
    pub fn new(index: Rc<ProcessIndex>, clock: &dyn Clocks) -> Self {
        Self { index, made: clock.realtime() }
    }

    /// What a number means; `noent` when the process is gone.
    fn node(&self, node: NodeId) -> Result<Node> {
        if node == ROOT {
            return Ok(Node::Root);
        }
        let pid = node.0 >> PID_SHIFT;
        if pid == 0 {
            let index = node.0.checked_sub(MACHINE).and_then(|index| usize::try_from(index).ok());
            return index
                .and_then(|index| TOP.get(index))
                .map(|top| Node::Top(&top.1))
                .ok_or(Errno::Stale);
        }
        let pid = Pid(u32::try_from(pid).map_err(|_| Errno::Stale)?);
        self.index.known(pid)?;
        let within = node.0 & u64::from(u32::MAX);
        if let Some(fd) = within.checked_sub(DESCRIPTORS) {
            return Ok(Node::Descriptor(pid, u32::try_from(fd).map_err(|_| Errno::Stale)?));
        }
        match usize::try_from(within) {
            Ok(0) => Ok(Node::Process(pid)),
            Ok(number) => {
                let entry = ENTRIES.get(number.saturating_sub(1)).ok_or(Errno::Stale)?;
                Ok(Node::Entry(pid, entry.1))
            }
            Err(_) => Err(Errno::Stale),
        }
    }

    fn of_process(pid: Pid) -> NodeId {
        NodeId(u64::from(pid.0) << PID_SHIFT)
    }

    fn within(directory: NodeId, number: u64) -> NodeId {
        NodeId(directory.0.saturating_add(number))
    }

    fn target(&self, node: NodeId) -> Result<Option<Vec<u8>>> {
        Ok(match self.node(node)? {
            Node::Top(Top::Link(target)) => Some(target.to_vec()),
            Node::Top(Top::Own) => {
                let current = Pid(self.index.current.get());
                self.index.known(current)?;
                Some(current.0.to_string().into_bytes())
            }
            Node::Entry(pid, Entry::Executable) => Some(self.index.known(pid)?.executable.to_vec()),
            Node::Entry(_, Entry::Root) => Some(b"/".to_vec()),
            _ => None,
        })
    }
}

/// The decimal number a name spells, without leading zeros.
fn number(name: &[u8]) -> Option<u32> {
    let text = std::str::from_utf8(name).ok()?;
    let number: u32 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

impl FileSystem for ProcFileSystem {
    fn kind(&self) -> &'static str {
        "proc"
    }

    fn root(&self) -> NodeId {
        ROOT
    }

    fn lookup(&mut self, directory: NodeId, name: &[u8]) -> Result<NodeId> {
        match self.node(directory)? {
            Node::Root => {
                if let Some(index) = TOP.iter().position(|top| top.0 == name) {
                    return Ok(Self::within(NodeId(MACHINE), index as u64));
                }
                let pid = Pid(number(name).ok_or(Errno::Noent)?);
                self.index.known(pid)?;
                Ok(Self::of_process(pid))
            }
            Node::Process(_) => {
                let index = ENTRIES.iter().position(|entry| entry.0 == name);
                let index = index.ok_or(Errno::Noent)? as u64;
                Ok(Self::within(directory, index.saturating_add(1)))
            }
            Node::Entry(pid, Entry::Descriptors) => {
                let fd =
                    number(name).filter(|fd| u64::from(*fd) < DESCRIPTORS).ok_or(Errno::Noent)?;
                Ok(Self::within(Self::of_process(pid), DESCRIPTORS.saturating_add(u64::from(fd))))
            }
            _ => Err(Errno::Notdir),
        }
    }

    fn parent(&mut self, directory: NodeId) -> Result<(NodeId, Vec<u8>)> {
        match self.node(directory)? {
            Node::Process(pid) => Ok((ROOT, pid.0.to_string().into_bytes())),
            Node::Entry(pid, Entry::Descriptors) => Ok((Self::of_process(pid), b"fd".to_vec())),
            _ => Err(Errno::Noent),
        }
    }

    fn attributes(&mut self, node: NodeId) -> Result<Stat> {
        let what = self.node(node)?;
        let (kind, mode) = match &what {
            Node::Root | Node::Process(_) => (FileType::Directory, 0o555),
            Node::Top(Top::File(_)) => (FileType::Regular, 0o444),
            Node::Entry(_, Entry::Text(_, mode)) => (FileType::Regular, *mode),
            Node::Entry(_, Entry::Descriptors) => (FileType::Directory, 0o500),
            Node::Top(_) | Node::Entry(..) | Node::Descriptor(..) => {
                (FileType::SymbolicLink, 0o777)
            }
        };
        let (uid, gid) = match what {
            Node::Process(pid) | Node::Entry(pid, _) | Node::Descriptor(pid, _) => {
                self.index.known(pid)?.owner
            }
            Node::Root | Node::Top(_) => (0, 0),
        };
        let size = self.target(node).ok().flatten().map_or(0, |target| target.len() as u64);
        Ok(Stat {
            dev: 0,
            ino: node.0,
            kind,
            mode,
            nlink: if kind == FileType::Directory { 2 } else { 1 },
            uid,
            gid,
            rdev: 0,
            size,
            blocks: 0,
            block_size: 1024,
            atime: self.made,
            mtime: self.made,
            ctime: self.made,
            birthtime: self.made,
        })
    }

    fn special(&self, node: NodeId) -> Option<Special> {
        match self.node(node).ok()? {
            Node::Top(Top::File(what)) => Some(Special::Text(Text::Machine(*what))),
            Node::Entry(pid, Entry::Text(about, _)) => {
                Some(Special::Text(Text::Process(pid, about)))
            }
            Node::Entry(pid, Entry::WorkingDirectory) => {
                self.index.known(pid).ok()?.directory.map(Special::Place)
            }
            Node::Entry(pid, Entry::Descriptors) => Some(Special::DescriptorsOf(pid)),
            Node::Descriptor(pid, fd) => Some(Special::DescriptorOf(pid, fd)),
            _ => None,
        }
    }

    fn hold(&mut self, _node: NodeId) {}

    fn release(&mut self, _node: NodeId) {}

    fn read_link(&mut self, node: NodeId) -> Result<Vec<u8>> {
        match self.node(node)? {
            // Of one that has ended: it is nowhere.
            Node::Entry(_, Entry::WorkingDirectory) => Err(Errno::Noent),
            _ => self.target(node)?.ok_or(Errno::Inval),
        }
    }

    fn read_directory(
        &mut self,
        directory: NodeId,
        cursor: u64,
        count: u32,
    ) -> Result<Vec<DirectoryEntry>> {
        let mut entries: Vec<(Vec<u8>, u64)> = Vec::new();
        match self.node(directory)? {
            Node::Root => {
                entries.extend(TOP.iter().zip(1u64..).map(|(top, next)| (top.0.to_vec(), next)));
                let pids = self.index.processes.borrow();
                // The cursor of a process lies behind those of all names.
                entries.extend(
                    pids.keys()
                        .map(|pid| (pid.0.to_string().into_bytes(), Self::of_process(*pid).0)),
                );
            }
            Node::Process(_) => {
                entries.extend(
                    ENTRIES.iter().zip(1u64..).map(|(entry, next)| (entry.0.to_vec(), next)),
                );
            }
            _ => return Err(Errno::Notdir),
        }
        let wanted = entries.into_iter().filter(|(_, next)| *next > cursor).take(count as usize);
        let mut listed = Vec::new();
        for (name, next) in wanted {
            let node = self.lookup(directory, &name)?;
            let kind = self.attributes(node)?.kind;
            listed.push(DirectoryEntry { name, ino: node.0, kind, next });
        }
        Ok(listed)
    }

    fn statistics(&mut self) -> Result<FilesystemStat> {
        Ok(FilesystemStat {
            kind: PROC_MAGIC,
            block_size: 4096,
            blocks: 0,
            blocks_free: 0,
            files: 0,
            files_free: 0,
        })
    }

    // Texts are read by the kernel, from the node: nothing is opened here.

    fn open(&mut self, _node: NodeId, _access: OpenAccess) -> Result<FileHandle> {
        Err(Errno::Inval)
    }

    fn close(&mut self, _handle: FileHandle) {}

    fn handle_attributes(&mut self, _handle: FileHandle) -> Result<Stat> {
        Err(Errno::Badf)
    }

    fn read(&mut self, _: FileHandle, _: u64, _: u32, _: &dyn Clocks) -> Result<Vec<u8>> {
        Err(Errno::Badf)
    }

    fn write(
        &mut self,
        _: FileHandle,
        _: WritePosition,
        _: &[u8],
        _: &dyn Clocks,
    ) -> Result<(u64, u32)> {
        Err(Errno::Badf)
    }
}
