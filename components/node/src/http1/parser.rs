//! The state of a connection, and the loop over the bytes.
//!
//! A state looks at the next byte and either takes it or goes to another state. Text that is told in
//! pieces is a *span*: it starts at a state's wish, is told when it ends, and what there is of it is
//! told at the end of the input.

use super::{
    Answer, Body, Events, Head, Stop,
    error::{Code, Error},
    lenient,
    method::CONNECT,
};

/// What is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Requests.
    Request,
    /// Responses.
    Response,
}

/// What the headers of a message say, and how far it is.
pub(super) mod flag {
    pub const CONNECTION_KEEP_ALIVE: u16 = 1 << 0;
    pub const CONNECTION_CLOSE: u16 = 1 << 1;
    pub const CONNECTION_UPGRADE: u16 = 1 << 2;
    pub const CHUNKED: u16 = 1 << 3;
    pub const UPGRADE: u16 = 1 << 4;
    pub const CONTENT_LENGTH: u16 = 1 << 5;
    pub const SKIP_BODY: u16 = 1 << 6;
    pub const TRAILING: u16 = 1 << 7;
    pub const TRANSFER_ENCODING: u16 = 1 << 9;
}

/// Which text is being told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Span {
    Url,
    Status,
    HeaderField,
    HeaderValue,
    ChunkExtension,
    Body,
}

/// Which header it is, and what its value turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Header {
    General,
    Connection,
    ContentLength,
    TransferEncoding,
    Upgrade,
    ConnectionKeepAlive,
    ConnectionClose,
    ConnectionUpgrade,
    TransferEncodingChunked,
}

/// What the end of the input would mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finish {
    Safe,
    /// It ends the message.
    SafeWithMessage,
    Unsafe,
}

/// Where in a message the parser is. The files of the states say what each waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Start,
    Begun,
    // line.rs
    Method,
    SpaceAfterMethod,
    SpacesBeforeUrl,
    UrlStart,
    UrlScheme,
    UrlSlash1,
    UrlSlash2,
    UrlServer,
    UrlServerWithAt,
    UrlPath,
    UrlQuery,
    UrlFragment,
    UrlEnd(UrlEnd),
    UrlLineFeed,
    ProtocolStart,
    Protocol,
    Major,
    Dot,
    Minor,
    VersionEnd,
    PriPreface,
    RequestLineEnd,
    RequestLineFeed,
    ResponseProtocol,
    SpaceAfterVersion,
    StatusDigit(u8),
    StatusOtherwise,
    StatusText,
    ResponseLineFeed,
    // headers.rs
    HeadersStart,
    FieldStart,
    Field,
    FieldColon,
    FieldColonBlanks,
    FieldGeneral,
    FieldDone,
    ValueBlanks,
    ValueBlanksLineFeed,
    ValueFold,
    ValueStart,
    Value,
    ValueOtherwise,
    ValueLenient,
    ValueLineFeed,
    ValueNextLine,
    Chunked,
    ChunkedLast,
    CodingToken,
    CodingBlanks,
    Length,
    LengthBlanks,
    ConnectionStart,
    ConnectionWord,
    ConnectionBlanks,
    ConnectionToken,
    HeadersLineFeed,
    HeadersComplete,
    HeadersDone,
    // body.rs
    ChunkSizeStart,
    ChunkSizeFirst,
    ChunkSize,
    ChunkSizeEnd,
    ChunkExtensions,
    ChunkExtensionName,
    ChunkExtensionValue,
    ChunkExtensionQuoted,
    ChunkExtensionEscape,
    ChunkExtensionQuotedDone,
    ChunkSizeLineFeed,
    ChunkHeader,
    ChunkDataStart,
    Counted,
    ChunkDataEnd,
    ChunkDataLineFeed,
    ChunkComplete,
    LastChunkComplete,
    IdentityStart,
    UntilEnd,
    MessageDone,
    /// Done, and whatever was said, nothing else follows.
    LastMessageDone,
    /// Done, and whatever was said, another message follows.
    BodilessDone,
    Upgraded,
    Cleanup,
    Closed,
    Restart,
}

/// What ended a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UrlEnd {
    Space,
    CarriageReturn,
    LineFeed,
}

/// What the loop does after a state.
pub(super) enum Step {
    /// Look at the byte under the cursor again, in the new state.
    Again,
    /// There is none left.
    End,
}

/// What a state answers; an error ends or pauses the parser at the cursor.
pub(super) type Progress = Result<Step, Stop>;

/// The input and the place in it.
pub(super) struct Cursor<'a> {
    pub data: &'a [u8],
    pub at: usize,
    /// Where the span that is being told starts in it.
    pub span_start: usize,
}

impl Cursor<'_> {
    /// The next byte.
    pub fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    /// What is left.
    pub fn rest(&self) -> &[u8] {
        self.data.get(self.at..).unwrap_or_default()
    }
}

/// The parser of one connection.
#[derive(Debug, Clone)]
pub struct Parser {
    pub(super) kind: Kind,
    pub(super) lenient: u16,
    pub(super) state: State,
    pub(super) flags: u16,
    pub(super) header: Header,
    /// `Content-Length`, or what is left of it, or of the chunk.
    pub(super) length: u64,
    pub(super) major: u8,
    pub(super) minor: u8,
    pub(super) method: u8,
    pub(super) status: u16,
    pub(super) upgrade: bool,
    /// What has been read of a word that is compared.
    pub(super) word: Word,
    pub(super) span: Option<Span>,
    /// Where to go when a counted body is complete.
    pub(super) after_counted: State,
    finish: Finish,
    error: Option<Error>,
    error_position: usize,
}

/// The beginning of a word; longer ones are not among those it is compared with.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word {
    bytes: [u8; 20],
    length: usize,
}

impl Word {
    pub fn clear(&mut self) {
        self.length = 0;
    }

    /// Adds a byte; one too many is left out, which makes it equal to nothing.
    pub fn push(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.length) {
            *slot = byte;
            self.length += 1;
        }
    }

    pub fn pop(&mut self) {
        self.length = self.length.saturating_sub(1);
    }

    pub fn text(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

pub(super) fn fail<T>(code: Code, reason: &'static str) -> Result<T, Stop> {
    Err(Stop::Fail(Error::new(code, reason)))
}

impl Parser {
    /// A parser at the start of a connection; `lenient` is a set of [`lenient`]'s flags.
    pub fn new(kind: Kind, lenient: u16) -> Self {
        Self {
            kind,
            lenient,
            state: State::Start,
            flags: 0,
            header: Header::General,
            length: 0,
            major: 0,
            minor: 0,
            method: 0,
            status: 0,
            upgrade: false,
            word: Word::default(),
            span: None,
            after_counted: State::MessageDone,
            finish: Finish::Safe,
            error: None,
            error_position: 0,
        }
    }

    /// Parses more input. After an error nothing but [`Self::resume`] helps: the same error again.
    ///
    /// # Errors
    /// What stopped the parser, at [`Self::error_position`]: also a pause, and an upgrade
    /// ([`Code::PausedUpgrade`]), behind which the bytes belong to another protocol.
    pub fn execute(&mut self, events: &mut impl Events, data: &[u8]) -> Result<(), Error> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        let mut cursor = Cursor { data, at: 0, span_start: 0 };
        let ended = self.run(events, &mut cursor);
        let ended = ended.and_then(|()| match cursor.span_start < data.len() {
            true => self.tell_span(events, &cursor, data.len()),
            false => Ok(()),
        });
        ended.map_err(|stop| {
            let error = match stop {
                Stop::Pause => Error::new(Code::Paused, "Paused"),
                Stop::Fail(error) => error,
            };
            self.error_position = cursor.at;
            self.error = Some(error.clone());
            error
        })
    }

    /// The input ends.
    ///
    /// # Errors
    /// When it ends within a message.
    pub fn finish(&mut self, events: &mut impl Events) -> Result<(), Error> {
        if self.error.is_some() {
            return Ok(());
        }
        match self.finish {
            Finish::Safe => Ok(()),
            Finish::SafeWithMessage => match events.message_complete() {
                Ok(()) => Ok(()),
                Err(Stop::Pause) => Err(Error::new(Code::Paused, "Paused")),
                Err(Stop::Fail(error)) => Err(error),
            },
            Finish::Unsafe => Err(Error::new(Code::InvalidEofState, "Invalid EOF state")),
        }
    }

    /// Stops before the next input.
    pub fn pause(&mut self) {
        self.error.get_or_insert(Error::new(Code::Paused, "Paused"));
    }

    /// Goes on after a pause or an upgrade.
    pub fn resume(&mut self) {
        let pauses = [Code::Paused, Code::PausedUpgrade];
        self.error = self.error.take().filter(|error| !pauses.contains(&error.code));
    }

    /// Where in the last input the error was.
    pub fn error_position(&self) -> usize {
        self.error_position
    }

    /// The error that stopped it.
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// Whether the message asks for another protocol behind it.
    pub fn upgrade(&self) -> bool {
        self.upgrade
    }

    /// What the headers said.
    pub fn head(&self) -> Head {
        Head {
            kind: self.kind,
            major: self.major,
            minor: self.minor,
            method: self.method,
            status: self.status,
            upgrade: self.upgrade,
            keep_alive: self.keeps_alive(),
        }
    }

    pub(super) fn has(&self, flag: u16) -> bool {
        self.flags & flag != 0
    }

    pub(super) fn allows(&self, lenient: u16) -> bool {
        self.lenient & lenient != 0
    }

    fn run(&mut self, events: &mut impl Events, cursor: &mut Cursor<'_>) -> Answer {
        loop {
            let step = match self.state {
                State::Start => self.start(cursor),
                State::Begun => self.begin(events),
                State::HeadersStart
                | State::FieldStart
                | State::Field
                | State::FieldColon
                | State::FieldColonBlanks
                | State::FieldGeneral
                | State::FieldDone
                | State::ValueBlanks
                | State::ValueBlanksLineFeed
                | State::ValueFold
                | State::ValueStart
                | State::Value
                | State::ValueOtherwise
                | State::ValueLenient
                | State::ValueLineFeed
                | State::ValueNextLine
                | State::Chunked
                | State::ChunkedLast
                | State::CodingToken
                | State::CodingBlanks
                | State::Length
                | State::LengthBlanks
                | State::ConnectionStart
                | State::ConnectionWord
                | State::ConnectionBlanks
                | State::ConnectionToken
                | State::HeadersLineFeed => self.step_headers(events, cursor),
                State::HeadersComplete => self.headers_complete(events),
                State::HeadersDone => self.headers_done(),
                State::ChunkSizeStart
                | State::ChunkSizeFirst
                | State::ChunkSize
                | State::ChunkSizeEnd
                | State::ChunkExtensions
                | State::ChunkExtensionName
                | State::ChunkExtensionValue
                | State::ChunkExtensionQuoted
                | State::ChunkExtensionEscape
                | State::ChunkExtensionQuotedDone
                | State::ChunkSizeLineFeed
                | State::ChunkHeader
                | State::ChunkDataStart
                | State::Counted
                | State::ChunkDataEnd
                | State::ChunkDataLineFeed
                | State::ChunkComplete
                | State::LastChunkComplete
                | State::IdentityStart
                | State::UntilEnd => self.step_body(events, cursor),
                State::MessageDone => self.message_done(events, self.upgrade),
                State::LastMessageDone => self.message_done(events, true),
                State::BodilessDone => self.message_done(events, false),
                State::Upgraded => self.upgraded(),
                State::Cleanup => self.clean_up(),
                State::Closed => self.closed(cursor),
                State::Restart => {
                    self.finish = Finish::Safe;
                    self.go(State::Start)
                }
                _ => self.step_line(events, cursor),
            };
            match step? {
                Step::Again => {}
                Step::End => return Ok(()),
            }
        }
    }

    pub(super) fn go(&mut self, state: State) -> Progress {
        self.state = state;
        Ok(Step::Again)
    }

    /// Takes the byte under the cursor.
    pub(super) fn take(&mut self, cursor: &mut Cursor<'_>, state: State) -> Progress {
        cursor.at += 1;
        self.go(state)
    }

    /// Takes the byte under the cursor, and that is an error behind it.
    pub(super) fn refuse_taken(
        cursor: &mut Cursor<'_>,
        code: Code,
        reason: &'static str,
    ) -> Progress {
        cursor.at += 1;
        fail(code, reason)
    }

    // Spans

    pub(super) fn start_span(&mut self, cursor: &mut Cursor<'_>, span: Span) {
        self.span = Some(span);
        cursor.span_start = cursor.at;
    }

    /// Tells the last piece of a span; the parser is in `next` when a callback stops it.
    pub(super) fn end_span(
        &mut self,
        events: &mut impl Events,
        cursor: &Cursor<'_>,
        next: State,
    ) -> Answer {
        self.state = next;
        let told = self.tell_span(events, cursor, cursor.at);
        self.span = None;
        told
    }

    fn tell_span(&mut self, events: &mut impl Events, cursor: &Cursor<'_>, end: usize) -> Answer {
        let Some(span) = self.span else { return Ok(()) };
        let piece = cursor.data.get(cursor.span_start..end).unwrap_or_default();
        match span {
            Span::Url => events.url(piece),
            Span::Status => events.status(piece),
            Span::HeaderField => events.header_field(piece),
            Span::HeaderValue => events.header_value(piece),
            Span::ChunkExtension => events.chunk_extension(piece),
            Span::Body => events.body(piece),
        }
    }

    // Between messages

    fn start(&mut self, cursor: &mut Cursor<'_>) -> Progress {
        match cursor.peek() {
            None => Ok(Step::End),
            Some(b'\r' | b'\n') => self.take(cursor, State::Start),
            Some(_) => {
                self.finish = Finish::Unsafe;
                self.go(State::Begun)
            }
        }
    }

    fn begin(&mut self, events: &mut impl Events) -> Progress {
        self.word.clear();
        self.state = match self.kind {
            Kind::Request => State::Method,
            Kind::Response => State::ResponseProtocol,
        };
        events.message_begin()?;
        Ok(Step::Again)
    }

    fn headers_complete(&mut self, events: &mut impl Events) -> Progress {
        self.upgrade = if self.has(flag::UPGRADE) && self.has(flag::CONNECTION_UPGRADE) {
            self.kind == Kind::Request || self.status == 101
        } else {
            self.kind == Kind::Request && self.method == CONNECT
        };
        self.state = State::HeadersDone;
        match events.headers_complete(self.head())? {
            Body::AsHeadersSay => {}
            Body::None => self.flags |= flag::SKIP_BODY,
            Body::NoneAndUpgrade => {
                self.upgrade = true;
                self.flags |= flag::SKIP_BODY;
            }
        }
        Ok(Step::Again)
    }

    /// What follows the headers (RFC 9112, section 6.3).
    fn headers_done(&mut self) -> Progress {
        let has_body = self.has(flag::CHUNKED) || self.length > 0;
        let connects = self.kind == Kind::Request && self.method == CONNECT;
        let response = if self.kind == Kind::Response { self.status } else { 0 };
        let ends = self.upgrade && (connects || self.has(flag::SKIP_BODY) || !has_body);
        if ends || response == 101 {
            // The rest of the connection is another protocol's.
            return self.go(State::LastMessageDone);
        }
        if self.has(flag::SKIP_BODY) || matches!(response, 100 | 102 | 103 | 204 | 304) {
            return self.go(State::BodilessDone);
        }
        if self.has(flag::CHUNKED) {
            return self.go(State::ChunkSizeStart);
        }
        if self.has(flag::TRANSFER_ENCODING) {
            let allowed = lenient::CHUNKED_LENGTH | lenient::TRANSFER_ENCODING;
            if self.kind == Kind::Request && !self.allows(allowed) {
                let reason = "Request has invalid `Transfer-Encoding`";
                return fail(Code::InvalidTransferEncoding, reason);
            }
            return self.go_until_end();
        }
        if !self.has(flag::CONTENT_LENGTH) {
            return if self.needs_end() {
                self.go_until_end()
            } else {
                self.go(State::BodilessDone)
            };
        }
        self.go(if self.length == 0 { State::BodilessDone } else { State::IdentityStart })
    }

    fn go_until_end(&mut self) -> Progress {
        self.finish = Finish::SafeWithMessage;
        self.span = None;
        self.go(State::UntilEnd)
    }

    fn message_done(&mut self, events: &mut impl Events, upgrades: bool) -> Progress {
        self.state = if upgrades { State::Upgraded } else { State::Cleanup };
        events.message_complete()?;
        Ok(Step::Again)
    }

    fn upgraded(&mut self) -> Progress {
        self.state = State::Cleanup;
        fail(Code::PausedUpgrade, "Pause on CONNECT/Upgrade")
    }

    fn clean_up(&mut self) -> Progress {
        let keeps_alive = self.keeps_alive();
        self.finish = Finish::Safe;
        self.flags = 0;
        if keeps_alive {
            self.length = 0;
        }
        let goes_on = keeps_alive || self.allows(lenient::KEEP_ALIVE);
        self.go(if goes_on { State::Restart } else { State::Closed })
    }

    fn closed(&mut self, cursor: &mut Cursor<'_>) -> Progress {
        match cursor.peek() {
            None => Ok(Step::End),
            Some(byte) => {
                cursor.at += 1;
                if matches!(byte, b'\r' | b'\n') || self.allows(lenient::DATA_AFTER_CLOSE) {
                    return Ok(Step::Again);
                }
                fail(Code::ClosedConnection, "Data after `Connection: close`")
            }
        }
    }

    /// Whether the body ends with the connection.
    fn needs_end(&self) -> bool {
        let bodiless = self.status / 100 == 1 || matches!(self.status, 204 | 304);
        if self.kind == Kind::Request || bodiless || self.has(flag::SKIP_BODY) {
            return false;
        }
        if self.has(flag::TRANSFER_ENCODING) && !self.has(flag::CHUNKED) {
            return true;
        }
        !self.has(flag::CHUNKED | flag::CONTENT_LENGTH)
    }

    fn keeps_alive(&self) -> bool {
        let agreed = if self.major > 0 && self.minor > 0 {
            !self.has(flag::CONNECTION_CLOSE)
        } else {
            self.has(flag::CONNECTION_KEEP_ALIVE)
        };
        agreed && !self.needs_end()
    }
}
