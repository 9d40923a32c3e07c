//! Contexts of their own: `makeContext`, and running a script in one.
//!
//! A context is a realm of the engine ([`kernelet_quickjs::contexts`]). One made for an object
//! (`vm.createContext(object)`) has a global object that is joined with it; one made without
//! (`vm.constants.DONT_CONTEXTIFY`) is its global object.

use kernelet_quickjs::contexts::Realm;
use rquickjs::{
    Class, Ctx, JsLifetime, Object, Result, Symbol, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use super::host_defined;
use crate::{
    intl,
    runtime::{boot, members::Arguments, registry},
    web_assembly,
};

/// The realm behind an object that `vm.createContext` returned.
pub struct ContextifyContext<'js> {
    realm: Realm<'js>,
    /// `microtaskMode: 'afterEvaluate'`: its jobs run before a run returns, and only then.
    own_microtasks: bool,
}

// SAFETY: the only lifetime of the type is that of its values.
unsafe impl<'js> JsLifetime<'js> for ContextifyContext<'js> {
    type Changed<'to> = ContextifyContext<'to>;
}

impl<'js> Trace<'js> for ContextifyContext<'js> {
    fn trace<'a>(&self, tracer: Tracer<'a, 'js>) {
        self.realm.as_object().trace(tracer);
    }
}

impl<'js> JsClass<'js> for ContextifyContext<'js> {
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
    let realm = Realm::new(ctx, arguments.get(3).as_bool() == Some(false))?;
    realm.enter(|inside| {
        boot::remove_foreign(inside)?;
        intl::share(ctx, inside)?;
        web_assembly::share(ctx, inside)
    })?;
    let object = match arguments.object(0) {
        None => realm.enter(Ctx::globals),
        Some(sandbox) => {
            realm.join(&sandbox)?;
            sandbox
        }
    };
    let own_microtasks = arguments.is_true(5);
    let context = Class::instance(ctx.clone(), ContextifyContext { realm, own_microtasks })?;
    object.set(registry::private_symbol(ctx, "contextify_context_private_symbol")?, context)?;
    if let Some(symbol) = host_defined(arguments.get(6)) {
        let key = registry::private_symbol(ctx, "host_defined_option_symbol")?;
        object.set::<_, Symbol>(key, symbol)?;
    }
    Ok(object.into_value())
}

/// The context behind an object that `vm.createContext` returned.
pub fn of<'js>(ctx: &Ctx<'js>, object: &Object<'js>) -> Result<Class<'js, ContextifyContext<'js>>> {
    let key = registry::private_symbol(ctx, "contextify_context_private_symbol")?;
    let context: Value = object.get(key)?;
    Class::from_value(&context)
        .map_err(|_| rquickjs::Exception::throw_type(ctx, "the object is not a context"))
}

/// The realm of a context.
pub fn realm<'js>(context: &Class<'js, ContextifyContext<'js>>) -> Realm<'js> {
    context.borrow().realm.clone()
}

/// Runs `work` in the realm, and the jobs it leaves when the realm has a queue of its own.
pub fn within<'js, T>(
    context: &Class<'js, ContextifyContext<'js>>,
    work: impl FnOnce(&Ctx<'js>) -> Result<T>,
) -> Result<T> {
    let (realm, own_microtasks) = {
        let context = context.borrow();
        (context.realm.clone(), context.own_microtasks)
    };
    let result = realm.enter(work)?;
    if own_microtasks {
        realm.run_own_microtasks()?;
    }
    Ok(result)
}
