//! `ls`, `dir`, `vdir`: what is in directories (ls(1)). Own code: that of uutils makes modes and owners up where
//! the standard library does not know of them, as in WASI.

use std::cmp::Ordering;
use std::io::Write as _;

use kernelet_system::{FileStat, FileType, Timestamp};
use lexopt::prelude::*;

use crate::attributes::letters;
use crate::identity::name_of;
use crate::outcome::{Outcome, Trouble};
use crate::posix::Regex;
use crate::system::{self, Output, cause};
use crate::usage::Unit;

/// Deepest directories of `-R`.
const DEPTH: usize = 200;

/// Columns of a terminal that does not say.
const WIDTH: usize = 80;

/// Seconds after which a time is shown with its year: half a year of 365.2425 days.
const HALF_A_YEAR: i64 = 15_778_476;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    Lines,
    Long,
    Columns,
    Commas,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Name,
    Time,
    Size,
    Extension,
    Version,
    None,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Usual,
    /// All but `.` and `..`.
    AlmostAll,
    All,
}

struct Options {
    layout: Layout,
    order: Order,
    shown: Shown,
    reverse: bool,
    recursive: bool,
    directories: bool,
    follow: bool,
    human: Option<Unit>,
    inode: bool,
    blocks: bool,
    numeric: bool,
    owner: bool,
    group: bool,
    /// `/` after directories, and with `all_marks` one after every kind.
    marks: bool,
    all_marks: bool,
    color: bool,
    full_time: bool,
    directories_first: bool,
    time: fn(&FileStat) -> Timestamp,
    ignore: Vec<Regex>,
    quote: bool,
    width: usize,
}

struct Entry {
    name: String,
    path: String,
    stat: FileStat,
}

/// Runs it: 2 when an operand was not there, 1 when something below was not.
pub fn main(words: Vec<String>) -> Outcome {
    let name = crate::called_as(&words);
    let terminal = kernelet_system::isatty(1).unwrap_or(false);
    let columns = kernelet_system::get_window_size(1).ok().map(|size| usize::from(size.columns));
    let mut options = Options {
        layout: match name.as_str() {
            "vdir" => Layout::Long,
            "dir" => Layout::Columns,
            _ if terminal => Layout::Columns,
            _ => Layout::Lines,
        },
        order: Order::Name,
        shown: Shown::Usual,
        reverse: false,
        recursive: false,
        directories: false,
        follow: false,
        human: None,
        inode: false,
        blocks: false,
        numeric: false,
        owner: true,
        group: true,
        marks: false,
        all_marks: false,
        color: false,
        full_time: false,
        directories_first: false,
        time: |stat| stat.mtime,
        ignore: Vec::new(),
        quote: false,
        width: columns.filter(|columns| *columns > 0).unwrap_or(WIDTH),
    };
    let operands = parse(words, terminal, &mut options)?;
    let mut out = Output::standard();
    let (mut files, mut directories) = (Vec::new(), Vec::new());
    let mut status = 0;
    for operand in &operands {
        // A link to a directory is looked into, but for `-l`, `-d` and `-F`.
        let follows = options.follow
            || !(options.layout == Layout::Long || options.directories || options.all_marks);
        let stat = system::stat(operand, follows).or_else(|_| system::stat(operand, false));
        match stat {
            Ok(stat) => {
                let entry = Entry { name: operand.clone(), path: operand.clone(), stat };
                if stat.kind == FileType::Directory && !options.directories {
                    directories.push(entry);
                } else {
                    files.push(entry);
                }
            }
            Err(error) => {
                eprintln!("ls: cannot access '{operand}': {}", cause(&error));
                status = 2;
            }
        }
    }
    options.sort(&mut files);
    options.sort(&mut directories);
    let several = operands.len() > 1 || options.recursive;
    options.show(&files, &mut out)?;
    let mut first = files.is_empty();
    for directory in &directories {
        status =
            status.max(options.directory(&directory.path, several, &mut first, 0, &mut out)?);
    }
    out.flush()?;
    Ok(status)
}

fn parse(
    words: Vec<String>,
    terminal: bool,
    options: &mut Options,
) -> Result<Vec<String>, Trouble> {
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('a') | Long("all") => options.shown = Shown::All,
            Short('A') | Long("almost-all") => options.shown = Shown::AlmostAll,
            Short('l') => options.layout = Layout::Long,
            Short('1') if options.layout == Layout::Long => {}
            Short('1') => options.layout = Layout::Lines,
            Short('C' | 'x') => options.layout = Layout::Columns,
            Short('m') => options.layout = Layout::Commas,
            Short('t') => options.order = Order::Time,
            Short('S') => options.order = Order::Size,
            Short('X') => options.order = Order::Extension,
            Short('v') => options.order = Order::Version,
            Short('U') => options.order = Order::None,
            Short('f') => (options.order, options.shown) = (Order::None, Shown::All),
            Long("sort") => {
                options.order = match parser.value()?.string()?.as_str() {
                    "name" => Order::Name,
                    "time" => Order::Time,
                    "size" => Order::Size,
                    "extension" => Order::Extension,
                    "version" => Order::Version,
                    "none" => Order::None,
                    other => return Err(format!("--sort={other}: unknown order").into()),
                };
            }
            Short('r') | Long("reverse") => options.reverse = true,
            Short('R') | Long("recursive") => options.recursive = true,
            Short('d') | Long("directory") => options.directories = true,
            Short('L' | 'H') | Long("dereference") => options.follow = true,
            Short('h') | Long("human-readable") => options.human = Some(Unit::Human(1024.0)),
            Long("si") => options.human = Some(Unit::Human(1000.0)),
            Short('k') => {}
            Short('i') | Long("inode") => options.inode = true,
            Short('s') | Long("size") => options.blocks = true,
            Short('n') | Long("numeric-uid-gid") => {
                (options.numeric, options.layout) = (true, Layout::Long);
            }
            Short('g') => (options.owner, options.layout) = (false, Layout::Long),
            Short('o') => (options.group, options.layout) = (false, Layout::Long),
            Short('G') | Long("no-group") => options.group = false,
            Short('p') => options.marks = true,
            Short('F') | Long("classify") => {
                drop(parser.optional_value());
                (options.marks, options.all_marks) = (true, true);
            }
            Long("file-type") => (options.marks, options.all_marks) = (true, true),
            Long("color") => {
                options.color =
                    match parser.optional_value().as_deref().and_then(|when| when.to_str()) {
                        None | Some("always" | "yes" | "force") => true,
                        Some("auto" | "tty" | "if-tty") => terminal,
                        _ => false,
                    };
            }
            Long("full-time") => (options.full_time, options.layout) = (true, Layout::Long),
            Long("time-style") => match parser.value()?.string()?.as_str() {
                "full-iso" => options.full_time = true,
                "locale" => {}
                other => {
                    return Err(
                        format!("--time-style={other}: there are full-iso and locale").into()
                    );
                }
            },
            Short('c') => options.time = |stat| stat.ctime,
            Short('u') => options.time = |stat| stat.atime,
            Long("group-directories-first") => options.directories_first = true,
            Short('I') | Long("ignore") => {
                options.ignore.push(Regex::glob(&parser.value()?.string()?, false)?);
            }
            Short('w') | Long("width") => options.width = parser.value()?.parse()?,
            Short('Q') | Long("quote-name") => options.quote = true,
            Short('N' | 'q' | 'b') | Long("literal") => {}
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        operands.push(".".into());
    }
    Ok(operands)
}

impl Options {
    fn sort(&self, entries: &mut [Entry]) {
        let time = |entry: &Entry| {
            let time = (self.time)(&entry.stat);
            (time.seconds, time.nanoseconds)
        };
        let extension = |entry: &Entry| {
            entry
                .name
                .rsplit_once('.')
                .map(|(_, extension)| extension.to_string())
                .unwrap_or_default()
        };
        if self.order != Order::None {
            entries.sort_by(|left, right| {
                let order = match self.order {
                    Order::Time => time(right).cmp(&time(left)),
                    Order::Size => right.stat.size.cmp(&left.stat.size),
                    Order::Extension => extension(left).cmp(&extension(right)),
                    Order::Version => versions(&left.name, &right.name),
                    Order::Name | Order::None => Ordering::Equal,
                };
                let order = order.then_with(|| left.name.cmp(&right.name));
                if self.reverse { order.reverse() } else { order }
            });
        }
        if self.directories_first {
            entries.sort_by_key(|entry| entry.stat.kind != FileType::Directory);
        }
    }

    fn directory(
        &self,
        path: &str,
        headed: bool,
        first: &mut bool,
        depth: usize,
        out: &mut Output,
    ) -> Result<i32, Trouble> {
        if depth > DEPTH {
            return Err(format!("'{path}': directories are deeper than {DEPTH}").into());
        }
        let mut status = 0;
        let read = match std::fs::read_dir(path) {
            Ok(read) => read,
            Err(error) => {
                out.flush()?;
                eprintln!("ls: cannot open directory '{path}': {}", cause(&error));
                return Ok(if depth == 0 { 2 } else { 1 });
            }
        };
        let mut names: Vec<String> = Vec::new();
        if self.shown == Shown::All {
            names.extend([".".into(), "..".into()]);
        }
        for entry in read {
            let entry = entry.map_err(|error| Trouble::about(path, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let hidden = name.starts_with('.') && self.shown == Shown::Usual;
            if !hidden && !self.ignore.iter().any(|pattern| pattern.is_match(name.as_bytes())) {
                names.push(name);
            }
        }
        let mut entries = Vec::new();
        for name in names {
            let inside = if path.ends_with('/') {
                format!("{path}{name}")
            } else {
                format!("{path}/{name}")
            };
            match system::stat(&inside, self.follow).or_else(|_| system::stat(&inside, false)) {
                Ok(stat) => entries.push(Entry { name, path: inside, stat }),
                Err(error) => {
                    eprintln!("ls: cannot access '{inside}': {}", cause(&error));
                    status = 1;
                }
            }
        }
        self.sort(&mut entries);
        if headed {
            writeln!(out, "{}{path}:", if *first { "" } else { "\n" })?;
        }
        *first = false;
        if self.layout == Layout::Long || self.blocks {
            let blocks: u64 = entries.iter().map(|entry| entry.stat.blocks).sum();
            writeln!(out, "total {}", self.size_of_blocks(blocks))?;
        }
        self.show(&entries, out)?;
        if self.recursive {
            for entry in &entries {
                if entry.stat.kind == FileType::Directory && entry.name != "." && entry.name != ".."
                {
                    status =
                        status.max(self.directory(&entry.path, true, first, depth + 1, out)?);
                }
            }
        }
        Ok(status)
    }

    fn size_of_blocks(&self, blocks: u64) -> String {
        match self.human {
            Some(unit) => unit.text(blocks.saturating_mul(512)),
            None => blocks.div_ceil(2).to_string(),
        }
    }

    fn show(&self, entries: &[Entry], out: &mut Output) -> Result<(), Trouble> {
        if entries.is_empty() {
            return Ok(());
        }
        match self.layout {
            Layout::Long => self.long(entries, out)?,
            Layout::Lines => {
                let front = self.front(entries);
                for (entry, front) in entries.iter().zip(front) {
                    writeln!(out, "{front}{}", self.name(entry))?;
                }
            }
            Layout::Commas => {
                let mut line = String::new();
                for (index, entry) in entries.iter().enumerate() {
                    let last = index + 1 == entries.len();
                    let name = self.name(entry) + if last { "" } else { "," };
                    let length = line.chars().count() + 1 + name.chars().count();
                    if !line.is_empty() && length >= self.width {
                        writeln!(out, "{line}")?;
                        line.clear();
                    }
                    line.push_str(if line.is_empty() { "" } else { " " });
                    line.push_str(&name);
                }
                writeln!(out, "{line}")?;
            }
            Layout::Columns => self.columns(entries, out)?,
        }
        Ok(())
    }

    /// What stands before names: inode numbers and blocks.
    fn front(&self, entries: &[Entry]) -> Vec<String> {
        let inode =
            |entry: &Entry| if self.inode { entry.stat.ino.to_string() } else { String::new() };
        let blocks = |entry: &Entry| {
            if self.blocks { self.size_of_blocks(entry.stat.blocks) } else { String::new() }
        };
        let widest = |text: &dyn Fn(&Entry) -> String| {
            entries.iter().map(|entry| text(entry).len()).max().unwrap_or(0)
        };
        let (inodes, sizes) = (widest(&inode), widest(&blocks));
        let part = |text: String, width: usize| {
            if width == 0 { String::new() } else { format!("{text:>width$} ") }
        };
        entries
            .iter()
            .map(|entry| part(inode(entry), inodes) + &part(blocks(entry), sizes))
            .collect()
    }

    fn name(&self, entry: &Entry) -> String {
        let executable = entry.stat.kind == FileType::Regular && entry.stat.mode & 0o111 != 0;
        let mark = match entry.stat.kind {
            FileType::Directory if self.marks => "/",
            FileType::SymbolicLink if self.all_marks && self.layout != Layout::Long => "@",
            FileType::Fifo if self.all_marks => "|",
            FileType::Socket if self.all_marks => "=",
            _ if self.all_marks && executable => "*",
            _ => "",
        };
        let color = match entry.stat.kind {
            _ if !self.color => "",
            FileType::Directory => "01;34",
            FileType::SymbolicLink => "01;36",
            FileType::Fifo => "33",
            FileType::Socket => "01;35",
            FileType::CharacterDevice | FileType::BlockDevice => "40;33;01",
            FileType::Regular if executable => "01;32",
            FileType::Regular => "",
        };
        let name = if self.quote { format!("{:?}", entry.name) } else { entry.name.clone() };
        if color.is_empty() {
            return format!("{name}{mark}");
        }
        format!("\x1b[0m\x1b[{color}m{name}\x1b[0m{mark}")
    }

    fn long(&self, entries: &[Entry], out: &mut Output) -> Result<(), Trouble> {
        let id = |id: u32| if self.numeric { id.to_string() } else { name_of(id) };
        let size = |entry: &Entry| match (self.human, entry.stat.kind) {
            (_, FileType::CharacterDevice | FileType::BlockDevice) => {
                format!("{}, {:>3}", entry.stat.rdev >> 8 & 0xfff, entry.stat.rdev & 0xff)
            }
            (Some(unit), _) => unit.text(entry.stat.size),
            (None, _) => entry.stat.size.to_string(),
        };
        let widest = |text: &dyn Fn(&Entry) -> String| {
            entries.iter().map(|entry| text(entry).len()).max().unwrap_or(0)
        };
        let links = widest(&|entry| entry.stat.nlink.to_string());
        let owners = widest(&|entry| id(entry.stat.uid));
        let groups = widest(&|entry| id(entry.stat.gid));
        let sizes = widest(&size);
        let now =
            i64::try_from(kernelet_system::realtime_nanoseconds() / 1_000_000_000).unwrap_or(0);
        for (entry, front) in entries.iter().zip(self.front(entries)) {
            let mut line = format!("{front}{} {:>links$}", letters(&entry.stat), entry.stat.nlink);
            if self.owner {
                line.push_str(&format!(" {:<owners$}", id(entry.stat.uid)));
            }
            if self.group {
                line.push_str(&format!(" {:<groups$}", id(entry.stat.gid)));
            }
            let time = self.time_text((self.time)(&entry.stat), now);
            line.push_str(&format!(" {:>sizes$} {time} {}", size(entry), self.name(entry)));
            if entry.stat.kind == FileType::SymbolicLink
                && let Ok(target) = std::fs::read_link(&entry.path)
            {
                line.push_str(&format!(" -> {}", target.display()));
            }
            writeln!(out, "{line}")?;
        }
        Ok(())
    }

    fn time_text(&self, time: Timestamp, now: i64) -> String {
        let Some(moment) = chrono::DateTime::from_timestamp(time.seconds, time.nanoseconds) else {
            return time.seconds.to_string();
        };
        let recent = time.seconds <= now && time.seconds > now - HALF_A_YEAR;
        let format = match (self.full_time, recent) {
            (true, _) => "%Y-%m-%d %H:%M:%S.%f +0000",
            (false, true) => "%b %e %H:%M",
            (false, false) => "%b %e  %Y",
        };
        moment.format(format).to_string()
    }

    /// As many columns as fit, filled downwards.
    fn columns(&self, entries: &[Entry], out: &mut Output) -> Result<(), Trouble> {
        let cells: Vec<(String, usize)> = entries
            .iter()
            .zip(self.front(entries))
            .map(|(entry, front)| {
                let plain = Options { color: false, ignore: Vec::new(), ..*self };
                let width = front.chars().count() + plain.name(entry).chars().count();
                (front + &self.name(entry), width)
            })
            .collect();
        let mut rows = 1;
        let widths = loop {
            let widths: Vec<usize> = cells
                .chunks(rows)
                .map(|column| column.iter().map(|(_, width)| *width).max().unwrap_or(0))
                .collect();
            let whole = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
            if whole < self.width || rows >= cells.len() {
                break widths;
            }
            rows += 1;
        };
        for row in 0..rows {
            let mut line = String::new();
            let mut padding = 0;
            for (column, width) in widths.iter().enumerate() {
                let Some((text, own)) = cells.get(column * rows + row) else { break };
                line.push_str(&" ".repeat(padding));
                line.push_str(text);
                padding = width + 2 - own;
            }
            writeln!(out, "{line}")?;
        }
        Ok(())
    }
}

/// Numbers inside of names count as numbers.
fn versions(left: &str, right: &str) -> Ordering {
    let parts = |text: &str| -> Vec<(String, u64)> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let digits = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
            let (word, behind) = rest.split_at(digits);
            let end = behind.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(behind.len());
            let (number, next) = behind.split_at(end);
            parts.push((word.to_string(), number.parse().unwrap_or(0)));
            rest = next;
        }
        parts
    };
    parts(left).cmp(&parts(right))
}
