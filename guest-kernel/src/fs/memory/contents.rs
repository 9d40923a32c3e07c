//! The bytes of a regular file: pages by index, so that a hole costs nothing and cutting is cheap.
//!
//! A page holds the bytes up to the last one written in it; what is after them, and every absent
//! page, reads as zeros. What the quota counts is the sum of the pages' lengths, or what the pages
//! themselves take if a sparse file makes that more.

use crate::errno::{Errno, Result};
use crate::fs::FILE_SIZE_MAX;
use std::collections::BTreeMap;

/// Bytes of a full page. Small files take only what they need, so this is about the number of map
/// entries of big ones.
const PAGE: u64 = 16 * 1024;

/// Bytes that a page beyond the first counts at least: about what its map entry and its allocation
/// take. Without it, a byte here and there would take memory that no quota sees.
const PAGE_OVERHEAD: u64 = 64;

/// The contents of one file.
#[derive(Debug, Default)]
pub struct Contents {
    pages: BTreeMap<u64, Vec<u8>>,
    size: u64,
    /// Sum of the pages' lengths.
    bytes: u64,
}

/// The part of a range that lies in one page.
struct Span {
    page: u64,
    start: usize,
    end: usize,
}

/// The pages that `length` bytes at `offset` touch, in order.
fn spans(offset: u64, length: u64) -> impl Iterator<Item = Span> {
    let mut offset = offset;
    let mut left = length;
    std::iter::from_fn(move || {
        if left == 0 {
            return None;
        }
        let start = offset % PAGE;
        let taken = left.min(PAGE.saturating_sub(start));
        let span = Span {
            page: offset / PAGE,
            start: start as usize,
            end: start.saturating_add(taken) as usize,
        };
        offset = offset.saturating_add(taken);
        left = left.saturating_sub(taken);
        Some(span)
    })
}

/// What so many bytes in so many pages count.
fn charge(bytes: u64, pages: u64) -> u64 {
    bytes.max(pages.saturating_sub(1).saturating_mul(PAGE_OVERHEAD))
}

impl Contents {
    /// Its length in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Bytes that count in the quota.
    pub fn stored(&self) -> u64 {
        charge(self.bytes, self.pages.len() as u64)
    }

    /// How much `stored` would grow by a write; `fbig` when the file would be too long.
    pub fn growth(&self, offset: u64, length: usize) -> Result<u64> {
        let length = length as u64;
        let end = offset.checked_add(length).ok_or(Errno::Fbig)?;
        if end > FILE_SIZE_MAX {
            return Err(Errno::Fbig);
        }
        let mut bytes = self.bytes;
        let mut pages = self.pages.len() as u64;
        for span in spans(offset, length) {
            let kept = self.pages.get(&span.page).map(Vec::len);
            let more = span.end.saturating_sub(kept.unwrap_or(0));
            bytes = bytes.saturating_add(more as u64);
            pages = pages.saturating_add(u64::from(kept.is_none()));
        }
        Ok(charge(bytes, pages).saturating_sub(self.stored()))
    }

    /// Write; the caller has asked `growth` and the quota. Nothing changes when memory is short.
    pub fn write(&mut self, offset: u64, data: &[u8]) -> Result<()> {
        for span in spans(offset, data.len() as u64) {
            let kept = self.pages.get(&span.page).map_or(0, Vec::len);
            let more = span.end.saturating_sub(kept);
            if more > 0 {
                // Growth doubles up to the page, so that appending stays linear.
                let wanted = more.max(kept.min((PAGE as usize).saturating_sub(kept)));
                let page = self.pages.entry(span.page).or_default();
                if page.capacity() < span.end && page.try_reserve_exact(wanted).is_err() {
                    self.pages.retain(|_, page| !page.is_empty());
                    return Err(Errno::Nospc);
                }
            }
        }
        let mut rest = data;
        for span in spans(offset, data.len() as u64) {
            let (part, after) =
                rest.split_at_checked(span.end.saturating_sub(span.start)).ok_or(Errno::Io)?;
            rest = after;
            let page = self.pages.entry(span.page).or_default();
            if page.len() == span.start {
                self.bytes = self.bytes.saturating_add(part.len() as u64);
                page.extend_from_slice(part);
                continue;
            }
            if page.len() < span.end {
                let more = span.end.saturating_sub(page.len());
                self.bytes = self.bytes.saturating_add(more as u64);
                page.resize(span.end, 0);
            }
            page.get_mut(span.start..span.end).ok_or(Errno::Io)?.copy_from_slice(part);
        }
        if !data.is_empty() {
            self.size = self.size.max(offset.saturating_add(data.len() as u64));
        }
        Ok(())
    }

    /// Up to `length` bytes at `offset`.
    pub fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>> {
        let available = self.size.saturating_sub(offset).min(length);
        let available = usize::try_from(available).map_err(|_| Errno::Nomem)?;
        let mut buffer = Vec::new();
        buffer.try_reserve_exact(available).map_err(|_| Errno::Nomem)?;
        for span in spans(offset, available as u64) {
            let page = self.pages.get(&span.page).map_or(&[][..], Vec::as_slice);
            let written = page.get(span.start..span.end.min(page.len())).unwrap_or_default();
            buffer.extend_from_slice(written);
            let hole = span.end.saturating_sub(span.start).saturating_sub(written.len());
            buffer.resize(buffer.len().saturating_add(hole), 0);
        }
        Ok(buffer)
    }

    /// Cut or extend; extending makes a hole.
    pub fn set_size(&mut self, size: u64) -> Result<()> {
        if size > FILE_SIZE_MAX {
            return Err(Errno::Fbig);
        }
        if size < self.size {
            let kept = (size % PAGE) as usize;
            let mut cut = self.pages.split_off(&(size / PAGE));
            if kept > 0
                && let Some(mut page) = cut.remove(&(size / PAGE))
            {
                let before = page.len();
                page.truncate(kept);
                page.shrink_to_fit();
                self.bytes = self.bytes.saturating_sub(before.saturating_sub(page.len()) as u64);
                self.pages.insert(size / PAGE, page);
            }
            let gone: u64 = cut.values().map(|page| page.len() as u64).sum();
            self.bytes = self.bytes.saturating_sub(gone);
        }
        self.size = size;
        Ok(())
    }

    /// What `stored` should be.
    #[cfg(test)]
    pub fn recount(&self) -> u64 {
        assert!(self.pages.values().all(|page| !page.is_empty() && page.len() as u64 <= PAGE));
        let bytes = self.pages.values().map(|page| page.len() as u64).sum();
        charge(bytes, self.pages.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_sparse_gigabyte_costs_a_page() {
        let mut contents = Contents::default();
        contents.write(1 << 30, b"x").unwrap();
        assert_eq!(contents.size(), (1 << 30) + 1);
        assert!(contents.stored() <= PAGE);
        contents.set_size(10).unwrap();
        assert_eq!((contents.stored(), contents.read(0, 100).unwrap()), (0, vec![0; 10]));
    }

    #[test]
    fn a_byte_here_and_there_is_not_for_free() {
        let mut contents = Contents::default();
        for page in 0..1000 {
            contents.write(page * PAGE, b"x").unwrap();
        }
        assert_eq!(contents.stored(), 999 * PAGE_OVERHEAD);
    }

    #[test]
    fn the_end_of_the_offset_range() {
        let mut contents = Contents::default();
        assert_eq!(contents.growth(u64::MAX, 1), Err(Errno::Fbig));
        assert_eq!(contents.growth(FILE_SIZE_MAX, 1), Err(Errno::Fbig));
        assert_eq!(contents.set_size(FILE_SIZE_MAX + 1), Err(Errno::Fbig));
        contents.set_size(FILE_SIZE_MAX).unwrap();
        assert_eq!(contents.read(FILE_SIZE_MAX - 3, 10).unwrap(), vec![0; 3]);
    }

    proptest! {
        #[test]
        fn equals_a_flat_vector(operations in prop::collection::vec(
            (0..3u8, 0..70_000u64, 0..40_000usize, any::<u8>()), 0..30)) {
            let mut contents = Contents::default();
            let mut model: Vec<u8> = Vec::new();
            for (kind, offset, length, byte) in operations {
                match kind {
                    0 => {
                        let before = contents.stored();
                        let growth = contents.growth(offset, length).unwrap();
                        contents.write(offset, &vec![byte; length]).unwrap();
                        prop_assert_eq!(contents.stored(), before + growth);
                        if length > 0 {
                            let end = offset as usize + length;
                            if model.len() < end { model.resize(end, 0); }
                            model[offset as usize..end].fill(byte);
                        }
                    }
                    1 => {
                        contents.set_size(offset).unwrap();
                        model.resize(offset as usize, 0);
                    }
                    _ => {
                        let start = (offset as usize).min(model.len());
                        let end = (start + length).min(model.len());
                        prop_assert_eq!(&contents.read(offset, length as u64).unwrap(), &model[start..end]);
                    }
                }
                prop_assert_eq!(contents.size(), model.len() as u64);
                prop_assert_eq!(contents.stored(), contents.recount());
            }
            prop_assert_eq!(contents.read(0, u64::MAX).unwrap(), model);
        }
    }
}
