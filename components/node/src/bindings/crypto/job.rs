//! Jobs (`CryptoJob` of `src/crypto/crypto_util.h`): an object that is made with a mode and
//! parameters, then `run()`. A synchronous one answers `[error, result]`; an asynchronous one
//! calls `ondone(error, result)` in the next poll phase, where Node's thread pool would report.
//!
//! Parameters are checked and copied when the job is made: what is wrong with them throws there.

use std::cell::RefCell;

use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};

use crate::runtime::{
    async_wrap::{self, BaseClass},
    callback::make_callback,
    event_loop,
    members::{self, Arguments, set_native},
};

/// `kCryptoJobAsync`
const ASYNCHRONOUS: i32 = 0;

/// What a job does: answers the result, or throws what becomes the error. The object is the job,
/// which holds the JavaScript values that the work needs.
pub type Work = Box<dyn for<'js> FnOnce(&Ctx<'js>, &Object<'js>) -> Result<Value<'js>>>;

/// Makes the work from the constructor's arguments; those after the mode start at 1.
pub type Prepare = for<'js> fn(&Arguments<'_, 'js>, &Object<'js>) -> Result<Work>;

struct Job {
    asynchronous: bool,
    work: RefCell<Option<Work>>,
}

// SAFETY: the type holds nothing of the engine: work keeps JavaScript values in its object.
unsafe impl<'js> JsLifetime<'js> for Job {
    type Changed<'to> = Job;
}

impl<'js> Trace<'js> for Job {
    fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for Job {
    const NAME: &'static str = "CryptoJob";
    type Mutable = Readable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the constructor of a kind of jobs; `provider` is what async hooks call it.
pub fn define<'js>(
    target: &Object<'js>,
    name: &str,
    provider: &'static str,
    prepare: Prepare,
) -> Result<()> {
    let ctx = target.ctx();
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    let (constructor, prototype) =
        members::class(ctx, name, 0, Some(&parent), move |arguments, prototype| {
            let job =
                Job { asynchronous: arguments.int32(0) == ASYNCHRONOUS, work: RefCell::default() };
            let object = Class::instance_proto(job, prototype)?.into_inner();
            async_wrap::initialize(arguments.ctx(), &object, provider)?;
            let work = prepare(arguments, &object)?;
            if let Some(job) = object.as_class::<Job>() {
                job.borrow().work.replace(Some(work));
            }
            Ok(object.into_value())
        })?;
    set_native(&prototype, "run", 0, run)?;
    members::define(target, name, constructor)
}

/// Does the work; answers error and result, of which one is `undefined`.
fn perform<'js>(ctx: &Ctx<'js>, job: &Object<'js>) -> Result<(Value<'js>, Value<'js>)> {
    let undefined = Value::new_undefined(ctx.clone());
    let work = job.as_class::<Job>().and_then(|job| job.borrow().work.take());
    let Some(work) = work else {
        return Err(rquickjs::Exception::throw_type(ctx, "Illegal invocation"));
    };
    match work(ctx, job) {
        Ok(result) => Ok((undefined, result)),
        Err(rquickjs::Error::Exception) => Ok((ctx.catch(), undefined)),
        Err(error) => Err(error),
    }
}

fn run<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let job = arguments.this_object()?;
    if !job.as_class::<Job>().is_some_and(|job| job.borrow().asynchronous) {
        let (error, result) = perform(ctx, &job)?;
        let answer = Array::new(ctx.clone())?;
        answer.set(0, error)?;
        answer.set(1, result)?;
        return Ok(answer.into_value());
    }
    let job = Persistent::save(ctx, job);
    event_loop::defer(
        ctx,
        Box::new(move |ctx| {
            let job = job.restore(ctx)?;
            let (error, result) = perform(ctx, &job)?;
            let done: Value<'_> = job.get("ondone")?;
            let Some(done) = done.into_function() else { return Ok(()) };
            make_callback(ctx, job.into_value(), done, vec![error, result]).map(drop)
        }),
    );
    Ok(Value::new_undefined(ctx.clone()))
}
