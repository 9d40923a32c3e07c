//! The secure-exec sidecar protocol, version 7: frames and messages as bytes, nothing else.
//!
//! | Module | What |
//! |---|---|
//! | [`codec`] | BARE: how each type is written and strictly read |
//! | [`message`] | the messages, field by field (the same as `schema.bare`) |
//! | [`frame`] | the envelope around a message |
//! | [`stream`] | frames in a stream of bytes: the length before each, what to do with a bad one |
//!
//! What does not live here: what a message means (crate `kernelet-sidecar`) and who sends it.

#[macro_use]
mod declare;

pub mod codec;
pub mod frame;
pub mod message;
pub mod stream;

#[cfg(test)]
mod tests;

pub use codec::{DecodeError, Wire};
pub use frame::{Frame, Owner};
