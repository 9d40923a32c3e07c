//! Bytes and text: slices, writes, validation, `atob` and `btoa`.

use kernelet_quickjs::{
    bytes::{self, bytes_of},
    strings::{self, StringView},
};
use rquickjs::{Ctx, Object, Result, Value};

use super::{any_bytes, array_index, out_of_range, string_argument, view_argument};
use crate::{
    codecs::{self, Encoding, base64, number},
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{Arguments, define, native, set_native},
    },
};

pub(super) fn install(target: &Object<'_>) -> Result<()> {
    for (name, encoding) in [
        ("asciiSlice", Encoding::Ascii),
        ("base64Slice", Encoding::Base64),
        ("base64urlSlice", Encoding::Base64Url),
        ("latin1Slice", Encoding::Latin1),
        ("hexSlice", Encoding::Hex),
        ("ucs2Slice", Encoding::Ucs2),
        ("utf8Slice", Encoding::Utf8),
    ] {
        set_native(target, name, 0, move |arguments| slice(arguments, encoding))?;
    }
    for (name, encoding) in [
        ("base64Write", Encoding::Base64),
        ("base64urlWrite", Encoding::Base64Url),
        ("hexWrite", Encoding::Hex),
        ("ucs2Write", Encoding::Ucs2),
    ] {
        set_native(target, name, 0, move |arguments| {
            write(
                arguments.ctx(),
                &arguments.this(),
                [arguments.get(0), arguments.get(1), arguments.get(2)],
                encoding,
            )
        })?;
    }
    for (name, encoding) in [
        ("asciiWriteStatic", Encoding::Ascii),
        ("latin1WriteStatic", Encoding::Latin1),
        ("utf8WriteStatic", Encoding::Utf8),
    ] {
        // Node registers these with a fast variant, which leaves them without a name.
        let function = native(target.ctx(), "", 0, move |arguments: &Arguments<'_, '_>| {
            write(
                arguments.ctx(),
                &arguments.get(0),
                [arguments.get(1), arguments.get(2), arguments.get(3)],
                encoding,
            )
        })?;
        define(target, name, function)?;
    }
    define(target, "byteLengthUtf8", native(target.ctx(), "", 0, byte_length_utf8)?)?;
    set_native(target, "createFromString", 0, create_from_string)?;
    set_native(target, "isUtf8", 0, is_utf8)?;
    set_native(target, "isAscii", 0, is_ascii)?;
    set_native(target, "atob", 0, atob)?;
    set_native(target, "btoa", 0, btoa)
}

/// `view.xSlice(start, end)`
fn slice<'js>(arguments: &Arguments<'_, 'js>, encoding: Encoding) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let view = view_argument(ctx, &arguments.this())?;
    let length = view.len();
    if length == 0 {
        return Ok(strings::from_latin1(ctx, b"")?.into_value());
    }
    let start = array_index(ctx, &arguments.get(0), 0)?;
    let end = array_index(ctx, &arguments.get(1), length)?.max(start);
    if end > length {
        return Err(out_of_range(ctx, "Index out of range"));
    }
    // Reading the arguments may have run code that shrank the buffer.
    view.with_slice(|bytes| {
        codecs::decode(ctx, encoding, bytes.get(start..end).unwrap_or_default())
    })
}

/// `view.xWrite(string, offset, length)`
fn write<'js>(
    ctx: &Ctx<'js>,
    view: &Value<'js>,
    [text, offset, length]: [Value<'js>; 3],
    encoding: Encoding,
) -> Result<Value<'js>> {
    let view = view_argument(ctx, view)?;
    let text = string_argument(ctx, text)?;
    let size = view.len();
    let offset = array_index(ctx, &offset, 0)?;
    if offset > size {
        return Err(throw_node(
            ctx,
            ErrorKind::RangeError,
            "ERR_BUFFER_OUT_OF_BOUNDS",
            "\"offset\" is outside of buffer bounds",
        ));
    }
    let length = array_index(ctx, &length, size - offset)?.min(size - offset);
    if length == 0 {
        return Ok(number(ctx, 0));
    }
    let written = strings::with_view(&text, |text| {
        view.with_slice_mut(|bytes| match bytes.get_mut(offset..offset + length) {
            Some(target) => codecs::write(text, encoding, target),
            None => 0,
        })
    })?;
    Ok(number(ctx, written))
}

fn byte_length_utf8<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let text = string_argument(ctx, arguments.get(0))?;
    Ok(number(ctx, strings::utf8_length(&text)?))
}

/// `createFromString(string, encoding)`: older releases of the library use it.
fn create_from_string<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let text = string_argument(ctx, arguments.get(0))?;
    let encoding = Encoding::from_value(&arguments.get(1), Encoding::Utf8);
    let bytes = strings::with_view(&text, |text| codecs::encode(text, encoding))?;
    Ok(codecs::buffer(ctx, bytes)?.into_value())
}

fn validate<'js>(arguments: &Arguments<'_, 'js>, holds: fn(&[u8]) -> bool) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let value = arguments.get(0);
    let input = any_bytes(ctx, &value)?;
    if is_detached(&value)? {
        return Err(throw_node(
            ctx,
            ErrorKind::Error,
            "ERR_INVALID_STATE",
            "Cannot validate on a detached buffer",
        ));
    }
    Ok(Value::new_bool(ctx.clone(), input.with_slice(holds)))
}

/// Whether a buffer, or the buffer of a view, is detached.
fn is_detached(value: &Value<'_>) -> Result<bool> {
    if bytes::is_detached(value) {
        return Ok(true);
    }
    match value.as_object() {
        Some(view) if bytes_of(value).is_some_and(|bytes| bytes.is_empty()) => {
            let buffer: Value<'_> = view.get("buffer")?;
            Ok(bytes::is_detached(&buffer))
        }
        _ => Ok(false),
    }
}

fn is_utf8<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    validate(arguments, |bytes| std::str::from_utf8(bytes).is_ok())
}

fn is_ascii<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    validate(arguments, <[u8]>::is_ascii)
}

/// The decoded text, or a negative number that says why not ([`base64::Refusal`]).
fn atob<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let text = string_argument(ctx, arguments.get(0))?;
    match strings::with_view(&text, base64::decode_forgiving)? {
        Ok(bytes) => codecs::decode(ctx, Encoding::Latin1, &bytes),
        Err(refusal) => Ok(Value::new_int(ctx.clone(), refusal as i32)),
    }
}

/// The text in base64, or −1 when a character is above U+00FF.
fn btoa<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let text = string_argument(ctx, arguments.get(0))?;
    let encoded = strings::with_view(&text, |text| match text {
        StringView::Latin1(bytes) => Some(base64::encode(bytes)),
        StringView::Utf16(_) => None,
    })?;
    match encoded {
        Some(encoded) => codecs::decode(ctx, Encoding::Latin1, &encoded),
        None => Ok(Value::new_int(ctx.clone(), -1)),
    }
}
