//! The life of the process: boot, freeze, run, end.

pub mod async_wrap;
pub mod builtins;
pub mod callback;
pub mod errors;
pub mod event_loop;
pub mod members;
pub mod registry;

/// Boots Node's library up to the freeze point (build time).
pub fn initialize() {}

/// Runs the process: arguments, main script, event loop, exit.
pub fn run() {}
