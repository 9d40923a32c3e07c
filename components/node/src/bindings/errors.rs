//! `errors`: `setPrepareStackTraceCallback`, `setEnhanceStackForFatalException`,
//! `noSideEffectsToString`, `triggerUncaughtException`, and the source-map hooks, which are
//! remembered.

use kernelet_quickjs::{
    introspect::{self, Kind},
    stack, strings,
};
use rquickjs::{Ctx, Function, Object, Result, Value, function::This};

use crate::runtime::{
    fatal,
    members::{self, set_native},
    realm::{self, Slot},
};

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "setPrepareStackTraceCallback", 0, |arguments| {
        let ctx = arguments.ctx();
        let Some(callback) = arguments.function(0) else {
            return Ok(Value::new_undefined(ctx.clone()));
        };
        realm::set(ctx, Slot::PrepareStackTrace, callback.as_value());
        // Node's callback also gets the global object of the error's context.
        let prepare = members::native(ctx, "prepareStackTrace", 2, |arguments| {
            let ctx = arguments.ctx();
            match realm::function(ctx, Slot::PrepareStackTrace) {
                Some(callback) => {
                    callback.call((ctx.globals(), arguments.get(0), arguments.get(1)))
                }
                None => Ok(Value::new_undefined(ctx.clone())),
            }
        })?;
        stack::set_prepare(ctx, Some(&prepare));
        Ok(Value::new_undefined(ctx.clone()))
    })?;
    remember(
        target,
        "setEnhanceStackForFatalException",
        &[Slot::EnhanceBeforeInspector, Slot::EnhanceAfterInspector],
    )?;
    remember(target, "setGetSourceMapErrorSource", &[Slot::SourceMapErrorSource])?;
    remember(target, "setMaybeCacheGeneratedSourceMap", &[Slot::CacheGeneratedSourceMap])?;
    remember(target, "setSourceMapsEnabled", &[])?;
    set_native(target, "noSideEffectsToString", 0, |arguments| {
        let text = detail(&arguments.get(0))?;
        Ok(strings::from_str(arguments.ctx(), &text)?.into_value())
    })?;
    set_native(target, "triggerUncaughtException", 0, |arguments| {
        let ctx = arguments.ctx();
        fatal::trigger_uncaught(ctx, arguments.get(0), arguments.is_true(1));
        Ok(Value::new_undefined(ctx.clone()))
    })
}

/// A setter that keeps its arguments in slots.
fn remember<'js>(target: &Object<'js>, name: &str, slots: &'static [Slot]) -> Result<()> {
    set_native(target, name, 0, move |arguments| {
        for (index, slot) in slots.iter().enumerate() {
            realm::set(arguments.ctx(), *slot, arguments.get(index));
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })
}

/// A member of the prototype of a global constructor.
fn prototype_member<'js>(ctx: &Ctx<'js>, global: &str, name: &str) -> Result<Value<'js>> {
    let constructor: Object<'js> = ctx.globals().get(global)?;
    let prototype: Object<'js> = constructor.get("prototype")?;
    prototype.get(name)
}

/// A data property of the object or of its prototypes, found without running user code.
fn quiet_property<'js>(object: &Object<'js>, name: &str) -> Option<Value<'js>> {
    let ctx = object.ctx();
    let constructor: Object<'js> = ctx.globals().get("Object").ok()?;
    let describe: Function<'js> = constructor.get("getOwnPropertyDescriptor").ok()?;
    let mut holder = Some(object.clone());
    while let Some(object) = holder {
        if introspect::kind(object.as_value()) == Kind::Proxy {
            return None;
        }
        let descriptor: Value<'js> = describe.call((object.clone(), name)).ok()?;
        if let Some(descriptor) = descriptor.as_object() {
            return descriptor.get("value").ok();
        }
        holder = object.get_prototype();
    }
    None
}

/// V8's `ToDetailString`: text for messages, without running user code.
fn detail(value: &Value<'_>) -> Result<String> {
    let ctx = value.ctx();
    let Some(object) = value.as_object() else {
        if let Some(symbol) = value.as_symbol() {
            let description = symbol.description()?;
            let description = if description.is_string() {
                strings::to_utf8(&description)?
            } else {
                String::new()
            };
            return Ok(format!("Symbol({description})"));
        }
        let convert: Function<'_> = ctx.globals().get("String")?;
        return strings::to_utf8(&convert.call::<_, Value<'_>>((value.clone(),))?);
    };
    let kind = introspect::kind(value);
    if kind == Kind::Error {
        return Ok(error_detail(object));
    }
    if kind.is_function() {
        let text: Function<'_> =
            rquickjs::FromJs::from_js(ctx, prototype_member(ctx, "Function", "toString")?)?;
        return strings::to_utf8(&text.call::<_, Value<'_>>((This(value.clone()),))?);
    }
    // An object whose toString is the ordinary one is shown by its class, others by their tag.
    let plain = prototype_member(ctx, "Object", "toString")?;
    let ordinary = kind == Kind::Proxy
        || quiet_property(object, "toString").is_some_and(|found| found == plain);
    if ordinary {
        let name = introspect::constructor_name(value)?;
        return Ok(format!("#<{}>", strings::to_utf8(name.as_value())?));
    }
    let text: Function<'_> = rquickjs::FromJs::from_js(ctx, plain)?;
    strings::to_utf8(&text.call::<_, Value<'_>>((This(value.clone()),))?)
}

fn error_detail(object: &Object<'_>) -> String {
    let part = |name| {
        let value = quiet_property(object, name).filter(Value::is_string)?;
        strings::to_utf8(&value).ok()
    };
    let name = part("name").unwrap_or_else(|| "Error".to_owned());
    let message = part("message").unwrap_or_default();
    match (name.is_empty(), message.is_empty()) {
        (_, true) => name,
        (true, _) => message,
        _ => format!("{name}: {message}"),
    }
}
