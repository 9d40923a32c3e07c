//! Promise: processes that a client starts get their input, give all of their output before their
//! end, end with the code that a shell would show, and are signalled by name.

use std::time::{Duration, Instant};

use kernelet_protocol::message::*;
use kernelet_tests::sidecar::{self, ALLOW_ALL, TestVm, execute, rejection};

async fn write(vm: &TestVm, id: &str, chunk: &[u8]) -> u64 {
    let asked = WriteStdin { process_id: id.into(), chunk: chunk.to_vec() };
    match vm.ask(Request::WriteStdin(asked)).await.unwrap() {
        Response::StdinWritten(written) => written.accepted_bytes,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn programs_end_with_their_code_after_their_output() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    vm.write("/tmp/program.mjs", "console.log(1); console.error(2); process.exitCode = 3").await;
    let finished = vm.run("a", "node", &["/tmp/program.mjs"]).await;
    assert_eq!((finished.code, &*finished.stdout, &*finished.stderr), (3, "1\n", "2\n"));
    for (index, (code, expected)) in [
        ("process.exit(7)", 7),
        ("throw new Error('thrown')", 1),
        ("Promise.reject(new Error('rejected'))", 1),
        ("{", 1),
        ("process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 1e6)", 143),
        ("process.kill(process.pid, 'SIGKILL'); setTimeout(() => {}, 1e6)", 137),
    ]
    .into_iter()
    .enumerate()
    {
        let finished = vm.eval(&format!("code-{index}"), code).await;
        assert_eq!(finished.code, expected, "{code}: {finished:?}");
    }
    assert_eq!(vm.run("empty", "node", &[]).await.code, 0);
    assert!(vm.run("version", "node", &["--version"]).await.stdout.starts_with("v22."));
    assert_eq!(vm.run("print", "/usr/local/bin/node", &["-p", "6 * 7"]).await.stdout, "42\n");
    assert_eq!(vm.run("script", "/tmp/program.mjs", &[]).await.code, 3);
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_executed_is_named() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    let (code, message) = rejection(vm.start(execute("p", "no-such-command", &[])).await);
    assert_eq!(code, "invalid_state");
    assert!(message.contains("command not found"), "{message}");
    let nothing = Execute { command: None, ..execute("p", "", &[]) };
    assert_eq!(rejection(vm.start(nothing).await).0, "invalid_state");
    let python = Execute {
        command: None,
        runtime: Some(Runtime::Python),
        entrypoint: Some("/a.py".into()),
        ..execute("p", "", &[])
    };
    assert_eq!(rejection(vm.start(python).await).0, "unsupported");
    vm.start(execute("live", "node", &["-e", "setTimeout(() => {}, 1e6)"])).await.unwrap();
    let (_, message) = rejection(vm.start(execute("live", "node", &[])).await);
    assert!(message.contains("already has an active process"), "{message}");
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn input_arrives_in_order_and_ends() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    let code = "let n = 0, s = ''; process.stdin.on('data', d => { n += d.length; s = String(d).slice(-3) })
        .on('end', () => console.log(n, s))";
    vm.start(execute("reader", "node", &["-e", code])).await.unwrap();
    for _ in 0..8 {
        assert_eq!(write(&vm, "reader", &vec![b'x'; 1 << 20]).await, 1 << 20);
    }
    write(&vm, "reader", b"end").await;
    vm.close_stdin("reader").await.unwrap();
    assert_eq!(vm.finish("reader").await.stdout, format!("{} end\n", (8 << 20) + 3));
    // A program that does not look at its input ends although that is open.
    vm.start(execute("ignores", "node", &["-e", "console.log('done')"])).await.unwrap();
    assert_eq!(vm.finish("ignores").await.stdout, "done\n");
    let asked = WriteStdin { process_id: "ignores".into(), chunk: b"late".to_vec() };
    let (code, message) = vm.refused(Request::WriteStdin(asked)).await;
    assert_eq!(code, "invalid_state");
    assert!(message.contains("has no active process"), "{message}");
    let (_, message) = rejection(vm.close_stdin("ignores").await);
    assert!(message.contains("has no active process"), "{message}");
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn signals_end_what_does_not_handle_them_at_once() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    for (signal, code) in [("SIGKILL", 137), ("term", 143), ("2", 130)] {
        for program in ["for (;;) {}", "setTimeout(() => {}, 1e6)"] {
            vm.start(execute("victim", "node", &["-e", program])).await.unwrap();
            tokio::time::sleep(Duration::from_millis(50)).await;
            assert!(vm.kill("victim", "0").await.is_ok());
            let killed = Instant::now();
            vm.kill("victim", signal).await.unwrap();
            assert_eq!(vm.finish("victim").await.code, code, "{signal} {program}");
            assert!(killed.elapsed() < Duration::from_secs(2), "{:?}", killed.elapsed());
        }
    }
    let (_, message) = rejection(vm.kill("victim", "SIGTERM").await);
    assert!(message.contains("has no active process"), "{message}");
    for (signal, words) in [("", "non-empty signal"), ("SIGNAL", "unsupported kill_process signal")]
    {
        let (code, message) = rejection(vm.kill("victim", signal).await);
        assert_eq!(code, "invalid_state");
        assert!(message.contains(words), "{message}");
    }
    let handler = "process.on('SIGTERM', () => { console.log('caught'); process.exit(5) }); console.log('ready');
        setTimeout(() => {}, 1e6)";
    vm.start(execute("handler", "node", &["-e", handler])).await.unwrap();
    vm.event(|event| matches!(event, Event::ProcessOutput(output) if output.chunk == b"ready\n"))
        .await;
    vm.kill("handler", "SIGTERM").await.unwrap();
    let finished = vm.finish("handler").await;
    assert_eq!((finished.code, &*finished.stdout), (5, "caught\n"));
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn a_snapshot_shows_arguments_and_keeps_what_ended() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    vm.start(execute("parked", "node", &["-e", "setTimeout(() => {}, 1e6)"])).await.unwrap();
    vm.run("done", "node", &["-e", "process.exit(4)"]).await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    let processes = vm.processes().await;
    let find = |id: &str| processes.iter().find(|process| process.process_id == id).unwrap();
    assert_eq!((find("done").status, find("done").exit_code), (ProcessStatus::Exited, Some(4)));
    assert_eq!((find("parked").status, find("parked").exit_code), (ProcessStatus::Running, None));
    assert_eq!(find("parked").args, ["-e", "setTimeout(() => {}, 1e6)"]);
    assert_eq!(find("parked").cwd, "/home/user");
    let asked = ProcessName { process_id: "nobody".into() };
    let state = vm.ask(Request::GetSignalState(asked)).await.unwrap();
    assert!(matches!(state, Response::SignalState(state) if state.handlers.is_empty()));
    assert!(matches!(
        vm.ask(Request::GetZombieTimerCount(())).await.unwrap(),
        Response::ZombieTimerCount(_)
    ));
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn children_and_handled_signals_show() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    let code = "process.on('SIGTERM', () => {}); process.on('SIGUSR2', () => {}); \
                const child = require('child_process').spawn('node', ['-e', 'setTimeout(() => {}, 1e6)', 'word']); \
                child.on('spawn', () => console.log(child.pid)); setInterval(() => {}, 1000)";
    let parent = vm.start(execute("parent", "node", &["-e", code])).await.unwrap();
    let event = vm.event(|event| matches!(event, Event::ProcessOutput(_))).await;
    let Event::ProcessOutput(output) = event else { panic!("{event:?}") };
    let child: u32 = String::from_utf8_lossy(&output.chunk).trim().parse().unwrap();
    let processes = vm.processes().await;
    let entry = processes.iter().find(|process| process.pid == child).unwrap();
    assert_eq!(entry.process_id, format!("parent/{child}"));
    assert_eq!((entry.ppid, entry.status, entry.exit_code), (parent, ProcessStatus::Running, None));
    assert_eq!((entry.command.as_str(), entry.args.last().unwrap().as_str()), ("node", "word"));
    let state = |id: &str| Request::GetSignalState(ProcessName { process_id: id.into() });
    let Response::SignalState(handled) = vm.ask(state("parent")).await.unwrap() else { panic!() };
    for signal in [12, 15] {
        assert_eq!(handled.handlers[&signal].action, SignalAction::User, "{signal}");
    }
    let child = format!("parent/{child}");
    let Response::SignalState(handled) = vm.ask(state(&child)).await.unwrap() else { panic!() };
    assert!(!handled.handlers.contains_key(&15), "{handled:?}");
    vm.kill("parent", "SIGSTOP").await.unwrap();
    let stopped = vm.processes().await;
    let entry = stopped.iter().find(|process| process.process_id == "parent").unwrap();
    assert_eq!(entry.status, ProcessStatus::Stopped);
    vm.kill("parent", "SIGKILL").await.unwrap();
    assert_eq!(vm.finish("parent").await.code, 137);

    let config = ALLOW_ALL.replace(r#""process":"allow""#, r#""process":"deny""#);
    let blind = started.vm(&config).await;
    let (code, message) = blind.refused(Request::GetProcessSnapshot(())).await;
    assert_eq!(code, "kernel_error");
    assert!(message.starts_with("EACCES: permission denied, process://snapshot"), "{message}");
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn denials_and_limits_are_told_to_those_who_ask() {
    let started = sidecar::started().await;
    let config = ALLOW_ALL
        .replace(r#""childProcess":"allow""#, r#""childProcess":"deny""#)
        .replacen('{', r#"{"limits":{"resources":{"maxInodeCount":200}},"#, 1);
    let vm = started.vm(&config).await;
    let subscribe = || Extension { namespace: "kernelet.events".into(), payload: Vec::new() };
    for _ in 0..2 {
        let answer = vm.ask(Request::Extension(subscribe())).await.unwrap();
        let Response::Extension(answer) = answer else { panic!("{answer:?}") };
        assert_eq!(answer.payload, br#"{"subscribed":true}"#);
    }
    let code = "require('child_process').spawnSync('node', ['-v']); \
                try { for (let i = 0; ; i++) require('fs').writeFileSync('/tmp/' + i, '') } catch {}";
    vm.eval("p", code).await;
    let mut told = Vec::new();
    while !(told.contains(&"denied".to_string()) && told.contains(&"limit-reached".to_string())) {
        let event = vm.event(|event| matches!(event, Event::Extension(_))).await;
        let Event::Extension(event) = event else { panic!("{event:?}") };
        let payload: serde_json::Value = serde_json::from_slice(&event.payload).unwrap();
        told.push(payload["event"].as_str().unwrap().to_string());
        if payload["event"] == "denied" {
            assert_eq!(payload["detail"]["capability"], "child_process.spawn");
        }
    }
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn output_is_cut_into_events_and_ends_at_its_limit() {
    let started = sidecar::started().await;
    let limits = r#"{"limits":{"jsRuntime":{"capturedOutputLimitBytes":100000,"eventPayloadLimitBytes":1000}},"#;
    let vm = started.vm(&ALLOW_ALL.replacen('{', limits, 1)).await;
    vm.start(execute("p", "node", &["-e", "process.stdout.write('x'.repeat(50000))"]))
        .await
        .unwrap();
    let mut bytes = 0;
    loop {
        match vm.event(|event| !matches!(event, Event::VmLifecycle(_))).await {
            Event::ProcessOutput(output) => {
                assert!(output.chunk.len() <= 1000, "{}", output.chunk.len());
                bytes += output.chunk.len();
            }
            Event::ProcessExited(exited) => break assert_eq!(exited.exit_code, 0),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(bytes, 50_000);
    let ran = vm.eval("q", "for (;;) require('fs').writeSync(1, 'y'.repeat(1000))").await;
    assert_eq!(ran.code, 137, "{}", ran.stderr);
    assert!(ran.stderr.contains("it wrote more than 100000 bytes"), "{}", ran.stderr);
    assert!(ran.stdout.len() <= 100_000);
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn a_guest_sees_its_environment_and_no_control_variables() {
    let started = sidecar::started().await;
    let config = ALLOW_ALL.replacen('{', r#"{"env":{"FROM_VM":"1","SECURE_EXEC_X":"1"},"#, 1);
    let vm = started.vm(&config).await;
    let code = "const e = process.env; console.log(JSON.stringify([e.FROM_VM, e.OWN, e.HOME, e.USER, e.SHELL, e.TMPDIR,
        e.PWD, Object.keys(e).filter(k => /^(AGENT_OS|SECURE_EXEC)_/.test(k)), process.cwd(), process.getuid(), process.execPath]))";
    let mut asked = execute("p", "node", &["-e", code]);
    asked.env = [("OWN", "2"), ("SECURE_EXEC_KEEP_STDIN_OPEN", "1"), ("AGENT_OS_Y", "1")]
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .into();
    vm.start(asked).await.unwrap();
    let expected = r#"["1","2","/home/user","user","/bin/sh","/tmp","/home/user",[],"/home/user",1000,"/usr/bin/node"]"#;
    assert_eq!(vm.finish("p").await.stdout.trim_end(), expected);
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn the_sidecar_ends_with_its_input_whatever_guests_do() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    vm.start(execute("busy", "node", &["-e", "for (;;) {}"])).await.unwrap();
    let ignores = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
    vm.start(execute("deaf", "node", &["-e", ignores])).await.unwrap();
    let closing = Instant::now();
    started.sidecar.close().await.unwrap();
    assert!(closing.elapsed() < Duration::from_secs(4), "{:?}", closing.elapsed());
}
