//! Arithmetic with long numbers, as big-endian bytes: what RSA, Diffie-Hellman and primes share.

use chacha20::{ChaCha20Rng, rand_core::SeedableRng};
use crypto_bigint::{
    BoxedUint, NonZero, Odd, Resize,
    modular::{BoxedMontyForm, BoxedMontyParams},
};
use crypto_primes::{
    Flavor,
    hazmat::{SetBits, SmallFactorsSieveFactory},
    is_prime, sieve_and_find,
};

use super::{super::random, asn1::trim};

/// Shortest number that the sieve takes; below, all numbers are tried.
const SMALLEST_SIEVE: u32 = 16;

/// A generator seeded by the kernel; `None` when it has no randomness.
pub fn generator() -> Option<ChaCha20Rng> {
    let mut seed = [0; 32];
    random::fill(&mut seed).then(|| ChaCha20Rng::from_seed(seed))
}

/// A number from its bytes.
pub fn from_bytes(bytes: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(bytes)
}

/// The bytes of a number, without leading zeros.
pub fn to_bytes(number: &BoxedUint) -> Vec<u8> {
    trim(&number.to_be_bytes()).to_vec()
}

/// The bytes of a number, filled up to a length; `None` when it is longer.
pub fn to_padded(number: &BoxedUint, length: usize) -> Option<Vec<u8>> {
    pad(&number.to_be_bytes(), length)
}

/// A number's bytes filled up to a length with zeros; `None` when it is longer.
pub fn pad(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    let bytes = trim(bytes);
    let mut output = vec![0; length.checked_sub(bytes.len())?];
    output.extend_from_slice(bytes);
    Some(output)
}

/// Bits of a number.
pub fn bit_length(bytes: &[u8]) -> usize {
    let bytes = trim(bytes);
    bytes.first().map_or(0, |first| bytes.len() * 8 - first.leading_zeros() as usize)
}

/// `base` to the power of `exponent`, modulo an odd number; as long as the modulus. The time
/// depends on the lengths of the numbers only.
pub fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Option<Vec<u8>> {
    let length = trim(modulus).len();
    let modulus = from_bytes(trim(modulus));
    let result = power_of(&from_bytes(base), &from_bytes(exponent), &modulus)?;
    to_padded(&result, length)
}

/// The same with numbers.
pub fn power_of(base: &BoxedUint, exponent: &BoxedUint, modulus: &BoxedUint) -> Option<BoxedUint> {
    let bits = modulus.bits_precision();
    let base = remainder(base, modulus)?.resize_unchecked(bits);
    let odd: Odd<BoxedUint> = Option::from(Odd::new(modulus.clone()))?;
    let parameters = BoxedMontyParams::new(odd);
    let base = BoxedMontyForm::new(base, &parameters);
    Some(base.pow(exponent).retrieve())
}

/// The remainder of a division.
pub fn remainder(number: &BoxedUint, modulus: &BoxedUint) -> Option<BoxedUint> {
    let modulus: NonZero<BoxedUint> = Option::from(NonZero::new(modulus.clone()))?;
    Some(number.rem(&modulus))
}

/// Whether a number is prime, but for a chance that is far below that of a broken machine.
pub fn is_prime_number(bytes: &[u8]) -> bool {
    let bytes = trim(bytes);
    !bytes.is_empty() && is_prime(Flavor::Any, &from_bytes(bytes))
}

/// Whether a number and half of what is below it are prime.
pub fn is_safe_prime(bytes: &[u8]) -> bool {
    bit_length(bytes) > 2 && is_prime(Flavor::Safe, &from_bytes(trim(bytes)))
}

/// A random prime with its two highest bits set, as RSA and OpenSSL want them; `None` without
/// randomness.
pub fn random_prime(rng: &mut ChaCha20Rng, bits: u32, safe: bool) -> Option<BoxedUint> {
    let flavor = if safe { Flavor::Safe } else { Flavor::Any };
    if bits < SMALLEST_SIEVE {
        return small_prime(rng, bits, flavor);
    }
    let factory = SmallFactorsSieveFactory::new(flavor, bits, SetBits::TwoMsb).ok()?;
    sieve_and_find(rng, factory, |_, candidate: &BoxedUint| is_prime(flavor, candidate)).ok()?
}

fn small_prime(rng: &mut ChaCha20Rng, bits: u32, flavor: Flavor) -> Option<BoxedUint> {
    use chacha20::rand_core::Rng;
    let fits = |number: &u32| *number >= 3 << bits.saturating_sub(2) && *number < 1 << bits;
    let found: Vec<u32> = (2..1 << bits)
        .filter(fits)
        .filter(|number| is_prime(flavor, &BoxedUint::from(*number)))
        .collect();
    let index = rng.next_u32() as usize % found.len().max(1);
    found.get(index).map(|number| BoxedUint::from(*number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers() {
        assert_eq!(power(&[4], &[13], &[0x01, 0xf1]), Some(vec![1, 0xbd]));
        assert_eq!(power(&[5], &[], &[7]), Some(vec![1]));
        assert_eq!(power(&[5], &[3], &[8]), None);
        assert_eq!(power(&[0x01, 0x00, 0x00], &[1], &[0xfb]), Some(vec![0x19]));
    }

    #[test]
    fn primes() {
        let mut rng = ChaCha20Rng::from_seed([1; 32]);
        for bits in [2, 3, 8, 32, 128] {
            let prime = to_bytes(&random_prime(&mut rng, bits, false).unwrap());
            assert_eq!(bit_length(&prime), bits as usize);
            assert!(is_prime_number(&prime));
        }
        let safe = to_bytes(&random_prime(&mut rng, 48, true).unwrap());
        assert!(is_safe_prime(&safe));
        assert!(!is_prime_number(&[]) && !is_prime_number(&[15]));
    }
}
