//! Waiting for readiness (poll(2)), and who is woken.
//!
//! A `poll` or `wait` that cannot be answered leaves one thing behind: what the process waits for.
//! An event takes every process out that waits for it, and wakes exactly those; the host asks again
//! on their behalf.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::net::SocketId;
use crate::net::resolve::LookupId;
use crate::output::OutputId;
use crate::pipe::PipeId;
use crate::process::State;
use crate::tty::{Master, TerminalId};
use crate::types::{Fd, Pid, PollEvent, PollInterest, PollTarget};
use crate::vfs::Location;
use crate::vfs::open_file::{Object, OpenFile};
use crate::vfs::watch::WatchId;
use std::collections::{BTreeMap, BTreeSet};

/// What can happen that a process waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WaitSource {
    /// A pipe can be read, or has no writers any more.
    PipeReadable(PipeId),
    /// A pipe can be written, or has no readers any more.
    PipeWritable(PipeId),
    /// An output of the host's can be written.
    OutputWritable(OutputId),
    /// A socket has something to read or to accept, or the other side is gone.
    SocketReadable(SocketId),
    /// A socket can be written, was connected, or failed.
    SocketWritable(SocketId),
    /// Sockets may have bytes waiting again.
    SocketRoom,
    /// A terminal has something typed, or hung up.
    TerminalReadable(TerminalId),
    /// A terminal can show more.
    TerminalWritable(TerminalId),
    /// A terminal shows something.
    MasterReadable(TerminalId),
    /// More can be typed.
    MasterWritable(TerminalId),
    /// A question about a name was answered.
    Lookup(LookupId),
    /// A watch was told something.
    Watch(WatchId),
    /// A lock of a file was given back.
    Lock(Location),
    /// Somebody opened an end of a FIFO.
    Fifo(PipeId),
    /// A child of the process ended.
    ChildrenOf(Pid),
}

/// The last unsatisfied poll or wait of each process.
#[derive(Debug, Default)]
pub struct Waiters {
    by_process: BTreeMap<Pid, Vec<WaitSource>>,
    by_source: BTreeMap<WaitSource, BTreeSet<Pid>>,
}

impl Waiters {
    /// The process waits for these, and for nothing it waited for before.
    pub fn insert(&mut self, pid: Pid, sources: Vec<WaitSource>) {
        self.remove(pid);
        for source in &sources {
            self.by_source.entry(*source).or_default().insert(pid);
        }
        self.by_process.insert(pid, sources);
    }

    /// The process does not wait; answers whether it did.
    pub fn remove(&mut self, pid: Pid) -> bool {
        let Some(sources) = self.by_process.remove(&pid) else { return false };
        for source in sources {
            if let Some(pids) = self.by_source.get_mut(&source) {
                pids.remove(&pid);
                if pids.is_empty() {
                    self.by_source.remove(&source);
                }
            }
        }
        true
    }

    /// Something happened: who waited for it does not any more.
    pub fn take(&mut self, source: WaitSource) -> Vec<Pid> {
        let pids: Vec<Pid> = self.by_source.get(&source).into_iter().flatten().copied().collect();
        for pid in &pids {
            self.remove(*pid);
        }
        pids
    }

    /// How many processes wait, and for how many things.
    #[cfg(test)]
    pub fn size(&self) -> (usize, usize) {
        (self.by_process.len(), self.by_source.values().map(BTreeSet::len).sum())
    }
}

impl Kernel {
    /// Wait for one of the targets. `again` when the host is to wait, which then keeps the deadline.
    pub fn poll(&mut self, targets: &[PollTarget], timeout: Option<u64>) -> Result<Vec<PollEvent>> {
        let most = self.descriptor_limit().saturating_add(self.configuration.limits.processes);
        if targets.len() > most as usize {
            return Err(Errno::Inval);
        }
        let started = self.host.monotonic();
        loop {
            let process = self.current()?;
            let pid = process.pid;
            // A stopped process goes on waiting whatever happens: this is where it stops.
            let stopped = process.state == State::Stopped;
            let interrupted = process.signals.has_pending();
            self.waiters.remove(pid);
            let events = if stopped { Vec::new() } else { self.ready(targets) };
            if !events.is_empty() {
                return Ok(events);
            }
            if interrupted && !stopped {
                return Err(Errno::Intr);
            }
            let passed = self.host.monotonic().saturating_sub(started);
            let left = timeout.map(|timeout| timeout.saturating_sub(passed));
            if left == Some(0) {
                return Ok(Vec::new());
            }
            if !self.host.idle(left) {
                let sources = targets.iter().filter_map(|target| self.sources(*target));
                let sources: Vec<WaitSource> = sources.flatten().collect();
                self.waiters.insert(pid, sources);
                return Err(Errno::Again);
            }
        }
    }

    /// Tell who waits for that.
    pub(crate) fn notify(&mut self, source: WaitSource) {
        self.tell_outside(source);
        for pid in self.waiters.take(source) {
            self.wake(pid);
        }
    }

    /// Whatever the process waits for, it is to look again.
    pub(crate) fn wake_process(&mut self, pid: Pid) {
        if self.waiters.remove(pid) {
            self.wake(pid);
        }
    }

    /// The current process waits for one target, as after a `poll` that was answered `again`.
    pub(crate) fn wait_for(&mut self, target: PollTarget) {
        let sources = self.sources(target).unwrap_or_default();
        self.waiters.insert(self.current_pid(), sources);
    }

    fn ready(&self, targets: &[PollTarget]) -> Vec<PollEvent> {
        let ready = (0u32..).zip(targets).map(|(index, target)| {
            let ready = match target {
                PollTarget::Descriptor(fd, interest) => self.descriptor_ready(*fd, *interest),
                PollTarget::Child(child) => self.child_ready(*child),
            };
            PollEvent { index, ready }
        });
        ready.filter(|event| !event.ready.is_empty()).collect()
    }

    fn descriptor_ready(&self, fd: Fd, interest: PollInterest) -> PollInterest {
        let Ok(file) = self.file(fd) else {
            return PollInterest { error: true, ..PollInterest::default() };
        };
        let ready = self.readiness(file);
        PollInterest {
            readable: ready.readable && interest.readable,
            writable: ready.writable && interest.writable,
            hangup: ready.hangup,
            error: ready.error,
        }
    }

    fn readiness(&self, file: &OpenFile) -> PollInterest {
        match file.object {
            Object::Node(_) if file.status.path_only => {
                PollInterest { error: true, ..PollInterest::default() }
            }
            Object::Node(_) => {
                PollInterest { readable: true, writable: true, ..PollInterest::default() }
            }
            Object::PipeReader(pipe) => {
                self.pipes.get(pipe).map_or(PollInterest::default(), |pipe| pipe.reader_readiness())
            }
            Object::PipeWriter(pipe) => {
                self.pipes.get(pipe).map_or(PollInterest::default(), |pipe| pipe.writer_readiness())
            }
            Object::Socket(socket) => self.socket_readiness(socket),
            Object::Terminal(id) => {
                let room = self.terminal_room(id);
                self.terminals.get(id).map_or(PollInterest::default(), |it| it.readiness(room))
            }
            Object::TerminalMaster(id) => {
                self.terminals.get(id).map_or(PollInterest::default(), |it| it.master_readiness())
            }
            Object::Lookup(lookup) => self.resolver.readiness(lookup),
            Object::Watch(watch) => PollInterest {
                readable: self.vfs.watches.has_events(watch),
                ..PollInterest::default()
            },
            Object::Output(output) => self.outputs.readiness(output),
        }
    }

    /// Readable when `wait` would report the child, an error when it is no child.
    fn child_ready(&self, child: Pid) -> PollInterest {
        let own = self.current_pid();
        let state = self
            .processes
            .get(child)
            .ok()
            .filter(|process| process.parent == own && !process.is_virtual())
            .map(|process| process.state);
        match state {
            Some(State::Zombie(_)) => PollInterest { readable: true, ..PollInterest::default() },
            Some(_) => PollInterest::default(),
            None => PollInterest { error: true, ..PollInterest::default() },
        }
    }

    /// What changes the readiness of a target. An end that was not asked about can still hang up.
    fn sources(&self, target: PollTarget) -> Option<Vec<WaitSource>> {
        match target {
            PollTarget::Descriptor(fd, _) => Some(match self.file(fd).ok()?.object {
                Object::Node(_) => Vec::new(),
                Object::PipeReader(pipe) => vec![WaitSource::PipeReadable(pipe)],
                Object::PipeWriter(pipe) => vec![WaitSource::PipeWritable(pipe)],
                Object::Socket(socket) => self.socket_sources(socket),
                Object::Terminal(id) => {
                    let writable = match &self.terminals.get(id).ok()?.master {
                        Master::Host(output) => WaitSource::OutputWritable(*output),
                        Master::Descriptors { .. } => WaitSource::TerminalWritable(id),
                    };
                    vec![WaitSource::TerminalReadable(id), writable]
                }
                Object::TerminalMaster(id) => {
                    vec![WaitSource::MasterReadable(id), WaitSource::MasterWritable(id)]
                }
                Object::Lookup(lookup) => vec![WaitSource::Lookup(lookup)],
                Object::Watch(watch) => vec![WaitSource::Watch(watch)],
                Object::Output(output) => vec![WaitSource::OutputWritable(output)],
            }),
            PollTarget::Child(_) => Some(vec![WaitSource::ChildrenOf(self.current_pid())]),
        }
    }
}
