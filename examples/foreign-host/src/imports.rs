//! The kernel's imports. None of these may call the kernel: it is in the middle of a call.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::bindings::kernelet::kernel::{egress, host_dirs, launcher, tools, types, wake};
use crate::bindings::wasi::clocks::{monotonic_clock, wall_clock};
use crate::bindings::wasi::random::random;
use types::{
    DirectoryEntry, Errno, FileType, FilesystemStat, InetAddress, OpenFlags, RecordKind, Stat,
    Timestamp,
};

/// The name under which the directory is granted.
pub const GRANT: &str = "greetings";

/// The files of the directory, sorted by name.
const FILES: [(&str, &str); 2] = [("english", "good morning\n"), ("german", "guten Morgen\n")];

/// What the kernel asked for and can only be done when it has returned.
pub enum Request {
    /// Start a program.
    Launch { pid: u32, image: String },
    /// End one.
    Stop { pid: u32 },
    /// Tell the kernel when its clock shows this.
    Alarm { at: u64 },
    /// Something is ready: whoever waits asks again.
    Ready,
}

/// What the imports work on.
pub struct Imports {
    made: Instant,
    requests: Vec<Request>,
}

impl Imports {
    pub fn new() -> Self {
        Imports { made: Instant::now(), requests: Vec::new() }
    }

    /// Takes what was asked for.
    pub fn requests(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }

    /// Nanoseconds on the kernel's clock.
    pub fn uptime(&self) -> u64 {
        u64::try_from(self.made.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

impl types::Host for Imports {}

impl launcher::Host for Imports {
    fn launch(&mut self, pid: u32, image: String) {
        self.requests.push(Request::Launch { pid, image });
    }

    /// Programs are stopped at their next system call, which the kernel does not answer.
    fn suspend(&mut self, _: u32) {}

    fn resume(&mut self, _: u32) {
        self.requests.push(Request::Ready);
    }

    fn stop(&mut self, pid: u32) {
        self.requests.push(Request::Stop { pid });
    }

    /// Nothing is measured here.
    fn usage(&mut self, _: u32) -> (u64, u64) {
        (0, 0)
    }
}

impl wake::Host for Imports {
    fn wake(&mut self, _: u32) {
        self.requests.push(Request::Ready);
    }

    fn output_ready(&mut self, _: u32) {
        self.requests.push(Request::Ready);
    }

    fn input_drained(&mut self, _: u32) {}

    fn process_ended(&mut self, _: u32) {
        self.requests.push(Request::Ready);
    }

    fn connection_ready(&mut self, _: u64) {}

    fn listening(&mut self) {}

    fn alarm(&mut self, at: u64) {
        self.requests.push(Request::Alarm { at });
    }

    fn events_ready(&mut self) {}

    /// Programs wait on threads of their own.
    fn idle(&mut self, _: Option<u64>) -> bool {
        false
    }
}

/// No network.
impl egress::Host for Imports {
    fn connect(&mut self, _: u64, _: InetAddress) -> Result<(), Errno> {
        Err(Errno::Netunreach)
    }

    fn send_datagram(&mut self, _: u64, _: Vec<u8>, _: InetAddress) -> Result<(), Errno> {
        Err(Errno::Netunreach)
    }

    fn close(&mut self, _: u64) {}

    fn resolve(&mut self, _: u64, _: String, _: RecordKind) -> Result<(), Errno> {
        Err(Errno::Netunreach)
    }
}

/// No tools are registered, so none is called.
impl tools::Host for Imports {
    fn call(&mut self, _: u64, _: tools::ToolCall) {}

    fn abandon(&mut self, _: u64) {}
}

impl wall_clock::Host for Imports {
    fn now(&mut self) -> wall_clock::Datetime {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        wall_clock::Datetime { seconds: since.as_secs(), nanoseconds: since.subsec_nanos() }
    }
}

impl monotonic_clock::Host for Imports {
    fn now(&mut self) -> u64 {
        self.uptime()
    }
}

impl random::Host for Imports {
    /// Programs take keys from here: it has to be the system's own source.
    fn get_random_bytes(&mut self, length: u64) -> Vec<u8> {
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        let read = std::fs::File::open("/dev/urandom")
            .and_then(|mut source| std::io::Read::read_exact(&mut source, &mut bytes));
        if let Err(error) = read {
            // There is no answer that would be safe.
            panic!("no random bytes: {error}");
        }
        bytes
    }
}

/// One directory that cannot be written. A file's handle is its index.
impl host_dirs::Host for Imports {
    fn open_grant(&mut self, name: String) -> Result<u32, Errno> {
        if name == GRANT { Ok(0) } else { Err(Errno::Noent) }
    }

    fn open(&mut self, _: u32, path: Vec<u8>, flags: OpenFlags, _: u32) -> Result<u32, Errno> {
        if flags.intersects(OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE) {
            return Err(Errno::Rofs);
        }
        let position = FILES.iter().position(|(name, _)| name.as_bytes() == path);
        position.and_then(|index| u32::try_from(index).ok()).ok_or(Errno::Noent)
    }

    fn close(&mut self, _: u32) {}

    fn read(&mut self, file: u32, length: u32, offset: u64) -> Result<Vec<u8>, Errno> {
        let (_, text) = FILES.get(file as usize).ok_or(Errno::Badf)?;
        let offset = usize::try_from(offset).unwrap_or(usize::MAX);
        Ok(text.bytes().skip(offset).take(length as usize).collect())
    }

    fn fstat(&mut self, file: u32) -> Result<Stat, Errno> {
        let (_, text) = FILES.get(file as usize).ok_or(Errno::Badf)?;
        Ok(attributes(FileType::Regular, u64::from(file) + 2, text.len() as u64))
    }

    fn stat(&mut self, _: u32, path: Vec<u8>) -> Result<Stat, Errno> {
        if path.is_empty() {
            return Ok(attributes(FileType::Directory, 1, 0));
        }
        let file = self.open(0, path, OpenFlags::READ, 0)?;
        self.fstat(file)
    }

    fn readdir(&mut self, _: u32, path: Vec<u8>) -> Result<Vec<DirectoryEntry>, Errno> {
        if !path.is_empty() {
            return Err(Errno::Notdir);
        }
        let entry = |(index, (name, _)): (u64, &(&str, &str))| DirectoryEntry {
            name: name.as_bytes().to_vec(),
            ino: index + 1,
            kind: FileType::Regular,
            next: index,
        };
        Ok((1..).zip(&FILES).map(entry).collect())
    }

    fn write(&mut self, _: u32, _: Vec<u8>, _: u64) -> Result<u32, Errno> {
        Err(Errno::Rofs)
    }

    fn set_size(&mut self, _: u32, _: u64) -> Result<(), Errno> {
        Err(Errno::Rofs)
    }

    fn sync(&mut self, _: u32) -> Result<(), Errno> {
        Ok(())
    }

    fn mkdir(&mut self, _: u32, _: Vec<u8>, _: u32) -> Result<(), Errno> {
        Err(Errno::Rofs)
    }

    fn rmdir(&mut self, _: u32, _: Vec<u8>) -> Result<(), Errno> {
        Err(Errno::Rofs)
    }

    fn unlink(&mut self, _: u32, _: Vec<u8>) -> Result<(), Errno> {
        Err(Errno::Rofs)
    }

    fn rename(&mut self, _: u32, _: Vec<u8>, _: Vec<u8>) -> Result<(), Errno> {
        Err(Errno::Rofs)
    }

    fn link(&mut self, _: u32, _: Vec<u8>, _: Vec<u8>) -> Result<(), Errno> {
        Err(Errno::Rofs)
    }

    fn symlink(&mut self, _: u32, _: Vec<u8>, _: Vec<u8>) -> Result<(), Errno> {
        Err(Errno::Rofs)
    }

    fn readlink(&mut self, _: u32, _: Vec<u8>) -> Result<Vec<u8>, Errno> {
        Err(Errno::Inval)
    }

    fn chmod(&mut self, _: u32, _: Vec<u8>, _: u32) -> Result<(), Errno> {
        Err(Errno::Rofs)
    }

    fn utimes(
        &mut self,
        _: u32,
        _: Vec<u8>,
        _: Option<Timestamp>,
        _: Option<Timestamp>,
    ) -> Result<(), Errno> {
        Err(Errno::Rofs)
    }

    fn statfs(&mut self, _: u32) -> Result<FilesystemStat, Errno> {
        Err(Errno::Nosys)
    }
}

fn attributes(kind: FileType, ino: u64, size: u64) -> Stat {
    let time = Timestamp { seconds: 0, nanoseconds: 0 };
    Stat {
        dev: 1,
        ino,
        kind,
        mode: if kind == FileType::Directory { 0o755 } else { 0o644 },
        nlink: 1,
        uid: 0,
        gid: 0,
        rdev: 0,
        size,
        blocks: size.div_ceil(512),
        block_size: 4096,
        atime: time,
        mtime: time,
        ctime: time,
        birthtime: time,
    }
}
