//! `sea`: this is no single executable application. `isSea`, `isExperimentalSeaWarningNeeded`.

use rquickjs::{Ctx, Object, Result, Value};

use crate::runtime::members::set_native;

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    for name in ["isSea", "isExperimentalSeaWarningNeeded"] {
        set_native(target, name, 0, |arguments| {
            Ok(Value::new_bool(arguments.ctx().clone(), false))
        })?;
    }
    Ok(())
}
