//! BARE (draft-devault-bare), as far as the protocol uses it, read strictly: what another encoder
//! could not have written is refused.
//!
//! Lengths in the input are never trusted: nothing is allocated for more items than the rest of
//! the input can hold.

use std::collections::BTreeMap;

/// Items of lists and maps that one frame may hold: a frame of empty strings would otherwise take
/// many times its size in memory.
const MAX_ITEMS: u64 = 1 << 20;

/// Why bytes are not a message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The input ends inside a value.
    #[error("the frame ends inside a value")]
    Truncated,
    /// Bytes follow the message.
    #[error("{0} bytes follow the message")]
    Trailing(usize),
    /// A variable-length integer is longer than its value needs, or than 64 bits.
    #[error("a length or tag is not written in its shortest form")]
    Varint,
    /// An enumeration or union has no such member.
    #[error("{kind} has no member {tag}")]
    UnknownTag {
        /// The type.
        kind: &'static str,
        /// What stands in its place.
        tag: u64,
    },
    /// A `bool` or the marker of an optional value is neither 0 nor 1.
    #[error("{0} stands where 0 or 1 must")]
    NotBoolean(u8),
    /// A string is not UTF-8.
    #[error("a string is not UTF-8")]
    NotUtf8,
    /// A map has a key twice.
    #[error("a map has a key twice")]
    DuplicateKey,
    /// Too many items of lists and maps.
    #[error("more than {MAX_ITEMS} items in one frame")]
    TooManyItems,
    /// The frame is of another protocol.
    #[error(
        "the frame is of `{name}` version {version}, not `{}` version {}",
        crate::frame::SCHEMA_NAME,
        crate::frame::SCHEMA_VERSION
    )]
    Schema {
        /// Name of its schema.
        name: String,
        /// Version of its schema.
        version: u16,
    },
}

/// Results of decoding.
pub type Result<T> = std::result::Result<T, DecodeError>;

/// A type with a place in a frame.
pub trait Wire: Sized {
    /// Appends its encoding.
    fn encode(&self, out: &mut Vec<u8>);

    /// Takes it from the front of the input.
    ///
    /// # Errors
    /// When the bytes there are not exactly what [`Wire::encode`] writes for some value.
    fn decode(input: &mut Reader<'_>) -> Result<Self>;
}

/// The part of a frame that has not been read yet.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    items: u64,
}

impl<'a> Reader<'a> {
    /// Reads from the start of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes, items: MAX_ITEMS }
    }

    /// Takes the next `length` bytes.
    ///
    /// # Errors
    /// When fewer are left.
    pub fn take(&mut self, length: u64) -> Result<&'a [u8]> {
        let length = usize::try_from(length).map_err(|_| DecodeError::Truncated)?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Takes one byte.
    ///
    /// # Errors
    /// When none is left.
    pub fn byte(&mut self) -> Result<u8> {
        let (first, rest) = self.rest.split_first().ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(*first)
    }

    /// Takes a variable-length integer (LEB128) in its shortest form.
    ///
    /// # Errors
    /// When it is longer than needed or than 64 bits.
    pub fn varint(&mut self) -> Result<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                return Err(DecodeError::Varint);
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                let padded = byte == 0 && shift > 0;
                return if padded { Err(DecodeError::Varint) } else { Ok(value) };
            }
        }
        Err(DecodeError::Varint)
    }

    /// Takes the number of items of a list or map. Each item takes at least a byte.
    fn count(&mut self) -> Result<usize> {
        let count = self.varint()?;
        if count > self.rest.len() as u64 {
            return Err(DecodeError::Truncated);
        }
        self.items = self.items.checked_sub(count).ok_or(DecodeError::TooManyItems)?;
        usize::try_from(count).map_err(|_| DecodeError::TooManyItems)
    }

    /// Ends the reading: nothing may be left.
    ///
    /// # Errors
    /// When something is.
    pub fn finish(self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(DecodeError::Trailing(self.rest.len())) }
    }
}

/// Appends a variable-length integer.
pub fn encode_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        // The low seven bits with the mark that more follow.
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Fixed-width integers are little-endian.
macro_rules! fixed_width {
    ($($integer:ty),*) => {$(
        impl Wire for $integer {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn decode(input: &mut Reader<'_>) -> Result<Self> {
                let bytes = input.take(size_of::<$integer>() as u64)?;
                let bytes = bytes.try_into().map_err(|_| DecodeError::Truncated)?;
                Ok(<$integer>::from_le_bytes(bytes))
            }
        }
    )*};
}

fixed_width!(u16, u32, u64, i32, i64);

impl Wire for () {
    fn encode(&self, _out: &mut Vec<u8>) {}

    fn decode(_input: &mut Reader<'_>) -> Result<Self> {
        Ok(())
    }
}

impl Wire for bool {
    fn encode(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn decode(input: &mut Reader<'_>) -> Result<Self> {
        match input.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(DecodeError::NotBoolean(other)),
        }
    }
}

impl Wire for String {
    fn encode(&self, out: &mut Vec<u8>) {
        encode_varint(self.len() as u64, out);
        out.extend_from_slice(self.as_bytes());
    }

    fn decode(input: &mut Reader<'_>) -> Result<Self> {
        let length = input.varint()?;
        let text = std::str::from_utf8(input.take(length)?).map_err(|_| DecodeError::NotUtf8)?;
        Ok(text.to_string())
    }
}

/// `data`: bytes are no [`Wire`] items of their own, so this does not collide with lists.
impl Wire for Vec<u8> {
    fn encode(&self, out: &mut Vec<u8>) {
        encode_varint(self.len() as u64, out);
        out.extend_from_slice(self);
    }

    fn decode(input: &mut Reader<'_>) -> Result<Self> {
        let length = input.varint()?;
        Ok(input.take(length)?.to_vec())
    }
}

impl<T: Wire> Wire for Option<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        self.is_some().encode(out);
        if let Some(value) = self {
            value.encode(out);
        }
    }

    fn decode(input: &mut Reader<'_>) -> Result<Self> {
        if bool::decode(input)? { T::decode(input).map(Some) } else { Ok(None) }
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn encode(&self, out: &mut Vec<u8>) {
        encode_varint(self.len() as u64, out);
        for item in self {
            item.encode(out);
        }
    }

    fn decode(input: &mut Reader<'_>) -> Result<Self> {
        let count = input.count()?;
        // Grown as items arrive: an item may be far larger in memory than its least encoding.
        let mut items = Vec::new();
        for _ in 0..count {
            items.push(T::decode(input)?);
        }
        Ok(items)
    }
}

impl<K: Wire + Ord, V: Wire> Wire for BTreeMap<K, V> {
    fn encode(&self, out: &mut Vec<u8>) {
        encode_varint(self.len() as u64, out);
        for (key, value) in self {
            key.encode(out);
            value.encode(out);
        }
    }

    fn decode(input: &mut Reader<'_>) -> Result<Self> {
        let count = input.count()?;
        let mut map = BTreeMap::new();
        for _ in 0..count {
            if map.insert(K::decode(input)?, V::decode(input)?).is_some() {
                return Err(DecodeError::DuplicateKey);
            }
        }
        Ok(map)
    }
}
