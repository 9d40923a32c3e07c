//! What an embedder says about a VM and its processes.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use super::javascript::JavaScript;
use super::layers::{RootConfiguration, RootMode};
pub use crate::bindings::supervisor::{
    Command, FileModes, Limits, MountAccess as Access, PermissionMode, Policy, Rule, Scope,
};
use crate::capabilities::egress::Network;

pub use crate::bindings::types::WindowSize;

/// One MiB.
const MIB: u64 = 1 << 20;

/// How a VM is made. [`VmConfig::default`] is a machine for one untrusted program.
#[derive(Clone, Debug)]
pub struct VmConfig {
    /// What `hostname` answers. Default `sandbox`.
    pub hostname: String,
    /// Who processes run as. Default uid and gid 1000, `user`, `/home/user`.
    pub user: User,
    /// What it may hold at most. Default [`program_limits`].
    pub limits: Limits,
    /// Bytes of memory of the kernel, its files included. Default 1.5 GiB.
    pub kernel_memory: u64,
    /// Longest one kernel call may compute before the VM is ended. Default 10 s.
    pub kernel_call_limit: Duration,
    /// What `/` is made of. Default the base layer, writable.
    pub root: RootConfiguration,
    /// Host directories to mount.
    pub mounts: Vec<Mount>,
    /// What processes may do; none denies everything. Default [`default_policy`].
    pub policy: Option<Policy>,
    /// How long the embedder may take to answer what the policy asks ([`crate::Vm::events`]). Default
    /// none: it is denied at once.
    pub question_timeout: Option<Duration>,
    /// Whether owner, group and mode of files bind processes. Default enforced.
    pub file_modes: FileModes,
    /// Its network. Default nothing outside.
    pub network: NetworkConfig,
    /// What its JavaScript programs find. Default all of Node.
    pub javascript: JavaScript,
}

impl Default for VmConfig {
    fn default() -> Self {
        VmConfig {
            hostname: "sandbox".into(),
            user: User::default(),
            limits: program_limits(),
            kernel_memory: 1536 * MIB,
            kernel_call_limit: Duration::from_secs(10),
            root: RootConfiguration {
                mode: RootMode::Ephemeral,
                disable_default_base_layer: false,
                lowers: Vec::new(),
                bootstrap: Vec::new(),
            },
            mounts: Vec::new(),
            policy: Some(default_policy()),
            question_timeout: None,
            file_modes: FileModes::Enforced,
            network: NetworkConfig::default(),
            javascript: JavaScript::default(),
        }
    }
}

impl Default for Limits {
    /// Those of secure-exec's `limits`, where it has the row.
    fn default() -> Self {
        Limits {
            processors: 1,
            processes: 256,
            open_files: 256,
            descriptors: 256,
            pipes: 128,
            terminals: 128,
            sockets: 256,
            connections: 256,
            socket_bytes: 4 * MIB,
            datagrams: 1024,
            filesystem_bytes: 64 * MIB,
            filesystem_inodes: 16_384,
            read_bytes: 64 * MIB,
            write_bytes: 64 * MIB,
            argument_bytes: MIB,
            environment_bytes: MIB,
            directory_entries: 4096,
            process_memory: 512 * MIB,
            memory: u64::MAX,
            process_cpu_milliseconds: u64::MAX,
            cpu_milliseconds: u64::MAX,
            process_milliseconds: u64::MAX,
            milliseconds: u64::MAX,
            tool_milliseconds: 30_000,
            tool_milliseconds_max: 300_000,
            toolkits: 64,
            tools: 256,
            tools_per_toolkit: 64,
            tool_schema_bytes: 16_384,
            tool_examples: 16,
            tool_example_bytes: 4096,
        }
    }
}

/// Room for one program with its packages: module loaders open hundreds of files at once.
pub fn program_limits() -> Limits {
    Limits {
        processes: 64,
        open_files: 65_536,
        descriptors: 1024,
        pipes: 1024,
        sockets: 1024,
        connections: 1024,
        filesystem_bytes: 1024 * MIB,
        filesystem_inodes: 1_000_000,
        directory_entries: 1_000_000,
        ..Limits::default()
    }
}

/// What a program may do when nobody said anything: everything inside the VM, and on the network what
/// does not leave it.
pub fn default_policy() -> Policy {
    let allow = || Some(Scope { default: PermissionMode::Allow, rules: Vec::new() });
    let rule = |operations: &[&str], patterns: &[&str]| Rule {
        mode: PermissionMode::Allow,
        operations: operations.iter().map(ToString::to_string).collect(),
        patterns: patterns.iter().map(ToString::to_string).collect(),
    };
    let loopback = ["localhost", "127.0.0.1", "::1", "[::1]"];
    let own = |scheme: &str, port: &str| loopback.map(|host| format!("{scheme}://{host}{port}"));
    let reach = [own("tcp", ":*"), own("udp", ":*"), own("dns", "")].concat();
    let reach: Vec<&str> = reach.iter().map(String::as_str).chain(["unix://**"]).collect();
    Policy {
        fs: allow(),
        network: Some(Scope {
            default: PermissionMode::Deny,
            rules: vec![
                rule(&["listen", "inspect"], &["**"]),
                rule(&["fetch", "http", "dns"], &reach),
            ],
        }),
        child_process: allow(),
        process: allow(),
        env: allow(),
        tool: allow(),
    }
}

/// The network of a VM.
#[derive(Clone, Debug)]
pub struct NetworkConfig {
    /// What it may reach outside, whatever its policy says. Default nothing.
    pub grant: Network,
    /// Ports that may be listened on, inside the VM. Default all.
    pub listen: RangeInclusive<u16>,
    /// Whether that includes those below 1024. Default no.
    pub privileged: bool,
    /// Names that nobody is asked about, and their addresses.
    pub overrides: BTreeMap<String, Vec<IpAddr>>,
    /// Who is asked about names. Default whom the host asks.
    pub name_servers: Vec<SocketAddr>,
}

impl Default for NetworkConfig {
    fn default() -> Self {
        NetworkConfig {
            grant: Network::default(),
            listen: 1..=u16::MAX,
            privileged: false,
            overrides: BTreeMap::new(),
            name_servers: Vec::new(),
        }
    }
}

/// An account inside the VM.
#[derive(Clone, Debug)]
pub struct User {
    /// Login name.
    pub name: String,
    /// User id.
    pub uid: u32,
    /// Group id.
    pub gid: u32,
    /// Home directory.
    pub home: String,
    /// Login shell.
    pub shell: String,
}

impl Default for User {
    fn default() -> Self {
        User {
            name: "user".into(),
            uid: 1000,
            gid: 1000,
            home: "/home/user".into(),
            shell: "/bin/sh".into(),
        }
    }
}

/// What is mounted somewhere in the VM.
#[derive(Clone, Debug)]
pub enum MountSource {
    /// An empty file system in memory.
    Memory,
    /// This directory of the host.
    HostDirectory(PathBuf),
}

/// A mount in a list that replaces all mounts ([`crate::Vm::set_mounts`]).
#[derive(Clone, Debug)]
pub struct MountOptions {
    /// Where it appears.
    pub guest: String,
    /// Whether the VM may change it.
    pub access: Access,
    /// What it shows.
    pub source: MountSource,
}

/// A host directory inside the VM.
#[derive(Clone, Debug)]
pub struct Mount {
    /// The directory on the host.
    pub host: PathBuf,
    /// Where it appears.
    pub guest: String,
    /// Whether the VM may change it.
    pub access: Access,
}

/// How a process is started.
#[derive(Clone, Debug)]
pub struct ProcessOptions {
    /// The program: an absolute path of the VM, or a name looked up in `PATH`.
    pub program: String,
    /// Its arguments; the first is the name it is called by.
    pub arguments: Vec<String>,
    /// Its whole environment, `NAME=value`.
    pub environment: Vec<String>,
    /// Its working directory. Default `/`.
    pub directory: String,
    /// Standard input. Default [`Stdio::Null`].
    pub stdin: Stdio,
    /// Standard output. Default [`Stdio::Piped`].
    pub stdout: Stdio,
    /// Standard error. Default [`Stdio::Piped`].
    pub stderr: Stdio,
    /// The window of its terminal. Default 24 rows of 80 columns.
    pub window: Option<WindowSize>,
}

impl ProcessOptions {
    /// A process that runs `program` with the usual `PATH` and nothing else.
    pub fn new(program: impl Into<String>) -> Self {
        let program = program.into();
        ProcessOptions {
            arguments: vec![program.clone()],
            program,
            environment: vec!["PATH=/usr/local/bin:/usr/bin:/bin".into()],
            directory: "/".into(),
            stdin: Stdio::Null,
            stdout: Stdio::Piped,
            stderr: Stdio::Piped,
            window: None,
        }
    }

    /// Adds an argument.
    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// Adds a variable to the environment.
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push(format!("{name}={value}"));
        self
    }

    /// Sets the working directory.
    pub fn directory(mut self, directory: impl Into<String>) -> Self {
        self.directory = directory.into();
        self
    }
}

/// What a standard descriptor of a process is.
#[derive(Clone, Debug)]
pub enum Stdio {
    /// `/dev/null`.
    Null,
    /// A terminal, one for all that say so, whose other end is [`crate::Process`]: what is written to
    /// standard input is typed, what it shows comes as standard output.
    Terminal,
    /// A pipe to the embedder: [`crate::Process`] has the other end.
    Piped,
    /// A file of the VM: read (stdin) or appended to.
    File(String),
}
