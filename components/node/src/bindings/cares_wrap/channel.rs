//! The class `ChannelWrap`: a resolver that asks name servers.
//!
//! There is no way to a name server out of the VM: every query ends as c-ares ends it when no server
//! can be reached, with `ECONNREFUSED`. `getHostByAddr` knows the hosts file.

use std::{cell::RefCell, net::IpAddr, rc::Rc};

use kernelet_quickjs::strings;
use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use super::hosts::Hosts;
use crate::runtime::{
    async_wrap::{self, BaseClass},
    callback::make_callback,
    event_loop,
    members::{self, Arguments, set_native},
};

/// Where a resolver without configuration looks (c-ares).
const DEFAULT_SERVER: (&str, u16) = ("127.0.0.1", 53);

/// What a channel remembers.
struct Channel {
    servers: Vec<(String, u16)>,
    /// How often `cancel` was called: a query that began before ends with it.
    cancelled: u64,
}

/// The native part of the JavaScript object.
struct ChannelWrap(Rc<RefCell<Channel>>);

impl<'js> Trace<'js> for ChannelWrap {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

// SAFETY: it holds nothing of JavaScript.
unsafe impl JsLifetime<'_> for ChannelWrap {
    type Changed<'to> = ChannelWrap;
}

impl<'js> JsClass<'js> for ChannelWrap {
    const NAME: &'static str = "ChannelWrap";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

/// Defines the class.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    let (constructor, prototype) =
        members::class(ctx, "ChannelWrap", 0, Some(&parent), |arguments, prototype| {
            let (server, port) = DEFAULT_SERVER;
            let channel = Channel { servers: vec![(server.to_owned(), port)], cancelled: 0 };
            let wrap = ChannelWrap(Rc::new(RefCell::new(channel)));
            let object = Class::instance_proto(wrap, prototype)?.into_inner();
            async_wrap::initialize(arguments.ctx(), &object, "DNSCHANNEL")?;
            Ok(object.into_value())
        })?;
    for name in [
        "queryAny",
        "queryA",
        "queryAaaa",
        "queryCaa",
        "queryCname",
        "queryMx",
        "queryNs",
        "queryTxt",
        "querySrv",
        "queryPtr",
        "queryNaptr",
        "querySoa",
    ] {
        set_native(&prototype, name, 0, |arguments| complete(arguments, Err("ECONNREFUSED")))?;
    }
    set_native(&prototype, "getHostByAddr", 0, |arguments| {
        let ip = super::text(arguments, 1)?.parse::<IpAddr>();
        let names = ip.map(|ip| Hosts::read().names(ip)).unwrap_or_default();
        complete(arguments, if names.is_empty() { Err("ECONNREFUSED") } else { Ok(names) })
    })?;
    set_native(&prototype, "getServers", 0, get_servers)?;
    set_native(&prototype, "setServers", 0, set_servers)?;
    set_native(&prototype, "setLocalAddress", 0, |arguments| {
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(&prototype, "cancel", 0, |arguments| {
        of(arguments)?.borrow_mut().cancelled += 1;
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    members::define(target, "ChannelWrap", constructor)
}

fn of(arguments: &Arguments<'_, '_>) -> Result<Rc<RefCell<Channel>>> {
    let class = Class::<ChannelWrap>::from_value(&arguments.this())
        .map_err(|_| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))?;
    let channel = class.borrow().0.clone();
    Ok(channel)
}

/// Ends a query in the next poll phase: `request.oncomplete(0, names)` or `oncomplete(code)`.
fn complete<'js>(
    arguments: &Arguments<'_, 'js>,
    outcome: std::result::Result<Vec<String>, &'static str>,
) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let channel = of(arguments)?;
    let began = channel.borrow().cancelled;
    if let Some(request) = arguments.object(0) {
        let request = Persistent::save(ctx, request);
        let task = move |ctx: &Ctx<'_>| {
            let request = request.restore(ctx)?;
            let cancelled = channel.borrow().cancelled != began;
            let arguments = match outcome {
                _ if cancelled => vec![strings::from_str(ctx, "ECANCELLED")?.into_value()],
                Err(code) => vec![strings::from_str(ctx, code)?.into_value()],
                Ok(names) => {
                    let list = Array::new(ctx.clone())?;
                    for (index, name) in names.iter().enumerate() {
                        list.set(index, strings::from_str(ctx, name)?)?;
                    }
                    vec![Value::new_int(ctx.clone(), 0), list.into_value()]
                }
            };
            super::tell(ctx, request, arguments)
        };
        event_loop::defer(ctx, Box::new(task));
    }
    Ok(Value::new_int(ctx.clone(), 0))
}

/// `getServers()`: pairs of address and port.
fn get_servers<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let list = Array::new(ctx.clone())?;
    for (index, (ip, port)) in of(arguments)?.borrow().servers.iter().enumerate() {
        let pair = Array::new(ctx.clone())?;
        pair.set(0, strings::from_str(ctx, ip)?)?;
        pair.set(1, *port)?;
        list.set(index, pair)?;
    }
    Ok(list.into_value())
}

/// `setServers(triples)`: family, address, port of each; the library has checked them.
fn set_servers<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let mut servers = Vec::new();
    if let Some(list) = arguments.get(0).into_array() {
        for triple in list.iter::<Array>() {
            let triple = triple?;
            let ip: Value = triple.get(1)?;
            servers.push((strings::to_utf8(&ip)?, triple.get::<u16>(2).unwrap_or(53)));
        }
    }
    of(arguments)?.borrow_mut().servers = servers;
    Ok(Value::new_int(arguments.ctx().clone(), 0))
}

/// Calls `request.oncomplete(...)`.
pub fn tell<'js>(ctx: &Ctx<'js>, request: Object<'js>, arguments: Vec<Value<'js>>) -> Result<()> {
    let oncomplete: Value = request.get("oncomplete")?;
    let Some(oncomplete) = oncomplete.into_function() else { return Ok(()) };
    make_callback(ctx, request.into_value(), oncomplete, arguments).map(|_| ())
}
