//! Promise: who watches a file or directory is told of every change that is made inside the VM, whoever
//! makes it, without looking again and again.

use std::time::Duration;

use kernelet::{Output, Process, ProcessOptions, Runtime, Vm, VmConfig};

fn vm() -> Vm {
    let runtime = Runtime::builder().processes(8).build();
    runtime.expect("components inside: run `just build` first").vm(VmConfig::default()).unwrap()
}

/// What the process printed, up to a text.
async fn until(process: &Process, text: &str) -> String {
    let mut printed = String::new();
    while !printed.contains(text) {
        let output = tokio::time::timeout(Duration::from_secs(20), process.output());
        let output = output.await.unwrap_or_else(|_| panic!("no {text:?} after {printed:?}"));
        let output = output.unwrap().unwrap_or_else(|| panic!("it ended after {printed:?}"));
        let (Output::Stdout(data) | Output::Stderr(data)) = output;
        printed.push_str(&String::from_utf8_lossy(&data));
    }
    printed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_processes_and_the_embedder_are_seen() {
    let vm = vm();
    let script = "
        require('fs').watch('/tmp', (event, name) => console.log(event, name));
        console.log('ready');";
    let watcher = vm.start(ProcessOptions::new("node").argument("-e").argument(script)).unwrap();
    until(&watcher, "ready").await;
    vm.write_file("/tmp/embedder", b"x").await.unwrap();
    until(&watcher, "change embedder").await;
    let script = "echo x > /tmp/shell; mv /tmp/shell /tmp/moved; rm /tmp/moved";
    let shell = vm.start(ProcessOptions::new("sh").argument("-c").argument(script)).unwrap();
    shell.wait().await.unwrap();
    let printed = until(&watcher, "rename moved\nrename moved").await;
    assert!(printed.contains("rename shell\nchange shell\nrename shell\n"), "{printed}");

    // Nothing happens: it computes nothing.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let before = watcher.usage().0;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(watcher.usage().0, before, "it looked again");
    watcher.kill().unwrap();
    assert_eq!(watcher.wait().await.unwrap().code(), 137);
    assert_eq!(vm.usage().unwrap().open_files, 0);
}
