//! Promise: another host can embed the kernel. `examples/foreign-host` has its own implementations of the
//! kernel's imports, runs two programs joined by a pipe, and denies a path by policy.

use std::process::Command;

use kernelet_tests::{binary, finish, root};

#[test]
fn a_foreign_host_runs_programs_on_the_kernel() {
    let mut host = Command::new(binary("foreign-host"));
    host.arg(root().join(".build/components"));
    let ran = finish(host, None);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
    let parts: Vec<&str> = ran.stdout.split("> ").skip(1).collect();
    let [pipe, secret, directory] = parts.as_slice() else { panic!("{}", ran.stdout) };
    assert!(pipe.ends_with("\n1: line\n2: line\n3: line\n[exit status 0]\n"), "{pipe}");
    assert!(secret.contains("Permission denied") && !secret.contains("hidden"), "{secret}");
    assert!(secret.ends_with("[exit status 2]\n"), "{secret}");
    assert!(directory.contains("\nenglish: good morning\ngerman: guten Morgen\n[exit status 0]"));
}
