//! Promise: what `docs/composition.md`, `docs/embedding.md` and `docs/commands.md` say to type works and prints what they
//! show. Every `console` block is run, line by line, in one folder for each document, which looks like a
//! checkout after `just build`.
//!
//! `just compose` and the binaries are those of this build; `wasmtime` is the one that is installed, or
//! else `stock-wasmtime`, the same crates behind the same options.

use std::os::unix::fs::symlink;
use std::process::Command;

use kernelet_tests::{binary, finish, root};

/// What stands for what a reader has installed.
const TOOLS: &str = r#"
just() { [ "$1" = compose ] && shift && target/release/kernelet-compose "$@"; }
command -v wasmtime >/dev/null || wasmtime() { target/release/stock-wasmtime "$@"; }
"#;

/// A line to type and what it prints.
#[derive(Debug)]
struct Step {
    typed: String,
    shown: String,
}

/// The lines after `$ ` in `console` blocks, each with what follows it.
fn steps(document: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for line in document.lines() {
        match line.strip_prefix("```") {
            Some(kind) => inside = !inside && kind == "console",
            None if !inside => {}
            None => match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(typed), _) => {
                    steps.push(Step { typed: typed.into(), shown: String::new() });
                }
                (None, Some(step)) => {
                    step.shown.push_str(line);
                    step.shown.push('\n');
                }
                (None, None) => panic!("`{line}` follows no command"),
            },
        }
    }
    steps
}

fn works(document: &str) {
    let text = std::fs::read_to_string(root().join("docs").join(document)).unwrap();
    let steps = steps(&text);
    assert!(!steps.is_empty(), "{document} shows nothing");
    let folder = tempfile::tempdir().unwrap();
    let compose = binary("kernelet-compose");
    let binaries = compose.parent().unwrap();
    std::fs::create_dir(folder.path().join("target")).unwrap();
    symlink(binaries, folder.path().join("target/release")).unwrap();
    symlink(root().join(".build"), folder.path().join(".build")).unwrap();
    for Step { typed, shown } in steps {
        let mut shell = Command::new("sh");
        shell.current_dir(folder.path());
        shell.args(["-c", &format!("{TOOLS}\n{typed}")]);
        let ran = finish(shell, Some(Vec::new()));
        let printed = ran.stdout + &ran.stderr;
        assert_eq!(printed, shown, "{document}: $ {typed}");
    }
}

#[test]
fn composition() {
    works("composition.md");
}

#[test]
fn embedding() {
    works("embedding.md");
}

#[test]
fn commands() {
    works("commands.md");
}
