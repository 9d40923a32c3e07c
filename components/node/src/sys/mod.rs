//! System calls. What does not live here: any JavaScript value.

mod data;
pub mod errno;
#[cfg(target_arch = "wasm32")]
pub mod platform;
pub mod signal;
#[allow(missing_docs, clippy::undocumented_unsafe_blocks, clippy::crate_in_macro_def)]
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

pub use data::{pread, pwrite, read, write};
pub use wit::kernelet::kernel::syscalls::*;
pub use wit::kernelet::kernel::types::{
    FileType, InetAddress, IpAddress, LookupFailure, LookupOutcome, RecordKind, ResourceData,
    ResourceRecord,
};

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
