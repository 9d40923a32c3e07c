//! Header fields, and the trailers behind a chunked body.

use super::{
    Events,
    characters::{HEADER, LIST_ELEMENT, TOKEN},
    error::Code,
    lenient,
    parser::{Cursor, Header, Kind, Parser, Progress, Span, State, Step, fail, flag},
};

/// The names that mean something to the parser.
const SPECIAL: [(&[u8], Header); 5] = [
    (b"connection", Header::Connection),
    (b"content-length", Header::ContentLength),
    (b"proxy-connection", Header::Connection),
    (b"transfer-encoding", Header::TransferEncoding),
    (b"upgrade", Header::Upgrade),
];
/// What a `Connection` header may ask for.
const CONNECTION: [(&[u8], Header); 3] = [
    (b"close", Header::ConnectionClose),
    (b"upgrade", Header::ConnectionUpgrade),
    (b"keep-alive", Header::ConnectionKeepAlive),
];
const CHUNKED: &[u8] = b"chunked";

const INVALID_VALUE: &str = "Invalid header value char";

impl Parser {
    pub(super) fn step_headers(
        &mut self,
        events: &mut impl Events,
        cursor: &mut Cursor<'_>,
    ) -> Progress {
        use State::*;
        match self.state {
            FieldDone => return self.field_done(),
            ValueStart => return self.value_start(events, cursor),
            _ => {}
        }
        let Some(byte) = cursor.peek() else { return Ok(Step::End) };
        match (self.state, byte) {
            (HeadersStart, b' ') if self.allows(lenient::HEADERS) => self.take(cursor, FieldStart),
            (HeadersStart, b' ') => {
                let reason = "Unexpected space after start line";
                Self::refuse_taken(cursor, Code::UnexpectedSpace, reason)
            }
            (HeadersStart, _) => self.go(FieldStart),
            (FieldStart, b'\r') => self.take(cursor, HeadersLineFeed),
            (FieldStart, b'\n') => {
                cursor.at += 1;
                if !self.allows(lenient::OPTIONAL_CR_BEFORE_LF) {
                    return fail(Code::InvalidHeaderToken, "Invalid header field char");
                }
                self.headers_ended()
            }
            (FieldStart, b':') => fail(Code::InvalidHeaderToken, "Invalid header token"),
            (FieldStart, _) => {
                self.word.clear();
                self.start_span(cursor, Span::HeaderField);
                self.go(Field)
            }
            (Field, _) => self.special_name(cursor, byte),
            (FieldColon, b' ') if self.allows(lenient::HEADERS) => self.go(FieldColonBlanks),
            (FieldColon, b' ') => {
                let told = self.end_span(events, cursor, FieldColon);
                cursor.at += 1;
                told?;
                fail(Code::InvalidHeaderToken, "Invalid header field char")
            }
            (FieldColonBlanks, b' ') => self.take(cursor, FieldColonBlanks),
            (FieldColonBlanks, _) => self.go(FieldColon),
            (FieldColon | FieldGeneral, b':') => {
                let told = self.end_span(events, cursor, FieldDone);
                cursor.at += 1;
                told?;
                Ok(Step::Again)
            }
            (FieldColon, _) => {
                self.header = Header::General;
                self.go(FieldGeneral)
            }
            (FieldGeneral, _) if TOKEN.has(byte) => {
                cursor.at += cursor.rest().iter().take_while(|byte| TOKEN.has(**byte)).count();
                Ok(Step::Again)
            }
            (FieldGeneral, _) => fail(Code::InvalidHeaderToken, "Invalid header token"),
            (HeadersLineFeed, b'\n') => {
                cursor.at += 1;
                self.headers_ended()
            }
            (HeadersLineFeed, _) if self.allows(lenient::OPTIONAL_LF_AFTER_CR) => {
                self.headers_ended()
            }
            (HeadersLineFeed, _) => fail(Code::Strict, "Expected LF after headers"),
            _ => self.value(events, cursor, byte),
        }
    }

    fn headers_ended(&mut self) -> Progress {
        self.go(if self.has(flag::TRAILING) {
            State::LastChunkComplete
        } else {
            State::HeadersComplete
        })
    }

    /// Whether the name is one of [`SPECIAL`], byte by byte.
    fn special_name(&mut self, cursor: &mut Cursor<'_>, byte: u8) -> Progress {
        self.word.push(byte.to_ascii_lowercase());
        let text = self.word.text();
        if let Some((_, header)) = SPECIAL.iter().find(|(name, _)| *name == text) {
            self.header = *header;
            return self.take(cursor, State::FieldColon);
        }
        if SPECIAL.iter().any(|(name, _)| name.starts_with(text)) {
            return self.take(cursor, State::Field);
        }
        self.header = Header::General;
        self.go(State::FieldGeneral)
    }

    /// Of `Transfer-Encoding` and `Content-Length` only one may be there: who reads the other one
    /// would find another message behind (request smuggling).
    fn field_done(&mut self) -> Progress {
        let strict = !self.allows(lenient::CHUNKED_LENGTH);
        match self.header {
            Header::TransferEncoding if strict && self.has(flag::CONTENT_LENGTH) => fail(
                Code::InvalidTransferEncoding,
                "Transfer-Encoding can't be present with Content-Length",
            ),
            Header::ContentLength if strict && self.has(flag::TRANSFER_ENCODING) => fail(
                Code::InvalidContentLength,
                "Content-Length can't be present with Transfer-Encoding",
            ),
            _ => self.go(State::ValueBlanks),
        }
    }

    // Values

    fn value_start(&mut self, events: &mut impl Events, cursor: &mut Cursor<'_>) -> Progress {
        if cursor.peek().is_none() {
            return Ok(Step::End);
        }
        self.word.clear();
        match self.header {
            Header::Upgrade => {
                self.flags |= flag::UPGRADE;
                self.header = Header::General;
                self.go(State::Value)
            }
            Header::TransferEncoding => {
                if self.has(flag::CHUNKED) && self.forbids_coding_after_chunked() {
                    return self.refuse_coding(events, cursor);
                }
                self.flags |= flag::TRANSFER_ENCODING;
                self.flags &= !flag::CHUNKED;
                self.go(State::Chunked)
            }
            Header::ContentLength if self.has(flag::CONTENT_LENGTH) => {
                fail(Code::UnexpectedContentLength, "Duplicate Content-Length")
            }
            Header::ContentLength => self.go(State::Length),
            Header::Connection => self.go(State::ConnectionStart),
            _ => self.go(State::Value),
        }
    }

    fn value(&mut self, events: &mut impl Events, cursor: &mut Cursor<'_>, byte: u8) -> Progress {
        use State::*;
        match (self.state, byte) {
            (ValueBlanks, b' ' | b'\t') => self.take(cursor, ValueBlanks),
            (ValueBlanks, b'\r') => self.take(cursor, ValueBlanksLineFeed),
            (ValueBlanks, b'\n') if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => {
                self.take(cursor, ValueFold)
            }
            (ValueBlanks, b'\n') => {
                Self::refuse_taken(cursor, Code::InvalidHeaderToken, INVALID_VALUE)
            }
            (ValueBlanks, _) => {
                self.start_span(cursor, Span::HeaderValue);
                self.go(ValueStart)
            }
            (ValueBlanksLineFeed, b'\n') => self.take(cursor, ValueFold),
            (ValueBlanksLineFeed, _) if self.allows(lenient::HEADERS) => self.go(ValueFold),
            (ValueBlanksLineFeed, _) => fail(Code::Strict, "Expected LF after CR"),
            (ValueFold, b' ' | b'\t') if self.allows(lenient::HEADERS) => {
                self.take(cursor, ValueBlanks)
            }
            (ValueFold, b' ' | b'\t') => {
                Self::refuse_taken(cursor, Code::InvalidHeaderToken, INVALID_VALUE)
            }
            (ValueFold, _) => self.empty_value(events, cursor),
            (Value, _) if HEADER.has(byte) => {
                cursor.at += cursor.rest().iter().take_while(|byte| HEADER.has(**byte)).count();
                Ok(Step::Again)
            }
            (Value, _) => self.go(ValueOtherwise),
            (ValueOtherwise | ValueLenient, b'\r') => {
                let told = self.end_span(events, cursor, ValueLineFeed);
                cursor.at += 1;
                told?;
                Ok(Step::Again)
            }
            (ValueOtherwise, b'\n') => {
                self.end_span(events, cursor, ValueLineFeed)?;
                if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) {
                    return Ok(Step::Again);
                }
                fail(Code::CrExpected, "Missing expected CR after header value")
            }
            (ValueLenient, b'\n') => {
                self.end_span(events, cursor, ValueLineFeed)?;
                Ok(Step::Again)
            }
            (ValueOtherwise, _) if self.allows(lenient::HEADERS) => self.go(ValueLenient),
            (ValueOtherwise, _) => {
                self.end_span(events, cursor, ValueOtherwise)?;
                fail(Code::InvalidHeaderToken, INVALID_VALUE)
            }
            (ValueLenient, _) => self.take(cursor, ValueLenient),
            (ValueLineFeed, b'\n') => self.take(cursor, ValueNextLine),
            (ValueLineFeed, _) => fail(Code::LfExpected, "Missing expected LF after header value"),
            (ValueNextLine, b' ' | b'\t') => self.folded_value(cursor),
            (ValueNextLine, _) => {
                self.note_header();
                self.go(FieldStart)
            }
            (Length, b'0'..=b'9') => self.length_digit(events, cursor, byte),
            (Length, _) => self.go(LengthBlanks),
            (LengthBlanks, b' ' | b'\t') => self.take(cursor, LengthBlanks),
            (LengthBlanks, b'\r' | b'\n') => {
                self.flags |= flag::CONTENT_LENGTH;
                self.go(ValueOtherwise)
            }
            (LengthBlanks, _) => {
                self.end_span(events, cursor, LengthBlanks)?;
                fail(Code::InvalidContentLength, "Invalid character in Content-Length")
            }
            (Chunked | ChunkedLast | CodingToken | CodingBlanks, _) => {
                self.coding(events, cursor, byte)
            }
            _ => self.connection(cursor, byte),
        }
    }

    fn empty_value(&mut self, events: &mut impl Events, cursor: &mut Cursor<'_>) -> Progress {
        match self.header {
            Header::ContentLength => fail(Code::InvalidContentLength, "Empty Content-Length"),
            _ => {
                self.note_header();
                self.start_span(cursor, Span::HeaderValue);
                self.end_span(events, cursor, State::FieldStart)?;
                Ok(Step::Again)
            }
        }
    }

    /// A line that begins with a blank goes on with the value of the last one (obs-fold).
    fn folded_value(&mut self, cursor: &mut Cursor<'_>) -> Progress {
        if !self.allows(lenient::HEADERS) {
            let reason = "Unexpected whitespace after header value";
            return fail(Code::InvalidHeaderToken, reason);
        }
        if self.header == Header::TransferEncodingChunked {
            self.header = Header::General;
        }
        self.start_span(cursor, Span::HeaderValue);
        self.go(State::ValueStart)
    }

    /// What the value said counts from now on.
    fn note_header(&mut self) {
        let noted = match self.header {
            Header::ConnectionKeepAlive => flag::CONNECTION_KEEP_ALIVE,
            Header::ConnectionClose => flag::CONNECTION_CLOSE,
            Header::ConnectionUpgrade => flag::CONNECTION_UPGRADE,
            Header::TransferEncodingChunked => {
                self.flags |= flag::CHUNKED;
                return;
            }
            _ => return,
        };
        self.flags |= noted;
        self.header = Header::Connection;
    }

    fn length_digit(
        &mut self,
        events: &mut impl Events,
        cursor: &mut Cursor<'_>,
        byte: u8,
    ) -> Progress {
        cursor.at += 1;
        let digit = u64::from(byte - b'0');
        match self.length.checked_mul(10).and_then(|length| length.checked_add(digit)) {
            Some(length) => {
                self.length = length;
                Ok(Step::Again)
            }
            None => {
                self.end_span(events, cursor, State::Length)?;
                fail(Code::InvalidContentLength, "Content-Length overflow")
            }
        }
    }

    // Transfer-Encoding

    /// In a request `chunked` is the last coding (RFC 9112, section 6.1).
    fn forbids_coding_after_chunked(&self) -> bool {
        self.kind == Kind::Request && !self.allows(lenient::TRANSFER_ENCODING)
    }

    fn refuse_coding(&mut self, events: &mut impl Events, cursor: &mut Cursor<'_>) -> Progress {
        let told = self.end_span(events, cursor, self.state);
        cursor.at += 1;
        told?;
        fail(Code::InvalidTransferEncoding, "Invalid `Transfer-Encoding` header value")
    }

    fn coding(&mut self, events: &mut impl Events, cursor: &mut Cursor<'_>, byte: u8) -> Progress {
        use State::*;
        match (self.state, byte) {
            (Chunked, _) => {
                self.word.push(byte.to_ascii_lowercase());
                if self.word.text() == CHUNKED {
                    return self.take(cursor, ChunkedLast);
                }
                if CHUNKED.starts_with(self.word.text()) {
                    return self.take(cursor, Chunked);
                }
                self.go(CodingToken)
            }
            (ChunkedLast, b' ') => self.take(cursor, ChunkedLast),
            (ChunkedLast, b'\r' | b'\n') => {
                self.header = Header::TransferEncodingChunked;
                self.go(ValueOtherwise)
            }
            (ChunkedLast, b',') if self.forbids_coding_after_chunked() => {
                self.refuse_coding(events, cursor)
            }
            (ChunkedLast, b',') => {
                self.word.clear();
                self.go(Chunked)
            }
            (ChunkedLast, _) => self.go(CodingToken),
            (CodingToken, b',') => self.take(cursor, CodingBlanks),
            (CodingToken, _) if LIST_ELEMENT.has(byte) => self.take(cursor, CodingToken),
            (CodingToken, _) => {
                self.header = Header::General;
                self.go(Value)
            }
            (_, b' ' | b'\t') => self.take(cursor, CodingBlanks),
            _ => {
                self.word.clear();
                self.go(Chunked)
            }
        }
    }

    // Connection

    fn connection(&mut self, cursor: &mut Cursor<'_>, byte: u8) -> Progress {
        use State::*;
        match (self.state, byte) {
            (ConnectionStart, b' ' | b'\t') => self.take(cursor, ConnectionStart),
            (ConnectionStart, _) => {
                self.word.clear();
                self.go(ConnectionWord)
            }
            (ConnectionWord, _) => {
                self.word.push(byte.to_ascii_lowercase());
                let text = self.word.text();
                if let Some((_, header)) = CONNECTION.iter().find(|(word, _)| *word == text) {
                    self.header = *header;
                    return self.take(cursor, ConnectionBlanks);
                }
                if CONNECTION.iter().any(|(word, _)| word.starts_with(text)) {
                    return self.take(cursor, ConnectionWord);
                }
                self.go(ConnectionToken)
            }
            (ConnectionBlanks, b',') => {
                self.note_header();
                self.take(cursor, ConnectionStart)
            }
            (ConnectionBlanks, b' ' | b'\t') => self.take(cursor, ConnectionBlanks),
            (ConnectionBlanks, b'\r' | b'\n') => self.go(ValueOtherwise),
            (ConnectionBlanks, _) => {
                self.header = Header::General;
                self.go(ConnectionToken)
            }
            (_, b',') => self.take(cursor, ConnectionStart),
            _ if LIST_ELEMENT.has(byte) => self.take(cursor, ConnectionToken),
            _ => self.go(ValueOtherwise),
        }
    }
}
