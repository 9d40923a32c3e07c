//! The bytes of a regular file: pages by index, so that a hole costs nothing and cutting is cheap.
//!
//! A page holds the bytes up to the last one written in it; what is after them, and every absent
//! page, reads as zeros. What the quota counts is the sum of the own pages' lengths, or what the pages
//! themselves take if a sparse file makes that more. A page that came from a layer is shared with it
//! until it is written, and costs nothing until then.

use crate::errno::{Errno, Result};
use crate::fs::FILE_SIZE_MAX;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Bytes of a full page. Small files take only what they need, so this is about the number of map
/// entries of big ones.
const PAGE: u64 = 16 * 1024;

/// Bytes that a page beyond the first counts at least: about what its map entry and its allocation
/// take. Without it, a byte here and there would take memory that no quota sees.
const PAGE_OVERHEAD: u64 = 64;

/// The bytes of a page.
#[derive(Debug)]
enum Page {
    Own(Vec<u8>),
    /// The first bytes of a layer's page, so many.
    Shared(Rc<Vec<u8>>, usize),
}

impl Page {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Own(bytes) => bytes,
            Self::Shared(bytes, length) => bytes.get(..*length).unwrap_or(bytes),
        }
    }

    fn len(&self) -> usize {
        self.bytes().len()
    }
}

/// The contents of one file.
#[derive(Debug, Default)]
pub struct Contents {
    pages: BTreeMap<u64, Page>,
    size: u64,
    /// Sum of the pages' lengths.
    bytes: u64,
    /// Sum of the own pages' lengths, and their number.
    own_bytes: u64,
    own_pages: u64,
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
        charge(self.own_bytes, self.own_pages)
    }

    /// Bytes that it takes, shared ones included.
    pub fn allocated(&self) -> u64 {
        charge(self.bytes, self.pages.len() as u64)
    }

    /// The same contents for another file: every page is shared from now on.
    pub fn share(&mut self) -> Self {
        for page in self.pages.values_mut() {
            if let Page::Own(bytes) = page {
                let length = bytes.len();
                *page = Page::Shared(Rc::new(std::mem::take(bytes)), length);
            }
        }
        (self.own_bytes, self.own_pages) = (0, 0);
        self.shared().unwrap_or_default()
    }

    /// The same contents for another file, when every page is shared already.
    pub fn shared(&self) -> Option<Self> {
        let pages = self.pages.iter().map(|(index, page)| match page {
            Page::Own(_) => None,
            Page::Shared(bytes, length) => Some((*index, Page::Shared(Rc::clone(bytes), *length))),
        });
        let pages = pages.collect::<Option<BTreeMap<u64, Page>>>()?;
        Some(Self { pages, size: self.size, bytes: self.bytes, own_bytes: 0, own_pages: 0 })
    }

    /// These bytes, shared with whoever has them.
    pub fn of_shared(bytes: &Rc<Vec<u8>>) -> Self {
        let size = bytes.len() as u64;
        let page = |(index, part): (u64, &[u8])| {
            let whole =
                if part.len() == bytes.len() { Rc::clone(bytes) } else { Rc::new(part.to_vec()) };
            (index, Page::Shared(whole, part.len()))
        };
        let pages = (0u64..).zip(bytes.chunks(PAGE as usize)).map(page).collect();
        Self { pages, size, bytes: size, own_bytes: 0, own_pages: 0 }
    }

    /// How much `stored` would grow by a write; `fbig` when the file would be too long.
    pub fn growth(&self, offset: u64, length: usize) -> Result<u64> {
        let length = length as u64;
        let end = offset.checked_add(length).ok_or(Errno::Fbig)?;
        if end > FILE_SIZE_MAX {
            return Err(Errno::Fbig);
        }
        let mut bytes = self.own_bytes;
        let mut pages = self.own_pages;
        for span in spans(offset, length) {
            let (more, new) = match self.pages.get(&span.page) {
                None => (span.end, 1),
                Some(Page::Own(kept)) => (span.end.saturating_sub(kept.len()), 0),
                // Written for the first time: all of it becomes the file's own.
                Some(kept) => (span.end.max(kept.len()), 1),
            };
            bytes = bytes.saturating_add(more as u64);
            pages = pages.saturating_add(new);
        }
        Ok(charge(bytes, pages).saturating_sub(self.stored()))
    }

    /// Write; the caller has asked `growth` and the quota. Nothing changes when memory is short.
    pub fn write(&mut self, offset: u64, data: &[u8]) -> Result<()> {
        self.own(offset, data.len() as u64)?;
        let mut rest = data;
        for span in spans(offset, data.len() as u64) {
            let (part, after) =
                rest.split_at_checked(span.end.saturating_sub(span.start)).ok_or(Errno::Io)?;
            rest = after;
            let Some(Page::Own(page)) = self.pages.get_mut(&span.page) else {
                return Err(Errno::Io);
            };
            let more = span.end.saturating_sub(page.len()) as u64;
            self.bytes = self.bytes.saturating_add(more);
            self.own_bytes = self.own_bytes.saturating_add(more);
            if page.len() == span.start {
                page.extend_from_slice(part);
                continue;
            }
            if more > 0 {
                page.resize(span.end, 0);
            }
            page.get_mut(span.start..span.end).ok_or(Errno::Io)?.copy_from_slice(part);
        }
        if !data.is_empty() {
            self.size = self.size.max(offset.saturating_add(data.len() as u64));
        }
        Ok(())
    }

    /// Make every page of the range the file's own, with room for it; or nothing, when memory is
    /// short.
    fn own(&mut self, offset: u64, length: u64) -> Result<()> {
        let mut made: Vec<(u64, Vec<u8>)> = Vec::new();
        for span in spans(offset, length) {
            match self.pages.get_mut(&span.page) {
                Some(Page::Own(page)) => {
                    let more = span.end.saturating_sub(page.len());
                    // Growth doubles up to the page, so that appending stays linear.
                    let doubled = page.len().min((PAGE as usize).saturating_sub(page.len()));
                    if page.capacity() < span.end {
                        page.try_reserve_exact(more.max(doubled)).map_err(|_| Errno::Nospc)?;
                    }
                }
                other => {
                    let kept = other.as_ref().map_or(&[][..], |page| page.bytes());
                    let mut page = Vec::new();
                    let room = span.end.max(kept.len());
                    page.try_reserve_exact(room).map_err(|_| Errno::Nospc)?;
                    page.extend_from_slice(kept);
                    made.push((span.page, page));
                }
            }
        }
        for (index, page) in made {
            self.own_bytes = self.own_bytes.saturating_add(page.len() as u64);
            self.own_pages = self.own_pages.saturating_add(1);
            self.pages.insert(index, Page::Own(page));
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
            let page = self.pages.get(&span.page).map_or(&[][..], Page::bytes);
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
            for page in cut.values() {
                self.forget(page);
            }
            if kept > 0
                && let Some(page) = cut.remove(&(size / PAGE))
            {
                self.keep(size / PAGE, page, kept);
            }
        }
        self.size = size;
        Ok(())
    }

    fn forget(&mut self, page: &Page) {
        let length = page.len() as u64;
        self.bytes = self.bytes.saturating_sub(length);
        if matches!(page, Page::Own(_)) {
            self.own_bytes = self.own_bytes.saturating_sub(length);
            self.own_pages = self.own_pages.saturating_sub(1);
        }
    }

    /// Put the first bytes of a page back. A shared one stays shared and ends earlier.
    fn keep(&mut self, index: u64, page: Page, length: usize) {
        let page = match page {
            Page::Own(mut bytes) => {
                bytes.truncate(length);
                bytes.shrink_to_fit();
                self.own_bytes = self.own_bytes.saturating_add(bytes.len() as u64);
                self.own_pages = self.own_pages.saturating_add(1);
                Page::Own(bytes)
            }
            Page::Shared(bytes, before) => Page::Shared(bytes, before.min(length)),
        };
        self.bytes = self.bytes.saturating_add(page.len() as u64);
        self.pages.insert(index, page);
    }

    /// What `stored` should be.
    #[cfg(test)]
    pub fn recount(&self) -> u64 {
        assert!(self.pages.values().all(|page| page.len() > 0 && page.len() as u64 <= PAGE));
        assert_eq!(self.bytes, self.pages.values().map(|page| page.len() as u64).sum::<u64>());
        let own = self.pages.values().filter(|page| matches!(page, Page::Own(_)));
        charge(own.clone().map(|page| page.len() as u64).sum(), own.count() as u64)
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
        fn fuzz_equals_a_flat_vector(operations in prop::collection::vec(
            (0..4u8, 0..70_000u64, 0..40_000usize, any::<u8>()), 0..30)) {
            let mut contents = Contents::default();
            let mut model: Vec<u8> = Vec::new();
            let mut layers = Vec::new();
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
                    2 => {
                        let layer = contents.share();
                        prop_assert_eq!((layer.stored(), contents.stored()), (0, 0));
                        layers.push((layer, model.clone()));
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
            for (layer, model) in layers {
                prop_assert_eq!(layer.read(0, u64::MAX).unwrap(), model, "what was shared stays");
            }
        }
    }
}
