//! The life of the process: boot, freeze, run, end.
//!
//! | Module | What |
//! |---|---|
//! | [`boot`] | Node's boot sequence |
//! | [`builtins`] | the library's modules as bytecode |
//! | [`description`], [`defaults`] | default bindings from the description of the real ones |
//! | [`registry`], [`realm`] | bindings and callbacks by name |
//! | [`members`], [`fields`] | functions, classes and shared typed arrays of bindings |
//! | [`event_loop`], [`callback`], [`async_wrap`] | the loop, calls into JavaScript, async contexts |
//! | [`errors`], [`fatal`], [`source`], [`stderr`] | errors as Node makes and prints them |
//! | [`typescript`] | the library's TypeScript module |
//! | [`options`], [`dotenv`], [`environment`], [`process_object`] | what a process is started with |

pub mod async_wrap;
pub mod boot;
pub mod builtins;
pub mod callback;
pub mod defaults;
pub mod description;
pub mod dotenv;
pub mod environment;
pub mod errors;
pub mod event_loop;
pub mod fatal;
pub mod fields;
mod life;
pub mod members;
pub mod options;
pub mod process_object;
pub mod realm;
pub mod registry;
pub mod source;
pub mod stderr;
pub mod typescript;

pub use life::{initialize, run};
