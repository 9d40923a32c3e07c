//! A client of the sidecar: VMs in another process, through the secure-exec protocol.
//!
//! * [`Sidecar`](sidecar::Sidecar): the process, started and ended;
//! * [`Connection`](connection::Connection): requests and their answers, events, questions of the sidecar;
//! * [`events`]: events that wait for whoever asks for them.
//!
//! What does not live here: VMs of this process ([`crate::Vm`]).

pub mod connection;
pub mod error;
pub mod events;
pub mod sidecar;

pub use connection::Connection;
pub use error::{ClientError, Result};
pub use sidecar::Sidecar;
