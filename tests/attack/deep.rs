//! List 2: what is too deep is an error that the program can catch, and the VM goes on.

use crate::Attack;

async fn is_caught(code: &str) {
    let attack = Attack::new().await;
    let code = format!(
        "try {{ {code}; console.log('passed') }} catch (error) {{ console.log(error.name) }}; console.log('after')"
    );
    let ran = attack.run(&code).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let allowed = ["RangeError", "SyntaxError", "InternalError", "passed"];
    let first = ran.stdout.lines().next().unwrap_or_default();
    assert!(allowed.contains(&first) && ran.stdout.ends_with("after\n"), "{ran:?}");
    attack.survived().await;
}

#[tokio::test]
async fn recursion() {
    is_caught("(function f() { f() })()").await;
}

#[tokio::test]
async fn json_that_is_read() {
    is_caught("JSON.parse('['.repeat(1e6))").await;
}

#[tokio::test]
async fn json_that_is_written() {
    is_caught("let deep = []; for (let i = 0; i < 2e5; i++) deep = [deep]; JSON.stringify(deep)")
        .await;
}

#[tokio::test]
async fn parentheses() {
    is_caught("eval('('.repeat(1e6))").await;
}

#[tokio::test]
async fn bound_functions() {
    is_caught("let f = () => 1; for (let i = 0; i < 1e5; i++) f = f.bind(null); f()").await;
}

#[tokio::test]
async fn lists_that_are_flattened() {
    is_caught("let deep = []; for (let i = 0; i < 2e5; i++) deep = [deep]; deep.flat(Infinity)")
        .await;
}

#[tokio::test]
async fn proxies_of_proxies() {
    is_caught("let p = {}; for (let i = 0; i < 2e5; i++) p = new Proxy(p, {}); p.x").await;
}

#[tokio::test]
async fn a_program_that_traps() {
    // Whatever ends it: the other programs of the same VM go on.
    let attack = Attack::new().await;
    let parked =
        "process.stdin.on('data', (text) => { console.log('heard ' + text); process.exit() })";
    let execute = kernelet_tests::sidecar::execute("parked", "node", &["-e", parked]);
    attack.vm.start(execute).await.unwrap();
    attack.run("process.abort()").await;
    let chunk = b"you".to_vec();
    let write = kernelet_protocol::message::WriteStdin { process_id: "parked".into(), chunk };
    attack.vm.ask(kernelet_protocol::message::Request::WriteStdin(write)).await.unwrap();
    assert_eq!(attack.vm.finish("parked").await.stdout, "heard you\n");
    attack.survived().await;
}
