//! What the engine asks of its surroundings on `wasm32-unknown-unknown`: a
//! clock, the time zone, what to do when it cannot go on.
//!
//! | C symbol | Who defines it |
//! |---|---|
//! | `double kernelet_now_microseconds(void)` | the embedding crate, with `#[unsafe(no_mangle)]`: wall clock in microseconds since 1970 |
//! | `double kernelet_local_offset_seconds(double utc_seconds)` | here; UTC until [`set_local_offset`] |
//! | `size_t kernelet_zone_name(double milliseconds, char *, size_t)` | here; nothing until [`set_zone_name`] |
//! | `void kernelet_block(double milliseconds)` | here; lets time pass in `Atomics.wait`, see [`set_block`] |
//! | `void kernelet_abort(const char *)` | here; traps, after [`set_abort_handler`]'s function has seen the message |
//!
//! Natively the C library answers all of it and nothing here is called.

use std::{
    ffi::{CStr, c_char},
    sync::atomic::{AtomicPtr, Ordering},
};

/// Seconds to add to UTC at that moment (given in seconds since 1970, UTC).
pub type LocalOffset = fn(utc_seconds: f64) -> f64;

/// The name of the time zone at that moment (milliseconds since 1970), as dates show it.
pub type ZoneName = fn(milliseconds: f64) -> Option<String>;

/// Sees the last words of an engine that cannot go on.
pub type AbortHandler = fn(message: &str);

/// Lets that many milliseconds pass (infinity: until the process is killed).
pub type Block = fn(milliseconds: f64);

static LOCAL_OFFSET: AtomicPtr<()> = AtomicPtr::new(std::ptr::null_mut());
static ZONE_NAME: AtomicPtr<()> = AtomicPtr::new(std::ptr::null_mut());
static BLOCK: AtomicPtr<()> = AtomicPtr::new(std::ptr::null_mut());
static ABORT: AtomicPtr<()> = AtomicPtr::new(std::ptr::null_mut());

/// Says how far local time is from UTC, for `Date`.
pub fn set_local_offset(offset: LocalOffset) {
    LOCAL_OFFSET.store(offset as *mut (), Ordering::Relaxed);
}

/// Says how the time zone is named, for `Date.prototype.toString`.
pub fn set_zone_name(name: ZoneName) {
    ZONE_NAME.store(name as *mut (), Ordering::Relaxed);
}

/// Says who hears the message of a failed assertion before the trap.
pub fn set_abort_handler(handler: AbortHandler) {
    ABORT.store(handler as *mut (), Ordering::Relaxed);
}

/// Says how to block in `Atomics.wait`. Nobody else can notify: the engine has one
/// thread, and its shared memory is not shared with another instance.
pub fn set_block(block: Block) {
    BLOCK.store(block as *mut (), Ordering::Relaxed);
}

/// Called by `Atomics.wait`; see [`set_block`].
#[unsafe(no_mangle)]
extern "C" fn kernelet_block(milliseconds: f64) {
    let block = BLOCK.load(Ordering::Relaxed);
    if !block.is_null() {
        // SAFETY: only `set_block` stores here, always a function of this type.
        let block = unsafe { std::mem::transmute::<*mut (), Block>(block) };
        block(milliseconds);
    }
}

/// Called by the engine for every local date; see [`set_local_offset`].
#[unsafe(no_mangle)]
extern "C" fn kernelet_local_offset_seconds(utc_seconds: f64) -> f64 {
    let offset = LOCAL_OFFSET.load(Ordering::Relaxed);
    if offset.is_null() {
        return 0.0;
    }
    // SAFETY: only `set_local_offset` stores here, always a function of this type.
    let offset = unsafe { std::mem::transmute::<*mut (), LocalOffset>(offset) };
    offset(utc_seconds)
}

/// Called by the engine when a date is shown: writes the name if it fits and answers its length, else 0.
///
/// # Safety
///
/// `out` must have room for `size` bytes.
#[unsafe(no_mangle)]
unsafe extern "C" fn kernelet_zone_name(milliseconds: f64, out: *mut u8, size: usize) -> usize {
    let name = ZONE_NAME.load(Ordering::Relaxed);
    if name.is_null() {
        return 0;
    }
    // SAFETY: only `set_zone_name` stores here, always a function of this type.
    let name = unsafe { std::mem::transmute::<*mut (), ZoneName>(name) };
    match name(milliseconds) {
        Some(text) if text.len() <= size => {
            // SAFETY: there is room, as promised by the caller; the text is memory of its own.
            unsafe { std::ptr::copy_nonoverlapping(text.as_ptr(), out, text.len()) };
            text.len()
        }
        _ => 0,
    }
}

/// Called by the engine's `abort` and `assert`; does not return.
///
/// # Safety
///
/// `message` must be a NUL-terminated string.
#[unsafe(no_mangle)]
unsafe extern "C" fn kernelet_abort(message: *const c_char) -> ! {
    let handler = ABORT.load(Ordering::Relaxed);
    if !handler.is_null() && !message.is_null() {
        // SAFETY: as promised by the caller.
        let message = unsafe { CStr::from_ptr(message) };
        // SAFETY: only `set_abort_handler` stores here, always a function of this type.
        let handler = unsafe { std::mem::transmute::<*mut (), AbortHandler>(handler) };
        handler(&message.to_string_lossy());
    }
    std::process::abort()
}
