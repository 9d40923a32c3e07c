//! `internalBinding('modules')`.
//!
//! | Member | What |
//! |---|---|
//! | `readPackageJSON(path, isESM, base, specifier)` | the fields of one file, `undefined` when there is none |
//! | `getNearestParentPackageJSON(path)` | the fields of the nearest one above |
//! | `getNearestParentPackageJSONType(path)` | its `type` |
//! | `getPackageScopeConfig(url)` | the fields of the scope, or the path that was tried last |
//! | `enableCompileCache`, `getCompileCacheDir`, `flushCompileCache` | there is no cache: `DISABLED` |
//!
//! Fields are `[name, main, type, imports, exports, path]`; imports and exports as JSON text.
//! Files are read once per process.

pub mod file_url;
mod package_json;

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use kernelet_quickjs::strings;
use rquickjs::{Array, Ctx, Error, Object, Result, Value};

use self::package_json::PackageJson;
use super::fs::argument;
use crate::{
    runtime::{
        errors::{self, ErrorKind, throw_node},
        members::{Arguments, set_native},
    },
    sys,
};

/// The longest `package.json` that is read.
const LIMIT: u64 = 64 << 20;
const FILE: &str = "package.json";
/// `compileCacheStatus.indexOf('DISABLED')`
const COMPILE_CACHE_DISABLED: i32 = 3;

thread_local! {
    /// Files by path. Empty while the image is made: the library reads none before a program runs.
    static CACHE: RefCell<HashMap<String, Rc<PackageJson>>> = RefCell::new(HashMap::new());
}

/// Sets the members.
pub fn install<'js>(_: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "readPackageJSON", 0, read_package_json)?;
    set_native(target, "getNearestParentPackageJSON", 0, nearest)?;
    set_native(target, "getNearestParentPackageJSONType", 0, nearest_type)?;
    set_native(target, "getPackageScopeConfig", 0, scope_config)?;
    set_native(target, "enableCompileCache", 0, enable_compile_cache)?;
    for name in ["getCompileCacheDir", "flushCompileCache"] {
        set_native(target, name, 0, |arguments: &Arguments<'_, 'js>| {
            Ok(Value::new_undefined(arguments.ctx().clone()))
        })?;
    }
    Ok(())
}

/// Who wants the file, for the text of an error.
#[derive(Default)]
struct Importer {
    base: Option<String>,
    specifier: Option<String>,
}

/// Reads and parses a file, or takes it from the cache; none when it cannot be read.
fn load(ctx: &Ctx<'_>, path: &str, importer: Option<&Importer>) -> Result<Option<Rc<PackageJson>>> {
    if let Some(known) = CACHE.with_borrow(|cache| cache.get(path).cloned()) {
        return Ok(Some(known));
    }
    let Ok(text) = sys::read_file(None, path.as_bytes(), LIMIT) else { return Ok(None) };
    match package_json::parse(&text) {
        Ok(package) => {
            let package = Rc::new(package);
            CACHE.with_borrow_mut(|cache| cache.insert(path.to_owned(), package.clone()));
            Ok(Some(package))
        }
        Err(_) => Err(invalid(ctx, path, importer)),
    }
}

fn invalid(ctx: &Ctx<'_>, path: &str, importer: Option<&Importer>) -> Error {
    let from = match importer {
        Some(Importer { base: Some(base), specifier }) => {
            let base = file_url::to_path(base).unwrap_or_else(|| base.clone());
            match specifier {
                Some(specifier) => format!(" while importing \"{specifier}\" from {base}"),
                None => format!(" while importing {base}"),
            }
        }
        _ => String::new(),
    };
    let message = format!("Invalid package config {path}{from}.");
    throw_node(ctx, ErrorKind::Error, "ERR_INVALID_PACKAGE_CONFIG", &message)
}

/// The nearest file above `path` and where it stands.
fn nearest_above(ctx: &Ctx<'_>, path: &str) -> Result<Option<(String, Rc<PackageJson>)>> {
    let mut folder = path;
    while let Some(slash) = folder.rfind('/') {
        folder = &folder[..slash];
        // A package's own folder ends the search for what is inside it.
        if folder.ends_with("/node_modules") {
            return Ok(None);
        }
        let candidate = format!("{folder}/{FILE}");
        if let Some(package) = load(ctx, &candidate, None)? {
            return Ok(Some((candidate, package)));
        }
    }
    Ok(None)
}

fn fields<'js>(ctx: &Ctx<'js>, path: &str, package: &PackageJson) -> Result<Value<'js>> {
    let array = Array::new(ctx.clone())?;
    let optional = |text: &Option<String>| match text {
        Some(text) => strings::from_str(ctx, text).map(|text| text.into_value()),
        None => Ok(Value::new_undefined(ctx.clone())),
    };
    array.set(0, optional(&package.name)?)?;
    array.set(1, optional(&package.main)?)?;
    array.set(2, package.kind.name())?;
    array.set(3, optional(&package.imports)?)?;
    array.set(4, optional(&package.exports)?)?;
    array.set(5, strings::from_str(ctx, path)?)?;
    Ok(array.into_value())
}

fn text(arguments: &Arguments<'_, '_>, index: usize) -> Result<String> {
    Ok(String::from_utf8_lossy(&argument::path(arguments, index)?).into_owned())
}

fn optional_text(arguments: &Arguments<'_, '_>, index: usize) -> Result<Option<String>> {
    if arguments.get(index).is_string() { text(arguments, index).map(Some) } else { Ok(None) }
}

/// `readPackageJSON(path, isESM, base, specifier)`
fn read_package_json<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let path = text(arguments, 0)?;
    let importer = match arguments.is_true(1) {
        true => Some(Importer {
            base: optional_text(arguments, 2)?,
            specifier: optional_text(arguments, 3)?,
        }),
        false => None,
    };
    match load(ctx, &path, importer.as_ref())? {
        Some(package) => fields(ctx, &path, &package),
        None => Ok(Value::new_undefined(ctx.clone())),
    }
}

/// `getNearestParentPackageJSON(path)`
fn nearest<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match nearest_above(ctx, &text(arguments, 0)?)? {
        Some((path, package)) => fields(ctx, &path, &package),
        None => Ok(Value::new_undefined(ctx.clone())),
    }
}

/// `getNearestParentPackageJSONType(path)`
fn nearest_type<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match nearest_above(ctx, &text(arguments, 0)?)? {
        Some((_, package)) => Ok(strings::from_str(ctx, package.kind.name())?.into_value()),
        None => Ok(Value::new_undefined(ctx.clone())),
    }
}

/// `getPackageScopeConfig(url)`
fn scope_config<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let url = text(arguments, 0)?;
    let Some(path) = file_url::to_path(&url) else { return Err(invalid_url(ctx, &url)) };
    let mut folder = path.as_str();
    loop {
        folder = folder.rfind('/').map_or("", |slash| &folder[..slash]);
        let candidate = format!("{folder}/{FILE}");
        if !folder.ends_with("/node_modules")
            && let Some(package) = load(ctx, &candidate, None)?
        {
            return fields(ctx, &candidate, &package);
        }
        if folder.is_empty() || folder.ends_with("/node_modules") {
            return Ok(strings::from_str(ctx, &candidate)?.into_value());
        }
    }
}

/// What C++'s `ThrowInvalidURL` makes.
fn invalid_url(ctx: &Ctx<'_>, url: &str) -> Error {
    let build = || -> Result<Value<'_>> {
        let error =
            errors::node_error(ctx, ErrorKind::TypeError, "ERR_INVALID_URL", "Invalid URL")?;
        if let Some(error) = error.as_object() {
            if url.contains(':') {
                error.set("input", "./package.json")?;
                error.set("base", url)?;
            } else {
                error.set("input", url)?;
            }
        }
        Ok(error)
    };
    match build() {
        Ok(error) => ctx.throw(error),
        Err(error) => error,
    }
}

/// `enableCompileCache(directory)`: `[status, message, directory]`
fn enable_compile_cache<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let array = Array::new(arguments.ctx().clone())?;
    array.set(0, COMPILE_CACHE_DISABLED)?;
    Ok(array.into_value())
}
