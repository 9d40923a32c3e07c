//! Promise: nothing leaves a VM but what was granted, whatever its programs try (list 6 of what a sceptic
//! tries). Listeners of the host count what arrives.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kernelet::capabilities::egress::Network;
use kernelet::vm::config::{NetworkConfig, PermissionMode, Scope, default_policy};
use kernelet::{Policy, ProcessOptions, Runtime, Vm, VmConfig};
use kernelet_tests::name_server::{Answer, NameServer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

/// A host's services: what reached them.
struct Canary {
    tcp: SocketAddr,
    udp: SocketAddr,
    arrived: Arc<AtomicUsize>,
}

impl Canary {
    async fn start() -> Self {
        let arrived = Arc::new(AtomicUsize::new(0));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let (tcp, udp) = (listener.local_addr().unwrap(), socket.local_addr().unwrap());
        let count = Arc::clone(&arrived);
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    let mut data = [0; 4096];
                    while let Ok(length @ 1..) = stream.read(&mut data).await {
                        if stream.write_all(&data[..length]).await.is_err() {
                            break;
                        }
                    }
                });
            }
        });
        let count = Arc::clone(&arrived);
        tokio::spawn(async move {
            let mut data = [0; 2048];
            loop {
                let (length, from) = socket.recv_from(&mut data).await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                socket.send_to(&data[..length], from).await.unwrap();
            }
        });
        Canary { tcp, udp, arrived }
    }

    fn arrived(&self) -> usize {
        self.arrived.load(Ordering::SeqCst)
    }
}

fn allow_everything() -> Policy {
    let network = Some(Scope { default: PermissionMode::Allow, rules: Vec::new() });
    Policy { network, ..default_policy() }
}

fn vm(policy: Policy, network: NetworkConfig) -> Vm {
    let runtime = Runtime::builder().processes(8).build().expect("run `just build` first");
    runtime.vm(VmConfig { policy: Some(policy), network, ..VmConfig::default() }).unwrap()
}

async fn run(vm: &Vm, code: &str) -> String {
    let options = ProcessOptions::new("/usr/bin/node").argument("-e").argument(code);
    let process = vm.start(options).unwrap();
    let (stdout, stderr) = process.read_to_end().await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    text(stdout) + &text(stderr)
}

/// A program that tells how each `HOST PORT` connects.
fn connects(destinations: &[(&str, u16)]) -> String {
    let list: Vec<String> =
        destinations.iter().map(|(host, port)| format!("['{host}', {port}]")).collect();
    format!(
        "const net = require('net');
         (async () => {{
           for (const [host, port] of [{}]) {{
             const outcome = await new Promise((resolve) => {{
               const socket = net.connect({{ host, port }}, () => {{ socket.destroy(); resolve('open') }});
               socket.on('error', (error) => resolve(error.code ?? error.errors?.[0]?.code));
             }});
             console.log(host, outcome);
           }}
         }})()",
        list.join(", ")
    )
}

#[tokio::test]
async fn without_a_grant_nothing_leaves_whatever_the_policy_allows() {
    let canary = Canary::start().await;
    let vm = vm(allow_everything(), NetworkConfig::default());
    let code = connects(&[("127.0.0.1", canary.tcp.port()), ("93.184.216.34", 80)]);
    assert_eq!(run(&vm, &code).await, "127.0.0.1 ECONNREFUSED\n93.184.216.34 ENETUNREACH\n");
    let code = format!(
        "const socket = require('dgram').createSocket('udp4');
         socket.send('x', {}, '127.0.0.1', () => socket.send('x', 53, '8.8.8.8', (error) => {{
           console.log(error?.code); socket.close() }}));
         require('dns').lookup('example.com', (error) => console.log(error.code));
         require('dns').resolve4('example.com', (error) => console.log(error.code));",
        canary.udp.port()
    );
    let told = run(&vm, &code).await;
    let mut lines: Vec<&str> = told.lines().collect();
    lines.sort();
    assert_eq!(lines, ["EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH"]);
    assert_eq!(canary.arrived(), 0);
}

#[tokio::test]
async fn what_the_policy_denies_never_reaches_the_grant() {
    let canary = Canary::start().await;
    let grant = Network { loopback_ports: vec![canary.tcp.port()], ..Network::internet() };
    let denied = Scope { default: PermissionMode::Deny, rules: Vec::new() };
    let policy = Policy { network: Some(denied), ..default_policy() };
    let vm = vm(policy, NetworkConfig { grant, ..NetworkConfig::default() });
    let code = connects(&[("127.0.0.1", canary.tcp.port()), ("93.184.216.34", 80)]);
    assert_eq!(run(&vm, &code).await, "127.0.0.1 EACCES\n93.184.216.34 EACCES\n");
    let lookup = "require('dns').lookup('example.com', (error) => console.log(error.code))";
    assert_eq!(run(&vm, lookup).await, "EACCES\n");
    assert_eq!(canary.arrived(), 0);
}

#[tokio::test]
async fn private_addresses_in_every_spelling_are_unreachable() {
    let canary = Canary::start().await;
    let network = NetworkConfig { grant: Network::internet(), ..NetworkConfig::default() };
    let vm = vm(allow_everything(), network);
    let port = canary.tcp.port();
    let spellings = [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0.0.0.0",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "127.9.9.9",
    ];
    let own: Vec<_> = spellings.into_iter().map(|host| (host, port)).collect();
    for line in run(&vm, &connects(&own)).await.lines() {
        assert!(line.ends_with(" ECONNREFUSED"), "{line}");
    }
    let private = [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "fd00:ec2::254",
        "fe80::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "0.1.2.3",
        "2852039166",
        "240.0.0.1",
    ];
    let private: Vec<_> = private.into_iter().map(|host| (host, 80)).collect();
    for line in run(&vm, &connects(&private)).await.lines() {
        assert!(line.ends_with(" EACCES"), "{line}");
    }
    assert_eq!(canary.arrived(), 0);
}

#[tokio::test]
async fn a_name_that_leads_inside_is_judged_by_where_it_leads() {
    let canary = Canary::start().await;
    // It rebinds: a public address first, the host's own then.
    let public: IpAddr = "93.184.216.34".parse().unwrap();
    let answers = vec![Answer::Address(public), Answer::Address(canary.tcp.ip())];
    let server = NameServer::start([("rebind.test", answers)]).await;
    let network = NetworkConfig {
        grant: Network::internet(),
        name_servers: vec![server.address()],
        overrides: BTreeMap::from([(
            "metadata.test".into(),
            vec!["169.254.169.254".parse().unwrap()],
        )]),
        ..NetworkConfig::default()
    };
    let vm = vm(allow_everything(), network);
    let code = format!(
        "const dns = require('dns').promises;
         (async () => {{
           console.log((await dns.resolve4('rebind.test')).sort().join());
           {}
         }})()",
        connects(&[("metadata.test", 80)])
    );
    let told = run(&vm, &code).await;
    assert!(told.contains("127.0.0.1"), "{told}");
    assert!(told.contains("metadata.test EACCES"), "{told}");
    let connect = format!(
        "const lookup = (name, options, done) => done(null, [{{ address: '127.0.0.1', family: 4 }}]);
         require('net').connect({{ host: 'rebind.test', port: {}, lookup }})
           .on('connect', () => console.log('open'))
           .on('error', (error) => console.log(error.code))",
        canary.tcp.port()
    );
    assert_eq!(run(&vm, &connect).await, "ECONNREFUSED\n");
    assert_eq!(canary.arrived(), 0);
}

#[tokio::test]
async fn only_the_ports_that_are_granted_of_the_hosts_own() {
    let (granted, other) = (Canary::start().await, Canary::start().await);
    let grant = Network { loopback_ports: vec![granted.tcp.port()], ..Network::default() };
    let network = NetworkConfig { grant, ..NetworkConfig::default() };
    let vm = vm(default_policy(), network);
    let code = connects(&[("127.0.0.1", granted.tcp.port()), ("127.0.0.1", other.tcp.port())]);
    assert_eq!(run(&vm, &code).await, "127.0.0.1 open\n127.0.0.1 ECONNREFUSED\n");
    assert_eq!((granted.arrived(), other.arrived()), (1, 0));
}

#[tokio::test]
async fn a_redirect_to_a_denied_host_is_not_followed_there() {
    let canary = Canary::start().await;
    let grant = Network { loopback_ports: vec![canary.tcp.port()], ..Network::internet() };
    let vm = vm(default_policy(), NetworkConfig { grant, ..NetworkConfig::default() });
    let code = "const http = require('http');
        const server = http.createServer((request, response) => {
          response.writeHead(302, { location: 'http://93.184.216.34/' }).end();
        }).listen(0, async () => {
          const url = 'http://127.0.0.1:' + server.address().port;
          await fetch(url).then(() => console.log('followed'), (error) => console.log(error.cause.code));
          server.close();
        })";
    assert_eq!(run(&vm, code).await, "EACCES\n");
    assert_eq!(canary.arrived(), 0);
}
