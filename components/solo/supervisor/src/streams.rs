//! Standard streams: what WASI has is given to the program, what the program wrote goes out.

use crate::wit::kernelet::kernel::supervisor;
use crate::wit::kernelet::kernel::types::Pid;
use crate::wit::wasi::cli::{stderr, stdin, stdout};
use crate::wit::wasi::io::poll::Pollable;
use crate::wit::wasi::io::streams::{InputStream, OutputStream, StreamError};

/// Bytes that are moved at once: what a pipe of the kernel holds.
const PIECE: u32 = 64 << 10;

const STDERR: u32 = 2;

/// Standard input on its way to the program.
pub struct Input {
    /// None after its end, or when the program reads no more. Before the stream, which it belongs to.
    readable: Option<Pollable>,
    stream: InputStream,
    /// Read and not yet taken by the kernel.
    pending: Vec<u8>,
    /// The kernel has no room until it says so.
    full: bool,
}

impl Input {
    /// The standard input of WASI.
    pub fn standard() -> Self {
        let stream = stdin::get_stdin();
        Input { readable: Some(stream.subscribe()), stream, pending: Vec::new(), full: false }
    }

    /// What to wait for, when more can be given.
    pub fn wanted(&self) -> Option<&Pollable> {
        self.readable.as_ref().filter(|_| !self.full)
    }

    /// The kernel has room again.
    pub fn drained(&mut self) {
        self.full = false;
    }

    /// Gives the program what is there, without waiting.
    pub fn give(&mut self, pid: Pid) {
        while let Some(readable) = self.wanted() {
            if self.pending.is_empty() {
                if !readable.ready() {
                    return;
                }
                match self.stream.read(PIECE.into()) {
                    Ok(bytes) if bytes.is_empty() => return,
                    Ok(bytes) => self.pending = bytes,
                    Err(_) => {
                        // A program that has ended needs no end of its input.
                        let _ = supervisor::end_input(pid);
                        self.readable = None;
                        return;
                    }
                }
            }
            match supervisor::feed(pid, &self.pending) {
                Ok(taken) => {
                    let taken = (taken as usize).min(self.pending.len());
                    self.pending.drain(..taken);
                    self.full = !self.pending.is_empty();
                }
                Err(_) => self.readable = None,
            }
        }
    }
}

/// Standard output and standard error.
pub struct Outputs {
    stdout: OutputStream,
    stderr: OutputStream,
}

/// Nobody reads an output any more.
pub struct Broken;

impl Outputs {
    /// Those of WASI.
    pub fn standard() -> Self {
        Outputs { stdout: stdout::get_stdout(), stderr: stderr::get_stderr() }
    }

    /// Writes out all that the program has written, waiting for whoever reads it.
    ///
    /// # Errors
    /// [`Broken`].
    pub fn move_from(&self, pid: Pid) -> Result<(), Broken> {
        // It answers an error once all outputs were reported as closed.
        while let Ok(outputs) = supervisor::drain(pid, PIECE) {
            if outputs.is_empty() {
                break;
            }
            for output in outputs {
                let stream = if output.descriptor == STDERR { &self.stderr } else { &self.stdout };
                write_all(stream, &output.data).map_err(|_| Broken)?;
            }
        }
        Ok(())
    }

    /// Writes a line about what went wrong; where it cannot be told, it is lost.
    pub fn complain(&self, line: &str) {
        let _ = write_all(&self.stderr, line.as_bytes());
    }
}

fn write_all(stream: &OutputStream, mut data: &[u8]) -> Result<(), StreamError> {
    while !data.is_empty() {
        let room = match stream.check_write()? {
            0 => {
                stream.subscribe().block();
                continue;
            }
            room => usize::try_from(room).unwrap_or(usize::MAX),
        };
        let (now, later) = data.split_at(room.min(data.len()));
        stream.write(now)?;
        data = later;
    }
    stream.blocking_flush()
}
