//! The end of a process.

use super::signal::SIGCHLD;
use super::{Process, StartedBy, State};
use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::poll::WaitSource;
use crate::types::{Pid, WaitStatus};

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
        // Nobody will ask for these again; a zombie keeps its ids and its status.
        process.arguments = Vec::new();
        process.environment = Vec::new();
        let directory = process.directory;
        let descriptors = process.descriptors.take_all();
        self.vfs.release(directory);
        for descriptor in descriptors {
            self.release_file(descriptor.file);
        }
        self.waiters.remove(pid);
        self.exchanges.settle(pid);
        self.monitor.take_denial(pid);
        for child in self.processes.select(|process| process.parent == pid) {
            self.reparent(child);
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

    /// The host: the instance of `pid` is gone.
    pub fn ended(&mut self, pid: Pid, trapped: Option<u8>) {
        let status = trapped.map_or(WaitStatus::Exited(0), WaitStatus::Signaled);
        self.terminate(pid, status);
        let Ok(process) = self.processes.get_mut(pid) else { return };
        let State::Ending(status) = process.state else { return };
        process.state = State::Zombie(status);
        let (parent, started_by) = (process.parent, process.started_by);
        if started_by == StartedBy::Supervisor {
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
        self.forget(pid);
        Ok(Some(status))
    }

    /// Remove a zombie from the table.
    pub(crate) fn forget(&mut self, pid: Pid) {
        if let Some(Process { input: Some(pipe), .. }) = self.processes.remove(pid) {
            self.close_pipe_writer(pipe);
        }
    }
}
