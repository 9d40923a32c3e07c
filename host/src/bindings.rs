//! The one place where bindings to `wit/` are generated; every item is documented there.

/// The kernel as the host sees it: what it imports and its supervisor.
pub mod kernel {
    #![allow(missing_docs)]
    wasmtime::component::bindgen!({
        path: "../wit",
        inline: "
            package kernelet:host;
            world embedder {
                import kernelet:kernel/host-dirs@0.1.0;
                import kernelet:kernel/launcher@0.1.0;
                import kernelet:kernel/tools@0.1.0;
                import kernelet:kernel/wake@0.1.0;
                import wasi:clocks/wall-clock@0.2.6;
                import wasi:clocks/monotonic-clock@0.2.6;
                import wasi:random/random@0.2.6;
                export kernelet:kernel/supervisor@0.1.0;
            }
        ",
        world: "kernelet:host/embedder",
    });
}

/// The types of system calls. The functions are not used: [`crate::linker::syscalls`] carries the
/// calls over without interpreting them.
pub mod program {
    #![allow(missing_docs)]
    wasmtime::component::bindgen!({
        path: "../wit",
        world: "kernelet:kernel/program",
        with: { "kernelet:kernel/types": crate::bindings::kernel::kernelet::kernel::types },
    });
}

pub use kernel::exports::kernelet::kernel::supervisor;
pub use kernel::kernelet::kernel::{host_dirs, launcher, tools, types, wake};
pub use program::kernelet::kernel::syscalls;
