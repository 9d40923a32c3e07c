//! Streams over kernel descriptors: what `Pipe`, `TTY` and `TCP` share (`LibuvStreamWrap`).
//!
//! | Here | What |
//! |---|---|
//! | [`base`] | the class: reading, writing, shutting down, closing |
//! | [`connection`] | listening and connecting, for streams over sockets |
//! | [`queue`] | writes that wait for room |
//! | [`report`] | telling JavaScript: `streamBaseState`, `onread`, completed requests |

pub mod base;
pub mod connection;
mod queue;
pub mod report;
