//! Kernelet's host: wasmtime, capabilities, and nothing else.
//!
//! A [`Runtime`] holds the engine and the compiled components. A [`Vm`] is one kernel instance; a
//! [`Process`] is one program instance in a store of its own. Data flows one way down (client →
//! host → kernel) and answers come back the same way; the host never interprets guest data, it
//! moves bytes between a capability and a WIT call.
//!
//! | Module | What |
//! |---|---|
//! | [`runtime`] | engine, components, the epoch ticker |
//! | [`vm`] | a VM: its kernel instance, its processes, their input and output |
//! | [`capabilities`] | what the host gives: directories, clocks, randomness |
//! | [`linker`] | capabilities and system calls mapped to component imports |
//! | [`client`] | VMs in another process, the sidecar |
//! | [`node`] | Node programs as an embedder runs them, here or in a sidecar |
//! | [`bindings`] | generated from `wit/` |

pub mod bindings;
pub mod built;
pub mod capabilities;
pub mod client;
mod commands;
pub mod components;
pub mod error;
mod images;
pub mod linker;
pub mod node;
mod prepare;
pub mod runtime;
pub mod vm;

pub use components::Components;
pub use error::{Error, Result};
pub use runtime::{Runtime, RuntimeBuilder};
pub use vm::Vm;
pub use vm::config::{
    Access, Command, MountOptions, MountSource, Policy, ProcessOptions, Stdio, User, VmConfig,
    WindowSize,
};
pub use vm::files::{Actor, Files};
pub use vm::layers::{Entry, EntryKind, LayerId, Lower, RootConfiguration, RootMode};
pub use vm::process::{ExitStatus, Output, Process};
pub use vm::tools::{Tool, ToolCall, ToolExample, ToolHandler, ToolResult, Toolkit};
