//! Key agreement on elliptic curves (`src/crypto/crypto_ec.cc`) and between key objects.
//!
//! Members: `ECDH(curve)` with `generateKeys`, `computeSecret`, `getPublicKey(form)`,
//! `getPrivateKey`, `setPublicKey`, `setPrivateKey`; `ECDHConvertKey(point, curve, form)`,
//! `getCurves`, `statelessDH(private, public)`, `ECDHBitsJob(mode, public, private)`.

use std::cell::RefCell;

use kernelet_quickjs::bytes;
use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};
use zeroize::Zeroizing;

use super::{
    asymmetric::{
        asn1::trim,
        curve::{Curve, Form},
        key::{Private, Public},
        number,
        okp::{self, Okp},
    },
    error::{OpenSsl, throw_failed},
    input,
    job::{self, Work},
    key_handle::{Key, key_of},
};
use crate::{
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{self, Arguments, set_native},
    },
};

struct Ecdh {
    curve: Curve,
    secret: RefCell<Option<Zeroizing<Vec<u8>>>>,
    public: RefCell<Option<Vec<u8>>>,
}

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for Ecdh {
    type Changed<'to> = Ecdh;
}

impl<'js> Trace<'js> for Ecdh {
    fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for Ecdh {
    const NAME: &'static str = "ECDH";
    type Mutable = Readable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let (constructor, prototype) = members::class(ctx, "ECDH", 0, None, |arguments, prototype| {
        let curve = curve(arguments, 0)?;
        let ecdh = Ecdh { curve, secret: RefCell::default(), public: RefCell::default() };
        Ok(Class::instance_proto(ecdh, prototype)?.into_value())
    })?;
    set_native(&prototype, "generateKeys", 0, generate_keys)?;
    set_native(&prototype, "computeSecret", 0, compute_secret)?;
    set_native(&prototype, "getPublicKey", 0, public_key)?;
    set_native(&prototype, "getPrivateKey", 0, private_key)?;
    set_native(&prototype, "setPublicKey", 0, set_public_key)?;
    set_native(&prototype, "setPrivateKey", 0, set_private_key)?;
    members::define(target, "ECDH", constructor)?;
    set_native(target, "ECDHConvertKey", 0, convert_key)?;
    set_native(target, "getCurves", 0, |arguments| {
        let names = Array::new(arguments.ctx().clone())?;
        for (index, curve) in Curve::ALL.into_iter().enumerate() {
            names.set(index, curve.name())?;
        }
        Ok(names.into_value())
    })?;
    set_native(target, "statelessDH", 0, |arguments| {
        let ctx = arguments.ctx();
        let (private, public) = (key_of(&arguments.get(0)), key_of(&arguments.get(1)));
        Ok(codecs::buffer(ctx, shared(ctx, private, public)?.to_vec())?.into_value())
    })?;
    job::define(target, "ECDHBitsJob", "DERIVEBITSREQUEST", prepare)
}

fn curve(arguments: &Arguments<'_, '_>, index: usize) -> Result<Curve> {
    // NIST's names are for key pairs only.
    let name = input::text(arguments, index)?;
    Curve::from_name(&name).filter(|curve| curve.name() == name).ok_or_else(|| {
        let message = "Invalid EC curve name";
        throw_node(arguments.ctx(), ErrorKind::TypeError, "ERR_CRYPTO_INVALID_CURVE", message)
    })
}

fn this<'js>(arguments: &Arguments<'_, 'js>) -> Result<Class<'js, Ecdh>> {
    Class::from_object(&arguments.this_object()?)
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

fn undefined<'js>(arguments: &Arguments<'_, 'js>) -> Value<'js> {
    Value::new_undefined(arguments.ctx().clone())
}

fn generate_keys<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ecdh = this(arguments)?;
    let ecdh = ecdh.borrow();
    let Some(mut rng) = number::generator() else {
        return Err(throw_failed(arguments.ctx(), "Failed to generate key"));
    };
    let secret = ecdh.curve.generate(&mut rng);
    ecdh.public.replace(ecdh.curve.public_of(&secret));
    ecdh.secret.replace(Some(secret));
    Ok(undefined(arguments))
}

fn compute_secret<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let ecdh = this(arguments)?;
    let ecdh = ecdh.borrow();
    let secret = ecdh.secret.borrow();
    let Some(secret) = &*secret else {
        let message = "Invalid key pair";
        return Err(throw_node(ctx, ErrorKind::RangeError, "ERR_CRYPTO_INVALID_KEYPAIR", message));
    };
    match ecdh.curve.shared(secret, &input::bytes(arguments, 0)) {
        Some(shared) => Ok(codecs::buffer(ctx, shared.to_vec())?.into_value()),
        // The library makes its error of any text.
        None => Ok(rquickjs::String::from_str(ctx.clone(), "invalid point")?.into_value()),
    }
}

fn no_point(ctx: &Ctx<'_>) -> rquickjs::Error {
    throw_failed(ctx, "Failed to convert Buffer to EC_POINT")
}

fn public_key<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let ecdh = this(arguments)?;
    let ecdh = ecdh.borrow();
    let form = Form::from_number(arguments.int32(0));
    let point = ecdh.public.borrow().as_ref().and_then(|point| ecdh.curve.convert(point, form));
    match point {
        Some(point) => Ok(codecs::buffer(ctx, point)?.into_value()),
        None => Err(throw_failed(ctx, "Failed to get ECDH public key")),
    }
}

fn private_key<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let ecdh = this(arguments)?;
    match &*ecdh.borrow().secret.borrow() {
        // As a number: without leading zeros.
        Some(secret) => Ok(codecs::buffer(ctx, trim(secret).to_vec())?.into_value()),
        None => Err(throw_failed(ctx, "Failed to get ECDH private key")),
    }
}

fn set_public_key<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ecdh = this(arguments)?;
    let ecdh = ecdh.borrow();
    let point = ecdh.curve.convert(&input::bytes(arguments, 0), Form::Uncompressed);
    ecdh.public.replace(Some(point.ok_or_else(|| no_point(arguments.ctx()))?));
    Ok(undefined(arguments))
}

fn set_private_key<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let ecdh = this(arguments)?;
    let ecdh = ecdh.borrow();
    let Some(secret) = ecdh.curve.scalar(&input::bytes(arguments, 0)) else {
        let message = "Private key is not valid for specified curve.";
        return Err(throw_node(ctx, ErrorKind::RangeError, "ERR_CRYPTO_INVALID_KEYTYPE", message));
    };
    ecdh.public.replace(ecdh.curve.public_of(&secret));
    ecdh.secret.replace(Some(secret));
    Ok(undefined(arguments))
}

fn convert_key<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let point = input::bytes(arguments, 0);
    let curve = curve(arguments, 1)?;
    let form = Form::from_number(arguments.int32(2));
    let point = curve.convert(&point, form).ok_or_else(|| no_point(ctx))?;
    Ok(codecs::buffer(ctx, point)?.into_value())
}

/// What a private and another public key have in common.
fn shared(ctx: &Ctx<'_>, private: Option<Key>, public: Option<Key>) -> Result<Zeroizing<Vec<u8>>> {
    let public = public.and_then(|key| key.public_half());
    let (Some(Key::Private(private)), Some(public)) = (private, public) else {
        return Err(throw_failed(ctx, "Keys do not fit the operation"));
    };
    let failed = || throw_failed(ctx, "diffieHellman failed");
    match (&*private, public) {
        (Private::Ec(curve, secret, _), Public::Ec(other, point)) if *curve == other => {
            curve.shared(secret, &point).ok_or_else(failed)
        }
        (Private::Okp(Okp::X25519, secret, _), Public::Okp(Okp::X25519, public)) => {
            okp::shared(secret, &public).ok_or_else(failed)
        }
        (Private::Dh(group, secret, _), Public::Dh(other, value)) if *group == other => {
            number::power(&value, secret, &group.prime).map(Zeroizing::new).ok_or_else(failed)
        }
        _ => Err(OpenSsl::MISMATCHING_DOMAIN.throw(ctx)),
    }
}

fn prepare<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let (public, private) = (key_of(&arguments.get(1)), key_of(&arguments.get(2)));
    Ok(Box::new(move |ctx, _| {
        let shared = shared(ctx, private, public)?;
        Ok(bytes::array_buffer(ctx, shared.to_vec())?.into_value())
    }))
}
