//! The hash functions by OpenSSL's names. No JavaScript here.

use blake2::{Blake2b512, Blake2s256};
use digest::{Digest, ExtendableOutput, Update, XofReader};
use md5::Md5;
use ripemd::Ripemd160;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};
use shake::{Shake128, Shake256};
use sm3::Sm3;

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Algorithm {
    Md5,
    Sha1,
    /// MD5 and SHA-1 side by side, for TLS 1.0.
    Md5Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    Sha512_224,
    Sha512_256,
    Sha3_224,
    Sha3_256,
    Sha3_384,
    Sha3_512,
    Shake128,
    Shake256,
    Ripemd160,
    Blake2b512,
    Blake2s256,
    Sm3,
}

use Algorithm as A;

/// Every name that `getHashes()` lists, in its order.
pub const NAMES: &[(&str, Algorithm)] = &[
    ("RSA-MD5", A::Md5),
    ("RSA-RIPEMD160", A::Ripemd160),
    ("RSA-SHA1", A::Sha1),
    ("RSA-SHA1-2", A::Sha1),
    ("RSA-SHA224", A::Sha224),
    ("RSA-SHA256", A::Sha256),
    ("RSA-SHA3-224", A::Sha3_224),
    ("RSA-SHA3-256", A::Sha3_256),
    ("RSA-SHA3-384", A::Sha3_384),
    ("RSA-SHA3-512", A::Sha3_512),
    ("RSA-SHA384", A::Sha384),
    ("RSA-SHA512", A::Sha512),
    ("RSA-SHA512/224", A::Sha512_224),
    ("RSA-SHA512/256", A::Sha512_256),
    ("RSA-SM3", A::Sm3),
    ("blake2b512", A::Blake2b512),
    ("blake2s256", A::Blake2s256),
    ("id-rsassa-pkcs1-v1_5-with-sha3-224", A::Sha3_224),
    ("id-rsassa-pkcs1-v1_5-with-sha3-256", A::Sha3_256),
    ("id-rsassa-pkcs1-v1_5-with-sha3-384", A::Sha3_384),
    ("id-rsassa-pkcs1-v1_5-with-sha3-512", A::Sha3_512),
    ("md5", A::Md5),
    ("md5-sha1", A::Md5Sha1),
    ("md5WithRSAEncryption", A::Md5),
    ("ripemd", A::Ripemd160),
    ("ripemd160", A::Ripemd160),
    ("ripemd160WithRSA", A::Ripemd160),
    ("rmd160", A::Ripemd160),
    ("sha1", A::Sha1),
    ("sha1WithRSAEncryption", A::Sha1),
    ("sha224", A::Sha224),
    ("sha224WithRSAEncryption", A::Sha224),
    ("sha256", A::Sha256),
    ("sha256WithRSAEncryption", A::Sha256),
    ("sha3-224", A::Sha3_224),
    ("sha3-256", A::Sha3_256),
    ("sha3-384", A::Sha3_384),
    ("sha3-512", A::Sha3_512),
    ("sha384", A::Sha384),
    ("sha384WithRSAEncryption", A::Sha384),
    ("sha512", A::Sha512),
    ("sha512-224", A::Sha512_224),
    ("sha512-224WithRSAEncryption", A::Sha512_224),
    ("sha512-256", A::Sha512_256),
    ("sha512-256WithRSAEncryption", A::Sha512_256),
    ("sha512WithRSAEncryption", A::Sha512),
    ("shake128", A::Shake128),
    ("shake256", A::Shake256),
    ("sm3", A::Sm3),
    ("sm3WithRSAEncryption", A::Sm3),
    ("ssl3-md5", A::Md5),
    ("ssl3-sha1", A::Sha1),
];

/// Names that OpenSSL takes without listing them.
const MORE_NAMES: &[(&str, Algorithm)] = &[
    ("SHA-1", A::Sha1),
    ("SHA2-224", A::Sha224),
    ("SHA-224", A::Sha224),
    ("SHA2-256", A::Sha256),
    ("SHA-256", A::Sha256),
    ("SHA2-384", A::Sha384),
    ("SHA-384", A::Sha384),
    ("SHA2-512", A::Sha512),
    ("SHA-512", A::Sha512),
    ("SHA-512/224", A::Sha512_224),
    ("SHA2-512/224", A::Sha512_224),
    ("SHA-512/256", A::Sha512_256),
    ("SHA2-512/256", A::Sha512_256),
    ("SHAKE-128", A::Shake128),
    ("SHAKE-256", A::Shake256),
    ("RIPEMD-160", A::Ripemd160),
    ("BLAKE2B-512", A::Blake2b512),
    ("BLAKE2S-256", A::Blake2s256),
    ("SSL3-MD5", A::Md5),
];

/// Runs `$body` with `$D` as the type of the fixed-length hash function `$algorithm`; `$else`
/// for those that have no single type.
macro_rules! with_digest {
    ($algorithm:expr, $D:ident => $body:expr, $else:expr) => {
        match $algorithm {
            $crate::bindings::crypto::digest::Algorithm::Md5 => {
                type $D = md5::Md5;
                $body
            }
            $crate::bindings::crypto::digest::Algorithm::Sha1 => {
                type $D = sha1::Sha1;
                $body
            }
            $crate::bindings::crypto::digest::Algorithm::Sha224 => {
                type $D = sha2::Sha224;
                $body
            }
            $crate::bindings::crypto::digest::Algorithm::Sha256 => {
                type $D = sha2::Sha256;
                $body
            }
            $crate::bindings::crypto::digest::Algorithm::Sha384 => {
                type $D = sha2::Sha384;
                $body
            }
            $crate::bindings::crypto::digest::Algorithm::Sha512 => {
                type $D = sha2::Sha512;
                $body
            }
            _ => $else,
        }
    };
}
pub(crate) use with_digest;

impl Algorithm {
    /// The function of this name, letters of either case.
    pub fn from_name(name: &str) -> Option<Self> {
        let named = |(known, _): &&(&str, Algorithm)| known.eq_ignore_ascii_case(name);
        NAMES.iter().chain(MORE_NAMES).find(named).map(|(_, algorithm)| *algorithm)
    }

    /// The name that details of keys show.
    pub fn name(self) -> &'static str {
        let own = |(name, algorithm): &&(&str, Algorithm)| {
            *algorithm == self
                && name.starts_with(|first: char| first.is_ascii_lowercase())
                && !name.starts_with("id-")
        };
        NAMES.iter().find(own).map_or("", |(name, _)| name)
    }

    /// A fresh state.
    pub fn start(self) -> Hasher {
        Hasher { algorithm: self, state: self.state() }
    }

    fn state(self) -> Box<dyn State> {
        match self {
            A::Md5 => Box::new(Fixed(Md5::new())),
            A::Sha1 => Box::new(Fixed(Sha1::new())),
            A::Md5Sha1 => Box::new(Both(Md5::new(), Sha1::new())),
            A::Sha224 => Box::new(Fixed(Sha224::new())),
            A::Sha256 => Box::new(Fixed(Sha256::new())),
            A::Sha384 => Box::new(Fixed(Sha384::new())),
            A::Sha512 => Box::new(Fixed(Sha512::new())),
            A::Sha512_224 => Box::new(Fixed(Sha512_224::new())),
            A::Sha512_256 => Box::new(Fixed(Sha512_256::new())),
            A::Sha3_224 => Box::new(Fixed(Sha3_224::new())),
            A::Sha3_256 => Box::new(Fixed(Sha3_256::new())),
            A::Sha3_384 => Box::new(Fixed(Sha3_384::new())),
            A::Sha3_512 => Box::new(Fixed(Sha3_512::new())),
            A::Shake128 => Box::new(Extendable(Shake128::default())),
            A::Shake256 => Box::new(Extendable(Shake256::default())),
            A::Ripemd160 => Box::new(Fixed(Ripemd160::new())),
            A::Blake2b512 => Box::new(Fixed(Blake2b512::new())),
            A::Blake2s256 => Box::new(Fixed(Blake2s256::new())),
            A::Sm3 => Box::new(Fixed(Sm3::new())),
        }
    }

    /// Bytes of output; OpenSSL's default ones for the extendable functions.
    pub fn output_size(self) -> usize {
        match self {
            A::Md5 | A::Shake128 => 16,
            A::Sha1 | A::Ripemd160 => 20,
            A::Sha224 | A::Sha512_224 | A::Sha3_224 => 28,
            A::Sha256 | A::Sha512_256 | A::Sha3_256 | A::Shake256 | A::Blake2s256 | A::Sm3 => 32,
            A::Md5Sha1 => 36,
            A::Sha384 | A::Sha3_384 => 48,
            A::Sha512 | A::Sha3_512 | A::Blake2b512 => 64,
        }
    }

    /// Bytes of a block of input (FIPS 180-4, 202).
    pub fn block_size(self) -> usize {
        match self {
            A::Sha384 | A::Sha512 | A::Sha512_224 | A::Sha512_256 | A::Blake2b512 => 128,
            A::Shake128 => 168,
            A::Sha3_224 => 144,
            A::Sha3_256 | A::Shake256 => 136,
            A::Sha3_384 => 104,
            A::Sha3_512 => 72,
            _ => 64,
        }
    }

    /// Whether the output can have any length.
    pub fn is_extendable(self) -> bool {
        matches!(self, A::Shake128 | A::Shake256)
    }

    /// The hash of one piece.
    pub fn hash(self, data: &[u8]) -> Vec<u8> {
        let mut hasher = self.start();
        hasher.update(data);
        hasher.finish(self.output_size())
    }
}

/// A hash in the making.
pub struct Hasher {
    algorithm: Algorithm,
    state: Box<dyn State>,
}

impl Hasher {
    /// Takes more input.
    pub fn update(&mut self, data: &[u8]) {
        self.state.update(data);
    }

    /// The hash; `length` counts for the extendable functions only.
    pub fn finish(self, length: usize) -> Vec<u8> {
        self.state.finish(length)
    }

    /// The function.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl Clone for Hasher {
    fn clone(&self) -> Self {
        Self { algorithm: self.algorithm, state: self.state.copy() }
    }
}

trait State {
    fn update(&mut self, data: &[u8]);
    fn finish(self: Box<Self>, length: usize) -> Vec<u8>;
    fn copy(&self) -> Box<dyn State>;
}

struct Fixed<D>(D);

impl<D: Digest + Clone + 'static> State for Fixed<D> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finish(self: Box<Self>, _length: usize) -> Vec<u8> {
        self.0.finalize().to_vec()
    }

    fn copy(&self) -> Box<dyn State> {
        Box::new(Self(self.0.clone()))
    }
}

struct Extendable<D>(D);

impl<D: ExtendableOutput + Update + Clone + 'static> State for Extendable<D> {
    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finish(self: Box<Self>, length: usize) -> Vec<u8> {
        let mut output = vec![0; length];
        self.0.finalize_xof().read(&mut output);
        output
    }

    fn copy(&self) -> Box<dyn State> {
        Box::new(Self(self.0.clone()))
    }
}

#[derive(Clone)]
struct Both(Md5, Sha1);

impl State for Both {
    fn update(&mut self, data: &[u8]) {
        Digest::update(&mut self.0, data);
        Digest::update(&mut self.1, data);
    }

    fn finish(self: Box<Self>, _length: usize) -> Vec<u8> {
        let mut output = self.0.finalize().to_vec();
        output.extend_from_slice(&self.1.finalize());
        output
    }

    fn copy(&self) -> Box<dyn State> {
        Box::new(self.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn sizes_are_those_of_the_output() {
        for (name, algorithm) in NAMES {
            assert_eq!(algorithm.hash(b"x").len(), algorithm.output_size(), "{name}");
        }
    }

    #[test]
    fn known_hashes() {
        assert_eq!(hex(&A::Md5.hash(b"abc")), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(hex(&A::Sha1.hash(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(
            hex(&A::Sha256.hash(b"abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let mut shake = A::Shake128.start();
        shake.update(b"");
        assert_eq!(hex(&shake.finish(8)), "7f9c2ba4e88f827d");
    }

    #[test]
    fn names_are_known_in_either_case() {
        assert_eq!(Algorithm::from_name("SHA256"), Some(A::Sha256));
        assert_eq!(Algorithm::from_name("rsa-sha512"), Some(A::Sha512));
        assert_eq!(Algorithm::from_name("sha257"), None);
    }
}
