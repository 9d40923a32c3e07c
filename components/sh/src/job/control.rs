//! Job control: a process group for each job, and the terminal's foreground.

use std::rc::Rc;

use kernelet_system as system;
use system::{Fd, Pid, SignalDisposition};

use super::table::Job;

/// Stop typed at the terminal, and output of a background group (signal(7)).
pub const SIGTSTP: u8 = 20;
const SIGTTOU: u8 = 22;

/// Makes the shell the leader of a group in the foreground of its terminal; whether there is job
/// control then.
pub fn take(terminal: Fd) -> bool {
    // The leader of a session leads its group already.
    let _ = system::setpgid(0, 0);
    foreground(terminal, system::identity().group)
}

/// Puts a group into the foreground, which the shell may do from the background.
pub fn foreground(terminal: Fd, group: Pid) -> bool {
    let _ = system::sigaction(SIGTTOU, SignalDisposition::Ignore);
    let put = system::set_foreground_group(terminal, group);
    let _ = system::sigaction(SIGTTOU, SignalDisposition::Default);
    put.is_ok()
}

/// Puts a new process of a job into the job's group, whose first it may be.
pub fn join(job: &Job, pid: Pid) {
    let group = job.group().unwrap_or(pid);
    // A process that has ended already is in no group.
    if system::setpgid(pid, group).is_ok() {
        job.set_group(group);
    }
}

/// A job in the foreground: the terminal is its own until this is dropped.
pub struct Foreground {
    terminal: Fd,
    job: Rc<Job>,
}

impl Foreground {
    /// Takes effect with the job's first process.
    pub fn new(terminal: Fd, job: &Rc<Job>) -> Self {
        job.set_terminal(Some(terminal));
        let foreground = Foreground { terminal, job: Rc::clone(job) };
        if let Some(group) = job.group() {
            self::foreground(terminal, group);
        }
        foreground
    }
}

impl Drop for Foreground {
    fn drop(&mut self) {
        self.job.set_terminal(None);
        foreground(self.terminal, system::identity().group);
    }
}
