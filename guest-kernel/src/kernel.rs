//! The kernel of one VM: owns everything, and knows on whose behalf it is called.
//!
//! System calls are methods of `Kernel`, a file per family in `syscalls`; `process` and `poll` hold
//! those that are more than a thin layer. What is here is what they share.

use crate::command::Commands;
use crate::errno::{Errno, Result};
use crate::events::Events;
use crate::fd_table::Descriptor;
use crate::fifo::Fifos;
use crate::fs::Special;
use crate::fs::proc::ProcessIndex;
use crate::host::Host;
use crate::layer::{Budget, LayerTable};
use crate::limit::Near;
use crate::lock::Locks;
use crate::mounts::Mounted;
use crate::net::outside::Outside;
use crate::net::policy::ListenPolicy;
use crate::net::resolve::Resolver;
use crate::net::{SocketLimits, SocketTable};
use crate::output::{Announce, OutputId, Outputs};
use crate::path;
use crate::permission::{Credentials, FileModes};
use crate::pipe::{PipeId, PipeTable};
use crate::policy::monitor::Monitor;
use crate::poll::{WaitSource, Waiters};
use crate::process::Process;
use crate::process::list::Departed;
use crate::process::table::ProcessTable;
use crate::restart::Exchanges;
use crate::timer::Timers;
use crate::tools::Tools;
use crate::tty::{TerminalId, TerminalTable};
use crate::types::{Configuration, Fd, OpenFlags, Pid};
use crate::vfs::open::Opened;
use crate::vfs::open_file::{Object, OpenFile, OpenFileId, OpenFileTable, Status};
use crate::vfs::{Caller, Location, Vfs};
use std::rc::Rc;

/// See the module.
pub struct Kernel {
    pub(crate) host: Rc<dyn Host>,
    pub(crate) vfs: Vfs,
    pub(crate) open_files: OpenFileTable,
    pub(crate) pipes: PipeTable,
    pub(crate) fifos: Fifos,
    pub(crate) locks: Locks,
    pub(crate) terminals: TerminalTable,
    pub(crate) sockets: SocketTable,
    pub(crate) listen_policy: ListenPolicy,
    pub(crate) outside: Outside,
    pub(crate) resolver: Resolver,
    pub(crate) outputs: Outputs,
    pub(crate) processes: ProcessTable,
    pub(crate) departed: Departed,
    pub(crate) waiters: Waiters,
    pub(crate) configuration: Configuration,
    pub(crate) monitor: Rc<Monitor>,
    pub(crate) exchanges: Rc<Exchanges>,
    pub(crate) layers: LayerTable,
    pub(crate) mounted: Mounted,
    pub(crate) events: Rc<Events>,
    pub(crate) timers: Rc<Timers>,
    pub(crate) near: Near,
    pub(crate) commands: Commands,
    pub(crate) tools: Tools,
    /// Its time is over (`limits.milliseconds`).
    pub(crate) over: bool,
    /// The monotonic clock when the VM was made.
    pub(crate) made_at: u64,
    current: Pid,
}

/// The parts that `configure` makes a kernel of.
pub(crate) struct Parts {
    pub host: Rc<dyn Host>,
    pub vfs: Vfs,
    pub configuration: Configuration,
    pub monitor: Rc<Monitor>,
    pub exchanges: Rc<Exchanges>,
    pub events: Rc<Events>,
    pub timers: Rc<Timers>,
    pub commands: Commands,
    pub index: Rc<ProcessIndex>,
}

impl Kernel {
    pub(crate) fn assemble(parts: Parts) -> Self {
        let Parts {
            host,
            mut vfs,
            configuration,
            monitor,
            exchanges,
            events,
            timers,
            commands,
            index,
        } = parts;
        let root = vfs.root();
        let limit = configuration.limits.descriptors;
        let virtual_process =
            |pid| Process::new(pid, Pid::OPERATOR, Credentials::root(), root, limit);
        let virtual_processes = [Pid::OPERATOR, Pid::INIT, Pid::CLIENT].map(|pid| {
            vfs.hold(root);
            virtual_process(pid)
        });
        let processes = ProcessTable::new(virtual_processes, configuration.limits.processes, index);
        let socket_limits = SocketLimits::from(&configuration.limits);
        let made_at = host.monotonic();
        Self {
            host,
            vfs,
            open_files: OpenFileTable::default(),
            pipes: PipeTable::default(),
            fifos: Fifos::default(),
            locks: Locks::default(),
            terminals: TerminalTable::default(),
            sockets: SocketTable::new(socket_limits),
            listen_policy: configuration.network.listen.clone(),
            outside: Outside::default(),
            resolver: Resolver::new(&configuration.network.overrides),
            outputs: Outputs::default(),
            processes,
            departed: Departed::default(),
            waiters: Waiters::default(),
            layers: LayerTable::new(Budget {
                bytes: configuration.limits.filesystem_bytes,
                inodes: configuration.limits.filesystem_inodes,
            }),
            mounted: Mounted::default(),
            configuration,
            monitor,
            exchanges,
            events,
            timers,
            near: Near::default(),
            commands,
            tools: Tools::default(),
            over: false,
            made_at,
            current: Pid::OPERATOR,
        }
    }

    /// Make calls on behalf of this process from now on; `srch` when there is none that can make
    /// calls, and then nothing changes.
    pub fn switch_to(&mut self, pid: Pid) -> Result<()> {
        if !self.processes.get(pid)?.is_alive() || pid == Pid::INIT {
            return Err(Errno::Srch);
        }
        self.act_as(pid);
        Ok(())
    }

    /// The same for what the kernel itself does in a process's stead, which may have ended.
    pub(crate) fn act_as(&mut self, pid: Pid) {
        self.current = pid;
        self.exchanges.switch_to(pid);
        self.processes.show_current(pid);
    }

    pub(crate) fn current_pid(&self) -> Pid {
        self.current
    }

    /// The calling process; `srch` when it has ended.
    pub(crate) fn current(&self) -> Result<&Process> {
        let process = self.processes.get(self.current)?;
        if process.is_alive() { Ok(process) } else { Err(Errno::Srch) }
    }

    pub(crate) fn current_mut(&mut self) -> Result<&mut Process> {
        let process = self.processes.get_mut(self.current)?;
        if process.is_alive() { Ok(process) } else { Err(Errno::Srch) }
    }

    /// Start of a call that looks at paths: the calling process's rights.
    pub(crate) fn caller(&mut self) -> Result<Caller> {
        self.vfs.begin_call();
        let process = self.current()?;
        let (credentials, umask) = (process.credentials.clone(), process.umask);
        Ok(self.caller_with(self.current, credentials, umask))
    }

    /// The rights of somebody with these ids. The policy judges as for `pid`.
    pub(crate) fn caller_with(&self, pid: Pid, credentials: Credentials, umask: u32) -> Caller {
        Caller { pid, credentials, umask, host: self.host.clone(), monitor: self.monitor.clone() }
    }

    /// The account that processes run as.
    pub(crate) fn user_credentials(&self) -> Credentials {
        let user = &self.configuration.user;
        Credentials {
            uid: user.uid,
            gid: user.gid,
            groups: [user.gid].into(),
            overrides_modes: self.configuration.file_modes == FileModes::Ignored,
        }
    }

    /// Where a path starts: at `dir`, or at the working directory. An absolute path does not care.
    pub(crate) fn start_of(&self, dir: Option<Fd>, path: &[u8]) -> Result<Location> {
        let process = self.current()?;
        match dir {
            Some(_) if path::is_absolute(path) => Ok(self.vfs.root()),
            Some(dir) => match self.file(dir)?.object {
                Object::Node(node) => Ok(node.location),
                _ => Err(Errno::Notdir),
            },
            None => Ok(process.directory),
        }
    }

    pub(crate) fn descriptor_limit(&self) -> u32 {
        self.configuration.limits.descriptors.min(crate::fd_table::DESCRIPTORS_MAX)
    }

    // Open files

    /// What a descriptor of the current process refers to.
    pub(crate) fn file(&self, fd: Fd) -> Result<&OpenFile> {
        let file = self.current()?.descriptors.get(fd)?.file;
        self.open_files.get(file).ok_or(Errno::Badf)
    }

    pub(crate) fn file_mut(&mut self, fd: Fd) -> Result<&mut OpenFile> {
        let file = self.current()?.descriptors.get(fd)?.file;
        self.open_files.get_mut(file).ok_or(Errno::Badf)
    }

    /// Open by path into a new open file description.
    pub(crate) fn open_file(
        &mut self,
        start: Location,
        caller: &Caller,
        path: &[u8],
        flags: OpenFlags,
        mode: u32,
    ) -> Result<OpenFileId> {
        match self.vfs.open(caller, start, path, flags, mode)? {
            Opened::Node(node) => {
                Ok(self.open_files.insert(Object::Node(node), Status::from(flags)))
            }
            Opened::Special(special) => self.open_special(special, flags),
            Opened::Fifo(location) => self.open_fifo(location, flags),
        }
    }

    /// Open what a node of `/dev` stands for.
    fn open_special(&mut self, special: Special, flags: OpenFlags) -> Result<OpenFileId> {
        let terminal = match special {
            // Opening /dev/fd/N is duplicating N, within what N was opened for (as on the BSDs).
            Special::Descriptor(_) | Special::DescriptorOf(..) => {
                let id = match special {
                    Special::DescriptorOf(pid, fd) => self.file_of(pid, fd)?,
                    Special::Descriptor(fd) => self.file_of(self.current_pid(), fd)?,
                    _ => return Err(Errno::Nxio),
                };
                let status = self.open_files.get(id).ok_or(Errno::Noent)?.status;
                if (flags.read && !status.read) || (flags.write && !status.write) {
                    return Err(Errno::Acces);
                }
                self.open_files.hold(id);
                return Ok(id);
            }
            Special::Multiplexer => {
                let master = Object::TerminalMaster(self.open_master()?);
                return Ok(self.open_files.insert(master, Status::from(flags)));
            }
            Special::Terminal(number) => {
                let id = TerminalId(number);
                self.terminals.get(id).map_err(|_| Errno::Noent)?;
                id
            }
            Special::ControllingTerminal => {
                self.terminals.controlling(self.current()?.session).ok_or(Errno::Nxio)?
            }
            Special::DescriptorDirectory
            | Special::TerminalDirectory
            | Special::DescriptorsOf(_)
            | Special::Place(_)
            | Special::Text(_) => return Err(Errno::Nxio),
        };
        self.terminals.open(terminal)?;
        Ok(self.open_files.insert(Object::Terminal(terminal), Status::from(flags)))
    }

    /// Put a new reference into the current process's table, at the lowest number from `minimum`.
    pub(crate) fn install(
        &mut self,
        file: OpenFileId,
        minimum: Fd,
        close_on_exec: bool,
    ) -> Result<Fd> {
        let process = self.current_mut()?;
        let fd = process.descriptors.lowest_free(minimum)?;
        process.descriptors.set(fd, Descriptor { file, close_on_exec })?;
        Ok(fd)
    }

    /// Drop one reference to an open file description, and close what nobody refers to.
    pub(crate) fn release_file(&mut self, file: OpenFileId) {
        match self.open_files.release(file) {
            None => {}
            Some(Object::Node(node)) => {
                if self.locks.close(node.location, file) {
                    self.notify(WaitSource::Lock(node.location));
                }
                self.vfs.close(&node);
            }
            Some(Object::PipeReader(pipe)) => {
                self.pipes.close_reader(pipe);
                self.tell_feeder(pipe);
                self.notify(WaitSource::PipeWritable(pipe));
            }
            Some(Object::PipeWriter(pipe)) => self.close_pipe_writer(pipe),
            Some(Object::Socket(socket)) => self.close_socket(socket),
            Some(Object::Terminal(id)) => {
                self.terminals.close(id);
                self.notify(WaitSource::MasterReadable(id));
            }
            Some(Object::TerminalMaster(id)) => self.close_master(id),
            Some(Object::Lookup(lookup)) => self.resolver.forget(lookup),
            Some(Object::Watch(watch)) => self.vfs.unwatch(watch),
            Some(Object::Output(output)) => {
                let announce = self.outputs.close(output);
                self.announce(output, announce);
            }
        }
    }

    /// Tell the host about an output, when it does not know yet.
    pub(crate) fn announce(&self, output: OutputId, announce: Announce) {
        if announce == Announce::Ready {
            self.host.output_ready(output.pid);
        }
    }

    // Pipes

    pub(crate) fn close_pipe_writer(&mut self, pipe: PipeId) {
        self.pipes.close_writer(pipe);
        // Only the last one is an event: the end of file.
        if self.pipes.get(pipe).is_ok_and(|pipe| pipe.reader_readiness().hangup) {
            self.notify(WaitSource::PipeReadable(pipe));
        }
    }

    /// Bytes were taken out of a pipe.
    pub(crate) fn pipe_drained(&mut self, id: PipeId) {
        if self.pipes.get(id).is_ok_and(|pipe| pipe.writer_readiness().writable) {
            self.notify(WaitSource::PipeWritable(id));
            self.tell_feeder(id);
        }
    }

    /// The host waits to feed this pipe: it may try again.
    fn tell_feeder(&mut self, id: PipeId) {
        if let Ok(pipe) = self.pipes.get_mut(id)
            && std::mem::take(&mut pipe.feeder_waits)
            && let Some(pid) = pipe.fed_for
        {
            self.host.input_drained(pid);
        }
    }
}
