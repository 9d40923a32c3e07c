//! Promise: `/proc` shows the processes of the VM and the machine as they are now, to every command and
//! to Node alike, and cannot be written.

use kernelet::{ProcessOptions, Runtime, Vm, VmConfig};

fn vm() -> Vm {
    let runtime = Runtime::builder().processes(8).build();
    runtime.expect("components inside: run `just build` first").vm(VmConfig::default()).unwrap()
}

async fn sh(vm: &Vm, script: &str) -> String {
    let process = vm.start(ProcessOptions::new("sh").argument("-c").argument(script)).unwrap();
    let (out, error) = process.read_to_end().await.unwrap();
    process.wait().await.unwrap();
    String::from_utf8(out).unwrap() + &String::from_utf8(error).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_and_node_see_it() {
    let vm = vm();
    assert!(sh(&vm, "cat /proc/version").await.starts_with("Linux version 6.8.0-kernelet"));
    assert_eq!(sh(&vm, "cat /proc/self/comm").await, "cat\n");
    assert_eq!(sh(&vm, "cd /tmp; readlink /proc/self/cwd").await, "/tmp\n");
    assert_eq!(sh(&vm, "test -d /proc/$$ && ls /proc/$$/fd").await, "0\n1\n2\n");
    assert!(sh(&vm, "cat /proc/mounts").await.contains("proc /proc proc ro 0 0\n"));
    assert!(sh(&vm, "echo x > /proc/version").await.contains("Read-only file system"));

    let script = "
        const fs = require('fs');
        const [comm, cmdline] = ['comm', 'cmdline'].map((name) => fs.readFileSync('/proc/self/' + name, 'utf8'));
        const stat = fs.readFileSync(`/proc/${process.pid}/stat`, 'utf8');
        console.log(JSON.stringify([
            comm, cmdline.split('\\0')[1], stat.split(' ').length, fs.readlinkSync('/proc/self') == process.pid,
            fs.realpathSync('/proc/self/exe'), fs.readdirSync('/proc').includes(String(process.pid)),
            fs.statSync('/proc/meminfo').size == fs.readFileSync('/proc/meminfo').length,
        ]));";
    let process = vm.start(ProcessOptions::new("node").argument("-e").argument(script)).unwrap();
    let (out, error) = process.read_to_end().await.unwrap();
    assert_eq!(
        String::from_utf8_lossy(&out),
        "[\"node\\n\",\"-e\",52,true,\"/usr/bin/node\",true,true]\n",
        "{}",
        String::from_utf8_lossy(&error)
    );
}
