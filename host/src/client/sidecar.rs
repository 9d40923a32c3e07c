//! The sidecar's process.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};
use tokio::sync::watch;

use super::connection::Connection;
use super::error::{ClientError, Result};

/// How long the sidecar has to end after its input ended.
const GRACE: Duration = Duration::from_secs(5);

/// How long it has after SIGKILL.
const FORCED: Duration = Duration::from_secs(2);

/// Most bytes kept of what it says on standard error.
const MAX_STDERR: usize = 64 << 10;

/// A sidecar in a process of its own. Dropping it kills it.
pub struct Sidecar {
    connection: Connection,
    status: watch::Receiver<Option<ExitStatus>>,
    kill: watch::Sender<bool>,
}

impl Sidecar {
    /// Starts a sidecar. Must be called inside a tokio runtime.
    ///
    /// # Errors
    /// [`ClientError::Start`] when there is no such program.
    pub fn start(program: &Path) -> Result<Self> {
        Self::start_command(Command::new(program))
    }

    /// Starts a sidecar with a command of the caller's; its standard streams are set here.
    ///
    /// # Errors
    /// As [`Sidecar::start`].
    pub fn start_command(mut command: Command) -> Result<Self> {
        let program = command.as_std().get_program().to_string_lossy().into_owned();
        let failed = |cause: String| ClientError::Start { program: program.clone(), cause };
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true);
        let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
        let (Some(input), Some(output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(failed("it has no standard streams".into()));
        };
        let said = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn(collect(errors, Arc::clone(&said)));
        let (ended, status) = watch::channel(None);
        let (kill, killed) = watch::channel(false);
        tokio::spawn(wait(child, ended, killed));
        let mut end = status.clone();
        let why = async move {
            let status = end.wait_for(Option::is_some).await.map(|status| *status);
            let said = said.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let status = match status {
                Ok(Some(status)) => status.to_string(),
                _ => "no exit status".into(),
            };
            format!("{status}; it said: {}", String::from_utf8_lossy(&said).trim())
        };
        Ok(Sidecar { connection: Connection::new(output, input, why), status, kill })
    }

    /// Its stream.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Ends it: its input ends, then it has five seconds, then it is killed.
    ///
    /// # Errors
    /// [`ClientError::Failed`] when it exited with a code that is not 0, or will not die.
    pub async fn close(mut self) -> Result<()> {
        self.connection.close();
        let mut status = self.wait_at_most(GRACE).await;
        if status.is_none() {
            self.kill.send_replace(true);
            status = self.wait_at_most(FORCED).await;
        }
        match status {
            // A signal is what we, or somebody else, ended it with.
            Some(status) if status.code().is_none_or(|code| code == 0) => Ok(()),
            Some(status) => Err(ClientError::Failed { cause: status.to_string() }),
            None => Err(ClientError::Failed { cause: "it did not end after SIGKILL".into() }),
        }
    }

    async fn wait_at_most(&mut self, patience: Duration) -> Option<ExitStatus> {
        let ended = tokio::time::timeout(patience, self.status.wait_for(Option::is_some)).await;
        ended.ok()?.ok().and_then(|status| *status)
    }
}

/// Waits for the child's end, or kills it when told to or when nobody wants it any more.
async fn wait(
    mut child: Child,
    ended: watch::Sender<Option<ExitStatus>>,
    mut killed: watch::Receiver<bool>,
) {
    let told = async {
        // The sender is gone when nobody wants the sidecar any more: the same.
        let _ = killed.wait_for(|killed| *killed).await;
    };
    let ended_by_itself = tokio::select! {
        status = child.wait() => Some(status),
        () = told => None,
    };
    let status = match ended_by_itself {
        Some(status) => status,
        None => {
            // It may have ended just now.
            let _ = child.start_kill();
            child.wait().await
        }
    };
    ended.send_replace(status.ok());
}

async fn collect(mut errors: tokio::process::ChildStderr, said: Arc<Mutex<Vec<u8>>>) {
    let mut buffer = [0; 4096];
    while let Ok(count @ 1..) = errors.read(&mut buffer).await {
        let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
        let room = MAX_STDERR.saturating_sub(said.len()).min(count);
        said.extend_from_slice(buffer.get(..room).unwrap_or_default());
    }
}
