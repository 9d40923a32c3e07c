//! `internalBinding('buffer')`: what `Buffer` does not do in JavaScript (`src/node_buffer.cc`).
//!
//! | Module | Members |
//! |---|---|
//! | [`text`] | `{ascii,base64,base64url,latin1,hex,ucs2,utf8}Slice`, `{base64,base64url,hex,ucs2}Write`, `{ascii,latin1,utf8}WriteStatic`, `byteLengthUtf8`, `isUtf8`, `isAscii`, `atob`, `btoa`, `createFromString` |
//! | [`memory`] | `compare`, `compareOffset`, `copy`, `copyArrayBuffer`, `detachArrayBuffer`, `fill`, `swap16`, `swap32`, `swap64` |
//! | [`search`] | `indexOfBuffer`, `indexOfNumber`, `indexOfString` |
//!
//! Here: `setBufferPrototype`, `getZeroFillToggle`, `kMaxLength`, `kStringMaxLength`, and how
//! arguments are read.

mod memory;
mod search;
mod text;

use kernelet_quickjs::bytes::{Bytes, BytesKind, bytes_of};
use rquickjs::{Coerced, Ctx, FromJs, Object, Result, Value};

use super::intrinsics::Intrinsics;
use crate::{
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{Arguments, define, set_native},
    },
};

/// What Node says a buffer can have (`buffer.constants.MAX_LENGTH`). The engine ends at 2³¹ − 1 bytes, and
/// memory long before; as in Node, whoever asks for more gets a `RangeError` from the allocation.
pub const MAX_LENGTH: f64 = 9_007_199_254_740_991.0;

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    Intrinsics::of(ctx)?;
    define(target, "kMaxLength", MAX_LENGTH)?;
    define(target, "kStringMaxLength", codecs::MAX_STRING_LENGTH as u32)?;
    set_native(target, "setBufferPrototype", 0, set_buffer_prototype)?;
    set_native(target, "getZeroFillToggle", 0, get_zero_fill_toggle)?;
    memory::install(target)?;
    search::install(target)?;
    text::install(target)
}

fn undefined<'js>(ctx: &Ctx<'js>) -> Value<'js> {
    Value::new_undefined(ctx.clone())
}

fn set_buffer_prototype<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    if let Some(prototype) = arguments.object(0) {
        codecs::set_buffer_prototype(ctx, prototype);
    }
    Ok(undefined(ctx))
}

/// The engine always fills with zeroes, so that the toggle changes nothing.
fn get_zero_fill_toggle<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let toggle = Intrinsics::of(ctx)?.construct("Uint32Array", &[codecs::number(ctx, 1)])?;
    toggle.set(0, 1)?;
    Ok(toggle.into_value())
}

/// The bytes of an `ArrayBufferView`, or Node's `argument must be a buffer`.
fn view_argument<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<Bytes<'js>> {
    match bytes_of(value) {
        Some(bytes) if matches!(bytes.kind(), BytesKind::TypedArray | BytesKind::DataView) => {
            Ok(bytes)
        }
        _ => Err(throw_node(
            ctx,
            ErrorKind::TypeError,
            "ERR_INVALID_ARG_TYPE",
            "argument must be a buffer",
        )),
    }
}

/// The bytes of anything that has some; used where Node's C++ only checks with `CHECK`.
fn any_bytes<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<Bytes<'js>> {
    match bytes_of(value) {
        Some(bytes) => Ok(bytes),
        None => view_argument(ctx, value),
    }
}

/// The string argument, or Node's `argument must be a string`.
fn string_argument<'js>(ctx: &Ctx<'js>, value: Value<'js>) -> Result<Value<'js>> {
    if value.is_string() {
        return Ok(value);
    }
    Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", "argument must be a string"))
}

fn out_of_range(ctx: &Ctx<'_>, message: &str) -> rquickjs::Error {
    throw_node(ctx, ErrorKind::RangeError, "ERR_OUT_OF_RANGE", message)
}

/// Node's `ParseArrayIndex`: `undefined` is the default, a negative number is out of range.
fn array_index<'js>(ctx: &Ctx<'js>, value: &Value<'js>, default: usize) -> Result<usize> {
    if value.is_undefined() {
        return Ok(default);
    }
    let number = match value.as_number() {
        Some(number) => number,
        None => Coerced::<f64>::from_js(ctx, value.clone())?.0,
    };
    let number = if number.is_nan() { 0.0 } else { number.trunc() };
    if number < 0.0 || number > usize::MAX as f64 {
        return Err(out_of_range(ctx, "Index out of range"));
    }
    Ok(number as usize)
}

#[cfg(test)]
mod tests {
    use crate::bindings::testing::evaluate;

    /// What Node 22.14 answers.
    #[test]
    fn like_node() {
        for (script, expected) in [
            (
                "binding.utf8Slice.call(new Uint8Array([0xe2, 0x82, 0xac, 0xff, 0x41]), 0, 5)",
                "€\u{fffd}A",
            ),
            ("binding.hexSlice.call(new Uint8Array([0, 255]), 0, 2)", "00ff"),
            ("binding.ucs2Slice.call(new Uint8Array([0xac, 0x20, 0x41]), 0, 3)", "€"),
            ("binding.base64urlSlice.call(new Uint8Array([251, 255]), 0, 2)", "-_8"),
            ("binding.utf8WriteStatic(new Uint8Array(3), '\u{1F600}', 0, 3)", "0"),
            ("binding.utf8WriteStatic(new Uint8Array(4), 'ab€', 0, 4)", "2"),
            ("binding.ucs2Write.call(new Uint8Array(3), 'ab', 0, 3)", "2"),
            ("binding.hexWrite.call(new Uint8Array(4), 'abxxcd', 0, 4)", "1"),
            ("binding.byteLengthUtf8('é€😀')", "9"),
            ("binding.atob('a'), binding.atob('a=')", "-1"),
            ("binding.btoa('\u{0100}')", "-1"),
            ("const a = new Uint8Array([1, 2, 3]); binding.copy(a, a, 1, 0, 2); a", "1,1,2"),
            (
                "const a = new Uint8Array(5); binding.fill(a, 'abc', 0, 5, 'utf8'); a",
                "97,98,99,97,98",
            ),
            ("binding.fill(new Uint8Array(5), 'zz', 0, 5, 'hex')", "-1"),
            ("binding.fill(new Uint8Array(5), 'a', 3, 9)", "-2"),
            ("binding.compare(new Uint8Array([1, 2]), new Uint8Array([1]))", "1"),
            ("binding.indexOfString(new Uint8Array([97, 98, 97, 98]), 'ab', -1, 1, false)", "2"),
            ("binding.indexOfString(new Uint8Array([0, 97, 0, 98, 0]), 'a', 0, 3, true)", "-1"),
            ("binding.indexOfNumber(new Uint8Array([1, 2, 1]), 1, 1, true)", "2"),
            ("binding.swap16(new Uint8Array([1, 2, 3, 4]))", "2,1,4,3"),
            (
                "binding.isUtf8(new Uint8Array([0xc3])), binding.isUtf8(new Uint8Array([0xc3, 0xa9]))",
                "true",
            ),
        ] {
            assert_eq!(evaluate(super::install, script), expected, "{script}");
        }
    }
}
