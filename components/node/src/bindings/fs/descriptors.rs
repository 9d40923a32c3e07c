//! Opening, closing and what else is done to open files: `open`, `openFileHandle`, `close`,
//! `fstat`, `ftruncate`, `fsync`, `fdatasync`, `fchmod`, `fchown`, `futimes`.

use rquickjs::{Object, Result, Value};

use super::{
    answer::{Answer, Numbers},
    argument,
    attributes::{owner, time},
    call::{Failure, call, call_descriptor},
};
use crate::{
    runtime::members::{Arguments, set_native},
    sys,
};

/// Sets the members.
pub fn install<'js>(target: &Object<'js>) -> Result<()> {
    set_native(target, "open", 0, open)?;
    set_native(target, "openFileHandle", 0, open_file_handle)?;
    set_native(target, "close", 0, close)?;
    set_native(target, "fstat", 0, fstat)?;
    set_native(target, "ftruncate", 0, ftruncate)?;
    set_native(target, "fsync", 0, |arguments: &Arguments<'_, 'js>| sync(arguments, "fsync"))?;
    set_native(target, "fdatasync", 0, |arguments: &Arguments<'_, 'js>| {
        sync(arguments, "fdatasync")
    })?;
    set_native(target, "fchmod", 0, fchmod)?;
    set_native(target, "fchown", 0, fchown)?;
    set_native(target, "futimes", 0, futimes)
}

/// `open(path, flags, mode, request)`
fn open<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let flags = argument::open_flags(arguments.int32(1));
    let mode = argument::mode(arguments, 2);
    call(arguments, 3, move || match sys::open(None, &path, flags, mode) {
        Ok(fd) => Ok(Answer::Number(f64::from(fd))),
        Err(errno) => Err(Failure::at(errno, "open", &path)),
    })
}

/// `openFileHandle(path, flags, mode, request)`
fn open_file_handle<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let flags = argument::open_flags(arguments.int32(1));
    let mode = argument::mode(arguments, 2);
    call(arguments, 3, move || match sys::open(None, &path, flags, mode) {
        Ok(fd) => Ok(Answer::FileHandle(fd)),
        Err(errno) => Err(Failure::at(errno, "open", &path)),
    })
}

/// `close(fd, request)`
fn close<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let fd = argument::descriptor(arguments, 0)?;
    call_descriptor(arguments, 1, "close", move || sys::close(fd).map(|()| Answer::Nothing))
}

/// `fstat(fd, bigint, request, shouldNotThrow)`
fn fstat<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let fd = argument::descriptor(arguments, 0)?;
    let numbers = Numbers::from_flag(arguments.is_true(1));
    let quiet = arguments.is_true(3) && arguments.get(2).is_undefined();
    call_descriptor(arguments, 2, "fstat", move || match sys::fstat(fd) {
        Ok(stat) => Ok(Answer::Stat(stat, numbers)),
        Err(_) if quiet => Ok(Answer::Nothing),
        Err(errno) => Err(errno),
    })
}

/// `ftruncate(fd, length, request)`
fn ftruncate<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let fd = argument::descriptor(arguments, 0)?;
    let length = arguments.number(1) as u64;
    call_descriptor(arguments, 2, "ftruncate", move || {
        sys::ftruncate(fd, length).map(|()| Answer::Nothing)
    })
}

/// `fsync(fd, request)`, `fdatasync(fd, request)`
fn sync<'js>(arguments: &Arguments<'_, 'js>, syscall: &'static str) -> Result<Value<'js>> {
    let fd = argument::descriptor(arguments, 0)?;
    call_descriptor(arguments, 1, syscall, move || sys::fsync(fd).map(|()| Answer::Nothing))
}

/// `fchmod(fd, mode, request)`
fn fchmod<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let fd = argument::descriptor(arguments, 0)?;
    let mode = argument::mode(arguments, 1);
    call_descriptor(arguments, 2, "fchmod", move || sys::fchmod(fd, mode).map(|()| Answer::Nothing))
}

/// `fchown(fd, uid, gid, request)`
fn fchown<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let fd = argument::descriptor(arguments, 0)?;
    let (user, group) = (owner(arguments.number(1)), owner(arguments.number(2)));
    call_descriptor(arguments, 3, "fchown", move || {
        sys::fchown(fd, user, group).map(|()| Answer::Nothing)
    })
}

/// `futimes(fd, atime, mtime, request)`
fn futimes<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let fd = argument::descriptor(arguments, 0)?;
    let (atime, mtime) = (time(arguments.number(1)), time(arguments.number(2)));
    call_descriptor(arguments, 3, "futime", move || {
        sys::futimes(fd, atime, mtime).map(|()| Answer::Nothing)
    })
}
