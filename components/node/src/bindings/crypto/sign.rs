//! Signatures (`src/crypto/crypto_sig.cc`).
//!
//! Members: `Sign()` and `Verify()` with `init(digest)`, `update(data, encoding)` and
//! `sign(key…, padding, saltLength, encoding)` or `verify(key…, signature, padding, saltLength,
//! encoding)`; `SignJob(mode, signMode, key…, data, digest, saltLength, padding, encoding,
//! signature)`. A key is four arguments: data, format, encoding, passphrase.

use std::cell::RefCell;

use kernelet_quickjs::bytes;
use rquickjs::{
    Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};

use super::{
    asymmetric::{
        asn1::{Reader, integer, sequence, tag},
        curve::Curve,
        key::{Private, Public},
        number::{self, pad},
        okp::{self, Okp},
        padding::{self, PaddingError, Salt},
        rsa::{RsaPublic, Usage},
    },
    digest::{Algorithm, Hasher},
    error::{OpenSsl, throw_failed},
    input,
    job::{self, Work},
    key_input, mac,
};
use crate::{
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{self, Arguments, set_native},
    },
};

/// `kSignJobModeVerify`
const VERIFY: i32 = 1;
/// `RSA_PKCS1_PADDING`
const PKCS1: i32 = 1;
/// `RSA_PKCS1_PSS_PADDING`
const PSS: i32 = 6;
/// `kSigEncP1363`
const P1363: i32 = 1;

/// How a signature is made.
#[derive(Clone, Copy, Debug, Default)]
struct Options {
    padding: Option<i32>,
    salt: Option<i32>,
    /// r and s one after the other, not in DER.
    plain: bool,
}

impl Options {
    fn new(padding: &Value<'_>, salt: &Value<'_>, encoding: &Value<'_>) -> Self {
        let plain = encoding.as_int() == Some(P1363);
        Self { padding: padding.as_int(), salt: salt.as_int(), plain }
    }
}

/// What is signed: a hash, or all of the text for keys that hash it themselves.
enum Content {
    Hash(Algorithm, Vec<u8>),
    Text(Vec<u8>, Option<Algorithm>),
}

impl Content {
    /// The hash that RSA and ECDSA sign: SHA-256 when none was named.
    fn hashed(&self) -> (Algorithm, Vec<u8>) {
        match self {
            Self::Hash(algorithm, hash) => (*algorithm, hash.clone()),
            Self::Text(text, algorithm) => {
                let algorithm = algorithm.unwrap_or(Algorithm::Sha256);
                (algorithm, algorithm.hash(text))
            }
        }
    }
}

#[derive(Default)]
struct Signer(RefCell<Option<Hasher>>);

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for Signer {
    type Changed<'to> = Signer;
}

impl<'js> Trace<'js> for Signer {
    fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for Signer {
    const NAME: &'static str = "SignBase";
    type Mutable = Readable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    for name in ["Sign", "Verify"] {
        let (constructor, prototype) = members::class(ctx, name, 0, None, |_, prototype| {
            Ok(Class::instance_proto(Signer::default(), prototype)?.into_value())
        })?;
        set_native(&prototype, "init", 0, init)?;
        set_native(&prototype, "update", 0, update)?;
        if name == "Sign" {
            set_native(&prototype, "sign", 0, sign)?;
        } else {
            set_native(&prototype, "verify", 0, verify)?;
        }
        members::define(target, name, constructor)?;
    }
    job::define(target, "SignJob", "SIGNREQUEST", prepare)
}

fn this<'js>(arguments: &Arguments<'_, 'js>) -> Result<Class<'js, Signer>> {
    Class::from_object(&arguments.this_object()?)
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

fn init<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(algorithm) = Algorithm::from_name(&input::text(arguments, 0)?) else {
        let code = "ERR_CRYPTO_INVALID_DIGEST";
        return Err(throw_node(ctx, ErrorKind::TypeError, code, "Invalid digest"));
    };
    this(arguments)?.borrow().0.replace(Some(algorithm.start()));
    Ok(Value::new_undefined(ctx.clone()))
}

fn update<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let signer = this(arguments)?;
    let updated = input::with_bytes(&arguments.get(0), &arguments.get(1), |data| {
        signer.borrow().0.borrow_mut().as_mut().map(|hasher| hasher.update(data)).is_some()
    })?;
    if !updated {
        return Err(not_initialised(arguments.ctx()));
    }
    Ok(Value::new_undefined(arguments.ctx().clone()))
}

fn not_initialised(ctx: &Ctx<'_>) -> rquickjs::Error {
    throw_node(ctx, ErrorKind::Error, "ERR_CRYPTO_INVALID_STATE", "Not initialised")
}

/// The hash of all that was given to the receiver.
fn finish(arguments: &Arguments<'_, '_>) -> Result<Content> {
    let hasher = this(arguments)?.borrow().0.take();
    let hasher = hasher.ok_or_else(|| not_initialised(arguments.ctx()))?;
    let algorithm = hasher.algorithm();
    Ok(Content::Hash(algorithm, hasher.finish(algorithm.output_size())))
}

fn sign<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let key = key_input::private(arguments, 0)?;
    let content = finish(arguments)?;
    let options = Options::new(&arguments.get(4), &arguments.get(5), &arguments.get(6));
    let signature = make(ctx, &key, &content, options)?;
    Ok(codecs::buffer(ctx, signature)?.into_value())
}

fn verify<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let key = key_input::public(arguments, 0)?;
    let content = finish(arguments)?;
    let signature = input::bytes(arguments, 4);
    let options = Options::new(&arguments.get(5), &arguments.get(6), &arguments.get(7));
    Ok(Value::new_bool(ctx.clone(), holds(ctx, &key, &content, &signature, options)?))
}

fn prepare<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let verifies = arguments.int32(1) == VERIFY;
    let algorithm = match input::optional_text(arguments, 7)? {
        Some(_) => Some(input::digest(arguments, 7)?),
        None => None,
    };
    let content = Content::Text(input::bytes(arguments, 6), algorithm);
    let options = Options::new(&arguments.get(9), &arguments.get(8), &arguments.get(10));
    if verifies {
        let key = key_input::public(arguments, 2)?;
        let signature = input::bytes(arguments, 11);
        return Ok(Box::new(move |ctx, _| {
            Ok(Value::new_bool(ctx.clone(), holds(ctx, &key, &content, &signature, options)?))
        }));
    }
    let key = key_input::private(arguments, 2)?;
    Ok(Box::new(move |ctx, _| {
        let signature = make(ctx, &key, &content, options)?;
        Ok(bytes::array_buffer(ctx, signature)?.into_value())
    }))
}

/// The text for a key that hashes itself.
fn whole_text<'a>(ctx: &Ctx<'_>, content: &'a Content) -> Result<&'a [u8]> {
    match content {
        Content::Text(text, None) => Ok(text),
        Content::Text(_, Some(_)) => Err(OpenSsl::INVALID_DIGEST.throw(ctx)),
        Content::Hash(..) => {
            let code = "ERR_CRYPTO_UNSUPPORTED_OPERATION";
            Err(throw_node(ctx, ErrorKind::Error, code, "Unsupported crypto operation"))
        }
    }
}

/// Signs.
fn make(ctx: &Ctx<'_>, key: &Private, content: &Content, options: Options) -> Result<Vec<u8>> {
    let failed = || throw_failed(ctx, "Sign operation failed");
    match key {
        Private::Rsa(key) => {
            let (algorithm, hash) = content.hashed();
            let block = rsa_block(ctx, &key.public, algorithm, &hash, options)?;
            key.apply(&block).ok_or_else(failed)
        }
        Private::Ec(curve, scalar, _) => {
            let (_, hash) = content.hashed();
            let mut rng = number::generator().ok_or_else(failed)?;
            let signature = curve.sign(scalar, &hash, &mut rng).ok_or_else(failed)?;
            if options.plain {
                return Ok(signature);
            }
            let (r, s) = signature.split_at(curve.size());
            Ok(sequence(&[&integer(r), &integer(s)]))
        }
        Private::Okp(Okp::Ed25519, secret, _) => {
            okp::sign(secret, whole_text(ctx, content)?).ok_or_else(failed)
        }
        Private::Okp(Okp::X25519, ..) | Private::Dh(..) => {
            Err(OpenSsl::NOT_SUPPORTED_FOR_KEY.throw(ctx))
        }
    }
}

/// Whether a signature is right.
fn holds(
    ctx: &Ctx<'_>,
    key: &Public,
    content: &Content,
    signature: &[u8],
    options: Options,
) -> Result<bool> {
    match key {
        Public::Rsa(key) => {
            let (algorithm, hash) = content.hashed();
            rsa_holds(ctx, key, algorithm, &hash, signature, options)
        }
        Public::Ec(curve, point) => {
            let (_, hash) = content.hashed();
            let plain = match options.plain {
                true => Some(signature.to_vec()),
                false => plain_signature(*curve, signature),
            };
            Ok(plain.is_some_and(|signature| curve.verify(point, &hash, &signature)))
        }
        Public::Okp(Okp::Ed25519, public) => {
            Ok(okp::verify(public, whole_text(ctx, content)?, signature))
        }
        Public::Okp(Okp::X25519, _) | Public::Dh(..) => {
            Err(OpenSsl::NOT_SUPPORTED_FOR_KEY.throw(ctx))
        }
    }
}

/// r and s out of DER.
fn plain_signature(curve: Curve, der: &[u8]) -> Option<Vec<u8>> {
    let mut outer = Reader::new(der);
    let mut pair = outer.inside(tag::SEQUENCE)?;
    let (r, s) = (pair.unsigned()?, pair.unsigned()?);
    if !pair.is_empty() || !outer.is_empty() {
        return None;
    }
    Some([pad(r, curve.size())?, pad(s, curve.size())?].concat())
}

/// The padding, the mask's hash function and the salt that key and options lead to.
fn rsa_scheme(
    ctx: &Ctx<'_>,
    key: &RsaPublic,
    algorithm: Algorithm,
    options: Options,
) -> Result<Option<(Algorithm, Salt)>> {
    let default = if key.usage == Usage::Any { PKCS1 } else { PSS };
    let padding = options.padding.unwrap_or(default);
    if padding == PKCS1 && key.usage == Usage::Any {
        return Ok(None);
    }
    if padding != PSS {
        return Err(OpenSsl::ILLEGAL_PADDING.throw(ctx));
    }
    let mut mask = algorithm;
    let mut salt = match options.salt {
        Some(-1) => Salt::Digest,
        Some(length) if length >= 0 => Salt::Length(length as usize),
        _ => Salt::Most,
    };
    if let Usage::Pss(Some(limits)) = key.usage {
        if algorithm != limits.hash {
            return Err(OpenSsl::DIGEST_NOT_ALLOWED.throw(ctx));
        }
        if matches!(salt, Salt::Length(length) if length < limits.salt) {
            return Err(OpenSsl::SALT_TOO_SMALL.throw(ctx));
        }
        if options.salt.is_none() {
            salt = Salt::Length(limits.salt);
        }
        mask = limits.mask;
    }
    Ok(Some((mask, salt)))
}

fn rsa_block(
    ctx: &Ctx<'_>,
    key: &RsaPublic,
    algorithm: Algorithm,
    hash: &[u8],
    options: Options,
) -> Result<Vec<u8>> {
    let block = match rsa_scheme(ctx, key, algorithm, options)? {
        None => padding::signature_v15(Some(algorithm), hash, key.size()),
        Some((mask, salt)) => padding::pss(algorithm, mask, hash, salt, key.bits()),
    };
    block.map_err(|error| match error {
        PaddingError::TooLong | PaddingError::Wrong => OpenSsl::DIGEST_TOO_BIG.throw(ctx),
        PaddingError::NoRandomness => throw_failed(ctx, "Random bytes are not available"),
    })
}

fn rsa_holds(
    ctx: &Ctx<'_>,
    key: &RsaPublic,
    algorithm: Algorithm,
    hash: &[u8],
    signature: &[u8],
    options: Options,
) -> Result<bool> {
    let scheme = rsa_scheme(ctx, key, algorithm, options)?;
    if signature.len() != key.size() || !key.holds(signature) {
        return Ok(false);
    }
    let Some(block) = key.apply(signature) else { return Ok(false) };
    Ok(match scheme {
        None => padding::signature_v15(Some(algorithm), hash, key.size())
            .is_ok_and(|expected| mac::equal(&expected, &block)),
        Some((mask, salt)) => {
            // A key's own limit is a lower one.
            let salt = if options.salt.is_none() { Salt::Most } else { salt };
            padding::pss_holds(algorithm, mask, hash, salt, key.bits(), &block)
        }
    })
}

/// Whether a signature over DER is right, by the hash function it names (certificates).
pub fn certificate_holds(
    key: &Public,
    algorithm: Option<Algorithm>,
    text: &[u8],
    signature: &[u8],
) -> bool {
    match (key, algorithm) {
        (Public::Rsa(key), Some(algorithm)) => {
            let expected =
                padding::signature_v15(Some(algorithm), &algorithm.hash(text), key.size());
            signature.len() == key.size()
                && key.holds(signature)
                && key.apply(signature).is_some_and(|block| {
                    expected.is_ok_and(|expected| mac::equal(&expected, &block))
                })
        }
        (Public::Ec(curve, point), Some(algorithm)) => plain_signature(*curve, signature)
            .is_some_and(|signature| curve.verify(point, &algorithm.hash(text), &signature)),
        (Public::Okp(Okp::Ed25519, public), _) => okp::verify(public, text, signature),
        _ => false,
    }
}
