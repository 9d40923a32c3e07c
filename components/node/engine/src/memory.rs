//! Memory and time limits of the engine: usage, garbage collection, stack size, interruption.
//!
//! The operating-system side (how much linear memory the instance may have) is the host's.

use std::sync::atomic::{AtomicBool, Ordering};

use rquickjs::{Ctx, qjs};

use crate::raw;

/// Memory in use, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Everything the engine has from its allocator.
    pub heap_total: u64,
    /// What of that objects, strings, code and tables use.
    pub heap_used: u64,
    /// Memory of all array buffers.
    pub array_buffers: u64,
    /// The limit set with [`set_limit`]; 0 when there is none.
    pub limit: u64,
    /// Number of JavaScript objects.
    pub objects: u64,
    /// Number of compiled functions.
    pub functions: u64,
    /// Number of allocations.
    pub allocations: u64,
}

fn runtime(ctx: &Ctx<'_>) -> *mut qjs::JSRuntime {
    // SAFETY: the context is alive.
    unsafe { qjs::JS_GetRuntime(raw::context(ctx)) }
}

/// Counts memory by walking all objects: milliseconds on a large heap.
pub fn usage(ctx: &Ctx<'_>) -> Usage {
    // SAFETY: an all-zero struct of integers is valid.
    let mut counted: qjs::JSMemoryUsage = unsafe { std::mem::zeroed() };
    // SAFETY: fills the struct.
    unsafe { qjs::JS_ComputeMemoryUsage(runtime(ctx), &mut counted) };
    // SAFETY: walks the list of objects.
    let array_buffers = unsafe { raw::kernelet_array_buffer_bytes(raw::context(ctx)) };
    let number = |value: i64| u64::try_from(value).unwrap_or(0);
    Usage {
        heap_total: number(counted.malloc_size),
        heap_used: number(counted.memory_used_size),
        array_buffers: array_buffers as u64,
        limit: number(counted.malloc_limit),
        objects: number(counted.obj_count),
        functions: number(counted.js_func_count),
        allocations: number(counted.malloc_count),
    }
}

/// Bytes the engine has from its allocator, without walking anything.
pub fn allocated(ctx: &Ctx<'_>) -> u64 {
    // SAFETY: reads one counter.
    unsafe { raw::kernelet_allocated_bytes(raw::context(ctx)) as u64 }
}

/// Collects cycles now. Everything else is freed as soon as nobody refers to it.
pub fn collect_garbage(ctx: &Ctx<'_>) {
    // SAFETY: the context is alive and no raw value is held across the call.
    unsafe { qjs::JS_RunGC(runtime(ctx)) }
}

/// Before the image is frozen: what is allocated afterwards lies close together, not in the holes of what is
/// there already, so that a process copies fewer pages of the image.
pub fn seal(ctx: &Ctx<'_>) {
    // SAFETY: it unlinks lists of the allocator of a runtime that is alive.
    unsafe { raw::kernelet_seal_arenas(runtime(ctx)) }
}

/// Bytes to allocate between two automatic collections.
pub fn set_collection_threshold(ctx: &Ctx<'_>, bytes: usize) {
    // SAFETY: writes one setting.
    unsafe { qjs::JS_SetGCThreshold(runtime(ctx), bytes as qjs::size_t) }
}

/// Limits the heap; 0 removes the limit. Above it, array buffers and large
/// strings throw a `RangeError` as in V8. Any other allocation throws an
/// `InternalError` that JavaScript could catch, where V8 ends the process; the
/// interrupt handler runs right after it and can ask [`interrupted_out_of_memory`].
pub fn set_limit(ctx: &Ctx<'_>, bytes: usize) {
    // SAFETY: writes one setting.
    unsafe { qjs::JS_SetMemoryLimit(runtime(ctx), bytes as qjs::size_t) }
}

/// Whether an allocation has failed since this was asked last.
pub fn out_of_memory(ctx: &Ctx<'_>) -> bool {
    // SAFETY: reads and clears one flag.
    unsafe { raw::kernelet_took_out_of_memory(runtime(ctx)) != 0 }
}

/// How much native stack JavaScript may use, counted from the current depth.
/// Deeper recursion throws `RangeError: Maximum call stack size exceeded`.
///
/// Leave 256 KiB between this and the real end of the stack for native code.
pub fn set_stack_size(ctx: &Ctx<'_>, bytes: usize) {
    // SAFETY: writes two settings.
    unsafe {
        qjs::JS_SetMaxStackSize(runtime(ctx), bytes as qjs::size_t);
        qjs::JS_UpdateStackTop(runtime(ctx));
    }
}

/// Asked every ten thousand branches or so, and soon after an allocation failed,
/// whether to stop; `true` ends the running JavaScript with an error no `catch` sees.
pub type InterruptHandler = fn() -> bool;

static INTERRUPTED_OUT_OF_MEMORY: AtomicBool = AtomicBool::new(false);

/// For use in an interrupt handler: whether an allocation has failed since the
/// handler ran last. V8 would have ended the process.
pub fn interrupted_out_of_memory() -> bool {
    INTERRUPTED_OUT_OF_MEMORY.load(Ordering::Relaxed)
}

unsafe extern "C" fn interrupted(
    runtime: *mut qjs::JSRuntime,
    opaque: *mut std::ffi::c_void,
) -> std::ffi::c_int {
    // SAFETY: `opaque` is the function pointer that `set_interrupt_handler` stored.
    let handler: InterruptHandler = unsafe { std::mem::transmute(opaque) };
    // SAFETY: the engine passes its own runtime.
    let out_of_memory = unsafe { raw::kernelet_took_out_of_memory(runtime) != 0 };
    INTERRUPTED_OUT_OF_MEMORY.store(out_of_memory, Ordering::Relaxed);
    handler().into()
}

/// Sets or removes the interrupt handler. A plain function, so that a frozen
/// image can hold it.
pub fn set_interrupt_handler(ctx: &Ctx<'_>, handler: Option<InterruptHandler>) {
    let (callback, opaque): (qjs::JSInterruptHandler, _) = match handler {
        Some(handler) => (Some(interrupted), handler as *mut std::ffi::c_void),
        None => (None, std::ptr::null_mut()),
    };
    // SAFETY: the function lives forever.
    unsafe { qjs::JS_SetInterruptHandler(runtime(ctx), callback, opaque) }
}
