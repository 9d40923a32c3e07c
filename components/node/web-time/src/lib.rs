//! Stands for the crate `web-time`, which asks a browser for the time: on `wasm32-unknown-unknown` the types of
//! `rustls` want it, and it would make the guest import functions of JavaScript.
//!
//! Nobody asks this clock: connections get the kernel's through `rustls`'s `TimeProvider`. It stands still, at
//! the epoch.

use std::time::Duration;

/// A point in time of that clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SystemTime(Duration);

impl SystemTime {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self(Duration::ZERO);

    /// Always the epoch.
    pub fn now() -> Self {
        Self::UNIX_EPOCH
    }

    /// The time since an earlier point.
    ///
    /// # Errors
    /// The difference, when that point is later.
    pub fn duration_since(&self, earlier: Self) -> Result<Duration, Duration> {
        let since = self.0.checked_sub(earlier.0);
        since.ok_or_else(|| earlier.0.saturating_sub(self.0))
    }
}
