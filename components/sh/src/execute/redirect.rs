//! Redirections: changes of the shell's table of descriptors.

use std::rc::Rc;

use kernelet_system as system;
use system::{Errno, FileType, OpenFlags};

use crate::job;
use crate::state::descriptor::{self, Descriptor};
use crate::state::{Flow, Interrupt, Shell};
use crate::syntax::tree::{Redirect, RedirectKind, Target, Word};
use crate::text;

/// Why a redirection was not made: a status of the command, or the end of the shell.
type Failure = Flow<i32>;

/// A here document that is longer goes through a task that writes it (the kernel's pipes hold 64 KiB).
const PIPE_BYTES: usize = 65_536;

impl Shell {
    /// Makes redirections in their order; the caller puts the table back.
    ///
    /// # Errors
    /// The status of the command that is not run, after a message; or how the shell is left.
    pub(super) async fn redirect_all(&mut self, redirects: &[Redirect]) -> Result<(), Failure> {
        for redirect in redirects {
            self.redirect(redirect).await?;
        }
        Ok(())
    }

    async fn redirect(&mut self, redirect: &Redirect) -> Result<(), Failure> {
        let input = matches!(
            redirect.kind,
            RedirectKind::Read(_)
                | RedirectKind::ReadWrite(_)
                | RedirectKind::Duplicate { output: false, .. }
                | RedirectKind::HereDocument(_)
                | RedirectKind::HereString(_)
        );
        let number = match &redirect.descriptor {
            None => u32::from(!input),
            Some(Target::Number(number)) => *number,
            Some(Target::Variable(name)) => {
                return self.redirect_variable(name, &redirect.kind).await;
            }
        };
        match &redirect.kind {
            RedirectKind::Duplicate { from, output } => {
                return self.duplicate(number, from, *output, redirect.descriptor.is_some()).await;
            }
            RedirectKind::WriteBoth(word) | RedirectKind::AppendBoth(word) => {
                let append = matches!(redirect.kind, RedirectKind::AppendBoth(_));
                let path = self.redirect_path(word).await?;
                let file = self.open_for(&path, if append { APPEND } else { WRITE })?;
                self.descriptors.set(1, Rc::clone(&file));
                self.descriptors.set(2, file);
            }
            kind => {
                let descriptor = self.opened(kind).await?;
                self.descriptors.set(number, descriptor);
            }
        }
        Ok(())
    }

    /// `{NAME}>…`
    async fn redirect_variable(&mut self, name: &str, kind: &RedirectKind) -> Result<(), Failure> {
        if let RedirectKind::Duplicate { from, .. } = kind {
            let text = self.text(from).await.map_err(Err)?;
            if text == "-" {
                let number = self.value(name).and_then(|number| number.parse().ok());
                self.descriptors.close(number.unwrap_or(u32::MAX));
                return Ok(());
            }
            let number = self.descriptors.free_from(FIRST_NAMED);
            let descriptor =
                text.parse().ok().and_then(|from| self.descriptors.get(from).ok()).cloned();
            let Some(descriptor) = descriptor else { return Err(self.bad_descriptor(&text)) };
            self.descriptors.set(number, descriptor);
            return self.assign(name, number.to_string()).map_err(Err);
        }
        let descriptor = self.opened(kind).await?;
        let number = self.descriptors.free_from(FIRST_NAMED);
        self.descriptors.set(number, descriptor);
        self.assign(name, number.to_string()).map_err(Err)
    }

    async fn opened(&mut self, kind: &RedirectKind) -> Result<Rc<Descriptor>, Failure> {
        let (word, flags) = match kind {
            RedirectKind::Read(word) => (word, OpenFlags::READ),
            RedirectKind::ReadWrite(word) => {
                (word, OpenFlags::READ | OpenFlags::WRITE | OpenFlags::CREATE)
            }
            RedirectKind::Append(word) => (word, APPEND),
            RedirectKind::Clobber(word) => (word, WRITE),
            RedirectKind::Write(word) => {
                let path = self.redirect_path(word).await?;
                return if self.options.noclobber {
                    self.open_new(&path)
                } else {
                    self.open_for(&path, WRITE)
                };
            }
            RedirectKind::HereDocument(body) => {
                let empty = Word::default();
                let text = self.text(body.get().unwrap_or(&empty)).await.map_err(Err)?;
                return self.here(text);
            }
            RedirectKind::HereString(word) => {
                let text = self.text(word).await.map_err(Err)?;
                return self.here(text + "\n");
            }
            // These change the table themselves.
            RedirectKind::WriteBoth(word) | RedirectKind::AppendBoth(word) => (word, WRITE),
            RedirectKind::Duplicate { from, .. } => (from, OpenFlags::READ),
        };
        let path = self.redirect_path(word).await?;
        self.open_for(&path, flags)
    }

    /// The one path that a redirection's word stands for.
    async fn redirect_path(&mut self, word: &Word) -> Result<String, Failure> {
        let mut fields = Vec::new();
        if self.options.posix {
            return self.text(word).await.map_err(Err);
        }
        self.word(word, &mut fields).await.map_err(Err)?;
        match <[String; 1]>::try_from(fields) {
            Ok([path]) => Ok(path),
            Err(fields) => {
                self.complain(&format!("{}: ambiguous redirect", fields.join(" ")));
                Err(Ok(1))
            }
        }
    }

    fn open_for(&mut self, path: &str, flags: OpenFlags) -> Result<Rc<Descriptor>, Failure> {
        self.open(path, flags).map_err(|errno| {
            let creates = flags.contains(OpenFlags::CREATE);
            if self.options.posix {
                let what = match (creates, errno) {
                    (true, Errno::Noent) => "Directory nonexistent",
                    (false, Errno::Noent) => "No such file",
                    _ => system::error::text(errno),
                };
                let verb = if creates { "create" } else { "open" };
                self.complain(&format!("cannot {verb} {path}: {what}"));
                return Ok(2);
            }
            self.complain_denied(path, errno);
            Ok(1)
        })
    }

    /// With `-C`: only what does not exist, or is no regular file.
    fn open_new(&mut self, path: &str) -> Result<Rc<Descriptor>, Failure> {
        let exists = system::stat(None, &self.path(path), true);
        if exists.is_ok_and(|stat| stat.kind == FileType::Regular) {
            self.complain(&format!("{path}: cannot overwrite existing file"));
            return Err(Ok(if self.options.posix { 2 } else { 1 }));
        }
        self.open_for(path, WRITE)
    }

    /// Opens a file of this shell; `/dev/fd/N` and the like are its own descriptors.
    pub fn open(&self, path: &str, flags: OpenFlags) -> Result<Rc<Descriptor>, Errno> {
        let own = match path {
            "/dev/stdin" => Some(0),
            "/dev/stdout" => Some(1),
            "/dev/stderr" => Some(2),
            _ => path.strip_prefix("/dev/fd/").and_then(|number| number.parse().ok()),
        };
        if let Some(number) = own {
            return self.descriptors.get(number).cloned();
        }
        if path.is_empty() {
            return Err(Errno::Noent);
        }
        self.use_umask();
        let flags = flags | OpenFlags::CLOSE_ON_EXEC;
        Ok(Descriptor::new(system::open(None, &self.path(path), flags, 0o666)?))
    }

    /// A message about a path, or what the policy said.
    pub fn complain_denied(&self, path: &str, errno: Errno) {
        match system::last_denial().filter(|_| errno == Errno::Acces) {
            Some(denial) => self.complain(&format!("{path}: {denial}")),
            None => self.complain_of(path, errno),
        }
    }

    async fn duplicate(
        &mut self,
        number: u32,
        from: &Word,
        output: bool,
        given: bool,
    ) -> Result<(), Failure> {
        let text = self.text(from).await.map_err(Err)?;
        if text == "-" {
            self.descriptors.close(number);
            return Ok(());
        }
        let (source, moved) = match text.strip_suffix('-') {
            Some(source) => (source, true),
            None => (text.as_str(), false),
        };
        if let Ok(source) = source.parse::<u32>() {
            let Ok(descriptor) = self.descriptors.get(source).cloned() else {
                return Err(self.bad_descriptor(&text));
            };
            if moved {
                self.descriptors.close(source);
            }
            self.descriptors.set(number, descriptor);
            return Ok(());
        }
        if output && !given && !self.options.posix {
            let file = self.open_for(&text, WRITE)?;
            self.descriptors.set(1, Rc::clone(&file));
            self.descriptors.set(2, file);
            return Ok(());
        }
        Err(self.bad_descriptor(&text))
    }

    fn bad_descriptor(&mut self, text: &str) -> Failure {
        self.complain_of(text, Errno::Badf);
        Ok(if self.options.posix { 2 } else { 1 })
    }

    /// A descriptor that a text is read from.
    fn here(&mut self, content: String) -> Result<Rc<Descriptor>, Failure> {
        let (read, write) = descriptor::pipe().map_err(|errno| {
            self.complain_of("cannot make a pipe for a here document", errno);
            Ok(1)
        })?;
        let bytes = text::to_bytes(&content);
        if bytes.len() <= PIPE_BYTES {
            job::write_now(write.fd(), &bytes);
        } else {
            job::start(async move {
                // Whoever reads may stop early.
                let _ = job::write_all(write.fd(), &bytes).await;
                0
            });
        }
        Ok(read)
    }

    /// What a failed redirection means for a special builtin: the end of a POSIX shell.
    pub(super) fn redirect_failed(&mut self, failure: Failure, special: bool) -> Flow {
        let status = failure?;
        if special && self.options.posix {
            return Err(Interrupt::Abort(status));
        }
        self.status = status;
        Ok(())
    }
}

const WRITE: OpenFlags = OpenFlags::WRITE.union(OpenFlags::CREATE).union(OpenFlags::TRUNCATE);
const APPEND: OpenFlags = OpenFlags::WRITE.union(OpenFlags::CREATE).union(OpenFlags::APPEND);

/// Where descriptors of `{NAME}>` begin (bash(1), "REDIRECTION").
const FIRST_NAMED: u32 = 10;
