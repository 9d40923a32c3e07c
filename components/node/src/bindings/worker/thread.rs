//! The class `Worker(url, env, execArgv, resourceLimits, trackUnmanagedFds, isInternal, name)`.
//!
//! Own properties: `messagePort`, `threadId`, `invalidExecArgv` when an option is unknown. Members:
//! `startThread`, `stopThread`, `ref`, `unref`, `hasRef`, `getResourceLimits`, `loopStartTime`,
//! `loopIdleTime`. When the worker has ended, `onexit(code, errorCode, reason)` is called.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use rquickjs::{
    Class, Ctx, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use super::{
    ENVIRONMENT, LIMITS, LINK, OUT_OF_MEMORY, Start, limits_array,
    link::{self, Link, Side},
    new_id,
};
use crate::{
    bindings::messaging::{group::PortData, port},
    runtime::{
        async_wrap::{self, BaseClass},
        callback, environment,
        errors::{ErrorKind, throw_node},
        event_loop::{self, Target, WatchId},
        fields::Fields,
        members::{self, Arguments, set_native},
        options, process_object,
    },
    sys::{self, Errno, Pid, WaitStatus, WaitTarget},
};

const SIGABRT: u8 = 6;
const SIGKILL: u8 = 9;

/// What a worker has when its maker sets no limit: V8's own numbers.
const DEFAULT_LIMITS: [f64; LIMITS] = [48.0, 2096.0, 0.0, 4.0];

struct Thread {
    start: Start,
    environment: Vec<Vec<u8>>,
    arguments: Vec<String>,
    /// The worker's end of the environment's channel, until the worker runs.
    far_end: RefCell<Option<Rc<PortData>>>,
    link: RefCell<Option<Rc<Link>>>,
    pid: Cell<Option<Pid>>,
    watch: Cell<Option<WatchId>>,
    referenced: Cell<bool>,
    stopped: Cell<bool>,
}

struct Worker(Rc<Thread>);

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for Worker {
    type Changed<'to> = Worker;
}

impl<'js> Trace<'js> for Worker {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for Worker {
    const NAME: &'static str = "Worker";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the class.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    let (constructor, prototype) = members::class(ctx, "Worker", 0, Some(&parent), construct)?;
    set_native(&prototype, "startThread", 0, start_thread)?;
    set_native(&prototype, "stopThread", 0, |arguments| {
        let thread = of(arguments)?;
        thread.stopped.set(true);
        if let Some(pid) = thread.pid.get().and_then(|pid| i32::try_from(pid).ok()) {
            // It may have ended a moment ago.
            let _ = sys::kill(pid, SIGKILL);
        }
        Ok(undefined(arguments))
    })?;
    for (name, referenced) in [("ref", true), ("unref", false)] {
        set_native(&prototype, name, 0, move |arguments| {
            let thread = of(arguments)?;
            thread.referenced.set(referenced);
            if let Some(watch) = thread.watch.get() {
                event_loop::set_referenced(arguments.ctx(), watch, referenced);
            }
            Ok(undefined(arguments))
        })?;
    }
    set_native(&prototype, "hasRef", 0, |arguments| {
        let thread = of(arguments)?;
        let answer = thread.referenced.get() && thread.watch.get().is_some();
        Ok(Value::new_bool(arguments.ctx().clone(), answer))
    })?;
    set_native(&prototype, "getResourceLimits", 0, |arguments| {
        let mut limits = of(arguments)?.start.limits;
        for (limit, default) in limits.iter_mut().zip(DEFAULT_LIMITS) {
            if *limit <= 0.0 {
                *limit = default;
            }
        }
        limits_array(arguments.ctx(), &limits)
    })?;
    // The loop of another process is not seen from here: it counts as not started.
    set_native(&prototype, "loopStartTime", 0, |arguments| {
        Ok(Value::new_int(arguments.ctx().clone(), -1))
    })?;
    set_native(&prototype, "loopIdleTime", 0, |arguments| {
        Ok(Value::new_int(arguments.ctx().clone(), 0))
    })?;
    members::define(target, "Worker", constructor)
}

fn of(arguments: &Arguments<'_, '_>) -> Result<Rc<Thread>> {
    let class = Class::<Worker>::from_value(&arguments.this())
        .map_err(|_| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))?;
    let thread = class.borrow().0.clone();
    Ok(thread)
}

fn undefined<'js>(arguments: &Arguments<'_, 'js>) -> Value<'js> {
    Value::new_undefined(arguments.ctx().clone())
}

fn text_of(value: &Value<'_>) -> Result<String> {
    kernelet_quickjs::strings::to_utf8(value)
}

/// The variables: a copy of this process's for `null`, else those of the object.
fn environment_of<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<Vec<Vec<u8>>> {
    if value.is_null() {
        return Ok(environment::all());
    }
    let Some(object) = value.as_object() else {
        let message = "worker_threads.SHARE_ENV is not available: a worker is a process with an \
                       environment of its own";
        let code = "ERR_FEATURE_UNAVAILABLE_ON_PLATFORM";
        return Err(throw_node(ctx, ErrorKind::TypeError, code, message));
    };
    let mut variables = Vec::new();
    for entry in object.props::<String, Value<'js>>() {
        let (name, value) = entry?;
        variables.push(format!("{name}={}", text_of(&value)?).into_bytes());
    }
    Ok(variables)
}

fn construct<'js>(arguments: &Arguments<'_, 'js>, prototype: Object<'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let environment = environment_of(ctx, &arguments.get(1))?;
    let own_arguments = match arguments.get(2).into_array() {
        Some(list) => list.iter::<Value>().map(|item| text_of(&item?)).collect::<Result<_>>()?,
        None => process_object::exec_arguments(),
    };
    let invalid: Vec<String> =
        own_arguments.iter().filter(|argument| !options::is_known(argument)).cloned().collect();
    let mut limits = [0.0; LIMITS];
    if let Some(fields) = Fields::of(&arguments.get(3)) {
        for (index, limit) in limits.iter_mut().enumerate() {
            *limit = fields.f64(index);
        }
    }
    let identity = sys::identity();
    let (pid, parent) = super::shown_pids().unwrap_or((identity.pid, identity.parent));
    let start = Start { id: new_id(), pid, parent, limits };
    let (near, far) = (Rc::<PortData>::default(), Rc::<PortData>::default());
    PortData::entangle(&near, &far);
    far.set_remote(true);
    let thread = Rc::new(Thread {
        start: start.clone(),
        environment,
        arguments: own_arguments,
        far_end: RefCell::new(Some(far)),
        link: RefCell::default(),
        pid: Cell::new(None),
        watch: Cell::new(None),
        referenced: Cell::new(true),
        stopped: Cell::new(false),
    });
    let object = Class::instance_proto(Worker(thread), prototype)?.into_inner();
    async_wrap::initialize(ctx, &object, "WORKER")?;
    if !invalid.is_empty() {
        object.set("invalidExecArgv", invalid)?;
        return Ok(object.into_value());
    }
    object.set("messagePort", port::create(ctx, near)?)?;
    object.set("threadId", start.id)?;
    Ok(object.into_value())
}

fn spawn(thread: &Thread) -> std::result::Result<sys::Fd, Errno> {
    let (own, theirs) = sys::socketpair(true)?;
    let mut arguments = vec![b"node".to_vec(), thread.start.argument().into_bytes()];
    arguments.extend(thread.arguments.iter().map(|argument| argument.clone().into_bytes()));
    let descriptors = [(1, 1), (2, 2), (LINK, theirs)]
        .map(|(child, parent)| sys::DescriptorMapping { child, parent })
        .into_iter()
        .filter(|mapping| sys::get_flags(mapping.parent).is_ok())
        .collect();
    let spawned = sys::spawn(&sys::SpawnOptions {
        program: process_object::EXEC_PATH.as_bytes().to_vec(),
        search: false,
        arguments,
        environment: thread.environment.clone(),
        directory: None,
        descriptors,
        new_session: false,
    });
    let _ = sys::close(theirs);
    match spawned {
        Ok(pid) => {
            thread.pid.set(Some(pid));
            Ok(own)
        }
        Err(errno) => {
            let _ = sys::close(own);
            Err(errno)
        }
    }
}

/// `startThread()`
fn start_thread<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let thread = of(arguments)?;
    let Some(far) = thread.far_end.take() else { return Ok(undefined(arguments)) };
    let fd = match spawn(&thread) {
        Ok(fd) => fd,
        Err(errno) => {
            let message = format!("Worker initialization failure: {errno:?}");
            return Err(throw_node(ctx, ErrorKind::Error, "ERR_WORKER_INIT_FAILED", &message));
        }
    };
    let link = link::open(ctx, fd, Side::Parent);
    link.attach(ENVIRONMENT, far);
    *thread.link.borrow_mut() = Some(link);
    link::flush(ctx)?;
    let Some(pid) = thread.pid.get() else { return Ok(undefined(arguments)) };
    let object = Persistent::save(ctx, arguments.this_object()?);
    let ended = thread.clone();
    let ready: event_loop::Ready = Box::new(move |ctx, _| {
        let Ok(Some((_, status))) = sys::wait(WaitTarget::Process(pid), sys::WaitOptions::NO_HANG)
        else {
            return Ok(());
        };
        if !matches!(status, WaitStatus::Exited(_) | WaitStatus::Signaled(_)) {
            return Ok(());
        }
        if let Some(watch) = ended.watch.take() {
            event_loop::unwatch(ctx, watch);
        }
        finish(ctx, object.clone().restore(ctx)?, &ended, status)
    });
    let watch = event_loop::watch(ctx, Target::Child(pid), thread.referenced.get(), ready);
    thread.watch.set(Some(watch));
    Ok(undefined(arguments))
}

/// Takes in what the worker sent last and tells the library how it ended.
fn finish<'js>(
    ctx: &Ctx<'js>,
    object: Object<'js>,
    thread: &Thread,
    status: WaitStatus,
) -> Result<()> {
    let told = match thread.link.take() {
        Some(link) => {
            link.receive(ctx)?;
            link.close(ctx);
            link::flush(ctx)?;
            link.exit_code()
        }
        None => None,
    };
    let (code, is_out_of_memory) = match (told, status) {
        (Some(code), _) => (code, false),
        (None, _) if thread.stopped.get() => (1, false),
        (None, WaitStatus::Exited(OUT_OF_MEMORY) | WaitStatus::Signaled(SIGABRT | SIGKILL)) => {
            (1, true)
        }
        (None, WaitStatus::Exited(code)) => (i32::from(code), false),
        (None, _) => (1, false),
    };
    let onexit: Value<'js> = object.get("onexit")?;
    let Some(onexit) = onexit.into_function() else { return Ok(()) };
    let mut arguments = vec![Value::new_int(ctx.clone(), code)];
    if is_out_of_memory {
        for text in ["ERR_WORKER_OUT_OF_MEMORY", "JS heap out of memory"] {
            arguments.push(kernelet_quickjs::strings::from_str(ctx, text)?.into_value());
        }
    } else {
        arguments.extend([Value::new_null(ctx.clone()), Value::new_null(ctx.clone())]);
    }
    callback::make_callback(ctx, object.into_value(), onexit, arguments).map(drop)
}
