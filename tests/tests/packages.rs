//! Promise: widely used npm packages run unchanged. Every program of `fixtures/packages` uses one
//! package for its purpose; it runs under the pinned node and under `kernelet run`, and standard
//! output, exit code and the kind of standard error must be equal.
//!
//! `fixtures/packages/expected-failures.txt` is a ratchet as in `differential.rs`.

use std::path::{Path, PathBuf};
use std::process::Command;

use kernelet_tests::comparison::{expected_failures, normalised, verdict};
use kernelet_tests::{finish, kernelet_run, node, root};
use libtest_mimic::{Arguments, Failed, Trial};

/// The compilers among them take seconds on a busy machine.
const TIME_LIMIT: &str = "240s";

fn main() {
    let arguments = Arguments::from_args();
    let folder = root().join("fixtures/packages");
    assert!(
        folder.join("node_modules").is_dir(),
        "{} has no packages: run `just setup` first",
        folder.display()
    );
    let expected = expected_failures(&folder);
    let programs = programs(&folder);
    for name in expected.keys() {
        assert!(
            programs.iter().any(|program| name_of(program) == *name),
            "expected-failures.txt lists {name}, which does not exist"
        );
    }
    let trials = programs
        .into_iter()
        .map(|program| {
            let name = name_of(&program);
            let reason = expected.get(&name).cloned();
            Trial::test(name, move || run(&program, reason.as_deref()))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit();
}

/// The programs, by name.
fn programs(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut programs: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "mjs" || kind == "cjs"))
        .collect();
    programs.sort();
    programs
}

fn name_of(program: &Path) -> String {
    program.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn run(program: &Path, expected_failure: Option<&str>) -> Result<(), Failed> {
    let folder = program.parent().unwrap_or(program);
    let mut real = Command::new(node());
    real.env_clear().env("TZ", "UTC").env("HOME", "/home/user").env("PATH", "/usr/bin:/bin");
    real.arg(program).current_dir(folder);
    let real = normalised(finish(real, None), folder);
    let mut ours = kernelet_run();
    ours.args(["--timeout", TIME_LIMIT, "--env", "TZ=UTC"]).arg(program);
    let ours = normalised(finish(ours, None), folder);
    verdict(&real, &ours, expected_failure).map_err(Failed::from)
}
