//! Files through descriptors, and all calls with whatever arguments.

use crate::errno::Errno;
use crate::kernel::Kernel;
use crate::lock::LockKind;
use crate::net::address::{Address, Family};
use crate::net::option::{Membership, OptionName, SocketOption};
use crate::net::{Kind, ShutdownHow};
use crate::permission::Access;
use crate::syscalls::locks::Patience;
use crate::syscalls::process_limits::{ProcessLimit, ProcessResource};
use crate::testing::{FakeHost, cases, check_invariants, configuration, flags, kernel, start};
use crate::tty::termios::{Termios, WindowSize};
use crate::types::{
    Clock, DescriptorFlags, Fd, OpenFlags, Pid, PollInterest, PollTarget, SignalDisposition,
    SpawnOptions, StartOptions, Stdio, TimeUpdate, Timestamp, WaitOptions, WaitTarget, Whence,
};
use proptest::prelude::*;
use std::rc::Rc;

#[test]
fn positions_and_sharing() {
    let (mut kernel, _) = kernel();
    start(&mut kernel, "sh");
    let fd = kernel.open(None, b"f", flags("rwc"), 0o644).unwrap();
    kernel.write(fd, b"abcdef").unwrap();
    let duplicate = kernel.dup(fd, 10, true).unwrap();
    assert_eq!(duplicate, 10);
    assert_eq!(kernel.seek(duplicate, -4, Whence::End), Ok(2));
    assert_eq!(kernel.read(fd, 2), Ok(b"cd".to_vec()));
    assert_eq!(kernel.pread(fd, 2, 0), Ok(b"ab".to_vec()));
    assert_eq!(kernel.read(fd, 9), Ok(b"ef".to_vec()));
    assert_eq!(kernel.read(fd, 9), Ok(Vec::new()));
    assert_eq!(kernel.pwrite(fd, b"X", 8), Ok(1));
    assert_eq!(kernel.pread(fd, 99, 5), Ok(b"f\0\0X".to_vec()));
    assert_eq!(kernel.seek(fd, -1, Whence::Start), Err(Errno::Inval));
    assert_eq!(kernel.seek(fd, i64::MAX, Whence::End), Err(Errno::Overflow));
    let appending = kernel.open(None, b"f", flags("wa"), 0).unwrap();
    kernel.ftruncate(fd, 1).unwrap();
    kernel.write(appending, b"Z").unwrap();
    let size = kernel.fstat(appending).unwrap().size;
    kernel.pwrite(appending, b"Y", 0).unwrap();
    assert_eq!(kernel.fstat(appending).unwrap().size, size + 1, "as Linux: at the end");
    kernel.ftruncate(appending, size).unwrap();
    assert_eq!(kernel.pread(fd, 99, 0), Ok(b"aZ".to_vec()));
    assert_eq!(kernel.read(appending, 1), Err(Errno::Badf));
    let reading = kernel.open(None, b"f", flags("r"), 0).unwrap();
    assert_eq!(kernel.write(reading, b"x"), Err(Errno::Badf));
    assert_eq!(kernel.ftruncate(reading, 0), Err(Errno::Inval));
    // Gone from the tree, still there for who has it open.
    kernel.unlink(None, b"f").unwrap();
    assert_eq!(kernel.pread(reading, 99, 0), Ok(b"aZ".to_vec()));
    assert_eq!(kernel.fstat(reading).unwrap().nlink, 0);
    let before = kernel.usage().filesystem_inodes;
    for fd in [fd, duplicate, appending, reading] {
        kernel.close(fd).unwrap();
    }
    assert_eq!(kernel.usage().filesystem_inodes, before - 1);
    assert_eq!(kernel.close(fd), Err(Errno::Badf));
    check_invariants(&mut kernel);
}

#[test]
fn descriptor_numbers() {
    let (mut kernel, _) = kernel();
    start(&mut kernel, "sh");
    let limit = configuration().limits.descriptors;
    kernel.close(1).unwrap();
    assert_eq!(kernel.open(None, b"/dev/null", flags("r"), 0), Ok(1));
    assert_eq!(kernel.dup2(1, limit), Err(Errno::Badf));
    assert_eq!(kernel.dup2(99, 3), Err(Errno::Badf));
    assert_eq!(kernel.dup2(1, 1), Ok(()));
    assert_eq!(kernel.dup(1, limit, false), Err(Errno::Inval));
    for fd in 3..limit {
        assert_eq!(kernel.dup(1, 0, false), Ok(fd));
    }
    assert_eq!(kernel.dup(1, 0, false), Err(Errno::Mfile));
    assert_eq!(kernel.open(None, b"/none", flags("r"), 0), Err(Errno::Mfile));
    kernel.close(5).unwrap();
    assert_eq!(kernel.pipe(false), Err(Errno::Mfile));
    assert_eq!(kernel.usage().pipes, 1, "the standard input");
    let set = DescriptorFlags { append: true, nonblock: true, close_on_exec: true };
    kernel.set_flags(7, set).unwrap();
    assert_eq!(kernel.get_flags(7), Ok(set));
    assert!(kernel.get_flags(8).unwrap().nonblock, "one description");
    assert!(!kernel.get_flags(8).unwrap().close_on_exec, "another descriptor");
    check_invariants(&mut kernel);
}

#[test]
fn a_file_without_room() {
    let (mut kernel, _) = kernel();
    start(&mut kernel, "sh");
    let fd = kernel.open(None, b"f", flags("rwc"), 0o644).unwrap();
    kernel.pwrite(fd, b"x", 1 << 30).unwrap();
    assert!(kernel.usage().filesystem_bytes < 32 << 10);
    assert_eq!(kernel.write(fd, &vec![1; 2 << 20]), Err(Errno::Nospc));
    assert_eq!(kernel.fstat(fd).unwrap().size, (1 << 30) + 1);
    assert_eq!(kernel.pwrite(fd, b"x", u64::MAX), Err(Errno::Inval));
    assert_eq!(kernel.pwrite(fd, b"x", i64::MAX as u64), Err(Errno::Fbig));
    assert_eq!(kernel.ftruncate(fd, u64::MAX), Err(Errno::Fbig));
    check_invariants(&mut kernel);
}

#[test]
fn clocks_and_facts() {
    let (mut kernel, _) = kernel();
    start(&mut kernel, "sh");
    assert!(kernel.clock_now(Clock::Realtime).seconds >= 1_700_000_000);
    assert_eq!(kernel.clock_now(Clock::Monotonic).seconds, 0);
    let cpu = kernel.clock_now(Clock::ProcessCpu);
    assert_eq!((cpu.seconds, cpu.nanoseconds), (1, 500_000_000));
    assert_eq!(kernel.random(65_536).unwrap().len(), 65_536);
    assert_eq!(kernel.random(65_537), Err(Errno::Inval));
    let facts = kernel.system_information();
    assert_eq!((facts.hostname.as_str(), facts.memory_free), ("vm", (1 << 26) - 4096));
    assert_eq!(kernel.isatty(0), Ok(false));
    assert_eq!(kernel.isatty(9), Err(Errno::Badf));
}

/// Raw material for one call.
#[derive(Debug, Clone)]
struct Raw {
    call: u8,
    fds: [Fd; 2],
    paths: [Vec<u8>; 2],
    numbers: [u64; 2],
    bits: u16,
    optional: bool,
}

fn descriptors() -> impl Strategy<Value = Fd> {
    prop_oneof![8 => 0..18u32, 1 => any::<u32>(), 1 => Just(u32::MAX)]
}

fn hostile_paths() -> impl Strategy<Value = Vec<u8>> {
    let known = [
        "",
        "/",
        ".",
        "..",
        "a",
        "b",
        "a/b",
        "a/b/c",
        "a/",
        "b/.",
        "a/..",
        "link",
        "link/",
        "/dev",
        "/dev/fd",
        "/dev/fd/3",
        "/dev/stdin",
        "/dev/null",
        "/dev/ptmx",
        "/dev/tty",
        "/dev/pts/0",
        "/dev/pts",
        "/dev/zero",
        "/proc/self",
        "/proc/self/cwd",
        "/proc/self/cwd/a",
        "/proc/self/fd/3",
        "/proc/2/cwd/../b",
        "/proc/2/status",
        "/proc/2/fd",
        "/proc",
        "fifo",
        "/tmp/x",
        "/bin/sh",
        "sh",
        "/bin/../bin/sh",
        "/workspace",
        "../workspace/a",
        "/etc/passwd",
        "/root/x",
        "\0",
        "a\0",
    ];
    prop_oneof![
        12 => prop::sample::select(known.to_vec()).prop_map(|path| path.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..20),
        1 => Just(vec![b'n'; 256]),
        1 => Just(b"a/".repeat(2100)),
    ]
}

fn hostile_numbers() -> impl Strategy<Value = u64> {
    prop_oneof![
        6 => 0..20u64,
        2 => 4000..70_000u64,
        1 => prop::sample::select(vec![u64::MAX, i64::MAX as u64, 1 << 63, u64::from(u32::MAX), 1 << 40]),
        1 => any::<u64>(),
    ]
}

fn raw_calls() -> impl Strategy<Value = Raw> {
    (
        any::<u8>(),
        [descriptors(), descriptors()],
        [hostile_paths(), hostile_paths()],
        [hostile_numbers(), hostile_numbers()],
        any::<u16>(),
        any::<bool>(),
    )
        .prop_map(|(call, fds, paths, numbers, bits, optional)| Raw {
            call,
            fds,
            paths,
            numbers,
            bits,
            optional,
        })
}

/// An answer that does not matter.
fn done<T>(_: T) {}

/// Make the call that the raw material stands for; what it answers does not matter.
fn make(kernel: &mut Kernel, raw: &Raw) {
    let [fd, other] = raw.fds;
    let [path, second] = [&raw.paths[0][..], &raw.paths[1][..]];
    let [number, limit] = raw.numbers;
    let bit = |index: u16| raw.bits & (1 << index) != 0;
    let dir = bit(15).then_some(other);
    let mode = number as u32;
    let pid = Pid(fd);
    let update = |number: u64| match number % 3 {
        0 => TimeUpdate::Omit,
        1 => TimeUpdate::Now,
        _ => TimeUpdate::At(Timestamp { seconds: number as i64, nanoseconds: number as u32 }),
    };
    let whence = [Whence::Start, Whence::Current, Whence::End][usize::from(raw.bits % 3)];
    let disposition =
        [SignalDisposition::Default, SignalDisposition::Ignore, SignalDisposition::Catch]
            [usize::from(raw.bits % 3)];
    let open_flags = OpenFlags {
        read: bit(0),
        write: bit(1),
        append: bit(2),
        create: bit(3) || bit(4),
        exclusive: bit(5) && bit(6),
        truncate: bit(7),
        directory: bit(8) && bit(9),
        no_follow: bit(10),
        nonblock: bit(11),
        close_on_exec: bit(12),
        path_only: bit(13) && bit(14),
        sync: false,
    };
    let data = vec![7u8; (limit % 200_000) as usize];
    let interest =
        PollInterest { readable: bit(0), writable: bit(1), hangup: bit(2), error: bit(3) };
    match raw.call % 74 {
        0..=3 => done(kernel.open(dir, path, open_flags, mode)),
        4 => done(kernel.close(fd)),
        5 => done(kernel.read(fd, number as u32)),
        6 => done(kernel.pread(fd, number as u32, limit)),
        7 | 8 => done(kernel.write(fd, &data)),
        9 => done(kernel.pwrite(fd, &data, number)),
        10 => done(kernel.seek(fd, number as i64, whence)),
        11 => done(kernel.read_file(dir, path, limit)),
        12 => done(kernel.stat(dir, path, raw.optional)),
        13 => done(kernel.fstat(fd)),
        14 => done(kernel.readdir(fd, number, limit as u32)),
        15 | 16 => done(kernel.mkdir(dir, path, mode)),
        17 => done(kernel.rmdir(dir, path)),
        18 => done(kernel.unlink(dir, path)),
        19 | 20 => done(kernel.rename((dir, path), (None, second))),
        21 => done(kernel.link((dir, path), (None, second), raw.optional)),
        22 => done(kernel.symlink(second, dir, path)),
        23 => done(kernel.readlink(dir, path)),
        24 => done(kernel.realpath(dir, path)),
        25 => {
            let wanted = Access { read: bit(0), write: bit(1), execute: bit(2) };
            done(kernel.access(dir, path, wanted));
        }
        26 => done(kernel.chmod(dir, path, mode, raw.optional)),
        27 => done(kernel.fchmod(fd, mode)),
        28 => done(kernel.chown(dir, path, bit(0).then_some(mode), Some(1000), raw.optional)),
        29 => done(kernel.fchown(fd, bit(0).then_some(mode), bit(1).then_some(fd))),
        30 => done(kernel.utimes(dir, path, update(number), update(limit), raw.optional)),
        31 => done(kernel.futimes(fd, update(number), update(limit))),
        32 => done(kernel.truncate(dir, path, number)),
        33 => done(kernel.ftruncate(fd, number)),
        34 => done(kernel.fsync(fd)),
        35 => done(kernel.statfs(dir, path)),
        36 => done(kernel.umask(mode)),
        37 => done(kernel.chdir(path)),
        38 => done(kernel.fchdir(fd)),
        39 => done((kernel.getcwd(), kernel.get_umask())),
        40 => done(kernel.dup(fd, other, raw.optional)),
        41 => done(kernel.dup2(fd, other)),
        42 => done((kernel.get_flags(fd), kernel.isatty(fd))),
        43 => {
            let set = DescriptorFlags { append: bit(0), nonblock: bit(1), close_on_exec: bit(2) };
            done(kernel.set_flags(fd, set));
        }
        44 => done(kernel.pipe(raw.optional)),
        45 | 46 => done(kernel.spawn(SpawnOptions {
            program: if bit(0) { b"sh".to_vec() } else { path.to_vec() },
            search: bit(1),
            arguments: vec![second.to_vec()],
            environment: vec![b"PATH=:/bin:".to_vec()],
            directory: bit(2).then(|| second.to_vec()),
            descriptors: vec![(0, fd), (other, 0), (2, 1)],
            new_session: bit(3),
        })),
        47 => kernel.exit(number as u8),
        48 => {
            let who = match raw.bits % 3 {
                0 => WaitTarget::Any,
                1 => WaitTarget::Process(pid),
                _ => WaitTarget::Group(pid),
            };
            done(
                kernel.wait(
                    who,
                    WaitOptions { no_hang: raw.optional, stopped: true, continued: true },
                ),
            );
        }
        49 => done(kernel.kill(fd as i32, (number % 70) as u8)),
        50 => done((kernel.sigaction((number % 70) as u8, disposition), kernel.take_signals())),
        51 => {
            let targets = [
                PollTarget::Descriptor(fd, interest),
                PollTarget::Child(pid),
                PollTarget::Descriptor(other, interest),
            ];
            done(kernel.poll(&targets, raw.optional.then_some(number)));
        }
        52 => done((
            kernel.identity(),
            kernel.arguments(),
            kernel.environment(),
            kernel.random(fd % 70_000),
        )),
        53 => kernel.ended(pid, raw.optional.then_some(number as u8)),
        54 => done((kernel.reap(pid), kernel.feed(pid, &data), kernel.drain(pid, limit as u32))),
        55 => make_terminal_call(kernel, raw),
        56..=60 => make_socket_call(kernel, raw, &data),
        66..=73 => make_file_call(kernel, raw),
        _ => {
            if bit(0) {
                done(kernel.end_input(pid));
            }
            done(kernel.start(StartOptions {
                program: b"/bin/sh".to_vec(),
                arguments: Vec::new(),
                environment: Vec::new(),
                directory: b"/workspace".to_vec(),
                stdin: if bit(4) {
                    Stdio::Terminal
                } else if bit(1) {
                    Stdio::Piped
                } else {
                    Stdio::File(path.to_vec())
                },
                stdout: if bit(2) { Stdio::Piped } else { Stdio::File(second.to_vec()) },
                stderr: if bit(3) { Stdio::Null } else { Stdio::Piped },
                window: Default::default(),
            }));
        }
    }
}

/// One of the calls on terminals, sessions and groups.
fn make_terminal_call(kernel: &mut Kernel, raw: &Raw) {
    let [fd, other] = raw.fds;
    let bit = |index: u32| raw.bits >> index & 1 == 1;
    let [number, _] = raw.numbers;
    match raw.bits % 8 {
        0 => done(kernel.terminal_name(fd)),
        1 => {
            let termios = Termios {
                icanon: bit(3),
                isig: bit(4),
                echo: bit(5),
                tostop: bit(6),
                minimum: number as u8,
                ..kernel.get_termios(fd).unwrap_or_default()
            };
            done(kernel.set_termios(fd, termios, raw.optional));
        }
        2 => {
            let window = WindowSize { rows: number as u16, ..WindowSize::default() };
            done((kernel.set_window_size(fd, window), kernel.resize(Pid(other), window)));
        }
        3 => done((kernel.get_foreground_group(fd), kernel.get_window_size(fd))),
        4 => done(kernel.set_foreground_group(fd, Pid(other))),
        5 => done((kernel.setsid(), kernel.set_controlling_terminal(fd))),
        6 => done(kernel.setpgid(Pid(fd), Pid(other))),
        _ => done((kernel.group_of(Pid(fd)), kernel.open(None, b"/dev/ptmx", flags("rw"), 0))),
    }
}

/// One of the calls that watch and lock, and of those about signals that wait and limits.
fn make_file_call(kernel: &mut Kernel, raw: &Raw) {
    let [fd, other] = raw.fds;
    let [number, limit] = raw.numbers;
    let path = &raw.paths[0][..];
    let bit = |index: u32| raw.bits >> index & 1 == 1;
    let kind = [None, Some(LockKind::Shared), Some(LockKind::Exclusive)][usize::from(raw.bits % 3)];
    let patience = if raw.optional { Patience::Wait } else { Patience::None };
    match raw.call % 74 {
        66 => done(kernel.watch(None, path)),
        67 => done((kernel.take_changes(fd), kernel.tell_watchers())),
        68 => done(kernel.flock(fd, kind, patience)),
        69 => done(kernel.set_lock(fd, (number, limit), kind, patience)),
        70 => done(kernel.get_lock(fd, (number, limit), LockKind::Shared)),
        71 => done(kernel.mkfifo(None, if bit(0) { b"fifo" } else { path }, number as u32)),
        72 => {
            let nonblock =
                OpenFlags { read: bit(1), write: bit(2), nonblock: bit(3), ..OpenFlags::default() };
            done((
                kernel.open(None, b"fifo", nonblock, 0),
                kernel.sigprocmask(number),
                kernel.sigpending(),
            ));
        }
        _ => {
            let wanted = ProcessLimit { soft: u64::from(fd), hard: u64::from(other) };
            done((
                kernel.setrlimit(ProcessResource::Descriptors, wanted),
                kernel.getrlimit(ProcessResource::Memory),
            ));
        }
    }
}

/// One of the calls on sockets; few ports, so that they meet.
fn make_socket_call(kernel: &mut Kernel, raw: &Raw, data: &[u8]) {
    let [fd, other] = raw.fds;
    let number = raw.numbers[0];
    let bit = |index: u32| raw.bits >> index & 1 == 1;
    let family = [Family::Ipv4, Family::Ipv6, Family::Unix][usize::from(raw.bits % 3)];
    let kind = if bit(4) { Kind::Stream } else { Kind::Datagram };
    let port = [0, 80, 3000, 3001, 32768][usize::from(raw.bits >> 3) % 5];
    let ips = ["127.0.0.1", "0.0.0.0", "::", "::1", "::ffff:127.0.0.1", "224.0.0.1", "9.9.9.9"];
    let ip = ips[usize::from(raw.bits >> 5) % ips.len()].parse().unwrap();
    let address = if bit(9) {
        Address::Unix(Rc::from(&*raw.paths[0]))
    } else {
        Address::Inet(std::net::SocketAddr::new(ip, port))
    };
    let how = [ShutdownHow::Read, ShutdownHow::Write, ShutdownHow::Both][usize::from(raw.bits % 3)];
    let membership = Membership { group: ip, interface: ip, source: bit(1).then_some(ip) };
    let option = match number % 9 {
        0 => SocketOption::ReuseAddress(bit(0)),
        1 => SocketOption::ReusePort(bit(0)),
        2 => SocketOption::Broadcast(bit(0)),
        3 => SocketOption::Ipv6Only(bit(0)),
        4 => SocketOption::ReceiveBuffer(number as u32),
        5 => SocketOption::Linger(bit(0).then_some(number as u32)),
        6 => SocketOption::JoinGroup(membership),
        7 => SocketOption::LeaveGroup(membership),
        _ => SocketOption::Error(None),
    };
    match raw.call % 74 {
        55 if bit(10) => done(kernel.socketpair(raw.optional)),
        55 => done(kernel.socket(family, kind, raw.optional)),
        56 if bit(10) => done(kernel.bind(fd, &address)),
        56 => done(kernel.listen(fd, other)),
        57 if bit(10) => done(kernel.connect(fd, &address)),
        57 => done(kernel.accept(fd, raw.optional)),
        58 if bit(10) => done(kernel.send_to(fd, data, raw.optional.then_some(&address))),
        58 => done(kernel.receive_from(fd, number as u32)),
        59 if bit(10) => done(kernel.set_socket_option(fd, option)),
        59 => done((kernel.shutdown(fd, how), kernel.disconnect(fd))),
        _ => done((
            kernel.socket_name(fd),
            kernel.peer_name(fd),
            kernel.get_socket_option(fd, OptionName::Error),
            kernel.get_socket_option(fd, OptionName::Linger),
        )),
    }
}

proptest! {
    #![proptest_config(cases(400))]
    /// Whatever is called: no panic, and everything that is counted stays right.
    #[test]
    fn fuzz_no_argument_harms(calls in prop::collection::vec((raw_calls(), 0..9u32), 1..120)) {
        let mut configuration = configuration();
        configuration.limits.filesystem_inodes = 60;
        let configuration_limit = configuration.limits.descriptors;
        let host = Rc::new(FakeHost::default());
        let mut kernel = Kernel::configure(host.clone(), configuration).unwrap();
        kernel.start(StartOptions {
            program: b"sh".to_vec(),
            arguments: vec![b"sh".to_vec()],
            environment: Vec::new(),
            directory: b"/workspace".to_vec(),
            stdin: Stdio::Piped,
            stdout: Stdio::Piped,
            stderr: Stdio::Piped,
            window: Default::default(),
        }).unwrap();
        for (raw, pid) in &calls {
            // 1 stands for the first process as well. Without such a process the last one stays.
            let _ = kernel.switch_to(Pid(if *pid == 1 { 2 } else { *pid }));
            make(&mut kernel, raw);
            check_invariants(&mut kernel);
            host.take_events();
        }
        // All that they held comes back.
        for process in kernel.processes.select(|_| true) {
            kernel.ended(process, None);
            let _ = kernel.reap(process);
            let _ = kernel.drain(process, u32::MAX);
        }
        kernel.switch_to(Pid::OPERATOR).unwrap();
        for fd in 0..configuration_limit {
            let _ = kernel.close(fd);
        }
        check_invariants(&mut kernel);
        let usage = kernel.usage();
        prop_assert!(kernel.locks.is_empty());
        prop_assert_eq!((usage.processes, usage.zombies, usage.open_files, usage.pipes), (0, 0, 0, 0));
    }
}
