//! Node's boot sequence, up to the freeze point (node-runtime.md §1) and from there on.

use rquickjs::{Ctx, Function, Object, Result, Value, function::Args};

use crate::{intl, web_assembly};

use super::{
    builtins, members, process_object,
    realm::{self, Slot},
    registry,
};

/// Modules that the first `console.log` loads, that a pipe as standard output needs, and that the
/// CommonJS and ES module entries need. Loaded before the freeze: they cost image bytes, not time.
const PRELOADED: &[&str] = &[
    "internal/main/run_main_module",
    "tty",
    "net",
    "stream",
    "internal/fs/sync_write_stream",
    "internal/console/global",
    "internal/process/promises",
    "internal/modules/esm/loader",
    "internal/modules/esm/translators",
    "internal/modules/esm/resolve",
    "internal/modules/esm/load",
    "internal/modules/esm/get_format",
    "internal/modules/esm/module_job",
    "internal/modules/esm/module_map",
    "internal/modules/esm/assert",
    "internal/modules/esm/formats",
    "internal/modules/package_json_reader",
    "internal/deps/cjs-module-lexer/lexer",
    "internal/vm/module",
    "fs/promises",
    "util",
    "internal/source_map/source_map",
    "module",
];

/// Globals of the engine that Node 22 does not have, or brings itself.
const FOREIGN_GLOBALS: &[&str] = &[
    "AsyncDisposableStack",
    "DOMException",
    "DisposableStack",
    "Float16Array",
    "InternalError",
    "SuppressedError",
    "atob",
    "btoa",
    "navigator",
    "performance",
    "queueMicrotask",
    "scriptArgs",
];

/// Members of the engine's globals that V8 12.4 does not have yet: programs that look for them must
/// find what they find under Node 22.
const NEWER_MEMBERS: &[(&str, &[&str])] = &[
    ("ArrayBuffer.prototype", &["immutable", "sliceToImmutable", "transferToImmutable"]),
    ("Atomics", &["pause"]),
    ("DataView.prototype", &["getFloat16", "setFloat16"]),
    ("Error", &["isError"]),
    ("Function.prototype", &["columnNumber", "fileName", "lineNumber"]),
    ("Iterator", &["concat", "zip", "zipKeyed"]),
    ("Iterator.prototype", &["chunks", "includes", "join", "windows"]),
    ("Map.prototype", &["getOrInsert", "getOrInsertComputed"]),
    ("Math", &["f16round", "sumPrecise"]),
    ("Promise", &["try"]),
    ("RegExp", &["escape"]),
    ("Uint8Array", &["fromBase64", "fromHex"]),
    ("Uint8Array.prototype", &["setFromBase64", "setFromHex", "toBase64", "toHex"]),
    ("WeakMap.prototype", &["getOrInsert", "getOrInsertComputed"]),
];

/// Leaves in a fresh realm what a realm of Node 22 has.
pub fn remove_foreign(ctx: &Ctx<'_>) -> Result<()> {
    for name in FOREIGN_GLOBALS {
        ctx.globals().remove(*name)?;
    }
    for (holder, names) in NEWER_MEMBERS {
        let mut object = ctx.globals();
        for part in holder.split('.') {
            object = object.get(part)?;
        }
        for name in *names {
            object.remove(*name)?;
        }
    }
    Ok(())
}

fn call<'js>(function: &Function<'js>, arguments: Vec<Value<'js>>) -> Result<Value<'js>> {
    let mut call = Args::new(function.ctx().clone(), arguments.len());
    call.push_args(arguments)?;
    function.call_arg(call)
}

/// Everything before `internal/main/*`.
pub fn boot(ctx: &Ctx<'_>) -> Result<()> {
    remove_foreign(ctx)?;
    intl::install(ctx)?;
    web_assembly::install(ctx)?;
    let primordials = Object::new_proto(ctx.clone(), None)?;
    realm::set(ctx, Slot::Primordials, &primordials);
    let exports = Object::new(ctx.clone())?;
    realm::set(ctx, Slot::PerContextExports, &exports);
    let private_symbols: Object<'_> = registry::binding(ctx, "util")?.get("privateSymbols")?;
    let isolate_symbols = registry::binding(ctx, "symbols")?;
    for id in ["primordials", "domexception", "messageport"] {
        let function = builtins::compile(ctx, &format!("internal/per_context/{id}"))?;
        call(
            &function,
            vec![
                exports.clone().into_value(),
                primordials.clone().into_value(),
                private_symbols.clone().into_value(),
                isolate_symbols.clone().into_value(),
            ],
        )?;
    }

    let process = process_object::create(ctx)?;
    realm::set(ctx, Slot::Process, &process);
    let internal_binding = members::native(ctx, "getInternalBinding", 1, |arguments| {
        let name = arguments.get(0);
        let name = kernelet_quickjs::strings::to_utf8(&name)?;
        Ok(registry::binding(arguments.ctx(), &name)?.into_value())
    })?;
    let linked_binding = members::native(ctx, "getLinkedBinding", 1, |arguments| {
        let name = kernelet_quickjs::strings::to_utf8(&arguments.get(0))?;
        let message = format!("No such binding: {name}");
        Err(super::errors::throw_node(
            arguments.ctx(),
            super::errors::ErrorKind::Error,
            "ERR_INVALID_MODULE",
            &message,
        ))
    })?;
    let realm_script = builtins::compile(ctx, "internal/bootstrap/realm")?;
    call(
        &realm_script,
        vec![
            process.clone().into_value(),
            linked_binding.into_value(),
            internal_binding.into_value(),
            primordials.into_value(),
        ],
    )?;
    let switches = match realm::with(ctx, |realm| realm.is_worker) {
        false => ["is_main_thread", "does_own_process_state"],
        true => ["is_not_main_thread", "does_not_own_process_state"],
    };
    for id in [
        "internal/bootstrap/node",
        "internal/bootstrap/web/exposed-wildcard",
        "internal/bootstrap/web/exposed-window-or-worker",
    ] {
        run(ctx, id)?;
    }
    for switch in switches {
        run(ctx, &format!("internal/bootstrap/switches/{switch}"))?;
    }
    process.set("env", super::environment::object(ctx)?)
}

/// Loads what nearly every program needs.
pub fn preload(ctx: &Ctx<'_>) -> Result<()> {
    for id in PRELOADED {
        if id.starts_with("internal/main/") || !builtins::exists(id) {
            continue;
        }
        builtins::require(ctx, id)?;
    }
    Ok(())
}

/// Runs a script of `internal/bootstrap` or `internal/main`.
pub fn run<'js>(ctx: &Ctx<'js>, id: &str) -> Result<Value<'js>> {
    let function = builtins::compile(ctx, id)?;
    let slot = |slot| realm::get(ctx, slot).unwrap_or_else(|| Value::new_undefined(ctx.clone()));
    call(
        &function,
        vec![
            slot(Slot::Process),
            slot(Slot::Require),
            slot(Slot::InternalBinding),
            slot(Slot::Primordials),
        ],
    )
}
