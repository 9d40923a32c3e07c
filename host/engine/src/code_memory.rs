//! Making compiled code executable where it lies.
//!
//! wasmtime can make executable only memory that it mapped itself, so it would copy the components
//! inside a binary (16 MB) at each start. With this, the pages of the binary's own read-only data
//! become executable in place, and only pages that run are ever read.

use std::ffi::c_void;

use rustix::mm::{MprotectFlags, mprotect};
use wasmtime::{CustomCodeMemory, Result};

/// Alignment of components inside a binary: a page of x86-64 and of most aarch64 systems.
pub const PAGE: usize = 4096;

/// Changes the protection of code pages with `mprotect`.
pub(crate) struct InPlace;

impl CustomCodeMemory for InPlace {
    fn required_alignment(&self) -> usize {
        PAGE.max(rustix::param::page_size())
    }

    fn publish_executable(&self, ptr: *const u8, len: usize) -> Result<()> {
        protect(ptr, len, MprotectFlags::READ | MprotectFlags::EXEC)
    }

    fn unpublish_executable(&self, ptr: *const u8, len: usize) -> Result<()> {
        // Read-only rather than writable: memory inside the binary must stay what it was, and
        // memory that wasmtime mapped is unmapped next.
        protect(ptr, len, MprotectFlags::READ)
    }
}

fn protect(ptr: *const u8, len: usize, flags: MprotectFlags) -> Result<()> {
    // SAFETY: wasmtime passes the page-aligned text of one loaded component, which nothing writes
    // to: it is either wasmtime's own mapping or constant data of this binary (see `PAGE`).
    unsafe { mprotect(ptr.cast_mut().cast::<c_void>(), len, flags) }?;
    Ok(())
}
