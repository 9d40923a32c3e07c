//! `internalBinding('http_parser')`: the classes `HTTPParser` and `ConnectionsList`.
//!
//! | Member of `HTTPParser` | What |
//! |---|---|
//! | `initialize(type, resource, maxHeaderSize, lenientFlags, connections)` | a new connection |
//! | `execute(view)`, `finish()` | answer bytes parsed, or an `Error` with `bytesParsed`, `code`, `reason` |
//! | `consume(stream)`, `unconsume()`, `getCurrentBuffer()` | parse what a stream reads, without JavaScript between |
//! | `pause()`, `resume()`, `remove()`, `free()`, `close()` | |
//! | `duration()`, `headersCompleted()` | |
//! | `[kOnMessageBegin]` … `[kOnTimeout]` | called back |
//!
//! `methods`, `allMethods` and the constants are those of the description. The parsing itself is in
//! [`crate::http1`]; [`undici`] serves the module that brings its own copy of llhttp.

mod connection;
mod list;
pub mod undici;

use std::{cell::RefCell, rc::Rc};

use rquickjs::{Class, Ctx, Object, Result, Value};

use self::connection::{Connection, HttpParser, Role};
use super::{
    stream::base::{self, Source},
    tls_wrap,
};
use crate::{
    http1::Kind,
    runtime::{
        async_wrap::{self, BaseClass},
        members::{self, Arguments, set_native},
        options,
    },
};

/// `HTTPParser.RESPONSE`
const RESPONSE: i32 = 2;

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    let described: Object = target.get("HTTPParser")?;
    let (constructor, prototype) =
        members::class(ctx, "HTTPParser", 0, Some(&parent), |arguments, prototype| {
            let parser = HttpParser::new();
            let object = Class::instance_proto(parser, prototype)?.into_inner();
            async_wrap::initialize(arguments.ctx(), &object, "HTTPINCOMINGMESSAGE")?;
            Ok(object.into_value())
        })?;
    for key in described.own_keys::<String>(rquickjs::object::Filter::new().string().enum_only()) {
        let key = key?;
        constructor.set(key.as_str(), described.get::<_, Value>(key.as_str())?)?;
    }
    set_native(&prototype, "initialize", 0, initialize)?;
    set_native(&prototype, "execute", 0, |arguments| {
        let Some(view) = kernelet_quickjs::bytes::bytes_of(&arguments.get(0)) else {
            let message = "Argument must be a buffer";
            return Err(rquickjs::Exception::throw_type(arguments.ctx(), message));
        };
        of(arguments)?.execute(arguments.ctx(), arguments.this_object()?, view.to_vec())
    })?;
    set_native(&prototype, "finish", 0, |arguments| {
        of(arguments)?.finish(arguments.ctx(), arguments.this_object()?)
    })?;
    set_native(&prototype, "consume", 0, consume)?;
    set_native(&prototype, "duration", 0, |arguments| {
        let milliseconds = of(arguments)?.duration();
        Ok(Value::new_number(arguments.ctx().clone(), milliseconds))
    })?;
    set_native(&prototype, "headersCompleted", 0, |arguments| {
        let completed = of(arguments)?.headers_completed.get();
        Ok(Value::new_bool(arguments.ctx().clone(), completed))
    })?;
    set_native(&prototype, "getCurrentBuffer", 0, |arguments| {
        let bytes = of(arguments)?.current.borrow().to_vec();
        Ok(crate::codecs::buffer(arguments.ctx(), bytes)?.into_value())
    })?;
    set_native(&prototype, "free", 0, |arguments| {
        let ctx = arguments.ctx();
        if let Some((id, _)) = async_wrap::ids(ctx, &arguments.this_object()?)? {
            super::async_wrap::queue_destroy(id);
        }
        Ok(Value::new_undefined(ctx.clone()))
    })?;
    type Act = fn(&Connection);
    let acts: [(&str, Act); 5] = [
        ("close", Connection::close),
        ("remove", Connection::leave_list),
        ("pause", |connection| connection.pause(true)),
        ("resume", |connection| connection.pause(false)),
        ("unconsume", Connection::unconsume),
    ];
    for (name, act) in acts {
        set_native(&prototype, name, 0, move |arguments| {
            act(&*of(arguments)?);
            Ok(Value::new_undefined(arguments.ctx().clone()))
        })?;
    }
    members::define(target, "HTTPParser", constructor)?;
    list::install(ctx, target)
}

fn of(arguments: &Arguments<'_, '_>) -> Result<std::rc::Rc<Connection>> {
    let class = Class::<HttpParser>::from_value(&arguments.this())
        .map_err(|_| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))?;
    let connection = class.borrow().connection();
    Ok(connection)
}

/// `initialize(type, resource, maxHeaderSize, lenientFlags, connections)`
fn initialize<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let connection = of(arguments)?;
    let object = arguments.this_object()?;
    let kind = if arguments.int32(0) == RESPONSE { Kind::Response } else { Kind::Request };
    let provider = match kind {
        Kind::Request => "HTTPINCOMINGMESSAGE",
        Kind::Response => "HTTPCLIENTREQUEST",
    };
    async_wrap::reinitialize(ctx, &object, provider, arguments.get(1))?;
    let wanted = arguments.number(2);
    let header_limit =
        if wanted > 0.0 { wanted } else { options::number("--max-http-header-size") };
    let lenient = u16::try_from(arguments.int32(3)).unwrap_or_default();
    connection.begin(Role { kind, lenient, header_limit: header_limit as u64 });
    if let Some(list) = arguments.object(4) {
        list::add(&list, connection, object)?;
    }
    Ok(Value::new_undefined(ctx.clone()))
}

/// `consume(stream)`
fn consume<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let handle = arguments.get(0);
    let plain = base::find(&handle).map(|stream| stream as Rc<RefCell<dyn Source>>);
    let Some(stream) = plain.or_else(|| tls_wrap::find(&handle).map(|tls| tls as _)) else {
        let message = "Only streams over descriptors, and TLS over them, can be consumed";
        return Err(rquickjs::Exception::throw_type(ctx, message));
    };
    of(arguments)?.consume(ctx, arguments.this_object()?, stream);
    Ok(Value::new_undefined(ctx.clone()))
}
