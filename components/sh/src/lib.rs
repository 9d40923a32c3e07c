//! A shell: POSIX, with the features of bash that people use, over kernelet's system calls.
//!
//! | Module | What |
//! |---|---|
//! | [`syntax`] | from text to a tree |
//! | [`expand`] | from words to fields |
//! | [`execute`] | running the tree |
//! | [`builtin`] | commands of the shell itself |
//! | [`state`] | variables, options, descriptors |
//! | [`interactive`], [`edit`] | typing at a terminal: prompts, job control; editing of lines |
//! | [`job`] | tasks and what they wait for |
//! | [`program`] | the process: its arguments, its input |
//! | [`text`] | bytes as text |
//!
//! One process, one thread, no fork: a subshell is a clone of the [`state::Shell`] that runs as a task
//! ([`job`]) with descriptors and a working directory of its own. Called `sh`, it does what Debian's sh
//! does where that differs from bash; it knows bash's syntax under both names.

pub mod builtin;
pub mod edit;
pub mod execute;
pub mod expand;
pub mod interactive;
pub mod job;
pub mod program;
pub mod state;
pub mod syntax;
pub mod text;

#[cfg(target_arch = "wasm32")]
mod component;
