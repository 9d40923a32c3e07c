//! The event loop, in libuv's phase order: timers, poll (completions, descriptors, children,
//! signals), check (immediates), closing.
//!
//! | Keeps the loop alive | |
//! |---|---|
//! | a referenced timer | `timers.scheduleTimer`, `toggleTimerRef` |
//! | referenced immediates | `toggleImmediateRef` |
//! | a deferred task, a task of the closing phase | [`defer`], [`close_later`] |
//! | a referenced watcher, signal handler, asynchronous handle | [`watch`], [`watch_signal`], [`watch_async`] |

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
};

use kernelet_quickjs::continuation;
use rquickjs::{Ctx, Function, Persistent, Result, Value, function::This};

use super::{
    callback::{self, AsyncContext},
    fatal,
    fields::Fields,
    realm::{self, Slot},
};
use crate::sys::{self, Errno, Fd, Pid, PollInterest};

/// Work that completes in a later phase. What it needs of JavaScript it holds as `Persistent`.
pub type Task = Box<dyn for<'js> FnOnce(&Ctx<'js>) -> Result<()>>;

/// What is called when a watched thing is ready.
pub type Ready = Box<dyn for<'js> FnMut(&Ctx<'js>, PollInterest) -> Result<()>>;

/// What is called when a caught signal arrived.
pub type OnSignal = Box<dyn for<'js> FnMut(&Ctx<'js>, u8) -> Result<()>>;

/// What is called when somebody woke an asynchronous handle.
pub type OnWake = Box<dyn for<'js> FnMut(&Ctx<'js>) -> Result<()>>;

/// What the loop can wait for.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// Readiness of a descriptor.
    Descriptor(Fd, PollInterest),
    /// A child that `wait` could report.
    Child(Pid),
}

/// Names a watcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WatchId(u64);

struct Watcher {
    target: Target,
    referenced: bool,
    /// Taken out while it runs: it may unwatch itself.
    ready: Option<Ready>,
}

struct SignalWatcher {
    signal: u8,
    referenced: bool,
    ready: Option<OnSignal>,
}

struct AsyncWatcher {
    referenced: bool,
    woken: bool,
    ready: Option<OnWake>,
}

struct Interval {
    referenced: bool,
    due: u64,
    period: u64,
    ready: Option<OnWake>,
}

struct Deferred {
    task: Task,
    frame: Persistent<Value<'static>>,
}

#[derive(Default)]
struct Loop {
    /// Milliseconds, as libuv caches them.
    now: Cell<u64>,
    /// When the process started, on the same clock.
    base: Cell<u64>,
    timer_due: Cell<Option<u64>>,
    timer_referenced: Cell<bool>,
    immediate_referenced: Cell<bool>,
    next_id: Cell<u64>,
    deferred: RefCell<VecDeque<Deferred>>,
    closing: RefCell<VecDeque<Task>>,
    /// Tasks of the check phase that do not keep the loop alive.
    checks: RefCell<VecDeque<Task>>,
    watchers: RefCell<BTreeMap<u64, Watcher>>,
    signals: RefCell<BTreeMap<u64, SignalWatcher>>,
    asyncs: RefCell<BTreeMap<u64, AsyncWatcher>>,
    intervals: RefCell<BTreeMap<u64, Interval>>,
    /// Signals that arrived while somebody waited outside the loop.
    arrived: RefCell<VecDeque<u8>>,
    /// Nanoseconds spent waiting.
    idle: Cell<u64>,
    iterations: Cell<u64>,
    events: Cell<u64>,
}

thread_local! {
    // The timer keeps nothing alive until JavaScript says so: timeouts of sockets never do.
    static LOOP: Loop = Loop::default();
}

/// Reads the clock: the loop's time starts to count. Called once, after the image resumed.
pub fn start() {
    LOOP.with(|state| {
        let now = sys::monotonic_nanoseconds() / 1_000_000;
        state.now.set(now);
        state.base.set(now);
    });
}

/// Reads the clock into the cached time; milliseconds since the process started.
pub fn update_now() -> u64 {
    LOOP.with(|state| {
        state.now.set(sys::monotonic_nanoseconds() / 1_000_000);
        state.now.get().saturating_sub(state.base.get())
    })
}

/// Starts the one timer behind all JavaScript timers.
pub fn schedule_timer(milliseconds: u64) {
    LOOP.with(|state| state.timer_due.set(Some(state.now.get() + milliseconds.max(1))));
}

/// Whether the timer keeps the loop alive.
pub fn reference_timer(referenced: bool) {
    LOOP.with(|state| state.timer_referenced.set(referenced));
}

/// Whether immediates keep the loop alive (and from waiting).
pub fn reference_immediates(referenced: bool) {
    LOOP.with(|state| state.immediate_referenced.set(referenced));
}

/// Nanoseconds spent waiting, iterations, events: for `performance`.
pub fn metrics() -> (u64, u64, u64) {
    LOOP.with(|state| (state.idle.get(), state.iterations.get(), state.events.get()))
}

/// Completes `task` in the next poll phase, like a request whose answer is already there. Keeps
/// the loop alive; the continuation-preserved data of the caller is restored around it.
pub fn defer(ctx: &Ctx<'_>, task: Task) {
    let frame = Persistent::save(ctx, continuation::get(ctx));
    LOOP.with(|state| state.deferred.borrow_mut().push_back(Deferred { task, frame }));
}

/// Runs `task` in the closing phase.
pub fn close_later(_ctx: &Ctx<'_>, task: Task) {
    LOOP.with(|state| state.closing.borrow_mut().push_back(task));
}

/// Runs `task` in the next check phase, without keeping the loop alive until then.
pub fn check_later(task: Task) {
    LOOP.with(|state| state.checks.borrow_mut().push_back(task));
}

fn new_id(state: &Loop) -> u64 {
    state.next_id.set(state.next_id.get() + 1);
    state.next_id.get()
}

/// Calls `ready` whenever `target` is ready, until [`unwatch`].
pub fn watch(_ctx: &Ctx<'_>, target: Target, referenced: bool, ready: Ready) -> WatchId {
    LOOP.with(|state| {
        let id = new_id(state);
        let watcher = Watcher { target, referenced, ready: Some(ready) };
        state.watchers.borrow_mut().insert(id, watcher);
        WatchId(id)
    })
}

/// Ends a watch. Its callback is not called any more.
pub fn unwatch(_ctx: &Ctx<'_>, id: WatchId) {
    let watcher = LOOP.with(|state| state.watchers.borrow_mut().remove(&id.0));
    let signal = LOOP.with(|state| state.signals.borrow_mut().remove(&id.0));
    let woken = LOOP.with(|state| state.asyncs.borrow_mut().remove(&id.0));
    let interval = LOOP.with(|state| state.intervals.borrow_mut().remove(&id.0));
    drop((watcher, signal, woken, interval));
}

/// Says whether a watch keeps the loop alive.
pub fn set_referenced(_ctx: &Ctx<'_>, id: WatchId, referenced: bool) {
    LOOP.with(|state| {
        if let Some(watcher) = state.watchers.borrow_mut().get_mut(&id.0) {
            watcher.referenced = referenced;
        }
        if let Some(watcher) = state.signals.borrow_mut().get_mut(&id.0) {
            watcher.referenced = referenced;
        }
        if let Some(watcher) = state.asyncs.borrow_mut().get_mut(&id.0) {
            watcher.referenced = referenced;
        }
        if let Some(interval) = state.intervals.borrow_mut().get_mut(&id.0) {
            interval.referenced = referenced;
        }
    });
}

/// Calls `ready` whenever `signal` was caught, until [`unwatch`]. The caller sets the disposition.
pub fn watch_signal(_ctx: &Ctx<'_>, signal: u8, referenced: bool, ready: OnSignal) -> WatchId {
    LOOP.with(|state| {
        let id = new_id(state);
        let watcher = SignalWatcher { signal, referenced, ready: Some(ready) };
        state.signals.borrow_mut().insert(id, watcher);
        WatchId(id)
    })
}

/// An asynchronous handle (`uv_async_t`): `ready` is called in the poll phase after [`wake`].
pub fn watch_async(_ctx: &Ctx<'_>, referenced: bool, ready: OnWake) -> WatchId {
    LOOP.with(|state| {
        let id = new_id(state);
        let watcher = AsyncWatcher { referenced, woken: false, ready: Some(ready) };
        state.asyncs.borrow_mut().insert(id, watcher);
        WatchId(id)
    })
}

/// Calls `ready` every so many milliseconds, until [`unwatch`]. It does not keep the loop alive unless
/// [`set_referenced`] says so.
pub fn watch_interval(_ctx: &Ctx<'_>, milliseconds: u64, ready: OnWake) -> WatchId {
    LOOP.with(|state| {
        let id = new_id(state);
        let period = milliseconds.max(1);
        let due = sys::monotonic_nanoseconds() / 1_000_000 + period;
        let interval = Interval { referenced: false, due, period, ready: Some(ready) };
        state.intervals.borrow_mut().insert(id, interval);
        WatchId(id)
    })
}

/// Has an asynchronous handle called in the next poll phase (`uv_async_send`).
pub fn wake(id: WatchId) {
    LOOP.with(|state| {
        if let Some(watcher) = state.asyncs.borrow_mut().get_mut(&id.0) {
            watcher.woken = true;
        }
    });
}

/// Whether anybody watches `signal`.
pub fn is_signal_watched(signal: u8) -> bool {
    LOOP.with(|state| state.signals.borrow().values().any(|watcher| watcher.signal == signal))
}

/// Blocks until the descriptor is ready. Signals that arrive meanwhile are kept for the loop.
pub fn wait_for(_ctx: &Ctx<'_>, fd: Fd, interest: PollInterest) -> std::result::Result<(), Errno> {
    let subscription =
        sys::PollSubscription { target: sys::PollTarget::Descriptor((fd, interest)) };
    wait_for_any(&[subscription], None).map(drop)
}

/// Blocks until one of the subscriptions is ready or the time (nanoseconds) is over, which answers
/// none. Signals that arrive meanwhile are kept for the loop.
///
/// # Errors
/// What the kernel says about the subscriptions.
pub fn wait_for_any(
    subscriptions: &[sys::PollSubscription],
    timeout: Option<u64>,
) -> std::result::Result<Vec<sys::PollEvent>, Errno> {
    let end = timeout.map(|timeout| sys::monotonic_nanoseconds().saturating_add(timeout));
    loop {
        let left = end.map(|end| end.saturating_sub(sys::monotonic_nanoseconds()));
        match sys::poll(subscriptions, left) {
            Ok(events) if events.is_empty() && left != Some(0) => {}
            Err(Errno::Intr) => keep_signals(),
            answer => return answer,
        }
    }
}

/// Blocks for a time. Signals that arrive meanwhile are kept for the loop.
pub fn sleep(milliseconds: u64) {
    let end = sys::monotonic_nanoseconds() + milliseconds * 1_000_000;
    loop {
        let now = sys::monotonic_nanoseconds();
        if now >= end {
            return;
        }
        if let Err(Errno::Intr) = sys::poll(&[], Some(end - now)) {
            keep_signals();
        }
    }
}

fn keep_signals() {
    let signals = sys::take_signals();
    LOOP.with(|state| state.arrived.borrow_mut().extend(signals));
}

/// `uv_loop_alive`
pub fn is_alive() -> bool {
    LOOP.with(|state| {
        (state.timer_due.get().is_some() && state.timer_referenced.get())
            || state.immediate_referenced.get()
            || !state.deferred.borrow().is_empty()
            || !state.closing.borrow().is_empty()
            || state.watchers.borrow().values().any(|watcher| watcher.referenced)
            || state.signals.borrow().values().any(|watcher| watcher.referenced)
            || state.asyncs.borrow().values().any(|watcher| watcher.referenced)
            || state.intervals.borrow().values().any(|interval| interval.referenced)
    })
}

fn is_stopping(ctx: &Ctx<'_>) -> bool {
    realm::with(ctx, |realm| realm.stopping.get())
}

/// `uv_run` until nothing keeps the loop alive.
pub fn run(ctx: &Ctx<'_>) {
    update_now();
    if is_alive() {
        run_timers(ctx);
    }
    while is_alive() && !is_stopping(ctx) {
        LOOP.with(|state| state.iterations.set(state.iterations.get() + 1));
        poll(ctx);
        run_checks(ctx);
        run_closing(ctx);
        update_now();
        run_timers(ctx);
    }
}

fn run_intervals(ctx: &Ctx<'_>) {
    let now = LOOP.with(|state| state.now.get());
    let due: Vec<u64> = LOOP.with(|state| {
        let intervals = state.intervals.borrow();
        intervals.iter().filter(|(_, known)| known.due <= now).map(|(id, _)| *id).collect()
    });
    for id in due {
        let ready = LOOP.with(|state| {
            let mut intervals = state.intervals.borrow_mut();
            let interval = intervals.get_mut(&id)?;
            interval.due = now + interval.period;
            interval.ready.take()
        });
        let Some(mut ready) = ready else { continue };
        if let Err(error) = ready(ctx) {
            fatal::uncaught_error(ctx, error, false);
        }
        LOOP.with(|state| {
            if let Some(interval) = state.intervals.borrow_mut().get_mut(&id) {
                interval.ready = Some(ready);
            }
        });
    }
}

fn run_timers(ctx: &Ctx<'_>) {
    run_intervals(ctx);
    let due = LOOP.with(|state| {
        let due = state.timer_due.get().is_some_and(|due| due <= state.now.get());
        if due {
            state.timer_due.set(None);
        }
        due
    });
    if !due || is_stopping(ctx) {
        return;
    }
    let Some(function) = realm::function(ctx, Slot::ProcessTimers) else { return };
    let ran = callback::scope(ctx, AsyncContext::NONE, || {
        let next = process_timers(ctx, &function)?;
        // Before the scope ends: what its microtasks schedule must not be undone.
        if next == 0.0 {
            reference_timer(false);
        } else {
            let now = LOOP.with(|state| state.now.get().saturating_sub(state.base.get())) as f64;
            schedule_timer((next.abs() - now).max(1.0) as u64);
            reference_timer(next > 0.0);
        }
        Ok(())
    });
    if let Err(error) = ran {
        fatal::uncaught_error(ctx, error, false);
    }
}

/// When the next timer is due; negative when no referenced one is left, 0 when none is left at all.
fn process_timers<'js>(ctx: &Ctx<'js>, function: &Function<'js>) -> Result<f64> {
    // What a timer throws is reported at once; the loop in JavaScript goes on after it.
    loop {
        let process = realm::process(ctx)?;
        let now = update_now() as f64;
        match function.call::<_, Value<'_>>((This(process), now)) {
            Ok(next) => return Ok(next.as_number().unwrap_or(0.0)),
            Err(error) => fatal::uncaught_error(ctx, error, false),
        }
        if is_stopping(ctx) {
            return Ok(0.0);
        }
    }
}

/// How long to wait: `None` for ever, as `uv_backend_timeout` decides.
fn timeout(state: &Loop) -> Option<u64> {
    let busy = state.immediate_referenced.get()
        || !state.deferred.borrow().is_empty()
        || !state.closing.borrow().is_empty()
        || !state.arrived.borrow().is_empty()
        || state.asyncs.borrow().values().any(|watcher| watcher.woken)
        || !is_alive();
    if busy {
        return Some(0);
    }
    let intervals = state.intervals.borrow();
    let next = intervals.values().map(|interval| interval.due).min();
    let due = state.timer_due.get().into_iter().chain(next).min()?;
    Some(due.saturating_sub(state.now.get()) * 1_000_000)
}

fn poll(ctx: &Ctx<'_>) {
    let (ids, subscriptions, timeout, catches) = LOOP.with(|state| {
        let watchers = state.watchers.borrow();
        let ids: Vec<u64> = watchers.keys().copied().collect();
        let subscriptions: Vec<_> = watchers
            .values()
            .map(|watcher| sys::PollSubscription {
                target: match watcher.target {
                    Target::Descriptor(fd, interest) => sys::PollTarget::Descriptor((fd, interest)),
                    Target::Child(pid) => sys::PollTarget::Child(pid),
                },
            })
            .collect();
        (ids, subscriptions, timeout(state), !state.signals.borrow().is_empty())
    });
    let mut ready = Vec::new();
    if timeout != Some(0) || !subscriptions.is_empty() || catches {
        let before = sys::monotonic_nanoseconds();
        match sys::poll(&subscriptions, timeout) {
            Ok(events) => ready = events,
            Err(Errno::Intr) => keep_signals(),
            // A descriptor that went away is told as an event, not as a failure of the call.
            Err(_) => {}
        }
        let spent = sys::monotonic_nanoseconds().saturating_sub(before);
        LOOP.with(|state| {
            if timeout != Some(0) {
                state.idle.set(state.idle.get() + spent);
            }
            state.events.set(state.events.get() + ready.len() as u64);
        });
        update_now();
    }
    // Completions first: in libuv they arrive through the descriptor that was added first.
    run_deferred(ctx);
    run_asyncs(ctx);
    // Ended children after what they wrote: in libuv they arrive through a signal, handled last.
    let is_child = |event: &sys::PollEvent| {
        subscriptions
            .get(event.index as usize)
            .is_some_and(|subscription| matches!(subscription.target, sys::PollTarget::Child(_)))
    };
    ready.sort_by_key(is_child);
    for event in ready {
        if let Some(id) = ids.get(event.index as usize) {
            run_watcher(ctx, *id, event.ready);
        }
    }
    run_signals(ctx);
}

fn run_deferred(ctx: &Ctx<'_>) {
    // What is deferred meanwhile waits for the next phase.
    let tasks = LOOP.with(|state| std::mem::take(&mut *state.deferred.borrow_mut()));
    let mut tasks = tasks.into_iter();
    for Deferred { task, frame } in tasks.by_ref() {
        if is_stopping(ctx) {
            return;
        }
        let before = continuation::get(ctx);
        if let Ok(frame) = frame.restore(ctx) {
            continuation::set(ctx, &frame);
        }
        run_task(ctx, task);
        continuation::set(ctx, &before);
    }
}

fn run_asyncs(ctx: &Ctx<'_>) {
    let woken: Vec<u64> = LOOP.with(|state| {
        let asyncs = state.asyncs.borrow();
        asyncs.iter().filter(|(_, watcher)| watcher.woken).map(|(id, _)| *id).collect()
    });
    for id in woken {
        if is_stopping(ctx) {
            return;
        }
        let ready = LOOP.with(|state| {
            let mut asyncs = state.asyncs.borrow_mut();
            let watcher = asyncs.get_mut(&id)?;
            watcher.woken = false;
            watcher.ready.take()
        });
        let Some(mut ready) = ready else { continue };
        // No scope around it: every call that it makes is an outermost one, with ticks behind it.
        if let Err(error) = ready(ctx) {
            fatal::uncaught_error(ctx, error, false);
        }
        LOOP.with(|state| {
            if let Some(watcher) = state.asyncs.borrow_mut().get_mut(&id) {
                watcher.ready = Some(ready);
            }
        });
    }
}

fn run_task(ctx: &Ctx<'_>, task: Task) {
    if let Err(error) = callback::scope(ctx, AsyncContext::NONE, || task(ctx)) {
        fatal::uncaught_error(ctx, error, false);
    }
}

fn run_watcher(ctx: &Ctx<'_>, id: u64, interest: PollInterest) {
    if is_stopping(ctx) {
        return;
    }
    let ready = LOOP.with(|state| state.watchers.borrow_mut().get_mut(&id)?.ready.take());
    let Some(mut ready) = ready else { return };
    // No scope around it: every call that it makes is an outermost one, with ticks behind it.
    if let Err(error) = ready(ctx, interest) {
        fatal::uncaught_error(ctx, error, false);
    }
    LOOP.with(|state| {
        if let Some(watcher) = state.watchers.borrow_mut().get_mut(&id) {
            watcher.ready = Some(ready);
        }
    });
}

fn run_signals(ctx: &Ctx<'_>) {
    while let Some(signal) = LOOP.with(|state| state.arrived.borrow_mut().pop_front()) {
        let ids: Vec<u64> = LOOP.with(|state| {
            let signals = state.signals.borrow();
            signals.iter().filter(|(_, w)| w.signal == signal).map(|(id, _)| *id).collect()
        });
        for id in ids {
            let ready = LOOP.with(|state| state.signals.borrow_mut().get_mut(&id)?.ready.take());
            let Some(mut ready) = ready else { continue };
            let result = callback::scope(ctx, AsyncContext::NONE, || ready(ctx, signal));
            if let Err(error) = result {
                fatal::uncaught_error(ctx, error, false);
            }
            LOOP.with(|state| {
                if let Some(watcher) = state.signals.borrow_mut().get_mut(&id) {
                    watcher.ready = Some(ready);
                }
            });
        }
    }
}

/// Runs what [`check_later`] was given: native immediates.
pub fn run_check_tasks(ctx: &Ctx<'_>) {
    let tasks = LOOP.with(|state| std::mem::take(&mut *state.checks.borrow_mut()));
    for task in tasks {
        run_task(ctx, task);
    }
}

/// `Environment::CheckImmediate`
fn run_checks(ctx: &Ctx<'_>) {
    run_check_tasks(ctx);
    // Native immediates run in a callback scope of their own, also when there are none: ticks that
    // a failure left behind go before the immediates.
    callback::drain(ctx);
    // Count, referenced count, has outstanding.
    let Some(info) = Fields::in_slot(ctx, Slot::ImmediateInfo) else { return };
    if info.u32(0) == 0 || is_stopping(ctx) {
        return;
    }
    let Some(function) = realm::function(ctx, Slot::ProcessImmediate) else { return };
    loop {
        let result = realm::process(ctx).and_then(|process| {
            callback::make_callback(ctx, process.into_value(), function.clone(), Vec::new())
        });
        if let Err(error) = result {
            fatal::uncaught_error(ctx, error, false);
        }
        if info.u32(2) == 0 || is_stopping(ctx) {
            break;
        }
    }
    if info.u32(1) == 0 {
        reference_immediates(false);
    }
}

fn run_closing(ctx: &Ctx<'_>) {
    let tasks = LOOP.with(|state| std::mem::take(&mut *state.closing.borrow_mut()));
    for task in tasks {
        if is_stopping(ctx) {
            return;
        }
        run_task(ctx, task);
    }
}
