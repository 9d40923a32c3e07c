//! `limits`: what guests may take. Names and defaults are the protocol's; what is absent has its
//! default where it is enforced.

use kernelet::VmConfig;
use kernelet_protocol::stream::MAX_FRAME_BYTES;
use serde::Deserialize;

/// Default of `jsRuntime.stdinBufferLimitBytes`.
const STDIN_BUFFER: u64 = 16 << 20;

/// Default of `jsRuntime.eventPayloadLimitBytes`.
const EVENT_BYTES: u64 = 1 << 20;

/// Default of `resources.maxFilesystemBytes`.
const FILESYSTEM_BYTES: u64 = 64 << 20;

/// Default of `resources.maxInodeCount`.
const INODES: u64 = 16_384;

/// Default of `resources.maxProcesses`.
const PROCESSES: u32 = 256;

/// Memory that Node itself takes before a program has a heap.
const NODE_MEMORY: u64 = 32 << 20;

/// What guests may take.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs, reason = "each group says what it is about")]
pub struct Limits {
    pub resources: Resources,
    pub http: Http,
    #[serde(alias = "bindings")]
    pub tools: Tools,
    pub plugins: Plugins,
    pub acp: Acp,
    pub js_runtime: JsRuntime,
    pub python: Python,
    pub wasm: Wasm,
}

/// Of the whole VM.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the names say what they limit")]
pub struct Resources {
    pub cpu_count: Option<u64>,
    pub max_processes: Option<u64>,
    pub max_open_fds: Option<u64>,
    pub max_pipes: Option<u64>,
    pub max_ptys: Option<u64>,
    pub max_sockets: Option<u64>,
    pub max_connections: Option<u64>,
    pub max_socket_buffered_bytes: Option<u64>,
    pub max_socket_datagram_queue_len: Option<u64>,
    pub max_filesystem_bytes: Option<u64>,
    pub max_inode_count: Option<u64>,
    pub max_blocking_read_ms: Option<u64>,
    pub max_pread_bytes: Option<u64>,
    pub max_fd_write_bytes: Option<u64>,
    pub max_process_argv_bytes: Option<u64>,
    pub max_process_env_bytes: Option<u64>,
    pub max_readdir_entries: Option<u64>,
    pub max_wasm_fuel: Option<u64>,
    pub max_wasm_memory_bytes: Option<u64>,
    pub max_wasm_stack_bytes: Option<u64>,
}

/// Of requests to servers in the VM.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the names say what they limit")]
pub struct Http {
    pub max_fetch_response_bytes: Option<u64>,
}

/// Of functions of the client.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the names say what they limit")]
pub struct Tools {
    pub default_tool_timeout_ms: Option<u64>,
    pub max_tool_timeout_ms: Option<u64>,
    pub max_registered_toolkits: Option<u64>,
    pub max_registered_tools_per_vm: Option<u64>,
    pub max_tools_per_toolkit: Option<u64>,
    pub max_tool_schema_bytes: Option<u64>,
    pub max_tool_examples_per_tool: Option<u64>,
    pub max_tool_example_input_bytes: Option<u64>,
}

/// Of mounts that keep a manifest.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the names say what they limit")]
pub struct Plugins {
    pub max_persisted_manifest_bytes: Option<u64>,
    pub max_persisted_manifest_file_bytes: Option<u64>,
}

/// Of the agent protocol.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the names say what they limit")]
pub struct Acp {
    pub max_read_line_bytes: Option<u64>,
    pub stdout_buffer_byte_limit: Option<u64>,
}

/// Of JavaScript programs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the names say what they limit")]
pub struct JsRuntime {
    pub v8_heap_limit_mb: Option<u64>,
    pub captured_output_limit_bytes: Option<u64>,
    pub stdin_buffer_limit_bytes: Option<u64>,
    pub event_payload_limit_bytes: Option<u64>,
    pub v8_ipc_max_frame_bytes: Option<u64>,
}

/// Of Python programs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the names say what they limit")]
pub struct Python {
    pub output_buffer_max_bytes: Option<u64>,
    pub execution_timeout_ms: Option<u64>,
    pub vfs_rpc_timeout_ms: Option<u64>,
}

/// Of WebAssembly programs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the names say what they limit")]
pub struct Wasm {
    pub max_module_file_bytes: Option<u64>,
    pub captured_output_limit_bytes: Option<u64>,
    pub sync_read_limit_bytes: Option<u64>,
}

impl Limits {
    pub(super) fn check(&self) -> Result<(), String> {
        let bounds = [
            ("resources.cpuCount", self.resources.cpu_count),
            ("resources.maxProcesses", self.resources.max_processes),
            ("resources.maxOpenFds", self.resources.max_open_fds),
            ("resources.maxPipes", self.resources.max_pipes),
            ("resources.maxPtys", self.resources.max_ptys),
            ("resources.maxSockets", self.resources.max_sockets),
            ("resources.maxConnections", self.resources.max_connections),
            ("resources.maxSocketBufferedBytes", self.resources.max_socket_buffered_bytes),
            ("resources.maxSocketDatagramQueueLen", self.resources.max_socket_datagram_queue_len),
            ("resources.maxFilesystemBytes", self.resources.max_filesystem_bytes),
            ("resources.maxInodeCount", self.resources.max_inode_count),
            ("resources.maxBlockingReadMs", self.resources.max_blocking_read_ms),
            ("resources.maxPreadBytes", self.resources.max_pread_bytes),
            ("resources.maxFdWriteBytes", self.resources.max_fd_write_bytes),
            ("resources.maxProcessArgvBytes", self.resources.max_process_argv_bytes),
            ("resources.maxProcessEnvBytes", self.resources.max_process_env_bytes),
            ("resources.maxReaddirEntries", self.resources.max_readdir_entries),
            ("resources.maxWasmFuel", self.resources.max_wasm_fuel),
            ("resources.maxWasmMemoryBytes", self.resources.max_wasm_memory_bytes),
            ("resources.maxWasmStackBytes", self.resources.max_wasm_stack_bytes),
            ("http.maxFetchResponseBytes", self.http.max_fetch_response_bytes),
            ("tools.defaultToolTimeoutMs", self.tools.default_tool_timeout_ms),
            ("tools.maxToolTimeoutMs", self.tools.max_tool_timeout_ms),
            ("tools.maxRegisteredToolkits", self.tools.max_registered_toolkits),
            ("tools.maxRegisteredToolsPerVm", self.tools.max_registered_tools_per_vm),
            ("tools.maxToolsPerToolkit", self.tools.max_tools_per_toolkit),
            ("tools.maxToolSchemaBytes", self.tools.max_tool_schema_bytes),
            ("tools.maxToolExamplesPerTool", self.tools.max_tool_examples_per_tool),
            ("tools.maxToolExampleInputBytes", self.tools.max_tool_example_input_bytes),
            ("plugins.maxPersistedManifestBytes", self.plugins.max_persisted_manifest_bytes),
            (
                "plugins.maxPersistedManifestFileBytes",
                self.plugins.max_persisted_manifest_file_bytes,
            ),
            ("acp.maxReadLineBytes", self.acp.max_read_line_bytes),
            ("acp.stdoutBufferByteLimit", self.acp.stdout_buffer_byte_limit),
            ("jsRuntime.v8HeapLimitMb", self.js_runtime.v8_heap_limit_mb),
            ("jsRuntime.capturedOutputLimitBytes", self.js_runtime.captured_output_limit_bytes),
            ("jsRuntime.stdinBufferLimitBytes", self.js_runtime.stdin_buffer_limit_bytes),
            ("jsRuntime.eventPayloadLimitBytes", self.js_runtime.event_payload_limit_bytes),
            ("jsRuntime.v8IpcMaxFrameBytes", self.js_runtime.v8_ipc_max_frame_bytes),
            ("python.outputBufferMaxBytes", self.python.output_buffer_max_bytes),
            ("python.executionTimeoutMs", self.python.execution_timeout_ms),
            ("python.vfsRpcTimeoutMs", self.python.vfs_rpc_timeout_ms),
            ("wasm.maxModuleFileBytes", self.wasm.max_module_file_bytes),
            ("wasm.capturedOutputLimitBytes", self.wasm.captured_output_limit_bytes),
            ("wasm.syncReadLimitBytes", self.wasm.sync_read_limit_bytes),
        ];
        if let Some((name, _)) = bounds.iter().find(|(_, bound)| *bound == Some(0)) {
            return Err(format!("limits.{name} must not be 0"));
        }
        if self.http.max_fetch_response_bytes.is_some_and(|most| most > u64::from(MAX_FRAME_BYTES))
        {
            return Err(format!(
                "limits.http.maxFetchResponseBytes must be at most {MAX_FRAME_BYTES}, the longest frame"
            ));
        }
        let default = self.tools.default_tool_timeout_ms.unwrap_or(30_000);
        if default > self.tools.max_tool_timeout_ms.unwrap_or(300_000) {
            return Err("limits.tools.defaultToolTimeoutMs must be at most maxToolTimeoutMs".into());
        }
        Ok(())
    }

    /// Sets what the kernel and the host enforce.
    pub fn apply(&self, config: &mut VmConfig) {
        let (resources, tools) = (&self.resources, &self.tools);
        let count = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let limits = &mut config.limits;
        limits.filesystem_bytes = FILESYSTEM_BYTES;
        limits.filesystem_inodes = INODES;
        limits.processes = PROCESSES;
        for (limit, given) in [
            (&mut limits.processors, resources.cpu_count),
            (&mut limits.processes, resources.max_processes),
            (&mut limits.open_files, resources.max_open_fds),
            (&mut limits.descriptors, resources.max_open_fds),
            (&mut limits.pipes, resources.max_pipes),
            (&mut limits.terminals, resources.max_ptys),
            (&mut limits.sockets, resources.max_sockets),
            (&mut limits.connections, resources.max_connections),
            (&mut limits.datagrams, resources.max_socket_datagram_queue_len),
            (&mut limits.toolkits, tools.max_registered_toolkits),
            (&mut limits.tools, tools.max_registered_tools_per_vm),
            (&mut limits.tools_per_toolkit, tools.max_tools_per_toolkit),
            (&mut limits.tool_examples, tools.max_tool_examples_per_tool),
        ] {
            *limit = given.map_or(*limit, count);
        }
        for (limit, given) in [
            (&mut limits.socket_bytes, resources.max_socket_buffered_bytes),
            (&mut limits.filesystem_bytes, resources.max_filesystem_bytes),
            (&mut limits.filesystem_inodes, resources.max_inode_count),
            (&mut limits.read_bytes, resources.max_pread_bytes),
            (&mut limits.write_bytes, resources.max_fd_write_bytes),
            (&mut limits.argument_bytes, resources.max_process_argv_bytes),
            (&mut limits.environment_bytes, resources.max_process_env_bytes),
            (&mut limits.directory_entries, resources.max_readdir_entries),
            (&mut limits.tool_milliseconds, tools.default_tool_timeout_ms),
            (&mut limits.tool_milliseconds_max, tools.max_tool_timeout_ms),
            (&mut limits.tool_schema_bytes, tools.max_tool_schema_bytes),
            (&mut limits.tool_example_bytes, tools.max_tool_example_input_bytes),
        ] {
            *limit = given.unwrap_or(*limit);
        }
        if let Some(megabytes) = self.js_runtime.v8_heap_limit_mb {
            let heap = megabytes.saturating_mul(1 << 20).saturating_add(NODE_MEMORY);
            limits.process_memory = limits.process_memory.min(heap);
        }
    }

    /// Most bytes that a process may write before it is ended; none: as many as it likes.
    pub fn output_bytes(&self) -> Option<u64> {
        let limits =
            [self.js_runtime.captured_output_limit_bytes, self.wasm.captured_output_limit_bytes];
        limits.into_iter().flatten().min()
    }

    /// Most bytes of output in one event.
    pub fn event_bytes(&self) -> usize {
        let bytes = self.js_runtime.event_payload_limit_bytes.unwrap_or(EVENT_BYTES);
        usize::try_from(bytes).unwrap_or(usize::MAX)
    }

    /// The first limit that is set and that nothing here enforces.
    pub(super) fn not_available(&self) -> Option<&'static str> {
        [
            ("limits.resources.maxWasmFuel", self.resources.max_wasm_fuel),
            ("limits.resources.maxWasmStackBytes", self.resources.max_wasm_stack_bytes),
        ]
        .into_iter()
        .find_map(|(name, limit)| limit.map(|_| name))
    }

    /// Most bytes of input that wait for a process to read them.
    pub fn stdin_buffer(&self) -> usize {
        let bytes = self.js_runtime.stdin_buffer_limit_bytes.unwrap_or(STDIN_BUFFER);
        usize::try_from(bytes).unwrap_or(usize::MAX)
    }
}
