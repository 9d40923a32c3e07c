//! The imports as the crate's `Host`.

use super::bindings::kernelet::kernel::{host_dirs, launcher, tools, wake};
use super::bindings::wasi::clocks::{monotonic_clock, wall_clock};
use super::bindings::wasi::random::random;
use super::values::*;
use crate::errno::Result;
use crate::host;
use crate::types::{self, Pid};

/// The component's imports.
pub struct Imports;

impl host::HostDirectories for Imports {
    fn open_grant(&self, name: &str) -> Result<host::Grant> {
        Ok(host::Grant(host_dirs::open_grant(name)?))
    }

    fn open(
        &self,
        grant: host::Grant,
        path: &[u8],
        flags: types::OpenFlags,
        mode: u32,
    ) -> Result<host::HostFile> {
        Ok(host::HostFile(host_dirs::open(grant.0, path, open_flags_out(flags), mode)?))
    }

    fn close(&self, file: host::HostFile) {
        host_dirs::close(file.0);
    }

    fn read(&self, file: host::HostFile, length: u32, offset: u64) -> Result<Vec<u8>> {
        Ok(host_dirs::read(file.0, length, offset)?)
    }

    fn write(&self, file: host::HostFile, data: &[u8], offset: u64) -> Result<u32> {
        Ok(host_dirs::write(file.0, data, offset)?)
    }

    fn fstat(&self, file: host::HostFile) -> Result<types::Stat> {
        Ok(stat_in(host_dirs::fstat(file.0)?))
    }

    fn set_size(&self, file: host::HostFile, size: u64) -> Result<()> {
        Ok(host_dirs::set_size(file.0, size)?)
    }

    fn sync(&self, file: host::HostFile) -> Result<()> {
        Ok(host_dirs::sync(file.0)?)
    }

    fn stat(&self, grant: host::Grant, path: &[u8]) -> Result<types::Stat> {
        Ok(stat_in(host_dirs::stat(grant.0, path)?))
    }

    fn readdir(&self, grant: host::Grant, path: &[u8]) -> Result<Vec<types::DirectoryEntry>> {
        Ok(host_dirs::readdir(grant.0, path)?.into_iter().map(entry_in).collect())
    }

    fn mkdir(&self, grant: host::Grant, path: &[u8], mode: u32) -> Result<()> {
        Ok(host_dirs::mkdir(grant.0, path, mode)?)
    }

    fn rmdir(&self, grant: host::Grant, path: &[u8]) -> Result<()> {
        Ok(host_dirs::rmdir(grant.0, path)?)
    }

    fn unlink(&self, grant: host::Grant, path: &[u8]) -> Result<()> {
        Ok(host_dirs::unlink(grant.0, path)?)
    }

    fn rename(&self, grant: host::Grant, old: &[u8], new: &[u8]) -> Result<()> {
        Ok(host_dirs::rename(grant.0, old, new)?)
    }

    fn link(&self, grant: host::Grant, old: &[u8], new: &[u8]) -> Result<()> {
        Ok(host_dirs::link(grant.0, old, new)?)
    }

    fn symlink(&self, grant: host::Grant, target: &[u8], path: &[u8]) -> Result<()> {
        Ok(host_dirs::symlink(grant.0, target, path)?)
    }

    fn readlink(&self, grant: host::Grant, path: &[u8]) -> Result<Vec<u8>> {
        Ok(host_dirs::readlink(grant.0, path)?)
    }

    fn chmod(&self, grant: host::Grant, path: &[u8], mode: u32) -> Result<()> {
        Ok(host_dirs::chmod(grant.0, path, mode)?)
    }

    fn utimes(
        &self,
        grant: host::Grant,
        path: &[u8],
        atime: Option<types::Timestamp>,
        mtime: Option<types::Timestamp>,
    ) -> Result<()> {
        let (atime, mtime) = (atime.map(timestamp_out), mtime.map(timestamp_out));
        Ok(host_dirs::utimes(grant.0, path, atime, mtime)?)
    }

    fn statfs(&self, grant: host::Grant) -> Result<types::FilesystemStat> {
        Ok(filesystem_in(host_dirs::statfs(grant.0)?))
    }
}

impl host::Launcher for Imports {
    fn launch(&self, pid: Pid, image: &str) {
        launcher::launch(pid.0, image);
    }

    fn suspend(&self, pid: Pid) {
        launcher::suspend(pid.0);
    }

    fn resume(&self, pid: Pid) {
        launcher::resume(pid.0);
    }

    fn stop(&self, pid: Pid) {
        launcher::stop(pid.0);
    }

    fn instance_usage(&self, pid: Pid) -> (u64, u64) {
        launcher::usage(pid.0)
    }
}

impl host::HostTools for Imports {
    fn call_tool(&self, call: u64, what: &crate::tools::Call) {
        let what = tools::ToolCall {
            process: what.pid.0,
            toolkit: what.toolkit.clone(),
            key: what.key.clone(),
            input: what.input.clone(),
            timeout_milliseconds: what.timeout_milliseconds,
        };
        tools::call(call, &what);
    }

    fn abandon_tool(&self, call: u64) {
        tools::abandon(call);
    }
}

impl host::Wake for Imports {
    fn wake(&self, pid: Pid) {
        wake::wake(pid.0);
    }

    fn output_ready(&self, pid: Pid) {
        wake::output_ready(pid.0);
    }

    fn input_drained(&self, pid: Pid) {
        wake::input_drained(pid.0);
    }

    fn process_ended(&self, pid: Pid) {
        wake::process_ended(pid.0);
    }

    fn alarm(&self, at: u64) {
        wake::alarm(at);
    }

    fn events_ready(&self) {
        wake::events_ready();
    }

    fn idle(&self, nanoseconds: Option<u64>) -> bool {
        wake::idle(nanoseconds)
    }
}

impl host::Clocks for Imports {
    fn realtime(&self) -> types::Timestamp {
        let now = wall_clock::now();
        let seconds = i64::try_from(now.seconds).unwrap_or(i64::MAX);
        types::Timestamp { seconds, nanoseconds: now.nanoseconds }
    }

    fn monotonic(&self) -> u64 {
        monotonic_clock::now()
    }
}

impl host::Random for Imports {
    fn random_bytes(&self, length: u64) -> Vec<u8> {
        random::get_random_bytes(length)
    }
}
