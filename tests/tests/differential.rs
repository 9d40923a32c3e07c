//! Promise: programs behave as under real Node. Every script of `tests/differential` runs under the
//! pinned node and under `kernelet run`; standard output, exit code and the kind of standard error
//! must be equal. See `differential/README.md` for the rules.
//!
//! `differential/expected-failures.txt` is a ratchet: a listed script that passes fails the run
//! until it is taken off the list.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use kernelet_tests::{Finished, finish, kernelet_run, node, root};
use libtest_mimic::{Arguments, Failed, Trial};

/// No script needs more than a fraction of this.
const TIME_LIMIT: &str = "20s";

fn main() {
    let arguments = Arguments::from_args();
    let folder = root().join("tests/differential");
    let expected = expected_failures(&folder);
    let mut scripts = Vec::new();
    collect(&folder, &mut scripts);
    scripts.sort();
    for name in expected.keys() {
        assert!(
            scripts.iter().any(|script| name_of(&folder, script) == *name),
            "expected-failures.txt lists {name}, which does not exist"
        );
    }
    let trials = scripts
        .into_iter()
        .map(|script| {
            let name = name_of(&folder, &script);
            let reason = expected.get(&name).cloned();
            Trial::test(name, move || run(&script, reason.as_deref()))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit();
}

/// Reads `name: reason` lines.
fn expected_failures(folder: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("expected-failures.txt")).unwrap_or_default();
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (name, reason) = line.split_once(':').unwrap_or((line, ""));
            assert!(!reason.trim().is_empty(), "expected-failures.txt: {name} has no reason");
            (name.trim().to_string(), reason.trim().to_string())
        })
        .collect()
}

/// Scripts: files in a module's folder, or `main.*` in a folder of a case.
fn collect(folder: &Path, scripts: &mut Vec<PathBuf>) {
    let Ok(modules) = std::fs::read_dir(folder) else { return };
    for module in modules.flatten().filter(|entry| entry.path().is_dir()) {
        let Ok(cases) = std::fs::read_dir(module.path()) else { continue };
        for case in cases.flatten().map(|entry| entry.path()) {
            if case.is_dir() {
                let mains = ["main.js", "main.mjs", "main.cjs", "main.ts", "main.mts"]
                    .map(|main| case.join(main));
                scripts.extend(mains.into_iter().find(|main| main.is_file()));
            } else if is_script(&case) {
                scripts.push(case);
            }
        }
    }
}

fn is_script(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        ["js", "mjs", "cjs", "ts", "mts", "cts"].iter().any(|e| extension == *e)
    })
}

/// `module/case` without the extension or `main`.
fn name_of(folder: &Path, script: &Path) -> String {
    let relative = script.strip_prefix(folder).unwrap_or(script).with_extension("");
    let text = relative.to_string_lossy().into_owned();
    text.strip_suffix("/main").map(str::to_string).unwrap_or(text)
}

fn run(script: &Path, expected_failure: Option<&str>) -> Result<(), Failed> {
    let folder = script.parent().unwrap_or(script);
    let side = |extension: &str| {
        let base =
            if script.file_stem().is_some_and(|stem| stem == "main") { folder } else { script };
        std::fs::read(base.with_extension(extension)).ok()
    };
    let lines = |extension: &str| -> Vec<String> {
        let text = side(extension).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        text.unwrap_or_default().lines().filter(|l| !l.is_empty()).map(str::to_string).collect()
    };
    let (arguments, variables, flags) = (lines("args"), lines("env"), lines("flags"));
    let stdin = side("stdin");

    let mut real = Command::new(node());
    real.env_clear().env("TZ", "UTC").env("HOME", "/home/user").env("PATH", "/usr/bin:/bin");
    real.envs(variables.iter().filter_map(|variable| variable.split_once('=')));
    real.args(&flags).arg(script).args(&arguments).current_dir(folder);
    let real = normalised(finish(real, stdin.clone()), folder);

    let mut ours = kernelet_run();
    ours.args(["--timeout", TIME_LIMIT, "--env", "TZ=UTC"]);
    for variable in &variables {
        ours.args(["--env", variable]);
    }
    for flag in &flags {
        ours.arg(format!("--node-flag={flag}"));
    }
    ours.arg(script).args(&arguments);
    let ours = normalised(finish(ours, stdin), folder);

    match (difference(&real, &ours), expected_failure) {
        (None, None) => Ok(()),
        (Some(_), Some(_)) => Ok(()),
        (None, Some(_)) => Err("passes now: take it off expected-failures.txt".into()),
        (Some(text), None) => Err(text.into()),
    }
}

/// The script's folder is /workspace in the VM.
fn normalised(finished: Finished, folder: &Path) -> Finished {
    let folder = folder.to_string_lossy();
    Finished {
        stdout: finished.stdout.replace(&*folder, "/workspace"),
        stderr: finished.stderr.replace(&*folder, "/workspace"),
        ..finished
    }
}

fn difference(real: &Finished, ours: &Finished) -> Option<String> {
    let mut text = String::new();
    if real.stdout != ours.stdout {
        text.push_str(&first_difference("stdout", &real.stdout, &ours.stdout));
    }
    if real.code != ours.code {
        text.push_str(&format!("exit code: node {:?}, kernelet {:?}\n", real.code, ours.code));
    }
    let (theirs, mine) = (kind_of(&real.stderr), kind_of(&ours.stderr));
    if theirs != mine {
        text.push_str(&format!("stderr: node {theirs:?}\n     kernelet {mine:?}\n"));
    }
    if text.is_empty() {
        return None;
    }
    if !ours.stderr.is_empty() {
        text.push_str(&format!("kernelet's stderr: {}\n", ours.stderr));
    }
    Some(text)
}

/// What kind of standard error it is: headers of errors and warnings, and whether node's last line
/// is there. Frames, source excerpts and process ids are left out.
fn kind_of(stderr: &str) -> Vec<String> {
    let header = |line: &&str| {
        let word = line.split([':', ' ', '[']).next().unwrap_or_default();
        (word.ends_with("Error") || word == "Uncaught" || line.starts_with("(node:"))
            && !line.trim_start().starts_with("at ")
            || line.starts_with("Node.js v")
    };
    let without_pid = |line: &str| match line.strip_prefix("(node:").and_then(|l| l.split_once(')'))
    {
        Some((_, rest)) => format!("(node){rest}"),
        None => line.to_string(),
    };
    stderr.lines().filter(header).map(without_pid).collect()
}

fn first_difference(what: &str, real: &str, ours: &str) -> String {
    let (mut theirs, mut mine) = (real.lines(), ours.lines());
    let mut number = 1;
    loop {
        match (theirs.next(), mine.next()) {
            (Some(a), Some(b)) if a == b => number += 1,
            (None, None) => return format!("{what}: line ends differ\n"),
            (a, b) => {
                return format!("{what} line {number}:\n  node     {a:?}\n  kernelet {b:?}\n");
            }
        }
    }
}
