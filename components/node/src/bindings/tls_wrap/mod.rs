//! `internalBinding('tls_wrap')` (`src/crypto/crypto_tls.cc`): `wrap(handle, context, isServer, …)` and the
//! class `TLSWrap`, a stream over another one that encrypts.
//!
//! | Module | What |
//! |---|---|
//! | [`connection`] | the state of a connection, and how bytes pass through it |
//! | [`configuration`] | what `rustls` is to do, by the secure context and the socket's options |
//! | [`events`] | what JavaScript is told: the handshake, its questions, errors |
//! | [`facts`] | what JavaScript asks of a connection: certificates, cipher, protocol |
//!
//! Members of `TLSWrap` that have no counterpart here keep their defaults, which say so; sessions are not
//! resumed: there is never one to give or to set.

mod configuration;
mod connection;
mod events;
mod facts;

use std::rc::Rc;

use kernelet_quickjs::{bytes, strings};
use rquickjs::{Ctx, Object, Result, Value};

pub use self::connection::find;
use self::connection::{Tls, of};
use super::{
    crypto::{input, secure_context::context_of},
    intrinsics::kept_value,
    stream::{
        base::{self, Source},
        report,
    },
};
use crate::{
    codecs::{self, Encoding},
    runtime::{
        async_wrap::{self, BaseClass},
        members::{self, Arguments, set_native},
    },
};

kept_value!(
    /// Prototype of `TLSWrap`.
    Prototype
);

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    let (constructor, prototype) =
        members::class(ctx, "TLSWrap", 0, Some(&parent), |arguments, _| {
            Err(rquickjs::Exception::throw_type(arguments.ctx(), "Illegal constructor"))
        })?;
    set_native(&prototype, "readStart", 0, |arguments| call_parent(arguments, "readStart"))?;
    set_native(&prototype, "readStop", 0, |arguments| call_parent(arguments, "readStop"))?;
    set_native(&prototype, "shutdown", 0, shutdown)?;
    set_native(&prototype, "writeBuffer", 0, write_buffer)?;
    set_native(&prototype, "writev", 0, writev)?;
    for (name, encoding) in [
        ("writeAsciiString", Encoding::Latin1),
        ("writeUtf8String", Encoding::Utf8),
        ("writeUcs2String", Encoding::Ucs2),
        ("writeLatin1String", Encoding::Latin1),
    ] {
        set_native(&prototype, name, 0, move |arguments: &Arguments<'_, 'js>| {
            let text = &arguments.get(1);
            let data = strings::with_view(text, |text| codecs::encode(text, encoding))?;
            connection::write(arguments, &data)
        })?;
    }
    members::define(&prototype, "isStreamBase", true)?;
    report::define_onread(&prototype)?;
    for (name, get) in [
        ("fd", (|_| -1.0) as fn(&Tls) -> f64),
        ("bytesRead", |tls| tls.bytes_read),
        ("bytesWritten", |tls| tls.bytes_written),
        ("writeQueueSize", |tls| tls.waiting() as f64),
    ] {
        let function = members::native(ctx, name, 0, move |arguments: &Arguments<'_, 'js>| {
            let number = get(&of(arguments)?.borrow());
            Ok(Value::new_number(arguments.ctx().clone(), number))
        })?;
        report::define_getter(&prototype, name, function)?;
    }
    settings(&prototype)?;
    facts::install(&prototype)?;
    report::keep_defaults(target, "TLSWrap", &prototype)?;
    Prototype::keep(ctx, prototype.into_value());
    members::define(target, "TLSWrap", constructor)?;
    set_native(target, "wrap", 0, wrap)
}

/// `wrap(handle, context, isServer, hasActiveWriteFromPrevOwner)`
fn wrap<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let illegal = || rquickjs::Exception::throw_type(ctx, "Illegal invocation");
    let context = context_of(&arguments.get(1)).ok_or_else(illegal)?;
    let handle = arguments.object(0).ok_or_else(illegal)?;
    let Some(stream) = base::find(handle.as_value()) else {
        let message =
            "TLS over a stream of JavaScript's is not available: give a connected net.Socket";
        return Err(super::crypto::error::throw_failed(ctx, message));
    };
    let prototype = Object::from_value(Prototype::kept(ctx))?;
    let (object, tls) = connection::create(ctx, prototype, handle, context, arguments.is_true(2))?;
    stream.borrow_mut().set_listener(Some(Rc::new(connection::Reading(tls))));
    Ok(object.into_value())
}

type Setting = for<'a, 'js> fn(&Arguments<'a, 'js>, &mut Tls) -> Result<()>;

/// Methods that only remember something.
const SETTINGS: &[(&str, Setting)] = &[
    ("setServername", |arguments, tls| {
        tls.server_name = input::optional_text(arguments, 0)?;
        Ok(())
    }),
    ("setALPNProtocols", |arguments, tls| {
        tls.protocols = protocols(&input::bytes(arguments, 0));
        Ok(())
    }),
    ("setVerifyMode", |arguments, tls| {
        tls.asks_certificate = arguments.is_true(0);
        Ok(())
    }),
    ("setKeyCert", |arguments, tls| {
        if let Some(context) = context_of(&arguments.get(0)) {
            tls.context = context;
        }
        Ok(())
    }),
    ("enableCertCb", |_, tls| {
        tls.asks_context = true;
        Ok(())
    }),
    ("enableALPNCb", |_, tls| {
        tls.asks_protocol = true;
        Ok(())
    }),
    ("enableKeylogCallback", |_, tls| {
        tls.logs_keys = true;
        Ok(())
    }),
    // There is no session to tell of.
    ("enableSessionCallbacks", |_, _| Ok(())),
    ("newSessionDone", |_, _| Ok(())),
    ("endParser", |_, _| Ok(())),
    ("setSession", |_, _| Ok(())),
    ("loadSession", |_, _| Ok(())),
    // Servers that staple an answer send it unasked; nobody looks at it.
    ("requestOCSP", |_, _| Ok(())),
    // Writes are done in order, so the first of ours comes after the last of theirs.
    ("writesIssuedByPrevListenerDone", |_, _| Ok(())),
];

fn settings(prototype: &Object<'_>) -> Result<()> {
    for (name, setting) in SETTINGS {
        let setting = *setting;
        set_native(prototype, name, 0, move |arguments| {
            setting(arguments, &mut of(arguments)?.borrow_mut())?;
            Ok(Value::new_undefined(arguments.ctx().clone()))
        })?;
    }
    // 1 when the size is a possible one.
    set_native(prototype, "setMaxSendFragment", 0, |arguments| {
        let size = usize::try_from(arguments.int32(0)).unwrap_or_default();
        let possible = connection::FRAGMENTS.contains(&size);
        if possible {
            connection::of(arguments)?.borrow_mut().fragment = size;
        }
        Ok(Value::new_int(arguments.ctx().clone(), i32::from(possible)))
    })?;
    set_native(prototype, "start", 0, |arguments| {
        let shared = of(arguments)?;
        connection::start(arguments.ctx(), &shared)?;
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(prototype, "certCbDone", 0, |arguments| {
        let chosen: Value = arguments.this_object()?.get("sni_context")?;
        let shared = of(arguments)?;
        if let Some(context) = context_of(&chosen) {
            shared.borrow_mut().context = context;
        } else if chosen.is_object() {
            let message = "Invalid SNI context";
            let error = rquickjs::Exception::from_message(arguments.ctx().clone(), message)?;
            events::error(arguments.ctx(), &shared, error.into_value())?;
            return Ok(Value::new_undefined(arguments.ctx().clone()));
        }
        connection::accept(arguments.ctx(), &shared)?;
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(prototype, "receive", 0, |arguments| {
        let shared = of(arguments)?;
        connection::receive(arguments.ctx(), &shared, &input::bytes(arguments, 0))?;
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(prototype, "destroySSL", 0, |arguments| {
        let shared = of(arguments)?;
        connection::destroy(arguments.ctx(), &shared)?;
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })
}

/// The list of ALPN (RFC 7301, 3.1): a byte for the length before each name.
fn protocols(mut list: &[u8]) -> Vec<Vec<u8>> {
    let mut protocols = Vec::new();
    while let Some((length, rest)) = list.split_first() {
        let Some((name, rest)) = rest.split_at_checked(usize::from(*length)) else { break };
        protocols.push(name.to_vec());
        list = rest;
    }
    protocols
}

/// A method of the stream below.
fn call_parent<'js>(arguments: &Arguments<'_, 'js>, name: &str) -> Result<Value<'js>> {
    let parent = of(arguments)?.borrow().parent.clone().restore(arguments.ctx())?;
    let method: rquickjs::Function = parent.get(name)?;
    members::call(&method, parent.into_value(), arguments.rest(0))
}

/// `shutdown(request)`: says goodbye, then ends the stream below.
fn shutdown<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let shared = of(arguments)?;
    connection::say_goodbye(arguments.ctx(), &shared)?;
    call_parent(arguments, "shutdown")
}

/// `writeBuffer(request, view)`
fn write_buffer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let Some(view) = bytes::bytes_of(&arguments.get(1)) else {
        let message = "Second argument must be a buffer";
        return Err(rquickjs::Exception::throw_type(arguments.ctx(), message));
    };
    let data = view.to_vec();
    connection::write(arguments, &data)
}

/// `writev(request, chunks, allBuffers)`
fn writev<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    connection::write(arguments, &base::gather(arguments)?)
}
