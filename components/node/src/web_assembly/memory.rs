//! Array buffers over linear memory.
//!
//! A buffer has no bytes of its own: it shows the interpreter's. When a memory grows, its bytes may
//! move, so the buffer is detached before any JavaScript can look at it: after each call and before
//! each imported function.

use std::cell::RefCell;

use kernelet_quickjs::bytes;
use rquickjs::{Ctx, Object, Persistent, Result, Value};
use wasmi::{Memory, MemoryType};

use super::{
    objects::{Entity, entity_of, wrap},
    store,
};
use crate::runtime::members::{Arguments, set_native};

struct Shown {
    memory: Memory,
    buffer: Persistent<Value<'static>>,
    start: *mut u8,
    length: usize,
}

thread_local! {
    static SHOWN: RefCell<Vec<Shown>> = const { RefCell::new(Vec::new()) };
}

fn place(memory: Memory) -> (*mut u8, usize) {
    store::with(|store| (memory.data_ptr(&store), memory.data_size(&store)))
}

/// Detaches the buffers whose memory has grown.
pub fn refresh(ctx: &Ctx<'_>) -> Result<()> {
    let moved: Vec<Shown> = SHOWN.with_borrow_mut(|shown| {
        shown.extract_if(.., |shown| place(shown.memory) != (shown.start, shown.length)).collect()
    });
    for shown in moved {
        bytes::detach(&shown.buffer.restore(ctx)?);
    }
    Ok(())
}

/// Sets the functions on memories.
pub fn install(natives: &Object<'_>) -> Result<()> {
    set_native(natives, "makeMemory", 0, make)?;
    set_native(natives, "memoryBuffer", 0, buffer)?;
    set_native(natives, "growMemory", 0, grow)
}

fn memory_of(arguments: &Arguments<'_, '_>) -> Result<Memory> {
    match entity_of(&arguments.get(0)) {
        Some(Entity::Memory(memory)) => Ok(memory),
        _ => Err(rquickjs::Exception::throw_type(
            arguments.ctx(),
            "Receiver is not a WebAssembly.Memory",
        )),
    }
}

/// `makeMemory(initial, maximum | undefined)`: pages.
fn make<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let maximum = arguments.get(1).as_number().map(|maximum| maximum as u32);
    let memory = MemoryType::new(arguments.number(0) as u32, maximum);
    match store::with(|store| Memory::new(store, memory)) {
        Ok(memory) => wrap(ctx, Entity::Memory(memory)),
        Err(_) => Err(rquickjs::Exception::throw_range(
            ctx,
            "WebAssembly.Memory(): could not allocate memory",
        )),
    }
}

/// `memoryBuffer(memory)`: the same object until the memory grows.
fn buffer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let memory = memory_of(arguments)?;
    refresh(ctx)?;
    let (start, length) = place(memory);
    let key = format!("{memory:?}");
    let known = SHOWN.with_borrow(|shown| {
        let shown = shown.iter().find(|shown| format!("{:?}", shown.memory) == key)?;
        Some(shown.buffer.clone())
    });
    if let Some(known) = known {
        return known.restore(ctx);
    }
    // SAFETY: the memory lives as long as the process; `refresh` detaches the buffer before
    // JavaScript runs again after the bytes may have moved.
    let buffer = unsafe { bytes::foreign_array_buffer(ctx, start, length)? };
    let shown =
        Shown { memory, buffer: Persistent::save(ctx, buffer.clone().into_value()), start, length };
    SHOWN.with_borrow_mut(|all| all.push(shown));
    Ok(buffer.into_value())
}

/// `growMemory(memory, pages)`: pages before; `undefined` when it cannot.
fn grow<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let memory = memory_of(arguments)?;
    let pages = arguments.number(1) as u64;
    match store::with(|store| memory.grow(store, pages)) {
        Ok(before) => {
            // Also a growth by nothing makes a new buffer.
            SHOWN.with_borrow_mut(|shown| {
                let key = format!("{memory:?}");
                for shown in shown.iter_mut().filter(|shown| format!("{:?}", shown.memory) == key) {
                    shown.length = usize::MAX;
                }
            });
            refresh(ctx)?;
            Ok(Value::new_number(ctx.clone(), before as f64))
        }
        Err(_) => Ok(Value::new_undefined(ctx.clone())),
    }
}
