//! One VM of a client: its settings, its processes, and the order in which its requests are done.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kernelet::Vm;
use kernelet::vm::config::{Limits, MountOptions};
use kernelet::vm::files::{Actor, Files};
use kernelet_protocol::Owner;
use kernelet_protocol::frame::VmOwner;
use kernelet_protocol::message::{Event, Request, VmLifecycle, VmState};
use tokio::sync::{mpsc, watch};

use crate::client::Responder;
use crate::link::Link;
use crate::process::{OutputLimits, Processes};
use crate::rejection::Rejection;
use crate::request;
use crate::request::commands::Commands;
use crate::request::configure::Mounts;

/// Requests of one VM that may wait for those before them.
const MAX_WAITING: usize = 4096;

/// How long processes have to end after SIGTERM; as long again after SIGKILL.
const GRACE: Duration = Duration::from_millis(100);

/// A VM of a client.
pub struct Machine {
    /// Who may use it.
    pub owner: VmOwner,
    /// The VM.
    pub vm: Vm,
    /// The way to its client.
    pub link: Arc<Link>,
    /// Its processes that the client started.
    pub processes: Processes,
    settings: Mutex<Settings>,
    jobs: mpsc::UnboundedSender<(Responder, Request)>,
    waiting: AtomicUsize,
    /// Whether the client is told of the VM's events.
    subscribed: AtomicBool,
    disposed: watch::Sender<bool>,
}

/// What the client has set for all processes of a VM.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Variables that every process has.
    pub environment: BTreeMap<String, String>,
    /// Where processes start that do not say it.
    pub directory: String,
    /// Most bytes of input that wait for a process to read them.
    pub stdin_buffer: usize,
    /// How much output of a process is carried, and how.
    pub output: OutputLimits,
    /// Commands it has brought along.
    pub commands: Commands,
    /// What the client has mounted.
    pub mounts: Mounts,
    /// Most bytes of the body of a fetched answer.
    pub fetch_bytes: usize,
    /// What shows a directory of the host as the client's working directory.
    pub read_through: Option<MountOptions>,
    /// What the VM may hold at most.
    pub limits: Limits,
}

impl Machine {
    /// A machine and the task that does its requests.
    pub fn start(owner: VmOwner, vm: Vm, link: Arc<Link>, settings: Settings) -> Arc<Self> {
        let (jobs, mut queue) = mpsc::unbounded_channel::<(Responder, Request)>();
        let machine = Arc::new(Machine {
            owner,
            vm,
            link,
            processes: Processes::default(),
            settings: Mutex::new(settings),
            jobs,
            waiting: AtomicUsize::new(0),
            subscribed: AtomicBool::new(false),
            disposed: watch::Sender::new(false),
        });
        let worker = Arc::clone(&machine);
        tokio::spawn(async move {
            let mut disposed = worker.disposed.subscribe();
            let work = async {
                while let Some((responder, request)) = queue.recv().await {
                    worker.waiting.fetch_sub(1, Ordering::AcqRel);
                    request::vm::perform(&worker, responder, request).await;
                }
            };
            tokio::select! {
                () = work => {}
                _ = disposed.wait_for(|disposed| *disposed) => {}
            }
            // Nobody stays without an answer.
            queue.close();
            while let Ok((responder, _)) = queue.try_recv() {
                responder.answer(Err(worker.gone()));
            }
        });
        machine
    }

    /// Puts a request behind those that arrived before it.
    pub fn enqueue(&self, responder: Responder, request: Request) {
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= MAX_WAITING {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            let message =
                format!("{MAX_WAITING} requests of this VM are waiting: read answers first");
            return responder.answer(Err(Rejection::invalid(message)));
        }
        if let Err(mpsc::error::SendError((responder, _))) = self.jobs.send((responder, request)) {
            responder.answer(Err(self.gone()));
        }
    }

    fn gone(&self) -> Rejection {
        Rejection::invalid(format!("unknown sidecar VM `{}`: it was disposed of", self.owner.vm_id))
    }

    /// What the client has set.
    pub fn settings(&self) -> MutexGuard<'_, Settings> {
        // Nothing panics while it is locked.
        self.settings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its files as the operator sees them: for what the sidecar does itself.
    pub fn files(&self) -> Files {
        self.vm.files(Actor::Operator)
    }

    /// Its files as the policy lets the client see them.
    pub fn client_files(&self) -> Files {
        self.vm.files(Actor::Client)
    }

    /// Tells the client something about this VM.
    pub fn event(&self, event: Event) {
        self.link.event(Owner::Vm(self.owner.clone()), event);
    }

    /// Tells the client that the VM changed state.
    pub fn lifecycle(&self, state: VmState) {
        self.event(Event::VmLifecycle(VmLifecycle { state }));
    }

    /// Notes that the client wants the VM's events; answers whether it did not before.
    pub fn subscribe(&self) -> bool {
        !self.subscribed.swap(true, Ordering::AcqRel)
    }

    /// Waits until it is disposed of.
    pub async fn disposal(&self) {
        // The sender is in `self`: it cannot be gone.
        let _ = self.disposed.subscribe().wait_for(|disposed| *disposed).await;
    }

    /// Ends its processes and everything that waits for it, whatever they are doing.
    pub async fn dispose(&self) {
        self.lifecycle(VmState::Disposing);
        self.disposed.send_replace(true);
        // A VM that is over has no processes.
        let _ = self.vm.terminate_all(GRACE);
        self.processes.all_ended(GRACE.saturating_mul(2)).await;
        self.lifecycle(VmState::Disposed);
    }
}
