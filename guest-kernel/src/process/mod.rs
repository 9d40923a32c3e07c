//! Processes, cut by concern: the table, starting (`spawn`, `program`), ending (`exit`), signals and
//! waiting.
//!
//! Life of a process: `Running` (or `Stopped`) → `Ending`, when it exits or a signal ends it: its
//! descriptors are closed at once, but its instance may still be there → `Zombie`, when the host has
//! told that the instance is gone: now it can be waited for → removed. Because a process can be waited
//! for only when its instance is gone, what `wait` reports also gave back its memory.

pub mod exit;
pub mod list;
pub mod program;
pub mod signal;
pub mod spawn;
pub mod table;
#[cfg(test)]
mod tests;
pub mod wait;

use crate::fd_table::FdTable;
use crate::permission::Credentials;
use crate::pipe::PipeId;
use crate::tty::TerminalId;
use crate::types::{Pid, WaitStatus};
use crate::vfs::Location;
use signal::Signals;
use std::rc::Rc;

/// Where a process is in its life; see the module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It makes calls.
    Running,
    /// A signal stopped it: the host lets it get no further, and no `poll` or `wait` is answered.
    Stopped,
    /// It ended; the instance is not gone yet.
    Ending(WaitStatus),
    /// It waits to be reported.
    Zombie(WaitStatus),
}

/// What the host feeds as the input of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Input {
    Pipe(PipeId),
    Terminal(TerminalId),
}

/// Who asked for a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartedBy {
    /// Another process, or the kernel itself.
    Process,
    /// The host, which reaps it.
    Supervisor,
}

/// A process.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Process {
    pub pid: Pid,
    pub parent: Pid,
    pub group: Pid,
    pub session: Pid,
    pub state: State,
    pub started_by: StartedBy,
    pub credentials: Credentials,
    pub umask: u32,
    /// The working directory, held.
    pub directory: Location,
    pub descriptors: FdTable,
    /// Up to where the process may raise the limit of its descriptors.
    pub descriptors_hard: u32,
    /// The name of the command that it was started as.
    pub command: Vec<u8>,
    /// The program image that it runs.
    pub image: Rc<str>,
    /// The path of its program.
    pub executable: Rc<[u8]>,
    /// The monotonic clock when it was started.
    pub started_at: u64,
    /// The working directory's path when it ended.
    pub last_directory: Vec<u8>,
    pub arguments: Vec<Vec<u8>>,
    pub environment: Vec<Vec<u8>>,
    pub signals: Signals,
    /// That it stopped or went on, when no `wait` has reported it yet.
    pub change: Option<WaitStatus>,
    /// What the host feeds, while its end is open.
    pub input: Option<Input>,
}

/// File mode creation mask of a new process (umask(2) of login shells).
pub const DEFAULT_UMASK: u32 = 0o022;

impl Process {
    /// A process without program, arguments or descriptors.
    pub fn new(
        pid: Pid,
        parent: Pid,
        credentials: Credentials,
        directory: Location,
        descriptor_limit: u32,
    ) -> Self {
        Self {
            pid,
            parent,
            group: pid,
            session: pid,
            state: State::Running,
            started_by: StartedBy::Process,
            credentials,
            umask: DEFAULT_UMASK,
            directory,
            descriptors: FdTable::new(descriptor_limit),
            descriptors_hard: descriptor_limit,
            command: Vec::new(),
            image: Rc::from(""),
            executable: Rc::from(&b""[..]),
            started_at: 0,
            last_directory: Vec::new(),
            arguments: Vec::new(),
            environment: Vec::new(),
            signals: Signals::default(),
            change: None,
            input: None,
        }
    }

    /// Whether it can still make calls.
    pub fn is_alive(&self) -> bool {
        matches!(self.state, State::Running | State::Stopped)
    }

    /// Whether it is the operator, init or the client, which have no program.
    pub fn is_virtual(&self) -> bool {
        self.pid.is_virtual()
    }
}
