//! The process table.

use super::{Process, State};
use crate::errno::{Errno, Result};
use crate::fs::proc::{Known, ProcessIndex};
use crate::types::Pid;
use crate::vfs::Location;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How many processes have no program: the operator, init and the client.
const VIRTUAL: usize = 3;
/// The greatest pid (PID_MAX_LIMIT of `linux/threads.h`).
const PID_MAX: u32 = 4 * 1024 * 1024;

/// All processes, those without programs among them.
#[derive(Debug)]
pub struct ProcessTable {
    processes: BTreeMap<Pid, Process>,
    last: Pid,
    limit: u32,
    /// What `/proc` is walked by.
    index: Rc<ProcessIndex>,
}

impl ProcessTable {
    /// A table with these processes without programs, for `limit` others.
    pub fn new(virtual_processes: [Process; VIRTUAL], limit: u32, index: Rc<ProcessIndex>) -> Self {
        let processes = virtual_processes.map(|process| (process.pid, process)).into();
        Self { processes, last: Pid::INIT, limit, index }
    }

    /// A pid that nothing refers to, as far as the table and `in_use` know; `again` at the limit
    /// (fork(2)).
    pub fn free_pid(&self, in_use: impl Fn(Pid) -> bool) -> Result<Pid> {
        if self.len() >= self.limit as usize {
            return Err(Errno::Again);
        }
        let mut candidate = self.last;
        for _ in 0..PID_MAX {
            candidate = Pid(candidate.0.saturating_add(1));
            if candidate.0 > PID_MAX {
                candidate = Pid(Pid::INIT.0.saturating_add(1));
            }
            let taken = in_use(candidate)
                || self.processes.contains_key(&candidate)
                || self
                    .processes
                    .values()
                    .any(|process| process.group == candidate || process.session == candidate);
            if !taken {
                return Ok(candidate);
            }
        }
        Err(Errno::Again)
    }

    /// Add a process under a pid from `free_pid`.
    pub fn insert(&mut self, process: Process) {
        self.last = process.pid;
        let known = Known {
            executable: process.executable.clone(),
            directory: Some(process.directory),
            owner: (process.credentials.uid, process.credentials.gid),
        };
        self.index.processes.borrow_mut().insert(process.pid, known);
        self.processes.insert(process.pid, process);
    }

    /// Look one up, `srch`.
    pub fn get(&self, pid: Pid) -> Result<&Process> {
        self.processes.get(&pid).ok_or(Errno::Srch)
    }

    /// Look one up to change it.
    pub fn get_mut(&mut self, pid: Pid) -> Result<&mut Process> {
        self.processes.get_mut(&pid).ok_or(Errno::Srch)
    }

    /// Forget one. Those without programs stay.
    pub fn remove(&mut self, pid: Pid) -> Option<Process> {
        if pid.is_virtual() {
            return None;
        }
        self.index.processes.borrow_mut().remove(&pid);
        self.processes.remove(&pid)
    }

    /// The index is to show that a process works there now; none: nowhere any more.
    pub fn show_directory(&self, pid: Pid, directory: Option<Location>) {
        if let Some(known) = self.index.processes.borrow_mut().get_mut(&pid) {
            known.directory = directory;
        }
    }

    /// Calls are made on behalf of this process from now on.
    pub fn show_current(&self, pid: Pid) {
        self.index.current.set(pid.0);
    }

    /// All that have programs.
    pub fn iter(&self) -> impl Iterator<Item = &Process> {
        self.processes.values().filter(|process| !process.is_virtual())
    }

    /// Pids of those that a condition holds for, lowest first.
    pub fn select(&self, condition: impl Fn(&Process) -> bool) -> Vec<Pid> {
        self.iter().filter(|process| condition(process)).map(|process| process.pid).collect()
    }

    /// How many there are that have programs.
    pub fn len(&self) -> usize {
        self.processes.len().saturating_sub(VIRTUAL)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many have ended and wait to be reported.
    pub fn zombies(&self) -> usize {
        self.iter().filter(|process| matches!(process.state, State::Zombie(_))).count()
    }

    /// Those without programs as well.
    #[cfg(test)]
    pub fn everyone(&self) -> impl Iterator<Item = &Process> {
        self.processes.values()
    }
}
