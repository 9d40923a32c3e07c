//! The library's modules: their bytecode, `compileFunction`, and `require` for native code.
//!
//! Every module is compiled when the image is built; its bytecode stays in linear memory, outside
//! the JavaScript heap, and becomes a function when somebody requires it. One instance compiles and
//! is thrown away, the next loads the bytecode and is frozen: what compiling leaves behind in memory
//! (sources, syntax trees) would be a fifth of the image.

use std::{cell::RefCell, collections::HashMap};

use kernelet_quickjs::bytecode::{self, Strip};
use rquickjs::{Ctx, Function, Result, Value};
use serde_json::value::RawValue;

use super::{
    description::Json,
    errors::{ErrorKind, throw_node},
    realm::{self, Slot},
    source, stderr, typescript,
};
use crate::{
    bindings::{http_parser::undici, worker::shared},
    sys,
};

/// Where the build puts what `setup/node-library.sh` made.
pub const LIBRARY: &str = "/node-library";

/// Where the bytecode of the library goes: a file for each module.
const COMPILED: &str = "/node-library/compiled";

/// Largest file of the library.
const FILE_LIMIT: u64 = 64 << 20;

/// Facts of `process.json` that the runtime itself needs.
#[derive(Default)]
struct Facts {
    version: String,
    /// `process.config` as text; the library parses it itself.
    config: Box<str>,
    ids: Vec<String>,
    can_be_required: Vec<String>,
    cannot_be_required: Vec<String>,
    /// The rest, for the process object.
    json: Vec<(Box<str>, Json)>,
}

/// The compiled form of a module.
enum Bytecode {
    /// A file of the build: while the library boots, and for ever when that has loaded the module.
    OnDisk,
    Here(Box<[u8]>),
}

thread_local! {
    static FACTS: RefCell<Facts> = RefCell::new(Facts::default());
    static BYTECODE: RefCell<HashMap<Box<str>, Bytecode>> = RefCell::new(HashMap::new());
    /// How often the boot has loaded what, until [`load_rest`].
    static LOADED: RefCell<HashMap<Box<str>, usize>> = RefCell::new(HashMap::new());
}

/// A file of the library.
pub fn read(name: &str) -> std::result::Result<Vec<u8>, String> {
    let path = format!("{LIBRARY}/{name}");
    sys::read_file(None, path.as_bytes(), FILE_LIMIT)
        .map_err(|error| format!("cannot read {path}: {error:?}"))
}

/// Takes the text of `process.json` in.
pub fn load_facts(text: &[u8]) -> std::result::Result<(), String> {
    let json: Json = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let raw: HashMap<String, Box<RawValue>> =
        serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let list = |key| -> Vec<String> {
        let items = json.get(key).map_or(&[][..], Json::items);
        items.iter().filter_map(Json::as_str).map(str::to_owned).collect()
    };
    let facts = Facts {
        version: json.str("version").unwrap_or_default().to_owned(),
        config: raw.get("config").map_or("{}", |config| config.get()).into(),
        ids: list("builtinIds"),
        can_be_required: list("canBeRequired"),
        cannot_be_required: list("cannotBeRequired"),
        json: json
            .members()
            .iter()
            .filter(|(key, _)| {
                matches!(&**key, "version" | "versions" | "release" | "arch" | "platform")
            })
            .cloned()
            .collect(),
    };
    FACTS.with_borrow_mut(|known| *known = facts);
    Ok(())
}

/// `process.version`
pub fn version() -> String {
    FACTS.with_borrow(|facts| facts.version.clone())
}

/// `internalBinding('builtins').config`
pub fn config() -> Box<str> {
    FACTS.with_borrow(|facts| facts.config.clone())
}

/// Ids of all modules; of those that programs may require; of those that they may not.
pub fn ids() -> (Vec<String>, Vec<String>, Vec<String>) {
    FACTS.with_borrow(|facts| {
        (facts.ids.clone(), facts.can_be_required.clone(), facts.cannot_be_required.clone())
    })
}

/// A fact for the process object.
pub fn fact(key: &str) -> Option<Json> {
    FACTS.with_borrow(|facts| {
        facts.json.iter().find(|(name, _)| &**name == key).map(|(_, value)| value.clone())
    })
}

/// What a module's function is called with: `BuiltinLoader::LookupAndCompile`.
fn parameters(id: &str) -> &'static [&'static str] {
    if id.starts_with("internal/bootstrap/realm") {
        &["process", "getLinkedBinding", "getInternalBinding", "primordials"]
    } else if id.starts_with("internal/per_context/") {
        &["exports", "primordials", "privateSymbols", "perIsolateSymbols"]
    } else if id.starts_with("internal/main/") || id.starts_with("internal/bootstrap/") {
        &["process", "require", "internalBinding", "primordials"]
    } else if id == UNDICI {
        &[
            "exports",
            "require",
            "module",
            "process",
            "internalBinding",
            "primordials",
            "WebAssembly",
            "WeakRef",
        ]
    } else {
        &["exports", "require", "module", "process", "internalBinding", "primordials"]
    }
}

/// The module that gets a `WebAssembly` and a `WeakRef` of its own.
const UNDICI: &str = "internal/deps/undici/undici";

/// Workers are processes here. The two modules that would share a counter of the parent's
/// `process.chdir()` with them do without, as they do where there is no `SharedArrayBuffer`.
const WITHOUT_SHARED_MEMORY: &str = "(function (load) {
    return function (...parameters) {
        const primordials = parameters.pop();
        const { globalThis } = primordials;
        const own = { __proto__: globalThis, SharedArrayBuffer: undefined };
        return load(...parameters, { __proto__: primordials, globalThis: own });
    };
})";

/// Whether an earlier instance has compiled the library.
pub fn are_compiled() -> bool {
    sys::access(None, COMPILED.as_bytes(), sys::AccessMode::empty()).is_ok()
}

/// Compiles the whole library and writes the bytecode beside it, for another
/// instance. What cannot be compiled is told on the build log: guests can never load such a module.
pub fn compile_all(ctx: &Ctx<'_>) -> std::result::Result<(), String> {
    for id in &ids().0 {
        // Modules that the set-up left out have no file.
        let Ok(text) = read(&format!("lib/{id}.js")) else { continue };
        let text = String::from_utf8_lossy(&text);
        match compile_to_bytes(ctx, id, &text) {
            Ok(bytecode) => write_file(&format!("{COMPILED}/{id}"), &bytecode)?,
            Err(error) => {
                let reason = super::fatal::describe(ctx, error);
                stderr::write(format!("node library: {id} left out: {reason}\n").as_bytes());
            }
        }
    }
    Ok(())
}

/// Before the boot: which modules there are, and the lines of their sources that errors show.
pub fn load_names() -> std::result::Result<(), String> {
    let (ids, ..) = ids();
    for id in &ids {
        if let Ok(text) = read(&format!("lib/{id}.js")) {
            source::remember_library(id, &String::from_utf8_lossy(&text));
        }
        let compiled = format!("{COMPILED}/{id}");
        if sys::access(None, compiled.as_bytes(), sys::AccessMode::empty()).is_ok() {
            BYTECODE.with_borrow_mut(|known| known.insert(id.as_str().into(), Bytecode::OnDisk));
        }
    }
    match BYTECODE.with_borrow(HashMap::len) {
        0 => Err(format!("{COMPILED} has no modules")),
        _ => Ok(()),
    }
}

/// After the boot of so many realms: takes the bytecode of the modules in that a process may still
/// ask for. What each of them has loaded is a function in its heap already and is never compiled
/// again, but for what every realm of `vm` starts with.
pub fn load_rest(realms: usize) -> std::result::Result<(), String> {
    let loaded = LOADED.with_borrow_mut(std::mem::take);
    let (mut count, mut total) = (0, 0);
    for id in &ids().0 {
        let again = ["internal/per_context/", "internal/bootstrap/", "internal/main/"]
            .iter()
            .any(|folder| id.starts_with(folder));
        let everywhere = loaded.get(id.as_str()).is_some_and(|times| *times >= realms);
        if !exists(id) || (everywhere && !again) {
            continue;
        }
        let bytecode = read(&format!("compiled/{id}"))?.into_boxed_slice();
        count += 1;
        total += bytecode.len();
        BYTECODE
            .with_borrow_mut(|known| known.insert(id.as_str().into(), Bytecode::Here(bytecode)));
    }
    let lines = source::library_bytes();
    stderr::write(
        format!(
            "node library: {} modules booted; bytecode of {count}, {total} bytes; {lines} bytes of \
             source lines\n",
            loaded.len()
        )
        .as_bytes(),
    );
    Ok(())
}

fn write_file(path: &str, mut data: &[u8]) -> std::result::Result<(), String> {
    let failed = |error| format!("cannot write {path}: {error:?}");
    let flags = sys::OpenFlags::WRITE | sys::OpenFlags::CREATE;
    let fd = sys::open(None, path.as_bytes(), flags, 0o644).map_err(failed)?;
    while !data.is_empty() {
        let written = sys::write(fd, data).map_err(failed)?;
        data = data.get(written as usize..).unwrap_or_default();
    }
    sys::close(fd).map_err(failed)
}

fn compile_to_bytes(ctx: &Ctx<'_>, id: &str, text: &str) -> Result<Vec<u8>> {
    bytecode::compile(ctx, parameters(id), text, &format!("node:{id}"), Strip::Source)
}

/// Whether the library has the module.
pub fn exists(id: &str) -> bool {
    BYTECODE.with_borrow(|known| known.contains_key(id))
}

/// The function of a module: `builtins.compileFunction(id)`.
pub fn compile<'js>(ctx: &Ctx<'js>, id: &str) -> Result<Function<'js>> {
    if id == typescript::ID {
        return typescript::module(ctx);
    }
    let unknown = || {
        let message = format!("No such built-in module: {id}");
        throw_node(ctx, ErrorKind::Error, "ERR_UNKNOWN_BUILTIN_MODULE", &message)
    };
    // The table never changes after the build, so the bytes may be borrowed while they are read:
    // reading bytecode runs no JavaScript.
    let function: Function<'js> = BYTECODE.with_borrow(|known| match known.get(id) {
        // SAFETY: the bytes come from `bytecode::compile` of this very build.
        Some(Bytecode::Here(bytes)) => unsafe { bytecode::read(ctx, bytes) },
        Some(Bytecode::OnDisk) => {
            let bytes = read(&format!("compiled/{id}")).map_err(|_| unknown())?;
            LOADED.with_borrow_mut(|loaded| *loaded.entry(id.into()).or_default() += 1);
            // SAFETY: as above, one file further away.
            unsafe { bytecode::read(ctx, &bytes) }
        }
        None => Err(unknown()),
    })?;
    if id == "internal/worker" || id == "internal/main/worker_thread" {
        let wrap: Function<'js> = ctx.eval(WITHOUT_SHARED_MEMORY)?;
        return wrap.call((function, undici::parsers(ctx)?));
    }
    if id == UNDICI {
        let wrap: Function<'js> = ctx.eval(undici::GIVE_WEBASSEMBLY)?;
        return wrap.call((function, undici::parsers(ctx)?));
    }
    shared::give(ctx, id, function)
}

/// `require(id)` as the library's own modules do it (`requireBuiltin`).
pub fn require<'js>(ctx: &Ctx<'js>, id: &str) -> Result<Value<'js>> {
    match realm::function(ctx, Slot::Require) {
        Some(require) => require.call((id,)),
        None => Err(rquickjs::Exception::throw_internal(ctx, "the library is not booted")),
    }
}
