//! Plugging the WASI component onto a command.

use wit_parser::SourceMap;

use crate::composition::{Composition, Instance, Shape, shape};
use crate::dummy;
use crate::error::Error;

/// The `run` of a program over that of `wasi:cli/run`.
const START: &str = include_str!("start.wat");

/// What a program exports.
const RUN: &str = "run";

/// What a program may import besides WASI.
const KERNEL: &str = "kernelet:kernel/";

/// The contract as far as programs see it.
const CONTRACT: [(&str, &str); 3] = [
    ("types.wit", include_str!("../../../wit/types.wit")),
    ("syscalls.wit", include_str!("../../../wit/syscalls.wit")),
    (
        "worlds.wit",
        "package kernelet:kernel@0.1.0; world program { import syscalls; export run: func(); }",
    ),
];

/// A command (see [`crate::command`]) with `wasi`, the component of `components/wasi`, plugged onto it:
/// the result imports nothing but `syscalls` and exports `run`. A program that does so already stays
/// what it is.
///
/// # Errors
/// When it is not a command, or imports what programs do not get.
pub fn program(command: &[u8], wasi: &[u8]) -> Result<Vec<u8>, Error> {
    let Shape { imports, exports, .. } = shape(command)?;
    let main = exports.iter().find(|name| interface(name) == "wasi:cli/run");
    if exports.iter().any(|name| name == RUN) && imports.iter().all(|name| is_kernel(name)) {
        return Ok(command.to_vec());
    }
    let Some(main) = main else {
        let found = if exports.is_empty() { "nothing".into() } else { exports.join(", ") };
        return Err(Error::NotACommand(found));
    };

    let mut whole = Composition::importing(&bare_program()?)?;
    let offered = shape(wasi)?;
    let plug = instantiate_on_kernel(&mut whole, wasi, &offered.imports, &[])?;
    let mut arguments = Vec::new();
    for import in imports.iter().filter(|name| !is_kernel(name)) {
        let fitting = offered.exports.iter().find(|name| compatible(name, import));
        let export = fitting.ok_or_else(|| Error::Import(import.clone()))?;
        arguments.push((import.as_str(), whole.exported(plug, export)));
    }
    let socket = instantiate_on_kernel(&mut whole, command, &imports, &arguments)?;

    let start = wat::parse_str(START).map_err(|error| Error::Component(error.to_string()))?;
    let wanted = shape(&start)?.imports;
    let main = whole.exported(socket, main);
    let wired: Vec<(&str, Instance)> =
        wanted.iter().filter(|name| !is_kernel(name)).map(|name| (name.as_str(), main)).collect();
    let started = instantiate_on_kernel(&mut whole, &start, &wanted, &wired)?;
    Ok(whole.finish(started, RUN))
}

/// Instantiates a part whose imports of the kernel are those of the whole.
fn instantiate_on_kernel(
    whole: &mut Composition,
    part: &[u8],
    imports: &[String],
    others: &[(&str, Instance)],
) -> Result<Instance, Error> {
    let mut arguments = others.to_vec();
    for name in imports.iter().filter(|name| is_kernel(name)) {
        let instance = whole.imported(name).ok_or_else(|| Error::Import(name.clone()))?;
        arguments.push((name, instance));
    }
    Ok(whole.instantiate(part, &arguments))
}

/// A program that does nothing and imports every system call.
fn bare_program() -> Result<Vec<u8>, Error> {
    let mut sources = SourceMap::new();
    for (name, text) in CONTRACT {
        sources.push_str(name, text);
    }
    dummy::component(vec![sources])
}

fn is_kernel(name: &str) -> bool {
    name.starts_with(KERNEL)
}

/// An interface's name without its version.
pub fn interface(name: &str) -> &str {
    name.split_once('@').map_or(name, |(interface, _)| interface)
}

/// Whether what is exported as `export` serves what is imported as `import`: every 0.2 of WASI is a
/// superset of those before.
pub fn compatible(export: &str, import: &str) -> bool {
    let version = |name: &str| name.split_once('@').map(|(_, version)| version.to_string());
    interface(export) == interface(import)
        && version(import).is_none_or(|version| version.starts_with("0.2."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_release_of_the_same_interface_fits() {
        assert!(compatible("wasi:io/poll@0.2.12", "wasi:io/poll@0.2.0"));
        assert!(!compatible("wasi:io/poll@0.2.12", "wasi:io/poll@0.3.0"));
        assert!(!compatible("wasi:io/poll@0.2.12", "wasi:io/streams@0.2.0"));
    }

    #[test]
    fn what_is_no_command_is_refused_by_name() {
        let bare = bare_program().unwrap();
        assert_eq!(program(&bare, b"").unwrap(), bare, "it is a program already");
        let nothing = wat::parse_str("(component)").unwrap();
        let error = program(&nothing, b"").unwrap_err().to_string();
        assert!(error.contains("exports neither `run`"), "{error}");
    }
}
