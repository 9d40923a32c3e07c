//! A fake of the outside world for tests, a kernel in it, and what must hold after every call.

use crate::errno::{Errno, Result};
use crate::host::{
    Clocks, Egress, Grant, HostDirectories, HostFile, HostTools, Launcher, Random, Wake,
};
use crate::kernel::Kernel;
use crate::layer::RootConfiguration;
use crate::limit::Limits;
use crate::net::SocketId;
use crate::net::resolve::{LookupId, RecordKind};
use crate::permission::FileModes;
use crate::policy::{Mode, Policy};
use crate::process::{Input, State};
use crate::tools::Call;
use crate::tty::termios::WindowSize;
use crate::types::{
    Command, Configuration, DirectoryEntry, FileType, FilesystemStat, NetworkConfiguration,
    OpenFlags, Pid, StartOptions, Stat, Stdio, Timestamp, User,
};
use crate::vfs::open_file::Object;
use core::net::{IpAddr, SocketAddr};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What the kernel asked of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Launch(Pid, String),
    Suspend(Pid),
    Resume(Pid),
    Stop(Pid),
    Wake(Pid),
    OutputReady(Pid),
    InputDrained(Pid),
    ProcessEnded(Pid),
    Alarm(u64),
    EventsReady,
    Connect(SocketId, SocketAddr),
    SendDatagram(SocketId, Vec<u8>, SocketAddr),
    CloseOutside(SocketId),
    Resolve(LookupId, String),
    ConnectionReady(SocketId),
    Listening,
    CallTool(u64, Call),
    AbandonTool(u64),
}

/// The fake.
#[derive(Default)]
pub struct FakeHost {
    pub nanoseconds: Cell<u64>,
    pub events: RefCell<Vec<Event>>,
    /// How many times `idle` sleeps before it refuses.
    pub sleeps: Cell<u32>,
    /// The directory granted as `work`.
    pub directory: Option<PathBuf>,
    pub files: RefCell<BTreeMap<u32, File>>,
    /// Whether there is anything outside.
    pub network: bool,
}

impl FakeHost {
    /// What happened since the last time.
    pub fn take_events(&self) -> Vec<Event> {
        std::mem::take(&mut self.events.borrow_mut())
    }

    pub fn open_files(&self) -> usize {
        self.files.borrow().len()
    }

    fn tell(&self, event: Event) {
        self.events.borrow_mut().push(event);
    }

    fn path(&self, path: &[u8]) -> PathBuf {
        let root = self.directory.as_deref().expect("a granted directory");
        root.join(Path::new(std::ffi::OsStr::from_bytes(path)))
    }

    fn file<T>(
        &self,
        file: HostFile,
        use_it: impl FnOnce(&File) -> std::io::Result<T>,
    ) -> Result<T> {
        use_it(self.files.borrow().get(&file.0).ok_or(Errno::Badf)?).map_err(error)
    }
}

fn error(error: std::io::Error) -> Errno {
    use std::io::ErrorKind::*;
    match error.kind() {
        NotFound => Errno::Noent,
        AlreadyExists => Errno::Exist,
        PermissionDenied => Errno::Acces,
        NotADirectory => Errno::Notdir,
        IsADirectory => Errno::Isdir,
        DirectoryNotEmpty => Errno::Notempty,
        _ => Errno::Io,
    }
}

fn kind(kind: std::fs::FileType) -> FileType {
    if kind.is_dir() {
        FileType::Directory
    } else if kind.is_symlink() {
        FileType::SymbolicLink
    } else {
        FileType::Regular
    }
}

fn stat(data: &std::fs::Metadata) -> Stat {
    let time = |seconds, nanoseconds| Timestamp { seconds, nanoseconds: nanoseconds as u32 };
    Stat {
        dev: data.dev(),
        ino: data.ino(),
        kind: kind(data.file_type()),
        mode: data.mode() & 0o7777,
        nlink: data.nlink() as u32,
        uid: data.uid(),
        gid: data.gid(),
        rdev: 0,
        size: data.size(),
        blocks: data.blocks(),
        block_size: 4096,
        atime: time(data.atime(), data.atime_nsec()),
        mtime: time(data.mtime(), data.mtime_nsec()),
        ctime: time(data.ctime(), data.ctime_nsec()),
        birthtime: time(data.ctime(), data.ctime_nsec()),
    }
}

impl HostDirectories for FakeHost {
    fn open_grant(&self, name: &str) -> Result<Grant> {
        if name == "work" && self.directory.is_some() { Ok(Grant(0)) } else { Err(Errno::Noent) }
    }

    fn open(&self, _: Grant, path: &[u8], flags: OpenFlags, mode: u32) -> Result<HostFile> {
        let mut options = File::options();
        options.read(flags.read).write(flags.write).create_new(flags.create);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
        let file = options.open(self.path(path)).map_err(error)?;
        let mut files = self.files.borrow_mut();
        let id = files.keys().next_back().map_or(0, |last| last + 1);
        files.insert(id, file);
        Ok(HostFile(id))
    }

    fn close(&self, file: HostFile) {
        assert!(self.files.borrow_mut().remove(&file.0).is_some(), "closed twice");
    }

    fn read(&self, file: HostFile, length: u32, offset: u64) -> Result<Vec<u8>> {
        let mut data = vec![0; length as usize];
        let count = self.file(file, |file| file.read_at(&mut data, offset))?;
        data.truncate(count);
        Ok(data)
    }

    fn write(&self, file: HostFile, data: &[u8], offset: u64) -> Result<u32> {
        self.file(file, |file| file.write_at(data, offset)).map(|count| count as u32)
    }

    fn fstat(&self, file: HostFile) -> Result<Stat> {
        self.file(file, File::metadata).map(|data| stat(&data))
    }

    fn set_size(&self, file: HostFile, size: u64) -> Result<()> {
        self.file(file, |file| file.set_len(size))
    }

    fn sync(&self, file: HostFile) -> Result<()> {
        self.file(file, File::sync_all)
    }

    fn stat(&self, _: Grant, path: &[u8]) -> Result<Stat> {
        let path = self.path(path);
        std::fs::symlink_metadata(path).map(|data| stat(&data)).map_err(error)
    }

    fn readdir(&self, _: Grant, path: &[u8]) -> Result<Vec<DirectoryEntry>> {
        let mut entries: Vec<DirectoryEntry> = std::fs::read_dir(self.path(path))
            .map_err(error)?
            .map(|entry| {
                let entry = entry.unwrap();
                let name = entry.file_name().as_bytes().to_vec();
                let data = entry.metadata().unwrap();
                DirectoryEntry { name, ino: data.ino(), kind: kind(data.file_type()), next: 0 }
            })
            .collect();
        entries.sort_by(|left, right| left.name.cmp(&right.name));
        for (next, entry) in (1..).zip(&mut entries) {
            entry.next = next;
        }
        Ok(entries)
    }

    fn mkdir(&self, _: Grant, path: &[u8], mode: u32) -> Result<()> {
        let path = self.path(path);
        std::fs::create_dir(&path).map_err(error)?;
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).map_err(error)
    }

    fn rmdir(&self, _: Grant, path: &[u8]) -> Result<()> {
        std::fs::remove_dir(self.path(path)).map_err(error)
    }

    fn unlink(&self, _: Grant, path: &[u8]) -> Result<()> {
        std::fs::remove_file(self.path(path)).map_err(error)
    }

    fn rename(&self, _: Grant, old: &[u8], new: &[u8]) -> Result<()> {
        std::fs::rename(self.path(old), self.path(new)).map_err(error)
    }

    fn link(&self, _: Grant, old: &[u8], new: &[u8]) -> Result<()> {
        std::fs::hard_link(self.path(old), self.path(new)).map_err(error)
    }

    fn symlink(&self, _: Grant, target: &[u8], path: &[u8]) -> Result<()> {
        let target = Path::new(std::ffi::OsStr::from_bytes(target));
        std::os::unix::fs::symlink(target, self.path(path)).map_err(error)
    }

    fn readlink(&self, _: Grant, path: &[u8]) -> Result<Vec<u8>> {
        let target = std::fs::read_link(self.path(path)).map_err(error)?;
        Ok(target.as_os_str().as_bytes().to_vec())
    }

    fn chmod(&self, _: Grant, path: &[u8], mode: u32) -> Result<()> {
        std::fs::set_permissions(self.path(path), PermissionsExt::from_mode(mode)).map_err(error)
    }

    fn utimes(&self, _: Grant, _: &[u8], _: Option<Timestamp>, _: Option<Timestamp>) -> Result<()> {
        Ok(())
    }

    fn statfs(&self, _: Grant) -> Result<FilesystemStat> {
        Err(Errno::Nosys)
    }
}

impl FakeHost {
    /// A world with a network: everything in 10.0.0.0/8 is not granted.
    fn grants(&self, to: SocketAddr) -> Result<()> {
        match to.ip() {
            _ if !self.network => Err(Errno::Netunreach),
            IpAddr::V4(ip) if ip.octets()[0] == 10 => Err(Errno::Acces),
            _ => Ok(()),
        }
    }
}

impl Egress for FakeHost {
    fn connect(&self, end: SocketId, to: SocketAddr) -> Result<()> {
        self.grants(to)?;
        self.tell(Event::Connect(end, to));
        Ok(())
    }

    fn send_datagram(&self, socket: SocketId, data: &[u8], to: SocketAddr) -> Result<()> {
        self.grants(to)?;
        self.tell(Event::SendDatagram(socket, data.to_vec(), to));
        Ok(())
    }

    fn close_outside(&self, end: SocketId) {
        self.tell(Event::CloseOutside(end));
    }

    fn resolve(&self, lookup: LookupId, name: &str, _: RecordKind) -> Result<()> {
        self.tell(Event::Resolve(lookup, name.to_owned()));
        Ok(())
    }
}

impl Launcher for FakeHost {
    fn launch(&self, pid: Pid, image: &str) {
        self.tell(Event::Launch(pid, image.to_owned()));
    }

    fn suspend(&self, pid: Pid) {
        self.tell(Event::Suspend(pid));
    }

    fn resume(&self, pid: Pid) {
        self.tell(Event::Resume(pid));
    }

    fn stop(&self, pid: Pid) {
        self.tell(Event::Stop(pid));
    }

    fn instance_usage(&self, _: Pid) -> (u64, u64) {
        (1_500_000_000, 4096)
    }
}

impl HostTools for FakeHost {
    fn call_tool(&self, call: u64, what: &Call) {
        self.tell(Event::CallTool(call, what.clone()));
    }

    fn abandon_tool(&self, call: u64) {
        self.tell(Event::AbandonTool(call));
    }
}

impl Wake for FakeHost {
    fn wake(&self, pid: Pid) {
        self.tell(Event::Wake(pid));
    }

    fn output_ready(&self, pid: Pid) {
        self.tell(Event::OutputReady(pid));
    }

    fn input_drained(&self, pid: Pid) {
        self.tell(Event::InputDrained(pid));
    }

    fn process_ended(&self, pid: Pid) {
        self.tell(Event::ProcessEnded(pid));
    }

    fn connection_ready(&self, end: SocketId) {
        self.tell(Event::ConnectionReady(end));
    }

    fn listening(&self) {
        self.tell(Event::Listening);
    }

    fn alarm(&self, at: u64) {
        self.tell(Event::Alarm(at));
    }

    fn events_ready(&self) {
        self.tell(Event::EventsReady);
    }

    fn idle(&self, nanoseconds: Option<u64>) -> bool {
        let sleeps = self.sleeps.get();
        self.sleeps.set(sleeps.saturating_sub(1));
        self.nanoseconds.set(self.nanoseconds.get().saturating_add(nanoseconds.unwrap_or(0)));
        sleeps > 0
    }
}

impl Clocks for FakeHost {
    fn realtime(&self) -> Timestamp {
        let now = self.monotonic();
        Timestamp {
            seconds: 1_700_000_000 + (now / 1_000_000_000) as i64,
            nanoseconds: (now % 1_000_000_000) as u32,
        }
    }

    fn monotonic(&self) -> u64 {
        self.nanoseconds.set(self.nanoseconds.get().saturating_add(1000));
        self.nanoseconds.get()
    }
}

impl Random for FakeHost {
    fn random_bytes(&self, length: u64) -> Vec<u8> {
        vec![0x5a; length as usize]
    }
}

/// How often a property is tried: so often, or as `PROPTEST_CASES` says (`just fuzz`).
pub fn cases(usual: u32) -> proptest::test_runner::Config {
    let named = std::env::var_os("PROPTEST_CASES").is_some();
    let config = proptest::test_runner::Config::default();
    if named { config } else { proptest::test_runner::Config { cases: usual, ..config } }
}

/// A small VM with the commands `/bin/sh` and `/usr/bin/node`.
pub fn configuration() -> Configuration {
    let command =
        |path: &[u8], image: &str| Command { path: path.to_vec(), image: image.to_owned() };
    Configuration {
        hostname: "vm".to_owned(),
        user: User {
            name: "user".to_owned(),
            uid: 1000,
            gid: 1000,
            home: b"/home/user".to_vec(),
            shell: b"/bin/sh".to_vec(),
        },
        commands: vec![command(b"/bin/sh", "sh"), command(b"/usr/bin/node", "node")],
        limits: Limits {
            filesystem_bytes: 1 << 20,
            filesystem_inodes: 256,
            processes: 8,
            descriptors: 16,
            process_memory: 1 << 26,
            ..Limits::default()
        },
        question_nanoseconds: None,
        policy: Policy::all(Mode::Allow),
        file_modes: FileModes::Enforced,
        root: RootConfiguration::default(),
        network: NetworkConfiguration::default(),
        settings: Vec::new(),
    }
}

/// A kernel whose current process is the operator.
pub fn kernel() -> (Kernel, Rc<FakeHost>) {
    kernel_in(FakeHost::default())
}

/// The same with this world.
pub fn kernel_in(host: FakeHost) -> (Kernel, Rc<FakeHost>) {
    let host = Rc::new(host);
    let kernel = Kernel::configure(host.clone(), configuration()).expect("configured");
    (kernel, host)
}

/// Start `program` with piped standard descriptors, and make it the current process.
pub fn start(kernel: &mut Kernel, program: &str) -> Pid {
    let pid = kernel
        .start(StartOptions {
            program: program.as_bytes().to_vec(),
            arguments: vec![program.as_bytes().to_vec()],
            environment: vec![b"PATH=/usr/bin:/bin".to_vec()],
            directory: b"/workspace".to_vec(),
            stdin: Stdio::Piped,
            stdout: Stdio::Piped,
            stderr: Stdio::Piped,
            window: WindowSize::default(),
        })
        .expect("started");
    kernel.switch_to(pid).expect("alive");
    pid
}

/// Open flags by letter: r, w, a(ppend), c(reate), x (exclusive), t(runcate), d(irectory),
/// n(o-follow), p(ath-only).
pub fn flags(letters: &str) -> OpenFlags {
    let has = |letter| letters.contains(letter);
    OpenFlags {
        read: has('r'),
        write: has('w'),
        append: has('a'),
        create: has('c'),
        exclusive: has('x'),
        truncate: has('t'),
        directory: has('d'),
        no_follow: has('n'),
        path_only: has('p'),
        ..OpenFlags::default()
    }
}

/// Everything that is counted agrees with what is there.
pub fn check_invariants(kernel: &mut Kernel) {
    let mut references = BTreeMap::new();
    for process in kernel.processes.everyone() {
        for (fd, descriptor) in process.descriptors.iter() {
            assert!(fd < kernel.configuration.limits.descriptors, "descriptor beyond the limit");
            *references.entry(descriptor.file).or_insert(0u32) += 1;
        }
        if matches!(process.state, State::Ending(_) | State::Zombie(_)) {
            assert_eq!(process.descriptors.iter().count(), 0, "an ended process has descriptors");
        }
    }
    for file in kernel.fifos.held() {
        *references.entry(file).or_insert(0u32) += 1;
    }
    assert_eq!(references, kernel.open_files.references(), "open file references");
    assert!(kernel.processes.len() <= kernel.configuration.limits.processes as usize);

    let mut ends: BTreeMap<_, (u32, u32)> = BTreeMap::new();
    let mut held = 0;
    let mut sockets = BTreeMap::new();
    let mut terminals: BTreeMap<_, (u32, u32)> = BTreeMap::new();
    let root = kernel.vfs.root().mount;
    for file in references.keys().filter_map(|id| kernel.open_files.get(*id)) {
        match file.object {
            Object::PipeReader(pipe) => ends.entry(pipe).or_default().0 += 1,
            Object::PipeWriter(pipe) => ends.entry(pipe).or_default().1 += 1,
            Object::Node(node) => held += u32::from(node.location.mount == root),
            Object::Socket(socket) => {
                *sockets.entry(socket).or_insert(0u32) += 1;
            }
            Object::Terminal(id) => terminals.entry(id).or_default().0 += 1,
            Object::TerminalMaster(id) => terminals.entry(id).or_default().1 += 1,
            Object::Watch(_) | Object::Output(_) | Object::Lookup(_) => {}
        }
    }
    for process in kernel.processes.everyone() {
        if let Some(Input::Pipe(pipe)) = process.input {
            ends.entry(pipe).or_default().1 += 1;
        }
        held += u32::from(process.is_alive() && process.directory.mount == root);
    }
    assert_eq!(ends, kernel.pipes.ends(), "pipe ends");

    let mut counted = kernel.terminals.references();
    counted.retain(|_, count| *count != (0, 0));
    assert_eq!(terminals, counted, "open terminals");

    for end in kernel.outside.ends() {
        *sockets.entry(end).or_insert(0u32) += 1;
    }
    kernel.sockets.assert_consistent(sockets);
    held += u32::try_from(kernel.sockets.names.nodes()).unwrap();

    held += kernel.vfs.watches.locations().filter(|it| it.mount == root).count() as u32;

    let (waiting, sources) = kernel.waiters.size();
    assert!(waiting <= kernel.processes.len() + 1, "processes that wait");
    assert!(sources <= waiting * 64, "what they wait for");

    // The root and the mount point of /dev are held as well.
    let holds = kernel.vfs.file_system(root).unwrap().assert_consistent();
    assert_eq!(holds, held + 1 + kernel.vfs.mount_point_count(root), "held nodes");
    let usage = kernel.usage();
    assert!(usage.filesystem_bytes <= kernel.configuration.limits.filesystem_bytes);
    assert!(usage.filesystem_inodes <= kernel.configuration.limits.filesystem_inodes);
}
