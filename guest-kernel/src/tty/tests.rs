//! Terminals as processes, masters and the host see them.

use crate::errno::Errno;
use crate::kernel::Kernel;
use crate::process::State;
use crate::process::signal::{SIGHUP, SIGINT, SIGTTIN, SIGTTOU, SIGWINCH};
use crate::testing::{Event, FakeHost, check_invariants, flags, kernel, start};
use crate::tty::termios::{Termios, WindowSize};
use crate::types::{
    Fd, Pid, PollInterest, PollTarget, SignalDisposition, SpawnOptions, StartOptions, Stdio,
    WaitOptions, WaitStatus, WaitTarget,
};

const SIZE: WindowSize = WindowSize { rows: 30, columns: 100, width: 0, height: 0 };

/// A shell that the host starts on a terminal, as the current process.
fn on_terminal(kernel: &mut Kernel) -> Pid {
    let pid = kernel
        .start(StartOptions {
            program: b"sh".to_vec(),
            arguments: vec![b"sh".to_vec()],
            environment: Vec::new(),
            directory: b"/workspace".to_vec(),
            stdin: Stdio::Terminal,
            stdout: Stdio::Terminal,
            stderr: Stdio::Terminal,
            window: SIZE,
        })
        .unwrap();
    kernel.switch_to(pid).unwrap();
    pid
}

/// A child in a group of its own that has the terminal for everything.
fn job(kernel: &mut Kernel) -> Pid {
    let options = SpawnOptions {
        program: b"/bin/sh".to_vec(),
        arguments: vec![b"sh".to_vec()],
        descriptors: vec![(0, 0), (1, 1), (2, 2)],
        ..SpawnOptions::default()
    };
    let pid = kernel.spawn(options).unwrap();
    kernel.setpgid(pid, Pid(0)).unwrap();
    pid
}

fn shown(kernel: &mut Kernel, pid: Pid) -> String {
    let output = kernel.drain(pid, 9999).unwrap();
    assert!(output.iter().all(|piece| piece.descriptor == 0));
    String::from_utf8(output.into_iter().flat_map(|piece| piece.data).collect()).unwrap()
}

fn readiness(kernel: &mut Kernel, fd: Fd) -> PollInterest {
    let wanted = PollInterest { readable: true, writable: true, ..PollInterest::default() };
    let events = kernel.poll(&[PollTarget::Descriptor(fd, wanted)], Some(0)).unwrap();
    events.first().map(|event| event.ready).unwrap_or_default()
}

#[test]
fn a_process_on_a_terminal_of_the_host() {
    let (mut kernel, host) = kernel();
    let pid = on_terminal(&mut kernel);
    assert_eq!(kernel.isatty(0), Ok(true));
    assert_eq!(kernel.terminal_name(2).unwrap(), b"/dev/pts/0");
    assert_eq!(kernel.get_window_size(0), Ok(SIZE));
    assert_eq!(kernel.get_foreground_group(0), Ok(pid));
    let stat = kernel.stat(None, b"/dev/pts/0", true).unwrap();
    assert_eq!((stat.rdev, kernel.fstat(1).unwrap().rdev), (0x8800, 0x8800));
    let tty = kernel.open(None, b"/dev/tty", flags("rw"), 0).unwrap();
    assert_eq!(kernel.terminal_name(tty).unwrap(), b"/dev/pts/0");
    let directory = kernel.open(None, b"/dev/pts", flags("rd"), 0).unwrap();
    let names: Vec<_> =
        kernel.readdir(directory, 0, 9).unwrap().into_iter().map(|it| it.name).collect();
    assert_eq!(names, [b"0"]);

    assert_eq!(kernel.read(0, 99), Err(Errno::Again));
    assert!(!readiness(&mut kernel, 0).readable);
    host.take_events();
    assert_eq!(kernel.feed(pid, b"echo\r"), Ok(5));
    assert!(readiness(&mut kernel, 0).readable);
    assert_eq!(kernel.read(0, 99).unwrap(), b"echo\n");
    assert_eq!(kernel.write(1, b"a\nb"), Ok(3));
    assert_eq!(kernel.write(2, b"!"), Ok(1));
    assert_eq!(shown(&mut kernel, pid), "echo\r\na\r\nb!");

    kernel.sigaction(SIGWINCH, SignalDisposition::Catch).unwrap();
    kernel.sigaction(SIGINT, SignalDisposition::Catch).unwrap();
    kernel.resize(pid, WindowSize::default()).unwrap();
    kernel.resize(pid, WindowSize::default()).unwrap();
    kernel.feed(pid, b"\x03").unwrap();
    assert_eq!(kernel.take_signals(), [SIGWINCH, SIGINT], "no signal when nothing changes");
    assert_eq!(kernel.get_window_size(1), Ok(WindowSize::default()));
    check_invariants(&mut kernel);

    kernel.exit(0);
    kernel.ended(pid, None);
    let output = kernel.drain(pid, 99).unwrap();
    assert!(output.last().is_some_and(|last| last.closed));
    assert_eq!(kernel.drain(pid, 9), Err(Errno::Srch));
    assert!(kernel.terminals.is_empty());
    kernel.switch_to(Pid::OPERATOR).unwrap();
    check_invariants(&mut kernel);
}

#[test]
fn a_terminal_that_is_full_holds_both_sides_back() {
    let (mut kernel, host) = kernel();
    let pid = on_terminal(&mut kernel);
    let raw = Termios { icanon: false, echo: false, ..Termios::default() };
    kernel.set_termios(0, raw, true).unwrap();
    assert_eq!(kernel.feed(pid, &[b'x'; 70_000]), Ok(65_536));
    assert_eq!(kernel.feed(pid, b"y"), Ok(0));
    host.take_events();
    assert_eq!(kernel.read(0, 4096).unwrap().len(), 4096);
    assert_eq!(host.take_events(), [Event::InputDrained(pid)]);

    assert_eq!(kernel.write(1, &[b'o'; 70_000]), Ok(65_536));
    assert_eq!(kernel.write(1, b"o"), Err(Errno::Again));
    let wanted = PollInterest { writable: true, ..PollInterest::default() };
    assert_eq!(kernel.poll(&[PollTarget::Descriptor(1, wanted)], None), Err(Errno::Again));
    kernel.drain(pid, 9999).unwrap();
    assert_eq!(host.take_events().pop(), Some(Event::Wake(pid)));
    check_invariants(&mut kernel);
}

#[test]
fn a_master_of_its_own() {
    let (mut kernel, _) = kernel();
    start(&mut kernel, "sh");
    let master = kernel.open(None, b"/dev/ptmx", flags("rw"), 0).unwrap();
    let name = kernel.terminal_name(master).unwrap();
    assert_eq!(kernel.open(None, b"/dev/tty", flags("rw"), 0), Err(Errno::Nxio));
    assert_eq!(kernel.open(None, b"/dev/pts/7", flags("rw"), 0), Err(Errno::Noent));
    assert_eq!(kernel.stat(None, b"/dev/pts/7", true), Err(Errno::Noent));
    assert_eq!(kernel.read(master, 9), Err(Errno::Again), "nobody was there yet");
    let terminal = kernel.open(None, &name, flags("rw"), 0).unwrap();
    kernel.write(master, b"typed\n").unwrap();
    assert_eq!(kernel.read(terminal, 99).unwrap(), b"typed\n");
    kernel.write(terminal, b"shown").unwrap();
    assert_eq!(kernel.read(master, 99).unwrap(), b"typed\r\nshown");
    check_invariants(&mut kernel);
    kernel.close(terminal).unwrap();
    assert_eq!(kernel.read(master, 9), Err(Errno::Io), "everybody has gone");
    assert!(readiness(&mut kernel, master).hangup);

    let terminal = kernel.open(None, &name, flags("rw"), 0).unwrap();
    kernel.close(master).unwrap();
    assert_eq!(kernel.read(terminal, 9), Ok(Vec::new()));
    assert_eq!(kernel.write(terminal, b"x"), Err(Errno::Io));
    assert!(readiness(&mut kernel, terminal).hangup);
    assert_eq!(kernel.open(None, &name, flags("rw"), 0), Err(Errno::Io));
    kernel.close(terminal).unwrap();
    assert!(kernel.terminals.is_empty());
    check_invariants(&mut kernel);
}

#[test]
fn terminals_are_limited() {
    let host = FakeHost::default();
    let mut configuration = crate::testing::configuration();
    configuration.limits.terminals = 1;
    let mut kernel = Kernel::configure(std::rc::Rc::new(host), configuration).unwrap();
    start(&mut kernel, "sh");
    kernel.open(None, b"/dev/ptmx", flags("rw"), 0).unwrap();
    assert_eq!(kernel.open(None, b"/dev/ptmx", flags("rw"), 0), Err(Errno::Again));
    check_invariants(&mut kernel);
}

#[test]
fn jobs_in_the_background_are_stopped_and_reported() {
    let (mut kernel, host) = kernel();
    let shell = on_terminal(&mut kernel);
    let child = job(&mut kernel);
    assert_eq!(kernel.getpgid_of(child), child);
    kernel.switch_to(child).unwrap();
    host.take_events();
    assert_eq!(kernel.write(1, b"shown"), Ok(5), "without tostop");
    assert_eq!(kernel.read(0, 9), Err(Errno::Restart));
    assert!(host.take_events().contains(&Event::Suspend(child)));
    assert_eq!(kernel.processes.get(child).unwrap().state, State::Stopped);

    kernel.switch_to(shell).unwrap();
    let all = WaitOptions { no_hang: true, stopped: true, continued: true };
    assert_eq!(
        kernel.wait(WaitTarget::Any, WaitOptions { stopped: false, ..all }),
        Ok(None),
        "nobody asked for it"
    );
    let stopped = Some((child, WaitStatus::Stopped(SIGTTIN)));
    assert_eq!(kernel.wait(WaitTarget::Any, all), Ok(stopped));
    assert_eq!(kernel.wait(WaitTarget::Any, all), Ok(None), "told once");
    kernel.set_foreground_group(0, child).unwrap();
    kernel.kill(-(child.0 as i32), crate::process::signal::SIGCONT).unwrap();
    assert!(host.take_events().contains(&Event::Resume(child)));
    assert_eq!(kernel.wait(WaitTarget::Any, all), Ok(Some((child, WaitStatus::Continued))));
    kernel.feed(shell, b"line\n").unwrap();
    kernel.switch_to(child).unwrap();
    assert_eq!(kernel.read(0, 9).unwrap(), b"line\n");

    // The shell is in the background now: to take the terminal back it must not mind SIGTTOU.
    kernel.switch_to(shell).unwrap();
    kernel.sigaction(SIGTTOU, SignalDisposition::Ignore).unwrap();
    assert_eq!(kernel.set_foreground_group(0, Pid(4000)), Err(Errno::Perm));
    kernel.set_foreground_group(0, shell).unwrap();

    // The end of the session leader ends the session.
    kernel.switch_to(child).unwrap();
    kernel.sigaction(SIGHUP, SignalDisposition::Catch).unwrap();
    assert_eq!(kernel.read(0, 9), Err(Errno::Restart));
    kernel.switch_to(shell).unwrap();
    kernel.exit(0);
    kernel.switch_to(child).unwrap();
    assert_eq!(kernel.take_signals(), [SIGHUP], "the stopped group was orphaned");
    assert_eq!(kernel.processes.get(child).unwrap().state, State::Running);
    assert_eq!(kernel.read(0, 9), Ok(Vec::new()), "hung up");
    check_invariants(&mut kernel);
}

#[test]
fn sessions_and_groups() {
    let (mut kernel, _) = kernel();
    let shell = on_terminal(&mut kernel);
    assert_eq!(kernel.setsid(), Err(Errno::Perm), "it leads a group");
    assert_eq!(kernel.setpgid(Pid(0), Pid(0)), Err(Errno::Perm), "it leads a session");
    let child = job(&mut kernel);
    assert_eq!(kernel.setpgid(child, Pid(4000)), Err(Errno::Perm));
    kernel.setpgid(child, shell).unwrap();
    assert_eq!(kernel.setpgid(Pid(4000), Pid(0)), Err(Errno::Srch));
    kernel.switch_to(child).unwrap();
    assert_eq!(kernel.set_controlling_terminal(0), Ok(()), "it does already");
    assert_eq!(kernel.setsid(), Ok(child));
    assert_eq!(kernel.group_of(Pid(0)), Ok((child, child)));
    assert_eq!(kernel.get_foreground_group(0), Err(Errno::Notty), "another session's");
    assert_eq!(kernel.set_controlling_terminal(0), Err(Errno::Perm), "another session's");
    let master = kernel.open(None, b"/dev/ptmx", flags("rw"), 0).unwrap();
    let name = kernel.terminal_name(master).unwrap();
    let own = kernel.open(None, &name, flags("rw"), 0).unwrap();
    kernel.set_controlling_terminal(own).unwrap();
    assert_eq!(kernel.get_foreground_group(own), Ok(child));
    kernel.sigaction(SIGHUP, SignalDisposition::Catch).unwrap();
    kernel.close(master).unwrap();
    assert_eq!(kernel.take_signals(), [SIGHUP]);
    check_invariants(&mut kernel);
}

impl Kernel {
    fn getpgid_of(&self, pid: Pid) -> Pid {
        self.group_of(pid).unwrap().0
    }
}
