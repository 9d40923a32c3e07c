//! Stacks: how `error.stack` comes to be, and the call sites behind it.
//!
//! The engine records frames when an error is made and formats nothing. The
//! first read of `error.stack` turns them into text. If a preparation callback
//! is set, it decides; Node's `prepareStackTraceCallback(globalThis, error,
//! callSites)` in `lib/internal/errors.js` is meant for exactly that and looks
//! at the user's `Error.prepareStackTrace` itself.
//!
//! A call site has V8's methods: `getThis`, `getTypeName`, `getFunction`,
//! `getFunctionName`, `getMethodName`, `getFileName`, `getLineNumber`,
//! `getColumnNumber`, `getEvalOrigin`, `isToplevel`, `isEval`, `isNative`,
//! `isConstructor`, `isAsync`, `isPromiseAll`, `getPromiseIndex`,
//! `getScriptNameOrSourceURL`, `getScriptHash`, `getEnclosingLineNumber`,
//! `getEnclosingColumnNumber`, `getPosition`, `toString`.

use std::ffi::c_int;

use rquickjs::{Array, Ctx, Function, Result, String as JsString, Value};

use crate::{
    introspect::{self, SourcePosition},
    raw::{self, Slot},
};

/// Sets who formats stacks: called as `callback(error, callSites)` when
/// `error.stack` is read the first time; what it returns becomes the value of
/// `error.stack`. If it throws, the read throws.
///
/// Without a callback the engine calls `Error.prepareStackTrace` if the user
/// set one, and formats as V8 does otherwise.
pub fn set_prepare<'js>(ctx: &Ctx<'js>, callback: Option<&Function<'js>>) {
    raw::set_slot(ctx, Slot::PrepareStack, callback.map(|function| function.as_value()));
}

/// V8's default text for an error: its header line, then one line per call site.
pub fn default_text<'js>(error: &Value<'js>, call_sites: &Value<'js>) -> Result<JsString<'js>> {
    let ctx = error.ctx();
    // SAFETY: both values are borrowed, the result is owned.
    let raw = unsafe {
        raw::kernelet_default_stack(raw::context(ctx), error.as_raw(), call_sites.as_raw())
    };
    JsString::from_value(raw::owned(ctx, raw)?)
}

/// Call sites of the current stack, innermost first, at most `limit`.
///
/// `skip` JavaScript frames are left out first. Native frames are never listed.
/// This is `util.getCallSites` (which skips its own frame).
pub fn call_sites<'js>(ctx: &Ctx<'js>, skip: u32, limit: u32) -> Result<Array<'js>> {
    let (skip, limit) = (clamp(skip), clamp(limit));
    // SAFETY: plain numbers in, owned value out.
    let raw = unsafe { raw::kernelet_call_sites(raw::context(ctx), skip, limit) };
    Array::from_value(raw::owned(ctx, raw)?)
}

/// Where the `skip`-th JavaScript frame of the current stack stands (0 is the
/// innermost); `None` when the stack is not that deep.
///
/// Node's `getCallerLocation` asks for 1: who called the function that asks.
pub fn caller_location(ctx: &Ctx<'_>, skip: u32) -> Result<Option<SourcePosition>> {
    let (mut line, mut column): (c_int, c_int) = (0, 0);
    // SAFETY: the out-pointers are valid; the result is owned.
    let raw = unsafe {
        raw::kernelet_caller_location(raw::context(ctx), clamp(skip), &mut line, &mut column)
    };
    introspect::position(&raw::owned(ctx, raw)?, line, column)
}

/// Where an error was thrown or, for a `SyntaxError`, where the source is wrong:
/// for the source line and arrow that Node prints above an uncaught error.
pub fn error_position(error: &Value<'_>) -> Result<Option<SourcePosition>> {
    let ctx = error.ctx();
    let (mut line, mut column): (c_int, c_int) = (0, 0);
    // SAFETY: the out-pointers are valid; the result is owned.
    let raw = unsafe {
        raw::kernelet_error_position(raw::context(ctx), error.as_raw(), &mut line, &mut column)
    };
    introspect::position(&raw::owned(ctx, raw)?, line, column)
}

fn clamp(number: u32) -> c_int {
    c_int::try_from(number).unwrap_or(c_int::MAX)
}
