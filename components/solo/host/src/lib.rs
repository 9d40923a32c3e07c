//! What stands below the kernel in a single-file composition: its imports, on WASI 0.2.
//!
//! | Module | What |
//! |---|---|
//! | [`directories`] | `host-dirs`: the preopened directories, each a grant of its own path's name |
//! | [`errno`] | errors of `wasi:filesystem` as those of the contract |
//! | [`requests`] | `launcher` and `wake`: notes that the supervisor takes when the kernel has returned |
//! | [`absent`] | `egress` and `tools`: what such a world does not have |
//!
//! Invariant: nothing here calls the kernel, and nothing waits.

pub mod absent;
pub mod directories;
pub mod errno;
pub mod requests;
#[allow(missing_docs, clippy::undocumented_unsafe_blocks, clippy::crate_in_macro_def)]
pub mod wit {
    //! Generated from `wit/`; the documentation of every item is there.
    wit_bindgen::generate!({
        path: "../wit",
        world: "host",
        pub_export_macro: true,
        default_bindings_module: "crate::wit",
        generate_all,
    });
}

/// The component: every interface is implemented on it, in the module of that name.
pub struct Host;

#[cfg(target_arch = "wasm32")]
wit::export!(Host with_types_in wit);
