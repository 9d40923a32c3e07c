//! One wrapper for the three calling conventions of `internalBinding('fs')`.
//!
//! | Argument where the request stands | What happens |
//! |---|---|
//! | none or `undefined` | the work runs now; a failure is thrown |
//! | an `FSReqCallback` | it runs in the next poll phase; then `req.oncomplete(error, value)` |
//! | `kUsePromises` | it runs in the next poll phase; a promise is answered |
//!
//! An operation is a closure over plain data that answers a [`Step`]: done, or "ask me again when
//! this descriptor is ready" (pipes and FIFOs). It knows nothing of conventions.

use rquickjs::{Ctx, Function, Object, Persistent, Result, Value};

use super::{answer::Answer, request, state::State};
use crate::{
    runtime::{
        callback::make_callback,
        errors,
        event_loop::{self, Target},
        members::Arguments,
    },
    sys::{self, Errno, Fd, PollInterest},
};

/// Why an operation failed: everything Node's `UVException` shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// libuv's number.
    pub errno: i32,
    /// The name libuv gives the call.
    pub syscall: &'static str,
    /// The path it was about.
    pub path: Option<Vec<u8>>,
    /// The second path.
    pub destination: Option<Vec<u8>>,
    /// Why the policy of the VM denied it, when it was the policy.
    pub denial: Option<String>,
}

impl Failure {
    /// A failure that is about no path.
    pub fn new(errno: Errno, syscall: &'static str) -> Self {
        let denial = if errno == Errno::Acces { sys::last_denial() } else { None };
        Self { errno: errno.uv(), syscall, path: None, destination: None, denial }
    }

    /// A failure about a path.
    pub fn at(errno: Errno, syscall: &'static str, path: &[u8]) -> Self {
        Self { path: Some(path.to_vec()), ..Self::new(errno, syscall) }
    }

    /// A failure about two paths.
    pub fn between(errno: Errno, syscall: &'static str, path: &[u8], destination: &[u8]) -> Self {
        Self { destination: Some(destination.to_vec()), ..Self::at(errno, syscall, path) }
    }

    /// The exception.
    pub fn to_js<'js>(&self, ctx: &Ctx<'js>) -> Result<Value<'js>> {
        let (path, destination) = (self.path.as_deref(), self.destination.as_deref());
        let denial = self.denial.as_deref();
        errors::uv_exception(ctx, self.errno, denial, self.syscall, path, destination)
    }

    /// Throws it.
    pub fn throw(&self, ctx: &Ctx<'_>) -> rquickjs::Error {
        match self.to_js(ctx) {
            Ok(error) => ctx.throw(error),
            Err(error) => error,
        }
    }
}

/// What an operation ends with.
pub type Outcome = std::result::Result<Answer, Failure>;

/// Where an operation stands after it was asked.
pub enum Step {
    /// It ended.
    Done(Outcome),
    /// Ask again when the descriptor is ready.
    Wait(Fd, PollInterest),
}

/// How long an asynchronous operation of that kind is asked again. Boxed with what it captured.
type Operation = Box<dyn for<'js> FnMut(&Ctx<'js>) -> Step>;

/// Work that never waits.
pub fn call<'js>(
    arguments: &Arguments<'_, 'js>,
    request: usize,
    work: impl FnOnce() -> Outcome + 'static,
) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match Convention::of(arguments, request)? {
        Convention::Now => now(ctx, work()),
        later => {
            let mut work = Some(work);
            later.start(
                ctx,
                Box::new(move |_| match work.take() {
                    Some(work) => Step::Done(work()),
                    None => unreachable!("work that is done is not asked again"),
                }),
            )
        }
    }
}

/// Work on a path that never waits: what `call` does with a failure that names the path.
pub fn call_path<'js>(
    arguments: &Arguments<'_, 'js>,
    request: usize,
    syscall: &'static str,
    path: Vec<u8>,
    work: impl FnOnce(&[u8]) -> std::result::Result<Answer, Errno> + 'static,
) -> Result<Value<'js>> {
    call(arguments, request, move || {
        work(&path).map_err(|errno| Failure::at(errno, syscall, &path))
    })
}

/// Work on two paths that never waits.
pub fn call_paths<'js>(
    arguments: &Arguments<'_, 'js>,
    request: usize,
    syscall: &'static str,
    paths: (Vec<u8>, Vec<u8>),
    work: impl FnOnce(&[u8], &[u8]) -> std::result::Result<(), Errno> + 'static,
) -> Result<Value<'js>> {
    call(arguments, request, move || match work(&paths.0, &paths.1) {
        Ok(()) => Ok(Answer::Nothing),
        Err(errno) => Err(Failure::between(errno, syscall, &paths.0, &paths.1)),
    })
}

/// Work on a descriptor that never waits; its failure names no path.
pub fn call_descriptor<'js>(
    arguments: &Arguments<'_, 'js>,
    request: usize,
    syscall: &'static str,
    work: impl FnOnce() -> std::result::Result<Answer, Errno> + 'static,
) -> Result<Value<'js>> {
    call(arguments, request, move || work().map_err(|errno| Failure::new(errno, syscall)))
}

fn now<'js>(ctx: &Ctx<'js>, outcome: Outcome) -> Result<Value<'js>> {
    match outcome {
        Ok(answer) => answer.into_js(ctx, &State::of(ctx)?.shared()),
        Err(failure) => Err(failure.throw(ctx)),
    }
}

/// Runs an operation that may wait to its end, blocking.
pub fn run_blocking<'js>(ctx: &Ctx<'js>, mut operation: impl FnMut() -> Step) -> Outcome {
    loop {
        match operation() {
            Step::Done(outcome) => return outcome,
            Step::Wait(fd, interest) => {
                // A failure to wait shows again, with the right call's name, when asked again;
                // only a dead descriptor could make that a busy loop, and that answers badf.
                if let Err(errno) = event_loop::wait_for(ctx, fd, interest)
                    && errno != Errno::Intr
                {
                    return Err(Failure::new(errno, "poll"));
                }
            }
        }
    }
}

/// How the caller wants its answer.
pub enum Convention<'js> {
    /// Synchronously.
    Now,
    /// Through `oncomplete` of this request.
    Callback(Object<'js>),
    /// Through a promise.
    Promise,
}

impl<'js> Convention<'js> {
    /// Reads the argument at `index`.
    pub fn of(arguments: &Arguments<'_, 'js>, index: usize) -> Result<Self> {
        let value = arguments.get(index);
        if value.is_undefined() {
            return Ok(Self::Now);
        }
        if value.is_symbol() {
            return Ok(Self::Promise);
        }
        match value.into_object() {
            Some(request) => Ok(Self::Callback(request)),
            None => Ok(Self::Now),
        }
    }

    /// Starts an asynchronous operation; answers `undefined` or the promise.
    ///
    /// Must not be called on [`Convention::Now`].
    pub fn start(self, ctx: &Ctx<'js>, operation: Operation) -> Result<Value<'js>> {
        match self {
            Self::Now => unreachable!("the caller runs synchronous work itself"),
            Self::Callback(request) => {
                let completion = Completion::Request(Persistent::save(ctx, request));
                event_loop::defer(ctx, Box::new(move |ctx| proceed(ctx, operation, completion)));
                Ok(Value::new_undefined(ctx.clone()))
            }
            Self::Promise => {
                let (promise, resolve, reject) = request::promise(ctx)?;
                let completion = Completion::Promise {
                    resolve: Persistent::save(ctx, resolve),
                    reject: Persistent::save(ctx, reject),
                };
                event_loop::defer(ctx, Box::new(move |ctx| proceed(ctx, operation, completion)));
                Ok(promise.into_value())
            }
        }
    }
}

/// Who is told of the end.
enum Completion {
    Request(Persistent<Object<'static>>),
    Promise { resolve: Persistent<Function<'static>>, reject: Persistent<Function<'static>> },
}

/// Asks the operation and either tells its end or watches for what it waits for.
fn proceed(ctx: &Ctx<'_>, mut operation: Operation, completion: Completion) -> Result<()> {
    match operation(ctx) {
        Step::Done(outcome) => complete(ctx, completion, outcome),
        Step::Wait(fd, interest) => {
            watch_once(ctx, fd, interest, move |ctx| proceed(ctx, operation, completion));
            Ok(())
        }
    }
}

/// Calls `then` once the descriptor is ready.
pub fn watch_once(
    ctx: &Ctx<'_>,
    fd: Fd,
    interest: PollInterest,
    then: impl for<'js> FnOnce(&Ctx<'js>) -> Result<()> + 'static,
) {
    let id = std::rc::Rc::new(std::cell::Cell::new(None));
    let own = id.clone();
    let mut then = Some(then);
    let ready: event_loop::Ready = Box::new(move |ctx, _| {
        if let Some(id) = own.take() {
            event_loop::unwatch(ctx, id);
        }
        match then.take() {
            Some(then) => then(ctx),
            None => Ok(()),
        }
    });
    id.set(Some(event_loop::watch(ctx, Target::Descriptor(fd, interest), true, ready)));
}

fn complete(ctx: &Ctx<'_>, completion: Completion, outcome: Outcome) -> Result<()> {
    let undefined = Value::new_undefined(ctx.clone());
    match completion {
        Completion::Request(request) => {
            let request = request.restore(ctx)?;
            let oncomplete: Value = request.get("oncomplete")?;
            let Some(oncomplete) = oncomplete.into_function() else { return Ok(()) };
            let arguments = match outcome {
                Err(failure) => vec![failure.to_js(ctx)?],
                Ok(answer) => {
                    let state = State::of(ctx)?;
                    let value = answer.into_js(ctx, &state.shared())?;
                    let null = Value::new_null(ctx.clone());
                    if value.is_undefined() { vec![null] } else { vec![null, value] }
                }
            };
            make_callback(ctx, request.into_value(), oncomplete, arguments)?;
        }
        Completion::Promise { resolve, reject } => {
            let settled = match outcome {
                // Promises get arrays of their own: the shared ones may be filled again before the
                // reaction runs.
                Ok(answer) => answer
                    .into_js(ctx, &State::of(ctx)?.fresh())
                    .map(|value| (resolve.restore(ctx), value)),
                Err(failure) => failure.to_js(ctx).map(|value| (reject.restore(ctx), value)),
            };
            let (settle, value) = settled?;
            make_callback(ctx, undefined, settle?, vec![value])?;
        }
    }
    Ok(())
}
