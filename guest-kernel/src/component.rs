//! The component: maps the contract to the crate. The only place that knows generated types.
//!
//! The kernel is one value in this instance; a call takes it for its length. Imports never call
//! back (see `host.rs`), so a second borrow cannot happen; if it did, the call would fail, not trap.

use crate::errno::Result;
use crate::host;
use crate::kernel::Kernel;
use crate::permission::Access;
use crate::types::{self, Pid};
use std::cell::RefCell;
use std::rc::Rc;

#[allow(missing_docs, clippy::all, clippy::arithmetic_side_effects)]
pub mod bindings {
    wit_bindgen::generate!({
        world: "kernel",
        path: "../wit",
        generate_all,
    });
    use super::Component;
    export!(Component);
}

use bindings::exports::kernelet::kernel::{supervisor, syscalls};
use bindings::kernelet::kernel::{host_dirs, launcher, types as wit, wake};
use bindings::wasi::clocks::{monotonic_clock, wall_clock};
use bindings::wasi::random::random;

type Answer<T> = core::result::Result<T, wit::Errno>;
type Fd = wit::Fd;
type Path = wit::Path;

thread_local! {
    static KERNEL: RefCell<Option<Kernel>> = const { RefCell::new(None) };
}

/// Call the kernel; `nosys` before it is configured.
fn call<T>(operation: impl FnOnce(&mut Kernel) -> Result<T>) -> Answer<T> {
    KERNEL.with(|kernel| match kernel.try_borrow_mut() {
        Ok(mut kernel) => match kernel.as_mut() {
            Some(kernel) => operation(kernel).map_err(Into::into),
            None => Err(wit::Errno::Nosys),
        },
        Err(_) => Err(wit::Errno::Busy),
    })
}

/// The same for calls that cannot fail.
fn call_plain<T: Default>(operation: impl FnOnce(&mut Kernel) -> T) -> T {
    call(|kernel| Ok(operation(kernel))).unwrap_or_default()
}

/// The component's exports.
pub struct Component;

/// The component's imports.
struct Imports;

// Values from and to the contract.

fn timestamp_in(time: wit::Timestamp) -> types::Timestamp {
    types::Timestamp { seconds: time.seconds, nanoseconds: time.nanoseconds }
}

fn timestamp_out(time: types::Timestamp) -> wit::Timestamp {
    wit::Timestamp { seconds: time.seconds, nanoseconds: time.nanoseconds }
}

fn kind_in(kind: wit::FileType) -> types::FileType {
    match kind {
        wit::FileType::Regular => types::FileType::Regular,
        wit::FileType::Directory => types::FileType::Directory,
        wit::FileType::SymbolicLink => types::FileType::SymbolicLink,
        wit::FileType::Fifo => types::FileType::Fifo,
        wit::FileType::Socket => types::FileType::Socket,
        wit::FileType::CharacterDevice => types::FileType::CharacterDevice,
        wit::FileType::BlockDevice => types::FileType::BlockDevice,
    }
}

fn kind_out(kind: types::FileType) -> wit::FileType {
    match kind {
        types::FileType::Regular => wit::FileType::Regular,
        types::FileType::Directory => wit::FileType::Directory,
        types::FileType::SymbolicLink => wit::FileType::SymbolicLink,
        types::FileType::Fifo => wit::FileType::Fifo,
        types::FileType::Socket => wit::FileType::Socket,
        types::FileType::CharacterDevice => wit::FileType::CharacterDevice,
        types::FileType::BlockDevice => wit::FileType::BlockDevice,
    }
}

fn stat_in(stat: wit::Stat) -> types::Stat {
    types::Stat {
        dev: stat.dev,
        ino: stat.ino,
        kind: kind_in(stat.kind),
        mode: stat.mode & crate::permission::MODE_MASK,
        nlink: stat.nlink,
        uid: stat.uid,
        gid: stat.gid,
        rdev: stat.rdev,
        size: stat.size,
        blocks: stat.blocks,
        block_size: stat.block_size,
        atime: timestamp_in(stat.atime),
        mtime: timestamp_in(stat.mtime),
        ctime: timestamp_in(stat.ctime),
        birthtime: timestamp_in(stat.birthtime),
    }
}

fn stat_out(stat: types::Stat) -> wit::Stat {
    wit::Stat {
        dev: stat.dev,
        ino: stat.ino,
        kind: kind_out(stat.kind),
        mode: stat.mode,
        nlink: stat.nlink,
        uid: stat.uid,
        gid: stat.gid,
        rdev: stat.rdev,
        size: stat.size,
        blocks: stat.blocks,
        block_size: stat.block_size,
        atime: timestamp_out(stat.atime),
        mtime: timestamp_out(stat.mtime),
        ctime: timestamp_out(stat.ctime),
        birthtime: timestamp_out(stat.birthtime),
    }
}

fn filesystem_in(stat: wit::FilesystemStat) -> types::FilesystemStat {
    types::FilesystemStat {
        kind: stat.kind,
        block_size: stat.block_size,
        blocks: stat.blocks,
        blocks_free: stat.blocks_free,
        files: stat.files,
        files_free: stat.files_free,
    }
}

fn filesystem_out(stat: types::FilesystemStat) -> wit::FilesystemStat {
    wit::FilesystemStat {
        kind: stat.kind,
        block_size: stat.block_size,
        blocks: stat.blocks,
        blocks_free: stat.blocks_free,
        files: stat.files,
        files_free: stat.files_free,
    }
}

fn entry_in(entry: wit::DirectoryEntry) -> types::DirectoryEntry {
    let kind = kind_in(entry.kind);
    types::DirectoryEntry { name: entry.name, ino: entry.ino, kind, next: entry.next }
}

fn entry_out(entry: types::DirectoryEntry) -> wit::DirectoryEntry {
    let kind = kind_out(entry.kind);
    wit::DirectoryEntry { name: entry.name, ino: entry.ino, kind, next: entry.next }
}

fn open_flags_in(flags: wit::OpenFlags) -> types::OpenFlags {
    types::OpenFlags {
        read: flags.contains(wit::OpenFlags::READ),
        write: flags.contains(wit::OpenFlags::WRITE),
        append: flags.contains(wit::OpenFlags::APPEND),
        create: flags.contains(wit::OpenFlags::CREATE),
        exclusive: flags.contains(wit::OpenFlags::EXCLUSIVE),
        truncate: flags.contains(wit::OpenFlags::TRUNCATE),
        directory: flags.contains(wit::OpenFlags::DIRECTORY),
        no_follow: flags.contains(wit::OpenFlags::NO_FOLLOW),
        nonblock: flags.contains(wit::OpenFlags::NONBLOCK),
        close_on_exec: flags.contains(wit::OpenFlags::CLOSE_ON_EXEC),
        path_only: flags.contains(wit::OpenFlags::PATH_ONLY),
        sync: flags.contains(wit::OpenFlags::SYNC),
    }
}

/// The flags that the kernel itself asks the host for.
fn open_flags_out(flags: types::OpenFlags) -> wit::OpenFlags {
    let mut all = wit::OpenFlags::empty();
    all.set(wit::OpenFlags::READ, flags.read);
    all.set(wit::OpenFlags::WRITE, flags.write);
    all.set(wit::OpenFlags::CREATE, flags.create);
    all.set(wit::OpenFlags::EXCLUSIVE, flags.exclusive);
    all.set(wit::OpenFlags::NO_FOLLOW, flags.no_follow);
    all
}

fn interest_in(interest: wit::PollInterest) -> types::PollInterest {
    types::PollInterest {
        readable: interest.contains(wit::PollInterest::READABLE),
        writable: interest.contains(wit::PollInterest::WRITABLE),
        ..types::PollInterest::default()
    }
}

fn interest_out(interest: types::PollInterest) -> wit::PollInterest {
    let mut all = wit::PollInterest::empty();
    all.set(wit::PollInterest::READABLE, interest.readable);
    all.set(wit::PollInterest::WRITABLE, interest.writable);
    all.set(wit::PollInterest::HANGUP, interest.hangup);
    all.set(wit::PollInterest::ERROR, interest.error);
    all
}

fn status_out(status: types::WaitStatus) -> wit::WaitStatus {
    match status {
        types::WaitStatus::Exited(status) => wit::WaitStatus::Exited(status),
        types::WaitStatus::Signaled(signal) => wit::WaitStatus::Signaled(signal),
    }
}

fn update_in(update: syscalls::TimeUpdate) -> types::TimeUpdate {
    match update {
        syscalls::TimeUpdate::Omit => types::TimeUpdate::Omit,
        syscalls::TimeUpdate::Now => types::TimeUpdate::Now,
        syscalls::TimeUpdate::At(time) => types::TimeUpdate::At(timestamp_in(time)),
    }
}

fn target_in(subscription: &syscalls::PollSubscription) -> types::PollTarget {
    match subscription.target {
        syscalls::PollTarget::Descriptor((fd, interest)) => {
            types::PollTarget::Descriptor(fd, interest_in(interest))
        }
        syscalls::PollTarget::Child(pid) => types::PollTarget::Child(Pid(pid)),
    }
}

fn stdio_in(stdio: supervisor::Stdio) -> types::Stdio {
    match stdio {
        supervisor::Stdio::Null => types::Stdio::Null,
        supervisor::Stdio::Piped => types::Stdio::Piped,
        supervisor::Stdio::File(path) => types::Stdio::File(path),
    }
}

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

    fn stop(&self, pid: Pid) {
        launcher::stop(pid.0);
    }

    fn instance_usage(&self, pid: Pid) -> (u64, u64) {
        launcher::usage(pid.0)
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

impl supervisor::Guest for Component {
    fn configure(configuration: supervisor::Configuration) -> Answer<()> {
        KERNEL.with(|kernel| {
            let mut kernel = kernel.try_borrow_mut().map_err(|_| wit::Errno::Busy)?;
            if kernel.is_some() {
                return Err(wit::Errno::Already);
            }
            let user = configuration.user;
            let configuration = types::Configuration {
                hostname: configuration.hostname,
                user: types::User {
                    name: user.name,
                    uid: user.uid,
                    gid: user.gid,
                    home: user.home,
                    shell: user.shell,
                },
                commands: configuration
                    .commands
                    .into_iter()
                    .map(|command| types::Command { path: command.path, image: command.image })
                    .collect(),
                filesystem_bytes: configuration.filesystem_bytes,
                filesystem_inodes: configuration.filesystem_inodes,
                processes: configuration.processes,
                descriptors: configuration.descriptors,
                process_memory: configuration.process_memory,
            };
            *kernel = Some(Kernel::configure(Rc::new(Imports), configuration)?);
            Ok(())
        })
    }

    fn switch_to(pid: u32) -> Answer<()> {
        call(|kernel| kernel.switch_to(Pid(pid)))
    }

    fn mount_host_directory(
        grant: String,
        path: Path,
        access: supervisor::MountAccess,
    ) -> Answer<()> {
        let access = match access {
            supervisor::MountAccess::ReadOnly => types::MountAccess::ReadOnly,
            supervisor::MountAccess::ReadWrite => types::MountAccess::ReadWrite,
        };
        call(|kernel| kernel.mount_host_directory(&grant, &path, access))
    }

    fn start(options: supervisor::StartOptions) -> Answer<u32> {
        let options = types::StartOptions {
            program: options.program,
            arguments: options.arguments,
            environment: options.environment,
            directory: options.directory,
            stdin: stdio_in(options.stdin),
            stdout: stdio_in(options.stdout),
            stderr: stdio_in(options.stderr),
        };
        call(|kernel| kernel.start(options).map(|pid| pid.0))
    }

    fn feed(pid: u32, data: Vec<u8>) -> Answer<u32> {
        call(|kernel| kernel.feed(Pid(pid), &data))
    }

    fn end_input(pid: u32) -> Answer<()> {
        call(|kernel| kernel.end_input(Pid(pid)))
    }

    fn drain(pid: u32, limit: u32) -> Answer<Vec<supervisor::Output>> {
        let outputs = call(|kernel| kernel.drain(Pid(pid), limit))?;
        Ok(outputs
            .into_iter()
            .map(|output| supervisor::Output {
                descriptor: output.descriptor,
                data: output.data,
                closed: output.closed,
            })
            .collect())
    }

    fn ended(pid: u32, trapped: Option<u8>) {
        call_plain(|kernel| kernel.ended(Pid(pid), trapped));
    }

    fn reap(pid: u32) -> Answer<Option<wit::WaitStatus>> {
        call(|kernel| kernel.reap(Pid(pid))).map(|status| status.map(status_out))
    }

    fn usage() -> supervisor::VmUsage {
        let usage = call(|kernel| Ok(kernel.usage())).ok();
        supervisor::VmUsage {
            processes: usage.map_or(0, |usage| usage.processes),
            zombies: usage.map_or(0, |usage| usage.zombies),
            open_files: usage.map_or(0, |usage| usage.open_files),
            pipes: usage.map_or(0, |usage| usage.pipes),
            filesystem_bytes: usage.map_or(0, |usage| usage.filesystem_bytes),
            filesystem_inodes: usage.map_or(0, |usage| usage.filesystem_inodes),
        }
    }
}

impl syscalls::Guest for Component {
    fn open(dir: Option<Fd>, path: Path, flags: wit::OpenFlags, mode: u32) -> Answer<Fd> {
        call(|kernel| kernel.open(dir, &path, open_flags_in(flags), mode))
    }

    fn close(fd: Fd) -> Answer<()> {
        call(|kernel| kernel.close(fd))
    }

    fn read(fd: Fd, length: u32) -> Answer<Vec<u8>> {
        call(|kernel| kernel.read(fd, length))
    }

    fn pread(fd: Fd, length: u32, offset: u64) -> Answer<Vec<u8>> {
        call(|kernel| kernel.pread(fd, length, offset))
    }

    fn write(fd: Fd, data: Vec<u8>) -> Answer<u32> {
        call(|kernel| kernel.write(fd, &data))
    }

    fn pwrite(fd: Fd, data: Vec<u8>, offset: u64) -> Answer<u32> {
        call(|kernel| kernel.pwrite(fd, &data, offset))
    }

    fn seek(fd: Fd, offset: i64, whence: syscalls::Whence) -> Answer<u64> {
        let whence = match whence {
            syscalls::Whence::Start => types::Whence::Start,
            syscalls::Whence::Current => types::Whence::Current,
            syscalls::Whence::End => types::Whence::End,
        };
        call(|kernel| kernel.seek(fd, offset, whence))
    }

    fn read_file(dir: Option<Fd>, path: Path, limit: u64) -> Answer<Vec<u8>> {
        call(|kernel| kernel.read_file(dir, &path, limit))
    }

    fn stat(dir: Option<Fd>, path: Path, follow: bool) -> Answer<wit::Stat> {
        call(|kernel| kernel.stat(dir, &path, follow)).map(stat_out)
    }

    fn fstat(fd: Fd) -> Answer<wit::Stat> {
        call(|kernel| kernel.fstat(fd)).map(stat_out)
    }

    fn readdir(fd: Fd, cursor: u64, count: u32) -> Answer<Vec<wit::DirectoryEntry>> {
        call(|kernel| kernel.readdir(fd, cursor, count))
            .map(|entries| entries.into_iter().map(entry_out).collect())
    }

    fn mkdir(dir: Option<Fd>, path: Path, mode: u32) -> Answer<()> {
        call(|kernel| kernel.mkdir(dir, &path, mode))
    }

    fn rmdir(dir: Option<Fd>, path: Path) -> Answer<()> {
        call(|kernel| kernel.rmdir(dir, &path))
    }

    fn unlink(dir: Option<Fd>, path: Path) -> Answer<()> {
        call(|kernel| kernel.unlink(dir, &path))
    }

    fn rename(old_dir: Option<Fd>, old: Path, new_dir: Option<Fd>, new: Path) -> Answer<()> {
        call(|kernel| kernel.rename((old_dir, &old), (new_dir, &new)))
    }

    fn link(
        old_dir: Option<Fd>,
        old: Path,
        new_dir: Option<Fd>,
        new: Path,
        follow: bool,
    ) -> Answer<()> {
        call(|kernel| kernel.link((old_dir, &old), (new_dir, &new), follow))
    }

    fn symlink(target: Path, dir: Option<Fd>, path: Path) -> Answer<()> {
        call(|kernel| kernel.symlink(&target, dir, &path))
    }

    fn readlink(dir: Option<Fd>, path: Path) -> Answer<Path> {
        call(|kernel| kernel.readlink(dir, &path))
    }

    fn realpath(dir: Option<Fd>, path: Path) -> Answer<Path> {
        call(|kernel| kernel.realpath(dir, &path))
    }

    fn access(dir: Option<Fd>, path: Path, wanted: syscalls::AccessMode) -> Answer<()> {
        let wanted = Access {
            read: wanted.contains(syscalls::AccessMode::READ),
            write: wanted.contains(syscalls::AccessMode::WRITE),
            execute: wanted.contains(syscalls::AccessMode::EXECUTE),
        };
        call(|kernel| kernel.access(dir, &path, wanted))
    }

    fn chmod(dir: Option<Fd>, path: Path, mode: u32, follow: bool) -> Answer<()> {
        call(|kernel| kernel.chmod(dir, &path, mode, follow))
    }

    fn fchmod(fd: Fd, mode: u32) -> Answer<()> {
        call(|kernel| kernel.fchmod(fd, mode))
    }

    fn chown(
        dir: Option<Fd>,
        path: Path,
        uid: Option<u32>,
        gid: Option<u32>,
        follow: bool,
    ) -> Answer<()> {
        call(|kernel| kernel.chown(dir, &path, uid, gid, follow))
    }

    fn fchown(fd: Fd, uid: Option<u32>, gid: Option<u32>) -> Answer<()> {
        call(|kernel| kernel.fchown(fd, uid, gid))
    }

    fn utimes(
        dir: Option<Fd>,
        path: Path,
        atime: syscalls::TimeUpdate,
        mtime: syscalls::TimeUpdate,
        follow: bool,
    ) -> Answer<()> {
        call(|kernel| kernel.utimes(dir, &path, update_in(atime), update_in(mtime), follow))
    }

    fn futimes(fd: Fd, atime: syscalls::TimeUpdate, mtime: syscalls::TimeUpdate) -> Answer<()> {
        call(|kernel| kernel.futimes(fd, update_in(atime), update_in(mtime)))
    }

    fn truncate(dir: Option<Fd>, path: Path, size: u64) -> Answer<()> {
        call(|kernel| kernel.truncate(dir, &path, size))
    }

    fn ftruncate(fd: Fd, size: u64) -> Answer<()> {
        call(|kernel| kernel.ftruncate(fd, size))
    }

    fn fsync(fd: Fd) -> Answer<()> {
        call(|kernel| kernel.fsync(fd))
    }

    fn statfs(dir: Option<Fd>, path: Path) -> Answer<wit::FilesystemStat> {
        call(|kernel| kernel.statfs(dir, &path)).map(filesystem_out)
    }

    fn umask(mask: u32) -> u32 {
        call_plain(|kernel| kernel.umask(mask))
    }

    fn get_umask() -> u32 {
        call_plain(|kernel| kernel.get_umask())
    }

    fn chdir(path: Path) -> Answer<()> {
        call(|kernel| kernel.chdir(&path))
    }

    fn fchdir(fd: Fd) -> Answer<()> {
        call(|kernel| kernel.fchdir(fd))
    }

    fn getcwd() -> Answer<Path> {
        call(|kernel| kernel.getcwd())
    }

    fn dup(fd: Fd, minimum: Fd, close_on_exec: bool) -> Answer<Fd> {
        call(|kernel| kernel.dup(fd, minimum, close_on_exec))
    }

    fn dup2(fd: Fd, target: Fd) -> Answer<()> {
        call(|kernel| kernel.dup2(fd, target))
    }

    fn get_flags(fd: Fd) -> Answer<syscalls::DescriptorFlags> {
        let flags = call(|kernel| kernel.get_flags(fd))?;
        let mut all = syscalls::DescriptorFlags::empty();
        all.set(syscalls::DescriptorFlags::APPEND, flags.append);
        all.set(syscalls::DescriptorFlags::NONBLOCK, flags.nonblock);
        all.set(syscalls::DescriptorFlags::CLOSE_ON_EXEC, flags.close_on_exec);
        Ok(all)
    }

    fn set_flags(fd: Fd, flags: syscalls::DescriptorFlags) -> Answer<()> {
        let flags = types::DescriptorFlags {
            append: flags.contains(syscalls::DescriptorFlags::APPEND),
            nonblock: flags.contains(syscalls::DescriptorFlags::NONBLOCK),
            close_on_exec: flags.contains(syscalls::DescriptorFlags::CLOSE_ON_EXEC),
        };
        call(|kernel| kernel.set_flags(fd, flags))
    }

    fn pipe(close_on_exec: bool) -> Answer<(Fd, Fd)> {
        call(|kernel| kernel.pipe(close_on_exec))
    }

    fn isatty(fd: Fd) -> Answer<bool> {
        call(|kernel| kernel.isatty(fd))
    }

    fn spawn(options: syscalls::SpawnOptions) -> Answer<u32> {
        let options = types::SpawnOptions {
            program: options.program,
            search: options.search,
            arguments: options.arguments,
            environment: options.environment,
            directory: options.directory,
            descriptors: options
                .descriptors
                .into_iter()
                .map(|mapping| (mapping.child, mapping.parent))
                .collect(),
            new_session: options.new_session,
        };
        call(|kernel| kernel.spawn(options).map(|pid| pid.0))
    }

    fn exit(status: u8) {
        call_plain(|kernel| kernel.exit(status));
    }

    fn wait(who: syscalls::WaitTarget, no_hang: bool) -> Answer<Option<(u32, wit::WaitStatus)>> {
        let who = match who {
            syscalls::WaitTarget::Any => types::WaitTarget::Any,
            syscalls::WaitTarget::Process(pid) => types::WaitTarget::Process(Pid(pid)),
            syscalls::WaitTarget::Group(pid) => types::WaitTarget::Group(Pid(pid)),
        };
        call(|kernel| kernel.wait(who, no_hang))
            .map(|ended| ended.map(|(pid, status)| (pid.0, status_out(status))))
    }

    fn kill(target: i32, signal: u8) -> Answer<()> {
        call(|kernel| kernel.kill(target, signal))
    }

    fn sigaction(signal: u8, disposition: syscalls::SignalDisposition) -> Answer<()> {
        let disposition = match disposition {
            syscalls::SignalDisposition::Default => types::SignalDisposition::Default,
            syscalls::SignalDisposition::Ignore => types::SignalDisposition::Ignore,
            syscalls::SignalDisposition::Catch => types::SignalDisposition::Catch,
        };
        call(|kernel| kernel.sigaction(signal, disposition))
    }

    fn take_signals() -> Vec<u8> {
        call_plain(Kernel::take_signals)
    }

    fn arguments() -> Vec<Vec<u8>> {
        call_plain(|kernel| kernel.arguments())
    }

    fn environment() -> Vec<Vec<u8>> {
        call_plain(|kernel| kernel.environment())
    }

    fn identity() -> syscalls::ProcessIdentity {
        // Nobody: no process asks, so no answer matters, but uid 0 must not be it.
        const NOBODY: u32 = 65_534;
        match call(|kernel| kernel.identity()) {
            Ok(identity) => syscalls::ProcessIdentity {
                pid: identity.pid.0,
                parent: identity.parent.0,
                group: identity.group.0,
                session: identity.session.0,
                uid: identity.uid,
                gid: identity.gid,
                effective_uid: identity.uid,
                effective_gid: identity.gid,
                groups: identity.groups,
            },
            Err(_) => syscalls::ProcessIdentity {
                pid: 0,
                parent: 0,
                group: 0,
                session: 0,
                uid: NOBODY,
                gid: NOBODY,
                effective_uid: NOBODY,
                effective_gid: NOBODY,
                groups: Vec::new(),
            },
        }
    }

    fn poll(
        subscriptions: Vec<syscalls::PollSubscription>,
        timeout: Option<u64>,
    ) -> Answer<Vec<syscalls::PollEvent>> {
        let targets: Vec<types::PollTarget> = subscriptions.iter().map(target_in).collect();
        let events = call(|kernel| kernel.poll(&targets, timeout))?;
        Ok(events
            .into_iter()
            .map(|event| syscalls::PollEvent {
                index: event.index,
                ready: interest_out(event.ready),
            })
            .collect())
    }

    fn clock_now(clock: syscalls::Clock) -> wit::Timestamp {
        let clock = match clock {
            syscalls::Clock::Realtime => types::Clock::Realtime,
            syscalls::Clock::Monotonic => types::Clock::Monotonic,
            syscalls::Clock::ProcessCpu => types::Clock::ProcessCpu,
        };
        timestamp_out(call_plain(|kernel| kernel.clock_now(clock)))
    }

    fn random(length: u32) -> Answer<Vec<u8>> {
        call(|kernel| kernel.random(length))
    }

    fn system_information() -> syscalls::SystemFacts {
        let information = call(|kernel| Ok(kernel.system_information())).ok();
        let information = information.unwrap_or_else(|| types::SystemInformation {
            hostname: String::new(),
            kernel_name: String::new(),
            kernel_release: String::new(),
            kernel_version: String::new(),
            machine: String::new(),
            processors: 0,
            memory_total: 0,
            memory_free: 0,
            user: String::new(),
            home: Vec::new(),
            shell: Vec::new(),
        });
        syscalls::SystemFacts {
            hostname: information.hostname,
            kernel_name: information.kernel_name,
            kernel_release: information.kernel_release,
            kernel_version: information.kernel_version,
            machine: information.machine,
            processors: information.processors,
            memory_total: information.memory_total,
            memory_free: information.memory_free,
            user: information.user,
            home: information.home,
            shell: information.shell,
        }
    }

    fn process_usage() -> syscalls::ResourceUsage {
        let (cpu_time, memory) = call_plain(|kernel| kernel.process_usage());
        syscalls::ResourceUsage { cpu_time, memory }
    }
}
