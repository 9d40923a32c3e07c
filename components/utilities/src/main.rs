//! The commands of a VM that are not coreutils of uutils, as one program: which it is, is the name that it is
//! called by.
//!
//! | Module | What |
//! |---|---|
//! | `grep`, `find`, `xargs`, `awk`, `jq`, `diff` | search, text and data |
//! | `tar`, `gzip`, `zip` | archives |
//! | `cat`, `dd`, `tail`, `text`, `dump`, `column` | bytes and lines |
//! | `copy`, `attributes` | files are made and changed: `cp`, `mkdir`; `chmod`, `stat` |
//! | `ls`, `listing`, `usage`, `kind`, `which` | files are looked at: `ls`; `tree`; `du`, `df`; `file` |
//! | `environment`, `control`, `identity` | processes |
//! | `posix` | regular expressions and patterns of POSIX |
//! | `system` | the system calls as commands use them |
//!
//! On crates where one is well kept and does what the command promises. It is a WASI command that makes
//! system calls itself: WASI has no modes, no owners and no processes, and its streams do not say why they
//! fail.

// What needs nothing of the VM is tested on the host, where nothing uses the rest.
#![cfg_attr(not(target_os = "wasi"), allow(dead_code))]
// Standard output is what commands are for.
#![allow(clippy::print_stdout)]

#[cfg(any(test, target_os = "wasi"))]
mod awk;
#[cfg(any(test, target_os = "wasi"))]
mod mode;
#[cfg(any(test, target_os = "wasi"))]
mod posix;

#[cfg(target_os = "wasi")]
mod attributes;
#[cfg(target_os = "wasi")]
mod cat;
#[cfg(target_os = "wasi")]
mod column;
#[cfg(target_os = "wasi")]
mod control;
#[cfg(target_os = "wasi")]
mod copy;
#[cfg(target_os = "wasi")]
mod dd;
#[cfg(target_os = "wasi")]
mod diff;
#[cfg(target_os = "wasi")]
mod dump;
#[cfg(target_os = "wasi")]
mod environment;
#[cfg(target_os = "wasi")]
mod find;
#[cfg(target_os = "wasi")]
mod grep;
#[cfg(target_os = "wasi")]
mod gzip;
#[cfg(target_os = "wasi")]
mod identity;
#[cfg(target_os = "wasi")]
mod jq;
#[cfg(target_os = "wasi")]
mod kind;
#[cfg(target_os = "wasi")]
mod listing;
#[cfg(target_os = "wasi")]
mod ls;
#[cfg(target_os = "wasi")]
mod outcome;
#[cfg(target_os = "wasi")]
mod system;
#[cfg(target_os = "wasi")]
mod tail;
#[cfg(target_os = "wasi")]
mod tar;
#[cfg(target_os = "wasi")]
mod text;
#[cfg(target_os = "wasi")]
mod usage;
#[cfg(target_os = "wasi")]
mod which;
#[cfg(target_os = "wasi")]
mod xargs;
#[cfg(target_os = "wasi")]
mod zip;

#[cfg(target_os = "wasi")]
use outcome::Outcome;

/// A command's name, the status of its trouble, and what it does with its words.
#[cfg(target_os = "wasi")]
type Command = (&'static str, i32, fn(Vec<String>) -> Outcome);

#[cfg(target_os = "wasi")]
const COMMANDS: &[Command] = &[
    ("awk", 2, awk::main),
    ("cat", 1, cat::main),
    ("chgrp", 1, attributes::chown),
    ("chmod", 1, attributes::chmod),
    ("chown", 1, attributes::chown),
    ("cmp", 2, diff::cmp),
    ("column", 1, column::main),
    ("cp", 1, copy::cp),
    ("dd", 1, dd::main),
    ("df", 1, usage::df),
    ("diff", 2, diff::main),
    ("dir", 2, ls::main),
    ("du", 1, usage::du),
    ("egrep", 2, grep::main),
    ("env", 125, environment::env),
    ("envsubst", 1, environment::envsubst),
    ("fgrep", 2, grep::main),
    ("file", 1, kind::main),
    ("find", 1, find::main),
    ("gawk", 2, awk::main),
    ("grep", 2, grep::main),
    ("groups", 1, identity::main),
    ("gunzip", 1, gzip::main),
    ("gzip", 1, gzip::main),
    ("hexdump", 1, dump::hexdump),
    ("hostname", 1, identity::main),
    ("id", 1, identity::main),
    ("install", 1, copy::install),
    ("jq", 2, jq::main),
    ("kill", 1, control::kill),
    ("logname", 1, identity::main),
    ("ls", 2, ls::main),
    ("mkdir", 1, copy::mkdir),
    ("nohup", 125, control::nohup),
    ("rev", 1, text::rev),
    ("rg", 2, grep::ripgrep),
    ("stat", 1, attributes::stat),
    ("strings", 1, text::strings),
    ("tac", 1, text::tac),
    ("tail", 1, tail::main),
    ("tar", 2, tar::main),
    ("timeout", 125, control::timeout),
    ("tree", 1, listing::tree),
    ("unzip", 1, zip::unzip),
    ("vdir", 2, ls::main),
    ("which", 2, which::main),
    ("whoami", 1, identity::main),
    ("xargs", 1, xargs::main),
    ("xxd", 1, dump::xxd),
    ("yq", 2, jq::main),
    ("zcat", 1, gzip::main),
    ("zip", 1, zip::zip),
];

#[cfg(target_os = "wasi")]
fn main() {
    kernelet_system::command::enter_working_directory();
    kernelet_system::command::exit(dispatch(std::env::args().collect()))
}

/// The name of a command, without the directory it was found in.
#[cfg(target_os = "wasi")]
fn called_as(words: &[String]) -> String {
    let path = words.first().map(String::as_str).unwrap_or_default();
    path.rsplit('/').next().unwrap_or_default().to_string()
}

/// Runs the command that the first word, or for `utilities NAME` the second, names.
#[cfg(target_os = "wasi")]
fn dispatch(mut words: Vec<String>) -> i32 {
    let mut called = called_as(&words);
    if called == "utilities" && words.len() > 1 {
        words.remove(0);
        called = called_as(&words);
    }
    if let Some((name, status, command)) = COMMANDS.iter().find(|(name, ..)| *name == called) {
        return command(words).unwrap_or_else(|trouble| {
            if !trouble.message.is_empty() {
                eprintln!("{name}: {}", trouble.message);
            }
            trouble.status.unwrap_or(*status)
        });
    }
    if called == "--list" || called == "utilities" {
        for (name, ..) in COMMANDS {
            println!("{name}");
        }
        return 0;
    }
    eprintln!("utilities: there is no command `{called}`; `utilities --list` names them");
    127
}

/// What is built for the host has no commands in it.
#[cfg(not(target_os = "wasi"))]
fn main() -> std::process::ExitCode {
    eprintln!("kernelet-utilities runs in a VM: build it with --target wasm32-wasip2");
    std::process::ExitCode::FAILURE
}
