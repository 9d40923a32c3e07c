//! Promise: VMs of one runtime are apart; what ends one leaves the others as they were; an embedder
//! gets every byte and every end.

use std::time::Duration;

use kernelet::{ExitStatus, Process, ProcessOptions, Runtime, Vm, VmConfig};

fn runtime() -> Runtime {
    Runtime::builder().processes(32).build().expect("components inside: run `just build` first")
}

fn start(vm: &Vm, code: &str) -> Process {
    let options = ProcessOptions::new("/usr/bin/node").argument("-e").argument(code);
    vm.start(options).expect("started")
}

async fn finish(process: &Process) -> (ExitStatus, String, String) {
    let (stdout, stderr) = process.read_to_end().await.expect("read");
    let status = process.wait().await.expect("waited");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status, text(stdout), text(stderr))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_busy_vm_does_not_keep_another_from_running() {
    let runtime = runtime();
    let busy = runtime.vm(VmConfig::default()).unwrap();
    let loops: Vec<_> = (0..4).map(|_| start(&busy, "for (;;) {}")).collect();
    let other = runtime.vm(VmConfig::default()).unwrap();
    let process = start(&other, "console.log('through')");
    let finished = tokio::time::timeout(Duration::from_secs(20), finish(&process)).await;
    assert_eq!(finished.unwrap().1, "through\n");
    for busy in &loops {
        busy.kill().unwrap();
        assert_eq!(busy.wait().await.unwrap(), ExitStatus::Signaled(9));
    }
    assert_eq!(busy.usage().unwrap().processes, 0);
}

#[tokio::test]
async fn a_parked_process_is_killed() {
    let vm = runtime().vm(VmConfig::default()).unwrap();
    let process = start(&vm, "setTimeout(() => {}, 1e9)");
    tokio::time::sleep(Duration::from_millis(50)).await;
    process.kill().unwrap();
    assert_eq!(process.wait().await.unwrap(), ExitStatus::Signaled(9));
    assert!(process.kill().is_err(), "it has ended");
}

#[tokio::test]
async fn a_kernel_that_traps_ends_its_vm_with_the_cause_and_no_other() {
    let runtime = runtime();
    let small = VmConfig { kernel_memory: 4 << 20, ..VmConfig::default() };
    let doomed = runtime.vm(small).unwrap();
    let other = runtime.vm(VmConfig::default()).unwrap();
    let many = "for (let i = 0; ; i++) require('fs').mkdirSync('/tmp/' + i + '-'.repeat(200))";
    let process = start(&doomed, many);
    let ended = async { while process.output().await.is_ok_and(|piece| piece.is_some()) {} };
    tokio::time::timeout(Duration::from_secs(60), ended).await.unwrap();
    let cause = doomed.ended().expect("the kernel had no memory left");
    assert!(cause.contains("kernel trapped"), "{cause}");
    let refused = doomed.read_file("/etc/passwd").await.unwrap_err().to_string();
    assert!(refused.contains("the VM has ended"), "{refused}");
    assert_eq!(finish(&start(&other, "console.log('alive')")).await.1, "alive\n");
}

#[tokio::test]
async fn every_byte_of_output_arrives_in_order() {
    let vm = runtime().vm(VmConfig::default()).unwrap();
    let code = "const line = 'x'.repeat(1023) + '\\n';
        for (let i = 0; i < 16384; i++) process.stdout.write(line);
        process.stderr.write('done')";
    let (status, stdout, stderr) = finish(&start(&vm, code)).await;
    assert_eq!(status, ExitStatus::Exited(0), "{stderr}");
    assert_eq!(stdout.len(), 16384 * 1024);
    assert!(stdout.lines().all(|line| line.len() == 1023));
    assert_eq!(stderr, "done");
}

#[tokio::test]
async fn files_of_one_vm_are_not_in_another() {
    let runtime = runtime();
    let (one, two) =
        (runtime.vm(VmConfig::default()).unwrap(), runtime.vm(VmConfig::default()).unwrap());
    one.write_file("/tmp/secret", b"secret").await.unwrap();
    assert_eq!(one.read_file("/tmp/secret").await.unwrap(), b"secret");
    let error = two.read_file("/tmp/secret").await.unwrap_err().to_string();
    assert_eq!(error, "read /tmp/secret: ENOENT, no such file or directory");
    let code = "console.log(require('fs').existsSync('/tmp/secret'))";
    assert_eq!(finish(&start(&one, code)).await.1, "true\n");
    assert_eq!(finish(&start(&two, code)).await.1, "false\n");
}

#[tokio::test]
async fn clones_of_the_image_do_not_share_random_numbers_or_ids() {
    let runtime = runtime();
    let code = "console.log(Math.random(), process.hrtime.bigint() > 0n, process.pid)";
    let mut seen = Vec::new();
    for _ in 0..3 {
        let vm = runtime.vm(VmConfig::default()).unwrap();
        seen.push(finish(&start(&vm, code)).await.1);
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 3, "{seen:?}");
}

#[tokio::test]
async fn what_cannot_be_started_is_refused_by_name() {
    let vm = runtime().vm(VmConfig::default()).unwrap();
    let refused = |options| vm.start(options).map(drop).unwrap_err().to_string();
    let missing = refused(ProcessOptions::new("/usr/bin/python"));
    assert_eq!(missing, "start /usr/bin/python in /: ENOENT, no such file or directory");
    let nowhere = refused(ProcessOptions::new("/usr/bin/node").directory("/nowhere"));
    assert_eq!(nowhere, "start /usr/bin/node in /nowhere: ENOENT, no such file or directory");
    let not_a_program = refused(ProcessOptions::new("/etc/passwd"));
    assert!(not_a_program.contains("EACCES") || not_a_program.contains("ENOEXEC"));
}
