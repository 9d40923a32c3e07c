//! Waiting for children (waitpid(2)).

use super::{Process, State};
use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::poll::WaitSource;
use crate::types::{Pid, WaitOptions, WaitStatus, WaitTarget};

impl Kernel {
    /// Report a child that ended, and forget it, or one that stopped or went on. `again` when the host is to wait.
    pub fn wait(
        &mut self,
        who: WaitTarget,
        options: WaitOptions,
    ) -> Result<Option<(Pid, WaitStatus)>> {
        loop {
            let own = self.current()?;
            let (pid, group) = (own.pid, own.group);
            let stopped = own.state == State::Stopped;
            let pending = own.signals.has_pending();
            self.waiters.remove(pid);
            let matches = |process: &Process| {
                process.parent == pid
                    && match who {
                        WaitTarget::Any => true,
                        WaitTarget::Process(target) => process.pid == target,
                        WaitTarget::Group(Pid(0)) => process.group == group,
                        WaitTarget::Group(target) => process.group == target,
                    }
            };
            let mut found = false;
            let mut ended = None;
            let mut changed = None;
            for process in self.processes.iter().filter(|process| matches(process)) {
                found = true;
                if let State::Zombie(status) = process.state {
                    ended = Some((process.pid, status));
                    break;
                }
                let wanted = |change: &WaitStatus| match change {
                    WaitStatus::Stopped(_) => options.stopped,
                    WaitStatus::Continued => options.continued,
                    WaitStatus::Exited(_) | WaitStatus::Signaled(_) => false,
                };
                changed = changed.or(process.change.filter(wanted).map(|it| (process.pid, it)));
            }
            if let Some((child, status)) = ended
                && !stopped
            {
                self.forget(child);
                return Ok(Some((child, status)));
            }
            if let Some((child, change)) = changed
                && !stopped
            {
                self.processes.get_mut(child)?.change = None;
                return Ok(Some((child, change)));
            }
            if !found && !stopped {
                return Err(Errno::Child);
            }
            if options.no_hang {
                return Ok(None);
            }
            if pending && !stopped {
                return Err(Errno::Intr);
            }
            if !self.host.idle(None) {
                self.waiters.insert(pid, vec![WaitSource::ChildrenOf(pid)]);
                return Err(Errno::Again);
            }
        }
    }
}
