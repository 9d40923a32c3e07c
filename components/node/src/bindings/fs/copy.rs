//! `copyFile`: what libuv's `uv__fs_copyfile` does.

use crate::sys::{self, Errno, Fd, FileType, OpenFlags, wit::kernelet::kernel::types::Stat};

/// Fail when the destination exists.
const EXCLUSIVE: i32 = 1;
/// Fail when the file system cannot share blocks; ours never can.
const CLONE_OR_FAIL: i32 = 4;
/// Bytes copied in one go.
const CHUNK: u32 = 256 * 1024;

/// Copies contents and permission bits. A destination that could not be filled is removed.
pub fn copy_file(source: &[u8], destination: &[u8], mode: i32) -> Result<(), Errno> {
    let from = sys::open(None, source, OpenFlags::READ | OpenFlags::CLOSE_ON_EXEC, 0)?;
    let result = sys::fstat(from).and_then(|stat| copy_from(from, &stat, destination, mode));
    // Nothing was written to the source: its close cannot lose anything.
    let _ = sys::close(from);
    result
}

fn copy_from(from: Fd, source: &Stat, destination: &[u8], mode: i32) -> Result<(), Errno> {
    let mut flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::CLOSE_ON_EXEC;
    if mode & EXCLUSIVE != 0 {
        flags |= OpenFlags::EXCLUSIVE;
    }
    let to = sys::open(None, destination, flags, source.mode & 0o7777)?;
    let copied = fill(from, to, source, mode);
    let closed = sys::close(to);
    match copied {
        Ok(Copied::All) => closed,
        Ok(Copied::SameFile) => Ok(()),
        Err(errno) => {
            // The failure that matters is the first one.
            let _ = sys::unlink(None, destination);
            Err(errno)
        }
    }
}

enum Copied {
    All,
    SameFile,
}

fn fill(from: Fd, to: Fd, source: &Stat, mode: i32) -> Result<Copied, Errno> {
    let target = sys::fstat(to)?;
    if target.dev == source.dev && target.ino == source.ino {
        return Ok(Copied::SameFile);
    }
    if target.kind == FileType::Regular {
        sys::ftruncate(to, 0)?;
        sys::fchmod(to, source.mode & 0o7777)?;
    }
    if mode & CLONE_OR_FAIL != 0 {
        return Err(Errno::Notsup);
    }
    loop {
        let data = sys::read(from, CHUNK)?;
        if data.is_empty() {
            return Ok(Copied::All);
        }
        let mut rest = data.as_slice();
        while !rest.is_empty() {
            let written = sys::write(to, rest)? as usize;
            rest = &rest[written.min(rest.len())..];
        }
    }
}
