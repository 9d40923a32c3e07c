//! Jobs that make key pairs (`src/crypto/crypto_keygen.cc`, `crypto_{rsa,ec,dh}.cc`).
//!
//! Members: `RsaKeyPairGenJob`, `EcKeyPairGenJob`, `NidKeyPairGenJob`, `DhKeyPairGenJob`. After
//! their own parameters come the forms of the public and the private key. Results are arrays of
//! the two.

use rquickjs::{Array, Object, Result, Value};

use super::{
    asymmetric::{
        asn1::trim,
        curve::Curve,
        key::{Group, Private},
        number,
        okp::{self, Okp},
        rsa::{LONGEST_MODULUS, PssLimits, RsaPrivate, Usage},
    },
    dh_groups,
    digest::Algorithm,
    error::{throw_failed, throw_plain},
    input,
    job::{self, Work},
    key_output::{self, Wanted},
    random,
};
use crate::runtime::{
    errors::{ErrorKind, throw_node},
    members::Arguments,
};

/// `kKeyVariantRSA_PSS`
const RSA_PSS: i32 = 1;
/// OpenSSL makes none shorter.
const SHORTEST_RSA: u32 = 512;

/// Sets the members.
pub fn install(target: &Object<'_>) -> Result<()> {
    job::define(target, "RsaKeyPairGenJob", "KEYPAIRGENREQUEST", rsa)?;
    job::define(target, "EcKeyPairGenJob", "KEYPAIRGENREQUEST", ec)?;
    job::define(target, "NidKeyPairGenJob", "KEYPAIRGENREQUEST", okp)?;
    job::define(target, "DhKeyPairGenJob", "KEYPAIRGENREQUEST", dh)
}

/// A job that makes a key and writes its halves in the forms of the arguments from `start`. What
/// `generate` answers instead of a key is the message of the error.
fn pair(
    arguments: &Arguments<'_, '_>,
    start: usize,
    generate: impl FnOnce() -> std::result::Result<Private, &'static str> + 'static,
) -> Result<Work> {
    let public = Wanted::public(arguments, start);
    let private = Wanted::private(arguments, start + 2)?;
    Ok(Box::new(move |ctx, _| {
        let key = generate().map_err(|message| throw_plain(ctx, message))?;
        let answer = Array::new(ctx.clone())?;
        answer.set(0, key_output::public(ctx, key.public(), &public)?)?;
        answer.set(1, key_output::private(ctx, key, &private)?)?;
        Ok(answer.into_value())
    }))
}

/// `RsaKeyPairGenJob(mode, variant, bits, exponent, [hash, maskHash, saltLength], …)`
fn rsa<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let is_pss = arguments.int32(1) == RSA_PSS;
    let (bits, exponent) = (arguments.number(2) as u32, arguments.number(3) as u32);
    let usage = if is_pss { Usage::Pss(pss_limits(arguments)?) } else { Usage::Any };
    pair(arguments, if is_pss { 7 } else { 4 }, move || {
        if bits < SHORTEST_RSA {
            return Err("error:1C8000AB:Provider routines::key size too small");
        }
        if bits > LONGEST_MODULUS {
            return Err("error:02000069:rsa routines::modulus too large");
        }
        if exponent < 3 || exponent % 2 == 0 {
            return Err("error:020000B2:rsa routines::pub exponent out of range");
        }
        RsaPrivate::generate(bits, exponent, usage)
            .map(Private::Rsa)
            .ok_or("Key generation job failed")
    })
}

/// The limits of an RSA-PSS key, when one of them was given.
fn pss_limits(arguments: &Arguments<'_, '_>) -> Result<Option<PssLimits>> {
    let hash = |index| -> Result<Option<Algorithm>> {
        match input::optional_text(arguments, index)? {
            Some(_) => input::digest(arguments, index).map(Some),
            None => Ok(None),
        }
    };
    let (hash, mask) = (hash(4)?, hash(5)?);
    let salt = arguments.get(6).as_number().map(|salt| salt as usize);
    if hash.is_none() && mask.is_none() && salt.is_none() {
        return Ok(None);
    }
    let hash = hash.unwrap_or(Algorithm::Sha1);
    let salt = salt.unwrap_or(if hash == Algorithm::Sha1 { 20 } else { hash.output_size() });
    Ok(Some(PssLimits { hash, mask: mask.unwrap_or(hash), salt }))
}

/// `EcKeyPairGenJob(mode, curve, parameterEncoding, …)`
fn ec<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let ctx = arguments.ctx();
    let Some(curve) = Curve::from_name(&input::text(arguments, 1)?) else {
        let message = "Invalid EC curve name";
        return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_CRYPTO_INVALID_CURVE", message));
    };
    if arguments.int32(2) != 1 {
        return Err(throw_failed(ctx, "Curves with explicit parameters are not supported"));
    }
    pair(arguments, 3, move || {
        let failed = "Key generation job failed";
        let mut rng = number::generator().ok_or(failed)?;
        Private::ec(curve, &curve.generate(&mut rng)).ok_or(failed)
    })
}

/// `NidKeyPairGenJob(mode, nid, …)`
fn okp<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let Some(okp) = Okp::from_nid(arguments.int32(1)) else {
        return Err(throw_failed(arguments.ctx(), "Ed448 and X448 are not supported"));
    };
    pair(arguments, 2, move || {
        let failed = "Key generation job failed";
        let mut secret = [0; okp::SIZE];
        if !random::fill(&mut secret) {
            return Err(failed);
        }
        Private::okp(okp, &secret).ok_or(failed)
    })
}

/// A key of a Diffie-Hellman group.
pub fn dh_key(group: Group) -> Option<Private> {
    let mut rng = number::generator()?;
    let exponent = dh_groups::exponent(&mut rng, &group.prime)?;
    let value = trim(&number::power(&group.generator, &exponent, &group.prime)?).to_vec();
    Some(Private::Dh(group, exponent, value))
}

/// `DhKeyPairGenJob(mode, group name, …)` or `(mode, prime or its length, generator, …)`
fn dh<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let ctx = arguments.ctx();
    let failed = "Key generation job failed";
    let first: Value<'js> = arguments.get(1);
    if first.is_string() {
        let Some(group) = dh_groups::by_name(&input::text(arguments, 1)?) else {
            let code = "ERR_CRYPTO_UNKNOWN_DH_GROUP";
            return Err(throw_node(ctx, ErrorKind::Error, code, "Unknown DH group"));
        };
        return pair(arguments, 2, move || dh_key(group).ok_or(failed));
    }
    let generator = (arguments.number(2) as u32).to_be_bytes();
    let prime = input::optional_bytes(arguments, 1);
    let bits = arguments.number(1).max(0.0) as u32;
    pair(arguments, 3, move || {
        let prime = match prime {
            Some(prime) => trim(&prime).to_vec(),
            None => dh_groups::safe_prime(bits).ok_or(failed)?,
        };
        dh_key(Group { prime, generator: trim(&generator).to_vec() }).ok_or(failed)
    })
}
