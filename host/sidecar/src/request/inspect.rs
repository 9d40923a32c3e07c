//! What runs in a VM, as its client sees it: processes, their signals, zombies.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernelet::bindings::supervisor::{ProcessActivity, ProcessEntry as Entry};
use kernelet::bindings::types::{Errno, WaitStatus};
use kernelet_protocol::message::{
    ProcessEntry, ProcessName, ProcessSnapshot, ProcessStatus, Response, SignalAction,
    SignalHandler, SignalState, ZombieTimerCount,
};

use crate::machine::Machine;
use crate::process::Managed;
use crate::rejection::Result;

/// What runs processes here, in the client's words.
const DRIVER: &str = "kernelet";

/// The parent of what was started from outside, and of orphans.
const INIT: u32 = 1;

/// Lists the processes that the client started and all that these started, with those that ended
/// lately.
///
/// # Errors
/// When the policy does not let the client look, or the VM is over.
pub fn snapshot(machine: &Machine) -> Result<Response> {
    machine.vm.may_inspect_processes()?;
    // First, so that whatever has been told to have ended is not listed as running.
    let managed = machine.processes.list();
    let listed = Listed::new(&managed, machine.vm.processes()?);
    let started = managed.iter().map(|process| listed.started(process));
    let others = listed.entries.values().filter(|entry| !listed.is_started(entry));
    let processes = started.chain(others.map(|entry| listed.other(entry))).collect();
    Ok(Response::ProcessSnapshot(ProcessSnapshot { processes }))
}

/// What a process does about signals; one that is unknown does nothing.
///
/// # Errors
/// When the VM is over.
pub fn signal_state(machine: &Machine, asked: ProcessName) -> Result<Response> {
    let mut handlers = BTreeMap::new();
    if let Some(pid) = pid(machine, &asked.process_id)? {
        let handling = match machine.vm.signal_handling(pid) {
            Err(error) if error.errno() == Some(Errno::Srch) => None,
            handling => Some(handling?),
        };
        for (action, signals) in handling.into_iter().flat_map(|handling| {
            [(SignalAction::User, handling.caught), (SignalAction::Ignore, handling.ignored)]
        }) {
            handlers.extend(signals.into_iter().map(|signal| {
                let handler = SignalHandler { action, mask: Vec::new(), flags: 0 };
                (u32::from(signal), handler)
            }));
        }
    }
    Ok(Response::SignalState(SignalState { process_id: asked.process_id, handlers }))
}

/// Counts the processes that ended and were not waited for.
///
/// # Errors
/// When the VM is over.
pub fn zombies(machine: &Machine) -> Result<Response> {
    let count = u64::from(machine.vm.usage()?.zombies);
    Ok(Response::ZombieTimerCount(ZombieTimerCount { count }))
}

/// The number of a process that the client names, if it runs.
fn pid(machine: &Machine, id: &str) -> Result<Option<u32>> {
    if let Ok(process) = machine.processes.active(machine, id) {
        return Ok(Some(process.process.pid()));
    }
    if !id.contains('/') {
        return Ok(None);
    }
    let managed = machine.processes.list();
    let listed = Listed::new(&managed, machine.vm.processes()?);
    Ok(listed.entries.values().find(|entry| listed.name(entry) == id).map(|entry| entry.pid))
}

/// The kernel's list, and what of it the client has a name for.
struct Listed {
    entries: BTreeMap<u32, Entry>,
    names: BTreeMap<u32, String>,
}

impl Listed {
    fn new(managed: &[Arc<Managed>], entries: Vec<Entry>) -> Self {
        // The number of one that has ended may be another's by now.
        let running = managed.iter().filter(|process| process.exit_code().is_none());
        Listed {
            entries: entries.into_iter().map(|entry| (entry.pid, entry)).collect(),
            names: running.map(|process| (process.process.pid(), process.id.clone())).collect(),
        }
    }

    /// Whether it is one that the client started, also one whose end the client was told.
    fn is_started(&self, entry: &Entry) -> bool {
        let ended = matches!(entry.activity, ProcessActivity::Ended(_));
        self.names.contains_key(&entry.pid) || (ended && entry.parent == INIT)
    }

    /// One that the client started. Whether it has ended is what the client was told.
    fn started(&self, process: &Managed) -> ProcessEntry {
        let pid = process.process.pid();
        let exit_code = process.exit_code();
        let entry = self.entries.get(&pid).filter(|_| exit_code.is_none());
        let status = match (exit_code, entry.map(|entry| entry.activity)) {
            (Some(_), _) => ProcessStatus::Exited,
            (None, Some(ProcessActivity::Stopped)) => ProcessStatus::Stopped,
            (None, _) => ProcessStatus::Running,
        };
        ProcessEntry {
            process_id: process.id.clone(),
            pid,
            ppid: 0,
            pgid: entry.map_or(pid, |entry| entry.group),
            sid: entry.map_or(pid, |entry| entry.session),
            driver: DRIVER.into(),
            command: process.command.clone(),
            args: process.arguments.clone(),
            cwd: process.directory.clone(),
            status,
            exit_code,
        }
    }

    /// One that another process started.
    fn other(&self, entry: &Entry) -> ProcessEntry {
        let (status, exit_code) = match entry.activity {
            ProcessActivity::Running => (ProcessStatus::Running, None),
            ProcessActivity::Stopped => (ProcessStatus::Stopped, None),
            ProcessActivity::Ended(status) => (ProcessStatus::Exited, code(status)),
        };
        let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
        ProcessEntry {
            process_id: self.name(entry),
            pid: entry.pid,
            ppid: entry.parent,
            pgid: entry.group,
            sid: entry.session,
            driver: DRIVER.into(),
            command: text(&entry.command),
            args: entry.arguments.iter().skip(1).map(text).collect(),
            cwd: text(&entry.directory),
            status,
            exit_code,
        }
    }

    /// Below the name of the process that started it, as far as these are there.
    fn name(&self, entry: &Entry) -> String {
        let mut path = vec![entry.pid.to_string()];
        let mut parent = entry.parent;
        // A list of processes has no circles; a bound costs nothing.
        for _ in 0..self.entries.len() {
            if let Some(name) = self.names.get(&parent) {
                path.push(name.clone());
                break;
            }
            let Some(above) = self.entries.get(&parent) else { break };
            path.push(above.pid.to_string());
            parent = above.parent;
        }
        path.reverse();
        path.join("/")
    }
}

/// The code that a shell would show.
fn code(status: WaitStatus) -> Option<i32> {
    match status {
        WaitStatus::Exited(status) => Some(i32::from(status)),
        WaitStatus::Signaled(signal) => Some(128_i32.saturating_add(i32::from(signal))),
        WaitStatus::Stopped(_) | WaitStatus::Continued => None,
    }
}
