//! `report`: the settings of diagnostic reports can be read and set; writing one is not
//! implemented and says so (`writeReport`, `getReport`).

use std::{cell::RefCell, collections::HashMap};

use kernelet_quickjs::strings;
use rquickjs::{Ctx, IntoJs, Object, Result, Value};

use crate::runtime::members::set_native;

thread_local! {
    static FLAGS: RefCell<HashMap<&'static str, bool>> = RefCell::new(HashMap::new());
    static TEXTS: RefCell<HashMap<&'static str, String>> = RefCell::new(HashMap::new());
}

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    for (get, set) in [
        ("getCompact", "setCompact"),
        ("getExcludeNetwork", "setExcludeNetwork"),
        ("getExcludeEnv", "setExcludeEnv"),
        ("shouldReportOnFatalError", "setReportOnFatalError"),
        ("shouldReportOnSignal", "setReportOnSignal"),
        ("shouldReportOnUncaughtException", "setReportOnUncaughtException"),
    ] {
        set_native(target, get, 0, move |arguments| {
            let value = FLAGS.with_borrow(|flags| flags.get(set).copied().unwrap_or(false));
            Ok(Value::new_bool(arguments.ctx().clone(), value))
        })?;
        set_native(target, set, 0, move |arguments| {
            FLAGS.with_borrow_mut(|flags| flags.insert(set, arguments.is_true(0)));
            Ok(Value::new_undefined(arguments.ctx().clone()))
        })?;
    }
    for (get, set, default) in [
        ("getDirectory", "setDirectory", ""),
        ("getFilename", "setFilename", ""),
        ("getSignal", "setSignal", "SIGUSR2"),
    ] {
        set_native(target, get, 0, move |arguments| {
            let value = TEXTS.with_borrow(|texts| texts.get(set).cloned());
            value.unwrap_or_else(|| default.to_owned()).into_js(arguments.ctx())
        })?;
        set_native(target, set, 0, move |arguments| {
            let value = strings::to_utf8(&arguments.get(0))?;
            TEXTS.with_borrow_mut(|texts| texts.insert(set, value));
            Ok(Value::new_undefined(arguments.ctx().clone()))
        })?;
    }
    Ok(())
}
