//! HTTP/1 messages, byte by byte: the parser behind `internalBinding('http_parser')` and undici.
//!
//! It accepts and refuses what llhttp 9.2.1 does (the parser of Node 22.14), with the same error
//! codes, reasons and positions, and tells what it finds in the same order however the input is cut.
//! Nothing here knows of JavaScript.
//!
//! | Here | What |
//! |---|---|
//! | [`parser`] | the state of a connection and the loop over the bytes |
//! | [`line`], [`headers`], [`body`] | the states of each part of a message |
//! | [`characters`], [`method`] | which bytes may stand where |
//! | [`error`] | codes and reasons |

mod body;
mod characters;
pub mod error;
mod headers;
mod line;
pub mod method;
pub mod parser;
#[cfg(test)]
mod tests;

pub use error::{Code, Error};
pub use parser::{Kind, Parser};

/// What deviations are accepted: llhttp's lenient flags.
pub mod lenient {
    /// Anything in header values, blanks before the colon, folded lines.
    pub const HEADERS: u16 = 1 << 0;
    /// `Content-Length` beside `Transfer-Encoding`.
    pub const CHUNKED_LENGTH: u16 = 1 << 1;
    /// Another message after `Connection: close`.
    pub const KEEP_ALIVE: u16 = 1 << 2;
    /// Codings after `chunked`, requests without `chunked` at the end.
    pub const TRANSFER_ENCODING: u16 = 1 << 3;
    /// Any version.
    pub const VERSION: u16 = 1 << 4;
    /// Data after `Connection: close` is dropped.
    pub const DATA_AFTER_CLOSE: u16 = 1 << 5;
    /// CR ends a line.
    pub const OPTIONAL_LF_AFTER_CR: u16 = 1 << 6;
    /// Nothing between a chunk and the next.
    pub const OPTIONAL_CRLF_AFTER_CHUNK: u16 = 1 << 7;
    /// LF ends a line.
    pub const OPTIONAL_CR_BEFORE_LF: u16 = 1 << 8;
    /// Blanks after a chunk's size.
    pub const SPACES_AFTER_CHUNK_SIZE: u16 = 1 << 9;
}

/// Why a callback stops the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// It goes on here after [`Parser::resume`].
    Pause,
    /// For good.
    Fail(Error),
}

/// What a callback answers.
pub type Answer = Result<(), Stop>;

/// What comes after the headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// What the headers say.
    AsHeadersSay,
    /// Nothing: the response to a HEAD request, for example.
    None,
    /// Nothing, and then another protocol.
    NoneAndUpgrade,
}

/// What is known of a message when its headers are complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Whether it is a request or a response.
    pub kind: Kind,
    /// Major version.
    pub major: u8,
    /// Minor version.
    pub minor: u8,
    /// Index into [`method::NAMES`], for requests.
    pub method: u8,
    /// Status, for responses.
    pub status: u16,
    /// Whether the rest of the connection speaks another protocol.
    pub upgrade: bool,
    /// Whether another message may follow.
    pub keep_alive: bool,
}

/// What the parser tells. Text comes in as many pieces as the input.
pub trait Events {
    /// A message begins.
    fn message_begin(&mut self) -> Answer;
    /// A piece of the request's target.
    fn url(&mut self, piece: &[u8]) -> Answer;
    /// A piece of the response's reason.
    fn status(&mut self, piece: &[u8]) -> Answer;
    /// A piece of a header's name.
    fn header_field(&mut self, piece: &[u8]) -> Answer;
    /// A piece of a header's value; an empty one when the value is empty.
    fn header_value(&mut self, piece: &[u8]) -> Answer;
    /// The headers are complete.
    fn headers_complete(&mut self, head: Head) -> Result<Body, Stop>;
    /// A piece of the body.
    fn body(&mut self, piece: &[u8]) -> Answer;
    /// The size of a chunk and its extensions are complete.
    fn chunk_header(&mut self) -> Answer;
    /// A piece of the name or the value of a chunk's extension.
    fn chunk_extension(&mut self, piece: &[u8]) -> Answer;
    /// A chunk is complete; the last one after the trailers.
    fn chunk_complete(&mut self) -> Answer;
    /// A message is complete.
    fn message_complete(&mut self) -> Answer;
}
