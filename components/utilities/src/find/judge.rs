//! An entry against the expression, and what is done with it.

use std::io::Write as _;
use std::time::{Duration, SystemTime};

use kernelet_system::{FileStat, FileType, Timestamp};
use walkdir::DirEntry;

use super::parse::{ModeTest, Query, Test, Time};
use crate::outcome::Trouble;
use crate::system::{self, Output, Start};

/// Bytes of the paths that one `-exec … +` gets at a time.
const BATCH: usize = 64 << 10;

/// A walk and what it gathers.
pub struct Walk<'a> {
    query: &'a Query,
    pub(super) out: Output,
    /// Paths of each `-exec … +`.
    batches: Vec<Vec<String>>,
    now: SystemTime,
    pub(super) failed: bool,
    pub(super) prune: bool,
    pub(super) quit: bool,
}

type Judged = Result<bool, Trouble>;

impl<'a> Walk<'a> {
    /// Before the first entry.
    pub fn new(query: &'a Query) -> Self {
        Walk {
            query,
            out: Output::standard(),
            batches: vec![Vec::new(); query.commands.len()],
            now: SystemTime::now(),
            failed: false,
            prune: false,
            quit: false,
        }
    }

    /// Tells what went wrong; the walk goes on.
    pub fn fail(&mut self, message: &str) -> Result<(), Trouble> {
        self.out.flush()?;
        eprintln!("find: {message}");
        self.failed = true;
        Ok(())
    }

    /// Judges one entry.
    pub fn visit(&mut self, entry: &DirEntry, start: &str) -> Result<(), Trouble> {
        self.prune = false;
        let query = self.query;
        let visit = Visit { entry, start, path: entry.path().to_string_lossy().into_owned() };
        if self.judge(&query.test, &visit)? && !query.acts {
            self.print(&visit.path, b'\n')?;
        }
        Ok(())
    }

    fn print(&mut self, path: &str, end: u8) -> Result<(), Trouble> {
        self.out.write_all(path.as_bytes())?;
        self.out.write_all(&[end])?;
        Ok(())
    }

    fn stat(&self, visit: &Visit<'_>) -> std::io::Result<FileStat> {
        system::stat(&visit.path, self.query.follow).or_else(|_| system::stat(&visit.path, false))
    }

    fn judge(&mut self, test: &Test, visit: &Visit<'_>) -> Judged {
        let entry = visit.entry;
        Ok(match test {
            Test::True => true,
            Test::False => false,
            Test::Not(test) => !self.judge(test, visit)?,
            Test::And(tests) => {
                for test in tests {
                    if !self.judge(test, visit)? {
                        return Ok(false);
                    }
                }
                true
            }
            Test::Or(tests) => {
                for test in tests {
                    if self.judge(test, visit)? {
                        return Ok(true);
                    }
                }
                false
            }
            Test::Name(pattern) => pattern.is_match(visit.name().as_bytes()),
            Test::Path(pattern) => pattern.is_match(visit.path.as_bytes()),
            Test::Kind(kinds) => {
                let kind = match entry.file_type() {
                    kind if kind.is_file() => Some(FileType::Regular),
                    kind if kind.is_dir() => Some(FileType::Directory),
                    kind if kind.is_symlink() => Some(FileType::SymbolicLink),
                    _ => None,
                };
                match kind {
                    Some(kind) => kinds.contains(&kind),
                    None => self.looked_at(visit, |_, stat| kinds.contains(&stat.kind))?,
                }
            }
            Test::Print(end) => {
                self.print(&visit.path, *end)?;
                true
            }
            Test::Prune => {
                self.prune = true;
                true
            }
            Test::Quit => {
                self.quit = true;
                true
            }
            Test::Empty if entry.file_type().is_dir() => {
                std::fs::read_dir(entry.path()).is_ok_and(|mut entries| entries.next().is_none())
            }
            Test::Empty => {
                entry.file_type().is_file() && self.looked_at(visit, |_, stat| stat.size == 0)?
            }
            Test::Size(comparison, unit) => {
                self.looked_at(visit, |_, stat| comparison.holds(stat.size.div_ceil(*unit)))?
            }
            Test::Age(time, comparison, unit) => self.looked_at(visit, |walk, stat| {
                let at = moment(match time {
                    Time::Access => stat.atime,
                    Time::Change => stat.ctime,
                    Time::Modification => stat.mtime,
                });
                let age = walk.now.duration_since(at).unwrap_or_default();
                comparison.holds(age.as_secs() / unit.as_secs().max(1))
            })?,
            Test::Newer(than) => self.looked_at(visit, |_, stat| moment(stat.mtime) > *than)?,
            Test::Mode(how, bits) => self.looked_at(visit, |_, stat| match how {
                ModeTest::Exactly => stat.mode & 0o7777 == *bits,
                ModeTest::All => stat.mode & bits == *bits,
                ModeTest::Any => *bits == 0 || stat.mode & bits != 0,
            })?,
            Test::Links(comparison) => {
                self.looked_at(visit, |_, stat| comparison.holds(u64::from(stat.nlink)))?
            }
            Test::Inode(comparison) => {
                self.looked_at(visit, |_, stat| comparison.holds(stat.ino))?
            }
            Test::User(uid) => self.looked_at(visit, |_, stat| stat.uid == *uid)?,
            Test::Group(gid) => self.looked_at(visit, |_, stat| stat.gid == *gid)?,
            Test::Access(mode) => {
                kernelet_system::access(None, visit.path.as_bytes(), *mode).is_ok()
            }
            Test::Format(format) => {
                let text = self.formatted(format, visit)?;
                self.out.write_all(&text)?;
                true
            }
            Test::List => {
                self.list(visit)?;
                true
            }
            Test::Delete => self.delete(visit)?,
            Test::Execute(words, in_directory) => self.execute(words, *in_directory, visit)?,
            Test::ExecuteMany(index) => {
                let mut full = false;
                if let Some(batch) = self.batches.get_mut(*index) {
                    batch.push(visit.path.clone());
                    full = batch.iter().map(|path| path.len() + 1).sum::<usize>() >= BATCH;
                }
                if full {
                    self.run_batch(*index)?;
                }
                true
            }
        })
    }

    /// What is asked of the attributes; false, with a message, when there are none.
    fn looked_at(
        &mut self,
        visit: &Visit<'_>,
        holds: impl FnOnce(&Self, &FileStat) -> bool,
    ) -> Judged {
        match self.stat(visit) {
            Ok(stat) => Ok(holds(self, &stat)),
            Err(error) => {
                self.fail(&format!("'{}': {error}", visit.path))?;
                Ok(false)
            }
        }
    }

    fn delete(&mut self, visit: &Visit<'_>) -> Judged {
        // `find . -delete` leaves where it stands.
        if visit.path == "." {
            return Ok(true);
        }
        let removed = if visit.entry.file_type().is_dir() {
            kernelet_system::rmdir(None, visit.path.as_bytes())
        } else {
            kernelet_system::unlink(None, visit.path.as_bytes())
        };
        match removed {
            Ok(()) => Ok(true),
            Err(errno) => {
                let why = kernelet_system::error::text(errno);
                self.fail(&format!("cannot delete '{}': {why}", visit.path))?;
                Ok(false)
            }
        }
    }

    fn execute(&mut self, words: &[String], in_directory: bool, visit: &Visit<'_>) -> Judged {
        self.out.flush()?;
        let parent =
            visit.entry.path().parent().map(|parent| parent.to_string_lossy().into_owned());
        let parent = parent.filter(|parent| !parent.is_empty()).unwrap_or_else(|| ".".into());
        let path = if in_directory { format!("./{}", visit.name()) } else { visit.path.clone() };
        let words: Vec<String> = words.iter().map(|word| word.replace("{}", &path)).collect();
        let directory = in_directory.then_some(parent.as_str());
        Ok(Start { directory, ..Start::new(&words) }.run("find")? == 0)
    }

    fn run_batch(&mut self, index: usize) -> Result<(), Trouble> {
        let paths = self.batches.get_mut(index).map(std::mem::take).unwrap_or_default();
        let Some(command) = self.query.commands.get(index).filter(|_| !paths.is_empty()) else {
            return Ok(());
        };
        self.out.flush()?;
        let words: Vec<String> = command.iter().cloned().chain(paths).collect();
        self.failed |= Start::new(&words).run("find")? != 0;
        Ok(())
    }

    /// Runs what `-exec … +` has gathered.
    pub fn run_all(&mut self) -> Result<(), Trouble> {
        (0..self.batches.len()).try_for_each(|index| self.run_batch(index))
    }

    fn list(&mut self, visit: &Visit<'_>) -> Result<(), Trouble> {
        let stat = match self.stat(visit) {
            Ok(stat) => stat,
            Err(error) => return self.fail(&format!("'{}': {error}", visit.path)),
        };
        let kind = kind_letter(stat.kind);
        let kind = if kind == 'f' { '-' } else { kind };
        let mode = crate::mode::letters(stat.mode);
        writeln!(
            self.out,
            "{:>9} {:>6} {kind}{mode} {:>3} {} {} {:>10} {} {}",
            stat.ino,
            stat.blocks / 2,
            stat.nlink,
            stat.uid,
            stat.gid,
            stat.size,
            stat.mtime.seconds,
            visit.path
        )?;
        Ok(())
    }

    /// `-printf`.
    fn formatted(&mut self, format: &str, visit: &Visit<'_>) -> Result<Vec<u8>, Trouble> {
        let mut out = Vec::new();
        let mut rest = format.chars();
        let stat = self.stat(visit)?;
        let entry = visit.entry;
        while let Some(character) = rest.next() {
            let text = match character {
                '\\' => match rest.next() {
                    Some('n') => "\n".into(),
                    Some('t') => "\t".into(),
                    Some('0') => "\0".into(),
                    Some('\\') | None => "\\".into(),
                    Some(other) => format!("\\{other}"),
                },
                '%' => match rest.next() {
                    Some('%') | None => "%".into(),
                    Some('p') => visit.path.clone(),
                    Some('f') => visit.name(),
                    Some('h') => {
                        let parent = visit.path.rsplit_once('/').map(|(parent, _)| parent);
                        parent.unwrap_or(".").to_string()
                    }
                    Some('P') => {
                        let below = visit.path.strip_prefix(visit.start).unwrap_or(&visit.path);
                        below.trim_start_matches('/').to_string()
                    }
                    Some('H') => visit.start.to_string(),
                    Some('s') => stat.size.to_string(),
                    Some('k') => stat.blocks.div_ceil(2).to_string(),
                    Some('b') => stat.blocks.to_string(),
                    Some('d') => entry.depth().to_string(),
                    Some('m') => format!("{:o}", stat.mode & 0o7777),
                    Some('M') => {
                        let kind = kind_letter(stat.kind);
                        let kind = if kind == 'f' { '-' } else { kind };
                        format!("{kind}{}", crate::mode::letters(stat.mode))
                    }
                    Some('y') => kind_letter(stat.kind).to_string(),
                    Some('i') => stat.ino.to_string(),
                    Some('n') => stat.nlink.to_string(),
                    Some('U' | 'u') => stat.uid.to_string(),
                    Some('G' | 'g') => stat.gid.to_string(),
                    Some('l') => std::fs::read_link(entry.path())
                        .map(|target| target.to_string_lossy().into_owned())
                        .unwrap_or_default(),
                    Some(which @ ('T' | 'A' | 'C')) => {
                        let time = match which {
                            'T' => stat.mtime,
                            'A' => stat.atime,
                            _ => stat.ctime,
                        };
                        match rest.next() {
                            Some('@') => format!("{}.{:09}0", time.seconds, time.nanoseconds),
                            _ => return Err(format!("-printf %{which}: there is %{which}@").into()),
                        }
                    }
                    Some(other) => {
                        return Err(format!("-printf: unknown directive %{other}").into());
                    }
                },
                other => other.to_string(),
            };
            out.extend_from_slice(text.as_bytes());
        }
        Ok(out)
    }
}

/// An entry, the start it was found from, and its path as text.
struct Visit<'a> {
    entry: &'a DirEntry,
    start: &'a str,
    path: String,
}

impl Visit<'_> {
    /// The last part of the path; for `.` and `/` that itself.
    fn name(&self) -> String {
        let trimmed = self.path.trim_end_matches('/');
        let name = trimmed.rsplit('/').next().unwrap_or(trimmed);
        if name.is_empty() { "/".into() } else { name.to_string() }
    }
}

fn kind_letter(kind: FileType) -> char {
    match kind {
        FileType::Directory => 'd',
        FileType::SymbolicLink => 'l',
        FileType::Fifo => 'p',
        FileType::Socket => 's',
        FileType::CharacterDevice => 'c',
        FileType::BlockDevice => 'b',
        _ => 'f',
    }
}

fn moment(time: Timestamp) -> SystemTime {
    let seconds = Duration::new(u64::try_from(time.seconds).unwrap_or(0), time.nanoseconds);
    SystemTime::UNIX_EPOCH + seconds
}
