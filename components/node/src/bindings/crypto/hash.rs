//! Hashes for JavaScript (`src/crypto/crypto_hash.cc`).
//!
//! Members: `Hash(algorithm or hash, outputLength, id, cache)` with `update(data, encoding)` and
//! `digest(encoding)`; `oneShotDigest`, `HashJob`, `getHashes`, `getCachedAliases`,
//! `internalVerifyIntegrity`.

use std::cell::RefCell;

use kernelet_quickjs::bytes;
use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};

use super::{
    digest::{Algorithm, Hasher, NAMES},
    error::{OpenSsl, throw_plain},
    input,
    job::{self, Work},
    mac,
};
use crate::{
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{self, Arguments, set_native},
    },
};

struct Hash {
    hasher: RefCell<Option<Hasher>>,
    length: usize,
    /// What `digest` gave: a hash that a stream has finished is asked once more.
    output: RefCell<Vec<u8>>,
}

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for Hash {
    type Changed<'to> = Hash;
}

impl<'js> Trace<'js> for Hash {
    fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for Hash {
    const NAME: &'static str = "Hash";
    type Mutable = Readable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let (constructor, prototype) = members::class(ctx, "Hash", 0, None, construct)?;
    set_native(&prototype, "update", 0, update)?;
    set_native(&prototype, "digest", 0, digest)?;
    members::define(target, "Hash", constructor)?;
    set_native(target, "getHashes", 0, |arguments| {
        let names = Array::new(arguments.ctx().clone())?;
        for (index, (name, _)) in NAMES.iter().enumerate() {
            names.set(index, *name)?;
        }
        Ok(names.into_value())
    })?;
    // No name has a number here: looking one up costs less than the library's cache.
    set_native(target, "getCachedAliases", 0, |arguments| {
        Ok(Object::new_proto(arguments.ctx().clone(), None)?.into_value())
    })?;
    set_native(target, "oneShotDigest", 0, one_shot)?;
    job::define(target, "HashJob", "HASHREQUEST", prepare)?;
    set_native(target, "internalVerifyIntegrity", 0, verify_integrity)
}

fn construct<'js>(arguments: &Arguments<'_, 'js>, prototype: Object<'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let source = arguments.get(0);
    let hasher = match source.as_object().and_then(|object| object.as_class::<Hash>()) {
        Some(original) => original.borrow().hasher.borrow().clone(),
        None => Algorithm::from_name(&input::text(arguments, 0)?).map(Algorithm::start),
    };
    let Some(hasher) = hasher else {
        return Err(throw_plain(ctx, "Digest method not supported"));
    };
    let algorithm = hasher.algorithm();
    let mut length = algorithm.output_size();
    if let Some(wanted) = arguments.get(1).as_number() {
        let wanted = wanted.max(0.0) as usize;
        if wanted != length && !algorithm.is_extendable() {
            return Err(OpenSsl::NOT_XOF.throw(ctx));
        }
        length = wanted;
    }
    let hash = Hash { hasher: RefCell::new(Some(hasher)), length, output: RefCell::default() };
    Ok(Class::instance_proto(hash, prototype)?.into_value())
}

fn this<'js>(arguments: &Arguments<'_, 'js>) -> Result<Class<'js, Hash>> {
    Class::from_object(&arguments.this_object()?)
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

fn update<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let hash = this(arguments)?;
    let updated =
        input::with_bytes(&arguments.get(0), &arguments.get(1), |data| {
            match &mut *hash.borrow().hasher.borrow_mut() {
                Some(hasher) => {
                    hasher.update(data);
                    true
                }
                None => false,
            }
        })?;
    Ok(Value::new_bool(arguments.ctx().clone(), updated))
}

fn digest<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let hash = this(arguments)?;
    let hasher = hash.borrow().hasher.take();
    if let Some(hasher) = hasher {
        let output = hasher.finish(hash.borrow().length);
        hash.borrow().output.replace(output);
    }
    let output = hash.borrow().output.borrow().clone();
    input::encoded(arguments.ctx(), output, &arguments.get(0))
}

/// `oneShotDigest(algorithm, id, cache, input, outputEncoding, encodingNumber)`
fn one_shot<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let name = input::text(arguments, 0)?;
    let Some(algorithm) = Algorithm::from_name(&name) else {
        return Err(throw_plain(ctx, &format!("Digest method {name} is not supported")));
    };
    let undefined = Value::new_undefined(ctx.clone());
    let output = input::with_bytes(&arguments.get(3), &undefined, |data| algorithm.hash(data))?;
    input::encoded(ctx, output, &arguments.get(4))
}

/// `HashJob(mode, algorithm, data, bits)`
fn prepare<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let algorithm = input::digest(arguments, 1)?;
    let data = input::bytes(arguments, 2);
    Ok(Box::new(move |ctx, _| Ok(bytes::array_buffer(ctx, algorithm.hash(&data))?.into_value())))
}

/// `internalVerifyIntegrity(algorithm, content, expected)`: the hash that differs, in base64.
fn verify_integrity<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(algorithm) = Algorithm::from_name(&input::text(arguments, 0)?) else {
        let code = "ERR_CRYPTO_INVALID_DIGEST";
        return Err(throw_node(ctx, ErrorKind::TypeError, code, "Invalid digest"));
    };
    let undefined = Value::new_undefined(ctx.clone());
    let found = input::with_bytes(&arguments.get(1), &undefined, |data| algorithm.hash(data))?;
    if mac::equal(&found, &input::bytes(arguments, 2)) {
        return Ok(undefined);
    }
    codecs::decode(ctx, codecs::Encoding::Base64, &found)
}
