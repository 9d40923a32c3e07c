//! Bodies: of a known length, in chunks, or up to the end of the connection.

use super::{
    Events, Stop,
    characters::{QUOTABLE, QUOTED, TOKEN},
    error::Code,
    lenient,
    parser::{Cursor, Parser, Progress, Span, State, Step, fail, flag},
};

const INVALID_SIZE: &str = "Invalid character in chunk size";

impl Parser {
    pub(super) fn step_body(
        &mut self,
        events: &mut impl Events,
        cursor: &mut Cursor<'_>,
    ) -> Progress {
        use State::*;
        match self.state {
            ChunkSizeStart => {
                self.length = 0;
                return self.go(ChunkSizeFirst);
            }
            ChunkHeader => return self.chunk_header(events),
            ChunkDataStart | IdentityStart => {
                let after = if self.state == ChunkDataStart { ChunkDataEnd } else { MessageDone };
                self.after_counted = after;
                return self.go(Counted);
            }
            Counted => return self.counted(events, cursor),
            ChunkComplete => {
                self.state = ChunkSizeStart;
                events.chunk_complete()?;
                return Ok(Step::Again);
            }
            LastChunkComplete => {
                self.state = MessageDone;
                events.chunk_complete()?;
                return Ok(Step::Again);
            }
            UntilEnd => return self.until_end(events, cursor),
            _ => {}
        }
        let Some(byte) = cursor.peek() else { return Ok(Step::End) };
        match (self.state, byte) {
            (ChunkSizeFirst | ChunkSize, _) if byte.is_ascii_hexdigit() => {
                self.size_digit(cursor, byte)
            }
            (ChunkSizeFirst, _) => fail(Code::InvalidChunkSize, INVALID_SIZE),
            (ChunkSize, _) => self.go(ChunkSizeEnd),
            (ChunkSizeEnd, b' ' | b'\t') if self.allows(lenient::SPACES_AFTER_CHUNK_SIZE) => {
                self.take(cursor, ChunkSizeEnd)
            }
            (ChunkSizeEnd, b' ' | b'\t') => {
                Self::refuse_taken(cursor, Code::InvalidChunkSize, INVALID_SIZE)
            }
            (ChunkSizeEnd, b'\r') => self.take(cursor, ChunkSizeLineFeed),
            (ChunkSizeEnd, b'\n') if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => {
                self.take(cursor, ChunkSizeLineFeed)
            }
            (ChunkSizeEnd, b'\n') => {
                Self::refuse_taken(cursor, Code::CrExpected, "Missing expected CR after chunk size")
            }
            (ChunkSizeEnd, b';') => self.take(cursor, ChunkExtensions),
            (ChunkSizeEnd, _) => fail(Code::InvalidChunkSize, INVALID_SIZE),
            (ChunkSizeLineFeed, b'\n') => self.take(cursor, ChunkHeader),
            (ChunkSizeLineFeed, _) if self.allows(lenient::OPTIONAL_LF_AFTER_CR) => {
                self.go(ChunkHeader)
            }
            (ChunkSizeLineFeed, _) => fail(Code::Strict, "Expected LF after chunk size"),
            (ChunkDataEnd, b'\r') => self.take(cursor, ChunkDataLineFeed),
            (ChunkDataEnd, b'\n') if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) => {
                self.take(cursor, ChunkComplete)
            }
            (ChunkDataEnd, b'\n') => {
                Self::refuse_taken(cursor, Code::CrExpected, "Missing expected CR after chunk data")
            }
            (ChunkDataLineFeed, b'\n') => self.take(cursor, ChunkComplete),
            (ChunkDataEnd | ChunkDataLineFeed, _)
                if self.allows(lenient::OPTIONAL_CRLF_AFTER_CHUNK) =>
            {
                self.go(ChunkComplete)
            }
            (ChunkDataEnd | ChunkDataLineFeed, _) => {
                fail(Code::Strict, "Expected LF after chunk data")
            }
            _ => self.extension(events, cursor, byte),
        }
    }

    fn size_digit(&mut self, cursor: &mut Cursor<'_>, byte: u8) -> Progress {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            _ => (byte | 0x20) - b'a' + 10,
        };
        cursor.at += 1;
        match self.length.checked_mul(16) {
            Some(length) => {
                self.length = length | u64::from(digit);
                self.go(State::ChunkSize)
            }
            None => fail(Code::InvalidChunkSize, "Chunk size overflow"),
        }
    }

    fn chunk_header(&mut self, events: &mut impl Events) -> Progress {
        self.state = if self.length == 0 {
            self.flags |= flag::TRAILING;
            State::FieldStart
        } else {
            State::ChunkDataStart
        };
        events.chunk_header()?;
        Ok(Step::Again)
    }

    /// As many bytes as `length` says. The piece is told at once: it is a span of its own.
    fn counted(&mut self, events: &mut impl Events, cursor: &mut Cursor<'_>) -> Progress {
        let rest = cursor.rest();
        let most = usize::try_from(self.length).unwrap_or(usize::MAX);
        let count = rest.len().min(most);
        if count == 0 {
            return Ok(Step::End);
        }
        self.start_span(cursor, Span::Body);
        cursor.at += count;
        self.length -= count as u64;
        let next = if self.length == 0 { self.after_counted } else { State::Counted };
        self.end_span(events, cursor, next)?;
        Ok(Step::Again)
    }

    fn until_end(&mut self, events: &mut impl Events, cursor: &mut Cursor<'_>) -> Progress {
        if cursor.rest().is_empty() {
            return Ok(Step::End);
        }
        self.start_span(cursor, Span::Body);
        cursor.at = cursor.data.len();
        self.end_span(events, cursor, State::UntilEnd)?;
        Ok(Step::Again)
    }

    // Extensions of chunks

    fn extension(
        &mut self,
        events: &mut impl Events,
        cursor: &mut Cursor<'_>,
        byte: u8,
    ) -> Progress {
        use State::*;
        match (self.state, byte) {
            (ChunkExtensions, b' ' | b'\r') => {
                let reason = "Invalid character in chunk extensions";
                Self::refuse_taken(cursor, Code::Strict, reason)
            }
            (ChunkExtensions, _) => {
                self.start_span(cursor, Span::ChunkExtension);
                self.go(ChunkExtensionName)
            }
            (ChunkExtensionName, _) if TOKEN.has(byte) => self.take(cursor, ChunkExtensionName),
            (ChunkExtensionName, b'=') => {
                self.end_span_behind(events, cursor, ChunkExtensionValue)?;
                self.start_span(cursor, Span::ChunkExtension);
                Ok(Step::Again)
            }
            (ChunkExtensionName | ChunkExtensionValue, b';') => {
                self.end_span_behind(events, cursor, ChunkExtensions)
            }
            (ChunkExtensionName | ChunkExtensionValue, b'\r') => {
                self.end_span_behind(events, cursor, ChunkSizeLineFeed)
            }
            (ChunkExtensionName, b'\n') => {
                self.end_span(events, cursor, ChunkSizeLineFeed)?;
                self.bare_line_feed("Missing expected CR after chunk extension name")
            }
            (ChunkExtensionValue, b'\n') => {
                self.end_span(events, cursor, ChunkSizeLineFeed)?;
                self.bare_line_feed("Missing expected CR after chunk extension value")
            }
            (ChunkExtensionName, _) => {
                self.end_span_behind(events, cursor, ChunkExtensionName)?;
                fail(Code::Strict, "Invalid character in chunk extensions name")
            }
            (ChunkExtensionValue, b'"') => self.take(cursor, ChunkExtensionQuoted),
            (ChunkExtensionValue, _) if TOKEN.has(byte) => self.take(cursor, ChunkExtensionValue),
            (ChunkExtensionValue, _) => {
                self.end_span_behind(events, cursor, ChunkExtensionValue)?;
                fail(Code::Strict, "Invalid character in chunk extensions value")
            }
            (ChunkExtensionQuoted, b'"') => {
                cursor.at += 1;
                self.end_span(events, cursor, ChunkExtensionQuotedDone)?;
                Ok(Step::Again)
            }
            (ChunkExtensionQuoted, b'\\') => self.take(cursor, ChunkExtensionEscape),
            (ChunkExtensionQuoted, _) if QUOTED.has(byte) => {
                self.take(cursor, ChunkExtensionQuoted)
            }
            (ChunkExtensionQuoted, _) => {
                self.end_span_behind(events, cursor, ChunkExtensionQuoted)?;
                fail(Code::Strict, "Invalid character in chunk extensions quoted value")
            }
            (ChunkExtensionEscape, _) if QUOTABLE.has(byte) => {
                self.take(cursor, ChunkExtensionQuoted)
            }
            (ChunkExtensionEscape, _) => {
                self.end_span_behind(events, cursor, ChunkExtensionEscape)?;
                fail(Code::Strict, "Invalid quoted-pair in chunk extensions quoted value")
            }
            (_, b';') => self.take(cursor, ChunkExtensions),
            (_, b'\r') => self.take(cursor, ChunkSizeLineFeed),
            (_, b'\n') => {
                self.state = ChunkSizeLineFeed;
                self.bare_line_feed("Missing expected CR after chunk extension value")
            }
            _ => fail(Code::Strict, "Invalid character in chunk extensions quote value"),
        }
    }

    /// Ends a span before the byte under the cursor and takes the byte.
    fn end_span_behind(
        &mut self,
        events: &mut impl Events,
        cursor: &mut Cursor<'_>,
        next: State,
    ) -> Progress {
        let told: Result<(), Stop> = self.end_span(events, cursor, next);
        cursor.at += 1;
        told?;
        Ok(Step::Again)
    }

    fn bare_line_feed(&mut self, reason: &'static str) -> Progress {
        if self.allows(lenient::OPTIONAL_CR_BEFORE_LF) {
            return Ok(Step::Again);
        }
        fail(Code::CrExpected, reason)
    }
}
