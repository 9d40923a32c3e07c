//! `internalBinding('wasm_web_api')`: `setImplementation(callback)`, who reads the response of
//! `WebAssembly.compileStreaming`: `callback(state, source)`.

use rquickjs::{Ctx, Object, Result, Value};

use super::intrinsics::kept_value;
use crate::runtime::members::set_native;

kept_value!(
    /// The callback.
    Implementation
);

/// Sets the member.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "setImplementation", 0, |arguments| {
        Implementation::keep(arguments.ctx(), arguments.get(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })
}
