//! `internalBinding('fs_dir')`: opendir, opendirSync and the class `DirHandle` (read, close).

use std::{cell::RefCell, rc::Rc};

use rquickjs::{
    Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use super::fs::{
    answer::Answer,
    argument,
    call::{Failure, call},
};
use crate::{
    runtime::{
        async_wrap::{self, BaseClass},
        members::{self, Arguments, set_native},
    },
    sys::{self, Errno, Fd, OpenFlags},
};

struct State {
    fd: Option<Fd>,
    cursor: u64,
}

/// The native part of a handle.
pub struct DirHandle(Rc<RefCell<State>>);

impl<'js> Trace<'js> for DirHandle {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

// SAFETY: holds no JavaScript value.
unsafe impl JsLifetime<'_> for DirHandle {
    type Changed<'to> = DirHandle;
}

impl<'js> JsClass<'js> for DirHandle {
    const NAME: &'static str = "DirHandle";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

/// The prototype of handles the binding makes.
#[derive(Clone)]
struct Prototype<'js>(Object<'js>);

// SAFETY: the only lifetime of the type is that of its values.
unsafe impl<'js> JsLifetime<'js> for Prototype<'js> {
    type Changed<'to> = Prototype<'to>;
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "opendir", 0, opendir)?;
    set_native(target, "opendirSync", 0, opendir_sync)?;
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    let (constructor, prototype) =
        members::class(ctx, "DirHandle", 0, Some(&parent), |arguments, _| {
            Err(rquickjs::Exception::throw_type(arguments.ctx(), "Illegal constructor"))
        })?;
    set_native(&prototype, "read", 0, read)?;
    set_native(&prototype, "close", 0, close)?;
    members::define(target, "DirHandle", constructor)?;
    match ctx.store_userdata(Prototype(prototype)) {
        Ok(_) => Ok(()),
        Err(_) => Err(rquickjs::Exception::throw_internal(ctx, "binding state is in use")),
    }
}

/// A handle over an open directory.
pub fn create<'js>(ctx: &Ctx<'js>, fd: Fd) -> Result<Value<'js>> {
    let prototype = match ctx.userdata::<Prototype>() {
        Some(prototype) => prototype.0.clone(),
        None => {
            return Err(rquickjs::Exception::throw_internal(
                ctx,
                "binding fs_dir is not installed",
            ));
        }
    };
    let native = DirHandle(Rc::new(RefCell::new(State { fd: Some(fd), cursor: 0 })));
    let object = Class::instance_proto(native, prototype)?.into_inner();
    async_wrap::initialize(ctx, &object, "DIRHANDLE")?;
    Ok(object.into_value())
}

fn handle(arguments: &Arguments<'_, '_>) -> Result<Rc<RefCell<State>>> {
    let class = Class::<DirHandle>::from_value(&arguments.this())
        .map_err(|_| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))?;
    let state = class.borrow().0.clone();
    Ok(state)
}

fn open(path: &[u8]) -> std::result::Result<Fd, Errno> {
    sys::open(None, path, OpenFlags::READ | OpenFlags::DIRECTORY | OpenFlags::CLOSE_ON_EXEC, 0)
}

/// `opendir(path, encoding, request)`
fn opendir<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    call(arguments, 2, move || match open(&path) {
        Ok(fd) => Ok(Answer::DirectoryHandle(fd)),
        Err(errno) => Err(Failure::at(errno, "opendir", &path)),
    })
}

/// `opendirSync(path)`; its failure names no path, unlike all others.
fn opendir_sync<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    match open(&path) {
        Ok(fd) => create(arguments.ctx(), fd),
        Err(errno) => Err(Failure::new(errno, "opendir").throw(arguments.ctx())),
    }
}

/// `read(encoding, bufferSize, request)`: `[name, type, …]`, `null` at the end.
fn read<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let state = handle(arguments)?;
    let encoding = argument::encoding(arguments, 0);
    let count = (arguments.number(1) as u32).max(1);
    call(arguments, 2, move || {
        let mut state = state.borrow_mut();
        let Some(fd) = state.fd else { return Err(Failure::new(Errno::Badf, "scandir")) };
        let entries = sys::readdir(fd, state.cursor, count)
            .map_err(|errno| Failure::new(errno, "scandir"))?;
        if let Some(last) = entries.last() {
            state.cursor = last.next;
        }
        Ok(Answer::Pairs { entries, encoding })
    })
}

/// `close(request)`
fn close<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let fd = handle(arguments)?.borrow_mut().fd.take();
    call(arguments, 0, move || match fd.map_or(Err(Errno::Badf), sys::close) {
        Ok(()) => Ok(Answer::Nothing),
        Err(errno) => Err(Failure::new(errno, "closedir")),
    })
}
