//! `xargs`: makes command lines of what it reads (xargs(1)).

use std::collections::VecDeque;
use std::io::BufRead;

use lexopt::prelude::*;

use crate::outcome::{Outcome, Trouble};
use crate::system::process::{self, NOT_EXECUTABLE, NOT_FOUND};
use crate::system::{Start, input};

/// Bytes of a command line, well below what the kernel takes.
const LINE: usize = 128 << 10;

/// Statuses of xargs(1).
const FAILED: i32 = 123;
const GAVE_UP: i32 = 124;
const KILLED: i32 = 125;

struct Options {
    file: String,
    only_if_any: bool,
    trace: bool,
    exit_when_long: bool,
    arguments: Option<usize>,
    lines: Option<usize>,
    bytes: usize,
    processes: usize,
    delimiter: Option<u8>,
    replace: Option<String>,
    end: Option<String>,
    command: Vec<String>,
}

/// Runs it: 0, 123 when a command failed, 126 and 127 when it cannot be run.
pub fn main(words: Vec<String>) -> Outcome {
    let options = parse(words)?;
    let mut runner = Runner { options: &options, running: 0, status: 0 };
    match runner.run() {
        Ok(()) => runner.finish(),
        Err(trouble) => {
            runner.finish()?;
            Err(trouble)
        }
    }
}

fn parse(words: Vec<String>) -> Result<Options, Trouble> {
    let mut options = Options {
        file: "-".into(),
        only_if_any: false,
        trace: false,
        exit_when_long: false,
        arguments: None,
        lines: None,
        bytes: LINE,
        processes: 1,
        delimiter: None,
        replace: None,
        end: None,
        command: Vec::new(),
    };
    let mut parser = lexopt::Parser::from_iter(words);
    let positive = |number: usize, option: &str| {
        if number > 0 { Ok(number) } else { Err(format!("{option}: it is 1 or more")) }
    };
    while let Some(option) = parser.next()? {
        match option {
            Short('0') | Long("null") => options.delimiter = Some(0),
            Short('a') | Long("arg-file") => options.file = parser.value()?.string()?,
            Short('r') | Long("no-run-if-empty") => options.only_if_any = true,
            Short('t') | Long("verbose") => options.trace = true,
            Short('x') | Long("exit") => options.exit_when_long = true,
            Short('n') | Long("max-args") => {
                options.arguments = Some(positive(parser.value()?.parse()?, "-n")?);
                options.lines = None;
            }
            Short('L') | Long("max-lines") => {
                options.lines = Some(positive(parser.value()?.parse()?, "-L")?);
                options.arguments = None;
            }
            Short('s') | Long("max-chars") => {
                options.bytes = positive(parser.value()?.parse()?, "-s")?.min(LINE);
            }
            Short('P') | Long("max-procs") => {
                let most: usize = parser.value()?.parse()?;
                options.processes = if most == 0 { usize::MAX } else { most };
            }
            Short('E') => options.end = Some(parser.value()?.string()?),
            Short('d') | Long("delimiter") => {
                let text = parser.value()?.string()?;
                options.delimiter = match text.as_bytes() {
                    [byte] => Some(*byte),
                    b"\\n" => Some(b'\n'),
                    b"\\t" => Some(b'\t'),
                    b"\\0" => Some(0),
                    _ => return Err(format!("-d {text}: it is one byte, \\n, \\t or \\0").into()),
                };
            }
            Short('I') => options.replace = Some(parser.value()?.string()?),
            Short('i') | Long("replace") => {
                let text = parser.optional_value().map(|text| text.to_string_lossy().into_owned());
                options.replace = Some(text.unwrap_or_else(|| "{}".into()));
            }
            Value(word) => {
                options.command.push(word.string()?);
                for word in parser.raw_args()? {
                    options.command.push(word.string()?);
                }
                break;
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if options.command.is_empty() {
        options.command.push("echo".into());
    }
    Ok(options)
}

struct Runner<'a> {
    options: &'a Options,
    running: usize,
    status: i32,
}

impl Runner<'_> {
    fn run(&mut self) -> Result<(), Trouble> {
        let options = self.options;
        let reader = input(&options.file).map_err(|error| Trouble::about(&options.file, &error))?;
        let mut items = Items { reader, options, waiting: VecDeque::new(), ended: false };
        if let Some(replace) = &options.replace {
            while let Some((item, _)) = items.next()? {
                let words =
                    options.command.iter().map(|word| word.replace(replace.as_str(), &item));
                self.start(words.collect())?;
            }
            return Ok(());
        }
        let fixed: usize = options.command.iter().map(|word| word.len() + 1).sum();
        let mut words = options.command.clone();
        let (mut count, mut lines, mut bytes, mut any) = (0, 0, fixed, false);
        while let Some((item, ends_line)) = items.next()? {
            if fixed + item.len() + 1 > options.bytes {
                return Err("argument line too long".into());
            }
            if bytes + item.len() + 1 > options.bytes {
                if options.exit_when_long
                    && (options.arguments.is_some() || options.lines.is_some())
                {
                    return Err("argument list too long".into());
                }
                self.start(std::mem::replace(&mut words, options.command.clone()))?;
                (count, lines, bytes) = (0, 0, fixed);
            }
            bytes += item.len() + 1;
            count += 1;
            lines += usize::from(ends_line);
            any = true;
            words.push(item);
            if options.arguments == Some(count) || options.lines.is_some_and(|most| lines >= most) {
                self.start(std::mem::replace(&mut words, options.command.clone()))?;
                (count, lines, bytes) = (0, 0, fixed);
            }
        }
        if count > 0 || (!any && !options.only_if_any) {
            self.start(words)?;
        }
        Ok(())
    }

    fn start(&mut self, words: Vec<String>) -> Result<(), Trouble> {
        if self.options.trace {
            eprintln!("{}", words.join(" "));
        }
        while self.running >= self.options.processes {
            self.wait_one()?;
        }
        // Commands do not read what the items come from.
        let nothing = crate::system::File::open("/dev/null")?;
        let start = Start { descriptors: [nothing.fd(), 1, 2], ..Start::new(&words) };
        match start.spawn() {
            Ok(_) => {
                self.running += 1;
                if self.options.processes == 1 {
                    self.wait_one()?;
                }
                Ok(())
            }
            Err(error) => {
                let status = process::cannot_start("xargs", &words, &error);
                Err(Trouble::new(status, String::new()))
            }
        }
    }

    fn wait_one(&mut self) -> Result<(), Trouble> {
        let Some((_, status)) = process::next_ended()? else {
            self.running = 0;
            return Ok(());
        };
        self.running = self.running.saturating_sub(1);
        match status {
            0 => Ok(()),
            255 => Err(Trouble::new(GAVE_UP, "a command exited with status 255; aborting".into())),
            NOT_FOUND | NOT_EXECUTABLE => {
                self.status = FAILED;
                Ok(())
            }
            signal if signal > 128 && signal < 193 => {
                let number = signal - 128;
                Err(Trouble::new(KILLED, format!("a command was ended by signal {number}")))
            }
            _ => {
                self.status = FAILED;
                Ok(())
            }
        }
    }

    fn finish(&mut self) -> Outcome {
        while self.running > 0 {
            self.wait_one()?;
        }
        Ok(self.status)
    }
}

/// What is read, item by item, with whether it ends a line.
struct Items<'a, R> {
    reader: R,
    options: &'a Options,
    waiting: VecDeque<(String, bool)>,
    ended: bool,
}

impl<R: BufRead> Items<'_, R> {
    fn next(&mut self) -> Result<Option<(String, bool)>, Trouble> {
        while self.waiting.is_empty() && !self.ended {
            self.fill()?;
        }
        Ok(self.waiting.pop_front())
    }

    fn fill(&mut self) -> Result<(), Trouble> {
        let delimiter = self.options.delimiter;
        let mut text = Vec::new();
        self.reader.read_until(delimiter.unwrap_or(b'\n'), &mut text)?;
        if text.is_empty() {
            self.ended = true;
            return Ok(());
        }
        let lossy = |text: &[u8]| String::from_utf8_lossy(text).into_owned();
        if let Some(delimiter) = delimiter {
            if text.last() == Some(&delimiter) {
                text.pop();
            }
            self.waiting.push_back((lossy(&text), true));
            return Ok(());
        }
        // A quote or a backslash at the end goes on in the next line.
        let words = loop {
            match words(&lossy(&text)) {
                Ok(words) => break words,
                Err(open) => {
                    let before = text.len();
                    if open != Open::Backslash
                        || self.reader.read_until(b'\n', &mut text)? == 0
                        || text.len() == before
                    {
                        return Err(open.message().into());
                    }
                }
            }
        };
        let words = if self.options.replace.is_some() {
            // A line is an item, its quotes and the blanks before it aside.
            let line = lossy(&text);
            let line = line.trim_end_matches('\n').trim_start_matches([' ', '\t']);
            match words.is_empty() {
                true => Vec::new(),
                false => vec![unquoted(line)],
            }
        } else {
            words
        };
        let count = words.len();
        let continues = lossy(&text).trim_end_matches('\n').ends_with([' ', '\t']);
        for (index, word) in words.into_iter().enumerate() {
            if self.options.end.as_deref() == Some(word.as_str()) {
                self.ended = true;
                return Ok(());
            }
            self.waiting.push_back((word, index + 1 == count && !continues));
        }
        Ok(())
    }
}

/// What a line leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Quote(char),
    Backslash,
}

impl Open {
    fn message(self) -> String {
        let kind = match self {
            Open::Quote('\'') => "single quote",
            Open::Quote(_) => "double quote",
            Open::Backslash => return "backslash at the end of the input".into(),
        };
        format!(
            "unmatched {kind}; by default quotes are special to xargs unless you use the -0 option"
        )
    }
}

/// Blanks part items, quotes and backslashes keep them together.
fn words(text: &str) -> Result<Vec<String>, Open> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\\' => word.get_or_insert_default().push(rest.next().ok_or(Open::Backslash)?),
            quote @ ('\'' | '"') => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next().ok_or(Open::Quote(quote))? {
                        end if end == quote => break,
                        '\n' => return Err(Open::Quote(quote)),
                        character => word.push(character),
                    }
                }
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

/// A line without its quotes and backslashes.
fn unquoted(line: &str) -> String {
    let mut out = String::new();
    let mut quote = None;
    let mut rest = line.chars();
    while let Some(character) = rest.next() {
        match (character, quote) {
            ('\\', None) => out.extend(rest.next()),
            (character, Some(open)) if character == open => quote = None,
            ('\'' | '"', None) => quote = Some(character),
            (other, _) => out.push(other),
        }
    }
    out
}
