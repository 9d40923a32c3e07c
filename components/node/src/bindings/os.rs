//! `os`: facts of the virtual machine. `getHostname`, `getOSInformation`, `getHomeDirectory`,
//! `getCPUs`, `getAvailableParallelism`, `getTotalMem`, `getFreeMem`, `getUptime`, `getLoadAvg`,
//! `getInterfaceAddresses`, `getUserInfo`, `getPriority`, `setPriority`.

use kernelet_quickjs::strings;
use rquickjs::{Array, Ctx, IntoJs, Object, Result, Value};

use crate::{
    runtime::{
        environment, errors,
        fields::Fields,
        members::{Arguments, set_native},
    },
    sys,
};

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "getHostname", 0, |arguments| {
        sys::system_information().hostname.into_js(arguments.ctx())
    })?;
    set_native(target, "getOSInformation", 0, |arguments| {
        let facts = sys::system_information();
        let information =
            [facts.kernel_name, facts.kernel_version, facts.kernel_release, facts.machine];
        information.to_vec().into_js(arguments.ctx())
    })?;
    set_native(target, "getHomeDirectory", 0, |arguments| {
        let home = environment::find("HOME").unwrap_or_else(|| {
            String::from_utf8_lossy(&sys::system_information().home).into_owned()
        });
        home.into_js(arguments.ctx())
    })?;
    set_native(target, "getCPUs", 0, |arguments| {
        let ctx = arguments.ctx();
        let cpus = Array::new(ctx.clone())?;
        let count = sys::system_information().processors as usize;
        for cpu in 0..count {
            // Model, MHz, then five times: user, nice, system, idle, irq.
            cpus.set(cpu * 7, "virtual")?;
            for field in 1..7 {
                cpus.set(cpu * 7 + field, 0)?;
            }
        }
        Ok(cpus.into_value())
    })?;
    set_native(target, "getAvailableParallelism", 0, |arguments| {
        sys::system_information().processors.into_js(arguments.ctx())
    })?;
    set_native(target, "getTotalMem", 0, |arguments| {
        let bytes = sys::system_information().memory_total as f64;
        Ok(Value::new_number(arguments.ctx().clone(), bytes))
    })?;
    set_native(target, "getFreeMem", 0, |arguments| {
        let bytes = sys::system_information().memory_free as f64;
        Ok(Value::new_number(arguments.ctx().clone(), bytes))
    })?;
    set_native(target, "getUptime", 0, |arguments| {
        // Rounded up: a VM is younger than a hundredth of a second when its first program asks.
        let seconds = sys::monotonic_nanoseconds() as f64 / 1e9;
        Ok(Value::new_number(arguments.ctx().clone(), (seconds * 100.0).ceil() / 100.0))
    })?;
    set_native(target, "getLoadAvg", 0, |arguments| {
        if let Some(fields) = Fields::of(&arguments.get(0)) {
            (0..3).for_each(|index| fields.set_f64(index, 0.0));
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "getInterfaceAddresses", 0, |arguments| {
        let ctx = arguments.ctx();
        let out = Array::new(ctx.clone())?;
        for (index, text) in
            ["lo", "127.0.0.1", "255.0.0.0", "IPv4", "00:00:00:00:00:00"].iter().enumerate()
        {
            out.set(index, *text)?;
        }
        out.set(5, true)?;
        out.set(6, -1)?;
        Ok(out.into_value())
    })?;
    set_native(target, "getUserInfo", 0, user_info)?;
    set_native(target, "getPriority", 0, |arguments| priority(arguments, 1, "uv_os_getpriority"))?;
    set_native(target, "setPriority", 0, |arguments| priority(arguments, 2, "uv_os_setpriority"))
}

/// Every process of the virtual machine runs at priority 0 and stays there; a process that does not
/// exist is ESRCH. `context` is the object that takes the error.
fn priority<'js>(
    arguments: &Arguments<'_, 'js>,
    context: usize,
    syscall: &str,
) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let pid = arguments.int32(0);
    let known = if pid == 0 { Ok(()) } else { sys::kill(pid.max(0), 0) };
    let error = match known {
        Ok(()) if pid >= 0 => return 0.into_js(ctx),
        Err(error) => error,
        Ok(()) => sys::Errno::Srch,
    };
    let errno = if pid < 0 { sys::Errno::Srch.uv() } else { error.uv() };
    if let Some(object) = arguments.object(context) {
        errors::tell(&object, errno, syscall)?;
    }
    if context == 1 { Ok(Value::new_undefined(ctx.clone())) } else { errno.into_js(ctx) }
}

fn user_info<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let facts = sys::system_information();
    let identity = sys::identity();
    let encoding = match arguments.object(0) {
        Some(options) => options.get::<_, Value<'js>>("encoding")?,
        None => Value::new_undefined(ctx.clone()),
    };
    let as_buffer = encoding.is_string() && strings::to_utf8(&encoding)? == "buffer";
    let text = |bytes: &[u8]| -> Result<Value<'js>> {
        if !as_buffer {
            return Ok(strings::from_utf8_lossy(ctx, bytes)?.into_value());
        }
        let array = kernelet_quickjs::bytes::uint8_array(ctx, bytes.to_vec())?;
        let buffer: Object<'js> = ctx.globals().get("Buffer")?;
        let prototype: Object<'js> = buffer.get("prototype")?;
        array.set_prototype(Some(&prototype))?;
        Ok(array.into_value())
    };
    let out = Object::new_proto(ctx.clone(), None)?;
    out.set("uid", identity.uid)?;
    out.set("gid", identity.gid)?;
    out.set("username", text(facts.user.as_bytes())?)?;
    out.set("homedir", text(&facts.home)?)?;
    out.set("shell", text(&facts.shell)?)?;
    Ok(out.into_value())
}
