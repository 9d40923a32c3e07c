//! What a program reads and writes: files and commands by name, and records of what it reads.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::rc::Rc;

use crate::posix::Regex;
use crate::system::process::{self, Child, Start};
use crate::system::{File, Output, cause};

/// Bytes that are read at a time.
const PIECE: usize = 64 << 10;

/// What ends a record.
pub enum Terminator {
    Byte(u8),
    /// Empty lines.
    Paragraph,
    Regex(Rc<Regex>),
}

/// Reads records.
pub struct Records {
    reader: BufReader<File>,
    /// Read, and not given yet; only for ends that are no single byte.
    rest: Vec<u8>,
    child: Option<Child>,
}

impl Records {
    fn new(file: File, child: Option<Child>) -> Records {
        Records { reader: BufReader::with_capacity(PIECE, file), rest: Vec::new(), child }
    }

    /// Of a file, or with `-` of standard input.
    pub fn of(path: &str) -> Result<Records, String> {
        let path = if path == "/dev/stdin" { "-" } else { path };
        let file = crate::system::input(path).map_err(|error| format!("{path}: {error}"))?;
        Ok(Records { reader: file, rest: Vec::new(), child: None })
    }

    /// The next one without what ends it; none at the end.
    pub fn next(&mut self, terminator: &Terminator) -> Result<Option<Vec<u8>>, String> {
        let record = match terminator {
            Terminator::Byte(byte) => self.until(*byte),
            Terminator::Paragraph => self.paragraph(),
            Terminator::Regex(regex) => self.until_match(regex),
        };
        record.map_err(|error| cause(&error))
    }

    fn until(&mut self, byte: u8) -> std::io::Result<Option<Vec<u8>>> {
        let mut record = std::mem::take(&mut self.rest);
        if let Some(end) = record.iter().position(|found| *found == byte) {
            self.rest = record.split_off(end + 1);
            record.pop();
            return Ok(Some(record));
        }
        self.reader.read_until(byte, &mut record)?;
        if record.is_empty() {
            return Ok(None);
        }
        if record.last() == Some(&byte) {
            record.pop();
        }
        Ok(Some(record))
    }

    fn paragraph(&mut self) -> std::io::Result<Option<Vec<u8>>> {
        let mut record: Vec<u8> = Vec::new();
        while let Some(line) = self.until(b'\n')? {
            if !line.is_empty() {
                if !record.is_empty() {
                    record.push(b'\n');
                }
                record.extend(line);
            } else if !record.is_empty() {
                break;
            }
        }
        Ok((!record.is_empty()).then_some(record))
    }

    fn until_match(&mut self, regex: &Regex) -> std::io::Result<Option<Vec<u8>>> {
        let mut ended = false;
        loop {
            let found = regex.find_at(&self.rest, 0).filter(|found| !found.is_empty());
            // What reaches the end of what was read may go on behind it.
            if let Some(found) = found.filter(|found| ended || found.end < self.rest.len()) {
                let behind = self.rest.split_off(found.end);
                let mut record = std::mem::replace(&mut self.rest, behind);
                record.truncate(found.start);
                return Ok(Some(record));
            }
            if ended {
                let mut record = std::mem::take(&mut self.rest);
                if record.last() == Some(&b'\n') {
                    record.pop();
                }
                return Ok((!record.is_empty()).then_some(record));
            }
            let mut piece = vec![0; PIECE];
            let length = self.reader.read(&mut piece)?;
            self.rest.extend(piece.get(..length).unwrap_or_default());
            ended = length == 0;
        }
    }
}

struct Writer {
    output: Output,
    child: Option<Child>,
}

/// All that is open, by the name the program gave it.
pub struct Streams {
    standard: Output,
    writers: HashMap<Rc<[u8]>, Writer>,
    readers: HashMap<Rc<[u8]>, Records>,
}

/// How a name is opened to be written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    Truncate,
    Append,
    Command,
}

fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

impl Streams {
    /// Only standard output.
    pub fn new() -> Streams {
        let (writers, readers) = (HashMap::new(), HashMap::new());
        Streams { standard: Output::standard(), writers, readers }
    }

    /// Standard output.
    pub fn standard(&mut self) -> &mut Output {
        &mut self.standard
    }

    /// A file or a command to write to, opened when it is not.
    pub fn writer(&mut self, name: &Rc<[u8]>, opening: Opening) -> Result<&mut Output, String> {
        if opening != Opening::Command && matches!(&**name, b"/dev/stdout" | b"-") {
            return Ok(&mut self.standard);
        }
        if !self.writers.contains_key(name) {
            let path = text(name);
            let failed = |error| format!("cannot write to {path}: {error}");
            let (file, child) = match opening {
                Opening::Truncate if path == "/dev/stderr" => (File::standard(2), None),
                Opening::Append if path == "/dev/stderr" => (File::standard(2), None),
                Opening::Truncate => (File::create(&path).map_err(failed)?, None),
                Opening::Append => (File::append(&path).map_err(failed)?, None),
                Opening::Command => {
                    self.flush()?;
                    let (read, write) = process::pipe().map_err(failed)?;
                    let words = process::shell(&path);
                    let descriptors = [read.fd(), 1, 2];
                    let start = Start { descriptors, ..Start::new(&words) };
                    (write, Some(start.spawn().map_err(failed)?))
                }
            };
            self.writers.insert(Rc::clone(name), Writer { output: Output::to(file), child });
        }
        match self.writers.get_mut(name) {
            Some(writer) => Ok(&mut writer.output),
            None => Err(format!("{} is not open", text(name))),
        }
    }

    /// A file to read.
    pub fn file(&mut self, name: &Rc<[u8]>) -> Result<&mut Records, String> {
        if !self.readers.contains_key(name) {
            self.readers.insert(Rc::clone(name), Records::of(&text(name))?);
        }
        self.readers.get_mut(name).ok_or_else(|| format!("{} is not open", text(name)))
    }

    /// What a command writes.
    pub fn command(&mut self, line: &Rc<[u8]>) -> Result<&mut Records, String> {
        if !self.readers.contains_key(line) {
            self.flush()?;
            let words = process::shell(&text(line));
            let failed = |error| format!("cannot run {}: {error}", text(line));
            let (read, write) = process::pipe().map_err(failed)?;
            let start = Start { descriptors: [0, write.fd(), 2], ..Start::new(&words) };
            let child = start.spawn().map_err(failed)?;
            self.readers.insert(Rc::clone(line), Records::new(read, Some(child)));
        }
        self.readers.get_mut(line).ok_or_else(|| format!("{} is not open", text(line)))
    }

    /// Closes what has this name: the status of a command, 0 of a file, -1 when nothing is open.
    pub fn close(&mut self, name: &[u8]) -> Result<i32, String> {
        let mut status = -1;
        if let Some(Writer { mut output, child }) = self.writers.remove(name) {
            output.flush().map_err(|error| error.to_string())?;
            // The command waits for the end of what it reads.
            drop(output);
            status = ended(child)?;
        }
        if let Some(Records { reader, child, .. }) = self.readers.remove(name) {
            drop(reader);
            status = ended(child)?;
        }
        Ok(status)
    }

    /// Hands on everything that was written.
    pub fn flush(&mut self) -> Result<(), String> {
        let writers = self.writers.values_mut().map(|writer| &mut writer.output);
        for output in std::iter::once(&mut self.standard).chain(writers) {
            output.flush().map_err(|error| format!("write failure: {error}"))?;
        }
        Ok(())
    }

    /// Closes everything; commands are waited for.
    pub fn close_all(&mut self) -> Result<(), String> {
        self.flush()?;
        let names: Vec<_> = self.writers.keys().chain(self.readers.keys()).cloned().collect();
        for name in names {
            self.close(&name)?;
        }
        Ok(())
    }

    /// Runs a command line: its status.
    pub fn system(&mut self, line: &[u8]) -> Result<i32, String> {
        self.flush()?;
        let words = process::shell(&text(line));
        Start::new(&words).run("awk").map_err(|error| error.to_string())
    }
}

fn ended(child: Option<Child>) -> Result<i32, String> {
    child.map_or(Ok(0), |child| child.wait().map_err(|error| error.to_string()))
}
