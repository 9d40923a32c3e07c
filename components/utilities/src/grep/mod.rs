//! `grep`, `egrep`, `fgrep`: lines that match (grep(1)); `rg` with its rules for which files are searched.

mod files;
mod ripgrep;
mod search;

use lexopt::prelude::*;

use crate::outcome::{Outcome, Trouble};
use crate::posix::{Meaning, Regex, Syntax};
use crate::system::Output;
use files::Files;
pub use ripgrep::main as ripgrep;

/// What is searched for and how it is shown.
struct Settings {
    regex: Regex,
    invert: bool,
    most: u64,
    before: usize,
    after: usize,
    shown: Shown,
    with_name: bool,
    with_number: bool,
    with_offset: bool,
    only_matching: bool,
    binary: Binary,
    /// What ends a line.
    terminator: u8,
    /// What ends a name.
    name_end: u8,
    color: bool,
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

/// What happens to files that are no text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Binary {
    Tell,
    Search,
    Skip,
}

/// Which language patterns are in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Fixed,
    Posix(Syntax),
    Perl,
}

/// Options as they are read; the last of a kind counts.
struct Options {
    patterns: Vec<String>,
    given: bool,
    language: Language,
    meaning: Meaning,
    before: Option<usize>,
    after: Option<usize>,
    context: usize,
    name: Option<bool>,
    silent: bool,
    recursive: bool,
    files: Files,
    operands: Vec<String>,
}

/// Runs it: 0 when a line was selected, 1 when none was, 2 on trouble.
pub fn main(words: Vec<String>) -> Outcome {
    let name = crate::called_as(&words);
    let (settings, options) = parse(&name, words)?;
    run(&name, &settings, &options)
}

fn parse(name: &str, words: Vec<String>) -> Result<(Settings, Options), Trouble> {
    let mut options = Options {
        patterns: Vec::new(),
        given: false,
        language: match name {
            "fgrep" => Language::Fixed,
            "egrep" => Language::Posix(Syntax::Extended),
            _ => Language::Posix(Syntax::Basic),
        },
        meaning: Meaning::default(),
        before: None,
        after: None,
        context: 0,
        name: None,
        silent: false,
        recursive: false,
        files: Files::default(),
        operands: Vec::new(),
    };
    let mut settings = Settings {
        // Replaced below, when all patterns are known.
        regex: compile(&[], Language::Fixed, Meaning::default())?,
        invert: false,
        most: u64::MAX,
        before: 0,
        after: 0,
        shown: Shown::Lines,
        with_name: false,
        with_number: false,
        with_offset: false,
        only_matching: false,
        binary: Binary::Tell,
        terminator: b'\n',
        name_end: b':',
        color: false,
    };
    let mut count = String::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('E') | Long("extended-regexp") => {
                options.language = Language::Posix(Syntax::Extended)
            }
            Short('F') | Long("fixed-strings") => options.language = Language::Fixed,
            Short('G') | Long("basic-regexp") => options.language = Language::Posix(Syntax::Basic),
            Short('P') | Long("perl-regexp") => options.language = Language::Perl,
            Short('i' | 'y') | Long("ignore-case") => options.meaning.any_case = true,
            Long("no-ignore-case") => options.meaning.any_case = false,
            Short('w') | Long("word-regexp") => options.meaning.words = true,
            Short('x') | Long("line-regexp") => options.meaning.lines = true,
            Short('e') | Long("regexp") => {
                options.given = true;
                options.patterns.push(parser.value()?.string()?);
            }
            Short('f') | Long("file") => {
                options.given = true;
                let path = parser.value()?.string()?;
                let text =
                    crate::system::read(&path).map_err(|error| Trouble::about(&path, &error))?;
                let text = String::from_utf8_lossy(&text).into_owned();
                options.patterns.extend(text.lines().map(String::from));
            }
            Short('v') | Long("invert-match") => settings.invert = true,
            Short('c') | Long("count") => settings.shown = Shown::Count,
            Short('l') | Long("files-with-matches") => settings.shown = Shown::NameWithMatch,
            Short('L') | Long("files-without-match") => settings.shown = Shown::NameWithout,
            Short('q') | Long("quiet" | "silent") => settings.shown = Shown::Nothing,
            Short('s') | Long("no-messages") => options.silent = true,
            Short('n') | Long("line-number") => settings.with_number = true,
            Short('b') | Long("byte-offset") => settings.with_offset = true,
            Short('H') | Long("with-filename") => options.name = Some(true),
            Short('h') | Long("no-filename") => options.name = Some(false),
            Short('o') | Long("only-matching") => settings.only_matching = true,
            Short('a') | Long("text") => settings.binary = Binary::Search,
            Short('I') => settings.binary = Binary::Skip,
            Long("binary-files") => {
                settings.binary = match parser.value()?.string()?.as_str() {
                    "text" => Binary::Search,
                    "without-match" => Binary::Skip,
                    "binary" => Binary::Tell,
                    other => return Err(format!("--binary-files={other}: unknown type").into()),
                };
            }
            Short('z') | Long("null-data") => settings.terminator = 0,
            Short('Z') | Long("null") => settings.name_end = 0,
            Short('r') | Long("recursive") => options.recursive = true,
            Short('R') | Long("dereference-recursive") => {
                options.recursive = true;
                options.files.follow = true;
            }
            Short('d') | Long("directories") => match parser.value()?.string()?.as_str() {
                "recurse" => options.recursive = true,
                "skip" => options.files.skip_directories = true,
                _ => {}
            },
            Short('m') | Long("max-count") => settings.most = parser.value()?.parse()?,
            Short('A') | Long("after-context") => options.after = Some(parser.value()?.parse()?),
            Short('B') | Long("before-context") => options.before = Some(parser.value()?.parse()?),
            Short('C') | Long("context") => options.context = parser.value()?.parse()?,
            Short(digit) if digit.is_ascii_digit() => {
                count.push(digit);
                options.context = count.parse().map_err(|_| format!("-{count}: too many lines"))?;
            }
            Long("color" | "colour") => {
                settings.color = parser.optional_value().is_some_and(|when| when == "always");
            }
            Long("line-buffered") | Short('U') | Long("binary") => {}
            Long("include") => options.files.include(&parser.value()?.string()?)?,
            Long("exclude") => options.files.exclude(&parser.value()?.string()?)?,
            Long("exclude-dir") => options.files.exclude_directory(&parser.value()?.string()?)?,
            Value(operand) => options.operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if !options.given {
        if options.operands.is_empty() {
            return Err("a pattern is needed: grep [OPTION]... PATTERN [FILE]...".into());
        }
        options.patterns.push(options.operands.remove(0));
    }
    settings.regex = compile(&options.patterns, options.language, options.meaning)?;
    settings.before = options.before.unwrap_or(options.context);
    settings.after = options.after.unwrap_or(options.context);
    settings.with_name = options.name.unwrap_or(options.operands.len() > 1 || options.recursive);
    if options.operands.is_empty() {
        options.files.without_dot = true;
        options.operands.push(if options.recursive { ".".into() } else { "-".into() });
    }
    Ok((settings, options))
}

/// All patterns as one; each of their lines is one.
fn compile(patterns: &[String], language: Language, meaning: Meaning) -> Result<Regex, String> {
    let lines: Vec<&str> = patterns.iter().flat_map(|pattern| pattern.split('\n')).collect();
    match language {
        Language::Fixed => Regex::any_of(&lines, None, meaning),
        Language::Posix(syntax) => Regex::any_of(&lines, Some(syntax), meaning),
        Language::Perl => Regex::perl(&lines.join("|"), meaning),
    }
}

fn run(name: &str, settings: &Settings, options: &Options) -> Outcome {
    use std::io::Write as _;

    let mut out = Output::standard();
    let (mut found, mut trouble) = (false, false);
    for operand in &options.operands {
        for path in options.files.of(operand, options.recursive) {
            match path.and_then(|path| search::file(settings, &path, &mut out)) {
                Ok(matched) => found |= matched,
                Err(error) => {
                    trouble = true;
                    if !options.silent {
                        // Lines and messages come in order.
                        out.flush()?;
                        eprintln!("{name}: {error}");
                    }
                }
            }
            if found && settings.shown == Shown::Nothing {
                return Ok(0);
            }
        }
    }
    out.flush()?;
    Ok(if trouble { 2 } else { i32::from(!found) })
}
