//! A VM of a sidecar as a backend.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use kernelet_protocol::Owner;
use kernelet_protocol::frame::{SCHEMA_VERSION, SessionOwner, VmOwner};
use kernelet_protocol::message as wire;
use kernelet_protocol::message::{Event, Request, Response};
use tokio::sync::OnceCell;

use super::callbacks::{self, Callbacks};
use super::{Backend, Command, Result, RunningProcess};
use crate::client::{ClientError, Connection, Sidecar};
use crate::vm::process::Output;
use crate::vm::tools::{ToolHandler, Toolkit};

/// How long a VM may take to be ready.
const READY_PATIENCE: Duration = Duration::from_secs(10);

/// Longest wait for the next event of a process: as good as for ever.
const PATIENCE: Duration = Duration::from_secs(u32::MAX as u64);

/// Version of the bridge between guests and sidecar.
const BRIDGE_VERSION: u32 = 1;

/// Numbers of processes begin here, as the secure-exec client numbers them.
const FIRST_PROCESS: u64 = 1_000_000;

/// The variable that says that input will come piece by piece.
const KEEP_STDIN_OPEN: &str = "SECURE_EXEC_KEEP_STDIN_OPEN";

/// A VM of a sidecar of its own.
pub struct RemoteVm {
    sidecar: Sidecar,
    owner: VmOwner,
    processes: AtomicU64,
    callbacks: Callbacks,
}

/// A process of a VM of a sidecar.
pub struct RemoteProcess {
    connection: Connection,
    owner: VmOwner,
    id: String,
    code: OnceCell<i32>,
}

impl RemoteVm {
    /// Starts a sidecar and makes a VM in it. `config` is the JSON of `CreateVm`.
    ///
    /// # Errors
    /// When the sidecar cannot be started or refuses.
    pub async fn create(program: &Path, config: &str) -> Result<Self> {
        let sidecar = Sidecar::start(program)?;
        let owner = create(sidecar.connection(), config).await?;
        let callbacks = Callbacks::default();
        let answering = callbacks.clone();
        sidecar
            .connection()
            .answer_with(move |_, request| Callbacks::answer(answering.clone(), request));
        Ok(RemoteVm { sidecar, owner, processes: AtomicU64::new(FIRST_PROCESS), callbacks })
    }

    /// Sends a request of the protocol for this VM.
    ///
    /// # Errors
    /// When the sidecar refuses it or is gone.
    pub async fn request(&self, request: Request) -> Result<Response, ClientError> {
        self.sidecar.connection().request(Owner::Vm(self.owner.clone()), request).await
    }

    async fn file(&self, call: wire::GuestFilesystemCall) -> Result<wire::GuestFilesystemResult> {
        match self.request(Request::GuestFilesystemCall(call)).await? {
            Response::GuestFilesystemResult(result) => Ok(result),
            other => Err(wrong("GuestFilesystemCall", &other).into()),
        }
    }
}

fn wrong(request: &'static str, response: &Response) -> ClientError {
    ClientError::WrongAnswer { request, response: response.name() }
}

/// Authenticates, opens a session and makes a VM.
async fn create(connection: &Connection, config: &str) -> Result<VmOwner, ClientError> {
    let asked = wire::Authenticate {
        client_name: "kernelet".into(),
        auth_token: String::new(),
        protocol_version: SCHEMA_VERSION,
        bridge_version: BRIDGE_VERSION,
    };
    let hint = Owner::connection("kernelet");
    let connection_id = match connection.request(hint, Request::Authenticate(asked)).await? {
        Response::Authenticated(authenticated) => authenticated.connection_id,
        other => return Err(wrong("Authenticate", &other)),
    };
    let placement = wire::Placement::Shared(wire::SharedPlacement { pool: None });
    let asked = wire::OpenSession { placement, metadata: BTreeMap::new() };
    let owner = Owner::connection(&connection_id);
    let session_id = match connection.request(owner, Request::OpenSession(asked)).await? {
        Response::SessionOpened(opened) => opened.session_id,
        other => return Err(wrong("OpenSession", &other)),
    };
    let session = SessionOwner { connection_id, session_id };
    let asked = wire::CreateVm { runtime: wire::Runtime::JavaScript, config: config.into() };
    let owner = Owner::Session(session.clone());
    let vm_id = match connection.request(owner, Request::CreateVm(asked)).await? {
        Response::VmCreated(created) => created.vm_id,
        other => return Err(wrong("CreateVm", &other)),
    };
    let SessionOwner { connection_id, session_id } = session;
    let owner = VmOwner { connection_id, session_id, vm_id };
    let ready = Event::VmLifecycle(wire::VmLifecycle { state: wire::VmState::Ready });
    let mine = |of: &Owner, event: &Event| *of == Owner::Vm(owner.clone()) && *event == ready;
    connection.event(READY_PATIENCE, mine).await?;
    Ok(owner)
}

impl Backend for RemoteVm {
    type Process = RemoteProcess;

    async fn write_file(&self, path: &str, data: &[u8]) -> Result<()> {
        let (content, encoding) = encode(data);
        let call = wire::GuestFilesystemCall {
            content: Some(content),
            encoding: Some(encoding),
            ..wire::GuestFilesystemCall::new(wire::FsOperation::WriteFile, path)
        };
        self.file(call).await.map(drop)
    }

    async fn read_file(&self, path: &str) -> Result<Vec<u8>> {
        let result =
            self.file(wire::GuestFilesystemCall::new(wire::FsOperation::ReadFile, path)).await?;
        let content = result.content.unwrap_or_default();
        Ok(match result.encoding {
            Some(wire::Encoding::Base64) => BASE64.decode(content).map_err(|error| {
                ClientError::Failed { cause: format!("{path} came in bad base64: {error}") }
            })?,
            _ => content.into_bytes(),
        })
    }

    async fn start(&self, command: Command) -> Result<RemoteProcess> {
        let id = format!("proc-{}", self.processes.fetch_add(1, Ordering::Relaxed));
        let mut env = command.environment;
        env.insert(KEEP_STDIN_OPEN.into(), "1".into());
        let asked = wire::Execute {
            process_id: id.clone(),
            command: Some(command.program),
            runtime: None,
            entrypoint: None,
            args: command.arguments,
            env,
            cwd: command.directory,
            wasm_permission_tier: None,
        };
        match self.request(Request::Execute(asked)).await? {
            Response::ProcessStarted(_) => Ok(RemoteProcess {
                connection: self.sidecar.connection().clone(),
                owner: self.owner.clone(),
                id,
                code: OnceCell::new(),
            }),
            other => Err(wrong("Execute", &other).into()),
        }
    }

    async fn register_toolkit(&self, toolkit: Toolkit, handler: ToolHandler) -> Result<()> {
        let keys = self.callbacks.add(&toolkit, &handler);
        let asked = Request::RegisterHostCallbacks(callbacks::registration(toolkit));
        match self.request(asked).await {
            Ok(Response::HostCallbacksRegistered(_)) => Ok(()),
            Ok(other) => Err(wrong("RegisterHostCallbacks", &other).into()),
            Err(error) => {
                self.callbacks.remove(&keys);
                Err(error.into())
            }
        }
    }

    async fn dispose(self) -> Result<()> {
        let reason = wire::DisposeReason::Requested;
        let disposed = self.request(Request::DisposeVm(wire::DisposeVm { reason })).await;
        let closed = self.sidecar.close().await;
        disposed.map(drop).and(closed)?;
        Ok(())
    }
}

impl RemoteProcess {
    async fn ask(&self, request: Request) -> Result<Response, ClientError> {
        self.connection.request(Owner::Vm(self.owner.clone()), request).await
    }

    /// The next event of this process; the last is its end.
    async fn event(&self) -> Result<Event, ClientError> {
        let mine = |of: &Owner, event: &Event| {
            let id = match event {
                Event::ProcessOutput(output) => &output.process_id,
                Event::ProcessExited(exited) => &exited.process_id,
                _ => return false,
            };
            *id == self.id && matches!(of, Owner::Vm(of) if *of == self.owner)
        };
        self.connection.event(PATIENCE, mine).await
    }
}

impl RunningProcess for RemoteProcess {
    async fn write_stdin(&self, data: &[u8]) -> Result<()> {
        let (process_id, chunk) = (self.id.clone(), data.to_vec());
        self.ask(Request::WriteStdin(wire::WriteStdin { process_id, chunk })).await?;
        Ok(())
    }

    async fn close_stdin(&self) -> Result<()> {
        let process_id = self.id.clone();
        self.ask(Request::CloseStdin(wire::ProcessName { process_id })).await?;
        Ok(())
    }

    async fn output(&self) -> Result<Option<Output>> {
        if self.code.initialized() {
            return Ok(None);
        }
        Ok(match self.event().await? {
            Event::ProcessOutput(output) => Some(match output.channel {
                wire::Channel::Stdout => Output::Stdout(output.chunk),
                wire::Channel::Stderr => Output::Stderr(output.chunk),
            }),
            Event::ProcessExited(exited) => {
                // The first end stands: there is one.
                let _ = self.code.set(exited.exit_code);
                None
            }
            _ => None,
        })
    }

    async fn wait(&self) -> Result<i32> {
        // Output that nobody took is dropped: nobody can take it after the end.
        while self.output().await?.is_some() {}
        Ok(self.code.get().copied().unwrap_or_default())
    }

    async fn signal(&self, signal: u8) -> Result<()> {
        let (process_id, signal) = (self.id.clone(), signal.to_string());
        self.ask(Request::KillProcess(wire::KillProcess { process_id, signal })).await?;
        Ok(())
    }
}

/// Text that carries bytes: as they are when they are UTF-8.
fn encode(data: &[u8]) -> (String, wire::Encoding) {
    match std::str::from_utf8(data) {
        Ok(text) => (text.into(), wire::Encoding::Utf8),
        Err(_) => (BASE64.encode(data), wire::Encoding::Base64),
    }
}
