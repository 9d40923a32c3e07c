//! Errors that leave a compilation or a script: the source line above their stack.

use rquickjs::{Ctx, Error, Result, Value};

use crate::runtime::{
    fatal::{self, Line},
    registry, source,
};

/// Keeps a text for messages when its name is no file. `before`: the line offset it is given.
pub fn remember(name: &str, text: &str, before: i32) {
    if !name.starts_with('/') && !name.starts_with("file://") {
        source::remember_text(name, text, before.try_into().unwrap_or(0));
    }
}

/// C++'s `DecorateErrorStack`: puts file, source line and arrow above `error.stack`, once.
pub fn stack<'js>(ctx: &Ctx<'js>, exception: &Value<'js>) -> Result<()> {
    let Some(error) = exception.as_object() else { return Ok(()) };
    let decorated = registry::private_symbol(ctx, "decorated_private_symbol")?;
    let already: Value = error.get(decorated.clone())?;
    if already.as_bool() == Some(true) {
        return Ok(());
    }
    arrow(ctx, exception)?;
    let arrow: Value = error.get(registry::private_symbol(ctx, "arrow_message_private_symbol")?)?;
    let stack: Value = error.get("stack")?;
    if let (Some(arrow), Some(stack)) = (arrow.as_string(), stack.as_string()) {
        let (arrow, stack) = (arrow.to_string()?, stack.to_string()?);
        if !stack.is_empty() {
            error.set("stack", format!("{arrow}\n{stack}"))?;
            error.set(decorated, true)?;
        }
    }
    Ok(())
}

/// C++'s `AppendExceptionLine` for errors of modules: the arrow only.
pub fn arrow<'js>(ctx: &Ctx<'js>, exception: &Value<'js>) -> Result<()> {
    fatal::append_exception_line(ctx, exception, Line::Rethrown).map(|_| ())
}

/// The pending exception, decorated and thrown again.
pub fn rethrown(ctx: &Ctx<'_>, error: Error) -> Error {
    with_pending(ctx, error, stack)
}

/// The pending exception with its arrow, thrown again.
pub fn rethrown_with_arrow(ctx: &Ctx<'_>, error: Error) -> Error {
    with_pending(ctx, error, arrow)
}

fn with_pending<'js>(
    ctx: &Ctx<'js>,
    error: Error,
    decorate: impl FnOnce(&Ctx<'js>, &Value<'js>) -> Result<()>,
) -> Error {
    if !error.is_exception() {
        return error;
    }
    let exception = ctx.catch();
    // What goes wrong while decorating must not hide the error itself.
    if decorate(ctx, &exception).is_err() {
        ctx.catch();
    }
    ctx.throw(exception)
}
