//! The ciphers of Web Crypto (`src/crypto/crypto_aes.cc`).
//!
//! Member: `AESCipherJob(mode, cipherMode, key, data, variant, …)`; what follows depends on the
//! variant: vector for CBC; counter and its length in bits for CTR; vector, tag (or its length) and
//! additional data for GCM; nothing for key wrapping. Results are `ArrayBuffer`s.

use kernelet_quickjs::bytes::{self, bytes_of};
use rquickjs::{Object, Result};

use super::{
    catalog::{self, Cipher, Mode},
    engine::{Direction, engine},
    machine::Machine,
};
use crate::{
    bindings::crypto::{
        error::throw_failed,
        input,
        job::{self, Work},
        key_handle,
    },
    runtime::members::Arguments,
};

/// `kWebCryptoCipherDecrypt`
const DECRYPT: i32 = 1;
/// The vector of key wrapping (RFC 3394).
const WRAP_VECTOR: [u8; 8] = [0xa6; 8];
/// Bytes of a counter block.
const COUNTER: usize = 16;

/// Sets the member.
pub fn install(target: &Object<'_>) -> Result<()> {
    job::define(target, "AESCipherJob", "CIPHERREQUEST", prepare)
}

/// Ciphers by the number of their variant (`kKeyVariantAES_CTR_128` …).
fn variant(number: i32) -> Option<Cipher> {
    let mode = ["ctr", "cbc", "gcm", "wrap"].get(usize::try_from(number / 3).ok()?)?;
    let bits = 128 + 64 * (number % 3);
    if *mode == "wrap" {
        return catalog::from_name(&format!("aes{bits}-wrap"));
    }
    catalog::from_name(&format!("aes-{bits}-{mode}"))
}

fn prepare<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let direction =
        if arguments.int32(1) == DECRYPT { Direction::Decrypt } else { Direction::Encrypt };
    let key = key_handle::secret_or_bytes(&arguments.get(2));
    let mut data = input::bytes(arguments, 3);
    let cipher = variant(arguments.int32(4));
    let vector = match cipher.map(|cipher| cipher.mode) {
        Some(Mode::Wrap) => WRAP_VECTOR.to_vec(),
        _ => input::bytes(arguments, 5),
    };
    let counter_bits = arguments.int32(6).max(0) as u32;
    let tag = bytes_of(&arguments.get(6)).map(|tag| tag.to_vec());
    let tag_length = arguments.int32(6).max(0) as usize;
    let additional = input::bytes(arguments, 7);
    Ok(Box::new(move |ctx, _| {
        let mut run = || -> Option<Vec<u8>> {
            let cipher = cipher?;
            if cipher.mode == Mode::Ctr {
                return count(&key, &vector, counter_bits, &mut data);
            }
            let mut machine = Machine::new(cipher, direction, &key, &vector, 0)?;
            machine.tag = tag.clone();
            if !additional.is_empty() && !machine.additional_data(&additional) {
                return None;
            }
            let mut output = machine.update(&data).ok()?;
            let (last, tag) = machine.finish().ok()?;
            output.extend(last);
            output.extend(tag.unwrap_or_default().into_iter().take(tag_length));
            Some(output)
        };
        match run() {
            Some(output) => Ok(bytes::array_buffer(ctx, output)?.into_value()),
            None => Err(throw_failed(ctx, "Cipher job failed")),
        }
    }))
}

/// CTR with a counter of `bits` bits at the end of the block: it starts over at zero without
/// touching the nonce before it, and must not come back to where it began.
fn count(key: &[u8], vector: &[u8], bits: u32, data: &mut [u8]) -> Option<Vec<u8>> {
    let start = u128::from_be_bytes(vector.try_into().ok()?);
    if bits == 0 || bits > 128 {
        return None;
    }
    let mask = u128::MAX >> (128 - bits);
    let counter = start & mask;
    let blocks = data.len().div_ceil(COUNTER) as u128;
    if bits < 128 && blocks > 1 << bits {
        return None;
    }
    // Blocks until the counter starts over.
    let first = (mask - counter).saturating_add(1);
    let split = usize::try_from(first.min(blocks)).ok()?.saturating_mul(COUNTER).min(data.len());
    let (now, later) = data.split_at_mut(split);
    engine(Mode::Ctr, Direction::Encrypt, key, vector)?.apply(now);
    if !later.is_empty() {
        let restarted = (start & !mask).to_be_bytes();
        engine(Mode::Ctr, Direction::Encrypt, key, &restarted)?.apply(later);
    }
    Some(data.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_counter_starts_over() {
        let mut vector = [9; 16];
        vector[15] = 0xff;
        let mut text = [0; 48];
        let wrapped = count(&[1; 16], &vector, 8, &mut text).unwrap();
        vector[15] = 0;
        let mut text = [0; 32];
        let restarted = count(&[1; 16], &vector, 8, &mut text).unwrap();
        assert_eq!(wrapped[16..], restarted);
        assert!(count(&[1; 16], &vector, 1, &mut [0; 48]).is_none());
        assert_eq!(variant(8).map(|cipher| cipher.nid), Some(901));
    }
}
