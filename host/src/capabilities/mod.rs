//! What the host gives to a VM. Each is plain Rust over an operating-system capability; the mapping
//! to component imports is in [`crate::linker`].

pub mod directories;
pub mod egress;
pub mod errno;
pub mod random;
pub mod resolver;
