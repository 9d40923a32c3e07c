//! `crypto`: so far only what the library calls while it loads `internal/crypto/*`, which
//! `util.isDeepStrictEqual` and others do to recognise keys: `createNativeKeyObjectClass`,
//! `getFipsCrypto`. Every algorithm is still missing and says so.

use rquickjs::{Ctx, Object, Result, Value};

use crate::runtime::{
    errors::{ErrorKind, throw_node},
    members::{self, set_native},
};

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "createNativeKeyObjectClass", 0, |arguments| {
        let ctx = arguments.ctx();
        let Some(callback) = arguments.function(0) else {
            let message = "The callback must be a function";
            return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", message));
        };
        let (class, _) =
            members::class(ctx, "NativeKeyObject", 0, None, |arguments, prototype| {
                let object = Object::new_proto(arguments.ctx().clone(), Some(&prototype))?;
                object.set("handle", arguments.get(0))?;
                Ok(object.into_value())
            })?;
        callback.call((class,))
    })?;
    set_native(target, "getFipsCrypto", 0, |arguments| {
        Ok(Value::new_int(arguments.ctx().clone(), 0))
    })
}
