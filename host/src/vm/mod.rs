//! A VM: one kernel instance, the programs of its processes, the channels to the embedder.

pub mod config;
pub mod events;
pub mod fetch;
mod file_operations;
pub mod files;
pub mod javascript;
pub mod kernel;
mod launch;
pub mod layers;
mod limits;
mod near;
pub mod outside;
pub mod process;
pub mod program;
pub mod tools;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use wasmtime::Store;

use self::config::{
    Command, Limits, Mount, MountOptions, MountSource, NetworkConfig, Policy, ProcessOptions,
    Stdio, VmConfig,
};
use self::events::Bell;
use self::files::{Actor, Lines};
use self::kernel::{Kernel, KernelState, Request};
use self::limits::Totals;
use self::outside::Outside;
use self::process::{ExitStatus, Process};
use self::program::Program;
use self::tools::ToolCalls;
use crate::bindings::kernel::Embedder as Exports;
use crate::bindings::supervisor;
use crate::bindings::types::{Errno, InetAddress, WaitStatus};
use crate::capabilities::resolver::ip_address;
use crate::error::{ErrnoName, Error, Result};
use crate::runtime::Runtime;

/// POSIX signal numbers the host itself uses (Linux x86-64).
pub(crate) const SIGKILL: u8 = 9;
pub(crate) const SIGSEGV: u8 = 11;
pub(crate) const SIGXCPU: u8 = 24;

type Programs = Arc<Mutex<HashMap<u32, Arc<Program>>>>;

/// A virtual machine. Cheap to clone; its processes end when the last clone is dropped.
#[derive(Clone)]
pub struct Vm {
    shared: Arc<Shared>,
    _guard: Arc<StopOnDrop>,
}

/// What a VM's parts share.
pub(crate) struct Shared {
    pub(crate) runtime: Runtime,
    pub(crate) kernel: Kernel,
    pub(crate) limits: Limits,
    pub(crate) totals: Arc<Totals>,
    programs: Programs,
    channels: Mutex<HashMap<u32, Arc<Channel>>>,
    lines: Lines,
    bell: Bell,
    outside: Outside,
    tools: ToolCalls,
}

/// Wake-ups for the embedder's end of a process.
#[derive(Default)]
pub(crate) struct Channel {
    pub(crate) output: Notify,
    pub(crate) input: Notify,
    pub(crate) ended: Notify,
    status: OnceLock<ExitStatus>,
    /// Why the host ended the program, when it did.
    cause: OnceLock<String>,
}

impl Channel {
    pub(crate) fn status(&self) -> Option<ExitStatus> {
        self.status.get().copied()
    }

    pub(crate) fn set_status(&self, status: ExitStatus) {
        // The first status stands: a process ends once.
        let _ = self.status.set(status);
        self.ended.notify_waiters();
        self.ended.notify_one();
    }

    pub(crate) fn cause(&self) -> Option<&str> {
        self.cause.get().map(String::as_str)
    }

    fn wake_all(&self) {
        for notify in [&self.output, &self.input, &self.ended] {
            notify.notify_waiters();
            notify.notify_one();
        }
    }
}

/// Ends what still runs when the embedder lets go of the VM.
struct StopOnDrop(Arc<Shared>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.stop_all();
    }
}

impl Vm {
    pub(crate) fn new(runtime: Runtime, config: VmConfig) -> Result<Self> {
        let programs = Programs::default();
        let kernel = Kernel::new(&runtime, &config, Arc::clone(&programs))?;
        let shared = Arc::new(Shared {
            runtime,
            kernel,
            limits: config.limits,
            totals: Arc::default(),
            programs,
            channels: Mutex::default(),
            lines: Lines::default(),
            bell: Bell::default(),
            outside: Outside::new(config.network.name_servers.clone()),
            tools: ToolCalls::default(),
        });
        config
            .javascript
            .check()
            .map_err(|message| Error::Rejected { errno: ErrnoName(Errno::Inval), message })?;
        let commands = crate::commands::of(shared.runtime.images());
        let configuration = configuration(&config, commands);
        shared
            .supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_configure(store, &configuration)
            })?
            .map_err(Error::rejected)?;
        let vm = Vm { _guard: Arc::new(StopOnDrop(Arc::clone(&shared))), shared };
        config.mounts.iter().try_for_each(|mount| vm.mount(mount))?;
        Ok(vm)
    }

    /// Mounts a host directory at a path of the VM, which is made when missing.
    ///
    /// # Errors
    /// [`Error::Grant`] when it cannot be opened, [`Error::Refused`] when the kernel says no.
    pub fn mount(&self, mount: &Mount) -> Result<()> {
        let path = mount.guest.as_bytes().to_vec();
        self.shared.supervise(|exports, store| {
            let directories = &mut store.data_mut().directories;
            let writable = mount.access == supervisor::MountAccess::ReadWrite;
            let name = match directories.grant(&mount.host, writable) {
                Ok(name) => name,
                Err(cause) => return Ok(Err(Error::Grant { path: mount.host.clone(), cause })),
            };
            let supervisor = exports.kernelet_kernel_supervisor();
            let mounted =
                supervisor.call_mount_host_directory(store, &name, &path, mount.access)?;
            Ok(mounted.map_err(Error::refused(format!("mount at {}", mount.guest))))
        })?
    }

    /// Replaces everything that is mounted. What is mounted and stays in the list stays as it is; files
    /// of a mount that goes stay open until they are closed. When one cannot be mounted, everything is
    /// as it was.
    ///
    /// # Errors
    /// [`Error::Grant`] when a host directory cannot be opened, [`Error::Rejected`] names the mount
    /// that the kernel does not accept.
    pub fn set_mounts(&self, mounts: &[MountOptions]) -> Result<()> {
        self.shared.supervise(|exports, store| {
            let directories = &mut store.data_mut().directories;
            let mut wanted = Vec::new();
            for mount in mounts {
                let writable = mount.access == supervisor::MountAccess::ReadWrite;
                let source = match &mount.source {
                    MountSource::Memory => supervisor::MountSource::Memory,
                    MountSource::HostDirectory(path) => match directories.grant(path, writable) {
                        Ok(name) => supervisor::MountSource::HostDirectory(name),
                        Err(cause) => return Ok(Err(Error::Grant { path: path.clone(), cause })),
                    },
                };
                let path = mount.guest.as_bytes().to_vec();
                wanted.push(supervisor::Mount { path, access: mount.access, source });
            }
            let mounted = exports.kernelet_kernel_supervisor().call_set_mounts(store, &wanted)?;
            Ok(mounted.map_err(Error::rejected))
        })?
    }

    /// Starts a process.
    ///
    /// Must be called inside a tokio runtime, which the program then runs on.
    ///
    /// # Errors
    /// [`Error::Refused`] when the program is not found or a limit is reached.
    pub fn start(&self, options: ProcessOptions) -> Result<Process> {
        let bytes = |list: &[String]| list.iter().map(|item| item.as_bytes().to_vec()).collect();
        let start = supervisor::StartOptions {
            program: options.program.as_bytes().to_vec(),
            arguments: bytes(&options.arguments),
            environment: bytes(&options.environment),
            directory: options.directory.as_bytes().to_vec(),
            stdin: stdio(&options.stdin),
            stdout: stdio(&options.stdout),
            stderr: stdio(&options.stderr),
            window: options.window,
        };
        let (started, requests) = self.shared.kernel.supervise(|exports, store| {
            exports.kernelet_kernel_supervisor().call_start(store, &start)
        })?;
        let what = || format!("start {} in {}", options.program, options.directory);
        let pid = match started {
            Ok(pid) => pid,
            Err(errno) => {
                let (why,) = self.shared.call_now(Actor::Operator, "last-denial", ())?;
                return Err(Error::denied(what(), errno, why));
            }
        };
        let channel = Arc::new(Channel::default());
        // Before the requests are carried out, so that no wake-up finds the channel missing.
        lock(&self.shared.channels).insert(pid, Arc::clone(&channel));
        self.shared.carry_out(requests);
        Ok(Process::new(pid, Arc::clone(&self.shared), channel))
    }

    /// Replaces the policy: it holds from the next system call on; what is open stays open.
    ///
    /// # Errors
    /// [`Error::Rejected`] when it is none; then the old one stays.
    pub fn set_policy(&self, policy: &Policy) -> Result<()> {
        self.shared
            .supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_set_policy(store, policy)
            })?
            .map_err(Error::rejected)
    }

    /// Registers commands: names that start program images. All or none.
    ///
    /// # Errors
    /// [`Error::Rejected`] names the command and what is wrong with it.
    pub fn register_commands(&self, commands: &[Command]) -> Result<()> {
        self.shared
            .supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_register_commands(store, commands)
            })?
            .map_err(Error::rejected)
    }

    /// All processes, and those that ended within the last minute, by pid.
    ///
    /// # Errors
    /// [`Error::Ended`] when the VM is over.
    pub fn processes(&self) -> Result<Vec<supervisor::ProcessEntry>> {
        self.shared
            .supervise(|exports, store| exports.kernelet_kernel_supervisor().call_processes(store))
    }

    /// Whether the policy lets the client look at processes.
    ///
    /// # Errors
    /// [`Error::Refused`] with EACCES and the policy's words when it does not.
    pub fn may_inspect_processes(&self) -> Result<()> {
        let judged = self.shared.supervise(|exports, store| {
            exports.kernelet_kernel_supervisor().call_may_inspect_processes(store)
        })?;
        judged.map_err(|refusal| {
            Error::denied("look at processes", refusal.errno, Some(refusal.message))
        })
    }

    /// The signals that a process catches and ignores.
    ///
    /// # Errors
    /// [`Error::Refused`] with ESRCH when there is no such process.
    pub fn signal_handling(&self, pid: u32) -> Result<supervisor::SignalHandlers> {
        self.shared
            .supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_signal_handling(store, pid)
            })?
            .map_err(Error::refused(format!("look at the signals of process {pid}")))
    }

    /// Sends a signal to a process, or to a group when `target` is negative, as the operator.
    ///
    /// # Errors
    /// [`Error::Refused`] with ESRCH when there is none.
    pub fn signal(&self, target: i32, signal: u8) -> Result<()> {
        let (answer,): (Result<(), Errno>,) =
            self.shared.call_now(Actor::Operator, "kill", (target, signal))?;
        answer.map_err(Error::refused(format!("signal {target}")))
    }

    /// Counters of the VM.
    ///
    /// # Errors
    /// [`Error::Ended`] when the VM is over.
    pub fn usage(&self) -> Result<supervisor::VmUsage> {
        self.shared
            .supervise(|exports, store| exports.kernelet_kernel_supervisor().call_usage(store))
    }

    /// CPU time that all its processes have used together, those that ended as well.
    pub fn cpu_time(&self) -> Duration {
        Duration::from_nanos(self.shared.totals.cpu_nanoseconds.load(Ordering::Relaxed))
    }

    /// Bytes of linear memory that all its processes have now.
    pub fn memory(&self) -> u64 {
        self.shared.totals.memory.load(Ordering::Relaxed)
    }

    /// Bytes of linear memory of the kernel.
    pub fn kernel_memory(&self) -> u64 {
        self.shared.kernel.memory()
    }

    /// Why the VM is over, if it is: its kernel trapped.
    pub fn ended(&self) -> Option<String> {
        self.shared.kernel.ended()
    }
}

fn configuration(
    config: &VmConfig,
    commands: Vec<supervisor::Command>,
) -> supervisor::Configuration {
    let user = &config.user;
    supervisor::Configuration {
        hostname: config.hostname.clone(),
        user: supervisor::User {
            name: user.name.clone(),
            uid: user.uid,
            gid: user.gid,
            home: user.home.as_bytes().to_vec(),
            shell: user.shell.as_bytes().to_vec(),
        },
        commands,
        limits: config.limits,
        question_timeout: config
            .question_timeout
            .map(|time| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)),
        policy: config.policy.clone(),
        file_modes: config.file_modes,
        root: config.root.clone(),
        network: network(&config.network),
        settings: config.javascript.setting().into_iter().collect(),
    }
}

fn network(config: &NetworkConfig) -> supervisor::NetworkConfiguration {
    let overrides = config.overrides.iter();
    let addresses = |ips: &Vec<IpAddr>| ips.iter().copied().map(ip_address).collect();
    let servers = config.name_servers.iter();
    supervisor::NetworkConfiguration {
        listen: (*config.listen.start(), *config.listen.end()),
        privileged: config.privileged,
        overrides: overrides.map(|(name, ips)| (name.clone(), addresses(ips))).collect(),
        name_servers: servers
            .map(|server| InetAddress { ip: ip_address(server.ip()), port: server.port() })
            .collect(),
    }
}

fn stdio(stdio: &Stdio) -> supervisor::Stdio {
    match stdio {
        Stdio::Null => supervisor::Stdio::Null,
        Stdio::Piped => supervisor::Stdio::Piped,
        Stdio::Terminal => supervisor::Stdio::Terminal,
        Stdio::File(path) => supervisor::Stdio::File(path.as_bytes().to_vec()),
    }
}

impl Shared {
    /// Calls the supervisor and carries out what the kernel asks for.
    pub(crate) fn supervise<R>(
        self: &Arc<Self>,
        call: impl FnOnce(&Exports, &mut Store<KernelState>) -> wasmtime::Result<R>,
    ) -> Result<R> {
        let (answer, requests) = self.kernel.supervise(call)?;
        self.carry_out(requests);
        Ok(answer)
    }

    pub(crate) fn program(&self, pid: u32) -> Option<Arc<Program>> {
        lock(&self.programs).get(&pid).cloned()
    }

    /// Forgets the embedder's end of a process: nobody has it any more.
    pub(crate) fn forget(&self, pid: u32) {
        lock(&self.channels).remove(&pid);
    }

    fn channel(&self, pid: u32) -> Option<Arc<Channel>> {
        lock(&self.channels).get(&pid).cloned()
    }

    /// Does what the kernel asked for during a call. A process that has gone meanwhile is no error:
    /// every pid is looked up.
    pub(crate) fn carry_out(self: &Arc<Self>, requests: Vec<Request>) {
        for request in requests {
            match request {
                Request::Launch { pid, image } => self.launch(pid, image),
                Request::Suspend { pid } => {
                    if let Some(program) = self.program(pid) {
                        program.suspend();
                    }
                }
                Request::Resume { pid } => {
                    if let Some(program) = self.program(pid) {
                        program.resume();
                    }
                }
                Request::Stop { pid } => {
                    if let Some(program) = self.program(pid) {
                        program.stop();
                    }
                }
                Request::Wake { pid } => {
                    if let Some(program) = self.program(pid) {
                        program.wake();
                    } else if let Some(line) = self.lines.by_pid(pid) {
                        line.wake.notify_one();
                    }
                }
                Request::Outside(request) => self.reach_out(request),
                Request::CallTool { call, what } => self.call_tool(call, what),
                Request::AbandonTool { call } => self.tools.abandon(call),
                Request::Alarm { at } => self.set_alarm(at),
                Request::EventsReady => self.bell.events.notify_one(),
                Request::OutputReady { pid } => {
                    if let Some(channel) = self.channel(pid) {
                        channel.output.notify_one();
                    }
                }
                Request::InputDrained { pid } => {
                    if let Some(channel) = self.channel(pid) {
                        channel.input.notify_one();
                    }
                }
                Request::ProcessEnded { pid } => self.reap(pid),
            }
        }
    }

    /// Takes the end of a process from the kernel as soon as it is there: no zombie waits for an
    /// embedder that looks late or never.
    fn reap(self: &Arc<Self>, pid: u32) {
        let reaped = self
            .supervise(|exports, store| exports.kernelet_kernel_supervisor().call_reap(store, pid));
        let status = match reaped {
            Ok(Ok(Some(WaitStatus::Exited(status)))) => ExitStatus::Exited(status),
            Ok(Ok(Some(WaitStatus::Signaled(signal)))) => ExitStatus::Signaled(signal),
            // It was not over after all, or the VM is: whoever waits was told of that.
            _ => return,
        };
        if let Some(channel) = self.channel(pid) {
            channel.set_status(status);
        }
    }

    /// Starts the program of a process on the embedder's tokio runtime.
    fn launch(self: &Arc<Self>, pid: u32, image: String) {
        let program = Arc::new(Program::default());
        lock(&self.programs).insert(pid, Arc::clone(&program));
        let vm = Arc::clone(self);
        tokio::spawn(async move {
            let end = launch::run(&vm, pid, &image, program).await;
            let trapped = match end {
                program::End::Exited => None,
                program::End::Stopped => Some(SIGKILL),
                program::End::Limited(limit) => {
                    let told = vm.supervise(|exports, store| {
                        let supervisor = exports.kernelet_kernel_supervisor();
                        supervisor.call_ended_by_limit(store, pid, limit)
                    });
                    // A VM that is over is noticed below.
                    drop(told);
                    Some(vm.killed(pid, limit.signal(), limit.cause(&vm.limits)))
                }
                program::End::Killed(signal, cause) => Some(vm.killed(pid, signal, cause)),
            };
            lock(&vm.programs).remove(&pid);
            vm.kernel.forget(pid);
            let told = vm.supervise(|exports, store| {
                exports.kernelet_kernel_supervisor().call_ended(store, pid, trapped)
            });
            if told.is_err() {
                vm.stop_all();
            }
        });
    }

    /// The host ended the program of a process: tells why. Answers the signal that stands for it.
    fn killed(&self, pid: u32, signal: u8, cause: String) -> u8 {
        tracing::info!(pid, cause, "program ended by the host");
        if let Some(channel) = self.channel(pid) {
            // The first cause stands: a program ends once.
            let _ = channel.cause.set(cause);
        }
        signal
    }

    /// Ends every program and wakes everyone who waits: the VM is over or nobody wants it.
    fn stop_all(&self) {
        for program in lock(&self.programs).values() {
            program.stop();
        }
        for channel in lock(&self.channels).values() {
            channel.wake_all();
        }
        self.tools.abandon_all();
        self.lines.wake_all();
        self.outside.stop();
        self.bell.events.notify_one();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Nothing panics while these maps are locked, and a map is whole after any step.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
