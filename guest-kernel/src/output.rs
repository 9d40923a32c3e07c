//! Outputs that the host drains: one queue for each process it started with piped outputs, so that
//! the order between standard output and standard error is the order of the writes.
//!
//! Each output may have as much waiting as a pipe holds, so a program that writes faster than the
//! host drains is held back like any writer of a pipe.

use crate::errno::{Errno, Result};
use crate::pipe::{PIPE_BUF, PIPE_CAPACITY};
use crate::types::{Fd, Output, Pid, PollInterest};
use std::collections::{BTreeMap, VecDeque};

/// An output: that descriptor of the process that was started with it, whoever writes now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutputId {
    /// The process; its number stays taken as long as the output is there.
    pub pid: Pid,
    /// 1 or 2; 0 is its terminal.
    pub descriptor: Fd,
}

/// The outputs of one process.
#[derive(Debug, Default)]
struct Channel {
    /// Bytes that wait, by descriptor.
    waiting: BTreeMap<Fd, usize>,
    queue: VecDeque<Output>,
}

/// All outputs and what waits in them.
#[derive(Debug, Default)]
pub struct Outputs {
    channels: BTreeMap<Pid, Channel>,
}

/// Bytes up to which a record takes in the next write of the same output.
const RECORD_JOIN: usize = 16 * 1024;

/// Whether the host is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Announce {
    /// There is something where there was nothing.
    Ready,
    /// It knows already, or nothing happened.
    Nothing,
}

impl Outputs {
    /// An output for the descriptor of a process that the host starts.
    pub fn create(&mut self, pid: Pid, descriptor: Fd) -> OutputId {
        self.channels.entry(pid).or_default().waiting.insert(descriptor, 0);
        OutputId { pid, descriptor }
    }

    /// Undo `create` for a process that could not be started.
    pub fn discard(&mut self, pid: Pid) {
        self.channels.remove(&pid);
    }

    /// Whether there is still something to be told about the process.
    pub fn contains(&self, pid: Pid) -> bool {
        self.channels.contains_key(&pid)
    }

    /// Write what fits, by the rules of a pipe.
    pub fn write(&mut self, id: OutputId, data: &[u8]) -> Result<(usize, Announce)> {
        let channel = self.channels.get_mut(&id.pid).ok_or(Errno::Badf)?;
        let waiting = channel.waiting.get_mut(&id.descriptor).ok_or(Errno::Badf)?;
        let room = PIPE_CAPACITY.saturating_sub(*waiting);
        if data.is_empty() {
            return Ok((0, Announce::Nothing));
        }
        if room == 0 || (data.len() <= PIPE_BUF && data.len() > room) {
            return Err(Errno::Again);
        }
        let part = data.get(..room.min(data.len())).unwrap_or_default();
        *waiting = waiting.saturating_add(part.len());
        let announce = channel.announce();
        match channel.queue.back_mut() {
            Some(last) if last.descriptor == id.descriptor && last.data.len() < RECORD_JOIN => {
                last.data.extend_from_slice(part);
            }
            _ => channel.queue.push_back(Output {
                descriptor: id.descriptor,
                data: part.to_vec(),
                closed: false,
            }),
        }
        Ok((part.len(), announce))
    }

    /// Bytes that fit.
    pub fn room(&self, id: OutputId) -> usize {
        self.channels
            .get(&id.pid)
            .and_then(|channel| channel.waiting.get(&id.descriptor))
            .map_or(0, |waiting| PIPE_CAPACITY.saturating_sub(*waiting))
    }

    /// What a writer can do.
    pub fn readiness(&self, id: OutputId) -> PollInterest {
        let waiting = self
            .channels
            .get(&id.pid)
            .and_then(|channel| channel.waiting.get(&id.descriptor))
            .map_or(0, |waiting| *waiting);
        let writable = PIPE_CAPACITY.saturating_sub(waiting) >= PIPE_BUF;
        PollInterest { writable, ..PollInterest::default() }
    }

    /// The last writer is gone.
    pub fn close(&mut self, id: OutputId) -> Announce {
        let Some(channel) = self.channels.get_mut(&id.pid) else { return Announce::Nothing };
        let announce = channel.announce();
        let last = channel.queue.iter_mut().rfind(|output| output.descriptor == id.descriptor);
        match last {
            Some(last) => last.closed = true,
            None => channel.queue.push_back(Output {
                descriptor: id.descriptor,
                data: Vec::new(),
                closed: true,
            }),
        }
        announce
    }

    /// Take about `limit` bytes of a process, `srch` when both its outputs were reported as closed.
    pub fn drain(&mut self, pid: Pid, limit: usize) -> Result<Vec<Output>> {
        let channel = self.channels.get_mut(&pid).ok_or(Errno::Srch)?;
        let mut left = limit.max(1);
        let mut taken = Vec::new();
        while left > 0
            && let Some(mut output) = channel.queue.pop_front()
        {
            if output.data.len() > left {
                let rest = output.data.split_off(left);
                let closed = std::mem::take(&mut output.closed);
                let descriptor = output.descriptor;
                channel.queue.push_front(Output { descriptor, data: rest, closed });
            }
            left = left.saturating_sub(output.data.len());
            if output.closed {
                channel.waiting.remove(&output.descriptor);
            } else if let Some(waiting) = channel.waiting.get_mut(&output.descriptor) {
                *waiting = waiting.saturating_sub(output.data.len());
            }
            taken.push(output);
        }
        if channel.waiting.is_empty() {
            self.channels.remove(&pid);
        }
        Ok(taken)
    }
}

impl Channel {
    fn announce(&self) -> Announce {
        if self.queue.is_empty() { Announce::Ready } else { Announce::Nothing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(outputs: &[Output]) -> Vec<(Fd, &[u8], bool)> {
        outputs.iter().map(|output| (output.descriptor, &output.data[..], output.closed)).collect()
    }

    #[test]
    fn order_limit_and_end() {
        let mut outputs = Outputs::default();
        let out = outputs.create(Pid(2), 1);
        let err = outputs.create(Pid(2), 2);
        assert_eq!(outputs.write(out, b"one"), Ok((3, Announce::Ready)));
        assert_eq!(outputs.write(err, b"two"), Ok((3, Announce::Nothing)));
        outputs.write(out, b"three").unwrap();
        outputs.close(out);
        let taken = outputs.drain(Pid(2), 5).unwrap();
        assert_eq!(texts(&taken), [(1, &b"one"[..], false), (2, b"tw", false)]);
        let taken = outputs.drain(Pid(2), 100).unwrap();
        assert_eq!(texts(&taken), [(2, &b"o"[..], false), (1, b"three", true)]);
        assert_eq!(outputs.write(out, b"x"), Err(Errno::Badf));
        assert_eq!(outputs.drain(Pid(2), 100), Ok(Vec::new()));
        assert_eq!(outputs.close(err), Announce::Ready);
        assert_eq!(texts(&outputs.drain(Pid(2), 0).unwrap()), [(2, &b""[..], true)]);
        assert_eq!(outputs.drain(Pid(2), 100), Err(Errno::Srch));
    }

    #[test]
    fn holds_writers_back() {
        let mut outputs = Outputs::default();
        let out = outputs.create(Pid(2), 1);
        assert_eq!(outputs.write(out, &[0; 100_000]), Ok((PIPE_CAPACITY, Announce::Ready)));
        assert_eq!(outputs.write(out, b"x"), Err(Errno::Again));
        assert!(!outputs.readiness(out).writable);
        outputs.drain(Pid(2), PIPE_BUF).unwrap();
        assert!(outputs.readiness(out).writable);
    }
}
