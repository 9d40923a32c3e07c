//! `cp`, `install`, `mkdir`: what is made has a mode, an owner and times. Own code: those of uutils leave all
//! of them out where the standard library does not know of modes, as in WASI.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};

use kernelet_system::{FileStat, FileType, OpenFlags, TimeUpdate};
use lexopt::prelude::*;

use crate::mode;
use crate::outcome::{Outcome, Trouble};
use crate::system::{self, File, file::error};

/// Deepest directories.
const DEPTH: usize = 200;

/// Bytes that are copied at a time.
const PIECE: usize = 256 << 10;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Follow {
    Never,
    /// Only what the command line names.
    Operands,
    Always,
}

struct Options {
    recursive: bool,
    follow: Option<Follow>,
    keep_mode: bool,
    keep_owner: bool,
    keep_times: bool,
    keep_links: bool,
    force: bool,
    no_clobber: bool,
    interactive: bool,
    update: bool,
    verbose: bool,
    link: bool,
    symbolic: bool,
    remove: bool,
    parents: bool,
    into: Option<String>,
    no_directory: bool,
}

struct Copy {
    options: Options,
    /// What was copied of files with several names.
    links: HashMap<(u64, u64), String>,
    failed: bool,
}

/// `cp [-R] [-p] [-a] … SOURCE… TARGET`: 1 when something was not copied.
pub fn cp(words: Vec<String>) -> Outcome {
    let mut options = Options {
        recursive: false,
        follow: None,
        keep_mode: false,
        keep_owner: false,
        keep_times: false,
        keep_links: false,
        force: false,
        no_clobber: false,
        interactive: false,
        update: false,
        verbose: false,
        link: false,
        symbolic: false,
        remove: false,
        parents: false,
        into: None,
        no_directory: false,
    };
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('r' | 'R') | Long("recursive") => options.recursive = true,
            Short('a') | Long("archive") => {
                options.recursive = true;
                options.follow = Some(Follow::Never);
                options.preserve("all")?;
            }
            Short('p') => options.preserve("mode,ownership,timestamps")?,
            Long("preserve") => {
                let text = parser.optional_value().map(|text| text.to_string_lossy().into_owned());
                options.preserve(text.as_deref().unwrap_or("mode,ownership,timestamps"))?;
            }
            Long("no-preserve") => drop(parser.value()?),
            Short('d') => {
                options.follow = Some(Follow::Never);
                options.keep_links = true;
            }
            Short('P') | Long("no-dereference") => options.follow = Some(Follow::Never),
            Short('L') | Long("dereference") => options.follow = Some(Follow::Always),
            Short('H') => options.follow = Some(Follow::Operands),
            Short('f') | Long("force") => options.force = true,
            Short('n') | Long("no-clobber") => options.no_clobber = true,
            Short('i') | Long("interactive") => options.interactive = true,
            Short('u') | Long("update") => options.update = true,
            Short('v') | Long("verbose") => options.verbose = true,
            Short('l') | Long("link") => options.link = true,
            Short('s') | Long("symbolic-link") => options.symbolic = true,
            Long("remove-destination") => options.remove = true,
            Long("parents") => options.parents = true,
            Short('t') | Long("target-directory") => options.into = Some(parser.value()?.string()?),
            Short('T') | Long("no-target-directory") => options.no_directory = true,
            Short('x') | Long("reflink" | "sparse" | "strip-trailing-slashes") => {
                drop(parser.optional_value());
            }
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let copy = Copy { options, links: HashMap::new(), failed: false };
    copy.all(operands)
}

impl Options {
    fn preserve(&mut self, what: &str) -> Result<(), Trouble> {
        for one in what.split(',') {
            match one {
                "mode" => self.keep_mode = true,
                "ownership" => self.keep_owner = true,
                "timestamps" => self.keep_times = true,
                "links" => self.keep_links = true,
                "context" | "xattr" => {}
                "all" => {
                    (self.keep_mode, self.keep_owner) = (true, true);
                    (self.keep_times, self.keep_links) = (true, true);
                }
                other => return Err(format!("--preserve={other}: unknown attribute").into()),
            }
        }
        Ok(())
    }
}

fn is_directory(path: &str) -> bool {
    system::stat(path, true).is_ok_and(|stat| stat.kind == FileType::Directory)
}

fn base(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
}

fn join(directory: &str, name: &str) -> String {
    if directory.ends_with('/') {
        format!("{directory}{name}")
    } else {
        format!("{directory}/{name}")
    }
}

impl Copy {
    fn all(mut self, mut operands: Vec<String>) -> Outcome {
        let target = match self.options.into.take() {
            Some(target) => target,
            None => match operands.pop() {
                Some(target) if !operands.is_empty() => target,
                Some(only) => {
                    return Err(format!("missing destination file operand after '{only}'").into());
                }
                None => return Err("missing file operand".into()),
            },
        };
        let into = is_directory(&target) && !self.options.no_directory;
        if !into && (operands.len() > 1 || target.ends_with('/') && !self.options.recursive) {
            return Err(format!("target '{target}': No such file or directory").into());
        }
        for source in &operands {
            let to = match (into, self.options.parents) {
                (true, true) => {
                    let to = join(&target, source.trim_start_matches('/'));
                    if let Some((parent, _)) = to.rsplit_once('/') {
                        std::fs::create_dir_all(parent)
                            .map_err(|error| Trouble::about(parent, &error))?;
                    }
                    to
                }
                (true, false) => match base(source) {
                    // `cp -r . there` copies what is in it.
                    "." | ".." => target.clone(),
                    name => join(&target, name),
                },
                (false, _) => target.clone(),
            };
            self.one(source, &to, 0)?;
        }
        Ok(i32::from(self.failed))
    }

    fn fail(&mut self, message: &str) {
        eprintln!("cp: {message}");
        self.failed = true;
    }

    /// Copies one file or tree. What fails is told; the rest goes on.
    fn one(&mut self, from: &str, to: &str, depth: usize) -> Result<(), Trouble> {
        if depth > DEPTH {
            return Err(format!("'{from}': directories are deeper than {DEPTH}").into());
        }
        let default = if self.options.recursive { Follow::Never } else { Follow::Always };
        let follow = match self.options.follow.unwrap_or(default) {
            Follow::Always => true,
            Follow::Operands => depth == 0,
            Follow::Never => false,
        };
        let stat = match system::stat(from, follow) {
            Ok(stat) => stat,
            Err(error) => {
                self.fail(&format!("cannot stat '{from}': {error}"));
                return Ok(());
            }
        };
        if stat.kind == FileType::Directory {
            return self.directory(from, to, &stat, depth);
        }
        let old = system::stat(to, false).ok();
        if let Some(old) = &old {
            if (old.dev, old.ino) == (stat.dev, stat.ino) {
                self.fail(&format!("'{from}' and '{to}' are the same file"));
                return Ok(());
            }
            if old.kind == FileType::Directory {
                self.fail(&format!("cannot overwrite directory '{to}' with non-directory"));
                return Ok(());
            }
            let time = |stat: &FileStat| (stat.mtime.seconds, stat.mtime.nanoseconds);
            if self.options.no_clobber || (self.options.update && time(old) >= time(&stat)) {
                return Ok(());
            }
            if self.options.interactive && !confirmed(&format!("cp: overwrite '{to}'? "))? {
                return Ok(());
            }
        }
        if let Err(trouble) = self.file(from, to, &stat, old.is_some()) {
            self.fail(&trouble.message);
        } else if self.options.verbose {
            println!("'{from}' -> '{to}'");
        }
        Ok(())
    }

    fn directory(
        &mut self,
        from: &str,
        to: &str,
        stat: &FileStat,
        depth: usize,
    ) -> Result<(), Trouble> {
        if !self.options.recursive {
            self.fail(&format!("-r not specified; omitting directory '{from}'"));
            return Ok(());
        }
        let (real_from, real_to) = (real(from), real(to));
        if let (Some(from_path), Some(to_path)) = (&real_from, &real_to)
            && (to_path == from_path || to_path.starts_with(&format!("{from_path}/")))
        {
            self.fail(&format!("cannot copy a directory, '{from}', into itself, '{to}'"));
            return Ok(());
        }
        let mut made = false;
        if system::stat(to, true).is_err() {
            // Its own mode comes last: it may forbid writing.
            let first = (stat.mode & 0o7777) | 0o700;
            if let Err(errno) = kernelet_system::mkdir(None, to.as_bytes(), first) {
                let why = kernelet_system::error::text(errno);
                self.fail(&format!("cannot create directory '{to}': {why}"));
                return Ok(());
            }
            made = true;
        } else if !is_directory(to) {
            self.fail(&format!("cannot overwrite non-directory '{to}' with directory '{from}'"));
            return Ok(());
        }
        if self.options.verbose {
            println!("'{from}' -> '{to}'");
        }
        let entries = match std::fs::read_dir(from) {
            Ok(entries) => entries,
            Err(error) => {
                self.fail(&format!("cannot access '{from}': {}", system::cause(&error)));
                return Ok(());
            }
        };
        for entry in entries {
            let entry = entry.map_err(|error| Trouble::about(from, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            self.one(&join(from, &name), &join(to, &name), depth + 1)?;
        }
        let attributes = self.attributes(to, stat, made);
        if let Err(trouble) = attributes {
            self.fail(&trouble.message);
        }
        Ok(())
    }

    fn file(&mut self, from: &str, to: &str, stat: &FileStat, exists: bool) -> Result<(), Trouble> {
        let failed = |what: &str, path: &str, errno| {
            Trouble::from(format!("{what} '{path}': {}", kernelet_system::error::text(errno)))
        };
        let remove = || kernelet_system::unlink(None, to.as_bytes());
        let options = &self.options;
        if exists
            && (options.remove
                || options.link
                || options.symbolic
                || stat.kind != FileType::Regular)
            && is_plain(to)
        {
            remove().map_err(|errno| failed("cannot remove", to, errno))?;
        }
        if options.link {
            return kernelet_system::link(None, from.as_bytes(), None, to.as_bytes(), false)
                .map_err(|errno| failed("cannot create hard link", to, errno));
        }
        if options.symbolic {
            return kernelet_system::symlink(from.as_bytes(), None, to.as_bytes())
                .map_err(|errno| failed("cannot create symbolic link", to, errno));
        }
        if options.keep_links && stat.nlink > 1 {
            if let Some(first) = self.links.get(&(stat.dev, stat.ino)) {
                if exists {
                    remove().map_err(|errno| failed("cannot remove", to, errno))?;
                }
                return kernelet_system::link(None, first.as_bytes(), None, to.as_bytes(), false)
                    .map_err(|errno| failed("cannot create hard link", to, errno));
            }
            self.links.insert((stat.dev, stat.ino), to.to_string());
        }
        if stat.kind == FileType::SymbolicLink {
            let target = kernelet_system::readlink(None, from.as_bytes())
                .map_err(|errno| failed("cannot read symbolic link", from, errno))?;
            return kernelet_system::symlink(&target, None, to.as_bytes())
                .map_err(|errno| failed("cannot create symbolic link", to, errno));
        }
        self.content(from, to, stat)?;
        self.attributes(to, stat, !exists)
    }

    fn content(&self, from: &str, to: &str, stat: &FileStat) -> Result<(), Trouble> {
        let failed = |what: &str, path: &str, error: &std::io::Error| {
            Trouble::from(format!("{what} '{path}': {}", system::cause(error)))
        };
        let mut input = File::open(from).map_err(|error| failed("cannot open", from, &error))?;
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        let mut output = File::with(to, flags, stat.mode & 0o777);
        if output.is_err() && self.options.force && is_plain(to) {
            // Told by the second attempt when it fails as well.
            let _ = kernelet_system::unlink(None, to.as_bytes());
            output = File::with(to, flags, stat.mode & 0o777);
        }
        let mut output =
            output.map_err(|error| failed("cannot create regular file", to, &error))?;
        let mut piece = vec![0; PIECE];
        loop {
            let length =
                input.read(&mut piece).map_err(|error| failed("error reading", from, &error))?;
            if length == 0 {
                return Ok(());
            }
            output
                .write_all(piece.get(..length).unwrap_or_default())
                .map_err(|error| failed("error writing", to, &error))?;
        }
    }

    /// Owner, mode and times, as far as they are asked for.
    fn attributes(&self, to: &str, stat: &FileStat, made: bool) -> Result<(), Trouble> {
        let path = to.as_bytes();
        let failed = |what: &str, errno| {
            Trouble::from(format!(
                "preserving {what} for '{to}': {}",
                kernelet_system::error::text(errno)
            ))
        };
        if self.options.keep_owner {
            // Only root may give files away; that others cannot is no failure (cp(1)).
            let _ = kernelet_system::chown(None, path, Some(stat.uid), Some(stat.gid), true);
        }
        if self.options.keep_mode {
            kernelet_system::chmod(None, path, stat.mode & 0o7777, true)
                .map_err(|errno| failed("permissions", errno))?;
        } else if made && stat.kind == FileType::Directory {
            let mode = stat.mode & 0o777 & !kernelet_system::get_umask();
            kernelet_system::chmod(None, path, mode, true)
                .map_err(|errno| failed("permissions", errno))?;
        }
        if self.options.keep_times {
            let (access, change) = (TimeUpdate::At(stat.atime), TimeUpdate::At(stat.mtime));
            kernelet_system::utimes(None, path, access, change, true)
                .map_err(|errno| failed("times", errno))?;
        }
        Ok(())
    }
}

/// Whether a path names something that may be removed to make place: no device, no directory.
fn is_plain(path: &str) -> bool {
    let kind = system::stat(path, false).map(|stat| stat.kind);
    matches!(kind, Ok(FileType::Regular | FileType::SymbolicLink))
}

fn real(path: &str) -> Option<String> {
    if let Ok(path) = kernelet_system::realpath(None, path.as_bytes()) {
        return String::from_utf8(path).ok();
    }
    // What is not there yet is below what is.
    let trimmed = path.trim_end_matches('/');
    let (parent, name) = trimmed.rsplit_once('/').unwrap_or((".", trimmed));
    let parent = kernelet_system::realpath(None, parent.as_bytes()).ok()?;
    Some(join(&String::from_utf8(parent).ok()?, name))
}

fn confirmed(question: &str) -> Result<bool, Trouble> {
    eprint!("{question}");
    let mut answer = [0; 1];
    let mut first = None;
    let mut input = File::standard(0);
    while input.read(&mut answer)? > 0 && answer != *b"\n" {
        first.get_or_insert(answer);
    }
    Ok(matches!(first, Some([b'y' | b'Y'])))
}

/// `install [-m MODE] [-D] SOURCE… TARGET` and `install -d DIRECTORY…`.
pub fn install(words: Vec<String>) -> Outcome {
    let (mut text, mut directories, mut leading, mut verbose) =
        ("755".to_string(), false, false, false);
    let mut into = None;
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('m') | Long("mode") => text = parser.value()?.string()?,
            Short('d') | Long("directory") => directories = true,
            Short('D') => leading = true,
            Short('v') | Long("verbose") => verbose = true,
            Short('t') | Long("target-directory") => into = Some(parser.value()?.string()?),
            Short('c' | 'p' | 's') => {}
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let bits = mode::apply(&text, 0, 0, false).ok_or_else(|| format!("invalid mode '{text}'"))?;
    let set = |path: &str| {
        kernelet_system::chmod(None, path.as_bytes(), bits, true)
            .map_err(|errno| Trouble::about(path, &error(errno)))
    };
    if directories {
        for path in &operands {
            std::fs::create_dir_all(path).map_err(|error| Trouble::about(path, &error))?;
            set(path)?;
        }
        return Ok(0);
    }
    let target = match into {
        Some(target) => target,
        None if operands.len() > 1 => operands.pop().unwrap_or_default(),
        None => return Err("files and a target are needed".into()),
    };
    for source in &operands {
        let to = if is_directory(&target) { join(&target, base(source)) } else { target.clone() };
        if leading && let Some((parent, _)) = to.rsplit_once('/') {
            std::fs::create_dir_all(parent).map_err(|error| Trouble::about(parent, &error))?;
        }
        if is_plain(&to) {
            // A program that runs keeps its file.
            kernelet_system::unlink(None, to.as_bytes())
                .map_err(|errno| Trouble::about(&to, &error(errno)))?;
        }
        let mut input = File::open(source).map_err(|error| Trouble::about(source, &error))?;
        let mut output = File::create(&to).map_err(|error| Trouble::about(&to, &error))?;
        std::io::copy(&mut input, &mut output).map_err(|error| Trouble::about(&to, &error))?;
        set(&to)?;
        if verbose {
            println!("'{source}' -> '{to}'");
        }
    }
    Ok(0)
}

/// `mkdir [-p] [-m MODE] [-v] DIRECTORY…`: 1 when one was not made.
pub fn mkdir(words: Vec<String>) -> Outcome {
    let (mut parents, mut verbose, mut text) = (false, false, None);
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('p') | Long("parents") => parents = true,
            Short('v') | Long("verbose") => verbose = true,
            Short('m') | Long("mode") => text = Some(parser.value()?.string()?),
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        return Err("missing operand".into());
    }
    let bits = match &text {
        Some(text) => {
            let bits = mode::apply(text, 0o777, kernelet_system::get_umask(), true);
            Some(bits.ok_or_else(|| format!("invalid mode '{text}'"))?)
        }
        None => None,
    };
    let mut status = 0;
    for path in &operands {
        let mut above: Vec<&str> = Vec::new();
        if parents {
            let ends = path.trim_end_matches('/').match_indices('/').map(|(at, _)| at);
            above = ends.filter(|end| *end > 0).filter_map(|end| path.get(..end)).collect();
        }
        let made =
            above.into_iter().map(|path| (path, None)).chain([(path.as_str(), bits)]).try_for_each(
                |(path, bits)| match kernelet_system::mkdir(None, path.as_bytes(), 0o777) {
                    Ok(()) => {
                        if verbose {
                            println!("mkdir: created directory '{path}'");
                        }
                        // The mask does not hold back what is asked for.
                        bits.map_or(Ok(()), |bits| {
                            kernelet_system::chmod(None, path.as_bytes(), bits, true)
                        })
                    }
                    Err(kernelet_system::Errno::Exist) if parents && is_directory(path) => Ok(()),
                    Err(errno) => Err(errno),
                },
            );
        if let Err(errno) = made {
            eprintln!(
                "mkdir: cannot create directory '{path}': {}",
                kernelet_system::error::text(errno)
            );
            status = 1;
        }
    }
    Ok(status)
}
