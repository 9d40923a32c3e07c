//! Signals: what is sent to whom, and what it does (signal(7)).
//!
//! A signal that is caught becomes pending and ends the process's `poll`; the program takes it with
//! `take_signals`. Standard signals are pending once, real-time signals as often as they were sent,
//! up to a limit.

use super::{Process, State};
use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::poll::WaitSource;
use crate::types::{Pid, SignalDisposition, WaitStatus};

/// Signal numbers of Linux x86-64: the terminal hung up.
pub const SIGHUP: u8 = 1;
/// Typed to interrupt.
pub const SIGINT: u8 = 2;
/// Typed to quit.
pub const SIGQUIT: u8 = 3;
/// The end, not to be caught.
pub const SIGKILL: u8 = 9;
/// Write to a pipe without readers.
pub const SIGPIPE: u8 = 13;
/// The polite end.
pub const SIGTERM: u8 = 15;
/// Child stopped or ended.
pub const SIGCHLD: u8 = 17;
/// Continue when stopped.
pub const SIGCONT: u8 = 18;
/// Stop, not to be caught.
pub const SIGSTOP: u8 = 19;
/// Stop from the terminal.
pub const SIGTSTP: u8 = 20;
/// Terminal input for a background process.
pub const SIGTTIN: u8 = 21;
/// Terminal output for a background process.
pub const SIGTTOU: u8 = 22;
/// Urgent data on a socket.
pub const SIGURG: u8 = 23;
/// The window changed its size.
pub const SIGWINCH: u8 = 28;
/// The last signal.
pub const SIGNAL_MAX: u8 = 64;
/// The first real-time signal, as the kernel counts (SIGRTMIN of `asm/signal.h`).
const SIGNAL_REALTIME_MIN: u8 = 32;
/// Pending real-time signals of one process (Linux limits them by RLIMIT_SIGPENDING).
const PENDING_MAX: usize = 256;

/// What a process does about signals.
#[derive(Debug, Clone, Default)]
pub struct Signals {
    /// Bit n−1 for signal n.
    ignored: u64,
    caught: u64,
    blocked: u64,
    /// Caught and not yet taken, oldest first.
    pending: Vec<u8>,
    /// Arrived while they were blocked, oldest first.
    held: Vec<u8>,
}

/// Sets of signals: bit n−1 for signal n.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Sets {
    pub pending: u64,
    pub blocked: u64,
    pub ignored: u64,
    pub caught: u64,
}

/// What happens when a signal arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    Nothing,
    Catch,
    End,
    Stop,
    Continue,
}

fn bit(signal: u8) -> u64 {
    1u64.checked_shl(u32::from(signal).saturating_sub(1)).unwrap_or(0)
}

/// The signals whose bits are set.
fn numbers(set: u64) -> impl Iterator<Item = u8> {
    (1..=SIGNAL_MAX).filter(move |signal| set & bit(*signal) != 0)
}

impl Signals {
    /// What a child starts with: ignored and blocked signals stay so, caught ones do not (execve(2)).
    pub fn inherited(&self) -> Self {
        Self { ignored: self.ignored, blocked: self.blocked, ..Self::default() }
    }

    fn set(&mut self, signal: u8, disposition: SignalDisposition) {
        self.ignored &= !bit(signal);
        self.caught &= !bit(signal);
        match disposition {
            SignalDisposition::Default => {}
            SignalDisposition::Ignore => self.ignored |= bit(signal),
            SignalDisposition::Catch => self.caught |= bit(signal),
        }
        if disposition != SignalDisposition::Catch {
            // What is pending and then ignored is discarded (sigaction(2)).
            self.pending.retain(|pending| *pending != signal);
        }
        if disposition == SignalDisposition::Ignore {
            self.held.retain(|held| *held != signal);
        }
    }

    /// Whether the process said to ignore it.
    pub fn ignores(&self, signal: u8) -> bool {
        self.ignored & bit(signal) != 0
    }

    /// Signals that are caught.
    pub fn caught(&self) -> impl Iterator<Item = u8> {
        numbers(self.caught)
    }

    /// Signals that are ignored because the process said so.
    pub fn ignored(&self) -> impl Iterator<Item = u8> {
        numbers(self.ignored)
    }

    /// What is pending, blocked, ignored and caught.
    pub fn sets(&self) -> Sets {
        let waiting = self.pending.iter().chain(&self.held);
        let pending = waiting.fold(0, |set, signal| set | bit(*signal));
        Sets { pending, blocked: self.blocked, ignored: self.ignored, caught: self.caught }
    }

    /// Block these and no others; answers what arrived and is blocked no more, oldest first.
    fn block(&mut self, mask: u64) -> Vec<u8> {
        self.blocked = mask & !(bit(SIGKILL) | bit(SIGSTOP));
        let is_blocked = |signal: &u8| self.blocked & bit(*signal) != 0;
        let (held, free) = self.held.iter().partition(|signal| is_blocked(signal));
        let (caught, pending): (Vec<u8>, _) =
            self.pending.iter().partition(|signal| is_blocked(signal));
        (self.held, self.pending) = (held, pending);
        self.held.extend(caught);
        free
    }

    /// Keep a signal for later when it is blocked; answers whether it is.
    fn hold_back(&mut self, signal: u8) -> bool {
        let holds = self.blocked & bit(signal) != 0
            && !matches!(self.action(signal), Action::Nothing | Action::Continue);
        if holds {
            queue(&mut self.held, signal);
        }
        holds
    }

    /// Whether there is something for `take`.
    pub fn has_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Take these off what is pending.
    fn discard(&mut self, signals: &[u8]) {
        self.pending.retain(|pending| !signals.contains(pending));
        self.held.retain(|held| !signals.contains(held));
    }

    fn add_pending(&mut self, signal: u8) {
        queue(&mut self.pending, signal);
    }

    fn action(&self, signal: u8) -> Action {
        let can_be_caught = !matches!(signal, SIGKILL | SIGSTOP);
        if can_be_caught && self.caught & bit(signal) != 0 {
            return Action::Catch;
        }
        if can_be_caught && self.ignores(signal) {
            return Action::Nothing;
        }
        match signal {
            SIGCHLD | SIGURG | SIGWINCH => Action::Nothing,
            SIGCONT => Action::Continue,
            SIGSTOP | SIGTSTP | SIGTTIN | SIGTTOU => Action::Stop,
            _ => Action::End,
        }
    }
}

/// Standard signals are there once, real-time signals as often as there is room.
fn queue(signals: &mut Vec<u8>, signal: u8) {
    let standard = signal < SIGNAL_REALTIME_MIN;
    let is_there = standard && signals.contains(&signal);
    if !is_there && (standard || signals.len() < PENDING_MAX) {
        signals.push(signal);
    }
}

fn check_number(signal: u8) -> Result<()> {
    if signal > SIGNAL_MAX { Err(Errno::Inval) } else { Ok(()) }
}

/// kill(2): the superuser, or the same user.
fn may_signal(sender: &Process, target: &Process) -> bool {
    sender.credentials.is_root()
        || (!target.is_virtual() && sender.credentials.uid == target.credentials.uid)
}

impl Kernel {
    /// Send a signal (kill(2)).
    pub fn kill(&mut self, target: i32, signal: u8) -> Result<()> {
        let sender = self.current()?;
        check_number(signal)?;
        let (own, group) = (sender.pid, sender.group);
        let targets = match target {
            1.. => {
                let pid = Pid(target.unsigned_abs());
                self.processes.get(pid)?;
                vec![pid]
            }
            0 => self.processes.select(|process| process.group == group),
            -1 => self.processes.select(|process| process.pid != own),
            _ => {
                let group = Pid(target.unsigned_abs());
                self.processes.select(|process| process.group == group)
            }
        };
        if targets.is_empty() {
            return Err(Errno::Srch);
        }
        let mut permitted = Vec::new();
        for pid in targets {
            if may_signal(self.current()?, self.processes.get(pid)?) {
                permitted.push(pid);
            }
        }
        if permitted.is_empty() {
            return Err(Errno::Perm);
        }
        if signal > 0 {
            for pid in permitted {
                self.deliver(pid, signal);
            }
        }
        Ok(())
    }

    /// Say what a signal does to the current process (sigaction(2)).
    pub fn sigaction(&mut self, signal: u8, disposition: SignalDisposition) -> Result<()> {
        let process = self.current_mut()?;
        check_number(signal)?;
        let fixed = matches!(signal, SIGKILL | SIGSTOP);
        if signal == 0 || (fixed && disposition != SignalDisposition::Default) {
            return Err(Errno::Inval);
        }
        process.signals.set(signal, disposition);
        Ok(())
    }

    /// Block these signals and no others (sigprocmask(2)); answers those that were. What arrived and is
    /// blocked no more takes effect.
    pub fn sigprocmask(&mut self, mask: u64) -> u64 {
        let Ok(process) = self.current_mut() else { return 0 };
        let (pid, before) = (process.pid, process.signals.blocked);
        if !process.is_virtual() {
            for signal in process.signals.block(mask) {
                self.deliver(pid, signal);
            }
        }
        before
    }

    /// Signals that arrived and were not taken (sigpending(2)).
    pub fn sigpending(&self) -> u64 {
        self.current().map_or(0, |process| process.signals.sets().pending)
    }

    /// Take the caught signals of the current process.
    pub fn take_signals(&mut self) -> Vec<u8> {
        self.current_mut()
            .map(|process| std::mem::take(&mut process.signals.pending))
            .unwrap_or_default()
    }

    /// A process stopped or went on: its parent may want to know.
    fn report_change(&mut self, pid: Pid, change: WaitStatus) {
        let Ok(process) = self.processes.get_mut(pid) else { return };
        process.change = Some(change);
        let parent = process.parent;
        self.notify(WaitSource::ChildrenOf(parent));
        self.deliver(parent, SIGCHLD);
    }

    /// A signal arrives at a process.
    pub(crate) fn deliver(&mut self, pid: Pid, signal: u8) {
        let Ok(process) = self.processes.get_mut(pid) else { return };
        if process.is_virtual() || !process.is_alive() {
            return;
        }
        // SIGCONT continues whatever else is done about it (signal(7)).
        if signal == SIGCONT && process.state == State::Stopped {
            process.state = State::Running;
            process.signals.discard(&[SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU]);
            self.host.resume(pid);
            self.wake(pid);
            self.report_change(pid, WaitStatus::Continued);
        }
        let Ok(process) = self.processes.get_mut(pid) else { return };
        if process.signals.hold_back(signal) {
            return;
        }
        match process.signals.action(signal) {
            Action::Nothing | Action::Continue => {}
            Action::Catch => {
                process.signals.add_pending(signal);
                self.wake_process(pid);
            }
            Action::Stop => {
                process.signals.discard(&[SIGCONT]);
                // Who could continue an orphaned group is gone: only SIGSTOP stops it.
                let group = process.group;
                let stops = process.state == State::Running
                    && (signal == SIGSTOP || !self.is_orphaned(group));
                if stops && let Ok(process) = self.processes.get_mut(pid) {
                    process.state = State::Stopped;
                    self.host.suspend(pid);
                    self.report_change(pid, WaitStatus::Stopped(signal));
                }
            }
            Action::End => {
                self.terminate(pid, WaitStatus::Signaled(signal));
                self.stop(pid);
            }
        }
    }
}
