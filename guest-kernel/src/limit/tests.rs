//! Each limit: what one more answers, what is told, and that giving back helps.

use super::{Limits, ProgramLimit, Resource};
use crate::errno::Errno;
use crate::events::{Event, Told};
use crate::kernel::Kernel;
use crate::policy::{Mode, Policy};
use crate::testing::{Event as Happened, FakeHost, check_invariants, configuration, flags, start};
use crate::timer::Timer;
use crate::types::{Configuration, Pid, SpawnOptions, StartOptions, Stdio};
use std::rc::Rc;

fn kernel(change: impl FnOnce(&mut Configuration)) -> (Kernel, Rc<FakeHost>) {
    let host = Rc::new(FakeHost::default());
    let mut configuration = configuration();
    change(&mut configuration);
    let mut kernel = Kernel::configure(host.clone(), configuration).unwrap();
    start(&mut kernel, "sh");
    (kernel, host)
}

fn events(kernel: &mut Kernel) -> Vec<Event> {
    kernel.take_events().into_iter().map(|told| told.event).collect()
}

#[test]
fn zero_is_refused_by_name() {
    assert_eq!(Limits::default().validate(), Ok(()));
    let zero = Limits { open_files: 0, ..Limits::default() };
    let expected = "invalid limit: open-files must be greater than zero";
    assert_eq!(zero.validate().unwrap_err(), expected);
    let late = Limits { tool_milliseconds: 9, tool_milliseconds_max: 8, ..Limits::default() };
    assert!(late.validate().unwrap_err().contains("tool-milliseconds (9)"));
    let mut configuration = configuration();
    configuration.limits = zero;
    let refusal = Kernel::configure(Rc::new(FakeHost::default()), configuration).err().unwrap();
    assert_eq!((refusal.errno, refusal.message.as_str()), (Errno::Inval, expected));
}

#[test]
fn open_files_and_pipes() {
    let (mut kernel, host) = kernel(|configuration| {
        configuration.limits.open_files = 10;
        configuration.limits.pipes = 3;
        configuration.limits.descriptors = 64;
    });
    host.take_events();
    // Three descriptions and one pipe are the process's standard streams.
    kernel.pipe(false).unwrap();
    kernel.pipe(false).unwrap();
    assert_eq!(kernel.pipe(false), Err(Errno::Again));
    let pid = kernel.identity().unwrap().pid;
    let reached = |limit, maximum| Event::LimitReached { pid, limit, maximum };
    let near = |limit, used, maximum| Event::LimitNear { limit, used, maximum };
    assert_eq!(events(&mut kernel), [near("pipes", 3, 3), reached("pipes", 3)]);
    let mut opened = Vec::new();
    let error = loop {
        match kernel.open(None, b"/etc/passwd", flags("r"), 0) {
            Ok(fd) => opened.push(fd),
            Err(error) => break error,
        }
    };
    assert_eq!((error, kernel.used(Resource::OpenFiles)), (Errno::Nfile, 10));
    let told = events(&mut kernel);
    assert_eq!(told, [near("open-files", 9, 10), reached("open-files", 10)]);
    for fd in opened {
        kernel.close(fd).unwrap();
    }
    assert!(kernel.open(None, b"/etc/passwd", flags("r"), 0).is_ok());
    check_invariants(&mut kernel);
}

#[test]
fn processes_and_their_strings() {
    let (mut kernel, _) = kernel(|configuration| configuration.limits.argument_bytes = 100);
    let child = |arguments: Vec<Vec<u8>>| SpawnOptions {
        program: b"/bin/sh".to_vec(),
        arguments,
        ..SpawnOptions::default()
    };
    assert_eq!(kernel.spawn(child(vec![vec![b'x'; 101]])), Err(Errno::Inval));
    while kernel.spawn(child(vec![b"sh".to_vec()])).is_ok() {}
    let told = events(&mut kernel);
    let limits: Vec<&str> = told
        .iter()
        .map(|event| match event {
            Event::LimitReached { limit, .. } | Event::LimitNear { limit, .. } => *limit,
            _ => "",
        })
        .collect();
    assert_eq!(limits, ["argument-bytes", "processes", "processes"]);
}

#[test]
fn files() {
    let (mut kernel, _) = kernel(|configuration| {
        configuration.limits.directory_entries = 4;
        configuration.limits.write_bytes = 2000;
        configuration.limits.read_bytes = 1000;
        configuration.limits.filesystem_bytes = 1 << 16;
    });
    kernel.mkdir(None, b"few", 0o755).unwrap();
    for number in 0..5 {
        let directory = kernel.open(None, b"few", flags("r"), 0).unwrap();
        assert_eq!(kernel.readdir(directory, 0, 2).unwrap().len(), number.min(2));
        kernel.close(directory).unwrap();
        kernel.mkdir(None, format!("few/{number}").as_bytes(), 0o755).unwrap();
    }
    let directory = kernel.open(None, b"few", flags("r"), 0).unwrap();
    assert_eq!(kernel.readdir(directory, 0, 2), Err(Errno::Nomem));
    let fd = kernel.open(None, b"file", flags("rwc"), 0o644).unwrap();
    assert_eq!(kernel.write(fd, &[0; 2001]), Err(Errno::Inval));
    assert_eq!(kernel.pread(fd, 1001, 0), Err(Errno::Inval));
    events(&mut kernel);
    while kernel.write(fd, &[0; 2000]).is_ok() {}
    let told = events(&mut kernel);
    assert!(matches!(told[0], Event::LimitNear { limit: "filesystem-bytes", .. }), "{told:?}");
    assert!(matches!(told[1], Event::LimitReached { limit: "filesystem-bytes", .. }), "{told:?}");
}

#[test]
fn a_flood_of_denials_is_counted_not_told() {
    let (mut kernel, host) = kernel(|configuration| configuration.policy = Policy::default());
    host.take_events();
    for _ in 0..5000 {
        assert_eq!(kernel.stat(None, b"/etc", true).unwrap_err(), Errno::Acces);
    }
    let ready = host.take_events();
    assert_eq!(ready, [crate::testing::Event::EventsReady], "announced once");
    let told = kernel.take_events();
    assert!((30..500).contains(&told.len()), "{}", told.len());
    host.nanoseconds.set(host.nanoseconds.get() + 5_000_000_000);
    kernel.stat(None, b"/etc", true).unwrap_err();
    let [Told { event: Event::Denied { capability: "fs.stat", resource, .. }, suppressed }] =
        &kernel.take_events()[..]
    else {
        panic!("one denial")
    };
    assert_eq!(resource, b"/etc");
    assert!(*suppressed > 1000, "{suppressed}");
}

#[test]
fn a_question_is_answered_or_runs_out() {
    let (mut kernel, host) = kernel(|configuration| {
        configuration.policy = Policy::all(Mode::Ask);
        configuration.question_nanoseconds = Some(1_000_000_000);
    });
    let question = |kernel: &mut Kernel| match &kernel.take_events()[..] {
        [Told { event: Event::Question { id, capability: "fs.stat", .. }, .. }] => *id,
        other => panic!("{other:?}"),
    };
    let pid = kernel.identity().unwrap().pid;
    host.take_events();
    assert_eq!(kernel.stat(None, b"/etc", true).unwrap_err(), Errno::Restart);
    assert_eq!(kernel.stat(None, b"/etc", true).unwrap_err(), Errno::Restart);
    let id = question(&mut kernel);
    assert!(matches!(
        host.take_events()[..],
        [crate::testing::Event::EventsReady, crate::testing::Event::Alarm(_)]
    ));
    kernel.answer(id + 1, true);
    assert_eq!(host.take_events(), []);
    kernel.answer(id, true);
    assert_eq!(host.take_events(), [crate::testing::Event::Wake(pid)]);
    assert!(kernel.stat(None, b"/etc", true).is_ok());
    kernel.settle();

    assert_eq!(kernel.stat(None, b"/etc", true).unwrap_err(), Errno::Restart);
    question(&mut kernel);
    kernel.timers_due();
    assert_eq!(kernel.stat(None, b"/etc", true).unwrap_err(), Errno::Restart, "too early");
    host.nanoseconds.set(host.nanoseconds.get() + 2_000_000_000);
    kernel.timers_due();
    assert_eq!(kernel.stat(None, b"/etc", true).unwrap_err(), Errno::Acces);
    assert!(kernel.last_denial().unwrap().contains("which asks, and nobody said yes"));
    kernel.settle();
    assert!(kernel.exchanges.is_empty());
    kernel.timers.cancel(Timer::Grace);

    // The client is the one who would answer.
    kernel.switch_to(Pid::CLIENT).unwrap();
    assert_eq!(kernel.stat(None, b"/etc", true).unwrap_err(), Errno::Acces);
}

#[test]
fn the_time_of_a_vm() {
    let mut configuration = configuration();
    configuration.limits.milliseconds = 500;
    let host = Rc::new(FakeHost::default());
    let mut kernel = Kernel::configure(host.clone(), configuration).unwrap();
    let pid = start(&mut kernel, "sh");
    let alarms = host.take_events();
    assert!(alarms.iter().any(|event| matches!(event, Happened::Alarm(_))), "{alarms:?}");
    host.nanoseconds.set(400_000_000);
    kernel.timers_due();
    assert!(kernel.current().is_ok());
    host.nanoseconds.set(501_000_000);
    kernel.timers_due();
    assert!(kernel.current().is_err());
    assert!(host.take_events().contains(&Happened::Stop(pid)));
    kernel.switch_to(Pid::OPERATOR).unwrap();
    let events = kernel.take_events();
    let over = Event::LimitReached { pid: Pid::OPERATOR, limit: "milliseconds", maximum: 500 };
    assert!(events.iter().any(|told| told.event == over), "{events:?}");
    kernel.ended(pid, None);
    let another = StartOptions {
        program: b"sh".to_vec(),
        arguments: Vec::new(),
        environment: Vec::new(),
        directory: b"/".to_vec(),
        stdin: Stdio::Null,
        stdout: Stdio::Null,
        stderr: Stdio::Null,
        window: Default::default(),
    };
    assert_eq!(kernel.start(another), Err(Errno::Again));
    kernel.near_limit(ProgramLimit::Memory, 7);
    let near = Event::LimitNear { limit: "memory", used: 7, maximum: u64::MAX };
    assert!(kernel.take_events().iter().any(|told| told.event == near));
}
