//! Calls from native code into JavaScript: `node::MakeCallback` and `InternalCallbackScope`.

use std::ops::ControlFlow;

use kernelet_quickjs::{continuation, promises};
use rquickjs::{Ctx, Function, Object, Result, Value};

use super::{
    async_wrap::{self, hook},
    fatal,
    fields::Fields,
    members::call,
    realm::{self, Slot},
};

/// Which async context a call runs in.
#[derive(Clone, Debug)]
pub struct AsyncContext<'js> {
    /// Its async id; 0 for none.
    pub async_id: f64,
    /// What triggered it.
    pub trigger_id: f64,
    /// What `executionAsyncResource()` answers inside.
    pub resource: Option<Value<'js>>,
    /// Whether `before` and `after` hooks are told.
    pub hooks: bool,
}

impl AsyncContext<'_> {
    /// The context of calls that belong to no resource.
    pub const NONE: Self =
        AsyncContext { async_id: 0.0, trigger_id: 0.0, resource: None, hooks: false };
}

/// Calls `function` as the loop does: in the async context of `this` when it is an AsyncWrap,
/// with an exception going to `triggerUncaughtException` (the answer is then `None`), and with
/// next ticks and microtasks drained afterwards when this is the outermost call.
pub fn make_callback<'js>(
    ctx: &Ctx<'js>,
    this: Value<'js>,
    function: Function<'js>,
    arguments: Vec<Value<'js>>,
) -> Result<Option<Value<'js>>> {
    let mut context = AsyncContext::NONE;
    let mut frame = None;
    if let Some(object) = this.as_object()
        && let Some((async_id, trigger_id)) = async_wrap::ids(ctx, object)?
    {
        context = AsyncContext { async_id, trigger_id, resource: Some(this.clone()), hooks: true };
        frame = async_wrap::frame(ctx, object)?;
    }
    let before = frame.map(|frame| {
        let before = continuation::get(ctx);
        continuation::set(ctx, &frame);
        before
    });
    let answer = scope(ctx, context, || call(&function, this, arguments));
    if let Some(before) = before {
        continuation::set(ctx, &before);
    }
    answer
}

/// Whether native code was called by JavaScript that native code called.
pub fn is_within(ctx: &Ctx<'_>) -> bool {
    realm::with(ctx, |realm| realm.callback_depth.get() > 0)
}

/// Calls `function` in the async context of `this`, leaving ticks and microtasks for later
/// (`InternalCallbackScope::kSkipTaskQueues`).
///
/// # Errors
/// What the function throws.
pub fn call_without_queues<'js>(
    ctx: &Ctx<'js>,
    this: &Object<'js>,
    function: Function<'js>,
    arguments: Vec<Value<'js>>,
) -> Result<Value<'js>> {
    let Some((async_id, trigger_id)) = async_wrap::ids(ctx, this)? else {
        return call(&function, this.clone().into_value(), arguments);
    };
    let before = continuation::get(ctx);
    if let Some(frame) = async_wrap::frame(ctx, this)? {
        continuation::set(ctx, &frame);
    }
    let depth =
        realm::with(ctx, |realm| realm.callback_depth.replace(realm.callback_depth.get() + 1));
    let resource = Some(this.clone().into_value());
    let mut answer = async_wrap::push_context(ctx, async_id, trigger_id, resource);
    if answer.is_ok() {
        answer = async_wrap::emit(ctx, hook::BEFORE, "before", async_id);
    }
    let answer = answer.and_then(|()| call(&function, this.clone().into_value(), arguments));
    if answer.is_ok() {
        async_wrap::emit(ctx, hook::AFTER, "after", async_id)?;
    }
    let popped = async_wrap::pop_context(ctx, async_id);
    realm::with(ctx, |realm| realm.callback_depth.set(depth));
    continuation::set(ctx, &before);
    popped?;
    answer
}

/// Runs `body` as one callback of the loop. An exception goes to `triggerUncaughtException`; the
/// answer is then `None`.
pub fn scope<'js, R>(
    ctx: &Ctx<'js>,
    context: AsyncContext<'js>,
    body: impl FnOnce() -> Result<R>,
) -> Result<Option<R>> {
    let AsyncContext { async_id, trigger_id, resource, hooks } = context;
    let tells = hooks && async_id != 0.0;
    let depth = realm::with(ctx, |realm| {
        let depth = realm.callback_depth.get() + 1;
        realm.callback_depth.set(depth);
        depth
    });
    async_wrap::push_context(ctx, async_id, trigger_id, resource)?;
    let mut answer = Ok(());
    if tells {
        answer = async_wrap::emit(ctx, hook::BEFORE, "before", async_id);
    }
    let answer = answer.and_then(|()| body());
    let answer = match answer {
        Ok(answer) => Some(answer),
        Err(error) => {
            fatal::uncaught_error(ctx, error, false);
            None
        }
    };
    if tells
        && answer.is_some()
        && let Err(error) = async_wrap::emit(ctx, hook::AFTER, "after", async_id)
    {
        fatal::uncaught_error(ctx, error, false);
    }
    let popped = async_wrap::pop_context(ctx, async_id);
    realm::with(ctx, |realm| realm.callback_depth.set(depth - 1));
    popped?;
    if answer.is_some() && depth == 1 {
        drain(ctx);
    }
    Ok(answer)
}

/// Runs microtasks, and Node's tick queue when it has something.
pub fn drain(ctx: &Ctx<'_>) {
    let Some(info) = Fields::in_slot(ctx, Slot::TickInfo) else { return };
    if realm::with(ctx, |realm| realm.stopping.get()) {
        return;
    }
    let has_ticks = || info.u8(0) != 0;
    if !has_ticks() {
        run_microtasks(ctx);
    }
    let has_rejections = info.u8(1) != 0;
    if !has_ticks() && !has_rejections {
        return;
    }
    let (Some(tick), Ok(process)) = (realm::function(ctx, Slot::TickCallback), realm::process(ctx))
    else {
        return;
    };
    realm::with(ctx, |realm| realm.callback_depth.set(realm.callback_depth.get() + 1));
    if let Err(error) = call(&tick, process.into_value(), Vec::new()) {
        fatal::uncaught_error(ctx, error, false);
    }
    realm::with(ctx, |realm| realm.callback_depth.set(realm.callback_depth.get() - 1));
}

/// Runs microtasks until there is none; what one throws is an uncaught exception.
pub fn run_microtasks(ctx: &Ctx<'_>) {
    let _ = promises::run_microtasks(ctx, |error| {
        fatal::trigger_uncaught(ctx, error, false);
        if realm::with(ctx, |realm| realm.stopping.get()) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
}
