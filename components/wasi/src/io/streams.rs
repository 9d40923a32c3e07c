//! Streams over descriptors. A file's stream has a position of its own; that of a pipe, a terminal, a
//! socket or a standard stream is the kernel's.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::poll::{Pollable, wait};
use super::{StreamFailure, Wasi};
use crate::handle::Shared;
use crate::syscalls;
use crate::types::Errno;
use crate::wit::exports::wasi::io::error::Error;
use crate::wit::exports::wasi::io::poll::Pollable as PollableResource;
use crate::wit::exports::wasi::io::streams::{
    Guest, GuestInputStream, GuestOutputStream, InputStreamBorrow, StreamError,
};

/// Most bytes of one read.
const READ: u64 = 256 << 10;

/// Bytes that a stream takes at a time.
const PERMIT: u64 = 64 << 10;

/// Most zeros written at a time.
const ZEROS: u64 = 64 << 10;

impl Guest for Wasi {
    type InputStream = InputStream;
    type OutputStream = OutputStream;
}

/// Where a stream reads or writes.
enum Position {
    /// Where the kernel stands.
    Kernel,
    /// Here.
    At(Cell<u64>),
}

fn failed(errno: Errno) -> StreamError {
    match errno {
        Errno::Pipe | Errno::Connreset => StreamError::Closed,
        errno => StreamError::LastOperationFailed(Error::new(StreamFailure(errno))),
    }
}

/// Bytes to be read from a descriptor.
pub struct InputStream {
    handle: Shared,
    position: Position,
}

impl InputStream {
    /// Reads where the kernel stands.
    pub fn new(handle: Shared) -> Self {
        InputStream { handle, position: Position::Kernel }
    }

    /// Reads a file from `offset` on.
    pub fn at(handle: Shared, offset: u64) -> Self {
        InputStream { handle, position: Position::At(Cell::new(offset)) }
    }

    fn take(&self, length: u64) -> Result<Vec<u8>, StreamError> {
        if length == 0 {
            return Ok(Vec::new());
        }
        let length = length.min(READ) as u32;
        let data = match &self.position {
            Position::Kernel => syscalls::read(self.handle.fd(), length),
            Position::At(offset) => syscalls::pread(self.handle.fd(), length, offset.get())
                .inspect(|data| {
                    offset.set(offset.get().saturating_add(data.len() as u64));
                }),
        };
        match data {
            Ok(data) if data.is_empty() => Err(StreamError::Closed),
            Ok(data) => Ok(data),
            Err(Errno::Again | Errno::Intr) => Ok(Vec::new()),
            Err(errno) => Err(failed(errno)),
        }
    }

    fn pollable(&self) -> Pollable {
        match self.position {
            Position::Kernel => Pollable::Readable(Rc::clone(&self.handle)),
            Position::At(_) => Pollable::Always,
        }
    }
}

impl GuestInputStream for InputStream {
    fn read(&self, length: u64) -> Result<Vec<u8>, StreamError> {
        self.take(length)
    }

    fn blocking_read(&self, length: u64) -> Result<Vec<u8>, StreamError> {
        loop {
            let data = self.take(length)?;
            if !data.is_empty() || length == 0 {
                return Ok(data);
            }
            wait(&self.pollable());
        }
    }

    fn skip(&self, length: u64) -> Result<u64, StreamError> {
        self.take(length).map(|data| data.len() as u64)
    }

    fn blocking_skip(&self, length: u64) -> Result<u64, StreamError> {
        self.blocking_read(length).map(|data| data.len() as u64)
    }

    fn subscribe(&self) -> PollableResource {
        PollableResource::new(self.pollable())
    }
}

/// What a stream took and the kernel has not yet.
pub struct Unwritten {
    handle: Shared,
    position: Position,
    data: RefCell<Vec<u8>>,
}

impl Unwritten {
    /// The descriptor it goes to.
    pub fn handle(&self) -> &Shared {
        &self.handle
    }

    /// Whether nothing is left.
    fn is_empty(&self) -> bool {
        self.data.borrow().is_empty()
    }

    /// Gives the kernel what it takes now.
    fn push(&self) -> Result<(), Errno> {
        let mut data = self.data.borrow_mut();
        let mut done = 0;
        let result = loop {
            let rest = data.get(done..).unwrap_or_default();
            if rest.is_empty() {
                break Ok(());
            }
            let written = match &self.position {
                Position::Kernel => syscalls::write(self.handle.fd(), rest),
                Position::At(offset) => syscalls::pwrite(self.handle.fd(), rest, offset.get()),
            };
            match written {
                Ok(count) => {
                    if let Position::At(offset) = &self.position {
                        offset.set(offset.get().saturating_add(u64::from(count)));
                    }
                    done += count as usize;
                }
                Err(Errno::Again | Errno::Intr) => break Ok(()),
                Err(errno) => break Err(errno),
            }
        };
        match result {
            Ok(()) => drop(data.drain(..done)),
            // It can never be written, and is told once.
            Err(_) => data.clear(),
        }
        result
    }
}

/// Bytes to be written to a descriptor.
pub struct OutputStream {
    unwritten: Rc<Unwritten>,
}

impl OutputStream {
    /// Writes where the kernel stands.
    pub fn new(handle: Shared) -> Self {
        OutputStream::with(handle, Position::Kernel)
    }

    /// Writes a file from `offset` on.
    pub fn at(handle: Shared, offset: u64) -> Self {
        OutputStream::with(handle, Position::At(Cell::new(offset)))
    }

    fn with(handle: Shared, position: Position) -> Self {
        let data = RefCell::default();
        OutputStream { unwritten: Rc::new(Unwritten { handle, position, data }) }
    }

    fn put(&self, contents: Vec<u8>) -> Result<(), StreamError> {
        let was_empty = self.unwritten.is_empty();
        if was_empty {
            self.unwritten.data.replace(contents);
        } else {
            self.unwritten.data.borrow_mut().extend(contents);
        }
        self.unwritten.push().map_err(failed)
    }

    fn drain(&self) -> Result<(), Errno> {
        loop {
            self.unwritten.push()?;
            if self.unwritten.is_empty() {
                return Ok(());
            }
            wait(&Pollable::Writable(Rc::clone(&self.unwritten.handle)));
        }
    }
}

/// What was taken is written, also when nobody waited for it.
impl Drop for OutputStream {
    fn drop(&mut self) {
        // Nobody is left who could be told.
        let _ = self.drain();
    }
}

impl GuestOutputStream for OutputStream {
    fn check_write(&self) -> Result<u64, StreamError> {
        self.unwritten.push().map_err(failed)?;
        Ok(if self.unwritten.is_empty() { PERMIT } else { 0 })
    }

    fn write(&self, contents: Vec<u8>) -> Result<(), StreamError> {
        self.put(contents)
    }

    fn blocking_write_and_flush(&self, contents: Vec<u8>) -> Result<(), StreamError> {
        self.put(contents)?;
        self.drain().map_err(failed)
    }

    fn flush(&self) -> Result<(), StreamError> {
        self.unwritten.push().map_err(failed)
    }

    fn blocking_flush(&self) -> Result<(), StreamError> {
        self.drain().map_err(failed)
    }

    fn subscribe(&self) -> PollableResource {
        PollableResource::new(if self.unwritten.is_empty() {
            Pollable::Always
        } else {
            Pollable::Drained(Rc::clone(&self.unwritten))
        })
    }

    fn write_zeroes(&self, length: u64) -> Result<(), StreamError> {
        self.put(vec![0; length.min(PERMIT) as usize])
    }

    fn blocking_write_zeroes_and_flush(&self, mut length: u64) -> Result<(), StreamError> {
        while length > 0 {
            let piece = length.min(ZEROS);
            self.blocking_write_and_flush(vec![0; piece as usize])?;
            length -= piece;
        }
        Ok(())
    }

    fn splice(&self, source: InputStreamBorrow<'_>, length: u64) -> Result<u64, StreamError> {
        let room = self.check_write()?;
        let data = source.get::<InputStream>().take(length.min(room))?;
        let count = data.len() as u64;
        self.put(data)?;
        Ok(count)
    }

    fn blocking_splice(
        &self,
        source: InputStreamBorrow<'_>,
        length: u64,
    ) -> Result<u64, StreamError> {
        self.drain().map_err(failed)?;
        let data = source.get::<InputStream>().blocking_read(length.min(PERMIT))?;
        let count = data.len() as u64;
        self.put(data)?;
        self.drain().map_err(failed)?;
        Ok(count)
    }
}
