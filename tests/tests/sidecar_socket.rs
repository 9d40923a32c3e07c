//! Promise: with `--socket PATH` one sidecar serves several clients, each as if it were alone: none sees
//! or ends what another made, and one that goes away takes only its own with it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use kernelet::client::Connection;
use kernelet_protocol::Owner;
use kernelet_protocol::message::*;
use kernelet_tests::sidecar::{self, ALLOW_ALL, TestVm, execute, rejection};
use tokio::net::UnixStream;
use tokio::process::Child;

async fn serve(path: &Path) -> Child {
    let mut command = sidecar::command();
    command.arg("--socket").arg(path).stdin(Stdio::null()).stdout(Stdio::piped());
    let child = command.kill_on_drop(true).spawn().expect("started");
    for _ in 0..500 {
        if UnixStream::connect(path).await.is_ok() {
            return child;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody listens at {}", path.display());
}

async fn connect(path: &Path) -> Connection {
    let (output, input) = UnixStream::connect(path).await.expect("connected").into_split();
    Connection::new(output, input, async { "the socket closed".into() })
}

async fn vm(connection: &Connection) -> TestVm {
    let connection_id = sidecar::authenticate(connection).await;
    let session = sidecar::open_session(connection, &connection_id).await;
    sidecar::create(connection, &session, ALLOW_ALL).await.expect("created")
}

#[tokio::test]
async fn clients_of_one_socket_are_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sidecar.sock");
    let mut child = serve(&path).await;
    let (first, second) = (connect(&path).await, connect(&path).await);
    let (mine, theirs) = (vm(&first).await, vm(&second).await);
    assert_ne!(mine.owner, theirs.owner);
    assert_eq!(mine.eval("p", "console.log(1)").await.stdout, "1\n");
    assert_eq!(theirs.eval("p", "console.log(2)").await.stdout, "2\n");
    // The names are known, and are worth nothing.
    let owner = Owner::Vm(theirs.owner.clone());
    let asked = first.request(owner, Request::GetProcessSnapshot(())).await;
    assert_eq!(rejection(asked).0, "invalid_state");
    // One goes away in the middle of its work.
    theirs.start(execute("busy", "node", &["-e", "for (;;) {}"])).await.unwrap();
    drop(theirs);
    second.close();
    assert_eq!(mine.eval("q", "console.log(3)").await.stdout, "3\n");
    let health = Extension { namespace: "kernelet.health".into(), payload: Vec::new() };
    let owner = Owner::Vm(mine.owner.clone());
    let answer = first.request(owner, Request::Extension(health)).await.unwrap();
    let Response::Extension(answer) = answer else { panic!("{answer:?}") };
    let report: serde_json::Value = serde_json::from_slice(&answer.payload).unwrap();
    assert_eq!(report["vms"].as_array().map(Vec::len), Some(1), "{report}");
    child.start_kill().unwrap();
    child.wait().await.unwrap();
}

#[tokio::test]
async fn a_path_that_is_taken_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, "mine").unwrap();
    let mut command = sidecar::command();
    command.arg("--socket").arg(&path).stdin(Stdio::null());
    let output = command.output().await.unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains(path.to_str().unwrap()), "{said}");
    assert_eq!(std::fs::read(&path).unwrap(), b"mine");
}
