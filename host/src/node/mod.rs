//! Node programs as an embedder runs them: code in, output and exit code out.
//!
//! [`NodeRuntime`] is the same over a VM of this process ([`local`]) and over one of a sidecar
//! ([`remote`]): both are a [`Backend`]. Its operations and their names are those of the
//! secure-exec client.
//!
//! ```no_run
//! use kernelet::node::{ExecOptions, LocalVm, NodeRuntime, RemoteVm};
//! use kernelet::{Runtime, VmConfig};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let runtime = Runtime::builder().build()?;
//! let here = NodeRuntime::new(LocalVm::new(&runtime, VmConfig::default())?);
//! let result = here.exec("console.log(6 * 7)", ExecOptions::default()).await?;
//! assert_eq!(result.stdout, b"42\n");
//!
//! let policy = r#"{"permissions": {"fs": "allow", "env": "allow"}}"#;
//! let there = NodeRuntime::new(RemoteVm::create("kernelet-sidecar".as_ref(), policy).await?);
//! let run = there.run("__return({ answer: 42 })", ExecOptions::default()).await?;
//! assert_eq!(run.value.as_deref(), Some(r#"{"answer":42}"#));
//! there.dispose().await?;
//! # Ok(())
//! # }
//! ```
//!
//! What does not live here: how either carries an operation out.

pub mod backend;
mod callbacks;
pub mod local;
pub mod remote;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

pub use backend::{Backend, Command, RunningProcess};
pub use local::LocalVm;
pub use remote::RemoteVm;

use crate::vm::process::Output;
use crate::vm::tools::{Tool, ToolHandler, Toolkit};

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The VM of this process refused.
    #[error(transparent)]
    Vm(#[from] crate::Error),
    /// The sidecar refused or is gone.
    #[error(transparent)]
    Sidecar(#[from] crate::client::ClientError),
}

/// Results of a [`NodeRuntime`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Programs and results of all runtimes of this process are told apart by a number.
static PROGRAMS: AtomicU64 = AtomicU64::new(0);

/// SIGKILL (signal(7)).
const SIGKILL: u8 = 9;

/// Where Node programs run.
pub struct NodeRuntime<B> {
    backend: B,
}

/// How a program is run.
#[derive(Clone, Debug, Default)]
pub struct ExecOptions {
    /// Variables beside the VM's.
    pub environment: BTreeMap<String, String>,
    /// Working directory; the VM's default when none.
    pub directory: Option<String>,
    /// Its whole input.
    pub stdin: Vec<u8>,
    /// How long it may run; then it is killed and its code is 137.
    pub timeout: Option<Duration>,
}

/// A function of the embedder for programs of the VM.
pub struct HostTool {
    /// Its name, what it takes and how long it may take.
    pub tool: Tool,
    /// Its other names.
    pub aliases: Vec<String>,
    /// What it does.
    pub handler: ToolHandler,
}

/// What a program left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecResult {
    /// Its exit code, 128 and the signal's number when a signal ended it.
    pub code: i32,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
}

/// What a program left and what it gave to `__return`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunResult {
    /// What it left.
    pub exec: ExecResult,
    /// JSON of what it gave to `__return`; none when it did not, or failed.
    pub value: Option<String>,
}

impl<B: Backend> NodeRuntime<B> {
    /// Runs programs in that VM.
    pub fn new(backend: B) -> Self {
        NodeRuntime { backend }
    }

    /// The VM.
    pub fn backend(&self) -> &B {
        &self.backend
    }

    /// Runs an ECMAScript module to its end.
    ///
    /// # Errors
    /// When it cannot be started. That it fails is no error: its code says so.
    pub async fn exec(&self, code: &str, options: ExecOptions) -> Result<ExecResult> {
        let number = PROGRAMS.fetch_add(1, Ordering::Relaxed);
        self.exec_numbered(number, code, options).await
    }

    async fn exec_numbered(
        &self,
        number: u64,
        code: &str,
        options: ExecOptions,
    ) -> Result<ExecResult> {
        let path = format!("/tmp/secure-exec-program-{number}.mjs");
        self.backend.write_file(&path, code.as_bytes()).await?;
        let command = Command {
            arguments: vec![path],
            environment: options.environment,
            directory: options.directory,
            ..Command::new("node")
        };
        let process = self.backend.start(command).await?;
        finish(&process, &options.stdin, options.timeout).await
    }

    /// Runs an ECMAScript module that may call `__return(value)`.
    ///
    /// # Errors
    /// As [`NodeRuntime::exec`].
    pub async fn run(&self, code: &str, options: ExecOptions) -> Result<RunResult> {
        let number = PROGRAMS.fetch_add(1, Ordering::Relaxed);
        let path = format!("/tmp/secure-exec-result-{number}.json");
        let prelude = format!(
            "import {{ writeFileSync as __write }} from 'node:fs'; globalThis.__return = (value) => \
             __write('{path}', JSON.stringify(value) ?? 'null');\n"
        );
        let exec = self.exec_numbered(number, &(prelude + code), options).await?;
        let read = if exec.code == 0 { self.backend.read_file(&path).await.ok() } else { None };
        Ok(RunResult { exec, value: read.and_then(|json| String::from_utf8(json).ok()) })
    }

    /// Starts a command and leaves it to the caller.
    ///
    /// # Errors
    /// When it cannot be started.
    pub async fn spawn(&self, command: Command) -> Result<B::Process> {
        self.backend.start(command).await
    }

    /// Writes a file, making the directories above it.
    ///
    /// # Errors
    /// When the VM refuses it.
    pub async fn write_file(&self, path: &str, data: &[u8]) -> Result<()> {
        self.backend.write_file(path, data).await
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When the VM refuses it.
    pub async fn read_file(&self, path: &str) -> Result<Vec<u8>> {
        self.backend.read_file(path).await
    }

    /// Makes functions of the embedder commands of the VM: each is called as `NAME NAME [INPUT]`, from
    /// programs and from scripts alike, and by its other names.
    ///
    /// # Errors
    /// When one may not be registered; those before it are.
    pub async fn register_tools(&self, tools: Vec<HostTool>) -> Result<()> {
        for HostTool { tool, aliases, handler } in tools {
            let command_aliases = [vec![tool.name.clone()], aliases].concat();
            let toolkit = Toolkit {
                name: tool.name.clone(),
                description: tool.description.clone(),
                command_aliases,
                registry_command_aliases: Vec::new(),
                tools: vec![tool],
            };
            self.backend.register_toolkit(toolkit, handler).await?;
        }
        Ok(())
    }

    /// Ends the VM and everything in it.
    ///
    /// # Errors
    /// When it has ended by itself.
    pub async fn dispose(self) -> Result<()> {
        self.backend.dispose().await
    }
}

/// Gives a process its input and collects its output until its end.
async fn finish<P: RunningProcess>(
    process: &P,
    stdin: &[u8],
    timeout: Option<Duration>,
) -> Result<ExecResult> {
    let input = async {
        // A program that does not read its input, or has ended, is no error.
        if !stdin.is_empty() {
            let _ = process.write_stdin(stdin).await;
        }
        let _ = process.close_stdin().await;
    };
    let output = async {
        let mut result = ExecResult::default();
        while let Some(piece) = process.output().await? {
            match piece {
                Output::Stdout(data) => result.stdout.extend(data),
                Output::Stderr(data) => result.stderr.extend(data),
            }
        }
        result.code = process.wait().await?;
        Ok(result)
    };
    let killer = async {
        match timeout {
            Some(timeout) => tokio::time::sleep(timeout).await,
            None => std::future::pending().await,
        }
        // Its end may have come just now.
        let _ = process.signal(SIGKILL).await;
    };
    tokio::pin!(output);
    let rest = async { tokio::join!(input, killer) };
    tokio::select! {
        result = &mut output => return result,
        _ = rest => {}
    }
    output.await
}
