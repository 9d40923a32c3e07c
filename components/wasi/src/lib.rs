//! WASI 0.2 for commands, implemented on kernelet system calls: plugged onto a WASI command it makes a
//! kernelet program, whose only import is `syscalls`.
//!
//! | Module | What |
//! |---|---|
//! | [`handle`] | a descriptor of the kernel, closed when nobody has it any more |
//! | [`errno`] | the kernel's errors as those of each interface |
//! | [`io`] | `wasi:io`: pollables, streams, errors; the only place that waits |
//! | [`cli`] | `wasi:cli`: arguments, environment, standard streams, exit |
//! | [`clocks`], [`random`] | `wasi:clocks`, `wasi:random` |
//! | [`filesystem`] | `wasi:filesystem`: descriptors, directories, where a path starts |
//! | [`sockets`] | `wasi:sockets`: TCP, UDP, names |
//!
//! Invariants: what a command asks for is judged by the kernel, never here; nothing is buffered that the
//! command was told is written.

pub mod cli;
pub mod clocks;
pub mod errno;
pub mod filesystem;
pub mod handle;
pub mod io;
pub mod random;
pub mod sockets;
#[allow(missing_docs, clippy::undocumented_unsafe_blocks, clippy::crate_in_macro_def)]
pub mod wit {
    //! Generated from `wit/`; the documentation of every item is there.
    wit_bindgen::generate!({
        path: "wit",
        world: "kernelet:wasi/wasi",
        pub_export_macro: true,
        default_bindings_module: "crate::wit",
        generate_all,
    });
}

pub use wit::kernelet::kernel::{syscalls, types};

/// The component: every interface is implemented on it, in the module of that name.
pub struct Wasi;

#[cfg(target_arch = "wasm32")]
wit::export!(Wasi with_types_in wit);
