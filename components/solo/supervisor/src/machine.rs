//! The VM at work: its one program is started, what the kernel asked for is carried out, and in between
//! the program waits for the world.

use std::cell::RefCell;

use crate::configuration::{self, HOME, USER, WORKSPACE};
use crate::streams::{Broken, Input, Outputs};
use crate::wit::kernelet::kernel::supervisor::{self, MountAccess, StartOptions, Stdio};
use crate::wit::kernelet::kernel::types::{Pid, Signal, WaitStatus};
use crate::wit::kernelet::solo::requests::{self, Request};
use crate::wit::wasi::cli::{environment, exit};
use crate::wit::wasi::clocks::monotonic_clock;
use crate::wit::wasi::filesystem::preopens;
use crate::wit::wasi::filesystem::types::DescriptorFlags;
use crate::wit::wasi::io::poll::{self, Pollable};

/// A program without a name: no arguments were given.
const NAMELESS: &str = "program";

/// Where programs look for commands when the environment does not say.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// What cannot be started at all.
const FAILURE: u8 = 1;

/// A shell's status of a program that a signal ended is this and the signal's number.
const SIGNALED: u8 = 128;

const SIGPIPE: Signal = 13;
const SIGSTOP: Signal = 19;

struct Machine {
    pid: Pid,
    input: Input,
    outputs: Outputs,
    /// When the kernel wants to be told the time.
    alarm: Option<u64>,
}

thread_local! {
    static MACHINE: RefCell<Option<Machine>> = const { RefCell::new(None) };
}

/// Works on the machine; nothing to do before it was started.
fn with(work: impl FnOnce(&mut Machine)) {
    MACHINE.with_borrow_mut(|machine| machine.as_mut().map(work));
}

/// Makes the VM and the program's process. What cannot be done ends everything and says why.
pub fn start() {
    let outputs = Outputs::standard();
    match process() {
        Ok(pid) => {
            let machine = Machine { pid, input: Input::standard(), outputs, alarm: None };
            MACHINE.set(Some(machine));
            carry_out();
        }
        Err(cause) => {
            outputs.complain(&format!("kernelet: {cause}\n"));
            leave(FAILURE)
        }
    }
}

fn process() -> Result<Pid, String> {
    let mut arguments = environment::get_arguments();
    let name = arguments.first().map_or(NAMELESS, |name| command_name(name)).to_owned();
    match arguments.first_mut() {
        Some(first) => first.clone_from(&name),
        None => arguments.push(name.clone()),
    }
    // `process.execPath` of Node on Debian.
    let program = if name == "node" { "/usr/bin/node".into() } else { format!("/bin/{name}") };
    supervisor::configure(&configuration::of(&program)).map_err(|refusal| refusal.message)?;
    for (directory, path) in preopens::get_directories() {
        let flags = directory.get_flags();
        let writable = flags.is_ok_and(|flags| flags.contains(DescriptorFlags::MUTATE_DIRECTORY));
        let access = if writable { MountAccess::ReadWrite } else { MountAccess::ReadOnly };
        supervisor::mount_host_directory(&path, mount_point(&path).as_bytes(), access).map_err(
            |errno| {
                let name = errno.name();
                format!("cannot mount the directory `{path}` ({name}): give it under another name")
            },
        )?;
    }
    let start = StartOptions {
        program: program.clone().into_bytes(),
        arguments: arguments.into_iter().map(String::into_bytes).collect(),
        environment: variables(),
        directory: environment::initial_cwd().unwrap_or_else(|| WORKSPACE.into()).into_bytes(),
        stdin: Stdio::Piped,
        stdout: Stdio::Piped,
        stderr: Stdio::Piped,
        window: None,
    };
    let failed = |errno: supervisor::Errno| format!("cannot start {program}: {}", errno.name());
    let pid = supervisor::start(&start).map_err(failed)?;
    supervisor::switch_to(pid).map_err(failed)?;
    Ok(pid)
}

/// The name that a file is called by: `sh` of `/tools/sh.wasm`.
fn command_name(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = [".wasm", ".cwasm"].iter().find_map(|extension| name.strip_suffix(extension));
    match stem.unwrap_or(name) {
        "" => NAMELESS,
        name => name,
    }
}

/// Where a preopened directory stands: at its path, which starts at the working directory.
fn mount_point(path: &str) -> String {
    if path.starts_with('/') {
        return path.into();
    }
    let names = path.split('/').filter(|name| !matches!(*name, "" | "."));
    names.fold(WORKSPACE.to_owned(), |point, name| point + "/" + name)
}

/// The environment of WASI, and what every program of a VM has.
fn variables() -> Vec<Vec<u8>> {
    let mut given = environment::get_environment();
    for (name, value) in [("PATH", PATH), ("HOME", HOME), ("USER", USER)] {
        if given.iter().all(|(known, _)| known != name) {
            given.push((name.into(), value.into()));
        }
    }
    given.into_iter().map(|(name, value)| format!("{name}={value}").into_bytes()).collect()
}

/// Carries out what the kernel asked for during its last calls.
pub fn carry_out() {
    loop {
        let requests = requests::take();
        if requests.is_empty() {
            return;
        }
        for request in requests {
            match request {
                Request::OutputReady(_) => move_output(),
                Request::InputDrained(_) => with(|machine| machine.input.drained()),
                Request::Alarm(at) => with(|machine| machine.alarm = Some(at)),
                Request::Stop(_) => end(),
                Request::Suspend(_) => {
                    complain("the program was stopped by a signal, and nobody can continue it");
                    leave(SIGNALED + SIGSTOP)
                }
            }
        }
    }
}

/// Gives the program what came from outside, and the kernel the time it wanted to be told.
pub fn look_outside() {
    let mut due = false;
    with(|machine| {
        machine.input.give(machine.pid);
        due = machine.alarm.take_if(|at| *at <= monotonic_clock::now()).is_some();
    });
    if due {
        supervisor::timers_due();
    }
    carry_out();
}

/// Waits until something may have come from outside, the kernel's alarm, or that time.
pub fn wait(until: Option<u64>) {
    with(|machine| {
        let due = [until, machine.alarm].into_iter().flatten().min();
        let timer: Option<Pollable> = due.map(monotonic_clock::subscribe_instant);
        let wanted: Vec<&Pollable> = machine.input.wanted().into_iter().chain(&timer).collect();
        let started = monotonic_clock::now();
        if wanted.is_empty() {
            // Nothing can come any more: as everywhere, it waits for ever.
            monotonic_clock::subscribe_duration(u64::MAX).block();
        } else {
            poll::poll(&wanted);
        }
        requests::idled(monotonic_clock::now().saturating_sub(started));
    });
}

/// The program has ended: what it wrote goes out, and its status is that of the whole.
pub fn end() -> ! {
    let mut pid = None;
    with(|machine| pid = Some(machine.pid));
    let Some(pid) = pid else { leave(FAILURE) };
    supervisor::ended(pid, None);
    move_output();
    leave(match supervisor::reap(pid) {
        Ok(Some(WaitStatus::Exited(status))) => status,
        Ok(Some(WaitStatus::Signaled(signal))) => SIGNALED.saturating_add(signal),
        Ok(_) | Err(_) => FAILURE,
    })
}

/// Who writes where nobody reads is ended, as by SIGPIPE.
fn move_output() {
    with(|machine| {
        if let Err(Broken) = machine.outputs.move_from(machine.pid) {
            leave(SIGNALED + SIGPIPE);
        }
    });
}

fn complain(what: &str) {
    with(|machine| machine.outputs.complain(&format!("kernelet: {what}\n")));
}

fn leave(status: u8) -> ! {
    exit::exit_with_code(status);
    // It does not return.
    std::process::abort()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_named_by_its_file() {
        assert_eq!(command_name("/tools/sh.wasm"), "sh");
        assert_eq!(command_name("node.cwasm"), "node");
        assert_eq!(command_name("ls"), "ls");
        assert_eq!(command_name(".wasm"), NAMELESS);
        assert_eq!(command_name(""), NAMELESS);
    }

    #[test]
    fn directories_stand_at_their_paths() {
        assert_eq!(mount_point("/data"), "/data");
        assert_eq!(mount_point("."), "/workspace");
        assert_eq!(mount_point("./a//b/"), "/workspace/a/b");
    }
}
