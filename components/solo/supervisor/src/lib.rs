//! What stands above the kernel in a single-file composition: it makes the VM, starts the one program and
//! does what a host does beside it.
//!
//! | Module | What |
//! |---|---|
//! | [`configuration`] | the VM of such a file: what it may hold, what it may do |
//! | [`machine`] | the VM at work: start, requests of the kernel, waiting, the end |
//! | [`streams`] | standard streams of WASI as those of the program |
//! | [`calls`] | the system calls that pass through here; all others go straight to the kernel |
//!
//! Invariant: it judges nothing. What the file may reach is what WASI gives it, and inside that
//! everything is allowed.

pub mod calls;
pub mod configuration;
pub mod machine;
pub mod streams;
#[allow(missing_docs, clippy::undocumented_unsafe_blocks, clippy::crate_in_macro_def)]
pub mod wit {
    //! Generated from `wit/`; the documentation of every item is there.
    wit_bindgen::generate!({
        path: "../wit",
        world: "supervisor",
        pub_export_macro: true,
        default_bindings_module: "crate::wit",
        generate_all,
    });
}

/// The component.
pub struct Supervisor;

impl wit::Guest for Supervisor {
    fn start() {
        machine::start();
    }
}

#[cfg(target_arch = "wasm32")]
wit::export!(Supervisor with_types_in wit);
