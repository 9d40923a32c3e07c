//! What the host asks of the kernel: make the VM, mount, feed and drain, count.
//! Starting and ending processes are in `process`.

use crate::command;
use crate::errno::{Errno, Refusal, Result};
use crate::events::{Events, Told};
use crate::fs::FileSystem;
use crate::fs::device::DeviceFileSystem;
use crate::fs::memory::{Layer, MemoryFileSystem};
use crate::fs::proc::{ProcFileSystem, ProcessIndex};
use crate::host::Host;
use crate::kernel::{Kernel, Parts};
use crate::layer::build::Builder;
use crate::layer::entry::Entry;
use crate::layer::snapshot::Part;
use crate::layer::{self, Budget, LayerId, Lower, RootMode};
use crate::output::OutputId;
use crate::policy::monitor::Monitor;
use crate::poll::WaitSource;
use crate::process::Input;
use crate::restart::Exchanges;
use crate::timer::Timers;
use crate::tty::termios::WindowSize;
use crate::types::{Configuration, MountAccess, NetworkConfiguration, Output, Pid, Usage};
use crate::vfs::{Caller, Vfs};
use core::net::SocketAddr;
use std::rc::Rc;

/// The project's place, the user's own.
const WORKSPACE: &[u8] = b"/workspace";

/// The default base layer.
fn base(configuration: &Configuration, host: &Rc<dyn Host>) -> Result<[Layer; 2], Refusal> {
    let own = layer::base::own(configuration, host.clone())?;
    Ok([own, layer::base::skeleton(host.clone())?])
}

/// The root file system of a new VM: what it is to lie over, and nothing of its own yet.
fn root(
    configuration: &Configuration,
    commands: Layer,
    host: &Rc<dyn Host>,
) -> Result<MemoryFileSystem, Refusal> {
    let (bytes, inodes) =
        (configuration.limits.filesystem_bytes, configuration.limits.filesystem_inodes);
    let mut lowers: Vec<Layer> = Vec::new();
    let root = &configuration.root;
    let mut left = Budget { bytes, inodes };
    for (index, lower) in root.lowers.iter().enumerate() {
        match lower {
            Lower::Snapshot(entries) => {
                let layer = layer::build::layer(entries, left, host.clone());
                let layer = layer.map_err(|refusal| {
                    let message = format!("root.lowers[{index}]: {}", refusal.message);
                    Refusal { message, ..refusal }
                })?;
                left = left.without(&layer);
                lowers.push(layer);
            }
            Lower::BaseFilesystem => {
                lowers.extend(base(configuration, host)?);
            }
        }
    }
    if !root.disable_default_base_layer {
        lowers.extend(base(configuration, host)?);
    } else if root.lowers.is_empty() {
        lowers.push(layer::base::bare(host.clone())?);
    }
    lowers.push(commands);
    MemoryFileSystem::over(lowers, bytes, inodes, &**host)
        .map_err(|errno| Refusal::new(errno, "the root file system cannot be made"))
}

/// Where programs look for name servers (resolv.conf(5)).
const RESOLV_CONF: &[u8] = b"/etc/resolv.conf";

/// What programs are told of name servers; none when there are none of their own.
fn resolv_conf(network: &NetworkConfiguration) -> Result<Option<String>, Refusal> {
    let (first, last) = (*network.listen.ports.start(), *network.listen.ports.end());
    if first == 0 || first > last {
        let message = format!("network.listen: {first} to {last} is no range of ports above 0");
        return Err(Refusal::invalid(message));
    }
    if let Some((name, _)) =
        network.overrides.iter().find(|(name, ips)| name.is_empty() || ips.is_empty())
    {
        let message = format!("network.overrides: \"{name}\" needs a name and an address");
        return Err(Refusal::invalid(message));
    }
    let line = |server: &SocketAddr| format!("nameserver {}\n", server.ip());
    let lines: String = network.name_servers.iter().map(line).collect();
    Ok((!lines.is_empty()).then_some(lines))
}

/// Most bytes of all settings.
const MAX_SETTINGS: usize = 64 << 10;

fn check_settings(settings: &[(String, String)]) -> Result<(), Refusal> {
    let bytes: usize = settings.iter().flat_map(|(name, value)| [name.len(), value.len()]).sum();
    if bytes > MAX_SETTINGS {
        let message = format!("settings: they have {bytes} bytes, at most {MAX_SETTINGS} may be");
        return Err(Refusal::invalid(message));
    }
    Ok(())
}

impl Kernel {
    /// Set a VM up: its file system, its devices, its commands.
    pub fn configure(host: Rc<dyn Host>, configuration: Configuration) -> Result<Self, Refusal> {
        configuration.limits.validate().map_err(Refusal::invalid)?;
        configuration.policy.validate().map_err(Refusal::invalid)?;
        check_settings(&configuration.settings)?;
        let exchanges = Rc::new(Exchanges::default());
        let events = Rc::new(Events::new(host.clone()));
        let timers = Rc::new(Timers::new(host.clone()));
        let monitor = Rc::new(Monitor::new(
            configuration.policy.clone(),
            configuration.question_nanoseconds,
            (exchanges.clone(), events.clone(), timers.clone()),
        ));
        let refuse = |what: String| move |errno| Refusal::new(errno, what);
        let (commands, files) = command::layer(&configuration.commands, &*host)?;
        let mut vfs = Vfs::new(Box::new(root(&configuration, files, &host)?));
        let mut builder = Builder::new(&mut vfs, host.clone());
        let user = &configuration.user;
        for (field, path) in [("user.home", &user.home[..]), ("workspace", WORKSPACE)] {
            if !crate::path::is_absolute(path) {
                return Err(Refusal::invalid(format!("{field} must be an absolute path")));
            }
            builder
                .missing_directory(path, user.uid, user.gid)
                .map_err(refuse(format!("{field} cannot be made")))?;
        }
        if let Some(content) = resolv_conf(&configuration.network)? {
            builder
                .file(RESOLV_CONF, 0o644, content.as_bytes())
                .map_err(refuse("/etc/resolv.conf cannot be made".to_owned()))?;
        }
        builder.bootstrap(&configuration.root.bootstrap)?;
        let caller = Caller::operator(host.clone());
        let root = &configuration.root;
        if !root.lowers.is_empty() || !root.bootstrap.is_empty() {
            command::make_hidden(&mut vfs, &caller, &configuration.commands)?;
        }
        let devices: Box<dyn FileSystem> = Box::new(DeviceFileSystem::new(host.clone()));
        vfs.mount_at(&caller, b"/dev", devices, MountAccess::ReadWrite)
            .map_err(refuse("/dev cannot be mounted".to_owned()))?;
        let index = Rc::new(ProcessIndex::default());
        let processes: Box<dyn FileSystem> = Box::new(ProcFileSystem::new(index.clone(), &*host));
        vfs.mount_at(&caller, b"/proc", processes, MountAccess::ReadOnly)
            .map_err(refuse("/proc cannot be mounted".to_owned()))?;
        if configuration.root.mode == RootMode::ReadOnly {
            vfs.lock_root();
        }
        let kernel = Self::assemble(Parts {
            host,
            vfs,
            configuration,
            monitor,
            exchanges,
            events,
            timers,
            commands,
            index,
        });
        kernel.start_time_limit();
        Ok(kernel)
    }

    /// Write entries into the tree; answers how many there were beside those in `/dev`, `/proc` and
    /// `/sys`, which are the kernel's own.
    pub fn bootstrap(&mut self, entries: &[Entry]) -> Result<u32, Refusal> {
        self.vfs.begin_call();
        Builder::new(&mut self.vfs, self.host.clone()).bootstrap(entries)
    }

    /// Everything in the root file system beside the trees that the kernel provides itself.
    pub fn snapshot(&mut self) -> Result<Vec<Entry>, Refusal> {
        self.vfs.begin_call();
        let mount = self.vfs.root().mount;
        let host = self.host.clone();
        let root = self.vfs.file_system(mount);
        root.and_then(|root| layer::snapshot::entries(root, Part::WithoutReserved, &*host))
            .map_err(|errno| Refusal::new(errno, "the root cannot be read"))
    }

    /// An empty layer.
    pub fn create_layer(&mut self) -> Result<LayerId, Refusal> {
        self.layers.create(&*self.host)
    }

    /// Seal a layer under a new id.
    pub fn seal_layer(&mut self, layer: LayerId) -> Result<LayerId, Refusal> {
        self.layers.seal(layer)
    }

    /// A sealed layer of entries.
    pub fn import_layer(&mut self, entries: &[Entry]) -> Result<LayerId, Refusal> {
        self.layers.import(entries, self.host.clone())
    }

    /// The entries of a layer.
    pub fn export_layer(&mut self, layer: LayerId) -> Result<Vec<Entry>, Refusal> {
        let tree = self.layers.tree(layer)?;
        let host = &*self.host;
        MemoryFileSystem::over(vec![tree], 0, 0, host)
            .and_then(|mut tree| layer::snapshot::entries(&mut tree, Part::Whole, host))
            .map_err(|errno| Refusal::new(errno, format!("layer {layer} cannot be read")))
    }

    /// A layer out of others laid over one another.
    pub fn overlay_layers(
        &mut self,
        mode: RootMode,
        upper: Option<LayerId>,
        lowers: &[LayerId],
    ) -> Result<LayerId, Refusal> {
        self.layers.overlay(mode, upper, lowers, &*self.host)
    }

    /// Give bytes to a piped standard input, or type them on a terminal.
    pub fn feed(&mut self, pid: Pid, data: &[u8]) -> Result<u32> {
        let pipe = match self.processes.get(pid)?.input.ok_or(Errno::Pipe)? {
            Input::Pipe(pipe) => pipe,
            Input::Terminal(terminal) => {
                let taken = self.type_in(terminal, data).map_err(|_| Errno::Pipe)?;
                return u32::try_from(taken).map_err(|_| Errno::Inval);
            }
        };
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

    /// End a piped standard input; a terminal hangs up.
    pub fn end_input(&mut self, pid: Pid) -> Result<()> {
        let input = self.processes.get_mut(pid)?.input.take().ok_or(Errno::Pipe)?;
        self.close_input(input);
        Ok(())
    }

    /// The host feeds that no more.
    pub(crate) fn close_input(&mut self, input: Input) {
        match input {
            Input::Pipe(pipe) => self.close_pipe_writer(pipe),
            Input::Terminal(terminal) => self.hang_up(terminal),
        }
    }

    /// Change the size of the window of a process that was started on a terminal; `notty`.
    pub fn resize(&mut self, pid: Pid, window: WindowSize) -> Result<()> {
        match self.processes.get(pid)?.input {
            Some(Input::Terminal(terminal)) => self.set_window(terminal, window),
            _ => Err(Errno::Notty),
        }
    }

    /// Take what was written to the piped outputs of a process.
    pub fn drain(&mut self, pid: Pid, limit: u32) -> Result<Vec<Output>> {
        let taken = self.outputs.drain(pid, limit as usize)?;
        for descriptor in [0, 1, 2] {
            let output = OutputId { pid, descriptor };
            if taken.iter().any(|taken| taken.descriptor == descriptor)
                && self.outputs.readiness(output).writable
            {
                self.notify(WaitSource::OutputWritable(output));
            }
        }
        Ok(taken)
    }

    /// Take what happened since the last time.
    pub fn take_events(&mut self) -> Vec<Told> {
        self.events.take()
    }

    /// Count what the VM holds.
    pub fn usage(&mut self) -> Usage {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (filesystem_bytes, filesystem_inodes) = self.filesystem_usage();
        let zombies = self.processes.zombies();
        Usage {
            processes: count(self.processes.len().saturating_sub(zombies)),
            zombies: count(zombies),
            open_files: count(self.open_files.len()),
            pipes: count(self.pipes.len()),
            terminals: count(self.terminals.len()),
            sockets: count(self.sockets.len()),
            connections: count(self.sockets.connections()),
            socket_bytes: self.sockets.buffered() as u64,
            filesystem_bytes,
            filesystem_inodes,
        }
    }
}
