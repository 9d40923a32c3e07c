//! List 3: what takes too much ends itself, within bounds, and alone.

use crate::Attack;

const HEAP: &str = r#"{"jsRuntime":{"v8HeapLimitMb":96}}"#;

async fn ends(limits: &str, code: &str) {
    let attack = Attack::limited(limits).await;
    let ran = attack.run(code).await;
    assert_ne!(ran.code, 0, "{ran:?}");
    attack.survived().await;
}

#[tokio::test]
async fn a_string_that_doubles() {
    ends(HEAP, "let text = 'x'; for (;;) text += text + 'y'").await;
}

#[tokio::test]
async fn lists_without_end() {
    ends(HEAP, "const all = []; for (;;) all.push(new Array(1000).fill({}))").await;
}

#[tokio::test]
async fn array_buffers_without_end() {
    ends(HEAP, "const all = []; for (;;) all.push(new ArrayBuffer(1 << 20))").await;
}

#[tokio::test]
async fn ten_thousand_timers() {
    let attack = Attack::new().await;
    let code = "let fired = 0; for (let i = 0; i < 1e4; i++) setTimeout(() => fired++, 1); \
                setTimeout(() => console.log(fired), 50)";
    assert_eq!(attack.run(code).await.stdout, "10000\n");
    attack.survived().await;
}

#[tokio::test]
async fn a_million_timers_end_with_their_program() {
    let attack = Attack::limited(HEAP).await;
    let code = "for (let i = 0; i < 1e6; i++) setTimeout(() => {}, 1e6)";
    attack
        .vm
        .start(kernelet_tests::sidecar::execute("attack", "node", &["-e", code]))
        .await
        .unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    // It may have ended by itself, out of memory.
    let _ = attack.vm.kill("attack", "SIGKILL").await;
    assert_ne!(attack.vm.finish("attack").await.code, 0);
    attack.survived().await;
}

#[tokio::test]
async fn a_million_lines() {
    let attack = Attack::new().await;
    let code = "const line = 'x'.repeat(9) + '\\n'; const many = line.repeat(1000); \
                for (let i = 0; i < 1000; i++) require('fs').writeSync(1, many)";
    let ran = attack.run(code).await;
    assert_eq!((ran.code, ran.stdout.len()), (0, 10_000_000));
    attack.survived().await;
}

#[tokio::test]
async fn ten_thousand_descriptors() {
    let code = "const fs = require('fs'); for (let i = 0; i < 1e4; i++) fs.openSync('/tmp/f', 'w')";
    ends("{}", code).await;
}

#[tokio::test]
async fn files_without_end() {
    ends(
        "{}",
        "const fs = require('fs'); for (let i = 0; ; i++) fs.writeFileSync('/tmp/' + i, '')",
    )
    .await;
}

#[tokio::test]
async fn a_file_without_end() {
    let code = "const fs = require('fs'); const b = Buffer.alloc(1 << 20); for (;;) fs.appendFileSync('/tmp/big', b)";
    ends("{}", code).await;
}

#[tokio::test]
async fn a_gigabyte_behind_a_hole() {
    let attack = Attack::new().await;
    let code = "const fs = require('fs'); const fd = fs.openSync('/tmp/hole', 'w'); \
                try { fs.writeSync(fd, 'x', 1 << 30) } catch (error) { console.log(error.code) }; \
                fs.closeSync(fd); console.log(fs.statSync('/tmp/hole').blocks < 2048)";
    let ran = attack.run(code).await;
    assert!(ran.code == 0 && ran.stdout.ends_with("true\n"), "{ran:?}");
    attack.survived().await;
}

#[tokio::test]
async fn links_in_a_circle() {
    let code = "const fs = require('fs'); fs.symlinkSync('/tmp/b', '/tmp/a'); \
                fs.symlinkSync('/tmp/a', '/tmp/b'); fs.readFileSync('/tmp/a')";
    ends("{}", code).await;
}

#[tokio::test]
async fn programs_that_start_programs() {
    let attack = Attack::limited(r#"{"resources":{"maxProcesses":16}}"#).await;
    let code = "const { spawn } = require('child_process'); const self = ['-e', process.env.CODE]; \
                for (let i = 0; i < 4; i++) spawn('node', self).on('error', () => {}); \
                setTimeout(() => {}, 1e6)";
    let mut execute = kernelet_tests::sidecar::execute("attack", "node", &["-e", code]);
    execute.env = [("CODE".into(), code.into())].into();
    attack.vm.start(execute).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    assert_eq!(crate::hello(&attack.beside).await, "hello\n");
    let disposing = std::time::Instant::now();
    use kernelet_protocol::message::*;
    attack
        .vm
        .ask(Request::DisposeVm(DisposeVm { reason: DisposeReason::Requested }))
        .await
        .unwrap();
    let disposed = Event::VmLifecycle(VmLifecycle { state: VmState::Disposed });
    attack.vm.event(|event| *event == disposed).await;
    assert!(disposing.elapsed() < crate::DEADLINE, "{:?}", disposing.elapsed());
    assert_eq!(crate::hello(&attack.beside).await, "hello\n");
    attack.started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn a_small_file_that_inflates() {
    ends(
        HEAP,
        "const zlib = require('zlib'); let bomb = zlib.gzipSync(Buffer.alloc(64 << 20)); \
         const all = []; for (;;) all.push(zlib.gunzipSync(bomb))",
    )
    .await;
}
