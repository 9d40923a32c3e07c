//! The class `LibuvStreamWrap`: a stream over one descriptor.
//!
//! | Member | What |
//! |---|---|
//! | `readStart()`, `readStop()`, `onread`, `useUserBuffer(view)` | reading, 64 KiB at a time |
//! | `writeBuffer`, `writev`, `write{Utf8,Ascii,Latin1,Ucs2}String` `(request, data)` | tried at once; the rest waits in the queue |
//! | `shutdown(request)` | after the queue |
//! | `setBlocking(on)`, `writeQueueSize`, `fd`, `bytesRead`, `bytesWritten`, `isStreamBase` | |
//!
//! `close`, `ref`, `unref`, `hasRef` are those of `HandleWrap`. Standard output and error wait for
//! room instead of queueing: what a program wrote is out when it exits.

use std::{cell::RefCell, rc::Rc};

use kernelet_quickjs::{bytes, strings};
use rquickjs::{
    Class, Ctx, Function, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use super::{
    queue::{Completed, PendingWrite, Queue},
    report,
};
use crate::{
    codecs::{self, Encoding},
    runtime::{
        async_wrap::{self, BaseClass, Handle},
        event_loop::{self, Target, WatchId},
        members::{self, Arguments, set_native},
    },
    sys::{self, Errno, Fd, PollInterest},
};

/// Bytes one read asks for, as libuv suggests.
const CHUNK: u32 = 64 * 1024;
/// Full reads in one turn before others get theirs (libuv's `count = 32`).
const READS_PER_TURN: usize = 32;
const UV_EOF: i32 = -4095;
/// Descriptors up to this one are not closed with their stream (libuv: "Don't close stdio").
const LAST_STANDARD_DESCRIPTOR: Fd = 2;

/// What the classes that extend the stream differ in.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The provider's name in `internalBinding('async_wrap').Providers`.
    pub provider: &'static str,
    /// What `shutdown` does when everything was written; the status it answers is the request's.
    pub end_of_writing: fn(Fd) -> std::result::Result<(), Errno>,
}

/// [`Kind::end_of_writing`] of what `uv_shutdown` works on: the other side reads the end.
///
/// # Errors
/// What the kernel answers; `notsock` for pipes and files, which have no half-closed state.
pub fn shut_down(fd: Fd) -> std::result::Result<(), Errno> {
    sys::shutdown(fd, sys::ShutdownHow::Write)
}

/// Native code that takes what a stream reads instead of JavaScript's `onread`.
pub trait Listener {
    /// Data, or libuv's error (UV_EOF at the end), read by the stream whose object is given.
    ///
    /// # Errors
    /// What JavaScript throws; it is then an uncaught exception.
    fn read(
        &self,
        ctx: &Ctx<'_>,
        stream: &Persistent<Object<'static>>,
        data: std::result::Result<Vec<u8>, i32>,
    ) -> Result<()>;
}

/// A stream whose data native code can take.
pub trait Source {
    /// Has what is read go to native code, or to JavaScript again.
    fn set_listener(&mut self, listener: Option<Rc<dyn Listener>>);
}

impl Source for Stream {
    fn set_listener(&mut self, listener: Option<Rc<dyn Listener>>) {
        self.listener = listener;
    }
}

/// What a stream is doing.
pub struct Stream {
    kind: Kind,
    fd: Option<Fd>,
    blocking_writes: bool,
    /// `shutdown` was called: nothing more is written.
    shut: bool,
    referenced: bool,
    reading: Option<WatchId>,
    writing: Option<WatchId>,
    queue: Queue,
    shutdown: Option<Persistent<Object<'static>>>,
    /// The request of a `connect` under way, whose watcher is `writing`.
    connecting: Option<Persistent<Object<'static>>>,
    /// An error of `bind` that is told by what comes next (libuv's `delayed_error`).
    pub delayed: Option<Errno>,
    /// A path to remove at the end: the node of a server that listens on it.
    pub unlink_at_close: Option<Vec<u8>>,
    user_buffer: Option<Persistent<Value<'static>>>,
    listener: Option<Rc<dyn Listener>>,
    bytes_read: f64,
    bytes_written: f64,
    /// Itself as JavaScript sees it, while something can still call back.
    object: Option<Persistent<Object<'static>>>,
}

/// The native part of the JavaScript object.
pub struct StreamWrap(Rc<RefCell<Stream>>);

impl<'js> Trace<'js> for StreamWrap {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

// SAFETY: what it holds of JavaScript is persistent.
unsafe impl JsLifetime<'_> for StreamWrap {
    type Changed<'to> = StreamWrap;
}

impl<'js> JsClass<'js> for StreamWrap {
    const NAME: &'static str = "LibuvStreamWrap";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

/// `LibuvStreamWrap`'s constructor, shared by the bindings that extend it.
#[derive(Clone)]
struct Shared<'js>(Function<'js>);

// SAFETY: the only lifetime of the type is that of its values.
unsafe impl<'js> JsLifetime<'js> for Shared<'js> {
    type Changed<'to> = Shared<'to>;
}

/// The class to extend.
pub fn class<'js>(ctx: &Ctx<'js>) -> Result<Function<'js>> {
    if let Some(shared) = ctx.userdata::<Shared>() {
        return Ok(shared.0.clone());
    }
    let parent = async_wrap::base_class(ctx, BaseClass::HandleWrap)?;
    let (constructor, prototype) =
        members::class(ctx, "LibuvStreamWrap", 0, Some(&parent), |arguments, _| {
            Err(rquickjs::Exception::throw_type(arguments.ctx(), "Illegal constructor"))
        })?;
    install(&prototype)?;
    match ctx.store_userdata(Shared(constructor.clone())) {
        Ok(_) => Ok(constructor),
        Err(_) => Err(rquickjs::Exception::throw_internal(ctx, "stream state is in use")),
    }
}

/// Makes the object of a class that extends `LibuvStreamWrap`, without a descriptor yet.
pub fn create<'js>(ctx: &Ctx<'js>, prototype: Object<'js>, kind: Kind) -> Result<Object<'js>> {
    let stream = Rc::new(RefCell::new(Stream {
        kind,
        fd: None,
        blocking_writes: false,
        shut: false,
        referenced: true,
        reading: None,
        writing: None,
        queue: Queue::default(),
        shutdown: None,
        connecting: None,
        delayed: None,
        unlink_at_close: None,
        user_buffer: None,
        listener: None,
        bytes_read: 0.0,
        bytes_written: 0.0,
        object: None,
    }));
    let object = Class::instance_proto(StreamWrap(stream.clone()), prototype)?.into_inner();
    async_wrap::initialize(ctx, &object, kind.provider)?;
    async_wrap::set_handle(ctx, &object, stream)?;
    Ok(object)
}

/// The stream behind `this`.
pub fn of(arguments: &Arguments<'_, '_>) -> Result<Rc<RefCell<Stream>>> {
    find(&arguments.this())
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

/// The stream behind a value, when it is one of these.
pub fn find(value: &Value<'_>) -> Option<Rc<RefCell<Stream>>> {
    let class = Class::<StreamWrap>::from_value(value).ok()?;
    let stream = class.borrow().0.clone();
    Some(stream)
}

impl Stream {
    /// Takes a descriptor over.
    pub fn open(&mut self, fd: Fd) {
        self.fd = Some(fd);
        self.blocking_writes = fd == 1 || fd == 2;
    }

    /// Everything was written; the status of the shutdown.
    fn end_writing(&self) -> i32 {
        let ended = self.fd.map_or(Ok(()), self.kind.end_of_writing);
        ended.err().map_or(0, Errno::uv)
    }

    /// Its descriptor while open.
    pub fn descriptor(&self) -> Option<Fd> {
        self.fd
    }

    /// Itself as JavaScript sees it, while something can still call back.
    pub fn held(&self) -> Option<Persistent<Object<'static>>> {
        self.object.clone()
    }

    /// Watches for connections, in the place of data to read.
    pub fn watch_reading(
        &mut self,
        ctx: &Ctx<'_>,
        arguments: &Arguments<'_, '_>,
        target: Target,
        ready: event_loop::Ready,
    ) -> Result<()> {
        if self.reading.is_none() {
            self.hold(ctx, arguments)?;
            self.reading = Some(event_loop::watch(ctx, target, self.referenced, ready));
        }
        Ok(())
    }

    /// Watches for the end of an attempt to connect, which `request` is told.
    pub fn watch_connecting<'js>(
        &mut self,
        ctx: &Ctx<'js>,
        arguments: &Arguments<'_, 'js>,
        target: Target,
        ready: event_loop::Ready,
        request: Object<'js>,
    ) -> Result<()> {
        self.hold(ctx, arguments)?;
        self.connecting = Some(Persistent::save(ctx, request));
        self.writing = Some(event_loop::watch(ctx, target, true, ready));
        Ok(())
    }

    /// The attempt is over; answers who is to be told.
    pub fn take_connecting(&mut self, ctx: &Ctx<'_>) -> Option<Persistent<Object<'static>>> {
        let request = self.connecting.take()?;
        if let Some(id) = self.writing.take() {
            event_loop::unwatch(ctx, id);
        }
        self.release_if_idle();
        Some(request)
    }

    /// Keeps the JavaScript object alive as long as a callback can come.
    fn hold(&mut self, ctx: &Ctx<'_>, arguments: &Arguments<'_, '_>) -> Result<()> {
        if self.object.is_none() {
            let object = arguments.this_object()?;
            let _ = ctx;
            self.object = Some(Persistent::save(object.ctx(), object.clone()));
        }
        Ok(())
    }

    fn release_if_idle(&mut self) {
        if self.reading.is_none() && self.writing.is_none() && self.shutdown.is_none() {
            self.object = None;
        }
    }
}

impl Handle for Stream {
    fn close(&mut self, ctx: &Ctx<'_>) {
        for id in [self.reading.take(), self.writing.take()].into_iter().flatten() {
            event_loop::unwatch(ctx, id);
        }
        let mut ended = self.queue.cancel(Errno::Canceled.uv());
        let others = [self.connecting.take(), self.shutdown.take()].into_iter().flatten();
        ended.extend(others.map(|request| (request, Errno::Canceled.uv())));
        if let Some(object) = self.object.take()
            && !ended.is_empty()
        {
            event_loop::close_later(ctx, Box::new(move |ctx| tell(ctx, &object, ended)));
        }
        self.user_buffer = None;
        self.listener = None;
        if let Some(fd) = self.fd.take()
            && fd > LAST_STANDARD_DESCRIPTOR
        {
            // `uv_close` has nobody to tell either.
            let _ = sys::close(fd);
        }
        if let Some(path) = self.unlink_at_close.take() {
            // Somebody may have removed it already.
            let _ = sys::unlink(None, &path);
        }
    }

    fn set_referenced(&mut self, ctx: &Ctx<'_>, referenced: bool) {
        self.referenced = referenced;
        if let Some(id) = self.reading {
            event_loop::set_referenced(ctx, id, referenced);
        }
    }

    fn has_reference(&self) -> bool {
        self.referenced
    }

    fn is_active(&self) -> bool {
        self.referenced && (self.reading.is_some() || self.writing.is_some())
    }
}

/// Completes requests, in order.
fn tell(ctx: &Ctx<'_>, object: &Persistent<Object<'static>>, ended: Vec<Completed>) -> Result<()> {
    for (request, status) in ended {
        let stream = object.clone().restore(ctx)?;
        report::complete(ctx, request.restore(ctx)?, stream, status)?;
    }
    Ok(())
}

fn number<'js>(ctx: &Ctx<'js>, value: f64) -> Result<Value<'js>> {
    Ok(Value::new_number(ctx.clone(), value))
}

fn install<'js>(prototype: &Object<'js>) -> Result<()> {
    set_native(prototype, "readStart", 0, read_start)?;
    set_native(prototype, "readStop", 0, read_stop)?;
    set_native(prototype, "useUserBuffer", 0, use_user_buffer)?;
    set_native(prototype, "shutdown", 0, shutdown)?;
    set_native(prototype, "setBlocking", 0, set_blocking)?;
    set_native(prototype, "writeBuffer", 0, write_buffer)?;
    set_native(prototype, "writev", 0, writev)?;
    for (name, encoding) in [
        ("writeAsciiString", Encoding::Latin1),
        ("writeUtf8String", Encoding::Utf8),
        ("writeUcs2String", Encoding::Ucs2),
        ("writeLatin1String", Encoding::Latin1),
    ] {
        set_native(prototype, name, 0, move |arguments: &Arguments<'_, 'js>| {
            write_string(arguments, encoding)
        })?;
    }
    getter(prototype, "fd", |stream| stream.fd.map_or(-1.0, f64::from))?;
    getter(prototype, "bytesRead", |stream| stream.bytes_read)?;
    getter(prototype, "bytesWritten", |stream| stream.bytes_written)?;
    getter(prototype, "writeQueueSize", |stream| stream.queue.size() as f64)?;
    members::define(prototype, "isStreamBase", true)?;
    report::define_onread(prototype)
}

fn getter<'js>(prototype: &Object<'js>, name: &str, get: fn(&Stream) -> f64) -> Result<()> {
    let function =
        members::native(prototype.ctx(), name, 0, move |arguments: &Arguments<'_, 'js>| {
            let value = get(&of(arguments)?.borrow());
            number(arguments.ctx(), value)
        })?;
    report::define_getter(prototype, name, function)
}

/// `readStart()`
fn read_start<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let shared = of(arguments)?;
    let mut stream = shared.borrow_mut();
    let Some(fd) = stream.fd else { return number(ctx, f64::from(Errno::Notconn.uv())) };
    if stream.reading.is_none() {
        stream.hold(ctx, arguments)?;
        let own = Rc::downgrade(&shared);
        let ready: event_loop::Ready = Box::new(move |ctx, interest| match own.upgrade() {
            Some(stream) => readable(ctx, &stream, interest.contains(PollInterest::HANGUP)),
            None => Ok(()),
        });
        let target = Target::Descriptor(fd, PollInterest::READABLE);
        stream.reading = Some(event_loop::watch(ctx, target, stream.referenced, ready));
    }
    number(ctx, 0.0)
}

/// `readStop()`
fn read_stop<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let shared = of(arguments)?;
    stop_reading(ctx, &mut shared.borrow_mut());
    number(ctx, 0.0)
}

fn stop_reading(ctx: &Ctx<'_>, stream: &mut Stream) {
    if let Some(id) = stream.reading.take() {
        event_loop::unwatch(ctx, id);
    }
    stream.release_if_idle();
}

/// Reads what is there and reports it, until there is no more or JavaScript stops it. When the
/// other side is gone the end follows at once, as in libuv.
fn readable(ctx: &Ctx<'_>, shared: &Rc<RefCell<Stream>>, hung_up: bool) -> Result<()> {
    for _ in 0..READS_PER_TURN {
        let (object, data) = {
            let mut stream = shared.borrow_mut();
            let (Some(fd), Some(_), Some(object)) = (stream.fd, stream.reading, &stream.object)
            else {
                return Ok(());
            };
            let object = object.clone();
            let limit = user_buffer_length(ctx, &stream).unwrap_or(CHUNK);
            let data = match sys::read(fd, limit) {
                Err(Errno::Again | Errno::Intr) => return Ok(()),
                Err(errno) => Err(errno.uv()),
                Ok(data) if data.is_empty() => Err(UV_EOF),
                Ok(data) => Ok(data),
            };
            match &data {
                Ok(data) => stream.bytes_read += data.len() as f64,
                Err(_) => stop_reading(ctx, &mut stream),
            }
            (object.restore(ctx)?, data)
        };
        let more = matches!(&data, Ok(data) if hung_up || data.len() == CHUNK as usize);
        deliver(ctx, shared, &object, data)?;
        if !more {
            return Ok(());
        }
    }
    Ok(())
}

fn user_buffer_length(ctx: &Ctx<'_>, stream: &Stream) -> Option<u32> {
    let buffer = stream.user_buffer.clone()?.restore(ctx).ok()?;
    u32::try_from(bytes::bytes_of(&buffer)?.len()).ok()
}

fn deliver<'js>(
    ctx: &Ctx<'js>,
    shared: &Rc<RefCell<Stream>>,
    object: &Object<'js>,
    data: std::result::Result<Vec<u8>, i32>,
) -> Result<()> {
    let listener = shared.borrow().listener.clone();
    if let Some(listener) = listener {
        return listener.read(ctx, &Persistent::save(ctx, object.clone()), data);
    }
    let user_buffer = shared.borrow().user_buffer.clone();
    let (Some(user_buffer), Ok(data)) = (user_buffer, &data) else {
        return report::read(ctx, object, data);
    };
    if let Some(view) = bytes::bytes_of(&user_buffer.restore(ctx)?) {
        view.copy_from(0, data);
    }
    let count = i32::try_from(data.len()).unwrap_or(i32::MAX);
    let undefined = Value::new_undefined(ctx.clone());
    if let Some(next) = report::read_into(ctx, object, count, undefined)?
        && bytes::bytes_of(&next).is_some()
    {
        shared.borrow_mut().user_buffer = Some(Persistent::save(ctx, next));
    }
    Ok(())
}

/// `useUserBuffer(view)`: read into this view from now on.
fn use_user_buffer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    of(arguments)?.borrow_mut().user_buffer = Some(Persistent::save(ctx, arguments.get(0)));
    number(ctx, 0.0)
}

/// `setBlocking(on)`
fn set_blocking<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    of(arguments)?.borrow_mut().blocking_writes = arguments.is_true(0);
    number(arguments.ctx(), 0.0)
}

/// `shutdown(request)`: ends writing and completes the request when everything before it was
/// written.
fn shutdown<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let shared = of(arguments)?;
    let mut stream = shared.borrow_mut();
    let usable = stream.fd.is_some() && !stream.shut;
    let Some(request) = arguments.object(0).filter(|_| usable) else {
        return number(ctx, f64::from(Errno::Notconn.uv()));
    };
    stream.shut = true;
    if stream.queue.is_empty() {
        let status = stream.end_writing();
        report::complete_later(ctx, request, arguments.this_object()?, status);
    } else {
        stream.hold(ctx, arguments)?;
        stream.shutdown = Some(Persistent::save(ctx, request));
    }
    number(ctx, 0.0)
}

/// Whether a handle is to go along (`process.send(message, handle)`): no descriptor leaves a
/// process, so that is `ENOTSUP`.
fn sends_handle(arguments: &Arguments<'_, '_>) -> bool {
    arguments.object(2).is_some()
}

/// `writeBuffer(request, view)`
fn write_buffer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let Some(view) = bytes::bytes_of(&arguments.get(1)) else {
        let message = "Second argument must be a buffer";
        return Err(rquickjs::Exception::throw_type(arguments.ctx(), message));
    };
    view.with_slice(|data| write(arguments, data))
}

/// `writev(request, chunks, allBuffers)`
fn writev<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    write(arguments, &gather(arguments)?)
}

/// The data of a `writev`: views, or data and encoding in turn.
pub fn gather(arguments: &Arguments<'_, '_>) -> Result<Vec<u8>> {
    let mut data = Vec::new();
    if let Some(chunks) = arguments.get(1).into_array() {
        let step = if arguments.is_true(2) { 1 } else { 2 };
        for index in (0..chunks.len()).step_by(step) {
            let chunk: Value = chunks.get(index)?;
            if let Some(view) = bytes::bytes_of(&chunk) {
                view.with_slice(|bytes| data.extend_from_slice(bytes));
            } else {
                let encoding = Encoding::from_value(&chunks.get(index + 1)?, Encoding::Utf8);
                data.extend(strings::with_view(&chunk, |text| codecs::encode(text, encoding))?);
            }
        }
    }
    Ok(data)
}

fn write_string<'js>(arguments: &Arguments<'_, 'js>, encoding: Encoding) -> Result<Value<'js>> {
    let data = strings::with_view(&arguments.get(1), |text| codecs::encode(text, encoding))?;
    write(arguments, &data)
}

/// Writes what goes now; the rest waits (or, when blocking, is waited for).
fn write<'js>(arguments: &Arguments<'_, 'js>, data: &[u8]) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let shared = of(arguments)?;
    let mut stream = shared.borrow_mut();
    let refused = if sends_handle(arguments) { Errno::Notsup } else { Errno::Badf };
    let Some(fd) = stream.fd.filter(|_| refused == Errno::Badf) else {
        report::written(ctx, 0, false)?;
        return number(ctx, f64::from(refused.uv()));
    };
    stream.bytes_written += data.len() as f64;
    let mut done = 0;
    let mut status = if stream.shut { Errno::Pipe.uv() } else { 0 };
    if stream.queue.is_empty() && status == 0 {
        while done < data.len() {
            match sys::write(fd, &data[done..]) {
                Ok(count) => done += count as usize,
                Err(Errno::Again) if stream.blocking_writes => {
                    if let Err(errno) = event_loop::wait_for(ctx, fd, PollInterest::WRITABLE)
                        && errno != Errno::Intr
                    {
                        status = errno.uv();
                        break;
                    }
                }
                Err(Errno::Again) => break,
                Err(errno) => {
                    status = errno.uv();
                    break;
                }
            }
        }
    }
    let waits = status == 0 && done < data.len();
    report::written(ctx, data.len(), waits)?;
    if waits && let Some(request) = arguments.object(0) {
        let rest = data.get(done..).unwrap_or_default().to_vec();
        stream.hold(ctx, arguments)?;
        stream.queue.push(PendingWrite {
            data: rest,
            done: 0,
            request: Persistent::save(ctx, request.clone()),
        });
        if stream.writing.is_none() {
            let own = Rc::downgrade(&shared);
            let ready: event_loop::Ready = Box::new(move |ctx, _| match own.upgrade() {
                Some(stream) => writable(ctx, &stream),
                None => Ok(()),
            });
            // A request keeps the loop alive even when its handle does not.
            let target = Target::Descriptor(fd, PollInterest::WRITABLE);
            stream.writing = Some(event_loop::watch(ctx, target, true, ready));
        }
        // What is written at once is no asynchronous work; hooks hear of the rest only.
        drop(stream);
        async_wrap::initialize(ctx, &request, "WRITEWRAP")?;
    }
    number(ctx, f64::from(status))
}

/// Goes on with the queue.
fn writable(ctx: &Ctx<'_>, shared: &Rc<RefCell<Stream>>) -> Result<()> {
    let (object, ended) = {
        let mut stream = shared.borrow_mut();
        let Some(fd) = stream.fd else { return Ok(()) };
        let mut ended = stream.queue.flush(|data| sys::write(fd, data).map(|count| count as usize));
        let object = stream.object.clone();
        if stream.queue.is_empty() {
            if let Some(id) = stream.writing.take() {
                event_loop::unwatch(ctx, id);
            }
            if let Some(request) = stream.shutdown.take() {
                ended.push((request, stream.end_writing()));
            }
            stream.release_if_idle();
        }
        (object, ended)
    };
    match object {
        Some(object) => tell(ctx, &object, ended),
        None => Ok(()),
    }
}
