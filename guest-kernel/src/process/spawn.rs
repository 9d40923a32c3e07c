//! Starting processes.

use super::program::{self, Program};
use super::{Input, Process, StartedBy};
use crate::errno::{Errno, Result};
use crate::fd_table::{Descriptor, FdTable};
use crate::kernel::Kernel;
use crate::limit::Resource;
use crate::permission::Access;
use crate::policy::{Capability, ScopeName};
use crate::tools;
use crate::tty::termios::WindowSize;
use crate::tty::{Master, TerminalId};
use crate::types::{Fd, FileType, OpenFlags, Pid, SpawnOptions, StartOptions, Stdio};
use crate::vfs::open::Opened;
use crate::vfs::open_file::{Object, OpenFileId, Status};
use crate::vfs::resolve::Final;
use crate::vfs::{Caller, Location};

/// Bytes of a single string (MAX_ARG_STRLEN of `linux/binfmts.h`).
const ARGUMENT_MAX: usize = 128 << 10;
/// The number under which the host drains a terminal.
const TERMINAL_OUTPUT: Fd = 0;
/// What each string counts beside its bytes: the NUL and the pointer.
const ARGUMENT_OVERHEAD: usize = 9;

/// What these strings count; `toobig` or `inval` for what no exec takes.
fn count_strings(strings: &[Vec<u8>]) -> Result<u64> {
    let mut total = 0usize;
    for text in strings {
        if text.len() >= ARGUMENT_MAX {
            return Err(Errno::Toobig);
        }
        if text.contains(&0) {
            return Err(Errno::Inval);
        }
        total = total.saturating_add(text.len()).saturating_add(ARGUMENT_OVERHEAD);
    }
    Ok(total as u64)
}

impl Process {
    fn takes(&mut self, program: Program) {
        let Program { image, arguments, commands } = program;
        self.command = commands.into_iter().next().unwrap_or_default();
        self.image = image;
        self.arguments = arguments;
    }
}

impl Kernel {
    fn check_strings(&self, arguments: &[Vec<u8>], environment: &[Vec<u8>]) -> Result<()> {
        let limits = &self.configuration.limits;
        let (argument_bytes, environment_bytes) = (limits.argument_bytes, limits.environment_bytes);
        self.check_length("argument-bytes", argument_bytes, count_strings(arguments)?)?;
        self.check_length("environment-bytes", environment_bytes, count_strings(environment)?)
    }

    /// Start a child of the current process.
    pub fn spawn(&mut self, options: SpawnOptions) -> Result<Pid> {
        let parent = self.current()?;
        if parent.is_virtual() {
            // The operator has no children: `supervisor.start` is for the host.
            return Err(Errno::Perm);
        }
        let parent_pid = parent.pid;
        self.check_strings(&options.arguments, &options.environment)?;
        let command = program::base_name(&options.program);
        self.permit(Capability::ChildProcessSpawn, command)?;
        let pid = self.free_pid()?;
        let caller = self.caller()?;
        let own_directory = self.current()?.directory;
        let directory = match &options.directory {
            Some(path) => self.find_directory(&caller, own_directory, path)?,
            None => own_directory,
        };
        let program = if options.search {
            self.search_program(
                &caller,
                directory,
                &options.program,
                &options.environment,
                &options.arguments,
            )?
        } else {
            self.load_program(
                &caller,
                directory,
                &options.program,
                &options.environment,
                &options.arguments,
            )?
        };
        for command in program.commands.iter().filter(|name| !tools::is_image(name)) {
            self.permit(Capability::ChildProcessSpawn, command)?;
        }
        self.permit_environment(&options.environment)?;

        let parent = self.current()?;
        let mut child = Process::new(
            pid,
            parent_pid,
            parent.credentials.clone(),
            directory,
            self.descriptor_limit(),
        );
        child.umask = parent.umask;
        child.signals = parent.signals.inherited();
        child.descriptors = FdTable::new(parent.descriptors.limit());
        child.descriptors_hard = parent.descriptors_hard;
        if !options.new_session {
            child.group = parent.group;
            child.session = parent.session;
        }
        child.takes(program);
        child.environment = self.visible_environment(options.environment);
        // References are taken when nothing can fail any more.
        for (child_fd, parent_fd) in options.descriptors {
            let file = parent.descriptors.get(parent_fd)?.file;
            child.descriptors.set(child_fd, Descriptor { file, close_on_exec: false })?;
        }
        let files: Vec<OpenFileId> =
            child.descriptors.iter().map(|(_, descriptor)| descriptor.file).collect();
        for file in files {
            self.open_files.hold(file);
        }
        self.launch(child);
        Ok(pid)
    }

    /// Start a program as a child of init, for the host.
    pub fn start(&mut self, options: StartOptions) -> Result<Pid> {
        self.check_strings(&options.arguments, &options.environment)?;
        let pid = self.free_pid()?;
        self.vfs.begin_call();
        let credentials = self.user_credentials();
        // What the host starts is the host's choice: the policy binds the process, not its start.
        let caller = self.caller_with(Pid::OPERATOR, credentials.clone(), super::DEFAULT_UMASK);
        let root = self.vfs.root();
        let directory = self.find_directory(&caller, root, &options.directory)?;
        let program = self.search_program(
            &caller,
            directory,
            &options.program,
            &options.environment,
            &options.arguments,
        )?;
        let mut child =
            Process::new(pid, Pid::INIT, credentials, directory, self.descriptor_limit());
        child.started_by = StartedBy::Supervisor;
        let standard = [options.stdin, options.stdout, options.stderr];
        if standard.iter().any(|stdio| matches!(stdio, Stdio::Terminal)) {
            child.input = Some(Input::Terminal(self.make_terminal(pid, options.window)?));
        }
        child.takes(program);
        child.environment = self.visible_environment(options.environment);
        if let Err(error) = self.open_standard(&mut child, &caller, standard) {
            // First, so that nothing is announced of a process that never was.
            self.outputs.discard(pid);
            for descriptor in child.descriptors.take_all() {
                self.release_file(descriptor.file);
            }
            if let Some(input) = child.input {
                self.close_input(input);
            }
            return Err(error);
        }
        self.launch(child);
        Ok(pid)
    }

    /// The terminal of a process that the host starts.
    fn make_terminal(&mut self, pid: Pid, window: WindowSize) -> Result<TerminalId> {
        self.reserve(Resource::Terminals, 1)?;
        let output = self.outputs.create(pid, TERMINAL_OUTPUT);
        let id = self.terminals.create(window, || Master::Host(output));
        let terminal = self.terminals.get_mut(id)?;
        (terminal.session, terminal.foreground) = (Some(pid), Some(pid));
        Ok(id)
    }

    fn open_standard(
        &mut self,
        child: &mut Process,
        caller: &Caller,
        standard: [Stdio; 3],
    ) -> Result<()> {
        for (fd, stdio) in (0u32..).zip(standard) {
            let is_input = fd == 0;
            let file = match stdio {
                Stdio::Null => self.open_standard_file(child, caller, b"/dev/null", is_input)?,
                Stdio::File(path) => self.open_standard_file(child, caller, &path, is_input)?,
                Stdio::Piped if is_input => {
                    let pipe = self.pipes.create();
                    self.pipes.get_mut(pipe)?.fed_for = Some(child.pid);
                    child.input = Some(Input::Pipe(pipe));
                    self.open_files.insert(Object::PipeReader(pipe), Status::READ)
                }
                Stdio::Terminal => {
                    let Some(Input::Terminal(terminal)) = child.input else {
                        return Err(Errno::Notty);
                    };
                    self.terminals.open(terminal)?;
                    self.open_files.insert(Object::Terminal(terminal), Status::READ_WRITE)
                }
                Stdio::Piped => {
                    let output = self.outputs.create(child.pid, fd);
                    self.open_files.insert(Object::Output(output), Status::WRITE)
                }
            };
            let descriptor = Descriptor { file, close_on_exec: false };
            if let Err(error) = child.descriptors.set(fd, descriptor) {
                self.release_file(file);
                // A limit below 3 leaves no room for the standard descriptors.
                return Err(if error == Errno::Badf { Errno::Mfile } else { error });
            }
        }
        Ok(())
    }

    fn open_standard_file(
        &mut self,
        child: &Process,
        caller: &Caller,
        path: &[u8],
        is_input: bool,
    ) -> Result<OpenFileId> {
        let flags = OpenFlags {
            read: is_input,
            write: !is_input,
            create: !is_input,
            append: !is_input,
            ..OpenFlags::default()
        };
        match self.vfs.open(caller, child.directory, path, flags, 0o666)? {
            Opened::Node(node) => {
                Ok(self.open_files.insert(Object::Node(node), Status::from(flags)))
            }
            // The child has neither descriptors nor a terminal yet, and nobody else's are meant.
            Opened::Special(_) => Err(Errno::Noent),
            // The host does not wait for who opens the other end.
            Opened::Fifo(_) => Err(Errno::Nxio),
        }
    }

    /// A variable that the parent has otherwise or not at all is one that it writes.
    fn permit_environment(&self, environment: &[Vec<u8>]) -> Result<()> {
        if self.monitor.allows_all(self.current_pid(), ScopeName::Env) {
            return Ok(());
        }
        let inherited = &self.current()?.environment;
        for entry in environment.iter().filter(|entry| !inherited.contains(entry)) {
            self.permit(Capability::EnvWrite, program::variable_name(entry))?;
        }
        Ok(())
    }

    /// What of an environment a process may have.
    fn visible_environment(&self, mut environment: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        // The policy is the same for every process that has a program.
        let pid = Pid::CLIENT;
        if !self.monitor.allows_all(pid, ScopeName::Env) {
            environment.retain(|entry| {
                let name = program::variable_name(entry);
                self.monitor.allows(pid, Capability::EnvRead, name)
            });
        }
        environment
    }

    fn free_pid(&self) -> Result<Pid> {
        self.check_time()?;
        self.reserve(Resource::Processes, 1)?;
        self.processes.free_pid(|pid| self.outputs.contains(pid))
    }

    /// The child is complete: put it into the table and ask for its instance.
    fn launch(&mut self, mut child: Process) {
        child.executable = self.commands.executable(&child.image);
        child.started_at = self.host.monotonic();
        let (pid, image) = (child.pid, child.image.clone());
        self.vfs.hold(child.directory);
        self.processes.insert(child);
        match tools::alias_of(&image) {
            Some(alias) => self.begin_tool(pid, alias),
            None => self.host.launch(pid, &image),
        }
    }

    /// A directory that a process may work in.
    pub(crate) fn find_directory(
        &mut self,
        caller: &Caller,
        start: Location,
        path: &[u8],
    ) -> Result<Location> {
        let location = self.vfs.find(caller, start, path, Final::Follow, Capability::FsStat)?;
        self.check_directory(caller, location)
    }

    /// `notdir` or `acces` for what no process may work in.
    pub(crate) fn check_directory(
        &mut self,
        caller: &Caller,
        location: Location,
    ) -> Result<Location> {
        if self.vfs.stat(location)?.kind != FileType::Directory {
            return Err(Errno::Notdir);
        }
        self.vfs.check_access(caller, location, Access::EXECUTE)?;
        Ok(location)
    }
}
