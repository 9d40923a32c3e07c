//! The C functions of `glue/*.c`, and the few conversions every module needs.
//!
//! Nothing here is public: each module wraps its own functions.
//! Ownership follows QuickJS: an argument is borrowed, a result is owned.

use std::ffi::{c_char, c_int, c_void};

use rquickjs::{Ctx, Error, Result, Value, qjs};

pub(crate) type Context = *mut qjs::JSContext;
pub(crate) type Raw = qjs::JSValue;

unsafe extern "C" {
    // strings.c
    pub(crate) fn kernelet_string_view(
        ctx: Context,
        string: Raw,
        data: *mut *const c_void,
        length: *mut u32,
    ) -> c_int;
    pub(crate) fn kernelet_string_allocate(
        ctx: Context,
        length: usize,
        wide: c_int,
        data: *mut *mut c_void,
    ) -> Raw;

    // bytes.c
    pub(crate) fn kernelet_bytes(
        value: Raw,
        data: *mut *mut u8,
        length: *mut usize,
        kind: *mut c_int,
        element_size: *mut c_int,
    ) -> c_int;
    pub(crate) fn kernelet_bytes_offset(value: Raw) -> usize;
    pub(crate) fn kernelet_is_detached(value: Raw) -> c_int;
    pub(crate) fn kernelet_foreign_array_buffer(ctx: Context, data: *mut u8, length: usize) -> Raw;

    // introspect.c
    pub(crate) fn kernelet_kind(ctx: Context, value: Raw) -> c_int;
    pub(crate) fn kernelet_preview_entries(ctx: Context, object: Raw, keyed: *mut c_int) -> Raw;
    pub(crate) fn kernelet_own_non_index_properties(
        ctx: Context,
        object: Raw,
        only_enumerable: c_int,
    ) -> Raw;
    pub(crate) fn kernelet_constructor_name(ctx: Context, object: Raw) -> Raw;
    pub(crate) fn kernelet_proxy_details(value: Raw, target: *mut Raw, handler: *mut Raw) -> c_int;
    pub(crate) fn kernelet_function_position(
        ctx: Context,
        function: Raw,
        line: *mut c_int,
        column: *mut c_int,
    ) -> Raw;

    // symbols.c
    pub(crate) fn kernelet_private_symbol(ctx: Context, description: Raw) -> Raw;

    // state.c
    pub(crate) fn kernelet_slot_set(ctx: Context, slot: c_int, value: Raw);
    pub(crate) fn kernelet_continuation_get(ctx: Context) -> Raw;
    pub(crate) fn kernelet_continuation_set(ctx: Context, value: Raw);
    pub(crate) fn kernelet_reseed(ctx: Context, seed: u64);

    // stack.c
    pub(crate) fn kernelet_call_sites(ctx: Context, skip: c_int, limit: c_int) -> Raw;
    pub(crate) fn kernelet_default_stack(ctx: Context, error: Raw, call_sites: Raw) -> Raw;
    pub(crate) fn kernelet_caller_location(
        ctx: Context,
        skip: c_int,
        line: *mut c_int,
        column: *mut c_int,
    ) -> Raw;
    pub(crate) fn kernelet_error_position(
        ctx: Context,
        error: Raw,
        line: *mut c_int,
        column: *mut c_int,
    ) -> Raw;

    // promise.c
    pub(crate) fn kernelet_enqueue_microtask(ctx: Context, callback: Raw) -> c_int;
    pub(crate) fn kernelet_run_one_microtask(ctx: Context) -> c_int;
    pub(crate) fn kernelet_promise_hooks_changed(ctx: Context);
    pub(crate) fn kernelet_rejection_tracker_changed(ctx: Context);

    // modules.c
    pub(crate) fn kernelet_module_compile(
        ctx: Context,
        source: *const c_char,
        length: usize,
        url: Raw,
        line: c_int,
        column: c_int,
        host_defined: Raw,
    ) -> Raw;
    pub(crate) fn kernelet_module_synthetic(
        ctx: Context,
        url: Raw,
        names: Raw,
        evaluate: Raw,
        host_defined: Raw,
    ) -> Raw;
    pub(crate) fn kernelet_module_is(ctx: Context, value: Raw) -> c_int;
    pub(crate) fn kernelet_module_requests(ctx: Context, module: Raw) -> Raw;
    pub(crate) fn kernelet_module_link(
        ctx: Context,
        module: Raw,
        index: c_int,
        target: Raw,
    ) -> c_int;
    pub(crate) fn kernelet_module_instantiate(ctx: Context, module: Raw) -> c_int;
    pub(crate) fn kernelet_module_evaluate(ctx: Context, module: Raw) -> Raw;
    pub(crate) fn kernelet_module_status(ctx: Context, module: Raw) -> c_int;
    pub(crate) fn kernelet_module_namespace(ctx: Context, module: Raw) -> Raw;
    pub(crate) fn kernelet_module_error(ctx: Context, module: Raw) -> Raw;
    pub(crate) fn kernelet_module_url(ctx: Context, module: Raw) -> Raw;
    pub(crate) fn kernelet_module_meta(ctx: Context, module: Raw) -> Raw;
    pub(crate) fn kernelet_module_set_export(
        ctx: Context,
        module: Raw,
        name: Raw,
        value: Raw,
    ) -> c_int;
    pub(crate) fn kernelet_module_flags(ctx: Context, module: Raw) -> c_int;

    // contexts.c
    pub(crate) fn kernelet_context_new(ctx: Context, refuses_code_from_strings: c_int) -> Raw;
    pub(crate) fn kernelet_context_get(ctx: Context, value: Raw) -> Context;
    pub(crate) fn kernelet_context_join(ctx: Context, sandbox: Raw) -> c_int;
    pub(crate) fn kernelet_run_own_microtasks(ctx: Context) -> c_int;

    // scripts.c
    pub(crate) fn kernelet_compile_function(
        ctx: Context,
        source: *const c_char,
        length: usize,
        parameters: Raw,
        filename: Raw,
        line: c_int,
        column: c_int,
        host_defined: Raw,
    ) -> Raw;
    pub(crate) fn kernelet_compile_script(
        ctx: Context,
        source: *const c_char,
        length: usize,
        filename: Raw,
        line: c_int,
        column: c_int,
        host_defined: Raw,
    ) -> Raw;
    pub(crate) fn kernelet_script_is(ctx: Context, value: Raw) -> c_int;
    pub(crate) fn kernelet_run_script(ctx: Context, script: Raw) -> Raw;
    pub(crate) fn kernelet_check_syntax(
        ctx: Context,
        source: *const c_char,
        length: usize,
        goal: c_int,
    ) -> c_int;
    pub(crate) fn kernelet_bytecode_compile(
        ctx: Context,
        source: *const c_char,
        length: usize,
        parameters: Raw,
        filename: Raw,
        strip_source: c_int,
        size: *mut usize,
    ) -> *mut u8;
    pub(crate) fn kernelet_bytecode_read(ctx: Context, data: *const u8, length: usize) -> Raw;

    // memory.c
    pub(crate) fn kernelet_array_buffer_bytes(ctx: Context) -> f64;
    pub(crate) fn kernelet_took_out_of_memory(runtime: *mut qjs::JSRuntime) -> c_int;
    pub(crate) fn kernelet_allocated_bytes(ctx: Context) -> f64;
    pub(crate) fn kernelet_seal_arenas(runtime: *mut qjs::JSRuntime);
}

/// What the engine keeps per runtime; the numbers are those of `glue/kernelet.h`.
#[derive(Clone, Copy)]
#[repr(i32)]
pub(crate) enum Slot {
    PrepareStack = 0,
    DynamicImport = 1,
    ImportMeta = 2,
    HookInit = 3,
    HookBefore = 4,
    HookAfter = 5,
    HookSettled = 6,
    HookFailed = 7,
    RejectionTracker = 8,
}

/// Turns an owned raw result into a value, and QuickJS's exception marker into an error.
pub(crate) fn owned<'js>(ctx: &Ctx<'js>, raw: Raw) -> Result<Value<'js>> {
    // SAFETY: reading the tag of a value has no precondition.
    if unsafe { qjs::JS_IsException(raw) } {
        return Err(Error::Exception);
    }
    // SAFETY: `raw` came from the engine under this context's lock and we own it.
    Ok(unsafe { Value::from_raw(ctx.clone(), raw) })
}

/// Turns QuickJS's `< 0 means exception` into a result.
pub(crate) fn checked(status: c_int) -> Result<c_int> {
    if status < 0 { Err(Error::Exception) } else { Ok(status) }
}

/// The raw context pointer, for a call into the glue.
pub(crate) fn context(ctx: &Ctx<'_>) -> Context {
    ctx.as_raw().as_ptr()
}

/// Stores a host callback (or any value) in its slot; `None` clears it.
pub(crate) fn set_slot<'js>(ctx: &Ctx<'js>, slot: Slot, value: Option<&Value<'js>>) {
    let raw = value.map_or(qjs::JS_UNDEFINED, Value::as_raw);
    // SAFETY: the glue duplicates the value and frees the one it replaces.
    unsafe { kernelet_slot_set(context(ctx), slot as c_int, raw) }
}
