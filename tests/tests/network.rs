//! Promise: a VM reaches what it was granted, outside and in; an embedder reaches the servers inside.

use std::collections::BTreeMap;
use std::time::Duration;

use kernelet::bindings::supervisor::SocketQuery;
use kernelet::capabilities::egress::Network;
use kernelet::node::{ExecOptions, FetchRequest, ListenerQuery, LocalVm, NodeRuntime};
use kernelet::vm::config::{NetworkConfig, PermissionMode, Scope, default_policy};
use kernelet::{Policy, Process, ProcessOptions, Runtime, Vm, VmConfig};
use kernelet_tests::name_server::{Answer, NameServer};
use kernelet_tests::{finish, kernelet_run};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

fn runtime() -> Runtime {
    Runtime::builder().processes(8).build().expect("components inside: run `just build` first")
}

fn vm(network: NetworkConfig) -> Vm {
    let scope = Some(Scope { default: PermissionMode::Allow, rules: Vec::new() });
    let policy = Policy { network: scope, ..default_policy() };
    runtime().vm(VmConfig { policy: Some(policy), network, ..VmConfig::default() }).unwrap()
}

fn loopback(port: u16) -> NetworkConfig {
    let grant = Network { loopback_ports: vec![port], ..Network::default() };
    NetworkConfig { grant, ..NetworkConfig::default() }
}

fn start(vm: &Vm, code: &str) -> Process {
    vm.start(ProcessOptions::new("/usr/bin/node").argument("-e").argument(code)).unwrap()
}

async fn run(vm: &Vm, code: &str) -> String {
    let (stdout, stderr) = start(vm, code).read_to_end().await.unwrap();
    String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr)
}

fn get(port: u16, path: &str) -> FetchRequest {
    FetchRequest {
        port,
        method: "GET".into(),
        path: path.into(),
        headers: vec![("x-mine".into(), "1".into())],
        body: Vec::new(),
        body_limit: 1 << 20,
    }
}

async fn serving(vm: &Vm, port: u16) {
    let query = SocketQuery { host: None, port: Some(port), path: None };
    let found = tokio::time::timeout(Duration::from_secs(20), vm.wait_for_listener(&query)).await;
    found.expect("somebody listens").unwrap();
}

#[tokio::test]
async fn bytes_go_both_ways_and_end_in_order() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let echo = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut all = Vec::new();
        // To the end of what the VM sends, which it ends first.
        stream.read_to_end(&mut all).await.unwrap();
        stream.write_all(&all).await.unwrap();
        stream.shutdown().await.unwrap();
        all.len()
    });
    let code = format!(
        "const socket = require('net').connect({port}, '127.0.0.1');
         let length = 0;
         socket.on('data', (data) => length += data.length);
         socket.on('end', () => console.log('end', length));
         socket.on('close', (error) => console.log('close', error));
         socket.end(Buffer.alloc(5_000_000, 7));"
    );
    assert_eq!(run(&vm(loopback(port)), &code).await, "end 5000000\nclose false\n");
    assert_eq!(echo.await.unwrap(), 5_000_000);
}

#[tokio::test]
async fn a_program_that_does_not_read_holds_the_sender_back() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let vm = vm(loopback(port));
    // A connection that nobody reads keeps no program running.
    let code = format!(
        "setInterval(() => {{}}, 1000); require('net').connect({port}, '127.0.0.1').pause()"
    );
    let process = start(&vm, &code);
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut sent = 0_usize;
    let flood = async {
        let data = vec![0; 1 << 16];
        loop {
            sent += stream.write(&data).await.unwrap();
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(2), flood).await.is_err());
    assert!(sent < 32 << 20, "{sent} bytes went out to a program that reads nothing");
    assert!(vm.kernel_memory() < 64 << 20);
    process.kill().unwrap();
    // Its end is the connection's.
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok());
}

#[tokio::test]
async fn a_refusal_and_a_reset_are_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let code = format!(
        "require('net').connect({port}, '127.0.0.1')
           .on('error', (error) => console.log(error.code)).on('data', () => {{}})"
    );
    let reset = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        stream.set_zero_linger().unwrap();
    });
    let vm = vm(loopback(port));
    assert_eq!(run(&vm, &code).await, "ECONNRESET\n");
    reset.await.unwrap();
    assert_eq!(run(&vm, &code).await, "ECONNREFUSED\n");
}

#[tokio::test]
async fn messages_go_out_and_only_answers_come_back() {
    // An address of this machine that is not loopback, which a VM would take for its own.
    let probe = UdpSocket::bind("0.0.0.0:0").await.unwrap();
    if probe.connect("192.0.2.1:9").await.is_err() {
        return; // This machine has no network, not even one that leads nowhere.
    }
    let own = probe.local_addr().unwrap().ip();
    let (peer, stranger) =
        (UdpSocket::bind((own, 0)).await.unwrap(), UdpSocket::bind((own, 0)).await.unwrap());
    let port = peer.local_addr().unwrap().port();
    let answers = tokio::spawn(async move {
        let mut data = [0; 16];
        let (length, from) = peer.recv_from(&mut data).await.unwrap();
        stranger.send_to(b"stranger", from).await.unwrap();
        peer.send_to(&data[..length], from).await.unwrap();
    });
    let grant = Network { networks: vec![(own, 32)], ..Network::default() };
    let config = NetworkConfig { grant, ..NetworkConfig::default() };
    let code = format!(
        "const socket = require('dgram').createSocket('udp4');
         socket.on('message', (data, from) => {{ console.log(String(data), from.port === {port}); socket.close() }});
         socket.send('hello', {port}, '{own}')"
    );
    assert_eq!(run(&vm(config), &code).await, "hello true\n");
    answers.await.unwrap();
}

#[tokio::test]
async fn names_are_asked_of_the_servers_that_are_named() {
    let server = NameServer::start([(
        "host.test",
        vec![
            Answer::Address("93.184.216.34".parse().unwrap()),
            Answer::Address("2606:2800::1".parse().unwrap()),
            Answer::Mx(10, "mail.host.test"),
            Answer::Txt("v=1"),
        ],
    )])
    .await;
    let network = NetworkConfig {
        grant: Network::internet(),
        name_servers: vec![server.address()],
        overrides: BTreeMap::from([("own.test".into(), vec!["203.0.113.9".parse().unwrap()])]),
        ..NetworkConfig::default()
    };
    let code = "const dns = require('dns').promises;
        (async () => {
          console.log(JSON.stringify(await dns.resolve4('host.test', { ttl: true })));
          console.log(JSON.stringify(await dns.resolve6('host.test')));
          console.log(JSON.stringify(await dns.resolveMx('host.test')));
          console.log(JSON.stringify(await dns.resolveTxt('host.test')));
          console.log(JSON.stringify(await dns.lookup('own.test')));
          console.log(JSON.stringify(await dns.lookup('host.test', { all: true, family: 4 })));
          for (const call of [dns.resolve4('no.test'), dns.resolveSrv('host.test'), dns.lookup('no.test')])
            await call.catch((error) => console.log(error.code, error.syscall, error.hostname));
          console.log(dns.getServers().join());
        })()";
    let told = run(&vm(network), code).await;
    let expected = "[{\"address\":\"93.184.216.34\",\"ttl\":60}]\n[\"2606:2800::1\"]\n\
        [{\"exchange\":\"mail.host.test\",\"priority\":10}]\n[[\"v=1\"]]\n\
        {\"address\":\"203.0.113.9\",\"family\":4}\n[{\"address\":\"93.184.216.34\",\"family\":4}]\n\
        ENOTFOUND queryA no.test\nENODATA querySrv host.test\nENOTFOUND getaddrinfo no.test\n127.0.0.1\n";
    assert_eq!(told, expected);
}

#[tokio::test]
async fn any_server_that_speaks_http_is_fetched_from() {
    let vm = vm(NetworkConfig::default());
    let server = start(
        &vm,
        "require('http').createServer((request, response) => {
           if (request.url === '/large') return response.end(Buffer.alloc(2_000_000));
           response.setHeader('X-Got', request.headers['x-mine'] ?? 'none');
           response.write('one ');
           setTimeout(() => response.end(request.method + ' ' + request.url), 20);
         }).listen(3000);
         require('net').createServer((socket) =>
           socket.end('HTTP/1.1 299 Very Well\\r\\nContent-Length: 3\\r\\n\\r\\nraw')).listen(3001);
         require('net').createServer((socket) => socket.end('hello\\n')).listen(3002)",
    );
    serving(&vm, 3002).await;
    let answer = vm.fetch(get(3000, "path?x=1")).await.unwrap();
    assert_eq!((answer.status, answer.status_text.as_str()), (200, "OK"));
    assert_eq!(answer.body, b"one GET /path?x=1");
    assert!(answer.headers.contains(&("x-got".into(), "1".into())), "{:?}", answer.headers);
    let answer = vm.fetch(get(3001, "/")).await.unwrap();
    assert_eq!((answer.status, answer.status_text.as_str()), (299, "Very Well"));
    assert_eq!(answer.body, b"raw");
    let refused = |answer: kernelet::Result<_>| answer.map(drop).unwrap_err().to_string();
    let large = refused(vm.fetch(get(3000, "/large")).await);
    assert!(large.contains("more than 1048576 bytes"), "{large}");
    let other = refused(vm.fetch(get(3002, "/")).await);
    assert!(other.starts_with("cannot fetch from port 3002"), "{other}");
    let nobody = refused(vm.fetch(get(3003, "/")).await);
    assert!(nobody.starts_with("could not find a listener on port 3003"), "{nobody}");
    server.kill().unwrap();
}

#[tokio::test]
async fn a_node_runtime_finds_and_fetches() {
    let runtime = NodeRuntime::new(LocalVm::new(&runtime(), VmConfig::default()).unwrap());
    let query = ListenerQuery { port: Some(8000), ..ListenerQuery::default() };
    assert_eq!(runtime.find_listener(query.clone()).await.unwrap(), None);
    let code = "import http from 'node:http';
        const server = http.createServer((_, response) => { response.end('done'); server.close() });
        server.listen(8000, '127.0.0.1')";
    let fetched = async {
        let patience = Duration::from_secs(20);
        let found = runtime.wait_for_listener(query.clone(), patience).await.unwrap().unwrap();
        assert_eq!((found.host.as_deref(), found.port), (Some("127.0.0.1"), Some(8000)));
        runtime.fetch(get(8000, "/")).await.unwrap().body
    };
    let (ran, body) = tokio::join!(runtime.exec(code, ExecOptions::default()), fetched);
    assert_eq!((ran.unwrap().code, body), (0, b"done".to_vec()));
}

#[tokio::test]
async fn who_may_not_inspect_sees_no_listeners() {
    let scope = Some(Scope { default: PermissionMode::Deny, rules: Vec::new() });
    let policy = Policy { network: scope, ..default_policy() };
    let vm = runtime().vm(VmConfig { policy: Some(policy), ..VmConfig::default() }).unwrap();
    let query = SocketQuery { host: None, port: Some(1), path: None };
    let refused = vm.find_listener(&query).unwrap_err().to_string();
    assert_eq!(refused, "EACCES: permission denied, tcp://*:1: blocked by network.inspect policy");
}

#[test]
fn the_command_line_grants_what_it_names() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        use std::io::Write as _;
        let (mut stream, _) = listener.accept().unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
            .unwrap();
        let mut rest = Vec::new();
        let _ = std::io::Read::read_to_end(&mut stream, &mut rest);
    });
    let code = format!(
        "fetch('http://127.0.0.1:{port}/').then((r) => r.text()).then(console.log, (e) => console.log(e.cause.code))"
    );
    let run = |options: &[&str]| {
        let mut command = kernelet_run();
        command.args(options).args(["-e", &code]);
        finish(command, None)
    };
    assert_eq!(run(&[]).stdout, "ECONNREFUSED\n");
    assert_eq!(run(&["--allow-net"]).stdout, "ECONNREFUSED\n");
    let granted = run(&[&format!("--allow-net=127.0.0.1:{port}")]);
    assert_eq!(granted.stdout, "hello\n", "{granted:?}");
    server.join().unwrap();
}
