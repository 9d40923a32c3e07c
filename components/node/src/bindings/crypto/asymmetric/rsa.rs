//! RSA (RFC 8017): keys and the raw operations. Paddings are in [`super::padding`].

use crypto_bigint::{BoxedUint, ConcatenatingMul, Gcd, NonZero, Resize};
use zeroize::Zeroizing;

use super::{
    super::digest::Algorithm,
    number::{self, from_bytes, pad, to_bytes},
};

/// Longest modulus: a program cannot keep the process busy for minutes with one call.
pub const LONGEST_MODULUS: u32 = 16_384;

/// What an RSA-PSS key is limited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PssLimits {
    /// The only hash function.
    pub hash: Algorithm,
    /// The hash function of the mask.
    pub mask: Algorithm,
    /// Shortest salt.
    pub salt: usize,
}

/// What kind of RSA key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// `rsa`
    Any,
    /// `rsa-pss`, perhaps with limits.
    Pss(Option<PssLimits>),
}

/// A public key; numbers without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaPublic {
    /// Modulus.
    pub n: Vec<u8>,
    /// Public exponent.
    pub e: Vec<u8>,
    /// What it is for.
    pub usage: Usage,
}

/// A private key; wiped when it goes.
#[derive(Clone)]
#[allow(missing_docs)]
pub struct RsaPrivate {
    pub public: RsaPublic,
    pub d: Zeroizing<Vec<u8>>,
    pub p: Zeroizing<Vec<u8>>,
    pub q: Zeroizing<Vec<u8>>,
    pub dp: Zeroizing<Vec<u8>>,
    pub dq: Zeroizing<Vec<u8>>,
    pub qi: Zeroizing<Vec<u8>>,
}

impl RsaPublic {
    /// Bytes of the modulus.
    pub fn size(&self) -> usize {
        self.n.len()
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> usize {
        number::bit_length(&self.n)
    }

    /// Whether a number is below the modulus.
    pub fn holds(&self, input: &[u8]) -> bool {
        match pad(input, self.size()) {
            Some(input) => input < self.n,
            None => false,
        }
    }

    /// The public operation on a number below the modulus.
    pub fn apply(&self, input: &[u8]) -> Option<Vec<u8>> {
        number::power(input, &self.e, &self.n)
    }
}

impl RsaPrivate {
    /// The private operation on a number below the modulus, by the Chinese remainder theorem.
    pub fn apply(&self, input: &[u8]) -> Option<Vec<u8>> {
        let size = self.public.size();
        let output =
            self.combine(input).or_else(|| number::power(input, &self.d, &self.public.n))?;
        let output = pad(&output, size)?;
        // A fault in one half would give away the factors.
        let again = self.public.apply(&output)?;
        (again == pad(input, size)?).then_some(output)
    }

    fn combine(&self, input: &[u8]) -> Option<Vec<u8>> {
        let (p, q) = (from_bytes(&self.p), from_bytes(&self.q));
        let input = from_bytes(input);
        let first = number::power_of(&input, &from_bytes(&self.dp), &p)?;
        let second = number::power_of(&input, &from_bytes(&self.dq), &q)?;
        let modulus: NonZero<BoxedUint> = Option::from(NonZero::new(p.clone()))?;
        let bits = p.bits_precision();
        let reduced = number::remainder(&second, &p)?.resize_unchecked(bits);
        let difference = first.sub_mod(&reduced, &modulus);
        let inverse = from_bytes(&self.qi).resize_unchecked(bits);
        let factor = difference.mul_mod(&inverse, &modulus);
        let product = factor.concatenating_mul(&q);
        let sum = product.concatenating_add(&second);
        Some(to_bytes(&sum))
    }

    /// A new key; `None` when there is none of these sizes or no randomness.
    pub fn generate(bits: u32, exponent: u32, usage: Usage) -> Option<Self> {
        let mut rng = number::generator()?;
        let half = bits.div_ceil(2);
        loop {
            let p = number::random_prime(&mut rng, half, false)?;
            let q = number::random_prime(&mut rng, bits - half, false)?;
            if let Some(key) = Self::from_primes(&p, &q, exponent, usage)
                && key.public.bits() == bits as usize
            {
                return Some(key);
            }
        }
    }

    /// A key of two primes; `None` when they do not go with the exponent.
    fn from_primes(p: &BoxedUint, q: &BoxedUint, exponent: u32, usage: Usage) -> Option<Self> {
        let (p, q) = if to_bytes(p) > to_bytes(q) { (p, q) } else { (q, p) };
        let n = p.concatenating_mul(q);
        let bits = n.bits_precision();
        let one = BoxedUint::one();
        let below = |prime: &BoxedUint| prime.wrapping_sub(&one);
        let (p1, q1) = (below(p), below(q));
        let common: NonZero<BoxedUint> = Option::from(NonZero::new(
            p1.clone().resize_unchecked(bits).gcd(&q1.clone().resize_unchecked(bits)),
        ))?;
        let multiple = p1.concatenating_mul(&q1).wrapping_div(&common);
        let modulus: NonZero<BoxedUint> = Option::from(NonZero::new(multiple))?;
        let e = BoxedUint::from(exponent).resize_unchecked(modulus.bits_precision());
        let d: BoxedUint = Option::from(e.invert_mod(&modulus))?;
        let modulus_p: NonZero<BoxedUint> = Option::from(NonZero::new(p.clone()))?;
        let q_in_p = number::remainder(q, p)?.resize_unchecked(p.bits_precision());
        let qi: BoxedUint = Option::from(q_in_p.invert_mod(&modulus_p))?;
        let secret = |number: &BoxedUint| Zeroizing::new(to_bytes(number));
        Some(Self {
            public: RsaPublic { n: to_bytes(&n), e: to_bytes(&BoxedUint::from(exponent)), usage },
            dp: secret(&number::remainder(&d, &p1)?),
            dq: secret(&number::remainder(&d, &q1)?),
            d: secret(&d),
            p: secret(p),
            q: secret(q),
            qi: secret(&qi),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_operations_cancel_out() {
        let (p, q) = (BoxedUint::from(4_294_967_291u32), BoxedUint::from(4_294_967_279u32));
        let key = RsaPrivate::from_primes(&p, &q, 65_537, Usage::Any).unwrap();
        assert_eq!(key.public.bits(), 64);
        let input = [0, 1, 2, 3, 4, 5, 6, 7];
        let sealed = key.public.apply(&input).unwrap();
        assert_eq!(key.apply(&sealed).unwrap(), input);
        let slow = RsaPrivate { p: Zeroizing::new(Vec::new()), ..key };
        assert_eq!(slow.apply(&sealed).unwrap(), input);
    }
}
