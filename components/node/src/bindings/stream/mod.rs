//! Streams over kernel descriptors: what `Pipe`, `TTY` and `TCP` share (`LibuvStreamWrap`).
//!
//! | Here | What |
//! |---|---|
//! | [`base`] | the class: reading, writing, shutting down, closing |
//! | [`queue`] | writes that wait for room |
//! | [`report`] | telling JavaScript: `streamBaseState`, `onread`, completed requests |

pub mod base;
mod queue;
pub mod report;
