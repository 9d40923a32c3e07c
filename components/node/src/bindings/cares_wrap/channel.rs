//! The class `ChannelWrap`: a resolver that asks name servers.
//!
//! The kernel asks, and whom is the embedder's choice: servers that a program sets are remembered and
//! told, not asked. `getHostByAddr` knows the hosts file as well.

use std::{cell::RefCell, net::IpAddr, rc::Rc};

use kernelet_quickjs::strings;
use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use super::{hosts::Hosts, lookup, records};
use crate::{
    runtime::{
        async_wrap::{self, BaseClass},
        callback::make_callback,
        event_loop,
        members::{self, Arguments, set_native},
    },
    sys::{self, Errno, LookupOutcome, RecordKind},
};

/// Where a resolver without configuration looks (c-ares).
const DEFAULT_SERVER: &str = "127.0.0.1";
/// The port of name servers (RFC 1035, 4.2).
const PORT: u16 = 53;
/// Who is asked (resolv.conf(5)).
const RESOLV_CONF: &[u8] = b"/etc/resolv.conf";
/// Bytes of it that are read.
const RESOLV_CONF_MAX: u64 = 1 << 16;

/// What a channel remembers.
struct Channel {
    /// What the program set; else the file says it.
    servers: Option<Vec<(String, u16)>>,
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
            let channel = Channel { servers: None, cancelled: 0 };
            let wrap = ChannelWrap(Rc::new(RefCell::new(channel)));
            let object = Class::instance_proto(wrap, prototype)?.into_inner();
            async_wrap::initialize(arguments.ctx(), &object, "DNSCHANNEL")?;
            Ok(object.into_value())
        })?;
    for (name, kind) in [
        ("queryAny", RecordKind::Any),
        ("queryA", RecordKind::A),
        ("queryAaaa", RecordKind::Aaaa),
        ("queryCaa", RecordKind::Caa),
        ("queryCname", RecordKind::Cname),
        ("queryMx", RecordKind::Mx),
        ("queryNs", RecordKind::Ns),
        ("queryTxt", RecordKind::Txt),
        ("querySrv", RecordKind::Srv),
        ("queryPtr", RecordKind::Ptr),
        ("queryNaptr", RecordKind::Naptr),
        ("querySoa", RecordKind::Soa),
    ] {
        set_native(&prototype, name, 0, move |arguments| {
            let name = super::text(arguments, 1)?;
            query(arguments, &name, kind)
        })?;
    }
    set_native(&prototype, "getHostByAddr", 0, |arguments| {
        let Ok(ip) = super::text(arguments, 1)?.parse::<IpAddr>() else {
            return Ok(Value::new_int(arguments.ctx().clone(), Errno::Inval.uv()));
        };
        match Hosts::read().names(ip) {
            names if names.is_empty() => query(arguments, &reverse(ip), RecordKind::Ptr),
            names => complete(arguments, names),
        }
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

/// Asks; `request.oncomplete(0, records…)` or `oncomplete(code)`.
fn query<'js>(arguments: &Arguments<'_, 'js>, name: &str, kind: RecordKind) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let own_servers = of(arguments)?.borrow().servers.is_some();
    if let Some(finish) = finisher(arguments)? {
        let then = move |ctx: &Ctx<'_>, answer: lookup::Answer| match answer {
            Ok(LookupOutcome::Records(records)) => {
                finish(ctx, Ok(&move |ctx| records::answers(ctx, kind, &records)))
            }
            Ok(LookupOutcome::Failed(failure)) => finish(ctx, Err(records::code(failure))),
            // Servers of the program's own choice cannot be reached.
            Err(Errno::Acces) if own_servers => finish(ctx, Err("ECONNREFUSED")),
            Err(Errno::Acces) => finish(ctx, Err("EACCES")),
            Err(Errno::Inval) => finish(ctx, Err("EBADNAME")),
            Err(_) => finish(ctx, Err("ENOMEM")),
        };
        lookup::ask(ctx, name, kind, Box::new(then));
    }
    Ok(Value::new_int(ctx.clone(), 0))
}

/// Ends a query that nobody has to be asked, in the next poll phase.
fn complete<'js>(arguments: &Arguments<'_, 'js>, names: Vec<String>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    if let Some(finish) = finisher(arguments)? {
        let task =
            move |ctx: &Ctx<'_>| finish(ctx, Ok(&move |ctx| Ok(vec![name_list(ctx, &names)?])));
        event_loop::defer(ctx, Box::new(task));
    }
    Ok(Value::new_int(ctx.clone(), 0))
}

/// Makes what a query answers, or says the code of its error.
type Outcome<'a> =
    std::result::Result<&'a dyn for<'js> Fn(&Ctx<'js>) -> Result<Vec<Value<'js>>>, &'static str>;

/// What ends the query of `arguments`, unless the channel was cancelled meanwhile.
fn finisher(
    arguments: &Arguments<'_, '_>,
) -> Result<Option<impl FnOnce(&Ctx<'_>, Outcome<'_>) -> Result<()> + 'static>> {
    let channel = of(arguments)?;
    let began = channel.borrow().cancelled;
    let Some(request) = arguments.object(0) else { return Ok(None) };
    let request = Persistent::save(arguments.ctx(), request);
    Ok(Some(move |ctx: &Ctx<'_>, outcome: Outcome<'_>| {
        let request = request.restore(ctx)?;
        let cancelled = channel.borrow().cancelled != began;
        let arguments = match outcome {
            _ if cancelled => vec![strings::from_str(ctx, "ECANCELLED")?.into_value()],
            Err(code) => vec![strings::from_str(ctx, code)?.into_value()],
            Ok(answers) => {
                let mut arguments = vec![Value::new_int(ctx.clone(), 0)];
                arguments.extend(answers(ctx)?);
                arguments
            }
        };
        super::tell(ctx, request, arguments)
    }))
}

fn name_list<'js>(ctx: &Ctx<'js>, names: &[String]) -> Result<Value<'js>> {
    let list = Array::new(ctx.clone())?;
    for (index, name) in names.iter().enumerate() {
        list.set(index, strings::from_str(ctx, name)?)?;
    }
    Ok(list.into_value())
}

/// What an address is asked about by (RFC 1035, 3.5; RFC 3596, 2.5).
fn reverse(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, d] = ip.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(ip) => {
            let digits = ip.octets().into_iter().rev().flat_map(|byte| [byte & 15, byte >> 4]);
            let labels: String = digits.map(|digit| format!("{digit:x}.")).collect();
            labels + "ip6.arpa"
        }
    }
}

/// The servers that the file names.
fn configured() -> Vec<(String, u16)> {
    let file = sys::read_file(None, RESOLV_CONF, RESOLV_CONF_MAX).unwrap_or_default();
    let server = |line: &str| {
        let mut words = line.split_whitespace();
        let named = words.next() == Some("nameserver");
        words.next().filter(|_| named).map(|ip| (ip.to_owned(), PORT))
    };
    let servers: Vec<_> = String::from_utf8_lossy(&file).lines().filter_map(server).collect();
    if servers.is_empty() { vec![(DEFAULT_SERVER.to_owned(), PORT)] } else { servers }
}

/// `getServers()`: pairs of address and port.
fn get_servers<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let list = Array::new(ctx.clone())?;
    let servers = of(arguments)?.borrow().servers.clone().unwrap_or_else(configured);
    for (index, (ip, port)) in servers.iter().enumerate() {
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
            servers.push((strings::to_utf8(&ip)?, triple.get::<u16>(2).unwrap_or(PORT)));
        }
    }
    of(arguments)?.borrow_mut().servers = Some(servers);
    Ok(Value::new_int(arguments.ctx().clone(), 0))
}

/// Calls `request.oncomplete(...)`.
pub fn tell<'js>(ctx: &Ctx<'js>, request: Object<'js>, arguments: Vec<Value<'js>>) -> Result<()> {
    let oncomplete: Value = request.get("oncomplete")?;
    let Some(oncomplete) = oncomplete.into_function() else { return Ok(()) };
    make_callback(ctx, request.into_value(), oncomplete, arguments).map(|_| ())
}
