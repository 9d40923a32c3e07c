//! `internalBinding('pipe_wrap')`: the class `Pipe` (open, fchmod, and all of
//! [`super::stream::base`]) and `PipeConnectWrap`.
//!
//! bind, listen and connect need named sockets, which the kernel does not have yet: they keep the
//! default that says so.

use rquickjs::{Ctx, Object, Result, Value};

use super::{
    fs::argument,
    stream::{base, report},
    stream_wrap::request_class,
};
use crate::{
    runtime::members::{self, Arguments, set_native},
    sys::{self, Errno},
};

const KIND: base::Kind = base::Kind { provider: "PIPEWRAP", end_of_writing: base::shut_down };

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = base::class(ctx)?;
    let (constructor, prototype) =
        members::class(ctx, "Pipe", 0, Some(&parent), |arguments, prototype| {
            base::create(arguments.ctx(), prototype, KIND).map(Object::into_value)
        })?;
    set_native(&prototype, "open", 0, open)?;
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
