//! JavaScript strings seen from Rust: views without copying, and UTF-8 both ways.
//!
//! QuickJS keeps a string as Latin-1 or as UTF-16 units; [`StringView`] shows
//! whichever it is. Conversions follow WHATWG: ill-formed UTF-8 becomes one
//! U+FFFD per maximal subpart, a lone surrogate becomes U+FFFD.
//!
//! Encodings other than these (hex, base64, ascii) belong to Node's bindings.

use std::{ffi::c_void, slice};

use rquickjs::{Ctx, Error, Result, String as JsString, Value};

use crate::raw;

/// The characters of a JavaScript string, where the engine keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringView<'a> {
    /// Every unit is below 256, one byte each.
    Latin1(&'a [u8]),
    /// UTF-16 code units; surrogates need not be paired.
    Utf16(&'a [u16]),
}

impl StringView<'_> {
    /// Number of UTF-16 code units: JavaScript's `length`.
    pub fn len(&self) -> usize {
        match self {
            Self::Latin1(bytes) => bytes.len(),
            Self::Utf16(units) => units.len(),
        }
    }

    /// Whether the string is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code unit at `index`, if there is one.
    pub fn unit(&self, index: usize) -> Option<u16> {
        match self {
            Self::Latin1(bytes) => bytes.get(index).map(|byte| u16::from(*byte)),
            Self::Utf16(units) => units.get(index).copied(),
        }
    }

    /// Number of bytes [`StringView::write_utf8`] would produce, found without allocating.
    pub fn utf8_length(&self) -> usize {
        match self {
            Self::Latin1(bytes) => bytes.len() + bytes.iter().filter(|byte| **byte >= 0x80).count(),
            Self::Utf16(units) => char::decode_utf16(units.iter().copied())
                .map(|unit| unit.map_or(char::REPLACEMENT_CHARACTER.len_utf8(), char::len_utf8))
                .sum(),
        }
    }

    /// Appends the string as UTF-8; lone surrogates become U+FFFD.
    pub fn write_utf8(&self, out: &mut Vec<u8>) {
        match self {
            Self::Latin1(bytes) if bytes.is_ascii() => out.extend_from_slice(bytes),
            Self::Latin1(bytes) => {
                out.reserve(self.utf8_length());
                for byte in *bytes {
                    push_char(out, char::from(*byte));
                }
            }
            Self::Utf16(units) => {
                out.reserve(units.len() * 3 / 2);
                for unit in char::decode_utf16(units.iter().copied()) {
                    push_char(out, unit.unwrap_or(char::REPLACEMENT_CHARACTER));
                }
            }
        }
    }

    /// Writes whole characters as UTF-8 into `out` until the next one does not fit.
    ///
    /// Answers how many UTF-16 units were read and how many bytes were written:
    /// what `TextEncoder.encodeInto` and `buffer.write` report.
    pub fn write_utf8_into(&self, out: &mut [u8]) -> (usize, usize) {
        match self {
            Self::Latin1(bytes) => write_chars(bytes.iter().map(|byte| char::from(*byte)), out),
            Self::Utf16(units) => write_chars(
                char::decode_utf16(units.iter().copied())
                    .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)),
                out,
            ),
        }
    }

    /// The string as Rust text; lone surrogates become U+FFFD.
    pub fn to_utf8(&self) -> std::string::String {
        let mut out = Vec::new();
        self.write_utf8(&mut out);
        // SAFETY: only whole characters were pushed.
        unsafe { std::string::String::from_utf8_unchecked(out) }
    }
}

fn push_char(out: &mut Vec<u8>, character: char) {
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
}

fn write_chars(characters: impl Iterator<Item = char>, out: &mut [u8]) -> (usize, usize) {
    let (mut units_read, mut written) = (0, 0);
    for character in characters {
        let end = written + character.len_utf8();
        if end > out.len() {
            break;
        }
        character.encode_utf8(&mut out[written..end]);
        written = end;
        units_read += character.len_utf16();
    }
    (units_read, written)
}

/// Shows the characters of a string value to `read`.
///
/// A rope is flattened first (that may fail for lack of memory). The view is
/// only lent: JavaScript must not run while it is in use, and cannot, since
/// `read` gets no context.
///
/// Answers `Err` with a type error of rquickjs when `value` is not a string.
pub fn with_view<'js, R>(value: &Value<'js>, read: impl FnOnce(StringView<'_>) -> R) -> Result<R> {
    let ctx = value.ctx();
    let mut data: *const c_void = std::ptr::null();
    let mut length = 0;
    // SAFETY: both out-pointers are valid; the value is borrowed for the call.
    let form = unsafe {
        raw::kernelet_string_view(raw::context(ctx), value.as_raw(), &mut data, &mut length)
    };
    let length = length as usize;
    match form {
        // SAFETY: the string stays alive through `value`, its characters never move.
        0 => Ok(read(StringView::Latin1(unsafe { slice::from_raw_parts(data.cast(), length) }))),
        // SAFETY: as above; the engine aligns wide strings.
        1 => Ok(read(StringView::Utf16(unsafe { slice::from_raw_parts(data.cast(), length) }))),
        2 => Err(Error::new_from_js(value.type_name(), "string")),
        _ => Err(Error::Exception),
    }
}

/// The string as Rust text; lone surrogates become U+FFFD.
pub fn to_utf8(value: &Value<'_>) -> Result<std::string::String> {
    with_view(value, |view| view.to_utf8())
}

/// UTF-8 length of a string value in bytes, without allocating.
pub fn utf8_length(value: &Value<'_>) -> Result<usize> {
    with_view(value, |view| view.utf8_length())
}

fn allocate<'js, T: Copy>(
    ctx: &Ctx<'js>,
    length: usize,
    fill: impl FnOnce(&mut [std::mem::MaybeUninit<T>]),
) -> Result<JsString<'js>> {
    let mut data: *mut c_void = std::ptr::null_mut();
    let wide = i32::from(size_of::<T>() == 2);
    // SAFETY: the out-pointer is valid; the result is owned.
    let raw = unsafe { raw::kernelet_string_allocate(raw::context(ctx), length, wide, &mut data) };
    let value = raw::owned(ctx, raw)?;
    if length > 0 {
        // SAFETY: the glue allocated `length` units of this width and nobody else sees them yet.
        fill(unsafe { slice::from_raw_parts_mut(data.cast(), length) });
    }
    JsString::from_value(value)
}

fn copy_units<'js, T: Copy>(ctx: &Ctx<'js>, units: &[T]) -> Result<JsString<'js>> {
    allocate(ctx, units.len(), |target: &mut [std::mem::MaybeUninit<T>]| {
        for (to, from) in target.iter_mut().zip(units) {
            to.write(*from);
        }
    })
}

/// A JavaScript string of the given Latin-1 bytes.
///
/// Throws `RangeError: Invalid string length` above 2³⁰ − 1 units, like every constructor here.
pub fn from_latin1<'js>(ctx: &Ctx<'js>, bytes: &[u8]) -> Result<JsString<'js>> {
    copy_units(ctx, bytes)
}

/// A JavaScript string of the given UTF-16 units; lone surrogates are kept.
pub fn from_utf16<'js>(ctx: &Ctx<'js>, units: &[u16]) -> Result<JsString<'js>> {
    if units.iter().all(|unit| *unit < 0x100) {
        return allocate(ctx, units.len(), |target: &mut [std::mem::MaybeUninit<u8>]| {
            for (to, from) in target.iter_mut().zip(units) {
                to.write(*from as u8);
            }
        });
    }
    copy_units(ctx, units)
}

/// A JavaScript string of Rust text.
pub fn from_str<'js>(ctx: &Ctx<'js>, text: &str) -> Result<JsString<'js>> {
    if text.is_ascii() {
        return from_latin1(ctx, text.as_bytes());
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    from_utf16(ctx, &units)
}

/// Decodes UTF-8 as `Buffer.toString('utf8')` and `TextDecoder` do: every
/// maximal ill-formed subpart becomes one U+FFFD. A byte-order mark is kept.
pub fn from_utf8_lossy<'js>(ctx: &Ctx<'js>, bytes: &[u8]) -> Result<JsString<'js>> {
    if bytes.is_ascii() {
        return from_latin1(ctx, bytes);
    }
    let mut units = Vec::with_capacity(bytes.len());
    // `utf8_chunks` cuts exactly at WHATWG's maximal subparts.
    for chunk in bytes.utf8_chunks() {
        units.extend(chunk.valid().encode_utf16());
        if !chunk.invalid().is_empty() {
            units.push(char::REPLACEMENT_CHARACTER as u16);
        }
    }
    from_utf16(ctx, &units)
}

/// Decodes UTF-8 and answers `None` when it is ill-formed (`TextDecoder` with `fatal`).
pub fn from_utf8_strict<'js>(ctx: &Ctx<'js>, bytes: &[u8]) -> Result<Option<JsString<'js>>> {
    match std::str::from_utf8(bytes) {
        Ok(text) => from_str(ctx, text).map(Some),
        Err(_) => Ok(None),
    }
}
