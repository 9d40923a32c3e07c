//! `crypto`: random bytes, and what the library calls while it loads `internal/crypto/*`, which
//! `util.isDeepStrictEqual` and others do to recognise keys. Every algorithm is still missing and
//! says so.
//!
//! Members: `secureBuffer(length)`; `RandomBytesJob(mode, buffer, offset, size)` with `run()` and,
//! for the asynchronous mode, `ondone(error, result)`; `createNativeKeyObjectClass`,
//! `getFipsCrypto`.

use kernelet_quickjs::{
    bytes::{self, Bytes, bytes_of},
    symbols,
};
use rquickjs::{Array, Ctx, Function, Object, Persistent, Result, Value};

use super::intrinsics::kept_value;
use crate::{
    runtime::{
        async_wrap::{self, BaseClass},
        callback::make_callback,
        errors::{ErrorKind, node_error, throw_node},
        event_loop,
        members::{self, Arguments, set_native},
    },
    sys,
};

/// `kCryptoJobAsync`
const ASYNCHRONOUS: i32 = 0;

/// How many random bytes one system call is asked for.
const CHUNK: usize = 65_536;

kept_value!(
    /// The private symbol under which a job keeps its mode, buffer, offset and size.
    JobKey
);

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    JobKey::keep(ctx, symbols::private_symbol(ctx, "node:crypto job")?.into_value());
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    let (constructor, prototype) =
        members::class(ctx, "RandomBytesJob", 0, Some(&parent), new_random_bytes_job)?;
    set_native(&prototype, "run", 0, run)?;
    members::define(target, "RandomBytesJob", constructor)?;
    set_native(target, "secureBuffer", 0, |arguments| {
        let length = arguments.number(0);
        // Wiped memory is all memory here: no other process ever sees it.
        bytes::uint8_array(arguments.ctx(), vec![0; length.max(0.0) as usize])
            .map(Object::into_value)
    })?;
    set_native(target, "createNativeKeyObjectClass", 0, |arguments| {
        let ctx = arguments.ctx();
        let Some(callback) = arguments.function(0) else {
            let message = "The callback must be a function";
            return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", message));
        };
        let (class, _) =
            members::class(ctx, "NativeKeyObject", 0, None, |arguments, prototype| {
                let object = Object::new_proto(arguments.ctx().clone(), Some(&prototype))?;
                object.set("handle", arguments.get(0))?;
                Ok(object.into_value())
            })?;
        callback.call((class,))
    })?;
    set_native(target, "getFipsCrypto", 0, |arguments| {
        Ok(Value::new_int(arguments.ctx().clone(), 0))
    })
}

/// `new RandomBytesJob(mode, buffer, offset, size)`
fn new_random_bytes_job<'js>(
    arguments: &Arguments<'_, 'js>,
    prototype: Object<'js>,
) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let object = Object::new_proto(ctx.clone(), Some(&prototype))?;
    async_wrap::initialize(ctx, &object, "RANDOMBYTESREQUEST")?;
    let facts = Array::new(ctx.clone())?;
    for index in 0..4 {
        facts.set(index, arguments.get(index))?;
    }
    object.set(JobKey::kept(ctx), facts)?;
    Ok(object.into_value())
}

/// `run()`: the synchronous mode answers `[error, result]`.
fn run<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let job = arguments.this_object()?;
    let facts: Array<'js> = job.get(JobKey::kept(ctx))?;
    if facts.get::<i32>(0)? != ASYNCHRONOUS {
        let answer = Array::new(ctx.clone())?;
        answer.set(0, fill(ctx, &facts)?)?;
        answer.set(1, Value::new_undefined(ctx.clone()))?;
        return Ok(answer.into_value());
    }
    let job = Persistent::save(ctx, job);
    event_loop::defer(
        ctx,
        Box::new(move |ctx| {
            let job = job.restore(ctx)?;
            let facts: Array<'_> = job.get(JobKey::kept(ctx))?;
            let error = fill(ctx, &facts)?;
            let done: Value<'_> = job.get("ondone")?;
            let Some(done): Option<Function<'_>> = done.into_function() else { return Ok(()) };
            let result = Value::new_undefined(ctx.clone());
            make_callback(ctx, job.into_value(), done, vec![error, result]).map(drop)
        }),
    );
    Ok(Value::new_undefined(ctx.clone()))
}

/// Fills the job's part of its buffer; answers the error, or `undefined`.
fn fill<'js>(ctx: &Ctx<'js>, facts: &Array<'js>) -> Result<Value<'js>> {
    let buffer: Value<'js> = facts.get(1)?;
    let (start, size) = (facts.get::<f64>(2)? as usize, facts.get::<f64>(3)? as usize);
    let filled = match bytes_of(&buffer) {
        Some(buffer) => fill_bytes(&buffer, start, size),
        None => false,
    };
    if filled {
        return Ok(Value::new_undefined(ctx.clone()));
    }
    let message = "Random bytes are not available";
    node_error(ctx, ErrorKind::Error, "ERR_CRYPTO_OPERATION_FAILED", message)
}

fn fill_bytes(buffer: &Bytes<'_>, start: usize, size: usize) -> bool {
    let mut done = 0;
    while done < size {
        let length = (size - done).min(CHUNK);
        match sys::random(length as u32) {
            Ok(random) if random.len() == length => {
                buffer.copy_from(start + done, &random);
                done += length;
            }
            _ => return false,
        }
    }
    true
}
