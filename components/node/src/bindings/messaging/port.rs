//! The classes `MessagePort` and `MessageChannel`, and the functions on ports.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use rquickjs::{
    Array, Class, Ctx, Error, Function, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::{Constructor, This},
};

use super::{
    group::{PortData, Sent},
    host::{NativeClass, Packed, TRANSFERABLE, Travel},
    message::{Message, list, throw_clone_error},
};
use crate::{
    bindings::{
        intrinsics::kept_value,
        worker::link::{self, Link},
    },
    runtime::{
        async_wrap::{self, BaseClass, Handle},
        callback::make_callback,
        errors::{ErrorKind, throw_node},
        event_loop::{self, WatchId},
        members::{self, Arguments, define, set_native},
        realm::{self, Slot},
        registry::per_isolate_symbol,
    },
};

/// At least so many messages are delivered before other work gets its turn.
const BATCH: usize = 1000;

kept_value!(
    /// `MessagePort.prototype`
    PortPrototype
);

/// What a `MessagePort` object holds.
struct Port {
    state: Rc<PortState>,
}

struct PortState {
    data: RefCell<Option<Rc<PortData>>>,
    handle: Cell<Option<WatchId>>,
    receiving: Cell<bool>,
    referenced: Cell<bool>,
    closing: Cell<bool>,
}

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for Port {
    type Changed<'to> = Port;
}

impl<'js> Trace<'js> for Port {
    fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for Port {
    const NAME: &'static str = "MessagePort";
    type Mutable = Readable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

pub(super) fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::HandleWrap)?;
    let constructor = members::native(ctx, "MessagePort", 0, |arguments: &Arguments<'_, '_>| {
        Err(throw_node(
            arguments.ctx(),
            ErrorKind::TypeError,
            "ERR_CONSTRUCT_CALL_INVALID",
            "Constructor cannot be called",
        ))
    })?
    .with_constructor(true);
    let (_, prototype) = members::class(ctx, "MessagePort", 0, Some(&parent), |arguments, _| {
        Err(rquickjs::Exception::throw_type(arguments.ctx(), "Constructor cannot be called"))
    })?;
    // V8 sets it behind the methods.
    prototype.remove("constructor")?;
    set_native(&prototype, "postMessage", 0, post_message)?;
    set_native(&prototype, "start", 0, start)?;
    let hidden =
        |value: Value<'js>| rquickjs::object::Property::from(value).writable().configurable();
    constructor.set_prototype(Some(&parent))?;
    constructor.prop("prototype", rquickjs::object::Property::from(prototype.clone()))?;
    prototype.prop("constructor", hidden(constructor.clone().into_value()))?;
    PortPrototype::keep(ctx, prototype.into_value());
    define(target, "MessagePort", constructor)?;

    let channel = members::native(ctx, "MessageChannel", 0, new_channel)?.with_constructor(true);
    let prototype = Object::new(ctx.clone())?;
    prototype.prop("constructor", hidden(channel.clone().into_value()))?;
    channel.prop("prototype", rquickjs::object::Property::from(prototype))?;
    define(target, "MessageChannel", channel)?;

    set_native(target, "stopMessagePort", 0, stop)?;
    set_native(target, "checkMessagePort", 0, check)?;
    set_native(target, "drainMessagePort", 0, drain)?;
    set_native(target, "receiveMessageOnPort", 0, receive)?;
    set_native(target, "moveMessagePortToContext", 0, move_to_context)?;
    set_native(target, "broadcastChannel", 0, broadcast_channel)
}

fn state_of(object: &Object<'_>) -> Option<Rc<PortState>> {
    Some(object.as_class::<Port>()?.borrow().state.clone())
}

fn state_argument(arguments: &Arguments<'_, '_>, index: usize) -> Option<Rc<PortState>> {
    state_of(&arguments.object(index)?)
}

fn undefined<'js>(arguments: &Arguments<'_, 'js>) -> Value<'js> {
    Value::new_undefined(arguments.ctx().clone())
}

/// Whether the object is a `MessagePort`.
pub fn is_port(object: &Object<'_>) -> bool {
    object.as_class::<Port>().is_some()
}

/// Whether the port was closed or transferred.
pub fn is_detached(object: &Object<'_>) -> bool {
    state_of(object).is_none_or(|state| state.data.borrow().is_none() || state.closing.get())
}

/// What `HandleWrap` does with a port.
struct PortHandle(Rc<PortState>);

impl Handle for PortHandle {
    fn close(&mut self, ctx: &Ctx<'_>) {
        close_state(ctx, &self.0);
    }

    fn set_referenced(&mut self, ctx: &Ctx<'_>, referenced: bool) {
        self.0.referenced.set(referenced);
        if let Some(handle) = self.0.handle.get() {
            event_loop::set_referenced(ctx, handle, referenced);
        }
    }

    fn has_reference(&self) -> bool {
        self.0.referenced.get()
    }

    fn is_active(&self) -> bool {
        self.0.handle.get().is_some()
    }
}

/// Ends the handle now and leaves the group in the closing phase.
fn close_state(ctx: &Ctx<'_>, state: &Rc<PortState>) {
    state.closing.set(true);
    if let Some(handle) = state.handle.take() {
        event_loop::unwatch(ctx, handle);
    }
    if let Some(data) = state.data.borrow().as_ref() {
        data.set_owner(None);
    }
    let state = state.clone();
    event_loop::close_later(
        ctx,
        Box::new(move |ctx| {
            if let Some(data) = state.data.take() {
                data.disentangle();
            }
            link::flush(ctx)
        }),
    );
}

/// A `MessagePort` object around the data.
pub fn create<'js>(ctx: &Ctx<'js>, data: Rc<PortData>) -> Result<Object<'js>> {
    let state = Rc::new(PortState {
        data: RefCell::new(Some(data.clone())),
        handle: Cell::new(None),
        receiving: Cell::new(false),
        referenced: Cell::new(true),
        closing: Cell::new(false),
    });
    let prototype = Object::from_value(PortPrototype::kept(ctx))?;
    let object = Class::instance_proto(Port { state: state.clone() }, prototype)?.into_inner();
    async_wrap::initialize(ctx, &object, "MESSAGEPORT")?;
    // The handle keeps the object alive until it is closed.
    let kept = Persistent::save(ctx, object.clone());
    let watched = state.clone();
    let handle = event_loop::watch_async(
        ctx,
        true,
        Box::new(move |ctx| {
            let object = kept.clone().restore(ctx)?;
            deliver(ctx, &object, &watched, Mode::Normal)
        }),
    );
    state.handle.set(Some(handle));
    async_wrap::set_handle(ctx, &object, Rc::new(RefCell::new(PortHandle(state))))?;
    data.set_owner(Some(handle));
    let init: Value<'js> = object.get(per_isolate_symbol(ctx, "oninit")?)?;
    if let Some(init) = init.into_function() {
        init.call::<_, Value<'js>>((This(object.clone()),))?;
    }
    Ok(object)
}

/// Which messages are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Those of a started port.
    Normal,
    /// All.
    Force,
}

/// The next message as a value, with the ports that came along; `None` when there is none.
fn receive_message<'js>(
    ctx: &Ctx<'js>,
    object: &Object<'js>,
    state: &Rc<PortState>,
    mode: Mode,
) -> Result<Option<(Value<'js>, Array<'js>)>> {
    let Some(data) = state.data.borrow().clone() else { return Ok(None) };
    let Some(message) = data.take(state.receiving.get() || mode == Mode::Force) else {
        return Ok(None);
    };
    if message.is_close() {
        close_object(ctx, object)?;
        return Ok(None);
    }
    let ports = Array::new(ctx.clone())?;
    let value = message.deserialize(ctx, Some(&ports))?;
    Ok(Some((value, ports)))
}

/// `HandleWrap::Close` on a port.
fn close_object<'js>(ctx: &Ctx<'js>, object: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::HandleWrap)?;
    let prototype: Object<'js> = parent.get("prototype")?;
    let close: Function<'js> = prototype.get("close")?;
    close.call::<_, Value<'js>>((This(object.clone()),))?;
    Ok(())
}

/// `MessagePort::OnMessage`: emits the messages that wait.
fn deliver<'js>(
    ctx: &Ctx<'js>,
    object: &Object<'js>,
    state: &Rc<PortState>,
    mode: Mode,
) -> Result<()> {
    let Some(exports) = realm::object(ctx, Slot::PerContextExports) else { return Ok(()) };
    let emit: Function<'js> = exports.get("emitMessage")?;
    let waiting = state.data.borrow().as_ref().map_or(0, |data| data.waiting());
    let mut limit = if mode == Mode::Normal { waiting.max(BATCH) } else { usize::MAX };
    let wake = || {
        if let Some(data) = state.data.borrow().as_ref() {
            data.wake();
        }
    };
    let text = |name: &str| -> Result<Value<'js>> {
        Ok(kernelet_quickjs::strings::from_str(ctx, name)?.into_value())
    };
    while state.data.borrow().is_some() && !state.closing.get() {
        if limit == 0 {
            wake();
            return Ok(());
        }
        limit -= 1;
        let (arguments, failed) = match receive_message(ctx, object, state, mode) {
            Ok(None) => return Ok(()),
            Ok(Some((value, ports))) => (vec![value, ports.into_value(), text("message")?], false),
            Err(Error::Exception) => {
                let error = ctx.catch();
                let none = Value::new_undefined(ctx.clone());
                (vec![error, none, text("messageerror")?], true)
            }
            Err(error) => return Err(error),
        };
        let answer = make_callback(ctx, object.clone().into_value(), emit.clone(), arguments)?;
        if failed || answer.is_none() {
            wake();
            return Ok(());
        }
    }
    Ok(())
}

fn new_channel<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    if !arguments.is_construct_call() {
        return Err(throw_node(
            ctx,
            ErrorKind::TypeError,
            "ERR_CONSTRUCT_CALL_REQUIRED",
            "Cannot call constructor without `new`",
        ));
    }
    let prototype: Option<Object<'js>> = match arguments.this().into_object() {
        Some(target) => target.get("prototype")?,
        None => None,
    };
    let (first, second) = (Rc::<PortData>::default(), Rc::<PortData>::default());
    PortData::entangle(&first, &second);
    let channel = Object::new_proto(ctx.clone(), prototype.as_ref())?;
    channel.set("port1", create(ctx, first)?)?;
    channel.set("port2", create(ctx, second)?)?;
    Ok(channel.into_value())
}

/// The transfer list of `postMessage`: an iterable, or options with one.
fn transfer_list<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<Vec<Value<'js>>> {
    let invalid =
        |message: &str| throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", message);
    if value.is_undefined() || value.is_null() {
        return Ok(Vec::new());
    }
    let Some(options) = value.as_object() else {
        return Err(invalid("Optional transferList argument must be an iterable"));
    };
    if let Some(items) = list(ctx, value)? {
        return Ok(items);
    }
    let transfer: Value<'js> = options.get("transfer")?;
    if transfer.is_undefined() {
        return Ok(Vec::new());
    }
    list(ctx, &transfer)?
        .ok_or_else(|| invalid("Optional options.transfer argument must be an iterable"))
}

fn post_message<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    if arguments.is_empty() {
        let message = "Not enough arguments to MessagePort.postMessage";
        return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_MISSING_ARGS", message));
    }
    let object = arguments.this_object()?;
    let transfer = transfer_list(ctx, &arguments.get(1))?;
    // A closed port serializes too: what is transferred is gone either way.
    let message = Message::serialize(ctx, &arguments.get(0), &transfer, Some(&object))?;
    let Some(state) = state_of(&object) else { return Ok(undefined(arguments)) };
    let data = state.data.borrow().clone();
    let Some(data) = data.filter(|_| !state.closing.get()) else { return Ok(undefined(arguments)) };
    if data.reaches_out()
        && let Some(reason) = message.stays()
    {
        return Err(throw_clone_error(ctx, reason));
    }
    let sent = match data.send(message) {
        Sent::Yes => true,
        Sent::NoReceiver => false,
        Sent::Refused(reason) => {
            warn(ctx, reason)?;
            return Ok(undefined(arguments));
        }
        Sent::Lost(reason) => {
            warn(ctx, reason)?;
            true
        }
    };
    link::flush(ctx)?;
    Ok(Value::new_bool(ctx.clone(), sent))
}

/// `ProcessEmitWarning`
fn warn<'js>(ctx: &Ctx<'js>, text: &str) -> Result<()> {
    let process = realm::process(ctx)?;
    let emit: Value<'js> = process.get("emitWarning")?;
    if let Some(emit) = emit.into_function() {
        let text = kernelet_quickjs::strings::from_str(ctx, text)?;
        emit.call::<_, Value<'js>>((This(process), text))?;
    }
    Ok(())
}

fn start<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    if let Some(state) = state_of(&arguments.this_object()?) {
        state.receiving.set(true);
        if let Some(data) = state.data.borrow().as_ref().filter(|data| data.waiting() > 0) {
            data.wake();
        }
    }
    Ok(undefined(arguments))
}

fn stop<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    if let Some(state) = state_argument(arguments, 0) {
        state.receiving.set(false);
    }
    Ok(undefined(arguments))
}

fn check<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let known = arguments.object(0).is_some_and(|object| is_port(&object));
    Ok(Value::new_bool(arguments.ctx().clone(), known))
}

fn drain<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    if let Some(object) = arguments.object(0)
        && let Some(state) = state_of(&object)
    {
        deliver(arguments.ctx(), &object, &state, Mode::Force)?;
    }
    Ok(undefined(arguments))
}

fn receive<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(object) = arguments.object(0).filter(is_port) else {
        let message = "The \"port\" argument must be a MessagePort instance";
        return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", message));
    };
    // Whoever asks in a loop never lets the event loop look.
    link::receive(ctx)?;
    let received = match state_of(&object) {
        Some(state) => receive_message(ctx, &object, &state, Mode::Force)?,
        None => None,
    };
    match received {
        Some((value, _)) => Ok(value),
        None => per_isolate_symbol(ctx, "no_message_symbol"),
    }
}

/// There is one context: the port only becomes a new object.
fn move_to_context<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(object) = arguments.object(0).filter(is_port) else {
        let message = "The \"port\" argument must be a MessagePort instance";
        return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", message));
    };
    match detach(ctx, &object)? {
        Some(data) => Ok(create(ctx, data)?.into_value()),
        None => Err(throw_node(
            ctx,
            ErrorKind::Error,
            "ERR_CLOSED_MESSAGE_PORT",
            "Cannot send data on closed MessagePort",
        )),
    }
}

fn broadcast_channel<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let name = kernelet_quickjs::strings::to_utf8(&arguments.get(0))?;
    let data = Rc::<PortData>::default();
    PortData::join(&data, &name);
    Ok(create(arguments.ctx(), data)?.into_value())
}

/// Takes the data out of a port, which closes; `None` when they are gone.
fn detach<'js>(ctx: &Ctx<'js>, object: &Object<'js>) -> Result<Option<Rc<PortData>>> {
    let Some(state) = state_of(object) else { return Ok(None) };
    if state.closing.get() {
        return Ok(None);
    }
    let Some(data) = state.data.take() else { return Ok(None) };
    data.set_owner(None);
    close_object(ctx, object)?;
    Ok(Some(data))
}

struct TravellingPort(Rc<PortData>);

impl Travel for TravellingPort {
    fn arrive<'js>(&self, ctx: &Ctx<'js>) -> Result<Object<'js>> {
        create(ctx, self.0.clone())
    }

    fn pack(&self, link: &Rc<Link>) -> Option<(Packed, Vec<u8>)> {
        let channel = link.attach_new(self.0.clone());
        Some((Packed::Port, channel.to_le_bytes().to_vec()))
    }

    fn is_port(&self, data: &Rc<PortData>) -> bool {
        Rc::ptr_eq(&self.0, data)
    }
}

/// A port that arrived over a link: one end of a channel whose other end is the relay.
pub fn unpack(bytes: &[u8], link: &Rc<Link>) -> Option<Box<dyn Travel>> {
    let (channel, _) = link::number(bytes)?;
    let (near, far) = (Rc::<PortData>::default(), Rc::<PortData>::default());
    PortData::entangle(&near, &far);
    link.attach(channel, far);
    Some(Box::new(TravellingPort(near)))
}

/// Ports can be transferred.
pub const CLASS: NativeClass = NativeClass {
    is_instance: |object| is_port(object),
    mode: TRANSFERABLE,
    leave: |ctx, object| {
        let data = detach(ctx, object)?;
        Ok(data.map(|data| Box::new(TravellingPort(data)) as Box<dyn Travel>))
    },
};
