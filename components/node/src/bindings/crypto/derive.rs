//! Jobs that derive keys (`src/crypto/crypto_{pbkdf2,scrypt,hkdf}.cc`).
//!
//! Members: `PBKDF2Job(mode, password, salt, iterations, length, digest)`,
//! `ScryptJob(mode, password, salt, N, r, p, maxmem, length)`,
//! `HKDFJob(mode, digest, key, salt, info, length)`. Results are `ArrayBuffer`s.

use kernelet_quickjs::bytes;
use rquickjs::{Ctx, Object, Result, Value};
use zeroize::Zeroizing;

use super::{
    error::throw_plain,
    input,
    job::{self, Work},
    kdf::{self, ScryptCost, ScryptError},
    key_handle,
};
use crate::runtime::{
    errors::{ErrorKind, throw_node},
    members::Arguments,
};

/// HKDF counts its blocks in one byte.
const HKDF_BLOCKS: usize = 255;

/// Sets the members.
pub fn install(target: &Object<'_>) -> Result<()> {
    job::define(target, "PBKDF2Job", "PBKDF2REQUEST", pbkdf2)?;
    job::define(target, "ScryptJob", "SCRYPTREQUEST", scrypt)?;
    job::define(target, "HKDFJob", "DERIVEBITSREQUEST", hkdf)
}

fn derived<'js>(ctx: &Ctx<'js>, key: Option<Vec<u8>>) -> Result<Value<'js>> {
    match key {
        Some(key) => Ok(bytes::array_buffer(ctx, key)?.into_value()),
        None => Err(throw_plain(ctx, "Deriving bits failed")),
    }
}

fn pbkdf2<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let password = Zeroizing::new(input::bytes(arguments, 1));
    let salt = input::bytes(arguments, 2);
    let (iterations, length) = (arguments.number(3) as u32, arguments.number(4) as usize);
    let algorithm = input::digest(arguments, 5)?;
    Ok(Box::new(move |ctx, _| {
        derived(ctx, kdf::pbkdf2(algorithm, &password, &salt, iterations, length))
    }))
}

fn scrypt<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let password = Zeroizing::new(input::bytes(arguments, 1));
    let salt = input::bytes(arguments, 2);
    let number = |index| arguments.number(index).max(0.0) as u64;
    let cost = ScryptCost { n: number(3), r: number(4), p: number(5), memory: number(6) };
    let length = arguments.number(7) as usize;
    if let Err(error) = cost.check() {
        let message = match error {
            ScryptError::Invalid => "Invalid scrypt params",
            ScryptError::MemoryLimit => {
                "Invalid scrypt params: error:030000AC:digital envelope routines::memory limit exceeded"
            }
        };
        let code = "ERR_CRYPTO_INVALID_SCRYPT_PARAMS";
        return Err(throw_node(arguments.ctx(), ErrorKind::RangeError, code, message));
    }
    Ok(Box::new(move |ctx, _| derived(ctx, kdf::scrypt(&password, &salt, cost, length).ok())))
}

fn hkdf<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let algorithm = input::digest(arguments, 1)?;
    let key = key_handle::secret_or_bytes(&arguments.get(2));
    let (salt, information) = (input::bytes(arguments, 3), input::bytes(arguments, 4));
    let length = arguments.number(5) as usize;
    if length > HKDF_BLOCKS * algorithm.output_size() {
        let code = "ERR_CRYPTO_INVALID_KEYLEN";
        let message = "Invalid key length";
        return Err(throw_node(arguments.ctx(), ErrorKind::RangeError, code, message));
    }
    Ok(Box::new(move |ctx, _| {
        derived(ctx, kdf::hkdf(algorithm, &key, &salt, &information, length))
    }))
}
