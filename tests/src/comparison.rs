//! How a run in the sandbox is judged by the same run under real Node: standard output, exit code and
//! the kind of standard error must be equal; a list of expected failures is a ratchet.

use std::collections::BTreeMap;
use std::path::Path;

use crate::Finished;

/// Reads the `name: reason` lines of `expected-failures.txt` in the folder.
///
/// # Panics
/// When an entry has no reason.
pub fn expected_failures(folder: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("expected-failures.txt")).unwrap_or_default();
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (name, reason) = line.split_once(": ").unwrap_or((line, ""));
            assert!(!reason.trim().is_empty(), "expected-failures.txt: {name} has no reason");
            (name.trim().to_string(), reason.trim().to_string())
        })
        .collect()
}

/// Judges one run; the error says what differs, or that an expected failure is none any more.
pub fn verdict(
    real: &Finished,
    ours: &Finished,
    expected_failure: Option<&str>,
) -> Result<(), String> {
    match (difference(real, ours), expected_failure) {
        (None, None) | (Some(_), Some(_)) => Ok(()),
        (None, Some(_)) => Err("passes now: take it off expected-failures.txt".to_string()),
        (Some(text), None) => Err(text),
    }
}

/// The script's folder is /workspace in the VM.
pub fn normalised(finished: Finished, folder: &Path) -> Finished {
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
