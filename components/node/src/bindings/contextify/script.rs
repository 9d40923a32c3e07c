//! The class `ContextifyScript(source, filename, line, column, cachedData, produceCachedData,
//! context, symbol)`: `runInContext`, `createCachedData`.

use std::cell::Cell;

use kernelet_quickjs::{
    memory,
    scripts::{Origin, Script},
};
use rquickjs::{
    Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use super::{cached_data_outcome, context, decorate, host_defined, source_map, text};
use crate::{
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{self, Arguments, set_native},
        registry,
    },
    sys::{self, Clock},
};

/// The native part of a script.
pub struct ContextifyScript<'js>(Script<'js>);

// SAFETY: the lifetime is that of the engine's handle.
unsafe impl<'js> JsLifetime<'js> for ContextifyScript<'js> {
    type Changed<'to> = ContextifyScript<'to>;
}

impl<'js> Trace<'js> for ContextifyScript<'js> {
    fn trace<'a>(&self, tracer: Tracer<'a, 'js>) {
        self.0.as_object().trace(tracer);
    }
}

impl<'js> JsClass<'js> for ContextifyScript<'js> {
    const NAME: &'static str = "ContextifyScript";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the class.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let (constructor, prototype) = members::class(ctx, "ContextifyScript", 0, None, construct)?;
    set_native(&prototype, "createCachedData", 0, |arguments: &Arguments<'_, 'js>| {
        // There is no cached data; an empty one is rejected when it is given back.
        codecs::buffer(arguments.ctx(), Vec::new()).map(Object::into_value)
    })?;
    set_native(&prototype, "runInContext", 0, run_in_context)?;
    members::define(target, "ContextifyScript", constructor)
}

fn construct<'js>(arguments: &Arguments<'_, 'js>, prototype: Object<'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let source = text(&arguments.get(0))?;
    let filename = text(&arguments.get(1))?;
    decorate::remember(&filename, &source, arguments.int32(2));
    let symbol = arguments.get(7);
    let mut origin = Origin::new(filename).at(arguments.int32(2), arguments.int32(3));
    origin.host_defined = host_defined(symbol.clone());
    let script =
        Script::compile(ctx, &source, &origin).map_err(|error| decorate::rethrown(ctx, error))?;
    let object = Class::instance_proto(ContextifyScript(script), prototype)?.into_inner();
    if symbol.is_symbol() {
        object.set(registry::private_symbol(ctx, "host_defined_option_symbol")?, symbol)?;
    }
    cached_data_outcome(&object, &arguments.get(4), arguments.is_true(5))?;
    object.set("sourceMapURL", source_map::value(ctx, &source)?)?;
    Ok(object.into_value())
}

thread_local! {
    /// When the script that runs with a time limit must stop; monotonic nanoseconds.
    static DEADLINE: Cell<Option<u128>> = const { Cell::new(None) };
}

fn now() -> u128 {
    let time = sys::clock_now(Clock::Monotonic);
    u128::from(time.seconds.unsigned_abs()) * 1_000_000_000 + u128::from(time.nanoseconds)
}

fn is_late() -> bool {
    DEADLINE.get().is_some_and(|deadline| now() >= deadline)
}

/// `runInContext(context | null, timeout, displayErrors, breakOnSigint, breakOnFirstLine)`
fn run_in_context<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let class = Class::<ContextifyScript>::from_value(&arguments.this())
        .map_err(|_| rquickjs::Exception::throw_type(ctx, "Illegal invocation"))?;
    let script = class.borrow().0.clone();
    let timeout = arguments.number(1);
    let result = match arguments.object(0) {
        None => limited(ctx, timeout, || script.run(ctx)),
        Some(object) => {
            let context = context::of(ctx, &object)?;
            // The limit's own error is one of the realm, as V8's.
            context::realm(&context).enter(|inside| {
                limited(inside, timeout, || context::within(&context, |inside| script.run(inside)))
            })
        }
    };
    match result {
        Err(error) if arguments.is_true(2) => Err(decorate::rethrown(ctx, error)),
        result => result,
    }
}

/// Runs with a limit in milliseconds, none unless it is above 0.
fn limited<'js>(
    ctx: &Ctx<'js>,
    timeout: f64,
    run: impl FnOnce() -> Result<Value<'js>>,
) -> Result<Value<'js>> {
    if timeout.is_nan() || timeout <= 0.0 {
        return run();
    }
    let outer = DEADLINE.get();
    let own = now() + (timeout * 1e6) as u128;
    DEADLINE.set(Some(outer.map_or(own, |outer| outer.min(own))));
    memory::set_interrupt_handler(ctx, Some(is_late));
    let result = run();
    let late = result.is_err() && now() >= own;
    DEADLINE.set(outer);
    if outer.is_none() {
        memory::set_interrupt_handler(ctx, None);
    }
    if late {
        ctx.catch();
        let message = format!("Script execution timed out after {timeout}ms");
        return Err(throw_node(ctx, ErrorKind::Error, "ERR_SCRIPT_EXECUTION_TIMEOUT", &message));
    }
    result
}
