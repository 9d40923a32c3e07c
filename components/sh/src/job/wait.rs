//! What tasks wait for, and the one place where the process waits.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use kernelet_system as system;
use system::{
    Errno, Fd, Pid, PollInterest, PollSubscription, PollTarget, WaitOptions, WaitStatus, WaitTarget,
};

/// Bytes of one read or write.
const PIECE: usize = 64 << 10;

/// What a task waits for.
#[derive(Clone, Copy, Debug)]
enum Event {
    Ready(PollTarget),
    /// Nanoseconds on the monotonic clock.
    Time(u64),
    Signal,
}

struct Waiting {
    id: u64,
    event: Event,
    happened: Rc<Cell<bool>>,
    waker: Waker,
}

thread_local! {
    static WAITING: RefCell<Vec<Waiting>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u64> = const { Cell::new(0) };
    /// Caught signals that nobody looked at yet.
    static SIGNALS: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Waits for an event; dropping it is not waiting any more.
struct Wait {
    id: Option<u64>,
    event: Event,
    happened: Rc<Cell<bool>>,
}

impl Wait {
    fn for_event(event: Event) -> Self {
        Wait { id: None, event, happened: Rc::default() }
    }
}

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.happened.get() {
            return Poll::Ready(());
        }
        WAITING.with_borrow_mut(|waiting| match self.id {
            Some(id) => {
                for wait in waiting.iter_mut().filter(|wait| wait.id == id) {
                    wait.waker.clone_from(context.waker());
                }
            }
            None => {
                let id = NEXT.get();
                NEXT.set(id + 1);
                self.id = Some(id);
                waiting.push(Waiting {
                    id,
                    event: self.event,
                    happened: Rc::clone(&self.happened),
                    waker: context.waker().clone(),
                });
            }
        });
        Poll::Pending
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            WAITING.with_borrow_mut(|waiting| waiting.retain(|wait| wait.id != id));
        }
    }
}

/// Waits until something happens that a task waits for; false when no task waits for anything.
pub(super) fn block() -> bool {
    happen(None)
}

/// Looks whether something has happened that a task waits for.
pub(super) fn look() {
    happen(Some(0));
}

/// Waits at most that many nanoseconds.
fn happen(most: Option<u64>) -> bool {
    let events: Vec<(u64, Event)> =
        WAITING.with_borrow(|waiting| waiting.iter().map(|wait| (wait.id, wait.event)).collect());
    if events.is_empty() {
        return false;
    }
    let mut ids = Vec::new();
    let mut subscriptions = Vec::new();
    let mut first_time = None;
    for (id, event) in &events {
        match event {
            Event::Ready(target) => {
                ids.push(*id);
                subscriptions.push(PollSubscription { target: *target });
            }
            Event::Time(time) => {
                first_time = Some(first_time.map_or(*time, |first: u64| first.min(*time)))
            }
            Event::Signal => {}
        }
    }
    let timeout = first_time.map(|time| time.saturating_sub(system::monotonic_nanoseconds()));
    let timeout = most.or(timeout);
    match system::poll(&subscriptions, timeout) {
        Ok(ready) => {
            let now = first_time.map(|_| system::monotonic_nanoseconds());
            let happened: Vec<u64> =
                ready.iter().filter_map(|event| ids.get(event.index as usize).copied()).collect();
            wake(|wait| match wait.event {
                Event::Ready(_) => happened.contains(&wait.id),
                Event::Time(time) => now.is_some_and(|now| now >= time),
                Event::Signal => false,
            });
        }
        Err(Errno::Intr) => {
            let caught = system::take_signals();
            SIGNALS.with_borrow_mut(|signals| signals.extend(caught));
            wake(|wait| matches!(wait.event, Event::Signal));
        }
        // Whoever waits finds out by trying again.
        Err(_) => wake(|_| true),
    }
    true
}

fn wake(happened: impl Fn(&Waiting) -> bool) {
    WAITING.with_borrow(|waiting| {
        for wait in waiting.iter().filter(|wait| happened(wait)) {
            wait.happened.set(true);
            wait.waker.wake_by_ref();
        }
    });
}

/// Looks for signals that were caught and takes all that wait.
pub fn take_signals() -> Vec<u8> {
    let caught = system::take_signals();
    SIGNALS.with_borrow_mut(|signals| {
        signals.extend(caught);
        std::mem::take(signals)
    })
}

/// Whether signals wait that were caught while tasks waited.
pub fn signals() -> bool {
    SIGNALS.with_borrow(|signals| !signals.is_empty())
}

/// The oldest signal that waits.
pub fn first_signal() -> Option<u8> {
    SIGNALS.with_borrow(|signals| signals.first().copied())
}

/// Waits for a caught signal.
async fn until_signal() {
    Wait::for_event(Event::Signal).await;
}

/// Waits for something, or none when a caught signal comes first.
pub async fn or_signal<T>(waited: impl Future<Output = T>) -> Option<T> {
    let mut waited = std::pin::pin!(waited);
    let mut signal = std::pin::pin!(until_signal());
    std::future::poll_fn(|context| {
        if let Poll::Ready(value) = waited.as_mut().poll(context) {
            return Poll::Ready(Some(value));
        }
        signal.as_mut().poll(context).map(|()| None)
    })
    .await
}

/// Waits until a read would not block.
pub async fn readable(fd: Fd) {
    let target = PollTarget::Descriptor((fd, PollInterest::READABLE));
    Wait::for_event(Event::Ready(target)).await;
}

async fn writable(fd: Fd) {
    let target = PollTarget::Descriptor((fd, PollInterest::WRITABLE));
    Wait::for_event(Event::Ready(target)).await;
}

/// Waits until that time on the monotonic clock.
pub async fn sleep_until(nanoseconds: u64) {
    if nanoseconds > system::monotonic_nanoseconds() {
        Wait::for_event(Event::Time(nanoseconds)).await;
    }
}

/// Waits for the end of a child, or until it stops.
pub async fn child(pid: Pid) -> Result<WaitStatus, Errno> {
    loop {
        match system::wait(WaitTarget::Process(pid), WaitOptions::NO_HANG | WaitOptions::STOPPED)? {
            Some((_, WaitStatus::Continued)) => {}
            Some((_, status)) => return Ok(status),
            None => Wait::for_event(Event::Ready(PollTarget::Child(pid))).await,
        }
    }
}

/// Reads what there is, at most `length` bytes; empty at the end.
///
/// # Errors
/// What the kernel says.
pub async fn read(fd: Fd, length: usize) -> Result<Vec<u8>, Errno> {
    loop {
        match system::read(fd, length.min(PIECE) as u32) {
            Err(Errno::Again) => readable(fd).await,
            Err(Errno::Intr) => {}
            answer => return answer,
        }
    }
}

/// Writes everything.
///
/// # Errors
/// What the kernel says; some of it may have been written.
pub async fn write_all(fd: Fd, mut data: &[u8]) -> Result<(), Errno> {
    while !data.is_empty() {
        let piece = data.get(..PIECE).unwrap_or(data);
        match system::write(fd, piece) {
            Ok(count) => data = data.get(count as usize..).unwrap_or_default(),
            Err(Errno::Again) => writable(fd).await,
            Err(Errno::Intr) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}

/// Writes as far as that is possible without waiting: for messages.
pub fn write_now(fd: Fd, data: &[u8]) {
    // A message that cannot be written is lost.
    let _ = system::write(fd, data);
}
