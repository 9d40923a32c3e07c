//! The descriptor table of a process: lowest free number first, up to the process's limit.

use crate::errno::{Errno, Result};
use crate::types::Fd;
use crate::vfs::open_file::OpenFileId;
use std::collections::BTreeMap;

/// The most that a limit can allow (`/proc/sys/fs/nr_open`'s default on Linux).
pub const DESCRIPTORS_MAX: u32 = 1 << 20;

/// A descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Descriptor {
    /// What it refers to; one reference is the table's.
    pub file: OpenFileId,
    /// FD_CLOEXEC.
    pub close_on_exec: bool,
}

/// The table.
#[derive(Debug)]
pub struct FdTable {
    descriptors: BTreeMap<Fd, Descriptor>,
    /// Every number below it is taken.
    free_from: Fd,
    limit: u32,
}

impl FdTable {
    /// An empty table for numbers below `limit` (RLIMIT_NOFILE).
    pub fn new(limit: u32) -> Self {
        Self { descriptors: BTreeMap::new(), free_from: 0, limit: limit.min(DESCRIPTORS_MAX) }
    }

    /// The limit.
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// Change it; descriptors beyond it stay (setrlimit(2)).
    pub fn set_limit(&mut self, limit: u32) {
        self.limit = limit.min(DESCRIPTORS_MAX);
    }

    /// The descriptor, or `badf`.
    pub fn get(&self, fd: Fd) -> Result<Descriptor> {
        self.descriptors.get(&fd).copied().ok_or(Errno::Badf)
    }

    /// The descriptor to change.
    pub fn get_mut(&mut self, fd: Fd) -> Result<&mut Descriptor> {
        self.descriptors.get_mut(&fd).ok_or(Errno::Badf)
    }

    /// The lowest free number from `minimum` on: `inval` when that is beyond the limit, `mfile` when
    /// there is none.
    pub fn lowest_free(&self, minimum: Fd) -> Result<Fd> {
        if minimum >= self.limit && minimum > 0 {
            return Err(Errno::Inval);
        }
        let start = minimum.max(self.free_from);
        let mut candidate = start;
        for taken in self.descriptors.range(start..).map(|(fd, _)| *fd) {
            if taken != candidate {
                break;
            }
            candidate = candidate.saturating_add(1);
        }
        if candidate < self.limit { Ok(candidate) } else { Err(Errno::Mfile) }
    }

    /// Check that `count` more descriptors fit.
    pub fn check_room(&self, count: usize) -> Result<()> {
        let used = self.descriptors.len().saturating_add(count);
        if used <= self.limit as usize { Ok(()) } else { Err(Errno::Mfile) }
    }

    /// Take a number; answers what it referred to before.
    pub fn set(&mut self, fd: Fd, descriptor: Descriptor) -> Result<Option<Descriptor>> {
        if fd >= self.limit {
            return Err(Errno::Badf);
        }
        if fd == self.free_from {
            self.free_from = self.free_from.saturating_add(1);
        }
        Ok(self.descriptors.insert(fd, descriptor))
    }

    /// Free a number.
    pub fn remove(&mut self, fd: Fd) -> Result<Descriptor> {
        let descriptor = self.descriptors.remove(&fd).ok_or(Errno::Badf)?;
        self.free_from = self.free_from.min(fd);
        Ok(descriptor)
    }

    /// Free all; answers what they referred to.
    pub fn take_all(&mut self) -> Vec<Descriptor> {
        self.free_from = 0;
        std::mem::take(&mut self.descriptors).into_values().collect()
    }

    /// All of them, by number.
    pub fn iter(&self) -> impl Iterator<Item = (Fd, Descriptor)> {
        self.descriptors.iter().map(|(fd, descriptor)| (*fd, *descriptor))
    }

    /// The numbers after `cursor - 1`, for listings that continue.
    pub fn numbers_from(&self, first: Fd) -> impl Iterator<Item = Fd> {
        self.descriptors.range(first..).map(|(fd, _)| *fd)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vfs::open_file::{Object, OpenFileTable, Status};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn descriptor() -> Descriptor {
        let mut files = OpenFileTable::default();
        let object =
            Object::Output(crate::output::OutputId { pid: crate::types::Pid(2), descriptor: 1 });
        Descriptor { file: files.insert(object, Status::WRITE), close_on_exec: false }
    }

    #[test]
    fn limits() {
        let mut table = FdTable::new(2);
        assert_eq!(table.lowest_free(2), Err(Errno::Inval));
        assert_eq!(table.set(2, descriptor()), Err(Errno::Badf));
        table.set(0, descriptor()).unwrap();
        table.set(1, descriptor()).unwrap();
        assert_eq!(table.lowest_free(0), Err(Errno::Mfile));
        assert_eq!(FdTable::new(0).lowest_free(0), Err(Errno::Mfile));
    }

    proptest! {
        #[test]
        fn fuzz_equals_a_set_of_numbers(operations in prop::collection::vec((0..3u8, 0..12u32), 0..60)) {
            const LIMIT: u32 = 10;
            let mut table = FdTable::new(LIMIT);
            let mut model = BTreeSet::new();
            for (kind, number) in operations {
                match kind {
                    0 => {
                        let expected = (number..LIMIT).find(|fd| !model.contains(fd));
                        let found = table.lowest_free(number);
                        prop_assert_eq!(found.ok(), expected);
                        if let Ok(fd) = found {
                            table.set(fd, descriptor()).unwrap();
                            model.insert(fd);
                        }
                    }
                    1 => prop_assert_eq!(table.remove(number).is_ok(), model.remove(&number)),
                    _ => {
                        if table.set(number, descriptor()).is_ok() {
                            prop_assert!(number < LIMIT);
                            model.insert(number);
                        }
                    }
                }
                prop_assert_eq!(table.iter().map(|(fd, _)| fd).collect::<BTreeSet<_>>(), model.clone());
            }
        }
    }
}
