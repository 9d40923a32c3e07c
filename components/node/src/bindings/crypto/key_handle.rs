//! The keys behind `KeyObject`s (`KeyObjectHandle` of `src/crypto/crypto_keys.cc`).
//!
//! Members: `KeyObjectHandle()` with `init(type, data, format, encoding, passphrase)`, `initJwk`,
//! `initECRaw`, `initEDRaw`, `export`, `exportJwk`, `getSymmetricKeySize`, `getAsymmetricKeyType`,
//! `keyDetail`, `checkEcKeyData`, `equals`; `createNativeKeyObjectClass(callback)`;
//! `SecretKeyGenJob(mode, bits)`.

use std::{cell::RefCell, rc::Rc};

use kernelet_quickjs::{
    bytes::{self, bytes_of},
    symbols,
};
use rquickjs::{
    Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};
use zeroize::Zeroizing;

use super::{
    asymmetric::{
        curve::{Curve, Form},
        key::{Private, Public},
        okp::{self, Okp},
        rsa::Usage,
    },
    error::throw_failed,
    input,
    job::{self, Work},
    key_input,
    key_output::{self, Wanted},
    mac, random,
};
use crate::{
    bindings::intrinsics::kept_value,
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{self, Arguments, set_native},
    },
};

/// `kKeyTypeSecret`
const SECRET: i32 = 0;
/// `kKeyTypePublic`
const PUBLIC: i32 = 1;
/// `kKeyTypePrivate`
const PRIVATE: i32 = 2;

/// The bytes of a secret key; wiped when the last handle goes.
pub type Secret = Rc<Zeroizing<Vec<u8>>>;

/// What a handle holds.
#[derive(Clone)]
pub enum Key {
    /// A secret key.
    Secret(Secret),
    /// A public key.
    Public(Rc<Public>),
    /// A private key.
    Private(Rc<Private>),
}

impl Key {
    /// A secret key of these bytes.
    pub fn secret(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self::Secret(Rc::new(bytes))
    }

    /// A public key.
    pub fn public(key: Public) -> Self {
        Self::Public(Rc::new(key))
    }

    /// A private key.
    pub fn private(key: Private) -> Self {
        Self::Private(Rc::new(key))
    }

    /// Node's number of the type.
    fn type_number(&self) -> i32 {
        match self {
            Self::Secret(_) => SECRET,
            Self::Public(_) => PUBLIC,
            Self::Private(_) => PRIVATE,
        }
    }

    /// The public half of a public or private key.
    pub fn public_half(&self) -> Option<Public> {
        match self {
            Self::Secret(_) => None,
            Self::Public(key) => Some((**key).clone()),
            Self::Private(key) => Some(key.public()),
        }
    }
}

#[derive(Default)]
struct KeyHandle(RefCell<Option<Key>>);

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for KeyHandle {
    type Changed<'to> = KeyHandle;
}

impl<'js> Trace<'js> for KeyHandle {
    fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for KeyHandle {
    const NAME: &'static str = "KeyObjectHandle";
    type Mutable = Readable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

kept_value!(
    /// Prototype of handles.
    HandlePrototype
);
kept_value!(
    /// The private symbol under which a `KeyObject` keeps its handle.
    HandleKey
);

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    HandleKey::keep(ctx, symbols::private_symbol(ctx, "node:crypto key")?.into_value());
    let (constructor, prototype) =
        members::class(ctx, "KeyObjectHandle", 0, None, |_, prototype| {
            Ok(Class::instance_proto(KeyHandle::default(), prototype)?.into_value())
        })?;
    set_native(&prototype, "init", 0, init)?;
    set_native(&prototype, "getSymmetricKeySize", 0, symmetric_size)?;
    set_native(&prototype, "export", 0, export)?;
    set_native(&prototype, "exportJwk", 0, export_jwk)?;
    set_native(&prototype, "initJwk", 0, init_jwk)?;
    set_native(&prototype, "initECRaw", 0, init_ec_raw)?;
    set_native(&prototype, "initEDRaw", 0, init_okp_raw)?;
    set_native(&prototype, "getAsymmetricKeyType", 0, asymmetric_type)?;
    // Points are checked when they are read.
    set_native(&prototype, "checkEcKeyData", 0, |arguments| {
        let is_point = matches!(this_key(arguments)?.public_half(), Some(Public::Ec(..)));
        Ok(Value::new_bool(arguments.ctx().clone(), is_point))
    })?;
    set_native(&prototype, "keyDetail", 0, detail)?;
    set_native(&prototype, "equals", 0, equals)?;
    HandlePrototype::keep(ctx, prototype.into_value());
    members::define(target, "KeyObjectHandle", constructor)?;
    job::define(target, "SecretKeyGenJob", "KEYGENREQUEST", prepare_generation)?;
    set_native(target, "createNativeKeyObjectClass", 0, native_key_object_class)
}

/// `createNativeKeyObjectClass(callback)`: the callback gets the base class of `KeyObject`s.
fn native_key_object_class<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(callback) = arguments.function(0) else {
        let message = "The callback must be a function";
        return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", message));
    };
    let (class, _) = members::class(ctx, "NativeKeyObject", 0, None, |arguments, prototype| {
        let ctx = arguments.ctx();
        let object = Object::new_proto(ctx.clone(), Some(&prototype))?;
        object.set(HandleKey::kept(ctx), arguments.get(0))?;
        Ok(object.into_value())
    })?;
    callback.call((class,))
}

/// A new handle of a key.
pub fn handle<'js>(ctx: &Ctx<'js>, key: Key) -> Result<Value<'js>> {
    let prototype = Object::from_value(HandlePrototype::kept(ctx))?;
    let handle = KeyHandle(RefCell::new(Some(key)));
    Ok(Class::instance_proto(handle, prototype)?.into_value())
}

/// The key behind a handle, or behind a `KeyObject`.
pub fn key_of(value: &Value<'_>) -> Option<Key> {
    let object = value.as_object()?;
    if let Some(handle) = object.as_class::<KeyHandle>() {
        return handle.borrow().0.borrow().clone();
    }
    let inner: Value<'_> = object.get(HandleKey::kept(value.ctx())).ok()?;
    let handle = inner.as_object()?.as_class::<KeyHandle>()?;
    handle.borrow().0.borrow().clone()
}

/// The bytes of a secret key or of a buffer; empty for anything else.
pub fn secret_or_bytes(value: &Value<'_>) -> Secret {
    match key_of(value) {
        Some(Key::Secret(secret)) => secret,
        _ => Rc::new(Zeroizing::new(bytes_of(value).map(|it| it.to_vec()).unwrap_or_default())),
    }
}

/// The receiver's key.
fn this_key(arguments: &Arguments<'_, '_>) -> Result<Key> {
    let key = key_of(&arguments.this());
    key.ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

fn set_key(arguments: &Arguments<'_, '_>, key: Key) -> Result<()> {
    match arguments.this_object()?.as_class::<KeyHandle>() {
        Some(handle) => {
            handle.borrow().0.replace(Some(key));
            Ok(())
        }
        None => Err(rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation")),
    }
}

/// `init(type, data, format, encoding, passphrase)`
fn init<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let key = match arguments.int32(0) {
        PUBLIC => Key::public(key_input::public(arguments, 1)?),
        PRIVATE => Key::private(key_input::private(arguments, 1)?),
        _ => Key::secret(Zeroizing::new(input::bytes(arguments, 1))),
    };
    set_key(arguments, key)?;
    Ok(Value::new_undefined(arguments.ctx().clone()))
}

/// `initJwk(jwk, curve)`: answers the type of the key.
fn init_jwk<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(jwk) = arguments.object(0) else {
        let message = "Invalid JWK data";
        return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_CRYPTO_INVALID_JWK", message));
    };
    let curve = input::optional_text(arguments, 1)?;
    let key = key_input::jwk(ctx, &jwk, curve.as_deref())?;
    let number = key.type_number();
    set_key(arguments, key)?;
    Ok(Value::new_int(ctx.clone(), number))
}

/// `initECRaw(curve, point)`: answers whether that is a key.
fn init_ec_raw<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let curve = Curve::from_name(&input::text(arguments, 0)?);
    let point = input::bytes(arguments, 1);
    let key =
        curve.and_then(|curve| Some(Public::Ec(curve, curve.convert(&point, Form::Uncompressed)?)));
    set_if_some(arguments, key.map(Key::public))
}

/// `initEDRaw(name, bytes, type)`: answers whether that is a key.
fn init_okp_raw<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let okp = Okp::from_name(&input::text(arguments, 0)?);
    let bytes = Zeroizing::new(input::bytes(arguments, 1));
    let key = okp.filter(|_| bytes.len() == okp::SIZE).and_then(|okp| {
        if arguments.int32(2) == PRIVATE {
            return Private::okp(okp, &bytes).map(Key::private);
        }
        Some(Key::public(Public::Okp(okp, bytes.to_vec())))
    });
    set_if_some(arguments, key)
}

fn set_if_some<'js>(arguments: &Arguments<'_, 'js>, key: Option<Key>) -> Result<Value<'js>> {
    let found = key.is_some();
    if let Some(key) = key {
        set_key(arguments, key)?;
    }
    Ok(Value::new_bool(arguments.ctx().clone(), found))
}

fn symmetric_size<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    match this_key(arguments)? {
        Key::Secret(secret) => Ok(codecs::number(arguments.ctx(), secret.len())),
        _ => Ok(Value::new_undefined(arguments.ctx().clone())),
    }
}

fn asymmetric_type<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match this_key(arguments)?.public_half() {
        Some(key) => Ok(rquickjs::String::from_str(ctx.clone(), key.type_name())?.into_value()),
        None => Ok(Value::new_undefined(ctx.clone())),
    }
}

/// `export(format, encoding, cipher, passphrase)`
fn export<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match this_key(arguments)? {
        Key::Secret(secret) => Ok(codecs::buffer(ctx, secret.to_vec())?.into_value()),
        Key::Public(key) => key_output::public(ctx, (*key).clone(), &Wanted::public(arguments, 0)),
        Key::Private(key) => {
            key_output::private(ctx, (*key).clone(), &Wanted::private(arguments, 0)?)
        }
    }
}

/// `exportJwk(target, takesPss)`: fills and answers the target.
fn export_jwk<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let key = this_key(arguments)?;
    let Some(target) = arguments.object(0) else { return Ok(arguments.get(0)) };
    key_output::jwk(arguments.ctx(), &key, &target, arguments.is_true(1))?;
    Ok(target.into_value())
}

/// `keyDetail(target)`: fills and answers the target.
fn detail<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let key = this_key(arguments)?;
    let Some(target) = arguments.object(0) else { return Ok(arguments.get(0)) };
    if let Key::Secret(secret) = &key {
        target.set("length", codecs::number(ctx, secret.len().saturating_mul(8)))?;
    }
    match key.public_half() {
        Some(Public::Rsa(rsa)) => {
            target.set("modulusLength", codecs::number(ctx, rsa.bits()))?;
            target.set("publicExponent", bytes::array_buffer(ctx, rsa.e.clone())?)?;
            if let Usage::Pss(Some(limits)) = rsa.usage {
                target.set("hashAlgorithm", limits.hash.name())?;
                target.set("mgf1HashAlgorithm", limits.mask.name())?;
                target.set("saltLength", codecs::number(ctx, limits.salt))?;
            }
        }
        Some(Public::Ec(curve, _)) => target.set("namedCurve", curve.name())?,
        _ => {}
    }
    Ok(target.into_value())
}

fn equals<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let same = match (this_key(arguments)?, key_of(&arguments.get(0))) {
        (Key::Secret(left), Some(Key::Secret(right))) => mac::equal(&left, &right),
        (Key::Secret(_), _) | (_, Some(Key::Secret(_))) | (_, None) => false,
        (left, Some(right)) => left.public_half() == right.public_half(),
    };
    Ok(Value::new_bool(arguments.ctx().clone(), same))
}

fn prepare_generation<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let bits = arguments.number(1).max(0.0) as usize;
    Ok(Box::new(move |ctx, _| {
        let mut secret = Zeroizing::new(vec![0; bits / 8]);
        if !random::fill(&mut secret) {
            return Err(throw_failed(ctx, "Random bytes are not available"));
        }
        handle(ctx, Key::Secret(Rc::new(secret)))
    }))
}
