//! Keys from passwords and other keys: PBKDF2 (RFC 8018), scrypt (RFC 7914), HKDF (RFC 5869).
//! No JavaScript here.

use hmac::SimpleHmac;
use zeroize::Zeroizing;

use super::{
    digest::{Algorithm, with_digest},
    mac::Mac,
};

/// PBKDF2 with HMAC; `None` when the hash function has no HMAC, or for no bytes at all, which
/// OpenSSL refuses.
pub fn pbkdf2(
    algorithm: Algorithm,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    length: usize,
) -> Option<Vec<u8>> {
    if length == 0 {
        return None;
    }
    let mut output = vec![0; length];
    with_digest!(
        algorithm,
        D => pbkdf2::pbkdf2::<SimpleHmac<D>>(password, salt, iterations, &mut output).ok()?,
        pbkdf2_any(algorithm, password, salt, iterations, &mut output)?
    );
    Some(output)
}

/// The same for the functions that few programs use, without a copy of the code for each.
fn pbkdf2_any(
    algorithm: Algorithm,
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    output: &mut [u8],
) -> Option<()> {
    let keyed = Mac::new(algorithm, password)?;
    for (chunk, block) in output.chunks_mut(algorithm.output_size()).zip(1u32..) {
        let mut mac = keyed.clone();
        mac.update(salt);
        mac.update(&block.to_be_bytes());
        let mut last = mac.finish();
        let mut sum = Zeroizing::new(last.clone());
        for _ in 1..iterations {
            let mut mac = keyed.clone();
            mac.update(&last);
            last = mac.finish();
            sum.iter_mut().zip(&last).for_each(|(sum, byte)| *sum ^= byte);
        }
        chunk.copy_from_slice(&sum[..chunk.len()]);
    }
    Some(())
}

/// HKDF: extract with the salt, expand with the information. `None` when the hash function has no
/// HMAC, or for no bytes at all, which OpenSSL refuses.
pub fn hkdf(
    algorithm: Algorithm,
    key: &[u8],
    salt: &[u8],
    information: &[u8],
    length: usize,
) -> Option<Vec<u8>> {
    if length == 0 {
        return None;
    }
    let size = algorithm.output_size();
    let zeros = vec![0; size];
    let salt = if salt.is_empty() { &zeros } else { salt };
    let extracted = Zeroizing::new(Mac::of(algorithm, salt, key)?);
    let keyed = Mac::new(algorithm, &extracted)?;
    let mut output = Vec::with_capacity(length.saturating_add(size));
    let mut last = Vec::new();
    for counter in 1..=u8::MAX {
        if output.len() >= length {
            break;
        }
        let mut mac = keyed.clone();
        mac.update(&last);
        mac.update(information);
        mac.update(&[counter]);
        last = mac.finish();
        output.extend_from_slice(&last);
    }
    output.truncate(length);
    Some(output)
}

/// Why scrypt refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScryptError {
    /// The parameters are no valid ones.
    Invalid,
    /// They would take more memory than allowed.
    MemoryLimit,
}

/// The parameters of scrypt.
#[derive(Clone, Copy, Debug)]
pub struct ScryptCost {
    /// CPU and memory cost, a power of two.
    pub n: u64,
    /// Block size.
    pub r: u64,
    /// Parallelisation.
    pub p: u64,
    /// Most bytes of memory.
    pub memory: u64,
}

impl ScryptCost {
    /// OpenSSL's checks (`scrypt_alg`), in its order; answers log2 of `n`.
    pub fn check(&self) -> Result<u8, ScryptError> {
        let Self { n, r, p, memory } = *self;
        if n < 2 || !n.is_power_of_two() || r == 0 || p == 0 || p > ((1 << 30) - 1) / r {
            return Err(ScryptError::Invalid);
        }
        if 16 * r <= 63 && n >= 1 << (16 * r) {
            return Err(ScryptError::Invalid);
        }
        let blocks = p * 128 * r;
        let table = n.checked_add(2).and_then(|rows| rows.checked_mul(32 * r * 4));
        match table.and_then(|table| table.checked_add(blocks)) {
            Some(total) if total <= memory => Ok(n.trailing_zeros() as u8),
            _ => Err(ScryptError::MemoryLimit),
        }
    }
}

/// scrypt.
pub fn scrypt(
    password: &[u8],
    salt: &[u8],
    cost: ScryptCost,
    length: usize,
) -> Result<Vec<u8>, ScryptError> {
    let log_n = cost.check()?;
    let (r, p) = (u32::try_from(cost.r), u32::try_from(cost.p));
    let (Ok(r), Ok(p)) = (r, p) else { return Err(ScryptError::Invalid) };
    let mut output = vec![0; length];
    if length > 0 {
        let parameters = scrypt::Params::new(log_n, r, p).map_err(|_| ScryptError::Invalid)?;
        scrypt::scrypt(password, salt, &parameters, &mut output)
            .map_err(|_| ScryptError::Invalid)?;
    }
    Ok(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_pbkdf2_agree() {
        let algorithm = Algorithm::Sha256;
        let mut slow = [0; 70];
        pbkdf2_any(algorithm, b"password", b"salt", 3, &mut slow).unwrap();
        assert_eq!(pbkdf2(algorithm, b"password", b"salt", 3, 70).unwrap(), slow);
        // RFC 6070
        let known = pbkdf2(Algorithm::Sha1, b"password", b"salt", 2, 20).unwrap();
        assert_eq!(known[..4], [0xea, 0x6c, 0x01, 0x4d]);
    }

    #[test]
    fn hkdf_of_rfc_5869() {
        let salt: Vec<u8> = (0..=12).collect();
        let information: Vec<u8> = (0xf0..=0xf9).collect();
        let key = hkdf(Algorithm::Sha256, &[0x0b; 22], &salt, &information, 42).unwrap();
        assert_eq!((key.len(), &key[..4]), (42, &[0x3c, 0xb2, 0x5f, 0x25][..]));
    }

    #[test]
    fn scrypt_knows_its_limits() {
        let cost = |n, r, p, memory| ScryptCost { n, r, p, memory };
        assert_eq!(cost(15, 8, 1, 1 << 25).check(), Err(ScryptError::Invalid));
        assert_eq!(cost(1 << 20, 8, 1, 1 << 25).check(), Err(ScryptError::MemoryLimit));
        let key = scrypt(b"", b"", cost(16, 1, 1, 1 << 25), 64).unwrap();
        assert_eq!(key[..4], [0x77, 0xd6, 0x57, 0x62]);
    }
}
