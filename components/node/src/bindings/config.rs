//! `config`: what this build of Node has. Only what differs from the real one is set here.

use rquickjs::{Ctx, IntoJs, Object, Result};

use crate::runtime::members::{define, set_native};

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    // A FIPS build of OpenSSL does not exist here.
    define(target, "fipsMode", false)?;
    set_native(target, "getDefaultLocale", 0, |arguments| "en-US".into_js(arguments.ctx()))
}
