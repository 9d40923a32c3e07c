//! `worker`: the main thread's facts. `isMainThread`, `threadId` and the like are constants of the
//! description; `getEnvMessagePort` answers `undefined` there, as in Node. A `Worker` cannot be
//! started yet: its constructor says so.

use rquickjs::{Ctx, Object, Result, Value};

use crate::runtime::members::set_native;

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "getEnvMessagePort", 0, |arguments| {
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })
}
