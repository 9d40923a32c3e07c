//! `internalBinding('tcp_wrap')`: the class `TCP`, over all of [`super::stream::base`], and
//! `TCPConnectWrap`.
//!
//! | Member | What |
//! |---|---|
//! | `open(fd)`, `bind(ip, port)`, `bind6(ip, port, flags)`, `listen(backlog)`, `onconnection` | serving |
//! | `connect(request, ip, port)`, `connect6` | `request.oncomplete(status, …)` |
//! | `getsockname(out)`, `getpeername(out)` | address, family, port |
//! | `setNoDelay`, `setKeepAlive`, `reset(callback)` | |

use rquickjs::{Ctx, Function, Object, Result, Value};

use super::{
    fs::argument,
    inet,
    stream::{base, connection, report},
    stream_wrap::request_class,
};
use crate::{
    runtime::members::{self, Arguments, set_native},
    sys::{self, AddressFamily, Errno, SocketOption},
};

/// `new TCP(type)`: what the types are (`TCPWrap::SocketType`).
const SERVER: i32 = 1;
/// `UV_TCP_IPV6ONLY`
const IPV6_ONLY: i32 = 1;

const SOCKET_KIND: base::Kind = base::Kind { provider: "TCPWRAP", end_of_writing: base::shut_down };
const SERVER_KIND: base::Kind =
    base::Kind { provider: "TCPSERVERWRAP", end_of_writing: base::shut_down };

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = base::class(ctx)?;
    let (constructor, prototype) =
        members::class(ctx, "TCP", 0, Some(&parent), |arguments, prototype| {
            let kind = if arguments.int32(0) == SERVER { SERVER_KIND } else { SOCKET_KIND };
            base::create(arguments.ctx(), prototype, kind).map(Object::into_value)
        })?;
    set_native(&prototype, "open", 0, open)?;
    set_native(&prototype, "bind", 0, |arguments| bind(arguments, AddressFamily::Ipv4))?;
    set_native(&prototype, "bind6", 0, |arguments| bind(arguments, AddressFamily::Ipv6))?;
    set_native(&prototype, "listen", 0, |arguments| {
        connection::listen(arguments, AddressFamily::Ipv4, SOCKET_KIND)
    })?;
    set_native(&prototype, "connect", 0, |arguments| connect(arguments, AddressFamily::Ipv4))?;
    set_native(&prototype, "connect6", 0, |arguments| connect(arguments, AddressFamily::Ipv6))?;
    set_native(&prototype, "getsockname", 0, |arguments| {
        inet::name(arguments, descriptor(arguments)?.and_then(sys::socket_name))
    })?;
    set_native(&prototype, "getpeername", 0, |arguments| {
        inet::name(arguments, descriptor(arguments)?.and_then(sys::peer_name))
    })?;
    set_native(&prototype, "setNoDelay", 0, |arguments| {
        set_option(arguments, SocketOption::NoDelay(arguments.is_true(0)))
    })?;
    set_native(&prototype, "setKeepAlive", 0, |arguments| {
        let on = arguments.is_true(0) || arguments.int32(0) != 0;
        set_option(arguments, SocketOption::KeepAlive(on))
    })?;
    set_native(&prototype, "reset", 0, reset)?;
    report::keep_defaults(target, "TCP", &prototype)?;
    members::define(target, "TCP", constructor)?;
    request_class(ctx, target, "TCPConnectWrap", "TCPCONNECTWRAP")
}

fn descriptor(arguments: &Arguments<'_, '_>) -> Result<std::result::Result<u32, Errno>> {
    Ok(base::of(arguments)?.borrow().descriptor().ok_or(Errno::Badf))
}

/// `open(fd)`
fn open<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let fd = argument::known_descriptor(arguments, 0);
    let opened = sys::get_flags(fd).map(drop);
    if opened.is_ok() {
        base::of(arguments)?.borrow_mut().open(fd);
    }
    members::status(arguments, opened)
}

/// `bind(ip, port)`, `bind6(ip, port, flags)`: an address that is taken is told by `listen`.
fn bind<'js>(arguments: &Arguments<'_, 'js>, family: AddressFamily) -> Result<Value<'js>> {
    let shared = base::of(arguments)?;
    let ipv6 = family == AddressFamily::Ipv6;
    let ip = match inet::parse(arguments, 0, ipv6)? {
        Ok(ip) => ip,
        Err(errno) => return members::status(arguments, Err(errno)),
    };
    let address = inet::socket_address(ip, arguments.int32(1));
    let only = ipv6 && arguments.int32(2) & IPV6_ONLY != 0;
    let mut stream = shared.borrow_mut();
    let bound = connection::socket(&mut stream, family).and_then(|fd| {
        sys::set_socket_option(fd, SocketOption::ReuseAddress(true))?;
        if ipv6 {
            sys::set_socket_option(fd, SocketOption::Ipv6Only(only))?;
        }
        sys::bind(fd, &address)
    });
    match bound {
        Err(Errno::Addrinuse) => {
            stream.delayed = Some(Errno::Addrinuse);
            members::status(arguments, Ok(()))
        }
        bound => members::status(arguments, bound),
    }
}

/// `connect(request, ip, port)`
fn connect<'js>(arguments: &Arguments<'_, 'js>, family: AddressFamily) -> Result<Value<'js>> {
    let ip = match inet::parse(arguments, 1, family == AddressFamily::Ipv6)? {
        Ok(ip) => ip,
        Err(errno) => return members::status(arguments, Err(errno)),
    };
    let address = inet::socket_address(ip, arguments.int32(2));
    let Some(request) = arguments.object(0) else {
        return members::status(arguments, Err(Errno::Inval));
    };
    let outcome = connection::connect(arguments, request, family, &address)?;
    members::status(arguments, outcome)
}

fn set_option<'js>(arguments: &Arguments<'_, 'js>, option: SocketOption) -> Result<Value<'js>> {
    let outcome = match descriptor(arguments)? {
        Ok(fd) => sys::set_socket_option(fd, option),
        // What is not open yet has no options: libuv remembers them, and they change nothing here.
        Err(_) => Ok(()),
    };
    members::status(arguments, outcome)
}

/// `reset(callback)`: closes with a reset of the connection.
fn reset<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    if let Ok(fd) = descriptor(arguments)? {
        let outcome = sys::set_socket_option(fd, SocketOption::Linger(Some(0)));
        if outcome.is_err() {
            return members::status(arguments, outcome);
        }
    }
    let this = arguments.this_object()?;
    let close: Function = this.get("close")?;
    members::call(&close, this.into_value(), vec![arguments.get(0)])?;
    members::status(arguments, Ok(()))
}
