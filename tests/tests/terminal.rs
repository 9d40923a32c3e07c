//! Promise: a program on a terminal is typed to and seen from outside, and a stopped program gets no
//! further, also one that only computes.

use std::time::{Duration, Instant};

use kernelet::{
    ExitStatus, Output, Process, ProcessOptions, Runtime, Stdio, Vm, VmConfig, WindowSize,
};

const SIGSTOP: u8 = 19;
const SIGCONT: u8 = 18;

fn vm() -> Vm {
    let runtime = Runtime::builder().processes(4).build();
    runtime.expect("components inside: run `just build` first").vm(VmConfig::default()).unwrap()
}

fn node(code: &str) -> ProcessOptions {
    ProcessOptions::new("/usr/bin/node").argument("-e").argument(code)
}

/// Reads until the terminal has shown all of `text`.
async fn shown(process: &Process, text: &str) -> String {
    let mut seen = String::new();
    let reading = async {
        while !seen.contains(text) {
            match process.output().await.unwrap() {
                Some(Output::Stdout(data)) => seen.push_str(&String::from_utf8_lossy(&data)),
                other => panic!("{other:?} after {seen:?}"),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading).await.expect("it shows");
    seen
}

#[tokio::test]
async fn a_program_on_a_terminal() {
    let vm = vm();
    let code = "const fs = require('fs'), tty = require('tty'), bytes = Buffer.alloc(99);
        fs.writeSync(1, `terminal ${tty.isatty(0)}\\n`);
        for (let count; (count = fs.readSync(0, bytes)) > 0;)
            fs.writeSync(2, `got ${JSON.stringify(bytes.toString('utf8', 0, count))}\\n`);
        fs.writeSync(1, 'end\\n');";
    let mut options = node(code);
    (options.stdin, options.stdout, options.stderr) =
        (Stdio::Terminal, Stdio::Terminal, Stdio::Terminal);
    let process = vm.start(options).unwrap();
    assert_eq!(shown(&process, "\n").await, "terminal true\r\n");
    process.write_stdin(b"lime\x7fne\r").await.unwrap();
    assert_eq!(shown(&process, "got").await, "lime\x08 \x08ne\r\ngot \"limne\\n\"\r\n");
    process.write_stdin(b"\x04").await.unwrap();
    assert_eq!(shown(&process, "end\r\n").await, "end\r\n");
    assert_eq!(process.wait().await.unwrap(), ExitStatus::Exited(0));

    let mut options = node("for (;;) {}");
    options.stdin = Stdio::Terminal;
    let process = vm.start(options).unwrap();
    process.write_stdin(b"\x03").await.unwrap();
    assert_eq!(process.wait().await.unwrap(), ExitStatus::Signaled(2), "interrupted");
}

#[tokio::test]
async fn keys_one_by_one_and_the_size_of_the_window() {
    let vm = vm();
    let code = "const { stdin, stdout } = process;
        console.log(stdin.isTTY, stdout.isTTY, stdin.constructor.name, stdout.constructor.name);
        console.log(stdout.columns, stdout.rows, stdout.getWindowSize().join('x'), stdin.setRawMode(true).isRaw);
        stdout.on('resize', () => console.log('resized', stdout.columns, stdout.rows));
        stdin.on('data', (keys) => {
            console.log(JSON.stringify(String(keys)));
            if (String(keys) === 'q') stdin.setRawMode(false).pause();
        });";
    let mut options = node(code);
    (options.stdin, options.stdout) = (Stdio::Terminal, Stdio::Terminal);
    let process = vm.start(options).unwrap();
    let told = shown(&process, "80x24 true\r\n").await;
    assert_eq!(told, "true true ReadStream WriteStream\r\n80 24 80x24 true\r\n");
    // Neither echoed nor made a signal of.
    process.write_stdin(b"a\r\x03").await.unwrap();
    assert_eq!(shown(&process, "\r\n").await, "\"a\\r\\u0003\"\r\n");
    process.resize(WindowSize { rows: 50, columns: 132, width: 0, height: 0 }).unwrap();
    assert_eq!(shown(&process, "\r\n").await, "resized 132 50\r\n");
    process.write_stdin(b"q").await.unwrap();
    assert_eq!(shown(&process, "\r\n").await, "\"q\"\r\n");
    assert_eq!(process.wait().await.unwrap(), ExitStatus::Exited(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stopped_program_gets_no_further() {
    let vm = vm();
    let process = vm.start(node("for (;;) {}")).unwrap();
    let pid = i32::try_from(process.pid()).unwrap();
    let started = Instant::now();
    while process.usage().0 < 100_000_000 {
        assert!(started.elapsed() < Duration::from_secs(60), "it runs");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    vm.signal(pid, SIGSTOP).unwrap();
    // A tick may be under way.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let used = process.usage().0;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(process.usage().0, used, "it used CPU time while it was stopped");

    vm.signal(pid, SIGCONT).unwrap();
    let started = Instant::now();
    while process.usage().0 < used + 50_000_000 {
        assert!(started.elapsed() < Duration::from_secs(60), "it goes on");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    vm.signal(pid, SIGSTOP).unwrap();
    process.kill().unwrap();
    assert_eq!(process.wait().await.unwrap(), ExitStatus::Signaled(9), "killed while stopped");
}
