//! Diffie-Hellman with numbers (`src/crypto/crypto_dh.cc`).
//!
//! Members: `DiffieHellman(prime or its length, generator)` and `DiffieHellmanGroup(name)` with
//! `generateKeys`, `computeSecret`, `getPrime`, `getGenerator`, `getPublicKey`, `getPrivateKey`,
//! `setPublicKey`, `setPrivateKey` (the first only), `verifyError`.

use std::cell::RefCell;

use rquickjs::{
    Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
    object::Accessor,
};
use zeroize::Zeroizing;

use super::{
    asymmetric::{
        asn1::trim,
        key::Group,
        number::{self, is_prime_number, is_safe_prime},
    },
    dh_groups,
    error::{OpenSsl, throw_failed},
    input,
};
use crate::{
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{self, Arguments, set_native},
    },
};

/// `DH_CHECK_P_NOT_PRIME`
const NOT_PRIME: i32 = 1;
/// `DH_CHECK_P_NOT_SAFE_PRIME`
const NOT_SAFE_PRIME: i32 = 2;
/// `DH_NOT_SUITABLE_GENERATOR`
const BAD_GENERATOR: i32 = 8;
/// `DH_MODULUS_TOO_SMALL`
const TOO_SMALL: i32 = 0x80;
/// Bits below which a modulus is too small.
const SMALLEST: usize = 512;
/// Bits above which a modulus is not examined (`OPENSSL_DH_CHECK_MAX_MODULUS_BITS`).
const LONGEST: usize = 10_000;

struct DiffieHellman {
    group: Group,
    secret: RefCell<Option<Zeroizing<Vec<u8>>>>,
    public: RefCell<Option<Vec<u8>>>,
    verify_error: i32,
}

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for DiffieHellman {
    type Changed<'to> = DiffieHellman;
}

impl<'js> Trace<'js> for DiffieHellman {
    fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for DiffieHellman {
    const NAME: &'static str = "DiffieHellman";
    type Mutable = Readable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    type Construct = for<'js> fn(&Arguments<'_, 'js>) -> Result<DiffieHellman>;
    let classes: [(&str, Construct); 2] =
        [("DiffieHellman", construct), ("DiffieHellmanGroup", construct_group)];
    for (name, construct) in classes {
        let (constructor, prototype) =
            members::class(ctx, name, 0, None, move |arguments, prototype| {
                Ok(Class::instance_proto(construct(arguments)?, prototype)?.into_value())
            })?;
        set_native(&prototype, "generateKeys", 0, generate_keys)?;
        set_native(&prototype, "computeSecret", 0, compute_secret)?;
        set_native(&prototype, "getPrime", 0, |arguments| {
            let prime = this(arguments)?.borrow().group.prime.clone();
            Ok(codecs::buffer(arguments.ctx(), prime)?.into_value())
        })?;
        set_native(&prototype, "getGenerator", 0, |arguments| {
            let generator = this(arguments)?.borrow().group.generator.clone();
            Ok(codecs::buffer(arguments.ctx(), generator)?.into_value())
        })?;
        set_native(&prototype, "getPublicKey", 0, |arguments| {
            let key = this(arguments)?.borrow().public.borrow().clone();
            key_or_error(arguments, key, "public")
        })?;
        set_native(&prototype, "getPrivateKey", 0, |arguments| {
            let key = this(arguments)?.borrow().secret.borrow().as_deref().cloned();
            key_or_error(arguments, key, "private")
        })?;
        set_native(&prototype, "setPublicKey", 0, |arguments| {
            let key = trim(&input::bytes(arguments, 0)).to_vec();
            this(arguments)?.borrow().public.replace(Some(key));
            Ok(Value::new_undefined(arguments.ctx().clone()))
        })?;
        set_native(&prototype, "setPrivateKey", 0, |arguments| {
            let key = Zeroizing::new(trim(&input::bytes(arguments, 0)).to_vec());
            this(arguments)?.borrow().secret.replace(Some(key));
            Ok(Value::new_undefined(arguments.ctx().clone()))
        })?;
        let verify_error = |this: rquickjs::function::This<Class<'js, DiffieHellman>>| {
            this.0.borrow().verify_error
        };
        prototype.prop("verifyError", Accessor::from(verify_error).enumerable())?;
        members::define(target, name, constructor)?;
    }
    Ok(())
}

fn this<'js>(arguments: &Arguments<'_, 'js>) -> Result<Class<'js, DiffieHellman>> {
    Class::from_object(&arguments.this_object()?)
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

fn key_or_error<'js>(
    arguments: &Arguments<'_, 'js>,
    key: Option<Vec<u8>>,
    which: &str,
) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match key {
        Some(key) => Ok(codecs::buffer(ctx, key)?.into_value()),
        None => {
            let message = format!("No {which} key - did you forget to generate one?");
            Err(throw_node(ctx, ErrorKind::Error, "ERR_CRYPTO_INVALID_STATE", &message))
        }
    }
}

/// OpenSSL's `DH_check`.
fn check(group: &Group) -> i32 {
    let bits = number::bit_length(&group.prime);
    let mut error = 0;
    if bits < SMALLEST {
        return TOO_SMALL;
    }
    if bits > LONGEST {
        return error;
    }
    let above_one = trim(&group.generator) > &[1][..] || group.generator.len() > 1;
    if !above_one {
        error |= BAD_GENERATOR;
    }
    if !is_prime_number(&group.prime) {
        error |= NOT_PRIME;
    } else if !is_safe_prime(&group.prime) {
        error |= NOT_SAFE_PRIME;
    }
    error
}

fn with_group(group: Group, verify_error: i32) -> DiffieHellman {
    DiffieHellman { group, secret: RefCell::default(), public: RefCell::default(), verify_error }
}

/// `DiffieHellman(prime or its length, generator)`
fn construct<'js>(arguments: &Arguments<'_, 'js>) -> Result<DiffieHellman> {
    let ctx = arguments.ctx();
    let generator = match input::optional_bytes(arguments, 1) {
        Some(bytes) => trim(&bytes).to_vec(),
        None => {
            let number = arguments.int32(1);
            if number < 0 {
                return Err(OpenSsl::BAD_GENERATOR.throw(ctx));
            }
            trim(&number.to_be_bytes()).to_vec()
        }
    };
    if let Some(length) = arguments.get(0).as_number() {
        let bits = length as i32;
        if bits < 2 {
            return Err(OpenSsl::MODULUS_TOO_SMALL.throw(ctx));
        }
        if generator.is_empty() || generator == [1] {
            return Err(OpenSsl::BAD_GENERATOR.throw(ctx));
        }
        if (bits as usize) < SMALLEST {
            let message = "Invalid DH parameters";
            let code = "ERR_INVALID_ARG_VALUE";
            return Err(throw_node(ctx, ErrorKind::TypeError, code, message));
        }
        let Some(prime) = dh_groups::safe_prime(bits as u32) else {
            return Err(throw_failed(ctx, "A safe prime of that length cannot be found here"));
        };
        return Ok(with_group(Group { prime, generator }, 0));
    }
    if generator.is_empty() || generator == [1] {
        return Err(OpenSsl::BAD_GENERATOR.throw(ctx));
    }
    let group = Group { prime: trim(&input::bytes(arguments, 0)).to_vec(), generator };
    let verify_error = check(&group);
    Ok(with_group(group, verify_error))
}

/// `DiffieHellmanGroup(name)`
fn construct_group<'js>(arguments: &Arguments<'_, 'js>) -> Result<DiffieHellman> {
    let name = input::text(arguments, 0)?.to_ascii_lowercase();
    match dh_groups::by_name(&name) {
        Some(group) => Ok(with_group(group, 0)),
        None => {
            let code = "ERR_CRYPTO_UNKNOWN_DH_GROUP";
            Err(throw_node(arguments.ctx(), ErrorKind::Error, code, "Unknown DH group"))
        }
    }
}

/// `generateKeys()`: keeps a private key that was set.
fn generate_keys<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let dh = this(arguments)?;
    let dh = dh.borrow();
    let group = &dh.group;
    let mut secret = dh.secret.borrow_mut();
    if secret.is_none() {
        *secret =
            number::generator().and_then(|mut rng| dh_groups::exponent(&mut rng, &group.prime));
    }
    let public = secret
        .as_ref()
        .and_then(|secret| number::power(&group.generator, secret, &group.prime))
        .map(|public| trim(&public).to_vec());
    let Some(public) = public else { return Err(throw_failed(ctx, "Key generation failed")) };
    dh.public.replace(Some(public.clone()));
    Ok(codecs::buffer(ctx, public)?.into_value())
}

fn compute_secret<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let dh = this(arguments)?;
    let dh = dh.borrow();
    let secret = dh.secret.borrow();
    let group = &dh.group;
    let other = input::bytes(arguments, 0);
    let other = trim(&other);
    let refuse =
        |code: &str, message: &str| Err(throw_node(ctx, ErrorKind::RangeError, code, message));
    if other.is_empty() || other == [1] {
        return refuse("ERR_CRYPTO_INVALID_KEYLEN", "Supplied key is too small");
    }
    // The modulus less one is the other number whose powers are of no use.
    let mut last = group.prime.clone();
    if let Some(byte) = last.last_mut() {
        *byte -= 1;
    }
    if (other.len(), other) >= (last.len(), &last[..]) {
        return refuse("ERR_CRYPTO_INVALID_KEYTYPE", "Unspecified validation error");
    }
    // OpenSSL's failure leaves an empty buffer behind, which Node gives out.
    let Some(secret) = &*secret else {
        return Ok(codecs::buffer(ctx, Vec::new())?.into_value());
    };
    match number::power(other, secret, &group.prime) {
        Some(shared) => Ok(codecs::buffer(ctx, shared)?.into_value()),
        None => Err(throw_failed(ctx, "computeSecret failed")),
    }
}
