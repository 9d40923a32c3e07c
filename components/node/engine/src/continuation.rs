//! The continuation-preserved embedder data: one value that follows asynchronous control flow.
//!
//! The engine captures it when a reaction is registered (`then`, `await`, a
//! thenable job, [`crate::promises::enqueue_microtask`]) and restores it around
//! the job. Node's `AsyncLocalStorage` is built on it (`async_context_frame`).

use rquickjs::{Ctx, Value};

use crate::raw;

/// The current value; `undefined` until [`set`] was called.
pub fn get<'js>(ctx: &Ctx<'js>) -> Value<'js> {
    // SAFETY: the glue returns an owned duplicate, never an exception.
    unsafe { Value::from_raw(ctx.clone(), raw::kernelet_continuation_get(raw::context(ctx))) }
}

/// Replaces the current value until the running job ends or somebody sets it again.
pub fn set<'js>(ctx: &Ctx<'js>, value: &Value<'js>) {
    // SAFETY: the glue duplicates the value and frees the previous one.
    unsafe { raw::kernelet_continuation_set(raw::context(ctx), value.as_raw()) }
}
