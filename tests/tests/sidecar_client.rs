//! Promise: the sequences of the secure-exec client pass, and a Node program gives the same in a VM of
//! this process and in one of a sidecar.

use std::time::Duration;

use kernelet::node::{
    Backend, Command, ExecOptions, LocalVm, NodeRuntime, RemoteVm, RunningProcess,
};
use kernelet::{Output, Runtime, VmConfig};
use kernelet_protocol::message::*;
use kernelet_tests::sidecar::{self, ALLOW_ALL, TestVm, execute};
use serde_json::json;

/// Directories of the root that the client ships.
const SKELETON: &[&str] = &[
    "/",
    "/dev",
    "/proc",
    "/tmp",
    "/bin",
    "/lib",
    "/sbin",
    "/boot",
    "/etc",
    "/root",
    "/run",
    "/srv",
    "/sys",
    "/opt",
    "/mnt",
    "/media",
    "/home",
    "/home/user",
    "/usr",
    "/usr/bin",
    "/usr/games",
    "/usr/include",
    "/usr/lib",
    "/usr/libexec",
    "/usr/man",
    "/usr/local",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/share",
    "/usr/share/man",
    "/var",
    "/var/cache",
    "/var/empty",
    "/var/lib",
    "/var/lock",
    "/var/log",
    "/var/run",
    "/var/spool",
    "/var/tmp",
];

/// What the client writes at `/bin/NAME` of a command.
const STUB: &str = "#!/bin/sh\n# command stub\n";

fn allow_all() -> Option<PatternScope> {
    Some(PatternScope::Mode(Mode::Allow))
}

/// The client's own policy: everything but the network.
fn allowing() -> Policy {
    Policy {
        fs: Some(FsScope::Mode(Mode::Allow)),
        network: Some(PatternScope::Mode(Mode::Deny)),
        child_process: allow_all(),
        process: allow_all(),
        env: allow_all(),
        tool: None,
    }
}

fn configure(mounts: Vec<Mount>, permissions: Option<Policy>) -> Request {
    Request::ConfigureVm(ConfigureVm {
        mounts,
        software: Vec::new(),
        permissions,
        module_access_cwd: None,
        instructions: Vec::new(),
        projected_modules: Vec::new(),
        command_permissions: Default::default(),
        loopback_exempt_ports: vec![3000],
    })
}

/// The mount of the commands, as the client repeats it, and a policy.
fn same_mounts(commands: &std::path::Path, permissions: Option<Policy>) -> Request {
    let config = json!({ "hostPath": commands, "readOnly": true }).to_string();
    let mount = Mount {
        guest_path: "/__secure_exec/commands/0".into(),
        read_only: true,
        plugin: MountPlugin { id: "host_dir".into(), config },
    };
    configure(vec![mount], permissions)
}

/// How the real client makes a VM with `commands` in a host directory.
async fn create_as_the_client(started: &sidecar::Started, commands: &std::path::Path) -> TestVm {
    let directory = |path: &&str| json!({ "path": path, "kind": "directory", "mode": 0o40755, "uid": 0, "gid": 0 });
    let mut entries: Vec<_> = SKELETON.iter().map(directory).collect();
    entries
        .push(json!({ "path": "/usr/bin/env", "kind": "file", "mode": 0o100644, "content": "" }));
    for name in ["node", "npm", "npx"] {
        entries.push(json!({ "path": format!("/bin/{name}"), "kind": "file", "mode": 0o100755, "content": STUB }));
    }
    entries.push(json!({ "path": "/work/hello.txt", "kind": "file", "content": "aGVsbG8=", "encoding": "base64" }));
    let config = json!({
        "env": { "GREETING": "hi", "SECURE_EXEC_LOOPBACK_EXEMPT_PORTS": "[3000]" },
        "rootFilesystem": {
            "mode": "ephemeral",
            "disableDefaultBaseLayer": true,
            "lowers": [{ "kind": "snapshot", "entries": entries }],
            "bootstrapEntries": [],
        },
        "permissions": { "fs": "allow", "network": "allow", "childProcess": "allow", "process": "allow", "env": "allow" },
        "loopbackExemptPorts": [3000],
    });
    let vm = started.vm(&config.to_string()).await;
    vm.ask(configure(Vec::new(), Some(allowing()))).await.unwrap();
    let configured = vm.ask(same_mounts(commands, None)).await.unwrap();
    assert_eq!(
        configured,
        Response::VmConfigured(VmConfigured { applied_mounts: 1, applied_software: 0 })
    );
    let mut names: Vec<_> = std::fs::read_dir(commands)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in names.iter().map(String::as_str).chain(["node", "npm", "npx"]) {
        vm.write(&format!("/bin/{name}"), STUB).await;
        let chmod = GuestFilesystemCall {
            mode: Some(0o755),
            ..GuestFilesystemCall::new(FsOperation::Chmod, &format!("/bin/{name}"))
        };
        vm.file(chmod).await.unwrap();
    }
    vm
}

#[tokio::test]
async fn the_clients_own_sequence_passes() {
    let commands = tempfile::tempdir().unwrap();
    for number in 0..150 {
        std::fs::write(commands.path().join(format!("command{number}")), b"\0asm").unwrap();
    }
    let started = sidecar::started().await;
    let vm = create_as_the_client(&started, commands.path()).await;

    // exec: program file, Execute, snapshot and signal state, end of input, exit.
    let program = "import { readFileSync, writeFileSync } from 'node:fs';
        writeFileSync('/home/user/own', 'x'); writeFileSync('/tmp/own', 'x');
        console.log(readFileSync('/work/hello.txt', 'utf8'), process.env.GREETING, process.cwd(),
          Object.keys(process.env).some((name) => name.startsWith('SECURE_EXEC')));
        console.error(await Promise.resolve('awaited'));";
    vm.write("/tmp/secure-exec-program-0.mjs", program).await;
    let mut asked = execute("proc-1000000", "node", &["/tmp/secure-exec-program-0.mjs"]);
    asked.cwd = Some("/home/user".into());
    vm.start(asked).await.unwrap();
    assert_eq!(vm.processes().await[0].process_id, "proc-1000000");
    let asked = ProcessName { process_id: "proc-1000000".into() };
    assert!(matches!(
        vm.ask(Request::GetSignalState(asked)).await.unwrap(),
        Response::SignalState(_)
    ));
    let _ = vm.close_stdin("proc-1000000").await;
    let finished = vm.finish("proc-1000000").await;
    assert_eq!(finished.stdout, "hello hi /home/user false\n", "{finished:?}");
    assert_eq!((finished.code, &*finished.stderr), (0, "awaited\n"));
    let exited = vm.processes().await;
    assert_eq!((exited[0].status, exited[0].exit_code), (ProcessStatus::Exited, Some(0)));

    // A command is what was brought along, not its stub; these are no programs of ours.
    let (_, message) = sidecar::rejection(vm.start(execute("c", "command7", &[])).await);
    assert!(message.contains("/__secure_exec/commands/0/command7"), "{message}");
    let (_, message) = sidecar::rejection(vm.start(execute("c", "no-command", &[])).await);
    assert!(message.contains("command not found"), "{message}");
    let path = vm.eval("path", "console.log(process.env.PATH)").await.stdout;
    assert!(path.starts_with("/__secure_exec/commands/0:/usr/local/sbin:"), "{path}");

    // Under a policy that denies /bin the stub of a command is passed over, other files are not.
    let denied = Policy {
        fs: Some(FsScope::Rules(FsRules {
            default: Some(Mode::Deny),
            rules: vec![FsRule {
                mode: Mode::Allow,
                operations: vec!["*".into()],
                paths: vec!["/work/**".into(), "/tmp/**".into()],
            }],
        })),
        network: None,
        child_process: allow_all(),
        process: allow_all(),
        env: allow_all(),
        tool: None,
    };
    vm.ask(same_mounts(commands.path(), Some(denied))).await.unwrap();
    vm.write("/bin/command7", STUB).await;
    let other = GuestFilesystemCall {
        content: Some(STUB.into()),
        ..GuestFilesystemCall::new(FsOperation::WriteFile, "/bin/other")
    };
    assert!(sidecar::rejection(vm.file(other).await).1.starts_with("EACCES"));
    vm.ask(same_mounts(commands.path(), Some(allowing()))).await.unwrap();

    // The network is denied by the real policy; time-outs are kills.
    vm.start(execute("proc-1000001", "node", &["-e", "for (;;) {}"])).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    vm.kill("proc-1000001", "SIGKILL").await.unwrap();
    assert_eq!(vm.finish("proc-1000001").await.code, 137);

    // dispose
    let dispose = Request::DisposeVm(DisposeVm { reason: DisposeReason::Requested });
    assert!(matches!(vm.ask(dispose).await.unwrap(), Response::VmDisposed(_)));
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn a_host_directory_given_as_working_directory_is_read_through() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("entry.mjs"), "console.log('through', process.argv.length)")
        .unwrap();
    let started = sidecar::started().await;
    let config = ALLOW_ALL.replacen('{', &format!(r#"{{"cwd":"{}","#, folder.path().display()), 1);
    let vm = started.vm(&config).await;
    let asked = Execute {
        command: None,
        runtime: Some(kernelet_protocol::message::Runtime::JavaScript),
        entrypoint: Some("./entry.mjs".into()),
        ..execute("p", "", &[])
    };
    vm.start(asked).await.unwrap();
    let finished = vm.finish("p").await;
    assert_eq!((finished.code, &*finished.stdout), (0, "through 2\n"), "{finished:?}");
    started.sidecar.close().await.unwrap();
}

async fn same_everywhere<B: Backend>(runtime: NodeRuntime<B>) {
    let exec = runtime
        .exec("console.log(1 + 1); console.error('e')", ExecOptions::default())
        .await
        .unwrap();
    assert_eq!((exec.code, &*exec.stdout, &*exec.stderr), (0, &b"2\n"[..], &b"e\n"[..]));
    let options = ExecOptions {
        stdin: b"given".to_vec(),
        environment: [("OWN".to_string(), "1".to_string())].into(),
        directory: Some("/tmp".into()),
        ..ExecOptions::default()
    };
    let code = "let all = ''; for await (const piece of process.stdin) all += piece;
        __return({ all, own: process.env.OWN, cwd: process.cwd() })";
    let run = runtime.run(code, options).await.unwrap();
    assert_eq!(run.value.as_deref(), Some(r#"{"all":"given","own":"1","cwd":"/tmp"}"#), "{run:?}");
    let failed = runtime.run("__return(1); process.exit(3)", ExecOptions::default()).await.unwrap();
    assert_eq!((failed.exec.code, failed.value), (3, None));
    let timeout = Some(Duration::from_millis(200));
    let options = ExecOptions { timeout, ..ExecOptions::default() };
    assert_eq!(runtime.exec("for (;;) {}", options).await.unwrap().code, 137);

    runtime.write_file("/work/deep/bytes", &[0, 255, 1]).await.unwrap();
    assert_eq!(runtime.read_file("/work/deep/bytes").await.unwrap(), [0, 255, 1]);
    assert!(runtime.read_file("/missing").await.unwrap_err().to_string().contains("ENOENT"));

    let command = Command::new("node")
        .argument("-e")
        .argument("process.stdin.on('data', (data) => process.stdout.write(`<${data}>`))");
    let process = runtime.spawn(command).await.unwrap();
    process.write_stdin(b"one").await.unwrap();
    assert_eq!(process.output().await.unwrap(), Some(Output::Stdout(b"<one>".to_vec())));
    process.close_stdin().await.unwrap();
    assert_eq!(process.output().await.unwrap(), None);
    assert_eq!(process.wait().await.unwrap(), 0);
    runtime.dispose().await.unwrap();
}

#[tokio::test]
async fn node_programs_run_the_same_in_a_vm_of_this_process() {
    let runtime = Runtime::builder().processes(16).build().unwrap();
    same_everywhere(NodeRuntime::new(LocalVm::new(&runtime, VmConfig::default()).unwrap())).await;
}

#[tokio::test]
async fn node_programs_run_the_same_in_a_sidecar() {
    let vm = RemoteVm::create(&kernelet_tests::sidecar(), ALLOW_ALL).await.unwrap();
    same_everywhere(NodeRuntime::new(vm)).await;
}

#[tokio::test]
async fn a_sidecar_that_dies_fails_everything_with_its_last_words() {
    let mut command = tokio::process::Command::new("sh");
    command.args(["-c", "echo the last words >&2; exit 3"]);
    let sidecar = kernelet::client::Sidecar::start_command(command).unwrap();
    let owner = kernelet_protocol::Owner::connection("x");
    let request = || {
        Request::OpenSession(OpenSession {
            placement: Placement::Shared(SharedPlacement { pool: None }),
            metadata: Default::default(),
        })
    };
    for _ in 0..2 {
        let error = sidecar.connection().request(owner.clone(), request()).await.unwrap_err();
        assert!(error.to_string().contains("exit status: 3"), "{error}");
        assert!(error.to_string().contains("the last words"), "{error}");
    }
}
