//! What the embedder is told without having asked: denials, limits, questions.
//!
//! A guest can cause any number of them, so each kind has a rate: what is beyond it is counted and
//! told with the next one that gets through. Nothing that the guest does grows the queue for ever.

use crate::host::Host;
use crate::types::Pid;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// Events that wait to be taken at most; older ones make room.
const QUEUE_MAX: usize = 1024;
/// Events of one kind in [`WINDOW`] at most.
const BURST: u32 = 32;
/// Nanoseconds: one second.
const WINDOW: u64 = 1_000_000_000;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Event {
    /// The policy said no.
    Denied { pid: Pid, capability: &'static str, resource: Vec<u8> },
    /// A process waits for an answer to this (`Kernel::answer`).
    Question { id: u64, pid: Pid, capability: &'static str, resource: Vec<u8> },
    /// A limit made a call fail.
    LimitReached { pid: Pid, limit: &'static str, maximum: u64 },
    /// Most of a limit is used.
    LimitNear { limit: &'static str, used: u64, maximum: u64 },
}

impl Event {
    /// What shares a rate. A question is never left out: somebody waits for its answer, and there are
    /// no more of them than processes.
    fn kind(&self) -> Option<&'static str> {
        match self {
            Self::Denied { capability, .. } => Some(capability),
            Self::LimitReached { limit, .. } => Some(limit),
            Self::LimitNear { .. } => Some("near"),
            Self::Question { .. } => None,
        }
    }
}

/// An event, and how many of its kind were left out before it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Told {
    pub event: Event,
    pub suppressed: u32,
}

#[derive(Debug, Default)]
struct Rate {
    window: u64,
    told: u32,
    suppressed: u32,
}

/// The queue.
pub struct Events {
    host: Rc<dyn Host>,
    queue: RefCell<VecDeque<Told>>,
    rates: RefCell<BTreeMap<&'static str, Rate>>,
    /// The host knows that there is something.
    announced: Cell<bool>,
}

impl Events {
    /// An empty queue.
    pub fn new(host: Rc<dyn Host>) -> Self {
        Self {
            host,
            queue: RefCell::default(),
            rates: RefCell::default(),
            announced: Cell::new(false),
        }
    }

    /// Tell it, as far as the rate lets it through.
    pub fn push(&self, event: Event) {
        let Some(suppressed) = self.pass(&event) else { return };
        let mut queue = self.queue.borrow_mut();
        if queue.len() >= QUEUE_MAX {
            queue.pop_front();
        }
        queue.push_back(Told { event, suppressed });
        if !self.announced.replace(true) {
            self.host.events_ready();
        }
    }

    /// How many were left out before this one; none when it is left out itself.
    fn pass(&self, event: &Event) -> Option<u32> {
        let Some(kind) = event.kind() else { return Some(0) };
        let mut rates = self.rates.borrow_mut();
        let rate = rates.entry(kind).or_default();
        let window = self.host.monotonic().checked_div(WINDOW).unwrap_or(0);
        if rate.window != window {
            (rate.window, rate.told) = (window, 0);
        }
        if rate.told >= BURST {
            rate.suppressed = rate.suppressed.saturating_add(1);
            return None;
        }
        rate.told = rate.told.saturating_add(1);
        Some(std::mem::take(&mut rate.suppressed))
    }

    /// Take all that wait.
    pub fn take(&self) -> Vec<Told> {
        self.announced.set(false);
        std::mem::take(&mut *self.queue.borrow_mut()).into()
    }
}

impl std::fmt::Debug for Events {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Events").field("queue", &self.queue).finish_non_exhaustive()
    }
}
