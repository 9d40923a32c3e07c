//! `signal_wrap`: class `Signal` (`start(signal)`, `stop()`, `onsignal`), on the kernel's
//! `sigaction` and `take-signals`.

use std::{cell::RefCell, rc::Rc};

use rquickjs::{Ctx, Function, Object, Persistent, Result, Value};

use crate::{
    runtime::{
        async_wrap::{self, BaseClass, Handle},
        callback,
        event_loop::{self, WatchId},
        members::{self, Arguments, define, set_native},
        realm::{self, Slot},
    },
    sys,
};

struct Signal {
    watch: Option<(WatchId, u8)>,
    referenced: bool,
}

impl Signal {
    fn stop(&mut self, ctx: &Ctx<'_>) {
        if let Some((watch, signal)) = self.watch.take() {
            event_loop::unwatch(ctx, watch);
            if !event_loop::is_signal_watched(signal) {
                let _ = sys::sigaction(signal, sys::SignalDisposition::Default);
            }
        }
    }
}

impl Handle for Signal {
    fn close(&mut self, ctx: &Ctx<'_>) {
        self.stop(ctx);
    }

    fn set_referenced(&mut self, ctx: &Ctx<'_>, referenced: bool) {
        self.referenced = referenced;
        if let Some((watch, _)) = self.watch {
            event_loop::set_referenced(ctx, watch, referenced);
        }
    }

    fn has_reference(&self) -> bool {
        self.referenced
    }

    fn is_active(&self) -> bool {
        self.referenced && self.watch.is_some()
    }
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::HandleWrap)?;
    let (constructor, prototype) =
        members::class(ctx, "Signal", 0, Some(&parent), |arguments, prototype| {
            let ctx = arguments.ctx();
            let object = Object::new_proto(ctx.clone(), Some(&prototype))?;
            async_wrap::initialize(ctx, &object, "SIGNALWRAP")?;
            let signal = Rc::new(RefCell::new(Signal { watch: None, referenced: true }));
            async_wrap::set_handle(ctx, &object, signal.clone())?;
            // The methods find the handle through a function that only they can reach.
            let start =
                members::native(ctx, "start", 1, move |arguments| start(arguments, &signal))?;
            object.set(key(ctx)?, start)?;
            Ok(object.into_value())
        })?;
    for (name, length) in [("start", 0), ("stop", 0)] {
        set_native(&prototype, name, length, move |arguments| {
            let ctx = arguments.ctx();
            let object = arguments.this_object()?;
            let function: Function<'_> = object.get(key(ctx)?)?;
            let signal = if name == "start" { arguments.int32(0) } else { 0 };
            function.call((rquickjs::function::This(object), signal))
        })?;
    }
    define(target, "Signal", constructor)
}

/// The private symbol under which an object keeps its handle.
fn key<'js>(ctx: &Ctx<'js>) -> Result<Value<'js>> {
    if let Some(key) = realm::get(ctx, Slot::SignalKey) {
        return Ok(key);
    }
    let symbol = kernelet_quickjs::symbols::private_symbol(ctx, "node:signal")?.into_value();
    realm::set(ctx, Slot::SignalKey, &symbol);
    Ok(symbol)
}

/// `uv_signal_start`; with 0, `uv_signal_stop`.
fn start<'js>(arguments: &Arguments<'_, 'js>, handle: &Rc<RefCell<Signal>>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let number = arguments.int32(0);
    let answer = |errno: i32| Ok(Value::new_int(ctx.clone(), errno));
    let Ok(mut handle) = handle.try_borrow_mut() else { return answer(sys::Errno::Busy.uv()) };
    handle.stop(ctx);
    if number == 0 {
        return answer(0);
    }
    let Ok(signal) = u8::try_from(number) else { return answer(sys::Errno::Inval.uv()) };
    if let Err(error) = sys::sigaction(signal, sys::SignalDisposition::Catch) {
        return answer(error.uv());
    }
    let object = Persistent::save(ctx, arguments.this_object()?);
    let watch = event_loop::watch_signal(
        ctx,
        signal,
        handle.referenced,
        Box::new(move |ctx, signal| {
            let object = object.clone().restore(ctx)?;
            let callback: Value<'_> = object.get("onsignal")?;
            if let Some(callback) = callback.into_function() {
                let number = Value::new_int(ctx.clone(), i32::from(signal));
                callback::make_callback(ctx, object.into_value(), callback, vec![number])?;
            }
            Ok(())
        }),
    );
    handle.watch = Some((watch, signal));
    answer(0)
}
