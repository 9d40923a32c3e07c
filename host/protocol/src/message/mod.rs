//! The messages, in the order and under the names of `schema.bare`.

mod callback;
mod event;
mod request;
mod response;
mod shared;

pub use callback::*;
pub use event::*;
pub use request::*;
pub use response::*;
pub use shared::*;
