//! Plain values that pass between the kernel and whoever calls it. They mirror `wit/types.wit`.

use crate::layer::RootConfiguration;
use crate::limit::Limits;
use crate::net::address::Address;
use crate::net::policy::ListenPolicy;
use crate::permission::FileModes;
use crate::policy::Policy;
use crate::tty::termios::WindowSize;
use core::net::{IpAddr, SocketAddr};

/// A point in time: seconds since 1970-01-01T00:00:00Z and nanoseconds below 1 000 000 000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp {
    /// Seconds, negative before 1970.
    pub seconds: i64,
    /// Nanoseconds of the second.
    pub nanoseconds: u32,
}

/// Nanoseconds in a second.
pub const NANOSECONDS_PER_SECOND: u32 = 1_000_000_000;

/// A process identifier, 1 and up; 0 is the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pid(pub u32);

impl Pid {
    /// The host's own view of the VM: uid 0, not a process, never listed.
    pub const OPERATOR: Self = Self(0);
    /// The parent of orphans and of what the host starts. It has no program.
    pub const INIT: Self = Self(1);
    /// The host on behalf of its client: uid 0 like the operator, but the policy binds it.
    pub const CLIENT: Self = Self(u32::MAX);

    /// Whether it stands for somebody without a program.
    pub fn is_virtual(self) -> bool {
        matches!(self, Self::OPERATOR | Self::INIT | Self::CLIENT)
    }
}

/// A file descriptor number.
pub type Fd = u32;

/// What an inode is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FileType {
    Regular,
    Directory,
    SymbolicLink,
    Fifo,
    Socket,
    CharacterDevice,
    BlockDevice,
}

/// Attributes of an inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Stat {
    pub dev: u64,
    pub ino: u64,
    pub kind: FileType,
    pub mode: u32,
    pub nlink: u32,
    pub uid: u32,
    pub gid: u32,
    pub rdev: u64,
    pub size: u64,
    pub blocks: u64,
    pub block_size: u32,
    pub atime: Timestamp,
    pub mtime: Timestamp,
    pub ctime: Timestamp,
    pub birthtime: Timestamp,
}

/// How `open` opens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct OpenFlags {
    pub read: bool,
    pub write: bool,
    pub append: bool,
    pub create: bool,
    pub exclusive: bool,
    pub truncate: bool,
    pub directory: bool,
    pub no_follow: bool,
    pub nonblock: bool,
    pub close_on_exec: bool,
    pub path_only: bool,
    pub sync: bool,
}

/// One name in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// The name.
    pub name: Vec<u8>,
    /// The inode number.
    pub ino: u64,
    /// What it is.
    pub kind: FileType,
    /// The cursor that continues after the entry.
    pub next: u64,
}

/// Capacity of a file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct FilesystemStat {
    pub kind: u64,
    pub block_size: u32,
    pub blocks: u64,
    pub blocks_free: u64,
    pub files: u64,
    pub files_free: u64,
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitStatus {
    /// It exited with this status.
    Exited(u8),
    /// This signal ended it.
    Signaled(u8),
    /// This signal stopped it.
    Stopped(u8),
    /// It goes on.
    Continued,
}

/// Readiness.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct PollInterest {
    pub readable: bool,
    pub writable: bool,
    pub hangup: bool,
    pub error: bool,
}

impl PollInterest {
    /// Nothing at all.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// Where `seek` counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Whence {
    Start,
    Current,
    End,
}

/// What to set a file time to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum TimeUpdate {
    Omit,
    Now,
    At(Timestamp),
}

/// Flags of a descriptor and its open file description.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct DescriptorFlags {
    pub append: bool,
    pub nonblock: bool,
    pub close_on_exec: bool,
}

/// What was received from a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The bytes, or the start of the message.
    pub data: Vec<u8>,
    /// The sender of a message.
    pub from: Option<Address>,
    /// Whether the message was longer than asked for; the rest is lost.
    pub truncated: bool,
}

/// How to start a child.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs)]
pub struct SpawnOptions {
    pub program: Vec<u8>,
    pub search: bool,
    pub arguments: Vec<Vec<u8>>,
    pub environment: Vec<Vec<u8>>,
    pub directory: Option<Vec<u8>>,
    /// Pairs of (child, parent) descriptor.
    pub descriptors: Vec<(Fd, Fd)>,
    pub new_session: bool,
}

/// What `wait` reports beside ends, and whether it waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct WaitOptions {
    pub no_hang: bool,
    pub stopped: bool,
    pub continued: bool,
}

/// Whom `wait` waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum WaitTarget {
    Any,
    Process(Pid),
    Group(Pid),
}

/// What a signal does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SignalDisposition {
    Default,
    Ignore,
    Catch,
}

/// Ids of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Identity {
    pub pid: Pid,
    pub parent: Pid,
    pub group: Pid,
    pub session: Pid,
    pub uid: u32,
    pub gid: u32,
    pub groups: Vec<u32>,
}

/// What to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PollTarget {
    /// Readiness of a descriptor.
    Descriptor(Fd, PollInterest),
    /// A child that `wait` could report.
    Child(Pid),
}

/// One thing that is ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct PollEvent {
    pub index: u32,
    pub ready: PollInterest,
}

/// The clocks of `clock_now`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Clock {
    Realtime,
    Monotonic,
    ProcessCpu,
}

/// Facts about the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct SystemInformation {
    pub hostname: String,
    pub kernel_name: String,
    pub kernel_release: String,
    pub kernel_version: String,
    pub machine: String,
    pub processors: u32,
    pub memory_total: u64,
    pub memory_free: u64,
    pub user: String,
    pub home: Vec<u8>,
    pub shell: Vec<u8>,
}

/// What `configure` sets.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Configuration {
    pub hostname: String,
    pub user: User,
    pub commands: Vec<Command>,
    pub limits: Limits,
    pub policy: Policy,
    /// How long the embedder may take to answer what the policy asks; none: it is denied at once.
    pub question_nanoseconds: Option<u64>,
    pub file_modes: FileModes,
    pub root: RootConfiguration,
    pub network: NetworkConfiguration,
    /// What programs can ask for by name.
    pub settings: Vec<(String, String)>,
}

/// Where sockets may listen, and what names mean.
#[derive(Debug, Clone, Default)]
pub struct NetworkConfiguration {
    /// Where sockets may listen.
    pub listen: ListenPolicy,
    /// Names that nobody is asked about, and their addresses.
    pub overrides: Vec<(String, Vec<IpAddr>)>,
    /// What `/etc/resolv.conf` says.
    pub name_servers: Vec<SocketAddr>,
}

/// An account of the VM.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct User {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
    pub home: Vec<u8>,
    pub shell: Vec<u8>,
}

/// A path that starts a program image.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Command {
    pub path: Vec<u8>,
    pub image: String,
}

/// Whether a mount may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MountAccess {
    ReadOnly,
    ReadWrite,
}

/// How to start a process from outside.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct StartOptions {
    pub program: Vec<u8>,
    pub arguments: Vec<Vec<u8>>,
    pub environment: Vec<Vec<u8>>,
    pub directory: Vec<u8>,
    pub stdin: Stdio,
    pub stdout: Stdio,
    pub stderr: Stdio,
    /// The window of its terminal, when it has one.
    pub window: WindowSize,
}

/// What a standard descriptor is.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum Stdio {
    Null,
    Piped,
    File(Vec<u8>),
    Terminal,
}

/// Bytes that a process wrote to an output of the host's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Output {
    pub descriptor: Fd,
    pub data: Vec<u8>,
    pub closed: bool,
}

/// What a VM holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Usage {
    pub processes: u32,
    pub zombies: u32,
    pub open_files: u32,
    pub pipes: u32,
    pub terminals: u32,
    pub sockets: u32,
    pub connections: u32,
    pub socket_bytes: u64,
    pub filesystem_bytes: u64,
    pub filesystem_inodes: u64,
}
