//! The sidecar's standard streams as asynchronous ones.
//!
//! Clients start a sidecar with pipes or sockets, which are read and written as they become ready. Anything
//! else (a file, a terminal) goes over a thread, which costs two switches for each frame.

use std::io::Result;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::fs::FileType;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::UnixStream;
use tokio::net::unix::pipe;

/// What frames are read from.
pub type Input = Box<dyn AsyncRead + Send + Unpin>;

/// What frames are written to.
pub type Output = Box<dyn AsyncWrite + Send + Unpin>;

/// Standard input.
///
/// # Errors
/// When it is closed, or the system has no more descriptors.
pub fn input() -> Result<Input> {
    let stdin = std::io::stdin();
    Ok(match duplicate(stdin.as_fd())? {
        (FileType::Fifo, fd) => Box::new(pipe::Receiver::from_owned_fd(fd)?),
        (FileType::Socket, fd) => Box::new(socket(fd)?),
        _ => Box::new(tokio::io::stdin()),
    })
}

/// Standard output.
///
/// # Errors
/// As [`input`].
pub fn output() -> Result<Output> {
    let stdout = std::io::stdout();
    Ok(match duplicate(stdout.as_fd())? {
        (FileType::Fifo, fd) => Box::new(pipe::Sender::from_owned_fd(fd)?),
        (FileType::Socket, fd) => Box::new(socket(fd)?),
        _ => Box::new(tokio::io::stdout()),
    })
}

fn duplicate(fd: BorrowedFd<'_>) -> Result<(FileType, OwnedFd)> {
    let mode = rustix::fs::fstat(fd)?.st_mode;
    Ok((FileType::from_raw_mode(mode), fd.try_clone_to_owned()?))
}

fn socket(fd: OwnedFd) -> Result<UnixStream> {
    let socket = std::os::unix::net::UnixStream::from(fd);
    socket.set_nonblocking(true)?;
    UnixStream::from_std(socket)
}
