//! Calls of tools from their registration to their end.

use super::{Answer, Call, Example, Tool, Toolkit};
use crate::errno::{Errno, Refusal};
use crate::kernel::Kernel;
use crate::policy::{Mode, Policy, Rule, Scope};
use crate::process::signal::{SIGCONT, SIGSTOP, SIGTERM};
use crate::testing::{Event, FakeHost, check_invariants, flags, kernel, start};
use crate::tty::termios::WindowSize;
use crate::types::{Pid, SpawnOptions, StartOptions, Stdio, WaitOptions, WaitStatus, WaitTarget};

fn math() -> Toolkit {
    Toolkit {
        name: "math".to_owned(),
        description: "Sums".to_owned(),
        command_aliases: vec!["math".to_owned(), "calc".to_owned()],
        registry_command_aliases: vec!["raw".to_owned()],
        tools: vec![Tool {
            name: "add".to_owned(),
            description: "Adds".to_owned(),
            input_schema: r#"{"type":"object","properties":{"a":{"type":"integer"}}}"#.to_owned(),
            timeout_milliseconds: Some(2000),
            examples: vec![Example { description: "one".to_owned(), input: "{}".to_owned() }],
        }],
    }
}

fn with_tools() -> (Kernel, std::rc::Rc<FakeHost>) {
    let (mut kernel, host) = kernel();
    assert_eq!(kernel.register_toolkit(&math()), Ok(3));
    (kernel, host)
}

fn start_tool(kernel: &mut Kernel, words: &str) -> Pid {
    let arguments: Vec<Vec<u8>> = words.split(' ').map(|word| word.as_bytes().to_vec()).collect();
    let pid = kernel
        .start(StartOptions {
            program: arguments[0].clone(),
            arguments,
            environment: vec![b"PATH=/usr/bin:/bin".to_vec()],
            directory: b"/workspace".to_vec(),
            stdin: Stdio::Null,
            stdout: Stdio::Piped,
            stderr: Stdio::Piped,
            window: WindowSize::default(),
        })
        .expect("started");
    kernel.run_tools();
    pid
}

fn calls(host: &FakeHost) -> Vec<(u64, Call)> {
    let events = host.take_events().into_iter();
    events
        .filter_map(
            |event| if let Event::CallTool(id, call) = event { Some((id, call)) } else { None },
        )
        .collect()
}

fn outcome(kernel: &mut Kernel, pid: Pid) -> (Option<WaitStatus>, String, String) {
    let mut texts = [String::new(), String::new()];
    while let Ok(pieces) = kernel.drain(pid, 1 << 20) {
        if pieces.is_empty() {
            break;
        }
        for piece in pieces {
            texts[piece.descriptor as usize - 1] += std::str::from_utf8(&piece.data).unwrap();
        }
        kernel.run_tools();
    }
    let status = kernel.reap(pid).unwrap();
    check_invariants(kernel);
    let [stdout, stderr] = texts;
    (status, stdout, stderr)
}

#[test]
fn a_call_is_answered_and_printed() {
    let (mut kernel, host) = with_tools();
    let pid = start_tool(&mut kernel, "/usr/bin/calc add --a 4");
    let asked = calls(&host);
    let [(id, call)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(
        (&*call.key, &*call.input, call.timeout_milliseconds),
        ("math:add", r#"{"a":4}"#, 2000)
    );
    assert_eq!(kernel.reap(pid), Ok(None));
    kernel.answer_tool(*id, &Answer::Result("[5]".to_owned()));
    kernel.run_tools();
    let expected =
        (Some(WaitStatus::Exited(0)), r#"{"ok":true,"result":[5]}"#.to_owned(), String::new());
    assert_eq!(outcome(&mut kernel, pid), expected);

    let pid = start_tool(&mut kernel, "raw x --y");
    let asked = calls(&host);
    let [(id, call)] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(call.key, "raw");
    assert_eq!(
        call.input,
        r#"{"args":["x","--y"],"command":"raw","cwd":"/workspace","type":"command"}"#
    );
    kernel.answer_tool(*id, &Answer::Failure("no".to_owned()));
    kernel.answer_tool(*id, &Answer::Result("1".to_owned()));
    kernel.run_tools();
    let expected = (Some(WaitStatus::Exited(1)), String::new(), "no\n".to_owned());
    assert_eq!(outcome(&mut kernel, pid), expected);
}

#[test]
fn mistakes_are_told_without_a_call() {
    let (mut kernel, host) = with_tools();
    for (words, text) in [
        ("math", "math requires a tool name\n"),
        ("calc sub", "unknown tool callback math:sub\n"),
        ("math add --b 1", "Unknown flag: --b\n"),
        (
            r#"math add --json {"a":"x"}"#,
            "ToolInputSchemaViolation at $.a: expected integer, got string\n",
        ),
        ("math add --json-file /nowhere", "cannot read --json-file /nowhere: ENOENT\n"),
    ] {
        let pid = start_tool(&mut kernel, words);
        let expected = (Some(WaitStatus::Exited(1)), String::new(), text.to_owned());
        assert_eq!(outcome(&mut kernel, pid), expected, "{words}");
    }
    assert_eq!(calls(&host), []);
    let fd = kernel.open(None, b"/workspace/in.json", flags("wc"), 0o644).unwrap();
    kernel.write(fd, br#"{"a":7}"#).unwrap();
    start_tool(&mut kernel, "math add --json-file in.json");
    assert_eq!(calls(&host)[0].1.input, r#"{"a":7}"#);
}

#[test]
fn the_policy_decides() {
    let (mut kernel, host) = with_tools();
    let rule = Rule {
        mode: Mode::Deny,
        operations: vec!["invoke".to_owned()],
        patterns: vec!["math:*".to_owned()],
    };
    let tool = Some(Scope { default: Mode::Allow, rules: vec![rule] });
    kernel.set_policy(Policy { tool, ..Policy::all(Mode::Allow) }).unwrap();
    let pid = start_tool(&mut kernel, "math add");
    let (status, _, stderr) = outcome(&mut kernel, pid);
    assert_eq!(status, Some(WaitStatus::Exited(1)));
    assert!(stderr.contains("blocked by tool.invoke policy for math:add"), "{stderr}");
    assert_eq!(calls(&host), []);
}

#[test]
fn time_runs_out_and_signals_end_it() {
    let (mut kernel, host) = with_tools();
    let pid = start_tool(&mut kernel, "math add");
    let (id, _) = calls(&host).remove(0);
    host.nanoseconds.set(host.nanoseconds.get() + 3_000_000_000);
    kernel.timers_due();
    kernel.run_tools();
    assert!(host.take_events().contains(&Event::AbandonTool(id)));
    let text = "timed out waiting for sidecar response after 2s\n".to_owned();
    assert_eq!(outcome(&mut kernel, pid), (Some(WaitStatus::Exited(1)), String::new(), text));
    kernel.answer_tool(id, &Answer::Result("1".to_owned()));

    let pid = start_tool(&mut kernel, "math add");
    let (id, _) = calls(&host).remove(0);
    kernel.kill(pid.0 as i32, SIGTERM).unwrap();
    kernel.run_tools();
    assert!(host.take_events().contains(&Event::AbandonTool(id)));
    let expected = (Some(WaitStatus::Signaled(SIGTERM)), String::new(), String::new());
    assert_eq!(outcome(&mut kernel, pid), expected);

    let pid = start_tool(&mut kernel, "math add");
    let (id, _) = calls(&host).remove(0);
    kernel.kill(pid.0 as i32, SIGSTOP).unwrap();
    kernel.answer_tool(id, &Answer::Result("1".to_owned()));
    kernel.run_tools();
    assert_eq!(kernel.reap(pid), Ok(None), "stopped");
    kernel.kill(pid.0 as i32, SIGCONT).unwrap();
    kernel.run_tools();
    assert_eq!(outcome(&mut kernel, pid).0, Some(WaitStatus::Exited(0)));
}

#[test]
fn a_program_calls_through_pipes() {
    let (mut kernel, host) = with_tools();
    let shell = start(&mut kernel, "sh");
    let (reader, writer) = kernel.pipe(false).unwrap();
    let options = |argument: &[u8]| SpawnOptions {
        program: b"math".to_vec(),
        search: true,
        arguments: vec![b"math".to_vec(), argument.to_vec()],
        environment: vec![b"PATH=/bin".to_vec()],
        descriptors: vec![(1, writer), (2, writer)],
        ..SpawnOptions::default()
    };
    let child = kernel.spawn(options(b"add")).unwrap();
    kernel.run_tools();
    kernel.close(writer).unwrap();
    let (id, call) = calls(&host).remove(0);
    assert_eq!(call.pid, child);
    // More than a pipe holds: it waits for its reader.
    kernel.answer_tool(id, &Answer::Result(format!("\"{}\"", "x".repeat(200_000))));
    kernel.run_tools();
    let mut text = Vec::new();
    loop {
        kernel.switch_to(shell).unwrap();
        let piece = kernel.read(reader, 1 << 20).unwrap();
        kernel.run_tools();
        if piece.is_empty() {
            break;
        }
        text.extend(piece);
    }
    assert_eq!(text.len(), r#"{"ok":true,"result":""}"#.len() + 200_000);
    let waited = kernel.wait(WaitTarget::Process(child), WaitOptions::default()).unwrap();
    assert_eq!(waited, Some((child, WaitStatus::Exited(0))));
    check_invariants(&mut kernel);
}

#[test]
fn what_may_not_be_registered_is_named() {
    let (mut kernel, _) = with_tools();
    let words = |toolkit: &Toolkit, kernel: &mut Kernel| match kernel.register_toolkit(toolkit) {
        Err(Refusal { errno, message }) => (errno, message),
        Ok(count) => panic!("{count} aliases"),
    };
    let other = || Toolkit {
        name: "other".to_owned(),
        command_aliases: vec!["other".to_owned()],
        registry_command_aliases: Vec::new(),
        ..math()
    };
    let with = |change: &dyn Fn(&mut Toolkit)| {
        let mut toolkit = other();
        change(&mut toolkit);
        toolkit
    };
    type Change = Box<dyn Fn(&mut Toolkit)>;
    let cases: Vec<(Change, &str)> = vec![
        (Box::new(|kit| kit.name = "Upper".to_owned()), "must be 1 to 64 of a-z, 0-9 and -"),
        (Box::new(|kit| kit.name = String::new()), "must be 1 to 64"),
        (Box::new(|kit| kit.description = String::new()), "needs a description"),
        (Box::new(|kit| kit.description = "x".repeat(201)), "1 to 200 bytes, not 201"),
        (Box::new(|kit| kit.tools.clear()), "has no tools"),
        (Box::new(|kit| kit.tools = vec![kit.tools[0].clone(); 2]), "is given twice"),
        (Box::new(|kit| kit.tools[0].name = "a b".to_owned()), "tool name \"a b\""),
        (Box::new(|kit| kit.tools[0].description = String::new()), "needs a description"),
        (Box::new(|kit| kit.tools[0].input_schema = "{".to_owned()), "its schema is not JSON"),
        (
            Box::new(|kit| {
                kit.tools[0].input_schema = format!("{}{}", "[".repeat(33), "]".repeat(33))
            }),
            "deeper than 32",
        ),
        (
            Box::new(|kit| kit.tools[0].input_schema = format!("\"{}\"", "x".repeat(16_384))),
            "more than 16384 bytes",
        ),
        (Box::new(|kit| kit.tools[0].timeout_milliseconds = Some(300_001)), "1 to 300000 ms"),
        (Box::new(|kit| kit.tools[0].timeout_milliseconds = Some(0)), "1 to 300000 ms"),
        (
            Box::new(|kit| kit.tools[0].examples = vec![kit.tools[0].examples[0].clone(); 17]),
            "more than 16 examples",
        ),
        (
            Box::new(|kit| kit.tools[0].examples[0].input = format!("\"{}\"", "x".repeat(4096))),
            "more than 4096 bytes",
        ),
        (Box::new(|kit| kit.tools[0].examples[0].input = "?".to_owned()), "is not JSON"),
        (Box::new(|kit| kit.command_aliases = vec![String::new()]), "must be the name of a file"),
        (Box::new(|kit| kit.command_aliases = vec!["..".to_owned()]), "must be the name of a file"),
        (
            Box::new(|kit| kit.command_aliases = vec!["a/b".to_owned()]),
            "must be the name of a file",
        ),
        (Box::new(|kit| kit.command_aliases = vec!["a".to_owned(); 2]), "is given twice"),
        (
            Box::new(|kit| kit.registry_command_aliases = kit.command_aliases.clone()),
            "is given twice",
        ),
    ];
    for (change, text) in cases {
        let (errno, message) = words(&with(&*change), &mut kernel);
        assert_eq!(errno, Errno::Inval, "{message}");
        assert!(message.contains(text), "{message}");
    }
    let (errno, message) = words(&math(), &mut kernel);
    assert_eq!((errno, message.contains("already registered")), (Errno::Exist, true), "{message}");
    let (errno, message) =
        words(&with(&|kit| kit.command_aliases = vec!["raw".to_owned()]), &mut kernel);
    assert_eq!((errno, message.contains("already registered")), (Errno::Exist, true), "{message}");
    assert_eq!(kernel.register_toolkit(&other()), Ok(4), "nothing of all that was kept");
}
