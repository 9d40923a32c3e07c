//! What the client asks.

use std::collections::BTreeMap;

use super::shared::*;

union! {
    /// A request of the client.
    Request {
        0 => Authenticate(Authenticate),
        1 => OpenSession(OpenSession),
        2 => CreateVm(CreateVm),
        3 => DisposeVm(DisposeVm),
        4 => BootstrapRootFilesystem(RootEntries),
        5 => ConfigureVm(ConfigureVm),
        6 => RegisterHostCallbacks(RegisterHostCallbacks),
        7 => CreateLayer(()),
        8 => SealLayer(LayerName),
        9 => ImportSnapshot(RootEntries),
        10 => ExportSnapshot(LayerName),
        11 => CreateOverlay(CreateOverlay),
        12 => GuestFilesystemCall(GuestFilesystemCall),
        13 => SnapshotRootFilesystem(()),
        14 => Execute(Execute),
        15 => WriteStdin(WriteStdin),
        16 => CloseStdin(ProcessName),
        17 => KillProcess(KillProcess),
        18 => GetProcessSnapshot(()),
        19 => FindListener(FindListener),
        20 => FindBoundUdp(FindBoundUdp),
        21 => GetSignalState(ProcessName),
        22 => GetZombieTimerCount(()),
        23 => HostFilesystemCall(HostFilesystemCall),
        24 => PersistenceLoad(PersistenceLoad),
        25 => PersistenceFlush(PersistenceFlush),
        26 => VmFetch(VmFetch),
        27 => Extension(Extension),
    }

    /// Where a session's VMs live.
    Placement { 0 => Shared(SharedPlacement), 1 => Explicit(ExplicitPlacement) }
}

record! {
    /// First request of a connection.
    Authenticate { client_name: String, auth_token: String, protocol_version: u16, bridge_version: u32 }

    /// In a sidecar of this pool.
    SharedPlacement { pool: Option<String> }
    /// In this sidecar.
    ExplicitPlacement { sidecar_id: String }
    /// Makes a session.
    OpenSession { placement: Placement, metadata: BTreeMap<String, String> }

    /// Makes a VM.
    CreateVm { runtime: Runtime, config: Json }
    /// Ends a VM.
    DisposeVm { reason: DisposeReason }

    /// Files, directories and links.
    RootEntries { entries: Vec<Entry> }

    /// A mount plug-in and its configuration.
    MountPlugin { id: String, config: Json }
    /// A mount.
    Mount { guest_path: String, read_only: bool, plugin: MountPlugin }
    /// Software the client installed; kept as metadata.
    Software { package_name: String, root: String }
    /// A module the client projected; kept as metadata.
    ProjectedModule { package_name: String, entrypoint: String }
    /// Replaces the mounts of a VM and, when given, its policy.
    ConfigureVm {
        mounts: Vec<Mount>,
        software: Vec<Software>,
        permissions: Option<Policy>,
        module_access_cwd: Option<String>,
        instructions: Vec<String>,
        projected_modules: Vec<ProjectedModule>,
        command_permissions: BTreeMap<String, Tier>,
        loopback_exempt_ports: Vec<u16>,
    }

    /// An example call of a host callback.
    CallbackExample { description: String, input: Json }
    /// A function of the client that guests may call.
    HostCallbackDefinition {
        description: String,
        input_schema: Json,
        timeout_ms: Option<u64>,
        examples: Vec<CallbackExample>,
    }
    /// Makes functions of the client commands of the VM.
    RegisterHostCallbacks {
        name: String,
        description: String,
        command_aliases: Vec<String>,
        registry_command_aliases: Vec<String>,
        callbacks: BTreeMap<String, HostCallbackDefinition>,
    }

    /// A layer of a VM.
    LayerName { layer_id: String }
    /// Makes a layer of layers.
    CreateOverlay { mode: RootMode, upper_layer_id: Option<String>, lower_layer_ids: Vec<String> }

    /// A file operation under the VM's policy.
    GuestFilesystemCall {
        operation: FsOperation,
        path: String,
        destination_path: Option<String>,
        target: Option<String>,
        content: Option<String>,
        encoding: Option<Encoding>,
        recursive: bool,
        mode: Option<u32>,
        uid: Option<u32>,
        gid: Option<u32>,
        atime_ms: Option<u64>,
        mtime_ms: Option<u64>,
        len: Option<u64>,
        offset: Option<u64>,
    }

    /// Starts a process.
    Execute {
        process_id: String,
        command: Option<String>,
        runtime: Option<Runtime>,
        entrypoint: Option<String>,
        args: Vec<String>,
        env: BTreeMap<String, String>,
        cwd: Option<String>,
        wasm_permission_tier: Option<Tier>,
    }
    /// Input for a process.
    WriteStdin { process_id: String, chunk: Vec<u8> }
    /// A process, by the name the client gave it.
    ProcessName { process_id: String }
    /// A signal for a process.
    KillProcess { process_id: String, signal: String }

    /// Asks who listens.
    FindListener { host: Option<String>, port: Option<u16>, path: Option<String> }
    /// Asks who has a UDP socket bound.
    FindBoundUdp { host: Option<String>, port: Option<u16> }

    /// Reserved: no client may send it.
    HostFilesystemCall { operation: HostFsOperation, path: String, payload_size_bytes: u64 }
    /// Reserved: no client may send it.
    PersistenceLoad { key: String }
    /// Reserved: no client may send it.
    PersistenceFlush { key: String, payload_size_bytes: u64 }

    /// An HTTP request to a server inside the VM.
    VmFetch { port: u16, method: String, path: String, headers_json: Json, body: Option<String> }
}

impl GuestFilesystemCall {
    /// A file operation without optional arguments.
    pub fn new(operation: FsOperation, path: &str) -> Self {
        Self {
            operation,
            path: path.into(),
            destination_path: None,
            target: None,
            content: None,
            encoding: None,
            recursive: false,
            mode: None,
            uid: None,
            gid: None,
            atime_ms: None,
            mtime_ms: None,
            len: None,
            offset: None,
        }
    }
}
