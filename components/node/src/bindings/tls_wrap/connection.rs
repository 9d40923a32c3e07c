//! The state of a connection, and how bytes pass through it: text from JavaScript becomes records for the
//! stream below, records from there become text for JavaScript.
//!
//! Invariant: nothing calls JavaScript while the state is borrowed; every step borrows it for as long as
//! `rustls` computes, and acts on what came out.

use std::{
    cell::RefCell,
    io::{Read as _, Write as _},
    ops::RangeInclusive,
    rc::Rc,
    sync::{Arc, Mutex},
};

use rquickjs::{
    Class, Ctx, Function, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};
use rustls::{
    Connection,
    server::{Accepted, Acceptor},
};

use super::{configuration, events};
use crate::{
    bindings::{
        crypto::{secure_context::Context, x509::certificate::Certificate},
        stream::{base, report},
    },
    codecs,
    runtime::{
        async_wrap,
        members::{self, Arguments},
        registry,
    },
    sys::Errno,
    tls::chain::{self, Distrust, Purpose},
};

const UV_EOF: i32 = -4095;
/// How many bytes of text a record may have (RFC 8446, 5.1; OpenSSL's least).
pub const FRAGMENTS: RangeInclusive<usize> = 512..=16384;

/// Where a connection is in its life.
pub enum Phase {
    /// Not started.
    New,
    /// A server waits for the client to say hello.
    Accepting(Box<Acceptor>),
    /// It did, and JavaScript is asked which context is for it.
    Deciding(Box<Accepted>),
    /// The protocol runs.
    Open(Box<Connection>),
    /// It is over.
    Over,
}

/// A chain of certificates, and why it is not trusted.
type Judgement = (Vec<Arc<Certificate>>, std::result::Result<(), Distrust>);

/// A request and the object it belongs to.
type Request = Persistent<Object<'static>>;

/// A connection.
pub struct Tls {
    /// Where it is.
    pub phase: Phase,
    server: bool,
    /// Native code that takes the text.
    listener: Option<Rc<dyn base::Listener>>,
    /// Certificates, keys, rules.
    pub context: Rc<RefCell<Context>>,
    /// The stream below.
    pub parent: Request,
    /// Itself as JavaScript sees it, until `destroySSL`.
    pub object: Option<Request>,
    /// The name that a client asks for.
    pub server_name: Option<String>,
    /// Of ALPN, the best first.
    pub protocols: Vec<Vec<u8>>,
    /// A server wants a certificate of its client.
    pub asks_certificate: bool,
    /// JavaScript chooses the context by the client's hello.
    pub asks_context: bool,
    /// JavaScript chooses the protocol.
    pub asks_protocol: bool,
    /// JavaScript wants the secrets.
    pub logs_keys: bool,
    log: Arc<KeyLog>,
    /// The handshake is done and JavaScript was told.
    pub established: bool,
    /// JavaScript was told of the end.
    ended: bool,
    /// Text that was written before the connection was open.
    early: Vec<u8>,
    /// Records that came while JavaScript was asked.
    stashed: Vec<u8>,
    /// Writes that end with the handshake.
    writes: Vec<Request>,
    /// The other side's chain and what it is worth, once the handshake is done.
    pub judged: Option<Judgement>,
    /// The most bytes of text in one record that is sent.
    pub fragment: usize,
    /// Bytes of text.
    pub bytes_read: f64,
    /// Bytes of text.
    pub bytes_written: f64,
}

/// Secrets that were not told yet, in the format of NSS.
#[derive(Debug, Default)]
pub struct KeyLog(Mutex<Vec<String>>);

impl rustls::KeyLog for KeyLog {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let line = format!("{label} {} {}\n", hex(client_random), hex(secret));
        if let Ok(mut lines) = self.0.lock() {
            lines.push(line);
        }
    }
}

impl Tls {
    /// Where secrets go, when they are wanted.
    pub fn key_log(&self) -> Option<Arc<dyn rustls::KeyLog>> {
        self.logs_keys.then(|| self.log.clone() as Arc<dyn rustls::KeyLog>)
    }

    /// Secrets that JavaScript was not told yet.
    pub fn take_key_lines(&self) -> Vec<String> {
        self.log.0.lock().map(|mut lines| std::mem::take(&mut *lines)).unwrap_or_default()
    }

    /// The protocol, once it runs.
    pub fn open(&self) -> Option<&Connection> {
        match &self.phase {
            Phase::Open(connection) => Some(connection),
            _ => None,
        }
    }

    /// Whether it is a server's side.
    pub fn is_server(&self) -> bool {
        self.server
    }

    /// Bytes of text that wait.
    pub fn waiting(&self) -> usize {
        self.early.len()
    }

    /// Records to be sent.
    fn take_records(&mut self) -> Vec<u8> {
        let mut records = Vec::new();
        if let Phase::Open(connection) = &mut self.phase {
            while connection.wants_write() {
                if connection.write_tls(&mut records).is_err() {
                    break;
                }
            }
        }
        records
    }
}

/// The native part of the JavaScript object.
pub struct TlsWrap(Rc<RefCell<Tls>>);

// SAFETY: what it holds of JavaScript is persistent.
unsafe impl JsLifetime<'_> for TlsWrap {
    type Changed<'to> = TlsWrap;
}

impl<'js> Trace<'js> for TlsWrap {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for TlsWrap {
    const NAME: &'static str = "TLSWrap";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

impl base::Source for Tls {
    fn set_listener(&mut self, listener: Option<Rc<dyn base::Listener>>) {
        self.listener = listener;
    }
}

/// The connection behind a value, when it is one.
pub fn find(value: &Value<'_>) -> Option<Rc<RefCell<Tls>>> {
    let class = Class::<TlsWrap>::from_value(value).ok()?;
    let tls = class.borrow().0.clone();
    Some(tls)
}

/// The connection behind `this`.
pub fn of(arguments: &Arguments<'_, '_>) -> Result<Rc<RefCell<Tls>>> {
    find(&arguments.this())
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

/// A new connection over a stream.
pub fn create<'js>(
    ctx: &Ctx<'js>,
    prototype: Object<'js>,
    parent: Object<'js>,
    context: Rc<RefCell<Context>>,
    server: bool,
) -> Result<(Object<'js>, Rc<RefCell<Tls>>)> {
    let phase = if server { Phase::Accepting(Box::default()) } else { Phase::New };
    let tls = Rc::new(RefCell::new(Tls {
        phase,
        server,
        listener: None,
        context,
        parent: Persistent::save(ctx, parent),
        object: None,
        server_name: None,
        protocols: Vec::new(),
        asks_certificate: false,
        asks_context: false,
        asks_protocol: false,
        logs_keys: false,
        log: Arc::default(),
        established: false,
        ended: false,
        early: Vec::new(),
        stashed: Vec::new(),
        writes: Vec::new(),
        judged: None,
        fragment: *FRAGMENTS.end(),
        bytes_read: 0.0,
        bytes_written: 0.0,
    }));
    let object = Class::instance_proto(TlsWrap(tls.clone()), prototype)?.into_inner();
    async_wrap::initialize(ctx, &object, "TLSWRAP")?;
    tls.borrow_mut().object = Some(Persistent::save(ctx, object.clone()));
    Ok((object, tls))
}

/// What the stream below reads.
pub struct Reading(pub Rc<RefCell<Tls>>);

impl base::Listener for Reading {
    fn read(
        &self,
        ctx: &Ctx<'_>,
        _: &Persistent<Object<'static>>,
        data: std::result::Result<Vec<u8>, i32>,
    ) -> Result<()> {
        match data {
            Ok(data) => receive(ctx, &self.0, &data),
            Err(error) => end(ctx, &self.0, error),
        }
    }
}

/// `start()`: a client says hello.
pub fn start(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>) -> Result<()> {
    if !matches!(shared.borrow().phase, Phase::New) {
        return Ok(());
    }
    let made = configuration::client(&shared.borrow());
    match made {
        Ok(connection) => open(ctx, shared, Connection::Client(connection)),
        Err(error) => events::failed(ctx, shared, &error),
    }
}

/// The protocol begins.
fn open(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>, mut connection: Connection) -> Result<()> {
    let stashed = {
        let mut tls = shared.borrow_mut();
        // Text waits in it until the handshake is done, however much.
        connection.set_buffer_limit(None);
        let early = std::mem::take(&mut tls.early);
        // Without a limit everything is taken.
        let _ = connection.writer().write_all(&early);
        tls.phase = Phase::Open(Box::new(connection));
        std::mem::take(&mut tls.stashed)
    };
    advance(ctx, shared, &stashed)
}

/// Records came.
pub fn receive(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>, data: &[u8]) -> Result<()> {
    let accepting = {
        let mut tls = shared.borrow_mut();
        match &mut tls.phase {
            Phase::Accepting(_) => true,
            Phase::Deciding(_) | Phase::New => {
                tls.stashed.extend_from_slice(data);
                return Ok(());
            }
            Phase::Open(_) => false,
            Phase::Over => return Ok(()),
        }
    };
    if accepting { hear_hello(ctx, shared, data) } else { advance(ctx, shared, data) }
}

/// A server hears its client's hello, perhaps in pieces.
fn hear_hello(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>, whole: &[u8]) -> Result<()> {
    let mut data = whole;
    let heard = {
        let mut tls = shared.borrow_mut();
        let Phase::Accepting(acceptor) = &mut tls.phase else { return Ok(()) };
        let mut heard = Ok(None);
        while !data.is_empty() && matches!(heard, Ok(None)) {
            if acceptor.read_tls(&mut data).is_err() {
                break;
            }
            heard = acceptor.accept();
        }
        tls.stashed.extend_from_slice(data);
        heard
    };
    if heard.is_err() && is_http(whole) {
        return events::http_request(ctx, shared);
    }
    match heard {
        Ok(None) => Ok(()),
        Ok(Some(accepted)) => {
            shared.borrow_mut().phase = Phase::Deciding(Box::new(accepted));
            events::hello(ctx, shared)
        }
        Err((error, mut alert)) => {
            let mut records = Vec::new();
            // A vector takes everything.
            let _ = alert.write_all(&mut records);
            // A stream that is gone hears no alert.
            let _ = send(ctx, shared, records, Vec::new())?;
            events::failed(ctx, shared, &error)
        }
    }
}

/// Whether somebody speaks HTTP where a hello should be (OpenSSL looks for the same).
fn is_http(data: &[u8]) -> bool {
    ["GET ", "POST ", "HEAD ", "PUT "].iter().any(|method| data.starts_with(method.as_bytes()))
}

/// A server goes on with the context that was chosen.
pub fn accept(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>) -> Result<()> {
    let accepted = {
        let mut tls = shared.borrow_mut();
        match std::mem::replace(&mut tls.phase, Phase::Over) {
            Phase::Deciding(accepted) => accepted,
            other => {
                tls.phase = other;
                return Ok(());
            }
        }
    };
    let config = match configuration::server(&shared.borrow()) {
        Ok(config) => config,
        Err(error) => return events::failed(ctx, shared, &error),
    };
    match accepted.into_connection(config) {
        Ok(connection) => open(ctx, shared, Connection::Server(connection)),
        Err((error, mut alert)) => {
            let mut records = Vec::new();
            let _ = alert.write_all(&mut records);
            // A stream that is gone hears no alert.
            let _ = send(ctx, shared, records, Vec::new())?;
            events::failed(ctx, shared, &error)
        }
    }
}

/// What one step brought.
struct Step {
    outcome: std::result::Result<(), rustls::Error>,
    text: Vec<u8>,
    closed: bool,
}

/// Takes records in until there are no more, and tells JavaScript what came of them.
fn advance(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>, data: &[u8]) -> Result<()> {
    let mut rest = data;
    loop {
        let step = {
            let mut tls = shared.borrow_mut();
            let Phase::Open(connection) = &mut tls.phase else { return Ok(()) };
            let step = step(connection, &mut rest);
            tls.bytes_read += step.text.len() as f64;
            step
        };
        events::tell_keys(ctx, shared)?;
        // Before anything is sent: what the program does not trust hears nothing more.
        let writes = established(ctx, shared)?;
        flush(ctx, shared)?;
        complete(ctx, shared, writes)?;
        if !step.text.is_empty() {
            deliver(ctx, shared, Ok(step.text))?;
        }
        if let Err(error) = step.outcome {
            return events::failed(ctx, shared, &error);
        }
        if step.closed {
            return end(ctx, shared, UV_EOF);
        }
        if rest.is_empty() {
            return Ok(());
        }
    }
}

fn step(connection: &mut Connection, rest: &mut &[u8]) -> Step {
    if !rest.is_empty() && connection.read_tls(rest).is_err() {
        // It only refuses what it has no room for, and everything before was taken out.
        *rest = &[];
    }
    let outcome = connection.process_new_packets();
    let closed = outcome.as_ref().is_ok_and(|state| state.peer_has_closed());
    let mut text = Vec::new();
    // "Would block" and "closed without a goodbye" end it as well.
    let _ = connection.reader().read_to_end(&mut text);
    Step { outcome: outcome.map(drop), text, closed }
}

/// Tells JavaScript once that the handshake is done; answers the writes that waited for it.
fn established(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>) -> Result<Vec<Request>> {
    let writes = {
        let mut tls = shared.borrow_mut();
        let done = tls.open().is_some_and(|connection| !connection.is_handshaking());
        if !done || tls.established {
            return Ok(Vec::new());
        }
        tls.established = true;
        tls.judged = judge(&tls);
        std::mem::take(&mut tls.writes)
    };
    events::handshake_done(ctx, shared)?;
    Ok(writes)
}

/// Ends writes: in order, or given up when the connection was destroyed meanwhile.
fn complete(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>, writes: Vec<Request>) -> Result<()> {
    let object = shared.borrow().object.clone();
    let Some(object) = object else { return Ok(()) };
    for request in writes {
        report::complete(ctx, request.restore(ctx)?, object.clone().restore(ctx)?, 0)?;
    }
    Ok(())
}

fn judge(tls: &Tls) -> Option<Judgement> {
    let sent = tls.open()?.peer_certificates()?;
    let sent: Vec<Certificate> = sent.iter().filter_map(|der| Certificate::read(der)).collect();
    let purpose = if tls.server { Purpose::Client } else { Purpose::Server };
    let context = tls.context.borrow();
    Some(chain::judge(sent, &context.authorities, purpose, configuration::now()))
}

/// Gives JavaScript text, or the end.
fn deliver(
    ctx: &Ctx<'_>,
    shared: &Rc<RefCell<Tls>>,
    data: std::result::Result<Vec<u8>, i32>,
) -> Result<()> {
    let (object, listener) = {
        let tls = shared.borrow();
        (tls.object.clone(), tls.listener.clone())
    };
    match (object, listener) {
        (Some(object), Some(listener)) => listener.read(ctx, &object, data),
        (Some(object), None) => report::read(ctx, &object.restore(ctx)?, data),
        (None, _) => Ok(()),
    }
}

/// The stream below has ended, or the other side said goodbye.
fn end(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>, error: i32) -> Result<()> {
    if std::mem::replace(&mut shared.borrow_mut().ended, true) {
        return Ok(());
    }
    deliver(ctx, shared, Err(error))
}

/// Sends the records that are ready.
pub fn flush(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>) -> Result<()> {
    let records = shared.borrow_mut().take_records();
    send(ctx, shared, records, Vec::new()).map(drop)
}

/// Writes to the stream below; the requests end when that has gone. Answers libuv's number of the error, or
/// whether it waits.
fn send(
    ctx: &Ctx<'_>,
    shared: &Rc<RefCell<Tls>>,
    records: Vec<u8>,
    requests: Vec<Request>,
) -> Result<std::result::Result<bool, i32>> {
    if records.is_empty() {
        return Ok(Ok(false));
    }
    let (parent, object) = {
        let tls = shared.borrow();
        (tls.parent.clone().restore(ctx)?, tls.object.clone())
    };
    let class: rquickjs::function::Constructor =
        registry::binding(ctx, "stream_wrap")?.get("WriteWrap")?;
    let request: Object = class.construct(())?;
    let requests = RefCell::new(requests);
    let complete = members::native(ctx, "oncomplete", 1, move |arguments| {
        let ctx = arguments.ctx();
        if let Some(object) = &object {
            for request in requests.take() {
                let stream = object.clone().restore(ctx)?;
                report::complete(ctx, request.restore(ctx)?, stream, arguments.int32(0))?;
            }
        }
        Ok(Value::new_undefined(ctx.clone()))
    })?;
    request.set("oncomplete", complete)?;
    let write: Function = parent.get("writeBuffer")?;
    let buffer = codecs::buffer(ctx, records)?.into_value();
    let status = members::call(&write, parent.into_value(), vec![request.into_value(), buffer])?;
    match status.as_int().unwrap_or(0) {
        0 => Ok(Ok(report::last_write_waits(ctx)?)),
        error => Ok(Err(error)),
    }
}

/// Text to be sent.
pub fn write<'js>(arguments: &Arguments<'_, 'js>, text: &[u8]) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let shared = of(arguments)?;
    let Some(request) = arguments.object(0) else {
        return Ok(Value::new_int(ctx.clone(), Errno::Inval.uv()));
    };
    let saved = Persistent::save(ctx, request.clone());
    let (records, waits) = {
        let mut tls = shared.borrow_mut();
        tls.bytes_written += text.len() as f64;
        let (established, fragment) = (tls.established, tls.fragment);
        match &mut tls.phase {
            Phase::Over => {
                report::written(ctx, 0, false)?;
                return Ok(Value::new_int(ctx.clone(), Errno::Pipe.uv()));
            }
            Phase::Open(connection) => {
                // Each write is a record, or several of full length.
                for piece in text.chunks(fragment) {
                    // Without a limit everything is taken.
                    let _ = connection.writer().write_all(piece);
                }
            }
            _ => tls.early.extend_from_slice(text),
        }
        if !established {
            tls.writes.push(saved.clone());
        }
        (tls.take_records(), !established)
    };
    let requests = if waits { Vec::new() } else { vec![saved] };
    let sent = send(ctx, &shared, records, requests)?;
    let (status, waits) = match sent {
        Ok(below) => (0, waits || below),
        Err(error) => (error, false),
    };
    report::written(ctx, text.len(), waits)?;
    if waits {
        async_wrap::initialize(ctx, &request, "WRITEWRAP")?;
    }
    Ok(Value::new_int(ctx.clone(), status))
}

/// No more text is sent.
pub fn say_goodbye(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>) -> Result<()> {
    if let Phase::Open(connection) = &mut shared.borrow_mut().phase {
        connection.send_close_notify();
    }
    flush(ctx, shared)
}

/// `destroySSL()`: what waits is given up, and nothing calls back any more.
pub fn destroy(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>) -> Result<()> {
    let (object, writes) = {
        let mut tls = shared.borrow_mut();
        tls.phase = Phase::Over;
        tls.listener = None;
        (tls.object.take(), std::mem::take(&mut tls.writes))
    };
    let Some(object) = object else { return Ok(()) };
    for request in writes {
        let stream = object.clone().restore(ctx)?;
        report::complete_later(ctx, request.restore(ctx)?, stream, Errno::Canceled.uv());
    }
    Ok(())
}
