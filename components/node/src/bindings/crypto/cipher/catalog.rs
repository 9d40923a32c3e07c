//! The ciphers by OpenSSL's names. No JavaScript here.

/// A cipher mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Mode {
    Cbc,
    Ecb,
    Ctr,
    Ofb,
    Cfb,
    /// CFB with one byte of feedback.
    Cfb8,
    Gcm,
    Ccm,
    /// RFC 3394
    Wrap,
    /// Plain ChaCha20, with OpenSSL's 16-byte vector: counter, then nonce.
    ChaCha20,
    ChaCha20Poly1305,
}

impl Mode {
    /// What `getCipherInfo` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cbc => "cbc",
            Self::Ecb => "ecb",
            Self::Ctr => "ctr",
            Self::Ofb => "ofb",
            Self::Cfb | Self::Cfb8 => "cfb",
            Self::Gcm => "gcm",
            Self::Ccm => "ccm",
            Self::Wrap => "wrap",
            Self::ChaCha20 | Self::ChaCha20Poly1305 => "stream",
        }
    }

    /// Whether it authenticates.
    pub fn is_authenticated(self) -> bool {
        matches!(self, Self::Gcm | Self::Ccm | Self::ChaCha20Poly1305)
    }

    /// Bytes of the initialization vector; the usual ones where others are allowed.
    pub fn vector_length(self) -> usize {
        match self {
            Self::Ecb => 0,
            Self::Wrap => 8,
            Self::Gcm | Self::Ccm | Self::ChaCha20Poly1305 => 12,
            _ => 16,
        }
    }

    /// Whether a vector of this length will do.
    pub fn takes_vector(self, length: usize) -> bool {
        match self {
            Self::Gcm => (1..=usize::from(u16::MAX)).contains(&length),
            Self::Ccm => (7..=13).contains(&length),
            _ => length == self.vector_length(),
        }
    }

    /// Bytes that are handled at once, as `getCipherInfo` tells them; `None` for streams.
    pub fn block_size(self) -> Option<usize> {
        match self {
            Self::Cbc | Self::Ecb => Some(16),
            Self::Wrap => Some(8),
            Self::ChaCha20 | Self::ChaCha20Poly1305 => None,
            _ => Some(1),
        }
    }
}

/// A cipher: mode, key length in bytes, OpenSSL's number and name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cipher {
    /// The mode.
    pub mode: Mode,
    /// Bytes of the key.
    pub key_length: usize,
    /// OpenSSL's number for it.
    pub nid: i32,
    /// The name that `getCipherInfo` shows.
    pub name: &'static str,
}

const fn cipher(mode: Mode, key_length: usize, nid: i32, name: &'static str) -> Cipher {
    Cipher { mode, key_length, nid, name }
}

/// All of them.
const CIPHERS: &[Cipher] = &[
    cipher(Mode::Cbc, 16, 419, "aes-128-cbc"),
    cipher(Mode::Cbc, 24, 423, "aes-192-cbc"),
    cipher(Mode::Cbc, 32, 427, "aes-256-cbc"),
    cipher(Mode::Ecb, 16, 418, "aes-128-ecb"),
    cipher(Mode::Ecb, 24, 422, "aes-192-ecb"),
    cipher(Mode::Ecb, 32, 426, "aes-256-ecb"),
    cipher(Mode::Ctr, 16, 904, "aes-128-ctr"),
    cipher(Mode::Ctr, 24, 905, "aes-192-ctr"),
    cipher(Mode::Ctr, 32, 906, "aes-256-ctr"),
    cipher(Mode::Ofb, 16, 420, "aes-128-ofb"),
    cipher(Mode::Ofb, 24, 424, "aes-192-ofb"),
    cipher(Mode::Ofb, 32, 428, "aes-256-ofb"),
    cipher(Mode::Cfb, 16, 421, "aes-128-cfb"),
    cipher(Mode::Cfb, 24, 425, "aes-192-cfb"),
    cipher(Mode::Cfb, 32, 429, "aes-256-cfb"),
    cipher(Mode::Cfb8, 16, 653, "aes-128-cfb8"),
    cipher(Mode::Cfb8, 24, 654, "aes-192-cfb8"),
    cipher(Mode::Cfb8, 32, 655, "aes-256-cfb8"),
    cipher(Mode::Gcm, 16, 895, "id-aes128-gcm"),
    cipher(Mode::Gcm, 24, 898, "id-aes192-gcm"),
    cipher(Mode::Gcm, 32, 901, "id-aes256-gcm"),
    cipher(Mode::Ccm, 16, 896, "id-aes128-ccm"),
    cipher(Mode::Ccm, 24, 899, "id-aes192-ccm"),
    cipher(Mode::Ccm, 32, 902, "id-aes256-ccm"),
    cipher(Mode::Wrap, 16, 788, "id-aes128-wrap"),
    cipher(Mode::Wrap, 24, 789, "id-aes192-wrap"),
    cipher(Mode::Wrap, 32, 790, "id-aes256-wrap"),
    cipher(Mode::ChaCha20, 32, 1019, "chacha20"),
    cipher(Mode::ChaCha20Poly1305, 32, 1018, "chacha20-poly1305"),
];

/// What `getCiphers()` lists, in OpenSSL's order; the second name is the one in [`CIPHERS`] where
/// it is another.
pub const NAMES: &[(&str, &str)] = &[
    ("aes-128-cbc", ""),
    ("aes-128-ccm", "id-aes128-ccm"),
    ("aes-128-cfb", ""),
    ("aes-128-cfb8", ""),
    ("aes-128-ctr", ""),
    ("aes-128-ecb", ""),
    ("aes-128-gcm", "id-aes128-gcm"),
    ("aes-128-ofb", ""),
    ("aes-192-cbc", ""),
    ("aes-192-ccm", "id-aes192-ccm"),
    ("aes-192-cfb", ""),
    ("aes-192-cfb8", ""),
    ("aes-192-ctr", ""),
    ("aes-192-ecb", ""),
    ("aes-192-gcm", "id-aes192-gcm"),
    ("aes-192-ofb", ""),
    ("aes-256-cbc", ""),
    ("aes-256-ccm", "id-aes256-ccm"),
    ("aes-256-cfb", ""),
    ("aes-256-cfb8", ""),
    ("aes-256-ctr", ""),
    ("aes-256-ecb", ""),
    ("aes-256-gcm", "id-aes256-gcm"),
    ("aes-256-ofb", ""),
    ("aes128", "aes-128-cbc"),
    ("aes128-wrap", "id-aes128-wrap"),
    ("aes192", "aes-192-cbc"),
    ("aes192-wrap", "id-aes192-wrap"),
    ("aes256", "aes-256-cbc"),
    ("aes256-wrap", "id-aes256-wrap"),
    ("chacha20", ""),
    ("chacha20-poly1305", ""),
    ("id-aes128-CCM", "id-aes128-ccm"),
    ("id-aes128-GCM", "id-aes128-gcm"),
    ("id-aes128-wrap", ""),
    ("id-aes192-CCM", "id-aes192-ccm"),
    ("id-aes192-GCM", "id-aes192-gcm"),
    ("id-aes192-wrap", ""),
    ("id-aes256-CCM", "id-aes256-ccm"),
    ("id-aes256-GCM", "id-aes256-gcm"),
    ("id-aes256-wrap", ""),
];

/// The cipher of this name, letters of either case.
pub fn from_name(name: &str) -> Option<Cipher> {
    let (listed, real) = NAMES.iter().find(|(listed, _)| listed.eq_ignore_ascii_case(name))?;
    let name = if real.is_empty() { listed } else { real };
    CIPHERS.iter().find(|cipher| cipher.name == *name).copied()
}

/// The cipher of this number.
pub fn from_nid(nid: i32) -> Option<Cipher> {
    CIPHERS.iter().find(|cipher| cipher.nid == nid).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_is_a_cipher() {
        for (name, _) in NAMES {
            assert!(from_name(&name.to_ascii_uppercase()).is_some(), "{name}");
        }
        assert!(CIPHERS.iter().all(|cipher| from_nid(cipher.nid) == from_name(cipher.name)));
    }
}
