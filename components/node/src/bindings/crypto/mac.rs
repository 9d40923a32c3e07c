//! HMAC (RFC 2104) over any of the hash functions, which are chosen while running.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::digest::{Algorithm, Hasher};

/// An HMAC in the making.
#[derive(Clone)]
pub struct Mac {
    inner: Hasher,
    outer: Hasher,
}

impl Mac {
    /// A MAC with this key. The extendable functions have none (as in OpenSSL).
    pub fn new(algorithm: Algorithm, key: &[u8]) -> Option<Self> {
        if algorithm.is_extendable() {
            return None;
        }
        let mut block = Zeroizing::new(vec![0; algorithm.block_size()]);
        if key.len() > block.len() {
            let short = algorithm.hash(key);
            block.iter_mut().zip(short).for_each(|(to, from)| *to = from);
        } else {
            block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
        }
        let start = |pad: u8| {
            let padded = Zeroizing::new(block.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>());
            let mut hasher = algorithm.start();
            hasher.update(&padded);
            hasher
        };
        Some(Self { inner: start(0x36), outer: start(0x5c) })
    }

    /// Takes more input.
    pub fn update(&mut self, data: &[u8]) {
        self.inner.update(data);
    }

    /// The code.
    pub fn finish(mut self) -> Vec<u8> {
        let size = self.inner.algorithm().output_size();
        self.outer.update(&self.inner.finish(size));
        self.outer.finish(size)
    }

    /// The code of one piece.
    pub fn of(algorithm: Algorithm, key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
        let mut mac = Self::new(algorithm, key)?;
        mac.update(data);
        Some(mac.finish())
    }
}

/// Whether two codes are equal, in a time that tells nothing of where they differ.
pub fn equal(left: &[u8], right: &[u8]) -> bool {
    bool::from(left.ct_eq(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4231() {
        let code = Mac::of(Algorithm::Sha256, b"Jefe", b"what do ya want for nothing?").unwrap();
        assert_eq!(code[..4], [0x5b, 0xdc, 0xc1, 0x46]);
        let data = b"Test Using Larger Than Block-Size Key - Hash Key First";
        let code = Mac::of(Algorithm::Sha512, &[0xaa; 131], data).unwrap();
        assert_eq!(code[..4], [0x80, 0xb2, 0x42, 0x63]);
        assert!(Mac::new(Algorithm::Shake128, b"key").is_none());
    }
}
