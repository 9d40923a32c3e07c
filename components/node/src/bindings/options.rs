//! `options`: `getCLIOptionsValues`, `getCLIOptionsInfo`, `getEmbedderOptions`. The table and its
//! parser are in [`crate::runtime::options`].

use rquickjs::{Ctx, Object, Result};

use crate::runtime::{members::set_native, options};

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "getCLIOptionsValues", 0, |arguments| {
        Ok(options::current_values(arguments.ctx())?.into_value())
    })?;
    set_native(target, "getCLIOptionsInfo", 0, |arguments| {
        Ok(options::information(arguments.ctx())?.into_value())
    })?;
    set_native(target, "getEmbedderOptions", 0, |arguments| {
        Ok(options::embedder(arguments.ctx())?.into_value())
    })
}
