//! Calls on descriptors: reading, writing, positions, duplicates, pipes.

use crate::errno::{Errno, Result};
use crate::fd_table::Descriptor;
use crate::fs::{READ_MAX, WritePosition};
use crate::kernel::Kernel;
use crate::limit::Resource;
use crate::poll::WaitSource;
use crate::process::signal::SIGPIPE;
use crate::types::{DescriptorFlags, Fd, FileType, Whence};
use crate::vfs::mount::MountId;
use crate::vfs::open::OpenNode;
use crate::vfs::open_file::{Object, OpenFile, OpenFileId, Status};
use crate::vfs::watch::Change;

/// A file position that is not moved, or the one that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    Own,
    At(u64),
}

impl Kernel {
    fn release_descriptor(&mut self, descriptor: Descriptor) {
        self.unlock_ranges(self.current_pid(), descriptor.file);
        self.release_file(descriptor.file);
    }

    /// Release a descriptor (close(2)).
    pub fn close(&mut self, fd: Fd) -> Result<()> {
        let descriptor = self.current_mut()?.descriptors.remove(fd)?;
        self.release_descriptor(descriptor);
        Ok(())
    }

    /// Read at the file position (read(2)).
    pub fn read(&mut self, fd: Fd, length: u32) -> Result<Vec<u8>> {
        let file = *self.readable(fd)?;
        self.check_length("read-bytes", self.configuration.limits.read_bytes, u64::from(length))?;
        let length = length.min(READ_MAX);
        match file.object {
            Object::Node(node) => self.read_node(fd, &file, &node, length, Position::Own),
            Object::PipeReader(pipe) => {
                let data = self.pipes.get_mut(pipe)?.read(length as usize)?;
                if !data.is_empty() {
                    self.pipe_drained(pipe);
                }
                Ok(data)
            }
            Object::Socket(socket) => self.read_socket(socket, length),
            Object::Terminal(terminal) => self.read_terminal(terminal, length),
            Object::TerminalMaster(terminal) => self.read_master(terminal, length),
            Object::Lookup(_) | Object::Watch(_) => Err(Errno::Inval),
            Object::PipeWriter(_) | Object::Output(_) => Err(Errno::Badf),
        }
    }

    /// Read at an offset (pread(2)).
    pub fn pread(&mut self, fd: Fd, length: u32, offset: u64) -> Result<Vec<u8>> {
        let file = *self.readable(fd)?;
        self.check_length("read-bytes", self.configuration.limits.read_bytes, u64::from(length))?;
        let Object::Node(node) = file.object else { return Err(Errno::Spipe) };
        if i64::try_from(offset).is_err() {
            return Err(Errno::Inval);
        }
        self.read_node(fd, &file, &node, length.min(READ_MAX), Position::At(offset))
    }

    fn readable(&self, fd: Fd) -> Result<&OpenFile> {
        self.file(fd).and_then(|file| if file.status.read { Ok(file) } else { Err(Errno::Badf) })
    }

    fn writable(&self, fd: Fd) -> Result<&OpenFile> {
        self.file(fd).and_then(|file| if file.status.write { Ok(file) } else { Err(Errno::Badf) })
    }

    fn read_node(
        &mut self,
        fd: Fd,
        file: &OpenFile,
        node: &OpenNode,
        length: u32,
        position: Position,
    ) -> Result<Vec<u8>> {
        let offset = match position {
            Position::Own => file.position,
            Position::At(offset) => offset,
        };
        let data = match (node.kind, node.handle) {
            (FileType::Directory, _) => return Err(Errno::Isdir),
            (_, Some(handle)) => {
                let file_system = self.vfs.file_system(node.location.mount)?;
                file_system.read(handle, offset, length, &*self.host)?
            }
            (_, None) => {
                let text = self.text_at(node.location).ok_or(Errno::Noent)??;
                let start = usize::try_from(offset).unwrap_or(usize::MAX).min(text.len());
                let end = start.saturating_add(length as usize).min(text.len());
                text.get(start..end).unwrap_or_default().to_vec()
            }
        };
        if position == Position::Own && node.kind == FileType::Regular {
            self.file_mut(fd)?.position = offset.saturating_add(data.len() as u64);
        }
        Ok(data)
    }

    /// Write at the file position, or at the end with `append` (write(2)).
    pub fn write(&mut self, fd: Fd, data: &[u8]) -> Result<u32> {
        let file = *self.writable(fd)?;
        self.check_length("write-bytes", self.configuration.limits.write_bytes, data.len() as u64)?;
        match file.object {
            Object::Node(node) => self.write_node(fd, &file, &node, data, Position::Own),
            Object::PipeWriter(pipe) => {
                let end = self.pipes.get_mut(pipe)?;
                match end.write(data) {
                    Ok(written) => {
                        if written > 0 {
                            self.notify(WaitSource::PipeReadable(pipe));
                        }
                        u32::try_from(written).map_err(|_| Errno::Inval)
                    }
                    Err(Errno::Pipe) => {
                        self.deliver(self.current_pid(), SIGPIPE);
                        Err(Errno::Pipe)
                    }
                    Err(error) => Err(error),
                }
            }
            Object::Socket(socket) => self.write_socket(socket, data),
            Object::Output(output) => {
                let (written, announce) = self.outputs.write(output, data)?;
                self.announce(output, announce);
                u32::try_from(written).map_err(|_| Errno::Inval)
            }
            Object::Terminal(terminal) => {
                let written = self.write_terminal(terminal, data)?;
                u32::try_from(written).map_err(|_| Errno::Inval)
            }
            Object::TerminalMaster(terminal) => {
                let written = self.write_master(terminal, data)?;
                u32::try_from(written).map_err(|_| Errno::Inval)
            }
            Object::PipeReader(_) | Object::Lookup(_) | Object::Watch(_) => Err(Errno::Badf),
        }
    }

    /// Write at an offset (pwrite(2)). With `append` the data goes to the end all the same, as Linux
    /// does (pwrite(2), BUGS) and programs have come to expect; POSIX says otherwise.
    pub fn pwrite(&mut self, fd: Fd, data: &[u8], offset: u64) -> Result<u32> {
        let file = *self.writable(fd)?;
        self.check_length("write-bytes", self.configuration.limits.write_bytes, data.len() as u64)?;
        let Object::Node(node) = file.object else { return Err(Errno::Spipe) };
        if i64::try_from(offset).is_err() {
            return Err(Errno::Inval);
        }
        self.write_node(fd, &file, &node, data, Position::At(offset))
    }

    fn write_node(
        &mut self,
        fd: Fd,
        file: &OpenFile,
        node: &OpenNode,
        data: &[u8],
        position: Position,
    ) -> Result<u32> {
        let handle = node.handle.ok_or(Errno::Badf)?;
        let target = match position {
            _ if file.status.append => WritePosition::End,
            Position::Own => WritePosition::At(file.position),
            Position::At(offset) => WritePosition::At(offset),
        };
        let file_system = self.vfs.file_system(node.location.mount)?;
        let result = file_system.write(handle, target, data, &*self.host);
        if node.location.mount == MountId::ROOT {
            self.note_files(&result);
        }
        let (end, written) = result?;
        if written > 0 {
            self.vfs.touched(node.directory, node.location, Change::Modified);
        }
        if position == Position::Own && node.kind == FileType::Regular {
            self.file_mut(fd)?.position = end;
        }
        Ok(written)
    }

    /// Move the file position (lseek(2)).
    pub fn seek(&mut self, fd: Fd, offset: i64, whence: Whence) -> Result<u64> {
        let file = *self.file(fd)?;
        if file.status.path_only {
            return Err(Errno::Badf);
        }
        let Object::Node(node) = file.object else { return Err(Errno::Spipe) };
        if node.kind == FileType::CharacterDevice {
            // What has no position is always at its start (null_lseek of drivers/char/mem.c).
            return Ok(0);
        }
        let base = match whence {
            Whence::Start => 0,
            Whence::Current => file.position,
            Whence::End => self.fstat(fd)?.size,
        };
        let base = i64::try_from(base).map_err(|_| Errno::Overflow)?;
        let position = base.checked_add(offset).ok_or(Errno::Overflow)?;
        let position = u64::try_from(position).map_err(|_| Errno::Inval)?;
        self.file_mut(fd)?.position = position;
        Ok(position)
    }

    /// Cut or extend the file (ftruncate(2)).
    pub fn ftruncate(&mut self, fd: Fd, size: u64) -> Result<()> {
        let file = *self.file(fd)?;
        if file.status.path_only {
            return Err(Errno::Badf);
        }
        let Object::Node(node) = file.object else { return Err(Errno::Inval) };
        if !file.status.write || node.kind != FileType::Regular {
            return Err(Errno::Inval);
        }
        let handle = node.handle.ok_or(Errno::Badf)?;
        let file_system = self.vfs.file_system(node.location.mount)?;
        let cut = file_system.set_size(handle, size, &*self.host);
        self.note_files(&cut);
        if cut.is_ok() {
            self.vfs.touched(node.directory, node.location, Change::Modified);
        }
        cut
    }

    /// Bring the file to stable storage (fsync(2)).
    pub fn fsync(&mut self, fd: Fd) -> Result<()> {
        let file = *self.file(fd)?;
        if file.status.path_only {
            return Err(Errno::Badf);
        }
        match file.object {
            Object::Node(OpenNode { location, handle: Some(handle), .. }) => {
                self.vfs.file_system(location.mount)?.sync(handle)
            }
            // A directory: its entries are where they are.
            Object::Node(_) => Ok(()),
            _ => Err(Errno::Inval),
        }
    }

    /// Duplicate to the lowest free number from `minimum` on (F_DUPFD of fcntl(2)).
    pub fn dup(&mut self, fd: Fd, minimum: Fd, close_on_exec: bool) -> Result<Fd> {
        let file = self.current()?.descriptors.get(fd)?.file;
        let duplicate = self.install(file, minimum, close_on_exec)?;
        self.open_files.hold(file);
        Ok(duplicate)
    }

    /// Duplicate to that number (dup2(2)).
    pub fn dup2(&mut self, fd: Fd, target: Fd) -> Result<()> {
        let process = self.current_mut()?;
        let file = process.descriptors.get(fd)?.file;
        if fd == target {
            return Ok(());
        }
        let duplicate = Descriptor { file, close_on_exec: false };
        let replaced = process.descriptors.set(target, duplicate)?;
        self.open_files.hold(file);
        if let Some(replaced) = replaced {
            self.release_descriptor(replaced);
        }
        Ok(())
    }

    /// Flags of a descriptor and its description (fcntl(2)).
    pub fn get_flags(&self, fd: Fd) -> Result<DescriptorFlags> {
        let close_on_exec = self.current()?.descriptors.get(fd)?.close_on_exec;
        let status = self.file(fd)?.status;
        Ok(DescriptorFlags { append: status.append, nonblock: status.nonblock, close_on_exec })
    }

    /// Set them.
    pub fn set_flags(&mut self, fd: Fd, flags: DescriptorFlags) -> Result<()> {
        let file = self.file_mut(fd)?;
        file.status.append = flags.append;
        file.status.nonblock = flags.nonblock;
        self.current_mut()?.descriptors.get_mut(fd)?.close_on_exec = flags.close_on_exec;
        Ok(())
    }

    /// Make a pipe (pipe(2)).
    pub fn pipe(&mut self, close_on_exec: bool) -> Result<(Fd, Fd)> {
        self.current()?.descriptors.check_room(2)?;
        self.reserve(Resource::Pipes, 1)?;
        self.reserve(Resource::OpenFiles, 2)?;
        let pipe = self.pipes.create();
        let reader = self.open_files.insert(Object::PipeReader(pipe), Status::READ);
        let writer = self.open_files.insert(Object::PipeWriter(pipe), Status::WRITE);
        let read_end = self.install_or_release(reader, close_on_exec);
        let write_end = self.install_or_release(writer, close_on_exec);
        Ok((read_end?, write_end?))
    }

    pub(crate) fn install_or_release(
        &mut self,
        file: OpenFileId,
        close_on_exec: bool,
    ) -> Result<Fd> {
        self.install(file, 0, close_on_exec).inspect_err(|_| self.release_file(file))
    }
}
