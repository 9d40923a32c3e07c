//! What the tests share: a context per test, and JavaScript errors turned into panics.

#![allow(dead_code, reason = "each test file uses a part")]

use kernelet_quickjs::{
    promises,
    rquickjs::{Context, Ctx, Error, Result, Runtime, Value},
    strings,
};
use std::ops::ControlFlow;

/// Runs `test` in a fresh context; the runtime is freed afterwards, which
/// asserts that nothing leaked.
pub fn with<R>(test: impl for<'js> FnOnce(Ctx<'js>) -> R) -> R {
    let runtime = Runtime::new().unwrap();
    runtime.set_max_stack_size(1 << 20);
    let context = Context::full(&runtime).unwrap();
    context.with(test)
}

/// Evaluates a script and shows its completion value as a string.
pub fn show(ctx: &Ctx<'_>, source: &str) -> String {
    match ctx.eval::<Value, _>(source) {
        Ok(value) => text(&value),
        Err(error) => panic!("{source}: {}", describe(ctx, error)),
    }
}

/// `String(value)` for what is a string already, `describe` for the rest.
pub fn text(value: &Value<'_>) -> String {
    if value.is_string() {
        return strings::to_utf8(value).unwrap();
    }
    let convert: kernelet_quickjs::rquickjs::Function =
        value.ctx().eval("(value) => String(value)").unwrap();
    convert.call((value.clone(),)).unwrap()
}

/// Name and message of the pending exception.
pub fn describe(ctx: &Ctx<'_>, error: Error) -> String {
    if matches!(error, Error::Exception) { text(&ctx.catch()) } else { error.to_string() }
}

/// What evaluating the source throws.
pub fn thrown(ctx: &Ctx<'_>, source: &str) -> String {
    match ctx.eval::<Value, _>(source) {
        Ok(value) => format!("no error, but {}", text(&value)),
        Err(error) => describe(ctx, error),
    }
}

/// Runs all microtasks; panics on an exception.
pub fn drain(ctx: &Ctx<'_>) {
    let flow = promises::run_microtasks(ctx, |error| panic!("microtask threw {}", text(&error)));
    assert_eq!(flow, ControlFlow::Continue(()));
}

/// Unwraps with the JavaScript error as the message.
pub fn ok<T>(ctx: &Ctx<'_>, result: Result<T>) -> T {
    result.unwrap_or_else(|error| panic!("{}", describe(ctx, error)))
}
