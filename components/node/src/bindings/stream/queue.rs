//! Writes of one stream that wait for room, oldest first.

use std::collections::VecDeque;

use rquickjs::{Object, Persistent};

use crate::sys::Errno;

/// One request: its bytes and who is told when all of them went.
pub struct PendingWrite {
    /// Everything that was to be written when it was queued.
    pub data: Vec<u8>,
    /// How much of that went.
    pub done: usize,
    /// The `WriteWrap`.
    pub request: Persistent<Object<'static>>,
}

/// How a request ended: libuv's status.
pub type Completed = (Persistent<Object<'static>>, i32);

/// The queue.
#[derive(Default)]
pub struct Queue {
    pending: VecDeque<PendingWrite>,
}

impl Queue {
    /// Bytes that have not gone yet (`writeQueueSize`).
    pub fn size(&self) -> usize {
        self.pending.iter().map(|write| write.data.len() - write.done).sum()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Adds a request.
    pub fn push(&mut self, write: PendingWrite) {
        self.pending.push_back(write);
    }

    /// Writes as much as goes; answers the requests that ended. `Again` of `write` is no end; any
    /// other error ends its request only, as in libuv.
    pub fn flush(
        &mut self,
        mut write: impl FnMut(&[u8]) -> Result<usize, Errno>,
    ) -> Vec<Completed> {
        let mut completed = Vec::new();
        while let Some(first) = self.pending.front_mut() {
            let status = match write(&first.data[first.done..]) {
                Ok(count) => {
                    first.done = (first.done + count).min(first.data.len());
                    if first.done < first.data.len() {
                        continue;
                    }
                    0
                }
                Err(Errno::Again) => break,
                Err(errno) => errno.uv(),
            };
            if let Some(first) = self.pending.pop_front() {
                completed.push((first.request, status));
            }
        }
        completed
    }

    /// Gives all requests up with that status.
    pub fn cancel(&mut self, status: i32) -> Vec<Completed> {
        self.pending.drain(..).map(|write| (write.request, status)).collect()
    }
}
