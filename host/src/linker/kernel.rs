//! The kernel's imports mapped to capabilities.
//!
//! Invariant: none of these calls the kernel. What it asks for beyond an answer (start a program,
//! wake one) is queued and carried out after the kernel call has returned.

use wasmtime::Result;
use wasmtime::component::{HasSelf, Linker};

use crate::bindings::kernel::wasi::clocks::{monotonic_clock, wall_clock};
use crate::bindings::kernel::wasi::random::random;
use crate::bindings::types::{DirectoryEntry, Errno, FilesystemStat, OpenFlags, Stat, Timestamp};
use crate::bindings::{host_dirs, launcher, tools, types, wake};
use crate::vm::kernel::{KernelState, Request};

/// Most random bytes in one call; the kernel asks for less.
const MAX_RANDOM: u64 = 1 << 20;

/// Defines every import of the kernel.
///
/// # Errors
/// When an import is defined twice.
pub fn add(linker: &mut Linker<KernelState>) -> Result<()> {
    crate::bindings::kernel::Embedder::add_to_linker::<_, HasSelf<_>>(linker, |state| state)
}

impl types::Host for KernelState {}

impl launcher::Host for KernelState {
    fn launch(&mut self, pid: u32, image: String) {
        self.request(Request::Launch { pid, image });
    }

    fn suspend(&mut self, pid: u32) {
        self.request(Request::Suspend { pid });
    }

    fn resume(&mut self, pid: u32) {
        self.request(Request::Resume { pid });
    }

    fn stop(&mut self, pid: u32) {
        self.request(Request::Stop { pid });
    }

    fn usage(&mut self, pid: u32) -> (u64, u64) {
        self.usage_of(pid)
    }
}

impl tools::Host for KernelState {
    fn call(&mut self, call: u64, what: tools::ToolCall) {
        self.request(Request::CallTool { call, what });
    }

    fn abandon(&mut self, call: u64) {
        self.request(Request::AbandonTool { call });
    }
}

impl wake::Host for KernelState {
    fn wake(&mut self, pid: u32) {
        self.request(Request::Wake { pid });
    }

    fn output_ready(&mut self, pid: u32) {
        self.request(Request::OutputReady { pid });
    }

    fn input_drained(&mut self, pid: u32) {
        self.request(Request::InputDrained { pid });
    }

    fn process_ended(&mut self, pid: u32) {
        self.request(Request::ProcessEnded { pid });
    }

    fn alarm(&mut self, at: u64) {
        self.request(Request::Alarm { at });
    }

    fn events_ready(&mut self) {
        self.request(Request::EventsReady);
    }

    fn idle(&mut self, _nanoseconds: Option<u64>) -> bool {
        // Programs wait in their own stores; the kernel never sleeps here.
        false
    }
}

impl wall_clock::Host for KernelState {
    fn now(&mut self) -> wall_clock::Datetime {
        let since =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        wall_clock::Datetime { seconds: since.as_secs(), nanoseconds: since.subsec_nanos() }
    }
}

impl monotonic_clock::Host for KernelState {
    fn now(&mut self) -> monotonic_clock::Instant {
        self.uptime().as_nanos().try_into().unwrap_or(u64::MAX)
    }
}

impl random::Host for KernelState {
    fn get_random_bytes(&mut self, len: u64) -> Vec<u8> {
        crate::capabilities::random::bytes(len.min(MAX_RANDOM))
    }
}

impl host_dirs::Host for KernelState {
    fn open_grant(&mut self, name: String) -> Result<u32, Errno> {
        self.directories.grant_named(&name)
    }

    fn open(
        &mut self,
        grant: u32,
        path: Vec<u8>,
        flags: OpenFlags,
        mode: u32,
    ) -> Result<u32, Errno> {
        self.directories.open(grant, &path, flags, mode)
    }

    fn close(&mut self, file: u32) {
        self.directories.close(file);
    }

    fn read(&mut self, file: u32, length: u32, offset: u64) -> Result<Vec<u8>, Errno> {
        self.directories.read(file, length, offset)
    }

    fn write(&mut self, file: u32, data: Vec<u8>, offset: u64) -> Result<u32, Errno> {
        self.directories.write(file, &data, offset)
    }

    fn fstat(&mut self, file: u32) -> Result<Stat, Errno> {
        self.directories.fstat(file)
    }

    fn set_size(&mut self, file: u32, size: u64) -> Result<(), Errno> {
        self.directories.set_size(file, size)
    }

    fn sync(&mut self, file: u32) -> Result<(), Errno> {
        self.directories.sync(file)
    }

    fn stat(&mut self, grant: u32, path: Vec<u8>) -> Result<Stat, Errno> {
        self.directories.stat(grant, &path)
    }

    fn readdir(&mut self, grant: u32, path: Vec<u8>) -> Result<Vec<DirectoryEntry>, Errno> {
        self.directories.readdir(grant, &path)
    }

    fn mkdir(&mut self, grant: u32, path: Vec<u8>, mode: u32) -> Result<(), Errno> {
        self.directories.mkdir(grant, &path, mode)
    }

    fn rmdir(&mut self, grant: u32, path: Vec<u8>) -> Result<(), Errno> {
        self.directories.rmdir(grant, &path)
    }

    fn unlink(&mut self, grant: u32, path: Vec<u8>) -> Result<(), Errno> {
        self.directories.unlink(grant, &path)
    }

    fn rename(&mut self, grant: u32, old: Vec<u8>, new: Vec<u8>) -> Result<(), Errno> {
        self.directories.rename(grant, &old, &new)
    }

    fn link(&mut self, grant: u32, old: Vec<u8>, new: Vec<u8>) -> Result<(), Errno> {
        self.directories.link(grant, &old, &new)
    }

    fn symlink(&mut self, grant: u32, target: Vec<u8>, path: Vec<u8>) -> Result<(), Errno> {
        self.directories.symlink(grant, &target, &path)
    }

    fn readlink(&mut self, grant: u32, path: Vec<u8>) -> Result<Vec<u8>, Errno> {
        self.directories.readlink(grant, &path)
    }

    fn chmod(&mut self, grant: u32, path: Vec<u8>, mode: u32) -> Result<(), Errno> {
        self.directories.chmod(grant, &path, mode)
    }

    fn utimes(
        &mut self,
        grant: u32,
        path: Vec<u8>,
        atime: Option<Timestamp>,
        mtime: Option<Timestamp>,
    ) -> Result<(), Errno> {
        self.directories.utimes(grant, &path, atime, mtime)
    }

    fn statfs(&mut self, grant: u32) -> Result<FilesystemStat, Errno> {
        self.directories.statfs(grant)
    }
}
