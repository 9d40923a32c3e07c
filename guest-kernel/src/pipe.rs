//! Pipes (pipe(7)).
//!
//! Nothing here blocks or wakes: a pipe answers `again`, and tells through its state whether an end
//! is ready. Who is told is the kernel's business (`poll.rs`).

use crate::errno::{Errno, Result};
use crate::types::{Pid, PollInterest};
use std::collections::{BTreeMap, VecDeque};

/// Bytes that a pipe holds (pipe(7): 16 pages).
pub const PIPE_CAPACITY: usize = 65_536;
/// Writes up to this size go whole or not at all (PIPE_BUF of `linux/limits.h`).
pub const PIPE_BUF: usize = 4096;

/// A pipe. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PipeId(pub u64);

/// A pipe: bytes, and how many open file descriptions each end has.
#[derive(Debug, Default)]
pub struct Pipe {
    buffer: VecDeque<u8>,
    readers: u32,
    writers: u32,
    /// The host writes it as the standard input of this process.
    pub fed_for: Option<Pid>,
    /// The host was refused and waits for room.
    pub feeder_waits: bool,
}

impl Pipe {
    /// Bytes that fit.
    pub fn room(&self) -> usize {
        PIPE_CAPACITY.saturating_sub(self.buffer.len())
    }

    /// Write what fits: `pipe` without readers, `again` when nothing fits.
    pub fn write(&mut self, data: &[u8]) -> Result<usize> {
        if self.readers == 0 {
            return Err(Errno::Pipe);
        }
        let room = self.room();
        if data.len() <= PIPE_BUF && data.len() > room {
            return Err(Errno::Again);
        }
        if room == 0 && !data.is_empty() {
            return Err(Errno::Again);
        }
        let part = data.get(..room.min(data.len())).unwrap_or_default();
        self.buffer.extend(part);
        Ok(part.len())
    }

    /// Read up to `length` bytes: empty at the end of file, `again` when there is nothing yet.
    pub fn read(&mut self, length: usize) -> Result<Vec<u8>> {
        if length == 0 {
            return Ok(Vec::new());
        }
        if self.buffer.is_empty() {
            return if self.writers == 0 { Ok(Vec::new()) } else { Err(Errno::Again) };
        }
        let count = length.min(self.buffer.len());
        let data = if count == self.buffer.len() {
            // An empty pipe keeps no memory.
            Vec::from(std::mem::take(&mut self.buffer))
        } else {
            self.buffer.drain(..count).collect()
        };
        Ok(data)
    }

    /// What a reader can do.
    pub fn reader_readiness(&self) -> PollInterest {
        let ended = self.writers == 0;
        PollInterest {
            readable: ended || !self.buffer.is_empty(),
            hangup: ended,
            ..PollInterest::default()
        }
    }

    /// What a writer can do. Writable means that PIPE_BUF bytes fit, so that every write makes
    /// progress (pipe(7)).
    pub fn writer_readiness(&self) -> PollInterest {
        let broken = self.readers == 0;
        PollInterest {
            writable: broken || self.room() >= PIPE_BUF,
            error: broken,
            ..PollInterest::default()
        }
    }

    /// One more open file description of the write end, or the read end.
    pub fn add_end(&mut self, writes: bool) {
        let count = if writes { &mut self.writers } else { &mut self.readers };
        *count = count.saturating_add(1);
    }

    /// Whether both ends are open.
    pub fn has_both(&self) -> bool {
        self.readers > 0 && self.writers > 0
    }

    /// Whether anybody can still read.
    pub fn has_readers(&self) -> bool {
        self.readers > 0
    }
}

/// All pipes of the VM.
#[derive(Debug, Default)]
pub struct PipeTable {
    pipes: BTreeMap<PipeId, Pipe>,
    next: u64,
}

impl PipeTable {
    /// A new pipe with one reader and one writer.
    pub fn create(&mut self) -> PipeId {
        let id = self.create_without_ends();
        if let Some(pipe) = self.pipes.get_mut(&id) {
            (pipe.readers, pipe.writers) = (1, 1);
        }
        id
    }

    /// A new pipe that nobody has open yet; `free_when_unused` when nobody opens it either.
    pub fn create_without_ends(&mut self) -> PipeId {
        let id = PipeId(self.next);
        self.next = self.next.saturating_add(1);
        self.pipes.insert(id, Pipe::default());
        id
    }

    /// Look one up.
    pub fn get(&self, id: PipeId) -> Result<&Pipe> {
        self.pipes.get(&id).ok_or(Errno::Badf)
    }

    /// Look one up to use it.
    pub fn get_mut(&mut self, id: PipeId) -> Result<&mut Pipe> {
        self.pipes.get_mut(&id).ok_or(Errno::Badf)
    }

    /// An open file description of the read end is gone.
    pub fn close_reader(&mut self, id: PipeId) {
        if let Some(pipe) = self.pipes.get_mut(&id) {
            pipe.readers = pipe.readers.saturating_sub(1);
            if pipe.readers == 0 {
                pipe.buffer = VecDeque::new();
            }
        }
        self.free_when_unused(id);
    }

    /// An open file description of the write end, or the host's, is gone.
    pub fn close_writer(&mut self, id: PipeId) {
        if let Some(pipe) = self.pipes.get_mut(&id) {
            pipe.writers = pipe.writers.saturating_sub(1);
        }
        self.free_when_unused(id);
    }

    /// Forget a pipe without ends.
    pub fn free_when_unused(&mut self, id: PipeId) {
        if self.pipes.get(&id).is_some_and(|pipe| pipe.readers == 0 && pipe.writers == 0) {
            self.pipes.remove(&id);
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.pipes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pipes.is_empty()
    }

    /// Readers and writers of each.
    #[cfg(test)]
    pub fn ends(&self) -> BTreeMap<PipeId, (u32, u32)> {
        self.pipes.iter().map(|(id, pipe)| (*id, (pipe.readers, pipe.writers))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn end_of_file_and_broken_pipe() {
        let mut table = PipeTable::default();
        let id = table.create();
        let pipe = table.get_mut(id).unwrap();
        assert_eq!(pipe.read(1), Err(Errno::Again));
        pipe.write(b"ab").unwrap();
        table.close_writer(id);
        let pipe = table.get_mut(id).unwrap();
        assert!(pipe.reader_readiness().hangup);
        assert_eq!(pipe.read(9), Ok(b"ab".to_vec()));
        assert_eq!(pipe.read(9), Ok(Vec::new()));

        let id = table.create();
        table.close_reader(id);
        assert_eq!(table.get_mut(id).unwrap().write(b"x"), Err(Errno::Pipe));
        table.close_writer(id);
        assert_eq!(table.len(), 1);
    }

    proptest! {
        #[test]
        fn fuzz_equals_a_byte_queue(operations in prop::collection::vec((any::<bool>(), 0..70_000usize), 0..40)) {
            let mut table = PipeTable::default();
            let id = table.create();
            let mut model: Vec<u8> = Vec::new();
            let mut counter = 0u8;
            for (writes, length) in operations {
                let pipe = table.get_mut(id).unwrap();
                if writes {
                    let data: Vec<u8> = (0..length).map(|_| { counter = counter.wrapping_add(1); counter }).collect();
                    let room = PIPE_CAPACITY - model.len();
                    match pipe.write(&data) {
                        Ok(count) => {
                            prop_assert_eq!(count, length.min(room));
                            if length <= PIPE_BUF { prop_assert_eq!(count, length); }
                            model.extend(&data[..count]);
                        }
                        Err(error) => {
                            prop_assert_eq!(error, Errno::Again);
                            prop_assert!(room == 0 || (length <= PIPE_BUF && length > room));
                        }
                    }
                } else {
                    match pipe.read(length) {
                        Ok(data) => prop_assert_eq!(&data, &model.drain(..length.min(model.len())).collect::<Vec<_>>()),
                        Err(error) => prop_assert!(error == Errno::Again && model.is_empty()),
                    }
                }
                prop_assert_eq!(pipe.writer_readiness().writable, PIPE_CAPACITY - model.len() >= PIPE_BUF);
            }
        }
    }
}
