//! Hexadecimal text.

use kernelet_quickjs::strings::StringView;

/// The two digits of every byte value.
const DIGITS: [[u8; 2]; 256] = {
    let mut digits = [[0; 2]; 256];
    let text = b"0123456789abcdef";
    let mut byte = 0;
    while byte < 256 {
        digits[byte] = [text[byte >> 4], text[byte & 15]];
        byte += 1;
    }
    digits
};

const BAD: u8 = 0xff;

/// The value of every digit, [`BAD`] for what is none.
const VALUES: [u8; 256] = {
    let mut values = [BAD; 256];
    let mut index = 0;
    while index < 10 {
        values[b'0' as usize + index] = index as u8;
        index += 1;
    }
    index = 0;
    while index < 6 {
        values[b'a' as usize + index] = 10 + index as u8;
        values[b'A' as usize + index] = 10 + index as u8;
        index += 1;
    }
    values
};

/// Lower-case digits.
pub fn encode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.extend_from_slice(&DIGITS[usize::from(*byte)]);
    }
    out
}

/// Decodes pairs of digits until one is none, `out` is full or half a pair is left.
///
/// Units above 255 count as their low byte: Node's C++ narrows them too.
pub fn decode(text: StringView<'_>, out: &mut [u8]) -> usize {
    match text {
        StringView::Latin1(bytes) => decode_from(bytes, out, |byte| *byte),
        StringView::Utf16(units) => decode_from(units, out, |unit| *unit as u8),
    }
}

fn decode_from<T>(text: &[T], out: &mut [u8], narrow: impl Fn(&T) -> u8) -> usize {
    let mut written = 0;
    for (pair, target) in text.chunks_exact(2).zip(out) {
        let high = VALUES[usize::from(narrow(&pair[0]))];
        let low = VALUES[usize::from(narrow(&pair[1]))];
        if high == BAD || low == BAD {
            break;
        }
        *target = high << 4 | low;
        written += 1;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_at_the_first_bad_digit() {
        let mut out = [0; 8];
        assert_eq!(decode(StringView::Latin1(b"abXXcd"), &mut out), 1);
        assert_eq!(decode(StringView::Latin1(b"abc"), &mut out), 1);
        assert_eq!(decode(StringView::Utf16(&[0x141, 0x142]), &mut out), 1);
        assert_eq!(out[0], 0xab);
        assert_eq!(decode(StringView::Latin1(b"00FFee"), &mut out[..2]), 2);
        assert_eq!(&out[..2], &[0, 0xff]);
        assert_eq!(encode(&[0, 0x0f, 0xff]), b"000fff");
    }
}
