//! One client: takes its frames in the order in which they arrive and sees that each request is
//! answered once.
//!
//! Requests about a VM that change something go through the VM's queue, one after the other;
//! what only looks, and what may take long, is answered beside it. So nothing here waits.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernelet_protocol::message::{Request, Response};
use kernelet_protocol::{Frame, Owner};

use crate::Sidecar;
use crate::link::Link;
use crate::registry::Registry;
use crate::rejection::{Code, Rejection, Result};
use crate::request;

/// One client of the sidecar.
pub struct Client {
    /// What clients share.
    pub sidecar: Arc<Sidecar>,
    /// The way to it.
    pub link: Arc<Link>,
    registry: Mutex<Registry>,
}

/// Answers one request.
pub struct Responder {
    link: Arc<Link>,
    id: i64,
    owner: Owner,
}

impl Responder {
    /// Sends the answer.
    pub fn answer(self, answer: Result<Response>) {
        let response = answer.unwrap_or_else(|rejection| Response::Rejected(rejection.into()));
        self.link.respond(self.id, self.owner, response);
    }

    /// Sends the answer on behalf of another owner: a connection's first answer names it.
    pub fn answer_as(self, owner: Owner, response: Response) {
        self.link.respond(self.id, owner, response);
    }
}

impl Client {
    /// A client that has made nothing yet.
    pub fn new(sidecar: Arc<Sidecar>, link: Arc<Link>) -> Self {
        Client { sidecar, link, registry: Mutex::default() }
    }

    /// What it has made.
    pub fn registry(&self) -> MutexGuard<'_, Registry> {
        // Nothing panics while it is locked.
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a frame.
    pub fn receive(self: &Arc<Self>, frame: Frame) {
        match frame {
            Frame::Request { id, owner, request } => {
                let responder =
                    Responder { link: Arc::clone(&self.link), id, owner: owner.clone() };
                if id <= 0 {
                    let message = format!("request id {id}: ids of requests are positive");
                    return responder.answer(Err(Rejection::invalid(message)));
                }
                self.dispatch(responder, owner, request);
            }
            Frame::SidecarResponse { id, response, .. } => self.link.answered(id, response),
            Frame::Response { .. } | Frame::Event { .. } | Frame::SidecarRequest { .. } => {
                tracing::warn!("skipped a frame of a kind that only a sidecar sends");
            }
        }
    }

    fn dispatch(self: &Arc<Self>, responder: Responder, owner: Owner, request: Request) {
        let name = request.name();
        match request {
            Request::Authenticate(asked) => {
                request::session::authenticate(self, responder, &owner, &asked)
            }
            Request::OpenSession(asked) => {
                responder.answer(request::session::open(self, &owner, &asked));
            }
            Request::CreateVm(asked) => {
                let session = self.registry().session(name, &owner).cloned();
                match session {
                    Ok(session) => {
                        let client = Arc::clone(self);
                        tokio::spawn(async move {
                            request::vm::create(&client, responder, session, asked).await;
                        });
                    }
                    Err(rejection) => responder.answer(Err(rejection)),
                }
            }
            Request::HostFilesystemCall(_)
            | Request::PersistenceLoad(_)
            | Request::PersistenceFlush(_) => {
                let message = format!("{name} is a request of a sidecar, not of a client");
                responder.answer(Err(Rejection::new(Code::UnsupportedDirection, message)));
            }
            Request::Extension(asked) => {
                let known = self.registry().any(name, &owner);
                responder
                    .answer(known.and_then(|()| request::extension::answer(self, &owner, asked)));
            }
            request => {
                let machine = self.registry().machine(name, &owner);
                match machine {
                    Ok(machine) => request::vm::dispatch(self, &machine, responder, request),
                    Err(rejection) => responder.answer(Err(rejection)),
                }
            }
        }
    }

    /// Disposes of all its VMs.
    pub async fn dispose(&self) {
        let machines = self.registry().take_machines();
        let disposals: Vec<_> = machines
            .into_iter()
            .map(|machine| tokio::spawn(async move { machine.dispose().await }))
            .collect();
        for disposal in disposals {
            // A disposal that panicked has nothing left to wait for.
            let _ = disposal.await;
        }
    }
}
