//! System calls for programs in Rust: the bindings to `wit/`, and the names and texts that go with
//! them.
//!
//! | Module | What |
//! |---|---|
//! | [`wit`] | generated; every item is documented in `wit/` |
//! | [`error`] | what strerror(3) says |
//! | [`signal`] | names and descriptions of signals |
//! | `command` | what a WASI command needs besides WASI; only in builds for WASI |
//!
//! A program is a type that implements [`Guest`] and is handed to [`export`](crate::wit::export); a
//! WASI command has its `main`.

#[cfg(target_os = "wasi")]
pub mod command;
pub mod error;
pub mod signal;
#[allow(missing_docs, clippy::undocumented_unsafe_blocks, clippy::crate_in_macro_def)]
pub mod wit {
    //! Generated from `wit/`; the documentation of every item is there.
    #[cfg(target_os = "wasi")]
    wit_bindgen::generate!({ path: "wit", world: "command", generate_all });
    #[cfg(not(target_os = "wasi"))]
    wit_bindgen::generate!({
        path: "../../wit",
        world: "program",
        pub_export_macro: true,
        default_bindings_module: "kernelet_system::wit",
        generate_all,
    });
}

#[cfg(not(target_os = "wasi"))]
pub use wit::Guest;
pub use wit::kernelet::kernel::syscalls::*;
pub use wit::kernelet::kernel::types::FileType;

/// Nanoseconds on the monotonic clock.
pub fn monotonic_nanoseconds() -> u64 {
    nanoseconds(clock_now(Clock::Monotonic))
}

/// Nanoseconds since 1970.
pub fn realtime_nanoseconds() -> u64 {
    nanoseconds(clock_now(Clock::Realtime))
}

/// Nanoseconds of CPU time the process has used.
pub fn cpu_nanoseconds() -> u64 {
    nanoseconds(clock_now(Clock::ProcessCpu))
}

fn nanoseconds(time: Timestamp) -> u64 {
    u64::try_from(time.seconds).unwrap_or(0) * 1_000_000_000 + u64::from(time.nanoseconds)
}
