//! One file: its lines, those that are selected, and the lines around them.

use std::collections::VecDeque;
use std::io::{BufRead, Write};

use super::{Binary, Settings, Shown};
use crate::system::{self, Output, cause};

/// Bytes at the start in which a NUL tells that a file is not text.
const LOOKED_AT: usize = 32 << 10;

/// Searches one file; answers whether a line was selected.
pub fn file(settings: &Settings, path: &str, out: &mut Output) -> Result<bool, String> {
    let name = if path == "-" { "(standard input)" } else { path };
    let failed = |error: std::io::Error| format!("{name}: {}", cause(&error));
    let mut reader = system::input(path).map_err(failed)?;
    Search { settings, name, out }.run(&mut reader).map_err(failed)
}

/// A line and where it is.
struct Line {
    number: u64,
    offset: u64,
    text: Vec<u8>,
}

struct Search<'a> {
    settings: &'a Settings,
    name: &'a str,
    out: &'a mut Output,
}

impl Search<'_> {
    fn run(&mut self, reader: &mut impl BufRead) -> std::io::Result<bool> {
        let settings = self.settings;
        let start = reader.fill_buf()?;
        let zero = settings.terminator != 0 && start.iter().take(LOOKED_AT).any(|byte| *byte == 0);
        let binary = zero && settings.binary != Binary::Search;
        if binary && settings.binary == Binary::Skip {
            return Ok(false);
        }
        let mut earlier: VecDeque<Line> = VecDeque::new();
        let (mut selected, mut last_shown, mut trailing) = (0u64, 0u64, 0usize);
        let (mut number, mut offset) = (0u64, 0u64);
        while selected < settings.most || trailing > 0 {
            let mut text = Vec::new();
            let length = reader.read_until(settings.terminator, &mut text)?;
            if length == 0 {
                break;
            }
            number += 1;
            if text.last() == Some(&settings.terminator) {
                text.pop();
            }
            let line = Line { number, offset, text };
            offset += length as u64;
            let wanted =
                selected < settings.most && settings.regex.is_match(&line.text) != settings.invert;
            if !wanted {
                if trailing > 0 {
                    trailing -= 1;
                    last_shown = number;
                    self.show(&line, b'-')?;
                } else if settings.before > 0 && settings.shown == Shown::Lines {
                    earlier.push_back(line);
                    if earlier.len() > settings.before {
                        earlier.pop_front();
                    }
                }
                continue;
            }
            selected += 1;
            match settings.shown {
                Shown::Lines if binary => {
                    self.out.flush()?;
                    eprintln!("grep: {}: binary file matches", self.name);
                    return Ok(true);
                }
                Shown::Lines => {
                    let first = earlier.front().map_or(number, |line| line.number);
                    if last_shown > 0
                        && first > last_shown + 1
                        && settings.before + settings.after > 0
                    {
                        self.out.write_all(b"--\n")?;
                    }
                    for line in std::mem::take(&mut earlier) {
                        self.show(&line, b'-')?;
                    }
                    self.show(&line, b':')?;
                    (last_shown, trailing) = (number, settings.after);
                }
                Shown::Nothing | Shown::NameWithMatch | Shown::NameWithout => break,
                Shown::Count => {}
            }
        }
        let end = if settings.name_end == 0 { 0 } else { b'\n' };
        match settings.shown {
            Shown::Count => {
                if settings.with_name {
                    self.out.write_all(self.name.as_bytes())?;
                    self.out.write_all(&[settings.name_end])?;
                }
                writeln!(self.out, "{selected}")?;
            }
            Shown::NameWithMatch if selected > 0 => {
                self.out.write_all(self.name.as_bytes())?;
                self.out.write_all(&[end])?;
            }
            Shown::NameWithout if selected == 0 => {
                self.out.write_all(self.name.as_bytes())?;
                self.out.write_all(&[end])?;
            }
            _ => {}
        }
        Ok(selected > 0)
    }

    /// Shows a line, or with `-o` what matches of it.
    fn show(&mut self, line: &Line, mark: u8) -> std::io::Result<()> {
        let settings = self.settings;
        if !settings.only_matching {
            self.prefix(line.number, line.offset, mark)?;
            if settings.color && mark == b':' && !settings.invert {
                self.colored(&line.text)?;
            } else {
                self.out.write_all(&line.text)?;
            }
            return self.out.write_all(&[settings.terminator]);
        }
        if mark != b':' || settings.invert {
            return Ok(());
        }
        for found in settings.regex.find_all(&line.text) {
            if found.is_empty() {
                continue;
            }
            self.prefix(line.number, line.offset + found.start as u64, mark)?;
            let matched = line.text.get(found).unwrap_or_default();
            if settings.color {
                self.colored(matched)?;
            } else {
                self.out.write_all(matched)?;
            }
            self.out.write_all(&[settings.terminator])?;
        }
        Ok(())
    }

    fn prefix(&mut self, number: u64, offset: u64, mark: u8) -> std::io::Result<()> {
        let settings = self.settings;
        if settings.with_name {
            let end = if settings.name_end == 0 { 0 } else { mark };
            self.out.write_all(self.name.as_bytes())?;
            self.out.write_all(&[end])?;
        }
        if settings.with_number {
            write!(self.out, "{number}{}", char::from(mark))?;
        }
        if settings.with_offset {
            write!(self.out, "{offset}{}", char::from(mark))?;
        }
        Ok(())
    }

    fn colored(&mut self, text: &[u8]) -> std::io::Result<()> {
        let mut end = 0;
        for found in
            self.settings.regex.find_all(text).into_iter().filter(|found| !found.is_empty())
        {
            self.out.write_all(text.get(end..found.start).unwrap_or_default())?;
            self.out.write_all(b"\x1b[01;31m\x1b[K")?;
            self.out.write_all(text.get(found.clone()).unwrap_or_default())?;
            self.out.write_all(b"\x1b[m\x1b[K")?;
            end = found.end;
        }
        self.out.write_all(text.get(end..).unwrap_or_default())
    }
}
