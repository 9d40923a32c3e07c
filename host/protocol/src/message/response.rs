//! What the sidecar answers.

use std::collections::BTreeMap;

use super::shared::*;

union! {
    /// The answer to a request.
    Response {
        0 => Authenticated(Authenticated),
        1 => SessionOpened(SessionOpened),
        2 => VmCreated(VmName),
        3 => VmDisposed(VmName),
        4 => RootFilesystemBootstrapped(RootFilesystemBootstrapped),
        5 => VmConfigured(VmConfigured),
        6 => HostCallbacksRegistered(HostCallbacksRegistered),
        7 => LayerCreated(LayerId),
        8 => LayerSealed(LayerId),
        9 => SnapshotImported(LayerId),
        10 => SnapshotExported(SnapshotExported),
        11 => OverlayCreated(LayerId),
        12 => GuestFilesystemResult(GuestFilesystemResult),
        13 => RootFilesystemSnapshot(RootFilesystemSnapshot),
        14 => ProcessStarted(ProcessStarted),
        15 => StdinWritten(StdinWritten),
        16 => StdinClosed(ProcessId),
        17 => ProcessKilled(ProcessId),
        18 => ProcessSnapshot(ProcessSnapshot),
        19 => ListenerSnapshot(SocketSnapshot),
        20 => BoundUdpSnapshot(SocketSnapshot),
        21 => SignalState(SignalState),
        22 => ZombieTimerCount(ZombieTimerCount),
        23 => FilesystemResult(FilesystemResult),
        24 => PermissionDecision(PermissionDecision),
        25 => PersistenceState(PersistenceState),
        26 => PersistenceFlushed(PersistenceFlushed),
        27 => Rejected(Rejected),
        28 => VmFetch(VmFetchResult),
        29 => Extension(Extension),
    }
}

record! {
    /// The connection the client speaks for from now on.
    Authenticated { sidecar_id: String, connection_id: String, max_frame_bytes: u32 }
    /// A session was made.
    SessionOpened { session_id: String, owner_connection_id: String }
    /// A VM.
    VmName { vm_id: String }
    /// Entries were written into the root.
    RootFilesystemBootstrapped { entry_count: u32 }
    /// What is active now.
    VmConfigured { applied_mounts: u32, applied_software: u32 }
    /// A toolkit was registered; `command_count` counts all of the VM's tool commands.
    HostCallbacksRegistered { registration: String, command_count: u32 }
    /// A layer.
    LayerId { layer_id: String }
    /// The contents of a layer.
    SnapshotExported { layer_id: String, entries: Vec<Entry> }
    /// The contents of the live root.
    RootFilesystemSnapshot { entries: Vec<Entry> }

    /// The result of a file operation: the field that belongs to the operation is set.
    GuestFilesystemResult {
        operation: FsOperation,
        path: String,
        content: Option<String>,
        encoding: Option<Encoding>,
        entries: Option<Vec<String>>,
        stat: Option<Stat>,
        exists: Option<bool>,
        target: Option<String>,
    }

    /// A process runs.
    ProcessStarted { process_id: String, pid: Option<u32> }
    /// Input was taken.
    StdinWritten { process_id: String, accepted_bytes: u64 }
    /// A process, by the name the client gave it.
    ProcessId { process_id: String }

    /// A process of a VM.
    ProcessEntry {
        process_id: String,
        pid: u32,
        ppid: u32,
        pgid: u32,
        sid: u32,
        driver: String,
        command: String,
        args: Vec<String>,
        cwd: String,
        status: ProcessStatus,
        exit_code: Option<i32>,
    }
    /// The processes of a VM, with those that ended lately.
    ProcessSnapshot { processes: Vec<ProcessEntry> }

    /// A socket, when there is one.
    SocketSnapshot { socket: Option<Socket> }

    /// What a process does about one signal.
    SignalHandler { action: SignalAction, mask: Vec<u32>, flags: u32 }
    /// What a process does about signals, by number.
    SignalState { process_id: String, handlers: BTreeMap<u32, SignalHandler> }
    /// Processes that ended and were not waited for.
    ZombieTimerCount { count: u64 }

    /// Reserved: never sent.
    FilesystemResult { operation: HostFsOperation, status: String, payload_size_bytes: u64 }
    /// Reserved: never sent.
    PermissionDecision { capability: String, decision: Mode }
    /// Reserved: never sent.
    PersistenceState { key: String, found: bool, payload_size_bytes: u64 }
    /// Reserved: never sent.
    PersistenceFlushed { key: String, committed_bytes: u64 }

    /// The request was not done.
    Rejected { code: String, message: String }
    /// An HTTP response as JSON.
    VmFetchResult { response_json: Json }
}
