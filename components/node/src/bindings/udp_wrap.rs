//! `internalBinding('udp_wrap')`: the class `UDP` and `SendWrap`.
//!
//! | Member | What |
//! |---|---|
//! | `bind(ip, port, flags)`, `bind6`, `connect(ip, port)`, `connect6`, `disconnect()`, `open(fd)` | |
//! | `send(request, chunks, count, port, ip, hasCallback)`, `send6`; without port and ip when connected | bytes sent plus 1 when it went at once |
//! | `recvStart()`, `recvStop()`, `onmessage(length, handle, buffer, sender)` | |
//! | `getsockname(out)`, `getpeername(out)`, `fd` | |
//! | `addMembership`, `dropMembership`, `addSourceSpecificMembership`, `dropSourceSpecificMembership` | |
//! | `setMulticastInterface`, `setMulticastTTL`, `setMulticastLoopback`, `setBroadcast`, `setTTL`, `bufferSize` | |
//! | `getSendQueueSize()`, `getSendQueueCount()` | what waits for room |

use std::{cell::RefCell, collections::VecDeque, rc::Rc};

use kernelet_quickjs::bytes;
use rquickjs::{
    Class, Ctx, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use super::{fs::argument, inet, stream::report, stream_wrap::request_class};
use crate::{
    codecs,
    runtime::{
        async_wrap::{self, BaseClass, Handle},
        callback::make_callback,
        event_loop::{self, Target, WatchId},
        members::{self, Arguments, set_native},
    },
    sys::{
        self, AddressFamily, Errno, Fd, GroupMembership, PollInterest, SocketAddress, SocketKind,
        SocketOption, SocketOptionName,
    },
};

/// Bytes that one message can have at most, and that are asked for.
const LENGTH_MAX: u32 = 64 * 1024;
/// Messages in one turn before others get theirs (libuv's `count = 32`).
const MESSAGES_PER_TURN: usize = 32;
/// Flags of `bind`, as libuv numbers them.
const IPV6_ONLY: i32 = 1;
const REUSE_ADDRESS: i32 = 4;
const REUSE_PORT: i32 = 8;

/// A message that waits for room.
struct Unsent {
    data: Vec<u8>,
    to: Option<SocketAddress>,
    request: Persistent<Object<'static>>,
}

/// What a handle is doing.
struct Udp {
    fd: Option<Fd>,
    referenced: bool,
    receiving: Option<WatchId>,
    sending: Option<WatchId>,
    unsent: VecDeque<Unsent>,
    /// Itself as JavaScript sees it, while something can still call back.
    object: Option<Persistent<Object<'static>>>,
}

/// The native part of the JavaScript object.
struct UdpWrap(Rc<RefCell<Udp>>);

impl<'js> Trace<'js> for UdpWrap {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

// SAFETY: what it holds of JavaScript is persistent.
unsafe impl JsLifetime<'_> for UdpWrap {
    type Changed<'to> = UdpWrap;
}

impl<'js> JsClass<'js> for UdpWrap {
    const NAME: &'static str = "UDP";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

impl Udp {
    fn socket(&mut self, family: AddressFamily) -> std::result::Result<Fd, Errno> {
        if let Some(fd) = self.fd {
            return Ok(fd);
        }
        let fd = sys::socket(family, SocketKind::Datagram, true)?;
        self.fd = Some(fd);
        Ok(fd)
    }

    fn hold(&mut self, arguments: &Arguments<'_, '_>) -> Result<()> {
        if self.object.is_none() {
            let object = arguments.this_object()?;
            self.object = Some(Persistent::save(arguments.ctx(), object));
        }
        Ok(())
    }

    fn release_if_idle(&mut self) {
        if self.receiving.is_none() && self.sending.is_none() {
            self.object = None;
        }
    }
}

impl Handle for Udp {
    fn close(&mut self, ctx: &Ctx<'_>) {
        for id in [self.receiving.take(), self.sending.take()].into_iter().flatten() {
            event_loop::unwatch(ctx, id);
        }
        for unsent in self.unsent.drain(..) {
            let status = Errno::Canceled.uv();
            event_loop::close_later(ctx, Box::new(move |ctx| sent(ctx, unsent, status)));
        }
        self.object = None;
        if let Some(fd) = self.fd.take() {
            // `uv_close` has nobody to tell either.
            let _ = sys::close(fd);
        }
    }

    fn set_referenced(&mut self, ctx: &Ctx<'_>, referenced: bool) {
        self.referenced = referenced;
        if let Some(id) = self.receiving {
            event_loop::set_referenced(ctx, id, referenced);
        }
    }

    fn has_reference(&self) -> bool {
        self.referenced
    }

    fn is_active(&self) -> bool {
        self.referenced && (self.receiving.is_some() || self.sending.is_some())
    }
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::HandleWrap)?;
    let (constructor, prototype) =
        members::class(ctx, "UDP", 0, Some(&parent), |arguments, prototype| {
            create(arguments.ctx(), prototype)
        })?;
    install_addresses(&prototype)?;
    install_messages(&prototype)?;
    install_options(&prototype)?;
    report::keep_defaults(target, "UDP", &prototype)?;
    members::define(target, "UDP", constructor)?;
    request_class(ctx, target, "SendWrap", "UDPSENDWRAP")
}

fn create<'js>(ctx: &Ctx<'js>, prototype: Object<'js>) -> Result<Value<'js>> {
    let udp = Rc::new(RefCell::new(Udp {
        fd: None,
        referenced: true,
        receiving: None,
        sending: None,
        unsent: VecDeque::new(),
        object: None,
    }));
    let object = Class::instance_proto(UdpWrap(udp.clone()), prototype)?.into_inner();
    async_wrap::initialize(ctx, &object, "UDPWRAP")?;
    async_wrap::set_handle(ctx, &object, udp)?;
    Ok(object.into_value())
}

fn of(arguments: &Arguments<'_, '_>) -> Result<Rc<RefCell<Udp>>> {
    let class = Class::<UdpWrap>::from_value(&arguments.this())
        .map_err(|_| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))?;
    let udp = class.borrow().0.clone();
    Ok(udp)
}

fn descriptor(arguments: &Arguments<'_, '_>) -> Result<std::result::Result<Fd, Errno>> {
    Ok(of(arguments)?.borrow().fd.ok_or(Errno::Badf))
}

fn install_addresses<'js>(prototype: &Object<'js>) -> Result<()> {
    set_native(prototype, "open", 0, |arguments| {
        let fd = argument::known_descriptor(arguments, 0);
        let opened = sys::get_flags(fd).map(drop);
        if opened.is_ok() {
            of(arguments)?.borrow_mut().fd = Some(fd);
        }
        members::status(arguments, opened)
    })?;
    set_native(prototype, "bind", 0, |arguments| bind(arguments, AddressFamily::Ipv4))?;
    set_native(prototype, "bind6", 0, |arguments| bind(arguments, AddressFamily::Ipv6))?;
    set_native(prototype, "connect", 0, |arguments| connect(arguments, AddressFamily::Ipv4))?;
    set_native(prototype, "connect6", 0, |arguments| connect(arguments, AddressFamily::Ipv6))?;
    set_native(prototype, "disconnect", 0, |arguments| {
        members::status(arguments, descriptor(arguments)?.and_then(sys::disconnect))
    })?;
    set_native(prototype, "getsockname", 0, |arguments| {
        inet::name(arguments, descriptor(arguments)?.and_then(sys::socket_name))
    })?;
    set_native(prototype, "getpeername", 0, |arguments| {
        inet::name(arguments, descriptor(arguments)?.and_then(sys::peer_name))
    })?;
    let get = members::native(prototype.ctx(), "fd", 0, move |arguments: &Arguments<'_, 'js>| {
        let fd = descriptor(arguments)?.map_or(Errno::Badf.uv(), |fd| fd as i32);
        Ok(Value::new_int(arguments.ctx().clone(), fd))
    })?;
    report::define_getter(prototype, "fd", get)
}

/// `bind(ip, port, flags)`
fn bind<'js>(arguments: &Arguments<'_, 'js>, family: AddressFamily) -> Result<Value<'js>> {
    let ip = match inet::parse(arguments, 0, family == AddressFamily::Ipv6)? {
        Ok(ip) => ip,
        Err(errno) => return members::status(arguments, Err(errno)),
    };
    let address = inet::socket_address(ip, arguments.int32(1));
    let flags = arguments.int32(2);
    let shared = of(arguments)?;
    let bound = shared.borrow_mut().socket(family).and_then(|fd| {
        let options = [
            (REUSE_ADDRESS, SocketOption::ReuseAddress(true)),
            (REUSE_PORT, SocketOption::ReusePort(true)),
            (IPV6_ONLY, SocketOption::Ipv6Only(true)),
        ];
        for (flag, option) in options {
            if flags & flag != 0 {
                sys::set_socket_option(fd, option)?;
            }
        }
        sys::bind(fd, &address)
    });
    members::status(arguments, bound)
}

/// `connect(ip, port)`
fn connect<'js>(arguments: &Arguments<'_, 'js>, family: AddressFamily) -> Result<Value<'js>> {
    let ip = match inet::parse(arguments, 0, family == AddressFamily::Ipv6)? {
        Ok(ip) => ip,
        Err(errno) => return members::status(arguments, Err(errno)),
    };
    let address = inet::socket_address(ip, arguments.int32(1));
    let shared = of(arguments)?;
    let connected = shared.borrow_mut().socket(family).and_then(|fd| sys::connect(fd, &address));
    members::status(arguments, connected)
}

fn install_messages<'js>(prototype: &Object<'js>) -> Result<()> {
    set_native(prototype, "send", 0, |arguments| send(arguments, AddressFamily::Ipv4))?;
    set_native(prototype, "send6", 0, |arguments| send(arguments, AddressFamily::Ipv6))?;
    set_native(prototype, "recvStart", 0, receive_start)?;
    set_native(prototype, "recvStop", 0, |arguments| {
        let shared = of(arguments)?;
        let mut udp = shared.borrow_mut();
        if let Some(id) = udp.receiving.take() {
            event_loop::unwatch(arguments.ctx(), id);
        }
        udp.release_if_idle();
        members::status(arguments, Ok(()))
    })?;
    set_native(prototype, "getSendQueueSize", 0, |arguments| {
        let bytes: usize = of(arguments)?.borrow().unsent.iter().map(|one| one.data.len()).sum();
        Ok(Value::new_number(arguments.ctx().clone(), bytes as f64))
    })?;
    set_native(prototype, "getSendQueueCount", 0, |arguments| {
        let count = of(arguments)?.borrow().unsent.len();
        Ok(Value::new_number(arguments.ctx().clone(), count as f64))
    })
}

/// `send(request, chunks, count, port, ip, hasCallback)`, or `send(request, chunks, count, hasCallback)`
/// to where the socket is connected.
fn send<'js>(arguments: &Arguments<'_, 'js>, family: AddressFamily) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Some(request) = arguments.object(0) else {
        return members::status(arguments, Err(Errno::Inval));
    };
    let mut data = Vec::new();
    if let Some(chunks) = arguments.get(1).into_array() {
        for chunk in chunks.iter::<Value>() {
            if let Some(view) = bytes::bytes_of(&chunk?) {
                view.with_slice(|bytes| data.extend_from_slice(bytes));
            }
        }
    }
    let to = if arguments.len() > 4 {
        match inet::parse(arguments, 4, family == AddressFamily::Ipv6)? {
            Ok(ip) => Some(inet::socket_address(ip, arguments.int32(3))),
            Err(errno) => return members::status(arguments, Err(errno)),
        }
    } else {
        None
    };
    let shared = of(arguments)?;
    let mut udp = shared.borrow_mut();
    let fd = match udp.socket(family) {
        Ok(fd) => fd,
        Err(errno) => return members::status(arguments, Err(errno)),
    };
    if udp.unsent.is_empty() {
        match sys::send_to(fd, &data, to.as_ref()) {
            Ok(count) => return Ok(Value::new_number(ctx.clone(), f64::from(count) + 1.0)),
            Err(Errno::Again) => {}
            Err(errno) => return members::status(arguments, Err(errno)),
        }
    }
    udp.hold(arguments)?;
    udp.unsent.push_back(Unsent { data, to, request: Persistent::save(ctx, request) });
    if udp.sending.is_none() {
        let own = Rc::downgrade(&shared);
        let ready: event_loop::Ready = Box::new(move |ctx, _| match own.upgrade() {
            Some(udp) => flush(ctx, &udp),
            None => Ok(()),
        });
        // A request keeps the loop alive even when its handle does not.
        let target = Target::Descriptor(fd, PollInterest::WRITABLE);
        udp.sending = Some(event_loop::watch(ctx, target, true, ready));
    }
    members::status(arguments, Ok(()))
}

/// Goes on with what waits.
fn flush(ctx: &Ctx<'_>, shared: &Rc<RefCell<Udp>>) -> Result<()> {
    loop {
        let (unsent, status) = {
            let mut udp = shared.borrow_mut();
            let Some(fd) = udp.fd else { return Ok(()) };
            let Some(first) = udp.unsent.front() else {
                if let Some(id) = udp.sending.take() {
                    event_loop::unwatch(ctx, id);
                }
                udp.release_if_idle();
                return Ok(());
            };
            let status = match sys::send_to(fd, &first.data, first.to.as_ref()) {
                Err(Errno::Again) => return Ok(()),
                Err(errno) => errno.uv(),
                Ok(_) => 0,
            };
            (udp.unsent.pop_front(), status)
        };
        if let Some(unsent) = unsent {
            sent(ctx, unsent, status)?;
        }
    }
}

/// `request.oncomplete(status, bytes)`
fn sent(ctx: &Ctx<'_>, unsent: Unsent, status: i32) -> Result<()> {
    let request = unsent.request.restore(ctx)?;
    let oncomplete: Value = request.get("oncomplete")?;
    let Some(oncomplete) = oncomplete.into_function() else { return Ok(()) };
    let length = Value::new_number(ctx.clone(), unsent.data.len() as f64);
    let arguments = vec![Value::new_int(ctx.clone(), status), length];
    make_callback(ctx, request.into_value(), oncomplete, arguments).map(|_| ())
}

/// `recvStart()`
fn receive_start<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let shared = of(arguments)?;
    let mut udp = shared.borrow_mut();
    let Some(fd) = udp.fd else { return members::status(arguments, Err(Errno::Badf)) };
    if udp.receiving.is_none() {
        udp.hold(arguments)?;
        let own = Rc::downgrade(&shared);
        let ready: event_loop::Ready = Box::new(move |ctx, _| match own.upgrade() {
            Some(udp) => receive(ctx, &udp),
            None => Ok(()),
        });
        let target = Target::Descriptor(fd, PollInterest::READABLE);
        udp.receiving = Some(event_loop::watch(ctx, target, udp.referenced, ready));
    }
    members::status(arguments, Ok(()))
}

/// Reports every message that waits, until JavaScript stops it.
fn receive(ctx: &Ctx<'_>, shared: &Rc<RefCell<Udp>>) -> Result<()> {
    for _ in 0..MESSAGES_PER_TURN {
        let (object, received) = {
            let udp = shared.borrow();
            let (Some(fd), Some(_), Some(object)) = (udp.fd, udp.receiving, &udp.object) else {
                return Ok(());
            };
            (object.clone(), sys::receive_from(fd, LENGTH_MAX))
        };
        let object = object.restore(ctx)?;
        let (length, buffer, sender) = match received {
            Err(Errno::Again | Errno::Intr) => return Ok(()),
            Err(errno) => {
                let undefined = Value::new_undefined(ctx.clone());
                (f64::from(errno.uv()), undefined.clone(), undefined)
            }
            Ok(received) => {
                let sender = Object::new(ctx.clone())?;
                if let Some(SocketAddress::Inet(from)) = received.from {
                    inet::describe(ctx, &sender, from)?;
                }
                let length = received.data.len() as f64;
                (length, codecs::buffer(ctx, received.data)?.into_value(), sender.into_value())
            }
        };
        let onmessage: Value = object.get("onmessage")?;
        let Some(onmessage) = onmessage.into_function() else { return Ok(()) };
        let length = Value::new_number(ctx.clone(), length);
        let arguments = vec![length, object.clone().into_value(), buffer, sender];
        make_callback(ctx, object.into_value(), onmessage, arguments)?;
    }
    Ok(())
}

fn install_options<'js>(prototype: &Object<'js>) -> Result<()> {
    set_native(prototype, "addMembership", 0, |arguments| {
        membership(arguments, None, 0, SocketOption::JoinGroup)
    })?;
    set_native(prototype, "dropMembership", 0, |arguments| {
        membership(arguments, None, 0, SocketOption::LeaveGroup)
    })?;
    set_native(prototype, "addSourceSpecificMembership", 0, |arguments| {
        membership(arguments, Some(0), 1, SocketOption::JoinGroup)
    })?;
    set_native(prototype, "dropSourceSpecificMembership", 0, |arguments| {
        membership(arguments, Some(0), 1, SocketOption::LeaveGroup)
    })?;
    set_native(prototype, "setMulticastInterface", 0, |arguments| match address(arguments, 0)? {
        Ok(ip) => set(arguments, SocketOption::MulticastInterface(inet::to_kernel(ip))),
        Err(errno) => members::status(arguments, Err(errno)),
    })?;
    set_native(prototype, "setMulticastTTL", 0, |arguments| {
        match u8::try_from(arguments.int32(0)) {
            Ok(hops) => set(arguments, SocketOption::MulticastTimeToLive(hops)),
            Err(_) => members::status(arguments, Err(Errno::Inval)),
        }
    })?;
    set_native(prototype, "setTTL", 0, |arguments| match u8::try_from(arguments.int32(0)) {
        Ok(hops @ 1..) => set(arguments, SocketOption::TimeToLive(hops)),
        _ => members::status(arguments, Err(Errno::Inval)),
    })?;
    set_native(prototype, "setMulticastLoopback", 0, |arguments| {
        set(arguments, SocketOption::MulticastLoopback(arguments.int32(0) != 0))
    })?;
    set_native(prototype, "setBroadcast", 0, |arguments| {
        set(arguments, SocketOption::Broadcast(arguments.int32(0) != 0))
    })?;
    set_native(prototype, "bufferSize", 0, buffer_size)
}

fn set<'js>(arguments: &Arguments<'_, 'js>, option: SocketOption) -> Result<Value<'js>> {
    members::status(
        arguments,
        descriptor(arguments)?.and_then(|fd| sys::set_socket_option(fd, option)),
    )
}

/// An address of either family.
fn address(
    arguments: &Arguments<'_, '_>,
    index: usize,
) -> Result<std::result::Result<std::net::IpAddr, Errno>> {
    match inet::parse(arguments, index, false)? {
        Ok(ip) => Ok(Ok(ip)),
        Err(_) => inet::parse(arguments, index, true),
    }
}

/// `addMembership(group, interface)` and its like.
fn membership<'js>(
    arguments: &Arguments<'_, 'js>,
    source: Option<usize>,
    group: usize,
    option: fn(GroupMembership) -> SocketOption,
) -> Result<Value<'js>> {
    let source = match source.map(|index| address(arguments, index)).transpose()? {
        Some(Err(errno)) => return members::status(arguments, Err(errno)),
        Some(Ok(ip)) => Some(inet::to_kernel(ip)),
        None => None,
    };
    let interface = group + 1;
    let group = match address(arguments, group)? {
        Ok(ip) => ip,
        Err(errno) => return members::status(arguments, Err(errno)),
    };
    let interface = if arguments.get(interface).is_string() {
        address(arguments, interface)?
    } else if group.is_ipv6() {
        Ok(std::net::Ipv6Addr::UNSPECIFIED.into())
    } else {
        Ok(std::net::Ipv4Addr::UNSPECIFIED.into())
    };
    match interface {
        Ok(interface) => {
            let (group, interface) = (inet::to_kernel(group), inet::to_kernel(interface));
            set(arguments, option(GroupMembership { group, interface, source }))
        }
        Err(errno) => members::status(arguments, Err(errno)),
    }
}

/// `bufferSize(size, isReceive, context)`: size 0 asks. Linux answers twice what was set.
fn buffer_size<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let receives = arguments.is_true(1);
    let name =
        if receives { SocketOptionName::ReceiveBuffer } else { SocketOptionName::SendBuffer };
    let size = u32::try_from(arguments.int32(0)).unwrap_or(0);
    let outcome = descriptor(arguments)?.and_then(|fd| {
        if size == 0 {
            return sys::get_socket_option(fd, name);
        }
        let doubled = size.saturating_mul(2);
        let option = if receives {
            SocketOption::ReceiveBuffer(doubled)
        } else {
            SocketOption::SendBuffer(doubled)
        };
        sys::set_socket_option(fd, option).map(|()| option)
    });
    let errno = match outcome {
        Ok(SocketOption::ReceiveBuffer(bytes) | SocketOption::SendBuffer(bytes)) => {
            let bytes = if size == 0 { bytes } else { size };
            return Ok(Value::new_number(ctx.clone(), f64::from(bytes)));
        }
        Ok(_) => Errno::Inval,
        Err(errno) => errno,
    };
    if let Some(context) = arguments.object(2) {
        let system_call = if receives { "uv_recv_buffer_size" } else { "uv_send_buffer_size" };
        crate::runtime::errors::tell(&context, errno.uv(), system_call)?;
    }
    Ok(Value::new_undefined(ctx.clone()))
}
