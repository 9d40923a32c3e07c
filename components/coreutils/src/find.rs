//! `find`: walks directories and judges what is there (find(1)). A subset of the expressions; any other
//! is refused by name. Memory does not grow with the number of files.

use std::ffi::OsString;
use std::io::Write;
use std::time::SystemTime;

use walkdir::{DirEntry, WalkDir};

use crate::system;

/// What an expression asks of an entry, or does.
enum Test {
    Name(glob::Pattern, bool),
    Path(glob::Pattern, bool),
    Kind(char),
    Size(Comparison, u64),
    Modified(Comparison, u64),
    Newer(SystemTime),
    Empty,
    True,
    False,
    Not(Box<Test>),
    And(Vec<Test>),
    Or(Vec<Test>),
    Print(char),
    Delete,
    Prune,
    Execute(Vec<String>),
    /// With as many paths as come together; the index of its batch.
    ExecuteMany(usize),
}

#[derive(Clone, Copy)]
enum Comparison {
    Less,
    Equal,
    Greater,
}

/// Paths that one `-exec … +` gets at a time.
const BATCH: usize = 1000;

struct Batch {
    words: Vec<String>,
    paths: Vec<OsString>,
}

#[derive(Default)]
struct Parser {
    words: std::collections::VecDeque<String>,
    least: usize,
    most: Option<usize>,
    depth_first: bool,
    acts: bool,
    batches: Vec<Batch>,
}

/// Runs it: 0, or 1 when something could not be looked at or done.
pub fn main(arguments: Vec<OsString>) -> i32 {
    match run(arguments) {
        Ok(status) => status,
        Err(error) => {
            eprintln!("find: {error}");
            1
        }
    }
}

fn run(arguments: Vec<OsString>) -> Result<i32, String> {
    let words = arguments.into_iter().skip(1).map(|word| word.to_string_lossy().into_owned());
    let mut parser = Parser { words: words.collect(), ..Parser::default() };
    let follow = parser.words.front().is_some_and(|word| word == "-L");
    while parser.words.front().is_some_and(|word| matches!(word.as_str(), "-L" | "-P" | "-H")) {
        parser.words.pop_front();
    }
    let mut starts = Vec::new();
    while let Some(word) = parser.words.front() {
        if word.starts_with('-') || word == "(" || word == "!" {
            break;
        }
        starts.extend(parser.words.pop_front());
    }
    if starts.is_empty() {
        starts.push(".".into());
    }
    let test = if parser.words.is_empty() { Test::True } else { parser.any()? };
    if let Some(word) = parser.words.front() {
        return Err(format!("unexpected `{word}`"));
    }
    let acts = parser.acts;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut state = State { batches: parser.batches, failed: false, prune: false };
    for start in starts {
        let mut walk = WalkDir::new(&start)
            .min_depth(parser.least)
            .max_depth(parser.most.unwrap_or(usize::MAX))
            .contents_first(parser.depth_first)
            .follow_links(follow)
            .into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    state.failed = true;
                    let path = error.path().map(|path| path.to_string_lossy().into_owned());
                    let path = path.unwrap_or_else(|| start.clone());
                    let cause = error.io_error().map(uucore::error::strip_errno);
                    eprintln!("find: '{path}': {}", cause.unwrap_or_else(|| error.to_string()));
                    continue;
                }
            };
            state.prune = false;
            let holds = judge(&test, &entry, &mut state, &mut out)?;
            if holds && !acts {
                print(&entry, '\n', &mut out)?;
            }
            if state.prune && entry.file_type().is_dir() {
                walk.skip_current_dir();
            }
        }
    }
    out.flush().map_err(|error| error.to_string())?;
    for batch in &mut state.batches {
        state.failed |= !batch.run()?;
    }
    Ok(i32::from(state.failed))
}

struct State {
    batches: Vec<Batch>,
    failed: bool,
    prune: bool,
}

impl Batch {
    fn run(&mut self) -> Result<bool, String> {
        if self.paths.is_empty() {
            return Ok(true);
        }
        let words = self.words.iter().map(OsString::from).chain(self.paths.drain(..));
        Ok(system::run(words.collect())? == 0)
    }
}

fn print(entry: &DirEntry, end: char, out: &mut impl Write) -> Result<(), String> {
    let path = entry.path().as_os_str().as_encoded_bytes();
    out.write_all(path).and_then(|()| write!(out, "{end}")).map_err(|error| error.to_string())
}

fn judge(
    test: &Test,
    entry: &DirEntry,
    state: &mut State,
    out: &mut impl Write,
) -> Result<bool, String> {
    let glob = |glob: &glob::Pattern, text: &str, any_case: bool| {
        let case_sensitive = !any_case;
        glob.matches_with(text, glob::MatchOptions { case_sensitive, ..Default::default() })
    };
    let metadata = || entry.metadata().map_err(|error| error.to_string());
    Ok(match test {
        Test::True => true,
        Test::False => false,
        Test::Not(test) => !judge(test, entry, state, out)?,
        Test::And(tests) => {
            for test in tests {
                if !judge(test, entry, state, out)? {
                    return Ok(false);
                }
            }
            true
        }
        Test::Or(tests) => {
            for test in tests {
                if judge(test, entry, state, out)? {
                    return Ok(true);
                }
            }
            false
        }
        Test::Name(pattern, any_case) => {
            glob(pattern, &entry.file_name().to_string_lossy(), *any_case)
        }
        Test::Path(pattern, any_case) => glob(pattern, &entry.path().to_string_lossy(), *any_case),
        Test::Kind('d') => entry.file_type().is_dir(),
        Test::Kind('l') => entry.file_type().is_symlink(),
        Test::Kind(_) => entry.file_type().is_file(),
        Test::Size(comparison, bytes) => compare(*comparison, metadata()?.len(), *bytes),
        Test::Modified(comparison, days) => {
            let modified = metadata()?.modified().map_err(|error| error.to_string())?;
            let age = SystemTime::now().duration_since(modified).unwrap_or_default();
            compare(*comparison, age.as_secs() / 86_400, *days)
        }
        Test::Newer(than) => metadata()?.modified().is_ok_and(|modified| modified > *than),
        Test::Empty if entry.file_type().is_dir() => {
            std::fs::read_dir(entry.path()).is_ok_and(|mut entries| entries.next().is_none())
        }
        Test::Empty => entry.file_type().is_file() && metadata()?.len() == 0,
        Test::Print(end) => {
            print(entry, *end, out)?;
            true
        }
        Test::Prune => {
            state.prune = true;
            true
        }
        Test::Delete => {
            let removed = match entry.file_type().is_dir() {
                true => std::fs::remove_dir(entry.path()),
                false => std::fs::remove_file(entry.path()),
            };
            if let Err(error) = &removed {
                state.failed = true;
                let cause = uucore::error::strip_errno(error);
                eprintln!("find: cannot delete '{}': {cause}", entry.path().display());
            }
            removed.is_ok()
        }
        Test::Execute(words) => {
            out.flush().map_err(|error| error.to_string())?;
            let path = entry.path().to_string_lossy();
            let words = words.iter().map(|word| OsString::from(word.replace("{}", &path)));
            system::run(words.collect())? == 0
        }
        Test::ExecuteMany(index) => {
            if let Some(batch) = state.batches.get_mut(*index) {
                batch.paths.push(entry.path().into());
                if batch.paths.len() >= BATCH {
                    out.flush().map_err(|error| error.to_string())?;
                    state.failed |= !batch.run()?;
                }
            }
            true
        }
    })
}

fn compare(comparison: Comparison, value: u64, with: u64) -> bool {
    match comparison {
        Comparison::Less => value < with,
        Comparison::Equal => value == with,
        Comparison::Greater => value > with,
    }
}

impl Parser {
    fn any(&mut self) -> Result<Test, String> {
        let mut tests = vec![self.all()?];
        while self.words.front().is_some_and(|word| word == "-o" || word == "-or") {
            self.words.pop_front();
            tests.push(self.all()?);
        }
        Ok(Test::Or(tests))
    }

    fn all(&mut self) -> Result<Test, String> {
        let mut tests = vec![self.one()?];
        loop {
            match self.words.front().map(String::as_str) {
                None | Some("-o" | "-or" | ")") => return Ok(Test::And(tests)),
                Some("-a" | "-and") => drop(self.words.pop_front()),
                Some(_) => tests.push(self.one()?),
            }
        }
    }

    fn value(&mut self, of: &str) -> Result<String, String> {
        self.words.pop_front().ok_or_else(|| format!("{of} needs a value"))
    }

    fn one(&mut self) -> Result<Test, String> {
        let word = self.words.pop_front().ok_or("an expression is needed")?;
        let glob = |text: String| glob::Pattern::new(&text).map_err(|error| error.to_string());
        Ok(match word.as_str() {
            "(" => {
                let test = self.any()?;
                if self.words.pop_front().as_deref() != Some(")") {
                    return Err("`(` without `)`".into());
                }
                test
            }
            "!" | "-not" => Test::Not(Box::new(self.one()?)),
            "-name" => Test::Name(glob(self.value(&word)?)?, false),
            "-iname" => Test::Name(glob(self.value(&word)?)?, true),
            "-path" | "-wholename" => Test::Path(glob(self.value(&word)?)?, false),
            "-ipath" => Test::Path(glob(self.value(&word)?)?, true),
            "-type" => match self.value(&word)?.as_str() {
                "f" => Test::Kind('f'),
                "d" => Test::Kind('d'),
                "l" => Test::Kind('l'),
                other => return Err(format!("-type {other}: there are f, d and l")),
            },
            "-size" => {
                let text = self.value(&word)?;
                let (comparison, rest) = comparison(&text);
                let (digits, unit) = match rest.find(|letter: char| !letter.is_ascii_digit()) {
                    None => (rest, 512),
                    Some(at) => match rest.split_at(at) {
                        (digits, "c") => (digits, 1),
                        (digits, "k") => (digits, 1 << 10),
                        (digits, "M") => (digits, 1 << 20),
                        (digits, "G") => (digits, 1 << 30),
                        (_, unit) => return Err(format!("-size: unknown unit {unit}")),
                    },
                };
                let count: u64 = digits.parse().map_err(|_| format!("-size {text}"))?;
                Test::Size(comparison, count.saturating_mul(unit))
            }
            "-mtime" => {
                let text = self.value(&word)?;
                let (comparison, rest) = comparison(&text);
                Test::Modified(comparison, rest.parse().map_err(|_| format!("-mtime {text}"))?)
            }
            "-newer" => {
                let path = self.value(&word)?;
                let modified = std::fs::metadata(&path).and_then(|metadata| metadata.modified());
                Test::Newer(modified.map_err(|error| format!("{path}: {error}"))?)
            }
            "-empty" => Test::Empty,
            "-true" => Test::True,
            "-false" => Test::False,
            "-prune" => Test::Prune,
            "-maxdepth" | "-mindepth" => {
                let text = self.value(&word)?;
                let depth = text.parse().map_err(|_| format!("{word} {text}"))?;
                match word.as_str() {
                    "-maxdepth" => self.most = Some(depth),
                    _ => self.least = depth,
                }
                Test::True
            }
            "-depth" => {
                self.depth_first = true;
                Test::True
            }
            "-print" | "-print0" => {
                self.acts = true;
                Test::Print(if word == "-print" { '\n' } else { '\0' })
            }
            "-delete" => {
                (self.acts, self.depth_first) = (true, true);
                Test::Delete
            }
            "-exec" => {
                self.acts = true;
                let mut words = Vec::new();
                loop {
                    match self.value("-exec")? {
                        end if end == ";" => break Test::Execute(words),
                        end if end == "+" && words.last().is_some_and(|word| word == "{}") => {
                            words.pop();
                            self.batches.push(Batch { words, paths: Vec::new() });
                            break Test::ExecuteMany(self.batches.len() - 1);
                        }
                        word => words.push(word),
                    }
                }
            }
            other => return Err(format!("unknown expression `{other}`")),
        })
    }
}

fn comparison(text: &str) -> (Comparison, &str) {
    match text.split_at_checked(1) {
        Some(("+", rest)) => (Comparison::Greater, rest),
        Some(("-", rest)) => (Comparison::Less, rest),
        _ => (Comparison::Equal, text),
    }
}
