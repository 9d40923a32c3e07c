//! What the host asks of the kernel: make the VM, mount, feed and drain, count.
//! Starting and ending processes are in `process`.

use crate::errno::{Errno, Refusal, Result};
use crate::fs::device::DeviceFileSystem;
use crate::fs::host::HostFileSystem;
use crate::fs::memory::MemoryFileSystem;
use crate::fs::{FileSystem, WritePosition};
use crate::host::Host;
use crate::kernel::{Kernel, Parts};
use crate::output::OutputId;
use crate::permission::Credentials;
use crate::policy::monitor::Monitor;
use crate::poll::WaitSource;
use crate::process::program::image_line;
use crate::types::{Configuration, MountAccess, OpenFlags, Output, Pid, Usage};
use crate::vfs::open::Opened;
use crate::vfs::{Caller, Location, Vfs};
use std::collections::BTreeSet;
use std::rc::Rc;

/// Directories of a new VM beside the user's home and those of commands, with their modes
/// (hier(7)).
const DIRECTORIES: [(&[u8], u32); 11] = [
    (b"/bin", 0o755),
    (b"/usr", 0o755),
    (b"/usr/bin", 0o755),
    (b"/etc", 0o755),
    (b"/home", 0o755),
    (b"/root", 0o700),
    (b"/tmp", 0o1777),
    (b"/var", 0o755),
    (b"/var/tmp", 0o1777),
    (b"/workspace", 0o755),
    (b"/dev", 0o755),
];

/// Makes the first files of a VM, as the superuser and without a umask.
struct Builder {
    vfs: Vfs,
    caller: Caller,
}

impl Builder {
    fn root(&self) -> Location {
        self.vfs.root()
    }

    fn directory(&mut self, path: &[u8], mode: u32) -> Result<()> {
        let location = self.vfs.make_directories(&self.caller, path, 0o755)?;
        self.vfs.chmod(&self.caller, location, mode)
    }

    fn own(&mut self, path: &[u8], uid: u32, gid: u32) -> Result<()> {
        let location = self.vfs.make_directories(&self.caller, path, 0o755)?;
        self.vfs.chown(&self.caller, location, Some(uid), Some(gid))
    }

    fn file(&mut self, path: &[u8], mode: u32, contents: &[u8]) -> Result<()> {
        let slash = path.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
        if slash > 0 {
            let parent = path.get(..slash).unwrap_or_default();
            self.vfs.make_directories(&self.caller, parent, 0o755)?;
        }
        let flags = OpenFlags { write: true, create: true, truncate: true, ..OpenFlags::default() };
        let root = self.root();
        let Opened::Node(node) = self.vfs.open(&self.caller, root, path, flags, mode)? else {
            return Err(Errno::Inval);
        };
        let handle = node.handle.ok_or(Errno::Isdir)?;
        let file_system = self.vfs.file_system(node.location.mount)?;
        let result = file_system.write(handle, WritePosition::At(0), contents, &*self.caller.host);
        self.vfs.close(&node);
        result.map(|_| ())
    }
}

/// Text that goes into a line of an account file.
fn check_field(text: &[u8]) -> Result<()> {
    let breaks = |byte: &u8| matches!(byte, b':' | b'\n' | 0);
    if text.iter().any(breaks) { Err(Errno::Inval) } else { Ok(()) }
}

fn write_accounts(builder: &mut Builder, configuration: &Configuration) -> Result<()> {
    let user = &configuration.user;
    for field in [user.name.as_bytes(), &user.home, &user.shell, configuration.hostname.as_bytes()]
    {
        check_field(field)?;
    }
    let (name, uid, gid) = (&user.name, user.uid, user.gid);
    let mut passwd = b"root:x:0:0:root:/root:/bin/sh\n".to_vec();
    let mut group = b"root:x:0:\n".to_vec();
    if uid != 0 {
        passwd.extend_from_slice(format!("{name}:x:{uid}:{gid}:{name}:").as_bytes());
        passwd.extend_from_slice(&user.home);
        passwd.push(b':');
        passwd.extend_from_slice(&user.shell);
        passwd.push(b'\n');
    }
    if gid != 0 {
        group.extend_from_slice(format!("{name}:x:{gid}:\n").as_bytes());
    }
    let hostname = &configuration.hostname;
    let hosts = format!("127.0.0.1\tlocalhost\n::1\tlocalhost\n127.0.1.1\t{hostname}\n");
    builder.file(b"/etc/passwd", 0o644, &passwd)?;
    builder.file(b"/etc/group", 0o644, &group)?;
    builder.file(b"/etc/hosts", 0o644, hosts.as_bytes())?;
    builder.file(b"/etc/hostname", 0o644, format!("{hostname}\n").as_bytes())?;
    builder.file(b"/etc/os-release", 0o644, b"NAME=Kernelet\nID=kernelet\nPRETTY_NAME=Kernelet\n")
}

impl Kernel {
    /// Set a VM up: its file system, its devices, its commands.
    pub fn configure(
        host: Rc<dyn Host>,
        configuration: Configuration,
    ) -> std::result::Result<Self, Refusal> {
        let root = MemoryFileSystem::new(
            configuration.filesystem_bytes,
            configuration.filesystem_inodes,
            &*host,
        );
        configuration.policy.validate().map_err(Refusal::invalid)?;
        let monitor = Rc::new(Monitor::new(configuration.policy.clone()));
        let caller = Caller {
            pid: Pid::INIT,
            credentials: Credentials::root(),
            umask: 0,
            host: host.clone(),
            monitor: monitor.clone(),
        };
        let mut builder = Builder { vfs: Vfs::new(Box::new(root)), caller };
        for (path, mode) in DIRECTORIES {
            builder.directory(path, mode)?;
        }
        let user = &configuration.user;
        for path in [&user.home[..], b"/workspace"] {
            if !crate::path::is_absolute(path) {
                let path = String::from_utf8_lossy(path);
                return Err(Refusal::invalid(format!("the directory `{path}` is not absolute")));
            }
            builder.own(path, user.uid, user.gid)?;
        }
        write_accounts(&mut builder, &configuration)?;
        let mut images = BTreeSet::new();
        for command in &configuration.commands {
            if !crate::path::is_absolute(&command.path) || command.image.contains(['\n', '\0']) {
                let path = String::from_utf8_lossy(&command.path);
                return Err(Refusal::invalid(format!(
                    "the command `{path}` needs an absolute path and the name of an image"
                )));
            }
            builder.file(&command.path, 0o755, &image_line(&command.image))?;
            images.insert(Rc::from(command.image.as_str()));
        }
        let devices: Box<dyn FileSystem> = Box::new(DeviceFileSystem::new(host.clone()));
        builder.vfs.mount_at(&builder.caller, b"/dev", devices, MountAccess::ReadWrite)?;
        Ok(Self::assemble(Parts { host, vfs: builder.vfs, configuration, monitor, images }))
    }

    /// Mount a granted host directory.
    pub fn mount_host_directory(
        &mut self,
        grant: &str,
        path: &[u8],
        access: MountAccess,
    ) -> Result<()> {
        self.vfs.begin_call();
        let user = &self.configuration.user;
        let file_system = HostFileSystem::new(self.host.clone(), grant, user.uid, user.gid)?;
        let caller = self.caller_with(Pid::INIT, Credentials::root(), 0);
        self.vfs.mount_at(&caller, path, Box::new(file_system), access)?;
        Ok(())
    }

    /// Give bytes to a piped standard input.
    pub fn feed(&mut self, pid: Pid, data: &[u8]) -> Result<u32> {
        let pipe = self.processes.get(pid)?.input.ok_or(Errno::Pipe)?;
        let end = self.pipes.get_mut(pipe)?;
        // The host is not bound by PIPE_BUF: what fits goes.
        let mut taken = 0usize;
        while let Some(rest) = data.get(taken..).filter(|rest| !rest.is_empty()) {
            let part = rest.get(..end.room().min(rest.len())).unwrap_or_default();
            if part.is_empty() && end.has_readers() {
                end.feeder_waits = true;
                break;
            }
            taken = taken.saturating_add(end.write(part)?);
        }
        if taken > 0 {
            self.notify(WaitSource::PipeReadable(pipe));
        }
        u32::try_from(taken).map_err(|_| Errno::Inval)
    }

    /// End a piped standard input.
    pub fn end_input(&mut self, pid: Pid) -> Result<()> {
        let pipe = self.processes.get_mut(pid)?.input.take().ok_or(Errno::Pipe)?;
        self.close_pipe_writer(pipe);
        Ok(())
    }

    /// Take what was written to the piped outputs of a process.
    pub fn drain(&mut self, pid: Pid, limit: u32) -> Result<Vec<Output>> {
        let taken = self.outputs.drain(pid, limit as usize)?;
        for descriptor in [1, 2] {
            let output = OutputId { pid, descriptor };
            if taken.iter().any(|taken| taken.descriptor == descriptor)
                && self.outputs.readiness(output).writable
            {
                self.notify(WaitSource::OutputWritable(output));
            }
        }
        Ok(taken)
    }

    /// Count what the VM holds.
    pub fn usage(&mut self) -> Usage {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let root = self.vfs.root();
        let statistics = self.vfs.file_system(root.mount).map(|root| root.usage());
        let (filesystem_bytes, filesystem_inodes) = statistics.unwrap_or_default();
        let zombies = self.processes.zombies();
        Usage {
            processes: count(self.processes.len().saturating_sub(zombies)),
            zombies: count(zombies),
            open_files: count(self.open_files.len()),
            pipes: count(self.pipes.len()),
            filesystem_bytes,
            filesystem_inodes,
        }
    }
}
