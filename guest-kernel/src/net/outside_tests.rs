//! Connections across the border of the VM, with the host's side played by the test.

use super::address::{Address, Family};
use super::inspect::{Found, Query};
use super::option::{OptionName, SocketOption};
use super::resolve::{Record, RecordData, RecordKind};
use super::{Kind, SocketId};
use crate::errno::Errno;
use crate::kernel::Kernel;
use crate::policy::{Mode, Policy, Rule, Scope};
use crate::testing::{Event, FakeHost, check_invariants, kernel_in, start};
use crate::types::{Fd, Pid, PollInterest, PollTarget};
use std::rc::Rc;

fn inet(text: &str) -> Address {
    Address::Inet(text.parse().unwrap())
}

/// A program in a world with a network.
fn program() -> (Kernel, Rc<FakeHost>) {
    let (mut kernel, host) = kernel_in(FakeHost { network: true, ..FakeHost::default() });
    start(&mut kernel, "/usr/bin/node");
    host.take_events();
    (kernel, host)
}

fn tcp(kernel: &mut Kernel) -> Fd {
    kernel.socket(Family::Ipv4, Kind::Stream, true).unwrap()
}

/// Connects a socket; answers it and its far end.
fn connecting(kernel: &mut Kernel, host: &FakeHost, to: &str) -> (Fd, SocketId) {
    let fd = tcp(kernel);
    assert_eq!(kernel.connect(fd, &inet(to)), Err(Errno::Inprogress));
    let end = host.take_events().into_iter().find_map(|event| match event {
        Event::Connect(end, asked) => {
            assert_eq!(asked, to.parse().unwrap());
            Some(end)
        }
        _ => None,
    });
    (fd, end.unwrap())
}

fn connected(kernel: &mut Kernel, host: &FakeHost) -> (Fd, SocketId) {
    let (fd, end) = connecting(kernel, host, "93.184.216.34:80");
    kernel.connected(end, Ok(()));
    (fd, end)
}

fn ready(kernel: &mut Kernel, fd: Fd) -> PollInterest {
    let both = PollInterest { readable: true, writable: true, ..PollInterest::default() };
    let events = kernel.poll(&[PollTarget::Descriptor(fd, both)], Some(0)).unwrap();
    events.first().map(|event| event.ready).unwrap_or_default()
}

#[test]
fn bytes_go_both_ways_and_each_way_ends() {
    let (mut kernel, host) = program();
    let (fd, end) = connecting(&mut kernel, &host, "93.184.216.34:80");
    assert_eq!(ready(&mut kernel, fd), PollInterest::default());
    assert_eq!(kernel.connect(fd, &inet("93.184.216.34:80")), Err(Errno::Already));
    kernel.connected(end, Ok(()));
    assert!(ready(&mut kernel, fd).writable);
    assert_eq!(kernel.peer_name(fd), Ok(inet("93.184.216.34:80")));
    assert_eq!(kernel.take_sent(end, 10), Err(Errno::Again));
    kernel.write(fd, b"hello").unwrap();
    assert!(host.take_events().contains(&Event::ConnectionReady(end)));
    assert_eq!(kernel.take_sent(end, 3), Ok(b"hel".to_vec()));
    assert_eq!(kernel.give_received(end, b"world"), Ok(5));
    assert_eq!(kernel.read(fd, 100), Ok(b"world".to_vec()));
    kernel.end_received(end);
    assert_eq!(kernel.read(fd, 100), Ok(Vec::new()));
    kernel.close(fd).unwrap();
    assert_eq!(kernel.take_sent(end, 100), Ok(b"lo".to_vec()));
    assert_eq!(kernel.take_sent(end, 100), Ok(Vec::new()));
    assert_eq!(kernel.give_received(end, b"late"), Err(Errno::Pipe));
    check_invariants(&mut kernel);
    kernel.disconnect_outside(end, None);
    assert_eq!(kernel.take_sent(end, 1), Err(Errno::Badf));
    assert_eq!(kernel.sockets.len(), 0);
    check_invariants(&mut kernel);
}

#[test]
fn failures_are_told_and_leave_nothing() {
    let (mut kernel, host) = program();
    let (fd, end) = connecting(&mut kernel, &host, "93.184.216.34:80");
    kernel.connected(end, Err(Errno::Timedout));
    let error = kernel.get_socket_option(fd, OptionName::Error);
    assert_eq!(error, Ok(SocketOption::Error(Some(Errno::Timedout))));
    kernel.connected(end, Ok(()));
    kernel.close(fd).unwrap();

    let (fd, end) = connecting(&mut kernel, &host, "93.184.216.34:80");
    kernel.close(fd).unwrap();
    assert!(host.take_events().contains(&Event::CloseOutside(end)));
    kernel.connected(end, Ok(()));

    let (fd, end) = connected(&mut kernel, &host);
    kernel.disconnect_outside(end, Some(Errno::Connreset));
    assert_eq!(kernel.read(fd, 1), Err(Errno::Connreset));
    kernel.close(fd).unwrap();

    let (fd, end) = connected(&mut kernel, &host);
    kernel.set_socket_option(fd, SocketOption::Linger(Some(0))).unwrap();
    kernel.close(fd).unwrap();
    assert_eq!(kernel.take_sent(end, 1), Err(Errno::Connreset));
    kernel.disconnect_outside(end, None);
    assert_eq!(kernel.sockets.len(), 0);
    check_invariants(&mut kernel);
}

#[test]
fn who_does_not_read_holds_the_host_back() {
    let (mut kernel, host) = program();
    let (fd, end) = connected(&mut kernel, &host);
    let mut given = 0;
    let last = loop {
        match kernel.give_received(end, &[0; 10_000]) {
            Ok(count) => given += count,
            error => break error,
        }
    };
    assert_eq!(last, Err(Errno::Again));
    assert!(given as usize <= kernel.sockets.limits.buffered_bytes);
    host.take_events();
    while kernel.read(fd, 1 << 20).is_ok_and(|data| !data.is_empty()) {}
    assert!(host.take_events().contains(&Event::ConnectionReady(end)));
    assert!(kernel.give_received(end, b"x").is_ok());
    check_invariants(&mut kernel);
}

#[test]
fn what_the_host_does_not_grant_is_denied_in_words() {
    let (mut kernel, host) = program();
    let fd = tcp(&mut kernel);
    assert_eq!(kernel.connect(fd, &inet("10.0.0.1:80")), Err(Errno::Acces));
    let denial = kernel.last_denial().unwrap();
    assert!(denial.starts_with("EACCES: permission denied, tcp://10.0.0.1:80: "), "{denial}");
    assert!(denial.ends_with("the address 10.0.0.1 is not reachable"), "{denial}");
    let fd = kernel.socket(Family::Ipv4, Kind::Datagram, true).unwrap();
    assert_eq!(kernel.send_to(fd, b"x", Some(&inet("10.0.0.1:53"))), Err(Errno::Acces));
    // A loopback port on which nobody in the VM listens is asked for outside.
    let (_, _) = connecting(&mut kernel, &host, "127.0.0.1:5432");
    check_invariants(&mut kernel);
}

fn only(rules: &[(Mode, &str, &str)]) -> Policy {
    let rule = |(mode, operation, pattern): &(Mode, &str, &str)| Rule {
        mode: *mode,
        operations: vec![operation.to_string()],
        patterns: vec![pattern.to_string()],
    };
    let rules = rules.iter().map(rule).collect();
    Policy { network: Some(Scope { default: Mode::Deny, rules }), ..Policy::all(Mode::Allow) }
}

fn resolve(kernel: &mut Kernel, host: &FakeHost, name: &str, ip: &str) {
    let fd = kernel.lookup(name, RecordKind::Address).unwrap();
    let asked = host.take_events().into_iter().find_map(|event| match event {
        Event::Resolve(id, _) => Some(id),
        _ => None,
    });
    let data = RecordData::Address(ip.parse().unwrap());
    kernel.resolved(asked.unwrap(), Ok(vec![Record { time_to_live: 1, data }]));
    kernel.close(fd).unwrap();
}

#[test]
fn rules_speak_of_names_and_sockets_of_addresses() {
    let (mut kernel, host) = program();
    let policy = only(&[
        (Mode::Allow, "dns", "dns://*.com"),
        (Mode::Allow, "http", "tcp://good.com:443"),
        (Mode::Deny, "http", "tcp://evil.com:*"),
    ]);
    kernel.set_policy(policy).unwrap();
    let fd = tcp(&mut kernel);
    let to = inet("93.184.216.34:443");
    assert_eq!(kernel.connect(fd, &to), Err(Errno::Acces), "nobody knows it as good.com");
    assert_eq!(kernel.lookup("good.org", RecordKind::A), Err(Errno::Acces));
    resolve(&mut kernel, &host, "good.com", "93.184.216.34");
    assert_eq!(kernel.connect(fd, &inet("93.184.216.34:80")), Err(Errno::Acces));
    assert_eq!(kernel.connect(fd, &to), Err(Errno::Inprogress));
    resolve(&mut kernel, &host, "evil.com", "93.184.216.34");
    let fd = tcp(&mut kernel);
    assert_eq!(kernel.connect(fd, &to), Err(Errno::Acces), "it is evil.com as well");
    let denial = kernel.last_denial().unwrap();
    assert_eq!(
        denial,
        "EACCES: permission denied, tcp://evil.com:443: blocked by network.http policy"
    );
    check_invariants(&mut kernel);
}

#[test]
fn messages_go_out_and_answers_come_in() {
    let (mut kernel, host) = program();
    let fd = kernel.socket(Family::Ipv4, Kind::Datagram, true).unwrap();
    let to = inet("8.8.8.8:53");
    assert_eq!(kernel.send_to(fd, b"query", Some(&to)), Ok(5));
    let sent = host.take_events().into_iter().find_map(|event| match event {
        Event::SendDatagram(id, data, to) => Some((id, data, to)),
        _ => None,
    });
    let (id, data, address) = sent.unwrap();
    assert_eq!((data.as_slice(), Address::Inet(address)), (&b"query"[..], to.clone()));
    kernel.give_datagram(id, address, b"answer".to_vec());
    let received = kernel.receive_from(fd, 100).unwrap();
    assert_eq!((received.data, received.from), (b"answer".to_vec(), Some(to)));
    kernel.give_datagram(SocketId(999), address, b"nobody".to_vec());
    for _ in 0..5000 {
        kernel.give_datagram(id, address, vec![0; 1000]);
    }
    assert!(kernel.sockets.buffered() <= kernel.sockets.limits.buffered_bytes);
    kernel.close(fd).unwrap();
    assert!(host.take_events().contains(&Event::CloseOutside(id)));
    check_invariants(&mut kernel);
}

#[test]
fn the_host_connects_to_listeners() {
    let (mut kernel, host) = program();
    assert_eq!(kernel.connect_inside(3000), Err(Errno::Connrefused));
    assert_eq!(kernel.sockets.len(), 0);
    let fd = kernel.socket(Family::Ipv6, Kind::Stream, true).unwrap();
    kernel.bind(fd, &inet("[::1]:3000")).unwrap();
    kernel.listen(fd, 0).unwrap();
    assert!(host.take_events().contains(&Event::Listening));
    let end = kernel.connect_inside(3000).unwrap();
    kernel.give_received(end, b"GET").unwrap();
    // The queue is full: this one waits for its turn.
    let waiting = kernel.connect_inside(3000).unwrap();
    assert_eq!(kernel.give_received(waiting, b"GET"), Err(Errno::Again));
    let (server, _) = kernel.accept(fd, true).unwrap();
    assert!(host.take_events().contains(&Event::ConnectionReady(waiting)));
    assert!(kernel.give_received(waiting, b"GET").is_ok());
    assert_eq!(kernel.read(server, 10), Ok(b"GET".to_vec()));
    kernel.write(server, b"200").unwrap();
    assert_eq!(kernel.take_sent(end, 10), Ok(b"200".to_vec()));
    let found = kernel.find_listener(&Query { port: Some(3000), ..Query::default() }).unwrap();
    let process = kernel.current_pid();
    assert_eq!(found, Some(Found { process, address: inet("[::1]:3000") }));
    check_invariants(&mut kernel);
    kernel.exit(0);
    // One end was closed, the other had not been accepted.
    assert_eq!(kernel.take_sent(end, 10), Ok(Vec::new()));
    assert_eq!(kernel.take_sent(waiting, 10), Err(Errno::Connreset));
    for end in [end, waiting] {
        kernel.disconnect_outside(end, None);
    }
    assert_eq!(kernel.sockets.len(), 0);
    kernel.switch_to(Pid::OPERATOR).unwrap();
    check_invariants(&mut kernel);
}
