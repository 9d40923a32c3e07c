//! What a [`NodeRuntime`](super::NodeRuntime) needs of a VM, wherever that is.

use std::collections::BTreeMap;

use super::Result;
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
