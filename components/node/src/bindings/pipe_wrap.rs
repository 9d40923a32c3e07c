//! `internalBinding('pipe_wrap')`: the class `Pipe` (open, bind, listen, connect, fchmod, and all of
//! [`super::stream::base`]) and `PipeConnectWrap`.

use rquickjs::{Ctx, Object, Result, Value};

use super::{
    fs::argument,
    stream::{base, connection, report},
    stream_wrap::request_class,
};
use crate::{
    runtime::members::{self, Arguments, set_native},
    sys::{self, AddressFamily, Errno, SocketAddress},
};

/// `new Pipe(type)`: what the types are (`PipeWrap::SocketType`).
const SERVER: i32 = 1;

const KIND: base::Kind = base::Kind { provider: "PIPEWRAP", end_of_writing: base::shut_down };
const SERVER_KIND: base::Kind =
    base::Kind { provider: "PIPESERVERWRAP", end_of_writing: base::shut_down };

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = base::class(ctx)?;
    let (constructor, prototype) =
        members::class(ctx, "Pipe", 0, Some(&parent), |arguments, prototype| {
            let kind = if arguments.int32(0) == SERVER { SERVER_KIND } else { KIND };
            base::create(arguments.ctx(), prototype, kind).map(Object::into_value)
        })?;
    set_native(&prototype, "open", 0, open)?;
    set_native(&prototype, "bind", 0, bind)?;
    set_native(&prototype, "listen", 0, |arguments| {
        connection::listen(arguments, AddressFamily::Unix, KIND)
    })?;
    set_native(&prototype, "connect", 0, connect)?;
    set_native(&prototype, "fchmod", 0, fchmod)?;
    report::keep_defaults(target, "Pipe", &prototype)?;
    members::define(target, "Pipe", constructor)?;
    request_class(ctx, target, "PipeConnectWrap", "PIPECONNECTWRAP")
}

/// `open(fd)`: the pipe takes the descriptor over.
fn open<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let fd = argument::known_descriptor(arguments, 0);
    let status = match sys::get_flags(fd) {
        Ok(_) => {
            base::of(arguments)?.borrow_mut().open(fd);
            0
        }
        Err(errno) => errno.uv(),
    };
    Ok(Value::new_int(arguments.ctx().clone(), status))
}

/// `bind(path)`: the server removes the path when it closes.
fn bind<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let shared = base::of(arguments)?;
    let mut stream = shared.borrow_mut();
    let bound = connection::socket(&mut stream, AddressFamily::Unix)
        .and_then(|fd| sys::bind(fd, &SocketAddress::Unix(path.clone())));
    let status = match bound {
        Ok(()) => {
            stream.unlink_at_close = (path.first() != Some(&0)).then_some(path);
            0
        }
        // libuv tells it so, for likeness with Windows.
        Err(Errno::Noent) => Errno::Acces.uv(),
        Err(errno) => errno.uv(),
    };
    Ok(Value::new_int(arguments.ctx().clone(), status))
}

/// `connect(request, path)`
fn connect<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let address = SocketAddress::Unix(argument::path(arguments, 1)?);
    let Some(request) = arguments.object(0) else {
        return Ok(Value::new_int(ctx.clone(), Errno::Inval.uv()));
    };
    let outcome = connection::connect(arguments, request, AddressFamily::Unix, &address)?;
    members::status(arguments, outcome)
}

/// `fchmod(mode)`: UV_READABLE gives others read, UV_WRITABLE write permission.
fn fchmod<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let mode = arguments.int32(0);
    let status = match base::of(arguments)?.borrow().descriptor() {
        None => Err(Errno::Badf),
        Some(_) if mode & 3 == 0 || mode & !3 != 0 => Err(Errno::Inval),
        Some(fd) => sys::fstat(fd).and_then(|stat| {
            let read = if mode & 1 != 0 { 0o444 } else { 0 };
            let write = if mode & 2 != 0 { 0o222 } else { 0 };
            sys::fchmod(fd, stat.mode & 0o7777 | read | write)
        }),
    };
    let status = status.err().map_or(0, Errno::uv);
    Ok(Value::new_int(arguments.ctx().clone(), status))
}
