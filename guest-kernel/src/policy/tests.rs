//! The policy as processes meet it: every path call, spawning, the environment.

use super::{Mode, Policy, Rule, Scope};
use crate::errno::Errno;
use crate::kernel::Kernel;
use crate::permission::{Access, FileModes};
use crate::testing::{FakeHost, check_invariants, configuration, flags, start};
use crate::types::{Pid, SpawnOptions, TimeUpdate};
use std::rc::Rc;

fn rule(mode: Mode, operations: &[&str], patterns: &[&str]) -> Rule {
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Rule { mode, operations: own(operations), patterns: own(patterns) }
}

fn rules(rules: Vec<Rule>) -> Option<Scope> {
    Some(Scope { default: Mode::Deny, rules })
}

/// A VM with that policy; the current process is one that was started under it.
fn kernel(policy: Policy) -> Kernel {
    let host = Rc::new(FakeHost::default());
    let configuration = crate::types::Configuration { policy, ..configuration() };
    let mut kernel = Kernel::configure(host, configuration).unwrap();
    kernel.switch_to(Pid::OPERATOR).unwrap();
    kernel.symlink(b"/etc/passwd", None, b"/workspace/link").unwrap();
    kernel.symlink(b"/workspace", None, b"/etc/way-in").unwrap();
    for (path, text) in [("/workspace/own", "own"), ("/etc/secret", "secret")] {
        let fd = kernel.open(None, path.as_bytes(), flags("wct"), 0o666).unwrap();
        kernel.write(fd, text.as_bytes()).unwrap();
        kernel.close(fd).unwrap();
    }
    start(&mut kernel, "sh");
    kernel
}

fn workspace_only() -> Policy {
    let fs = rules(vec![rule(Mode::Allow, &["*"], &["/workspace", "/workspace/**"])]);
    Policy { fs, ..Policy::all(Mode::Allow) }
}

#[test]
fn nothing_is_allowed_without_a_policy() {
    let mut kernel = kernel(Policy::default());
    assert_eq!(kernel.environment(), Vec::<Vec<u8>>::new());
    assert_eq!(kernel.read_file(None, b"/workspace/own", 99), Err(Errno::Acces));
    let text = "EACCES: permission denied, /workspace/own: blocked by fs.read policy";
    assert_eq!(kernel.last_denial().as_deref(), Some(text));
    assert_eq!(kernel.last_denial(), None, "told once");
    let spawn = SpawnOptions { program: b"/bin/sh".to_vec(), ..SpawnOptions::default() };
    assert_eq!(kernel.spawn(spawn), Err(Errno::Acces));
    let text = "EACCES: permission denied, sh: blocked by child_process.spawn policy";
    assert_eq!(kernel.last_denial().as_deref(), Some(text));
    kernel.switch_to(Pid::CLIENT).unwrap();
    assert_eq!(kernel.read_file(None, b"/workspace/own", 99), Err(Errno::Acces));
    kernel.switch_to(Pid::OPERATOR).unwrap();
    assert_eq!(kernel.read_file(None, b"/workspace/own", 99), Ok(b"own".to_vec()));
    check_invariants(&mut kernel);
}

#[test]
fn every_path_call_is_judged_on_the_resolved_path() {
    let mut kernel = kernel(workspace_only());
    let outside: [&[u8]; 4] =
        [b"/etc/secret", b"/workspace/../etc/secret", b"/etc/missing", b"/etc/missing/deep/../x"];
    for path in outside {
        let denied = Errno::Acces;
        assert_eq!(kernel.open(None, path, flags("r"), 0), Err(denied));
        assert_eq!(kernel.open(None, path, flags("wc"), 0), Err(denied));
        assert_eq!(kernel.open(None, path, flags("p"), 0), Err(denied));
        assert_eq!(kernel.read_file(None, path, 9), Err(denied));
        assert_eq!(kernel.stat(None, path, false).unwrap_err(), denied);
        assert_eq!(kernel.access(None, path, Access::READ), Err(denied));
        assert_eq!(kernel.mkdir(None, path, 0o777), Err(denied));
        assert_eq!(kernel.rmdir(None, path), Err(denied));
        assert_eq!(kernel.unlink(None, path), Err(denied));
        assert_eq!(kernel.rename((None, path), (None, b"/workspace/x")), Err(denied));
        assert_eq!(kernel.rename((None, b"/workspace/own"), (None, path)), Err(denied));
        assert_eq!(kernel.link((None, path), (None, b"/workspace/x"), false), Err(denied));
        assert_eq!(kernel.link((None, b"/workspace/own"), (None, path), false), Err(denied));
        assert_eq!(kernel.symlink(b"x", None, path), Err(denied));
        assert_eq!(kernel.readlink(None, path), Err(denied));
        assert_eq!(kernel.realpath(None, path), Err(denied));
        assert_eq!(kernel.chmod(None, path, 0o777, true), Err(denied));
        assert_eq!(kernel.chown(None, path, None, None, true), Err(denied));
        let now = TimeUpdate::Now;
        assert_eq!(kernel.utimes(None, path, now, now, true), Err(denied));
        assert_eq!(kernel.truncate(None, path, 0), Err(denied));
        assert_eq!(kernel.statfs(None, path).unwrap_err(), denied);
        assert_eq!(kernel.chdir(path), Err(denied));
    }
    // Through a link: what counts is where it leads, unless the link itself is meant.
    assert_eq!(kernel.read_file(None, b"/workspace/link", 999), Err(Errno::Acces));
    assert!(kernel.last_denial().unwrap().contains("/etc/passwd: blocked by fs.read policy"));
    assert!(kernel.stat(None, b"/workspace/link", false).is_ok());
    assert_eq!(kernel.readlink(None, b"/workspace/link"), Ok(b"/etc/passwd".to_vec()));
    assert_eq!(kernel.read_file(None, b"/etc/way-in/own", 99), Ok(b"own".to_vec()));
    assert_eq!(kernel.open(None, b"/etc", flags("r"), 0), Err(Errno::Acces));
    assert!(kernel.last_denial().unwrap().contains("/etc: blocked by fs.readdir policy"));
    assert!(kernel.open(None, b"/workspace", flags("r"), 0).is_ok());
    assert_eq!(kernel.read_file(None, b"/workspace/none", 9), Err(Errno::Noent));
    check_invariants(&mut kernel);
}

#[test]
fn a_descriptor_grants_no_more_than_its_opening() {
    let fs = rules(vec![rule(Mode::Allow, &["read", "stat"], &["**"])]);
    let mut kernel = kernel(Policy { fs, ..Policy::all(Mode::Allow) });
    let fd = kernel.open(None, b"/workspace/own", flags("r"), 0).unwrap();
    assert_eq!(kernel.fchmod(fd, 0o777), Err(Errno::Acces));
    assert!(kernel.last_denial().unwrap().contains("blocked by fs.write policy"));
    assert_eq!(kernel.futimes(fd, TimeUpdate::Now, TimeUpdate::Now), Err(Errno::Acces));
    assert_eq!(kernel.open(None, b"/workspace/own", flags("rt"), 0), Err(Errno::Acces));
    let path = kernel.open(None, b"/workspace/own", flags("p"), 0).unwrap();
    assert_eq!(kernel.read(path, 1), Err(Errno::Badf));
}

#[test]
fn commands_go_by_every_name_they_take() {
    let child_process = rules(vec![rule(Mode::Allow, &["spawn"], &["node", "tool"])]);
    let mut kernel = kernel(Policy { child_process, ..Policy::all(Mode::Allow) });
    let script = |kernel: &mut Kernel, name: &str, text: &str| {
        let fd = kernel.open(None, name.as_bytes(), flags("wct"), 0o755).unwrap();
        kernel.write(fd, text.as_bytes()).unwrap();
        kernel.close(fd).unwrap();
    };
    script(&mut kernel, "tool", "#!/usr/bin/node\n");
    script(&mut kernel, "node", "#!/bin/sh\n");
    let spawn = |kernel: &mut Kernel, program: &str| {
        let program = program.as_bytes().to_vec();
        let environment = vec![b"PATH=/bin:/usr/bin".to_vec()];
        kernel.spawn(SpawnOptions { program, search: true, environment, ..Default::default() })
    };
    assert!(spawn(&mut kernel, "node").is_ok());
    assert!(spawn(&mut kernel, "./tool").is_ok());
    assert_eq!(spawn(&mut kernel, "sh"), Err(Errno::Acces));
    assert_eq!(spawn(&mut kernel, "./node"), Err(Errno::Acces), "its interpreter is sh");
    assert!(kernel.last_denial().unwrap().contains(" sh: blocked by child_process.spawn"));
}

#[test]
fn the_environment_is_filtered() {
    let env = rules(vec![
        rule(Mode::Allow, &["read"], &["PATH", "HOME", "NEW"]),
        rule(Mode::Allow, &["write"], &["NEW"]),
    ]);
    let mut kernel = kernel(Policy { env, ..Policy::all(Mode::Allow) });
    assert_eq!(kernel.environment(), [b"PATH=/usr/bin:/bin".to_vec()]);
    let spawn = |kernel: &mut Kernel, more: &[u8]| {
        let environment = vec![b"PATH=/usr/bin:/bin".to_vec(), more.to_vec()];
        let program = b"/bin/sh".to_vec();
        kernel.spawn(SpawnOptions { program, environment, ..Default::default() })
    };
    assert_eq!(spawn(&mut kernel, b"PATH=/evil"), Err(Errno::Acces));
    assert!(kernel.last_denial().unwrap().contains("PATH: blocked by env.write policy"));
    let child = spawn(&mut kernel, b"NEW=1").unwrap();
    kernel.switch_to(child).unwrap();
    assert_eq!(kernel.environment(), [b"PATH=/usr/bin:/bin".to_vec(), b"NEW=1".to_vec()]);
}

#[test]
fn a_new_policy_holds_at_once_and_a_bad_one_changes_nothing() {
    let mut kernel = kernel(workspace_only());
    let bad = Policy { fs: rules(vec![rule(Mode::Allow, &[], &["**"])]), ..Policy::default() };
    let error = kernel.set_policy(bad).unwrap_err();
    assert!(error.contains("fs.rules[0].operations must not be empty"), "{error}");
    assert!(kernel.read_file(None, b"/workspace/own", 9).is_ok());
    kernel.set_policy(Policy::default()).unwrap();
    assert_eq!(kernel.read_file(None, b"/workspace/own", 9), Err(Errno::Acces));
    kernel.set_policy(Policy::all(Mode::Ask)).unwrap();
    assert_eq!(kernel.read_file(None, b"/workspace/own", 9), Err(Errno::Acces));
    assert!(kernel.last_denial().unwrap().contains("blocked by fs.read policy"));
}

#[test]
fn ownership_does_not_bind_when_modes_are_ignored() {
    for (file_modes, expected) in
        [(FileModes::Enforced, Err(Errno::Acces)), (FileModes::Ignored, Ok(()))]
    {
        let host = Rc::new(FakeHost::default());
        let configuration = crate::types::Configuration { file_modes, ..configuration() };
        let mut kernel = Kernel::configure(host, configuration).unwrap();
        kernel.chown(None, b"/home/user", Some(0), Some(0), true).unwrap();
        kernel.chmod(None, b"/home/user", 0o755, true).unwrap();
        start(&mut kernel, "sh");
        assert_eq!(kernel.mkdir(None, b"/home/user/new", 0o755), expected);
        if expected.is_ok() {
            assert_eq!(kernel.stat(None, b"/home/user/new", true).unwrap().uid, 1000);
            assert_eq!(kernel.rename((None, b"/etc/hosts"), (None, b"/tmp/hosts")), Ok(()));
        }
        assert_eq!(kernel.kill(1, 15), Err(Errno::Perm), "nobody becomes root");
    }
}
