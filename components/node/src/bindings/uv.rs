//! `uv`: `errname`, `getErrorMap`, `getErrorMessage`; the `UV_*` numbers are constants of the
//! description.

use rquickjs::{Array, Constructor, Ctx, IntoJs, Object, Result, Value};

use crate::runtime::{
    errors::{UV_ERRORS, uv_name_and_message},
    members::set_native,
};

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "errname", 0, |arguments| {
        let errno = arguments.int32(0);
        match uv_name_and_message(errno) {
            Some((name, _)) => name.into_js(arguments.ctx()),
            None => format!("Unknown system error {errno}").into_js(arguments.ctx()),
        }
    })?;
    set_native(target, "getErrorMap", 0, |arguments| {
        let ctx = arguments.ctx();
        let entries = Array::new(ctx.clone())?;
        for (index, (errno, name, message)) in UV_ERRORS.iter().enumerate() {
            let entry = Array::new(ctx.clone())?;
            entry.set(0, *errno)?;
            entry.set(1, vec![*name, *message])?;
            entries.set(index, entry)?;
        }
        let map: Constructor<'_> = ctx.globals().get("Map")?;
        map.construct::<_, Value<'_>>((entries,))
    })?;
    set_native(target, "getErrorMessage", 0, |arguments| {
        let errno = arguments.int32(0);
        match uv_name_and_message(errno) {
            Some((_, message)) => message.into_js(arguments.ctx()),
            None => format!("Unknown system error {errno}").into_js(arguments.ctx()),
        }
    })
}
