//! Promise: commands of a VM, and WebAssembly that is a file of it, behave as programs: they exit with
//! their own status, are bound by mounts, limits and modes, and read and write every byte.

use std::collections::BTreeSet;

use kernelet::vm::config::{Access, Mount};
use kernelet::{ExitStatus, ProcessOptions, Runtime, Stdio, Vm, VmConfig};

fn runtime() -> Runtime {
    Runtime::builder().processes(32).build().expect("components inside: run `just build` first")
}

fn vm() -> Vm {
    runtime().vm(VmConfig::default()).unwrap()
}

/// What a command left: status, standard output, standard error.
type Left = (ExitStatus, String, String);

async fn run(vm: &Vm, directory: &str, words: &[&str], input: &[u8]) -> Left {
    let mut options = ProcessOptions::new(words[0]).directory(directory);
    options.stdin = Stdio::Piped;
    for word in &words[1..] {
        options = options.argument(*word);
    }
    let process = vm.start(options).expect("started");
    let feed = async {
        // A command that does not read all of its input is no failure.
        let _ = process.write_stdin(input).await;
        process.close_stdin().unwrap();
    };
    let (read, ()) = tokio::join!(process.read_to_end(), feed);
    let (stdout, stderr) = read.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (process.wait().await.unwrap(), text(stdout), text(stderr))
}

fn exited(status: u8) -> ExitStatus {
    ExitStatus::Exited(status)
}

#[tokio::test]
async fn every_registered_command_is_one_of_the_programs() {
    let vm = vm();
    let (_, found, _) = run(&vm, "/bin", &["ls"], b"").await;
    let found: BTreeSet<&str> = found.lines().collect();
    for (program, least) in [("coreutils", 70), ("utilities", 50)] {
        let (status, listed, stderr) = run(&vm, "/", &[program, "--list"], b"").await;
        assert_eq!((status, stderr.as_str()), (exited(0), ""));
        let listed: BTreeSet<&str> = listed.lines().collect();
        let missing: Vec<_> = listed.difference(&found).collect();
        assert!(missing.is_empty(), "not registered: {missing:?}");
        assert!(listed.len() > least, "{listed:?}");
    }
}

#[tokio::test]
async fn a_command_starts_in_its_working_directory_and_exits_with_its_status() {
    let vm = vm();
    vm.write_file("/tmp/numbers", b"3\n1\n2\n").await.unwrap();
    assert_eq!(run(&vm, "/tmp", &["sort", "numbers"], b"").await.1, "1\n2\n3\n");
    assert_eq!(run(&vm, "/tmp", &["sort", "/tmp/numbers"], b"").await.1, "1\n2\n3\n");
    assert_eq!(run(&vm, "/tmp", &["pwd"], b"").await.1, "/tmp\n");
    assert_eq!(run(&vm, "/tmp", &["ls"], b"").await.1, "numbers\n");
    assert_eq!(run(&vm, "/tmp", &["mkdir", "new"], b"").await.0, exited(0));
    assert_eq!(run(&vm, "/tmp/new", &["test", "-f", "../numbers"], b"").await.0, exited(0));
    assert_eq!(run(&vm, "/tmp", &["expr", "1", "+", "nothing"], b"").await.0, exited(2));
    let (status, stdout, stderr) = run(&vm, "/tmp", &["cat", "missing"], b"").await;
    assert_eq!((status, stdout.as_str()), (exited(1), ""));
    assert!(stderr.contains("missing: No such file or directory"), "{stderr}");
}

#[tokio::test]
async fn every_line_passes_a_command() {
    let vm = vm();
    let lines: String = (0..100_000).rev().map(|number| format!("{number:05}\n")).collect();
    let (status, sorted, stderr) = run(&vm, "/", &["sort"], lines.as_bytes()).await;
    assert_eq!((status, stderr.as_str()), (exited(0), ""));
    assert_eq!(sorted.lines().count(), 100_000);
    assert!(sorted.lines().zip(0..).all(|(line, number)| line == format!("{number:05}")));
    let (_, counted, _) = run(&vm, "/", &["wc", "-l"], lines.as_bytes()).await;
    assert_eq!(counted.trim(), "100000");
}

#[tokio::test]
async fn a_read_only_mount_refuses_and_a_full_disk_ends_a_copy() {
    let host = tempfile::tempdir().unwrap();
    std::fs::write(host.path().join("there"), "content").unwrap();
    let mount =
        Mount { host: host.path().to_path_buf(), guest: "/data".into(), access: Access::ReadOnly };
    let mut config = VmConfig { mounts: vec![mount], ..VmConfig::default() };
    config.limits.filesystem_bytes = 4 << 20;
    let vm = runtime().vm(config).unwrap();
    assert_eq!(run(&vm, "/data", &["cat", "there"], b"").await.1, "content");
    for command in [&["touch", "/data/new"][..], &["rm", "/data/there"], &["mkdir", "/data/d"]] {
        let (status, _, stderr) = run(&vm, "/", command, b"").await;
        assert_eq!(status, exited(1), "{command:?}");
        assert!(stderr.contains("Read-only file system"), "{command:?}: {stderr}");
    }
    assert!(!host.path().join("new").exists() && host.path().join("there").exists());
    let fill = ["sh", "-c", "yes >/tmp/lines"];
    let (status, _, stderr) = run(&vm, "/", &fill, b"").await;
    assert_eq!(status, exited(1), "{stderr}");
    // A stream of WASI fails without saying why.
    assert!(stderr.contains("I/O error"), "{stderr}");
}

/// A command of WASI preview 1: writes its arguments' count as a digit, exits with 42.
const PREVIEW_1: &str = r#"(module
  (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (call $sizes (i32.const 0) (i32.const 4)))
    (i32.store8 (i32.const 32) (i32.add (i32.const 48) (i32.load (i32.const 0))))
    (i32.store8 (i32.const 33) (i32.const 10))
    (i32.store (i32.const 16) (i32.const 32))
    (i32.store (i32.const 20) (i32.const 2))
    (drop (call $write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24)))
    (call $exit (i32.const 42))))"#;

async fn install(vm: &Vm, path: &str, text: &str) {
    // The user's own file: what the embedder writes belongs to root.
    let module = wat::parse_str(text).unwrap();
    let code = format!("fs.writeFileSync('{path}', fs.readFileSync(0), {{ mode: 0o755 }})");
    let (status, _, stderr) = run(vm, "/", &["node", "-e", &code], &module).await;
    assert_eq!(status, exited(0), "{stderr}");
}

#[tokio::test]
async fn web_assembly_in_a_file_of_the_vm_runs() {
    let vm = vm();
    install(&vm, "/tmp/command", PREVIEW_1).await;
    let expected = (exited(42), "3\n".to_string(), String::new());
    assert_eq!(run(&vm, "/", &["/tmp/command", "a", "b"], b"").await, expected);
    assert_eq!(run(&vm, "/tmp", &["./command", "c", "d"], b"").await, expected, "kept by content");
    let code = "const { spawnSync } = require('child_process');
        const { status, stdout } = spawnSync('/tmp/command', ['x']);
        console.log(status, String(stdout).trim());";
    assert_eq!(run(&vm, "/", &["node", "-e", code], b"").await.1, "42 2\n");
}

#[tokio::test]
async fn web_assembly_that_is_no_command_says_why_it_cannot_run() {
    let vm = vm();
    let foreign = r#"(module (import "env" "open" (func)) (func (export "_start")))"#;
    for (text, reason) in [
        ("(module)", "cannot be made a component"),
        (foreign, "env"),
        ("(component)", "exports neither `run` nor `wasi:cli/run`"),
    ] {
        install(&vm, "/tmp/bad", text).await;
        let (status, _, stderr) = run(&vm, "/", &["/tmp/bad"], b"").await;
        assert_eq!(status, exited(126), "{stderr}");
        assert!(stderr.starts_with("kernelet: /tmp/bad: ") && stderr.contains(reason), "{stderr}");
    }
}
