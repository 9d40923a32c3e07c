//! List 4: arguments that are too large, too many or not what they say.

use kernelet_protocol::message::*;
use kernelet_tests::sidecar::{ALLOW_ALL, execute, rejection};

use crate::Attack;

#[tokio::test]
async fn arguments_and_variables_beyond_measure() {
    let attack = Attack::new().await;
    let long = "x".repeat(200_000);
    let many = vec!["x"; 200_000];
    for (arguments, variable) in [(&[long.as_str()][..], ""), (&many, ""), (&[], long.as_str())] {
        let mut asked = execute("attack", "node", arguments);
        asked.env = [("LONG".into(), variable.into())].into();
        let (code, message) = rejection(attack.vm.start(asked).await);
        assert_eq!(code, "kernel_error", "{message}");
        assert!(message.starts_with("E2BIG: ") || message.starts_with("EINVAL: "), "{message}");
    }
    attack.survived().await;
}

#[tokio::test]
async fn one_argument_that_holds_a_nul() {
    let attack = Attack::new().await;
    let (code, message) = rejection(attack.vm.start(execute("attack", "node", &["a\0b"])).await);
    assert_eq!(code, "kernel_error", "{message}");
    attack.survived().await;
}

#[tokio::test]
async fn paths_beyond_measure() {
    let attack = Attack::new().await;
    for path in ["/x".repeat(5000), format!("/{}", "x".repeat(300)), "/a\0b".into(), String::new()]
    {
        for operation in [FsOperation::ReadFile, FsOperation::Stat, FsOperation::Realpath] {
            let (code, _) =
                rejection(attack.vm.file(GuestFilesystemCall::new(operation, &path)).await);
            assert!(["kernel_error", "invalid_state"].contains(&code.as_str()), "{code}");
        }
    }
    attack.survived().await;
}

#[tokio::test]
async fn numbers_at_their_ends() {
    let attack = Attack::new().await;
    attack.vm.write("/tmp/file", "content").await;
    let call = |operation| GuestFilesystemCall::new(operation, "/tmp/file");
    for number in [u64::MAX, u64::MAX / 2, 1 << 53, 1 << 40] {
        let pread = GuestFilesystemCall {
            offset: Some(number),
            len: Some(number),
            ..call(FsOperation::Pread)
        };
        // Nothing is there: empty, or an error.
        if let Ok(read) = attack.vm.file(pread).await {
            assert!(read.content.is_some_and(|content| content.is_empty()), "{number}");
        }
        // A file may be that long as long as nothing is in it.
        let truncate = GuestFilesystemCall { len: Some(number), ..call(FsOperation::Truncate) };
        let _ = attack.vm.file(truncate).await;
        let utimes = GuestFilesystemCall {
            atime_ms: Some(number),
            mtime_ms: Some(number),
            ..call(FsOperation::Utimes)
        };
        let _ = attack.vm.file(utimes).await;
        let stat = attack.vm.file(call(FsOperation::Stat)).await.expect("its attributes").stat;
        assert!(stat.is_some_and(|stat| stat.blocks <= 8), "{number}");
        let short = GuestFilesystemCall { len: Some(7), ..call(FsOperation::Truncate) };
        attack.vm.file(short).await.expect("as long as before");
    }
    let chmod = GuestFilesystemCall { mode: Some(u32::MAX), ..call(FsOperation::Chmod) };
    attack.vm.file(chmod).await.expect("type bits are ignored");
    attack.survived().await;
}

#[tokio::test]
async fn names_of_others() {
    let attack = Attack::new().await;
    attack
        .beside
        .start(execute("theirs", "node", &["-e", "setTimeout(() => {}, 1e6)"]))
        .await
        .unwrap();
    for id in ["theirs", "", "vm-2/theirs", "../theirs", "theirs\0"] {
        let (code, message) = rejection(attack.vm.kill(id, "SIGKILL").await);
        assert_eq!(code, "invalid_state");
        assert!(message.contains("has no active process"), "{message}");
    }
    let layer = |id: &str| Request::ExportSnapshot(LayerName { layer_id: id.into() });
    let theirs = match attack.beside.ask(Request::CreateLayer(())).await.unwrap() {
        Response::LayerCreated(LayerId { layer_id }) => layer_id,
        other => panic!("{other:?}"),
    };
    for id in [theirs.as_str(), "layer-0", "layer--1", "layer-99999999999999999999", ""] {
        assert_eq!(attack.vm.refused(layer(id)).await.0, "invalid_state", "{id}");
    }
    attack.beside.kill("theirs", "SIGKILL").await.expect("untouched");
    attack.survived().await;
}

#[tokio::test]
async fn a_configuration_that_is_too_deep() {
    let attack = Attack::new().await;
    let deep =
        format!(r#"{{"nativeRoot":{{"plugin":{{"id":"memory","config":{}"#, "[".repeat(100_000));
    let connection = attack.started.sidecar.connection();
    let made = kernelet_tests::sidecar::create(connection, &attack.started.session, &deep).await;
    assert_eq!(rejection(made.map(|vm| vm.owner)).0, "invalid_state");
    attack.survived().await;
}

#[tokio::test]
async fn entries_that_climb_or_repeat() {
    let attack = Attack::new().await;
    let entry = |path: &str| Entry {
        path: path.into(),
        kind: EntryKind::File,
        mode: None,
        uid: None,
        gid: None,
        content: Some("x".into()),
        encoding: Some(Encoding::Utf8),
        target: None,
        executable: false,
    };
    for path in ["/../etc/passwd", "relative", "/a/../../b", "/a\0b"] {
        for request in [
            Request::BootstrapRootFilesystem(RootEntries { entries: vec![entry(path)] }),
            Request::ImportSnapshot(RootEntries { entries: vec![entry(path)] }),
        ] {
            assert_eq!(attack.vm.refused(request).await.0, "invalid_state", "{path}");
        }
    }
    let deep = entry(&"/d".repeat(1025));
    let request = Request::ImportSnapshot(RootEntries { entries: vec![deep] });
    assert_eq!(attack.vm.refused(request).await.0, "invalid_state");
    attack.survived().await;
}

#[tokio::test]
async fn system_calls_with_anything_for_arguments() {
    let attack = Attack::new().await;
    let code = "const fs = require('fs'); const odd = [-1, 2**31, 2**53, NaN, Infinity, {}, [], null, '\\0', 'x'.repeat(1e5)]; \
                let calls = 0; for (const name of Object.keys(fs).filter((name) => name.endsWith('Sync'))) \
                for (const a of odd) for (const b of odd) { try { fs[name](a, b) } catch {} calls++ } \
                console.log(calls > 1000)";
    let ran = attack.run(code).await;
    assert_eq!(ran.stdout, "true\n", "{ran:?}");
    attack.survived().await;
}

#[tokio::test]
async fn a_policy_that_is_none() {
    let attack = Attack::new().await;
    let connection = attack.started.sidecar.connection();
    let config = ALLOW_ALL.replace(
        r#""fs":"allow""#,
        r#""fs":{"default":"allow","rules":[{"mode":"deny","operations":["read"],"paths":[]}]}"#,
    );
    let made = kernelet_tests::sidecar::create(connection, &attack.started.session, &config).await;
    assert!(rejection(made.map(|vm| vm.owner)).1.contains("must not be empty"));
    attack.survived().await;
}
