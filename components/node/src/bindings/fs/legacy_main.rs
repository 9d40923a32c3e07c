//! `legacyMainResolve` and `getFormatOfExtensionlessFile`: what ES module resolution asks the
//! file system in one call.

use rquickjs::{Object, Result, Value};

use super::argument;
use crate::{
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{Arguments, set_native},
    },
    sys::{self, FileType, OpenFlags},
};

/// What is appended to `main`, in order; the answer is the index.
const WITH_MAIN: [&str; 7] =
    ["", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node"];
/// What is tried in the package's folder; the answer is the index plus 7.
const WITHOUT_MAIN: [&str; 3] = ["index.js", "index.json", "index.node"];

/// Sets the members.
pub fn install<'js>(target: &Object<'js>) -> Result<()> {
    set_native(target, "legacyMainResolve", 0, legacy_main_resolve)?;
    set_native(target, "getFormatOfExtensionlessFile", 0, format_of_extensionless)
}

fn is_file(path: &str) -> bool {
    // Node asks "is it no directory", with links followed.
    sys::stat(None, path.as_bytes(), true).is_ok_and(|stat| stat.kind != FileType::Directory)
}

/// The index of the first candidate that is a file, or the path that the error names.
fn resolve(
    package: &str,
    main: Option<&str>,
    is_file: impl Fn(&str) -> bool,
) -> std::result::Result<usize, String> {
    let below = |name: &str| {
        normalize(&if name.starts_with('/') {
            name.to_owned()
        } else {
            format!("{package}/{name}")
        })
    };
    if let Some(main) = main {
        let start = below(main);
        for (index, ending) in WITH_MAIN.iter().enumerate() {
            if is_file(&format!("{start}{ending}")) {
                return Ok(index);
            }
        }
    }
    for (index, name) in WITHOUT_MAIN.iter().enumerate() {
        if is_file(&below(name)) {
            return Ok(WITH_MAIN.len() + index);
        }
    }
    Err(below(main.unwrap_or(WITHOUT_MAIN[0])))
}

/// An absolute path without `.`, `..`, doubled and final slashes.
fn normalize(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// `legacyMainResolve(packagePath, main, base)`
fn legacy_main_resolve<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let text = |index| {
        argument::path(arguments, index).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let package = text(0)?;
    let main = if arguments.get(1).is_string() { Some(text(1)?) } else { None };
    match resolve(&package, main.as_deref(), is_file) {
        Ok(index) => Ok(Value::new_int(ctx.clone(), index as i32)),
        Err(missing) => {
            let base = arguments.get(2);
            if !base.is_string() {
                let message = "The \"base\" argument must be of type string or an instance of URL.";
                return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", message));
            }
            let base = text(2)?;
            let Some(path) = crate::bindings::modules::file_url::to_path(&base) else {
                let (code, message) = if base.contains(':') {
                    ("ERR_INVALID_URL_SCHEME", "The URL must be of scheme file:")
                } else {
                    ("ERR_INVALID_URL", "Invalid URL")
                };
                return Err(throw_node(ctx, ErrorKind::TypeError, code, message));
            };
            let message = format!("Cannot find package '{missing}' imported from {path}");
            Err(throw_node(ctx, ErrorKind::Error, "ERR_MODULE_NOT_FOUND", &message))
        }
    }
}

/// `getFormatOfExtensionlessFile(path)`: 1 (`EXTENSIONLESS_FORMAT_WASM`) when the file starts as
/// WebAssembly does, else 0.
fn format_of_extensionless<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let flags = OpenFlags::READ | OpenFlags::CLOSE_ON_EXEC;
    let start = sys::open(None, &path, flags, 0).and_then(|fd| {
        let start = sys::read(fd, 4);
        sys::close(fd)?;
        start
    });
    let is_wasm = start.is_ok_and(|start| start == b"\0asm");
    Ok(Value::new_int(arguments.ctx().clone(), i32::from(is_wasm)))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn order_of_candidates() {
        let files = ["/p/lib/index.js", "/p/index.json", "/q/a b.js", "/q/m", "/q/m.js"];
        let is_file = |path: &str| files.contains(&path);
        assert_eq!(resolve("/p/", Some("lib"), is_file), Ok(4));
        assert_eq!(resolve("/p/", Some("./lib/"), is_file), Ok(4));
        assert_eq!(resolve("/p/", None, is_file), Ok(8));
        assert_eq!(resolve("/p/", Some("nope"), is_file), Ok(8));
        assert_eq!(resolve("/q/", Some("a b"), is_file), Ok(1));
        assert_eq!(resolve("/q/", Some("m"), is_file), Ok(0));
        assert_eq!(resolve("/q/", Some("../p/index.json"), is_file), Ok(0));
        assert_eq!(resolve("/q/", Some("./sub"), is_file), Err("/q/sub".into()));
        assert_eq!(resolve("/q/", None, is_file), Err("/q/index.js".into()));
    }
}
