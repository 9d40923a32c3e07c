//! The commands of a VM as one program: which it is, is the name that it is called by.
//!
//! | Module | What |
//! |---|---|
//! | `uutils` | the coreutils and the sed of the uutils project |
//! | `grep`, `diff`, `awk`, `jq`, `find`, `xargs` | the commands of these names, on crates where there are some |
//! | `files`, `environment`, `identity` | small commands that are mostly system calls |
//! | `system` | the system calls that WASI has no function for |
//!
//! It is a WASI command that also imports `syscalls`: files, streams and time come through WASI, and
//! what WASI cannot say (a status, modes, owners, processes) is a system call.

#[cfg(target_os = "wasi")]
mod awk;
#[cfg(target_os = "wasi")]
mod diff;
#[cfg(target_os = "wasi")]
mod environment;
#[cfg(target_os = "wasi")]
mod files;
#[cfg(target_os = "wasi")]
mod find;
#[cfg(target_os = "wasi")]
mod grep;
#[cfg(target_os = "wasi")]
mod identity;
#[cfg(target_os = "wasi")]
mod jq;
#[cfg(target_os = "wasi")]
mod system;
#[cfg(target_os = "wasi")]
mod uutils;
#[cfg(target_os = "wasi")]
mod xargs;

// What needs nothing of the VM is tested on the host.
#[cfg(all(test, not(target_os = "wasi")))]
#[path = "grep/pattern.rs"]
mod pattern;

#[cfg(target_os = "wasi")]
use std::ffi::OsString;

/// The commands that are not `uutils`.
#[cfg(target_os = "wasi")]
const COMMANDS: &[(&str, fn(Vec<OsString>) -> i32)] = &[
    ("awk", awk::main),
    ("chmod", files::chmod),
    ("cmp", diff::cmp),
    ("diff", diff::diff),
    ("egrep", grep::main),
    ("env", environment::main),
    ("fgrep", grep::main),
    ("find", find::main),
    ("grep", grep::main),
    ("groups", identity::main),
    ("hostname", identity::main),
    ("id", identity::main),
    ("jq", jq::main),
    ("logname", identity::main),
    ("which", files::which),
    ("whoami", identity::main),
    ("xargs", xargs::main),
];

#[cfg(target_os = "wasi")]
fn main() {
    use std::io::Write as _;

    system::enter_working_directory();
    let status = dispatch(std::env::args_os().collect());
    let flushed = std::io::stdout().flush();
    system::exit(if flushed.is_ok() { status } else { status.max(1) })
}

/// What is built for the host has no commands in it.
#[cfg(not(target_os = "wasi"))]
fn main() -> std::process::ExitCode {
    eprintln!("kernelet-coreutils runs in a VM: build it with --target wasm32-wasip2");
    std::process::ExitCode::FAILURE
}

/// The name of a command, without the directory it was found in.
#[cfg(target_os = "wasi")]
fn called_as(arguments: &[OsString]) -> String {
    let path = arguments.first().map(std::path::PathBuf::from).unwrap_or_default();
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Runs the command that the first argument, or for `coreutils NAME` the second, names.
#[cfg(target_os = "wasi")]
fn dispatch(mut arguments: Vec<OsString>) -> i32 {
    let mut called = called_as(&arguments);
    if called == "coreutils" && arguments.len() > 1 {
        arguments.remove(0);
        called = called_as(&arguments);
    }
    if let Some(command) = uutils::find(&called) {
        return uutils::run(&called, command, arguments.into_iter());
    }
    if let Some((_, command)) = COMMANDS.iter().find(|(name, _)| *name == called) {
        return command(arguments);
    }
    if called == "--list" || called == "coreutils" {
        for name in COMMANDS.iter().map(|(name, _)| *name).chain(uutils::names()) {
            println!("{name}");
        }
        return 0;
    }
    eprintln!("coreutils: there is no command `{called}`; `coreutils --list` names them");
    127
}
