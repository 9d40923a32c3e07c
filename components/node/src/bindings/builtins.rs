//! `builtins`: ids and categories of the library's modules, `compileFunction`,
//! `setInternalLoaders`, `hasCachedBuiltins`, `getCacheUsage`, `natives`, `config`.

use kernelet_quickjs::strings;
use rquickjs::{Array, Ctx, Object, Result, Value};

use crate::runtime::{
    builtins,
    members::{define, set_native},
    realm::{self, Slot},
};

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let (ids, can_be_required, cannot_be_required) = builtins::ids();
    define(target, "builtinIds", ids)?;
    let categories = Object::new(ctx.clone())?;
    categories.set("cannotBeRequired", cannot_be_required)?;
    categories.set("canBeRequired", can_be_required)?;
    define(target, "builtinCategories", categories)?;
    // The sources are not in the image; nothing but `process.binding('natives')` asks for them.
    define(target, "natives", Object::new(ctx.clone())?)?;
    define(target, "config", strings::from_str(ctx, &builtins::config())?)?;
    set_native(target, "compileFunction", 0, |arguments| {
        let id = strings::to_utf8(&arguments.get(0))?;
        Ok(builtins::compile(arguments.ctx(), &id)?.into_value())
    })?;
    set_native(target, "setInternalLoaders", 0, |arguments| {
        realm::set(arguments.ctx(), Slot::InternalBinding, arguments.get(0));
        realm::set(arguments.ctx(), Slot::Require, arguments.get(1));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "hasCachedBuiltins", 0, |arguments| {
        Ok(Value::new_bool(arguments.ctx().clone(), true))
    })?;
    set_native(target, "getCacheUsage", 0, |arguments| {
        let ctx = arguments.ctx();
        let usage = Object::new(ctx.clone())?;
        for key in ["compiledWithCache", "compiledWithoutCache", "compiledInSnapshot"] {
            usage.set(key, Array::new(ctx.clone())?)?;
        }
        Ok(usage.into_value())
    })
}
