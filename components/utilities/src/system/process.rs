//! Child processes.

use std::io;

use kernelet_system::{
    self as system, DescriptorMapping, Errno, Fd, Pid, PollSubscription, PollTarget, SpawnOptions,
    WaitOptions, WaitStatus, WaitTarget,
};

use super::file::{File, error};

/// What a shell says of a command that is not there.
pub const NOT_FOUND: i32 = 127;
/// What a shell says of a command that cannot be run.
pub const NOT_EXECUTABLE: i32 = 126;

/// A child.
#[derive(Debug)]
pub struct Child {
    pid: Pid,
}

/// What a process is started with, and where.
pub struct Start<'a> {
    /// The name, looked up in PATH, and the arguments.
    pub words: &'a [String],
    /// `NAME=value` each; none is that of this process.
    pub environment: Option<&'a [String]>,
    /// None is that of this process.
    pub directory: Option<&'a str>,
    /// Standard input, output and error.
    pub descriptors: [Fd; 3],
}

impl<'a> Start<'a> {
    /// With everything that this process has.
    pub fn new(words: &'a [String]) -> Self {
        Start { words, environment: None, directory: None, descriptors: [0, 1, 2] }
    }

    /// Starts it.
    ///
    /// # Errors
    /// What execvp(3) says.
    pub fn spawn(&self) -> io::Result<Child> {
        let bytes = |words: &[String]| words.iter().map(|word| word.clone().into_bytes()).collect();
        let options = SpawnOptions {
            program: self.words.first().cloned().unwrap_or_default().into_bytes(),
            search: true,
            arguments: bytes(self.words),
            environment: self.environment.map_or_else(system::environment, bytes),
            directory: self.directory.map(|path| path.as_bytes().to_vec()),
            descriptors: (0..)
                .zip(self.descriptors)
                .map(|(child, parent)| DescriptorMapping { child, parent })
                .collect(),
            new_session: false,
        };
        system::spawn(&options).map(|pid| Child { pid }).map_err(error)
    }

    /// Runs it to its end: its status; 127 and 126 with a message of `who` when it cannot be started.
    ///
    /// # Errors
    /// What waitpid(2) says.
    pub fn run(&self, who: &str) -> io::Result<i32> {
        match self.spawn() {
            Ok(child) => child.wait(),
            Err(error) => Ok(cannot_start(who, self.words, &error)),
        }
    }
}

/// Says why a command cannot be started; answers the status that shells give it.
pub fn cannot_start(who: &str, words: &[String], error: &io::Error) -> i32 {
    let name = words.first().map(String::as_str).unwrap_or_default();
    eprintln!("{who}: '{name}': {error}");
    if error.kind() == io::ErrorKind::NotFound { NOT_FOUND } else { NOT_EXECUTABLE }
}

fn status(status: WaitStatus) -> Option<i32> {
    match status {
        WaitStatus::Exited(status) => Some(i32::from(status)),
        WaitStatus::Signaled(signal) => Some(128 + i32::from(signal)),
        _ => None,
    }
}

impl Child {
    /// Its number.
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// Its status, 128 and more for a signal.
    ///
    /// # Errors
    /// What waitpid(2) says.
    pub fn wait(&self) -> io::Result<i32> {
        loop {
            if let Some(status) = self.ended(None)? {
                return Ok(status);
            }
        }
    }

    /// The same, none when it has not ended after `timeout` nanoseconds.
    ///
    /// # Errors
    /// What waitpid(2) says.
    pub fn ended(&self, timeout: Option<u64>) -> io::Result<Option<i32>> {
        let options = if let Some(timeout) = timeout {
            let target = PollTarget::Child(self.pid);
            match system::poll(&[PollSubscription { target }], Some(timeout)) {
                Ok(_) | Err(Errno::Intr) => WaitOptions::NO_HANG,
                Err(errno) => return Err(error(errno)),
            }
        } else {
            WaitOptions::empty()
        };
        match system::wait(WaitTarget::Process(self.pid), options) {
            Ok(ended) => Ok(ended.and_then(|(_, how)| status(how))),
            Err(Errno::Again | Errno::Intr) => Ok(None),
            Err(errno) => Err(error(errno)),
        }
    }
}

/// The next child that ends, and its status; none when there is none to wait for.
///
/// # Errors
/// What waitpid(2) says.
pub fn next_ended() -> io::Result<Option<(Pid, i32)>> {
    loop {
        match system::wait(WaitTarget::Any, WaitOptions::empty()) {
            Ok(Some((pid, how))) => {
                if let Some(status) = status(how) {
                    return Ok(Some((pid, status)));
                }
            }
            Ok(None) | Err(Errno::Again | Errno::Intr) => {}
            Err(Errno::Child) => return Ok(None),
            Err(errno) => return Err(error(errno)),
        }
    }
}

/// A shell's command line as words.
pub fn shell(line: &str) -> Vec<String> {
    ["sh", "-c", line].map(String::from).to_vec()
}

/// Both ends of a pipe: what is read, what is written.
///
/// # Errors
/// What pipe(2) says.
pub fn pipe() -> io::Result<(File, File)> {
    let (read, write) = system::pipe(true).map_err(error)?;
    Ok((File::from_descriptor(read), File::from_descriptor(write)))
}
