//! QuickJS-ng as Node's JavaScript library needs it: a safe Rust face over the
//! patched engine.
//!
//! [`rquickjs`] already wraps contexts, values, functions and objects; this
//! crate adds what V8 offers its embedder and stock QuickJS does not: lazy
//! stacks with call sites, private symbols, manual module linking, a
//! continuation slot, promise hooks, introspection for `util.inspect`.
//!
//! | Module | What |
//! |---|---|
//! | [`strings`] | views of JavaScript strings without copying, UTF-8 both ways |
//! | [`bytes`] | the memory behind ArrayBuffer, typed arrays, DataView |
//! | [`introspect`] | kinds of objects, promise and proxy details, previews |
//! | [`symbols`] | private symbols |
//! | [`continuation`] | the slot behind `AsyncLocalStorage` |
//! | [`stack`] | stack formatting, call sites |
//! | [`promises`] | microtasks, hooks, rejection tracking |
//! | [`modules`] | ES modules linked by hand |
//! | [`contexts`] | realms of their own, global objects joined with a sandbox |
//! | [`scripts`] | functions and scripts compiled with an origin |
//! | [`bytecode`] | compile ahead, load later |
//! | [`memory`] | usage, limits, garbage collection, interruption |
//! | [`random`] | new seeds after a frozen image resumes |
//! | [`platform`] | what the engine asks of its surroundings: clock, time zone |
//!
//! What does not live here: anything that Node calls a binding, and any system call.
//!
//! Host callbacks (stack preparation, dynamic import …) are kept once per
//! runtime, as JavaScript functions, and belong to the first context of the
//! runtime: they are released with it. A Rust closure becomes such a function
//! with [`rquickjs::Function::new`].

pub mod bytecode;
pub mod bytes;
pub mod contexts;
pub mod continuation;
pub mod introspect;
pub mod memory;
pub mod modules;
pub mod platform;
pub mod promises;
pub mod random;
mod raw;
pub mod scripts;
pub mod stack;
pub mod strings;
pub mod symbols;

pub use rquickjs;
pub use rquickjs::qjs;
