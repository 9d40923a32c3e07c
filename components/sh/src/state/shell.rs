//! The state of a shell. A subshell is a clone of it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use kernelet_system as system;
use system::Errno;

use super::descriptor::Descriptors;
use super::options::Options;
use super::variable::{Value, Variable, Variables};
use crate::job::Jobs;
use crate::syntax::Aliases;
use crate::syntax::tree::Function;
use crate::text;

/// Why commands are left before their end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interrupt {
    /// Leave that many loops.
    Break(usize),
    /// Leave all but one of that many loops and go on with the next round.
    Continue(usize),
    /// Leave the function or the file that is read.
    Return(i32),
    /// End the shell.
    Exit(i32),
    /// An expansion failed or a special builtin was used wrongly: the shell ends, an interactive one
    /// asks for the next command.
    Abort(i32),
}

/// What a step answers: how it was left, if it was.
pub type Flow<T = ()> = Result<T, Interrupt>;

/// What is the same for a shell and its subshells.
#[derive(Debug, Default)]
pub struct Common {
    /// The umask that the process has; each shell has its own.
    pub umask: Cell<u32>,
    /// The state of `$RANDOM`.
    pub random: Cell<u32>,
    /// Seconds on the monotonic clock at which `SECONDS` was 0; negative when it was set.
    pub started: Cell<i64>,
    /// A read of standard input was answered: it is a terminal that the shell asks at.
    pub interactive: Cell<bool>,
    /// Commands that ran, to give other tasks their turn.
    pub turns: Cell<u32>,
    /// The end was asked for while jobs were stopped.
    pub leaving: Cell<bool>,
    /// Commands typed so far.
    pub history: RefCell<Vec<String>>,
}

/// A function, file or script that runs, for messages and `caller`.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The function; none for a file.
    pub function: Option<String>,
    /// The line it was called in.
    pub line: usize,
}

/// A shell.
#[derive(Clone, Debug)]
pub struct Shell {
    /// `$0`
    pub name: String,
    /// `$1` …
    pub arguments: Rc<Vec<String>>,
    /// Variables.
    pub variables: Variables,
    /// Functions by name.
    pub functions: Rc<HashMap<String, Rc<Function>>>,
    /// Names of functions that are exported.
    pub options: Options,
    /// Aliases by name.
    pub aliases: Rc<Aliases>,
    /// Open descriptors.
    pub descriptors: Descriptors,
    /// The working directory, absolute, as the script went there.
    pub directory: String,
    /// Directories below the current one on the stack of `pushd`, topmost first.
    pub directories: Rc<Vec<String>>,
    /// The umask.
    pub umask: u32,
    /// `$?`
    pub status: i32,
    /// The status of the last command substitution of the command that is expanded.
    pub substitution_status: Option<i32>,
    /// The line of the command that runs.
    pub line: usize,
    /// Commands by condition: `EXIT`, `ERR`, `DEBUG`, `RETURN`, names of signals.
    pub traps: Rc<BTreeMap<String, String>>,
    /// How many levels of conditions are being tested, where `-e` does not count.
    pub unchecked: usize,
    /// How many loops are around.
    pub loops: usize,
    /// Functions and files that run.
    pub frames: Vec<Frame>,
    /// 0 in the shell itself.
    pub subshell: usize,
    /// The job that this subshell is part of.
    pub job: Option<Rc<crate::job::Job>>,
    /// Jobs that this shell started.
    pub jobs: Jobs,
    /// Where `getopts` is inside an argument of several letters.
    pub getopts_offset: usize,
    /// A trap is being run.
    pub in_trap: bool,
    /// Nothing runs after the command that runs now: a process stands for the shell.
    pub last_command: bool,
    /// What all shells of the process share.
    pub common: Rc<Common>,
}

impl Shell {
    /// The shell of a process that just started.
    pub fn new(name: String, posix: bool) -> Self {
        let common = Common::default();
        common.umask.set(system::get_umask());
        common.started.set(monotonic_seconds());
        let seed = system::random(4).unwrap_or_default();
        common.random.set(seed.iter().fold(1, |seed, byte| (seed << 8) | u32::from(*byte)));
        let mut shell = Shell {
            name,
            arguments: Rc::default(),
            variables: Variables::default(),
            functions: Rc::default(),
            options: Options::new(posix),
            aliases: Rc::default(),
            descriptors: Descriptors::inherited(),
            directory: "/".into(),
            directories: Rc::default(),
            umask: common.umask.get(),
            status: 0,
            substitution_status: None,
            line: 1,
            traps: Rc::default(),
            unchecked: 0,
            loops: 0,
            frames: Vec::new(),
            subshell: 0,
            job: None,
            jobs: Jobs::default(),
            getopts_offset: 0,
            in_trap: false,
            last_command: false,
            common: Rc::new(common),
        };
        shell.read_environment();
        shell
    }

    fn read_environment(&mut self) {
        for pair in system::environment() {
            let pair = text::from_bytes(&pair);
            if let Some((name, value)) = pair.split_once('=')
                && crate::syntax::is_name(name)
            {
                let variable = self.variables.get_itself_mut(name);
                variable.value = Value::Scalar(value.to_string());
                variable.exported = true;
            }
        }
        self.find_directory();
        let identity = system::identity();
        let level = self.value("SHLVL").and_then(|level| level.parse::<i64>().ok()).unwrap_or(0);
        let defaults = [
            ("IFS", " \t\n".to_string(), true),
            ("OPTIND", "1".into(), true),
            ("PS4", "+ ".into(), true),
            ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".into(), false),
            ("PPID", identity.parent.to_string(), true),
        ];
        for (name, value, always) in defaults {
            if always || self.variables.get(name).is_none() {
                self.variables.get_itself_mut(name).value = Value::Scalar(value);
            }
        }
        self.export_as("SHLVL", (level + 1).to_string());
        if !self.options.posix {
            let facts = system::system_information();
            let machine = facts.machine.clone();
            for (name, value) in [
                ("BASH", "/bin/bash".to_string()),
                ("BASH_VERSION", "5.2.15(1)-release".into()),
                ("HOSTNAME", facts.hostname),
                ("HOSTTYPE", machine.clone()),
                ("MACHTYPE", format!("{machine}-pc-linux-gnu")),
                ("OSTYPE", "linux-gnu".into()),
                ("UID", identity.uid.to_string()),
                ("EUID", identity.effective_uid.to_string()),
            ] {
                self.variables.get_itself_mut(name).value = Value::Scalar(value);
            }
            let version = ["5", "2", "15", "1", "release", &format!("{machine}-pc-linux-gnu")];
            for (index, part) in (0..).zip(version) {
                self.variables.get_itself_mut("BASH_VERSINFO").set_element(index, part.to_string());
            }
        }
    }

    /// Takes the working directory from PWD when that names it, else from the kernel.
    fn find_directory(&mut self) {
        let real =
            system::getcwd().map(|path| text::from_bytes(&path)).unwrap_or_else(|_| "/".into());
        let named = self.value("PWD").filter(|path| path.starts_with('/')).filter(|path| {
            let place = |path: &str| {
                let stat = system::stat(None, &text::to_bytes(path), true).ok();
                stat.map(|stat| (stat.dev, stat.ino))
            };
            *path == real || (place(path).is_some() && place(path) == place(&real))
        });
        self.directory = named.unwrap_or(real);
        self.export_as("PWD", self.directory.clone());
    }

    /// Sets a variable and exports it.
    pub fn export_as(&mut self, name: &str, value: String) {
        let variable = self.variables.get_mut(name);
        variable.set_scalar(value);
        variable.exported = true;
    }

    /// The text of a variable, those that are made when they are read too; none when it is unset.
    pub fn value(&self, name: &str) -> Option<String> {
        self.dynamic(name)
            .or_else(|| self.variables.get(name).and_then(Variable::scalar).map(str::to_string))
    }

    /// Variables that are made when they are read (bash(1), "Shell Variables").
    fn dynamic(&self, name: &str) -> Option<String> {
        let value = match name {
            "LINENO" => self.line.to_string(),
            _ if self.options.posix => return None,
            "RANDOM" => {
                // The generator of POSIX's example of rand(3).
                let next =
                    self.common.random.get().wrapping_mul(1_103_515_245).wrapping_add(12_345);
                self.common.random.set(next);
                ((next >> 16) & 0x7fff).to_string()
            }
            "SECONDS" => monotonic_seconds().wrapping_sub(self.common.started.get()).to_string(),
            "EPOCHSECONDS" => (system::realtime_nanoseconds() / 1_000_000_000).to_string(),
            "EPOCHREALTIME" => {
                let now = system::realtime_nanoseconds();
                format!("{}.{:06}", now / 1_000_000_000, now / 1000 % 1_000_000)
            }
            "SRANDOM" => {
                let bytes = system::random(4).unwrap_or_default();
                bytes.iter().fold(0_u32, |value, byte| (value << 8) | u32::from(*byte)).to_string()
            }
            "BASHPID" => self.process_id().to_string(),
            "BASH_SUBSHELL" => self.subshell.to_string(),
            "FUNCNAME" => self.frames.iter().rev().find_map(|frame| frame.function.clone())?,
            "SHELLOPTS" => {
                let options = self.options.all(super::options::Table::Set);
                let set: Vec<_> =
                    options.iter().filter(|(_, on)| *on).map(|(name, _)| *name).collect();
                set.join(":")
            }
            _ => return None,
        };
        // A script that takes such a variable for itself has it.
        Some(value).filter(|_| !self.variables.get_itself(name).is_some_and(|own| own.readonly))
    }

    /// The process this shell counts as: a subshell of a job that is no process has a number of its own.
    pub fn process_id(&self) -> u32 {
        self.job.as_ref().map_or_else(|| system::identity().pid, |job| job.pid())
    }

    /// Elements of an array variable, those that are made when they are read too.
    pub fn elements(&self, name: &str) -> Option<Vec<String>> {
        if name == "FUNCNAME" && !self.options.posix {
            let mut names: Vec<String> = self
                .frames
                .iter()
                .rev()
                .map(|frame| frame.function.clone().unwrap_or_else(|| "source".into()))
                .collect();
            if !names.is_empty() {
                names.push("main".into());
            }
            return Some(names);
        }
        match self.variables.get(name) {
            Some(variable) => Some(variable.elements()),
            None => self.value(name).map(|value| vec![value]),
        }
    }

    /// Sets a variable.
    ///
    /// # Errors
    /// When it cannot be set; the message is written.
    pub fn assign(&mut self, name: &str, value: impl Into<String>) -> Flow {
        self.check_writable(name)?;
        let value = value.into();
        if self.variables.get(name).is_some_and(|variable| variable.integer) {
            let number = self.evaluate(&value)?;
            self.variables.get_mut(name).set_scalar(number.to_string());
        } else {
            self.variables.get_mut(name).set_scalar(value);
        }
        self.assigned(name);
        Ok(())
    }

    /// What an assignment to some variables means besides.
    pub fn assigned(&mut self, name: &str) {
        if self.options.allexport {
            self.variables.get_mut(name).exported = true;
        }
        match name {
            "OPTIND" => self.getopts_offset = 0,
            "RANDOM" if !self.options.posix => {
                let seed = self.variables.get(name).and_then(Variable::scalar).unwrap_or("0");
                self.common.random.set(seed.parse().unwrap_or(0));
            }
            "SECONDS" if !self.options.posix => {
                let value = self.variables.get(name).and_then(Variable::scalar).unwrap_or("0");
                let seconds = value.parse::<i64>().unwrap_or(0);
                self.common.started.set(monotonic_seconds().wrapping_sub(seconds));
            }
            _ => {}
        }
    }

    /// Says that a variable is read-only, if it is.
    ///
    /// # Errors
    /// When it is.
    pub fn check_writable(&mut self, name: &str) -> Flow {
        let resolved = self.variables.resolve(name);
        if self.variables.get(&resolved).is_some_and(|variable| variable.readonly) {
            self.complain(&format!("{name}: readonly variable"));
            return Err(Interrupt::Abort(if self.options.posix { 2 } else { 1 }));
        }
        Ok(())
    }

    /// The environment of commands.
    pub fn environment(&self) -> Vec<Vec<u8>> {
        let mut environment: Vec<(&String, &str)> = self
            .variables
            .iter()
            .filter(|(_, variable)| variable.exported)
            .filter_map(|(name, variable)| Some((name, variable.scalar()?)))
            .collect();
        environment.sort();
        let pair = |(name, value): (&String, &str)| text::to_bytes(&format!("{name}={value}"));
        environment.into_iter().map(pair).collect()
    }

    /// A path for the kernel: the process stays where it began, shells have directories of their own.
    pub fn path(&self, path: &str) -> Vec<u8> {
        text::to_bytes(&self.absolute(path))
    }

    /// A path from the root.
    pub fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') || path.is_empty() {
            return path.to_string();
        }
        let separator = if self.directory.ends_with('/') { "" } else { "/" };
        format!("{}{separator}{path}", self.directory)
    }

    /// Writes a message to the error output, after the shell's name and the line.
    pub fn complain(&self, message: &str) {
        let line = if self.options.posix {
            format!("{}: ", self.line)
        } else {
            format!("line {}: ", self.line)
        };
        let line = if self.common.interactive.get() { String::new() } else { line };
        self.write_error(&format!("{}: {line}{message}\n", self.name));
    }

    /// Writes to the error output, as far as it takes it at once.
    pub fn write_error(&self, message: &str) {
        if let Ok(fd) = self.descriptors.fd(2) {
            crate::job::write_now(fd, &text::to_bytes(message));
        }
    }

    /// A message about a path or name that a call failed for.
    pub fn complain_of(&self, what: &str, errno: Errno) {
        self.complain(&format!("{what}: {}", system::error::text(errno)));
    }

    /// Makes the process's umask this shell's, before something is made.
    pub fn use_umask(&self) {
        if self.common.umask.get() != self.umask {
            system::umask(self.umask);
            self.common.umask.set(self.umask);
        }
    }

    /// A subshell: a clone without the traps and jobs of its parent.
    pub fn subshell(&self) -> Shell {
        let mut shell = self.clone();
        shell.subshell += 1;
        shell.jobs = self.jobs.for_subshell();
        let kept = self.traps.iter().filter(|(_, command)| command.is_empty());
        shell.traps =
            Rc::new(kept.map(|(name, command)| (name.clone(), command.clone())).collect());
        shell.loops = 0;
        shell.last_command = false;
        shell
    }
}

fn monotonic_seconds() -> i64 {
    // Seconds of 64 bits of nanoseconds fit.
    (system::monotonic_nanoseconds() / 1_000_000_000) as i64
}
