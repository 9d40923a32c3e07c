//! The system calls, a file per family, thin over the kernel's parts. `spawn`, `exit`, `wait`, `kill`
//! and their like are in `process`, `poll` in `poll`.

pub mod descriptors;
pub mod files;
pub mod locks;
pub mod process_limits;
pub mod processes;
pub mod sockets;
pub mod terminals;
#[cfg(test)]
mod tests;
pub mod time;
pub mod watches;
