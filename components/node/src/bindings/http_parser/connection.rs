//! One `HTTPParser`: what it has read of the message, and telling JavaScript.
//!
//! JavaScript that is called back may call the parser: nothing is borrowed meanwhile. The machine is
//! taken out while it runs; a pause then counts afterwards, and a connection that begins anew
//! replaces it.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use kernelet_quickjs::strings;
use rquickjs::{
    Array, Ctx, Error, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use crate::{
    bindings::stream::{
        base::{Listener, Source},
        report,
    },
    codecs,
    http1::{self, Answer, Body, Code, Events, Head, Kind, Stop},
    runtime::{
        callback,
        errors::{ErrorKind, construct},
    },
    sys,
};

/// Header fields told at a time (`kMaxHeaderFieldsCount`, less the one being read).
const FIELDS_AT_ONCE: usize = 31;
/// Bytes of extensions of one chunk (`kMaxChunkExtensionsSize`).
const CHUNK_EXTENSIONS_MAX: usize = 16_384;

/// The properties that are called back.
mod key {
    pub const MESSAGE_BEGIN: u32 = 0;
    pub const HEADERS: u32 = 1;
    pub const HEADERS_COMPLETE: u32 = 2;
    pub const BODY: u32 = 3;
    pub const MESSAGE_COMPLETE: u32 = 4;
    pub const EXECUTE: u32 = 5;
}

/// What a connection is parsed as.
pub struct Role {
    pub kind: Kind,
    pub lenient: u16,
    /// Bytes that the headers of a message may have.
    pub header_limit: u64,
}

/// The native part of the JavaScript object.
pub struct HttpParser(Rc<Connection>);

impl HttpParser {
    pub fn new() -> Self {
        Self(Rc::new(Connection::default()))
    }

    pub fn connection(&self) -> Rc<Connection> {
        self.0.clone()
    }
}

impl<'js> Trace<'js> for HttpParser {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

// SAFETY: what it holds of JavaScript is persistent.
unsafe impl JsLifetime<'_> for HttpParser {
    type Changed<'to> = HttpParser;
}

impl<'js> JsClass<'js> for HttpParser {
    const NAME: &'static str = "HTTPParser";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

/// What has been read of the message's first line and headers.
#[derive(Default)]
struct Text {
    url: Vec<u8>,
    status: Vec<u8>,
    fields: Vec<(Vec<u8>, Vec<u8>)>,
    /// Whether the last piece belonged to a name: a value is still to come.
    in_field: bool,
    /// Whether headers were told before they were complete.
    flushed: bool,
    /// Bytes of the headers so far.
    header_bytes: u64,
    extension_bytes: usize,
}

/// The state of one parser.
#[derive(Default)]
pub struct Connection {
    machine: RefCell<Option<http1::Parser>>,
    running: Cell<bool>,
    /// What `pause` or `resume` asked for while it ran.
    wanted_pause: Cell<Option<bool>>,
    header_limit: Cell<u64>,
    text: RefCell<Text>,
    pub headers_completed: Cell<bool>,
    /// When the message began, in nanoseconds on the monotonic clock; 0 between messages.
    pub message_start: Cell<u64>,
    /// Whether it counts as active in its list.
    pub active: Cell<bool>,
    /// The list it is in.
    pub list: Cell<u64>,
    /// What is being parsed.
    pub current: RefCell<Rc<[u8]>>,
    consumed: RefCell<Option<Weak<RefCell<dyn Source>>>>,
}

impl Connection {
    /// A new connection.
    pub fn begin(&self, role: Role) {
        self.machine.replace(Some(http1::Parser::new(role.kind, role.lenient)));
        self.wanted_pause.set(None);
        self.header_limit.set(role.header_limit);
        self.text.replace(Text::default());
        self.headers_completed.set(false);
        self.leave_list();
    }

    /// It is counted no more.
    pub fn leave_list(&self) {
        self.list.set(0);
        self.active.set(false);
    }

    /// `close()`: nothing more is parsed.
    pub fn close(&self) {
        self.leave_list();
        self.unconsume();
        self.machine.take();
    }

    /// `pause()` and `resume()`
    pub fn pause(&self, wanted: bool) {
        match &mut *self.machine.borrow_mut() {
            Some(machine) if wanted => machine.pause(),
            Some(machine) => machine.resume(),
            None => self.wanted_pause.set(Some(wanted)),
        }
    }

    /// Milliseconds since the message began.
    pub fn duration(&self) -> f64 {
        match self.message_start.get() {
            0 => 0.0,
            start => sys::monotonic_nanoseconds().saturating_sub(start) as f64 / 1e6,
        }
    }

    /// What the stream reads is parsed from now on.
    pub fn consume<'js>(
        self: &Rc<Self>,
        ctx: &Ctx<'js>,
        object: Object<'js>,
        stream: Rc<RefCell<dyn Source>>,
    ) {
        let parser = Persistent::save(ctx, object);
        let listener = Consumer { connection: self.clone(), parser };
        stream.borrow_mut().set_listener(Some(Rc::new(listener)));
        self.consumed.replace(Some(Rc::downgrade(&stream)));
    }

    /// JavaScript reads the stream itself again.
    pub fn unconsume(&self) {
        let stream = self.consumed.take().and_then(|stream| stream.upgrade());
        if let Some(stream) = stream
            && let Ok(mut stream) = stream.try_borrow_mut()
        {
            stream.set_listener(None);
        }
    }

    /// `execute(view)`
    pub fn execute<'js>(
        &self,
        ctx: &Ctx<'js>,
        object: Object<'js>,
        data: Vec<u8>,
    ) -> Result<Value<'js>> {
        let data: Rc<[u8]> = data.into();
        let length = data.len();
        self.current.replace(data.clone());
        let ran = self.run(ctx, object, |machine, events| {
            let result = machine.execute(events, &data);
            let parsed = if result.is_ok() { length } else { machine.error_position() };
            (result, parsed)
        });
        self.current.replace(Rc::default());
        let Some((result, parsed, upgrade)) = ran? else {
            return Ok(Value::new_undefined(ctx.clone()));
        };
        match result {
            Err(error) if !upgrade && error.code != Code::PausedUpgrade => {
                parse_error(ctx, &error, parsed)
            }
            _ => Ok(Value::new_number(ctx.clone(), parsed as f64)),
        }
    }

    /// `finish()`: the error when the input ends within a message.
    pub fn finish<'js>(&self, ctx: &Ctx<'js>, object: Object<'js>) -> Result<Value<'js>> {
        let ran = self.run(ctx, object, |machine, events| (machine.finish(events), 0))?;
        match ran {
            Some((Err(error), parsed, false)) => parse_error(ctx, &error, parsed),
            _ => Ok(Value::new_undefined(ctx.clone())),
        }
    }

    /// Runs the machine; none when there is none to run. What a callback throws comes out of here.
    #[allow(clippy::type_complexity)]
    fn run<'js>(
        &self,
        ctx: &Ctx<'js>,
        object: Object<'js>,
        run: impl FnOnce(
            &mut http1::Parser,
            &mut Teller<'_, 'js>,
        ) -> (std::result::Result<(), http1::Error>, usize),
    ) -> Result<Option<(std::result::Result<(), http1::Error>, usize, bool)>> {
        let Some(mut machine) = self.machine.take() else { return Ok(None) };
        self.running.set(true);
        let mut teller = Teller { ctx, object, connection: self, thrown: None };
        let (result, parsed) = run(&mut machine, &mut teller);
        self.running.set(false);
        if matches!(&result, Err(error) if error.code == Code::PausedUpgrade) {
            // No real pause: only a way to stop where the other protocol begins.
            machine.resume();
        }
        match self.wanted_pause.take() {
            Some(true) => machine.pause(),
            Some(false) => machine.resume(),
            None => {}
        }
        let upgrade = machine.upgrade();
        let thrown = teller.thrown;
        self.machine.borrow_mut().get_or_insert(machine);
        match thrown {
            Some(error) => Err(error),
            None => Ok(Some((result, parsed, upgrade))),
        }
    }
}

fn parse_error<'js>(ctx: &Ctx<'js>, error: &http1::Error, parsed: usize) -> Result<Value<'js>> {
    let value = construct(ctx, ErrorKind::Error, "Parse Error")?;
    value.set("bytesParsed", parsed as f64)?;
    let (code, reason) = match (error.code, error.reason.split_once(':')) {
        (Code::User, Some(parts)) => parts,
        _ => (error.code.name(), error.reason.as_ref()),
    };
    value.set("code", code)?;
    value.set("reason", reason)?;
    Ok(value.into_value())
}

fn user_error(reason: &'static str) -> Stop {
    Stop::Fail(http1::Error::new(Code::User, reason))
}

/// Tells JavaScript what the machine finds.
struct Teller<'a, 'js> {
    ctx: &'a Ctx<'js>,
    object: Object<'js>,
    connection: &'a Connection,
    /// What a callback threw.
    thrown: Option<Error>,
}

impl<'js> Teller<'_, 'js> {
    /// Calls a property, when it is a function; ticks wait until the machine stops.
    fn call(
        &mut self,
        key: u32,
        arguments: Vec<Value<'js>>,
    ) -> std::result::Result<Option<Value<'js>>, Stop> {
        let called = self.object.get::<_, Value>(key).and_then(|function| {
            let Some(function) = function.into_function() else { return Ok(None) };
            callback::call_without_queues(self.ctx, &self.object, function, arguments).map(Some)
        });
        called.map_err(|error| self.stop_with(error))
    }

    /// The same as a callback of its own (`MakeCallback`): ticks behind it when it is the outermost.
    fn call_back(&mut self, key: u32, arguments: Vec<Value<'js>>) -> Answer {
        if callback::is_within(self.ctx) {
            return self.call(key, arguments).map(drop);
        }
        let called = self.object.get::<_, Value>(key).and_then(|function| {
            let Some(function) = function.into_function() else { return Ok(true) };
            let this = self.object.clone().into_value();
            callback::make_callback(self.ctx, this, function, arguments).map(|told| told.is_some())
        });
        match called {
            Ok(true) => Ok(()),
            Ok(false) => Err(user_error("HPE_JS_EXCEPTION:JS Exception")),
            Err(error) => Err(self.stop_with(error)),
        }
    }

    fn stop_with(&mut self, error: Error) -> Stop {
        self.thrown = Some(error);
        user_error("HPE_JS_EXCEPTION:JS Exception")
    }

    /// Counts bytes of the headers.
    fn track(&self, length: usize) -> Answer {
        let mut text = self.connection.text.borrow_mut();
        text.header_bytes = text.header_bytes.saturating_add(length as u64);
        if text.header_bytes >= self.connection.header_limit.get() {
            return Err(user_error("HPE_HEADER_OVERFLOW:Header overflow"));
        }
        Ok(())
    }

    fn undefined(&self) -> Value<'js> {
        Value::new_undefined(self.ctx.clone())
    }

    /// The headers read so far, names and values in turn; they are told once.
    fn take_headers(&self) -> Result<Value<'js>> {
        let fields = std::mem::take(&mut self.connection.text.borrow_mut().fields);
        let headers = Array::new(self.ctx.clone())?;
        for (index, (field, value)) in fields.iter().enumerate() {
            headers.set(2 * index, strings::from_latin1(self.ctx, field)?)?;
            let blanks = value.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let value = value.get(..value.len() - blanks).unwrap_or_default();
            headers.set(2 * index + 1, strings::from_latin1(self.ctx, value)?)?;
        }
        Ok(headers.into_value())
    }

    fn url_so_far(&self) -> Result<Value<'js>> {
        Ok(strings::from_latin1(self.ctx, &self.connection.text.borrow().url)?.into_value())
    }

    /// Tells headers before they are complete, or trailers.
    fn flush(&mut self) -> Answer {
        let told = self.take_headers().and_then(|headers| Ok(vec![headers, self.url_so_far()?]));
        let arguments = told.map_err(|error| self.stop_with(error))?;
        {
            let mut text = self.connection.text.borrow_mut();
            text.url.clear();
            text.flushed = true;
        }
        self.call_back(key::HEADERS, arguments)
    }

    fn head_arguments(&mut self, head: Head) -> Result<Vec<Value<'js>>> {
        let integer = |value: u32| Value::new_number(self.ctx.clone(), f64::from(value));
        let flushed = self.connection.text.borrow().flushed;
        let (mut method, mut status, mut reason) =
            (self.undefined(), self.undefined(), self.undefined());
        let (mut headers, mut url) = (self.undefined(), self.undefined());
        if !flushed {
            headers = self.take_headers()?;
        }
        match head.kind {
            Kind::Request => {
                method = integer(u32::from(head.method));
                if !flushed {
                    url = self.url_so_far()?;
                }
            }
            Kind::Response => {
                status = integer(u32::from(head.status));
                let text = std::mem::take(&mut self.connection.text.borrow_mut().status);
                reason = strings::from_latin1(self.ctx, &text)?.into_value();
            }
        }
        Ok(vec![
            integer(u32::from(head.major)),
            integer(u32::from(head.minor)),
            headers,
            method,
            url,
            status,
            reason,
            Value::new_bool(self.ctx.clone(), head.upgrade),
            Value::new_bool(self.ctx.clone(), head.keep_alive),
        ])
    }
}

impl Events for Teller<'_, '_> {
    fn message_begin(&mut self) -> Answer {
        {
            let mut text = self.connection.text.borrow_mut();
            text.url.clear();
            text.status.clear();
            text.fields.clear();
            text.in_field = false;
            text.extension_bytes = 0;
        }
        self.connection.headers_completed.set(false);
        self.connection.message_start.set(sys::monotonic_nanoseconds().max(1));
        self.connection.active.set(self.connection.list.get() != 0);
        // What it throws is told where the parser was called; the message goes on.
        let _ = self.call(key::MESSAGE_BEGIN, Vec::new());
        Ok(())
    }

    fn url(&mut self, piece: &[u8]) -> Answer {
        self.track(piece.len())?;
        self.connection.text.borrow_mut().url.extend_from_slice(piece);
        Ok(())
    }

    fn status(&mut self, piece: &[u8]) -> Answer {
        self.track(piece.len())?;
        self.connection.text.borrow_mut().status.extend_from_slice(piece);
        Ok(())
    }

    fn header_field(&mut self, piece: &[u8]) -> Answer {
        self.track(piece.len())?;
        let (starts, full) = {
            let text = self.connection.text.borrow();
            (!text.in_field, text.fields.len() >= FIELDS_AT_ONCE)
        };
        if starts && full {
            self.flush()?;
        }
        let mut text = self.connection.text.borrow_mut();
        if starts {
            text.fields.push(Default::default());
            text.in_field = true;
        }
        if let Some((field, _)) = text.fields.last_mut() {
            field.extend_from_slice(piece);
        }
        Ok(())
    }

    fn header_value(&mut self, piece: &[u8]) -> Answer {
        self.track(piece.len())?;
        let mut text = self.connection.text.borrow_mut();
        text.in_field = false;
        if let Some((_, value)) = text.fields.last_mut() {
            value.extend_from_slice(piece);
        }
        Ok(())
    }

    fn headers_complete(&mut self, head: Head) -> std::result::Result<Body, Stop> {
        self.connection.headers_completed.set(true);
        self.connection.text.borrow_mut().header_bytes = 0;
        let told = self.object.get::<_, Value>(key::HEADERS_COMPLETE);
        if !told.map_err(|error| self.stop_with(error))?.is_function() {
            return Ok(Body::AsHeadersSay);
        }
        if self.connection.text.borrow().flushed {
            self.flush()?;
        }
        let arguments = self.head_arguments(head).map_err(|error| self.stop_with(error))?;
        let answer = self.call(key::HEADERS_COMPLETE, arguments)?;
        match answer.and_then(|answer| answer.as_number()).unwrap_or(0.0) as i64 {
            0 => Ok(Body::AsHeadersSay),
            1 => Ok(Body::None),
            2 => Ok(Body::NoneAndUpgrade),
            _ => Err(Stop::Fail(http1::Error::new(
                Code::CallbackHeadersComplete,
                "User callback error",
            ))),
        }
    }

    fn body(&mut self, piece: &[u8]) -> Answer {
        if piece.is_empty() {
            return Ok(());
        }
        let buffer = codecs::buffer(self.ctx, piece.to_vec());
        let buffer = buffer.map_err(|error| self.stop_with(error))?;
        self.call_back(key::BODY, vec![buffer.into_value()])
    }

    fn chunk_header(&mut self) -> Answer {
        let mut text = self.connection.text.borrow_mut();
        (text.header_bytes, text.extension_bytes) = (0, 0);
        Ok(())
    }

    fn chunk_extension(&mut self, piece: &[u8]) -> Answer {
        let mut text = self.connection.text.borrow_mut();
        text.extension_bytes = text.extension_bytes.saturating_add(piece.len());
        if text.extension_bytes > CHUNK_EXTENSIONS_MAX {
            return Err(user_error("HPE_CHUNK_EXTENSIONS_OVERFLOW:Chunk extensions overflow"));
        }
        Ok(())
    }

    fn chunk_complete(&mut self) -> Answer {
        self.connection.text.borrow_mut().header_bytes = 0;
        Ok(())
    }

    fn message_complete(&mut self) -> Answer {
        self.connection.message_start.set(0);
        self.connection.active.set(false);
        if !self.connection.text.borrow().fields.is_empty() {
            self.flush()?;
        }
        self.call(key::MESSAGE_COMPLETE, Vec::new()).map(drop)
    }
}

/// Parses what a stream reads.
struct Consumer {
    connection: Rc<Connection>,
    parser: Persistent<Object<'static>>,
}

impl Listener for Consumer {
    fn read(
        &self,
        ctx: &Ctx<'_>,
        stream: &Persistent<Object<'static>>,
        data: std::result::Result<Vec<u8>, i32>,
    ) -> Result<()> {
        let data = match data {
            Ok(data) => data,
            Err(errno) => {
                return report::read(ctx, &stream.clone().restore(ctx)?, Err(errno));
            }
        };
        let parser = self.parser.clone().restore(ctx)?;
        let kept: Rc<[u8]> = data.as_slice().into();
        let answer = self.connection.execute(ctx, parser.clone(), data)?;
        let told: Value = parser.get(key::EXECUTE)?;
        let Some(function) = told.into_function() else { return Ok(()) };
        self.connection.current.replace(kept);
        let called = callback::make_callback(ctx, parser.into_value(), function, vec![answer]);
        self.connection.current.replace(Rc::default());
        called.map(drop)
    }
}
