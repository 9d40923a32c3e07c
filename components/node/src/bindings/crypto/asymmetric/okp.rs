//! The curves of RFC 8032 and RFC 7748 with their fixed encodings: Ed25519 and X25519.

use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use zeroize::Zeroizing;

use super::oid;

/// Bytes of private and public keys.
pub const SIZE: usize = 32;

/// A curve with what it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Okp {
    /// Signatures.
    Ed25519,
    /// Key agreement.
    X25519,
}

impl Okp {
    const ALL: [Self; 2] = [Self::Ed25519, Self::X25519];

    /// The curve of a JWK's or Web Crypto's name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|okp| okp.name() == name)
    }

    /// The curve of OpenSSL's number (`EVP_PKEY_…`).
    pub fn from_nid(nid: i32) -> Option<Self> {
        match nid {
            1087 => Some(Self::Ed25519),
            1034 => Some(Self::X25519),
            _ => None,
        }
    }

    /// The curve of an object identifier.
    pub fn from_identifier(identifier: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|okp| okp.identifier() == identifier)
    }

    /// The name in a JWK; Node's `asymmetricKeyType` in small letters.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "Ed25519",
            Self::X25519 => "X25519",
        }
    }

    /// The object identifier.
    pub fn identifier(self) -> &'static [u8] {
        match self {
            Self::Ed25519 => oid::ED25519,
            Self::X25519 => oid::X25519,
        }
    }

    /// The public key of a private one.
    pub fn public_of(self, secret: &[u8]) -> Option<Vec<u8>> {
        let secret = Zeroizing::new(<[u8; SIZE]>::try_from(secret).ok()?);
        Some(match self {
            Self::Ed25519 => SigningKey::from_bytes(&secret).verifying_key().to_bytes().to_vec(),
            Self::X25519 => {
                x25519_dalek::x25519(*secret, x25519_dalek::X25519_BASEPOINT_BYTES).to_vec()
            }
        })
    }
}

/// An Ed25519 signature.
pub fn sign(secret: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let secret = Zeroizing::new(<[u8; SIZE]>::try_from(secret).ok()?);
    Some(SigningKey::from_bytes(&secret).sign(data).to_bytes().to_vec())
}

/// Whether an Ed25519 signature is right.
pub fn verify(public: &[u8], data: &[u8], signature: &[u8]) -> bool {
    let verify = || {
        let key = VerifyingKey::from_bytes(&<[u8; SIZE]>::try_from(public).ok()?).ok()?;
        key.verify(data, &Signature::from_slice(signature).ok()?).ok()
    };
    verify().is_some()
}

/// The shared secret of X25519; `None` when the other key has no part in it.
pub fn shared(secret: &[u8], public: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let secret = Zeroizing::new(<[u8; SIZE]>::try_from(secret).ok()?);
    let shared = x25519_dalek::x25519(*secret, public.try_into().ok()?);
    (shared != [0; SIZE]).then(|| Zeroizing::new(shared.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_sign_and_agree() {
        let public = Okp::Ed25519.public_of(&[1; 32]).unwrap();
        let signature = sign(&[1; 32], b"text").unwrap();
        assert!(verify(&public, b"text", &signature));
        assert!(!verify(&public, b"Text", &signature));
        let (mine, yours) =
            (Okp::X25519.public_of(&[1; 32]).unwrap(), Okp::X25519.public_of(&[2; 32]).unwrap());
        assert_eq!(*shared(&[1; 32], &yours).unwrap(), *shared(&[2; 32], &mine).unwrap());
        assert!(shared(&[1; 32], &[0; 32]).is_none());
    }
}
