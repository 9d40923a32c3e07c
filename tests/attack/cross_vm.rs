//! List 7: nothing of a VM shows in another one, and nothing a program writes is taken for a frame.

use kernelet_protocol::message::*;
use kernelet_protocol::{Frame, Owner};
use kernelet_tests::sidecar::{ALLOW_ALL, execute};

use crate::Attack;

#[tokio::test]
async fn memory_that_is_used_again() {
    let attack = Attack::new().await;
    // Written so that the program that looks does not hold what it looks for.
    let plant = "globalThis.all = []; for (let i = 0; i < 64; i++) \
                 all.push(Buffer.alloc(1 << 20, ['CAN', 'ARY', '-7'].join('')))";
    for number in 0..4 {
        let vm = attack.started.vm(ALLOW_ALL).await;
        assert_eq!(vm.eval("plant", plant).await.code, 0);
        vm.ask(Request::DisposeVm(DisposeVm { reason: DisposeReason::Requested })).await.unwrap();
        let look = "let found = 0; const canary = ['CAN', 'ARY', '-7'].join(''); \
                    for (let i = 0; i < 64; i++) if (Buffer.allocUnsafeSlow(1 << 20).includes(canary)) found++; \
                    console.log(found)";
        let seen = attack.vm.eval(&format!("look-{number}"), look).await;
        assert_eq!(seen.stdout, "0\n", "{seen:?}");
    }
    attack.survived().await;
}

#[tokio::test]
async fn random_numbers_of_a_common_image() {
    let attack = Attack::new().await;
    let code = "console.log(Math.random(), require('crypto').randomBytes(8).toString('hex'), crypto.randomUUID())";
    let mut seen = std::collections::BTreeSet::new();
    for number in 0..4 {
        let vm = if number % 2 == 0 { &attack.vm } else { &attack.beside };
        for part in vm.eval(&format!("r{number}"), code).await.stdout.split_whitespace() {
            assert!(seen.insert(part.to_string()), "{part} came twice");
        }
    }
    assert_eq!(seen.len(), 12);
    attack.survived().await;
}

#[tokio::test]
async fn process_numbers_that_are_guessed() {
    let attack = Attack::new().await;
    let parked = "process.stdin.resume()";
    attack.beside.start(execute("theirs", "node", &["-e", parked])).await.unwrap();
    let code = "let killed = 0; for (let pid = 1; pid < 300; pid++) if (pid !== process.pid) \
                try { process.kill(pid, 'SIGKILL'); killed++ } catch {} console.log(killed)";
    assert_eq!(attack.run(code).await.stdout, "0\n");
    assert_eq!(attack.beside.processes().await[0].status, ProcessStatus::Running);
    attack.beside.kill("theirs", "SIGKILL").await.expect("it still runs");
    attack.survived().await;
}

#[tokio::test]
async fn files_of_another_vm() {
    let attack = Attack::new().await;
    attack.beside.write("/tmp/secret", "theirs").await;
    let code = "const fs = require('fs'); for (const path of ['/tmp/secret', '/proc/1/root/tmp/secret', '/proc/self/root/../tmp/secret']) \
                try { console.log(fs.readFileSync(path, 'utf8')) } catch (error) { console.log(error.code) }";
    let ran = attack.run(code).await;
    assert!(!ran.stdout.contains("theirs"), "{ran:?}");
    attack.survived().await;
}

#[tokio::test]
async fn frames_among_the_output() {
    let attack = Attack::new().await;
    let owner = Owner::Vm(attack.beside.owner.clone());
    let exited = ProcessExited { process_id: "theirs".into(), exit_code: 99 };
    let forged = Frame::Event { owner, event: Event::ProcessExited(exited) }.to_bytes();
    let framed = [&(forged.len() as u32).to_be_bytes()[..], &forged].concat();
    let bytes: Vec<String> = framed.iter().map(ToString::to_string).collect();
    let code = format!(
        "const frame = Buffer.from([{}]); for (let i = 0; i < 1000; i++) {{ \
         require('fs').writeSync(1, frame); require('fs').writeSync(2, frame) }}",
        bytes.join(",")
    );
    attack
        .beside
        .start(execute("theirs", "node", &["-e", "process.stdin.resume()"]))
        .await
        .unwrap();
    let ran = attack.run(&code).await;
    assert_eq!(ran.code, 0);
    assert_eq!(attack.beside.processes().await[0].status, ProcessStatus::Running);
    attack.beside.kill("theirs", "SIGTERM").await.unwrap();
    assert_eq!(attack.beside.finish("theirs").await.code, 143, "no other end came");
    attack.survived().await;
}

#[tokio::test]
async fn code_in_place_of_a_component() {
    // A guest has no way to what is loaded as code: its environment and its files are the VM's.
    let attack = Attack::new().await;
    let mut asked =
        execute("attack", "node", &["-e", "console.log(process.env.KERNELET_COMPONENTS)"]);
    asked.env = [("KERNELET_COMPONENTS".into(), "/tmp".into())].into();
    attack.vm.write("/tmp/kernel.cwasm", "\x7fELF").await;
    attack.vm.write("/tmp/node.cwasm", "\x7fELF").await;
    attack.vm.start(asked).await.unwrap();
    assert_eq!(attack.vm.finish("attack").await.stdout, "/tmp\n");
    let another = attack.started.vm(ALLOW_ALL).await;
    assert_eq!(crate::hello(&another).await, "hello\n");
    attack.survived().await;
}
