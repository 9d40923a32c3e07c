//! Promise: many programs, many VMs, much output and clients that do not behave: the sidecar keeps
//! its memory and goes on.

use std::process::Stdio;
use std::time::{Duration, Instant};

use kernelet_protocol::frame::Frame;
use kernelet_protocol::message::*;
use kernelet_protocol::{Owner, stream};
use kernelet_tests::sidecar::{self, ALLOW_ALL, execute};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Bytes of memory a process has.
fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() << 10
}

fn framed(frame: &Frame) -> Vec<u8> {
    let bytes = frame.to_bytes();
    [&stream::prefix(&bytes).unwrap()[..], &bytes].concat()
}

#[tokio::test]
async fn many_programs_run_at_once_in_one_vm() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    let runs = (0..24).map(|number| {
        let vm = vm.clone();
        tokio::spawn(async move {
            let finished =
                vm.eval(&format!("p{number}"), &format!("console.log({number} * 2)")).await;
            assert_eq!((finished.code, finished.stdout), (0, format!("{}\n", number * 2)));
        })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.unwrap();
    }
    started.sidecar.close().await.unwrap();
}

#[tokio::test]
async fn two_hundred_vms_live_in_one_sidecar() {
    let started = sidecar::started().await;
    let mut vms = Vec::new();
    for _ in 0..200 {
        vms.push(started.vm(ALLOW_ALL).await);
    }
    for (number, vm) in vms.iter().enumerate().step_by(20) {
        vm.write("/tmp/mine", &number.to_string()).await;
    }
    for (number, vm) in vms.iter().enumerate().step_by(20) {
        let code = "console.log(require('fs').readFileSync('/tmp/mine', 'utf8'))";
        assert_eq!(vm.eval("p", code).await.stdout, format!("{number}\n"));
    }
    let closing = Instant::now();
    started.sidecar.close().await.unwrap();
    assert!(closing.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_hundred_megabytes_of_output_pass_in_bounded_memory() {
    let started = sidecar::started().await;
    let vm = started.vm(ALLOW_ALL).await;
    let code = "const b = Buffer.alloc(1 << 20, 'x'); let n = 100;
        (function next() { if (n-- > 0) process.stdout.write(b, next) })()";
    vm.start(execute("p", "node", &["-e", code])).await.unwrap();
    let (mut bytes, mut events) = (0_usize, 0);
    let code = loop {
        let event = vm
            .event(|event| matches!(event, Event::ProcessOutput(_) | Event::ProcessExited(_)))
            .await;
        match event {
            Event::ProcessOutput(output) => {
                bytes += output.chunk.len();
                events += 1;
            }
            Event::ProcessExited(exited) => break exited.exit_code,
            _ => {}
        }
    };
    assert_eq!((code, bytes), (0, 100 << 20));
    assert!(events < 4096, "{events} events would overflow a client's buffer");
    started.sidecar.close().await.unwrap();
}

/// A sidecar whose streams the test has in its hands, with its VM `vm-1` made.
async fn raw() -> (tokio::process::Child, Owner) {
    let mut command = sidecar::command();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut child = command.spawn().unwrap();
    let connection_id = || "conn-1".to_string();
    let session_id = || "session-1".to_string();
    let session = kernelet_protocol::frame::SessionOwner {
        connection_id: connection_id(),
        session_id: session_id(),
    };
    let owner = Owner::Vm(kernelet_protocol::frame::VmOwner {
        connection_id: connection_id(),
        session_id: session_id(),
        vm_id: "vm-1".into(),
    });
    let authenticate = Authenticate {
        client_name: "raw".into(),
        auth_token: String::new(),
        protocol_version: 7,
        bridge_version: 1,
    };
    let placement = Placement::Shared(SharedPlacement { pool: None });
    let open = OpenSession { placement, metadata: Default::default() };
    let create = CreateVm { runtime: Runtime::JavaScript, config: ALLOW_ALL.into() };
    let requests = [
        (Owner::connection("hint"), Request::Authenticate(authenticate)),
        (Owner::connection("conn-1"), Request::OpenSession(open)),
        (Owner::Session(session), Request::CreateVm(create)),
    ];
    for (id, (owner, request)) in (1..).zip(requests) {
        let frame = Frame::Request { id, owner, request };
        child.stdin.as_mut().unwrap().write_all(&framed(&frame)).await.unwrap();
    }
    // Until the VM is ready.
    let mut splitter = stream::Splitter::default();
    let mut buffer = [0; 4096];
    loop {
        let count = child.stdout.as_mut().unwrap().read(&mut buffer).await.unwrap();
        assert_ne!(count, 0);
        splitter.push(&buffer[..count]);
        while let Some(stream::Piece::Frame(bytes)) = splitter.next_piece() {
            let ready = Event::VmLifecycle(VmLifecycle { state: VmState::Ready });
            if matches!(Frame::from_bytes(&bytes), Ok(Frame::Event { event, .. }) if event == ready)
            {
                return (child, owner);
            }
        }
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_holds_back_its_program_not_memory() {
    let (mut child, owner) = raw().await;
    let code = "const b = Buffer.alloc(1 << 20, 'x'); for (;;) require('fs').writeSync(1, b)";
    let request = Request::Execute(execute("p", "node", &["-e", code]));
    let frame = Frame::Request { id: 4, owner, request };
    child.stdin.as_mut().unwrap().write_all(&framed(&frame)).await.unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = resident(child.id().unwrap());
    tokio::time::sleep(Duration::from_secs(3)).await;
    let after = resident(child.id().unwrap());
    assert!(after < before + (32 << 20), "{before} bytes became {after}");
    // It still ends with its input.
    drop(child.stdin.take());
    let ended = tokio::time::timeout(Duration::from_secs(5), child.wait()).await;
    assert!(ended.unwrap().unwrap().success());
}

#[tokio::test]
async fn a_client_that_is_gone_leaves_nothing() {
    let (mut child, owner) = raw().await;
    let request = Request::Execute(execute("p", "node", &["-e", "for (;;) {}"]));
    let frame = Frame::Request { id: 4, owner, request };
    child.stdin.as_mut().unwrap().write_all(&framed(&frame)).await.unwrap();
    // As when its process is killed: all its pipes close, inside a frame.
    child.stdin.as_mut().unwrap().write_all(&[0, 0, 1]).await.unwrap();
    drop(child.stdin.take());
    drop(child.stdout.take());
    let ended = tokio::time::timeout(Duration::from_secs(5), child.wait()).await;
    assert!(ended.unwrap().unwrap().success());
}

#[tokio::test]
async fn ten_thousand_broken_frames_end_nothing() {
    let (mut child, owner) = raw().await;
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let write = GuestFilesystemCall {
        content: Some("x".repeat(40)),
        ..GuestFilesystemCall::new(FsOperation::WriteFile, "/tmp/fuzz/a")
    };
    let seeds = [
        Request::GuestFilesystemCall(write),
        Request::GetProcessSnapshot(()),
        Request::KillProcess(KillProcess { process_id: "p".into(), signal: "SIGTERM".into() }),
        Request::ImportSnapshot(RootEntries { entries: Vec::new() }),
        Request::Extension(Extension { namespace: "kernelet.health".into(), payload: vec![] }),
    ]
    .map(|request| Frame::Request { id: 4, owner: owner.clone(), request }.to_bytes());
    let writer = tokio::spawn(async move {
        // A fixed sequence (xorshift): a failure can be repeated.
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = move |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below as u64) as usize
        };
        for _ in 0..10_000 {
            let mut frame = seeds[random(seeds.len())].clone();
            for _ in 0..=random(3) {
                match random(3) {
                    0 => {
                        let place = random(frame.len());
                        frame[place] = random(256) as u8;
                    }
                    1 => frame.truncate(random(frame.len()) + 1),
                    _ => frame.push(random(256) as u8),
                }
            }
            let framed = [&stream::prefix(&frame).unwrap()[..], &frame].concat();
            stdin.write_all(&framed).await.unwrap();
        }
        let last = Request::GetZombieTimerCount(());
        stdin
            .write_all(&framed(&Frame::Request { id: 777_777, owner, request: last }))
            .await
            .unwrap();
        stdin
    });
    let mut splitter = stream::Splitter::default();
    let mut buffer = vec![0; 64 << 10];
    let answered = 'frames: loop {
        let count = stdout.read(&mut buffer).await.unwrap();
        assert_ne!(count, 0, "the sidecar ended");
        splitter.push(&buffer[..count]);
        while let Some(stream::Piece::Frame(bytes)) = splitter.next_piece() {
            let frame = Frame::from_bytes(&bytes).expect("only frames on standard output");
            if let Frame::Response { id: 777_777, response, .. } = frame {
                break 'frames response;
            }
        }
    };
    assert!(matches!(answered, Response::ZombieTimerCount(_)), "{answered:?}");
    drop(writer.await.unwrap());
    drop(stdout);
    let ended = tokio::time::timeout(Duration::from_secs(5), child.wait()).await;
    assert!(ended.unwrap().unwrap().success());
}
