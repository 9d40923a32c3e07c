//! `buffer.transcode`: bytes of one encoding as bytes of another.

use kernelet_quickjs::{
    bytes::bytes_of,
    strings::{self, StringView},
};
use rquickjs::{Result, Value};

use crate::{
    codecs::{self, Encoding, units},
    runtime::members::Arguments,
};

/// ICU's `U_ILLEGAL_ARGUMENT_ERROR`: not a pair that can be transcoded.
const ILLEGAL_ARGUMENT: i32 = 1;
/// ICU's `U_INVALID_CHAR_FOUND`: the source is not well-formed.
const INVALID_CHARACTER: i32 = 10;

/// `transcode(source, from, to)`: a `Buffer`, or the number of ICU's error.
pub(super) fn transcode<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(source) = bytes_of(&arguments.get(0)) else {
        return Ok(Value::new_int(ctx.clone(), ILLEGAL_ARGUMENT));
    };
    let from = encoding_argument(&arguments.get(1))?;
    let to = encoding_argument(&arguments.get(2))?;
    match source.with_slice(|bytes| convert(bytes, from, to)) {
        Ok(bytes) => Ok(codecs::buffer(ctx, bytes)?.into_value()),
        Err(error) => Ok(Value::new_int(ctx.clone(), error)),
    }
}

fn encoding_argument(value: &Value<'_>) -> Result<Option<Encoding>> {
    if !value.is_string() {
        return Ok(None);
    }
    Ok(Encoding::from_name(&strings::to_utf8(value)?))
}

fn convert(
    bytes: &[u8],
    from: Option<Encoding>,
    to: Option<Encoding>,
) -> std::result::Result<Vec<u8>, i32> {
    use Encoding::{Ascii, Latin1, Ucs2, Utf8};
    let (Some(from), Some(to)) = (from, to) else { return Err(ILLEGAL_ARGUMENT) };
    if !matches!(from, Ascii | Latin1 | Ucs2 | Utf8) || !matches!(to, Ascii | Latin1 | Ucs2 | Utf8)
    {
        return Err(ILLEGAL_ARGUMENT);
    }
    // ICU's converters replace; only the direct ways between UTF-8 and UTF-16 refuse.
    let text: Vec<u16> = match from {
        // Node takes ASCII for Latin-1 on this one way.
        Ascii if to == Ucs2 => bytes.iter().map(|byte| u16::from(*byte)).collect(),
        Ascii => bytes
            .iter()
            .map(|byte| if byte.is_ascii() { u16::from(*byte) } else { 0xfffd })
            .collect(),
        Latin1 => bytes.iter().map(|byte| u16::from(*byte)).collect(),
        Ucs2 => {
            let mut text = units::from_bytes(bytes);
            // Half a unit counts as an ill-formed character.
            if bytes.len() % 2 == 1 && matches!(to, Utf8 | Ucs2) {
                text.push(0xd800);
            }
            text
        }
        _ if to == Ucs2 => match std::str::from_utf8(bytes) {
            Ok(text) => text.encode_utf16().collect(),
            Err(_) => return Err(INVALID_CHARACTER),
        },
        _ => String::from_utf8_lossy(bytes).encode_utf16().collect(),
    };
    if from == Ucs2 && to == Utf8 && String::from_utf16(&text).is_err() {
        return Err(INVALID_CHARACTER);
    }
    Ok(match to {
        Utf8 => codecs::encode(StringView::Utf16(&text), to),
        Ucs2 => String::from_utf16_lossy(&text).encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Latin1 => substitute(&text, 0xff),
        _ => substitute(&text, 0x7f),
    })
}

/// One byte per character, `?` for what is above `last`.
fn substitute(text: &[u16], last: u32) -> Vec<u8> {
    char::decode_utf16(text.iter().copied())
        .map(|character| match character.map_or(u32::MAX, u32::from) {
            code if code <= last => code as u8,
            _ => b'?',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Node 22.14 answers.
    #[test]
    fn like_icu() {
        let run = |bytes: &[u8], from: &str, to: &str| {
            convert(bytes, Encoding::from_name(from), Encoding::from_name(to))
        };
        assert_eq!(run(b"a", "utf8", "nope"), Err(1));
        assert_eq!(run(b"a", "utf8", "hex"), Err(1));
        assert_eq!(run("€".as_bytes(), "utf8", "ascii"), Ok(b"?".to_vec()));
        assert_eq!(run("€é".as_bytes(), "utf8", "latin1"), Ok(b"?\xe9".to_vec()));
        assert_eq!(run("é😀".as_bytes(), "utf8", "ucs2"), Ok(vec![0xe9, 0, 0x3d, 0xd8, 0, 0xde]));
        assert_eq!(run(b"\xffA", "utf8", "ucs2"), Err(10));
        assert_eq!(run(b"\xffA", "latin1", "utf8"), Ok(b"\xc3\xbfA".to_vec()));
        assert_eq!(run(b"\xffA", "ascii", "utf8"), Ok(b"\xef\xbf\xbdA".to_vec()));
        assert_eq!(run(&[0, 0xd8, 0x40, 0], "ucs2", "utf8"), Err(10));
        assert_eq!(run(b"\xffA", "utf8", "latin1"), Ok(b"?A".to_vec()));
        assert_eq!(run(&[0xac, 0x20, 0x41, 0], "ucs2", "latin1"), Ok(b"?A".to_vec()));
        assert_eq!(run(b"\xffA", "latin1", "ascii"), Ok(b"?A".to_vec()));
        assert_eq!(run(b"\xffA", "utf8", "utf8"), Ok(b"\xef\xbf\xbdA".to_vec()));
        assert_eq!(run(b"\xffA", "latin1", "latin1"), Ok(b"\xffA".to_vec()));
    }
}
