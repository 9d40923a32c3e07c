//! The event loop, in libuv's phase order.

use rquickjs::{Ctx, Result};

use crate::sys::{Errno, Fd, Pid, PollInterest};

/// Work that completes in a later phase. What it needs of JavaScript it holds as `Persistent`.
pub type Task = Box<dyn for<'js> FnOnce(&Ctx<'js>) -> Result<()>>;

/// What is called when a watched thing is ready.
pub type Ready = Box<dyn for<'js> FnMut(&Ctx<'js>, PollInterest) -> Result<()>>;

/// What the loop can wait for.
#[derive(Clone, Copy)]
pub enum Target {
    /// Readiness of a descriptor.
    Descriptor(Fd, PollInterest),
    /// A child that `wait` could report.
    Child(Pid),
}

/// Names a watcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WatchId(u64);

/// Completes `task` in the next poll phase, like a request whose answer is already there. Keeps
/// the loop alive; the continuation-preserved data of the caller is restored around it.
pub fn defer(ctx: &Ctx<'_>, task: Task) {
    let _ = (ctx, task);
}

/// Runs `task` in the closing phase.
pub fn close_later(ctx: &Ctx<'_>, task: Task) {
    let _ = (ctx, task);
}

/// Calls `ready` whenever `target` is ready, until [`unwatch`].
pub fn watch(ctx: &Ctx<'_>, target: Target, referenced: bool, ready: Ready) -> WatchId {
    let _ = (ctx, target, referenced, ready);
    WatchId(0)
}

/// Ends a watch. Its callback is not called any more.
pub fn unwatch(ctx: &Ctx<'_>, id: WatchId) {
    let _ = (ctx, id);
}

/// Says whether a watch keeps the loop alive.
pub fn set_referenced(ctx: &Ctx<'_>, id: WatchId, referenced: bool) {
    let _ = (ctx, id, referenced);
}

/// Blocks until the descriptor is ready.
pub fn wait_for(ctx: &Ctx<'_>, fd: Fd, interest: PollInterest) -> std::result::Result<(), Errno> {
    let _ = (ctx, fd, interest);
    Ok(())
}
