//! Files of a VM as the embedder reads and writes them: with the system calls that programs use.
//!
//! Two can make them without being a process: the operator, whom nothing binds, and the client, whom
//! the policy binds like a process. Calls of each are made one after the other.

use std::sync::Arc;

use tokio::sync::{Mutex, Notify};
use wasmtime::component::{ComponentNamedList, Lift, Lower};

use super::{Shared, Vm};
use crate::bindings::types::{Errno, OpenFlags};
use crate::error::{Error, Result};
use crate::linker::syscalls::Call;

/// Bytes of one write: what the kernel copies in one call.
const PIECE: usize = 1 << 20;

/// Who of the embedder's side makes a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The embedder itself: no policy, no file modes.
    Operator,
    /// Somebody in whose name the embedder acts: bound by the policy.
    Client,
}

impl Actor {
    /// The number that the kernel knows it by.
    fn pid(self) -> u32 {
        match self {
            Actor::Operator => 0,
            Actor::Client => u32::MAX,
        }
    }
}

/// One line of calls: a call that waits for an answer from outside keeps the next from starting.
#[derive(Default)]
pub(super) struct Line {
    turn: Mutex<()>,
    pub(super) wake: Notify,
}

/// The lines of both.
#[derive(Default)]
pub(super) struct Lines {
    operator: Line,
    client: Line,
}

impl Lines {
    fn of(&self, actor: Actor) -> &Line {
        match actor {
            Actor::Operator => &self.operator,
            Actor::Client => &self.client,
        }
    }

    /// The line that the kernel calls `pid`.
    pub(super) fn by_pid(&self, pid: u32) -> Option<&Line> {
        [Actor::Operator, Actor::Client]
            .into_iter()
            .find(|actor| actor.pid() == pid)
            .map(|actor| self.of(actor))
    }

    /// Lets both look again: the VM is over.
    pub(super) fn wake_all(&self) {
        self.operator.wake.notify_one();
        self.client.wake.notify_one();
    }
}

/// Files of a VM, on behalf of one [`Actor`].
#[derive(Clone)]
pub struct Files {
    vm: Arc<Shared>,
    actor: Actor,
}

impl Vm {
    /// The VM's files.
    pub fn files(&self, actor: Actor) -> Files {
        Files::new(Arc::clone(&self.shared), actor)
    }

    /// [`Files::write`] as the operator.
    ///
    /// # Errors
    /// [`Error::Refused`] with what the kernel says.
    pub async fn write_file(&self, path: &str, data: &[u8]) -> Result<()> {
        self.files(Actor::Operator).write(path, data).await
    }

    /// [`Files::read`] as the operator.
    ///
    /// # Errors
    /// [`Error::Refused`] with what the kernel says.
    pub async fn read_file(&self, path: &str) -> Result<Vec<u8>> {
        self.files(Actor::Operator).read(path).await
    }
}

impl Files {
    pub(super) fn new(vm: Arc<Shared>, actor: Actor) -> Self {
        Files { vm, actor }
    }

    /// Writes a file, cutting what was there; its directory must exist.
    ///
    /// # Errors
    /// [`Error::Refused`] with what the kernel says.
    pub async fn write(&self, path: &str, data: &[u8]) -> Result<()> {
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        let name = path.as_bytes().to_vec();
        let what = || format!("write {path}");
        let fd: u32 = self.call("open", (None::<u32>, name, flags, 0o644_u32), what).await?;
        let mut rest = data;
        let mut outcome = Ok(());
        while !rest.is_empty() && outcome.is_ok() {
            let piece = Arc::new(rest.get(..PIECE).unwrap_or(rest).to_vec());
            match self.call::<_, u32>("write", (fd, piece), what).await {
                Ok(count) => rest = rest.get(count as usize..).unwrap_or_default(),
                Err(error) => outcome = Err(error),
            }
        }
        self.call::<_, ()>("close", (fd,), what).await?;
        outcome
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Refused`] with what the kernel says.
    pub async fn read(&self, path: &str) -> Result<Vec<u8>> {
        let name = path.as_bytes().to_vec();
        let parameters = (None::<u32>, name, u64::from(u32::MAX));
        self.call("read-file", parameters, || format!("read {path}")).await
    }

    /// Makes a system call; `what` names it in the error.
    pub(crate) async fn call<P, T>(
        &self,
        name: &str,
        parameters: P,
        what: impl FnOnce() -> String,
    ) -> Result<T>
    where
        P: ComponentNamedList + Lower + Clone + Send + Sync + 'static,
        T: Send + Sync + 'static,
        (std::result::Result<T, Errno>,): ComponentNamedList + Lift,
    {
        self.vm.system_call(self.actor, name, parameters, what).await
    }
}

impl Shared {
    /// Makes a system call for the embedder, waiting while the kernel waits for an answer from
    /// outside.
    async fn system_call<P, T>(
        self: &Arc<Self>,
        actor: Actor,
        name: &str,
        parameters: P,
        what: impl FnOnce() -> String,
    ) -> Result<T>
    where
        P: ComponentNamedList + Lower + Clone + Send + Sync + 'static,
        T: Send + Sync + 'static,
        (std::result::Result<T, Errno>,): ComponentNamedList + Lift,
    {
        let line = self.lines.of(actor);
        let _turn = line.turn.lock().await;
        loop {
            let (answer,): (std::result::Result<T, Errno>,) =
                self.call_now(actor, name, parameters.clone())?;
            match answer {
                Ok(value) => return Ok(value),
                Err(Errno::Restart) => line.wake.notified().await,
                Err(errno) => {
                    let (denial,): (Option<String>,) = self.call_now(actor, "last-denial", ())?;
                    return Err(Error::denied(what(), errno, denial));
                }
            }
        }
    }

    /// Makes a system call that waits for nothing.
    pub(crate) fn call_now<P, R>(
        self: &Arc<Self>,
        actor: Actor,
        name: &str,
        parameters: P,
    ) -> Result<R>
    where
        P: ComponentNamedList + Lower + Send + Sync + 'static,
        R: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let call = Call::named(name).map_err(|error| Error::Ended { cause: error.to_string() })?;
        let (answer, requests) = self.kernel.system_call(actor.pid(), call, parameters)?;
        self.carry_out(requests);
        Ok(answer)
    }
}
