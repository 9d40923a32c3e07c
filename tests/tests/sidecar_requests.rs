//! Promise: every request of the sidecar's protocol is answered as the protocol says, and what is
//! wrong with one is said in the words that clients look for.

use kernelet_protocol::Owner;
use kernelet_protocol::frame::{SessionOwner, VmOwner};
use kernelet_protocol::message::*;
use kernelet_tests::sidecar::{self, ALLOW_ALL, execute, rejection};

fn code(result: Result<Response, kernelet::client::ClientError>) -> String {
    rejection(result).0
}

#[tokio::test]
async fn a_connection_is_authenticated_by_version() {
    let sidecar = sidecar::start();
    let connection = sidecar.connection();
    let asked = |protocol_version, bridge_version| {
        Request::Authenticate(Authenticate {
            client_name: "test".into(),
            auth_token: "any".into(),
            protocol_version,
            bridge_version,
        })
    };
    let hint = || Owner::connection("x");
    assert_eq!(code(connection.request(hint(), asked(6, 1)).await), "protocol_version_mismatch");
    assert_eq!(code(connection.request(hint(), asked(7, 2)).await), "bridge_version_mismatch");
    let first = sidecar::authenticate(connection).await;
    let second = sidecar::authenticate(connection).await;
    assert_ne!(first, second, "a hint is no name");
    sidecar.close().await.unwrap();
}

#[tokio::test]
async fn nobody_reaches_what_another_owns() {
    let started = sidecar::started().await;
    let connection = started.sidecar.connection();
    let vm = started.vm(ALLOW_ALL).await;
    let stranger = sidecar::authenticate(connection).await;
    let strangers_session = sidecar::open_session(connection, &stranger).await;
    let sibling = sidecar::open_session(connection, &started.session.connection_id).await;
    let snapshot = || Request::GetProcessSnapshot(());
    let VmOwner { connection_id, session_id, vm_id } = vm.owner.clone();
    let owners = [
        (stranger.clone(), session_id.clone(), vm_id.clone(), "owned by another connection"),
        (
            stranger.clone(),
            strangers_session.session_id.clone(),
            vm_id.clone(),
            "owned by another session",
        ),
        (
            connection_id.clone(),
            sibling.session_id.clone(),
            vm_id.clone(),
            "owned by another session",
        ),
        (connection_id.clone(), "session-999".into(), vm_id.clone(), "unknown sidecar session"),
        ("conn-999".into(), session_id.clone(), vm_id.clone(), "unknown sidecar connection"),
        (connection_id.clone(), session_id.clone(), "vm-999".into(), "unknown sidecar VM"),
    ];
    for (connection_id, session_id, vm_id, words) in owners {
        let owner = Owner::Vm(VmOwner { connection_id, session_id, vm_id });
        let (code, message) = rejection(connection.request(owner, snapshot()).await);
        assert_eq!(code, "invalid_state");
        assert!(message.contains(words), "{message}");
    }
    // The wrong kind of owner.
    let session = Owner::Session(started.session.clone());
    assert_eq!(code(connection.request(session, snapshot()).await), "invalid_state");
    let asked = CreateVm { runtime: Runtime::JavaScript, config: "{}".into() };
    let owner = Owner::Vm(vm.owner.clone());
    assert_eq!(code(connection.request(owner, Request::CreateVm(asked)).await), "invalid_state");
    assert!(vm.processes().await.is_empty());
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn a_configuration_that_cannot_be_is_named() {
    let started = sidecar::started().await;
    let connection = started.sidecar.connection();
    for (config, words) in [
        ("[", "invalid create VM config JSON"),
        (r#"{"colour":"red"}"#, "unknown field"),
        (r#"{"cwd":"relative"}"#, "invalid create VM config"),
        (
            r#"{"permissions":{"fs":{"rules":[{"mode":"allow","operations":[],"paths":["/"]}]}}}"#,
            "must not be empty",
        ),
    ] {
        let made = sidecar::create(connection, &started.session, config).await;
        let (code, message) = rejection(made.map(|vm| vm.owner));
        assert_eq!(code, "invalid_state");
        assert!(message.contains(words), "{message}");
    }
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn files_are_written_read_and_changed() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    vm.write("/work/deep/file.txt", "héllo").await;
    assert_eq!(vm.read("/work/deep/file.txt").await, "héllo");
    let call = |operation, path: &str| GuestFilesystemCall::new(operation, path);

    let bytes = GuestFilesystemCall {
        content: Some("/wD+".into()),
        encoding: Some(Encoding::Base64),
        ..call(FsOperation::WriteFile, "/work/bytes")
    };
    vm.file(bytes).await.unwrap();
    let read = vm.file(call(FsOperation::ReadFile, "/work/bytes")).await.unwrap();
    assert_eq!((read.content.as_deref(), read.encoding), (Some("/wD+"), Some(Encoding::Base64)));
    let part = GuestFilesystemCall {
        offset: Some(1),
        len: Some(3),
        ..call(FsOperation::Pread, "/work/deep/file.txt")
    };
    assert_eq!(vm.file(part).await.unwrap().content.as_deref(), Some("él"));

    let stat = vm.file(call(FsOperation::Stat, "/work/deep/file.txt")).await.unwrap().stat.unwrap();
    assert_eq!((stat.mode, stat.size, stat.nlink), (0o100_644, 6, 1));
    let chmod = GuestFilesystemCall {
        mode: Some(0o100_755),
        ..call(FsOperation::Chmod, "/work/deep/file.txt")
    };
    vm.file(chmod).await.unwrap();
    let chown = GuestFilesystemCall {
        uid: Some(7),
        gid: Some(8),
        ..call(FsOperation::Chown, "/work/deep/file.txt")
    };
    vm.file(chown).await.unwrap();
    let utimes = GuestFilesystemCall {
        atime_ms: Some(1500),
        mtime_ms: Some(2500),
        ..call(FsOperation::Utimes, "/work/deep/file.txt")
    };
    vm.file(utimes).await.unwrap();
    let truncate =
        GuestFilesystemCall { len: Some(9), ..call(FsOperation::Truncate, "/work/deep/file.txt") };
    vm.file(truncate).await.unwrap();
    let stat =
        vm.file(call(FsOperation::Lstat, "/work/deep/file.txt")).await.unwrap().stat.unwrap();
    assert_eq!((stat.mode, stat.uid, stat.gid, stat.size), (0o100_755, 7, 8, 9));
    assert_eq!(stat.atime_ms, 1500);

    let to = |operation, path: &str, destination: &str| GuestFilesystemCall {
        destination_path: Some(destination.into()),
        ..call(operation, path)
    };
    vm.file(to(FsOperation::Rename, "/work/bytes", "/work/moved")).await.unwrap();
    vm.file(to(FsOperation::Link, "/work/moved", "/work/linked")).await.unwrap();
    let symlink = GuestFilesystemCall {
        target: Some("moved".into()),
        ..call(FsOperation::Symlink, "/work/symbolic")
    };
    vm.file(symlink).await.unwrap();
    let target = vm.file(call(FsOperation::ReadLink, "/work/symbolic")).await.unwrap().target;
    assert_eq!(target.as_deref(), Some("moved"));
    let target = vm.file(call(FsOperation::Realpath, "/work/symbolic")).await.unwrap().target;
    assert_eq!(target.as_deref(), Some("/work/moved"));
    let lstat = vm.file(call(FsOperation::Lstat, "/work/symbolic")).await.unwrap().stat.unwrap();
    assert!(lstat.is_symbolic_link && !lstat.is_directory);
    let mut names = vm.file(call(FsOperation::ReadDir, "/work")).await.unwrap().entries.unwrap();
    names.sort();
    assert_eq!(names, ["deep", "linked", "moved", "symbolic"]);
    for (path, exists) in [("/work/moved", true), ("/work/bytes", false)] {
        assert_eq!(vm.file(call(FsOperation::Exists, path)).await.unwrap().exists, Some(exists));
    }
    vm.file(call(FsOperation::RemoveFile, "/work/linked")).await.unwrap();
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn file_errors_begin_with_their_name() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    vm.write("/work/file", "").await;
    let recursive = GuestFilesystemCall {
        recursive: true,
        ..GuestFilesystemCall::new(FsOperation::Mkdir, "/work")
    };
    vm.file(recursive).await.unwrap();
    for (operation, path, name) in [
        (FsOperation::ReadFile, "/missing", "ENOENT: "),
        (FsOperation::ReadFile, "/work", "EISDIR: "),
        (FsOperation::CreateDir, "/work", "EEXIST: "),
        (FsOperation::Mkdir, "/work", "EEXIST: "),
        (FsOperation::Mkdir, "/missing/deep", "ENOENT: "),
        (FsOperation::RemoveDir, "/work", "ENOTEMPTY: "),
        (FsOperation::ReadDir, "/work/file", "ENOTDIR: "),
        (FsOperation::ReadLink, "/work/file", "EINVAL: "),
    ] {
        let (code, message) = rejection(vm.file(GuestFilesystemCall::new(operation, path)).await);
        assert_eq!(code, "kernel_error", "{operation:?} {path}");
        assert!(message.starts_with(name), "{operation:?} {path}: {message}");
    }
    for operation in [
        FsOperation::Pread,
        FsOperation::WriteFile,
        FsOperation::Rename,
        FsOperation::Link,
        FsOperation::Symlink,
        FsOperation::Chmod,
        FsOperation::Chown,
        FsOperation::Utimes,
        FsOperation::Truncate,
    ] {
        let (code, message) =
            rejection(vm.file(GuestFilesystemCall::new(operation, "/work/file")).await);
        assert_eq!(code, "invalid_state", "{operation:?}: {message}");
        assert!(message.contains("requires"), "{operation:?}: {message}");
    }
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn without_a_policy_the_client_may_nothing() {
    let started = sidecar::started().await;
    let vm = started.vm("{}").await;
    let (code, message) =
        rejection(vm.file(GuestFilesystemCall::new(FsOperation::ReadFile, "/etc/passwd")).await);
    assert_eq!(code, "kernel_error");
    assert!(message.starts_with("EACCES: permission denied, /etc/passwd"), "{message}");
    assert!(message.contains("fs.read"), "{message}");
    let exists =
        vm.file(GuestFilesystemCall::new(FsOperation::Exists, "/etc/passwd")).await.unwrap().exists;
    assert_eq!(exists, Some(false));
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn reserved_requests_are_refused() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    let host = HostFilesystemCall {
        operation: HostFsOperation::Read,
        path: "/".into(),
        payload_size_bytes: 0,
    };
    assert_eq!(vm.refused(Request::HostFilesystemCall(host)).await.0, "unsupported_direction");
    let session = || Owner::Session(started.session.clone());
    let connection = started.sidecar.connection();
    let load = Request::PersistenceLoad(PersistenceLoad { key: "k".into() });
    assert_eq!(code(connection.request(session(), load).await), "unsupported_direction");
    let flush = PersistenceFlush { key: "k".into(), payload_size_bytes: 1 };
    let flush = Request::PersistenceFlush(flush);
    assert_eq!(code(connection.request(session(), flush).await), "unsupported_direction");
    let extension = Extension { namespace: "nobody".into(), payload: vec![1] };
    let request = Request::Extension(extension);
    assert_eq!(code(connection.request(session(), request).await), "unknown_extension");
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn the_root_is_what_its_layers_say() {
    let started = sidecar::started().await;
    let root = |root: &str| ALLOW_ALL.replacen('{', &format!(r#"{{"rootFilesystem":{root},"#), 1);
    let layered = root(
        r#"{"disableDefaultBaseLayer":true,"lowers":[
            {"kind":"snapshot","entries":[{"path":"/a","kind":"file","content":"first"},
                {"path":"/s","kind":"symlink","target":"a"}]},
            {"kind":"snapshot","entries":[{"path":"/a","kind":"file","content":"second"},
                {"path":"/d/b","kind":"file","content":"Yg==","encoding":"base64","executable":true}]}],
            "bootstrapEntries":[{"path":"/c","kind":"file","content":"boot","mode":33152,"uid":7},
                {"path":"/proc/x","kind":"file","content":"ignored"}]}"#,
    );
    let vm = started.vm(&layered).await;
    for (path, content) in [("/a", "first"), ("/s", "first"), ("/d/b", "b"), ("/c", "boot")] {
        assert_eq!(vm.read(path).await, content, "{path}");
    }
    let call = |operation, path: &str| GuestFilesystemCall::new(operation, path);
    let stat = vm.file(call(FsOperation::Stat, "/c")).await.unwrap().stat.unwrap();
    assert_eq!((stat.mode, stat.uid), (0o100_600, 7));
    let exists = vm.file(call(FsOperation::Exists, "/etc/passwd")).await.unwrap().exists;
    assert_eq!(exists, Some(false), "no base layer");
    vm.write("/a", "changed").await;
    let snapshot = vm.ask(Request::SnapshotRootFilesystem(())).await.unwrap();
    let Response::RootFilesystemSnapshot(snapshot) = snapshot else { panic!("{snapshot:?}") };
    let entry = snapshot.entries.iter().find(|entry| entry.path == "/a").unwrap();
    assert_eq!(entry.content.as_deref(), Some("changed"));

    let fixed = started.vm(&root(r#"{"mode":"read-only"}"#)).await;
    assert!(fixed.read("/etc/passwd").await.contains("user:"));
    let write = GuestFilesystemCall {
        content: Some(String::new()),
        ..call(FsOperation::WriteFile, "/tmp/x")
    };
    assert!(rejection(fixed.file(write).await).1.starts_with("EROFS: "));
    let code = "try { require('fs').writeFileSync('/tmp/x', '') } catch (error) { console.log(error.code) }";
    assert_eq!(fixed.eval("p", code).await.stdout, "EROFS\n");

    let native =
        ALLOW_ALL.replacen('{', r#"{"nativeRoot":{"plugin":{"id":"memory"},"readOnly":true},"#, 1);
    let native = started.vm(&native).await;
    let exists = native.file(call(FsOperation::Exists, "/etc/passwd")).await.unwrap().exists;
    assert_eq!(exists, Some(false), "no base layer");
    let mkdir = call(FsOperation::CreateDir, "/tmp/x");
    assert!(rejection(native.file(mkdir).await).1.starts_with("EROFS: "));

    let connection = started.sidecar.connection();
    for (entry, words) in [
        (r#"{"path":"a","kind":"file"}"#, "path must be absolute"),
        (r#"{"path":"/../a","kind":"file"}"#, "must not contain '..'"),
        (r#"{"path":"/a","kind":"file","target":"b"}"#, "must not have a target"),
        (r#"{"path":"/a","kind":"directory","content":""}"#, "only files have content"),
        (r#"{"path":"/a","kind":"symlink"}"#, "needs a target"),
        (r#"{"path":"/a","kind":"file","content":"?","encoding":"base64"}"#, "is not base64"),
    ] {
        let config = root(&format!(r#"{{"bootstrapEntries":[{entry}]}}"#));
        let made = sidecar::create(connection, &started.session, &config).await;
        let (code, message) = rejection(made.map(|vm| vm.owner));
        assert_eq!(code, "invalid_state", "{message}");
        assert!(message.starts_with("invalid create VM config: "), "{message}");
        assert!(message.contains(words), "{message}");
    }
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn layers_are_made_sealed_and_laid_over_one_another() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    let entry = |path: &str, content: &str| Entry {
        path: path.into(),
        kind: EntryKind::File,
        mode: None,
        uid: None,
        gid: None,
        content: Some(content.into()),
        encoding: None,
        target: None,
        executable: false,
    };
    let imported = |entries| Request::ImportSnapshot(RootEntries { entries });
    let layer = |response| match response {
        Response::LayerCreated(layer)
        | Response::LayerSealed(layer)
        | Response::SnapshotImported(layer)
        | Response::OverlayCreated(layer) => layer.layer_id,
        other => panic!("{other:?}"),
    };
    let named = |layer_id: &str| LayerName { layer_id: layer_id.into() };
    let below =
        layer(vm.ask(imported(vec![entry("/x", "below"), entry("/y", "y")])).await.unwrap());
    let above = layer(vm.ask(imported(vec![entry("/x", "above")])).await.unwrap());
    let lower_layer_ids = vec![above.clone(), below.clone()];
    let overlay = |upper_layer_id, lower_layer_ids| {
        Request::CreateOverlay(CreateOverlay {
            mode: RootMode::Ephemeral,
            upper_layer_id,
            lower_layer_ids,
        })
    };
    let merged = layer(vm.ask(overlay(None, lower_layer_ids)).await.unwrap());
    let exported = vm.ask(Request::ExportSnapshot(named(&merged))).await.unwrap();
    let Response::SnapshotExported(exported) = exported else { panic!("{exported:?}") };
    let content = |path: &str| {
        exported
            .entries
            .iter()
            .find(|entry| entry.path == path)
            .and_then(|entry| entry.content.clone())
    };
    assert_eq!((content("/x").as_deref(), content("/y").as_deref()), (Some("above"), Some("y")));
    let open = layer(vm.ask(Request::CreateLayer(())).await.unwrap());
    let sealed = layer(vm.ask(Request::SealLayer(named(&open))).await.unwrap());
    assert_ne!(open, sealed);
    for request in [
        Request::SealLayer(named(&open)),
        Request::ExportSnapshot(named("layer-99")),
        overlay(None, vec!["layer-99".into()]),
        imported(vec![entry("relative", "")]),
    ] {
        assert_eq!(vm.refused(request).await.0, "invalid_state");
    }
    let bootstrap = RootEntries { entries: vec![entry("/boot/a", "1"), entry("/proc/b", "2")] };
    let written = vm.ask(Request::BootstrapRootFilesystem(bootstrap)).await.unwrap();
    let expected = RootFilesystemBootstrapped { entry_count: 1 };
    assert_eq!(written, Response::RootFilesystemBootstrapped(expected));
    assert_eq!(vm.read("/boot/a").await, "1");
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn a_vm_that_was_disposed_of_is_unknown() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    vm.start(execute("busy", "node", &["-e", "for (;;) {}"])).await.unwrap();
    let dispose = || Request::DisposeVm(DisposeVm { reason: DisposeReason::Requested });
    let disposing = std::time::Instant::now();
    let disposed = vm.ask(dispose()).await.unwrap();
    assert_eq!(disposed, Response::VmDisposed(VmName { vm_id: vm.owner.vm_id.clone() }));
    for state in [VmState::Disposing, VmState::Disposed] {
        let event = vm.event(|event| matches!(event, Event::VmLifecycle(_))).await;
        assert_eq!(event, Event::VmLifecycle(VmLifecycle { state }));
    }
    assert!(disposing.elapsed().as_secs() < 3, "{:?}", disposing.elapsed());
    let (code, message) = vm.refused(dispose()).await;
    assert_eq!(code, "invalid_state");
    assert!(message.contains("unknown sidecar VM"), "{message}");
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn a_session_of_nobody_is_refused() {
    let sidecar = sidecar::start();
    let session = SessionOwner { connection_id: "conn-1".into(), session_id: "session-1".into() };
    let made = sidecar::create(sidecar.connection(), &session, "{}").await;
    assert!(rejection(made.map(|vm| vm.owner)).1.contains("unknown sidecar connection"));
    sidecar.close().await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_is_refused_by_name() {
    let started = sidecar::started().await;
    let connection = started.sidecar.connection();
    for (config, name) in [(r#"{"nativeRoot":{"plugin":{"id":"s3"}}}"#, "nativeRoot")] {
        let made = sidecar::create(connection, &started.session, config).await;
        let (code, message) = rejection(made.map(|vm| vm.owner));
        assert_eq!(code, "unsupported");
        assert!(message.contains(name), "{message}");
    }
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn health_tells_what_the_clients_own_vms_hold() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    vm.start(execute("parked", "node", &["-e", "setTimeout(() => {}, 1e6)"])).await.unwrap();
    let extension = Extension { namespace: "kernelet.health".into(), payload: Vec::new() };
    let connection = started.sidecar.connection();
    let owner = Owner::Session(started.session.clone());
    let response = connection.request(owner, Request::Extension(extension)).await.unwrap();
    let Response::Extension(answer) = response else { panic!("{response:?}") };
    let report: serde_json::Value = serde_json::from_slice(&answer.payload).unwrap();
    assert_eq!(report["schema"]["version"], 7);
    assert_eq!(report["vms"][0]["vmId"], vm.owner.vm_id);
    assert_eq!(report["vms"][0]["processes"][0]["processId"], "parked");
    assert_eq!(report["vms"][0]["processCount"], 1);
    started.sidecar.close().await.unwrap();
}
