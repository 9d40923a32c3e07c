//! The export `syscalls`.

use super::bindings::exports::kernelet::kernel::syscalls;
use super::bindings::kernelet::kernel::types as wit;
use super::locks::*;
use super::names::*;
use super::sockets::*;
use super::terminals::*;
use super::values::*;
use super::{Answer, Component, Fd, Path, call_plain, system_call};
use crate::kernel::Kernel;
use crate::net;
use crate::permission::Access;
use crate::syscalls::process_limits::ProcessLimit;
use crate::types::{self, Pid};

impl syscalls::Guest for Component {
    fn open(dir: Option<Fd>, path: Path, flags: wit::OpenFlags, mode: u32) -> Answer<Fd> {
        system_call(|kernel| kernel.open(dir, &path, open_flags_in(flags), mode))
    }

    fn close(fd: Fd) -> Answer<()> {
        system_call(|kernel| kernel.close(fd))
    }

    fn read(fd: Fd, length: u32) -> Answer<Vec<u8>> {
        system_call(|kernel| kernel.read(fd, length))
    }

    fn pread(fd: Fd, length: u32, offset: u64) -> Answer<Vec<u8>> {
        system_call(|kernel| kernel.pread(fd, length, offset))
    }

    fn write(fd: Fd, data: Vec<u8>) -> Answer<u32> {
        system_call(|kernel| kernel.write(fd, &data))
    }

    fn pwrite(fd: Fd, data: Vec<u8>, offset: u64) -> Answer<u32> {
        system_call(|kernel| kernel.pwrite(fd, &data, offset))
    }

    fn seek(fd: Fd, offset: i64, whence: syscalls::Whence) -> Answer<u64> {
        let whence = match whence {
            syscalls::Whence::Start => types::Whence::Start,
            syscalls::Whence::Current => types::Whence::Current,
            syscalls::Whence::End => types::Whence::End,
        };
        system_call(|kernel| kernel.seek(fd, offset, whence))
    }

    fn read_file(dir: Option<Fd>, path: Path, limit: u64) -> Answer<Vec<u8>> {
        system_call(|kernel| kernel.read_file(dir, &path, limit))
    }

    fn stat(dir: Option<Fd>, path: Path, follow: bool) -> Answer<wit::Stat> {
        system_call(|kernel| kernel.stat(dir, &path, follow)).map(stat_out)
    }

    fn fstat(fd: Fd) -> Answer<wit::Stat> {
        system_call(|kernel| kernel.fstat(fd)).map(stat_out)
    }

    fn readdir(fd: Fd, cursor: u64, count: u32) -> Answer<Vec<wit::DirectoryEntry>> {
        system_call(|kernel| kernel.readdir(fd, cursor, count))
            .map(|entries| entries.into_iter().map(entry_out).collect())
    }

    fn mkdir(dir: Option<Fd>, path: Path, mode: u32) -> Answer<()> {
        system_call(|kernel| kernel.mkdir(dir, &path, mode))
    }

    fn rmdir(dir: Option<Fd>, path: Path) -> Answer<()> {
        system_call(|kernel| kernel.rmdir(dir, &path))
    }

    fn unlink(dir: Option<Fd>, path: Path) -> Answer<()> {
        system_call(|kernel| kernel.unlink(dir, &path))
    }

    fn rename(old_dir: Option<Fd>, old: Path, new_dir: Option<Fd>, new: Path) -> Answer<()> {
        system_call(|kernel| kernel.rename((old_dir, &old), (new_dir, &new)))
    }

    fn link(
        old_dir: Option<Fd>,
        old: Path,
        new_dir: Option<Fd>,
        new: Path,
        follow: bool,
    ) -> Answer<()> {
        system_call(|kernel| kernel.link((old_dir, &old), (new_dir, &new), follow))
    }

    fn mkfifo(dir: Option<Fd>, path: Path, mode: u32) -> Answer<()> {
        system_call(|kernel| kernel.mkfifo(dir, &path, mode))
    }

    fn symlink(target: Path, dir: Option<Fd>, path: Path) -> Answer<()> {
        system_call(|kernel| kernel.symlink(&target, dir, &path))
    }

    fn readlink(dir: Option<Fd>, path: Path) -> Answer<Path> {
        system_call(|kernel| kernel.readlink(dir, &path))
    }

    fn realpath(dir: Option<Fd>, path: Path) -> Answer<Path> {
        system_call(|kernel| kernel.realpath(dir, &path))
    }

    fn access(dir: Option<Fd>, path: Path, wanted: syscalls::AccessMode) -> Answer<()> {
        let wanted = Access {
            read: wanted.contains(syscalls::AccessMode::READ),
            write: wanted.contains(syscalls::AccessMode::WRITE),
            execute: wanted.contains(syscalls::AccessMode::EXECUTE),
        };
        system_call(|kernel| kernel.access(dir, &path, wanted))
    }

    fn chmod(dir: Option<Fd>, path: Path, mode: u32, follow: bool) -> Answer<()> {
        system_call(|kernel| kernel.chmod(dir, &path, mode, follow))
    }

    fn fchmod(fd: Fd, mode: u32) -> Answer<()> {
        system_call(|kernel| kernel.fchmod(fd, mode))
    }

    fn chown(
        dir: Option<Fd>,
        path: Path,
        uid: Option<u32>,
        gid: Option<u32>,
        follow: bool,
    ) -> Answer<()> {
        system_call(|kernel| kernel.chown(dir, &path, uid, gid, follow))
    }

    fn fchown(fd: Fd, uid: Option<u32>, gid: Option<u32>) -> Answer<()> {
        system_call(|kernel| kernel.fchown(fd, uid, gid))
    }

    fn utimes(
        dir: Option<Fd>,
        path: Path,
        atime: syscalls::TimeUpdate,
        mtime: syscalls::TimeUpdate,
        follow: bool,
    ) -> Answer<()> {
        system_call(|kernel| kernel.utimes(dir, &path, update_in(atime), update_in(mtime), follow))
    }

    fn futimes(fd: Fd, atime: syscalls::TimeUpdate, mtime: syscalls::TimeUpdate) -> Answer<()> {
        system_call(|kernel| kernel.futimes(fd, update_in(atime), update_in(mtime)))
    }

    fn truncate(dir: Option<Fd>, path: Path, size: u64) -> Answer<()> {
        system_call(|kernel| kernel.truncate(dir, &path, size))
    }

    fn ftruncate(fd: Fd, size: u64) -> Answer<()> {
        system_call(|kernel| kernel.ftruncate(fd, size))
    }

    fn fsync(fd: Fd) -> Answer<()> {
        system_call(|kernel| kernel.fsync(fd))
    }

    fn statfs(dir: Option<Fd>, path: Path) -> Answer<wit::FilesystemStat> {
        system_call(|kernel| kernel.statfs(dir, &path)).map(filesystem_out)
    }

    fn umask(mask: u32) -> u32 {
        call_plain(|kernel| kernel.umask(mask))
    }

    fn get_umask() -> u32 {
        call_plain(|kernel| kernel.get_umask())
    }

    fn chdir(path: Path) -> Answer<()> {
        system_call(|kernel| kernel.chdir(&path))
    }

    fn fchdir(fd: Fd) -> Answer<()> {
        system_call(|kernel| kernel.fchdir(fd))
    }

    fn getcwd() -> Answer<Path> {
        system_call(|kernel| kernel.getcwd())
    }

    fn watch(dir: Option<Fd>, path: Path) -> Answer<Fd> {
        system_call(|kernel| kernel.watch(dir, &path))
    }

    fn take_changes(fd: Fd) -> Answer<Vec<syscalls::Change>> {
        system_call(|kernel| kernel.take_changes(fd))
            .map(|events| events.into_iter().map(change_out).collect())
    }

    fn flock(fd: Fd, kind: Option<syscalls::LockKind>, wait: bool) -> Answer<()> {
        system_call(|kernel| kernel.flock(fd, kind.map(lock_kind_in), patience_in(wait)))
    }

    fn set_lock(
        fd: Fd,
        bytes: syscalls::ByteRange,
        kind: Option<syscalls::LockKind>,
        wait: bool,
    ) -> Answer<()> {
        let range = (bytes.start, bytes.length);
        system_call(|kernel| kernel.set_lock(fd, range, kind.map(lock_kind_in), patience_in(wait)))
    }

    fn get_lock(
        fd: Fd,
        bytes: syscalls::ByteRange,
        kind: syscalls::LockKind,
    ) -> Answer<Option<syscalls::HeldLock>> {
        let range = (bytes.start, bytes.length);
        system_call(|kernel| kernel.get_lock(fd, range, lock_kind_in(kind)))
            .map(|held| held.map(held_lock_out))
    }

    fn dup(fd: Fd, minimum: Fd, close_on_exec: bool) -> Answer<Fd> {
        system_call(|kernel| kernel.dup(fd, minimum, close_on_exec))
    }

    fn dup2(fd: Fd, target: Fd) -> Answer<()> {
        system_call(|kernel| kernel.dup2(fd, target))
    }

    fn get_flags(fd: Fd) -> Answer<syscalls::DescriptorFlags> {
        let flags = system_call(|kernel| kernel.get_flags(fd))?;
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
        system_call(|kernel| kernel.set_flags(fd, flags))
    }

    fn pipe(close_on_exec: bool) -> Answer<(Fd, Fd)> {
        system_call(|kernel| kernel.pipe(close_on_exec))
    }

    fn socket(
        family: syscalls::AddressFamily,
        kind: syscalls::SocketKind,
        close_on_exec: bool,
    ) -> Answer<Fd> {
        system_call(|kernel| kernel.socket(family_in(family), socket_kind_in(kind), close_on_exec))
    }

    fn socketpair(close_on_exec: bool) -> Answer<(Fd, Fd)> {
        system_call(|kernel| kernel.socketpair(close_on_exec))
    }

    fn bind(fd: Fd, address: syscalls::SocketAddress) -> Answer<()> {
        system_call(|kernel| kernel.bind(fd, &address_in(address)))
    }

    fn listen(fd: Fd, backlog: u32) -> Answer<()> {
        system_call(|kernel| kernel.listen(fd, backlog))
    }

    fn accept(fd: Fd, close_on_exec: bool) -> Answer<(Fd, syscalls::SocketAddress)> {
        system_call(|kernel| kernel.accept(fd, close_on_exec))
            .map(|(fd, from)| (fd, address_out(from)))
    }

    fn connect(fd: Fd, address: syscalls::SocketAddress) -> Answer<()> {
        system_call(|kernel| kernel.connect(fd, &address_in(address)))
    }

    fn disconnect(fd: Fd) -> Answer<()> {
        system_call(|kernel| kernel.disconnect(fd))
    }

    fn shutdown(fd: Fd, how: syscalls::ShutdownHow) -> Answer<()> {
        let how = match how {
            syscalls::ShutdownHow::Read => net::ShutdownHow::Read,
            syscalls::ShutdownHow::Write => net::ShutdownHow::Write,
            syscalls::ShutdownHow::Both => net::ShutdownHow::Both,
        };
        system_call(|kernel| kernel.shutdown(fd, how))
    }

    fn send_to(fd: Fd, data: Vec<u8>, to: Option<syscalls::SocketAddress>) -> Answer<u32> {
        system_call(|kernel| kernel.send_to(fd, &data, to.map(address_in).as_ref()))
    }

    fn receive_from(fd: Fd, length: u32) -> Answer<syscalls::Received> {
        let received = system_call(|kernel| kernel.receive_from(fd, length))?;
        Ok(syscalls::Received {
            data: received.data,
            from: received.from.map(address_out),
            truncated: received.truncated,
        })
    }

    fn socket_name(fd: Fd) -> Answer<syscalls::SocketAddress> {
        system_call(|kernel| kernel.socket_name(fd)).map(address_out)
    }

    fn peer_name(fd: Fd) -> Answer<syscalls::SocketAddress> {
        system_call(|kernel| kernel.peer_name(fd)).map(address_out)
    }

    fn get_socket_option(
        fd: Fd,
        name: syscalls::SocketOptionName,
    ) -> Answer<syscalls::SocketOption> {
        system_call(|kernel| kernel.get_socket_option(fd, option_name_in(name))).map(option_out)
    }

    fn set_socket_option(fd: Fd, option: syscalls::SocketOption) -> Answer<()> {
        system_call(|kernel| kernel.set_socket_option(fd, option_in(option)))
    }

    fn isatty(fd: Fd) -> Answer<bool> {
        system_call(|kernel| kernel.isatty(fd))
    }

    fn terminal_name(fd: Fd) -> Answer<Path> {
        system_call(|kernel| kernel.terminal_name(fd))
    }

    fn get_termios(fd: Fd) -> Answer<syscalls::Termios> {
        system_call(|kernel| kernel.get_termios(fd)).map(termios_out)
    }

    fn set_termios(fd: Fd, termios: syscalls::Termios, discard_input: bool) -> Answer<()> {
        system_call(|kernel| kernel.set_termios(fd, termios_in(termios), discard_input))
    }

    fn get_window_size(fd: Fd) -> Answer<wit::WindowSize> {
        system_call(|kernel| kernel.get_window_size(fd)).map(window_out)
    }

    fn set_window_size(fd: Fd, size: wit::WindowSize) -> Answer<()> {
        system_call(|kernel| kernel.set_window_size(fd, window_in(size)))
    }

    fn get_foreground_group(fd: Fd) -> Answer<u32> {
        system_call(|kernel| kernel.get_foreground_group(fd)).map(|group| group.0)
    }

    fn set_foreground_group(fd: Fd, group: u32) -> Answer<()> {
        system_call(|kernel| kernel.set_foreground_group(fd, Pid(group)))
    }

    fn set_controlling_terminal(fd: Fd) -> Answer<()> {
        system_call(|kernel| kernel.set_controlling_terminal(fd))
    }

    fn setsid() -> Answer<u32> {
        system_call(|kernel| kernel.setsid()).map(|session| session.0)
    }

    fn setpgid(pid: u32, group: u32) -> Answer<()> {
        system_call(|kernel| kernel.setpgid(Pid(pid), Pid(group)))
    }

    fn getpgid(pid: u32) -> Answer<u32> {
        system_call(|kernel| kernel.group_of(Pid(pid))).map(|(group, _)| group.0)
    }

    fn getsid(pid: u32) -> Answer<u32> {
        system_call(|kernel| kernel.group_of(Pid(pid))).map(|(_, session)| session.0)
    }

    fn lookup(name: String, kind: wit::RecordKind) -> Answer<Fd> {
        system_call(|kernel| kernel.lookup(&name, record_kind_in(kind)))
    }

    fn lookup_answer(fd: Fd) -> Answer<wit::LookupOutcome> {
        system_call(|kernel| kernel.lookup_answer(fd)).map(outcome_out)
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
        system_call(|kernel| kernel.spawn(options).map(|pid| pid.0))
    }

    fn exit(status: u8) {
        call_plain(|kernel| kernel.exit(status));
    }

    fn wait(
        who: syscalls::WaitTarget,
        options: syscalls::WaitOptions,
    ) -> Answer<Option<(u32, wit::WaitStatus)>> {
        let who = match who {
            syscalls::WaitTarget::Any => types::WaitTarget::Any,
            syscalls::WaitTarget::Process(pid) => types::WaitTarget::Process(Pid(pid)),
            syscalls::WaitTarget::Group(pid) => types::WaitTarget::Group(Pid(pid)),
        };
        system_call(|kernel| kernel.wait(who, wait_options_in(options)))
            .map(|ended| ended.map(|(pid, status)| (pid.0, status_out(status))))
    }

    fn kill(target: i32, signal: u8) -> Answer<()> {
        system_call(|kernel| kernel.kill(target, signal))
    }

    fn sigaction(signal: u8, disposition: syscalls::SignalDisposition) -> Answer<()> {
        let disposition = match disposition {
            syscalls::SignalDisposition::Default => types::SignalDisposition::Default,
            syscalls::SignalDisposition::Ignore => types::SignalDisposition::Ignore,
            syscalls::SignalDisposition::Catch => types::SignalDisposition::Catch,
        };
        system_call(|kernel| kernel.sigaction(signal, disposition))
    }

    fn take_signals() -> Vec<u8> {
        call_plain(Kernel::take_signals)
    }

    fn sigprocmask(mask: u64) -> u64 {
        call_plain(|kernel| kernel.sigprocmask(mask))
    }

    fn sigpending() -> u64 {
        call_plain(|kernel| kernel.sigpending())
    }

    fn getrlimit(resource: syscalls::ProcessResource) -> Answer<syscalls::ProcessLimit> {
        system_call(|kernel| kernel.getrlimit(resource_in(resource)))
            .map(|ProcessLimit { soft, hard }| syscalls::ProcessLimit { soft, hard })
    }

    fn setrlimit(resource: syscalls::ProcessResource, limit: syscalls::ProcessLimit) -> Answer<()> {
        let limit = ProcessLimit { soft: limit.soft, hard: limit.hard };
        system_call(|kernel| kernel.setrlimit(resource_in(resource), limit))
    }

    fn arguments() -> Vec<Vec<u8>> {
        call_plain(|kernel| kernel.arguments())
    }

    fn environment() -> Vec<Vec<u8>> {
        call_plain(|kernel| kernel.environment())
    }

    fn last_denial() -> Option<String> {
        call_plain(|kernel| kernel.last_denial())
    }

    fn identity() -> syscalls::ProcessIdentity {
        // Nobody: no process asks, so no answer matters, but uid 0 must not be it.
        const NOBODY: u32 = 65_534;
        match system_call(|kernel| kernel.identity()) {
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
        let events = system_call(|kernel| kernel.poll(&targets, timeout))?;
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
        system_call(|kernel| kernel.random(length))
    }

    fn setting(name: String) -> Option<String> {
        system_call(|kernel| Ok(kernel.setting(&name))).ok().flatten()
    }

    fn system_information() -> syscalls::SystemFacts {
        let information = system_call(|kernel| Ok(kernel.system_information())).ok();
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
