//! The Node.js program: Node's own JavaScript library on QuickJS, with what Node implements in C++
//! behind `internalBinding(name)` implemented here over kernelet system calls.
//!
//! | Module | What |
//! |---|---|
//! | [`sys`] | system calls, errno and its libuv numbers; the only place that knows WIT |
//! | [`runtime`] | boot sequence, default bindings, event loop, callbacks, fatal errors |
//! | [`bindings`] | one file per Node binding |
//! | `intl` | the global `Intl`, time zones |
//! | `web_assembly` | the global `WebAssembly` |
//! | [`codecs`] | Node's character encodings |
//! | [`http1`] | HTTP/1 messages |
//!
//! Invariant: nothing that differs between processes (clock, seed, pid, path, environment) is read
//! before [`runtime::run`]; what [`runtime::initialize`] leaves in memory is the frozen image.

pub mod bindings;
pub mod codecs;
pub mod http1;
mod intl;
mod restrict;
pub mod runtime;
pub mod sys;
pub mod tls;
mod web_assembly;

#[cfg(target_arch = "wasm32")]
mod component;
