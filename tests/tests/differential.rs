//! Promise: programs behave as under real Node. Every script of `tests/differential` runs under the
//! pinned node and under `kernelet run`; standard output, exit code and the kind of standard error
//! must be equal. See `differential/README.md` for the rules.
//!
//! `differential/expected-failures.txt` is a ratchet: a listed script that passes fails the run
//! until it is taken off the list.

use std::path::{Path, PathBuf};
use std::process::Command;

use kernelet_tests::comparison::{expected_failures, normalised, verdict};
use kernelet_tests::{finish, kernelet_run, node, root};
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

    verdict(&real, &ours, expected_failure).map_err(Failed::from)
}
