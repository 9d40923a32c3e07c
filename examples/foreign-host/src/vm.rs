//! A VM: the kernel's instance, the programs it may start, and one lock around the instance.
//!
//! After every call the kernel's requests are carried out, and whoever waits looks again. That is coarse (a
//! host can wake only the process that `wake` names) and short.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow};
use wasmtime::component::{Component, HasSelf, Instance, Linker, Val};
use wasmtime::{Engine, Store};

use crate::bindings::Embedder;
use crate::bindings::exports::kernelet::kernel::supervisor::{
    Command, Configuration, Entry, EntryKind, FileModes, Limits, MountAccess, NetworkConfiguration,
    PermissionMode, Policy, RootConfiguration, RootMode, Rule, Scope, StartOptions, Stdio, User,
};
use crate::bindings::kernelet::kernel::types::{Errno, WaitStatus};
use crate::imports::{GRANT, Imports, Request};
use crate::program;

/// What programs import and the kernel exports.
pub const SYSCALLS: &str = "kernelet:kernel/syscalls@0.1.0";

const STDERR: u32 = 2;
const MIB: u64 = 1 << 20;

/// How often the kernel was called: what is waited for may have come when it was called again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Seen(u64);

/// See the module.
pub struct Vm {
    images: BTreeMap<String, Component>,
    kernel: Mutex<Kernel>,
    changed: Condvar,
}

struct Kernel {
    store: Store<Imports>,
    instance: Instance,
    exports: Embedder,
    /// In whose name system calls are made.
    current: Option<u32>,
    calls: u64,
    alarm: Option<u64>,
    stopped: BTreeSet<u32>,
}

/// What became of a process.
pub struct Outcome {
    pub output: String,
    pub errors: String,
    pub status: String,
}

impl Vm {
    /// Makes a VM whose commands are named like the images.
    pub fn new(
        engine: &Engine,
        kernel: &Component,
        images: BTreeMap<String, Component>,
    ) -> Result<Arc<Self>> {
        let mut linker = Linker::new(engine);
        Embedder::add_to_linker::<_, HasSelf<_>>(&mut linker, |imports: &mut Imports| imports)?;
        let mut store = Store::new(engine, Imports::new());
        let instance = linker.instantiate(&mut store, kernel)?;
        let exports = Embedder::new(&mut store, &instance)?;
        let configuration = configuration(images.keys());
        let supervisor = exports.kernelet_kernel_supervisor();
        supervisor.call_configure(&mut store, &configuration)?.map_err(|refusal| {
            anyhow!("the kernel refuses the configuration: {}", refusal.message)
        })?;
        supervisor
            .call_mount_host_directory(
                &mut store,
                GRANT,
                &b"/greetings".to_vec(),
                MountAccess::ReadOnly,
            )?
            .map_err(|errno| anyhow!("cannot mount /greetings: {}", errno.name()))?;
        let kernel = Kernel {
            store,
            instance,
            exports,
            current: None,
            calls: 0,
            alarm: None,
            stopped: BTreeSet::new(),
        };
        Ok(Arc::new(Vm { images, kernel: Mutex::new(kernel), changed: Condvar::new() }))
    }

    /// Runs a command to its end.
    pub fn run(self: &Arc<Self>, command: &[&str]) -> Result<Outcome> {
        let bytes = |text: &&str| text.as_bytes().to_vec();
        let program = command.first().context("there is no command")?;
        let options = StartOptions {
            program: bytes(program),
            arguments: command.iter().map(bytes).collect(),
            environment: vec![b"PATH=/bin".to_vec()],
            directory: b"/".to_vec(),
            stdin: Stdio::Null,
            stdout: Stdio::Piped,
            stderr: Stdio::Piped,
            window: None,
        };
        let (pid, _) = self.supervise(|kernel| kernel.start(&options))?;
        let pid = pid.map_err(|errno| anyhow!("cannot start {program}: {}", errno.name()))?;
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        let status = loop {
            let ((pieces, ended), seen) = self.supervise(|kernel| kernel.look_at(pid))?;
            for piece in pieces {
                let to = if piece.descriptor == STDERR { &mut errors } else { &mut output };
                to.extend(piece.data);
            }
            match ended {
                Some(status) => break status,
                None => self.wait(seen, None),
            }
        };
        Ok(Outcome {
            output: String::from_utf8_lossy(&output).into_owned(),
            errors: String::from_utf8_lossy(&errors).into_owned(),
            status: match status {
                WaitStatus::Exited(status) => format!("exit status {status}"),
                other => format!("{other:?}"),
            },
        })
    }

    /// Makes a system call in the name of a process.
    pub fn system_call(
        self: &Arc<Self>,
        pid: u32,
        call: &str,
        parameters: &[Val],
        results: &mut [Val],
    ) -> Result<Seen> {
        let (answered, seen) = self.supervise(|kernel| {
            if kernel.stopped.contains(&pid) {
                return Ok(Err(anyhow!("process {pid} was stopped")));
            }
            kernel.switch_to(pid)?;
            Ok(kernel.system_call(call, parameters, results))
        })?;
        answered?;
        Ok(seen)
    }

    /// Waits until the kernel was called after `seen`, its alarm, or the deadline.
    pub fn wait(self: &Arc<Self>, seen: Seen, deadline: Option<Instant>) {
        let kernel = self.lock();
        let now = Instant::now();
        let alarm = kernel
            .alarm
            .map(|at| now + Duration::from_nanos(at.saturating_sub(kernel.store.data().uptime())));
        let until = [alarm, deadline].into_iter().flatten().min();
        let still = |kernel: &mut Kernel| kernel.calls == seen.0;
        let kernel = match until {
            None => self.changed.wait_while(kernel, still).unwrap_or_else(PoisonError::into_inner),
            Some(until) => {
                let left = until.saturating_duration_since(now);
                let waited = self.changed.wait_timeout_while(kernel, left, still);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        let due = kernel.alarm.is_some_and(|at| at <= kernel.store.data().uptime());
        drop(kernel);
        if due {
            // A kernel that traps here does so again in the next call, which reports it.
            let _ = self.supervise(Kernel::timers_due);
        }
    }

    /// Whether the kernel ended the process.
    pub fn is_stopped(&self, pid: u32) -> bool {
        self.lock().stopped.contains(&pid)
    }

    fn lock(&self) -> MutexGuard<'_, Kernel> {
        self.kernel.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls the kernel and carries out what it asks for.
    fn supervise<R>(
        self: &Arc<Self>,
        call: impl FnOnce(&mut Kernel) -> wasmtime::Result<R>,
    ) -> Result<(R, Seen)> {
        let mut kernel = self.lock();
        let answer = call(&mut kernel).map_err(anyhow::Error::from);
        let requests = kernel.store.data_mut().requests();
        let mut ready = answer.is_err();
        for request in requests {
            match request {
                Request::Launch { pid, image } => self.launch(pid, image),
                Request::Stop { pid } => drop(kernel.stopped.insert(pid)),
                Request::Alarm { at } => kernel.alarm = Some(at),
                Request::Ready => {}
            }
            ready = true;
        }
        if ready {
            kernel.calls += 1;
            self.changed.notify_all();
        }
        Ok((answer?, Seen(kernel.calls)))
    }

    /// Starts the program of a process on a thread of its own.
    fn launch(self: &Arc<Self>, pid: u32, image: String) {
        let vm = Arc::clone(self);
        std::thread::spawn(move || {
            let trapped = match vm.images.get(&image) {
                Some(program) => program::run(&vm, pid, program),
                // A file of the VM: this host runs only what it was given.
                None => Some(9),
            };
            if let Err(error) = vm.supervise(|kernel| kernel.ended(pid, trapped)) {
                eprintln!("foreign-host: the kernel is gone: {error:#}");
            }
        });
    }
}

/// One call each; the lock is held.
impl Kernel {
    fn start(&mut self, options: &StartOptions) -> wasmtime::Result<Result<u32, Errno>> {
        self.exports.kernelet_kernel_supervisor().call_start(&mut self.store, options)
    }

    /// All new output, and the status when it has ended.
    fn look_at(&mut self, pid: u32) -> wasmtime::Result<(Vec<Piece>, Option<WaitStatus>)> {
        let supervisor = self.exports.kernelet_kernel_supervisor();
        let mut pieces = Vec::new();
        // It answers an error once all outputs were reported as closed.
        while let Ok(more) = supervisor.call_drain(&mut self.store, pid, 1 << 20)? {
            if more.is_empty() {
                break;
            }
            pieces.extend(more);
        }
        let status = supervisor.call_reap(&mut self.store, pid)?.unwrap_or(None);
        Ok((pieces, status))
    }

    fn ended(&mut self, pid: u32, trapped: Option<u8>) -> wasmtime::Result<()> {
        self.stopped.remove(&pid);
        if self.current == Some(pid) {
            self.current = None;
        }
        self.exports.kernelet_kernel_supervisor().call_ended(&mut self.store, pid, trapped)
    }

    fn timers_due(&mut self) -> wasmtime::Result<()> {
        self.alarm = None;
        self.exports.kernelet_kernel_supervisor().call_timers_due(&mut self.store)
    }

    fn switch_to(&mut self, pid: u32) -> wasmtime::Result<()> {
        if self.current != Some(pid) {
            let supervisor = self.exports.kernelet_kernel_supervisor();
            let switched = supervisor.call_switch_to(&mut self.store, pid)?;
            switched.map_err(|errno| wasmtime::format_err!("process {pid}: {}", errno.name()))?;
            self.current = Some(pid);
        }
        Ok(())
    }

    fn system_call(&mut self, call: &str, parameters: &[Val], results: &mut [Val]) -> Result<()> {
        let missing = || anyhow!("the kernel has no system call {call}");
        let interface = self.instance.get_export_index(&mut self.store, None, SYSCALLS);
        let interface = interface.ok_or_else(missing)?;
        let index = self.instance.get_export_index(&mut self.store, Some(&interface), call);
        let function = index.and_then(|index| self.instance.get_func(&mut self.store, index));
        function.ok_or_else(missing)?.call(&mut self.store, parameters, results)?;
        Ok(())
    }
}

type Piece = crate::bindings::exports::kernelet::kernel::supervisor::Output;

/// A VM in which everything is allowed but to read one file.
fn configuration<'a>(commands: impl Iterator<Item = &'a String>) -> Configuration {
    let allow = || Some(Scope { default: PermissionMode::Allow, rules: Vec::new() });
    let secret = "/home/user/secret";
    let fs = Scope {
        default: PermissionMode::Allow,
        rules: vec![Rule {
            mode: PermissionMode::Deny,
            operations: vec!["read".into()],
            patterns: vec![secret.into()],
        }],
    };
    let policy = Policy {
        fs: Some(fs),
        network: allow(),
        child_process: allow(),
        process: allow(),
        env: allow(),
        tool: allow(),
    };
    let file = Entry {
        path: secret.into(),
        kind: EntryKind::File,
        mode: None,
        uid: None,
        gid: None,
        content: Some(b"hidden\n".to_vec()),
        target: None,
        executable: false,
    };
    Configuration {
        hostname: "foreign".into(),
        user: User {
            name: "user".into(),
            uid: 1000,
            gid: 1000,
            home: "/home/user".into(),
            shell: "/bin/sh".into(),
        },
        commands: commands
            .map(|name| Command { path: name.clone().into_bytes(), image: name.clone() })
            .collect(),
        limits: limits(),
        policy: Some(policy),
        question_timeout: None,
        file_modes: FileModes::Enforced,
        root: RootConfiguration {
            mode: RootMode::Ephemeral,
            disable_default_base_layer: false,
            lowers: Vec::new(),
            bootstrap: vec![file],
        },
        network: NetworkConfiguration {
            listen: (1, u16::MAX),
            privileged: false,
            overrides: Vec::new(),
            name_servers: Vec::new(),
        },
        settings: Vec::new(),
    }
}

fn limits() -> Limits {
    Limits {
        processors: 1,
        processes: 16,
        open_files: 256,
        descriptors: 64,
        pipes: 16,
        terminals: 1,
        sockets: 16,
        connections: 16,
        socket_bytes: MIB,
        datagrams: 16,
        filesystem_bytes: 16 * MIB,
        filesystem_inodes: 4096,
        read_bytes: MIB,
        write_bytes: MIB,
        argument_bytes: MIB,
        environment_bytes: MIB,
        directory_entries: 4096,
        process_memory: 256 * MIB,
        memory: u64::MAX,
        process_cpu_milliseconds: u64::MAX,
        cpu_milliseconds: u64::MAX,
        process_milliseconds: u64::MAX,
        milliseconds: u64::MAX,
        tool_milliseconds: 30_000,
        tool_milliseconds_max: 30_000,
        toolkits: 1,
        tools: 1,
        tools_per_toolkit: 1,
        tool_schema_bytes: 1,
        tool_examples: 1,
        tool_example_bytes: 1,
    }
}
