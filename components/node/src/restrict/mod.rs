//! What the VM's setting `javascript` leaves of Node to its programs: builtin modules, globals, imports. The rules are in
//! `api.js`. No security hangs on it: what a program may reach is the kernel's business.

use kernelet_quickjs::scripts::{self, Origin};
use rquickjs::{Ctx, Function, Result, Value};

use crate::{
    runtime::{realm, realm::Slot},
    sys,
};

/// The setting's name: JSON with `platform`, `moduleResolution` and `allowedBuiltins`.
const SETTING: &str = "javascript";

/// Applies the setting, if the VM has it. To be called when the library has started and before the program does.
pub fn apply(ctx: &Ctx<'_>) -> Result<()> {
    let Some(setting) = sys::setting(SETTING) else { return Ok(()) };
    let settings: Value<'_> = ctx.json_parse(setting)?;
    let Some(require) = realm::function(ctx, Slot::Require) else { return Ok(()) };
    let origin = Origin::new("node:internal/restrict");
    let api: Function<'_> =
        scripts::compile_function(ctx, &["settings", "require"], include_str!("api.js"), &origin)?;
    api.call((settings, require))
}
