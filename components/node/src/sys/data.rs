//! Reads and writes of any length.
//!
//! What a system call carries is copied before the kernel judges it, and the host and the kernel cap
//! it, so long data goes in pieces here. To the caller a long write is one write, and a long read
//! answers less than was asked for, as reads may.

use super::wit::kernelet::kernel::syscalls;
use super::{Errno, Fd};

/// Bytes that one call carries at most; well below the host's cap.
const PIECE: usize = 8 << 20;

/// Writes at the file position; answers how many bytes went.
///
/// # Errors
/// What the kernel says to the first piece; a later failure makes the write short.
pub fn write(fd: Fd, data: &[u8]) -> Result<u32, Errno> {
    in_pieces(data, |_, piece| syscalls::write(fd, piece))
}

/// Writes at `offset`; the file position stays.
///
/// # Errors
/// As [`write`].
pub fn pwrite(fd: Fd, data: &[u8], offset: u64) -> Result<u32, Errno> {
    in_pieces(data, |done, piece| syscalls::pwrite(fd, piece, offset.saturating_add(done)))
}

/// Reads at the file position, at most 8 MiB; empty means end of file.
///
/// # Errors
/// What the kernel says.
pub fn read(fd: Fd, length: u32) -> Result<Vec<u8>, Errno> {
    syscalls::read(fd, length.min(PIECE as u32))
}

/// Reads at `offset`, at most 8 MiB; the file position stays.
///
/// # Errors
/// What the kernel says.
pub fn pread(fd: Fd, length: u32, offset: u64) -> Result<Vec<u8>, Errno> {
    syscalls::pread(fd, length.min(PIECE as u32), offset)
}

fn in_pieces(
    data: &[u8],
    mut write: impl FnMut(u64, &[u8]) -> Result<u32, Errno>,
) -> Result<u32, Errno> {
    let mut done = 0;
    loop {
        let rest = data.get(done..).unwrap_or_default();
        let piece = rest.get(..PIECE).unwrap_or(rest);
        match write(done as u64, piece) {
            Err(errno) if done == 0 => return Err(errno),
            Err(_) => return Ok(done as u32),
            Ok(count) => {
                done += count as usize;
                if (count as usize) < piece.len() || done >= data.len() {
                    return Ok(done as u32);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_data_goes_in_pieces_and_a_short_piece_ends_it() {
        let data = vec![7; 2 * PIECE + 5];
        let mut calls = Vec::new();
        let all = in_pieces(&data, |at, piece| {
            calls.push((at, piece.len()));
            Ok(piece.len() as u32)
        });
        assert_eq!(all, Ok(data.len() as u32));
        assert_eq!(calls, [(0, PIECE), (PIECE as u64, PIECE), (2 * PIECE as u64, 5)]);
        assert_eq!(in_pieces(&data, |_, _| Ok(3)), Ok(3));
        assert_eq!(in_pieces(&data, |_, _| Err(Errno::Again)), Err(Errno::Again));
        let later =
            in_pieces(&data, |at, p| if at == 0 { Ok(p.len() as u32) } else { Err(Errno::Again) });
        assert_eq!(later, Ok(PIECE as u32));
        assert_eq!(in_pieces(&[], |_, piece| Ok(piece.len() as u32)), Ok(0));
    }
}
