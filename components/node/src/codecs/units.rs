//! The encodings that take UTF-16 units one by one: ascii, latin1, ucs2.

use kernelet_quickjs::strings::StringView;

/// Little-endian units; a last odd byte is dropped.
pub fn from_bytes(bytes: &[u8]) -> Vec<u16> {
    bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect()
}

/// The low byte of every unit, as many as fit.
pub fn write_low_bytes(text: StringView<'_>, out: &mut [u8]) -> usize {
    let count = text.len().min(out.len());
    match text {
        StringView::Latin1(bytes) => out[..count].copy_from_slice(&bytes[..count]),
        StringView::Utf16(units) => {
            for (target, unit) in out.iter_mut().zip(units) {
                *target = *unit as u8;
            }
        }
    }
    count
}

/// Whole units in little-endian order, as many as fit; answers the bytes written.
pub fn write_units(text: StringView<'_>, out: &mut [u8]) -> usize {
    let count = text.len().min(out.len() / 2);
    match text {
        StringView::Latin1(bytes) => {
            for (target, byte) in out.chunks_exact_mut(2).zip(bytes) {
                target.copy_from_slice(&[*byte, 0]);
            }
        }
        StringView::Utf16(units) => {
            for (target, unit) in out.chunks_exact_mut(2).zip(units) {
                target.copy_from_slice(&unit.to_le_bytes());
            }
        }
    }
    count * 2
}

/// All units of a string, in a vector.
pub fn to_vec(text: StringView<'_>) -> Vec<u16> {
    match text {
        StringView::Latin1(bytes) => bytes.iter().map(|byte| u16::from(*byte)).collect(),
        StringView::Utf16(units) => units.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_whole_units_only() {
        let mut out = [9; 5];
        assert_eq!(write_units(StringView::Utf16(&[0x3b1, 0xd800, 0x41]), &mut out), 4);
        assert_eq!(out, [0xb1, 3, 0, 0xd8, 9]);
        assert_eq!(write_low_bytes(StringView::Utf16(&[0x1f4, 0x41]), &mut out), 2);
        assert_eq!(&out[..2], &[0xf4, 0x41]);
        assert_eq!(from_bytes(&[1, 2, 3]), [0x201]);
    }
}
