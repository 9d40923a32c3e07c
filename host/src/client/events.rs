//! Events that wait for whoever asks for them.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kernelet_protocol::Owner;
use kernelet_protocol::message::Event;
use tokio::sync::Notify;

/// Events that may wait; one more and the connection fails, for one would be lost.
pub const MAX_EVENTS: usize = 4096;

/// Events in the order in which they came.
#[derive(Default)]
pub(super) struct Events {
    waiting: Mutex<VecDeque<(Owner, Event)>>,
    arrived: Notify,
}

impl Events {
    fn lock(&self) -> MutexGuard<'_, VecDeque<(Owner, Event)>> {
        // Nothing panics while it is locked.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an event; false when there is no room.
    pub(super) fn push(&self, owner: Owner, event: Event) -> bool {
        let mut waiting = self.lock();
        let room = waiting.len() < MAX_EVENTS;
        if room {
            waiting.push_back((owner, event));
        }
        drop(waiting);
        self.arrived.notify_waiters();
        room
    }

    /// Lets everyone who waits look again.
    pub(super) fn wake(&self) {
        self.arrived.notify_waiters();
    }

    /// Takes the first event that `wanted` picks, waiting for it until `over` answers a reason.
    pub(super) async fn take<E>(
        &self,
        wanted: impl Fn(&Owner, &Event) -> bool,
        over: impl Fn() -> Option<E>,
    ) -> Result<Event, E> {
        loop {
            let arrived = self.arrived.notified();
            tokio::pin!(arrived);
            // Registered before the look, so that no event falls between the two.
            arrived.as_mut().enable();
            {
                let mut waiting = self.lock();
                let found = waiting.iter().position(|(owner, event)| wanted(owner, event));
                if let Some((_, event)) = found.and_then(|index| waiting.remove(index)) {
                    return Ok(event);
                }
            }
            if let Some(reason) = over() {
                return Err(reason);
            }
            arrived.await;
        }
    }
}
