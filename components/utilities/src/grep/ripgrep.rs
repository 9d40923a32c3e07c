//! `rg`: ripgrep's options that are asked for most, on the crate that tells it which files to leave out.

use std::io::Write as _;

use ignore::WalkBuilder;
use ignore::overrides::OverrideBuilder;
use ignore::types::TypesBuilder;
use lexopt::prelude::*;

use super::{Binary, Settings, Shown, search};
use crate::outcome::Outcome;
use crate::posix::{Meaning, Regex};
use crate::system::{Output, cause};

/// Runs it: 0 when a line matched, 1 when none did, 2 on trouble.
pub fn main(words: Vec<String>) -> Outcome {
    let mut patterns: Vec<String> = Vec::new();
    let mut operands: Vec<String> = Vec::new();
    let mut meaning = Meaning::default();
    let (mut fixed, mut smart, mut only_files) = (false, false, false);
    let (mut hidden, mut no_ignore) = (false, 0);
    let (mut with_name, mut with_number) = (None, false);
    let (mut globs, mut types, mut types_not) = (Vec::new(), Vec::new(), Vec::new());
    let mut depth = None;
    let mut follow = false;
    let mut settings = Settings {
        // Replaced below, when the pattern is known.
        regex: Regex::any_of(&[], None, meaning)?,
        invert: false,
        most: u64::MAX,
        before: 0,
        after: 0,
        shown: Shown::Lines,
        with_name: false,
        with_number: false,
        with_offset: false,
        only_matching: false,
        binary: Binary::Skip,
        terminator: b'\n',
        name_end: b':',
        color: false,
    };
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('e') | Long("regexp") => patterns.push(parser.value()?.string()?),
            Short('i') | Long("ignore-case") => meaning.any_case = true,
            Short('s') | Long("case-sensitive") => (meaning.any_case, smart) = (false, false),
            Short('S') | Long("smart-case") => smart = true,
            Short('F') | Long("fixed-strings") => fixed = true,
            Short('w') | Long("word-regexp") => meaning.words = true,
            Short('x') | Long("line-regexp") => meaning.lines = true,
            Short('v') | Long("invert-match") => settings.invert = true,
            Short('c') | Long("count") => settings.shown = Shown::Count,
            Short('l') | Long("files-with-matches") => settings.shown = Shown::NameWithMatch,
            Long("files-without-match") => settings.shown = Shown::NameWithout,
            Short('q') | Long("quiet") => settings.shown = Shown::Nothing,
            Short('o') | Long("only-matching") => settings.only_matching = true,
            Short('n') | Long("line-number") => with_number = true,
            Short('N') | Long("no-line-number") => with_number = false,
            Short('H') | Long("with-filename") => with_name = Some(true),
            Short('I') | Long("no-filename") => with_name = Some(false),
            Short('a') | Long("text") => settings.binary = Binary::Search,
            Short('m') | Long("max-count") => settings.most = parser.value()?.parse()?,
            Short('A') | Long("after-context") => settings.after = parser.value()?.parse()?,
            Short('B') | Long("before-context") => settings.before = parser.value()?.parse()?,
            Short('C') | Long("context") => {
                settings.after = parser.value()?.parse()?;
                settings.before = settings.after;
            }
            Short('g') | Long("glob") => globs.push(parser.value()?.string()?),
            Short('t') | Long("type") => types.push(parser.value()?.string()?),
            Short('T') | Long("type-not") => types_not.push(parser.value()?.string()?),
            Short('d') | Long("max-depth") => depth = Some(parser.value()?.parse()?),
            Short('L') | Long("follow") => follow = true,
            Short('.') | Long("hidden") => hidden = true,
            Short('u') | Long("unrestricted") => {
                no_ignore += 1;
                hidden |= no_ignore > 1;
            }
            Long("no-ignore") => no_ignore = no_ignore.max(1),
            Long("files") => only_files = true,
            Long("color") => settings.color = parser.value()? == "always",
            Long("no-heading" | "line-buffered" | "no-messages") => {}
            Long("sort") => drop(parser.value()?),
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if !only_files {
        if patterns.is_empty() {
            if operands.is_empty() {
                return Err("a pattern is needed: rg [OPTION]... PATTERN [PATH]...".into());
            }
            patterns.push(operands.remove(0));
        }
        let upper = patterns.iter().any(|pattern| pattern.chars().any(char::is_uppercase));
        meaning.any_case |= smart && !upper;
        settings.regex = if fixed {
            let patterns: Vec<&str> = patterns.iter().map(String::as_str).collect();
            Regex::any_of(&patterns, None, meaning)?
        } else {
            let alternatives: Vec<_> = patterns.iter().map(|one| format!("(?:{one})")).collect();
            Regex::rust(&alternatives.join("|"), meaning)?
        };
    }
    let mut out = Output::standard();
    settings.with_number = with_number || kernelet_system::isatty(1).unwrap_or(false);
    let piped = operands.is_empty()
        && !only_files
        && kernelet_system::fstat(0).is_ok_and(|stat| {
            use kernelet_system::FileType::{Fifo, Regular, Socket};
            matches!(stat.kind, Fifo | Regular | Socket)
        });
    if piped || operands == ["-"] {
        settings.with_name = with_name.unwrap_or(false);
        let found = search::file(&settings, "-", &mut out)?;
        out.flush()?;
        return Ok(i32::from(!found));
    }
    let here = operands.is_empty();
    if here {
        operands.push("./".into());
    }
    let single = operands.len() == 1
        && operands.iter().all(|path| std::fs::metadata(path).is_ok_and(|data| data.is_file()));
    settings.with_name = with_name.unwrap_or(!single);
    let (mut found, mut trouble) = (false, false);
    for operand in &operands {
        let mut overrides = OverrideBuilder::new(operand);
        for glob in &globs {
            overrides.add(glob).map_err(|error| error.to_string())?;
        }
        let mut kinds = TypesBuilder::new();
        kinds.add_defaults();
        for kind in &types {
            kinds.select(kind);
        }
        for kind in &types_not {
            kinds.negate(kind);
        }
        let ignores = no_ignore == 0;
        let walk = WalkBuilder::new(operand)
            .overrides(overrides.build().map_err(|error| error.to_string())?)
            .types(kinds.build().map_err(|error| error.to_string())?)
            .hidden(!hidden)
            .ignore(ignores)
            .git_ignore(ignores)
            .git_exclude(ignores)
            .git_global(false)
            .parents(ignores)
            .require_git(true)
            .follow_links(follow)
            .max_depth(depth)
            .sort_by_file_name(Ord::cmp)
            .build();
        for entry in walk {
            let path = match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    entry.path().to_string_lossy().into_owned()
                }
                Ok(_) => continue,
                Err(error) => {
                    trouble = true;
                    let why = error.to_string();
                    let why = error.io_error().map_or(why, cause);
                    eprintln!("rg: {operand}: {why}");
                    continue;
                }
            };
            let path = path.strip_prefix("./").filter(|_| here).unwrap_or(&path);
            if only_files {
                writeln!(out, "{path}")?;
                found = true;
                continue;
            }
            match search::file(&settings, path, &mut out) {
                Ok(matched) => found |= matched,
                Err(error) => {
                    trouble = true;
                    eprintln!("rg: {error}");
                }
            }
            if found && settings.shown == Shown::Nothing {
                return Ok(0);
            }
        }
    }
    out.flush()?;
    Ok(if trouble && !found { 2 } else { i32::from(!found) })
}
