//! A client of the sidecar that a test drives request by request.

use std::collections::BTreeMap;
use std::time::Duration;

use kernelet::client::{ClientError, Connection, Sidecar};
use kernelet_protocol::Owner;
use kernelet_protocol::frame::{SessionOwner, VmOwner};
use kernelet_protocol::message::*;
use tokio::process::Command;

/// How long a test waits for an event.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running sidecar with one connection and one session.
pub struct Started {
    /// Its process.
    pub sidecar: Sidecar,
    /// The session.
    pub session: SessionOwner,
}

/// Starts the sidecar of this build.
pub fn start() -> Sidecar {
    Sidecar::start_command(command()).expect("started")
}

/// What starts the sidecar of this build.
pub fn command() -> Command {
    let mut command = Command::new(crate::sidecar());
    command.env("KERNELET_LOG", "warn");
    command
}

/// Authenticates as the real client does.
pub async fn authenticate(connection: &Connection) -> String {
    let asked = Authenticate {
        client_name: "secure-exec-core-client".into(),
        auth_token: "secure-exec-core-client-token".into(),
        protocol_version: 7,
        bridge_version: 1,
    };
    let hint = Owner::connection("client-hint");
    let (owner, response) =
        connection.request_as(hint, Request::Authenticate(asked)).await.expect("authenticated");
    let Response::Authenticated(authenticated) = response else { panic!("{response:?}") };
    assert_eq!(owner, Owner::connection(&authenticated.connection_id));
    assert_eq!(authenticated.max_frame_bytes, 16 << 20);
    authenticated.connection_id
}

/// Opens a session of a connection.
pub async fn open_session(connection: &Connection, connection_id: &str) -> SessionOwner {
    let placement = Placement::Shared(SharedPlacement { pool: None });
    let asked = OpenSession { placement, metadata: BTreeMap::new() };
    let owner = Owner::connection(connection_id);
    let response = connection.request(owner, Request::OpenSession(asked)).await.expect("opened");
    let Response::SessionOpened(opened) = response else { panic!("{response:?}") };
    assert_eq!(opened.owner_connection_id, connection_id);
    SessionOwner { connection_id: connection_id.into(), session_id: opened.session_id }
}

/// A sidecar with a session.
pub async fn started() -> Started {
    let sidecar = start();
    let connection_id = authenticate(sidecar.connection()).await;
    let session = open_session(sidecar.connection(), &connection_id).await;
    Started { sidecar, session }
}

/// Everything allowed.
pub const ALLOW_ALL: &str = r#"{"permissions":{"fs":"allow","network":"allow","childProcess":"allow","process":"allow","env":"allow","tool":"allow"}}"#;

/// A VM of a sidecar.
#[derive(Clone)]
pub struct TestVm {
    /// The stream to the sidecar.
    pub connection: Connection,
    /// The VM.
    pub owner: VmOwner,
}

/// What an execution left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Execution {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Started {
    /// Makes a VM and waits until it is ready.
    pub async fn vm(&self, config: &str) -> TestVm {
        create(self.sidecar.connection(), &self.session, config).await.expect("created")
    }
}

/// Makes a VM and waits until it is ready, as the real client does.
pub async fn create(
    connection: &Connection,
    session: &SessionOwner,
    config: &str,
) -> Result<TestVm, ClientError> {
    let asked = CreateVm { runtime: Runtime::JavaScript, config: config.into() };
    let owner = Owner::Session(session.clone());
    let response = connection.request(owner, Request::CreateVm(asked)).await?;
    let Response::VmCreated(VmName { vm_id }) = response else { panic!("{response:?}") };
    let SessionOwner { connection_id, session_id } = session.clone();
    let vm = TestVm {
        connection: connection.clone(),
        owner: VmOwner { connection_id, session_id, vm_id },
    };
    for state in [VmState::Creating, VmState::Ready] {
        let event = vm.event(|event| matches!(event, Event::VmLifecycle(_))).await;
        assert_eq!(event, Event::VmLifecycle(VmLifecycle { state }));
    }
    Ok(vm)
}

/// An execution of a command.
pub fn execute(id: &str, command: &str, arguments: &[&str]) -> Execute {
    Execute {
        process_id: id.into(),
        command: Some(command.into()),
        runtime: None,
        entrypoint: None,
        args: arguments.iter().map(ToString::to_string).collect(),
        env: BTreeMap::new(),
        cwd: None,
        wasm_permission_tier: None,
    }
}

impl TestVm {
    /// Sends a request of this VM.
    pub async fn ask(&self, request: Request) -> Result<Response, ClientError> {
        self.connection.request(Owner::Vm(self.owner.clone()), request).await
    }

    /// Sends a request that must be rejected; answers the code and the message.
    pub async fn refused(&self, request: Request) -> (String, String) {
        rejection(self.ask(request).await)
    }

    /// The next event of this VM that `wanted` picks.
    pub async fn event(&self, wanted: impl Fn(&Event) -> bool) -> Event {
        let mine = |owner: &Owner, event: &Event| {
            matches!(owner, Owner::Vm(owner) if *owner == self.owner) && wanted(event)
        };
        self.connection.event(PATIENCE, mine).await.expect("an event")
    }

    /// Does a file operation.
    pub async fn file(
        &self,
        call: GuestFilesystemCall,
    ) -> Result<GuestFilesystemResult, ClientError> {
        match self.ask(Request::GuestFilesystemCall(call)).await? {
            Response::GuestFilesystemResult(result) => Ok(result),
            other => panic!("{other:?}"),
        }
    }

    /// Writes a text file.
    pub async fn write(&self, path: &str, content: &str) {
        let content = Some(content.into());
        let call = GuestFilesystemCall {
            content,
            ..GuestFilesystemCall::new(FsOperation::WriteFile, path)
        };
        self.file(call).await.expect("written");
    }

    /// Reads a text file.
    pub async fn read(&self, path: &str) -> String {
        let result =
            self.file(GuestFilesystemCall::new(FsOperation::ReadFile, path)).await.expect("read");
        assert_eq!(result.encoding, Some(Encoding::Utf8));
        result.content.unwrap_or_default()
    }

    /// Starts a process.
    pub async fn start(&self, execute: Execute) -> Result<u32, ClientError> {
        match self.ask(Request::Execute(execute)).await? {
            Response::ProcessStarted(started) => Ok(started.pid.expect("a pid")),
            other => panic!("{other:?}"),
        }
    }

    /// Ends a process's input.
    pub async fn close_stdin(&self, id: &str) -> Result<Response, ClientError> {
        self.ask(Request::CloseStdin(ProcessName { process_id: id.into() })).await
    }

    /// Signals a process.
    pub async fn kill(&self, id: &str, signal: &str) -> Result<Response, ClientError> {
        let asked = KillProcess { process_id: id.into(), signal: signal.into() };
        self.ask(Request::KillProcess(asked)).await
    }

    /// Collects the output of a process until its end.
    pub async fn finish(&self, id: &str) -> Execution {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        loop {
            let event = self
                .event(|event| match event {
                    Event::ProcessOutput(output) => output.process_id == id,
                    Event::ProcessExited(exited) => exited.process_id == id,
                    _ => false,
                })
                .await;
            match event {
                Event::ProcessOutput(output) => match output.channel {
                    Channel::Stdout => stdout.extend(output.chunk),
                    Channel::Stderr => stderr.extend(output.chunk),
                },
                Event::ProcessExited(exited) => {
                    return Execution {
                        code: exited.exit_code,
                        stdout: String::from_utf8_lossy(&stdout).into_owned(),
                        stderr: String::from_utf8_lossy(&stderr).into_owned(),
                    };
                }
                _ => {}
            }
        }
    }

    /// Runs a command to its end, its input empty.
    pub async fn run(&self, id: &str, command: &str, arguments: &[&str]) -> Execution {
        self.start(execute(id, command, arguments)).await.expect("started");
        // It may have ended already.
        let _ = self.close_stdin(id).await;
        self.finish(id).await
    }

    /// Runs code to its end.
    pub async fn eval(&self, id: &str, code: &str) -> Execution {
        self.run(id, "node", &["-e", code]).await
    }

    /// The processes that the client started.
    pub async fn processes(&self) -> Vec<ProcessEntry> {
        match self.ask(Request::GetProcessSnapshot(())).await.expect("a snapshot") {
            Response::ProcessSnapshot(snapshot) => snapshot.processes,
            other => panic!("{other:?}"),
        }
    }
}

/// Code and message of a rejection.
pub fn rejection<T: std::fmt::Debug>(result: Result<T, ClientError>) -> (String, String) {
    match result {
        Err(ClientError::Rejected { code, message, .. }) => (code, message),
        other => panic!("not rejected: {other:?}"),
    }
}
