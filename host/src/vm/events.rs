//! What a VM tells without having been asked, and the alarm clock of its kernel.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::{Shared, Vm};
use crate::error::Result;

pub use crate::bindings::supervisor::{AccessAttempt, Event, Happening, LimitState};

/// Wake-ups for who takes events, and the alarm.
#[derive(Default)]
pub(super) struct Bell {
    pub(super) events: Notify,
    alarm: Mutex<Option<JoinHandle<()>>>,
}

impl Vm {
    /// Waits until something happened that the embedder may want to know: the policy said no or asks,
    /// a limit is near or was hit. Answers all of it, the oldest first. One at a time may wait.
    ///
    /// # Errors
    /// [`crate::Error::Ended`] when the VM is over.
    pub async fn events(&self) -> Result<Vec<Event>> {
        loop {
            let events = self.shared.supervise(|supervisor, store| {
                supervisor.kernelet_kernel_supervisor().call_take_events(store)
            })?;
            if !events.is_empty() {
                return Ok(events);
            }
            self.shared.bell.events.notified().await;
        }
    }

    /// Answers [`Happening::Asked`]. An answer that comes too late changes nothing.
    ///
    /// # Errors
    /// [`crate::Error::Ended`] when the VM is over.
    pub fn answer(&self, question: u64, allow: bool) -> Result<()> {
        self.shared.supervise(|supervisor, store| {
            supervisor.kernelet_kernel_supervisor().call_answer(store, question, allow)
        })
    }

    /// Ends every process: SIGTERM now, SIGKILL to what is left after `grace`.
    ///
    /// # Errors
    /// [`crate::Error::Ended`] when the VM is over.
    pub fn terminate_all(&self, grace: Duration) -> Result<()> {
        let grace = u64::try_from(grace.as_nanos()).unwrap_or(u64::MAX);
        self.shared.supervise(|supervisor, store| {
            supervisor.kernelet_kernel_supervisor().call_terminate_all(store, grace)
        })
    }
}

impl Shared {
    /// Calls the kernel when its clock shows `at`; the alarm before is off.
    pub(super) fn set_alarm(self: &Arc<Self>, at: u64) {
        let Ok(tokio) = tokio::runtime::Handle::try_current() else {
            // Only what runs on a tokio runtime can start a process that would need an alarm.
            return;
        };
        let wait = Duration::from_nanos(at).saturating_sub(self.kernel.uptime());
        let vm = Arc::downgrade(self);
        let task = tokio.spawn(async move {
            tokio::time::sleep(wait).await;
            if let Some(vm) = vm.upgrade() {
                // A VM that is over needs no alarm.
                let _ = vm.supervise(|supervisor, store| {
                    supervisor.kernelet_kernel_supervisor().call_timers_due(store)
                });
            }
        });
        let mut alarm = self.bell.alarm.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = alarm.replace(task) {
            before.abort();
        }
    }
}
