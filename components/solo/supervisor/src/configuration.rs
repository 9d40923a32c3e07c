//! The VM of a single-file composition.
//!
//! Whoever runs the file bounds it: its memory, its time, what it reaches are those of its sandbox. So
//! the policy allows everything, and the limits are those of the kernel's own tables.

use crate::wit::kernelet::kernel::supervisor::{
    Command, Configuration, FileModes, Limits, NetworkConfiguration, PermissionMode, Policy,
    RootConfiguration, RootMode, Scope, User,
};

/// The home directory of the user.
pub const HOME: &str = "/home/user";

/// The user's name.
pub const USER: &str = "user";

/// Where a relative path starts when nobody says: the kernel makes it in every VM.
pub const WORKSPACE: &str = "/workspace";

const MIB: u64 = 1 << 20;

/// What WebAssembly of 32 bits can have.
const MEMORY: u64 = 4 << 30;

/// The VM whose one command is at `path`.
pub fn of(path: &str) -> Configuration {
    let user = User {
        name: USER.into(),
        uid: 1000,
        gid: 1000,
        home: HOME.into(),
        shell: "/bin/sh".into(),
    };
    let root = RootConfiguration {
        mode: RootMode::Ephemeral,
        disable_default_base_layer: false,
        lowers: Vec::new(),
        bootstrap: Vec::new(),
    };
    let network = NetworkConfiguration {
        listen: (1, u16::MAX),
        privileged: false,
        overrides: Vec::new(),
        name_servers: Vec::new(),
    };
    Configuration {
        hostname: "sandbox".into(),
        user,
        commands: vec![Command { path: path.into(), image: "program".into() }],
        limits: limits(),
        policy: Some(everything()),
        question_timeout: None,
        file_modes: FileModes::Enforced,
        root,
        network,
        settings: Vec::new(),
    }
}

fn everything() -> Policy {
    let allow = || Some(Scope { default: PermissionMode::Allow, rules: Vec::new() });
    Policy {
        fs: allow(),
        network: allow(),
        child_process: allow(),
        process: allow(),
        env: allow(),
        tool: allow(),
    }
}

/// Those of one program with its packages (`program_limits` of the host).
fn limits() -> Limits {
    Limits {
        processors: 1,
        processes: 64,
        open_files: 65_536,
        descriptors: 1024,
        pipes: 1024,
        terminals: 128,
        sockets: 1024,
        connections: 1024,
        socket_bytes: 4 * MIB,
        datagrams: 1024,
        filesystem_bytes: 1024 * MIB,
        filesystem_inodes: 1_000_000,
        read_bytes: 64 * MIB,
        write_bytes: 64 * MIB,
        argument_bytes: MIB,
        environment_bytes: MIB,
        directory_entries: 1_000_000,
        process_memory: MEMORY,
        memory: u64::MAX,
        process_cpu_milliseconds: u64::MAX,
        cpu_milliseconds: u64::MAX,
        process_milliseconds: u64::MAX,
        milliseconds: u64::MAX,
        tool_milliseconds: 30_000,
        tool_milliseconds_max: 300_000,
        toolkits: 1,
        tools: 1,
        tools_per_toolkit: 1,
        tool_schema_bytes: 1,
        tool_examples: 1,
        tool_example_bytes: 1,
    }
}
