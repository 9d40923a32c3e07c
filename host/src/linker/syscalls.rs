//! System calls of programs, carried to the kernel of their VM.
//!
//! Parameters and results pass through as they are: nothing here looks at them. Three calls are
//! more than that: `exit` ends the program's instance, `poll` and `wait` wait here, in the
//! program's store, and ask the kernel again after a wake-up. Every call may be answered `restart`: it
//! then waits the same way and is made again.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use wasmtime::component::{
    Component, ComponentExportIndex, ComponentNamedList, Lift, Linker, LinkerInstance, Lower,
};
use wasmtime::{Result, StoreContextMut, format_err};

use crate::bindings::syscalls::{
    AccessMode, AddressFamily, ByteRange, Change, Clock, DescriptorFlags, HeldLock, LockKind,
    PollEvent, PollSubscription, ProcessIdentity, ProcessLimit, ProcessResource, Received,
    ResourceUsage, ShutdownHow, SignalDisposition, SocketAddress, SocketKind, SocketOption,
    SocketOptionName, SpawnOptions, SystemFacts, Termios, TimeUpdate, WaitOptions, WaitTarget,
    Whence,
};
use crate::bindings::types::{
    DirectoryEntry, Errno, FilesystemStat, LookupOutcome, OpenFlags, RecordKind, Stat, Timestamp,
    WaitStatus, WindowSize,
};
use crate::vm::program::ProgramState;

/// The interface on both sides.
pub const INTERFACE: &str = "kernelet:kernel/syscalls@0.1.0";

type Path = Vec<u8>;
type Dir = Option<u32>;
type Fd = u32;
type Answer<T> = (Result<T, Errno>,);

/// The kernel's exports, by the number each call has here.
pub struct Table {
    indices: Vec<ComponentExportIndex>,
}

impl Table {
    /// Looks every call up in the kernel.
    ///
    /// # Errors
    /// When the kernel lacks one.
    pub fn new(kernel: &Component) -> Result<Self> {
        let interface = kernel
            .get_export_index(None, INTERFACE)
            .ok_or_else(|| format_err!("it does not export {INTERFACE}"))?;
        let find = |name: &&str| {
            kernel
                .get_export_index(Some(&interface), name)
                .ok_or_else(|| format_err!("its {INTERFACE} does not export {name}"))
        };
        Ok(Table { indices: NAMES.iter().map(find).collect::<Result<_>>()? })
    }

    pub(crate) fn len(&self) -> usize {
        self.indices.len()
    }

    pub(crate) fn index(&self, call: Call) -> Option<&ComponentExportIndex> {
        self.indices.get(call.0)
    }
}

/// A system call's number: its place in [`NAMES`].
#[derive(Clone, Copy, Debug)]
pub struct Call(pub(crate) usize);

impl Call {
    /// The call of that name; the names are literals of this crate.
    pub(crate) fn named(name: &str) -> Result<Self> {
        let position = NAMES.iter().position(|known| *known == name);
        position.map(Call).ok_or_else(|| format_err!("no system call is named {name}"))
    }

    /// The call's name in the contract.
    pub(crate) fn name(self) -> &'static str {
        NAMES.get(self.0).copied().unwrap_or("?")
    }
}

const NAMES: &[&str] = &[
    "open",
    "close",
    "read",
    "pread",
    "write",
    "pwrite",
    "seek",
    "read-file",
    "stat",
    "fstat",
    "readdir",
    "mkdir",
    "rmdir",
    "unlink",
    "rename",
    "link",
    "mkfifo",
    "symlink",
    "readlink",
    "realpath",
    "access",
    "chmod",
    "fchmod",
    "chown",
    "fchown",
    "utimes",
    "futimes",
    "truncate",
    "ftruncate",
    "fsync",
    "statfs",
    "umask",
    "get-umask",
    "chdir",
    "fchdir",
    "getcwd",
    "watch",
    "take-changes",
    "flock",
    "set-lock",
    "get-lock",
    "dup",
    "dup2",
    "get-flags",
    "set-flags",
    "pipe",
    "socket",
    "socketpair",
    "bind",
    "listen",
    "accept",
    "connect",
    "disconnect",
    "shutdown",
    "send-to",
    "receive-from",
    "socket-name",
    "peer-name",
    "get-socket-option",
    "set-socket-option",
    "isatty",
    "terminal-name",
    "get-termios",
    "set-termios",
    "get-window-size",
    "set-window-size",
    "get-foreground-group",
    "set-foreground-group",
    "set-controlling-terminal",
    "setsid",
    "setpgid",
    "getpgid",
    "getsid",
    "lookup",
    "lookup-answer",
    "spawn",
    "exit",
    "wait",
    "kill",
    "sigaction",
    "take-signals",
    "sigprocmask",
    "sigpending",
    "getrlimit",
    "setrlimit",
    "arguments",
    "environment",
    "last-denial",
    "identity",
    "poll",
    "clock-now",
    "random",
    "system-information",
    "setting",
    "process-usage",
];

/// Defines every system call for programs.
///
/// # Errors
/// When a call is defined twice.
#[rustfmt::skip]
pub fn add(linker: &mut Linker<ProgramState>) -> Result<()> {
    let calls = &mut linker.instance(INTERFACE)?;
    carry::<(Dir, Path, OpenFlags, u32), Answer<Fd>>(calls, "open")?;
    carry::<(Fd,), Answer<()>>(calls, "close")?;
    carry::<(Fd, u32), Answer<Vec<u8>>>(calls, "read")?;
    carry::<(Fd, u32, u64), Answer<Vec<u8>>>(calls, "pread")?;
    carry_as::<(Fd, Vec<u8>), (Fd, Arc<Vec<u8>>), Answer<u32>>(calls, "write", |(fd, data)| (fd, Arc::new(data)))?;
    carry_as::<(Fd, Vec<u8>, u64), (Fd, Arc<Vec<u8>>, u64), Answer<u32>>(calls, "pwrite", |(fd, data, at)| (fd, Arc::new(data), at))?;
    carry::<(Fd, i64, Whence), Answer<u64>>(calls, "seek")?;
    carry::<(Dir, Path, u64), Answer<Vec<u8>>>(calls, "read-file")?;
    carry::<(Dir, Path, bool), Answer<Stat>>(calls, "stat")?;
    carry::<(Fd,), Answer<Stat>>(calls, "fstat")?;
    carry::<(Fd, u64, u32), Answer<Vec<DirectoryEntry>>>(calls, "readdir")?;
    carry::<(Dir, Path, u32), Answer<()>>(calls, "mkdir")?;
    carry::<(Dir, Path), Answer<()>>(calls, "rmdir")?;
    carry::<(Dir, Path), Answer<()>>(calls, "unlink")?;
    carry::<(Dir, Path, Dir, Path), Answer<()>>(calls, "rename")?;
    carry::<(Dir, Path, Dir, Path, bool), Answer<()>>(calls, "link")?;
    carry::<(Dir, Path, u32), Answer<()>>(calls, "mkfifo")?;
    carry::<(Path, Dir, Path), Answer<()>>(calls, "symlink")?;
    carry::<(Dir, Path), Answer<Path>>(calls, "readlink")?;
    carry::<(Dir, Path), Answer<Path>>(calls, "realpath")?;
    carry::<(Dir, Path, AccessMode), Answer<()>>(calls, "access")?;
    carry::<(Dir, Path, u32, bool), Answer<()>>(calls, "chmod")?;
    carry::<(Fd, u32), Answer<()>>(calls, "fchmod")?;
    carry::<(Dir, Path, Option<u32>, Option<u32>, bool), Answer<()>>(calls, "chown")?;
    carry::<(Fd, Option<u32>, Option<u32>), Answer<()>>(calls, "fchown")?;
    carry::<(Dir, Path, TimeUpdate, TimeUpdate, bool), Answer<()>>(calls, "utimes")?;
    carry::<(Fd, TimeUpdate, TimeUpdate), Answer<()>>(calls, "futimes")?;
    carry::<(Dir, Path, u64), Answer<()>>(calls, "truncate")?;
    carry::<(Fd, u64), Answer<()>>(calls, "ftruncate")?;
    carry::<(Fd,), Answer<()>>(calls, "fsync")?;
    carry::<(Dir, Path), Answer<FilesystemStat>>(calls, "statfs")?;
    carry::<(u32,), (u32,)>(calls, "umask")?;
    carry::<(), (u32,)>(calls, "get-umask")?;
    carry::<(Path,), Answer<()>>(calls, "chdir")?;
    carry::<(Fd,), Answer<()>>(calls, "fchdir")?;
    carry::<(), Answer<Path>>(calls, "getcwd")?;
    carry::<(Dir, Path), Answer<Fd>>(calls, "watch")?;
    carry::<(Fd,), Answer<Vec<Change>>>(calls, "take-changes")?;
    carry::<(Fd, Option<LockKind>, bool), Answer<()>>(calls, "flock")?;
    carry::<(Fd, ByteRange, Option<LockKind>, bool), Answer<()>>(calls, "set-lock")?;
    carry::<(Fd, ByteRange, LockKind), Answer<Option<HeldLock>>>(calls, "get-lock")?;
    carry::<(Fd, Fd, bool), Answer<Fd>>(calls, "dup")?;
    carry::<(Fd, Fd), Answer<()>>(calls, "dup2")?;
    carry::<(Fd,), Answer<DescriptorFlags>>(calls, "get-flags")?;
    carry::<(Fd, DescriptorFlags), Answer<()>>(calls, "set-flags")?;
    carry::<(bool,), Answer<(Fd, Fd)>>(calls, "pipe")?;
    carry::<(AddressFamily, SocketKind, bool), Answer<Fd>>(calls, "socket")?;
    carry::<(bool,), Answer<(Fd, Fd)>>(calls, "socketpair")?;
    carry::<(Fd, SocketAddress), Answer<()>>(calls, "bind")?;
    carry::<(Fd, u32), Answer<()>>(calls, "listen")?;
    carry::<(Fd, bool), Answer<(Fd, SocketAddress)>>(calls, "accept")?;
    carry::<(Fd, SocketAddress), Answer<()>>(calls, "connect")?;
    carry::<(Fd,), Answer<()>>(calls, "disconnect")?;
    carry::<(Fd, ShutdownHow), Answer<()>>(calls, "shutdown")?;
    carry::<(Fd, Vec<u8>, Option<SocketAddress>), Answer<u32>>(calls, "send-to")?;
    carry::<(Fd, u32), Answer<Received>>(calls, "receive-from")?;
    carry::<(Fd,), Answer<SocketAddress>>(calls, "socket-name")?;
    carry::<(Fd,), Answer<SocketAddress>>(calls, "peer-name")?;
    carry::<(Fd, SocketOptionName), Answer<SocketOption>>(calls, "get-socket-option")?;
    carry::<(Fd, SocketOption), Answer<()>>(calls, "set-socket-option")?;
    carry::<(Fd,), Answer<bool>>(calls, "isatty")?;
    carry::<(Fd,), Answer<Path>>(calls, "terminal-name")?;
    carry::<(Fd,), Answer<Termios>>(calls, "get-termios")?;
    carry::<(Fd, Termios, bool), Answer<()>>(calls, "set-termios")?;
    carry::<(Fd,), Answer<WindowSize>>(calls, "get-window-size")?;
    carry::<(Fd, WindowSize), Answer<()>>(calls, "set-window-size")?;
    carry::<(Fd,), Answer<u32>>(calls, "get-foreground-group")?;
    carry::<(Fd, u32), Answer<()>>(calls, "set-foreground-group")?;
    carry::<(Fd,), Answer<()>>(calls, "set-controlling-terminal")?;
    carry::<(), Answer<u32>>(calls, "setsid")?;
    carry::<(u32, u32), Answer<()>>(calls, "setpgid")?;
    carry::<(u32,), Answer<u32>>(calls, "getpgid")?;
    carry::<(u32,), Answer<u32>>(calls, "getsid")?;
    carry::<(String, RecordKind), Answer<Fd>>(calls, "lookup")?;
    carry::<(Fd,), Answer<LookupOutcome>>(calls, "lookup-answer")?;
    carry::<(SpawnOptions,), Answer<u32>>(calls, "spawn")?;
    carry::<(i32, u8), Answer<()>>(calls, "kill")?;
    carry::<(u8, SignalDisposition), Answer<()>>(calls, "sigaction")?;
    carry::<(), (Vec<u8>,)>(calls, "take-signals")?;
    carry::<(u64,), (u64,)>(calls, "sigprocmask")?;
    carry::<(), (u64,)>(calls, "sigpending")?;
    carry::<(ProcessResource,), Answer<ProcessLimit>>(calls, "getrlimit")?;
    carry::<(ProcessResource, ProcessLimit), Answer<()>>(calls, "setrlimit")?;
    carry::<(), (Vec<Vec<u8>>,)>(calls, "arguments")?;
    carry::<(), (Vec<Vec<u8>>,)>(calls, "environment")?;
    carry::<(), (Option<String>,)>(calls, "last-denial")?;
    carry::<(), (ProcessIdentity,)>(calls, "identity")?;
    carry::<(Clock,), (Timestamp,)>(calls, "clock-now")?;
    carry::<(u32,), Answer<Vec<u8>>>(calls, "random")?;
    carry::<(), (SystemFacts,)>(calls, "system-information")?;
    carry::<(String,), (Option<String>,)>(calls, "setting")?;
    carry::<(), (ResourceUsage,)>(calls, "process-usage")?;
    exit(calls)?;
    wait(calls)?;
    poll(calls)
}

/// One call: parameters to the kernel, its answer back.
fn carry<P, R>(calls: &mut LinkerInstance<ProgramState>, name: &str) -> Result<()>
where
    P: ComponentNamedList + Lift + Lower + Clone + Send + Sync + 'static,
    R: ComponentNamedList + Lift + Lower + Outcome + Send + Sync + 'static,
{
    carry_as::<P, P, R>(calls, name, |parameters| parameters)
}

/// The same for parameters that are too long to be copied for each attempt: `keep` makes the form
/// that is repeated when the kernel says `restart`.
fn carry_as<P, K, R>(
    calls: &mut LinkerInstance<ProgramState>,
    name: &str,
    keep: impl Fn(P) -> K + Send + Sync + Copy + 'static,
) -> Result<()>
where
    P: ComponentNamedList + Lift + Send + Sync + 'static,
    K: ComponentNamedList + Lower + Clone + Send + Sync + 'static,
    R: ComponentNamedList + Lift + Lower + Outcome + Send + Sync + 'static,
{
    let call = Call::named(name)?;
    calls.func_wrap_async(name, move |program: StoreContextMut<ProgramState>, parameters: P| {
        Box::new(async move {
            let parameters = keep(parameters);
            loop {
                let answer = program.data().call::<K, R>(call, parameters.clone())?;
                if answer.errno() != Some(Errno::Restart) {
                    return Ok(answer);
                }
                program.data().woken().await;
            }
        })
    })
}

/// What a call answered, as far as the host cares.
pub(crate) trait Outcome {
    /// The error, if it is one.
    fn errno(&self) -> Option<Errno> {
        None
    }
}

impl<T> Outcome for Answer<T> {
    fn errno(&self) -> Option<Errno> {
        self.0.as_ref().err().copied()
    }
}

impl Outcome for (u32,) {}
impl Outcome for (u64,) {}
impl Outcome for (Vec<u8>,) {}
impl Outcome for (Vec<Vec<u8>>,) {}
impl Outcome for (Option<String>,) {}
impl Outcome for (ProcessIdentity,) {}
impl Outcome for (Timestamp,) {}
impl Outcome for (SystemFacts,) {}
impl Outcome for (ResourceUsage,) {}

/// `exit`: tells the kernel, then unwinds the program.
fn exit(calls: &mut LinkerInstance<ProgramState>) -> Result<()> {
    let call = Call::named("exit")?;
    calls.func_wrap("exit", move |program: StoreContextMut<ProgramState>, (status,): (u8,)| {
        program.data().call::<(u8,), ()>(call, (status,))?;
        Err::<(), _>(Exited.into())
    })
}

/// How a program's instance ends after `exit`: not a failure.
#[derive(Debug, thiserror::Error)]
#[error("the program exited")]
pub struct Exited;

fn wait(calls: &mut LinkerInstance<ProgramState>) -> Result<()> {
    let call = Call::named("wait")?;
    type Waited = Answer<Option<(u32, WaitStatus)>>;
    calls.func_wrap_async(
        "wait",
        move |program: StoreContextMut<ProgramState>, (who, options): (WaitTarget, WaitOptions)| {
            Box::new(async move {
                loop {
                    let (answer,): Waited = program.data().call(call, (who, options))?;
                    if options.contains(WaitOptions::NO_HANG)
                        || !matches!(answer, Err(Errno::Again))
                    {
                        return Ok((answer,));
                    }
                    program.data().woken().await;
                }
            })
        },
    )
}

fn poll(calls: &mut LinkerInstance<ProgramState>) -> Result<()> {
    let call = Call::named("poll")?;
    type Polled = Answer<Vec<PollEvent>>;
    calls.func_wrap_async(
        "poll",
        move |program: StoreContextMut<ProgramState>,
              (subscriptions, timeout): (Vec<PollSubscription>, Option<u64>)| {
            Box::new(async move {
                let deadline = timeout.map(|timeout| Instant::now() + nanoseconds(timeout));
                let mut left = timeout;
                loop {
                    let parameters = (subscriptions.clone(), left);
                    let (answer,): Polled = program.data().call(call, parameters)?;
                    if !matches!(answer, Err(Errno::Again)) {
                        return Ok((answer,));
                    }
                    match deadline {
                        None => program.data().woken().await,
                        Some(deadline) => {
                            tokio::select! {
                                () = program.data().woken() => {}
                                () = tokio::time::sleep_until(deadline) => {}
                            }
                            let rest = deadline.saturating_duration_since(Instant::now());
                            left = Some(rest.as_nanos().try_into().unwrap_or(u64::MAX));
                        }
                    }
                }
            })
        },
    )
}

/// A duration the clock can add: a hundred years stand for longer ones.
fn nanoseconds(count: u64) -> Duration {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
    Duration::from_nanos(count).min(CENTURY)
}
