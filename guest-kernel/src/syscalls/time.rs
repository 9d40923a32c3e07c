//! Clocks and randomness.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::types::{Clock, Timestamp};
use std::time::Duration;

/// Bytes that one call for randomness gives at most, as in the contract.
const RANDOM_MAX: u32 = 65_536;

fn from_nanoseconds(nanoseconds: u64) -> Timestamp {
    let duration = Duration::from_nanos(nanoseconds);
    Timestamp {
        seconds: i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        nanoseconds: duration.subsec_nanos(),
    }
}

impl Kernel {
    /// The time on a clock (clock_gettime(2)).
    pub fn clock_now(&self, clock: Clock) -> Timestamp {
        match clock {
            Clock::Realtime => self.host.realtime(),
            Clock::Monotonic => {
                from_nanoseconds(self.host.monotonic().saturating_sub(self.made_at))
            }
            Clock::ProcessCpu => from_nanoseconds(self.process_usage().0),
        }
    }

    /// Random bytes (getrandom(2)).
    pub fn random(&self, length: u32) -> Result<Vec<u8>> {
        if length > RANDOM_MAX {
            return Err(Errno::Inval);
        }
        Ok(self.host.random_bytes(u64::from(length)))
    }
}
