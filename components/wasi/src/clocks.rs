//! `wasi:clocks`: the kernel's clocks.

use crate::Wasi;
use crate::io::Pollable;
use crate::syscalls::{self, Clock};
use crate::wit::exports::wasi::clocks::monotonic_clock::{self, Duration, Instant};
use crate::wit::exports::wasi::clocks::wall_clock::{self, Datetime};
use crate::wit::exports::wasi::io::poll::Pollable as PollableResource;

/// The monotonic clock.
pub(crate) fn monotonic_nanoseconds() -> u64 {
    let now = syscalls::clock_now(Clock::Monotonic);
    let seconds = u64::try_from(now.seconds).unwrap_or(0);
    seconds.saturating_mul(1_000_000_000).saturating_add(u64::from(now.nanoseconds))
}

impl monotonic_clock::Guest for Wasi {
    fn now() -> Instant {
        monotonic_nanoseconds()
    }

    fn resolution() -> Duration {
        1
    }

    fn subscribe_instant(when: Instant) -> PollableResource {
        PollableResource::new(Pollable::At(when))
    }

    fn subscribe_duration(duration: Duration) -> PollableResource {
        PollableResource::new(Pollable::At(monotonic_nanoseconds().saturating_add(duration)))
    }
}

impl wall_clock::Guest for Wasi {
    fn now() -> Datetime {
        let now = syscalls::clock_now(Clock::Realtime);
        Datetime { seconds: u64::try_from(now.seconds).unwrap_or(0), nanoseconds: now.nanoseconds }
    }

    fn resolution() -> Datetime {
        Datetime { seconds: 0, nanoseconds: 1 }
    }
}
