//! The life of the process: boot, freeze, run, end.

/// Boots Node's library up to the freeze point (build time).
pub fn initialize() {}

/// Runs the process: arguments, main script, event loop, exit.
pub fn run() {}
