//! `process_methods`: `hrtime`, `hrtimeBigInt`, `cwd`, `chdir`, `umask`, `memoryUsage`, `rss`,
//! `constrainedMemory`, `availableMemory`, `cpuUsage`, `resourceUsage`, `uptime`, `_kill`,
//! `reallyExit`, `abort`, `causeSegfault`, `_rawDebug`, `_debugProcess`, `_debugEnd`, `dlopen`,
//! `loadEnvFile`, `setEmitWarningSync`, `patchProcessObject`, `_getActiveRequests`,
//! `_getActiveHandles`, `getActiveResourcesInfo`.

use kernelet_quickjs::{memory, strings};
use rquickjs::{Array, Ctx, IntoJs, Object, Result, Value};

use crate::{
    bindings::performance,
    runtime::{
        async_wrap, dotenv, environment,
        errors::{ErrorKind, throw_node, throw_uv},
        fatal,
        fields::Fields,
        members::{Arguments, set_native},
        process_object,
        realm::{self, Slot},
        stderr,
    },
    sys,
};

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    realm::set(ctx, Slot::HighResolutionTime, target.get::<_, Value<'js>>("hrtimeBuffer")?);
    set_clocks(target)?;
    set_directories(target)?;
    set_usage(target)?;
    set_life(target)?;
    set_activity(target)?;
    set_native(target, "setEmitWarningSync", 0, |arguments| {
        realm::set(arguments.ctx(), Slot::EmitWarningSync, arguments.get(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "patchProcessObject", 0, |arguments| {
        if let Some(process) = arguments.object(0) {
            process_object::patch(&process)?;
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "loadEnvFile", 0, load_env_file)?;
    set_native(target, "dlopen", 0, dlopen)?;
    set_native(target, "_rawDebug", 0, |arguments| {
        let text = strings::to_utf8(&arguments.get(0))?;
        stderr::write(format!("{text}\n").as_bytes());
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    // There is no inspector to wake or to end.
    for name in ["_debugProcess", "_debugEnd"] {
        set_native(target, name, 0, |arguments| Ok(Value::new_undefined(arguments.ctx().clone())))?;
    }
    Ok(())
}

fn set_clocks(target: &Object<'_>) -> Result<()> {
    set_native(target, "hrtime", 0, |arguments| {
        let now = sys::monotonic_nanoseconds();
        let (seconds, rest) = (now / 1_000_000_000, now % 1_000_000_000);
        if let Some(fields) = Fields::in_slot(arguments.ctx(), Slot::HighResolutionTime) {
            fields.set_u32(0, (seconds >> 32) as u32);
            fields.set_u32(1, seconds as u32);
            fields.set_u32(2, rest as u32);
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "hrtimeBigInt", 0, |arguments| {
        let now = sys::monotonic_nanoseconds();
        if let Some(fields) = Fields::in_slot(arguments.ctx(), Slot::HighResolutionTime) {
            // The library reads the first eight bytes as one number.
            fields.set_u32(0, now as u32);
            fields.set_u32(1, (now >> 32) as u32);
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "uptime", 0, |arguments| {
        Ok(Value::new_number(arguments.ctx().clone(), performance::now() / 1000.0))
    })
}

fn set_directories(target: &Object<'_>) -> Result<()> {
    set_native(target, "cwd", 0, |arguments| {
        let ctx = arguments.ctx();
        match sys::getcwd() {
            Ok(path) => Ok(strings::from_utf8_lossy(ctx, &path)?.into_value()),
            Err(error) => Err(throw_uv(ctx, error.uv(), "uv_cwd", None, None)),
        }
    })?;
    set_native(target, "chdir", 0, |arguments| {
        let ctx = arguments.ctx();
        let path = strings::to_utf8(&arguments.get(0))?;
        // Node hands a C string to libuv: it ends at the first NUL.
        let path = path.split('\0').next().unwrap_or_default();
        match sys::chdir(path.as_bytes()) {
            Ok(()) => Ok(Value::new_undefined(ctx.clone())),
            Err(error) => {
                // Node names the directory it was in, and the one it could not enter.
                let from = sys::getcwd().unwrap_or_default();
                let errno = error.uv();
                Err(throw_uv(ctx, errno, "chdir", Some(&from), Some(path.as_bytes())))
            }
        }
    })?;
    set_native(target, "umask", 0, |arguments| {
        let old = match arguments.get(0).as_number() {
            Some(mask) => sys::umask(mask as u32),
            None => sys::get_umask(),
        };
        old.into_js(arguments.ctx())
    })
}

fn set_usage(target: &Object<'_>) -> Result<()> {
    set_native(target, "memoryUsage", 0, |arguments| {
        let ctx = arguments.ctx();
        if let Some(fields) = Fields::of(&arguments.get(0)) {
            let usage = memory::usage(ctx);
            let buffers = usage.array_buffers as f64;
            let resident = sys::process_usage().memory as f64;
            let values =
                [resident, usage.heap_total as f64, usage.heap_used as f64, buffers, buffers];
            for (index, value) in values.into_iter().enumerate() {
                fields.set_f64(index, value);
            }
        }
        Ok(Value::new_undefined(ctx.clone()))
    })?;
    set_native(target, "rss", 0, |arguments| {
        Ok(Value::new_number(arguments.ctx().clone(), sys::process_usage().memory as f64))
    })?;
    set_native(target, "constrainedMemory", 0, |arguments| {
        let bytes = sys::system_information().memory_total as f64;
        Ok(Value::new_number(arguments.ctx().clone(), bytes))
    })?;
    set_native(target, "availableMemory", 0, |arguments| {
        let bytes = sys::system_information().memory_free as f64;
        Ok(Value::new_number(arguments.ctx().clone(), bytes))
    })?;
    set_native(target, "cpuUsage", 0, |arguments| {
        if let Some(fields) = Fields::of(&arguments.get(0)) {
            fields.set_f64(0, (sys::cpu_nanoseconds() / 1000) as f64);
            fields.set_f64(1, 0.0);
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "resourceUsage", 0, |arguments| {
        if let Some(fields) = Fields::of(&arguments.get(0)) {
            for index in 0..16 {
                fields.set_f64(index, 0.0);
            }
            let usage = sys::process_usage();
            fields.set_f64(0, (usage.cpu_time / 1000) as f64);
            // Kilobytes, the largest the process has been: its memory never shrinks.
            fields.set_f64(2, (usage.memory / 1024) as f64);
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })
}

fn set_life(target: &Object<'_>) -> Result<()> {
    set_native(target, "reallyExit", 0, |arguments| {
        let ctx = arguments.ctx();
        let default = fatal::current_exit_code(ctx, 0);
        let code = arguments.get(0).as_number().map_or(default, |code| code as i32);
        fatal::exit(ctx, code);
        Ok(Value::new_undefined(ctx.clone()))
    })?;
    set_native(target, "_kill", 0, |arguments| {
        let ctx = arguments.ctx();
        let (target, signal) = (arguments.int32(0), arguments.int32(1));
        let answer = match u8::try_from(signal) {
            Ok(signal) if signal <= 64 => match sys::kill(target, signal) {
                Ok(()) => 0,
                Err(error) => error.uv(),
            },
            _ => sys::Errno::Inval.uv(),
        };
        Ok(Value::new_int(ctx.clone(), answer))
    })?;
    for (name, signal) in [("abort", 6), ("causeSegfault", 11)] {
        set_native(target, name, 0, move |arguments| {
            let ctx = arguments.ctx();
            let _ = sys::sigaction(signal, sys::SignalDisposition::Default);
            let own = sys::identity().pid;
            let _ = sys::kill(i32::try_from(own).unwrap_or(0), signal);
            // Where the signal does not end the process, its exit status tells of it.
            fatal::exit(ctx, 128 + i32::from(signal));
            Ok(Value::new_undefined(ctx.clone()))
        })?;
    }
    Ok(())
}

fn set_activity(target: &Object<'_>) -> Result<()> {
    for name in ["_getActiveRequests", "_getActiveHandles"] {
        set_native(target, name, 0, |arguments| {
            Ok(Array::new(arguments.ctx().clone())?.into_value())
        })?;
    }
    set_native(target, "getActiveResourcesInfo", 0, |arguments| {
        let ctx = arguments.ctx();
        let mut names = Vec::new();
        for provider in async_wrap::active_handles() {
            names.push(resource_name(&super::async_wrap::provider_name(ctx, provider)?));
        }
        if let Some(info) = Fields::in_slot(ctx, Slot::TimeoutInfo) {
            names.extend((0..info.i32(0).max(0)).map(|_| "Timeout".to_owned()));
        }
        if let Some(info) = Fields::in_slot(ctx, Slot::ImmediateInfo) {
            names.extend((0..info.u32(1)).map(|_| "Immediate".to_owned()));
        }
        names.into_js(ctx)
    })
}

/// How `getActiveResourcesInfo` shows a provider.
fn resource_name(provider: &str) -> String {
    match provider {
        "TTYWRAP" => "TTYWrap",
        "PIPEWRAP" => "PipeWrap",
        "PIPESERVERWRAP" => "PipeServerWrap",
        "TCPWRAP" => "TCPSocketWrap",
        "TCPSERVERWRAP" => "TCPServerWrap",
        "UDPWRAP" => "UDPWrap",
        "PROCESSWRAP" => "ProcessWrap",
        "SIGNALWRAP" => "SignalWrap",
        "FSEVENTWRAP" => "FSEventWrap",
        "STATWATCHER" => "StatWatcher",
        "MESSAGEPORT" => "MessagePort",
        "FSREQCALLBACK" => "FSReqCallback",
        other => other,
    }
    .to_owned()
}

fn load_env_file<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let path = match arguments.get(0) {
        path if path.is_string() => strings::to_utf8(&path)?,
        _ => ".env".to_owned(),
    };
    match sys::read_file(None, path.as_bytes(), 64 << 20) {
        Ok(text) => {
            for (name, value) in dotenv::parse(&String::from_utf8_lossy(&text)) {
                if environment::find(&name).is_none() {
                    environment::set(&name, &value);
                }
            }
            Ok(Value::new_undefined(ctx.clone()))
        }
        Err(_) => {
            let errno = sys::Errno::Noent.uv();
            Err(throw_uv(ctx, errno, "open", Some(path.as_bytes()), None))
        }
    }
}

fn dlopen<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    if arguments.len() < 2 {
        let message = "process.dlopen needs at least 2 arguments";
        return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_MISSING_ARGS", message));
    }
    let path = strings::to_utf8(&arguments.get(1)).unwrap_or_default();
    let message = match sys::stat(None, path.as_bytes(), true) {
        Ok(_) => format!("{path}: native addons cannot run in a sandbox of WebAssembly"),
        Err(_) => {
            format!("{path}: cannot open shared object file: No such file or directory")
        }
    };
    Err(throw_node(ctx, ErrorKind::Error, "ERR_DLOPEN_FAILED", &message))
}
