//! Promise: under permissions and limits commands behave: a mount that is read only refuses, a full disk ends
//! what fills it, both ends of a pipe end, every line arrives, and memory stays in bounds.

use std::time::Duration;

use kernelet::bindings::supervisor::ProcessActivity;
use kernelet::vm::config::{Access, Mount};
use kernelet::{ExitStatus, ProcessOptions, Runtime, Vm, VmConfig};

fn vm(configure: impl FnOnce(&mut VmConfig)) -> Vm {
    let runtime = Runtime::builder().processes(16).build();
    let runtime = runtime.expect("components inside: run `just build` first");
    let mut config = VmConfig::default();
    configure(&mut config);
    runtime.vm(config).unwrap()
}

/// Status, standard output and standard error of a script; it has a minute.
async fn sh(vm: &Vm, script: &str) -> (ExitStatus, String, String) {
    let options = ProcessOptions::new("sh").argument("-c").argument(script).directory("/tmp");
    let process = vm.start(options).expect("started");
    let finished = async {
        let (stdout, stderr) = process.read_to_end().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (process.wait().await.unwrap(), text(stdout), text(stderr))
    };
    let finished = tokio::time::timeout(Duration::from_secs(60), finished).await;
    finished.unwrap_or_else(|_| panic!("`{script}` did not end"))
}

fn exited(status: u8) -> ExitStatus {
    ExitStatus::Exited(status)
}

#[tokio::test]
async fn a_read_only_mount_refuses_every_command_that_writes() {
    let host = tempfile::tempdir().unwrap();
    std::fs::write(host.path().join("there"), "content\n").unwrap();
    let guest = "/data".into();
    let mount = Mount { host: host.path().to_path_buf(), guest, access: Access::ReadOnly };
    let vm = vm(|config| config.mounts = vec![mount]);
    for command in [
        "touch /data/new",
        "cp /data/there /data/new",
        "mkdir /data/new",
        "chmod 600 /data/there",
        "dd if=/dev/zero of=/data/new count=1",
        "tar cf /data/new there -C /data",
        "gzip /data/there",
        "sed -i s/c/d/ /data/there",
        "find /data -name there -delete",
        "echo x | tee /data/new",
        "awk 'BEGIN { print 1 > \"/data/new\" }'",
    ] {
        let (status, _, stderr) = sh(&vm, command).await;
        assert_ne!(status, exited(0), "{command}");
        assert!(stderr.contains("Read-only file system"), "{command}: {stderr}");
    }
    assert_eq!(sh(&vm, "cat /data/there").await.1, "content\n");
    assert_eq!(std::fs::read_dir(host.path()).unwrap().count(), 1, "nothing was made");
}

#[tokio::test]
async fn a_quota_ends_dd_and_says_why() {
    let vm = vm(|config| config.limits.filesystem_bytes = 4 << 20);
    let (status, _, stderr) = sh(&vm, "dd if=/dev/zero of=/tmp/full bs=64k").await;
    assert_eq!(status, exited(1), "{stderr}");
    assert!(stderr.contains("No space left on device"), "{stderr}");
    assert!(stderr.contains("records out"), "what went is told: {stderr}");
    let (status, _, stderr) = sh(&vm, "cat /dev/zero >/tmp/more").await;
    assert_eq!(status, exited(1), "{stderr}");
    assert!(stderr.contains("No space left on device"), "{stderr}");
    let (_, sizes, _) = sh(&vm, "rm /tmp/more; du -b /tmp/full").await;
    let bytes: u64 = sizes.split_whitespace().next().unwrap().parse().unwrap();
    assert!((1 << 20..=4 << 20).contains(&bytes), "{sizes}");
}

#[tokio::test]
async fn what_nobody_reads_ends() {
    let vm = vm(|_| {});
    for (script, expected) in [
        ("yes | head -1", "y\n"),
        ("cat /dev/zero | head -c 3 | wc -c", "3\n"),
        ("awk 'BEGIN { while (1) print \"a\" }' | head -n 1", "a\n"),
        ("yes | grep y | sed s/y/z/ | head -n 1", "z\n"),
        ("find / | head -n 1", "/\n"),
    ] {
        let (status, stdout, _) = sh(&vm, script).await;
        assert_eq!((status, stdout.trim_start()), (exited(0), expected), "{script}");
    }
    let processes = vm.processes().unwrap();
    let mut left =
        processes.iter().filter(|process| !matches!(process.activity, ProcessActivity::Ended(_)));
    assert!(left.next().is_none(), "all writers have ended: {processes:?}");
}

#[tokio::test]
async fn a_hundred_thousand_lines_pass_every_filter() {
    let vm = vm(|_| {});
    let filters = "grep -v x | sed 's/^/a/' | awk '{ print $0 \"b\" }' | tac | tail -n +1 | sort -r | xargs -n 1000 echo \
                   | tr ' ' '\\n' | cat | wc -l";
    let (status, stdout, stderr) = sh(&vm, &format!("seq 100000 | {filters}")).await;
    assert_eq!((status, stdout.trim(), stderr.as_str()), (exited(0), "100000", ""));
}

#[tokio::test]
async fn find_over_many_files_stays_within_little_memory() {
    // What a process may have: little more than the program itself, its stack and one directory.
    let vm = vm(|config| {
        (config.limits.process_memory, config.limits.filesystem_inodes) = (24 << 20, 30_000)
    });
    let make = "mkdir d && cd d && for i in $(seq 200); do mkdir $i; done && \
                for i in *; do (cd $i && seq 100 | xargs touch); done";
    let (status, _, stderr) = sh(&vm, make).await;
    assert_eq!((status, stderr.as_str()), (exited(0), ""));
    let (status, stdout, stderr) =
        sh(&vm, "find d -type f | wc -l; find d -name 99 -exec echo {} + | wc -w").await;
    assert_eq!((status, stderr.as_str()), (exited(0), ""));
    assert_eq!(stdout.split_whitespace().collect::<Vec<_>>(), ["20000", "201"]);
}

#[tokio::test]
async fn a_sort_that_does_not_fit_fails_clearly() {
    let vm = vm(|config| {
        (config.limits.process_memory, config.limits.filesystem_bytes) = (32 << 20, 256 << 20);
    });
    let (status, _, stderr) = sh(&vm, "seq 100000000 106000000 >big; sort -r big >sorted").await;
    if status == exited(0) {
        assert_eq!(sh(&vm, "wc -l <sorted; head -n 1 sorted").await.1, "6000001\n106000000\n");
    } else {
        assert!(stderr.contains("memory"), "it does not say why: {stderr:?}");
    }
}
