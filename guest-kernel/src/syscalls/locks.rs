//! Calls that lock files. A call that is to wait answers `restart`: the host makes it again when a lock
//! was given back, or a signal came.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::lock::{LockKind, Range, Record};
use crate::poll::WaitSource;
use crate::types::{Fd, Pid};
use crate::vfs::Location;
use crate::vfs::open_file::{Object, OpenFileId};

/// What a call does when somebody else's lock is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// It fails with `again`.
    None,
    /// It waits.
    Wait,
}

impl Kernel {
    /// Lock the file of an open file description, or with none unlock it (flock(2)).
    pub fn flock(&mut self, fd: Fd, kind: Option<LockKind>, patience: Patience) -> Result<()> {
        let (location, file) = self.lockable(fd)?;
        let (result, released) = self.locks.flock(location, file, kind);
        if released {
            self.notify(WaitSource::Lock(location));
        }
        match result {
            Err(Errno::Again) if patience == Patience::Wait => self.wait_for_lock(location),
            result => result,
        }
    }

    /// Lock a range of bytes for the calling process, or with none unlock it (F_SETLK of fcntl(2)).
    /// `length` 0 is up to the end. The lock is gone when the process closes any descriptor of the file.
    pub fn set_lock(
        &mut self,
        fd: Fd,
        (start, length): (u64, u64),
        kind: Option<LockKind>,
        patience: Patience,
    ) -> Result<()> {
        let (location, _) = self.lockable(fd)?;
        let range = Range::new(start, length)?;
        let pid = self.current_pid();
        let status = self.file(fd)?.status;
        let kind = match kind {
            None => {
                if self.locks.clear(location, pid, range) {
                    self.notify(WaitSource::Lock(location));
                }
                return Ok(());
            }
            Some(LockKind::Shared) if !status.read => return Err(Errno::Badf),
            Some(LockKind::Exclusive) if !status.write => return Err(Errno::Badf),
            Some(kind) => kind,
        };
        let wanted = Record { pid, range, kind };
        match self.locks.set(location, wanted) {
            Ok(()) => {
                self.locks.wait_no_more(pid);
                // A lock that became weaker may let others in.
                self.notify(WaitSource::Lock(location));
                Ok(())
            }
            Err(Errno::Again) if patience == Patience::Wait => {
                self.locks.wait(location, wanted)?;
                self.wait_for_lock(location)
            }
            Err(errno) => Err(errno),
        }
    }

    /// The lock of another process that would be in the way (F_GETLK of fcntl(2)).
    pub fn get_lock(
        &self,
        fd: Fd,
        (start, length): (u64, u64),
        kind: LockKind,
    ) -> Result<Option<Record>> {
        let (location, _) = self.lockable(fd)?;
        let wanted = Record { pid: self.current_pid(), range: Range::new(start, length)?, kind };
        Ok(self.locks.conflict(location, wanted))
    }

    fn lockable(&self, fd: Fd) -> Result<(Location, OpenFileId)> {
        let file = self.current()?.descriptors.get(fd)?.file;
        match self.file(fd)? {
            open if open.status.path_only => Err(Errno::Badf),
            open => match open.object {
                Object::Node(node) => Ok((node.location, file)),
                _ => Err(Errno::Inval),
            },
        }
    }

    fn wait_for_lock<T>(&mut self, location: Location) -> Result<T> {
        let pid = self.current_pid();
        if self.current()?.is_virtual() {
            // Who has no program cannot wait.
            self.locks.wait_no_more(pid);
            return Err(Errno::Again);
        }
        if self.current()?.signals.has_pending() {
            self.locks.wait_no_more(pid);
            return Err(Errno::Intr);
        }
        self.waiters.insert(pid, vec![WaitSource::Lock(location)]);
        Err(Errno::Restart)
    }

    /// A process closes a descriptor of a file: its ranges are unlocked (fcntl(2)).
    pub(crate) fn unlock_ranges(&mut self, pid: Pid, file: OpenFileId) {
        if self.locks.is_empty() {
            return;
        }
        if let Some(Object::Node(node)) = self.open_files.get(file).map(|file| file.object)
            && self.locks.clear(node.location, pid, Range { start: 0, end: u64::MAX })
        {
            self.notify(WaitSource::Lock(node.location));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Event, check_invariants, flags, kernel, start};
    use crate::types::SignalDisposition;

    const SHARED: Option<LockKind> = Some(LockKind::Shared);
    const EXCLUSIVE: Option<LockKind> = Some(LockKind::Exclusive);

    #[test]
    fn a_lock_belongs_to_the_open_file_description() {
        let (mut kernel, host) = kernel();
        let first = start(&mut kernel, "sh");
        let fd = kernel.open(None, b"/tmp/f", flags("rwc"), 0o666).unwrap();
        kernel.flock(fd, EXCLUSIVE, Patience::None).unwrap();
        let copy = kernel.dup(fd, 0, false).unwrap();
        kernel.flock(copy, EXCLUSIVE, Patience::None).unwrap();
        let again = kernel.open(None, b"/tmp/f", flags("r"), 0).unwrap();
        assert_eq!(kernel.flock(again, SHARED, Patience::None), Err(Errno::Again));

        let second = start(&mut kernel, "sh");
        let other = kernel.open(None, b"/tmp/f", flags("r"), 0).unwrap();
        assert_eq!(kernel.flock(other, SHARED, Patience::Wait), Err(Errno::Restart));
        kernel.sigaction(15, SignalDisposition::Catch).unwrap();
        kernel.kill(second.0 as i32, 15).unwrap();
        assert_eq!(kernel.flock(other, SHARED, Patience::Wait), Err(Errno::Intr));
        kernel.take_signals();
        assert_eq!(kernel.flock(other, SHARED, Patience::Wait), Err(Errno::Restart));
        check_invariants(&mut kernel);

        kernel.switch_to(first).unwrap();
        kernel.close(fd).unwrap();
        host.take_events();
        kernel.close(copy).unwrap();
        assert!(host.take_events().contains(&Event::Wake(second)), "with the last descriptor");
        kernel.switch_to(second).unwrap();
        kernel.flock(other, SHARED, Patience::Wait).unwrap();
        kernel.switch_to(first).unwrap();
        kernel.flock(again, SHARED, Patience::None).unwrap();
        assert_eq!(kernel.flock(again, EXCLUSIVE, Patience::None), Err(Errno::Again));
        assert_eq!(kernel.flock(0, SHARED, Patience::None), Err(Errno::Inval));
        kernel.exit(0);
        kernel.switch_to(second).unwrap();
        kernel.flock(other, EXCLUSIVE, Patience::None).unwrap();
        kernel.close(other).unwrap();
        assert!(kernel.locks.is_empty());
        check_invariants(&mut kernel);
    }

    #[test]
    fn ranges_belong_to_the_process() {
        let (mut kernel, host) = kernel();
        let first = start(&mut kernel, "sh");
        let fd = kernel.open(None, b"/tmp/f", flags("rwc"), 0o666).unwrap();
        kernel.set_lock(fd, (0, 10), EXCLUSIVE, Patience::None).unwrap();
        let second = start(&mut kernel, "sh");
        let other = kernel.open(None, b"/tmp/f", flags("rw"), 0).unwrap();
        let reader = kernel.open(None, b"/tmp/f", flags("r"), 0).unwrap();
        kernel.set_lock(other, (10, 0), EXCLUSIVE, Patience::None).unwrap();
        assert_eq!(kernel.set_lock(other, (9, 1), SHARED, Patience::None), Err(Errno::Again));
        let held = kernel.get_lock(other, (0, 0), LockKind::Shared).unwrap().unwrap();
        assert_eq!((held.pid, held.range), (first, Range { start: 0, end: 10 }));
        assert_eq!(kernel.set_lock(reader, (0, 1), EXCLUSIVE, Patience::None), Err(Errno::Badf));
        assert_eq!(
            kernel.set_lock(other, (u64::MAX, 1), SHARED, Patience::None),
            Err(Errno::Inval)
        );
        assert_eq!(kernel.set_lock(other, (0, 1), SHARED, Patience::Wait), Err(Errno::Restart));
        kernel.switch_to(first).unwrap();
        assert_eq!(kernel.set_lock(fd, (20, 1), SHARED, Patience::Wait), Err(Errno::Deadlk));
        host.take_events();
        // Closing any descriptor of the file unlocks all (fcntl(2)).
        let copy = kernel.dup(fd, 0, false).unwrap();
        kernel.close(copy).unwrap();
        assert!(host.take_events().contains(&Event::Wake(second)));
        kernel.switch_to(second).unwrap();
        kernel.set_lock(other, (0, 1), SHARED, Patience::Wait).unwrap();
        assert_eq!(kernel.get_lock(other, (0, 0), LockKind::Exclusive), Ok(None));
        kernel.exit(0);
        assert!(kernel.locks.is_empty());
        check_invariants(&mut kernel);
    }
}
