//! A program and the kernel in one file, run by a stock wasmtime: its default configuration, linked with
//! its own WASI and nothing else. Arguments, standard streams, preopened directories, environment, exit
//! code, waiting, and what such a file does not have.

use std::sync::OnceLock;

use kernelet_tests::stock::{Access, Outcome, Run, compile, compose, part, with_deep_stack};
use wasmtime::component::Component;

fn sh() -> &'static Component {
    static SH: OnceLock<Component> = OnceLock::new();
    SH.get_or_init(|| compile(&compose(&part("sh"))))
}

fn node() -> &'static Component {
    static NODE: OnceLock<Component> = OnceLock::new();
    NODE.get_or_init(|| compile(&compose(&part("node"))))
}

fn plain(file: &Component, arguments: &[&str]) -> Outcome {
    Run::new(arguments).of(file)
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
    let run = Run::new(&["sh.wasm", "-c", script, "self", "one two"]);
    let ended = run.input("typed\n").variable("NAME", "value").of(sh());
    assert_eq!(ended, outcome("self one two typed value\n", "wrong\n", 7));
}

#[test]
fn directories_are_where_they_were_preopened() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in"), "from the host\n").unwrap();
    let script = "read line < /data/in; echo $line; echo written > /data/out; cd /data; echo *; \
                  echo no > /fixed/file || echo refused $?";
    let run = Run::new(&["sh", "-c", script])
        .directory(folder.path(), "/data", Access::ReadWrite)
        .directory(folder.path(), "/fixed", Access::ReadOnly);
    let ended = run.of(sh());
    assert_eq!(ended.stdout, "from the host\nin out\nrefused 2\n");
    assert!(ended.stderr.contains("Read-only file system"), "{}", ended.stderr);
    assert_eq!(std::fs::read_to_string(folder.path().join("out")).unwrap(), "written\n");
    assert!(!folder.path().join("file").exists());
}

#[test]
fn what_is_not_preopened_is_not_there() {
    let ended = plain(sh(), &["sh", "-c", "read line < /data/in"]);
    assert_eq!(ended.code, 2);
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
    let script =
        "for i in 1 2 3; do echo $i; done | while read n; do echo $((n * n)); done; (exit 4)";
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
    let run = Run::new(&["node.wasm", "-e", script, "--", "x"]);
    let ended = run.input("typed").variable("NAME", "value").of(node());
    assert_eq!(ended, outcome("node [] value\nTYPED\n", "wrong\n", 9));
}

#[test]
fn node_runs_a_project_of_a_preopened_directory() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "main.mjs",
        "import { twice } from './lib.cjs'; import fs from 'node:fs';\n\
        fs.writeFileSync('out.txt', String(twice(21))); console.log(fs.readdirSync('.'));",
    );
    write("lib.cjs", "exports.twice = (n) => 2 * n;");
    let run = Run::new(&["node.wasm", "main.mjs"]).directory(folder.path(), ".", Access::ReadWrite);
    let ended = run.of(node());
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

#[test]
fn deep_recursion_is_a_range_error_on_the_stack_that_the_documentation_asks_for() {
    let script = "
        const deep = (n) => 1 + deep(n + 1);
        try { deep(0); } catch (error) { console.log(error.name); }
        try { JSON.parse('['.repeat(1e6)); } catch (error) { console.log(error.name); }";
    let run = move || plain(&with_deep_stack(node()), &["node.wasm", "-e", script]);
    let thread = std::thread::Builder::new().stack_size(80 << 20).spawn(run).unwrap();
    let ended = thread.join().unwrap();
    assert_eq!(ended, outcome("RangeError\nRangeError\n", "", 0));
}

#[test]
fn three_hundred_nested_calls_fit_the_default_stack() {
    let script = "const nested = (n) => n === 0 ? 0 : 1 + nested(n - 1); console.log(nested(300));";
    let ended = plain(node(), &["node.wasm", "-e", script]);
    assert_eq!(ended, outcome("300\n", "", 0));
}
