//! Samples and what is said of them.

use std::time::Duration;

/// Measured values of one thing, in one unit.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    values: Vec<f64>,
}

impl Samples {
    /// Adds a value.
    pub fn push(&mut self, value: f64) {
        self.values.push(value);
        self.values.sort_by(f64::total_cmp);
    }

    /// Adds a time in milliseconds.
    pub fn push_time(&mut self, time: Duration) {
        self.push(time.as_secs_f64() * 1e3);
    }

    /// The smallest.
    pub fn min(&self) -> f64 {
        self.values.first().copied().unwrap_or(f64::NAN)
    }

    /// The largest.
    pub fn max(&self) -> f64 {
        self.values.last().copied().unwrap_or(f64::NAN)
    }

    /// The middle one.
    pub fn median(&self) -> f64 {
        self.values.get(self.values.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// `min / median / max` with a sensible number of digits.
    pub fn summary(&self) -> String {
        [self.min(), self.median(), self.max()].map(digits).join(" / ")
    }
}

/// Ratios `ours / theirs` taken pair by pair.
pub fn ratios(ours: &[f64], theirs: &[f64]) -> Samples {
    let mut samples = Samples::default();
    for (ours, theirs) in ours.iter().zip(theirs) {
        samples.push(ours / theirs);
    }
    samples
}

/// A number with about three significant digits.
pub fn digits(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        v if v >= 0.1 => format!("{value:.2}"),
        _ => format!("{value:.4}"),
    }
}
