//! Promise: CPU time, time and memory of the programs of a VM are bounded; who goes beyond is ended
//! alone, and the embedder is told which limit it was.

use std::time::Duration;

use kernelet::vm::config::Limits;
use kernelet::vm::events::Happening;
use kernelet::{ExitStatus, Process, ProcessOptions, Runtime, Vm, VmConfig};

const MIB: u64 = 1 << 20;
const SIGKILL: u8 = 9;
const SIGXCPU: u8 = 24;

fn vm(change: impl FnOnce(&mut Limits)) -> Vm {
    let mut config = VmConfig::default();
    change(&mut config.limits);
    let runtime = Runtime::builder().processes(8).build();
    runtime.expect("components inside: run `just build` first").vm(config).unwrap()
}

fn node(vm: &Vm, code: &str) -> Process {
    vm.start(ProcessOptions::new("/usr/bin/node").argument("-e").argument(code)).unwrap()
}

async fn end(process: &Process) -> ExitStatus {
    let ended = tokio::time::timeout(Duration::from_secs(30), process.wait());
    ended.await.expect("it ends").unwrap()
}

/// The limits that the embedder was told of: those that were reached.
async fn told(vm: &Vm) -> Vec<String> {
    limits_told(vm, false).await
}

/// The limits that were reached, or else those that were near.
async fn limits_told(vm: &Vm, near: bool) -> Vec<String> {
    let mut limits = Vec::new();
    while let Ok(events) = tokio::time::timeout(Duration::from_millis(200), vm.events()).await {
        limits.extend(events.unwrap().into_iter().filter_map(|event| match event.what {
            Happening::LimitReached(state) if !near => Some(state.limit),
            Happening::LimitNear(state) if near => Some(state.limit),
            _ => None,
        }));
    }
    limits
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cpu_time_of_one_process() {
    let vm = vm(|limits| limits.process_cpu_milliseconds = 300);
    let waiting = node(&vm, "setTimeout(() => {}, 3000)");
    let busy = node(&vm, "for (;;) {}");
    assert_eq!(end(&busy).await, ExitStatus::Signaled(SIGXCPU));
    assert_eq!(busy.cause(), Some("it used more than its 300 ms of CPU time"));
    assert_eq!(told(&vm).await, ["process-cpu-milliseconds"]);
    assert_eq!(end(&waiting).await, ExitStatus::Exited(0), "waiting costs nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cpu_time_of_all_processes() {
    let vm = vm(|limits| limits.cpu_milliseconds = 600);
    let processes = [node(&vm, "for (;;) {}"), node(&vm, "for (;;) {}")];
    for process in &processes {
        assert_eq!(end(process).await, ExitStatus::Signaled(SIGXCPU));
    }
    assert!(vm.cpu_time() >= Duration::from_millis(600));
    let late = node(&vm, "for (;;) {}");
    assert_eq!(end(&late).await, ExitStatus::Signaled(SIGXCPU), "there is none left");
}

#[tokio::test]
async fn time() {
    let vm = vm(|limits| limits.process_milliseconds = 500);
    let process = node(&vm, "setTimeout(() => {}, 1e6)");
    assert_eq!(end(&process).await, ExitStatus::Signaled(SIGKILL));
    assert_eq!(process.cause(), Some("it took longer than its 500 ms"));
    assert_eq!(told(&vm).await, ["process-milliseconds"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn memory_of_all_processes() {
    let vm = vm(|limits| limits.memory = 200 * MIB);
    let hold = "globalThis.kept = Buffer.alloc(80 << 20, 1); console.log('has it');
        setTimeout(() => {}, 1e6)";
    let first = node(&vm, hold);
    assert!(first.output().await.unwrap().is_some());
    assert!(vm.memory() >= 80 * MIB);
    let greedy = node(&vm, "const kept = []; for (;;) kept.push(Buffer.alloc(10 << 20, 1))");
    assert_ne!(end(&greedy).await, ExitStatus::Exited(0));
    first.kill().unwrap();
    assert_eq!(end(&first).await, ExitStatus::Signaled(SIGKILL));
    let after = node(&vm, "Buffer.alloc(80 << 20, 1); console.log('room again')");
    assert_eq!(end(&after).await, ExitStatus::Exited(0), "what was given back can be had");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_nearly_used_up_is_told() {
    let vm = vm(|limits| {
        limits.process_memory = 400 * MIB;
        limits.process_cpu_milliseconds = 2000;
    });
    let process = node(&vm, "const kept = Buffer.alloc(340 << 20, 1); for (;;) kept[0]++");
    assert_eq!(end(&process).await, ExitStatus::Signaled(SIGXCPU), "{:?}", process.cause());
    let mut near = limits_told(&vm, true).await;
    near.sort();
    assert_eq!(near, ["process-cpu-milliseconds", "process-memory"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_time_of_the_vm() {
    let vm = vm(|limits| limits.milliseconds = 700);
    let waiting = node(&vm, "setTimeout(() => {}, 1e6)");
    let busy = node(&vm, "for (;;) {}");
    for process in [&waiting, &busy] {
        assert_eq!(end(process).await, ExitStatus::Signaled(SIGKILL));
    }
    assert!(vm.start(ProcessOptions::new("/usr/bin/node")).is_err(), "its time is over");
    assert_eq!(told(&vm).await, ["milliseconds", "milliseconds"]);
}
