//! The class `FileHandle` behind `fs.promises.open`.
//!
//! | Member | What |
//! |---|---|
//! | `fd` | the descriptor, -1 when closed or released |
//! | `close()` | promise of the close |
//! | `releaseFD()` | gives the descriptor away |
//! | `onread`, `readStart`, `readStop`, `shutdown`, `bytesRead` … | a stream over the file (`readableWebStream`) |
//!
//! The stream reads 64 KiB at a time from the file position (or from `offset`, at most `length`
//! bytes, the constructor's arguments) and reports them as every StreamBase does.

use std::{cell::RefCell, rc::Rc};

use rquickjs::{
    Class, Ctx, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use super::{
    answer::Answer,
    argument,
    call::{Convention, Failure, Step},
};
use crate::{
    bindings::stream::report,
    runtime::{
        async_wrap::{self, BaseClass},
        event_loop,
        members::{self, Arguments, set_native},
    },
    sys::{self, Errno, Fd, PollInterest},
};

/// Bytes one stream read asks for, as libuv suggests.
const CHUNK: u64 = 64 * 1024;
const UV_EOF: i32 = -4095;

struct State {
    fd: Option<Fd>,
    /// Where the stream reads next; none for the file position.
    offset: Option<u64>,
    /// How much the stream may still read.
    remaining: Option<u64>,
    reading: bool,
    in_flight: bool,
    bytes_read: f64,
}

/// The native part of a handle.
pub struct FileHandle(Rc<RefCell<State>>);

impl<'js> Trace<'js> for FileHandle {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

// SAFETY: holds no JavaScript value.
unsafe impl JsLifetime<'_> for FileHandle {
    type Changed<'to> = FileHandle;
}

impl<'js> JsClass<'js> for FileHandle {
    const NAME: &'static str = "FileHandle";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

fn handle<'js>(arguments: &Arguments<'_, 'js>) -> Result<Rc<RefCell<State>>> {
    let class = Class::<FileHandle>::from_value(&arguments.this())
        .map_err(|_| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))?;
    let state = class.borrow().0.clone();
    Ok(state)
}

/// Sets the class; answers its prototype.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<Object<'js>> {
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    let (constructor, prototype) =
        members::class(ctx, "FileHandle", 0, Some(&parent), |arguments, prototype| {
            let fd = argument::known_descriptor(arguments, 0);
            let limit = |index| argument::position(arguments, index);
            make(arguments.ctx(), prototype, fd, limit(1), limit(2)).map(Object::into_value)
        })?;
    set_native(&prototype, "close", 0, close)?;
    set_native(&prototype, "releaseFD", 0, release)?;
    set_native(&prototype, "readStart", 0, read_start)?;
    set_native(&prototype, "readStop", 0, read_stop)?;
    set_native(&prototype, "shutdown", 0, shutdown)?;
    getter(&prototype, "fd", |arguments: &Arguments<'_, 'js>| {
        let fd = handle(arguments)?.borrow().fd;
        Ok(Value::new_number(arguments.ctx().clone(), fd.map_or(-1.0, f64::from)))
    })?;
    getter(&prototype, "bytesRead", |arguments: &Arguments<'_, 'js>| {
        let bytes = handle(arguments)?.borrow().bytes_read;
        Ok(Value::new_number(arguments.ctx().clone(), bytes))
    })?;
    getter(&prototype, "bytesWritten", |arguments: &Arguments<'_, 'js>| {
        Ok(Value::new_int(arguments.ctx().clone(), 0))
    })?;
    members::define(&prototype, "isStreamBase", true)?;
    report::define_onread(&prototype)?;
    report::keep_defaults(target, "FileHandle", &prototype)?;
    members::define(target, "FileHandle", constructor)?;
    Ok(prototype)
}

fn getter<'js, F>(prototype: &Object<'js>, name: &str, get: F) -> Result<()>
where
    F: for<'a> Fn(&Arguments<'a, 'js>) -> Result<Value<'js>> + 'js,
{
    let get = members::native(prototype.ctx(), name, 0, get)?;
    report::define_getter(prototype, name, get)
}

/// A handle over an open descriptor.
pub fn create<'js>(ctx: &Ctx<'js>, prototype: Object<'js>, fd: Fd) -> Result<Object<'js>> {
    make(ctx, prototype, fd, None, None)
}

fn make<'js>(
    ctx: &Ctx<'js>,
    prototype: Object<'js>,
    fd: Fd,
    offset: Option<u64>,
    remaining: Option<u64>,
) -> Result<Object<'js>> {
    let state = State {
        fd: Some(fd),
        offset,
        remaining,
        reading: false,
        in_flight: false,
        bytes_read: 0.0,
    };
    let native = FileHandle(Rc::new(RefCell::new(state)));
    let object = Class::instance_proto(native, prototype)?.into_inner();
    async_wrap::initialize(ctx, &object, "FILEHANDLE")?;
    Ok(object)
}

/// `close()`
fn close<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let state = handle(arguments)?;
    let fd = {
        let mut state = state.borrow_mut();
        state.reading = false;
        state.fd.take()
    };
    let work = move || match fd {
        Some(fd) => sys::close(fd),
        None => Err(Errno::Badf),
    };
    let mut work = Some(work);
    Convention::Promise.start(
        arguments.ctx(),
        Box::new(move |_| {
            let closed = work.take().map_or(Ok(()), |work| work());
            Step::Done(
                closed.map(|()| Answer::Nothing).map_err(|errno| Failure::new(errno, "close")),
            )
        }),
    )
}

/// `releaseFD()`
fn release<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let fd = handle(arguments)?.borrow_mut().fd.take();
    Ok(Value::new_number(arguments.ctx().clone(), fd.map_or(-1.0, f64::from)))
}

/// `readStart()`
fn read_start<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let state = handle(arguments)?;
    let ctx = arguments.ctx();
    let closed = {
        let mut state = state.borrow_mut();
        state.reading = state.fd.is_some();
        !state.reading
    };
    if !closed {
        schedule(ctx, state, Persistent::save(ctx, arguments.this_object()?));
    }
    Ok(Value::new_int(ctx.clone(), if closed { UV_EOF } else { 0 }))
}

/// `readStop()`
fn read_stop<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    handle(arguments)?.borrow_mut().reading = false;
    Ok(Value::new_int(arguments.ctx().clone(), 0))
}

/// `shutdown(request)`: closes the file and completes the request.
fn shutdown<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let fd = handle(arguments)?.borrow_mut().fd.take();
    let status = fd.map_or(0, |fd| sys::close(fd).err().map_or(0, Errno::uv));
    if let Some(request) = arguments.object(0) {
        report::complete_later(ctx, request, arguments.this_object()?, status);
    }
    Ok(Value::new_int(ctx.clone(), 0))
}

/// Reads the next chunk in the next poll phase, unless that is under way.
fn schedule(ctx: &Ctx<'_>, state: Rc<RefCell<State>>, object: Persistent<Object<'static>>) {
    {
        let mut current = state.borrow_mut();
        if current.in_flight || !current.reading {
            return;
        }
        current.in_flight = true;
    }
    event_loop::defer(ctx, Box::new(move |ctx| read_chunk(ctx, state, object)));
}

fn read_chunk(
    ctx: &Ctx<'_>,
    state: Rc<RefCell<State>>,
    object: Persistent<Object<'static>>,
) -> Result<()> {
    let outcome = {
        let mut current = state.borrow_mut();
        current.in_flight = false;
        let Some(fd) = current.fd else { return Ok(()) };
        if !current.reading {
            return Ok(());
        }
        let length = current.remaining.map_or(CHUNK, |remaining| remaining.min(CHUNK)) as u32;
        let read = match current.offset {
            _ if length == 0 => Ok(Vec::new()),
            Some(offset) => sys::pread(fd, length, offset),
            None => sys::read(fd, length),
        };
        match read {
            Err(Errno::Again) => Err(fd),
            Ok(data) => {
                let count = data.len() as u64;
                current.offset = current.offset.map(|offset| offset + count);
                current.remaining =
                    current.remaining.map(|remaining| remaining - count.min(remaining));
                current.bytes_read += count as f64;
                if data.is_empty() {
                    current.reading = false;
                }
                Ok(Ok(data))
            }
            Err(errno) => {
                current.reading = false;
                Ok(Err(errno))
            }
        }
    };
    match outcome {
        Err(fd) => {
            wait_readable(ctx, fd, state, object);
            Ok(())
        }
        Ok(result) => {
            let this = object.clone().restore(ctx)?;
            match result {
                Ok(data) if data.is_empty() => report::read(ctx, &this, Err(UV_EOF))?,
                Ok(data) => report::read(ctx, &this, Ok(data))?,
                Err(errno) => report::read(ctx, &this, Err(errno.uv()))?,
            }
            schedule(ctx, state, object);
            Ok(())
        }
    }
}

fn wait_readable(
    ctx: &Ctx<'_>,
    fd: Fd,
    state: Rc<RefCell<State>>,
    object: Persistent<Object<'static>>,
) {
    state.borrow_mut().in_flight = true;
    super::call::watch_once(ctx, fd, PollInterest::READABLE, move |ctx| {
        read_chunk(ctx, state, object)
    });
}
