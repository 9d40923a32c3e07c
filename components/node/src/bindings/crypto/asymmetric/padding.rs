//! The paddings of RSA (RFC 8017): PKCS #1 v1.5, PSS, OAEP.

use super::super::{digest::Algorithm, mac, random};

/// Why a padding cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaddingError {
    /// There is no room for the data.
    TooLong,
    /// What was found is not that padding.
    Wrong,
    /// There is no randomness.
    NoRandomness,
}

/// `DigestInfo` up to the hash itself: the identifier of the hash function.
fn digest_info(algorithm: Algorithm, hash: &[u8]) -> Option<Vec<u8>> {
    use super::asn1::{null, object, octets, sequence};
    let identifier = super::oid::of_digest(algorithm)?;
    Some(sequence(&[&sequence(&[&object(identifier), &null()]), &octets(hash)]))
}

/// EMSA-PKCS1-v1_5; a hash without identifier stands alone.
pub fn signature_v15(
    algorithm: Option<Algorithm>,
    hash: &[u8],
    size: usize,
) -> Result<Vec<u8>, PaddingError> {
    let info = algorithm.and_then(|algorithm| digest_info(algorithm, hash));
    block_v15(1, &info.unwrap_or_else(|| hash.to_vec()), size)
}

/// A block of type 1 (filled with ones) or 2 (with random bytes).
pub fn block_v15(kind: u8, data: &[u8], size: usize) -> Result<Vec<u8>, PaddingError> {
    let fill = size.checked_sub(data.len() + 3).filter(|fill| *fill >= 8);
    let Some(fill) = fill else { return Err(PaddingError::TooLong) };
    let mut block = vec![0, kind];
    if kind == 1 {
        block.resize(2 + fill, 0xff);
    } else {
        block.resize(2 + fill, 0);
        for byte in &mut block[2..] {
            while *byte == 0 {
                if !random::fill(std::slice::from_mut(byte)) {
                    return Err(PaddingError::NoRandomness);
                }
            }
        }
    }
    block.push(0);
    block.extend_from_slice(data);
    Ok(block)
}

/// The data in a block of type 1.
pub fn open_block_v15(block: &[u8]) -> Result<Vec<u8>, PaddingError> {
    let [0, 1, rest @ ..] = block else { return Err(PaddingError::Wrong) };
    let fill = rest.iter().take_while(|byte| **byte == 0xff).count();
    match rest.get(fill..) {
        Some([0, data @ ..]) if fill >= 8 => Ok(data.to_vec()),
        _ => Err(PaddingError::Wrong),
    }
}

/// MGF1: hides `target` behind the hash of `seed`.
fn mask(algorithm: Algorithm, seed: &[u8], target: &mut [u8]) {
    for (chunk, counter) in target.chunks_mut(algorithm.output_size()).zip(0u32..) {
        let mut hasher = algorithm.start();
        hasher.update(seed);
        hasher.update(&counter.to_be_bytes());
        let hidden = hasher.finish(algorithm.output_size());
        chunk.iter_mut().zip(hidden).for_each(|(byte, mask)| *byte ^= mask);
    }
}

fn pss_hash(algorithm: Algorithm, hash: &[u8], salt: &[u8]) -> Vec<u8> {
    let mut hasher = algorithm.start();
    hasher.update(&[0; 8]);
    hasher.update(hash);
    hasher.update(salt);
    hasher.finish(algorithm.output_size())
}

/// How long the salt of PSS is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Salt {
    /// This many bytes.
    Length(usize),
    /// As long as the hash.
    Digest,
    /// As long as possible; any length when verifying.
    Most,
}

/// EMSA-PSS-ENCODE for a modulus of so many bits.
pub fn pss(
    algorithm: Algorithm,
    mask_algorithm: Algorithm,
    hash: &[u8],
    salt: Salt,
    modulus_bits: usize,
) -> Result<Vec<u8>, PaddingError> {
    let bits = modulus_bits.saturating_sub(1);
    let (size, hash_size) = (bits.div_ceil(8), algorithm.output_size());
    let most = size.checked_sub(hash_size + 2).ok_or(PaddingError::TooLong)?;
    let salt_size = match salt {
        Salt::Length(length) => length,
        Salt::Digest => hash_size,
        Salt::Most => most,
    };
    if salt_size > most {
        return Err(PaddingError::TooLong);
    }
    let mut salt = vec![0; salt_size];
    if !random::fill(&mut salt) {
        return Err(PaddingError::NoRandomness);
    }
    let digest = pss_hash(algorithm, hash, &salt);
    let mut block = vec![0; most - salt_size];
    block.push(1);
    block.extend_from_slice(&salt);
    mask(mask_algorithm, &digest, &mut block);
    block[0] &= 0xff >> (8 * size - bits);
    block.extend_from_slice(&digest);
    block.push(0xbc);
    Ok(block)
}

/// EMSA-PSS-VERIFY of a decrypted signature, as long as the modulus.
pub fn pss_holds(
    algorithm: Algorithm,
    mask_algorithm: Algorithm,
    hash: &[u8],
    salt: Salt,
    modulus_bits: usize,
    block: &[u8],
) -> bool {
    let bits = modulus_bits.saturating_sub(1);
    let (size, hash_size) = (bits.div_ceil(8), algorithm.output_size());
    let (Some(start), Some(split)) =
        (block.len().checked_sub(size), size.checked_sub(hash_size + 1))
    else {
        return false;
    };
    let (leading, block) = block.split_at(start);
    let unused = 8 * size - bits;
    if split == 0 || leading.iter().any(|byte| *byte != 0) || block.last() != Some(&0xbc) {
        return false;
    }
    let (hidden, rest) = block.split_at(split);
    let digest = &rest[..hash_size];
    if hidden[0] & !(0xff >> unused) != 0 {
        return false;
    }
    let mut shown = hidden.to_vec();
    mask(mask_algorithm, digest, &mut shown);
    shown[0] &= 0xff >> unused;
    let zeros = shown.iter().take_while(|byte| **byte == 0).count();
    let Some([1, found @ ..]) = shown.get(zeros..) else { return false };
    let fits = match salt {
        Salt::Length(length) => found.len() == length,
        Salt::Digest => found.len() == hash_size,
        Salt::Most => true,
    };
    fits && mac::equal(&pss_hash(algorithm, hash, found), digest)
}

/// EME-OAEP encoding.
pub fn oaep(
    algorithm: Algorithm,
    label: &[u8],
    data: &[u8],
    size: usize,
) -> Result<Vec<u8>, PaddingError> {
    let hash_size = algorithm.output_size();
    let fill = size.checked_sub(data.len() + 2 * hash_size + 2).ok_or(PaddingError::TooLong)?;
    let mut seed = vec![0; hash_size];
    if !random::fill(&mut seed) {
        return Err(PaddingError::NoRandomness);
    }
    let mut block = algorithm.hash(label);
    block.resize(hash_size + fill, 0);
    block.push(1);
    block.extend_from_slice(data);
    mask(algorithm, &seed, &mut block);
    mask(algorithm, &block, &mut seed);
    Ok([&[0][..], &seed, &block].concat())
}

/// EME-OAEP decoding of a block as long as the modulus. All that can be wrong is one error, found
/// without leaving early; the search for the separator does branch on the bytes.
pub fn open_oaep(
    algorithm: Algorithm,
    label: &[u8],
    block: &[u8],
) -> Result<Vec<u8>, PaddingError> {
    let hash_size = algorithm.output_size();
    if block.len() < 2 * hash_size + 2 {
        return Err(PaddingError::Wrong);
    }
    let (first, rest) = block.split_at(1);
    let (seed, hidden) = rest.split_at(hash_size);
    let (mut seed, mut shown) = (seed.to_vec(), hidden.to_vec());
    mask(algorithm, hidden, &mut seed);
    mask(algorithm, &seed, &mut shown);
    let (found, rest) = shown.split_at(hash_size);
    let right_label = mac::equal(found, &algorithm.hash(label));
    let right_start = mac::equal(first, &[0]);
    let (mut start, mut bad) = (None, false);
    for (index, byte) in rest.iter().enumerate() {
        if start.is_none() {
            match byte {
                1 => start = Some(index + 1),
                0 => {}
                _ => bad = true,
            }
        }
    }
    match start.and_then(|start| rest.get(start..)) {
        Some(data) if right_label && right_start && !bad => Ok(data.to_vec()),
        _ => Err(PaddingError::Wrong),
    }
}
