//! `grep`, `egrep`, `fgrep`: lines that match (grep(1)), on the `regex` crate.

pub mod pattern;
mod search;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use regex::bytes::{Regex, RegexBuilder};

/// Status of trouble.
const TROUBLE: i32 = 2;

/// What is searched for and how it is shown.
pub struct Settings {
    matcher: Regex,
    invert: bool,
    most: u64,
    before: usize,
    after: usize,
    shown: Shown,
    with_name: bool,
    with_number: bool,
    only_matching: bool,
    text: bool,
    silent: bool,
}

/// What is shown of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Lines,
    Count,
    NameWithMatch,
    NameWithout,
    Nothing,
}

/// Runs it: 0 when a line matched, 1 when none did, 2 on trouble.
pub fn main(arguments: Vec<OsString>) -> i32 {
    let name = crate::called_as(&arguments);
    let matches = match command().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => {
            // Help is no trouble.
            let _ = error.print();
            return if error.use_stderr() { TROUBLE } else { 0 };
        }
    };
    match run(&name, &matches) {
        Ok(status) => status,
        Err(error) => {
            eprintln!("{name}: {error}");
            TROUBLE
        }
    }
}

fn command() -> Command {
    let flag = |short: char, long: &'static str| {
        Arg::new(long).short(short).long(long).action(ArgAction::SetTrue)
    };
    let value = |short: char, long: &'static str| {
        Arg::new(long).short(short).long(long).num_args(1).value_parser(clap::value_parser!(u64))
    };
    let list = |long: &'static str| Arg::new(long).long(long).num_args(1).action(ArgAction::Append);
    Command::new("grep")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .args_override_self(true)
        .arg(Arg::new("help").long("help").action(ArgAction::Help))
        .arg(flag('E', "extended-regexp"))
        .arg(flag('F', "fixed-strings"))
        .arg(flag('G', "basic-regexp"))
        .arg(flag('i', "ignore-case").visible_short_alias('y'))
        .arg(flag('v', "invert-match"))
        .arg(flag('w', "word-regexp"))
        .arg(flag('x', "line-regexp"))
        .arg(flag('c', "count"))
        .arg(flag('l', "files-with-matches"))
        .arg(flag('L', "files-without-match"))
        .arg(flag('q', "quiet").visible_alias("silent"))
        .arg(flag('s', "no-messages"))
        .arg(flag('n', "line-number"))
        .arg(flag('H', "with-filename"))
        .arg(flag('h', "no-filename"))
        .arg(flag('o', "only-matching"))
        .arg(flag('a', "text"))
        .arg(flag('r', "recursive"))
        .arg(flag('R', "dereference-recursive"))
        .arg(value('m', "max-count"))
        .arg(value('A', "after-context"))
        .arg(value('B', "before-context"))
        .arg(value('C', "context"))
        .arg(
            Arg::new("color")
                .long("color")
                .visible_alias("colour")
                .num_args(0..=1)
                .require_equals(true),
        )
        .arg(list("include"))
        .arg(list("exclude"))
        .arg(list("exclude-dir"))
        .arg(
            Arg::new("regexp")
                .short('e')
                .long("regexp")
                .num_args(1)
                .action(ArgAction::Append)
                .allow_hyphen_values(true),
        )
        .arg(Arg::new("file").short('f').long("file").num_args(1).action(ArgAction::Append))
        .arg(Arg::new("operands").num_args(0..).value_parser(clap::value_parser!(OsString)))
}

fn run(name: &str, matches: &ArgMatches) -> Result<i32, String> {
    let mut operands: Vec<OsString> =
        matches.get_many("operands").into_iter().flatten().cloned().collect();
    let matcher = matcher(name, matches, &mut operands)?;
    let number = |name: &str| matches.get_one::<u64>(name).copied();
    let lines = |name: &str| {
        let given = number(name).or(number("context")).unwrap_or(0);
        usize::try_from(given).unwrap_or(usize::MAX)
    };
    let recursive = matches.get_flag("recursive") || matches.get_flag("dereference-recursive");
    if operands.is_empty() {
        operands.push(if recursive { ".".into() } else { "-".into() });
    }
    let several = operands.len() > 1 || recursive;
    let settings = Settings {
        matcher,
        invert: matches.get_flag("invert-match"),
        most: number("max-count").unwrap_or(u64::MAX),
        before: lines("before-context"),
        after: lines("after-context"),
        shown: if matches.get_flag("quiet") {
            Shown::Nothing
        } else if matches.get_flag("files-with-matches") {
            Shown::NameWithMatch
        } else if matches.get_flag("files-without-match") {
            Shown::NameWithout
        } else if matches.get_flag("count") {
            Shown::Count
        } else {
            Shown::Lines
        },
        with_name: (several || matches.get_flag("with-filename"))
            && !matches.get_flag("no-filename"),
        with_number: matches.get_flag("line-number"),
        only_matching: matches.get_flag("only-matching"),
        text: matches.get_flag("text"),
        silent: matches.get_flag("no-messages"),
    };
    let globs = |name: &str| -> Result<Vec<glob::Pattern>, String> {
        let texts = matches.get_many::<String>(name).into_iter().flatten();
        texts.map(|text| glob::Pattern::new(text).map_err(|error| error.to_string())).collect()
    };
    let (include, exclude, pruned) = (globs("include")?, globs("exclude")?, globs("exclude-dir")?);
    let wanted = |file: &str| {
        (include.is_empty() || include.iter().any(|glob| glob.matches(file)))
            && !exclude.iter().any(|glob| glob.matches(file))
    };

    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut found, mut trouble) = (false, false);
    for operand in operands {
        let paths: Box<dyn Iterator<Item = Result<PathBuf, String>>> =
            if recursive && operand != "-" {
                let walk = walkdir::WalkDir::new(&operand)
                    .follow_links(matches.get_flag("dereference-recursive"))
                    .sort_by_file_name()
                    .into_iter()
                    .filter_entry(|entry| {
                        let name = entry.file_name().to_string_lossy();
                        entry.depth() == 0
                            || !entry.file_type().is_dir()
                            || !pruned.iter().any(|glob| glob.matches(&name))
                    });
                let files = walk.filter_map(|entry| match entry {
                    Ok(entry) if !entry.file_type().is_file() => None,
                    Ok(entry) => {
                        wanted(&entry.file_name().to_string_lossy()).then(|| Ok(entry.into_path()))
                    }
                    Err(error) => Some(Err(error.to_string())),
                });
                Box::new(files)
            } else {
                Box::new(std::iter::once(Ok(PathBuf::from(operand))))
            };
        for path in paths {
            match path.and_then(|path| search::file(&settings, &path, &mut out)) {
                Ok(matched) => found |= matched,
                Err(error) => {
                    trouble = true;
                    if !settings.silent {
                        eprintln!("{name}: {error}");
                    }
                }
            }
            if found && settings.shown == Shown::Nothing {
                return Ok(0);
            }
        }
    }
    out.flush().map_err(|error| error.to_string())?;
    Ok(if trouble { TROUBLE } else { i32::from(!found) })
}

/// All patterns as one; the first operand is one when no option gives any.
fn matcher(
    name: &str,
    matches: &ArgMatches,
    operands: &mut Vec<OsString>,
) -> Result<Regex, String> {
    let mut patterns: Vec<String> =
        matches.get_many("regexp").into_iter().flatten().cloned().collect();
    for file in matches.get_many::<String>("file").into_iter().flatten() {
        let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
        patterns.extend(text.lines().map(str::to_string));
    }
    if patterns.is_empty() && !matches.contains_id("file") {
        if operands.is_empty() {
            return Err("a pattern is needed; try --help".into());
        }
        patterns.push(operands.remove(0).to_string_lossy().into_owned());
    }
    let fixed = matches.get_flag("fixed-strings") || name == "fgrep";
    let extended = matches.get_flag("extended-regexp") || name == "egrep";
    let mut alternatives = Vec::new();
    for pattern in patterns.iter().flat_map(|pattern| pattern.split('\n')) {
        let regex = match fixed {
            true => regex::escape(pattern),
            false => pattern::translate(pattern, extended)?,
        };
        alternatives.push(if matches.get_flag("line-regexp") {
            format!("^(?:{regex})$")
        } else if matches.get_flag("word-regexp") {
            format!(r"\b(?:{regex})\b")
        } else {
            format!("(?:{regex})")
        });
    }
    // No pattern at all matches nothing.
    let whole = if alternatives.is_empty() { r"[^\s\S]".into() } else { alternatives.join("|") };
    RegexBuilder::new(&whole)
        .case_insensitive(matches.get_flag("ignore-case"))
        .build()
        .map_err(|error| error.to_string())
}
