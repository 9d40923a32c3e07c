//! `/proc/PID`: what is told about one process.

use super::machine::ticks;
use crate::errno::{Errno, Result};
use crate::fs::device::TERMINAL_DEVICE;
use crate::kernel::Kernel;
use crate::process::signal::Sets;
use crate::process::{Process, State};
use crate::types::{Pid, WaitStatus};

/// Bytes of a name in `comm` and `stat` (TASK_COMM_LEN of `linux/sched.h`, without the NUL).
const NAME_MAX: usize = 15;
/// Bytes of a page, in which memory is counted.
const PAGE: u64 = 4096;

/// Strings, each ended by NUL.
pub(super) fn strings(strings: &[Vec<u8>]) -> Vec<u8> {
    let mut text = Vec::new();
    for string in strings {
        text.extend_from_slice(string);
        text.push(0);
    }
    text
}

fn name(process: &Process) -> &[u8] {
    process.command.get(..NAME_MAX).unwrap_or(&process.command)
}

pub(super) fn name_line(process: &Process) -> Vec<u8> {
    let mut line = name(process).to_vec();
    line.push(b'\n');
    line
}

fn state(process: &Process, current: Pid) -> (&'static str, &'static str) {
    match process.state {
        State::Running if process.pid == current => ("R", "running"),
        State::Running => ("S", "sleeping"),
        State::Stopped => ("T", "stopped"),
        State::Ending(_) => ("X", "dead"),
        State::Zombie(_) => ("Z", "zombie"),
    }
}

/// The status as `wait` tells it (wait(2)).
fn exit_code(process: &Process) -> u32 {
    match process.state {
        State::Ending(status) | State::Zombie(status) => match status {
            WaitStatus::Exited(code) => u32::from(code) << 8,
            WaitStatus::Signaled(signal) => u32::from(signal),
            WaitStatus::Stopped(_) | WaitStatus::Continued => 0,
        },
        State::Running | State::Stopped => 0,
    }
}

impl Kernel {
    fn usage_of(&self, process: &Process) -> (u64, u64) {
        if process.is_alive() { self.host.instance_usage(process.pid) } else { (0, 0) }
    }

    /// The one line of `/proc/PID/stat`: 52 fields (proc_pid_stat(5)), those that mean nothing here 0.
    pub(super) fn process_statistics(&self, pid: Pid) -> Result<Vec<u8>> {
        let process = self.processes.get(pid).map_err(|_| Errno::Noent)?;
        let (time, memory) = self.usage_of(process);
        let terminal = self.terminals.controlling(process.session);
        let device = terminal.map_or(0, |id| TERMINAL_DEVICE.saturating_add(u64::from(id.0)));
        let foreground = terminal
            .and_then(|id| self.terminals.get(id).ok()?.foreground)
            .map_or(-1, |group| i64::from(group.0));
        let Sets { pending, blocked, ignored, caught } = process.signals.sets();
        let started = ticks(process.started_at.saturating_sub(self.made_at));
        let mut line = format!("{} (", pid.0).into_bytes();
        line.extend_from_slice(name(process));
        line.extend_from_slice(
            format!(
                ") {} {} {} {} {device} {foreground} 0 0 0 0 0 {} 0 0 0 20 0 1 0 {started} {memory} {} \
                 18446744073709551615 0 0 0 0 0 {pending} {blocked} {ignored} {caught} 0 0 0 17 0 0 0 0 0 0 0 0 0 \
                 0 0 0 0 {}\n",
                state(process, self.current_pid()).0,
                process.parent.0,
                process.group.0,
                process.session.0,
                ticks(time),
                memory / PAGE,
                exit_code(process),
            )
            .as_bytes(),
        );
        Ok(line)
    }

    /// `/proc/PID/statm`: sizes in pages.
    pub(super) fn process_memory_statistics(&self, pid: Pid) -> String {
        let memory = self.processes.get(pid).map_or(0, |process| self.usage_of(process).1);
        let pages = memory / PAGE;
        format!("{pages} {pages} 0 0 0 {pages} 0\n")
    }

    pub(super) fn process_status(&self, pid: Pid) -> Result<Vec<u8>> {
        let process = self.processes.get(pid).map_err(|_| Errno::Noent)?;
        let kilobytes = self.usage_of(process).1 / 1024;
        let (letter, word) = state(process, self.current_pid());
        let Sets { pending, blocked, ignored, caught } = process.signals.sets();
        let credentials = &process.credentials;
        let (uid, gid) = (credentials.uid, credentials.gid);
        let groups: String = credentials.groups.iter().map(|group| format!("{group} ")).collect();
        let mut text = b"Name:\t".to_vec();
        text.extend_from_slice(name(process));
        text.extend_from_slice(
            format!(
                "\nUmask:\t{:04o}\nState:\t{letter} ({word})\nTgid:\t{}\nNgid:\t0\nPid:\t{}\nPPid:\t{}\n\
                 TracerPid:\t0\nUid:\t{uid}\t{uid}\t{uid}\t{uid}\nGid:\t{gid}\t{gid}\t{gid}\t{gid}\n\
                 FDSize:\t{}\nGroups:\t{groups}\nVmPeak:\t{kilobytes:>8} kB\nVmSize:\t{kilobytes:>8} kB\n\
                 VmRSS:\t{kilobytes:>8} kB\nThreads:\t1\nSigPnd:\t{pending:016x}\n\
                 SigBlk:\t{blocked:016x}\nSigIgn:\t{ignored:016x}\nSigCgt:\t{caught:016x}\n",
                process.umask,
                pid.0,
                pid.0,
                process.parent.0,
                process.descriptors.limit(),
            )
            .as_bytes(),
        );
        Ok(text)
    }

    /// `/proc/PID/limits`.
    pub(super) fn process_limits(&self, pid: Pid) -> Result<String> {
        let process = self.processes.get(pid).map_err(|_| Errno::Noent)?;
        let limits = &self.configuration.limits;
        let bound = |limit: u64| {
            if limit == u64::MAX { "unlimited".to_owned() } else { limit.to_string() }
        };
        let cpu = if limits.process_cpu_milliseconds == u64::MAX {
            u64::MAX
        } else {
            limits.process_cpu_milliseconds.div_ceil(1000)
        };
        let one = |limit: String| (limit.clone(), limit);
        let descriptors =
            (process.descriptors.limit().to_string(), process.descriptors_hard.to_string());
        let rows = [
            ("Max cpu time", one(bound(cpu)), "seconds"),
            ("Max file size", one(bound(limits.filesystem_bytes)), "bytes"),
            ("Max processes", one(limits.processes.to_string()), "processes"),
            ("Max open files", descriptors, "files"),
            ("Max address space", one(bound(limits.process_memory)), "bytes"),
        ];
        let head = ("Limit", "Soft Limit", "Hard Limit", "Units");
        let mut text = format!("{:<26}{:<21}{:<21}{:<10}\n", head.0, head.1, head.2, head.3);
        for (name, (soft, hard), unit) in rows {
            text.push_str(&format!("{name:<26}{soft:<21}{hard:<21}{unit:<10}\n"));
        }
        Ok(text)
    }
}
