//! Pollables: what a command can wait for. Waiting is the kernel's `poll`.

use std::rc::Rc;

use super::streams::Unwritten;
use crate::Wasi;
use crate::clocks::monotonic_nanoseconds;
use crate::handle::Shared;
use crate::syscalls::{self, PollSubscription, PollTarget};
use crate::types::{Errno, PollInterest};
use crate::wit::exports::wasi::io::poll::{Guest, GuestPollable, PollableBorrow};

/// Something to wait for.
#[derive(Clone)]
pub enum Pollable {
    /// Always ready: files, and what never changes.
    Always,
    /// There is something to read, or the end.
    Readable(Shared),
    /// There is room to write.
    Writable(Shared),
    /// What a stream still holds can be written.
    Drained(Rc<Unwritten>),
    /// The monotonic clock shows this time.
    At(u64),
}

impl Pollable {
    /// What the kernel has to be asked for this; none when it is a matter of time, or ready.
    fn subscription(&self) -> Option<PollSubscription> {
        let (handle, interest) = match self {
            Pollable::Always | Pollable::At(_) => return None,
            Pollable::Readable(handle) => (handle, PollInterest::READABLE),
            Pollable::Writable(handle) => (handle, PollInterest::WRITABLE),
            Pollable::Drained(unwritten) => (unwritten.handle(), PollInterest::WRITABLE),
        };
        Some(PollSubscription { target: PollTarget::Descriptor((handle.fd(), interest)) })
    }
}

impl Guest for Wasi {
    type Pollable = Pollable;

    fn poll(list: Vec<PollableBorrow<'_>>) -> Vec<u32> {
        let pollables: Vec<&Pollable> = list.iter().map(|pollable| pollable.get()).collect();
        if pollables.is_empty() {
            // The standard says that this traps.
            std::process::abort();
        }
        loop {
            let ready = ready(&pollables, true);
            if !ready.is_empty() {
                return ready;
            }
        }
    }
}

impl GuestPollable for Pollable {
    fn ready(&self) -> bool {
        !ready(&[self], false).is_empty()
    }

    fn block(&self) {
        wait(self);
    }
}

/// Waits until `pollable` is ready.
pub(crate) fn wait(pollable: &Pollable) {
    while ready(&[pollable], true).is_empty() {}
}

/// The indices of those that are ready. With `block` it waits for one, but may come back without when
/// a signal came in between.
fn ready(pollables: &[&Pollable], block: bool) -> Vec<u32> {
    let now = monotonic_nanoseconds();
    let mut ready: Vec<u32> = Vec::new();
    let mut subscriptions = Vec::new();
    let mut asked = Vec::new();
    let mut timeout: Option<u64> = None;
    for (index, pollable) in (0u32..).zip(pollables) {
        match pollable {
            Pollable::Always => ready.push(index),
            Pollable::At(when) if *when <= now => ready.push(index),
            Pollable::At(when) => {
                let left = when - now;
                timeout = Some(timeout.map_or(left, |soonest| soonest.min(left)));
            }
            _ => {}
        }
        if let Some(subscription) = pollable.subscription() {
            subscriptions.push(subscription);
            asked.push(index);
        }
    }
    if !block || !ready.is_empty() {
        timeout = Some(0);
    }
    if timeout != Some(0) || !subscriptions.is_empty() {
        match syscalls::poll(&subscriptions, timeout) {
            Ok(events) => {
                let indices = events.iter().filter_map(|event| asked.get(event.index as usize));
                ready.extend(indices.copied());
            }
            Err(Errno::Intr | Errno::Again) => {}
            // What the kernel refuses to wait for fails at once when it is used.
            Err(_) => ready.extend(&asked),
        }
    }
    if block && ready.is_empty() {
        let now = monotonic_nanoseconds();
        let due = (0u32..).zip(pollables);
        ready.extend(due.filter_map(|(index, pollable)| match pollable {
            Pollable::At(when) if *when <= now => Some(index),
            _ => None,
        }));
    }
    ready.sort_unstable();
    ready.dedup();
    ready
}
