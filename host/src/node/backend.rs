//! What a [`NodeRuntime`](super::NodeRuntime) needs of a VM, wherever that is.

use std::collections::BTreeMap;

use super::Result;
use crate::vm::fetch::{FetchRequest, FetchResponse};
use crate::vm::process::Output;
use crate::vm::tools::{ToolHandler, Toolkit};

/// What to start.
#[derive(Clone, Debug)]
pub struct Command {
    /// The program, looked up in the VM's PATH.
    pub program: String,
    /// Its arguments, without the program's name.
    pub arguments: Vec<String>,
    /// Variables beside the VM's.
    pub environment: BTreeMap<String, String>,
    /// Working directory; the VM's default when none.
    pub directory: Option<String>,
}

impl Command {
    /// A program without arguments.
    pub fn new(program: impl Into<String>) -> Self {
        Command {
            program: program.into(),
            arguments: Vec::new(),
            environment: BTreeMap::new(),
            directory: None,
        }
    }

    /// Adds an argument.
    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }
}

/// Which listener is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListenerQuery {
    /// A host name or address of the VM; none is any.
    pub host: Option<String>,
    /// None is any.
    pub port: Option<u16>,
    /// A unix socket; then neither of the others counts.
    pub path: Option<String>,
}

/// A socket of a program that waits for connections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listener {
    /// Its address; none for a unix socket.
    pub host: Option<String>,
    /// Its port; none for a unix socket.
    pub port: Option<u16>,
    /// Its path, of a unix socket.
    pub path: Option<String>,
}

/// A VM that runs programs.
pub trait Backend: Send + Sync {
    /// A program that it runs.
    type Process: RunningProcess;

    /// Writes a file, making the directories above it.
    fn write_file(&self, path: &str, data: &[u8]) -> impl Future<Output = Result<()>> + Send;

    /// Reads a file.
    fn read_file(&self, path: &str) -> impl Future<Output = Result<Vec<u8>>> + Send;

    /// Starts a program with pipes for its input and output.
    fn start(&self, command: Command) -> impl Future<Output = Result<Self::Process>> + Send;

    /// Sends an HTTP request to a server inside.
    fn fetch(&self, request: FetchRequest) -> impl Future<Output = Result<FetchResponse>> + Send;

    /// The first socket that listens there.
    fn find_listener(
        &self,
        query: ListenerQuery,
    ) -> impl Future<Output = Result<Option<Listener>>> + Send;

    /// Makes functions of the embedder commands of the VM.
    fn register_toolkit(
        &self,
        toolkit: Toolkit,
        handler: ToolHandler,
    ) -> impl Future<Output = Result<()>> + Send;

    /// Ends the VM and everything in it.
    fn dispose(self) -> impl Future<Output = Result<()>> + Send;
}

/// A program that runs in a [`Backend`].
pub trait RunningProcess: Send + Sync {
    /// Gives it input, waiting while it has enough.
    fn write_stdin(&self, data: &[u8]) -> impl Future<Output = Result<()>> + Send;

    /// Ends its input.
    fn close_stdin(&self) -> impl Future<Output = Result<()>> + Send;

    /// The next piece of output; none when there will be no more.
    fn output(&self) -> impl Future<Output = Result<Option<Output>>> + Send;

    /// Waits for its end; answers its exit code, 128 and the number for a signal.
    fn wait(&self) -> impl Future<Output = Result<i32>> + Send;

    /// Sends it a signal by number.
    fn signal(&self, signal: u8) -> impl Future<Output = Result<()>> + Send;
}
