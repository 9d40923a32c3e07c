//! Signatures of handshakes, by scheme (RFC 8446, 4.2.3).

use std::sync::Arc;

use rustls::{
    Error, SignatureAlgorithm, SignatureScheme,
    sign::{Signer, SigningKey},
};

use crate::bindings::crypto::{
    asymmetric::{
        asn1::{integer, sequence},
        curve::Curve,
        key::{Private, Public},
        number::{self, pad},
        okp::{self, Okp},
        padding::{self, Salt},
    },
    digest::Algorithm,
    sign,
};

/// Those of RSA, the best first.
pub const RSA: &[SignatureScheme] = &[
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PKCS1_SHA512,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA256,
];

/// Those of elliptic curves.
pub const ECDSA: &[SignatureScheme] = &[
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ECDSA_NISTP521_SHA512,
    SignatureScheme::ED25519,
];

/// All that are understood.
pub const ALL: &[SignatureScheme] = &[
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ECDSA_NISTP384_SHA384,
    SignatureScheme::ECDSA_NISTP521_SHA512,
    SignatureScheme::ED25519,
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA512,
];

/// What a scheme hashes with, and whether it is PSS.
fn parts(scheme: SignatureScheme) -> Option<(Algorithm, bool)> {
    Some(match scheme {
        SignatureScheme::ECDSA_NISTP256_SHA256 | SignatureScheme::RSA_PKCS1_SHA256 => {
            (Algorithm::Sha256, false)
        }
        SignatureScheme::ECDSA_NISTP384_SHA384 | SignatureScheme::RSA_PKCS1_SHA384 => {
            (Algorithm::Sha384, false)
        }
        SignatureScheme::ECDSA_NISTP521_SHA512 | SignatureScheme::RSA_PKCS1_SHA512 => {
            (Algorithm::Sha512, false)
        }
        SignatureScheme::RSA_PSS_SHA256 => (Algorithm::Sha256, true),
        SignatureScheme::RSA_PSS_SHA384 => (Algorithm::Sha384, true),
        SignatureScheme::RSA_PSS_SHA512 => (Algorithm::Sha512, true),
        _ => return None,
    })
}

/// Whether the owner of a public key signed that.
pub fn holds(key: &Public, scheme: SignatureScheme, message: &[u8], signature: &[u8]) -> bool {
    match (key, parts(scheme)) {
        (Public::Okp(Okp::Ed25519, public), None) if scheme == SignatureScheme::ED25519 => {
            okp::verify(public, message, signature)
        }
        (Public::Rsa(key), Some((hash, true))) => {
            let block = (signature.len() == key.size() && key.holds(signature))
                .then(|| key.apply(signature))
                .flatten();
            block.is_some_and(|block| {
                let digest = hash.hash(message);
                padding::pss_holds(hash, hash, &digest, Salt::Digest, key.bits(), &block)
            })
        }
        (Public::Rsa(_), Some((hash, false))) if RSA.contains(&scheme) => {
            sign::certificate_holds(key, Some(hash), message, signature)
        }
        // TLS 1.2 names only the hash function (RFC 5246, 7.4.1.4.1).
        (Public::Ec(..), Some((hash, false))) if ECDSA.contains(&scheme) => {
            sign::certificate_holds(key, Some(hash), message, signature)
        }
        _ => false,
    }
}

/// A private key that signs handshakes.
#[derive(Clone)]
pub struct Key(Arc<Private>);

impl std::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Key")
    }
}

impl Key {
    /// Of RSA, ECDSA with a curve of TLS, or Ed25519.
    pub fn new(key: Private) -> Option<Self> {
        let fits = match &key {
            Private::Rsa(_) => true,
            Private::Ec(curve, ..) => matches!(curve, Curve::P256 | Curve::P384 | Curve::P521),
            Private::Okp(okp, ..) => *okp == Okp::Ed25519,
            Private::Dh(..) => false,
        };
        fits.then(|| Self(Arc::new(key)))
    }

    fn schemes(&self) -> &'static [SignatureScheme] {
        match &*self.0 {
            Private::Rsa(_) => RSA,
            Private::Ec(Curve::P256, ..) => &[SignatureScheme::ECDSA_NISTP256_SHA256],
            Private::Ec(Curve::P384, ..) => &[SignatureScheme::ECDSA_NISTP384_SHA384],
            Private::Ec(Curve::P521, ..) => &[SignatureScheme::ECDSA_NISTP521_SHA512],
            Private::Okp(..) => &[SignatureScheme::ED25519],
            _ => &[],
        }
    }
}

impl SigningKey for Key {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let scheme = self.schemes().iter().find(|own| offered.contains(own))?;
        Some(Box::new(Signing { key: self.clone(), scheme: *scheme }))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        match &*self.0 {
            Private::Rsa(_) | Private::Dh(..) => SignatureAlgorithm::RSA,
            Private::Ec(..) => SignatureAlgorithm::ECDSA,
            Private::Okp(..) => SignatureAlgorithm::ED25519,
        }
    }
}

#[derive(Debug)]
struct Signing {
    key: Key,
    scheme: SignatureScheme,
}

impl Signing {
    fn signature(&self, message: &[u8]) -> Option<Vec<u8>> {
        match (&*self.key.0, parts(self.scheme)) {
            (Private::Okp(_, secret, _), None) => okp::sign(secret, message),
            (Private::Rsa(key), Some((hash, pss))) => {
                let digest = hash.hash(message);
                let block = match pss {
                    true => padding::pss(hash, hash, &digest, Salt::Digest, key.public.bits()),
                    false => padding::signature_v15(Some(hash), &digest, key.public.size()),
                };
                key.apply(&pad(&block.ok()?, key.public.size())?)
            }
            (Private::Ec(curve, scalar, _), Some((hash, _))) => {
                let mut rng = number::generator()?;
                let plain = curve.sign(scalar, &hash.hash(message), &mut rng)?;
                let (r, s) = plain.split_at_checked(curve.size())?;
                Some(sequence(&[&integer(r), &integer(s)]))
            }
            _ => None,
        }
    }
}

impl Signer for Signing {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.signature(message).ok_or(Error::General("signing failed".into()))
    }

    fn scheme(&self) -> SignatureScheme {
        self.scheme
    }
}
