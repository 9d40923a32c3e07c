//! What the engine asks of its surroundings, answered by system calls
//! ([`kernelet_quickjs::platform`] tells what each answer is for).

use kernelet_quickjs::platform;

/// The wall clock for `Date`, in microseconds since 1970.
#[unsafe(no_mangle)]
extern "C" fn kernelet_now_microseconds() -> f64 {
    (super::realtime_nanoseconds() / 1000) as f64
}

/// Installs the functions that are not found by name. Part of the image.
pub fn install() {
    platform::set_abort_handler(|message| {
        crate::runtime::stderr::write(format!("node: engine: {message}\n").as_bytes());
    });
    platform::set_local_offset(crate::intl::local_offset);
    platform::set_zone_name(crate::intl::local_zone_name);
    platform::set_block(|milliseconds| {
        let milliseconds = if milliseconds.is_finite() {
            milliseconds.max(0.0) as u64
        } else {
            u64::MAX / 2_000_000
        };
        crate::runtime::event_loop::sleep(milliseconds);
    });
}
