//! Node's character encodings: between JavaScript strings and bytes, as `src/string_bytes.cc` does.
//!
//! | Module | What |
//! |---|---|
//! | [`base64`] | base64 and base64url, strict and lenient |
//! | [`hex`] | two digits per byte |
//! | [`units`] | one or two bytes per UTF-16 unit: ascii, latin1, ucs2 |
//!
//! UTF-8 is the engine's business ([`kernelet_quickjs::strings`]). Whoever reads or writes text for
//! JavaScript (buffer, string_decoder, fs, streams) calls [`decode`], [`encode`] and [`write`].

pub mod base64;
pub mod hex;
pub mod units;

use kernelet_quickjs::{
    bytes,
    strings::{self, StringView},
};
use rquickjs::{Ctx, Object, Result, Value};

use crate::{
    bindings::intrinsics::{Intrinsics, kept_value},
    runtime::errors::{ErrorKind, throw_node},
};

/// Longest string Node gives out (`buffer.constants.MAX_STRING_LENGTH`), V8's `String::kMaxLength`
/// on 64 bit. The engine could do 2³⁰ − 1; programs compare with this one.
pub const MAX_STRING_LENGTH: usize = 0x1fff_ffe8;

/// An encoding; the numbers are those of Node's `enum encoding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Encoding {
    /// Seven bits; the eighth is dropped when decoding.
    Ascii = 0,
    /// UTF-8
    Utf8 = 1,
    /// Base64 with padding.
    Base64 = 2,
    /// UTF-16, little-endian.
    Ucs2 = 3,
    /// One byte per unit; also called `binary`.
    Latin1 = 4,
    /// Two digits per byte.
    Hex = 5,
    /// No text at all: the bytes as a `Buffer`.
    Buffer = 6,
    /// Base64 with `-` and `_`, without padding.
    Base64Url = 7,
}

impl Encoding {
    /// The encoding of this number.
    pub fn from_number(number: i32) -> Option<Self> {
        Some(match number {
            0 => Self::Ascii,
            1 => Self::Utf8,
            2 => Self::Base64,
            3 => Self::Ucs2,
            4 => Self::Latin1,
            5 => Self::Hex,
            6 => Self::Buffer,
            7 => Self::Base64Url,
            _ => return None,
        })
    }

    /// The encoding of this name (Node's `ParseEncoding`); letters of either case.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "utf8" | "utf-8" => Self::Utf8,
            "ucs2" | "ucs-2" | "utf16le" | "utf-16le" => Self::Ucs2,
            "latin1" | "binary" => Self::Latin1,
            "buffer" => Self::Buffer,
            "base64" => Self::Base64,
            "base64url" => Self::Base64Url,
            "ascii" => Self::Ascii,
            "hex" => Self::Hex,
            _ => return None,
        })
    }

    /// The encoding that a binding's argument names: a name or a number, else `default`.
    pub fn from_value(value: &Value<'_>, default: Self) -> Self {
        if value.is_string() {
            let name = strings::to_utf8(value).unwrap_or_default();
            return Self::from_name(&name).unwrap_or(default);
        }
        value.as_int().and_then(Self::from_number).unwrap_or(default)
    }
}

kept_value!(
    /// `Buffer.prototype`, which new buffers get.
    BufferPrototype
);

/// Remembers `Buffer.prototype` for [`buffer`] (`setBufferPrototype`).
pub fn set_buffer_prototype<'js>(ctx: &Ctx<'js>, prototype: Object<'js>) {
    BufferPrototype::keep(ctx, prototype.into_value());
}

/// A `Buffer` that owns the bytes; nothing is copied.
pub fn buffer<'js>(ctx: &Ctx<'js>, bytes: Vec<u8>) -> Result<Object<'js>> {
    let array = bytes::uint8_array(ctx, bytes)?;
    if let Some(prototype) = BufferPrototype::kept(ctx).as_object() {
        array.set_prototype(Some(prototype))?;
    }
    Ok(array)
}

/// A `Buffer` over a part of an `ArrayBuffer` (Node's `Buffer::New(ab, offset, length)`).
pub fn buffer_view<'js>(
    ctx: &Ctx<'js>,
    array_buffer: Value<'js>,
    offset: usize,
    length: usize,
) -> Result<Object<'js>> {
    let arguments = [array_buffer, number(ctx, offset), number(ctx, length)];
    let array = Intrinsics::of(ctx)?.construct("Uint8Array", &arguments)?;
    if let Some(prototype) = BufferPrototype::kept(ctx).as_object() {
        array.set_prototype(Some(prototype))?;
    }
    Ok(array)
}

/// A size as a JavaScript number.
pub fn number<'js>(ctx: &Ctx<'js>, size: usize) -> Value<'js> {
    match i32::try_from(size) {
        Ok(small) => Value::new_int(ctx.clone(), small),
        Err(_) => Value::new_float(ctx.clone(), size as f64),
    }
}

/// Node's `ERR_STRING_TOO_LONG`.
pub fn throw_too_long(ctx: &Ctx<'_>) -> rquickjs::Error {
    let message = format!("Cannot create a string longer than 0x{MAX_STRING_LENGTH:x} characters");
    throw_node(ctx, ErrorKind::Error, "ERR_STRING_TOO_LONG", &message)
}

/// The text of `bytes` as a JavaScript string, or a `Buffer` for [`Encoding::Buffer`]
/// (`StringBytes::Encode`).
pub fn decode<'js>(ctx: &Ctx<'js>, encoding: Encoding, bytes: &[u8]) -> Result<Value<'js>> {
    let units = match encoding {
        Encoding::Buffer => return Ok(buffer(ctx, bytes.to_vec())?.into_value()),
        Encoding::Hex => bytes.len().saturating_mul(2),
        Encoding::Base64 => bytes.len().div_ceil(3).saturating_mul(4),
        Encoding::Base64Url => bytes.len().saturating_mul(4).div_ceil(3),
        Encoding::Ucs2 => bytes.len() / 2,
        // The shortest text these bytes can be.
        Encoding::Utf8 => bytes.len() / 3,
        Encoding::Ascii | Encoding::Latin1 => bytes.len(),
    };
    if units > MAX_STRING_LENGTH {
        return Err(throw_too_long(ctx));
    }
    let text = match encoding {
        Encoding::Utf8 => {
            let text = strings::from_utf8_lossy(ctx, bytes)?;
            if bytes.len() > MAX_STRING_LENGTH
                && strings::with_view(text.as_value(), |view| view.len())? > MAX_STRING_LENGTH
            {
                return Err(throw_too_long(ctx));
            }
            text
        }
        Encoding::Ascii if !bytes.is_ascii() => {
            let bytes: Vec<u8> = bytes.iter().map(|byte| byte & 0x7f).collect();
            strings::from_latin1(ctx, &bytes)?
        }
        Encoding::Ascii | Encoding::Latin1 => strings::from_latin1(ctx, bytes)?,
        Encoding::Ucs2 => strings::from_utf16(ctx, &units::from_bytes(bytes))?,
        Encoding::Hex => strings::from_latin1(ctx, &hex::encode(bytes))?,
        Encoding::Base64 => strings::from_latin1(ctx, &base64::encode(bytes))?,
        Encoding::Base64Url => strings::from_latin1(ctx, &base64::encode_url(bytes))?,
        Encoding::Buffer => return Ok(Value::new_undefined(ctx.clone())),
    };
    Ok(text.into_value())
}

/// Writes as much of the text as fits, never a part of a character, and answers how many bytes
/// were written (`StringBytes::Write`).
pub fn write(text: StringView<'_>, encoding: Encoding, out: &mut [u8]) -> usize {
    match encoding {
        Encoding::Utf8 | Encoding::Buffer => text.write_utf8_into(out).1,
        Encoding::Ascii | Encoding::Latin1 => units::write_low_bytes(text, out),
        Encoding::Ucs2 => units::write_units(text, out),
        Encoding::Hex => hex::decode(text, out),
        Encoding::Base64 | Encoding::Base64Url => base64::decode(text, out),
    }
}

/// How many bytes the text takes at most; exact for all but base64 and hex with bad digits
/// (`StringBytes::StorageSize`).
pub fn storage_size(text: StringView<'_>, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Utf8 | Encoding::Buffer => text.utf8_length(),
        Encoding::Ascii | Encoding::Latin1 => text.len(),
        Encoding::Ucs2 => text.len() * 2,
        Encoding::Hex => text.len() / 2,
        Encoding::Base64 | Encoding::Base64Url => base64::decoded_size(text),
    }
}

/// The text as bytes.
pub fn encode(text: StringView<'_>, encoding: Encoding) -> Vec<u8> {
    if matches!(encoding, Encoding::Utf8 | Encoding::Buffer) {
        let mut out = Vec::new();
        text.write_utf8(&mut out);
        return out;
    }
    let mut out = vec![0; storage_size(text, encoding)];
    let written = write(text, encoding, &mut out);
    out.truncate(written);
    out
}
