//! Promise: commands behave as Debian's. Every command line of `tests/commands/*.list` runs under bash on this
//! machine and in a VM, in a directory that `fixture.sh` has filled; standard output, exit code and whether
//! there is standard error must be equal.
//!
//! A line that ends inside of quotes goes on in the next. A line whose command this machine has not is
//! left out and counted. `expected-failures.txt` is a ratchet: a listed line that passes fails the run
//! until it is taken off the list.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use kernelet_tests::{Finished, comparison, finish, kernelet, root};
use libtest_mimic::{Arguments, Failed, Trial};

/// No line needs more than a fraction of this.
const TIME_LIMIT: &str = "20s";

fn main() {
    let arguments = Arguments::from_args();
    let folder = root().join("tests/commands");
    let expected = comparison::expected_failures(&folder);
    let mut trials = Vec::new();
    for (list, lines) in lists(&folder) {
        for (number, line) in lines {
            let name = format!("{list}:{number}");
            let listed = expected.get(&name).cloned();
            trials.push(Trial::test(name, move || run(&line, listed.as_deref())));
        }
    }
    assert!(trials.len() >= 500, "only {} command lines were found", trials.len());
    for name in expected.keys() {
        let known = trials.iter().any(|trial| trial.name() == name);
        assert!(known, "expected-failures.txt lists {name}, which does not exist");
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// The lists, and of each the command lines with the number of their first line.
fn lists(folder: &Path) -> BTreeMap<String, Vec<(usize, String)>> {
    let entries = std::fs::read_dir(folder).expect("tests/commands").flatten();
    let lists = entries.filter_map(|entry| {
        let path = entry.path();
        let stem = path.file_stem()?.to_str()?.to_string();
        if path.extension()? != "list" {
            return None;
        }
        let mut lines: Vec<(usize, String)> = Vec::new();
        let mut open: Option<(usize, String)> = None;
        for (number, line) in (1..).zip(std::fs::read_to_string(&path).ok()?.lines()) {
            let (first, text) = match open.take() {
                Some((first, text)) => (first, format!("{text}\n{line}")),
                None => (number, line.to_string()),
            };
            if text.matches('\'').count() % 2 == 1
                && !text.contains("\"it's")
                && !text.contains("\"a '")
            {
                open = Some((first, text));
            } else {
                lines.push((first, text));
            }
        }
        Some((stem, lines))
    });
    lists.collect()
}

fn run(line: &str, listed: Option<&str>) -> Result<(), Failed> {
    let fixture = root().join("tests/commands/fixture.sh");
    let folder = tempfile::tempdir()?;
    let mut theirs = Command::new("/bin/bash");
    theirs.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", "/tmp").env("LC_ALL", "C.UTF-8");
    theirs.arg("-c").arg(format!("umask 022; . {}\n{line}", fixture.display()));
    theirs.current_dir(folder.path());
    let theirs = finish(theirs, None);

    let mut ours = Command::new(kernelet());
    let mount = format!("{}:/lists", root().join("tests/commands").display());
    ours.env_clear().args(["exec", "--timeout", TIME_LIMIT, "--mount", &mount, "--cwd", "/tmp"]);
    ours.args(["--env", "PATH=/usr/bin:/bin", "--env", "HOME=/tmp", "--env", "LC_ALL=C.UTF-8"]);
    // `exec` runs `sh`, which is bash as well.
    ours.arg(format!("umask 022; . /lists/fixture.sh\n{line}"));
    let ours = finish(ours, None);
    match (difference(&theirs, &ours), listed) {
        (None, None) | (Some(_), Some(_)) => Ok(()),
        (None, Some(_)) => Err("passes now: take it off expected-failures.txt".into()),
        (Some(text), None) => Err(format!("{line}\n{text}").into()),
    }
}

fn difference(theirs: &Finished, ours: &Finished) -> Option<String> {
    let mut text = String::new();
    if theirs.stdout != ours.stdout {
        text.push_str(&format!(
            "stdout: Debian {:?}\n      kernelet {:?}\n",
            theirs.stdout, ours.stdout
        ));
    }
    if theirs.code != ours.code {
        text.push_str(&format!("exit code: Debian {:?}, kernelet {:?}\n", theirs.code, ours.code));
    }
    if theirs.stderr.is_empty() != ours.stderr.is_empty() {
        text.push_str(&format!(
            "stderr: Debian {:?}\n      kernelet {:?}\n",
            theirs.stderr, ours.stderr
        ));
    }
    (!text.is_empty()).then(|| {
        let stderr = if ours.stderr.is_empty() { "" } else { ours.stderr.as_str() };
        format!("{text}{stderr}")
    })
}
