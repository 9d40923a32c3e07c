//! `async_context_frame`: `getContinuationPreservedEmbedderData`,
//! `setContinuationPreservedEmbedderData`, on which `AsyncLocalStorage` rests.

use kernelet_quickjs::continuation;
use rquickjs::{Ctx, Object, Result, Value};

use crate::runtime::members::set_native;

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "getContinuationPreservedEmbedderData", 0, |arguments| {
        Ok(continuation::get(arguments.ctx()))
    })?;
    set_native(target, "setContinuationPreservedEmbedderData", 1, |arguments| {
        continuation::set(arguments.ctx(), &arguments.get(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })
}
