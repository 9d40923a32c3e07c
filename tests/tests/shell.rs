//! Promise: scripts behave as in Debian's shells. Every script of `tests/shell/sh` runs under dash and
//! under our `sh`, every one of `tests/shell/bash` under both `bash`; standard output, exit code and
//! whether there is standard error must be equal.
//!
//! A script is run in an empty `/tmp` of its own with nothing but HOME and PATH in its environment.
//! `shell/expected-failures.txt` is a ratchet: a listed script that passes fails the run until it is
//! taken off the list.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use kernelet_tests::{Finished, finish, kernelet, root};
use libtest_mimic::{Arguments, Failed, Trial};

/// No script needs more than a fraction of this.
const TIME_LIMIT: &str = "20s";

/// Our command, its folder of scripts, and the real shell.
const SHELLS: [(&str, &str); 2] = [("sh", "/bin/dash"), ("bash", "/bin/bash")];

fn main() {
    let arguments = Arguments::from_args();
    let folder = root().join("tests/shell");
    let expected = expected_failures(&folder);
    let mut trials = Vec::new();
    let mut names = Vec::new();
    for (shell, real) in SHELLS {
        for script in scripts(&folder.join(shell)) {
            let stem = script.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let name = format!("{shell}/{stem}");
            let listed = expected.contains_key(&name);
            names.push(name.clone());
            trials.push(Trial::test(name, move || run(&script, shell, real, listed)));
        }
    }
    for name in expected.keys() {
        assert!(names.contains(name), "expected-failures.txt lists {name}, which does not exist");
    }
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

fn scripts(folder: &Path) -> Vec<PathBuf> {
    let entries =
        std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut scripts: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    scripts.sort();
    scripts
}

fn run(script: &Path, shell: &str, real: &str, listed: bool) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let mut theirs = Command::new(real);
    theirs.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", "/tmp").env("LC_ALL", "C.UTF-8");
    theirs.arg(script).current_dir(folder.path());
    let place = folder.path().to_string_lossy().into_owned();
    let mut theirs = finish(theirs, None);
    theirs.stdout = theirs.stdout.replace(&place, "/tmp");

    let mut ours = Command::new(kernelet());
    let mount = format!("{}:/scripts", script.parent().unwrap_or(script).display());
    ours.env_clear().args(["exec", "--timeout", TIME_LIMIT, "--mount", &mount, "--cwd", "/tmp"]);
    ours.args(["--env", "PATH=/usr/bin:/bin", "--env", "HOME=/tmp"]);
    let name = script.file_name().unwrap_or_default().to_string_lossy();
    ours.arg(format!("{shell} /scripts/{name}"));
    let ours = finish(ours, None);
    match (difference(&theirs, &ours), listed) {
        (None, false) | (Some(_), true) => Ok(()),
        (None, true) => Err("passes now: take it off expected-failures.txt".into()),
        (Some(text), false) => Err(text.into()),
    }
}

fn difference(theirs: &Finished, ours: &Finished) -> Option<String> {
    let same = theirs.code == ours.code
        && theirs.stdout == ours.stdout
        && theirs.stderr.is_empty() == ours.stderr.is_empty();
    (!same).then(|| format!("real {theirs:#?}\nours {ours:#?}"))
}
