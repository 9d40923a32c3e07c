//! Requests and their answers over a stream.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use kernelet_protocol::message::{
    Event, Extension, HostCallbackResult, JsBridgeResult, Request, Response, SidecarRequest,
    SidecarResponse,
};
use kernelet_protocol::stream::{Piece, Splitter, prefix};
use kernelet_protocol::{Frame, Owner};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::{mpsc, oneshot};

use super::error::{ClientError, Result};
use super::events::{Events, MAX_EVENTS};

/// How long a request may take.
pub const RESPONSE_PATIENCE: Duration = Duration::from_secs(120);

/// Bytes that one read takes at most.
const READ: usize = 256 << 10;

type Answer = Pin<Box<dyn Future<Output = SidecarResponse> + Send>>;
type Handler = Arc<dyn Fn(Owner, SidecarRequest) -> Answer + Send + Sync>;

/// A stream to a sidecar. Cheap to clone.
#[derive(Clone)]
pub struct Connection {
    shared: Arc<Shared>,
}

struct Shared {
    last_id: AtomicI64,
    pending: Mutex<HashMap<i64, oneshot::Sender<(Owner, Response)>>>,
    events: Events,
    handler: RwLock<Option<Handler>>,
    outgoing: Mutex<Option<mpsc::UnboundedSender<Vec<u8>>>>,
    failure: OnceLock<String>,
}

impl Connection {
    /// Speaks over a stream. Must be called inside a tokio runtime. `end` is awaited when the
    /// sidecar's stream ends, and says why it did.
    pub fn new<R, W, E>(input: R, output: W, end: E) -> Self
    where
        R: AsyncRead + Unpin + Send + 'static,
        W: AsyncWrite + Unpin + Send + 'static,
        E: Future<Output = String> + Send + 'static,
    {
        let (outgoing, frames) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared {
            last_id: AtomicI64::new(0),
            pending: Mutex::default(),
            events: Events::default(),
            handler: RwLock::new(None),
            outgoing: Mutex::new(Some(outgoing)),
            failure: OnceLock::new(),
        });
        tokio::spawn(write(frames, output));
        let reading = Arc::clone(&shared);
        tokio::spawn(async move {
            let cause = match read(&reading, input).await {
                Some(cause) => cause,
                None => end.await,
            };
            reading.fail(cause);
        });
        Connection { shared }
    }

    /// Sends a request and waits for its answer.
    ///
    /// # Errors
    /// [`ClientError::Rejected`] when the sidecar refuses it, [`ClientError::TimedOut`],
    /// [`ClientError::Failed`].
    pub async fn request(&self, owner: Owner, request: Request) -> Result<Response> {
        self.request_as(owner, request).await.map(|(_, response)| response)
    }

    /// The same, with the owner that the answer names.
    ///
    /// # Errors
    /// As [`Connection::request`].
    pub async fn request_as(&self, owner: Owner, request: Request) -> Result<(Owner, Response)> {
        let shared = &self.shared;
        let what = request.name();
        let id = shared.last_id.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        let (sender, answer) = oneshot::channel();
        shared.pending().insert(id, sender);
        shared.send(&Frame::Request { id, owner, request });
        // After the entry was made: a failure that came before it would not have seen it.
        if let Some(failure) = shared.failure() {
            shared.pending().remove(&id);
            return Err(failure);
        }
        let answer = tokio::time::timeout(RESPONSE_PATIENCE, answer).await;
        shared.pending().remove(&id);
        match answer {
            Ok(Ok((_, Response::Rejected(rejected)))) => {
                let (code, message) = (rejected.code, rejected.message);
                Err(ClientError::Rejected { id, code, message })
            }
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(shared.failure().unwrap_or_else(|| ended("the request was dropped"))),
            Err(_) => Err(ClientError::TimedOut { what: what.into(), patience: RESPONSE_PATIENCE }),
        }
    }

    /// Takes the first event that `wanted` picks, also one that came before.
    ///
    /// # Errors
    /// [`ClientError::TimedOut`] after `patience`, [`ClientError::Failed`].
    pub async fn event(
        &self,
        patience: Duration,
        wanted: impl Fn(&Owner, &Event) -> bool,
    ) -> Result<Event> {
        let taken = self.shared.events.take(wanted, || self.shared.failure());
        tokio::time::timeout(patience, taken)
            .await
            .unwrap_or_else(|_| Err(ClientError::TimedOut { what: "an event".into(), patience }))
    }

    /// Answers the sidecar's questions with `handler` from now on. Without one each is answered
    /// with an error.
    pub fn answer_with<F, A>(&self, handler: F)
    where
        F: Fn(Owner, SidecarRequest) -> A + Send + Sync + 'static,
        A: Future<Output = SidecarResponse> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |owner, request| Box::pin(handler(owner, request)));
        let mut slot = self.shared.handler.write().unwrap_or_else(PoisonError::into_inner);
        *slot = Some(handler);
    }

    /// Ends our side of the stream; the sidecar then ends everything this client made.
    pub fn close(&self) {
        self.shared.outgoing().take();
    }

    /// Why the connection is over, if it is.
    pub fn failure(&self) -> Option<ClientError> {
        self.shared.failure()
    }
}

fn ended(cause: &str) -> ClientError {
    ClientError::Failed { cause: cause.into() }
}

impl Shared {
    fn pending(&self) -> MutexGuard<'_, HashMap<i64, oneshot::Sender<(Owner, Response)>>> {
        // Nothing panics while it is locked.
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn outgoing(&self) -> MutexGuard<'_, Option<mpsc::UnboundedSender<Vec<u8>>>> {
        self.outgoing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn send(&self, frame: &Frame) {
        if let Some(outgoing) = &*self.outgoing() {
            // Its reader ends with the connection, which is told elsewhere.
            let _ = outgoing.send(frame.to_bytes());
        }
    }

    fn failure(&self) -> Option<ClientError> {
        self.failure.get().map(|cause| ended(cause))
    }

    fn fail(&self, cause: String) {
        // The first cause stands.
        let _ = self.failure.set(cause);
        self.pending().clear();
        self.outgoing().take();
        self.events.wake();
    }

    fn receive(self: &Arc<Self>, frame: Frame) -> Result<(), String> {
        match frame {
            Frame::Response { id, owner, response } => {
                if let Some(waiting) = self.pending().remove(&id) {
                    let _ = waiting.send((owner, response));
                }
            }
            Frame::Event { owner, event } => {
                if !self.events.push(owner, event) {
                    return Err(format!("more than {MAX_EVENTS} events wait to be taken"));
                }
            }
            Frame::SidecarRequest { id, owner, request } => {
                let handler = self.handler.read().unwrap_or_else(PoisonError::into_inner).clone();
                let shared = Arc::clone(self);
                tokio::spawn(async move {
                    let response = match handler {
                        Some(handler) => handler(owner.clone(), request).await,
                        None => unanswered(request),
                    };
                    shared.send(&Frame::SidecarResponse { id, owner, response });
                });
            }
            Frame::Request { .. } | Frame::SidecarResponse { .. } => {
                return Err("the sidecar sent a frame that only a client sends".into());
            }
        }
        Ok(())
    }
}

/// The answer to a question that nobody here handles.
pub(crate) fn unanswered(request: SidecarRequest) -> SidecarResponse {
    let error = Some("this client has no handler".to_string());
    match request {
        SidecarRequest::HostCallback(call) => {
            let invocation_id = call.invocation_id;
            SidecarResponse::HostCallbackResult(HostCallbackResult {
                invocation_id,
                result: None,
                error,
            })
        }
        SidecarRequest::JsBridgeCall(call) => {
            let call_id = call.call_id;
            SidecarResponse::JsBridgeResult(JsBridgeResult { call_id, result: None, error })
        }
        SidecarRequest::Extension(extension) => {
            let namespace = extension.namespace;
            SidecarResponse::Extension(Extension { namespace, payload: Vec::new() })
        }
    }
}

/// Reads frames until the stream ends; answers why when it was not the stream's end.
async fn read(shared: &Arc<Shared>, mut input: impl AsyncRead + Unpin) -> Option<String> {
    let mut splitter = Splitter::default();
    let mut buffer = vec![0; READ];
    loop {
        let count = match input.read(&mut buffer).await {
            Ok(0) => return None,
            Ok(count) => count,
            Err(error) => return Some(format!("its output cannot be read: {error}")),
        };
        splitter.push(buffer.get(..count).unwrap_or_default());
        while let Some(piece) = splitter.next_piece() {
            let Piece::Frame(bytes) = piece else {
                return Some("it sent a frame that is too long".into());
            };
            let received = Frame::from_bytes(&bytes).map_err(|error| error.to_string());
            if let Err(cause) = received.and_then(|frame| shared.receive(frame)) {
                return Some(cause);
            }
        }
    }
}

/// Writes frames until nobody sends any more; a stream that is gone is noticed by its reader.
async fn write(mut frames: mpsc::UnboundedReceiver<Vec<u8>>, mut output: impl AsyncWrite + Unpin) {
    while let Some(frame) = frames.recv().await {
        let Some(prefix) = prefix(&frame) else { continue };
        let bytes = [&prefix[..], &frame].concat();
        if output.write_all(&bytes).await.is_err() || output.flush().await.is_err() {
            return;
        }
    }
    let _ = output.shutdown().await;
}
