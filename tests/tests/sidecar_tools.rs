//! Promise: functions of the client are commands of the VM, the same from Execute and from programs,
//! and what a client may not register, or a program may not call, is refused in words.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use kernelet::client::Connection;
use kernelet::node::{ExecOptions, HostTool, LocalVm, NodeRuntime, RemoteVm};
use kernelet::{Runtime, Tool, ToolHandler, VmConfig};
use kernelet_protocol::Owner;
use kernelet_protocol::message::*;
use kernelet_tests::sidecar::{self, ALLOW_ALL, Started, TestVm, execute};

const SCHEMA: &str = r#"{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["a","b"]}"#;

fn toolkit(name: &str, aliases: &[&str]) -> RegisterHostCallbacks {
    let callback = |timeout_ms| HostCallbackDefinition {
        description: "A tool".into(),
        input_schema: SCHEMA.into(),
        timeout_ms,
        examples: Vec::new(),
    };
    RegisterHostCallbacks {
        name: name.into(),
        description: "Tools of a test".into(),
        command_aliases: aliases.iter().map(ToString::to_string).collect(),
        registry_command_aliases: vec![format!("{name}-raw")],
        callbacks: [("add".into(), callback(None)), ("sleep".into(), callback(Some(300)))].into(),
    }
}

/// Adds, or sleeps, or says what it was given.
fn answer(connection: &Connection) {
    connection.answer_with(|owner, request| async move {
        let SidecarRequest::HostCallback(call) = request else { panic!("{request:?}") };
        assert!(matches!(owner, Owner::Vm(_)));
        let input: serde_json::Value = serde_json::from_str(&call.input).expect("JSON");
        let (result, error) = match call.callback_key.as_str() {
            "math:add" if input["a"] == 13 => (None, Some("unlucky".into())),
            "math:add" if input["a"] == 14 => (None, None),
            "math:add" => {
                assert_eq!(call.timeout_ms, 30_000);
                let sum = input["a"].as_i64().unwrap_or(0) + input["b"].as_i64().unwrap_or(0);
                (Some(format!("{{\"sum\":{sum}}}")), None)
            }
            "math:sleep" => {
                tokio::time::sleep(Duration::from_secs(5)).await;
                (Some("1".into()), None)
            }
            _ => (Some(call.input), None),
        };
        let invocation_id = call.invocation_id;
        SidecarResponse::HostCallbackResult(HostCallbackResult { invocation_id, result, error })
    });
}

async fn with_tools() -> (Started, TestVm) {
    let started = sidecar::started().await;
    answer(started.sidecar.connection());
    let vm = started.vm(ALLOW_ALL).await;
    let asked = Request::RegisterHostCallbacks(toolkit("math", &["math", "calc"]));
    let expected = HostCallbacksRegistered { registration: "math".into(), command_count: 3 };
    assert_eq!(vm.ask(asked).await.unwrap(), Response::HostCallbacksRegistered(expected));
    (started, vm)
}

#[tokio::test]
async fn a_tool_is_a_command() {
    let (started, vm) = with_tools().await;
    for (id, command) in [("a", "math"), ("b", "calc"), ("c", "/bin/math"), ("d", "/usr/bin/calc")]
    {
        let ran = vm.run(id, command, &["add", "--a", "2", "--b", "3"]).await;
        assert_eq!((ran.code, ran.stdout.as_str()), (0, r#"{"ok":true,"result":{"sum":5}}"#));
    }
    for (id, arguments, text) in [
        ("e", &[][..], "math requires a tool name\n"),
        ("f", &["sub"], "unknown tool callback math:sub\n"),
        ("g", &["add", "--a", "x"], "Flag --a expects an integer, got x\n"),
        ("h", &["add", "--a", "1"], "Missing required flag: --b\n"),
        ("i", &["add", "--c", "1"], "Unknown flag: --c\n"),
        ("j", &["add", "1"], "Unexpected positional argument: 1\n"),
        ("k", &["add"], "ToolInputSchemaViolation at $.a: required property is missing\n"),
        ("l", &["add", "--a", "13", "--b", "1"], "unlucky\n"),
        ("m", &["add", "--a", "14", "--b", "1"], "the client gave no result\n"),
        (
            "n",
            &["sleep", "--a", "1", "--b", "1"],
            "timed out waiting for sidecar response after 0.300s\n",
        ),
    ] {
        let ran = vm.run(id, "math", arguments).await;
        assert_eq!((ran.code, ran.stderr.as_str(), ran.stdout.as_str()), (1, text, ""), "{id}");
    }
    let raw = vm.run("o", "math-raw", &["--x", "y"]).await;
    let value: serde_json::Value = serde_json::from_str(&raw.stdout).unwrap();
    assert_eq!(value["result"]["command"], "math-raw");
    assert_eq!(value["result"]["args"], serde_json::json!(["--x", "y"]));
    assert_eq!(value["result"]["type"], "command");
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn programs_call_tools_as_they_call_programs() {
    let (started, vm) = with_tools().await;
    let code = r#"
        const { execFileSync, spawnSync, spawn } = require('child_process');
        console.log(execFileSync('math', ['add', '--a', '1', '--b', '2'], { encoding: 'utf8' }));
        const json = JSON.stringify({ a: 4, b: 5 });
        require('fs').writeFileSync('/tmp/in.json', json);
        console.log(spawnSync('calc', ['add', '--json', json], { encoding: 'utf8' }).stdout);
        console.log(spawnSync('calc', ['add', '--json-file', '/tmp/in.json'], { encoding: 'utf8' }).stdout);
        const bad = spawnSync('math', ['nothing'], { encoding: 'utf8' });
        console.log(bad.status, bad.stderr.trim());
        const child = spawn('math', ['sleep', '--a', '1', '--b', '1']);
        child.on('exit', (code, signal) => console.log('child', code, signal));
        setTimeout(() => child.kill('SIGTERM'), 50);
    "#;
    let ran = vm.eval("p", code).await;
    let expected = [
        r#"{"ok":true,"result":{"sum":3}}"#,
        r#"{"ok":true,"result":{"sum":9}}"#,
        r#"{"ok":true,"result":{"sum":9}}"#,
        "1 unknown tool callback math:nothing",
        "child null SIGTERM",
        "",
    ];
    assert_eq!((ran.code, ran.stdout), (0, expected.join("\n")), "{}", ran.stderr);
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn the_policy_says_who_may_call() {
    let started = sidecar::started().await;
    answer(started.sidecar.connection());
    // The scope by its newer name; a VM without it denies every tool.
    for (config, allowed) in [
        (ALLOW_ALL.replace("\"tool\"", "\"binding\""), true),
        (ALLOW_ALL.replace(r#","tool":"allow""#, ""), false),
        (ALLOW_ALL.replace(r#""tool":"allow""#, r#""tool":"ask""#), false),
    ] {
        let vm = started.vm(&config).await;
        vm.ask(Request::RegisterHostCallbacks(toolkit("math", &["math"]))).await.unwrap();
        let ran = vm.run("p", "math", &["add", "--a", "1", "--b", "1"]).await;
        assert_eq!(ran.code == 0, allowed, "{config}: {ran:?}");
        let denied = "blocked by tool.invoke policy for math:add";
        assert_eq!(ran.stderr.contains(denied), !allowed, "{ran:?}");
    }
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn a_call_ends_with_its_process() {
    let (started, vm) = with_tools().await;
    vm.start(execute("p", "math", &["sleep", "--a", "1", "--b", "1"])).await.unwrap();
    let killing = Instant::now();
    vm.kill("p", "SIGTERM").await.unwrap();
    assert_eq!(vm.finish("p").await.code, 143);
    vm.start(execute("q", "math", &["sleep", "--a", "1", "--b", "1"])).await.unwrap();
    let dispose = Request::DisposeVm(DisposeVm { reason: DisposeReason::Requested });
    vm.ask(dispose).await.unwrap();
    vm.event(|event| matches!(event, Event::VmLifecycle(VmLifecycle { state: VmState::Disposed })))
        .await;
    assert!(killing.elapsed() < Duration::from_secs(4), "{:?}", killing.elapsed());
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn what_may_not_be_registered_is_refused() {
    let (started, vm) = with_tools().await;
    let asked = |change: &dyn Fn(&mut RegisterHostCallbacks)| {
        let mut asked = toolkit("other", &["other"]);
        change(&mut asked);
        Request::RegisterHostCallbacks(asked)
    };
    type Change = Box<dyn Fn(&mut RegisterHostCallbacks)>;
    let cases: Vec<(Change, &str, &str)> = vec![
        (Box::new(|asked| asked.name = "math".into()), "conflict", "already registered"),
        (
            Box::new(|asked| asked.command_aliases = vec!["calc".into()]),
            "conflict",
            "already registered",
        ),
        (Box::new(|asked| asked.name = "No".into()), "invalid_state", "a-z, 0-9 and -"),
        (Box::new(|asked| asked.callbacks = BTreeMap::new()), "invalid_state", "has no tools"),
        (
            Box::new(|asked| asked.command_aliases = vec!["a/b".into()]),
            "invalid_state",
            "must be the name of a file",
        ),
        (
            Box::new(|asked| {
                for callback in asked.callbacks.values_mut() {
                    callback.input_schema = "[".into();
                }
            }),
            "invalid_state",
            "is not JSON",
        ),
        (
            Box::new(|asked| {
                for callback in asked.callbacks.values_mut() {
                    callback.timeout_ms = Some(300_001);
                }
            }),
            "invalid_state",
            "300000",
        ),
    ];
    for (change, code, words) in cases {
        let (refused, message) = vm.refused(asked(&*change)).await;
        assert_eq!(refused, code, "{message}");
        assert!(message.contains(words), "{message}");
    }
    let registered = vm.ask(asked(&|_| {})).await.unwrap();
    let expected = HostCallbacksRegistered { registration: "other".into(), command_count: 5 };
    assert_eq!(registered, Response::HostCallbacksRegistered(expected));
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn both_runtimes_register_tools() {
    let tools = || {
        let tool = Tool {
            name: "greet".into(),
            description: "Greets".into(),
            input_schema: r#"{"type":"object","properties":{"name":{"type":"string"}}}"#.into(),
            timeout_milliseconds: None,
            examples: Vec::new(),
        };
        let handler = ToolHandler::new(|call| async move {
            let input: serde_json::Value =
                serde_json::from_str(&call.input).map_err(|error| error.to_string())?;
            match input["name"].as_str() {
                Some(name) => Ok(serde_json::json!(format!("hello {name}")).to_string()),
                None => Err("who?".into()),
            }
        });
        vec![HostTool { tool, aliases: vec!["hi".into()], handler }]
    };
    let code = r#"
        import { spawnSync } from 'node:child_process';
        for (const words of [['greet', 'greet', '--name', 'you'], ['hi', 'greet']]) {
            const { status, stdout, stderr } = spawnSync(words[0], words.slice(1), { encoding: 'utf8' });
            console.log(status, stdout, stderr.trim());
        }
    "#;
    let expected = "0 {\"ok\":true,\"result\":\"hello you\"} \n1  who?\n";
    let runtime = Runtime::builder().build().unwrap();
    let here = NodeRuntime::new(LocalVm::new(&runtime, VmConfig::default()).unwrap());
    here.register_tools(tools()).await.unwrap();
    let ran = here.exec(code, ExecOptions::default()).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout), expected, "{ran:?}");
    let there = RemoteVm::create(&kernelet_tests::sidecar(), ALLOW_ALL).await.unwrap();
    let there = NodeRuntime::new(there);
    there.register_tools(tools()).await.unwrap();
    assert!(there.register_tools(tools()).await.is_err(), "registered twice");
    let ran = there.exec(code, ExecOptions::default()).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&ran.stdout), expected, "{ran:?}");
    there.dispose().await.unwrap();
}
