//! The way to a client: one ordered stream of frames, and the answers to what we ask it.
//!
//! Frames leave in the order of [`Link::send`]. What is queued is counted: who produces much
//! (output of processes) waits for room first, and the stream reads no more requests while too
//! much waits, so a client that does not read holds back only itself.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use kernelet_protocol::message::{Event, Rejected, Response, SidecarRequest, SidecarResponse};
use kernelet_protocol::{Frame, Owner, stream};
use tokio::sync::{Notify, mpsc, oneshot};

use crate::rejection::{Code, Rejection, Result};

/// Queued bytes above which the output of processes waits.
pub const OUTPUT_MARK: usize = 1 << 20;

/// Queued bytes above which no more requests are read.
pub const REQUEST_MARK: usize = 32 << 20;

/// Questions to the client that may be open at one time.
const MAX_QUESTIONS: usize = 10_000;

/// The way to one client.
pub struct Link {
    frames: mpsc::UnboundedSender<Vec<u8>>,
    queued: AtomicUsize,
    room: Notify,
    closed: AtomicBool,
    last_question: AtomicI64,
    questions: Mutex<HashMap<i64, oneshot::Sender<SidecarResponse>>>,
}

impl Link {
    /// A link, and the end that its writer takes frames from.
    pub fn new() -> (Self, mpsc::UnboundedReceiver<Vec<u8>>) {
        let (frames, receiver) = mpsc::unbounded_channel();
        let link = Link {
            frames,
            queued: AtomicUsize::new(0),
            room: Notify::new(),
            closed: AtomicBool::new(false),
            last_question: AtomicI64::new(0),
            questions: Mutex::default(),
        };
        (link, receiver)
    }

    /// Queues a response. One that does not fit in a frame becomes a rejection that says so.
    pub fn respond(&self, id: i64, owner: Owner, response: Response) {
        let bytes = Frame::Response { id, owner: owner.clone(), response }.to_bytes();
        if bytes.len() <= stream::MAX_FRAME_BYTES as usize {
            return self.send(bytes);
        }
        let message = format!(
            "the response has {} bytes, a frame at most {}: ask for less at a time",
            bytes.len(),
            stream::MAX_FRAME_BYTES
        );
        let rejected = Rejected { code: Code::FrameTooLarge.name().into(), message };
        self.respond(id, owner, Response::Rejected(rejected));
    }

    /// Queues an event; events are made to fit.
    pub fn event(&self, owner: Owner, event: Event) {
        self.send(Frame::Event { owner, event }.to_bytes());
    }

    fn send(&self, bytes: Vec<u8>) {
        self.queued.fetch_add(bytes.len(), Ordering::AcqRel);
        // The writer is gone when the client is: nobody waits for the frame.
        let _ = self.frames.send(bytes);
    }

    /// Tells that the writer has written so many bytes.
    pub fn written(&self, bytes: usize) {
        self.queued.fetch_sub(bytes, Ordering::AcqRel);
        self.room.notify_waiters();
    }

    /// Waits until at most `mark` bytes are queued, or the client is gone.
    pub async fn room(&self, mark: usize) {
        loop {
            let woken = self.room.notified();
            tokio::pin!(woken);
            // Registered before the look, so that no wake-up falls between the two.
            woken.as_mut().enable();
            if self.is_closed() || self.queued.load(Ordering::Acquire) <= mark {
                return;
            }
            woken.await;
        }
    }

    /// Bytes that wait to be written.
    pub fn queued(&self) -> usize {
        self.queued.load(Ordering::Acquire)
    }

    /// The client is gone: nobody waits for room or for its answers any more.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.room.notify_waiters();
        self.questions().clear();
        // No frame is empty: the writer ends when it comes to this one.
        let _ = self.frames.send(Vec::new());
    }

    /// Whether the client is gone.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Asks the client and waits for its answer.
    ///
    /// # Errors
    /// When it does not answer in time, goes away, or too much is asked at once.
    pub async fn ask(
        &self,
        owner: Owner,
        request: SidecarRequest,
        patience: Duration,
    ) -> Result<SidecarResponse> {
        // Our ids count down from -1.
        let id = self.last_question.fetch_sub(1, Ordering::Relaxed).saturating_sub(1);
        let (sender, answer) = oneshot::channel();
        {
            let mut questions = self.questions();
            if questions.len() >= MAX_QUESTIONS {
                let message = format!("{MAX_QUESTIONS} requests to the client are open");
                return Err(Rejection::new(Code::BridgeError, message));
            }
            if self.is_closed() {
                return Err(Rejection::new(Code::BridgeError, "the client is gone"));
            }
            questions.insert(id, sender);
        }
        let _forget = Forget { link: self, id };
        self.send(Frame::SidecarRequest { id, owner, request }.to_bytes());
        match tokio::time::timeout(patience, answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(Rejection::new(Code::BridgeError, "the client is gone")),
            Err(_) => Err(Rejection::new(
                Code::BridgeError,
                format!("timed out waiting for sidecar response after {}s", patience.as_secs()),
            )),
        }
    }

    /// Takes an answer of the client; one that nobody waits for is dropped.
    pub fn answered(&self, id: i64, response: SidecarResponse) {
        if let Some(waiting) = self.questions().remove(&id) {
            let _ = waiting.send(response);
        }
    }

    fn questions(
        &self,
    ) -> std::sync::MutexGuard<'_, HashMap<i64, oneshot::Sender<SidecarResponse>>> {
        // Nothing panics while it is locked.
        self.questions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a question off the list, however the wait for its answer ended.
struct Forget<'a> {
    link: &'a Link,
    id: i64,
}

impl Drop for Forget<'_> {
    fn drop(&mut self) {
        self.link.questions().remove(&self.id);
    }
}
