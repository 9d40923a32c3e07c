//! Clocks and randomness.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::types::{Clock, NANOSECONDS_PER_SECOND, Timestamp};

/// Bytes that one call for randomness gives at most, as in the contract.
const RANDOM_MAX: u32 = 65_536;

fn from_nanoseconds(nanoseconds: u64) -> Timestamp {
    let second = u64::from(NANOSECONDS_PER_SECOND);
    Timestamp {
        seconds: i64::try_from(nanoseconds / second).unwrap_or(i64::MAX),
        nanoseconds: (nanoseconds % second) as u32,
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
