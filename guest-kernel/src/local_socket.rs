//! Pairs of connected local stream sockets (socketpair(2), unix(7)): two pipes, one for each way.
//!
//! Sockets with names, and those that reach beyond the VM, are not here.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::pipe::PipeId;
use crate::poll::WaitSource;
use crate::types::{Fd, PollInterest, ShutdownHow};
use crate::vfs::open_file::{Object, Status};

/// One end of a pair. A direction that was shut down is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalSocket {
    /// What it reads: an end of that pipe is its own.
    pub incoming: Option<PipeId>,
    /// What it writes.
    pub outgoing: Option<PipeId>,
}

impl Kernel {
    /// Make two sockets that are connected with each other (socketpair(2)).
    pub fn socketpair(&mut self, close_on_exec: bool) -> Result<(Fd, Fd)> {
        self.current()?.descriptors.check_room(2)?;
        let (there, back) = (self.pipes.create(), self.pipes.create());
        let first = LocalSocket { incoming: Some(back), outgoing: Some(there) };
        let second = LocalSocket { incoming: Some(there), outgoing: Some(back) };
        let [first, second] = [first, second]
            .map(|socket| self.open_files.insert(Object::LocalSocket(socket), Status::READ_WRITE));
        let first = self.install_or_release(first, close_on_exec);
        let second = self.install_or_release(second, close_on_exec);
        Ok((first?, second?))
    }

    /// Close a direction of a connected socket (shutdown(2)).
    pub fn shutdown(&mut self, fd: Fd, how: ShutdownHow) -> Result<()> {
        let Object::LocalSocket(socket) = &mut self.file_mut(fd)?.object else {
            return Err(Errno::Notsock);
        };
        let mut closed = LocalSocket { incoming: None, outgoing: None };
        if matches!(how, ShutdownHow::Read | ShutdownHow::Both) {
            closed.incoming = socket.incoming.take();
        }
        if matches!(how, ShutdownHow::Write | ShutdownHow::Both) {
            closed.outgoing = socket.outgoing.take();
        }
        self.close_local_socket(closed);
        Ok(())
    }

    /// The directions that are left are closed, and the other side is told.
    pub(crate) fn close_local_socket(&mut self, socket: LocalSocket) {
        if let Some(pipe) = socket.incoming {
            self.close_pipe_reader(pipe);
            // Whoever waits on this end itself sees the end as well.
            self.notify(WaitSource::PipeReadable(pipe));
        }
        if let Some(pipe) = socket.outgoing {
            self.close_pipe_writer(pipe);
            self.notify(WaitSource::PipeWritable(pipe));
        }
    }

    /// What can be done with an end: it hangs up when both directions are gone.
    pub(crate) fn local_socket_readiness(&self, socket: LocalSocket) -> PollInterest {
        let side = |pipe: Option<PipeId>| pipe.and_then(|pipe| self.pipes.get(pipe).ok());
        let incoming = side(socket.incoming).map(|pipe| pipe.reader_readiness());
        let outgoing = side(socket.outgoing).map(|pipe| pipe.writer_readiness());
        let ended = incoming.is_none_or(|ready| ready.hangup);
        let broken = outgoing.is_none_or(|ready| ready.error);
        PollInterest {
            readable: incoming.is_none_or(|ready| ready.readable),
            writable: outgoing.is_none_or(|ready| ready.writable),
            hangup: ended && broken,
            error: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::errno::Errno;
    use crate::kernel::Kernel;
    use crate::process::signal::SIGPIPE;
    use crate::testing::{check_invariants, kernel, start};
    use crate::types::{Fd, FileType, PollInterest, PollTarget, ShutdownHow, SignalDisposition};

    fn ready(kernel: &mut Kernel, fd: Fd) -> PollInterest {
        let both = PollInterest { readable: true, writable: true, ..PollInterest::default() };
        let events = kernel.poll(&[PollTarget::Descriptor(fd, both)], Some(0)).unwrap();
        events.first().map(|event| event.ready).unwrap_or_default()
    }

    #[test]
    fn both_ways_and_half_closed() {
        let (mut kernel, _) = kernel();
        start(&mut kernel, "sh");
        kernel.sigaction(SIGPIPE, SignalDisposition::Ignore).unwrap();
        let before = kernel.pipes.len();
        let (a, b) = kernel.socketpair(true).unwrap();
        assert_eq!(kernel.fstat(a).unwrap().kind, FileType::Socket);
        assert!(ready(&mut kernel, a).writable && !ready(&mut kernel, a).readable);
        assert_eq!(kernel.read(a, 9), Err(Errno::Again));
        kernel.write(a, b"there").unwrap();
        kernel.write(b, b"back").unwrap();
        assert_eq!(kernel.read(b, 9), Ok(b"there".to_vec()));
        assert_eq!(kernel.read(a, 9), Ok(b"back".to_vec()));

        let copy = kernel.dup(a, 0, false).unwrap();
        kernel.shutdown(a, ShutdownHow::Write).unwrap();
        assert_eq!(kernel.write(copy, b"x"), Err(Errno::Pipe), "for every descriptor of it");
        assert_eq!(kernel.read(b, 9), Ok(Vec::new()));
        assert!(!ready(&mut kernel, b).hangup, "the other way is open");
        kernel.write(b, b"still").unwrap();
        assert_eq!(kernel.read(a, 9), Ok(b"still".to_vec()));
        kernel.shutdown(a, ShutdownHow::Read).unwrap();
        assert_eq!(kernel.write(b, b"x"), Err(Errno::Pipe));
        assert_eq!(kernel.read(a, 9), Ok(Vec::new()));
        assert!(ready(&mut kernel, b).hangup);
        check_invariants(&mut kernel);
        for fd in [a, b, copy] {
            kernel.close(fd).unwrap();
        }
        assert_eq!(kernel.pipes.len(), before);
        check_invariants(&mut kernel);
    }

    #[test]
    fn the_end_that_closes_wakes_the_one_that_waits() {
        let (mut kernel, host) = kernel();
        let pid = start(&mut kernel, "sh");
        let (a, b) = kernel.socketpair(false).unwrap();
        let readable = PollInterest { readable: true, ..PollInterest::default() };
        let target = [PollTarget::Descriptor(a, readable)];
        assert_eq!(kernel.poll(&target, None), Err(Errno::Again));
        host.take_events();
        kernel.close(b).unwrap();
        assert!(host.take_events().contains(&crate::testing::Event::Wake(pid)));
        assert_eq!(kernel.read(a, 1), Ok(Vec::new()));
        assert_eq!(kernel.shutdown(99, ShutdownHow::Both), Err(Errno::Badf));
        let (reader, _) = kernel.pipe(false).unwrap();
        assert_eq!(kernel.shutdown(reader, ShutdownHow::Both), Err(Errno::Notsock));
    }
}
