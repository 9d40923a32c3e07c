//! Promise: `kernelet exec` runs a shell command line in a VM: its streams, its exit code, its
//! processes.

use std::process::Command;

use kernelet_tests::{Finished, finish, kernelet};

fn exec(arguments: &[&str], stdin: Option<&str>) -> Finished {
    let mut command = Command::new(kernelet());
    command.arg("exec").env_clear().args(arguments);
    finish(command, stdin.map(|text| text.as_bytes().to_vec()))
}

fn output(line: &str) -> String {
    let finished = exec(&[line], None);
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), ""), "{finished:?}");
    finished.stdout
}

#[test]
fn streams_arguments_and_exit_codes_are_the_shells() {
    let finished =
        exec(&["read x; echo \"$x $1\"; echo error >&2; exit 5", "argument"], Some("line\n"));
    assert_eq!(finished.code, Some(5), "{finished:?}");
    assert_eq!(
        (finished.stdout.as_str(), finished.stderr.as_str()),
        ("line argument\n", "error\n")
    );
    assert_eq!(exec(&["no-such-command"], None).code, Some(127));
    assert_eq!(exec(&["kill -KILL $$"], None).code, Some(137));
    assert_eq!(exec(&["echo unfinished 'quote"], None).code, Some(2));
}

#[test]
fn commands_and_node_share_pipes() {
    let sum = "for i in 1 2 3; do echo $i; done | node -e \
               \"let n = 0; process.stdin.on('data', d => { for (const l of String(d).trim().split('\\n')) n += +l })\
               .on('end', () => console.log(n))\" | { read x; echo \"sum $x\"; }";
    assert_eq!(output(sum), "sum 6\n");
}

#[test]
fn a_hundred_thousand_lines_are_complete() {
    let lines = "i=0; while [ $i -lt 100000 ]; do echo $i; i=$((i+1)); done";
    let count = "node -e \"let n = 0; process.stdin.on('data', d => n += d.length).on('end', () => console.log(n))\"";
    assert_eq!(output(&format!("{lines} | {count}")), "588890\n");
}

#[test]
fn a_reader_that_stops_ends_the_writer() {
    assert_eq!(output("while :; do echo y; done | { read x; echo \"first $x\"; }"), "first y\n");
}

#[test]
fn a_timeout_ends_the_shell() {
    let finished = exec(&["--timeout", "300ms", "while :; do :; done"], None);
    assert_eq!(finished.code, Some(137), "{finished:?}");
}

#[test]
fn deep_recursion_is_an_error_of_the_shell() {
    let finished = exec(&["f() { f; }; f; echo unreachable"], None);
    assert!(finished.stderr.contains("maximum function nesting level exceeded"), "{finished:?}");
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(1), ""));
}
