//! Promise: a program that wants to take the sidecar down ends itself, or is ended, and nothing else:
//! another VM answers meanwhile and afterwards.

use std::time::{Duration, Instant};

use kernelet_tests::sidecar::{self, ALLOW_ALL, execute};

/// Programs that never end by themselves, also inside the engine's own loops.
const ENDLESS: &[&str] = &[
    "while (true) {}",
    "/(a+)+$/.test('a'.repeat(40) + 'b')",
    "[3, 1, 2].sort(() => { for (;;) {} })",
    "new Array(1e9) + ''",
    "for (;;) try { (function f() { f() })() } catch {}",
    "process.on('SIGTERM', () => {}); for (;;) {}",
    "Promise.resolve().then(function again() { return Promise.resolve().then(again) })",
    "(function again() { process.nextTick(again) })()",
];

/// Programs that take too much, and end with a code that is not 0.
const GREEDY: &[&str] = &[
    "const all = []; for (;;) all.push(new Array(1000).fill({}))",
    "const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))",
    "let text = 'x'; for (;;) text += text",
    "const fs = require('fs'); for (let i = 0; ; i++) fs.openSync('/tmp/f' + i, 'w')",
    "const fs = require('fs'); const b = Buffer.alloc(1 << 20); for (;;) fs.appendFileSync('/tmp/big', b)",
    "require('fs').symlinkSync('/tmp/loop', '/tmp/loop'); require('fs').readFileSync('/tmp/loop')",
    "let deep = []; for (let i = 0; i < 1e6; i++) deep = [deep]; JSON.stringify(deep)",
    "eval('('.repeat(1e6))",
];

#[tokio::test]
async fn endless_programs_die_when_they_are_told_to() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    let other = started.vm(ALLOW_ALL).await;
    for (number, code) in ENDLESS.iter().enumerate() {
        let id = format!("endless-{number}");
        vm.start(execute(&id, "node", &["-e", code])).await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
        // Some end by themselves, out of memory: that is an end too.
        let killed = Instant::now();
        let running = vm.kill(&id, "SIGKILL").await.is_ok();
        let finished = vm.finish(&id).await;
        assert_ne!(finished.code, 0, "{code}");
        assert!(!running || finished.code == 137 || finished.code == 1, "{code}: {finished:?}");
        assert!(killed.elapsed() < Duration::from_secs(5), "{code}: {:?}", killed.elapsed());
        assert_eq!(other.eval("p", "console.log('here')").await.stdout, "here\n", "after {code}");
    }
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn greedy_programs_end_alone() {
    let started = sidecar::started().await;
    let config = ALLOW_ALL.replacen('{', r#"{"limits":{"jsRuntime":{"v8HeapLimitMb":96}},"#, 1);
    let other = started.vm(ALLOW_ALL).await;
    for (number, code) in GREEDY.iter().enumerate() {
        let vm = started.vm(&config).await;
        let finished = tokio::time::timeout(Duration::from_secs(60), vm.eval("p", code)).await;
        let finished = finished.unwrap_or_else(|_| panic!("{code} goes on"));
        assert_ne!(finished.code, 0, "{code}: {finished:?}");
        let id = format!("after-{number}");
        assert_eq!(vm.eval(&id, "console.log('here')").await.stdout, "here\n", "after {code}");
        assert_eq!(other.eval(&id, "console.log('here')").await.stdout, "here\n", "after {code}");
    }
    started.sidecar.close().await.unwrap();
}
