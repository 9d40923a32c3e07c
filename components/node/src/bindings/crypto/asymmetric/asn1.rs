//! The little of DER (ITU-T X.690) that keys and certificates need.
//!
//! Reading never panics: what is not there, or too long, is `None`.

/// Universal and context tags.
pub mod tag {
    #![allow(missing_docs)]
    pub const BOOLEAN: u8 = 0x01;
    pub const INTEGER: u8 = 0x02;
    pub const BIT_STRING: u8 = 0x03;
    pub const OCTET_STRING: u8 = 0x04;
    pub const NULL: u8 = 0x05;
    pub const OBJECT: u8 = 0x06;
    pub const UTC_TIME: u8 = 0x17;
    pub const SEQUENCE: u8 = 0x30;
    pub const SET: u8 = 0x31;

    /// A constructed element of context class.
    pub const fn context(number: u8) -> u8 {
        0xa0 | number
    }
}

/// Reads elements one after another.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// A reader of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next element's tag.
    pub fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next element: tag, content, and the whole of it.
    pub fn element(&mut self) -> Option<(u8, &'a [u8], &'a [u8])> {
        let (tag, rest) = self.0.split_first()?;
        let (first, mut rest) = rest.split_first()?;
        let mut length = usize::from(*first);
        if length > 0x80 {
            let (bytes, after) = rest.split_at_checked(length - 0x80)?;
            if bytes.len() > 4 {
                return None;
            }
            length = bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
            rest = after;
        } else if length == 0x80 {
            return None;
        }
        let (content, after) = rest.split_at_checked(length)?;
        let whole = &self.0[..self.0.len() - after.len()];
        self.0 = after;
        Some((*tag, content, whole))
    }

    /// The content of the next element, which must have this tag.
    pub fn take(&mut self, tag: u8) -> Option<&'a [u8]> {
        if self.peek()? != tag {
            return None;
        }
        self.element().map(|(_, content, _)| content)
    }

    /// The content of the next element if it has this tag.
    pub fn optional(&mut self, tag: u8) -> Option<&'a [u8]> {
        let mut ahead = *self;
        let content = ahead.take(tag)?;
        *self = ahead;
        Some(content)
    }

    /// Reads the next element's content.
    pub fn inside(&mut self, tag: u8) -> Option<Reader<'a>> {
        self.take(tag).map(Reader)
    }

    /// The next element as an unsigned integer, without leading zeros.
    pub fn unsigned(&mut self) -> Option<&'a [u8]> {
        let content = self.take(tag::INTEGER)?;
        if content.first()? & 0x80 != 0 {
            return None;
        }
        Some(trim(content))
    }

    /// The next element as a bit string of whole bytes.
    pub fn bits(&mut self) -> Option<&'a [u8]> {
        match self.take(tag::BIT_STRING)?.split_first()? {
            (0, bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// Without leading zeros; an empty slice for zero.
pub fn trim(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

/// An element.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut output = vec![tag];
    match content.len() {
        short @ 0..0x80 => output.push(short as u8),
        long => {
            let length = (long as u32).to_be_bytes();
            let length = trim(&length);
            output.push(0x80 | length.len() as u8);
            output.extend_from_slice(length);
        }
    }
    output.extend_from_slice(content);
    output
}

/// A sequence of elements.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(tag::SEQUENCE, &parts.concat())
}

/// An unsigned integer from its bytes.
pub fn integer(bytes: &[u8]) -> Vec<u8> {
    let bytes = trim(bytes);
    let mut content = Vec::with_capacity(bytes.len() + 1);
    if bytes.first().is_none_or(|first| first & 0x80 != 0) {
        content.push(0);
    }
    content.extend_from_slice(bytes);
    element(tag::INTEGER, &content)
}

/// A bit string of whole bytes.
pub fn bits(bytes: &[u8]) -> Vec<u8> {
    element(tag::BIT_STRING, &[&[0], bytes].concat())
}

/// An octet string.
pub fn octets(bytes: &[u8]) -> Vec<u8> {
    element(tag::OCTET_STRING, bytes)
}

/// An object identifier from its encoded content.
pub fn object(content: &[u8]) -> Vec<u8> {
    element(tag::OBJECT, content)
}

/// NULL
pub fn null() -> Vec<u8> {
    element(tag::NULL, &[])
}

/// The dotted form of an object identifier's content.
pub fn dotted(content: &[u8]) -> String {
    let mut numbers: Vec<u64> = Vec::new();
    let mut number = 0u64;
    for byte in content {
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            if numbers.is_empty() {
                let first = (number / 40).min(2);
                numbers.push(first);
                number -= first * 40;
            }
            numbers.push(number);
            number = 0;
        }
    }
    numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let long = vec![7; 300];
        let der = sequence(&[&integer(&[0, 0x80]), &octets(&long), &bits(b"ab"), &null()]);
        let mut outer = Reader::new(&der);
        let mut inner = outer.inside(tag::SEQUENCE).unwrap();
        assert!(outer.is_empty());
        assert_eq!(inner.unsigned(), Some(&[0x80][..]));
        assert_eq!(inner.optional(tag::NULL), None);
        assert_eq!(inner.take(tag::OCTET_STRING), Some(&long[..]));
        assert_eq!(inner.bits(), Some(&b"ab"[..]));
        assert_eq!(inner.take(tag::NULL), Some(&[][..]));
        assert!(inner.element().is_none());
    }

    #[test]
    fn broken_lengths_are_refused() {
        for bytes in [&[0x30][..], &[0x30, 2, 0], &[0x30, 0x80, 0, 0], &[4, 0x85, 0, 0, 0, 0, 0]] {
            assert!(Reader::new(bytes).element().is_none(), "{bytes:?}");
        }
    }

    #[test]
    fn identifiers_have_a_dotted_form() {
        assert_eq!(dotted(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]), "1.2.840.113549");
        assert_eq!(dotted(&[0x55, 4, 3]), "2.5.4.3");
    }
}
