//! The words of a command line as an expression. What is not known is refused by name.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use kernelet_system::FileType;

use crate::posix::{Meaning, Regex, Syntax};
use crate::system;

/// What is asked of an entry, or done with it.
pub enum Test {
    Name(Regex),
    Path(Regex),
    Kind(Vec<FileType>),
    /// In units of so many bytes, rounded up.
    Size(Comparison, u64),
    /// Age in units, rounded down.
    Age(Time, Comparison, Duration),
    Newer(SystemTime),
    Mode(ModeTest, u32),
    Links(Comparison),
    Inode(Comparison),
    User(u32),
    Group(u32),
    Access(kernelet_system::AccessMode),
    Empty,
    True,
    False,
    Not(Box<Test>),
    And(Vec<Test>),
    Or(Vec<Test>),
    Print(u8),
    Format(String),
    List,
    Delete,
    Prune,
    Quit,
    /// For each entry; true when it is done in the entry's directory.
    Execute(Vec<String>, bool),
    /// With as many paths as fit; the index of the command in the query.
    ExecuteMany(usize),
}

/// Which time of a file.
#[derive(Clone, Copy)]
pub enum Time {
    Access,
    Change,
    Modification,
}

/// How permission bits are compared.
#[derive(Clone, Copy)]
pub enum ModeTest {
    Exactly,
    All,
    Any,
}

/// `+4`, `-4` or `4`.
#[derive(Clone, Copy)]
pub enum Comparison {
    Less(u64),
    Equal(u64),
    Greater(u64),
}

impl Comparison {
    /// Whether a value is so.
    pub fn holds(self, value: u64) -> bool {
        match self {
            Comparison::Less(than) => value < than,
            Comparison::Equal(to) => value == to,
            Comparison::Greater(than) => value > than,
        }
    }
}

/// A whole command line.
pub struct Query {
    pub starts: Vec<String>,
    pub test: Test,
    /// The expression prints or does something itself.
    pub acts: bool,
    pub least: usize,
    pub most: usize,
    pub depth_first: bool,
    pub follow: bool,
    pub follow_starts: bool,
    pub one_file_system: bool,
    /// Commands of `-exec … +`.
    pub commands: Vec<Vec<String>>,
}

struct Parser {
    words: VecDeque<String>,
    query: Query,
    depth: usize,
}

/// Deepest parentheses.
const DEPTH: usize = 100;

/// Reads the words, the command's name first.
///
/// # Errors
/// What is no expression.
pub fn query(words: Vec<String>) -> Result<Query, String> {
    let mut words: VecDeque<String> = words.into_iter().skip(1).collect();
    let (mut follow, mut follow_starts) = (false, false);
    while let Some(word) = words.front() {
        match word.as_str() {
            "-L" => follow = true,
            "-H" => follow_starts = true,
            "-P" => (follow, follow_starts) = (false, false),
            _ => break,
        }
        words.pop_front();
    }
    let mut starts = Vec::new();
    while words.front().is_some_and(|word| !word.starts_with('-') && word != "(" && word != "!") {
        starts.extend(words.pop_front());
    }
    if starts.is_empty() {
        starts.push(".".into());
    }
    let query = Query {
        starts,
        test: Test::True,
        acts: false,
        least: 0,
        most: usize::MAX,
        depth_first: false,
        follow,
        follow_starts,
        one_file_system: false,
        commands: Vec::new(),
    };
    let mut parser = Parser { words, query, depth: 0 };
    if !parser.words.is_empty() {
        parser.query.test = parser.any()?;
    }
    match parser.words.front() {
        Some(word) => Err(format!("unexpected `{word}`")),
        None => Ok(parser.query),
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
                Some("-a" | "-and") => {
                    self.words.pop_front();
                    tests.push(self.one()?);
                }
                Some(_) => tests.push(self.one()?),
            }
        }
    }

    fn value(&mut self, of: &str) -> Result<String, String> {
        self.words.pop_front().ok_or_else(|| format!("missing argument to `{of}`"))
    }

    fn comparison(&mut self, of: &str) -> Result<Comparison, String> {
        let text = self.value(of)?;
        comparison(&text).ok_or_else(|| format!("invalid argument `{text}` to `{of}`"))
    }

    fn one(&mut self) -> Result<Test, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(format!("the expression is nested deeper than {DEPTH} levels"));
        }
        let test = self.primary();
        self.depth -= 1;
        test
    }

    fn primary(&mut self) -> Result<Test, String> {
        let word = self.words.pop_front().ok_or("an expression is needed")?;
        let time = match word.as_bytes().get(1) {
            Some(b'a') => Time::Access,
            Some(b'c') => Time::Change,
            _ => Time::Modification,
        };
        Ok(match word.as_str() {
            "(" => {
                let test = self.any()?;
                if self.words.pop_front().as_deref() != Some(")") {
                    return Err("`(` without `)`".into());
                }
                test
            }
            "!" | "-not" => Test::Not(Box::new(self.one()?)),
            "-name" => Test::Name(Regex::glob(&self.value(&word)?, false)?),
            "-iname" => Test::Name(Regex::glob(&self.value(&word)?, true)?),
            "-path" | "-wholename" => Test::Path(Regex::glob(&self.value(&word)?, false)?),
            "-ipath" | "-iwholename" => Test::Path(Regex::glob(&self.value(&word)?, true)?),
            "-regex" | "-iregex" => {
                let meaning =
                    Meaning { lines: true, any_case: word == "-iregex", ..Meaning::default() };
                Test::Path(Regex::new(&self.value(&word)?, Syntax::Extended, meaning)?)
            }
            "-regextype" => match self.value(&word)?.as_str() {
                "posix-extended" | "egrep" | "posix-egrep" => Test::True,
                other => return Err(format!("-regextype {other}: there is posix-extended")),
            },
            "-type" => Test::Kind(kinds(&self.value(&word)?)?),
            "-size" => {
                let text = self.value(&word)?;
                let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
                let unit = match &text[digits.len()..] {
                    "" | "b" => 512,
                    "c" => 1,
                    "w" => 2,
                    "k" => 1 << 10,
                    "M" => 1 << 20,
                    "G" => 1 << 30,
                    _ => return Err(format!("invalid argument `{text}` to `-size`")),
                };
                let comparison = comparison(digits);
                Test::Size(
                    comparison.ok_or_else(|| format!("invalid argument `{text}` to `-size`"))?,
                    unit,
                )
            }
            "-mtime" | "-atime" | "-ctime" => {
                Test::Age(time, self.comparison(&word)?, Duration::from_secs(86_400))
            }
            "-mmin" | "-amin" | "-cmin" => {
                Test::Age(time, self.comparison(&word)?, Duration::from_secs(60))
            }
            "-newer" => {
                let path = self.value(&word)?;
                let modified = std::fs::metadata(&path).and_then(|metadata| metadata.modified());
                let modified =
                    modified.map_err(|error| format!("{path}: {}", system::cause(&error)));
                Test::Newer(modified?)
            }
            "-perm" => {
                let text = self.value(&word)?;
                let (how, digits) = match text.as_bytes().first() {
                    Some(b'-') => (ModeTest::All, &text[1..]),
                    Some(b'/') => (ModeTest::Any, &text[1..]),
                    _ => (ModeTest::Exactly, text.as_str()),
                };
                let mode = crate::mode::apply(digits, 0, 0, false);
                Test::Mode(how, mode.ok_or_else(|| format!("invalid mode `{text}`"))?)
            }
            "-links" => Test::Links(self.comparison(&word)?),
            "-inum" => Test::Inode(self.comparison(&word)?),
            "-user" | "-uid" => Test::User(self.number(&word)?),
            "-group" | "-gid" => Test::Group(self.number(&word)?),
            "-readable" => Test::Access(kernelet_system::AccessMode::READ),
            "-writable" => Test::Access(kernelet_system::AccessMode::WRITE),
            "-executable" => Test::Access(kernelet_system::AccessMode::EXECUTE),
            "-empty" => Test::Empty,
            "-true" => Test::True,
            "-false" => Test::False,
            "-prune" => Test::Prune,
            "-quit" => {
                self.query.acts = true;
                Test::Quit
            }
            "-maxdepth" => {
                self.query.most = self.number(&word)? as usize;
                Test::True
            }
            "-mindepth" => {
                self.query.least = self.number(&word)? as usize;
                Test::True
            }
            "-depth" | "-d" => {
                self.query.depth_first = true;
                Test::True
            }
            "-xdev" | "-mount" => {
                self.query.one_file_system = true;
                Test::True
            }
            "-follow" => {
                self.query.follow = true;
                Test::True
            }
            "-print" => self.action(Test::Print(b'\n')),
            "-print0" => self.action(Test::Print(0)),
            "-printf" => {
                let format = self.value(&word)?;
                self.action(Test::Format(format))
            }
            "-ls" => self.action(Test::List),
            "-delete" => {
                self.query.depth_first = true;
                self.action(Test::Delete)
            }
            "-exec" | "-execdir" => self.execute(&word)?,
            other => return Err(format!("unknown predicate `{other}`")),
        })
    }

    fn number(&mut self, of: &str) -> Result<u32, String> {
        let text = self.value(of)?;
        text.parse().map_err(|_| format!("invalid argument `{text}` to `{of}`"))
    }

    fn action(&mut self, test: Test) -> Test {
        self.query.acts = true;
        test
    }

    fn execute(&mut self, name: &str) -> Result<Test, String> {
        self.query.acts = true;
        let mut words: Vec<String> = Vec::new();
        loop {
            match self.value(name)? {
                end if end == ";" && !words.is_empty() => {
                    return Ok(Test::Execute(words, name == "-execdir"));
                }
                end if end == "+" && words.last().is_some_and(|word| word == "{}") => {
                    words.pop();
                    if words.is_empty() || name == "-execdir" {
                        return Err(format!(
                            "{name} … +: a command is needed, and the directory stays"
                        ));
                    }
                    self.query.commands.push(words);
                    return Ok(Test::ExecuteMany(self.query.commands.len() - 1));
                }
                word => words.push(word),
            }
        }
    }
}

fn kinds(text: &str) -> Result<Vec<FileType>, String> {
    let kind = |letter: &str| match letter {
        "f" => Ok(FileType::Regular),
        "d" => Ok(FileType::Directory),
        "l" => Ok(FileType::SymbolicLink),
        "p" => Ok(FileType::Fifo),
        "s" => Ok(FileType::Socket),
        "c" => Ok(FileType::CharacterDevice),
        "b" => Ok(FileType::BlockDevice),
        other => Err(format!("unknown argument to -type: {other}")),
    };
    text.split(',').map(kind).collect()
}

fn comparison(text: &str) -> Option<Comparison> {
    Some(match text.as_bytes().first()? {
        b'+' => Comparison::Greater(text[1..].parse().ok()?),
        b'-' => Comparison::Less(text[1..].parse().ok()?),
        _ => Comparison::Equal(text.parse().ok()?),
    })
}
