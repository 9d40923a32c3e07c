//! `internalBinding('module_wrap')`: ES modules as `lib/internal/modules/esm` drives them.
//!
//! | Member | What |
//! |---|---|
//! | `ModuleWrap` | [`wrap`] |
//! | `setImportModuleDynamicallyCallback(f)` | who answers `import()`: `f(symbol, specifier, attributes, referrer)` |
//! | `setInitializeImportMetaObjectCallback(f)` | who fills `import.meta`: `f(symbol, meta, { url })` |
//! | `createRequiredModuleFacade(wrap)` | what `require()` of a module with a default export answers |
//!
//! The statuses (`kUninstantiated` …) are those of the description.

mod link_error;
mod wrap;

use kernelet_quickjs::{
    modules::{self, Module},
    scripts::Origin,
};
use rquickjs::{Ctx, Function, Object, Result, Value};

use crate::runtime::{
    members::{self, Arguments, set_native},
    registry,
};

/// Re-exports everything of a module, live, and says that it is one.
const FACADE: &str =
    "export * from 'original'; export { default } from 'original'; export const __esModule = true;";
const FACADE_URL: &str = "node:internal/require_module_default_facade";

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "setImportModuleDynamicallyCallback", 0, set_dynamic_import)?;
    set_native(target, "setInitializeImportMetaObjectCallback", 0, set_import_meta)?;
    set_native(target, "createRequiredModuleFacade", 0, create_facade)?;
    wrap::install(ctx, target)
}

fn undefined<'js>(arguments: &Arguments<'_, 'js>) -> Value<'js> {
    Value::new_undefined(arguments.ctx().clone())
}

/// `setImportModuleDynamicallyCallback(callback)`
fn set_dynamic_import<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(callback) = arguments.function(0) else { return Ok(undefined(arguments)) };
    // Code without a symbol (`new Function` in a native frame …) gets the one that makes the
    // library throw ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING.
    let nobody = registry::per_isolate_symbol(ctx, "vm_dynamic_import_no_callback")?;
    let ask = members::native(
        ctx,
        "importModuleDynamically",
        4,
        move |arguments: &Arguments<'_, 'js>| {
            let symbol = arguments.get(0);
            let symbol = if symbol.is_symbol() { symbol } else { nobody.clone() };
            callback.call((symbol, arguments.get(1), arguments.get(2), arguments.get(3)))
        },
    )?;
    modules::set_dynamic_import_callback(ctx, Some(&ask));
    Ok(undefined(arguments))
}

/// `setInitializeImportMetaObjectCallback(callback)`
fn set_import_meta<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(callback) = arguments.function(0) else { return Ok(undefined(arguments)) };
    let ask =
        members::native(ctx, "initializeImportMeta", 3, move |arguments: &Arguments<'_, 'js>| {
            // The library reads nothing but `url` of the third argument.
            let module = Object::new(arguments.ctx().clone())?;
            module.set("url", Module::from_value(arguments.get(2))?.url()?)?;
            callback.call((arguments.get(0), arguments.get(1), module))
        })?;
    modules::set_import_meta_callback(ctx, Some(&ask));
    Ok(undefined(arguments))
}

/// `createRequiredModuleFacade(wrap)`
fn create_facade<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let original = wrap::module_of(ctx, &arguments.get(0))?;
    let facade = Module::compile(ctx, FACADE, &Origin::new(FACADE_URL))?;
    for index in 0..facade.requests()?.len() {
        facade.link(index, &original)?;
    }
    facade.instantiate()?;
    facade.evaluate()?;
    facade.namespace()
}

/// Says that somebody handles the rejection of a promise: its error is thrown or kept already.
fn mark_handled<'js>(ctx: &Ctx<'js>, promise: &Object<'js>) -> Result<()> {
    let then: Function = promise.get("then")?;
    let nothing =
        members::native(ctx, "", 0, |arguments: &Arguments<'_, 'js>| Ok(undefined(arguments)))?;
    let undefined = Value::new_undefined(ctx.clone());
    then.call::<_, Value>((rquickjs::function::This(promise.clone()), undefined, nothing))?;
    Ok(())
}
