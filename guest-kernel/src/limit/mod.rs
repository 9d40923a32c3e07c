//! What a VM may hold at most, what it holds now, and what is told when it comes close.
//!
//! One row of [`Limits`] for each bound. Those that count something that lives are a [`Resource`]:
//! before more of it is made, [`Kernel::reserve`] compares what there is with the limit; there is no
//! second set of counters that could differ from the tables. The others bound a single request and
//! are checked where the request is.

#[cfg(test)]
mod tests;

use crate::errno::{Errno, Result};
use crate::events::Event;
use crate::kernel::Kernel;
use crate::timer::Timer;
use crate::types::Pid;
use std::cell::Cell;

/// From how much of a limit on the embedder is told, in per cent.
const NEAR: u64 = 90;

macro_rules! limits {
    ($($(#[doc = $about:literal])* $name:ident: $type:ty = $default:expr;)*) => {
        /// The limits of a VM. Defaults are those of secure-exec's configuration where it has the row.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Limits { $($(#[doc = $about])* pub $name: $type),* }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $default),* }
            }
        }

        impl Limits {
            /// Refuse a limit of zero: nothing could be done under it.
            ///
            /// # Errors
            /// One line that names the limit.
            pub fn validate(&self) -> std::result::Result<(), String> {
                $(if self.$name == 0 {
                    let name = stringify!($name).replace('_', "-");
                    return Err(format!("invalid limit: {name} must be greater than zero"));
                })*
                if self.tool_milliseconds > self.tool_milliseconds_max {
                    return Err(format!(
                        "invalid limit: tool-milliseconds ({}) must not be greater than \
                         tool-milliseconds-max ({})",
                        self.tool_milliseconds, self.tool_milliseconds_max
                    ));
                }
                Ok(())
            }
        }
    };
}

limits! {
    /// Processors that programs are told of.
    processors: u32 = 1;
    /// Processes at one time, zombies too; `again`.
    processes: u32 = 256;
    /// Open file descriptions of the VM; `nfile`.
    open_files: u32 = 256;
    /// Descriptors of one process; `mfile`.
    descriptors: u32 = 256;
    /// Pipes; `again`. Each holds 64 KiB at most, so this bounds what is in all of them as well.
    pipes: u32 = 128;
    /// Pseudo-terminals; `again`.
    terminals: u32 = 128;
    /// Sockets; `again`.
    sockets: u32 = 256;
    /// Connections; `again`.
    connections: u32 = 256;
    /// Bytes in all sockets together: a write beyond would block.
    socket_bytes: u64 = 4 << 20;
    /// Datagrams that wait in one socket; `again`.
    datagrams: u32 = 1024;
    /// Bytes of the VM's own files; `nospc`.
    filesystem_bytes: u64 = 64 << 20;
    /// Inodes of the VM's own files; `nospc`.
    filesystem_inodes: u64 = 16_384;
    /// Bytes of one read; `inval`.
    read_bytes: u64 = 64 << 20;
    /// Bytes of one write; `inval`.
    write_bytes: u64 = 64 << 20;
    /// Bytes of the arguments of a process; `inval`.
    argument_bytes: u64 = 1 << 20;
    /// Bytes of the environment of a process; `inval`.
    environment_bytes: u64 = 1 << 20;
    /// Entries of a directory that is listed; `nomem`.
    directory_entries: u64 = 4096;
    /// Bytes of linear memory of one process.
    process_memory: u64 = 512 << 20;
    /// Bytes of linear memory of all processes together; a process that asks for more is ended.
    memory: u64 = u64::MAX;
    /// CPU time of one process, which is ended then.
    process_cpu_milliseconds: u64 = u64::MAX;
    /// CPU time of all processes that there ever were together; who uses more is ended.
    cpu_milliseconds: u64 = u64::MAX;
    /// How long a process may take, which is ended then.
    process_milliseconds: u64 = u64::MAX;
    /// How long the VM may run: then its processes are killed, and none starts.
    milliseconds: u64 = u64::MAX;
    /// How long a tool may take when its registration does not say.
    tool_milliseconds: u64 = 30_000;
    /// How long a registration may let it take.
    tool_milliseconds_max: u64 = 300_000;
    /// Registered toolkits.
    toolkits: u32 = 64;
    /// Registered tools of the VM.
    tools: u32 = 256;
    /// Tools of one toolkit.
    tools_per_toolkit: u32 = 64;
    /// Bytes of the schema of a tool.
    tool_schema_bytes: u64 = 16_384;
    /// Examples of a tool.
    tool_examples: u32 = 16;
    /// Bytes of the input of an example.
    tool_example_bytes: u64 = 4096;
}

/// A limit that the host holds, since it runs the programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ProgramLimit {
    ProcessMemory,
    Memory,
    ProcessCpuMilliseconds,
    CpuMilliseconds,
    ProcessMilliseconds,
}

impl ProgramLimit {
    /// Its name and how much it is.
    pub fn of(self, limits: &Limits) -> (&'static str, u64) {
        match self {
            Self::ProcessMemory => ("process-memory", limits.process_memory),
            Self::Memory => ("memory", limits.memory),
            Self::ProcessCpuMilliseconds => {
                ("process-cpu-milliseconds", limits.process_cpu_milliseconds)
            }
            Self::CpuMilliseconds => ("cpu-milliseconds", limits.cpu_milliseconds),
            Self::ProcessMilliseconds => ("process-milliseconds", limits.process_milliseconds),
        }
    }
}

/// What is counted while it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Resource {
    Processes,
    OpenFiles,
    Pipes,
    Terminals,
    Sockets,
    Connections,
    FilesystemBytes,
    FilesystemInodes,
}

impl Resource {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Processes,
        Self::OpenFiles,
        Self::Pipes,
        Self::Terminals,
        Self::Sockets,
        Self::Connections,
        Self::FilesystemBytes,
        Self::FilesystemInodes,
    ];

    /// The limit's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Processes => "processes",
            Self::OpenFiles => "open-files",
            Self::Pipes => "pipes",
            Self::Terminals => "terminals",
            Self::Sockets => "sockets",
            Self::Connections => "connections",
            Self::FilesystemBytes => "filesystem-bytes",
            Self::FilesystemInodes => "filesystem-inodes",
        }
    }

    /// What a call answers that would need more.
    pub fn errno(self) -> Errno {
        match self {
            Self::OpenFiles => Errno::Nfile,
            Self::Processes | Self::Pipes | Self::Terminals | Self::Sockets | Self::Connections => {
                Errno::Again
            }
            Self::FilesystemBytes | Self::FilesystemInodes => Errno::Nospc,
        }
    }

    fn limit(self, limits: &Limits) -> u64 {
        match self {
            Self::Processes => u64::from(limits.processes),
            Self::OpenFiles => u64::from(limits.open_files),
            Self::Pipes => u64::from(limits.pipes),
            Self::Terminals => u64::from(limits.terminals),
            Self::Sockets => u64::from(limits.sockets),
            Self::Connections => u64::from(limits.connections),
            Self::FilesystemBytes => limits.filesystem_bytes,
            Self::FilesystemInodes => limits.filesystem_inodes,
        }
    }

    fn bit(self) -> u32 {
        1u32.checked_shl(self as u32).unwrap_or(0)
    }
}

/// Which limits are known to be near, so that it is told once and not at every step.
#[derive(Debug, Default)]
pub struct Near(Cell<u32>);

impl Kernel {
    /// How much of a resource the VM holds.
    pub fn used(&self, resource: Resource) -> u64 {
        match resource {
            Resource::Processes => self.processes.len() as u64,
            Resource::OpenFiles => self.open_files.len() as u64,
            Resource::Pipes => self.pipes.len() as u64,
            Resource::Terminals => self.terminals.len() as u64,
            Resource::Sockets => self.sockets.len() as u64,
            Resource::Connections => self.sockets.connections() as u64,
            Resource::FilesystemBytes => self.filesystem_usage().0,
            Resource::FilesystemInodes => self.filesystem_usage().1,
        }
    }

    /// Bytes and inodes of the VM's own files.
    pub(crate) fn filesystem_usage(&self) -> (u64, u64) {
        self.vfs.root_usage()
    }

    /// Room for `more` of a resource, which is about to be made.
    ///
    /// # Errors
    /// The resource's own error when that would be more than the limit.
    pub fn reserve(&self, resource: Resource, more: u64) -> Result<()> {
        let used = self.used(resource).saturating_add(more);
        if used > resource.limit(&self.configuration.limits) {
            return Err(self.limit_reached(resource));
        }
        self.look_at(resource, used);
        Ok(())
    }

    /// A limit was hit: the embedder is told. Answers the error for the caller.
    pub(crate) fn limit_reached(&self, resource: Resource) -> Errno {
        self.events.push(Event::LimitReached {
            pid: self.current_pid(),
            limit: resource.name(),
            maximum: resource.limit(&self.configuration.limits),
        });
        resource.errno()
    }

    /// The host: most of a limit that it holds is used.
    pub fn near_limit(&self, limit: ProgramLimit, used: u64) {
        let (limit, maximum) = limit.of(&self.configuration.limits);
        self.events.push(Event::LimitNear { limit, used, maximum });
    }

    /// The VM runs from now on: until its time is over.
    pub(crate) fn start_time_limit(&self) {
        let milliseconds = self.configuration.limits.milliseconds;
        if milliseconds < u64::MAX {
            self.timers.add(milliseconds.saturating_mul(1_000_000), Timer::Over);
        }
    }

    /// The VM's time is over.
    pub(crate) fn end_time(&mut self) {
        self.over = true;
        self.time_is_over(Pid::OPERATOR);
        self.end_grace();
    }

    /// `again` once the VM's time is over.
    pub(crate) fn check_time(&self) -> Result<()> {
        if self.over { Err(self.time_is_over(self.current_pid())) } else { Ok(()) }
    }

    fn time_is_over(&self, pid: Pid) -> Errno {
        let maximum = self.configuration.limits.milliseconds;
        self.events.push(Event::LimitReached { pid, limit: "milliseconds", maximum });
        Errno::Again
    }

    /// A bound on a single request was hit.
    pub(crate) fn request_too_large(
        &self,
        limit: &'static str,
        maximum: u64,
        errno: Errno,
    ) -> Errno {
        self.events.push(Event::LimitReached { pid: self.current_pid(), limit, maximum });
        errno
    }

    /// `inval` for a request of more bytes than one may have.
    pub(crate) fn check_length(
        &self,
        limit: &'static str,
        maximum: u64,
        length: u64,
    ) -> Result<()> {
        if length > maximum {
            return Err(self.request_too_large(limit, maximum, Errno::Inval));
        }
        Ok(())
    }

    /// After something that may have used more of the VM's own files: what was refused or is near is
    /// told. The file system itself holds its limits.
    pub(crate) fn note_files<T>(&self, result: &Result<T>) {
        let (bytes, inodes) = self.filesystem_usage();
        if matches!(result, Err(Errno::Nospc)) {
            let full = inodes >= self.configuration.limits.filesystem_inodes;
            self.limit_reached(if full {
                Resource::FilesystemInodes
            } else {
                Resource::FilesystemBytes
            });
        }
        self.look_at(Resource::FilesystemBytes, bytes);
        self.look_at(Resource::FilesystemInodes, inodes);
    }

    fn look_at(&self, resource: Resource, used: u64) {
        let maximum = resource.limit(&self.configuration.limits);
        let is_near = used.saturating_mul(100) >= maximum.saturating_mul(NEAR);
        let (known, bit) = (self.near.0.get(), resource.bit());
        if is_near && known & bit == 0 {
            self.near.0.set(known | bit);
            self.events.push(Event::LimitNear { limit: resource.name(), used, maximum });
        } else if known & bit != 0 && used.saturating_mul(100) < maximum.saturating_mul(NEAR / 2) {
            // Half of it must be given back before it is told again.
            self.near.0.set(known & !bit);
        }
    }
}
