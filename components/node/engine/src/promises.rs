//! Promises and microtasks: draining the queue, hooks, rejections nobody handles.
//!
//! When to drain is the event loop's decision; it is not made here.

use std::ops::ControlFlow;

use rquickjs::{Ctx, Function, Result, Value};

use crate::raw::{self, Slot};

/// The four moments of a promise's life that `async_hooks` can watch.
///
/// Each is called like V8's: `init(promise, parent)` with `parent` undefined
/// when there is none, the others with the promise alone. `before` and `after`
/// surround a reaction (also the continuation of an `await`); `settled` is V8's
/// `resolve` hook.
#[derive(Clone, Debug, Default)]
pub struct Hooks<'js> {
    /// A promise was made.
    pub init: Option<Function<'js>>,
    /// A reaction is about to run.
    pub before: Option<Function<'js>>,
    /// A reaction has run.
    pub after: Option<Function<'js>>,
    /// A promise was resolved or rejected.
    pub settled: Option<Function<'js>>,
}

/// Sets or, with the default, removes the promise hooks.
///
/// A hook that throws disturbs nobody: the error goes to `on_failure(error)` if
/// there is one and is dropped otherwise. Hooks do not run inside hooks.
pub fn set_hooks<'js>(ctx: &Ctx<'js>, hooks: &Hooks<'js>, on_failure: Option<&Function<'js>>) {
    let slots = [
        (Slot::HookInit, hooks.init.as_ref()),
        (Slot::HookBefore, hooks.before.as_ref()),
        (Slot::HookAfter, hooks.after.as_ref()),
        (Slot::HookSettled, hooks.settled.as_ref()),
        (Slot::HookFailed, on_failure),
    ];
    for (slot, function) in slots {
        raw::set_slot(ctx, slot, function.map(|function| function.as_value()));
    }
    // SAFETY: reads the slots just written.
    unsafe { raw::kernelet_promise_hooks_changed(raw::context(ctx)) }
}

/// What happened to a promise; the numbers are V8's and Node's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum RejectionEvent {
    /// Rejected, and nobody handles it so far.
    RejectWithNoHandler = 0,
    /// A handler came after all.
    HandlerAddedAfterReject = 1,
    /// Rejected again after it was settled.
    RejectAfterResolved = 2,
    /// Resolved again after it was settled.
    ResolveAfterResolved = 3,
}

/// Sets who hears of rejections: `callback(event, promise, reason)` with the
/// number of a [`RejectionEvent`]; the reason is undefined for
/// `HandlerAddedAfterReject`. What the callback throws is dropped.
pub fn set_rejection_tracker<'js>(ctx: &Ctx<'js>, callback: Option<&Function<'js>>) {
    raw::set_slot(ctx, Slot::RejectionTracker, callback.map(|function| function.as_value()));
    // SAFETY: reads the slot just written.
    unsafe { raw::kernelet_rejection_tracker_changed(raw::context(ctx)) }
}

/// Queues a function as a microtask, with the current continuation value.
pub fn enqueue_microtask<'js>(ctx: &Ctx<'js>, callback: &Function<'js>) -> Result<()> {
    // SAFETY: the job keeps its own reference.
    let status =
        unsafe { raw::kernelet_enqueue_microtask(raw::context(ctx), callback.as_value().as_raw()) };
    raw::checked(status).map(|_| ())
}

/// Runs microtasks until none is left.
///
/// An exception that escapes one goes to `report`, which decides whether to go
/// on. After a break, the rest stays queued. An uncatchable error (the
/// interrupt handler asked to stop) always breaks, and is reported with
/// `undefined`; it is not pending afterwards.
pub fn run_microtasks<'js>(
    ctx: &Ctx<'js>,
    mut report: impl FnMut(Value<'js>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    loop {
        // SAFETY: runs one job; every result but 2 leaves no exception pending.
        match unsafe { raw::kernelet_run_one_microtask(raw::context(ctx)) } {
            0 => return ControlFlow::Continue(()),
            1 => {}
            2 => report(ctx.catch())?,
            _ => {
                let _ = report(Value::new_undefined(ctx.clone()));
                return ControlFlow::Break(());
            }
        }
    }
}
