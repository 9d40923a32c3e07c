//! A VM of this process as a backend.

use super::{Backend, Command, Result, RunningProcess};
use crate::vm::files::Actor;
use crate::vm::process::{Output, Process};
use crate::vm::tools::{ToolHandler, Toolkit};
use crate::{ProcessOptions, Runtime, Stdio, Vm, VmConfig};

/// A VM of this process.
pub struct LocalVm {
    vm: Vm,
    home: String,
    user: String,
}

impl LocalVm {
    /// Makes a VM.
    ///
    /// # Errors
    /// As [`Runtime::vm`].
    pub fn new(runtime: &Runtime, config: VmConfig) -> Result<Self> {
        let (home, user) = (config.user.home.clone(), config.user.name.clone());
        Ok(LocalVm { vm: runtime.vm(config)?, home, user })
    }

    /// The VM.
    pub fn vm(&self) -> &Vm {
        &self.vm
    }
}

impl Backend for LocalVm {
    type Process = Process;

    async fn write_file(&self, path: &str, data: &[u8]) -> Result<()> {
        Ok(self.vm.files(Actor::Operator).write_with_parents(path, data).await?)
    }

    async fn read_file(&self, path: &str) -> Result<Vec<u8>> {
        Ok(self.vm.files(Actor::Operator).read(path).await?)
    }

    async fn start(&self, command: Command) -> Result<Process> {
        let directory = command.directory.unwrap_or_else(|| self.home.clone());
        let mut options = ProcessOptions::new(&command.program).directory(directory);
        options.arguments.extend(command.arguments);
        options = options.variable("HOME", &self.home).variable("USER", &self.user);
        for (name, value) in &command.environment {
            options = options.variable(name, value);
        }
        options.stdin = Stdio::Piped;
        Ok(self.vm.start(options)?)
    }

    async fn register_toolkit(&self, toolkit: Toolkit, handler: ToolHandler) -> Result<()> {
        self.vm.register_toolkit(&toolkit, handler)?;
        Ok(())
    }

    async fn dispose(self) -> Result<()> {
        match self.vm.ended() {
            Some(cause) => Err(crate::Error::Ended { cause }.into()),
            None => Ok(()),
        }
    }
}

impl RunningProcess for Process {
    async fn write_stdin(&self, data: &[u8]) -> Result<()> {
        Ok(Process::write_stdin(self, data).await?)
    }

    async fn close_stdin(&self) -> Result<()> {
        Ok(Process::close_stdin(self)?)
    }

    async fn output(&self) -> Result<Option<Output>> {
        Ok(Process::output(self).await?)
    }

    async fn wait(&self) -> Result<i32> {
        Ok(Process::wait(self).await?.code())
    }

    async fn signal(&self, signal: u8) -> Result<()> {
        Ok(Process::signal(self, signal)?)
    }
}
