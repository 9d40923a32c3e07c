//! The first line of a message: method, target and version, or version, status and reason.

use super::{
    Answer, Events,
    characters::{URL, USER_INFORMATION},
    error::Code,
    lenient,
    method::{self, CONNECT, PRI, Prefix, SOURCE},
    parser::{Cursor, Kind, Parser, Progress, Span, State, Step, UrlEnd as EndOfUrl, fail},
};

/// What follows the line `PRI * HTTP/2.0` when it is HTTP/2 (RFC 9113, section 3.4).
const PREFACE: &[u8] = b"\r\n\r\nSM\r\n\r\n";

impl Parser {
    pub(super) fn step_line(
        &mut self,
        events: &mut impl Events,
        cursor: &mut Cursor<'_>,
    ) -> Progress {
        match self.state {
            State::UrlEnd(end) => return self.url_ended(cursor, end),
            State::VersionEnd => return self.version_ended(),
            _ => {}
        }
        let Some(byte) = cursor.peek() else { return Ok(Step::End) };
        match (self.state, byte) {
            (State::Method, _) => self.method(cursor, byte),
            (State::SpaceAfterMethod, b' ') => self.take(cursor, State::SpacesBeforeUrl),
            (State::SpaceAfterMethod, _) => {
                fail(Code::InvalidMethod, "Expected space after method")
            }
            (State::SpacesBeforeUrl, b' ') => self.take(cursor, State::SpacesBeforeUrl),
            (State::SpacesBeforeUrl, _) => {
                self.start_span(cursor, Span::Url);
                self.go(if self.method == CONNECT { State::UrlServer } else { State::UrlStart })
            }
            (
                State::UrlStart
                | State::UrlScheme
                | State::UrlSlash1
                | State::UrlSlash2
                | State::UrlServer
                | State::UrlServerWithAt
                | State::UrlPath
                | State::UrlQuery
                | State::UrlFragment,
                _,
            ) => self.url(events, cursor, byte),
            (State::UrlLineFeed, b'\n') => self.take(cursor, State::HeadersStart),
            (State::UrlLineFeed, _) => fail(Code::InvalidUrl, "Expected CRLF"),
            (State::ProtocolStart, b' ') => self.take(cursor, State::ProtocolStart),
            (State::ProtocolStart, _) => {
                self.word.clear();
                self.go(State::Protocol)
            }
            (State::Protocol, _) => self.request_protocol(cursor, byte),
            (State::ResponseProtocol, _) => {
                if !self.is_protocol(cursor, byte, &[b"HTTP/"])? {
                    return Ok(Step::Again);
                }
                self.go(State::Major)
            }
            (State::Major, b'0'..=b'9') => {
                self.major = byte - b'0';
                self.take(cursor, State::Dot)
            }
            (State::Major, _) => fail(Code::InvalidVersion, "Invalid major version"),
            (State::Dot, b'.') => self.take(cursor, State::Minor),
            (State::Dot, _) => fail(Code::InvalidVersion, "Expected dot"),
            (State::Minor, b'0'..=b'9') => {
                self.minor = byte - b'0';
                self.take(cursor, State::VersionEnd)
            }
            (State::Minor, _) => fail(Code::InvalidVersion, "Invalid minor version"),
            (State::PriPreface, _) => self.preface(cursor, byte),
            (State::RequestLineEnd, b'\r') => self.take(cursor, State::RequestLineFeed),
            (State::RequestLineEnd, b'\n') if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => {
                self.take(cursor, State::RequestLineFeed)
            }
            (State::RequestLineEnd, b'\n') => {
                Self::refuse_taken(cursor, Code::InvalidVersion, "Expected CRLF after version")
            }
            (State::RequestLineEnd, _) => fail(Code::InvalidVersion, "Expected CRLF after version"),
            (State::RequestLineFeed, b'\n') => self.take(cursor, State::HeadersStart),
            (State::RequestLineFeed, _) if self.allows(lenient::OPTIONAL_LF_AFTER_CR) => {
                self.go(State::HeadersStart)
            }
            (State::RequestLineFeed, _) => fail(Code::Strict, "Expected CRLF after version"),
            _ => self.status_line(events, cursor, byte),
        }
    }

    fn method(&mut self, cursor: &mut Cursor<'_>, byte: u8) -> Progress {
        self.word.push(byte);
        match method::prefix(self.word.text()) {
            Prefix::Whole(method) => {
                self.method = method;
                self.take(cursor, State::SpaceAfterMethod)
            }
            Prefix::Open(_) => self.take(cursor, State::Method),
            Prefix::Unknown => {
                // The byte does not belong to it: what came before may be a whole method.
                self.word.pop();
                match method::prefix(self.word.text()) {
                    Prefix::Open(Some(method)) => {
                        self.method = method;
                        self.go(State::SpaceAfterMethod)
                    }
                    _ => fail(Code::InvalidMethod, "Invalid method encountered"),
                }
            }
        }
    }

    // The target

    fn url(&mut self, events: &mut impl Events, cursor: &mut Cursor<'_>, byte: u8) -> Progress {
        use State::*;
        let end = match byte {
            b' ' => Some(EndOfUrl::Space),
            b'\r' => Some(EndOfUrl::CarriageReturn),
            b'\n' => Some(EndOfUrl::LineFeed),
            _ => None,
        };
        if let Some(end) = end {
            if matches!(self.state, UrlStart | UrlScheme | UrlSlash1 | UrlSlash2) {
                let reason = "Invalid characters in url";
                return Self::refuse_taken(cursor, Code::InvalidUrl, reason);
            }
            self.end_span(events, cursor, UrlEnd(end))?;
            return Ok(Step::Again);
        }
        if matches!(byte, b'\t' | b'\x0c') {
            return Self::refuse_taken(cursor, Code::InvalidUrl, "Invalid characters in url");
        }
        match (self.state, byte) {
            (UrlStart, b'/' | b'*') => self.take(cursor, UrlPath),
            (UrlStart, _) if byte.is_ascii_alphabetic() => self.go(UrlScheme),
            (UrlStart, _) => fail(Code::InvalidUrl, "Unexpected start char in url"),
            (UrlScheme, b':') => self.take(cursor, UrlSlash1),
            (UrlScheme, _) if byte.is_ascii_alphabetic() => self.take(cursor, UrlScheme),
            (UrlSlash1, b'/') => self.take(cursor, UrlSlash2),
            (UrlSlash2, b'/') => self.take(cursor, UrlServer),
            (UrlScheme | UrlSlash1 | UrlSlash2, _) => {
                fail(Code::InvalidUrl, "Unexpected char in url schema")
            }
            (UrlServer | UrlServerWithAt, b'/') => self.take(cursor, UrlPath),
            (UrlServer | UrlServerWithAt, b'?') => self.take(cursor, UrlQuery),
            (UrlServer, b'@') => self.take(cursor, UrlServerWithAt),
            (UrlServerWithAt, b'@') => {
                Self::refuse_taken(cursor, Code::InvalidUrl, "Double @ in url")
            }
            (UrlServer | UrlServerWithAt, _)
                if USER_INFORMATION.has(byte) || matches!(byte, b'[' | b']') =>
            {
                self.take(cursor, UrlServer)
            }
            (UrlServer | UrlServerWithAt, _) => {
                fail(Code::InvalidUrl, "Unexpected char in url server")
            }
            (UrlPath, b'?') => self.take(cursor, UrlQuery),
            (UrlPath | UrlQuery, b'#') => self.take(cursor, UrlFragment),
            (UrlQuery, b'?') | (UrlFragment, b'?' | b'#') => self.take(cursor, self.state),
            _ if URL.has(byte) => {
                let run = cursor.rest().iter().take_while(|byte| URL.has(**byte)).count();
                cursor.at += run;
                Ok(Step::Again)
            }
            (UrlPath, _) => fail(Code::InvalidUrl, "Invalid char in url path"),
            (UrlQuery, _) => fail(Code::InvalidUrl, "Invalid char in url query"),
            _ => fail(Code::InvalidUrl, "Invalid char in url fragment start"),
        }
    }

    /// The byte that ended the target is under the cursor. Without a version it is HTTP/0.9.
    fn url_ended(&mut self, cursor: &mut Cursor<'_>, end: EndOfUrl) -> Progress {
        if end == EndOfUrl::Space {
            return self.take(cursor, State::ProtocolStart);
        }
        (self.major, self.minor) = (0, 9);
        let carriage_return = end == EndOfUrl::CarriageReturn;
        self.take(cursor, if carriage_return { State::UrlLineFeed } else { State::HeadersStart })
    }

    // The version

    /// Takes the byte when it goes on with one of the words; whether the word is complete then.
    fn is_protocol(
        &mut self,
        cursor: &mut Cursor<'_>,
        byte: u8,
        words: &[&[u8]],
    ) -> Result<bool, super::Stop> {
        self.word.push(byte);
        if !words.iter().any(|word| word.starts_with(self.word.text())) {
            return fail(Code::InvalidConstant, "Expected HTTP/");
        }
        cursor.at += 1;
        Ok(words.contains(&self.word.text()))
    }

    fn request_protocol(&mut self, cursor: &mut Cursor<'_>, byte: u8) -> Progress {
        if !self.is_protocol(cursor, byte, &[b"HTTP/", b"RTSP/", b"ICE/"])? {
            return Ok(Step::Again);
        }
        let (fits, reason) = match self.word.text() {
            b"HTTP/" => (method::is_http(self.method), "Invalid method for HTTP/x.x request"),
            b"RTSP/" => (method::is_rtsp(self.method), "Invalid method for RTSP/x.x request"),
            _ => (self.method == SOURCE, "Expected SOURCE method for ICE/x.x request"),
        };
        if fits { self.go(State::Major) } else { fail(Code::InvalidConstant, reason) }
    }

    fn version_ended(&mut self) -> Progress {
        let known = matches!((self.major, self.minor), (0, 9) | (1, 0 | 1) | (2, 0));
        if !known && !self.allows(lenient::VERSION) {
            return fail(Code::InvalidVersion, "Invalid HTTP version");
        }
        self.word.clear();
        self.go(match self.kind {
            Kind::Response => State::SpaceAfterVersion,
            Kind::Request if self.method == PRI => State::PriPreface,
            Kind::Request => State::RequestLineEnd,
        })
    }

    fn preface(&mut self, cursor: &mut Cursor<'_>, byte: u8) -> Progress {
        self.word.push(byte);
        if !PREFACE.starts_with(self.word.text()) {
            return fail(Code::InvalidVersion, "Expected HTTP/2 Connection Preface");
        }
        cursor.at += 1;
        if self.word.text().len() < PREFACE.len() {
            return Ok(Step::Again);
        }
        fail(Code::PausedH2Upgrade, "Pause on PRI/Upgrade")
    }

    // The status

    fn status_line(
        &mut self,
        events: &mut impl Events,
        cursor: &mut Cursor<'_>,
        byte: u8,
    ) -> Progress {
        match (self.state, byte) {
            (State::SpaceAfterVersion, b' ') => {
                self.status = 0;
                self.take(cursor, State::StatusDigit(0))
            }
            (State::SpaceAfterVersion, _) => {
                fail(Code::InvalidVersion, "Expected space after version")
            }
            (State::StatusDigit(index), b'0'..=b'9') => {
                self.status = self.status * 10 + u16::from(byte - b'0');
                let next =
                    if index < 2 { State::StatusDigit(index + 1) } else { State::StatusOtherwise };
                self.take(cursor, next)
            }
            (State::StatusDigit(_), _) => fail(Code::InvalidStatus, "Invalid status code"),
            (State::StatusOtherwise, b' ') => {
                cursor.at += 1;
                self.start_span(cursor, Span::Status);
                self.go(State::StatusText)
            }
            (State::StatusOtherwise, b'\r') => self.take(cursor, State::ResponseLineFeed),
            (State::StatusOtherwise, b'\n') if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => {
                self.take(cursor, State::HeadersStart)
            }
            (State::StatusOtherwise, b'\n') => {
                Self::refuse_taken(cursor, Code::InvalidStatus, "Invalid response status")
            }
            (State::StatusOtherwise, _) => fail(Code::InvalidStatus, "Invalid response status"),
            (State::StatusText, b'\r' | b'\n') => self.status_ended(events, cursor, byte),
            (State::StatusText, _) => {
                let ends = |byte: &&u8| !matches!(**byte, b'\r' | b'\n');
                cursor.at += cursor.rest().iter().take_while(ends).count();
                Ok(Step::Again)
            }
            (_, b'\n') => self.take(cursor, State::HeadersStart),
            _ if self.allows(lenient::OPTIONAL_LF_AFTER_CR) => self.go(State::HeadersStart),
            _ => fail(Code::Strict, "Expected LF after CR"),
        }
    }

    fn status_ended(
        &mut self,
        events: &mut impl Events,
        cursor: &mut Cursor<'_>,
        byte: u8,
    ) -> Progress {
        let next = if byte == b'\r' { State::ResponseLineFeed } else { State::HeadersStart };
        let told: Answer = self.end_span(events, cursor, next);
        // The byte belongs to the line's end whatever the callback answers.
        cursor.at += 1;
        told?;
        if byte == b'\n' && !self.allows(lenient::OPTIONAL_CR_BEFORE_LF) {
            return fail(Code::CrExpected, "Missing expected CR after response line");
        }
        Ok(Step::Again)
    }
}
