//! Sockets through the system calls.

use super::address::{Address, Family};
use super::option::{Membership, OptionName, SocketOption};
use super::{Kind, ShutdownHow};
use crate::errno::Errno;
use crate::events::Event as Happening;
use crate::kernel::Kernel;
use crate::process::signal::SIGPIPE;
use crate::testing::{Event, check_invariants, kernel, start};
use crate::types::{Fd, FileType, PollInterest, PollTarget, SignalDisposition};
use std::rc::Rc;

fn inet(text: &str) -> Address {
    Address::Inet(text.parse().unwrap())
}

fn unix(path: &str) -> Address {
    Address::Unix(Rc::from(path.as_bytes()))
}

fn tcp(kernel: &mut Kernel) -> Fd {
    kernel.socket(Family::Ipv4, Kind::Stream, true).unwrap()
}

fn udp(kernel: &mut Kernel, address: &str) -> Fd {
    let fd = kernel.socket(Family::Ipv4, Kind::Datagram, true).unwrap();
    kernel.bind(fd, &inet(address)).unwrap();
    fd
}

fn listener(kernel: &mut Kernel, address: &str) -> Fd {
    let address = inet(address);
    let family = match address {
        Address::Inet(address) if address.is_ipv6() => Family::Ipv6,
        _ => Family::Ipv4,
    };
    let fd = kernel.socket(family, Kind::Stream, true).unwrap();
    kernel.bind(fd, &address).unwrap();
    kernel.listen(fd, 16).unwrap();
    fd
}

fn port_of(kernel: &Kernel, fd: Fd) -> u16 {
    kernel.socket_name(fd).unwrap().inet().unwrap().port()
}

/// A connection: the client's end and the server's.
fn connection(kernel: &mut Kernel) -> (Fd, Fd) {
    let listener = listener(kernel, "127.0.0.1:0");
    let to = kernel.socket_name(listener).unwrap();
    let client = tcp(kernel);
    kernel.connect(client, &to).unwrap();
    let (server, from) = kernel.accept(listener, true).unwrap();
    assert_eq!(from, kernel.socket_name(client).unwrap());
    assert_eq!(kernel.peer_name(client), Ok(to));
    kernel.close(listener).unwrap();
    (client, server)
}

fn ready(kernel: &mut Kernel, fd: Fd) -> PollInterest {
    let both = PollInterest { readable: true, writable: true, ..PollInterest::default() };
    let events = kernel.poll(&[PollTarget::Descriptor(fd, both)], Some(0)).unwrap();
    events.first().map_or(PollInterest::default(), |event| event.ready)
}

fn program() -> (Kernel, Rc<crate::testing::FakeHost>) {
    let (mut kernel, host) = kernel();
    start(&mut kernel, "/usr/bin/node");
    (kernel, host)
}

#[test]
fn bytes_go_both_ways_and_end() {
    let (mut kernel, _) = program();
    kernel.sigaction(SIGPIPE, SignalDisposition::Ignore).unwrap();
    let (client, server) = connection(&mut kernel);
    assert_eq!(kernel.read(client, 10), Err(Errno::Again));
    assert_eq!(kernel.write(client, b"ping"), Ok(4));
    assert_eq!(kernel.read(server, 2), Ok(b"pi".to_vec()));
    assert_eq!(kernel.read(server, 10), Ok(b"ng".to_vec()));
    kernel.write(server, b"pong").unwrap();
    kernel.shutdown(server, ShutdownHow::Write).unwrap();
    assert_eq!(kernel.write(server, b"more"), Err(Errno::Pipe));
    assert_eq!(kernel.read(client, 10), Ok(b"pong".to_vec()));
    assert_eq!(kernel.read(client, 10), Ok(Vec::new()));
    // The other direction is still open.
    assert_eq!(kernel.write(client, b"late"), Ok(4));
    assert_eq!(kernel.read(server, 10), Ok(b"late".to_vec()));
    kernel.close(client).unwrap();
    assert_eq!(kernel.read(server, 10), Ok(Vec::new()));
    assert_eq!(kernel.fstat(server).unwrap().kind, FileType::Socket);
    check_invariants(&mut kernel);
}

#[test]
fn a_full_buffer_holds_the_writer_back() {
    let (mut kernel, host) = program();
    let (client, server) = connection(&mut kernel);
    let block = vec![7; 1 << 20];
    let written = kernel.write(client, &block).unwrap();
    assert!(written < 1 << 20);
    assert_eq!(kernel.write(client, b"x"), Err(Errno::Again));
    assert!(!ready(&mut kernel, client).writable);
    let writable = PollInterest { writable: true, ..PollInterest::default() };
    assert_eq!(kernel.poll(&[PollTarget::Descriptor(client, writable)], None), Err(Errno::Again));
    host.take_events();
    kernel.read(server, written).unwrap();
    assert!(matches!(host.take_events()[..], [Event::Wake(_)]));
    assert!(ready(&mut kernel, client).writable);
    check_invariants(&mut kernel);
}

#[test]
fn all_buffers_together_are_bounded() {
    let (mut kernel, _) = program();
    kernel.sockets.limits.buffered_bytes = 10_000;
    let (first, _server) = connection(&mut kernel);
    let (second, reader) = connection(&mut kernel);
    assert_eq!(kernel.write(first, &[0; 9_000]), Ok(9_000));
    assert_eq!(kernel.write(second, &[0; 9_000]), Ok(1_000));
    assert_eq!(kernel.write(second, b"x"), Err(Errno::Again));
    assert_eq!(kernel.read(reader, 600).unwrap().len(), 600);
    assert_eq!(kernel.write(first, &[0; 9_000]), Ok(600));
    check_invariants(&mut kernel);
}

#[test]
fn unread_bytes_reset_the_connection() {
    let (mut kernel, _) = program();
    let (client, server) = connection(&mut kernel);
    kernel.write(client, b"unread").unwrap();
    kernel.close(server).unwrap();
    assert_eq!(kernel.read(client, 1), Err(Errno::Connreset));
    assert_eq!(kernel.read(client, 1), Ok(Vec::new()));
    kernel.sigaction(SIGPIPE, SignalDisposition::Catch).unwrap();
    assert_eq!(kernel.write(client, b"x"), Err(Errno::Pipe));
    assert_eq!(kernel.take_signals(), [SIGPIPE]);
    // Lingering for no time is asking for it.
    let (client, server) = connection(&mut kernel);
    kernel.set_socket_option(server, SocketOption::Linger(Some(0))).unwrap();
    kernel.close(server).unwrap();
    assert_eq!(
        kernel.get_socket_option(client, OptionName::Error),
        Ok(SocketOption::Error(Some(Errno::Connreset)))
    );
    check_invariants(&mut kernel);
}

#[test]
fn what_nobody_reads_is_told_at_the_second_write() {
    let (mut kernel, _) = program();
    kernel.sigaction(SIGPIPE, SignalDisposition::Ignore).unwrap();
    let (client, server) = connection(&mut kernel);
    kernel.close(server).unwrap();
    assert_eq!(kernel.write(client, b"x"), Ok(1));
    assert_eq!(kernel.write(client, b"x"), Err(Errno::Pipe));
    let ready = ready(&mut kernel, client);
    assert!(ready.readable && ready.hangup);
}

#[test]
fn a_write_without_reader_kills_by_default() {
    let (mut kernel, _) = program();
    let (first, second) = kernel.socketpair(true).unwrap();
    kernel.close(second).unwrap();
    assert_eq!(kernel.write(first, b"x"), Err(Errno::Pipe));
    assert_eq!(kernel.read(first, 1), Err(Errno::Srch), "the process has ended");
    kernel.switch_to(crate::types::Pid::OPERATOR).unwrap();
    check_invariants(&mut kernel);
}

#[test]
fn nobody_listens() {
    let (mut kernel, _) = program();
    let client = tcp(&mut kernel);
    assert_eq!(kernel.connect(client, &inet("127.0.0.1:4000")), Err(Errno::Connrefused));
    assert_eq!(kernel.connect(client, &inet("[::1]:4000")), Err(Errno::Afnosupport));
    assert_eq!(kernel.read(client, 1), Err(Errno::Notconn));
    assert_eq!(kernel.write(client, b"x"), Err(Errno::Notconn));
    assert_eq!(kernel.peer_name(client), Err(Errno::Notconn));
    assert_eq!(kernel.shutdown(client, ShutdownHow::Both), Err(Errno::Notconn));
    assert_eq!(kernel.accept(client, true), Err(Errno::Inval));
    assert_eq!(kernel.accept(0, true), Err(Errno::Notsock));
    assert!(ready(&mut kernel, client).hangup);
    check_invariants(&mut kernel);
}

#[test]
fn the_queue_of_a_listener() {
    let (mut kernel, _) = program();
    let listener = tcp(&mut kernel);
    kernel.listen(listener, 0).unwrap();
    let to = inet(&format!("127.0.0.1:{}", port_of(&kernel, listener)));
    let [first, second, third] = [(); 3].map(|()| tcp(&mut kernel));
    kernel.connect(first, &to).unwrap();
    assert_eq!(kernel.connect(second, &to), Err(Errno::Inprogress));
    assert_eq!(kernel.connect(second, &to), Err(Errno::Already));
    assert_eq!(kernel.connect(third, &to), Err(Errno::Inprogress));
    assert!(!ready(&mut kernel, second).writable);
    let (server, _) = kernel.accept(listener, true).unwrap();
    assert!(ready(&mut kernel, second).writable);
    assert_eq!(kernel.connect(second, &to), Err(Errno::Isconn));
    kernel.close(listener).unwrap();
    assert_eq!(
        kernel.get_socket_option(third, OptionName::Error),
        Ok(SocketOption::Error(Some(Errno::Connrefused)))
    );
    assert_eq!(kernel.read(second, 1), Err(Errno::Connreset), "it was never accepted");
    kernel.write(server, b"still there").unwrap();
    assert_eq!(kernel.read(first, 20), Ok(b"still there".to_vec()));
    check_invariants(&mut kernel);
}

#[test]
fn conflicts_of_ports() {
    let (mut kernel, _) = program();
    let taken = listener(&mut kernel, "127.0.0.1:3000");
    let other = tcp(&mut kernel);
    assert_eq!(kernel.bind(other, &inet("0.0.0.0:3000")), Err(Errno::Addrinuse));
    assert_eq!(kernel.bind(other, &inet("127.0.0.2:3000")), Ok(()));
    assert_eq!(kernel.bind(other, &inet("127.0.0.2:3001")), Err(Errno::Inval));
    // Two that may reuse an address share it until one listens.
    let [first, second] = [(); 2].map(|()| {
        let fd = tcp(&mut kernel);
        kernel.set_socket_option(fd, SocketOption::ReuseAddress(true)).unwrap();
        kernel.bind(fd, &inet("127.0.0.1:3005")).unwrap();
        fd
    });
    assert_eq!(kernel.listen(first, 1), Ok(()));
    assert_eq!(kernel.listen(second, 1), Err(Errno::Addrinuse));
    let third = tcp(&mut kernel);
    kernel.set_socket_option(third, SocketOption::ReuseAddress(true)).unwrap();
    assert_eq!(kernel.bind(third, &inet("127.0.0.1:3005")), Err(Errno::Addrinuse));
    // A closed port is free at once, and messages have ports of their own.
    kernel.close(taken).unwrap();
    listener(&mut kernel, "127.0.0.1:3000");
    udp(&mut kernel, "127.0.0.1:3000");
    check_invariants(&mut kernel);
}

#[test]
fn ipv6_takes_ipv4_too_unless_told() {
    let (mut kernel, _) = program();
    let any = listener(&mut kernel, "[::]:3000");
    let client = tcp(&mut kernel);
    kernel.connect(client, &inet("127.0.0.1:3000")).unwrap();
    let (_, from) = kernel.accept(any, true).unwrap();
    assert!(from.inet().unwrap().to_string().starts_with("[::ffff:127.0.0.1]"));
    let v4 = tcp(&mut kernel);
    assert_eq!(kernel.bind(v4, &inet("0.0.0.0:3000")), Err(Errno::Addrinuse));
    let only = kernel.socket(Family::Ipv6, Kind::Stream, true).unwrap();
    kernel.set_socket_option(only, SocketOption::Ipv6Only(true)).unwrap();
    kernel.bind(only, &inet("[::]:3001")).unwrap();
    kernel.listen(only, 1).unwrap();
    assert_eq!(kernel.bind(v4, &inet("0.0.0.0:3001")), Ok(()));
    let client = tcp(&mut kernel);
    assert_eq!(kernel.connect(client, &inet("127.0.0.1:3001")), Err(Errno::Connrefused));
    // The specific listener comes before the wildcard.
    let fd = kernel.socket(Family::Ipv4, Kind::Stream, true).unwrap();
    kernel.set_socket_option(fd, SocketOption::ReusePort(true)).unwrap();
    assert_eq!(kernel.bind(fd, &inet("127.0.0.1:3000")), Err(Errno::Addrinuse));
}

#[test]
fn the_listen_policy_holds() {
    let (mut kernel, _) = program();
    let fd = tcp(&mut kernel);
    assert_eq!(kernel.bind(fd, &inet("0.0.0.0:80")), Err(Errno::Acces));
    assert_eq!(kernel.bind(fd, &inet("93.184.216.34:8080")), Err(Errno::Addrnotavail));
    kernel.listen_policy.ports = 5000..=5001;
    assert_eq!(kernel.bind(fd, &inet("127.0.0.1:8080")), Err(Errno::Acces));
    let [first, second] = [(); 2].map(|()| {
        let fd = listener(&mut kernel, "127.0.0.1:0");
        port_of(&kernel, fd)
    });
    assert_eq!((first, second), (5000, 5001));
    assert_eq!(kernel.bind(fd, &inet("127.0.0.1:0")), Err(Errno::Addrinuse));
}

#[test]
fn messages_keep_their_boundaries() {
    let (mut kernel, _) = program();
    let (first, second) = (udp(&mut kernel, "127.0.0.1:0"), udp(&mut kernel, "127.0.0.1:0"));
    let to = kernel.socket_name(second).unwrap();
    kernel.send_to(first, b"one", Some(&to)).unwrap();
    kernel.send_to(first, b"", Some(&to)).unwrap();
    kernel.send_to(first, b"three", Some(&to)).unwrap();
    let received = kernel.receive_from(second, 100).unwrap();
    assert_eq!((received.data, received.truncated), (b"one".to_vec(), false));
    assert_eq!(received.from, kernel.socket_name(first).ok());
    assert_eq!(kernel.receive_from(second, 100).unwrap().data, b"");
    let received = kernel.receive_from(second, 2).unwrap();
    assert_eq!((received.data, received.truncated), (b"th".to_vec(), true));
    assert_eq!(kernel.receive_from(second, 2), Err(Errno::Again));
    assert_eq!(kernel.send_to(first, &[0; 65_508], Some(&to)), Err(Errno::Msgsize));
    assert_eq!(kernel.send_to(first, b"x", None), Err(Errno::Destaddrreq));
    check_invariants(&mut kernel);
}

#[test]
fn a_full_queue_of_messages() {
    let (mut kernel, host) = program();
    kernel.sockets.limits.queued_datagrams = 2;
    let (first, second) = (udp(&mut kernel, "127.0.0.1:0"), udp(&mut kernel, "127.0.0.1:0"));
    let to = kernel.socket_name(second).unwrap();
    for _ in 0..2 {
        kernel.send_to(first, b"x", Some(&to)).unwrap();
    }
    assert_eq!(kernel.send_to(first, b"x", Some(&to)), Err(Errno::Again));
    assert!(!ready(&mut kernel, first).writable);
    let writable = PollInterest { writable: true, ..PollInterest::default() };
    assert_eq!(kernel.poll(&[PollTarget::Descriptor(first, writable)], None), Err(Errno::Again));
    host.take_events();
    kernel.receive_from(second, 1).unwrap();
    assert!(matches!(host.take_events()[..], [Event::Wake(_)]));
    assert!(ready(&mut kernel, first).writable);
    check_invariants(&mut kernel);
}

#[test]
fn connected_messages() {
    let (mut kernel, _) = program();
    let (first, second) = (udp(&mut kernel, "127.0.0.1:0"), udp(&mut kernel, "127.0.0.1:0"));
    let stranger = udp(&mut kernel, "127.0.0.1:0");
    let name = kernel.socket_name(second).unwrap();
    kernel.connect(first, &name).unwrap();
    kernel.write(first, b"hello").unwrap();
    assert_eq!(kernel.read(second, 9), Ok(b"hello".to_vec()));
    let own = kernel.socket_name(first).unwrap();
    kernel.send_to(stranger, b"unheard", Some(&own)).unwrap();
    assert_eq!(kernel.read(first, 9), Err(Errno::Again));
    kernel.close(second).unwrap();
    assert_eq!(kernel.write(first, b"x"), Ok(1));
    assert_eq!(kernel.write(first, b"x"), Err(Errno::Connrefused));
    kernel.disconnect(first).unwrap();
    assert_eq!(kernel.peer_name(first), Err(Errno::Notconn));
}

#[test]
fn broadcast_and_groups() {
    let (mut kernel, _) = program();
    let receivers = [(); 2].map(|()| {
        let fd = kernel.socket(Family::Ipv4, Kind::Datagram, true).unwrap();
        kernel.set_socket_option(fd, SocketOption::ReuseAddress(true)).unwrap();
        kernel.bind(fd, &inet("0.0.0.0:4000")).unwrap();
        fd
    });
    let sender = udp(&mut kernel, "127.0.0.1:0");
    let all = inet("255.255.255.255:4000");
    assert_eq!(kernel.send_to(sender, b"x", Some(&all)), Err(Errno::Acces));
    kernel.set_socket_option(sender, SocketOption::Broadcast(true)).unwrap();
    kernel.send_to(sender, b"all", Some(&all)).unwrap();
    for fd in receivers {
        assert_eq!(kernel.read(fd, 9), Ok(b"all".to_vec()));
    }
    let group = "224.0.0.114".parse().unwrap();
    let any = "0.0.0.0".parse().unwrap();
    let membership = Membership { group, interface: any, source: None };
    let join = SocketOption::JoinGroup(membership);
    kernel.set_socket_option(receivers[0], join).unwrap();
    assert_eq!(kernel.set_socket_option(receivers[0], join), Err(Errno::Addrinuse));
    kernel.send_to(sender, b"group", Some(&inet("224.0.0.114:4000"))).unwrap();
    assert_eq!(kernel.read(receivers[0], 9), Ok(b"group".to_vec()));
    assert_eq!(kernel.read(receivers[1], 9), Err(Errno::Again));
    let leave = SocketOption::LeaveGroup(membership);
    kernel.set_socket_option(receivers[0], leave).unwrap();
    assert_eq!(kernel.set_socket_option(receivers[0], leave), Err(Errno::Addrnotavail));
    kernel.send_to(sender, b"group", Some(&inet("224.0.0.114:4000"))).unwrap();
    assert_eq!(kernel.read(receivers[0], 9), Err(Errno::Again));
    check_invariants(&mut kernel);
}

#[test]
fn unix_sockets_by_path_and_abstract() {
    let (mut kernel, _) = program();
    for name in ["/tmp/s", "\0abstract"] {
        let listener = kernel.socket(Family::Unix, Kind::Stream, true).unwrap();
        assert_eq!(kernel.listen(listener, 1), Err(Errno::Inval), "not bound");
        kernel.bind(listener, &unix(name)).unwrap();
        kernel.listen(listener, 1).unwrap();
        let client = kernel.socket(Family::Unix, Kind::Stream, true).unwrap();
        kernel.connect(client, &unix(name)).unwrap();
        let (server, from) = kernel.accept(listener, true).unwrap();
        assert_eq!(from, Address::unnamed());
        assert_eq!(kernel.peer_name(client), Ok(unix(name)));
        assert_eq!(kernel.socket_name(server), Ok(unix(name)));
        kernel.write(server, b"hi").unwrap();
        assert_eq!(kernel.read(client, 9), Ok(b"hi".to_vec()));
        let second = kernel.socket(Family::Unix, Kind::Stream, true).unwrap();
        assert_eq!(kernel.bind(second, &unix(name)), Err(Errno::Addrinuse));
        check_invariants(&mut kernel);
        kernel.close(listener).unwrap();
        // The node outlives its socket.
        assert_eq!(kernel.connect(second, &unix(name)), Err(Errno::Connrefused));
        kernel.close(server).unwrap();
        assert_eq!(kernel.write(client, b"x"), Err(Errno::Pipe));
        start(&mut kernel, "/usr/bin/node");
    }
    assert_eq!(kernel.stat(None, b"/tmp/s", true).unwrap().kind, FileType::Socket);
    kernel.unlink(None, b"/tmp/s").unwrap();
    check_invariants(&mut kernel);
}

#[test]
fn limits_of_sockets_and_connections() {
    let (mut kernel, _) = program();
    kernel.sockets.limits.sockets = 3;
    let [_, first, second] = [(); 3].map(|()| tcp(&mut kernel));
    assert_eq!(kernel.socket(Family::Ipv4, Kind::Stream, true), Err(Errno::Again));
    assert_eq!(kernel.socketpair(true), Err(Errno::Again));
    kernel.listen(first, 1).unwrap();
    let to = inet(&format!("127.0.0.1:{}", port_of(&kernel, first)));
    assert_eq!(kernel.connect(second, &to), Err(Errno::Again), "its other end is a socket too");
    kernel.sockets.limits.sockets = 9;
    kernel.configuration.limits.connections = 2;
    kernel.connect(second, &to).unwrap();
    kernel.take_events();
    assert_eq!(kernel.socketpair(true), Err(Errno::Again));
    let told = kernel.take_events();
    let limit =
        |event: &Happening| matches!(event, Happening::LimitReached { limit: "connections", .. });
    assert!(told.iter().any(|told| limit(&told.event)), "{told:?}");
    check_invariants(&mut kernel);
}

#[test]
fn what_ends_with_its_process() {
    let (mut kernel, _) = kernel();
    let server = start(&mut kernel, "/usr/bin/node");
    let fd = listener(&mut kernel, "127.0.0.1:3000");
    start(&mut kernel, "/usr/bin/node");
    let client = tcp(&mut kernel);
    kernel.connect(client, &inet("127.0.0.1:3000")).unwrap();
    let own = kernel.current_pid();
    kernel.switch_to(server).unwrap();
    kernel.accept(fd, true).unwrap();
    kernel.exit(0);
    kernel.switch_to(own).unwrap();
    assert_eq!(kernel.read(client, 1), Ok(Vec::new()));
    let again = tcp(&mut kernel);
    assert_eq!(kernel.connect(again, &inet("127.0.0.1:3000")), Err(Errno::Connrefused));
    check_invariants(&mut kernel);
}

#[test]
fn nothing_leaves_the_vm() {
    let (mut kernel, _) = program();
    for address in
        ["1.1.1.1:80", "10.0.0.1:80", "169.254.169.254:80", "192.168.0.1:80", "100.64.0.1:80"]
    {
        let fd = tcp(&mut kernel);
        assert_eq!(kernel.connect(fd, &inet(address)), Err(Errno::Netunreach), "{address}");
        kernel.close(fd).unwrap();
        let fd = kernel.socket(Family::Ipv4, Kind::Datagram, true).unwrap();
        assert_eq!(kernel.send_to(fd, b"x", Some(&inet(address))), Err(Errno::Netunreach));
        kernel.close(fd).unwrap();
    }
    for address in
        ["[::ffff:169.254.169.254]:80", "[fe80::1]:80", "[fc00::1]:80", "[2001:db8::1]:80"]
    {
        let fd = kernel.socket(Family::Ipv6, Kind::Stream, true).unwrap();
        assert_eq!(kernel.connect(fd, &inet(address)), Err(Errno::Netunreach), "{address}");
        kernel.close(fd).unwrap();
    }
    // "Any", mapped loopback and every loopback address are the VM itself.
    for address in ["0.0.0.0:80", "127.9.9.9:80"] {
        let fd = tcp(&mut kernel);
        assert_eq!(kernel.connect(fd, &inet(address)), Err(Errno::Connrefused), "{address}");
    }
    let fd = kernel.socket(Family::Ipv6, Kind::Stream, true).unwrap();
    assert_eq!(kernel.connect(fd, &inet("[::ffff:127.0.0.1]:80")), Err(Errno::Connrefused));
    check_invariants(&mut kernel);
}

#[test]
fn the_policy_judges_each_address() {
    let (mut kernel, _) = program();
    let rule = |mode, operation: &str, pattern: &str| crate::policy::Rule {
        mode,
        operations: vec![operation.to_owned()],
        patterns: vec![pattern.to_owned()],
    };
    let allow = crate::policy::Mode::Allow;
    let mut policy = crate::policy::Policy::all(allow);
    policy.network = Some(crate::policy::Scope {
        default: crate::policy::Mode::Deny,
        rules: vec![
            rule(allow, "listen", "tcp://127.0.0.1:3000"),
            rule(allow, "http", "tcp://127.0.0.1:*"),
            rule(allow, "*", "unix:///tmp/**"),
        ],
    });
    kernel.set_policy(policy).unwrap();
    let fd = tcp(&mut kernel);
    assert_eq!(kernel.bind(fd, &inet("0.0.0.0:3000")), Err(Errno::Acces));
    let denial = kernel.last_denial().unwrap();
    assert_eq!(
        denial,
        "EACCES: permission denied, tcp://0.0.0.0:3000: blocked by network.listen policy"
    );
    assert_eq!(kernel.listen(fd, 1), Err(Errno::Acces), "that would bind it to any");
    listener(&mut kernel, "127.0.0.1:3000");
    assert_eq!(kernel.connect(fd, &inet("127.0.0.1:3000")), Ok(()));
    let fd = tcp(&mut kernel);
    assert_eq!(kernel.connect(fd, &inet("127.0.0.2:3000")), Err(Errno::Acces));
    assert_eq!(kernel.connect(fd, &inet("1.1.1.1:80")), Err(Errno::Acces));
    let fd = kernel.socket(Family::Ipv4, Kind::Datagram, true).unwrap();
    assert_eq!(kernel.send_to(fd, b"x", Some(&inet("127.0.0.1:53"))), Err(Errno::Acces));
    let fd = kernel.socket(Family::Unix, Kind::Stream, true).unwrap();
    assert_eq!(kernel.bind(fd, &unix("/workspace/s")), Err(Errno::Acces));
    assert_eq!(kernel.bind(fd, &unix("/tmp/s")), Ok(()));
    check_invariants(&mut kernel);
}
