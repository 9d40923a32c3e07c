//! System calls. What does not live here: any JavaScript value.

pub mod errno;
#[allow(missing_docs, clippy::undocumented_unsafe_blocks)]
pub mod wit {
    //! Generated from `wit/`; the documentation of every item is there.
    wit_bindgen::generate!({
        path: "../../wit",
        world: "freezable-program",
        pub_export_macro: true,
        default_bindings_module: "crate::sys::wit",
        generate_all,
    });
}

pub use wit::kernelet::kernel::syscalls::*;
pub use wit::kernelet::kernel::types::FileType;
