//! HMAC for JavaScript (`src/crypto/crypto_hmac.cc`).
//!
//! Members: `Hmac()` with `init(algorithm, key)`, `update(data, encoding)`, `digest(encoding)`;
//! `HmacJob(mode, signMode, algorithm, key, data, signature)`.

use std::cell::RefCell;

use kernelet_quickjs::bytes;
use rquickjs::{
    Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};

use super::{
    error::{throw_failed, throw_plain},
    input,
    job::{self, Work},
    key_handle,
    mac::{self, Mac},
};
use crate::runtime::members::{self, Arguments, set_native};

/// `kSignJobModeVerify`
const VERIFY: i32 = 1;

#[derive(Default)]
struct Hmac(RefCell<Option<Mac>>);

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for Hmac {
    type Changed<'to> = Hmac;
}

impl<'js> Trace<'js> for Hmac {
    fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for Hmac {
    const NAME: &'static str = "Hmac";
    type Mutable = Readable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let (constructor, prototype) = members::class(ctx, "Hmac", 0, None, |_, prototype| {
        Ok(Class::instance_proto(Hmac::default(), prototype)?.into_value())
    })?;
    set_native(&prototype, "init", 0, init)?;
    set_native(&prototype, "update", 0, update)?;
    set_native(&prototype, "digest", 0, digest)?;
    members::define(target, "Hmac", constructor)?;
    job::define(target, "HmacJob", "SIGNREQUEST", prepare)
}

fn this<'js>(arguments: &Arguments<'_, 'js>) -> Result<Class<'js, Hmac>> {
    Class::from_object(&arguments.this_object()?)
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

fn init<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let algorithm = input::digest(arguments, 0)?;
    let key = key_handle::secret_or_bytes(&arguments.get(1));
    let Some(mac) = Mac::new(algorithm, &key) else {
        return Err(throw_plain(ctx, "error:00000000:lib(0)::reason(0)"));
    };
    this(arguments)?.borrow().0.replace(Some(mac));
    Ok(Value::new_undefined(ctx.clone()))
}

fn update<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let hmac = this(arguments)?;
    let updated =
        input::with_bytes(&arguments.get(0), &arguments.get(1), |data| {
            match &mut *hmac.borrow().0.borrow_mut() {
                Some(mac) => {
                    mac.update(data);
                    true
                }
                None => false,
            }
        })?;
    Ok(Value::new_bool(arguments.ctx().clone(), updated))
}

fn digest<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let mac = this(arguments)?.borrow().0.take();
    let output = mac.map(Mac::finish).unwrap_or_default();
    input::encoded(arguments.ctx(), output, &arguments.get(0))
}

fn prepare<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let verifies = arguments.int32(1) == VERIFY;
    let algorithm = input::digest(arguments, 2)?;
    let key = key_handle::secret_or_bytes(&arguments.get(3));
    let data = input::bytes(arguments, 4);
    let signature = input::bytes(arguments, 5);
    Ok(Box::new(move |ctx, _| {
        let Some(code) = Mac::of(algorithm, &key, &data) else {
            return Err(throw_failed(ctx, "The hash function has no HMAC"));
        };
        if verifies {
            return Ok(Value::new_bool(ctx.clone(), mac::equal(&code, &signature)));
        }
        Ok(bytes::array_buffer(ctx, code)?.into_value())
    }))
}
