//! List 9: whatever dies, nothing is left behind.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use kernelet_protocol::message::*;
use kernelet_tests::sidecar::{self, ALLOW_ALL, execute};
use tokio::io::AsyncWriteExt as _;

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[tokio::test]
async fn a_sidecar_that_is_killed_leaves_no_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = sidecar::command();
    command.env("TMPDIR", folder.path()).env("HOME", folder.path()).current_dir(folder.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let (output, input) = (child.stdout.take().unwrap(), child.stdin.take().unwrap());
    let connection = kernelet::client::Connection::new(output, input, async { "it ended".into() });
    let connection_id = sidecar::authenticate(&connection).await;
    let session = sidecar::open_session(&connection, &connection_id).await;
    let vm = sidecar::create(&connection, &session, ALLOW_ALL).await.unwrap();
    assert_eq!(crate::hello(&vm).await, "hello\n");
    vm.start(execute("p", "node", &["-e", "for (;;) {}"])).await.unwrap();
    child.start_kill().unwrap();
    child.wait().await.unwrap();
    assert_eq!(files_below(folder.path()), Vec::<std::path::PathBuf>::new());
}

#[tokio::test]
async fn a_sidecar_that_is_killed_fails_its_client_at_once() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    vm.start(execute("p", "node", &["-e", "for (;;) {}"])).await.unwrap();
    drop(started);
    let waiting = Instant::now();
    assert!(vm.ask(Request::GetProcessSnapshot(())).await.is_err());
    assert!(waiting.elapsed() < Duration::from_secs(5), "{:?}", waiting.elapsed());
}

#[tokio::test]
async fn a_vm_that_is_disposed_of_inside_a_call_of_the_client() {
    let started = sidecar::started().await;
    let (asked, mut waiting) = tokio::sync::mpsc::unbounded_channel();
    started.sidecar.connection().answer_with(move |_, _| {
        let _ = asked.send(());
        std::future::pending()
    });
    let vm = started.vm(ALLOW_ALL).await;
    let definition = HostCallbackDefinition {
        description: "Never answers".into(),
        input_schema: "{}".into(),
        timeout_ms: None,
        examples: Vec::new(),
    };
    let register = RegisterHostCallbacks {
        name: "mute".into(),
        description: "Mute".into(),
        command_aliases: vec!["mute".into()],
        registry_command_aliases: Vec::new(),
        callbacks: [("mute".to_string(), definition)].into(),
    };
    vm.ask(Request::RegisterHostCallbacks(register)).await.unwrap();
    vm.start(execute("p", "mute", &["mute"])).await.unwrap();
    waiting.recv().await.expect("the client was asked");
    let disposing = Instant::now();
    vm.ask(Request::DisposeVm(DisposeVm { reason: DisposeReason::Requested })).await.unwrap();
    assert_eq!(vm.finish("p").await.code, 143);
    let disposed = Event::VmLifecycle(VmLifecycle { state: VmState::Disposed });
    vm.event(|event| *event == disposed).await;
    assert!(disposing.elapsed() < crate::DEADLINE, "{:?}", disposing.elapsed());
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn a_client_that_is_gone_inside_a_frame() {
    for piece in [&[][..], &[0], &[0, 0, 0], &[0, 0, 1, 0, 7], &[255, 255, 255, 255, 1]] {
        let mut command = sidecar::command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.kill_on_drop(true).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(piece).await.unwrap();
        drop(stdin);
        let ended = tokio::time::timeout(Duration::from_secs(5), child.wait()).await;
        assert!(ended.unwrap().unwrap().success(), "{piece:?}");
    }
}
