//! The commands of a VM as one program: which it is, is the name that it is called by.
//!
//! The coreutils and the sed of the uutils project, a table in `uutils`. What is on other crates or our
//! own is `components/utilities`.

// Standard output is what commands are for.
#![allow(clippy::print_stdout)]

#[cfg(target_os = "wasi")]
use kernelet_system::command as system;

#[cfg(target_os = "wasi")]
mod uutils;

#[cfg(target_os = "wasi")]
fn main() {
    use std::io::Write as _;

    system::enter_working_directory();
    use_utf_8();
    let status = dispatch(std::env::args_os().collect());
    let flushed = std::io::stdout().flush();
    system::exit(if flushed.is_ok() { status } else { status.max(1) })
}

/// Texts are UTF-8 when the environment says nothing else, as everywhere in a VM.
#[cfg(target_os = "wasi")]
fn use_utf_8() {
    let named = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !["LC_ALL", "LC_CTYPE", "LANG"].iter().any(named) {
        // SAFETY: nothing else reads or writes the environment meanwhile: there are no threads.
        unsafe { std::env::set_var("LC_CTYPE", "C.UTF-8") };
    }
}

/// What is built for the host has no commands in it.
#[cfg(not(target_os = "wasi"))]
fn main() -> std::process::ExitCode {
    eprintln!("kernelet-coreutils runs in a VM: build it with --target wasm32-wasip2");
    std::process::ExitCode::FAILURE
}

/// Runs the command that the first argument, or for `coreutils NAME` the second, names.
#[cfg(target_os = "wasi")]
fn dispatch(mut arguments: Vec<std::ffi::OsString>) -> i32 {
    let name = |argument: Option<&std::ffi::OsString>| {
        let path = argument.map(std::path::PathBuf::from).unwrap_or_default();
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let mut called = name(arguments.first());
    if called == "coreutils" && arguments.len() > 1 {
        arguments.remove(0);
        called = name(arguments.first());
    }
    if let Some(command) = uutils::find(&called) {
        return uutils::run(&called, command, arguments.into_iter());
    }
    if called == "--list" || called == "coreutils" {
        for name in uutils::names() {
            println!("{name}");
        }
        return 0;
    }
    eprintln!("coreutils: there is no command `{called}`; `coreutils --list` names them");
    127
}
