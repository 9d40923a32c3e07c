//! Percent-encoding and its sets (URL standard, section 1.3).

/// Which bytes are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodeSet {
    /// C0 controls and everything above `~`; part of every set.
    C0Control,
    /// Fragments.
    Fragment,
    /// Queries of schemes that are not special.
    Query,
    /// Queries of special schemes.
    SpecialQuery,
    /// Path segments.
    Path,
    /// User names and passwords.
    Userinfo,
}

impl EncodeSet {
    /// Whether the byte is encoded.
    pub fn contains(self, byte: u8) -> bool {
        if !(0x20..=0x7e).contains(&byte) {
            return true;
        }
        match self {
            Self::C0Control => false,
            Self::Fragment => matches!(byte, b' ' | b'"' | b'<' | b'>' | b'`'),
            Self::Query => matches!(byte, b' ' | b'"' | b'#' | b'<' | b'>'),
            Self::SpecialQuery => byte == b'\'' || Self::Query.contains(byte),
            Self::Path => matches!(byte, b'?' | b'`' | b'{' | b'}') || Self::Query.contains(byte),
            Self::Userinfo => {
                matches!(byte, b'/' | b':' | b';' | b'=' | b'@' | b'[' | b'\\' | b']' | b'^' | b'|')
                    || Self::Path.contains(byte)
            }
        }
    }
}

/// Appends one byte of UTF-8, encoded when it is in the set.
pub fn push(out: &mut String, byte: u8, set: EncodeSet) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    if set.contains(byte) {
        out.push('%');
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    } else {
        out.push(char::from(byte));
    }
}

/// The bytes with every one in the set encoded.
pub fn encode(bytes: &[u8], set: EncodeSet) -> String {
    let mut out = String::with_capacity(bytes.len());
    for byte in bytes {
        push(&mut out, *byte, set);
    }
    out
}

/// Takes `%xx` back; what is not two digits stays.
pub fn decode(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        if *first == b'%'
            && let [high, low, after @ ..] = tail
            && let (Some(high), Some(low)) =
                (char::from(*high).to_digit(16), char::from(*low).to_digit(16))
        {
            out.push((high << 4 | low) as u8);
            rest = after;
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}
