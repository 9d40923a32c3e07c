//! `task_queue`: `tickInfo`, `setTickCallback`, `runMicrotasks`, `enqueueMicrotask`,
//! `setPromiseRejectCallback`.

use kernelet_quickjs::promises;
use rquickjs::{Ctx, Object, Result, Value};

use crate::runtime::{
    callback,
    errors::{ErrorKind, throw_node},
    fatal,
    members::{self, set_native},
    realm::{self, Slot},
    stderr,
};

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    realm::set(ctx, Slot::TickInfo, target.get::<_, Value<'js>>("tickInfo")?);
    set_native(target, "enqueueMicrotask", 0, |arguments| {
        let ctx = arguments.ctx();
        let Some(function) = arguments.function(0) else {
            let message = "The callback must be a function";
            return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", message));
        };
        promises::enqueue_microtask(ctx, &function)?;
        Ok(Value::new_undefined(ctx.clone()))
    })?;
    set_native(target, "setTickCallback", 0, |arguments| {
        realm::set(arguments.ctx(), Slot::TickCallback, arguments.get(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "runMicrotasks", 0, |arguments| {
        callback::run_microtasks(arguments.ctx());
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "setPromiseRejectCallback", 0, |arguments| {
        let ctx = arguments.ctx();
        let Some(callback) = arguments.function(0) else {
            return Ok(Value::new_undefined(ctx.clone()));
        };
        // Node's function takes (event, promise, reason) as the engine gives them. What it throws
        // is told, never lost.
        let tracker = members::native(ctx, "promiseRejected", 3, move |arguments| {
            let ctx = arguments.ctx();
            let (event, promise, reason) = (arguments.get(0), arguments.get(1), arguments.get(2));
            if let Err(error) = callback.call::<_, Value<'_>>((event, promise, reason)) {
                let reason = fatal::describe(ctx, error);
                let text = format!("Exception in PromiseRejectCallback:\n{reason}\n");
                stderr::write(text.as_bytes());
            }
            Ok(Value::new_undefined(ctx.clone()))
        })?;
        promises::set_rejection_tracker(ctx, Some(&tracker));
        Ok(Value::new_undefined(ctx.clone()))
    })
}
