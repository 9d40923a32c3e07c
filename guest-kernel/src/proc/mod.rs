//! What the files of `/proc` say (proc(5)), written when they are read.
//!
//! * `machine`: about the VM.
//! * `process`: about one process.
//! * here: which file says what, and where the links of `/proc/PID/fd` lead.
//!
//! The names are `fs::proc`'s. Every process of a VM runs as the same user and under the same policy,
//! so all of them are seen by all of them.

mod machine;
mod process;
#[cfg(test)]
mod tests;

use crate::errno::{Errno, Result};
use crate::fs::Special;
use crate::fs::proc::{About, Machine, Text};
use crate::kernel::Kernel;
use crate::types::{DirectoryEntry, Fd, FileType, Pid, Stat};
use crate::vfs::Location;
use crate::vfs::open_file::{Object, OpenFileId};

impl Kernel {
    /// What a text says now; `noent` when its process is gone.
    pub(crate) fn text(&mut self, text: Text) -> Result<Vec<u8>> {
        Ok(match text {
            Text::Machine(Machine::CpuInfo) => self.cpu_info().into_bytes(),
            Text::Machine(Machine::FileSystems) => machine::FILE_SYSTEMS.as_bytes().to_vec(),
            Text::Machine(Machine::LoadAverage) => self.load_average().into_bytes(),
            Text::Machine(Machine::MemoryInfo) => self.memory_info().into_bytes(),
            Text::Machine(Machine::Statistics) => self.machine_statistics().into_bytes(),
            Text::Machine(Machine::Uptime) => self.uptime().into_bytes(),
            Text::Machine(Machine::Version) => self.version().into_bytes(),
            Text::Process(pid, about) => {
                let process = self.processes.get(pid).map_err(|_| Errno::Noent)?;
                match about {
                    About::CommandLine => process::strings(&process.arguments),
                    About::Environment => process::strings(&process.environment),
                    About::Name => process::name_line(process),
                    About::Limits => self.process_limits(pid)?.into_bytes(),
                    About::Mounts => self.mounts_table(),
                    About::Statistics => self.process_statistics(pid)?,
                    About::MemoryStatistics => self.process_memory_statistics(pid).into_bytes(),
                    About::Status => self.process_status(pid)?,
                }
            }
        })
    }

    /// What a node says, when it is a text.
    pub(crate) fn text_at(&mut self, location: Location) -> Option<Result<Vec<u8>>> {
        match self.vfs.special(location)? {
            Special::Text(text) => Some(self.text(text)),
            _ => None,
        }
    }

    /// Attributes of a node; a text is as long as what it says now.
    pub(crate) fn stat_with_text(&mut self, location: Location) -> Result<Stat> {
        let mut stat = self.vfs.stat(location)?;
        if let Some(text) = self.text_at(location) {
            stat.size = text?.len() as u64;
        }
        Ok(stat)
    }

    /// What a descriptor of any process refers to; `noent`.
    pub(crate) fn file_of(&self, pid: Pid, fd: Fd) -> Result<OpenFileId> {
        let process = self.processes.get(pid).map_err(|_| Errno::Noent)?;
        process.descriptors.get(fd).map(|descriptor| descriptor.file).map_err(|_| Errno::Noent)
    }

    /// The text of a link of `/proc/PID/fd`: a path where the kernel knows one, which it does of
    /// directories, devices and terminals.
    pub(crate) fn describe_descriptor(&mut self, pid: Pid, fd: Fd) -> Result<Vec<u8>> {
        let id = self.file_of(pid, fd)?;
        let object = self.open_files.get(id).ok_or(Errno::Noent)?.object;
        let text = match object {
            Object::Node(node) if node.kind == FileType::Directory => {
                return self.vfs.path_of(node.location);
            }
            Object::Node(node) => {
                let stat = self.vfs.stat(node.location)?;
                format!("inode:[{}:{}]", stat.dev, stat.ino)
            }
            Object::PipeReader(pipe) | Object::PipeWriter(pipe) => format!("pipe:[{}]", pipe.0),
            Object::Output(output) => format!("pipe:[{}:{}]", output.pid.0, output.descriptor),
            Object::Socket(socket) => format!("socket:[{}]", socket.0),
            Object::Terminal(terminal) => format!("/dev/pts/{}", terminal.0),
            Object::TerminalMaster(_) => "/dev/ptmx".to_owned(),
            Object::Lookup(_) => "anon_inode:[lookup]".to_owned(),
            Object::Watch(_) => "anon_inode:inotify".to_owned(),
        };
        Ok(text.into_bytes())
    }

    /// Entries of `/proc/PID/fd`.
    pub(crate) fn descriptor_links(
        &mut self,
        directory: Location,
        pid: Pid,
        first: Fd,
        count: u32,
    ) -> Result<Vec<DirectoryEntry>> {
        let process = self.processes.get(pid).map_err(|_| Errno::Noent)?;
        let numbers: Vec<Fd> =
            process.descriptors.numbers_from(first).take(count as usize).collect();
        self.numbered_entries(directory, numbers, FileType::SymbolicLink)
    }
}
