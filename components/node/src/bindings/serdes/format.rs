//! V8's wire format, version 15: the tags, and what reader and writer share.

use kernelet_quickjs::{introspect::Kind, qjs, strings};
use rquickjs::{Ctx, Object, Result, Value};

/// The version that is written, and the newest that is read.
pub const VERSION: u32 = 15;

/// How deep values may nest. Above it V8 runs out of stack too.
pub const DEPTH_LIMIT: u32 = 3000;

pub const TAG_VERSION: u8 = 0xff;
pub const TAG_PADDING: u8 = 0;
pub const TAG_HOLE: u8 = b'-';
pub const TAG_UNDEFINED: u8 = b'_';
pub const TAG_NULL: u8 = b'0';
pub const TAG_TRUE: u8 = b'T';
pub const TAG_FALSE: u8 = b'F';
pub const TAG_INT32: u8 = b'I';
pub const TAG_UINT32: u8 = b'U';
pub const TAG_DOUBLE: u8 = b'N';
pub const TAG_BIGINT: u8 = b'Z';
pub const TAG_UTF8_STRING: u8 = b'S';
pub const TAG_ONE_BYTE_STRING: u8 = b'"';
pub const TAG_TWO_BYTE_STRING: u8 = b'c';
pub const TAG_OBJECT_REFERENCE: u8 = b'^';
pub const TAG_BEGIN_OBJECT: u8 = b'o';
pub const TAG_END_OBJECT: u8 = b'{';
pub const TAG_BEGIN_SPARSE_ARRAY: u8 = b'a';
pub const TAG_END_SPARSE_ARRAY: u8 = b'@';
pub const TAG_BEGIN_DENSE_ARRAY: u8 = b'A';
pub const TAG_END_DENSE_ARRAY: u8 = b'$';
pub const TAG_DATE: u8 = b'D';
pub const TAG_TRUE_OBJECT: u8 = b'y';
pub const TAG_FALSE_OBJECT: u8 = b'x';
pub const TAG_NUMBER_OBJECT: u8 = b'n';
pub const TAG_BIGINT_OBJECT: u8 = b'z';
pub const TAG_STRING_OBJECT: u8 = b's';
pub const TAG_REGEXP: u8 = b'R';
pub const TAG_BEGIN_MAP: u8 = b';';
pub const TAG_END_MAP: u8 = b':';
pub const TAG_BEGIN_SET: u8 = b'\'';
pub const TAG_END_SET: u8 = b',';
pub const TAG_ARRAY_BUFFER: u8 = b'B';
pub const TAG_RESIZABLE_ARRAY_BUFFER: u8 = b'~';
pub const TAG_ARRAY_BUFFER_TRANSFER: u8 = b't';
pub const TAG_SHARED_ARRAY_BUFFER: u8 = b'u';
pub const TAG_ARRAY_BUFFER_VIEW: u8 = b'V';
pub const TAG_HOST_OBJECT: u8 = b'\\';
pub const TAG_ERROR: u8 = b'r';

/// Letters of regular-expression flags and their bits.
pub const REGEXP_FLAGS: [(char, u32); 8] =
    [('g', 1), ('i', 2), ('m', 4), ('y', 8), ('u', 16), ('s', 32), ('d', 128), ('v', 256)];

/// Constructor, tag and size of an element of every view; the tag of a view is its sub-tag.
pub const VIEWS: [(&str, Kind, u8, usize); 13] = [
    ("Int8Array", Kind::Int8Array, b'b', 1),
    ("Uint8Array", Kind::Uint8Array, b'B', 1),
    ("Uint8ClampedArray", Kind::Uint8ClampedArray, b'C', 1),
    ("Int16Array", Kind::Int16Array, b'w', 2),
    ("Uint16Array", Kind::Uint16Array, b'W', 2),
    ("Int32Array", Kind::Int32Array, b'd', 4),
    ("Uint32Array", Kind::Uint32Array, b'D', 4),
    ("Float16Array", Kind::Float16Array, b'h', 2),
    ("Float32Array", Kind::Float32Array, b'f', 4),
    ("Float64Array", Kind::Float64Array, b'F', 8),
    ("BigInt64Array", Kind::BigInt64Array, b'q', 8),
    ("BigUint64Array", Kind::BigUint64Array, b'Q', 8),
    ("DataView", Kind::DataView, b'?', 1),
];

/// A view that follows the size of its resizable buffer.
pub const VIEW_IS_LENGTH_TRACKING: u32 = 1;
/// A view of a resizable buffer.
pub const VIEW_IS_RESIZABLE: u32 = 2;

/// What tells an object from every other one while it lives.
pub fn identity(value: &Value<'_>) -> usize {
    // SAFETY: reads the pointer out of the value; it is never followed.
    unsafe { qjs::JS_VALUE_GET_PTR(value.as_raw()) as usize }
}

/// V8's `NoSideEffectsToString`, for error messages.
pub fn describe<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<String> {
    if let Some(function) = value.as_function() {
        let source: rquickjs::Coerced<String> =
            rquickjs::FromJs::from_js(ctx, function.clone().into_value())?;
        if source.0.ends_with("[native code]\n}") {
            // The engine breaks the line where V8 does not.
            return Ok(source.0.replace("\n    [native code]\n", " [native code] "));
        }
        return Ok(source.0);
    }
    if let Some(symbol) = value.as_symbol() {
        let description = symbol.description()?;
        let description =
            if description.is_string() { strings::to_utf8(&description)? } else { String::new() };
        return Ok(format!("Symbol({description})"));
    }
    let Some(object) = value.as_object() else {
        let text: rquickjs::Coerced<String> = rquickjs::FromJs::from_js(ctx, value.clone())?;
        return Ok(text.0);
    };
    if let Some((target, _)) = kernelet_quickjs::introspect::proxy_details(value) {
        return describe(ctx, &target);
    }
    let to_string: Value<'js> = object.get("toString")?;
    let common: Value<'js> = Object::new(ctx.clone())?.get("toString")?;
    if to_string == common {
        let constructor: Value<'js> = object.get("constructor")?;
        if let Some(constructor) = constructor.as_function() {
            let name: Value<'js> = constructor.get("name")?;
            if name.is_string() {
                let name = strings::to_utf8(&name)?;
                if !name.is_empty() {
                    return Ok(format!("#<{name}>"));
                }
            }
        }
    }
    let tag: Value<'js> = object.get(rquickjs::atom::PredefinedAtom::SymbolToStringTag)?;
    let tag = if tag.is_string() {
        strings::to_utf8(&tag)?
    } else {
        let name = kernelet_quickjs::introspect::constructor_name(value)?;
        strings::to_utf8(name.as_value())?
    };
    Ok(format!("[object {tag}]"))
}
