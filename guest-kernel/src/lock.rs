//! Locks of files: those of open file descriptions (flock(2)) and those of ranges that belong to
//! processes (fcntl(2), "Advisory record locking"). Neither sees the other.
//!
//! Nothing here waits: the system calls do, with `restart`. What a process waits for is kept, so that
//! one that would wait for itself is told.

use crate::errno::{Errno, Result};
use crate::types::Pid;
use crate::vfs::Location;
use crate::vfs::open_file::OpenFileId;
use std::collections::{BTreeMap, BTreeSet};

/// Locked ranges of one file (Linux limits them by RLIMIT_LOCKS, which is no longer enforced).
const RECORDS_MAX: usize = 1024;

/// How much a lock shuts out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockKind {
    /// Exclusive locks.
    Shared,
    /// All locks.
    Exclusive,
}

impl LockKind {
    fn conflicts(self, other: Self) -> bool {
        self == Self::Exclusive || other == Self::Exclusive
    }
}

/// Bytes of a file, the end exclusive; `u64::MAX` is the end of the file wherever that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Range {
    pub start: u64,
    pub end: u64,
}

impl Range {
    /// From `start` on, so many bytes; 0 stands for all of them. `inval` beyond the greatest offset.
    pub fn new(start: u64, length: u64) -> Result<Self> {
        let end =
            if length == 0 { u64::MAX } else { start.checked_add(length).ok_or(Errno::Inval)? };
        if i64::try_from(start).is_err() { Err(Errno::Inval) } else { Ok(Self { start, end }) }
    }

    fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A locked range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Record {
    pub pid: Pid,
    pub range: Range,
    pub kind: LockKind,
}

#[derive(Debug, Default)]
struct FileLocks {
    whole: Vec<(OpenFileId, LockKind)>,
    records: Vec<Record>,
}

/// All locks of the VM.
#[derive(Debug, Default)]
pub struct Locks {
    files: BTreeMap<Location, FileLocks>,
    waiting: BTreeMap<Pid, (Location, Record)>,
}

impl Locks {
    /// Lock a file for an open file description, or with none unlock it. `again` when another's lock is
    /// in the way; a lock of another kind that it had is lost then (flock(2)). Answers whether others
    /// may get what they wait for.
    pub fn flock(
        &mut self,
        location: Location,
        file: OpenFileId,
        kind: Option<LockKind>,
    ) -> (Result<()>, bool) {
        let locks = self.files.entry(location).or_default();
        let held = locks.whole.iter().position(|(owner, _)| *owner == file);
        let had = held.and_then(|index| locks.whole.get(index)).map(|(_, kind)| *kind);
        if had == kind {
            self.forget_unlocked(location);
            return (Ok(()), false);
        }
        if let Some(index) = held {
            locks.whole.swap_remove(index);
        }
        let result = match kind {
            Some(kind) if locks.whole.iter().any(|(_, other)| kind.conflicts(*other)) => {
                Err(Errno::Again)
            }
            Some(kind) => {
                locks.whole.push((file, kind));
                Ok(())
            }
            None => Ok(()),
        };
        self.forget_unlocked(location);
        (result, had.is_some())
    }

    /// A lock of another process that is in the way.
    pub fn conflict(&self, location: Location, wanted: Record) -> Option<Record> {
        self.conflicts(location, wanted).next()
    }

    fn conflicts(&self, location: Location, wanted: Record) -> impl Iterator<Item = Record> {
        let records = self.files.get(&location).map(|locks| locks.records.as_slice());
        records.unwrap_or_default().iter().copied().filter(move |record| {
            record.pid != wanted.pid
                && record.range.overlaps(wanted.range)
                && record.kind.conflicts(wanted.kind)
        })
    }

    /// Lock a range for a process, which replaces what it had of it. `again` when another's lock is in the
    /// way, `nolck` when there would be too many.
    pub fn set(&mut self, location: Location, wanted: Record) -> Result<()> {
        if self.conflict(location, wanted).is_some() {
            return Err(Errno::Again);
        }
        let locks = self.files.entry(location).or_default();
        if locks.records.len() >= RECORDS_MAX {
            return Err(Errno::Nolck);
        }
        cut(&mut locks.records, wanted.pid, wanted.range);
        locks.records.push(wanted);
        Ok(())
    }

    /// Unlock what a process has of a range; answers whether that was anything.
    pub fn clear(&mut self, location: Location, pid: Pid, range: Range) -> bool {
        let Some(locks) = self.files.get_mut(&location) else { return false };
        let changed = cut(&mut locks.records, pid, range);
        self.forget_unlocked(location);
        changed
    }

    /// A process is about to wait for a range. `deadlk` when it would wait for itself.
    pub fn wait(&mut self, location: Location, wanted: Record) -> Result<()> {
        let mut seen = BTreeSet::new();
        let mut pending: Vec<Pid> = self.conflicts(location, wanted).map(|held| held.pid).collect();
        while let Some(pid) = pending.pop() {
            if pid == wanted.pid {
                return Err(Errno::Deadlk);
            }
            if seen.insert(pid)
                && let Some((location, record)) = self.waiting.get(&pid)
            {
                pending.extend(self.conflicts(*location, *record).map(|held| held.pid));
            }
        }
        self.waiting.insert(wanted.pid, (location, wanted));
        Ok(())
    }

    /// It does not wait any more.
    pub fn wait_no_more(&mut self, pid: Pid) {
        self.waiting.remove(&pid);
    }

    /// An open file description is closed; answers whether it had a lock.
    pub fn close(&mut self, location: Location, file: OpenFileId) -> bool {
        self.flock(location, file, None).1
    }

    fn forget_unlocked(&mut self, location: Location) {
        if let Some(locks) = self.files.get(&location)
            && locks.whole.is_empty()
            && locks.records.is_empty()
        {
            self.files.remove(&location);
        }
    }

    /// Whether nothing is locked.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

/// Take a range away from what a process has locked; answers whether it had any of it.
fn cut(records: &mut Vec<Record>, pid: Pid, range: Range) -> bool {
    let mut left = Vec::new();
    let before = records.len();
    records.retain(|record| {
        let touched = record.pid == pid && record.range.overlaps(range);
        if touched {
            let parts = [
                Range { start: record.range.start, end: range.start },
                Range { start: range.end, end: record.range.end },
            ];
            left.extend(
                parts
                    .into_iter()
                    .filter(|part| part.start < part.end)
                    .map(|range| Record { range, ..*record }),
            );
        }
        !touched
    });
    let changed = records.len() != before;
    records.extend(left);
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::NodeId;
    use crate::vfs::mount::MountId;
    use proptest::prelude::*;

    const FILE: Location = Location { mount: MountId::ROOT, node: NodeId(7) };
    const OTHER: Location = Location { mount: MountId::ROOT, node: NodeId(8) };

    fn record(pid: u32, start: u64, end: u64, kind: LockKind) -> Record {
        Record { pid: Pid(pid), range: Range { start, end }, kind }
    }

    #[test]
    fn who_would_wait_for_itself_is_told() {
        let mut locks = Locks::default();
        let exclusive = |pid, start| record(pid, start, start + 1, LockKind::Exclusive);
        locks.set(FILE, exclusive(2, 0)).unwrap();
        locks.set(OTHER, exclusive(3, 0)).unwrap();
        locks.set(FILE, exclusive(4, 1)).unwrap();
        assert_eq!(locks.set(FILE, exclusive(3, 0)), Err(Errno::Again));
        locks.wait(FILE, exclusive(3, 0)).unwrap();
        locks.wait(OTHER, exclusive(4, 0)).unwrap();
        assert_eq!(locks.wait(FILE, exclusive(2, 1)), Err(Errno::Deadlk), "2 → 4 → 3 → 2");
        locks.wait_no_more(Pid(3));
        locks.wait(FILE, exclusive(2, 1)).unwrap();
    }

    proptest! {
        /// A naive model: who has which byte, and how.
        #[test]
        fn fuzz_ranges_equal_a_table_of_bytes(
            steps in prop::collection::vec((2..5u32, 0..12u64, 1..6u64, 0..3u8), 1..60)
        ) {
            let mut locks = Locks::default();
            let mut bytes: BTreeMap<(u32, u64), LockKind> = BTreeMap::new();
            for (pid, start, length, what) in steps {
                let range = Range::new(start, length).unwrap();
                let covered = start..start + length;
                let kind = match what {
                    0 => None,
                    1 => Some(LockKind::Shared),
                    _ => Some(LockKind::Exclusive),
                };
                let blocked = kind.is_some_and(|kind| bytes.iter().any(|((owner, byte), other)| {
                    *owner != pid && covered.contains(byte) && kind.conflicts(*other)
                }));
                match kind {
                    None => {
                        let had = covered.clone().any(|byte| bytes.contains_key(&(pid, byte)));
                        prop_assert_eq!(locks.clear(FILE, Pid(pid), range), had);
                    }
                    Some(kind) => {
                        let set = locks.set(FILE, Record { pid: Pid(pid), range, kind });
                        prop_assert_eq!(set.is_err(), blocked);
                    }
                }
                if !blocked {
                    for byte in covered {
                        match kind {
                            Some(kind) => bytes.insert((pid, byte), kind),
                            None => bytes.remove(&(pid, byte)),
                        };
                    }
                }
                prop_assert_eq!(locks.is_empty(), bytes.is_empty());
            }
        }
    }
}
