//! Imports of components mapped to capabilities and to the kernel.

pub mod kernel;
pub mod syscalls;
