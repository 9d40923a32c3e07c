//! Lives of processes: start, programs, ends, signals, waiting, wake-ups.

use super::State;
use crate::errno::Errno;
use crate::kernel::Kernel;
use crate::testing::{Event, FakeHost, check_invariants, flags, kernel, start};
use crate::types::{
    Fd, Pid, PollInterest, PollTarget, SignalDisposition, SpawnOptions, StartOptions, Stdio,
    WaitOptions, WaitStatus, WaitTarget,
};

const READABLE: PollInterest =
    PollInterest { readable: true, writable: false, hangup: false, error: false };
const WRITABLE: PollInterest =
    PollInterest { readable: false, writable: true, hangup: false, error: false };

const NO_HANG: WaitOptions = WaitOptions { no_hang: true, stopped: false, continued: false };

fn child(program: &str, descriptors: &[(Fd, Fd)]) -> SpawnOptions {
    SpawnOptions {
        program: program.as_bytes().to_vec(),
        arguments: vec![program.as_bytes().to_vec(), b"first".to_vec()],
        environment: vec![b"PATH=/nowhere:/bin".to_vec()],
        search: true,
        descriptors: descriptors.to_vec(),
        ..SpawnOptions::default()
    }
}

fn write_script(kernel: &mut Kernel, path: &str, text: &str, mode: u32) {
    let fd = kernel.open(None, path.as_bytes(), flags("wct"), mode).unwrap();
    kernel.write(fd, text.as_bytes()).unwrap();
    kernel.close(fd).unwrap();
    kernel.chmod(None, path.as_bytes(), mode, true).unwrap();
}

#[test]
fn a_process_from_outside() {
    let (mut kernel, host) = kernel();
    let pid = start(&mut kernel, "node");
    assert_eq!(host.take_events(), [Event::Launch(pid, "node".to_owned())]);
    let identity = kernel.identity().unwrap();
    assert_eq!((identity.parent, identity.group, identity.session), (Pid::INIT, pid, pid));
    assert_eq!((identity.uid, identity.gid), (1000, 1000));
    assert_eq!(kernel.getcwd().unwrap(), b"/workspace");
    assert_eq!(kernel.read(0, 9), Err(Errno::Again));
    assert_eq!(kernel.poll(&[PollTarget::Descriptor(0, READABLE)], None), Err(Errno::Again));
    host.take_events();
    assert_eq!(kernel.feed(pid, b"in"), Ok(2));
    assert_eq!(host.take_events(), [Event::Wake(pid)]);
    assert_eq!(kernel.poll(&[PollTarget::Descriptor(0, READABLE)], None).unwrap().len(), 1);
    assert_eq!(kernel.read(0, 9), Ok(b"in".to_vec()));
    kernel.end_input(pid).unwrap();
    assert_eq!(kernel.read(0, 9), Ok(Vec::new()));
    assert_eq!(kernel.feed(pid, b"more"), Err(Errno::Pipe));
    kernel.write(1, b"out").unwrap();
    kernel.write(2, b"err").unwrap();
    kernel.exit(7);
    assert_eq!(kernel.write(1, b"late"), Err(Errno::Srch));
    assert_eq!(kernel.reap(pid), Ok(None));
    kernel.ended(pid, Some(9));
    let mut events = host.take_events();
    events.retain(|event| !matches!(event, Event::Alarm(_)));
    assert_eq!(events, [Event::OutputReady(pid), Event::ProcessEnded(pid)]);
    assert_eq!(kernel.reap(pid), Ok(Some(WaitStatus::Exited(7))));
    assert_eq!(kernel.reap(pid), Err(Errno::Srch));
    let output = kernel.drain(pid, 100).unwrap();
    assert_eq!(
        output.iter().map(|output| &output.data[..]).collect::<Vec<_>>(),
        [&b"out"[..], b"err"]
    );
    assert_eq!(output.iter().filter(|output| output.closed).count(), 2);
    assert_eq!(kernel.drain(pid, 100), Err(Errno::Srch));
    assert_eq!(kernel.usage().pipes, 0);
    check_invariants(&mut kernel);
}

#[test]
fn standard_files_and_failures_to_start() {
    let (mut kernel, host) = kernel();
    let options = |program: &str, stdin: Stdio| StartOptions {
        program: program.as_bytes().to_vec(),
        arguments: Vec::new(),
        environment: Vec::new(),
        directory: b"/".to_vec(),
        stdin,
        stdout: Stdio::Piped,
        stderr: Stdio::File(b"/tmp/log".to_vec()),
        window: Default::default(),
    };
    let missing = Stdio::File(b"/none".to_vec());
    assert_eq!(kernel.start(options("sh", missing)), Err(Errno::Noent));
    assert_eq!(kernel.start(options("none", Stdio::Null)), Err(Errno::Noent));
    assert_eq!(kernel.start(options("/etc/passwd", Stdio::Null)), Err(Errno::Acces));
    assert_eq!(kernel.start(options("", Stdio::Null)), Err(Errno::Noent));
    assert_eq!(host.take_events(), []);
    assert_eq!(kernel.usage().open_files, 0);
    let pid = kernel.start(options("sh", Stdio::Null)).unwrap();
    kernel.switch_to(pid).unwrap();
    assert_eq!(kernel.read(0, 9), Ok(Vec::new()));
    kernel.write(2, b"logged").unwrap();
    assert_eq!(kernel.read_file(None, b"/tmp/log", 99).unwrap(), b"logged");
    assert_eq!(kernel.feed(pid, b"x"), Err(Errno::Pipe));
    check_invariants(&mut kernel);
}

#[test]
fn programs_and_scripts() {
    let (mut kernel, host) = kernel();
    start(&mut kernel, "sh");
    write_script(&mut kernel, "script", "#!/bin/sh -e\ntrue\n", 0o755);
    write_script(&mut kernel, "second", "#!./script\n", 0o755);
    write_script(&mut kernel, "self", "#!./self\n", 0o755);
    write_script(&mut kernel, "text", "true\n", 0o755);
    write_script(&mut kernel, "fake", "#!kernelet-image other\n", 0o755);
    write_script(&mut kernel, "plain", "#!/bin/sh\n", 0o644);
    kernel.link((None, b"/bin/sh"), (None, b"hard"), false).unwrap();
    host.take_events();
    let arguments = |kernel: &mut Kernel, program: &str| -> Result<Vec<String>, Errno> {
        let own = kernel.identity().unwrap().pid;
        let pid = kernel.spawn(child(program, &[]))?;
        kernel.switch_to(pid).unwrap();
        let texts = kernel.arguments();
        kernel.exit(0);
        kernel.ended(pid, None);
        kernel.switch_to(own).unwrap();
        kernel.wait(WaitTarget::Any, NO_HANG).unwrap().unwrap();
        Ok(texts.into_iter().map(|text| String::from_utf8(text).unwrap()).collect())
    };
    assert_eq!(arguments(&mut kernel, "sh").unwrap(), ["sh", "first"]);
    assert_eq!(arguments(&mut kernel, "./hard").unwrap(), ["./hard", "first"]);
    assert_eq!(arguments(&mut kernel, "./script").unwrap(), ["/bin/sh", "-e", "./script", "first"]);
    assert_eq!(
        arguments(&mut kernel, "./second").unwrap(),
        ["/bin/sh", "-e", "./script", "./second", "first"]
    );
    for (program, error) in [
        ("./self", Errno::Loop),
        ("./text", Errno::Noexec),
        ("./fake", Errno::Noexec),
        ("./plain", Errno::Acces),
        ("./none", Errno::Noent),
        ("none", Errno::Noent),
        ("/tmp", Errno::Acces),
        ("script", Errno::Noent),
    ] {
        assert_eq!(arguments(&mut kernel, program), Err(error), "{program}");
    }
    let mut huge = child("sh", &[]);
    huge.arguments.push(vec![b'x'; 128 << 10]);
    assert_eq!(kernel.spawn(huge), Err(Errno::Toobig));
    let mut nul = child("sh", &[]);
    nul.environment.push(b"A\0B".to_vec());
    assert_eq!(kernel.spawn(nul), Err(Errno::Inval));
    assert_eq!(kernel.spawn(child("sh", &[(0, 99)])), Err(Errno::Badf));
    assert_eq!(kernel.spawn(child("sh", &[(u32::MAX, 0)])), Err(Errno::Badf));
    check_invariants(&mut kernel);
}

#[test]
fn ten_thousand_processes_leave_what_a_hundred_left() {
    let (mut kernel, host) = kernel();
    let parent = start(&mut kernel, "sh");
    let mut left = Vec::new();
    for number in 1..=10_000 {
        let pid = kernel.spawn(child("sh", &[(0, 0), (1, 1)])).unwrap();
        kernel.switch_to(pid).unwrap();
        let fd = kernel.open(None, b"scratch", flags("rwct"), 0o600).unwrap();
        kernel.pipe(false).unwrap();
        kernel.write(fd, b"something").unwrap();
        kernel.chdir(b"/tmp").unwrap();
        assert_eq!(kernel.poll(&[PollTarget::Descriptor(0, READABLE)], None), Err(Errno::Again));
        match number % 3 {
            0 => kernel.exit(0),
            1 => kernel.kill(pid.0 as i32, 9).unwrap(),
            _ => {}
        }
        kernel.ended(pid, Some(11));
        kernel.switch_to(parent).unwrap();
        kernel.wait(WaitTarget::Any, NO_HANG).unwrap().unwrap();
        kernel.take_signals();
        host.take_events();
        if number == 100 || number == 10_000 {
            let departed = kernel.list_processes().len();
            assert!(departed <= 257, "{departed} processes are remembered");
            left.push((kernel.usage(), kernel.waiters.size(), kernel.exchanges.len()));
        }
    }
    assert_eq!(left[0], left[1]);
    check_invariants(&mut kernel);
}

#[test]
fn registered_names_and_interpreters() {
    let (mut kernel, host) = kernel();
    let own = start(&mut kernel, "sh");
    let launched = |kernel: &mut Kernel, program: &str| -> Result<(String, Vec<String>), Errno> {
        host.take_events();
        let pid = kernel.spawn(child(program, &[]))?;
        let [Event::Launch(_, image)] = &host.take_events()[..] else { panic!("not launched") };
        kernel.switch_to(pid).unwrap();
        let texts = kernel.arguments();
        kernel.exit(0);
        kernel.ended(pid, None);
        kernel.switch_to(own).unwrap();
        kernel.wait(WaitTarget::Any, NO_HANG).unwrap().unwrap();
        Ok((
            image.clone(),
            texts.into_iter().map(|text| String::from_utf8(text).unwrap()).collect(),
        ))
    };
    kernel.switch_to(Pid::OPERATOR).unwrap();
    // What lies at a registered name is not looked at.
    write_script(&mut kernel, "/bin/node", "#!/bin/sh\n# stub\n", 0o755);
    write_script(&mut kernel, "/bin/native", "\x7fELF", 0o755);
    write_script(&mut kernel, "/bin/loop", "#!/usr/bin/env loop\n", 0o755);
    write_script(&mut kernel, "/tmp/module", "\0asm", 0o755);
    kernel.switch_to(own).unwrap();
    for (name, first) in [
        ("by-env", "env node"),
        ("by-split", "env -S node --x  y"),
        ("by-stub", "node"),
        ("missing", "env none"),
        ("empty", "env -S "),
    ] {
        let directory = if first == "node" { "/bin" } else { "/usr/bin" };
        write_script(&mut kernel, name, &format!("#!{directory}/{first}\n"), 0o755);
    }
    let node =
        |arguments: &[&str]| Ok(("node".into(), arguments.iter().map(|a| (*a).into()).collect()));
    assert_eq!(launched(&mut kernel, "node"), node(&["node", "first"]));
    assert_eq!(launched(&mut kernel, "./by-env"), node(&["node", "./by-env", "first"]));
    assert_eq!(
        launched(&mut kernel, "./by-split"),
        node(&["node", "--x", "y", "./by-split", "first"])
    );
    assert_eq!(launched(&mut kernel, "./by-stub"), node(&["/bin/node", "./by-stub", "first"]));
    assert_eq!(launched(&mut kernel, "./missing"), Err(Errno::Noent));
    assert_eq!(launched(&mut kernel, "./empty"), Err(Errno::Noent));
    assert_eq!(launched(&mut kernel, "loop"), Err(Errno::Loop));
    let module = Ok(("/tmp/module".into(), vec!["/tmp/../tmp/module".into(), "first".into()]));
    assert_eq!(launched(&mut kernel, "/tmp/../tmp/module"), module, "WebAssembly is its own image");
    assert_eq!(launched(&mut kernel, "native"), Err(Errno::Noexec));
    let why = kernel.last_denial().unwrap();
    assert!(why.starts_with("ERR_NATIVE_BINARY_NOT_SUPPORTED: /bin/native is"), "{why}");

    let env = crate::types::Command { path: b"env".to_vec(), image: "coreutils".to_owned() };
    kernel.register_commands(&[env]).unwrap();
    assert_eq!(
        launched(&mut kernel, "./by-env"),
        node(&["node", "./by-env", "first"]),
        "no process stands between a script and who started it"
    );
    write_script(&mut kernel, "by-option", "#!/usr/bin/env -i node\n", 0o755);
    let (image, arguments) = launched(&mut kernel, "./by-option").unwrap();
    assert_eq!(image, "coreutils", "a registered env is asked for the rest");
    assert_eq!(arguments, ["/usr/bin/env", "-i node", "./by-option", "first"]);
    check_invariants(&mut kernel);
}

#[test]
fn children_share_descriptions_and_are_waited_for() {
    let (mut kernel, host) = kernel();
    let parent = start(&mut kernel, "sh");
    assert_eq!(kernel.wait(WaitTarget::Any, WaitOptions::default()), Err(Errno::Child));
    let fd = kernel.open(None, b"shared", flags("rwc"), 0o644).unwrap();
    kernel.write(fd, b"abc").unwrap();
    let pid = kernel.spawn(child("sh", &[(0, fd), (1, fd)])).unwrap();
    kernel.switch_to(pid).unwrap();
    kernel.write(1, b"def").unwrap();
    assert_eq!(kernel.write(2, b"x"), Err(Errno::Badf));
    kernel.switch_to(parent).unwrap();
    assert_eq!(kernel.seek(fd, 0, crate::types::Whence::Current), Ok(6));
    assert_eq!(kernel.wait(WaitTarget::Process(pid), NO_HANG), Ok(None));
    assert_eq!(kernel.wait(WaitTarget::Process(pid), WaitOptions::default()), Err(Errno::Again));
    host.take_events();
    kernel.switch_to(pid).unwrap();
    kernel.exit(3);
    assert_eq!(host.take_events(), [], "not before the instance is gone");
    kernel.ended(pid, None);
    assert_eq!(host.take_events(), [Event::Wake(parent)]);
    kernel.switch_to(parent).unwrap();
    let polled = kernel.poll(&[PollTarget::Child(pid)], None).unwrap();
    assert!(polled[0].ready.readable);
    assert_eq!(kernel.wait(WaitTarget::Group(Pid(99)), WaitOptions::default()), Err(Errno::Child));
    assert_eq!(
        kernel.wait(WaitTarget::Group(Pid(0)), WaitOptions::default()),
        Ok(Some((pid, WaitStatus::Exited(3))))
    );
    assert!(kernel.poll(&[PollTarget::Child(pid)], None).unwrap()[0].ready.error);
    check_invariants(&mut kernel);
}

#[test]
fn orphans_go_to_init() {
    let (mut kernel, _) = kernel();
    let parent = start(&mut kernel, "sh");
    let living = kernel.spawn(child("sh", &[])).unwrap();
    let zombie = kernel.spawn(child("sh", &[])).unwrap();
    kernel.ended(zombie, None);
    assert_eq!(kernel.usage().zombies, 1);
    kernel.exit(0);
    kernel.ended(parent, None);
    assert_eq!(kernel.usage().zombies, 1, "the parent, until the host reaps it");
    kernel.switch_to(living).unwrap();
    assert_eq!(kernel.identity().unwrap().parent, Pid::INIT);
    kernel.ended(living, Some(11));
    kernel.reap(parent).unwrap();
    assert_eq!((kernel.usage().processes, kernel.usage().zombies), (0, 0));
}

#[test]
fn the_limit_of_processes() {
    let (mut kernel, _) = kernel();
    start(&mut kernel, "sh");
    let children: Vec<Pid> = (0..7).map(|_| kernel.spawn(child("sh", &[])).unwrap()).collect();
    assert_eq!(kernel.spawn(child("sh", &[])), Err(Errno::Again));
    kernel.ended(children[0], None);
    assert_eq!(kernel.spawn(child("sh", &[])), Err(Errno::Again), "a zombie still counts");
    kernel.wait(WaitTarget::Any, WaitOptions::default()).unwrap();
    kernel.spawn(child("sh", &[])).unwrap();
    check_invariants(&mut kernel);
}

#[test]
fn signals() {
    let (mut kernel, host) = kernel();
    let parent = start(&mut kernel, "sh");
    let pid = kernel.spawn(child("sh", &[])).unwrap();
    assert_eq!(kernel.kill(pid.0 as i32, 65), Err(Errno::Inval));
    assert_eq!(kernel.kill(pid.0 as i32, 0), Ok(()));
    assert_eq!(kernel.kill(999, 0), Err(Errno::Srch));
    assert_eq!(kernel.kill(-999, 15), Err(Errno::Srch));
    assert_eq!(kernel.kill(i32::MIN, 15), Err(Errno::Srch));
    assert_eq!(kernel.kill(1, 15), Err(Errno::Perm));
    assert_eq!(kernel.sigaction(9, SignalDisposition::Catch), Err(Errno::Inval));
    assert_eq!(kernel.sigaction(0, SignalDisposition::Catch), Err(Errno::Inval));
    assert_eq!(kernel.sigaction(65, SignalDisposition::Default), Err(Errno::Inval));

    // Caught: pending once, ends poll and wait, wakes.
    kernel.sigaction(15, SignalDisposition::Catch).unwrap();
    assert_eq!(kernel.poll(&[], None), Err(Errno::Again));
    host.take_events();
    kernel.switch_to(pid).unwrap();
    kernel.kill(parent.0 as i32, 15).unwrap();
    kernel.kill(parent.0 as i32, 15).unwrap();
    assert_eq!(host.take_events(), [Event::Wake(parent)]);
    kernel.switch_to(parent).unwrap();
    assert_eq!(kernel.poll(&[], Some(0)), Err(Errno::Intr));
    assert_eq!(kernel.wait(WaitTarget::Any, WaitOptions::default()), Err(Errno::Intr));
    assert_eq!(kernel.take_signals(), [15]);

    // Stopped: no further than poll, until it is continued.
    kernel.sigaction(17, SignalDisposition::Catch).unwrap();
    kernel.kill(pid.0 as i32, 19).unwrap();
    assert_eq!(kernel.take_signals(), [17]);
    kernel.switch_to(pid).unwrap();
    let (reader, _) = kernel.pipe(false).unwrap();
    let ready = [PollTarget::Descriptor(reader + 1, WRITABLE)];
    assert_eq!(kernel.poll(&ready, None), Err(Errno::Again));
    host.take_events();
    kernel.switch_to(parent).unwrap();
    kernel.kill(pid.0 as i32, 18).unwrap();
    assert_eq!(host.take_events(), [Event::Resume(pid), Event::Wake(pid)]);
    kernel.switch_to(pid).unwrap();
    assert_eq!(kernel.poll(&ready, None).unwrap().len(), 1);
    kernel.switch_to(parent).unwrap();
    kernel.take_signals();

    // Ended: the instance is stopped, the status says so whatever the host reports.
    kernel.kill(pid.0 as i32, 9).unwrap();
    assert_eq!(host.take_events(), [Event::Stop(pid)]);
    assert_eq!(kernel.switch_to(pid), Err(Errno::Srch));
    assert_eq!(kernel.kill(pid.0 as i32, 0), Ok(()));
    kernel.ended(pid, None);
    assert_eq!(kernel.take_signals(), [17]);
    assert_eq!(
        kernel.wait(WaitTarget::Any, WaitOptions::default()),
        Ok(Some((pid, WaitStatus::Signaled(9))))
    );

    // Who ignores SIGCHLD has no zombies.
    kernel.sigaction(17, SignalDisposition::Ignore).unwrap();
    let pid = kernel.spawn(child("sh", &[])).unwrap();
    assert_eq!(kernel.wait(WaitTarget::Any, WaitOptions::default()), Err(Errno::Again));
    kernel.ended(pid, None);
    assert_eq!(kernel.wait(WaitTarget::Any, WaitOptions::default()), Err(Errno::Child));

    // The operator ends anybody; -1 spares the sender.
    kernel.kill(-1, 9).unwrap_err();
    kernel.switch_to(Pid::OPERATOR).unwrap();
    kernel.kill(-1, 9).unwrap();
    assert!(kernel.processes.iter().all(|process| matches!(process.state, State::Ending(_))));
    assert_eq!(kernel.spawn(child("sh", &[])), Err(Errno::Perm));
    kernel.exit(1);
    assert!(kernel.identity().is_ok(), "the operator does not exit");
    check_invariants(&mut kernel);
}

#[test]
fn broken_pipes() {
    let (mut kernel, host) = kernel();
    let pid = start(&mut kernel, "sh");
    let (reader, writer) = kernel.pipe(true).unwrap();
    assert!(kernel.get_flags(reader).unwrap().close_on_exec);
    assert_eq!(kernel.seek(reader, 0, crate::types::Whence::Start), Err(Errno::Spipe));
    kernel.close(reader).unwrap();
    kernel.sigaction(13, SignalDisposition::Ignore).unwrap();
    assert_eq!(kernel.write(writer, b"x"), Err(Errno::Pipe));
    kernel.sigaction(13, SignalDisposition::Catch).unwrap();
    assert_eq!(kernel.write(writer, b"x"), Err(Errno::Pipe));
    assert_eq!(kernel.take_signals(), [13]);
    kernel.sigaction(13, SignalDisposition::Default).unwrap();
    host.take_events();
    assert_eq!(kernel.write(writer, b"x"), Err(Errno::Pipe));
    assert!(host.take_events().contains(&Event::Stop(pid)));
    check_invariants(&mut kernel);
}

#[test]
fn exactly_those_who_wait_are_woken() {
    let (mut kernel, host) = kernel();
    let parent = start(&mut kernel, "sh");
    let (first_reader, first_writer) = kernel.pipe(false).unwrap();
    let (second_reader, second_writer) = kernel.pipe(false).unwrap();
    let one = kernel.spawn(child("sh", &[(0, first_reader), (1, second_writer)])).unwrap();
    let two = kernel.spawn(child("sh", &[(0, second_reader)])).unwrap();
    for pid in [one, two] {
        kernel.switch_to(pid).unwrap();
        assert_eq!(kernel.poll(&[PollTarget::Descriptor(0, READABLE)], None), Err(Errno::Again));
    }
    host.take_events();
    kernel.switch_to(parent).unwrap();
    kernel.write(first_writer, b"x").unwrap();
    assert_eq!(host.take_events(), [Event::Wake(one)]);
    kernel.write(first_writer, b"y").unwrap();
    assert_eq!(host.take_events(), [], "it was told already");

    // A full pipe: its writer is woken when PIPE_BUF bytes fit, not before.
    kernel.switch_to(one).unwrap();
    assert_eq!(kernel.write(1, &[0; 70_000]), Ok(65_536));
    assert_eq!(host.take_events(), [Event::Wake(two)]);
    assert_eq!(kernel.poll(&[PollTarget::Descriptor(1, WRITABLE)], None), Err(Errno::Again));
    kernel.switch_to(two).unwrap();
    kernel.read(0, 4095).unwrap();
    assert_eq!(host.take_events(), []);
    kernel.read(0, 1).unwrap();
    assert_eq!(host.take_events(), [Event::Wake(one)]);

    // The end of file comes with the last writer.
    kernel.read(0, 70_000).unwrap();
    assert_eq!(
        kernel.poll(&[PollTarget::Descriptor(0, READABLE)], Some(1 << 40)),
        Err(Errno::Again)
    );
    host.take_events();
    kernel.switch_to(parent).unwrap();
    kernel.close(second_writer).unwrap();
    assert_eq!(host.take_events(), []);
    kernel.kill(one.0 as i32, 9).unwrap();
    assert_eq!(host.take_events(), [Event::Wake(two), Event::Stop(one)]);
    kernel.switch_to(two).unwrap();
    let events = kernel.poll(&[PollTarget::Descriptor(0, READABLE)], None).unwrap();
    assert!(events[0].ready.readable && events[0].ready.hangup);
    check_invariants(&mut kernel);
}

#[test]
fn poll_without_waiting_and_with_an_idle_host() {
    let (mut kernel, host): (Kernel, std::rc::Rc<FakeHost>) = kernel();
    start(&mut kernel, "sh");
    assert_eq!(kernel.poll(&[], Some(0)), Ok(Vec::new()));
    let closed = kernel.poll(&[PollTarget::Descriptor(99, READABLE)], None).unwrap();
    assert!(closed[0].ready.error);
    assert_eq!(kernel.poll(&vec![PollTarget::Child(Pid(9)); 1000], None), Err(Errno::Inval));
    // A host that sleeps in `idle` gets its answer in the same call.
    host.sleeps.set(1);
    assert_eq!(kernel.poll(&[PollTarget::Descriptor(0, READABLE)], Some(10_000)), Ok(Vec::new()));
}

#[test]
fn a_full_input_is_fed_when_it_drains() {
    let (mut kernel, host) = kernel();
    let pid = start(&mut kernel, "sh");
    assert_eq!(kernel.feed(pid, &[0; 100_000]), Ok(65_536));
    assert_eq!(kernel.feed(pid, b"x"), Ok(0));
    host.take_events();
    kernel.read(0, 8192).unwrap();
    assert_eq!(host.take_events(), [Event::InputDrained(pid)]);
    kernel.read(0, 8192).unwrap();
    assert_eq!(host.take_events(), []);
    kernel.close(0).unwrap();
    assert_eq!(kernel.feed(pid, b"x"), Err(Errno::Pipe));
}

#[test]
fn blocked_signals_wait() {
    let (mut kernel, _) = kernel();
    let pid = start(&mut kernel, "sh");
    let set = |signal: u8| 1u64 << (signal - 1);
    kernel.sigaction(15, SignalDisposition::Catch).unwrap();
    assert_eq!(kernel.sigprocmask(set(15) | set(2) | set(9) | set(19)), 0);
    for _ in 0..2 {
        kernel.kill(pid.0 as i32, 15).unwrap();
    }
    assert_eq!(kernel.take_signals(), [0u8; 0]);
    assert_eq!(kernel.sigpending(), set(15));
    assert_eq!(kernel.poll(&[], Some(0)), Ok(Vec::new()), "not interrupted");
    assert_eq!(kernel.sigprocmask(set(2)), set(15) | set(2), "SIGKILL and SIGSTOP cannot be");
    assert_eq!(kernel.take_signals(), [15]);
    // One that is caught but not taken can still be blocked.
    kernel.kill(pid.0 as i32, 15).unwrap();
    kernel.sigprocmask(set(2) | set(15));
    assert_eq!(kernel.take_signals(), [0u8; 0]);
    kernel.sigaction(15, SignalDisposition::Ignore).unwrap();
    assert_eq!(kernel.sigpending(), 0);
    kernel.kill(pid.0 as i32, 2).unwrap();
    assert_eq!(kernel.sigpending(), set(2));
    kernel.sigprocmask(0);
    assert!(kernel.current().is_err(), "SIGINT ended it");
    check_invariants(&mut kernel);
}
