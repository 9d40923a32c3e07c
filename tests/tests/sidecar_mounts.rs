//! Promise: `ConfigureVm` replaces everything that is mounted, or changes nothing at all.

use kernelet_protocol::message::*;
use kernelet_tests::sidecar::{self, ALLOW_ALL, TestVm, rejection};
use serde_json::json;

fn mount(path: &str, id: &str, config: serde_json::Value) -> Mount {
    let plugin = MountPlugin { id: id.into(), config: config.to_string() };
    Mount { guest_path: path.into(), read_only: false, plugin }
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
        loopback_exempt_ports: Vec::new(),
    })
}

async fn mounted(vm: &TestVm, mounts: Vec<Mount>) -> u32 {
    match vm.ask(configure(mounts, None)).await.unwrap() {
        Response::VmConfigured(configured) => configured.applied_mounts,
        other => panic!("{other:?}"),
    }
}

async fn exists(vm: &TestVm, path: &str) -> bool {
    let call = GuestFilesystemCall::new(FsOperation::Exists, path);
    vm.file(call).await.unwrap().exists.unwrap()
}

fn write(path: &str) -> GuestFilesystemCall {
    let content = Some("written".into());
    GuestFilesystemCall { content, ..GuestFilesystemCall::new(FsOperation::WriteFile, path) }
}

#[tokio::test]
async fn mounts_are_replaced_as_a_whole() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    let host = tempfile::tempdir().unwrap();
    std::fs::write(host.path().join("file"), "of the host").unwrap();
    let shown = || mount("/shown", "host_dir", json!({ "hostPath": host.path() }));
    let fixed =
        || mount("/fixed", "host_dir", json!({ "hostPath": host.path(), "readOnly": true }));
    let scratch = || mount("/scratch", "memory", json!({}));
    assert_eq!(mounted(&vm, vec![shown(), fixed(), scratch()]).await, 3);
    assert_eq!(vm.read("/shown/file").await, "of the host");
    vm.file(write("/shown/new")).await.unwrap();
    assert_eq!(std::fs::read_to_string(host.path().join("new")).unwrap(), "written");
    assert!(rejection(vm.file(write("/fixed/new")).await).1.starts_with("EROFS: "));
    vm.file(write("/scratch/new")).await.unwrap();

    // What stays in the list stays as it is.
    assert_eq!(mounted(&vm, vec![scratch()]).await, 1);
    assert!(exists(&vm, "/scratch/new").await);
    assert!(!exists(&vm, "/shown/file").await && !exists(&vm, "/fixed/file").await);
    assert_eq!(mounted(&vm, Vec::new()).await, 0);
    assert!(!exists(&vm, "/scratch/new").await);
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_mounted_changes_nothing() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    let host = tempfile::tempdir().unwrap();
    std::fs::write(host.path().join("file"), "here").unwrap();
    let shown = || mount("/shown", "host_dir", json!({ "hostPath": host.path() }));
    mounted(&vm, vec![shown()]).await;
    let nothing = Policy {
        fs: None,
        network: None,
        child_process: None,
        process: None,
        env: None,
        tool: None,
    };
    for (bad, code, words) in [
        (
            mount("/b", "host_dir", json!({ "hostPath": "/nowhere/at/all" })),
            "plugin_error",
            "/nowhere/at/all",
        ),
        (mount("/b", "host_dir", json!({})), "plugin_error", "hostPath"),
        (
            mount("/b", "host_dir", json!({ "hostPath": "/", "colour": 1 })),
            "plugin_error",
            "unknown field",
        ),
        (
            mount("/b", "module_access", json!({ "hostPath": host.path() })),
            "plugin_error",
            "node_modules",
        ),
        (mount("/b", "tape", json!({})), "plugin_error", "unknown plug-in"),
        (mount("/b", "s3", json!({})), "unsupported", "`s3`"),
        (mount("b", "memory", json!({})), "invalid_state", "not absolute"),
        (mount("/", "memory", json!({})), "invalid_state", "at /"),
        (mount("/shown", "memory", json!({})), "invalid_state", "two mounts at /shown"),
        (mount("/proc/x", "memory", json!({})), "invalid_state", "/proc"),
    ] {
        let mounts = vec![shown(), mount("/a", "memory", json!({})), bad];
        let (refused, message) = vm.refused(configure(mounts, Some(nothing.clone()))).await;
        assert_eq!(refused, code, "{message}");
        assert!(message.contains(words), "{message}");
        assert_eq!(vm.read("/shown/file").await, "here", "mounts and policy are as before");
        vm.file(write("/a/x")).await.unwrap();
        let remove = GuestFilesystemCall::new(FsOperation::RemoveFile, "/a/x");
        vm.file(remove).await.unwrap();
    }
    // A policy takes hold with its mounts.
    vm.ask(configure(vec![shown()], Some(nothing))).await.unwrap();
    let read = GuestFilesystemCall::new(FsOperation::ReadFile, "/shown/file");
    assert!(rejection(vm.file(read).await).1.starts_with("EACCES: "));
    started.sidecar.close().await.unwrap();
}
