//! Calls on watches of files and directories; what they are told is `vfs::watch`'s.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::limit::Resource;
use crate::poll::WaitSource;
use crate::types::Fd;
use crate::vfs::open_file::{Object, Status};
use crate::vfs::watch::Event;

impl Kernel {
    /// Watch a file or directory. Each watch counts as an open file, its events are bounded.
    pub fn watch(&mut self, dir: Option<Fd>, path: &[u8]) -> Result<Fd> {
        let caller = self.caller()?;
        self.current()?.descriptors.lowest_free(0)?;
        self.reserve(Resource::OpenFiles, 1)?;
        let start = self.start_of(dir, path)?;
        let watch = self.vfs.watch(&caller, start, path)?;
        let file = self.open_files.insert(Object::Watch(watch), Status::READ);
        self.install_or_release(file, true)
    }

    /// Take what changed, oldest first.
    pub fn take_changes(&mut self, fd: Fd) -> Result<Vec<Event>> {
        match self.file(fd)?.object {
            Object::Watch(watch) => self.vfs.watches.take(watch),
            _ => Err(Errno::Inval),
        }
    }

    /// After every call: who waits for changes is told.
    pub fn tell_watchers(&mut self) {
        for watch in self.vfs.watches.take_ready() {
            self.notify(WaitSource::Watch(watch));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Event as Happened, check_invariants, flags, kernel, start};
    use crate::types::{PollInterest, PollTarget, TimeUpdate};

    fn changes(kernel: &mut Kernel, fd: Fd) -> Vec<String> {
        let events = match kernel.take_changes(fd) {
            Err(Errno::Again) => Vec::new(),
            events => events.unwrap(),
        };
        let text = |event: Event| match event.name {
            Some(name) => format!("{:?} {}", event.what, String::from_utf8_lossy(&name)),
            None => format!("{:?}", event.what),
        };
        events.into_iter().map(text).collect()
    }

    #[test]
    fn a_directory_tells_what_happens_in_it() {
        let (mut kernel, _) = kernel();
        start(&mut kernel, "sh");
        kernel.mkdir(None, b"/tmp/d", 0o755).unwrap();
        kernel.mkdir(None, b"/tmp/e", 0o755).unwrap();
        let watch = kernel.watch(None, b"/tmp/d").unwrap();
        assert_eq!(kernel.take_changes(watch), Err(Errno::Again));

        let file = kernel.open(None, b"/tmp/d/file", flags("wc"), 0o644).unwrap();
        kernel.write(file, b"one").unwrap();
        kernel.write(file, b"two").unwrap();
        assert_eq!(changes(&mut kernel, watch), ["Created file", "Modified file"]);
        kernel.ftruncate(file, 1).unwrap();
        kernel.fchmod(file, 0o600).unwrap();
        kernel.close(file).unwrap();
        assert_eq!(changes(&mut kernel, watch), ["Modified file", "Attributes file"]);

        kernel.open(None, b"/tmp/d/file", flags("wt"), 0).unwrap();
        kernel.truncate(None, b"/tmp/d/file", 9).unwrap();
        kernel.utimes(None, b"/tmp/d/file", TimeUpdate::Now, TimeUpdate::Now, true).unwrap();
        assert_eq!(changes(&mut kernel, watch), ["Modified file", "Attributes file"]);

        kernel.mkdir(None, b"/tmp/d/sub", 0o755).unwrap();
        kernel.symlink(b"x", None, b"/tmp/d/link").unwrap();
        kernel.link((None, b"/tmp/d/file"), (None, b"/tmp/d/hard"), false).unwrap();
        kernel.rename((None, b"/tmp/d/file"), (None, b"/tmp/d/new")).unwrap();
        kernel.rename((None, b"/tmp/d/new"), (None, b"/tmp/e/away")).unwrap();
        kernel.rename((None, b"/tmp/e/away"), (None, b"/tmp/d/back")).unwrap();
        kernel.unlink(None, b"/tmp/d/back").unwrap();
        kernel.rmdir(None, b"/tmp/d/sub").unwrap();
        assert_eq!(
            changes(&mut kernel, watch),
            [
                "Created sub",
                "Created link",
                "Created hard",
                "MovedFrom file",
                "MovedTo new",
                "MovedFrom new",
                "MovedTo back",
                "Removed back",
                "Removed sub",
            ]
        );
        // What is deeper is not told, and what cannot be done neither.
        kernel.mkdir(None, b"/tmp/d/a", 0o755).unwrap();
        changes(&mut kernel, watch);
        kernel.mkdir(None, b"/tmp/d/a/b", 0o755).unwrap();
        assert!(kernel.mkdir(None, b"/tmp/d/a", 0o755).is_err());
        assert_eq!(changes(&mut kernel, watch), [""; 0]);
        check_invariants(&mut kernel);
        kernel.close(watch).unwrap();
        check_invariants(&mut kernel);
    }

    #[test]
    fn a_file_tells_what_happens_to_it() {
        let (mut kernel, _) = kernel();
        start(&mut kernel, "sh");
        let file = kernel.open(None, b"/tmp/file", flags("wc"), 0o644).unwrap();
        let watch = kernel.watch(None, b"/tmp/file").unwrap();
        kernel.write(file, b"x").unwrap();
        kernel.chmod(None, b"/tmp/file", 0o600, true).unwrap();
        kernel.rename((None, b"/tmp/file"), (None, b"/tmp/moved")).unwrap();
        assert_eq!(changes(&mut kernel, watch), ["Modified", "Attributes", "SelfMoved"]);
        kernel.link((None, b"/tmp/moved"), (None, b"/tmp/second"), false).unwrap();
        kernel.unlink(None, b"/tmp/moved").unwrap();
        assert_eq!(changes(&mut kernel, watch), ["Attributes"]);
        let other = kernel.open(None, b"/tmp/other", flags("wc"), 0o644).unwrap();
        kernel.close(other).unwrap();
        kernel.rename((None, b"/tmp/other"), (None, b"/tmp/second")).unwrap();
        assert_eq!(changes(&mut kernel, watch), ["Attributes", "SelfRemoved", "Unwatched"]);
        assert_eq!(kernel.watch(None, b"/tmp/none"), Err(Errno::Noent));
        assert_eq!(kernel.take_changes(file), Err(Errno::Inval));
        assert_eq!(kernel.read(watch, 9), Err(Errno::Inval));
        check_invariants(&mut kernel);
    }

    #[test]
    fn who_waits_is_woken_and_what_waits_is_bounded() {
        let (mut kernel, host) = kernel();
        let pid = start(&mut kernel, "sh");
        let watch = kernel.watch(None, b"/tmp").unwrap();
        let interest = PollInterest { readable: true, ..PollInterest::default() };
        let target = [PollTarget::Descriptor(watch, interest)];
        assert_eq!(kernel.poll(&target, None), Err(Errno::Again));
        start(&mut kernel, "sh");
        host.take_events();
        kernel.mkdir(None, b"/tmp/d", 0o755).unwrap();
        kernel.tell_watchers();
        assert!(host.take_events().contains(&Happened::Wake(pid)));
        for _ in 0..1100 {
            kernel.mkdir(None, b"/tmp/x", 0o755).unwrap();
            kernel.rmdir(None, b"/tmp/x").unwrap();
        }
        kernel.switch_to(pid).unwrap();
        assert_eq!(kernel.poll(&target, None).unwrap().len(), 1);
        let changes = changes(&mut kernel, watch);
        assert_eq!(changes.len(), 1025);
        assert_eq!(changes.last().unwrap(), "Overflow");
        check_invariants(&mut kernel);
    }
}
