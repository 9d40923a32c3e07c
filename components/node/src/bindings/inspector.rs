//! `inspector`: nobody ever attaches. The console methods that V8 adds do nothing, as in a process
//! without a debugger; `consoleCall` calls Node's own method. Opening a port or a session is not
//! implemented and says so.

use kernelet_quickjs::strings;
use rquickjs::{Ctx, Object, Result, Value, function::This};

use crate::runtime::members::{self, Arguments, set_native};

/// Members that may be called without an effect while no debugger is attached.
const QUIET: &[&str] = &[
    "setConsoleExtensionInstaller",
    "asyncTaskScheduled",
    "asyncTaskCanceled",
    "asyncTaskStarted",
    "asyncTaskFinished",
    "registerAsyncHook",
    "emitProtocolEvent",
    "setupNetworkTracking",
    "url",
];

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    for name in QUIET {
        set_native(target, name, 0, |arguments| Ok(Value::new_undefined(arguments.ctx().clone())))?;
    }
    set_native(target, "isEnabled", 0, |arguments| {
        Ok(Value::new_bool(arguments.ctx().clone(), false))
    })?;
    set_native(target, "consoleCall", 0, console_call)?;
    let console: Object<'js> = target.get("console")?;
    for name in console.keys::<String>().collect::<Result<Vec<_>>>()? {
        let length = usize::from(name == "context");
        set_native(&console, &name, length, |arguments| {
            Ok(Value::new_undefined(arguments.ctx().clone()))
        })?;
    }
    set_native(&console, "createTask", 0, create_task)?;
    Ok(())
}

/// `consoleCall(inspectorMethod, nodeMethod, ...arguments)`
fn console_call<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(method) = arguments.function(1) else {
        return Ok(Value::new_undefined(ctx.clone()));
    };
    members::call(&method, arguments.this(), arguments.rest(2))
}

/// `console.createTask(name)`: a task whose `run` calls a function.
fn create_task<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let name = arguments.get(0);
    if !name.is_string() || strings::to_utf8(&name)?.is_empty() {
        let message = "First argument must be a non-empty string.";
        return Err(rquickjs::Exception::throw_message(ctx, message));
    }
    let task = Object::new(ctx.clone())?;
    set_native(&task, "run", 0, |arguments| match arguments.function(0) {
        Some(function) => function.call((This(Value::new_undefined(arguments.ctx().clone())),)),
        None => {
            let message = "First argument must be a function.";
            Err(rquickjs::Exception::throw_message(arguments.ctx(), message))
        }
    })?;
    Ok(task.into_value())
}
