//! Primes for JavaScript (`src/crypto/crypto_random.cc`).
//!
//! Members: `RandomPrimeJob(mode, bits, safe, add, rem)`, `CheckPrimeJob(mode, candidate, checks)`.

use chacha20::rand_core::Rng;
use crypto_bigint::{BoxedUint, Resize};
use kernelet_quickjs::bytes;
use rquickjs::{Object, Result, Value};

use super::{
    asymmetric::number::{self, from_bytes, is_prime_number, is_safe_prime, pad, to_bytes},
    error::{throw_failed, throw_plain},
    input,
    job::{self, Work},
};
use crate::runtime::{
    errors::{ErrorKind, throw_node},
    members::Arguments,
};

/// Longest prime that is searched for: longer ones take minutes.
const LONGEST: u32 = 8192;

/// Sets the members.
pub fn install(target: &Object<'_>) -> Result<()> {
    job::define(target, "RandomPrimeJob", "RANDOMPRIMEREQUEST", prepare_random)?;
    job::define(target, "CheckPrimeJob", "CHECKPRIMEREQUEST", prepare_check)
}

fn prepare_random<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let ctx = arguments.ctx();
    let bits = arguments.number(1).max(0.0) as u32;
    let safe = arguments.is_true(2);
    let out_of_range =
        |message| throw_node(ctx, ErrorKind::RangeError, "ERR_OUT_OF_RANGE", message);
    let add = input::optional_bytes(arguments, 3);
    let remainder = input::optional_bytes(arguments, 4);
    if let Some(add) = &add {
        if number::bit_length(add) > bits as usize {
            return Err(out_of_range("invalid options.add"));
        }
        if let Some(remainder) = &remainder
            && from_bytes(remainder) >= from_bytes(add)
        {
            return Err(out_of_range("invalid options.rem"));
        }
    }
    Ok(Box::new(move |ctx, _| {
        if bits < 2 {
            return Err(throw_plain(ctx, "error:01800076:bignum routines::bits too small"));
        }
        let prime = match &add {
            _ if bits > LONGEST => None,
            Some(add) => prime_in_steps(bits, safe, add, remainder.as_deref()),
            None => number::generator()
                .and_then(|mut rng| number::random_prime(&mut rng, bits, safe))
                .map(|prime| to_bytes(&prime)),
        };
        let size = bits.div_ceil(8) as usize;
        match prime.and_then(|prime| pad(&prime, size)) {
            Some(prime) => Ok(bytes::array_buffer(ctx, prime)?.into_value()),
            None => Err(throw_failed(ctx, "No such prime was found")),
        }
    }))
}

/// A prime that leaves `remainder` (1 unless given; for safe ones 3) when divided by `add`.
fn prime_in_steps(bits: u32, safe: bool, add: &[u8], remainder: Option<&[u8]>) -> Option<Vec<u8>> {
    const TRIES: u32 = 100_000;
    let default: &[u8] = if safe { &[3] } else { &[1] };
    let precision = bits.next_multiple_of(64) + 64;
    let wide = |bytes: &[u8]| from_bytes(bytes).resize_unchecked(precision);
    let (step, target) = (wide(add), wide(remainder.unwrap_or(default)));
    let mut rng = number::generator()?;
    let mut bytes = vec![0; bits.div_ceil(8) as usize];
    for _ in 0..TRIES {
        rng.fill_bytes(&mut bytes);
        let start = top_bits(&mut bytes, bits).resize_unchecked(precision);
        let over = number::remainder(&start, &step)?.resize_unchecked(precision);
        let mut candidate: BoxedUint = start.wrapping_sub(&over).concatenating_add(&target);
        candidate = candidate.resize_unchecked(precision);
        let found = to_bytes(&candidate);
        if number::bit_length(&found) != bits as usize {
            continue;
        }
        let fits = if safe { is_safe_prime(&found) } else { is_prime_number(&found) };
        if fits {
            return Some(found);
        }
    }
    None
}

/// The bytes as a number of so many bits, the two highest set.
fn top_bits(bytes: &mut [u8], bits: u32) -> BoxedUint {
    let unused = bytes.len() as u32 * 8 - bits;
    if let Some(first) = bytes.first_mut() {
        *first = *first & (0xff >> unused) | 0x80 >> unused;
    }
    let second = unused + 1;
    if let Some(byte) = bytes.get_mut((second / 8) as usize) {
        *byte |= 0x80 >> (second % 8);
    }
    from_bytes(bytes)
}

fn prepare_check<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let candidate = input::bytes(arguments, 1);
    // The test is the same however many rounds are asked for: no number is known that passes it
    // without being prime.
    Ok(Box::new(move |ctx, _| Ok(Value::new_bool(ctx.clone(), is_prime_number(&candidate)))))
}
