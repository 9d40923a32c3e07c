//! Commands that are processes.

use kernelet_system as system;
use system::{AccessMode, Errno, FileType, SpawnOptions, WaitStatus, signal};

use crate::builtin;
use crate::job;
use crate::state::{Flow, Shell};
use crate::text;

/// What a command's name stands for (`type`).
#[derive(Clone, Debug)]
pub enum Found {
    /// An alias and its text.
    Alias(String),
    /// A reserved word.
    Keyword,
    /// A function and its source.
    Function(String),
    /// A builtin; true when it is a special one.
    Builtin(bool),
    /// A file.
    File(String),
}

/// Statuses of commands that could not be started (POSIX 2.8.2).
const NOT_FOUND: i32 = 127;
const NOT_EXECUTABLE: i32 = 126;

/// Signals that a shell hands on to the process it stands for: HUP, INT, QUIT, USR1, USR2, TERM.
const HANDED_ON: [u8; 6] =
    [signal::SIGHUP, signal::SIGINT, signal::SIGQUIT, 10, 12, signal::SIGTERM];

impl Shell {
    /// Runs words as a process and waits for its end; `path` replaces PATH.
    pub(super) async fn external(&mut self, words: Vec<String>, path: Option<String>) -> Flow<i32> {
        if self.has_job_control() && self.job.is_none() {
            return self.foreground_process(words, path).await;
        }
        match self.spawn(&words, path.as_deref()) {
            Ok(pid) if std::mem::take(&mut self.last_command) => self.become_process(pid).await,
            Ok(pid) => self.wait_for(pid).await,
            Err(Errno::Noexec) => self.run_as_script(words).await,
            Err(errno) => Ok(self.not_started(&words, errno)),
        }
    }

    /// Starts words as a process of this shell's directory, descriptors and environment.
    fn spawn(&mut self, words: &[String], path: Option<&str>) -> Result<system::Pid, Errno> {
        let name = words.first().map(String::as_str).unwrap_or_default();
        if name.is_empty() {
            return Err(Errno::Noent);
        }
        let exported = self.variables.get("PATH").is_some_and(|variable| variable.exported);
        let (program, search) = if name.contains('/') {
            (self.absolute(name), false)
        } else if exported && path.is_none() {
            (name.to_string(), true)
        } else {
            let path = path.map(str::to_string).or_else(|| self.value("PATH")).unwrap_or_default();
            (self.find_in(name, &path).ok_or(Errno::Noent)?, false)
        };
        self.use_umask();
        let pid = system::spawn(&SpawnOptions {
            program: text::to_bytes(&program),
            search,
            arguments: words.iter().map(|word| text::to_bytes(word)).collect(),
            environment: self.environment(),
            directory: Some(text::to_bytes(&self.directory)),
            descriptors: self.descriptors.mappings(),
            new_session: false,
        })?;
        if let Some(job) = &self.job {
            job.add_child(pid);
            if self.options.monitor {
                job::control::join(job, pid);
            }
        }
        Ok(pid)
    }

    /// Waits for a process; answers its status as `$?` shows it.
    async fn wait_for(&mut self, pid: system::Pid) -> Flow<i32> {
        let ended = Reaped { pid, job: self.job.clone() };
        let status = loop {
            match job::child(pid).await {
                Ok(WaitStatus::Exited(status)) => break i32::from(status),
                Ok(WaitStatus::Signaled(number)) => {
                    if ![signal::SIGINT, signal::SIGPIPE].contains(&number) {
                        self.write_error(&format!("{}\n", signal::description(number)));
                    }
                    break 128 + i32::from(number);
                }
                // It is waited for until it goes on; with job control somebody is told.
                Ok(WaitStatus::Stopped(_)) => {
                    if let Some(job) = self.job.as_ref().filter(|_| self.options.monitor) {
                        job.set_stopped(true);
                    }
                }
                Ok(WaitStatus::Continued) => {}
                Err(errno) => {
                    self.complain_of("wait", errno);
                    break NOT_FOUND;
                }
            }
        };
        drop(ended);
        Ok(status)
    }

    /// Stands for a process to whoever started the shell: hands signals on, and ends as it does.
    async fn become_process(&mut self, pid: system::Pid) -> Flow<i32> {
        use system::SignalDisposition::{Catch, Default};
        let number = i32::try_from(pid).unwrap_or(i32::MAX);
        for signal in HANDED_ON {
            // All of them can be caught.
            let _ = system::sigaction(signal, Catch);
        }
        let status = loop {
            match job::or_signal(job::child(pid)).await {
                None => {
                    for signal in
                        job::take_signals().into_iter().filter(|one| HANDED_ON.contains(one))
                    {
                        // It may be over.
                        let _ = system::kill(number, signal);
                    }
                }
                Some(Ok(WaitStatus::Stopped(_) | WaitStatus::Continued)) => {}
                Some(status) => break status,
            }
        };
        for signal in HANDED_ON {
            let _ = system::sigaction(signal, Default);
        }
        match status {
            Ok(WaitStatus::Signaled(signal)) => {
                let _ = system::sigaction(signal, Default);
                if let Ok(own) = i32::try_from(system::identity().pid) {
                    // What this process ends with; when it does not, the status says the same.
                    let _ = system::kill(own, signal);
                }
                Ok(128 + i32::from(signal))
            }
            Ok(WaitStatus::Exited(status)) => Ok(i32::from(status)),
            _ => Ok(NOT_FOUND),
        }
    }

    /// Says why a command could not be started.
    fn not_started(&mut self, words: &[String], errno: Errno) -> i32 {
        let name = words.first().map(String::as_str).unwrap_or_default();
        if errno == Errno::Noent && !name.contains('/') {
            let message = if self.options.posix { "not found" } else { "command not found" };
            self.complain(&format!("{name}: {message}"));
            return NOT_FOUND;
        }
        let is_directory = || {
            let stat = system::stat(None, &self.path(name), true);
            stat.is_ok_and(|stat| stat.kind == FileType::Directory)
        };
        if errno == Errno::Acces && is_directory() {
            self.complain_of(name, Errno::Isdir);
        } else {
            self.complain_denied(name, errno);
        }
        if matches!(errno, Errno::Noent | Errno::Notdir) { NOT_FOUND } else { NOT_EXECUTABLE }
    }

    /// Runs a file without `#!` line as a script (POSIX 2.9.1.4).
    async fn run_as_script(&mut self, words: Vec<String>) -> Flow<i32> {
        let name = words.first().map(String::as_str).unwrap_or_default();
        let file = match self.which(name) {
            Some(Found::File(path)) => self.absolute(&path),
            _ => self.absolute(name),
        };
        let start = system::read_file(None, &text::to_bytes(&file), 1 << 24).unwrap_or_default();
        let first_line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if first_line.contains(&0) || start.starts_with(b"\x7fELF") || start.starts_with(b"#!") {
            self.complain(&format!("{name}: cannot execute: it is not a program of this machine"));
            return Ok(NOT_EXECUTABLE);
        }
        let shell = ["/bin/sh".to_string(), file].into_iter();
        let words: Vec<String> = shell.chain(words.into_iter().skip(1)).collect();
        match self.spawn(&words, None) {
            Ok(pid) => self.wait_for(pid).await,
            Err(errno) => Ok(self.not_started(&words, errno)),
        }
    }

    /// `exec`: a command instead of this shell; without one the redirections stay.
    ///
    /// A process's image cannot be replaced: the shell stays, hands signals on and ends as the command
    /// does.
    pub async fn exec(&mut self, mut words: Vec<String>) -> Flow<i32> {
        while let Some(option) =
            words.first().filter(|word| word.starts_with('-') && word.len() > 1)
        {
            match option.as_str() {
                "--" => {
                    words.remove(0);
                    break;
                }
                "-a" => drop(words.drain(..words.len().min(2))),
                "-c" | "-l" => drop(words.remove(0)),
                other => {
                    self.complain(&format!("exec: {other}: invalid option"));
                    return Ok(2);
                }
            }
        }
        if words.is_empty() {
            return Ok(0);
        }
        self.last_command = self.subshell == 0;
        let status = self.external(words, None).await?;
        Err(crate::state::Interrupt::Exit(status))
    }

    /// What a name stands for, in the order in which commands are looked for.
    pub fn which(&self, name: &str) -> Option<Found> {
        self.all_of(name).into_iter().next()
    }

    /// Everything that a name could stand for.
    pub fn all_of(&self, name: &str) -> Vec<Found> {
        const KEYWORDS: [&str; 21] = [
            "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until",
            "for", "in", "function", "select", "time", "coproc", "{", "}", "!", "[[",
        ];
        let mut found = Vec::new();
        if let Some(text) = self.aliases.get(name).filter(|_| self.options.expand_aliases) {
            found.push(Found::Alias(text.clone()));
        }
        if KEYWORDS.contains(&name) || name == "]]" {
            found.push(Found::Keyword);
        }
        if let Some(function) = self.functions.get(name) {
            found.push(Found::Function(function.source.to_string()));
        }
        if builtin::is_builtin(name) {
            found.push(Found::Builtin(builtin::is_special(name)));
        }
        if name.contains('/') {
            if self.is_executable(name) {
                found.push(Found::File(name.to_string()));
            }
        } else {
            let path = self.value("PATH").unwrap_or_default();
            found.extend(path.split(':').filter_map(|directory| {
                let file = candidate(directory, name);
                self.is_executable(&file).then_some(Found::File(file))
            }));
        }
        found
    }

    /// The file of that name in the directories of a PATH.
    pub fn find_in(&self, name: &str, path: &str) -> Option<String> {
        let mut files = path.split(':').map(|directory| candidate(directory, name));
        files.find(|file| self.is_executable(file)).map(|file| self.absolute(&file))
    }

    fn is_executable(&self, file: &str) -> bool {
        let path = self.path(file);
        let stat = system::stat(None, &path, true);
        stat.is_ok_and(|stat| stat.kind == FileType::Regular)
            && system::access(None, &path, AccessMode::EXECUTE).is_ok()
    }
}

fn candidate(directory: &str, name: &str) -> String {
    match directory {
        "" => name.to_string(),
        _ if directory.ends_with('/') => format!("{directory}{name}"),
        _ => format!("{directory}/{name}"),
    }
}

/// Takes a process off its job when it is not waited for any more.
struct Reaped {
    pid: system::Pid,
    job: Option<std::rc::Rc<job::Job>>,
}

impl Drop for Reaped {
    fn drop(&mut self) {
        if let Some(job) = &self.job {
            job.remove_child(self.pid);
        }
    }
}
