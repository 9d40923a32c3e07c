//! `util`: `getPromiseDetails`, `getProxyDetails`, `previewEntries`, `getOwnNonIndexProperties`,
//! `getConstructorName`, `getCallSites`, `getCallerLocation`, `isInsideNodeModules`,
//! `guessHandleType`, `sleep`, `parseEnv`, `arrayBufferViewHasBuffer`, `getExternalValue`, and the
//! type checks that `process.binding('util')` shows.

use kernelet_quickjs::{
    introspect::{self, PropertyFilter},
    stack, strings,
};
use rquickjs::{Array, Ctx, Function, Object, Result, Value, function::This};

use super::types;
use crate::{
    runtime::{
        dotenv, event_loop,
        members::{Arguments, set_native},
    },
    sys,
};

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    types::set_checks(target)?;
    set_native(target, "isArrayBufferView", 1, |arguments| {
        let answer = introspect::kind(&arguments.get(0)).is_array_buffer_view();
        Ok(Value::new_bool(arguments.ctx().clone(), answer))
    })?;
    set_native(target, "getPromiseDetails", 0, promise_details)?;
    set_native(target, "getProxyDetails", 0, proxy_details)?;
    set_native(target, "getCallerLocation", 0, |arguments| {
        let ctx = arguments.ctx();
        let Some(position) = stack::caller_location(ctx, 1)? else {
            return Ok(Value::new_undefined(ctx.clone()));
        };
        let location = Array::new(ctx.clone())?;
        location.set(0, position.line)?;
        location.set(1, position.column)?;
        location.set(2, position.file)?;
        Ok(location.into_value())
    })?;
    set_native(target, "previewEntries", 0, preview_entries)?;
    set_native(target, "getOwnNonIndexProperties", 0, own_non_index_properties)?;
    set_native(target, "getConstructorName", 0, |arguments| {
        Ok(introspect::constructor_name(&arguments.get(0))?.into_value())
    })?;
    set_native(target, "getCallSites", 0, call_sites)?;
    set_native(target, "isInsideNodeModules", 0, is_inside_node_modules)?;
    set_native(target, "sleep", 0, |arguments| {
        event_loop::sleep(arguments.number(0).max(0.0) as u64);
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "parseEnv", 0, |arguments| {
        let ctx = arguments.ctx();
        let out = Object::new(ctx.clone())?;
        for (name, value) in dotenv::parse(&strings::to_utf8(&arguments.get(0))?) {
            out.set(name, value)?;
        }
        Ok(out.into_value())
    })?;
    // The engine gives every view its buffer at once.
    set_native(target, "arrayBufferViewHasBuffer", 0, |arguments| {
        Ok(Value::new_bool(arguments.ctx().clone(), true))
    })?;
    set_native(target, "guessHandleType", 0, |arguments| {
        let kind = guess_handle_type(arguments.int32(0));
        Ok(Value::new_int(arguments.ctx().clone(), kind))
    })
}

fn promise_details<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some((state, result)) = introspect::promise_details(&arguments.get(0)) else {
        return Ok(Value::new_undefined(ctx.clone()));
    };
    let details = Array::new(ctx.clone())?;
    details.set(0, state as i32)?;
    if let Some(result) = result {
        details.set(1, result)?;
    }
    Ok(details.into_value())
}

/// Elements of V8's property filter that the library uses.
const ONLY_ENUMERABLE: i32 = 2;
const SKIP_SYMBOLS: i32 = 16;

fn own_non_index_properties<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let wanted = arguments.int32(1);
    let filter = if wanted & ONLY_ENUMERABLE != 0 {
        PropertyFilter::OnlyEnumerable
    } else {
        PropertyFilter::All
    };
    let keys = introspect::own_non_index_properties(&arguments.get(0), filter)?;
    if wanted & SKIP_SYMBOLS == 0 {
        return Ok(keys.into_value());
    }
    let names = Array::new(ctx.clone())?;
    for key in keys.iter::<Value<'js>>() {
        let key = key?;
        if !key.is_symbol() {
            names.set(names.len(), key)?;
        }
    }
    Ok(names.into_value())
}

fn proxy_details<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some((proxied, handler)) = introspect::proxy_details(&arguments.get(0)) else {
        return Ok(Value::new_undefined(ctx.clone()));
    };
    // The second argument tells whether both are wanted; it counts as true when it is missing.
    if arguments.len() > 1 && !arguments.is_true(1) {
        return Ok(proxied);
    }
    let details = Array::new(ctx.clone())?;
    details.set(0, proxied)?;
    details.set(1, handler)?;
    Ok(details.into_value())
}

fn preview_entries<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(preview) = introspect::preview_entries(&arguments.get(0))? else {
        return Ok(Value::new_undefined(ctx.clone()));
    };
    if arguments.len() < 2 {
        return Ok(preview.entries.into_value());
    }
    let pair = Array::new(ctx.clone())?;
    pair.set(0, preview.entries)?;
    pair.set(1, preview.is_key_value)?;
    Ok(pair.into_value())
}

/// What a call site's method answers.
fn ask<'js>(site: &Object<'js>, method: &str) -> Result<Value<'js>> {
    let function: Function<'js> = site.get(method)?;
    function.call((This(site.clone()),))
}

fn call_sites<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let limit = arguments.int32(0).max(0) as u32;
    // The first frame is `util.getCallSites` itself.
    let sites = stack::call_sites(ctx, 1, limit)?;
    let out = Array::new(ctx.clone())?;
    for (index, site) in sites.iter::<Object<'js>>().enumerate() {
        let site = site?;
        let text = |value: Value<'js>| -> Result<Value<'js>> {
            if value.is_string() { Ok(value) } else { Ok(strings::from_str(ctx, "")?.into_value()) }
        };
        let shown = Object::new_proto(ctx.clone(), None)?;
        shown.set("functionName", text(ask(&site, "getFunctionName")?)?)?;
        // The engine numbers no scripts.
        shown.set("scriptId", "0")?;
        shown.set("scriptName", text(ask(&site, "getScriptNameOrSourceURL")?)?)?;
        shown.set("lineNumber", ask(&site, "getLineNumber")?)?;
        let column = ask(&site, "getColumnNumber")?;
        shown.set("columnNumber", column.clone())?;
        shown.set("column", column)?;
        out.set(index, shown)?;
    }
    Ok(out.into_value())
}

/// Whether the first frame that is no library code lies below a `node_modules`.
fn is_inside_node_modules<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    // Frames that `src/node_util.cc` looks at, and what it passes over.
    let mut inside = false;
    for site in stack::call_sites(ctx, 0, 10)?.iter::<Object<'js>>() {
        let name = ask(&site?, "getFileName")?;
        if !name.is_string() {
            continue;
        }
        let name = strings::to_utf8(&name)?;
        if name.is_empty() || name.starts_with("node:") {
            continue;
        }
        inside = ["/node_modules/", "\\node_modules\\", "/node_modules\\", "\\node_modules/"]
            .iter()
            .any(|part| name.contains(part));
        break;
    }
    Ok(Value::new_bool(ctx.clone(), inside))
}

/// `uv_guess_handle`, in the order of the names in `lib/internal/util.js`: TCP, TTY, UDP, FILE,
/// PIPE, UNKNOWN, INVALID.
pub fn guess_handle_type(fd: i32) -> i32 {
    const TTY: i32 = 1;
    const FILE: i32 = 3;
    const PIPE: i32 = 4;
    const UNKNOWN: i32 = 5;
    let Ok(fd) = u32::try_from(fd) else { return UNKNOWN };
    if sys::isatty(fd) == Ok(true) {
        return TTY;
    }
    match sys::fstat(fd).map(|stat| stat.kind) {
        Ok(sys::FileType::Regular | sys::FileType::CharacterDevice) => FILE,
        Ok(sys::FileType::Fifo | sys::FileType::Socket) => PIPE,
        Ok(_) => UNKNOWN,
        // The library shows an unknown descriptor as UNKNOWN too.
        Err(_) => UNKNOWN,
    }
}
