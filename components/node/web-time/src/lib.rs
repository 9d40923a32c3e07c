//! Stands for the crate `web-time`, which asks a browser for the time: on `wasm32-unknown-unknown` the types of
//! `rustls` want it, and it would make the guest import functions of JavaScript.
//!
//! There nobody asks this clock: connections get the kernel's through `rustls`'s `TimeProvider`. It stands
//! still, at the epoch. Targets with a clock have that of the standard library, as with the real crate.

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
mod frozen;

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub use frozen::SystemTime;
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub use std::time::*;
