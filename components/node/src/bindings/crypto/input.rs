//! What native functions are given: bytes in buffers, in text with an encoding, in secret keys.

use kernelet_quickjs::{bytes::bytes_of, strings};
use rquickjs::{Ctx, Result, Value};

use super::{digest::Algorithm, error::throw_invalid_digest};
use crate::{
    codecs::{self, Encoding},
    runtime::members::Arguments,
};

/// Runs `use_bytes` on the bytes of a view or buffer, or of text in the encoding that `encoding`
/// names (UTF-8 when it names none).
pub fn with_bytes<R>(
    data: &Value<'_>,
    encoding: &Value<'_>,
    use_bytes: impl FnOnce(&[u8]) -> R,
) -> Result<R> {
    if let Some(bytes) = bytes_of(data) {
        return Ok(bytes.with_slice(use_bytes));
    }
    let encoding = Encoding::from_value(encoding, Encoding::Utf8);
    let bytes = strings::with_view(data, |text| codecs::encode(text, encoding))?;
    Ok(use_bytes(&bytes))
}

/// A copy of the bytes of the argument at `index`; empty when it has none.
pub fn bytes(arguments: &Arguments<'_, '_>, index: usize) -> Vec<u8> {
    bytes_of(&arguments.get(index)).map(|bytes| bytes.to_vec()).unwrap_or_default()
}

/// A copy of the bytes of the argument at `index`, if it is a buffer or view.
pub fn optional_bytes(arguments: &Arguments<'_, '_>, index: usize) -> Option<Vec<u8>> {
    bytes_of(&arguments.get(index)).map(|bytes| bytes.to_vec())
}

/// The argument at `index` as text.
pub fn text(arguments: &Arguments<'_, '_>, index: usize) -> Result<String> {
    strings::to_utf8(&arguments.get(index))
}

/// The argument at `index` as text, if it is a string.
pub fn optional_text(arguments: &Arguments<'_, '_>, index: usize) -> Result<Option<String>> {
    let value = arguments.get(index);
    if value.is_string() { strings::to_utf8(&value).map(Some) } else { Ok(None) }
}

/// The hash function that the argument at `index` names, or `ERR_CRYPTO_INVALID_DIGEST`.
pub fn digest(arguments: &Arguments<'_, '_>, index: usize) -> Result<Algorithm> {
    let name = text(arguments, index)?;
    Algorithm::from_name(&name).ok_or_else(|| throw_invalid_digest(arguments.ctx(), &name))
}

/// The bytes as text in the encoding that the argument names; a `Buffer` when it names none.
pub fn encoded<'js>(ctx: &Ctx<'js>, bytes: Vec<u8>, encoding: &Value<'js>) -> Result<Value<'js>> {
    match Encoding::from_value(encoding, Encoding::Buffer) {
        Encoding::Buffer => Ok(codecs::buffer(ctx, bytes)?.into_value()),
        encoding => codecs::decode(ctx, encoding, &bytes),
    }
}
