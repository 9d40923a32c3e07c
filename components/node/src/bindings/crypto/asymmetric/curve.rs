//! The elliptic curves over prime fields: keys, ECDSA, ECDH. Points are SEC1 bytes.

use chacha20::ChaCha20Rng;
use ecdsa::{
    Signature, SigningKey, VerifyingKey,
    signature::hazmat::{PrehashVerifier, RandomizedPrehashSigner},
};
use elliptic_curve::{Generate, PublicKey, SecretKey, ecdh, sec1::ToSec1Point};
use zeroize::Zeroizing;

use super::{number::pad, oid};

/// A curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// `prime256v1`
    P256,
    /// `secp384r1`
    P384,
    /// `secp521r1`
    P521,
    /// `secp256k1`
    Secp256k1,
}

/// How a point is written; the numbers are SEC1's first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// x and which y.
    Compressed,
    /// x and y.
    Uncompressed,
    /// x, y, and which y.
    Hybrid,
}

impl Form {
    /// The form of OpenSSL's number (`POINT_CONVERSION_…`).
    pub fn from_number(number: i32) -> Self {
        match number {
            2 => Self::Compressed,
            6 => Self::Hybrid,
            _ => Self::Uncompressed,
        }
    }
}

macro_rules! with_curve {
    ($curve:expr, $C:ident => $body:expr) => {
        match $curve {
            Curve::P256 => {
                type $C = p256::NistP256;
                $body
            }
            Curve::P384 => {
                type $C = p384::NistP384;
                $body
            }
            Curve::P521 => {
                type $C = p521::NistP521;
                $body
            }
            Curve::Secp256k1 => {
                type $C = k256::Secp256k1;
                $body
            }
        }
    };
}

impl Curve {
    /// All curves, in the order of `getCurves()`.
    pub const ALL: [Self; 4] = [Self::P256, Self::Secp256k1, Self::P384, Self::P521];

    /// The curve of one of OpenSSL's or NIST's names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.name() == name || curve.jwk_name() == name)
    }

    /// The curve of an object identifier.
    pub fn from_identifier(identifier: &[u8]) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.identifier() == identifier)
    }

    /// OpenSSL's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "prime256v1",
            Self::P384 => "secp384r1",
            Self::P521 => "secp521r1",
            Self::Secp256k1 => "secp256k1",
        }
    }

    /// The name in a JWK.
    pub fn jwk_name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
        }
    }

    /// The object identifier.
    pub fn identifier(self) -> &'static [u8] {
        match self {
            Self::P256 => oid::P256,
            Self::P384 => oid::P384,
            Self::P521 => oid::P521,
            Self::Secp256k1 => oid::SECP256K1,
        }
    }

    /// Bytes of a coordinate and of a private key.
    pub fn size(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// Bits of the curve.
    pub fn bits(self) -> usize {
        match self {
            Self::P521 => 521,
            _ => self.size() * 8,
        }
    }

    /// The point in another form; `None` when it is not on the curve.
    pub fn convert(self, point: &[u8], form: Form) -> Option<Vec<u8>> {
        let plain = plain_form(point)?;
        let mut output = with_curve!(self, C => {
            let key = PublicKey::<C>::from_sec1_bytes(&plain).ok()?;
            key.to_sec1_point(form == Form::Compressed).as_bytes().to_vec()
        });
        if form == Form::Hybrid {
            let odd = output.last()? & 1;
            *output.first_mut()? = 6 | odd;
        }
        Some(output)
    }

    /// The point of two coordinates, uncompressed.
    pub fn point(self, x: &[u8], y: &[u8]) -> Option<Vec<u8>> {
        let (x, y) = (pad(x, self.size())?, pad(y, self.size())?);
        self.convert(&[&[4][..], &x, &y].concat(), Form::Uncompressed)
    }

    /// A private key as long as the curve wants it; `None` when it is zero or too large.
    pub fn scalar(self, bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let padded = Zeroizing::new(pad(bytes, self.size())?);
        with_curve!(self, C => SecretKey::<C>::from_slice(&padded).ok().map(drop))?;
        Some(padded)
    }

    /// The public key of a private one, uncompressed.
    pub fn public_of(self, scalar: &[u8]) -> Option<Vec<u8>> {
        with_curve!(self, C => {
            let key = SecretKey::<C>::from_slice(scalar).ok()?;
            Some(key.public_key().to_sec1_point(false).as_bytes().to_vec())
        })
    }

    /// A new private key.
    pub fn generate(self, rng: &mut ChaCha20Rng) -> Zeroizing<Vec<u8>> {
        with_curve!(self, C => {
            Zeroizing::new(SecretKey::<C>::generate_from_rng(rng).to_bytes().to_vec())
        })
    }

    /// The shared secret of ECDH: the x of the common point.
    pub fn shared(self, scalar: &[u8], point: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let plain = plain_form(point)?;
        with_curve!(self, C => {
            let key = SecretKey::<C>::from_slice(scalar).ok()?;
            let other = PublicKey::<C>::from_sec1_bytes(&plain).ok()?;
            let shared = ecdh::diffie_hellman(key.to_nonzero_scalar(), other.as_affine());
            Some(Zeroizing::new(shared.raw_secret_bytes().to_vec()))
        })
    }

    /// Signs a hash; r and s one after the other.
    pub fn sign(self, scalar: &[u8], hash: &[u8], rng: &mut ChaCha20Rng) -> Option<Vec<u8>> {
        let hash = self.lengthen(hash);
        with_curve!(self, C => {
            let key = SigningKey::<C>::from_slice(scalar).ok()?;
            let signature: Signature<C> = key.sign_prehash_with_rng(rng, &hash).ok()?;
            Some(signature.to_bytes().to_vec())
        })
    }

    /// Whether r and s are a signature of the hash.
    pub fn verify(self, point: &[u8], hash: &[u8], signature: &[u8]) -> bool {
        let hash = self.lengthen(hash);
        let verify = || {
            with_curve!(self, C => {
                let key = VerifyingKey::<C>::from_sec1_bytes(point).ok()?;
                let signature = Signature::<C>::from_slice(signature).ok()?;
                // secp256k1 would refuse the other half of the values of s, which OpenSSL gives out.
                key.verify_prehash(&hash, &signature.normalize_s()).ok()
            })
        };
        verify().is_some()
    }

    /// A hash shorter than half of the field is refused by the library; as a number it stays the
    /// same with zeros before it.
    fn lengthen(self, hash: &[u8]) -> Vec<u8> {
        let mut padded = vec![0; self.size().saturating_sub(hash.len())];
        padded.extend_from_slice(hash);
        padded
    }
}

/// Compressed and uncompressed points stay; hybrid ones become uncompressed.
fn plain_form(point: &[u8]) -> Option<Vec<u8>> {
    let mut plain = point.to_vec();
    let (first, last) = (*plain.first()?, *plain.last()?);
    if first & !1 == 6 {
        if first & 1 != last & 1 {
            return None;
        }
        *plain.first_mut()? = 4;
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chacha20::rand_core::SeedableRng;

    #[test]
    fn keys_sign_and_agree() {
        let mut rng = ChaCha20Rng::from_seed([3; 32]);
        for curve in Curve::ALL {
            let (mine, yours) = (curve.generate(&mut rng), curve.generate(&mut rng));
            let public = curve.public_of(&mine).unwrap();
            let other = curve.public_of(&yours).unwrap();
            assert_eq!(
                *curve.shared(&mine, &other).unwrap(),
                *curve.shared(&yours, &public).unwrap()
            );
            for size in [20, 32, 64] {
                let hash = vec![9; size];
                let signature = curve.sign(&mine, &hash, &mut rng).unwrap();
                assert!(curve.verify(&public, &hash, &signature), "{curve:?} {size}");
                assert!(!curve.verify(&other, &hash, &signature));
            }
            for form in [Form::Compressed, Form::Hybrid] {
                let written = curve.convert(&public, form).unwrap();
                assert_eq!(curve.convert(&written, Form::Uncompressed).unwrap(), public);
            }
            assert!(
                curve.scalar(&[]).is_none() && curve.scalar(&vec![0xff; curve.size()]).is_none()
            );
        }
    }
}
