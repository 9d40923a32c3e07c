//! List 1: programs that never end die at their deadline, wherever they loop and however they were
//! started.

use std::time::{Duration, Instant};

use kernelet::node::{ExecOptions, NodeRuntime, RemoteVm};
use kernelet_protocol::message::*;
use kernelet_tests::sidecar::{ALLOW_ALL, execute};

use crate::{Attack, DEADLINE};

async fn dies(code: &str) {
    let attack = Attack::new().await;
    assert_eq!(attack.kill(code, "SIGKILL").await.code, 137);
    assert_eq!(attack.kill(code, "SIGTERM").await.code, 143);
    attack.survived().await;
}

#[tokio::test]
async fn a_busy_loop() {
    dies("while (true) {}").await;
}

#[tokio::test]
async fn a_regular_expression_that_backtracks_for_ever() {
    dies("/(a+)+$/.test('a'.repeat(40) + 'b')").await;
}

#[tokio::test]
async fn a_sort_whose_comparator_never_returns() {
    dies("[3, 1, 2].sort(() => { for (;;) {} })").await;
}

#[tokio::test]
async fn microtasks_that_make_microtasks() {
    dies("Promise.resolve().then(function again() { return Promise.resolve().then(again) })").await;
}

#[tokio::test]
async fn ticks_that_make_ticks() {
    dies("(function again() { process.nextTick(again) })()").await;
}

#[tokio::test]
async fn recursion_that_catches_its_own_end() {
    dies("for (;;) try { (function f() { f() })() } catch {}").await;
}

#[tokio::test]
async fn a_loop_inside_the_engine() {
    // It may also end by itself, out of memory.
    let attack = Attack::new().await;
    attack.vm.start(execute("attack", "node", &["-e", "new Array(1e9) + ''"])).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let killed = Instant::now();
    let _ = attack.vm.kill("attack", "SIGKILL").await;
    assert_ne!(attack.vm.finish("attack").await.code, 0);
    assert!(killed.elapsed() < DEADLINE, "{:?}", killed.elapsed());
    attack.survived().await;
}

#[tokio::test]
async fn a_deep_object_made_into_text() {
    let attack = Attack::new().await;
    let code = "let deep = {}; for (let i = 0; i < 8000; i++) deep = { deep }; \
                try { JSON.stringify(deep) } catch (error) { if (error.name !== 'RangeError') throw error }";
    assert_eq!(attack.run(code).await.code, 0);
    attack.survived().await;
}

#[tokio::test]
async fn a_handler_that_ignores_the_polite_signal() {
    let attack = Attack::new().await;
    let code = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
    attack.vm.start(execute("attack", "node", &["-e", code])).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    attack.vm.kill("attack", "SIGTERM").await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    attack.vm.kill("attack", "SIGKILL").await.unwrap();
    assert_eq!(attack.vm.finish("attack").await.code, 137);
    attack.survived().await;
}

#[tokio::test]
async fn exec_and_run_with_a_time_limit() {
    let vm = RemoteVm::create(&kernelet_tests::sidecar(), ALLOW_ALL).await.unwrap();
    let runtime = NodeRuntime::new(vm);
    let timeout = Some(Duration::from_millis(300));
    for _ in 0..2 {
        let started = Instant::now();
        let options = ExecOptions { timeout, ..ExecOptions::default() };
        assert_eq!(runtime.exec("for (;;) {}", options.clone()).await.unwrap().code, 137);
        assert_eq!(runtime.run("for (;;) {}", options).await.unwrap().exec.code, 137);
        assert!(started.elapsed() < 2 * DEADLINE, "{:?}", started.elapsed());
    }
    runtime.dispose().await.unwrap();
}

#[tokio::test]
async fn a_vm_that_is_disposed_of_while_it_loops() {
    let attack = Attack::new().await;
    for id in ["a", "b", "c"] {
        attack.vm.start(execute(id, "node", &["-e", "for (;;) {}"])).await.unwrap();
    }
    let disposing = Instant::now();
    attack
        .vm
        .ask(Request::DisposeVm(DisposeVm { reason: DisposeReason::Requested }))
        .await
        .unwrap();
    let disposed = Event::VmLifecycle(VmLifecycle { state: VmState::Disposed });
    attack.vm.event(|event| *event == disposed).await;
    assert!(disposing.elapsed() < DEADLINE, "{:?}", disposing.elapsed());
    assert_eq!(crate::hello(&attack.beside).await, "hello\n");
    attack.started.sidecar.close().await.unwrap();
}
