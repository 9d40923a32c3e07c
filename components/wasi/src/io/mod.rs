//! `wasi:io`: errors, pollables, streams.

mod poll;
mod streams;

pub use poll::Pollable;
pub use streams::{InputStream, OutputStream};

use crate::Wasi;
use crate::types::Errno;
use crate::wit::exports::wasi::io::error::{Guest, GuestError};

/// Why a stream failed.
pub struct StreamFailure(pub Errno);

impl Guest for Wasi {
    type Error = StreamFailure;
}

impl GuestError for StreamFailure {
    fn to_debug_string(&self) -> String {
        format!("{:?}", self.0)
    }
}
