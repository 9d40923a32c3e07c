//! `permission`: `has`. Without `--permission` nothing is restricted by Node; what the sandbox
//! allows is the kernel's decision, call by call.

use rquickjs::{Ctx, Object, Result, Value};

use crate::runtime::members::set_native;

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "has", 0, |arguments| Ok(Value::new_bool(arguments.ctx().clone(), true)))
}
