//! FIFOs (fifo(7)): pipes that are found by a name.
//!
//! Opening one end waits until somebody has the other, unless it is not to block. Who waits has its end
//! already, so that whoever comes finds it; the call is answered `restart` and made again when it was
//! met. Opening for both is not there: POSIX leaves it undefined.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::limit::Resource;
use crate::pipe::PipeId;
use crate::poll::WaitSource;
use crate::types::{Fd, OpenFlags, Pid};
use crate::vfs::Location;
use crate::vfs::open_file::{Object, OpenFileId, Status};
use std::collections::BTreeMap;

/// A process in the middle of opening one.
#[derive(Debug)]
struct Opening {
    location: Location,
    pipe: PipeId,
    /// Its end, which nobody else refers to.
    file: OpenFileId,
    writes: bool,
    /// Somebody opened the other end meanwhile.
    met: bool,
}

/// The FIFOs that are open somewhere.
#[derive(Debug, Default)]
pub struct Fifos {
    /// What each is; stale when that pipe is gone.
    pipes: BTreeMap<Location, PipeId>,
    opening: BTreeMap<Pid, Opening>,
}

impl Fifos {
    /// Ends that are held for who waits.
    #[cfg(test)]
    pub fn held(&self) -> impl Iterator<Item = OpenFileId> {
        self.opening.values().map(|opening| opening.file)
    }
}

impl Kernel {
    /// Make a FIFO (mkfifo(3)).
    pub fn mkfifo(&mut self, dir: Option<Fd>, path: &[u8], mode: u32) -> Result<()> {
        let caller = self.caller()?;
        let start = self.start_of(dir, path)?;
        let made = self.vfs.make_fifo(&caller, start, path, mode);
        self.note_files(&made);
        made.map(|_| ())
    }

    /// Open an end of a FIFO into a new open file description.
    pub(crate) fn open_fifo(&mut self, location: Location, flags: OpenFlags) -> Result<OpenFileId> {
        if flags.read && flags.write {
            return Err(Errno::Notsup);
        }
        // Who has no program cannot wait.
        let flags = OpenFlags { nonblock: flags.nonblock || self.current()?.is_virtual(), ..flags };
        let pid = self.current_pid();
        match self.fifos.opening.remove(&pid) {
            Some(opening) if opening.location == location && opening.writes == flags.write => {
                return self.go_on_opening(pid, opening);
            }
            Some(other) => self.release_file(other.file),
            None => {}
        }
        let pipe = self.pipe_of(location)?;
        let end = self.pipes.get_mut(pipe)?;
        if flags.write && flags.nonblock && !end.has_readers() {
            self.pipes.free_when_unused(pipe);
            return Err(Errno::Nxio);
        }
        end.add_end(flags.write);
        let is_met = flags.nonblock || end.has_both();
        let object = if flags.write { Object::PipeWriter(pipe) } else { Object::PipeReader(pipe) };
        let file = self.open_files.insert(object, Status::from(flags));
        for other in self.fifos.opening.values_mut() {
            other.met |= other.pipe == pipe && other.writes != flags.write;
        }
        self.notify(WaitSource::Fifo(pipe));
        if is_met {
            return Ok(file);
        }
        let opening = Opening { location, pipe, file, writes: flags.write, met: false };
        self.go_on_opening(pid, opening)
    }

    fn go_on_opening(&mut self, pid: Pid, opening: Opening) -> Result<OpenFileId> {
        if opening.met {
            return Ok(opening.file);
        }
        if self.current()?.signals.has_pending() {
            self.release_file(opening.file);
            return Err(Errno::Intr);
        }
        self.waiters.insert(pid, vec![WaitSource::Fifo(opening.pipe)]);
        self.fifos.opening.insert(pid, opening);
        Err(Errno::Restart)
    }

    /// The process opens nothing any more.
    pub(crate) fn stop_opening(&mut self, pid: Pid) {
        if let Some(opening) = self.fifos.opening.remove(&pid) {
            self.release_file(opening.file);
        }
    }

    fn pipe_of(&mut self, location: Location) -> Result<PipeId> {
        if let Some(pipe) = self.fifos.pipes.get(&location)
            && self.pipes.get(*pipe).is_ok()
        {
            return Ok(*pipe);
        }
        self.reserve(Resource::Pipes, 1)?;
        let pipes = &self.pipes;
        self.fifos.pipes.retain(|_, pipe| pipes.get(*pipe).is_ok());
        let pipe = self.pipes.create_without_ends();
        self.fifos.pipes.insert(location, pipe);
        Ok(pipe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Event, check_invariants, flags, kernel, start};
    use crate::types::{FileType, SignalDisposition};

    fn nonblock(letters: &str) -> OpenFlags {
        OpenFlags { nonblock: true, ..flags(letters) }
    }

    #[test]
    fn both_ends_meet() {
        let (mut kernel, host) = kernel();
        let reader = start(&mut kernel, "sh");
        kernel.mkfifo(None, b"/tmp/f", 0o600).unwrap();
        assert_eq!(kernel.mkfifo(None, b"/tmp/f", 0o600), Err(Errno::Exist));
        let stat = kernel.stat(None, b"/tmp/f", true).unwrap();
        assert_eq!((stat.kind, stat.mode), (FileType::Fifo, 0o600));
        assert_eq!(kernel.open(None, b"/tmp/f", flags("r"), 0), Err(Errno::Restart));
        assert_eq!(kernel.open(None, b"/tmp/f", flags("r"), 0), Err(Errno::Restart));
        check_invariants(&mut kernel);

        let writer = start(&mut kernel, "sh");
        host.take_events();
        let end = kernel.open(None, b"/tmp/f", flags("w"), 0).unwrap();
        assert!(host.take_events().contains(&Event::Wake(reader)));
        kernel.write(end, b"hello").unwrap();
        // It is gone before the reader looks again, which gets what it wrote all the same.
        kernel.close(end).unwrap();
        kernel.switch_to(reader).unwrap();
        let end = kernel.open(None, b"/tmp/f", flags("r"), 0).unwrap();
        assert_eq!(kernel.read(end, 99).as_deref(), Ok(&b"hello"[..]));
        assert_eq!(kernel.read(end, 99).as_deref(), Ok(&b""[..]), "the end of file");

        kernel.switch_to(writer).unwrap();
        let again = kernel.open(None, b"/tmp/f", nonblock("w"), 0).unwrap();
        kernel.switch_to(reader).unwrap();
        assert_eq!(kernel.read(end, 99), Err(Errno::Again));
        kernel.close(end).unwrap();
        kernel.switch_to(writer).unwrap();
        assert_eq!(kernel.write(again, b"x"), Err(Errno::Pipe));
        assert!(kernel.current().is_err(), "SIGPIPE ended it");
        assert_eq!(kernel.used(Resource::Pipes), 2, "the standard inputs");
        check_invariants(&mut kernel);
    }

    #[test]
    fn who_does_not_wait() {
        let (mut kernel, _) = kernel();
        let pid = start(&mut kernel, "sh");
        kernel.mkfifo(None, b"/tmp/f", 0o600).unwrap();
        let before = kernel.usage();
        assert_eq!(kernel.open(None, b"/tmp/f", nonblock("w"), 0), Err(Errno::Nxio));
        assert_eq!(kernel.open(None, b"/tmp/f", flags("rw"), 0), Err(Errno::Notsup));
        assert_eq!(kernel.usage(), before);
        let end = kernel.open(None, b"/tmp/f", nonblock("r"), 0).unwrap();
        kernel.close(end).unwrap();
        assert_eq!(kernel.open(None, b"/tmp/f", flags("w"), 0), Err(Errno::Restart));
        kernel.sigaction(15, SignalDisposition::Catch).unwrap();
        kernel.kill(pid.0 as i32, 15).unwrap();
        assert_eq!(kernel.open(None, b"/tmp/f", flags("w"), 0), Err(Errno::Intr));
        kernel.take_signals();
        assert_eq!(kernel.usage(), before);
        assert_eq!(kernel.open(None, b"/tmp/f", flags("w"), 0), Err(Errno::Restart));
        kernel.exit(0);
        assert_eq!(kernel.used(Resource::OpenFiles), 0);
        check_invariants(&mut kernel);
    }
}
