//! Any public or private key.

use zeroize::Zeroizing;

use super::{
    curve::Curve,
    okp::Okp,
    rsa::{RsaPrivate, RsaPublic, Usage},
};

/// The group of a Diffie-Hellman key; numbers without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Modulus.
    pub prime: Vec<u8>,
    /// Generator.
    pub generator: Vec<u8>,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Public {
    /// RSA
    Rsa(RsaPublic),
    /// A point on a curve, uncompressed.
    Ec(Curve, Vec<u8>),
    /// Ed25519, X25519
    Okp(Okp, Vec<u8>),
    /// Diffie-Hellman
    Dh(Group, Vec<u8>),
}

/// A private key, which knows its public one.
#[derive(Clone)]
pub enum Private {
    /// RSA
    Rsa(RsaPrivate),
    /// A number as long as the curve's coordinates.
    Ec(Curve, Zeroizing<Vec<u8>>, Vec<u8>),
    /// Ed25519, X25519
    Okp(Okp, Zeroizing<Vec<u8>>, Vec<u8>),
    /// Diffie-Hellman
    Dh(Group, Zeroizing<Vec<u8>>, Vec<u8>),
}

impl Public {
    /// Node's `asymmetricKeyType`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Rsa(RsaPublic { usage: Usage::Any, .. }) => "rsa",
            Self::Rsa(_) => "rsa-pss",
            Self::Ec(..) => "ec",
            Self::Okp(Okp::Ed25519, _) => "ed25519",
            Self::Okp(Okp::X25519, _) => "x25519",
            Self::Dh(..) => "dh",
        }
    }
}

impl Private {
    /// The public half.
    pub fn public(&self) -> Public {
        match self {
            Self::Rsa(key) => Public::Rsa(key.public.clone()),
            Self::Ec(curve, _, point) => Public::Ec(*curve, point.clone()),
            Self::Okp(okp, _, public) => Public::Okp(*okp, public.clone()),
            Self::Dh(group, _, value) => Public::Dh(group.clone(), value.clone()),
        }
    }

    /// A key on a curve.
    pub fn ec(curve: Curve, scalar: &[u8]) -> Option<Self> {
        let scalar = curve.scalar(scalar)?;
        let point = curve.public_of(&scalar)?;
        Some(Self::Ec(curve, scalar, point))
    }

    /// A key of Ed25519 or X25519.
    pub fn okp(okp: Okp, secret: &[u8]) -> Option<Self> {
        let public = okp.public_of(secret)?;
        Some(Self::Okp(okp, Zeroizing::new(secret.to_vec()), public))
    }
}
