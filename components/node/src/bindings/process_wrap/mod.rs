//! `internalBinding('process_wrap')`: the class `Process`.
//!
//! | Member | What |
//! |---|---|
//! | `spawn(options)` | starts a child; sets `pid`; answers 0 or libuv's error |
//! | `kill(signal)` | |
//! | `onexit(exitCode, signalName)` | called when the child has ended |
//!
//! `close`, `ref`, `unref`, `hasRef` are those of `HandleWrap`. [`command`] and [`descriptors`] are
//! shared with `spawn_sync`.

pub mod command;
pub mod descriptors;

use std::{cell::RefCell, rc::Rc};

use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use self::{command::Command, descriptors::Descriptors};
use super::stream::base::{self, Stream};
use crate::{
    runtime::{
        async_wrap::{self, BaseClass, Handle},
        callback,
        event_loop::{self, Target, WatchId},
        members::{self, Arguments, set_native},
    },
    sys::{self, Errno, Fd, Pid, WaitStatus, WaitTarget},
};

/// A child, from before it is started until it has ended.
struct Child {
    pid: Option<Pid>,
    watch: Option<WatchId>,
    referenced: bool,
}

impl Handle for Child {
    fn close(&mut self, ctx: &Ctx<'_>) {
        if let Some(watch) = self.watch.take() {
            event_loop::unwatch(ctx, watch);
        }
    }

    fn set_referenced(&mut self, ctx: &Ctx<'_>, referenced: bool) {
        self.referenced = referenced;
        if let Some(watch) = self.watch {
            event_loop::set_referenced(ctx, watch, referenced);
        }
    }

    fn has_reference(&self) -> bool {
        self.referenced
    }

    fn is_active(&self) -> bool {
        self.referenced && self.watch.is_some()
    }
}

/// The native part of the JavaScript object.
struct ProcessWrap(Rc<RefCell<Child>>);

impl<'js> Trace<'js> for ProcessWrap {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

// SAFETY: it holds nothing of JavaScript.
unsafe impl JsLifetime<'_> for ProcessWrap {
    type Changed<'to> = ProcessWrap;
}

impl<'js> JsClass<'js> for ProcessWrap {
    const NAME: &'static str = "Process";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::HandleWrap)?;
    let (constructor, prototype) =
        members::class(ctx, "Process", 0, Some(&parent), |arguments, prototype| {
            let ctx = arguments.ctx();
            let child = Rc::new(RefCell::new(Child { pid: None, watch: None, referenced: true }));
            let object = Class::instance_proto(ProcessWrap(child.clone()), prototype)?.into_inner();
            async_wrap::initialize(ctx, &object, "PROCESSWRAP")?;
            async_wrap::set_handle(ctx, &object, child)?;
            Ok(object.into_value())
        })?;
    set_native(&prototype, "spawn", 0, |arguments| {
        let status = spawn(arguments)?;
        Ok(Value::new_int(arguments.ctx().clone(), status))
    })?;
    set_native(&prototype, "kill", 0, |arguments| {
        let status = kill(arguments)?.err().map_or(0, Errno::uv);
        Ok(Value::new_int(arguments.ctx().clone(), status))
    })?;
    members::define(target, "Process", constructor)
}

fn of(arguments: &Arguments<'_, '_>) -> Result<Rc<RefCell<Child>>> {
    let class = Class::<ProcessWrap>::from_value(&arguments.this())
        .map_err(|_| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))?;
    let child = class.borrow().0.clone();
    Ok(child)
}

/// `kill(signal)`
fn kill(arguments: &Arguments<'_, '_>) -> Result<std::result::Result<(), Errno>> {
    let Some(pid) = of(arguments)?.borrow().pid else { return Ok(Err(Errno::Srch)) };
    Ok(send(pid, arguments.int32(0)))
}

/// Sends a signal to a child.
pub(super) fn send(pid: Pid, signal: i32) -> std::result::Result<(), Errno> {
    let signal = u8::try_from(signal).map_err(|_| Errno::Inval)?;
    let pid = i32::try_from(pid).map_err(|_| Errno::Srch)?;
    sys::kill(pid, signal)
}

/// `spawn(options)`. As in libuv the pipes are connected also when the program cannot be run: they
/// read the end of file.
fn spawn<'js>(arguments: &Arguments<'_, 'js>) -> Result<i32> {
    let ctx = arguments.ctx();
    let shared = of(arguments)?;
    let object = arguments.this_object()?;
    let Some(options) = arguments.object(0) else { return Ok(Errno::Inval.uv()) };
    let command = Command::read(&options)?;
    let mut descriptors = Descriptors::default();
    let mut pipes = Vec::new();
    let planned = plan(&options, &mut descriptors, &mut pipes)?;
    if let Err(errno) = planned {
        for (_, fd) in pipes {
            // Opened a moment ago, and not given to anybody.
            let _ = sys::close(fd);
        }
        return Ok(errno.uv());
    }
    let spawned = command.spawn(descriptors.mappings());
    drop(descriptors);
    for (stream, fd) in pipes {
        stream.borrow_mut().open(fd);
    }
    let pid = match spawned {
        Ok(pid) => pid,
        Err(errno) => return Ok(errno.uv()),
    };
    object.set("pid", pid)?;
    let mut child = shared.borrow_mut();
    child.pid = Some(pid);
    let (own, object) = (Rc::downgrade(&shared), Persistent::save(ctx, object));
    let ready: event_loop::Ready = Box::new(move |ctx, _| {
        let Some(child) = own.upgrade() else { return Ok(()) };
        let Some((exit_code, signal)) = ended(pid) else { return Ok(()) };
        if let Some(watch) = child.borrow_mut().watch.take() {
            event_loop::unwatch(ctx, watch);
        }
        tell(ctx, object.clone().restore(ctx)?, exit_code, signal)
    });
    child.watch = Some(event_loop::watch(ctx, Target::Child(pid), child.referenced, ready));
    Ok(0)
}

/// Exit code and signal (0 for none) of a child that has ended; it is reaped then.
pub(super) fn ended(pid: Pid) -> Option<(u8, u8)> {
    match sys::wait(WaitTarget::Process(pid), sys::WaitOptions::NO_HANG) {
        Ok(Some((_, WaitStatus::Exited(code)))) => Some((code, 0)),
        Ok(Some((_, WaitStatus::Signaled(signal)))) => Some((0, signal)),
        Ok(_) | Err(_) => None,
    }
}

fn tell<'js>(ctx: &Ctx<'js>, object: Object<'js>, exit_code: u8, signal: u8) -> Result<()> {
    let onexit: Value<'_> = object.get("onexit")?;
    let Some(onexit) = onexit.into_function() else { return Ok(()) };
    let name = rquickjs::String::from_str(ctx.clone(), sys::signal::name(signal))?;
    let arguments = vec![Value::new_int(ctx.clone(), i32::from(exit_code)), name.into_value()];
    callback::make_callback(ctx, object.into_value(), onexit, arguments).map(drop)
}

/// A stream and the descriptor it is to take over.
type Pipe = (Rc<RefCell<Stream>>, Fd);

/// `ParseStdioOptions`
fn plan(
    options: &Object<'_>,
    descriptors: &mut Descriptors,
    pipes: &mut Vec<Pipe>,
) -> Result<std::result::Result<(), Errno>> {
    let Some(stdio) = options.get::<_, Value<'_>>("stdio")?.into_array() else {
        return Ok(Ok(()));
    };
    for (child, entry) in (0..).zip(entries(&stdio)?) {
        let kind: String = entry.get("type")?;
        let done = match kind.as_str() {
            "ignore" => descriptors.ignore(child),
            "pipe" | "overlapped" => match base::find(&entry.get("handle")?) {
                None => Err(Errno::Inval),
                Some(stream) => descriptors.connect(child).map(|fd| pipes.push((stream, fd))),
            },
            "wrap" => {
                let stream = base::find(&entry.get("handle")?);
                let fd = stream.and_then(|stream| stream.borrow().descriptor());
                fd.map(|fd| descriptors.share(child, fd)).ok_or(Errno::Inval)
            }
            _ => {
                descriptors.share(child, descriptor(&entry)?);
                Ok(())
            }
        };
        if done.is_err() {
            return Ok(done);
        }
    }
    Ok(Ok(()))
}

/// The entries of `stdio`, in the child's numbers.
pub(super) fn entries<'js>(stdio: &Array<'js>) -> Result<Vec<Object<'js>>> {
    (0..stdio.len()).map(|index| stdio.get(index)).collect()
}

/// `fd` of an entry; one that is never open when it is no descriptor.
pub(super) fn descriptor(entry: &Object<'_>) -> Result<Fd> {
    let fd: Value<'_> = entry.get("fd")?;
    Ok(fd.as_number().map_or(Fd::MAX, |fd| Fd::try_from(fd as i64).unwrap_or(Fd::MAX)))
}
