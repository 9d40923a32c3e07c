//! The operating-system kernel of a Kernelet VM.
//!
//! One component instance per VM holds all POSIX state and all policy: files, descriptors, pipes,
//! sockets,
//! processes, signals. It is a state machine: every call returns at once, and it does no input or
//! output of its own. What it needs from outside are the traits of [`host`].
//!
//! In the order in which a system call passes:
//!
//! * `component` maps the contract in `wit/` to this crate; only it knows the generated types, and
//!   it exists only in the component.
//! * [`supervisor`] is what the host may ask, [`syscalls`] what programs may, thin over
//! * [`kernel`], which owns everything: [`vfs`] with the file systems of [`fs`] and the trees that a VM
//!   is made of ([`layer`], [`mounts`]), [`process`], [`pipe`], [`tty`], [`net`], [`output`], [`fd_table`], and [`poll`], which
//!   knows who waits for what.
//! * [`command`] knows what programs there are by name.
//! * [`policy`] says what may be done and [`limit`] how much of it; [`events`] tells the embedder,
//!   [`restart`] lets a call wait for an answer from outside, [`timer`] knows what is due later.
//! * [`tools`] are functions of the embedder, called as commands.
//! * [`path`], [`permission`], [`errno`] and [`types`] are shared by all of them.
//!
//! Everything but `component` compiles and is tested natively. No argument of a call may panic: a
//! trap ends the VM. The lints below hold that, tests are exempt.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::arithmetic_side_effects,
        clippy::string_slice,
        clippy::unreachable
    )
)]

pub mod command;
#[cfg(target_arch = "wasm32")]
mod component;
pub mod errno;
pub mod events;
pub mod fd_table;
pub mod fifo;
pub mod fs;
pub mod host;
pub mod kernel;
pub mod layer;
pub mod limit;
pub mod lock;
pub mod mounts;
pub mod net;
pub mod output;
pub mod path;
pub mod permission;
pub mod pipe;
pub mod policy;
pub mod poll;
pub mod proc;
pub mod process;
pub mod restart;
pub mod supervisor;
pub mod syscalls;
#[cfg(test)]
mod testing;
pub mod timer;
pub mod tools;
pub mod tty;
pub mod types;
pub mod vfs;
