//! `tree`: a directory and what is below it.

use std::io::Write as _;

use lexopt::prelude::*;

use crate::outcome::{Outcome, Trouble};
use crate::posix::Regex;
use crate::system::{Output, cause};

/// Deepest directories.
const DEPTH: usize = 300;

struct Options {
    all: bool,
    directories_only: bool,
    whole_path: bool,
    report: bool,
    sizes: bool,
    directories_first: bool,
    marks: bool,
    depth: usize,
    ignore: Vec<Regex>,
    only: Vec<Regex>,
}

#[derive(Default)]
struct Count {
    directories: u64,
    files: u64,
}

/// `tree [-a] [-d] [-f] [-F] [-s] [-L DEPTH] [-I PATTERN] [-P PATTERN] [--dirsfirst] [--noreport] [DIRECTORY…]`.
pub fn tree(words: Vec<String>) -> Outcome {
    let mut options = Options {
        all: false,
        directories_only: false,
        whole_path: false,
        report: true,
        sizes: false,
        directories_first: false,
        marks: false,
        depth: DEPTH,
        ignore: Vec::new(),
        only: Vec::new(),
    };
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    let patterns = |text: &str| -> Result<Vec<Regex>, String> {
        text.split('|').map(|pattern| Regex::glob(pattern.trim_end_matches('/'), false)).collect()
    };
    while let Some(option) = parser.next()? {
        match option {
            Short('a') => options.all = true,
            Short('d') => options.directories_only = true,
            Short('f') => options.whole_path = true,
            Short('F') => options.marks = true,
            Short('s') => options.sizes = true,
            Short('n') | Long("charset") => drop(parser.optional_value()),
            Short('L') => {
                options.depth = parser.value()?.parse()?;
                if options.depth == 0 {
                    return Err("Invalid level, must be greater than 0.".into());
                }
            }
            Short('I') => options.ignore.extend(patterns(&parser.value()?.string()?)?),
            Short('P') => options.only.extend(patterns(&parser.value()?.string()?)?),
            Long("dirsfirst") => options.directories_first = true,
            Long("noreport") => options.report = false,
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        operands.push(".".into());
    }
    let mut out = Output::standard();
    let mut count = Count::default();
    let mut status = 0;
    for operand in &operands {
        match std::fs::metadata(operand) {
            Ok(data) if data.is_dir() => {
                writeln!(out, "{operand}")?;
                count.directories += 1;
                below(&options, operand, "", 1, &mut count, &mut out)?;
            }
            Ok(_) | Err(_) => {
                writeln!(out, "{operand}  [error opening dir]")?;
                status = 2;
            }
        }
    }
    if options.report {
        let plural = |count: u64, one: &str, many: &str| {
            format!("{count} {}", if count == 1 { one } else { many })
        };
        write!(out, "\n{}", plural(count.directories, "directory", "directories"))?;
        if !options.directories_only {
            write!(out, ", {}", plural(count.files, "file", "files"))?;
        }
        writeln!(out)?;
    }
    out.flush()?;
    Ok(status)
}

fn below(
    options: &Options,
    directory: &str,
    prefix: &str,
    depth: usize,
    count: &mut Count,
    out: &mut Output,
) -> Result<(), Trouble> {
    if depth > options.depth {
        return Ok(());
    }
    let entries = match std::fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) => {
            out.flush()?;
            eprintln!("tree: {directory}: {}", cause(&error));
            return Ok(());
        }
    };
    let mut shown = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| Trouble::about(directory, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(|error| Trouble::about(&name, &error))?;
        let matches = |patterns: &[Regex]| patterns.iter().any(|one| one.is_match(name.as_bytes()));
        let hidden = (name.starts_with('.') && !options.all)
            || (options.directories_only && !kind.is_dir())
            || matches(&options.ignore)
            || (!options.only.is_empty() && !kind.is_dir() && !matches(&options.only));
        if !hidden {
            shown.push((name, kind));
        }
    }
    shown.sort_by(|(left, left_kind), (right, right_kind)| {
        let first = options.directories_first;
        let order = if first {
            right_kind.is_dir().cmp(&left_kind.is_dir())
        } else {
            std::cmp::Ordering::Equal
        };
        order.then_with(|| left.cmp(right))
    });
    let last = shown.len();
    for (index, (name, kind)) in shown.into_iter().enumerate() {
        let is_last = index + 1 == last;
        let path = format!("{}/{name}", directory.trim_end_matches('/'));
        let branch = if is_last { "└── " } else { "├── " };
        let size = match std::fs::symlink_metadata(&path) {
            Ok(data) if options.sizes => format!("[{:>11}]  ", data.len()),
            _ => String::new(),
        };
        let link = match std::fs::read_link(&path) {
            Ok(target) if kind.is_symlink() => format!(" -> {}", target.display()),
            _ => String::new(),
        };
        let mark = if options.marks && kind.is_dir() { "/" } else { "" };
        let text = if options.whole_path { &path } else { &name };
        writeln!(out, "{prefix}{branch}{size}{text}{mark}{link}")?;
        if kind.is_dir() {
            count.directories += 1;
            let inner = if is_last { "    " } else { "│\u{a0}\u{a0} " };
            below(options, &path, &format!("{prefix}{inner}"), depth + 1, count, out)?;
        } else {
            count.files += 1;
        }
    }
    Ok(())
}
