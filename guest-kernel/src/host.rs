//! The outside world, one trait per import of the world `kernel`.
//!
//! Nothing else in the crate reaches out. In the component the imports implement these traits
//! (`component.rs`); in tests a fake does (`testing.rs`). No implementation may call the kernel:
//! a component instance cannot be entered while one of its calls is on the stack.

use crate::errno::Result;
use crate::net::SocketId;
use crate::net::resolve::{LookupId, RecordKind};
use crate::tools::Call;
use crate::types::{DirectoryEntry, FilesystemStat, OpenFlags, Pid, Stat, Timestamp};
use core::net::SocketAddr;

/// An open grant of a host directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant(pub u32);

/// An open file below a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostFile(pub u32);

/// `host-dirs`: directories of the host that were granted. Paths are relative to the grant.
#[allow(missing_docs)]
pub trait HostDirectories {
    fn open_grant(&self, name: &str) -> Result<Grant>;
    fn open(&self, grant: Grant, path: &[u8], flags: OpenFlags, mode: u32) -> Result<HostFile>;
    fn close(&self, file: HostFile);
    fn read(&self, file: HostFile, length: u32, offset: u64) -> Result<Vec<u8>>;
    fn write(&self, file: HostFile, data: &[u8], offset: u64) -> Result<u32>;
    fn fstat(&self, file: HostFile) -> Result<Stat>;
    fn set_size(&self, file: HostFile, size: u64) -> Result<()>;
    fn sync(&self, file: HostFile) -> Result<()>;
    fn stat(&self, grant: Grant, path: &[u8]) -> Result<Stat>;
    fn readdir(&self, grant: Grant, path: &[u8]) -> Result<Vec<DirectoryEntry>>;
    fn mkdir(&self, grant: Grant, path: &[u8], mode: u32) -> Result<()>;
    fn rmdir(&self, grant: Grant, path: &[u8]) -> Result<()>;
    fn unlink(&self, grant: Grant, path: &[u8]) -> Result<()>;
    fn rename(&self, grant: Grant, old: &[u8], new: &[u8]) -> Result<()>;
    fn link(&self, grant: Grant, old: &[u8], new: &[u8]) -> Result<()>;
    fn symlink(&self, grant: Grant, target: &[u8], path: &[u8]) -> Result<()>;
    fn readlink(&self, grant: Grant, path: &[u8]) -> Result<Vec<u8>>;
    fn chmod(&self, grant: Grant, path: &[u8], mode: u32) -> Result<()>;
    fn utimes(
        &self,
        grant: Grant,
        path: &[u8],
        atime: Option<Timestamp>,
        mtime: Option<Timestamp>,
    ) -> Result<()>;
    fn statfs(&self, grant: Grant) -> Result<FilesystemStat>;
}

/// `launcher`: instances of programs.
pub trait Launcher {
    /// Instantiate `image` for `pid`.
    fn launch(&self, pid: Pid, image: &str);
    /// Let the instance of `pid` get no further, until `resume`.
    fn suspend(&self, pid: Pid);
    /// Let it go on.
    fn resume(&self, pid: Pid);
    /// Stop the instance of `pid`; `Kernel::ended` follows.
    fn stop(&self, pid: Pid);
    /// Nanoseconds of CPU time and bytes of memory of the instance of `pid`.
    fn instance_usage(&self, pid: Pid) -> (u64, u64);
}

/// `egress`: the network outside. Errors come at once; how it went comes back through `Kernel`.
pub trait Egress {
    /// Connect; `Kernel::connected` follows.
    fn connect(&self, end: SocketId, to: SocketAddr) -> Result<()>;
    /// Send a message in the name of a socket of the VM.
    fn send_datagram(&self, socket: SocketId, data: &[u8], to: SocketAddr) -> Result<()>;
    /// What stands for the outside is not needed any more.
    fn close_outside(&self, end: SocketId);
    /// Ask about a name; `Kernel::resolved` follows.
    fn resolve(&self, lookup: LookupId, name: &str, kind: RecordKind) -> Result<()>;
}

/// `tools`: functions of the embedder.
pub trait HostTools {
    /// Call one; `Kernel::answer_tool` follows.
    fn call_tool(&self, call: u64, what: &Call);
    /// Nobody waits for the answer any more.
    fn abandon_tool(&self, call: u64);
}

/// `wake`: what became possible. The host acts on it after the kernel call has returned.
pub trait Wake {
    /// What `pid` waits for may have become ready.
    fn wake(&self, pid: Pid);
    /// There is something to drain of `pid` where there was nothing.
    fn output_ready(&self, pid: Pid);
    /// The full standard input of `pid` has room.
    fn input_drained(&self, pid: Pid);
    /// A process that the host started has ended.
    fn process_ended(&self, pid: Pid);
    /// `Kernel::take_sent` or `Kernel::give_received` may have something to do.
    fn connection_ready(&self, end: SocketId);
    /// A socket began to listen.
    fn listening(&self);
    /// Call `Kernel::timers_due` when the monotonic clock has come to that; it replaces the alarm
    /// before.
    fn alarm(&self, at: u64);
    /// There is something for `Kernel::take_events` where there was nothing.
    fn events_ready(&self);
    /// Wait here; false when the host itself waits.
    fn idle(&self, nanoseconds: Option<u64>) -> bool;
}

/// `wasi:clocks`.
pub trait Clocks {
    /// Wall-clock time.
    fn realtime(&self) -> Timestamp;
    /// Nanoseconds on a clock that never goes back, from an unspecified origin.
    fn monotonic(&self) -> u64;
}

/// `wasi:random`.
pub trait Random {
    /// Bytes fit for keys.
    fn random_bytes(&self, length: u64) -> Vec<u8>;
}

/// Everything outside.
pub trait Host: HostDirectories + Egress + Launcher + HostTools + Wake + Clocks + Random {}

impl<T: HostDirectories + Egress + Launcher + HostTools + Wake + Clocks + Random> Host for T {}
