//! Types that several messages use.

/// A string that holds one JSON document.
pub type Json = String;

enumeration! {
    /// What a VM is meant to run. Informational: every VM runs all programs it has.
    Runtime { JavaScript = 0, Python = 1, WebAssembly = 2 }
    /// Whether a root file system stays writable after it was made.
    RootMode { Ephemeral = 0, ReadOnly = 1 }
    /// What an entry of a snapshot is.
    EntryKind { File = 0, Directory = 1, Symlink = 2 }
    /// How bytes are written in a string.
    Encoding { Utf8 = 0, Base64 = 1 }
    /// What a permission rule says.
    Mode { Allow = 0, Ask = 1, Deny = 2 }
    /// What a WebAssembly command may use.
    Tier { Full = 0, ReadWrite = 1, ReadOnly = 2, Isolated = 3 }
    /// An output stream of a process.
    Channel { Stdout = 0, Stderr = 1 }
    /// Why a VM is disposed of.
    DisposeReason { Requested = 0, ConnectionClosed = 1, HostShutdown = 2 }
    /// Operations of [`GuestFilesystemCall`](super::GuestFilesystemCall).
    FsOperation {
        ReadFile = 0, WriteFile = 1, CreateDir = 2, Mkdir = 3, Exists = 4, Stat = 5, Lstat = 6, ReadDir = 7,
        RemoveFile = 8, RemoveDir = 9, Rename = 10, Realpath = 11, Symlink = 12, ReadLink = 13, Link = 14,
        Chmod = 15, Chown = 16, Utimes = 17, Truncate = 18, Pread = 19,
    }
    /// Operations of the reserved host file system calls.
    HostFsOperation { Read = 0, Write = 1, Stat = 2, ReadDir = 3, Mkdir = 4, Remove = 5, Rename = 6 }
    /// Whether a process of a snapshot runs.
    ProcessStatus { Running = 0, Exited = 1, Stopped = 2 }
    /// What a process does about a signal.
    SignalAction { Default = 0, Ignore = 1, User = 2 }
    /// The life of a VM.
    VmState { Creating = 0, Ready = 1, Disposing = 2, Disposed = 3, Failed = 4 }
}

record! {
    /// A file, directory or symbolic link of a snapshot.
    Entry {
        path: String,
        kind: EntryKind,
        mode: Option<u32>,
        uid: Option<u32>,
        gid: Option<u32>,
        content: Option<String>,
        encoding: Option<Encoding>,
        target: Option<String>,
        executable: bool,
    }

    /// Attributes of a file; `mode` has the type bits, `blocks` counts 512 bytes.
    Stat {
        mode: u32,
        size: u64,
        blocks: u64,
        dev: u64,
        rdev: u64,
        is_directory: bool,
        is_symbolic_link: bool,
        atime_ms: u64,
        mtime_ms: u64,
        ctime_ms: u64,
        birthtime_ms: u64,
        ino: u64,
        nlink: u64,
        uid: u32,
        gid: u32,
    }

    /// A rule about files: globs of absolute paths.
    FsRule { mode: Mode, operations: Vec<String>, paths: Vec<String> }

    /// A rule about anything else: globs of the resource's name.
    PatternRule { mode: Mode, operations: Vec<String>, patterns: Vec<String> }

    /// Rules about files; the last that matches wins, `default` when none does.
    FsRules { default: Option<Mode>, rules: Vec<FsRule> }

    /// Rules about anything else.
    PatternRules { default: Option<Mode>, rules: Vec<PatternRule> }

    /// A permission policy; an absent scope denies.
    Policy {
        fs: Option<FsScope>,
        network: Option<PatternScope>,
        child_process: Option<PatternScope>,
        process: Option<PatternScope>,
        env: Option<PatternScope>,
        tool: Option<PatternScope>,
    }

    /// A message of an extension.
    Extension { namespace: String, payload: Vec<u8> }

    /// A socket and the top-level process that owns it.
    Socket { process_id: String, host: Option<String>, port: Option<u16>, path: Option<String> }
}

union! {
    /// One mode for all files, or rules.
    FsScope { 0 => Mode(Mode), 1 => Rules(FsRules) }
    /// One mode for everything, or rules.
    PatternScope { 0 => Mode(Mode), 1 => Rules(PatternRules) }
}
