//! Secret keys behind `KeyObject`s (`KeyObjectHandle` of `src/crypto/crypto_keys.cc`).
//!
//! Members: `KeyObjectHandle()` with `init(type, data)`, `getSymmetricKeySize`, `export`,
//! `exportJwk`, `initJwk`, `keyDetail`, `equals`; `createNativeKeyObjectClass(callback)`;
//! `SecretKeyGenJob(mode, bits)`.

use std::{cell::RefCell, rc::Rc};

use kernelet_quickjs::{bytes::bytes_of, strings, symbols};
use rquickjs::{
    Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};
use zeroize::Zeroizing;

use super::{
    error::throw_failed,
    input,
    job::{self, Work},
    mac, random,
};
use crate::{
    bindings::intrinsics::kept_value,
    codecs::{self, Encoding},
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{self, Arguments, set_native},
    },
};

/// `kKeyTypeSecret`
const SECRET: i32 = 0;

/// The bytes of a secret key; wiped when the last handle goes.
pub type Secret = Rc<Zeroizing<Vec<u8>>>;

/// What a handle holds.
#[derive(Clone)]
pub enum Key {
    /// A secret key.
    Secret(Secret),
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
        None => Rc::new(Zeroizing::new(bytes_of(value).map(|it| it.to_vec()).unwrap_or_default())),
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

/// `init(type, data, …)`
fn init<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    if arguments.int32(0) != SECRET {
        return Err(throw_failed(ctx, "Only secret keys can be made yet"));
    }
    set_key(arguments, Key::Secret(Rc::new(Zeroizing::new(input::bytes(arguments, 1)))))?;
    Ok(Value::new_undefined(ctx.clone()))
}

fn symmetric_size<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let Key::Secret(secret) = this_key(arguments)?;
    Ok(codecs::number(arguments.ctx(), secret.len()))
}

fn export<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let Key::Secret(secret) = this_key(arguments)?;
    Ok(codecs::buffer(arguments.ctx(), secret.to_vec())?.into_value())
}

/// `exportJwk(target)`: fills and answers the target.
fn export_jwk<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Key::Secret(secret) = this_key(arguments)?;
    let Some(target) = arguments.object(0) else { return Ok(arguments.get(0)) };
    target.set("kty", "oct")?;
    target.set("k", codecs::decode(ctx, Encoding::Base64Url, &secret)?)?;
    Ok(target.into_value())
}

/// `initJwk(jwk)`: answers the type of the key.
fn init_jwk<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let invalid =
        |message| throw_node(ctx, ErrorKind::TypeError, "ERR_CRYPTO_INVALID_JWK", message);
    let Some(jwk) = arguments.object(0) else { return Err(invalid("Invalid JWK data")) };
    let text: Value<'js> = jwk.get("k")?;
    if !text.is_string() {
        return Err(invalid("Invalid JWK secret key format"));
    }
    let secret = strings::with_view(&text, |text| codecs::encode(text, Encoding::Base64Url))?;
    set_key(arguments, Key::Secret(Rc::new(Zeroizing::new(secret))))?;
    Ok(Value::new_int(ctx.clone(), SECRET))
}

/// `keyDetail(target)`: fills and answers the target.
fn detail<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let Key::Secret(secret) = this_key(arguments)?;
    let Some(target) = arguments.object(0) else { return Ok(arguments.get(0)) };
    target.set("length", codecs::number(arguments.ctx(), secret.len().saturating_mul(8)))?;
    Ok(target.into_value())
}

fn equals<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let same = match (this_key(arguments)?, key_of(&arguments.get(0))) {
        (Key::Secret(left), Some(Key::Secret(right))) => mac::equal(&left, &right),
        _ => false,
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
