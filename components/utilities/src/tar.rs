//! `tar`, by the crate `tar`, with gzip by `flate2`.

use std::collections::VecDeque;
use std::io::{BufRead as _, Read, Write};

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use kernelet_system::{FileStat, FileType, TimeUpdate, Timestamp};
use tar::{Archive, Builder, EntryType, Header};

use crate::outcome::{Outcome, Trouble};
use crate::posix::Regex;
use crate::system::{self, File, Output, cause};

/// Deepest directories.
const DEPTH: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Create,
    Extract,
    List,
}

#[derive(Default)]
struct Options {
    action: Option<Action>,
    archive: Option<String>,
    gzip: bool,
    by_name: bool,
    verbose: bool,
    to_output: bool,
    keep: bool,
    strip: usize,
    exclude: Vec<Regex>,
    follow: bool,
    absolute: bool,
    no_recursion: bool,
    transform_owner: bool,
    /// Names, each with the directory it is below.
    operands: Vec<(String, String)>,
    directory: String,
}

/// Runs it: 2 on trouble.
pub fn main(words: Vec<String>) -> Outcome {
    let options = parse(words)?;
    match options.action {
        Some(Action::Create) => create(&options),
        Some(Action::Extract | Action::List) => read(&options),
        None => Err("one of -c, -x and -t is needed".into()),
    }
}

/// Options in clusters, the first without a dash as well: `tar czf a.tgz b`.
fn parse(words: Vec<String>) -> Result<Options, Trouble> {
    let mut words: VecDeque<String> = words.into_iter().skip(1).collect();
    let mut options = Options { directory: ".".into(), ..Options::default() };
    if words.front().is_some_and(|first| !first.starts_with('-')) {
        let letters = words.pop_front().unwrap_or_default();
        for letter in letters.chars() {
            let mut value =
                || words.pop_front().ok_or_else(|| format!("option '{letter}' needs a value"));
            options.short(letter, &mut value)?;
        }
    }
    let mut only_operands = false;
    while let Some(word) = words.pop_front() {
        if only_operands || !word.starts_with('-') || word == "-" {
            options.operands.push((options.directory.clone(), word));
        } else if word == "--" {
            only_operands = true;
        } else if let Some(long) = word.strip_prefix("--") {
            let (name, attached) = match long.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (long, None),
            };
            let mut value = || {
                attached
                    .clone()
                    .or_else(|| words.pop_front())
                    .ok_or_else(|| format!("--{name} needs a value"))
            };
            options.long(name, &mut value)?;
        } else {
            let mut letters = word.chars().skip(1);
            while let Some(letter) = letters.next() {
                let attached: String = letters.clone().collect();
                let mut used = false;
                let mut value = || {
                    used = true;
                    let next = if attached.is_empty() {
                        words.pop_front()
                    } else {
                        Some(attached.clone())
                    };
                    next.ok_or_else(|| format!("option '{letter}' needs a value"))
                };
                options.short(letter, &mut value)?;
                if used {
                    break;
                }
            }
        }
    }
    Ok(options)
}

type Next<'a> = &'a mut dyn FnMut() -> Result<String, String>;

impl Options {
    fn action(&mut self, action: Action) -> Result<(), Trouble> {
        match self.action.replace(action) {
            Some(before) if before != action => Err("only one of -c, -x and -t".into()),
            _ => Ok(()),
        }
    }

    fn short(&mut self, letter: char, value: Next<'_>) -> Result<(), Trouble> {
        match letter {
            'c' => self.action(Action::Create)?,
            'x' => self.action(Action::Extract)?,
            't' => self.action(Action::List)?,
            'f' => self.archive = Some(value()?),
            'z' => self.gzip = true,
            'a' => self.by_name = true,
            'v' => self.verbose = true,
            'O' => self.to_output = true,
            'k' => self.keep = true,
            'h' => self.follow = true,
            'P' => self.absolute = true,
            'p' | 'o' | 'm' | 'S' => {}
            'C' => self.enter(&value()?),
            'T' => self.names(&value()?)?,
            'X' => {
                let path = value()?;
                let text = system::read(&path).map_err(|error| Trouble::about(&path, &error))?;
                for line in String::from_utf8_lossy(&text).lines() {
                    self.exclude.push(Regex::glob(line, false)?);
                }
            }
            'j' | 'J' => return Err(format!("-{letter}: archives are plain or gzip").into()),
            'r' | 'u' | 'A' | 'd' => {
                return Err(format!(
                    "-{letter}: archives are not changed; there are -c, -x and -t"
                )
                .into());
            }
            other => return Err(format!("unknown option -{other}").into()),
        }
        Ok(())
    }

    fn long(&mut self, name: &str, value: Next<'_>) -> Result<(), Trouble> {
        match name {
            "create" => self.action(Action::Create)?,
            "extract" | "get" => self.action(Action::Extract)?,
            "list" => self.action(Action::List)?,
            "file" => self.archive = Some(value()?),
            "gzip" | "gunzip" => self.gzip = true,
            "auto-compress" => self.by_name = true,
            "verbose" => self.verbose = true,
            "to-stdout" => self.to_output = true,
            "keep-old-files" | "skip-old-files" => self.keep = true,
            "dereference" => self.follow = true,
            "absolute-names" => self.absolute = true,
            "directory" => self.enter(&value()?),
            "files-from" => self.names(&value()?)?,
            "exclude" => self.exclude.push(Regex::glob(value()?.trim_end_matches('/'), false)?),
            "strip-components" => {
                let text = value()?;
                self.strip =
                    text.parse().map_err(|_| format!("--strip-components={text}: no number"))?;
            }
            "no-recursion" => self.no_recursion = true,
            "numeric-owner" => self.transform_owner = true,
            "no-same-owner"
            | "no-same-permissions"
            | "same-permissions"
            | "preserve-permissions"
            | "overwrite"
            | "touch" => {}
            other => return Err(format!("unknown option --{other}").into()),
        }
        Ok(())
    }

    fn enter(&mut self, path: &str) {
        self.directory = join(&self.directory, path);
    }

    fn names(&mut self, path: &str) -> Result<(), Trouble> {
        let reader = system::input(path).map_err(|error| Trouble::about(path, &error))?;
        for line in reader.lines() {
            let line = line.map_err(|error| Trouble::about(path, &error))?;
            self.operands.push((self.directory.clone(), line));
        }
        Ok(())
    }

    fn excludes(&self, path: &str) -> bool {
        let parts = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
        std::iter::once(path)
            .chain(parts)
            .any(|part| self.exclude.iter().any(|pattern| pattern.is_match(part.as_bytes())))
    }
}

fn join(directory: &str, path: &str) -> String {
    if directory == "." || path.starts_with('/') {
        return path.to_string();
    }
    format!("{}/{path}", directory.trim_end_matches('/'))
}

fn create(options: &Options) -> Outcome {
    if options.operands.is_empty() {
        return Err("nothing to put into the archive: name files".into());
    }
    let to = match options.archive.as_deref() {
        None | Some("-") => File::standard(1),
        Some(path) => File::create(path).map_err(|error| Trouble::about(path, &error))?,
    };
    let path = options.archive.as_deref().unwrap_or_default();
    let gzip =
        options.gzip || (options.by_name && (path.ends_with(".gz") || path.ends_with(".tgz")));
    let own = to.stat().ok().filter(|stat| stat.kind == FileType::Regular);
    let own = own.map(|stat| (stat.dev, stat.ino));
    let mut out = Output::to(to);
    let status = if gzip {
        let mut writer =
            Writer::new(options, own, GzEncoder::new(&mut out, Compression::default()));
        writer.all()?;
        let (encoder, status) = writer.finish()?;
        encoder.finish()?;
        status
    } else {
        let mut writer = Writer::new(options, own, &mut out);
        writer.all()?;
        writer.finish()?.1
    };
    out.flush()?;
    Ok(status)
}

struct Writer<'a, W: Write> {
    options: &'a Options,
    /// The archive itself, which is not put into it.
    own: Option<(u64, u64)>,
    builder: Builder<W>,
    status: i32,
    told: bool,
}

impl<'a, W: Write> Writer<'a, W> {
    fn new(options: &'a Options, own: Option<(u64, u64)>, writer: W) -> Self {
        Writer { options, own, builder: Builder::new(writer), status: 0, told: false }
    }

    fn all(&mut self) -> Result<(), Trouble> {
        for (directory, name) in &self.options.operands {
            self.add(directory, name, 0)?;
        }
        Ok(())
    }

    fn finish(self) -> Result<(W, i32), Trouble> {
        Ok((self.builder.into_inner()?, self.status))
    }

    fn fail(&mut self, path: &str, error: &std::io::Error) {
        eprintln!("tar: {path}: Cannot open: {}", cause(error));
        self.status = 2;
    }

    fn add(&mut self, directory: &str, name: &str, depth: usize) -> Result<(), Trouble> {
        if self.options.excludes(name.trim_end_matches('/')) {
            return Ok(());
        }
        if depth > DEPTH {
            return Err(format!("{name}: directories are deeper than {DEPTH}").into());
        }
        let path = join(directory, name);
        let stat = match system::stat(&path, self.options.follow) {
            Ok(stat) => stat,
            Err(error) => {
                eprintln!("tar: {path}: Cannot stat: {}", cause(&error));
                self.status = 2;
                return Ok(());
            }
        };
        if self.own == Some((stat.dev, stat.ino)) {
            eprintln!("tar: {name}: file is the archive; not dumped");
            return Ok(());
        }
        let mut stored = name.to_string();
        if !self.options.absolute && stored.starts_with('/') {
            if !self.told {
                eprintln!("tar: Removing leading `/' from member names");
            }
            self.told = true;
            stored = stored.trim_start_matches('/').to_string();
        }
        if stat.kind == FileType::Directory {
            stored = format!("{}/", stored.trim_end_matches('/'));
        }
        if self.options.verbose {
            let to_file = self.options.archive.as_deref().is_some_and(|path| path != "-");
            if to_file { println!("{stored}") } else { eprintln!("{stored}") }
        }
        let mut header = header(&stat);
        match stat.kind {
            FileType::Directory => {
                self.put(&mut header, &stored, std::io::empty())?;
                if !self.options.no_recursion {
                    self.below(directory, name, &path, depth)?;
                }
            }
            FileType::SymbolicLink => {
                let target =
                    std::fs::read_link(&path).map_err(|error| Trouble::about(&path, &error))?;
                self.builder.append_link(&mut header, &stored, target)?;
            }
            FileType::Regular => match File::open(&path) {
                Ok(file) => {
                    // Exactly as long as the header says.
                    let data = file.take(stat.size).chain(std::io::repeat(0)).take(stat.size);
                    self.put(&mut header, &stored, data)?;
                }
                Err(error) => self.fail(&path, &error),
            },
            FileType::Fifo => self.put(&mut header, &stored, std::io::empty())?,
            _ => eprintln!("tar: {path}: a socket or device is not put into the archive"),
        }
        Ok(())
    }

    fn put(&mut self, header: &mut Header, stored: &str, data: impl Read) -> std::io::Result<()> {
        let name = &mut header.as_old_mut().name;
        // The crate would leave `./` out.
        if let Some(place) = name.get_mut(..stored.len()).filter(|_| stored.starts_with("./")) {
            place.copy_from_slice(stored.as_bytes());
            header.set_cksum();
            return self.builder.append(header, data);
        }
        self.builder.append_data(header, stored, data)
    }

    fn below(
        &mut self,
        directory: &str,
        name: &str,
        path: &str,
        depth: usize,
    ) -> Result<(), Trouble> {
        let entries = match std::fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                self.fail(path, &error);
                return Ok(());
            }
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| Trouble::about(path, &error))?;
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
        names.sort();
        for inner in names {
            self.add(directory, &format!("{}/{inner}", name.trim_end_matches('/')), depth + 1)?;
        }
        Ok(())
    }
}

fn header(stat: &FileStat) -> Header {
    let mut header = Header::new_gnu();
    header.set_mode(stat.mode & 0o7777);
    header.set_uid(u64::from(stat.uid));
    header.set_gid(u64::from(stat.gid));
    header.set_mtime(u64::try_from(stat.mtime.seconds).unwrap_or(0));
    let (kind, size) = match stat.kind {
        FileType::Directory => (EntryType::Directory, 0),
        FileType::SymbolicLink => (EntryType::Symlink, 0),
        FileType::Fifo => (EntryType::Fifo, 0),
        _ => (EntryType::Regular, stat.size),
    };
    header.set_entry_type(kind);
    header.set_size(size);
    // A name that is too long for the header is left out; the number stays.
    let _ = header.set_username(&crate::identity::name_of(stat.uid));
    let _ = header.set_groupname(&crate::identity::name_of(stat.gid));
    header
}

fn read(options: &Options) -> Outcome {
    let path = options.archive.as_deref().unwrap_or("-");
    let mut reader = system::input(path)
        .map_err(|error| Trouble::from(format!("{path}: Cannot open: {}", cause(&error))))?;
    // Compressed archives begin with the magic number of gzip.
    let gzip =
        reader.fill_buf().map_err(|error| Trouble::about(path, &error))?.starts_with(&[0x1f, 0x8b]);
    if gzip { each(options, MultiGzDecoder::new(reader)) } else { each(options, reader) }
}

/// A directory's mode and time are set when nothing is put into it any more.
struct Finished {
    path: String,
    mode: u32,
    time: u64,
}

fn each(options: &Options, reader: impl Read) -> Outcome {
    let mut archive = Archive::new(reader);
    let mut out = Output::standard();
    let mut directories: Vec<Finished> = Vec::new();
    let mut status = 0;
    let mut found = vec![false; options.operands.len()];
    let broken = |error: std::io::Error| {
        Trouble::from(format!("This does not look like a tar archive: {}", cause(&error)))
    };
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let plain = name.trim_end_matches('/').to_string();
        if !wanted(options, &plain, &mut found) || options.excludes(&plain) {
            continue;
        }
        let header = entry.header();
        if options.action == Some(Action::List) {
            if options.verbose {
                writeln!(out, "{}", long_line(options, header, &name, &entry)?)?;
            } else {
                writeln!(out, "{name}")?;
            }
            continue;
        }
        if options.verbose {
            writeln!(out, "{name}")?;
        }
        if options.to_output {
            if header.entry_type().is_file() {
                std::io::copy(&mut entry, &mut out).map_err(broken)?;
            }
            continue;
        }
        let Some(target) = target(options, &plain)? else { continue };
        if let Err(trouble) = extract(options, &mut entry, &target, &mut directories) {
            out.flush()?;
            eprintln!("tar: {}", trouble.message);
            status = 2;
        }
    }
    for finished in directories.iter().rev() {
        let _ = kernelet_system::chmod(None, finished.path.as_bytes(), finished.mode, true);
        set_time(&finished.path, finished.time);
    }
    out.flush()?;
    for ((_, name), found) in options.operands.iter().zip(found) {
        if !found {
            eprintln!("tar: {name}: Not found in archive");
            status = 2;
        }
    }
    if status != 0 {
        eprintln!("tar: Exiting with failure status due to previous errors");
    }
    Ok(status)
}

/// Whether an operand names an entry, or a directory above it; without operands all are wanted.
fn wanted(options: &Options, name: &str, found: &mut [bool]) -> bool {
    let mut any = options.operands.is_empty();
    for ((_, operand), found) in options.operands.iter().zip(found) {
        let operand = operand.trim_end_matches('/');
        let below =
            name.strip_prefix(operand).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if below {
            *found = true;
            any = true;
        }
    }
    any
}

/// Where an entry goes; none when nothing of its name is left. Nothing goes above the directory.
fn target(options: &Options, name: &str) -> Result<Option<String>, Trouble> {
    let parts: Vec<&str> =
        name.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err(format!("{name}: Member name contains '..'").into());
    }
    let rest = parts.get(options.strip..).unwrap_or_default();
    if rest.is_empty() {
        return Ok(None);
    }
    let path = rest.join("/");
    let absolute = options.absolute && name.starts_with('/');
    Ok(Some(if absolute { format!("/{path}") } else { join(&options.directory, &path) }))
}

fn extract<R: Read>(
    options: &Options,
    entry: &mut tar::Entry<'_, R>,
    target: &str,
    directories: &mut Vec<Finished>,
) -> Result<(), Trouble> {
    let header = entry.header();
    let umask = kernelet_system::get_umask();
    let mode = header.mode().unwrap_or(0o644) & 0o7777 & !umask;
    let time = header.mtime().unwrap_or(0);
    let kind = header.entry_type();
    let failed =
        |error: std::io::Error| Trouble::from(format!("{target}: Cannot open: {}", cause(&error)));
    if let Some((parent, _)) = target.rsplit_once('/')
        && !parent.is_empty()
    {
        inside(parent, &options.directory)?;
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    let old = system::stat(target, false);
    if kind.is_dir() {
        if old.is_err() {
            kernelet_system::mkdir(None, target.as_bytes(), 0o700 | mode)
                .map_err(|errno| failed(system::file::error(errno)))?;
        }
        directories.push(Finished { path: target.into(), mode, time });
        return Ok(());
    }
    match old {
        Ok(_) if options.keep => return Ok(()),
        Ok(stat) if stat.kind != FileType::Directory => {
            kernelet_system::unlink(None, target.as_bytes())
                .map_err(|errno| failed(system::file::error(errno)))?;
        }
        _ => {}
    }
    let link = entry.link_name_bytes().map(|name| String::from_utf8_lossy(&name).into_owned());
    if kind.is_symlink() {
        let link = link.unwrap_or_default();
        return kernelet_system::symlink(link.as_bytes(), None, target.as_bytes())
            .map_err(|errno| failed(system::file::error(errno)));
    }
    if kind.is_hard_link() {
        let Some(source) = self::target(options, &link.unwrap_or_default())? else { return Ok(()) };
        return kernelet_system::link(None, source.as_bytes(), None, target.as_bytes(), false)
            .map_err(|errno| failed(system::file::error(errno)));
    }
    if !kind.is_file() && !kind.is_contiguous() && !kind.is_gnu_sparse() {
        return Err(format!("{target}: a device or pipe is not made").into());
    }
    use kernelet_system::OpenFlags;
    let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
    let mut file = File::with(target, flags, mode).map_err(failed)?;
    std::io::copy(entry, &mut file)
        .map_err(|error| Trouble::from(format!("{target}: Cannot write: {}", cause(&error))))?;
    drop(file);
    set_time(target, time);
    Ok(())
}

/// A link in the archive may not lead what comes after it out of the directory.
fn inside(parent: &str, directory: &str) -> Result<(), Trouble> {
    let mut path = String::new();
    for part in parent.split('/') {
        path = if path.is_empty() && part.is_empty() { "/".into() } else { join_part(&path, part) };
        let below = directory == "." || path.len() > directory.trim_end_matches('/').len();
        if below && system::stat(&path, false).is_ok_and(|stat| stat.kind == FileType::SymbolicLink)
        {
            return Err(format!("{path}: is a symbolic link; nothing is put below it").into());
        }
    }
    Ok(())
}

fn join_part(path: &str, part: &str) -> String {
    match path {
        "" => part.to_string(),
        "/" => format!("/{part}"),
        path => format!("{path}/{part}"),
    }
}

fn set_time(path: &str, seconds: u64) {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let at = Timestamp { seconds, nanoseconds: 0 };
    // Times are a courtesy.
    let _ =
        kernelet_system::utimes(None, path.as_bytes(), TimeUpdate::Now, TimeUpdate::At(at), false);
}

/// A line of `tar -tv`.
fn long_line<R: Read>(
    options: &Options,
    header: &Header,
    name: &str,
    entry: &tar::Entry<'_, R>,
) -> Result<String, Trouble> {
    let kind = match header.entry_type() {
        EntryType::Directory => 'd',
        EntryType::Symlink => 'l',
        EntryType::Link => 'h',
        EntryType::Fifo => 'p',
        EntryType::Char => 'c',
        EntryType::Block => 'b',
        _ => '-',
    };
    let mode = crate::mode::letters(header.mode().unwrap_or(0));
    let named = |name: Option<&str>, id: u64| {
        let name = name.filter(|name| !name.is_empty() && !options.transform_owner);
        name.map_or_else(|| id.to_string(), String::from)
    };
    let user = named(header.username().ok().flatten(), header.uid().unwrap_or(0));
    let group = named(header.groupname().ok().flatten(), header.gid().unwrap_or(0));
    let seconds = i64::try_from(header.mtime().unwrap_or(0)).unwrap_or(0);
    let time = chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    let size = header.size().unwrap_or(0).to_string();
    let owner = format!("{user}/{group}");
    let width = 19usize.saturating_sub(owner.len() + 1).max(size.len());
    let link = entry.link_name_bytes().map(|link| String::from_utf8_lossy(&link).into_owned());
    let link = match (kind, link) {
        ('l', Some(link)) => format!(" -> {link}"),
        ('h', Some(link)) => format!(" link to {link}"),
        _ => String::new(),
    };
    Ok(format!(
        "{kind}{mode} {owner} {size:>width$} {} {name}{link}",
        time.format("%Y-%m-%d %H:%M")
    ))
}
