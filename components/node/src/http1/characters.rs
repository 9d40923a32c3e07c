//! Which bytes may stand where.

/// A set of bytes.
pub struct Set([bool; 256]);

impl Set {
    /// Whether the byte is in it.
    pub const fn has(&self, byte: u8) -> bool {
        self.0[byte as usize]
    }

    const fn with(mut self, bytes: &[u8]) -> Self {
        let mut index = 0;
        while index < bytes.len() {
            self.0[bytes[index] as usize] = true;
            index += 1;
        }
        self
    }

    const fn with_range(mut self, first: u8, last: u8) -> Self {
        let mut byte = first as usize;
        while byte <= last as usize {
            self.0[byte] = true;
            byte += 1;
        }
        self
    }

    const fn without(mut self, byte: u8) -> Self {
        self.0[byte as usize] = false;
        self
    }
}

const EMPTY: Set = Set([false; 256]);
const ALPHANUMERIC: Set =
    EMPTY.with_range(b'a', b'z').with_range(b'A', b'Z').with_range(b'0', b'9');

/// `token` of RFC 9110.
pub const TOKEN: Set = ALPHANUMERIC.with(b"!#$%&'*+-.^_`|~");
/// Header values.
pub const HEADER: Set = EMPTY.with(b"\t").with_range(32, 255).without(127);
/// Elements of lists in header values.
pub const LIST_ELEMENT: Set = EMPTY.with(b"\t").with_range(32, 255).without(127).without(b',');
/// Targets of requests, beside `?` and `#`.
pub const URL: Set = ALPHANUMERIC.with(b"!\"$%&'()*+,-./:;<=>@[\\]^_`{|}~");
/// What may stand before the `@` of an authority.
pub const USER_INFORMATION: Set = ALPHANUMERIC.with(b"-_.!~*'()%;:&=+$,");
/// `qdtext` of RFC 9110.
pub const QUOTED: Set =
    EMPTY.with(b"\t !").with_range(0x23, 0x5b).with_range(0x5d, 0x7e).with_range(0x80, 0xff);
/// What a backslash may quote.
pub const QUOTABLE: Set = EMPTY.with(b"\t").with_range(32, 126).with_range(0x80, 0xff);
