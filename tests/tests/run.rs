//! Promise: `kernelet run` streams, exits and refuses as its help says.

use std::path::Path;

use kernelet_tests::{Finished, finish, kernelet_run, root};

fn run(arguments: &[&str]) -> Finished {
    let mut command = kernelet_run();
    command.args(arguments);
    finish(command, None)
}

fn program(name: &str) -> String {
    root().join("fixtures/programs").join(name).display().to_string()
}

/// A refused command: nothing on stdout, exit code 2, one line that says all of `parts`.
fn refused(arguments: &[&str], parts: &[&str]) {
    let finished = run(arguments);
    assert_eq!((finished.code, finished.stdout.as_str()), (Some(2), ""), "{finished:?}");
    for part in parts {
        assert!(finished.stderr.contains(part), "{part:?} is not in {:?}", finished.stderr);
    }
}

#[test]
fn prints_and_exits() {
    let finished = run(&["-e", "console.log('hi'); console.error('err'); process.exitCode = 3"]);
    assert_eq!(finished.stdout, "hi\n");
    assert_eq!(finished.stderr, "err\n");
    assert_eq!(finished.code, Some(3));
}

#[test]
fn arguments_reach_the_program() {
    let code = "console.log(JSON.stringify(process.argv.slice(1)))";
    let finished = run(&["-e", code, "--", "-a", "--b", "c d"]);
    assert_eq!(finished.stdout, "[\"-a\",\"--b\",\"c d\"]\n", "{finished:?}");
}

#[test]
fn standard_input_reaches_the_program() {
    let mut command = kernelet_run();
    command.arg(program("echo-stdin.js"));
    let text = "line\n".repeat(100_000);
    let finished = finish(command, Some(text.clone().into_bytes()));
    assert_eq!(finished.stdout.len(), text.len(), "{}", finished.stderr);
    assert_eq!(finished.code, Some(0));
}

#[test]
fn the_hosts_environment_stays_outside() {
    let mut command = kernelet_run();
    command.env("SECRET", "1").args(["--env", "GIVEN=2", "-e"]);
    command.arg("console.log(process.env.SECRET, process.env.GIVEN)");
    assert_eq!(finish(command, None).stdout, "undefined 2\n");
}

#[test]
fn the_project_is_read_only_at_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("package.json", "{\"type\":\"commonjs\"}");
    write("data.txt", "data");
    let code = "const fs = require('fs');
        console.log(__filename, process.cwd(), fs.readFileSync('data.txt', 'utf8'));
        try { fs.writeFileSync('data.txt', 'x') } catch (error) { console.log(error.code) }
        fs.writeFileSync('/tmp/x', 'own files are writable');
        console.log(fs.readFileSync('/tmp/x', 'utf8'));";
    write("src/main.js", code);
    let finished = run(&[&folder.path().join("src/main.js").display().to_string()]);
    let expected = "/workspace/src/main.js /workspace data\nEROFS\nown files are writable\n";
    assert_eq!(finished.stdout, expected, "{}", finished.stderr);
    assert_eq!(std::fs::read_to_string(folder.path().join("data.txt")).unwrap(), "data");
}

#[test]
fn a_writable_mount_is_written_and_a_read_only_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let host = folder.path().display();
    let code = "require('fs').writeFileSync('/out/file', 'written')";
    let finished = run(&["--mount", &format!("{host}:/out:rw"), "-e", code]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    assert_eq!(std::fs::read_to_string(folder.path().join("file")).unwrap(), "written");
    let finished = run(&["--mount", &format!("{host}:/out"), "-e", code]);
    assert!(finished.stderr.contains("EROFS"), "{finished:?}");
}

#[test]
fn a_mount_cannot_be_left() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret"), "secret").unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
    std::os::unix::fs::symlink("../../../../../etc/passwd", folder.path().join("climb")).unwrap();
    let code = format!(
        "for (const path of ['/in/link/secret', '/in/climb', '/in/../..{0}/secret', '{0}/secret']) {{
            try {{ console.log(require('fs').readFileSync(path, 'utf8').includes('root:x:0:0:root:/root:/bin/bash')) }}
            catch (error) {{ console.log(error.code) }}
        }}",
        outside.path().display()
    );
    let finished = run(&["--mount", &format!("{}:/in", folder.path().display()), "-e", &code]);
    // The climbing link ends at the VM's own /etc/passwd.
    assert_eq!(finished.stdout, "ENOENT\nfalse\nENOENT\nENOENT\n", "{}", finished.stderr);
}

#[test]
fn a_timeout_ends_a_busy_loop() {
    let started = std::time::Instant::now();
    let finished = run(&["--timeout", "1s", &program("spin.js")]);
    assert_eq!(finished.code, Some(137), "{finished:?}");
    assert!(finished.stderr.contains("--timeout"), "{finished:?}");
    assert!(started.elapsed().as_secs() < 30);
}

#[test]
fn a_program_that_takes_all_memory_dies_alone() {
    for name in ["allocate-arrays.js", "allocate-string.js", "allocate-buffers.js"] {
        let finished = run(&["--memory", "128m", "--timeout", "60s", &program(name)]);
        assert!(![Some(0), None].contains(&finished.code), "{name}: {finished:?}");
        assert!(!finished.stderr.contains("--timeout"), "{name}: {finished:?}");
        assert!(
            finished.stderr.to_lowercase().contains("memory")
                || finished.stderr.contains("Invalid string length")
                || finished.stderr.contains("Array buffer allocation failed"),
            "{name}: {finished:?}"
        );
    }
}

#[test]
fn a_write_longer_than_one_call_may_carry_is_whole() {
    let code = "const fs = require('fs'), data = Buffer.alloc(100 << 20, 'abcdefg');
        console.log(fs.writeSync(fs.openSync('/tmp/long', 'w'), data));
        console.log(fs.readFileSync('/tmp/long').equals(data));";
    let finished = run(&["--memory", "1g", "-e", code]);
    assert_eq!(finished.stdout, "104857600\ntrue\n", "{}", finished.stderr);
}

#[test]
fn deep_recursion_is_a_range_error() {
    let mut real = std::process::Command::new(kernelet_tests::node());
    real.arg(program("recursion.js"));
    let (real, ours) = (finish(real, None), run(&[&program("recursion.js")]));
    assert_eq!((ours.stdout, ours.code), (real.stdout, real.code), "{}", ours.stderr);
}

#[test]
fn bad_input_is_named_with_its_fix() {
    refused(&["/nowhere/program.js"], &["/nowhere/program.js", "No such file"]);
    refused(&["/tmp"], &["/tmp", "not a file"]);
    refused(&["--mount", "/nowhere:/in", "-e", "1"], &["/nowhere", "--mount"]);
    refused(&["--mount", "/etc/passwd:/in", "-e", "1"], &["/etc/passwd", "not a directory"]);
    refused(&["--mount", "/etc", "-e", "1"], &["--mount", "HOST:GUEST"]);
    refused(&["--timeout", "soon", "-e", "1"], &["--timeout", "soon", "5s"]);
    refused(&["--memory", "lots", "-e", "1"], &["--memory", "lots", "256m"]);
    refused(&["--memory", "1m", "-e", "1"], &["--memory", "32m"]);
    refused(&["--env", "NAME", "-e", "1"], &["--env", "NAME=VALUE"]);
    refused(&["--frobnicate", "-e", "1"], &["--frobnicate"]);
    refused(&["--cwd", "/nowhere", "-e", "1"], &["/nowhere", "ENOENT"]);
    refused(&[], &["FILE"]);
}

#[test]
fn help() {
    insta::assert_snapshot!(run(&["--help"]).stdout);
}
