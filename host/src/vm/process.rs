//! A process that the embedder started: its input, its output, its end.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::config::WindowSize;
use super::files::Actor;
use super::{Channel, SIGKILL, Shared};
use crate::bindings::types::Errno;
use crate::error::{Error, Result};

/// Bytes that one look at a process's output takes at most.
const DRAIN: u32 = 256 << 10;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// It exited with this status.
    Exited(u8),
    /// This signal ended it.
    Signaled(u8),
}

impl ExitStatus {
    /// The status as a shell reports it: 128 and the signal's number for a signal.
    pub fn code(self) -> i32 {
        match self {
            ExitStatus::Exited(status) => i32::from(status),
            ExitStatus::Signaled(signal) => 128 + i32::from(signal),
        }
    }
}

/// A piece of output, in the order in which it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Written to standard output.
    Stdout(Vec<u8>),
    /// Written to standard error.
    Stderr(Vec<u8>),
}

/// A process started through [`crate::Vm::start`].
///
/// Dropping it leaves the process running; [`Process::kill`] ends it.
pub struct Process {
    pid: u32,
    vm: Arc<Shared>,
    channel: Arc<Channel>,
    output: Mutex<Pending>,
}

/// Output taken from the kernel and not yet by the embedder.
#[derive(Default)]
struct Pending {
    pieces: VecDeque<Output>,
    finished: bool,
}

impl Process {
    pub(crate) fn new(pid: u32, vm: Arc<Shared>, channel: Arc<Channel>) -> Self {
        Process { pid, vm, channel, output: Mutex::default() }
    }

    /// Its process identifier inside the VM.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Writes all of `data` to its standard input, waiting while the pipe is full.
    ///
    /// # Errors
    /// [`Error::Refused`] with EPIPE when nobody reads it any more.
    pub async fn write_stdin(&self, mut data: &[u8]) -> Result<()> {
        while !data.is_empty() {
            let taken = self.vm.supervise(|supervisor, store| {
                supervisor.kernelet_kernel_supervisor().call_feed(store, self.pid, data)
            })?;
            let taken = taken.map_err(Error::refused("write to standard input"))?;
            if taken == 0 {
                self.channel.input.notified().await;
            }
            data = data.get(taken as usize..).unwrap_or_default();
        }
        Ok(())
    }

    /// Changes the size of the window of its terminal.
    ///
    /// # Errors
    /// [`Error::Refused`] with ENOTTY when it was not started on one.
    pub fn resize(&self, window: WindowSize) -> Result<()> {
        let resized = self.vm.supervise(|supervisor, store| {
            supervisor.kernelet_kernel_supervisor().call_resize(store, self.pid, window)
        })?;
        resized.map_err(Error::refused(format!("resize the window of process {}", self.pid)))
    }

    /// Ends its standard input; a terminal hangs up.
    ///
    /// # Errors
    /// [`Error::Ended`] when the VM is over.
    pub fn close_stdin(&self) -> Result<()> {
        let ended = self.vm.supervise(|supervisor, store| {
            supervisor.kernelet_kernel_supervisor().call_end_input(store, self.pid)
        })?;
        match ended {
            Ok(()) | Err(Errno::Srch | Errno::Pipe) => Ok(()),
            Err(errno) => Err(Error::refused("end standard input")(errno)),
        }
    }

    /// The next piece of output; none when nobody can write any more. What is not taken stays in
    /// the VM's pipes, so a reader that stops stops the writers.
    ///
    /// # Errors
    /// [`Error::Ended`] when the VM is over.
    pub async fn output(&self) -> Result<Option<Output>> {
        let mut pending = self.output.lock().await;
        loop {
            if let Some(piece) = pending.pieces.pop_front() {
                return Ok(Some(piece));
            }
            if pending.finished {
                return Ok(None);
            }
            let drained = self.vm.supervise(|supervisor, store| {
                supervisor.kernelet_kernel_supervisor().call_drain(store, self.pid, DRAIN)
            })?;
            match drained {
                Err(_) => pending.finished = true,
                Ok(pieces) if pieces.is_empty() => self.channel.output.notified().await,
                Ok(pieces) => pending.pieces.extend(pieces.into_iter().filter_map(piece)),
            }
        }
    }

    /// All the output there will be, standard output and standard error apart.
    ///
    /// # Errors
    /// [`Error::Ended`] when the VM is over.
    pub async fn read_to_end(&self) -> Result<(Vec<u8>, Vec<u8>)> {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        while let Some(piece) = self.output().await? {
            match piece {
                Output::Stdout(data) => stdout.extend(data),
                Output::Stderr(data) => stderr.extend(data),
            }
        }
        Ok((stdout, stderr))
    }

    /// Waits for its end. Its output can still be read afterwards.
    ///
    /// # Errors
    /// [`Error::Ended`] when the VM is over.
    pub async fn wait(&self) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.channel.status() {
                return Ok(status);
            }
            if let Some(cause) = self.vm.kernel.ended() {
                return Err(Error::Ended { cause });
            }
            self.channel.ended.notified().await;
        }
    }

    /// Why the host ended it, when it was the host: a trap, the memory limit.
    pub fn cause(&self) -> Option<&str> {
        self.channel.cause()
    }

    /// Sends a signal to it.
    ///
    /// # Errors
    /// [`Error::Refused`] with ESRCH when it has ended.
    pub fn signal(&self, signal: u8) -> Result<()> {
        let what = || format!("signal process {}", self.pid);
        // Its identifier may be somebody else's by now.
        if self.channel.status().is_some() {
            return Err(Error::refused(what())(Errno::Srch));
        }
        let pid = i32::try_from(self.pid).unwrap_or(i32::MAX);
        let (answer,): (Result<(), Errno>,) =
            self.vm.call_now(Actor::Operator, "kill", (pid, signal))?;
        answer.map_err(Error::refused(what()))
    }

    /// Ends it at once.
    ///
    /// # Errors
    /// As [`Process::signal`].
    pub fn kill(&self) -> Result<()> {
        self.signal(SIGKILL)
    }

    /// Nanoseconds of CPU time it has used and bytes of memory it has.
    pub fn usage(&self) -> (u64, u64) {
        self.vm.program(self.pid).map_or((0, 0), |program| program.usage())
    }
}

/// A VM that lives for days does not grow with the processes it ran.
impl Drop for Process {
    fn drop(&mut self) {
        self.vm.forget(self.pid);
    }
}

fn piece(output: crate::bindings::supervisor::Output) -> Option<Output> {
    if output.data.is_empty() {
        return None;
    }
    match output.descriptor {
        // 0 is the terminal.
        0 | 1 => Some(Output::Stdout(output.data)),
        _ => Some(Output::Stderr(output.data)),
    }
}
