//! Random bytes, which only the kernel has.
//!
//! Members: `RandomBytesJob(mode, buffer, offset, size)`; `secureBuffer(length)`.

use kernelet_quickjs::{
    bytes::{self, Bytes, bytes_of},
    symbols,
};
use rquickjs::{Ctx, Object, Result, Value};

use super::{
    error::throw_failed,
    job::{self, Work},
};
use crate::{
    bindings::intrinsics::kept_value,
    runtime::members::{Arguments, set_native},
    sys,
};

/// How many random bytes one system call is asked for.
const CHUNK: usize = 65_536;

kept_value!(
    /// The private symbol under which a job keeps its buffer.
    BufferKey
);

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    BufferKey::keep(ctx, symbols::private_symbol(ctx, "node:crypto buffer")?.into_value());
    job::define(target, "RandomBytesJob", "RANDOMBYTESREQUEST", prepare)?;
    set_native(target, "secureBuffer", 0, |arguments| {
        let length = arguments.number(0);
        // Wiped memory is all memory here: no other process ever sees it.
        bytes::uint8_array(arguments.ctx(), vec![0; length.max(0.0) as usize])
            .map(Object::into_value)
    })
}

fn prepare<'js>(arguments: &Arguments<'_, 'js>, job: &Object<'js>) -> Result<Work> {
    job.set(BufferKey::kept(arguments.ctx()), arguments.get(1))?;
    let (start, size) = (arguments.number(2) as usize, arguments.number(3) as usize);
    Ok(Box::new(move |ctx, job| {
        let buffer: Value<'_> = job.get(BufferKey::kept(ctx))?;
        let filled = bytes_of(&buffer).is_some_and(|buffer| fill_bytes(&buffer, start, size));
        if !filled {
            return Err(throw_failed(ctx, "Random bytes are not available"));
        }
        Ok(Value::new_undefined(ctx.clone()))
    }))
}

fn fill_bytes(buffer: &Bytes<'_>, start: usize, size: usize) -> bool {
    let mut done = 0;
    while done < size {
        let length = (size - done).min(CHUNK);
        match sys::random(length as u32) {
            Ok(random) if random.len() == length => {
                buffer.copy_from(start + done, &random);
                done += length;
            }
            _ => return false,
        }
    }
    true
}

/// Fills a slice; answers whether there was randomness.
#[must_use]
pub fn fill(mut target: &mut [u8]) -> bool {
    while !target.is_empty() {
        let length = target.len().min(CHUNK);
        let (now, later) = target.split_at_mut(length);
        match sys::random(length as u32) {
            Ok(random) if random.len() == length => now.copy_from_slice(&random),
            _ => return false,
        }
        target = later;
    }
    true
}
