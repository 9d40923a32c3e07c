//! Values from and to the contract: `…_in` what came in, `…_out` what goes out.

use super::bindings::exports::kernelet::kernel::{supervisor, syscalls};
use super::bindings::kernelet::kernel::types as wit;
use crate::events::{Event, Told};
use crate::limit::{Limits, ProgramLimit};
use crate::mounts::{MountOptions, MountSource};
use crate::policy::{Mode, Policy, Rule, Scope};
use crate::process::list::{Activity, Entry};
use crate::tty::termios::WindowSize;
use crate::types::{self, Pid};

pub fn timestamp_in(time: wit::Timestamp) -> types::Timestamp {
    types::Timestamp { seconds: time.seconds, nanoseconds: time.nanoseconds }
}

pub fn timestamp_out(time: types::Timestamp) -> wit::Timestamp {
    wit::Timestamp { seconds: time.seconds, nanoseconds: time.nanoseconds }
}

pub fn kind_in(kind: wit::FileType) -> types::FileType {
    match kind {
        wit::FileType::Regular => types::FileType::Regular,
        wit::FileType::Directory => types::FileType::Directory,
        wit::FileType::SymbolicLink => types::FileType::SymbolicLink,
        wit::FileType::Fifo => types::FileType::Fifo,
        wit::FileType::Socket => types::FileType::Socket,
        wit::FileType::CharacterDevice => types::FileType::CharacterDevice,
        wit::FileType::BlockDevice => types::FileType::BlockDevice,
    }
}

pub fn kind_out(kind: types::FileType) -> wit::FileType {
    match kind {
        types::FileType::Regular => wit::FileType::Regular,
        types::FileType::Directory => wit::FileType::Directory,
        types::FileType::SymbolicLink => wit::FileType::SymbolicLink,
        types::FileType::Fifo => wit::FileType::Fifo,
        types::FileType::Socket => wit::FileType::Socket,
        types::FileType::CharacterDevice => wit::FileType::CharacterDevice,
        types::FileType::BlockDevice => wit::FileType::BlockDevice,
    }
}

pub fn stat_in(stat: wit::Stat) -> types::Stat {
    types::Stat {
        dev: stat.dev,
        ino: stat.ino,
        kind: kind_in(stat.kind),
        mode: stat.mode & crate::permission::MODE_MASK,
        nlink: stat.nlink,
        uid: stat.uid,
        gid: stat.gid,
        rdev: stat.rdev,
        size: stat.size,
        blocks: stat.blocks,
        block_size: stat.block_size,
        atime: timestamp_in(stat.atime),
        mtime: timestamp_in(stat.mtime),
        ctime: timestamp_in(stat.ctime),
        birthtime: timestamp_in(stat.birthtime),
    }
}

pub fn stat_out(stat: types::Stat) -> wit::Stat {
    wit::Stat {
        dev: stat.dev,
        ino: stat.ino,
        kind: kind_out(stat.kind),
        mode: stat.mode,
        nlink: stat.nlink,
        uid: stat.uid,
        gid: stat.gid,
        rdev: stat.rdev,
        size: stat.size,
        blocks: stat.blocks,
        block_size: stat.block_size,
        atime: timestamp_out(stat.atime),
        mtime: timestamp_out(stat.mtime),
        ctime: timestamp_out(stat.ctime),
        birthtime: timestamp_out(stat.birthtime),
    }
}

pub fn filesystem_in(stat: wit::FilesystemStat) -> types::FilesystemStat {
    types::FilesystemStat {
        kind: stat.kind,
        block_size: stat.block_size,
        blocks: stat.blocks,
        blocks_free: stat.blocks_free,
        files: stat.files,
        files_free: stat.files_free,
    }
}

pub fn filesystem_out(stat: types::FilesystemStat) -> wit::FilesystemStat {
    wit::FilesystemStat {
        kind: stat.kind,
        block_size: stat.block_size,
        blocks: stat.blocks,
        blocks_free: stat.blocks_free,
        files: stat.files,
        files_free: stat.files_free,
    }
}

pub fn entry_in(entry: wit::DirectoryEntry) -> types::DirectoryEntry {
    let kind = kind_in(entry.kind);
    types::DirectoryEntry { name: entry.name, ino: entry.ino, kind, next: entry.next }
}

pub fn entry_out(entry: types::DirectoryEntry) -> wit::DirectoryEntry {
    let kind = kind_out(entry.kind);
    wit::DirectoryEntry { name: entry.name, ino: entry.ino, kind, next: entry.next }
}

pub fn open_flags_in(flags: wit::OpenFlags) -> types::OpenFlags {
    types::OpenFlags {
        read: flags.contains(wit::OpenFlags::READ),
        write: flags.contains(wit::OpenFlags::WRITE),
        append: flags.contains(wit::OpenFlags::APPEND),
        create: flags.contains(wit::OpenFlags::CREATE),
        exclusive: flags.contains(wit::OpenFlags::EXCLUSIVE),
        truncate: flags.contains(wit::OpenFlags::TRUNCATE),
        directory: flags.contains(wit::OpenFlags::DIRECTORY),
        no_follow: flags.contains(wit::OpenFlags::NO_FOLLOW),
        nonblock: flags.contains(wit::OpenFlags::NONBLOCK),
        close_on_exec: flags.contains(wit::OpenFlags::CLOSE_ON_EXEC),
        path_only: flags.contains(wit::OpenFlags::PATH_ONLY),
        sync: flags.contains(wit::OpenFlags::SYNC),
    }
}

/// The flags that the kernel itself asks the host for.
pub fn open_flags_out(flags: types::OpenFlags) -> wit::OpenFlags {
    let mut all = wit::OpenFlags::empty();
    all.set(wit::OpenFlags::READ, flags.read);
    all.set(wit::OpenFlags::WRITE, flags.write);
    all.set(wit::OpenFlags::CREATE, flags.create);
    all.set(wit::OpenFlags::EXCLUSIVE, flags.exclusive);
    all.set(wit::OpenFlags::NO_FOLLOW, flags.no_follow);
    all
}

pub fn interest_in(interest: wit::PollInterest) -> types::PollInterest {
    types::PollInterest {
        readable: interest.contains(wit::PollInterest::READABLE),
        writable: interest.contains(wit::PollInterest::WRITABLE),
        ..types::PollInterest::default()
    }
}

pub fn interest_out(interest: types::PollInterest) -> wit::PollInterest {
    let mut all = wit::PollInterest::empty();
    all.set(wit::PollInterest::READABLE, interest.readable);
    all.set(wit::PollInterest::WRITABLE, interest.writable);
    all.set(wit::PollInterest::HANGUP, interest.hangup);
    all.set(wit::PollInterest::ERROR, interest.error);
    all
}

pub fn status_out(status: types::WaitStatus) -> wit::WaitStatus {
    match status {
        types::WaitStatus::Exited(status) => wit::WaitStatus::Exited(status),
        types::WaitStatus::Signaled(signal) => wit::WaitStatus::Signaled(signal),
        types::WaitStatus::Stopped(signal) => wit::WaitStatus::Stopped(signal),
        types::WaitStatus::Continued => wit::WaitStatus::Continued,
    }
}

pub fn update_in(update: syscalls::TimeUpdate) -> types::TimeUpdate {
    match update {
        syscalls::TimeUpdate::Omit => types::TimeUpdate::Omit,
        syscalls::TimeUpdate::Now => types::TimeUpdate::Now,
        syscalls::TimeUpdate::At(time) => types::TimeUpdate::At(timestamp_in(time)),
    }
}

pub fn target_in(subscription: &syscalls::PollSubscription) -> types::PollTarget {
    match subscription.target {
        syscalls::PollTarget::Descriptor((fd, interest)) => {
            types::PollTarget::Descriptor(fd, interest_in(interest))
        }
        syscalls::PollTarget::Child(pid) => types::PollTarget::Child(Pid(pid)),
    }
}

pub fn stdio_in(stdio: supervisor::Stdio) -> types::Stdio {
    match stdio {
        supervisor::Stdio::Null => types::Stdio::Null,
        supervisor::Stdio::Piped => types::Stdio::Piped,
        supervisor::Stdio::File(path) => types::Stdio::File(path),
        supervisor::Stdio::Terminal => types::Stdio::Terminal,
    }
}

pub fn command_in(command: supervisor::Command) -> types::Command {
    types::Command { path: command.path, image: command.image }
}

pub fn access_in(access: supervisor::MountAccess) -> types::MountAccess {
    match access {
        supervisor::MountAccess::ReadOnly => types::MountAccess::ReadOnly,
        supervisor::MountAccess::ReadWrite => types::MountAccess::ReadWrite,
    }
}

pub fn mount_in(mount: supervisor::Mount) -> MountOptions {
    MountOptions {
        path: mount.path,
        access: access_in(mount.access),
        source: match mount.source {
            supervisor::MountSource::Memory => MountSource::Memory,
            supervisor::MountSource::HostDirectory(grant) => MountSource::HostDirectory(grant),
        },
    }
}

pub fn process_out(entry: Entry) -> supervisor::ProcessEntry {
    supervisor::ProcessEntry {
        pid: entry.pid.0,
        parent: entry.parent.0,
        group: entry.group.0,
        session: entry.session.0,
        command: entry.command,
        image: entry.image.to_string(),
        arguments: entry.arguments,
        directory: entry.directory,
        activity: match entry.activity {
            Activity::Running => supervisor::ProcessActivity::Running,
            Activity::Stopped => supervisor::ProcessActivity::Stopped,
            Activity::Ended(status) => supervisor::ProcessActivity::Ended(status_out(status)),
        },
    }
}

pub fn window_in(window: wit::WindowSize) -> WindowSize {
    let wit::WindowSize { rows, columns, width, height } = window;
    WindowSize { rows, columns, width, height }
}

pub fn window_out(window: WindowSize) -> wit::WindowSize {
    let WindowSize { rows, columns, width, height } = window;
    wit::WindowSize { rows, columns, width, height }
}

pub fn wait_options_in(options: syscalls::WaitOptions) -> types::WaitOptions {
    types::WaitOptions {
        no_hang: options.contains(syscalls::WaitOptions::NO_HANG),
        stopped: options.contains(syscalls::WaitOptions::STOPPED),
        continued: options.contains(syscalls::WaitOptions::CONTINUED),
    }
}

pub fn policy_in(policy: supervisor::Policy) -> Policy {
    Policy {
        fs: policy.fs.map(scope_in),
        network: policy.network.map(scope_in),
        child_process: policy.child_process.map(scope_in),
        process: policy.process.map(scope_in),
        env: policy.env.map(scope_in),
        tool: policy.tool.map(scope_in),
    }
}

fn scope_in(scope: supervisor::Scope) -> Scope {
    let rule = |rule: supervisor::Rule| Rule {
        mode: mode_in(rule.mode),
        operations: rule.operations,
        patterns: rule.patterns,
    };
    Scope { default: mode_in(scope.default), rules: scope.rules.into_iter().map(rule).collect() }
}

fn mode_in(mode: supervisor::PermissionMode) -> Mode {
    match mode {
        supervisor::PermissionMode::Allow => Mode::Allow,
        supervisor::PermissionMode::Ask => Mode::Ask,
        supervisor::PermissionMode::Deny => Mode::Deny,
    }
}

pub fn limits_in(limits: supervisor::Limits) -> Limits {
    Limits {
        processors: limits.processors,
        processes: limits.processes,
        open_files: limits.open_files,
        descriptors: limits.descriptors,
        pipes: limits.pipes,
        terminals: limits.terminals,
        sockets: limits.sockets,
        connections: limits.connections,
        socket_bytes: limits.socket_bytes,
        datagrams: limits.datagrams,
        filesystem_bytes: limits.filesystem_bytes,
        filesystem_inodes: limits.filesystem_inodes,
        read_bytes: limits.read_bytes,
        write_bytes: limits.write_bytes,
        argument_bytes: limits.argument_bytes,
        environment_bytes: limits.environment_bytes,
        directory_entries: limits.directory_entries,
        process_memory: limits.process_memory,
        memory: limits.memory,
        process_cpu_milliseconds: limits.process_cpu_milliseconds,
        cpu_milliseconds: limits.cpu_milliseconds,
        process_milliseconds: limits.process_milliseconds,
        milliseconds: limits.milliseconds,
        tool_milliseconds: limits.tool_milliseconds,
        tool_milliseconds_max: limits.tool_milliseconds_max,
        toolkits: limits.toolkits,
        tools: limits.tools,
        tools_per_toolkit: limits.tools_per_toolkit,
        tool_schema_bytes: limits.tool_schema_bytes,
        tool_examples: limits.tool_examples,
        tool_example_bytes: limits.tool_example_bytes,
    }
}

pub fn program_limit_in(limit: supervisor::ProgramLimit) -> ProgramLimit {
    match limit {
        supervisor::ProgramLimit::ProcessMemory => ProgramLimit::ProcessMemory,
        supervisor::ProgramLimit::Memory => ProgramLimit::Memory,
        supervisor::ProgramLimit::ProcessCpuMilliseconds => ProgramLimit::ProcessCpuMilliseconds,
        supervisor::ProgramLimit::CpuMilliseconds => ProgramLimit::CpuMilliseconds,
        supervisor::ProgramLimit::ProcessMilliseconds => ProgramLimit::ProcessMilliseconds,
    }
}

pub fn event_out(told: Told) -> supervisor::Event {
    use supervisor::Happening;
    let attempt = |capability: &str, resource| supervisor::AccessAttempt {
        capability: capability.to_owned(),
        resource,
    };
    let state = |limit: &str, used, maximum| supervisor::LimitState {
        limit: limit.to_owned(),
        used,
        maximum,
    };
    let (pid, what) = match told.event {
        Event::Denied { pid, capability, resource } => {
            (pid, Happening::Denied(attempt(capability, resource)))
        }
        Event::Question { id, pid, capability, resource } => {
            (pid, Happening::Asked((id, attempt(capability, resource))))
        }
        Event::LimitReached { pid, limit, maximum } => {
            (pid, Happening::LimitReached(state(limit, maximum, maximum)))
        }
        Event::LimitNear { limit, used, maximum } => {
            (Pid::OPERATOR, Happening::LimitNear(state(limit, used, maximum)))
        }
    };
    supervisor::Event { process: pid.0, what, suppressed: told.suppressed }
}
