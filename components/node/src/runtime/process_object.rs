//! The process object: what C++ makes before the library boots, and what it patches in afterwards
//! (`node_process_object.cc`).

use std::cell::RefCell;

use rquickjs::{Constructor, Ctx, Function, IntoJs, Object, Result, Value, object::Property};

use super::{
    builtins, defaults,
    description::Json,
    members,
    realm::{self, Slot},
    registry,
};
use crate::{bindings::worker, sys};

/// Where guests find Node.
pub const EXEC_PATH: &str = "/usr/bin/node";

/// What differs between processes.
#[derive(Default)]
struct Own {
    arguments: Vec<String>,
    exec_arguments: Vec<String>,
    title: String,
}

thread_local! {
    static OWN: RefCell<Own> = RefCell::new(Own::default());
}

/// Remembers what `patchProcessObject` is going to set.
pub fn set_command_line(arguments: Vec<String>, exec_arguments: Vec<String>, title: String) {
    OWN.with_borrow_mut(|own| *own = Own { arguments, exec_arguments, title });
}

fn read_only<'js>(target: &Object<'js>, name: &str, value: impl IntoJs<'js>) -> Result<()> {
    let value = value.into_js(target.ctx())?;
    target.prop(name, Property::from(value).enumerable().configurable())
}

/// `CreateProcessObject`
pub fn create<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    let constructor = Function::new(ctx.clone(), || ())?.with_name("process")?;
    let prototype = Object::new(ctx.clone())?;
    prototype.prop("constructor", Property::from(constructor.clone()).writable().configurable())?;
    constructor.prop("prototype", Property::from(prototype.clone()).writable())?;
    let process = Object::new_proto(ctx.clone(), Some(&prototype))?;

    let int32: Constructor<'js> = ctx.globals().get("Int32Array")?;
    let exit_info: Object<'js> = int32.construct((3,))?;
    realm::set(ctx, Slot::ExitInfo, &exit_info);
    process.set(registry::private_symbol(ctx, "exit_info_private_symbol")?, exit_info)?;

    for name in ["version", "versions", "arch", "platform", "release"] {
        let Some(fact) = builtins::fact(name) else { continue };
        if let Json::Object(entries) = &fact {
            let object = Object::new(ctx.clone())?;
            for (key, value) in entries {
                read_only(&object, key, defaults::make(ctx, value, key)?)?;
            }
            read_only(&process, name, object)?;
        } else {
            read_only(&process, name, defaults::make(ctx, &fact, name)?)?;
        }
    }
    // The library puts its own over it; here it only keeps its place among the properties.
    members::set_native(&process, "_rawDebug", 0, |arguments| {
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    Ok(process)
}

/// `process.execArgv` as the process was started.
pub fn exec_arguments() -> Vec<String> {
    OWN.with_borrow(|own| own.exec_arguments.clone())
}

/// `PatchProcessObject`
pub fn patch(process: &Object<'_>) -> Result<()> {
    // V8 shows these two as data properties, and so they are: the name of a process is its own
    // business here, and its parent stays the same.
    members::define(process, "title", OWN.with_borrow(|own| own.title.clone()))?;
    let (arguments, exec_arguments) =
        OWN.with_borrow(|own| (own.arguments.clone(), own.exec_arguments.clone()));
    process.set("argv", arguments)?;
    process.set("execArgv", exec_arguments)?;
    let identity = sys::identity();
    let (pid, parent) = worker::shown_pids().unwrap_or((identity.pid, identity.parent));
    read_only(process, "pid", pid)?;
    members::define(process, "ppid", parent)?;
    process.set("execPath", EXEC_PATH)?;
    process.set("debugPort", 9229)
}
