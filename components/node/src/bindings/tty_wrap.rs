//! `internalBinding('tty_wrap')`: isTTY. The class `TTY` keeps its default.

use rquickjs::{Ctx, Object, Result, Value};

use super::fs::argument;
use crate::{
    runtime::members::{Arguments, set_native},
    sys,
};

/// Sets the members.
pub fn install<'js>(_: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "isTTY", 0, |arguments: &Arguments<'_, 'js>| {
        let is_terminal = sys::isatty(argument::known_descriptor(arguments, 0)).unwrap_or(false);
        Ok(Value::new_bool(arguments.ctx().clone(), is_terminal))
    })
}
