//! Memory of one store.

use wasmtime::{ResourceLimiter, Result};

/// Most elements of a guest's function table; ours have a few thousand.
const MAX_TABLE: usize = 100_000;

/// Caps the linear memory of a store and knows its size.
#[derive(Debug)]
pub struct MemoryLimit {
    limit: usize,
    used: usize,
    refused: bool,
}

impl MemoryLimit {
    /// A cap of `bytes`.
    pub fn new(bytes: u64) -> Self {
        let limit = usize::try_from(bytes).unwrap_or(usize::MAX);
        MemoryLimit { limit, used: 0, refused: false }
    }

    /// Bytes the store's memories have now.
    pub fn used(&self) -> u64 {
        self.used as u64
    }

    /// Whether the guest ever asked for more than it may have.
    pub fn refused(&self) -> bool {
        self.refused
    }
}

impl ResourceLimiter for MemoryLimit {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _maximum: Option<usize>,
    ) -> Result<bool> {
        let used = self.used.saturating_sub(current).saturating_add(desired);
        let allowed = used <= self.limit;
        if allowed {
            self.used = used;
        } else {
            self.refused = true;
        }
        Ok(allowed)
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
