//! A program and the kernel in one file, run by a stock wasmtime: its default configuration, linked with
//! its own WASI and nothing else. Arguments, standard streams, preopened directories, environment, exit
//! code, waiting, and what such a file does not have.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use kernelet_compose::Solo;
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::p2::bindings::sync::Command;
use wasmtime_wasi::p2::pipe::{MemoryInputPipe, MemoryOutputPipe};
use wasmtime_wasi::{DirPerms, FilePerms, I32Exit, WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

/// Where the build put the components.
fn components() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../.build/components")
}

fn part(name: &str) -> Vec<u8> {
    let path = components().join(name).with_extension("wasm");
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// One file of the program.
fn compose(program: &[u8]) -> Vec<u8> {
    let (kernel, host, supervisor) = (part("kernel"), part("solo_host"), part("solo_supervisor"));
    let solo = Solo { kernel: &kernel, host: &host, supervisor: &supervisor };
    solo.compose(program).unwrap()
}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    // Cranelift compiles for speed by default; the files are run once here.
    ENGINE.get_or_init(|| Engine::new(&Config::new()).unwrap())
}

fn compiled(program: &str) -> Component {
    Component::new(engine(), compose(&part(program))).unwrap()
}

fn sh() -> &'static Component {
    static SH: OnceLock<Component> = OnceLock::new();
    SH.get_or_init(|| compiled("sh"))
}

fn node() -> &'static Component {
    static NODE: OnceLock<Component> = OnceLock::new();
    NODE.get_or_init(|| compiled("node"))
}

struct State {
    wasi: WasiCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

/// What became of a run.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    stdout: String,
    stderr: String,
    code: i32,
}

/// Runs a file with these arguments, that input, and what `more` gives it.
fn run(
    file: &Component,
    arguments: &[&str],
    input: &str,
    more: impl FnOnce(&mut WasiCtxBuilder),
) -> Outcome {
    let (stdout, stderr) = (MemoryOutputPipe::new(16 << 20), MemoryOutputPipe::new(16 << 20));
    let mut builder = WasiCtxBuilder::new();
    builder.args(arguments).stdin(MemoryInputPipe::new(input.to_owned()));
    builder.stdout(stdout.clone()).stderr(stderr.clone());
    more(&mut builder);
    let state = State { wasi: builder.build(), table: ResourceTable::new() };
    let mut linker = Linker::new(engine());
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker).unwrap();
    let mut store = Store::new(engine(), state);
    let command = Command::instantiate(&mut store, file, &linker).unwrap();
    let ended = command.wasi_cli_run().call_run(&mut store);
    let code = match ended {
        Ok(Ok(())) => 0,
        Ok(Err(())) => 1,
        Err(error) => match error.downcast_ref::<I32Exit>() {
            Some(exit) => exit.0,
            None => panic!("{error:?}\n{}", String::from_utf8_lossy(&stderr.contents())),
        },
    };
    let text = |pipe: MemoryOutputPipe| String::from_utf8(pipe.contents().into()).unwrap();
    Outcome { stdout: text(stdout), stderr: text(stderr), code }
}

fn plain(file: &Component, arguments: &[&str]) -> Outcome {
    run(file, arguments, "", |_| {})
}

fn outcome(stdout: &str, stderr: &str, code: i32) -> Outcome {
    Outcome { stdout: stdout.into(), stderr: stderr.into(), code }
}

#[test]
fn the_file_imports_wasi_and_nothing_else() {
    let file = compose(&part("sh"));
    let imports = kernelet_compose::shape(&file).unwrap().imports;
    assert!(!imports.is_empty());
    for import in imports {
        assert!(import.starts_with("wasi:"), "{import}");
        assert!(!import.starts_with("wasi:sockets/"), "{import}");
    }
}

#[test]
fn a_shell_has_arguments_streams_environment_and_an_exit_code() {
    let script = r#"read line; echo "$0 $1 $line $NAME"; echo wrong >&2; exit 7"#;
    let ended = run(sh(), &["sh.wasm", "-c", script, "self", "one two"], "typed\n", |wasi| {
        wasi.env("NAME", "value");
    });
    assert_eq!(ended, outcome("self one two typed value\n", "wrong\n", 7));
}

#[test]
fn directories_are_where_they_were_preopened() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in"), "from the host\n").unwrap();
    let script = "read line < /data/in; echo $line; echo written > /data/out; cd /data; echo *; \
                  echo no > /fixed/file || echo refused $?";
    let ended = run(sh(), &["sh", "-c", script], "", |wasi| {
        let all = (DirPerms::all(), FilePerms::all());
        wasi.preopened_dir(folder.path(), "/data", all.0, all.1).unwrap();
        let read = (DirPerms::READ, FilePerms::READ);
        wasi.preopened_dir(folder.path(), "/fixed", read.0, read.1).unwrap();
    });
    assert_eq!(ended.stdout, "from the host\nin out\nrefused 1\n");
    assert!(ended.stderr.contains("Read-only file system"), "{}", ended.stderr);
    assert_eq!(std::fs::read_to_string(folder.path().join("out")).unwrap(), "written\n");
    assert!(!folder.path().join("file").exists());
}

#[test]
fn what_is_not_preopened_is_not_there() {
    let ended = plain(sh(), &["sh", "-c", "read line < /data/in"]);
    assert_eq!(ended.code, 1);
    assert!(ended.stderr.contains("No such file"), "{}", ended.stderr);
}

#[test]
fn another_program_cannot_be_started_and_says_so() {
    let ended = plain(sh(), &["sh", "-c", "sh -c 'echo never'; echo $?"]);
    assert!(ended.stderr.contains("Function not implemented"), "{ended:?}");
    assert_eq!(ended.stdout, "126\n");
}

#[test]
fn subshells_and_pipelines_of_one_shell_work() {
    let script = "for i in 1 2 3; do echo $i; done | while read n; do echo $((n * n)); done; (exit 4)";
    assert_eq!(plain(sh(), &["sh", "-c", script]), outcome("1\n4\n9\n", "", 4));
}

#[test]
fn a_signal_ends_the_file_as_it_ends_a_program() {
    let ended = plain(sh(), &["sh", "-c", "echo before; kill -TERM $$; echo after"]);
    assert_eq!(ended, outcome("before\n", "", 143));
}

#[test]
fn node_has_arguments_streams_environment_and_an_exit_code() {
    let script = "
        console.log(process.argv0, process.argv.slice(2), process.env.NAME);
        console.error('wrong');
        let text = '';
        process.stdin.on('data', (piece) => text += piece);
        process.stdin.on('end', () => { console.log(text.toUpperCase()); process.exit(9); });";
    let ended = run(node(), &["node.wasm", "-e", script, "--", "x"], "typed", |wasi| {
        wasi.env("NAME", "value");
    });
    assert_eq!(ended, outcome("node [] value\nTYPED\n", "wrong\n", 9));
}

#[test]
fn node_runs_a_project_of_a_preopened_directory() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("main.mjs", "import { twice } from './lib.cjs'; import fs from 'node:fs';\n\
        fs.writeFileSync('out.txt', String(twice(21))); console.log(fs.readdirSync('.'));");
    write("lib.cjs", "exports.twice = (n) => 2 * n;");
    let ended = run(node(), &["node.wasm", "main.mjs"], "", |wasi| {
        wasi.preopened_dir(folder.path(), ".", DirPerms::all(), FilePerms::all()).unwrap();
    });
    assert_eq!(ended, outcome("[ 'lib.cjs', 'main.mjs', 'out.txt' ]\n", "", 0));
    assert_eq!(std::fs::read_to_string(folder.path().join("out.txt")).unwrap(), "42");
}

#[test]
fn node_waits_for_timers_and_talks_to_itself() {
    let script = "
        const started = Date.now();
        require('http').createServer((q, s) => s.end('hello')).listen(80800 % 65536, async function () {
            const answer = await fetch(`http://127.0.0.1:${this.address().port}/`);
            console.log(await answer.text());
            this.close();
        });
        setTimeout(() => console.log(Date.now() - started >= 50), 50);";
    let ended = plain(node(), &["node.wasm", "-e", script]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let mut lines: Vec<&str> = ended.stdout.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["hello", "true"]);
}

#[test]
fn node_says_what_one_file_does_not_have() {
    let script = "
        const { spawnSync } = require('child_process');
        console.log(spawnSync('node', ['-v']).error.code);
        require('net').connect(80, '203.0.113.1').on('error', (error) => console.log(error.code));";
    let ended = plain(node(), &["node.wasm", "-e", script]);
    assert_eq!(ended, outcome("ENOSYS\nENETUNREACH\n", "", 0));
}

#[test]
fn output_of_any_length_arrives_whole() {
    let script = "process.stdout.write('x'.repeat(3_000_000) + '\\n');";
    let ended = plain(node(), &["node.wasm", "-e", script]);
    assert_eq!((ended.stdout.len(), ended.code), (3_000_001, 0));
}
