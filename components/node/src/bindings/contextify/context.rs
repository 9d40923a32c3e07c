//! Contexts of their own: `makeContext`, and running a script in one.
//!
//! A context is a realm of the engine with its own global object and built-ins. One made for an
//! object (`vm.createContext(object)`) is joined with it by `context.js`; one made without
//! (`vm.constants.DONT_CONTEXTIFY`) is its global object.
//!
//! Differences to V8, whose interceptors make the object itself the scope: properties that somebody
//! adds to the object between two runs are seen at the next run only, variables and functions that
//! a script declares reach the object when the run ends, and built-ins that a script replaces do not.
//! A realm lives as long as the process.

use std::ptr::NonNull;

use kernelet_quickjs::scripts::{self, Origin};
use rquickjs::{
    Class, Ctx, Function, JsLifetime, Object, Result, Symbol, Value,
    class::{JsClass, Readable, Trace, Tracer},
    qjs,
};

use super::host_defined;
use crate::runtime::{members::Arguments, registry};

/// A realm and what joins it with its object.
pub struct Realm<'js> {
    context: NonNull<qjs::JSContext>,
    enter: Option<Function<'js>>,
    leave: Option<Function<'js>>,
}

// SAFETY: the only lifetime of the type is that of its values.
unsafe impl<'js> JsLifetime<'js> for Realm<'js> {
    type Changed<'to> = Realm<'to>;
}

impl<'js> Trace<'js> for Realm<'js> {
    fn trace<'a>(&self, tracer: Tracer<'a, 'js>) {
        for function in [&self.enter, &self.leave].into_iter().flatten() {
            function.as_value().trace(tracer);
        }
    }
}

impl<'js> JsClass<'js> for Realm<'js> {
    const NAME: &'static str = "ContextifyContext";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

/// `makeContext(object | symbol, name, origin, strings, wasm, ownMicrotasks, symbol)`: the object,
/// or the new global object when the first argument is `vm_context_no_contextify`.
pub fn make<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let (context, global) = realm(ctx)?;
    let (object, enter, leave) = match arguments.object(0) {
        None => (global, None, None),
        Some(object) => {
            let origin = Origin::new("node:internal/vm/context");
            let join = scripts::compile_function(
                ctx,
                &["sandbox", "global"],
                include_str!("context.js"),
                &origin,
            )?;
            let joined: Object = join.call((object.clone(), global))?;
            (object, Some(joined.get("enter")?), Some(joined.get("leave")?))
        }
    };
    let realm = Class::instance(ctx.clone(), Realm { context, enter, leave })?;
    object.set(registry::private_symbol(ctx, "contextify_context_private_symbol")?, realm)?;
    if let Some(symbol) = host_defined(arguments.get(6)) {
        let key = registry::private_symbol(ctx, "host_defined_option_symbol")?;
        object.set::<_, Symbol>(key, symbol)?;
    }
    Ok(object.into_value())
}

/// A new realm and its global object.
fn realm<'js>(ctx: &Ctx<'js>) -> Result<(NonNull<qjs::JSContext>, Object<'js>)> {
    // SAFETY: the context is alive; a new one of the same runtime belongs to nobody yet.
    let raw = unsafe { qjs::JS_NewContext(qjs::JS_GetRuntime(ctx.as_raw().as_ptr())) };
    let Some(context) = NonNull::new(raw) else {
        return Err(rquickjs::Exception::throw_range(ctx, "out of memory"));
    };
    // SAFETY: the realm was made just now and is never freed; the runtime is locked.
    let inside: Ctx<'js> = unsafe { Ctx::from_raw(context) };
    Ok((context, inside.globals()))
}

/// The realm behind an object that `vm.createContext` returned.
pub fn of<'js>(ctx: &Ctx<'js>, object: &Object<'js>) -> Result<Class<'js, Realm<'js>>> {
    let key = registry::private_symbol(ctx, "contextify_context_private_symbol")?;
    let realm: Value = object.get(key)?;
    Class::from_value(&realm)
        .map_err(|_| rquickjs::Exception::throw_type(ctx, "the object is not a context"))
}

/// Runs `work` in the realm, with its object's properties shown there.
pub fn within<'js, T>(
    realm: &Class<'js, Realm<'js>>,
    work: impl FnOnce(&Ctx<'js>) -> Result<T>,
) -> Result<T> {
    let (context, enter, leave) = {
        let realm = realm.borrow();
        (realm.context, realm.enter.clone(), realm.leave.clone())
    };
    // SAFETY: realms are never freed; the runtime is locked.
    let inside: Ctx<'js> = unsafe { Ctx::from_raw(context) };
    if let Some(enter) = enter {
        enter.call::<_, Value>(())?;
    }
    let result = work(&inside);
    // What the run threw is kept while the object is brought up to date.
    let thrown = match &result {
        Err(error) if error.is_exception() => Some(inside.catch()),
        _ => None,
    };
    if let Some(leave) = leave {
        leave.call::<_, Value>(())?;
    }
    match thrown {
        Some(exception) => Err(inside.throw(exception)),
        None => result,
    }
}
