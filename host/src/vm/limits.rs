//! What a program may use: memory of its store and of all stores of its VM, CPU time, time.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use wasmtime::{ResourceLimiter, Result};

use super::near::Told;
use super::{SIGKILL, SIGXCPU};
use crate::bindings::supervisor::Limits;
pub(crate) use crate::bindings::supervisor::ProgramLimit;

/// Most elements of a guest's function table; ours have a few thousand.
const MAX_TABLE: usize = 100_000;

impl ProgramLimit {
    /// The signal that stands for the end of who hit it.
    pub(crate) fn signal(self) -> u8 {
        match self {
            ProgramLimit::ProcessCpuMilliseconds | ProgramLimit::CpuMilliseconds => SIGXCPU,
            // As Linux ends what takes more memory than it may have.
            ProgramLimit::ProcessMemory
            | ProgramLimit::Memory
            | ProgramLimit::ProcessMilliseconds => SIGKILL,
        }
    }

    /// Why it was ended, in words.
    pub(crate) fn cause(self, limits: &Limits) -> String {
        match self {
            ProgramLimit::ProcessMemory => {
                let limit = limits.process_memory >> 20;
                format!("it needs more than its {limit} MiB of memory")
            }
            ProgramLimit::Memory => {
                let limit = limits.memory >> 20;
                format!("all programs together need more than their {limit} MiB of memory")
            }
            ProgramLimit::ProcessCpuMilliseconds => {
                let limit = limits.process_cpu_milliseconds;
                format!("it used more than its {limit} ms of CPU time")
            }
            ProgramLimit::CpuMilliseconds => {
                let limit = limits.cpu_milliseconds;
                format!("all programs together used more than their {limit} ms of CPU time")
            }
            ProgramLimit::ProcessMilliseconds => {
                format!("it took longer than its {} ms", limits.process_milliseconds)
            }
        }
    }
}

/// What all programs of a VM have used and have together.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    /// Nanoseconds of CPU time, of programs that ended as well.
    pub cpu_nanoseconds: AtomicU64,
    /// Bytes of linear memory now.
    pub memory: AtomicU64,
    /// The limits that were told to be near.
    pub near: Told,
}

/// The limit that a program has hit, when it has used this much CPU time.
pub(crate) fn cpu_limit(limits: &Limits, own: u64, all: u64) -> Option<ProgramLimit> {
    let over = |nanoseconds: u64, milliseconds: u64| nanoseconds / 1_000_000 >= milliseconds;
    if over(own, limits.process_cpu_milliseconds) {
        Some(ProgramLimit::ProcessCpuMilliseconds)
    } else if over(all, limits.cpu_milliseconds) {
        Some(ProgramLimit::CpuMilliseconds)
    } else {
        None
    }
}

/// Waits as long as a program may take.
pub(crate) async fn time_limit(limits: &Limits) {
    // Longer than any clock runs: not at all.
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
    let time = Duration::from_millis(limits.process_milliseconds);
    if time < CENTURY { tokio::time::sleep(time).await } else { std::future::pending().await }
}

/// Caps the linear memory of a store and knows its size.
#[derive(Debug)]
pub struct MemoryLimit {
    limit: usize,
    used: usize,
    /// What it shares with the other stores of a VM, and their limit.
    together: Option<(Arc<Totals>, u64)>,
    refused: Option<ProgramLimit>,
}

impl MemoryLimit {
    /// A cap of `bytes`.
    pub fn new(bytes: u64) -> Self {
        let limit = usize::try_from(bytes).unwrap_or(usize::MAX);
        MemoryLimit { limit, used: 0, together: None, refused: None }
    }

    /// The cap of one program of a VM.
    pub(crate) fn of_program(limits: &Limits, totals: Arc<Totals>) -> Self {
        let together = Some((totals, limits.memory));
        MemoryLimit { together, ..MemoryLimit::new(limits.process_memory) }
    }

    /// Bytes the store's memories have now.
    pub fn used(&self) -> u64 {
        self.used as u64
    }

    /// The limit that refused the guest more, if it ever asked for too much.
    pub(crate) fn refused(&self) -> Option<ProgramLimit> {
        self.refused
    }

    /// Takes `more` bytes of what all programs may have.
    fn take_together(&self, more: u64) -> bool {
        let Some((totals, limit)) = &self.together else { return true };
        let add = |used: u64| used.checked_add(more).filter(|used| used <= limit);
        totals.memory.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).is_ok()
    }
}

/// What a program had is free for the others.
impl Drop for MemoryLimit {
    fn drop(&mut self) {
        if let Some((totals, _)) = &self.together {
            totals.memory.fetch_sub(self.used as u64, Ordering::Relaxed);
        }
    }
}

impl ResourceLimiter for MemoryLimit {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> Result<bool> {
        let more = desired.saturating_sub(current);
        let used = self.used.saturating_add(more);
        if used > self.limit {
            self.refused = Some(ProgramLimit::ProcessMemory);
        } else if !self.take_together(more as u64) {
            self.refused = Some(ProgramLimit::Memory);
        } else {
            self.used = used;
            return Ok(true);
        }
        Ok(false)
    }

    fn table_growing(
        &mut self,
        _current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> Result<bool> {
        Ok(desired <= MAX_TABLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_of_all_programs_is_given_back() {
        let limits = Limits { process_memory: 100, memory: 150, ..Limits::default() };
        let totals = Arc::new(Totals::default());
        let mut first = MemoryLimit::of_program(&limits, Arc::clone(&totals));
        let mut second = MemoryLimit::of_program(&limits, Arc::clone(&totals));
        assert!(first.memory_growing(0, 100, None).unwrap());
        assert!(!first.memory_growing(100, 101, None).unwrap());
        assert_eq!(first.refused(), Some(ProgramLimit::ProcessMemory));
        assert!(!second.memory_growing(0, 51, None).unwrap());
        assert_eq!(second.refused(), Some(ProgramLimit::Memory));
        assert!(second.memory_growing(0, 50, None).unwrap());
        drop(first);
        assert!(second.memory_growing(50, 100, None).unwrap());
        drop(second);
        assert_eq!(totals.memory.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn cpu_time() {
        let limits =
            Limits { process_cpu_milliseconds: 10, cpu_milliseconds: 20, ..Limits::default() };
        assert_eq!(cpu_limit(&limits, 9_999_999, 19_999_999), None);
        let own = Some(ProgramLimit::ProcessCpuMilliseconds);
        assert_eq!(cpu_limit(&limits, 10_000_000, 0), own);
        assert_eq!(cpu_limit(&limits, 0, 20_000_000), Some(ProgramLimit::CpuMilliseconds));
        assert_eq!(cpu_limit(&Limits::default(), u64::MAX, u64::MAX), None);
    }
}
