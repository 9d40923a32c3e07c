//! `internalBinding('encoding_binding')`: `TextEncoder`, the quick ways of `TextDecoder`, domain
//! names (`src/encoding_binding.cc`).
//!
//! Members: `encodeInto`, `encodeIntoResults`, `encodeUtf8String`, `decodeUTF8`, `decodeLatin1`,
//! `toASCII`, `toUnicode`.

use kernelet_quickjs::{
    bytes::{self, Bytes, bytes_of},
    strings,
};
use rquickjs::{Ctx, Object, Result, TypedArray, Value};

use super::{intrinsics::kept_value, url::domain};
use crate::{
    codecs::{self, Encoding},
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{Arguments, define, set_native},
    },
};

kept_value!(
    /// The array where `encodeInto` leaves its two numbers.
    EncodeIntoResults
);

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let results = TypedArray::new(ctx.clone(), [0_u32; 2])?.into_value();
    EncodeIntoResults::keep(ctx, results.clone());
    define(target, "encodeIntoResults", results)?;
    set_native(target, "encodeInto", 0, encode_into)?;
    set_native(target, "encodeUtf8String", 0, encode_utf8_string)?;
    set_native(target, "decodeUTF8", 0, decode_utf8)?;
    set_native(target, "decodeLatin1", 0, decode_latin1)?;
    set_native(target, "toASCII", 0, |arguments| convert_domain(arguments, domain::to_ascii))?;
    set_native(target, "toUnicode", 0, |arguments| convert_domain(arguments, domain::to_unicode))
}

/// `encodeInto(source, destination)`: units read and bytes written go to the shared results.
fn encode_into<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let results = EncodeIntoResults::kept(ctx);
    let (Some(destination), Some(results)) = (bytes_of(&arguments.get(1)), bytes_of(&results))
    else {
        return Err(rquickjs::Exception::throw_type(ctx, "Illegal invocation"));
    };
    let (read, written) = strings::with_view(&arguments.get(0), |source| {
        destination.with_slice_mut(|target| source.write_utf8_into(target))
    })?;
    results.copy_from(0, &(read as u32).to_ne_bytes());
    results.copy_from(4, &(written as u32).to_ne_bytes());
    Ok(Value::new_undefined(ctx.clone()))
}

fn encode_utf8_string<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let encoded =
        strings::with_view(&arguments.get(0), |text| codecs::encode(text, Encoding::Utf8))?;
    Ok(bytes::uint8_array(arguments.ctx(), encoded)?.into_value())
}

/// The input of a decoder: an `ArrayBuffer`, a `SharedArrayBuffer` or a view.
fn input<'js>(arguments: &Arguments<'_, 'js>, index: usize, message: &str) -> Result<Bytes<'js>> {
    bytes_of(&arguments.get(index)).ok_or_else(|| {
        throw_node(arguments.ctx(), ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", message)
    })
}

/// Node's error of a decoder with `fatal`.
pub(super) fn throw_invalid_data(ctx: &Ctx<'_>, encoding: &str) -> rquickjs::Error {
    let message = format!("The encoded data was not valid for encoding {encoding}");
    throw_node(ctx, ErrorKind::TypeError, "ERR_ENCODING_INVALID_ENCODED_DATA", &message)
}

/// `decodeUTF8(input, ignoreBOM, fatal)`
fn decode_utf8<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let input = input(
        arguments,
        0,
        "The \"list\" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.",
    )?;
    let (keep_mark, fatal) = (arguments.is_true(1), arguments.is_true(2));
    input.with_slice(|mut bytes| {
        if !keep_mark {
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        if !fatal {
            return codecs::decode(ctx, Encoding::Utf8, bytes);
        }
        match strings::from_utf8_strict(ctx, bytes)? {
            Some(text) => Ok(text.into_value()),
            None => Err(throw_invalid_data(ctx, "utf-8")),
        }
    })
}

/// `decodeLatin1(input, ignoreBOM, fatal)`: what release 22.14 does for `windows-1252`, that is,
/// plain Latin-1.
fn decode_latin1<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let input = input(
        arguments,
        0,
        "The \"input\" argument must be an instance of ArrayBuffer, SharedArrayBuffer, or ArrayBufferView.",
    )?;
    input.with_slice(|bytes| codecs::decode(ctx, Encoding::Latin1, bytes))
}

/// A domain name in and out; a name that is not valid comes out empty.
fn convert_domain<'js>(
    arguments: &Arguments<'_, 'js>,
    convert: fn(&str) -> Option<String>,
) -> Result<Value<'js>> {
    let name = strings::to_utf8(&arguments.get(0))?;
    let converted = convert(&name).unwrap_or_default();
    // Node's C++ hands the name over as a C string.
    let converted = converted.split('\0').next().unwrap_or_default();
    Ok(strings::from_str(arguments.ctx(), converted)?.into_value())
}
