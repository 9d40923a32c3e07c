//! Socket buffers against a naive model: two vectors of bytes, and flags.

use super::Kind;
use super::ShutdownHow;
use super::address::{Address, Family};
use super::option::SocketOption;
use crate::errno::Errno;
use crate::process::signal::SIGPIPE;
use crate::testing::{check_invariants, kernel, start};
use crate::types::SignalDisposition;
use proptest::prelude::*;

const CAPACITY: usize = 4096;

#[derive(Debug, Clone, Copy)]
enum Step {
    Write(usize),
    Read(usize),
    ShutRead,
    ShutWrite,
}

fn step() -> impl Strategy<Value = (bool, Step)> {
    let step = prop_oneof![
        6 => (0..3000usize).prop_map(Step::Write),
        6 => (1..3000usize).prop_map(Step::Read),
        1 => Just(Step::ShutRead),
        1 => Just(Step::ShutWrite),
    ];
    (any::<bool>(), step)
}

/// One direction.
#[derive(Debug, Default)]
struct Direction {
    bytes: Vec<u8>,
    writer_shut: bool,
    reader_shut: bool,
}

impl Direction {
    fn write(&mut self, data: &[u8], unix: bool) -> Result<u32, Errno> {
        if self.writer_shut || (self.reader_shut && unix) {
            return Err(Errno::Pipe);
        }
        if self.reader_shut {
            return Ok(data.len() as u32);
        }
        let count = data.len().min(CAPACITY - self.bytes.len());
        if count == 0 && !data.is_empty() {
            return Err(Errno::Again);
        }
        self.bytes.extend(&data[..count]);
        Ok(count as u32)
    }

    fn read(&mut self, length: usize) -> Result<Vec<u8>, Errno> {
        if !self.bytes.is_empty() {
            let count = length.min(self.bytes.len());
            return Ok(self.bytes.drain(..count).collect());
        }
        if self.writer_shut || self.reader_shut { Ok(Vec::new()) } else { Err(Errno::Again) }
    }
}

proptest! {
    #[test]
    fn fuzz_a_connection_equals_two_vectors(
        unix in any::<bool>(),
        steps in prop::collection::vec(step(), 0..60),
    ) {
        let (mut kernel, _) = kernel();
        start(&mut kernel, "/usr/bin/node");
        kernel.sigaction(SIGPIPE, SignalDisposition::Ignore).unwrap();
        let ends = if unix {
            let (first, second) = kernel.socketpair(true).unwrap();
            [first, second]
        } else {
            let listener = kernel.socket(Family::Ipv4, Kind::Stream, true).unwrap();
            kernel.listen(listener, 1).unwrap();
            let port = kernel.socket_name(listener).unwrap().inet().unwrap().port();
            let client = kernel.socket(Family::Ipv4, Kind::Stream, true).unwrap();
            let to = Address::Inet(([127, 0, 0, 1], port).into());
            kernel.connect(client, &to).unwrap();
            [client, kernel.accept(listener, true).unwrap().0]
        };
        for fd in ends {
            let small = SocketOption::ReceiveBuffer(CAPACITY as u32);
            kernel.set_socket_option(fd, small).unwrap();
        }
        let mut model = [Direction::default(), Direction::default()];
        let mut next = 0u8;
        for (second, step) in steps {
            let own = usize::from(second);
            let (incoming, outgoing) = (1 - own, own);
            let fd = ends[own];
            match step {
                Step::Write(length) => {
                    next = next.wrapping_add(1);
                    let data: Vec<u8> = (0..length).map(|index| next ^ index as u8).collect();
                    let expected = model[outgoing].write(&data, unix);
                    prop_assert_eq!(kernel.write(fd, &data), expected);
                }
                Step::Read(length) => {
                    let expected = model[incoming].read(length);
                    prop_assert_eq!(kernel.read(fd, length as u32), expected);
                }
                Step::ShutRead => {
                    model[incoming].reader_shut = true;
                    kernel.shutdown(fd, ShutdownHow::Read).unwrap();
                }
                Step::ShutWrite => {
                    model[outgoing].writer_shut = true;
                    kernel.shutdown(fd, ShutdownHow::Write).unwrap();
                }
            }
            check_invariants(&mut kernel);
        }
        let waiting: usize = model.iter().map(|direction| direction.bytes.len()).sum();
        prop_assert_eq!(kernel.sockets.buffered(), waiting);
    }
}
