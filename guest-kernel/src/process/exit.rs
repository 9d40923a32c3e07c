//! The end of a process.

use super::signal::{SIGCHLD, SIGCONT, SIGHUP, SIGKILL, SIGTERM};
use super::{Process, StartedBy, State, list};
use crate::errno::{Errno, Result};
use crate::events::Event;
use crate::kernel::Kernel;
use crate::limit::ProgramLimit;
use crate::poll::WaitSource;
use crate::timer::Timer;
use crate::types::{Pid, WaitStatus};
use std::collections::BTreeSet;

/// How long a process that the host started and did not ask for stays known: 60 s.
const ZOMBIE_NANOSECONDS: u64 = 60_000_000_000;

impl Kernel {
    /// The current process ends itself (_exit(2)). The operator has no life to end.
    pub fn exit(&mut self, status: u8) {
        self.terminate(self.current_pid(), WaitStatus::Exited(status));
    }

    /// A process makes no more calls: release what it holds. Its instance may still be there.
    pub(crate) fn terminate(&mut self, pid: Pid, status: WaitStatus) {
        let Ok(process) = self.processes.get_mut(pid) else { return };
        if process.is_virtual() || !process.is_alive() {
            return;
        }
        process.state = State::Ending(status);
        // Nobody will ask for these again; a zombie keeps its ids, its status and what is listed.
        process.arguments = list::kept(std::mem::take(&mut process.arguments));
        process.environment = Vec::new();
        let (directory, session, group) = (process.directory, process.session, process.group);
        process.last_directory = self.vfs.path_of(directory).unwrap_or_default();
        let descriptors = process.descriptors.take_all();
        self.processes.show_directory(pid, None);
        self.vfs.release(directory);
        self.locks.wait_no_more(pid);
        self.stop_opening(pid);
        for descriptor in descriptors {
            self.unlock_ranges(pid, descriptor.file);
            self.release_file(descriptor.file);
        }
        if session == pid {
            self.end_session(session);
        }
        self.waiters.remove(pid);
        self.exchanges.settle(pid);
        self.monitor.take_denial(pid);
        let children = self.processes.select(|process| process.parent == pid);
        let mut groups: BTreeSet<Pid> = children
            .iter()
            .filter_map(|child| Some(self.processes.get(*child).ok()?.group))
            .collect();
        groups.insert(group);
        for child in children {
            self.reparent(child);
        }
        for group in groups {
            self.continue_orphaned(group);
        }
    }

    /// Nobody is left who could continue a stopped group: it is told, and goes on (_exit(2)).
    fn continue_orphaned(&mut self, group: Pid) {
        let is_stopped =
            |process: &Process| process.group == group && process.state == State::Stopped;
        if self.is_orphaned(group) && self.processes.iter().any(is_stopped) {
            self.deliver_to_group(group, SIGHUP);
            self.deliver_to_group(group, SIGCONT);
        }
    }

    /// Give an orphan to init, which does not wait for what the host did not start.
    fn reparent(&mut self, child: Pid) {
        let Ok(process) = self.processes.get_mut(child) else { return };
        process.parent = Pid::INIT;
        if matches!(process.state, State::Zombie(_)) {
            self.forget(child);
        }
    }

    /// The host: the instance of `pid` hit a limit, and its end follows.
    pub fn ended_by_limit(&mut self, pid: Pid, limit: ProgramLimit) {
        let (limit, maximum) = limit.of(&self.configuration.limits);
        self.events.push(Event::LimitReached { pid, limit, maximum });
    }

    /// The host: the instance of `pid` is gone.
    pub fn ended(&mut self, pid: Pid, trapped: Option<u8>) {
        let status = trapped.map_or(WaitStatus::Exited(0), WaitStatus::Signaled);
        self.terminate(pid, status);
        let Ok(process) = self.processes.get_mut(pid) else { return };
        let State::Ending(status) = process.state else { return };
        process.state = State::Zombie(status);
        let (parent, started_by) = (process.parent, process.started_by);
        if started_by == StartedBy::Supervisor {
            self.timers.add(ZOMBIE_NANOSECONDS, Timer::Zombie(pid));
            self.host.process_ended(pid);
            return;
        }
        let ignored =
            self.processes.get(parent).is_ok_and(|parent| parent.signals.ignores(SIGCHLD));
        // A parent that ignores SIGCHLD leaves no zombies (wait(2), notes).
        if parent == Pid::INIT || ignored {
            self.forget(pid);
        }
        self.notify(WaitSource::ChildrenOf(parent));
        self.deliver(parent, SIGCHLD);
    }

    /// The host asks for a process it started.
    pub fn reap(&mut self, pid: Pid) -> Result<Option<WaitStatus>> {
        let process = self.processes.get(pid)?;
        if process.started_by != StartedBy::Supervisor {
            return Err(Errno::Srch);
        }
        let State::Zombie(status) = process.state else { return Ok(None) };
        self.timers.cancel(Timer::Zombie(pid));
        self.forget(pid);
        Ok(Some(status))
    }

    /// The host did not ask for it in time.
    pub(crate) fn forget_zombie(&mut self, pid: Pid) {
        let is_zombie = |process: &Process| {
            matches!(process.state, State::Zombie(_)) && process.parent == Pid::INIT
        };
        if self.processes.get(pid).is_ok_and(is_zombie) {
            self.forget(pid);
        }
    }

    /// End every process: SIGTERM now, SIGKILL to what is left after `grace` nanoseconds.
    pub fn terminate_all(&mut self, grace: u64) {
        for pid in self.processes.select(Process::is_alive) {
            self.deliver(pid, SIGTERM);
            // What is stopped is to see it.
            self.deliver(pid, SIGCONT);
        }
        self.timers.cancel(Timer::Grace);
        self.timers.add(grace, Timer::Grace);
    }

    /// The grace is over.
    pub(crate) fn end_grace(&mut self) {
        for pid in self.processes.select(Process::is_alive) {
            self.deliver(pid, SIGKILL);
        }
    }

    /// Remove a zombie from the table.
    pub(crate) fn forget(&mut self, pid: Pid) {
        let Some(process) = self.processes.remove(pid) else { return };
        self.list_departed(&process);
        if let Some(input) = process.input {
            self.close_input(input);
        }
    }
}
