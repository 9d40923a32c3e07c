//! `mksnapshot`: no program builds a snapshot of its own, so the setters are never called
//! (`isBuildingSnapshotBuffer[0]` stays 0 and the library refuses before them).

use rquickjs::{Ctx, Object, Result, Value};

use crate::runtime::members::set_native;

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    for name in ["setSerializeCallback", "setDeserializeCallback"] {
        set_native(target, name, 0, |arguments| Ok(Value::new_undefined(arguments.ctx().clone())))?;
    }
    Ok(())
}
