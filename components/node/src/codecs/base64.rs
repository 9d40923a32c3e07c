//! Base64: what `Buffer` writes, what it tolerates, and what `atob` refuses.

use kernelet_quickjs::strings::StringView;

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Not a digit. Every digit is below 64, so that the high bit tells.
const BAD: u8 = 0x80;

/// The value of every digit of both alphabets.
const LENIENT: [u8; 256] = values(&[STANDARD, URL]);
/// The value of every digit of the standard alphabet.
const STRICT: [u8; 256] = values(&[STANDARD]);

const fn values(alphabets: &[&[u8; 64]]) -> [u8; 256] {
    let mut values = [BAD; 256];
    let mut which = 0;
    while which < alphabets.len() {
        let mut index = 0;
        while index < 64 {
            values[alphabets[which][index] as usize] = index as u8;
            index += 1;
        }
        which += 1;
    }
    values
}

/// Standard alphabet with padding.
pub fn encode(bytes: &[u8]) -> Vec<u8> {
    encode_with(bytes, STANDARD, true)
}

/// `-` and `_`, without padding.
pub fn encode_url(bytes: &[u8]) -> Vec<u8> {
    encode_with(bytes, URL, false)
}

fn encode_with(bytes: &[u8], alphabet: &[u8; 64], pad: bool) -> Vec<u8> {
    let digit = |value: u32| alphabet[(value & 63) as usize];
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    let mut groups = bytes.chunks_exact(3);
    for group in &mut groups {
        let value = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        out.extend_from_slice(&[
            digit(value >> 18),
            digit(value >> 12),
            digit(value >> 6),
            digit(value),
        ]);
    }
    match *groups.remainder() {
        [a] => {
            let value = u32::from(a) << 16;
            out.extend_from_slice(&[digit(value >> 18), digit(value >> 12)]);
            if pad {
                out.extend_from_slice(b"==");
            }
        }
        [a, b] => {
            let value = u32::from(a) << 16 | u32::from(b) << 8;
            out.extend_from_slice(&[digit(value >> 18), digit(value >> 12), digit(value >> 6)]);
            if pad {
                out.push(b'=');
            }
        }
        _ => {}
    }
    out
}

/// How many bytes the text can give at most, from its length and its padding alone.
pub fn decoded_size(text: StringView<'_>) -> usize {
    let is_pad = |index: usize| text.unit(index) == Some(u16::from(b'='));
    let mut length = text.len();
    if length < 2 {
        return 0;
    }
    if is_pad(length - 1) {
        length -= 1;
        if is_pad(length - 1) {
            length -= 1;
        }
    }
    length / 4 * 3 + (length % 4).saturating_sub(1)
}

/// Decodes as `Buffer` does: either alphabet, `=` ends it, everything else that is no digit is
/// passed over; until `out` is full.
///
/// Units above 255 count as their low byte: Node's C++ narrows them too.
pub fn decode(text: StringView<'_>, out: &mut [u8]) -> usize {
    match text {
        StringView::Latin1(bytes) => decode_from(bytes, out, |byte| *byte),
        StringView::Utf16(units) => decode_from(units, out, |unit| *unit as u8),
    }
}

fn decode_from<T>(text: &[T], out: &mut [u8], narrow: impl Fn(&T) -> u8) -> usize {
    let (mut read, mut written) = (0, 0);
    loop {
        // Whole groups, as long as nothing has to be passed over.
        while let (Some(group), Some(target)) =
            (text.get(read..read + 4), out.get_mut(written..written + 3))
        {
            let value = |index: usize| LENIENT[usize::from(narrow(&group[index]))];
            let (a, b, c, d) = (value(0), value(1), value(2), value(3));
            if (a | b | c | d) & BAD != 0 {
                break;
            }
            target.copy_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
            read += 4;
            written += 3;
        }
        // One group digit by digit.
        let mut digits = 0;
        let mut last = 0;
        while digits < 4 {
            let Some(unit) = text.get(read) else { return written };
            let narrowed = narrow(unit);
            if narrowed == b'=' {
                return written;
            }
            read += 1;
            let value = LENIENT[usize::from(narrowed)];
            if value == BAD {
                continue;
            }
            let byte = match digits {
                1 => Some(last << 2 | value >> 4),
                2 => Some(last << 4 | value >> 2),
                3 => Some(last << 6 | value),
                _ => None,
            };
            if let Some(byte) = byte {
                let Some(target) = out.get_mut(written) else { return written };
                *target = byte;
                written += 1;
            }
            last = value;
            digits += 1;
        }
    }
}

/// Why `atob` refuses a text; the numbers are those its binding answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Refusal {
    /// One digit is left over.
    Remainder = -1,
    /// A character that is no digit, or padding where none belongs.
    InvalidCharacter = -2,
}

/// WHATWG's forgiving-base64 decode.
pub fn decode_forgiving(text: StringView<'_>) -> Result<Vec<u8>, Refusal> {
    let digits = match text {
        StringView::Latin1(bytes) => bytes,
        // A wide string has a unit above 255, which is no digit.
        StringView::Utf16(_) => return Err(Refusal::InvalidCharacter),
    };
    let (digits, first) = trim_padding(trim_space(digits));
    let (digits, second) = if first { trim_padding(trim_space(digits)) } else { (digits, false) };
    let padding = usize::from(first) + usize::from(second);
    if digits.is_empty() && padding > 0 {
        return Err(Refusal::InvalidCharacter);
    }
    let mut out = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    let (mut group, mut count) = (0_u32, 0);
    for byte in digits {
        if is_space(*byte) {
            continue;
        }
        let value = STRICT[usize::from(*byte)];
        if value == BAD {
            return Err(Refusal::InvalidCharacter);
        }
        group = group << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            out.extend_from_slice(&group.to_be_bytes()[1..]);
            (group, count) = (0, 0);
        }
    }
    match count {
        1 => return Err(Refusal::Remainder),
        2 => out.push((group >> 4) as u8),
        3 => out.extend_from_slice(&((group >> 2) as u16).to_be_bytes()),
        _ => {}
    }
    if padding > 0 && (count == 0 || count + padding != 4) {
        return Err(Refusal::InvalidCharacter);
    }
    Ok(out)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

fn trim_space(mut digits: &[u8]) -> &[u8] {
    while let [rest @ .., last] = digits
        && is_space(*last)
    {
        digits = rest;
    }
    digits
}

fn trim_padding(digits: &[u8]) -> (&[u8], bool) {
    match digits {
        [rest @ .., b'='] => (rest, true),
        _ => (digits, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lenient(text: &str) -> Vec<u8> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut out = [0; 64];
        let count = decode(StringView::Utf16(&units), &mut out);
        out[..count].to_vec()
    }

    /// What Node 22.14 answers to `Buffer.from(text, 'base64').toString('hex')`.
    #[test]
    fn lenient_like_buffer() {
        for (text, hex) in [
            ("\u{100}QUJD", "414243"),
            ("\u{13d}QUJD", ""),
            ("QUJDQUJD\u{100}", "414243414243"),
            ("QUJ\u{100}D", "414243"),
            ("\u{141}UJD", "014243"),
            ("Q!UJD", "414243"),
            ("Q", ""),
            ("QUJDR", "414243"),
            ("QUJDRA", "41424344"),
            ("QUJDRAA", "4142434400"),
            ("QU=JD", "41"),
            ("=QUJD", ""),
            ("QUJDQ=UJD", "414243"),
            ("QQ==QQ==", "41"),
            ("QUJD QUJD QUJD", "414243414243414243"),
            ("QUJD-_+/", "414243fbffbf"),
        ] {
            assert_eq!(crate::codecs::hex::encode(&lenient(text)), hex.as_bytes(), "{text}");
        }
        assert_eq!(decode(StringView::Latin1(b"QUJDQUJD"), &mut [0; 4]), 4);
        assert_eq!(decode(StringView::Latin1(b"QUJD"), &mut [0; 2]), 2);
    }

    #[test]
    fn encodes_with_and_without_padding() {
        for (bytes, standard, url) in [
            (&b""[..], "", ""),
            (b"a", "YQ==", "YQ"),
            (b"ab", "YWI=", "YWI"),
            (b"abc", "YWJj", "YWJj"),
            (b"\xfb\xff\xbf", "+/+/", "-_-_"),
        ] {
            assert_eq!(encode(bytes), standard.as_bytes());
            assert_eq!(encode_url(bytes), url.as_bytes());
        }
    }

    /// What Node 22.14's binding answers to `atob(text)`.
    #[test]
    fn forgiving_like_atob() {
        use Refusal::{InvalidCharacter, Remainder};
        for (text, expected) in [
            ("a", Err(Remainder)),
            ("ab=", Err(InvalidCharacter)),
            ("a=", Err(Remainder)),
            ("ab==", Ok(&b"i"[..])),
            ("abc", Ok(b"i\xb7")),
            ("abc=", Ok(b"i\xb7")),
            ("abcd=", Err(InvalidCharacter)),
            ("ab=c", Err(InvalidCharacter)),
            ("=", Err(InvalidCharacter)),
            ("====", Err(InvalidCharacter)),
            ("a b c d", Ok(b"i\xb7\x1d")),
            ("abc!", Err(InvalidCharacter)),
            ("abcde", Err(Remainder)),
            ("abcdef==", Ok(b"i\xb7\x1dy")),
            ("abcdefg==", Err(InvalidCharacter)),
            (" ", Ok(b"")),
            ("ab = = ", Ok(b"i")),
        ] {
            let found = decode_forgiving(StringView::Latin1(text.as_bytes()));
            assert_eq!(found.as_deref(), expected.as_ref().map(|bytes| *bytes), "{text}");
        }
    }
}
