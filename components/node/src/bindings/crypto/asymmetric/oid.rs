//! The object identifiers of keys, as the content of their DER element.

use super::super::digest::Algorithm;

macro_rules! identifiers {
    ($($(#[$meta:meta])* $name:ident = $bytes:expr;)*) => {
        $($(#[$meta])* pub const $name: &[u8] = &$bytes;)*
    };
}

identifiers! {
    /// 1.2.840.113549.1.1.1
    RSA = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
    /// 1.2.840.113549.1.1.8
    MGF1 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 8];
    /// 1.2.840.113549.1.1.10
    RSA_PSS = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 10];
    /// 1.2.840.113549.1.3.1
    DH = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 3, 1];
    /// 1.2.840.113549.1.5.12
    PBKDF2 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 12];
    /// 1.2.840.113549.1.5.13
    PBES2 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 5, 13];
    /// 1.2.840.10045.2.1
    EC = [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1];
    /// 1.2.840.10045.3.1.7
    P256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    /// 1.3.132.0.34
    P384 = [0x2b, 0x81, 4, 0, 34];
    /// 1.3.132.0.35
    P521 = [0x2b, 0x81, 4, 0, 35];
    /// 1.3.132.0.10
    SECP256K1 = [0x2b, 0x81, 4, 0, 10];
    /// 1.3.101.110
    X25519 = [0x2b, 0x65, 110];
    /// 1.3.101.112
    ED25519 = [0x2b, 0x65, 112];
}

const MD5: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5];
const SHA1: &[u8] = &[0x2b, 0x0e, 3, 2, 26];
const RIPEMD160: &[u8] = &[0x2b, 0x24, 3, 2, 1];
const SM3: &[u8] = &[0x2a, 0x81, 0x1c, 0xcf, 0x55, 1, 0x83, 0x11];

/// NIST's hash functions: 2.16.840.1.101.3.4.2 and a number.
macro_rules! nist {
    ($number:expr) => {
        &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, $number]
    };
}

/// Every hash function that has an identifier.
const DIGESTS: &[(Algorithm, &[u8])] = &[
    (Algorithm::Md5, MD5),
    (Algorithm::Sha1, SHA1),
    (Algorithm::Ripemd160, RIPEMD160),
    (Algorithm::Sm3, SM3),
    (Algorithm::Sha256, nist!(1)),
    (Algorithm::Sha384, nist!(2)),
    (Algorithm::Sha512, nist!(3)),
    (Algorithm::Sha224, nist!(4)),
    (Algorithm::Sha512_224, nist!(5)),
    (Algorithm::Sha512_256, nist!(6)),
    (Algorithm::Sha3_224, nist!(7)),
    (Algorithm::Sha3_256, nist!(8)),
    (Algorithm::Sha3_384, nist!(9)),
    (Algorithm::Sha3_512, nist!(10)),
];

/// The identifier of a hash function.
pub fn of_digest(algorithm: Algorithm) -> Option<&'static [u8]> {
    DIGESTS.iter().find(|(known, _)| *known == algorithm).map(|(_, identifier)| *identifier)
}

/// The hash function of an identifier.
pub fn digest_of(identifier: &[u8]) -> Option<Algorithm> {
    DIGESTS.iter().find(|(_, known)| *known == identifier).map(|(algorithm, _)| *algorithm)
}

/// HMAC as the function of PBKDF2: 1.2.840.113549.2 and a number.
const MACS: &[(u8, Algorithm)] = &[
    (7, Algorithm::Sha1),
    (8, Algorithm::Sha224),
    (9, Algorithm::Sha256),
    (10, Algorithm::Sha384),
    (11, Algorithm::Sha512),
];

/// The hash function behind an HMAC's identifier.
pub fn mac_of(identifier: &[u8]) -> Option<Algorithm> {
    let number = identifier.strip_prefix(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2])?;
    MACS.iter().find(|(known, _)| number == [*known]).map(|(_, algorithm)| *algorithm)
}

/// The identifier of HMAC with SHA-256.
pub const HMAC_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 9];

/// AES in CBC by its key length in bytes: 2.16.840.1.101.3.4.1 and a number.
const AES_CBC: &[(usize, [u8; 9])] = &[
    (16, [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 2]),
    (24, [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 22]),
    (32, [0x60, 0x86, 0x48, 1, 0x65, 3, 4, 1, 42]),
];

/// The key length of AES-CBC with this identifier.
pub fn aes_cbc_key_length(identifier: &[u8]) -> Option<usize> {
    AES_CBC.iter().find(|(_, known)| known == identifier).map(|(length, _)| *length)
}

/// The identifier of AES-CBC with a key of this length.
pub fn aes_cbc(key_length: usize) -> Option<&'static [u8]> {
    AES_CBC.iter().find(|(length, _)| *length == key_length).map(|(_, known)| &known[..])
}
