//! `crypto` (`src/crypto/*.cc`), on crates in Rust; randomness comes from the kernel.
//!
//! Here: `timingSafeEqual`, `getFipsCrypto`, `setFipsCrypto`, `testFipsCrypto`, `secureHeapUsed`.
//!
//! | Module | What |
//! |---|---|
//! | [`digest`], [`mac`], [`kdf`] | hash functions, HMAC, keys from passwords: no JavaScript in them |
//! | [`hash`], [`hmac`], [`derive`], [`random`] | the members for those |
//! | [`cipher`] | symmetric ciphers |
//! | [`asymmetric`] | public and private keys: no JavaScript in it |
//! | [`key_handle`], [`key_input`], [`key_output`], [`key_export`] | keys behind `KeyObject`s, and how they are written |
//! | [`key_pair`], [`primes`], [`dh_groups`] | new keys and primes |
//! | [`sign`], [`rsa_cipher`], [`agreement`], [`diffie_hellman`] | what is done with keys |
//! | [`x509`], [`spkac`] | certificates |
//! | [`secure_context`] | what TLS connections have in common |
//! | [`job`] | the protocol of all jobs |
//! | [`input`], [`error`] | what comes in, what is thrown |

pub mod agreement;
pub mod asymmetric;
pub mod cipher;
pub mod derive;
pub mod dh_groups;
pub mod diffie_hellman;
pub mod digest;
pub mod error;
pub mod hash;
pub mod hmac;
pub mod input;
pub mod job;
pub mod kdf;
pub mod key_export;
pub mod key_handle;
pub mod key_input;
pub mod key_output;
pub mod key_pair;
pub mod mac;
pub mod primes;
pub mod random;
pub mod rsa_cipher;
pub mod secure_context;
pub mod sign;
pub mod spkac;
pub mod x509;

use kernelet_quickjs::bytes::bytes_of;
use rquickjs::{Ctx, Object, Result, Value};

use crate::runtime::{
    errors::{ErrorKind, throw_node},
    members::{Arguments, define, native, set_native},
};

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    random::install(ctx, target)?;
    hash::install(ctx, target)?;
    hmac::install(ctx, target)?;
    derive::install(target)?;
    key_handle::install(ctx, target)?;
    cipher::install(ctx, target)?;
    key_pair::install(target)?;
    key_export::install(target)?;
    primes::install(target)?;
    sign::install(ctx, target)?;
    rsa_cipher::install(target)?;
    agreement::install(ctx, target)?;
    diffie_hellman::install(ctx, target)?;
    x509::install(ctx, target)?;
    spkac::install(target)?;
    secure_context::install(ctx, target)?;
    // The real one shows no name.
    define(target, "timingSafeEqual", native(ctx, "", 0, timing_safe_equal)?)?;
    // There is no certified module here, and no heap apart: as in a Node built without them.
    set_native(target, "getFipsCrypto", 0, |arguments| {
        Ok(Value::new_int(arguments.ctx().clone(), 0))
    })?;
    set_native(target, "testFipsCrypto", 0, |arguments| {
        Ok(Value::new_bool(arguments.ctx().clone(), false))
    })?;
    set_native(target, "setFipsCrypto", 0, |arguments| {
        if arguments.is_true(0) {
            return Err(error::throw_plain(arguments.ctx(), "FIPS mode is not available"));
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "secureHeapUsed", 0, |arguments| {
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "setEngine", 0, |arguments| {
        Ok(Value::new_bool(arguments.ctx().clone(), false))
    })
}

/// `timingSafeEqual(left, right)`
fn timing_safe_equal<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let buffer = |index: usize, name: &str| {
        bytes_of(&arguments.get(index)).ok_or_else(|| {
            let message = format!(
                "The \"{name}\" argument must be an instance of ArrayBuffer, Buffer, TypedArray, or DataView."
            );
            throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", &message)
        })
    };
    let (left, right) = (buffer(0, "buf1")?, buffer(1, "buf2")?);
    if left.len() != right.len() {
        let message = "Input buffers must have the same byte length";
        let code = "ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH";
        return Err(throw_node(ctx, ErrorKind::RangeError, code, message));
    }
    let equal = left.with_slice(|left| right.with_slice(|right| mac::equal(left, right)));
    Ok(Value::new_bool(ctx.clone(), equal))
}
