//! `diff` and `cmp`, on uutils diffutils; directories and the options that it does not know are here.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::Write as _;

use diffutilslib::params::{Format, Params};
use kernelet_system::FileType;
use lexopt::prelude::*;

use crate::outcome::{Outcome, Trouble};
use crate::system::{self, Output};

/// Deepest directories.
const DEPTH: usize = 200;

struct Options {
    params: Params,
    recursive: bool,
    /// What is missing is empty.
    new_file: bool,
    labels: Vec<String>,
    exclude: Vec<crate::posix::Regex>,
    /// As they were given, for the lines between files.
    given: String,
}

/// Runs `diff`: 0 when the files are the same, 1 when not, 2 on trouble.
pub fn main(words: Vec<String>) -> Outcome {
    let given: Vec<String> = words
        .iter()
        .skip(1)
        .filter(|word| word.starts_with('-') && word.len() > 1)
        .cloned()
        .collect();
    let mut options = Options {
        params: Params { executable: "diff".into(), ..Params::default() },
        recursive: false,
        new_file: false,
        labels: Vec::new(),
        exclude: Vec::new(),
        given: given.join(" "),
    };
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    let params = &mut options.params;
    while let Some(option) = parser.next()? {
        match option {
            Short('u') => params.format = Format::Unified,
            Short('U') => {
                params.format = Format::Unified;
                params.context_count = parser.value()?.parse()?;
            }
            Long("unified") => {
                params.format = Format::Unified;
                if let Some(count) = parser.optional_value() {
                    params.context_count = count.parse()?;
                }
            }
            Short('c') => params.format = Format::Context,
            Short('C') => {
                params.format = Format::Context;
                params.context_count = parser.value()?.parse()?;
            }
            Long("normal") => params.format = Format::Normal,
            Short('e') | Long("ed") => params.format = Format::Ed,
            Short('y') | Long("side-by-side") => params.format = Format::SideBySide,
            Short('W') | Long("width") => params.width = parser.value()?.parse()?,
            Short('q') | Long("brief") => params.brief = true,
            Short('s') | Long("report-identical-files") => params.report_identical_files = true,
            Short('t') | Long("expand-tabs") => params.expand_tabs = true,
            Short('r') | Long("recursive") => options.recursive = true,
            Short('N') | Long("new-file") => options.new_file = true,
            Short('a') | Long("text") => {}
            Short('L') | Long("label") => options.labels.push(parser.value()?.string()?),
            Short('x') | Long("exclude") => {
                options.exclude.push(crate::posix::Regex::glob(&parser.value()?.string()?, false)?);
            }
            Long("color" | "colour") => drop(parser.optional_value()),
            Short(digit) if digit.is_ascii_digit() => {
                params.context_count = digit.to_digit(10).unwrap_or(3) as usize;
            }
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let [from, to] = operands.as_slice() else {
        return Err("two files are needed: diff [OPTION]... FILE1 FILE2".into());
    };
    let is_directory = |path: &str| {
        path != "-" && system::stat(path, true).is_ok_and(|stat| stat.kind == FileType::Directory)
    };
    let name =
        |path: &str| path.trim_end_matches('/').rsplit('/').next().unwrap_or(path).to_string();
    let (mut from, mut to) = (from.clone(), to.clone());
    match (is_directory(&from), is_directory(&to)) {
        (true, false) => from = format!("{}/{}", from.trim_end_matches('/'), name(&to)),
        (false, true) => to = format!("{}/{}", to.trim_end_matches('/'), name(&from)),
        _ => {}
    }
    let mut comparison = Comparison { options, out: Output::standard(), trouble: false };
    let differs = if is_directory(&from) && is_directory(&to) {
        comparison.directories(&from, &to, 0)?
    } else {
        comparison.files(&from, &to)?
    };
    comparison.out.flush()?;
    Ok(if comparison.trouble { 2 } else { i32::from(differs) })
}

struct Comparison {
    options: Options,
    out: Output,
    trouble: bool,
}

impl Comparison {
    fn tell(&mut self, trouble: &Trouble) -> Result<(), Trouble> {
        self.out.flush()?;
        eprintln!("diff: {}", trouble.message);
        self.trouble = true;
        Ok(())
    }

    fn names(&self, directory: &str) -> Result<BTreeSet<String>, Trouble> {
        let entries =
            std::fs::read_dir(directory).map_err(|error| Trouble::about(directory, &error))?;
        let mut names = BTreeSet::new();
        for entry in entries {
            let entry = entry.map_err(|error| Trouble::about(directory, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !self.options.exclude.iter().any(|pattern| pattern.is_match(name.as_bytes())) {
                names.insert(name);
            }
        }
        Ok(names)
    }

    fn directories(&mut self, from: &str, to: &str, depth: usize) -> Result<bool, Trouble> {
        if depth > DEPTH {
            return Err(format!("{from}: directories are deeper than {DEPTH}").into());
        }
        let (left, right) = (self.names(from)?, self.names(to)?);
        let mut differs = false;
        for name in left.union(&right) {
            let join = |directory: &str| format!("{}/{name}", directory.trim_end_matches('/'));
            let (from_path, to_path) = (join(from), join(to));
            let compared = match (left.contains(name), right.contains(name)) {
                (true, false) if !self.options.new_file => {
                    writeln!(self.out, "Only in {from}: {name}")?;
                    Ok(true)
                }
                (false, true) if !self.options.new_file => {
                    writeln!(self.out, "Only in {to}: {name}")?;
                    Ok(true)
                }
                _ => self.pair(&from_path, &to_path, depth),
            };
            match compared {
                Ok(different) => differs |= different,
                Err(trouble) => self.tell(&trouble)?,
            }
        }
        Ok(differs)
    }

    fn pair(&mut self, from: &str, to: &str, depth: usize) -> Result<bool, Trouble> {
        let kind = |path: &str| system::stat(path, true).ok().map(|stat| stat.kind);
        let (left, right) = (kind(from), kind(to));
        let directory = Some(FileType::Directory);
        if left == directory && right == directory {
            if self.options.recursive {
                return self.directories(from, to, depth + 1);
            }
            writeln!(self.out, "Common subdirectories: {from} and {to}")?;
            return Ok(false);
        }
        if left == directory || right == directory {
            if left.is_none() || right.is_none() {
                let only = if left.is_none() { to } else { from };
                return self.only(only, left.is_none(), depth + 1);
            }
            let kind = |is: bool| if is { "directory" } else { "regular file" };
            let (a, b) = (kind(left == directory), kind(right == directory));
            writeln!(self.out, "File {from} is a {a} while file {to} is a {b}")?;
            return Ok(true);
        }
        self.files(from, to)
    }

    /// With `-N`, a directory that is on one side only.
    fn only(
        &mut self,
        directory: &str,
        left_is_missing: bool,
        depth: usize,
    ) -> Result<bool, Trouble> {
        if depth > DEPTH || !self.options.recursive {
            return Ok(true);
        }
        for name in self.names(directory)? {
            let path = format!("{directory}/{name}");
            if system::stat(&path, true)?.kind == FileType::Directory {
                self.only(&path, left_is_missing, depth + 1)?;
            } else if left_is_missing {
                self.compare(None, Some(&path), &path, &path)?;
            } else {
                self.compare(Some(&path), None, &path, &path)?;
            }
        }
        Ok(true)
    }

    fn files(&mut self, from: &str, to: &str) -> Result<bool, Trouble> {
        let exists = |path: &str| path == "-" || system::stat(path, true).is_ok();
        let there = |path: &'_ str| !self.options.new_file || exists(path);
        let (left, right) = (there(from), there(to));
        self.compare(left.then_some(from), right.then_some(to), from, to)
    }

    /// Compares two files of these names; one that is none is empty.
    fn compare(
        &mut self,
        left: Option<&str>,
        right: Option<&str>,
        from: &str,
        to: &str,
    ) -> Result<bool, Trouble> {
        let read = |path: Option<&str>| match path {
            Some(path) => system::read(path).map_err(|error| Trouble::about(path, &error)),
            None => Ok(Vec::new()),
        };
        let (left, right) = (read(left)?, read(right)?);
        let out = &mut self.out;
        if left == right {
            if self.options.params.report_identical_files {
                writeln!(out, "Files {from} and {to} are identical")?;
            }
            return Ok(false);
        }
        if self.options.params.brief {
            writeln!(out, "Files {from} and {to} differ")?;
            return Ok(true);
        }
        if left.contains(&0) || right.contains(&0) {
            writeln!(out, "Binary files {from} and {to} differ")?;
            return Ok(true);
        }
        let params = &mut self.options.params;
        (params.from, params.to) = (OsString::from(from), OsString::from(to));
        let params = &self.options.params;
        let mut text = match params.format {
            Format::Normal => single_lines(&diffutilslib::normal_diff(&left, &right, params)),
            Format::Unified => diffutilslib::unified_diff(&left, &right, params),
            Format::Context => diffutilslib::context_diff(&left, &right, params),
            Format::Ed => {
                diffutilslib::ed_diff(&left, &right, params).map_err(|error| error.to_string())?
            }
            Format::SideBySide => {
                let mut text = Vec::new();
                diffutilslib::side_by_side_diff(&left, &right, &mut text, params);
                text
            }
        };
        if matches!(params.format, Format::Unified | Format::Context) {
            text = labelled(text, &self.options.labels);
        }
        if self.options.recursive {
            let given = &self.options.given;
            writeln!(out, "diff {given} {from} {to}")?;
        }
        out.write_all(&text)?;
        Ok(true)
    }
}

/// Ranges of one line as that line's number, which the crate does not always do: `3a4`, not `3a4,4`.
fn single_lines(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        if !line.first().is_some_and(u8::is_ascii_digit) {
            out.extend_from_slice(line);
            continue;
        }
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end();
        let at = line.find(['a', 'c', 'd']).unwrap_or(0);
        let short = |range: &str| match range.split_once(',') {
            Some((first, last)) if first == last => first.to_string(),
            _ => range.to_string(),
        };
        let (left, right) = line.split_at(at);
        let (letter, right) = right.split_at(right.len().min(1));
        out.extend_from_slice(format!("{}{letter}{}\n", short(left), short(right)).as_bytes());
    }
    out
}

/// The two lines at the start with other names.
fn labelled(text: Vec<u8>, labels: &[String]) -> Vec<u8> {
    let mut out = Vec::new();
    for (index, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        match (labels.get(index), line.get(..4)) {
            (Some(label), Some(start)) if index < 2 => {
                out.extend_from_slice(start);
                out.extend_from_slice(label.as_bytes());
                out.push(b'\n');
            }
            _ => out.extend_from_slice(line),
        }
    }
    out
}

/// Runs `cmp`: 0 when the files are the same, 1 when not, 2 on trouble.
pub fn cmp(words: Vec<String>) -> Outcome {
    use diffutilslib::cmp::{Cmp, cmp, parse_params};

    let words: Vec<OsString> = words.into_iter().map(OsString::from).collect();
    match parse_params(words.into_iter().peekable()).and_then(|params| cmp(&params)) {
        Ok(Cmp::Equal) => Ok(0),
        Ok(Cmp::Different) => Ok(1),
        // The crate's message begins with the command's name.
        Err(error) => Err(error.trim_start_matches("cmp: ").into()),
    }
}
