//! The list of processes as the host sees it: those that are there, and for a while those that were.
//!
//! Who looks now and then must not miss that a process ended: its entry stays for a minute after the
//! process has left the table.

use super::{Process, State};
use crate::errno::{Refusal, Result};
use crate::kernel::Kernel;
use crate::policy::Capability;
use crate::types::{Pid, WaitStatus};
use std::collections::VecDeque;
use std::rc::Rc;

/// How long an entry stays after the end: 60 s.
const KEPT_NANOSECONDS: u64 = 60_000_000_000;
/// How many entries of ended processes stay at most; the oldest go first.
const KEPT_MAX: usize = 256;
/// Bytes of arguments that are kept of a process that has ended.
const ARGUMENTS_KEPT: usize = 4096;

/// What a process is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// It runs, or waits for something.
    Running,
    /// A signal stopped it.
    Stopped,
    /// It ended like this; its instance is gone.
    Ended(WaitStatus),
}

/// A process in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Entry {
    pub pid: Pid,
    pub parent: Pid,
    pub group: Pid,
    pub session: Pid,
    pub command: Vec<u8>,
    pub image: Rc<str>,
    /// Of one that ended as many as were kept.
    pub arguments: Vec<Vec<u8>>,
    /// The working directory; empty when it was removed.
    pub directory: Vec<u8>,
    pub activity: Activity,
}

/// Entries of processes that are not in the table any more.
#[derive(Debug, Default)]
pub struct Departed {
    entries: VecDeque<(u64, Entry)>,
}

impl Departed {
    fn add(&mut self, now: u64, entry: Entry) {
        self.forget_old(now);
        if self.entries.len() >= KEPT_MAX {
            self.entries.pop_front();
        }
        self.entries.push_back((now, entry));
    }

    fn forget_old(&mut self, now: u64) {
        while self
            .entries
            .front()
            .is_some_and(|(ended, _)| now.saturating_sub(*ended) > KEPT_NANOSECONDS)
        {
            self.entries.pop_front();
        }
    }
}

/// The first arguments, as far as they are kept.
pub fn kept(arguments: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut room = ARGUMENTS_KEPT;
    let fits = |argument: &Vec<u8>| match room.checked_sub(argument.len().saturating_add(1)) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    arguments.into_iter().take_while(fits).collect()
}

fn entry(process: &Process, directory: Vec<u8>) -> Entry {
    let activity = match process.state {
        // Its end is told when its instance is gone.
        State::Running | State::Ending(_) => Activity::Running,
        State::Stopped => Activity::Stopped,
        State::Zombie(status) => Activity::Ended(status),
    };
    Entry {
        pid: process.pid,
        parent: process.parent,
        group: process.group,
        session: process.session,
        command: process.command.clone(),
        image: process.image.clone(),
        arguments: process.arguments.clone(),
        directory,
        activity,
    }
}

impl Kernel {
    /// Whether the client may look at them.
    ///
    /// # Errors
    /// `acces` with the policy's words.
    pub fn may_inspect_processes(&self) -> Result<(), Refusal> {
        let judged =
            self.monitor.permit(Pid::CLIENT, Capability::ProcessInspect, b"process://snapshot");
        judged.map_err(|errno| {
            let why = self.monitor.take_denial(Pid::CLIENT);
            Refusal { errno, message: why.unwrap_or_default() }
        })
    }

    /// All processes that have programs, and those that ended within a minute, by pid.
    pub fn list_processes(&mut self) -> Vec<Entry> {
        self.departed.forget_old(self.host.monotonic());
        let mut entries: Vec<Entry> =
            self.departed.entries.iter().map(|(_, entry)| entry.clone()).collect();
        // A number that was given out again is the new process's.
        entries.retain(|entry| self.processes.get(entry.pid).is_err());
        for process in self.processes.iter() {
            let directory = match process.is_alive() {
                true => self.vfs.path_of(process.directory).unwrap_or_default(),
                false => process.last_directory.clone(),
            };
            entries.push(entry(process, directory));
        }
        entries.sort_by_key(|entry| entry.pid);
        entries
    }

    /// A process that ended leaves the table.
    pub(super) fn list_departed(&mut self, process: &Process) {
        let now = self.host.monotonic();
        self.departed.add(now, entry(process, process.last_directory.clone()));
    }

    /// The signals that a process catches, and those that it ignores; `srch`.
    pub fn signal_handling(&self, pid: Pid) -> Result<(Vec<u8>, Vec<u8>)> {
        let signals = &self.processes.get(pid)?.signals;
        Ok((signals.caught().collect(), signals.ignored().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{kernel, start};
    use crate::types::SignalDisposition;

    #[test]
    fn an_end_is_listed_for_a_while() {
        let (mut kernel, host) = kernel();
        let pid = start(&mut kernel, "node");
        kernel.chdir(b"/tmp").unwrap();
        let listed = kernel.list_processes();
        let [entry] = &listed[..] else { panic!("{listed:?}") };
        assert_eq!((entry.pid, entry.parent, entry.activity), (pid, Pid::INIT, Activity::Running));
        assert_eq!((&entry.command[..], &*entry.image), (&b"node"[..], "node"));
        assert_eq!(
            (&entry.arguments[..], &entry.directory[..]),
            (&[b"node".to_vec()][..], &b"/tmp"[..])
        );

        kernel.exit(3);
        assert_eq!(kernel.list_processes(), listed, "its instance is still there");
        kernel.ended(pid, None);
        let ended = Entry { activity: Activity::Ended(WaitStatus::Exited(3)), ..listed[0].clone() };
        assert_eq!(kernel.list_processes(), std::slice::from_ref(&ended), "a zombie");
        kernel.reap(pid).unwrap();
        assert_eq!(kernel.list_processes(), [ended], "gone");
        host.nanoseconds.set(host.nanoseconds.get() + KEPT_NANOSECONDS + 1);
        assert_eq!(kernel.list_processes(), []);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let (mut kernel, _) = kernel();
        for _ in 0..2 * KEPT_MAX {
            let pid = start(&mut kernel, "node");
            kernel.exit(0);
            kernel.ended(pid, None);
            kernel.reap(pid).unwrap();
            kernel.drain(pid, 1).unwrap();
            kernel.switch_to(Pid::OPERATOR).unwrap();
        }
        let listed = kernel.list_processes();
        assert_eq!(listed.len(), KEPT_MAX);
        assert_eq!(listed.last().map(|entry| entry.pid), Some(Pid(2 * KEPT_MAX as u32 + 1)));
        assert_eq!(kept(vec![vec![b'x'; 4000], vec![b'y'; 90], vec![b'z'; 90]]).len(), 2);
    }

    #[test]
    fn signals_that_are_handled() {
        let (mut kernel, _) = kernel();
        let pid = start(&mut kernel, "node");
        kernel.sigaction(15, SignalDisposition::Catch).unwrap();
        kernel.sigaction(64, SignalDisposition::Catch).unwrap();
        kernel.sigaction(1, SignalDisposition::Ignore).unwrap();
        assert_eq!(kernel.signal_handling(pid), Ok((vec![15, 64], vec![1])));
        assert!(kernel.signal_handling(Pid(99)).is_err());
    }
}
