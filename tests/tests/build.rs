//! Promise: `kernelet build` makes a WASI command ready once, and tells whether it is.

use std::path::Path;
use std::process::Command;

use kernelet_tests::{Finished, finish, kernelet};

/// A command of preview 1 that writes a line and exits with `status`.
fn module(status: u8) -> Vec<u8> {
    let text = format!(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write"
                (func $write (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
            (memory (export "memory") 1)
            (data (i32.const 16) "built\n")
            (data (i32.const 0) "\10\00\00\00\06\00\00\00")
            (func (export "_start")
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                (call $exit (i32.const {status}))))"#
    );
    wat::parse_str(text).unwrap()
}

fn build(program: &Path, out: &Path) -> Finished {
    let mut command = Command::new(kernelet());
    command.arg("build").arg(program).arg("-o").arg(out);
    finish(command, None)
}

fn exec(command: &str, line: &str) -> Finished {
    let mut exec = Command::new(kernelet());
    exec.args(["exec", "--command", command, line]);
    finish(exec, None)
}

#[test]
fn a_built_command_runs_in_a_pipeline_and_is_built_again_only_when_it_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (program, out) = (folder.path().join("greet.wasm"), folder.path().join("greet"));
    std::fs::write(&program, module(3)).unwrap();

    let first = build(&program, &out);
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(first.stderr.contains("is ready"), "{first:?}");
    let written = std::fs::metadata(&out).unwrap().modified().unwrap();
    assert!(build(&program, &out).stderr.contains("is up to date"));
    assert_eq!(std::fs::metadata(&out).unwrap().modified().unwrap(), written);

    let greet = format!("greet={}", out.display());
    let ran = exec(&greet, "greet | cat; greet >/dev/null; echo $?");
    assert_eq!((ran.stdout.as_str(), ran.code), ("built\n3\n", Some(0)), "{ran:?}");

    std::fs::write(&program, module(4)).unwrap();
    assert!(build(&program, &out).stderr.contains("is ready"));
    assert_eq!(exec(&greet, "greet").code, Some(4));
}

#[test]
fn what_is_no_command_is_refused_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let (program, out) = (folder.path().join("text.wasm"), folder.path().join("text"));
    std::fs::write(&program, "#!/bin/sh\n").unwrap();
    let refused = build(&program, &out);
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.stderr.contains("text.wasm: it is not WebAssembly: it is a script"),
        "{refused:?}"
    );
    assert!(!out.exists());

    let missing = build(&folder.path().join("none.wasm"), &out);
    assert!(missing.stderr.contains("none.wasm: No such file"), "{missing:?}");
    let nowhere = build(&program, &folder.path().join("no/such/folder"));
    assert_eq!(nowhere.code, Some(2));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no parts are left");

    let raw = exec(&format!("text={}", program.display()), "text");
    assert!(raw.stderr.contains("it was not made by `kernelet build`"), "{raw:?}");
}
