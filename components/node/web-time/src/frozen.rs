//! The clock of a target without one.

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
