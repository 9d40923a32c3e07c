//! `cat`: files one after the other (cat(1)). Own code: that of uutils cannot read what is no file in WASI,
//! such as `/dev/zero`.

use std::io::{BufRead as _, Read as _, Write as _};

use lexopt::prelude::*;

use crate::outcome::Outcome;
use crate::system::{File, Output, cause, input};

/// Bytes that are copied at a time.
const PIECE: usize = 128 << 10;

#[derive(Default)]
struct Options {
    number: bool,
    number_filled: bool,
    squeeze: bool,
    ends: bool,
    tabs: bool,
    control: bool,
}

/// Runs it: 1 when a file could not be read.
pub fn main(words: Vec<String>) -> Outcome {
    let mut options = Options::default();
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('n') | Long("number") => options.number = true,
            Short('b') | Long("number-nonblank") => options.number_filled = true,
            Short('s') | Long("squeeze-blank") => options.squeeze = true,
            Short('E') | Long("show-ends") => options.ends = true,
            Short('T') | Long("show-tabs") => options.tabs = true,
            Short('v') | Long("show-nonprinting") => options.control = true,
            Short('e') => (options.control, options.ends) = (true, true),
            Short('t') => (options.control, options.tabs) = (true, true),
            Short('A') | Long("show-all") => {
                (options.control, options.ends, options.tabs) = (true, true, true);
            }
            Short('u') => {}
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        operands.push("-".into());
    }
    let plain = !(options.number
        || options.number_filled
        || options.squeeze
        || options.ends
        || options.tabs
        || options.control);
    let mut out = Output::standard();
    let mut lines = Lines { options, number: 0, empty: false };
    let mut status = 0;
    for operand in &operands {
        let mut reader = match input(operand) {
            Ok(reader) => reader,
            Err(error) => {
                out.flush()?;
                eprintln!("cat: {operand}: {}", cause(&error));
                status = 1;
                continue;
            }
        };
        let read = if plain {
            // What was read is on its way before the next read waits.
            let mut piece = vec![0; PIECE];
            let (file, to) = (reader.get_mut(), &mut File::standard(1));
            loop {
                match file.read(&mut piece) {
                    Ok(0) => break Ok(()),
                    Ok(length) => to
                        .write_all(piece.get(..length).unwrap_or_default())
                        .map_err(|error| format!("write error: {}", cause(&error)))?,
                    Err(error) => break Err(error),
                }
            }
        } else {
            loop {
                let mut line = Vec::new();
                match reader.read_until(b'\n', &mut line) {
                    Ok(0) => break Ok(()),
                    Ok(_) => lines.write(&line, &mut out)?,
                    Err(error) => break Err(error),
                }
            }
        };
        if let Err(error) = read {
            out.flush()?;
            eprintln!("cat: {operand}: {}", cause(&error));
            status = 1;
        }
    }
    out.flush()?;
    Ok(status)
}

struct Lines {
    options: Options,
    number: u64,
    /// The line before was empty.
    empty: bool,
}

impl Lines {
    fn write(&mut self, line: &[u8], out: &mut Output) -> std::io::Result<()> {
        let (text, end) = match line.split_last() {
            Some((b'\n', text)) => (text, true),
            _ => (line, false),
        };
        let empty = text.is_empty() && end;
        if empty && self.empty && self.options.squeeze {
            return Ok(());
        }
        self.empty = empty;
        let numbered = if self.options.number_filled { !empty } else { self.options.number };
        if numbered {
            self.number += 1;
            write!(out, "{:>6}\t", self.number)?;
        }
        for byte in text {
            match byte {
                b'\t' if self.options.tabs => out.write_all(b"^I")?,
                b'\t' => out.write_all(b"\t")?,
                byte if self.options.control => out.write_all(&visible(*byte))?,
                byte => out.write_all(&[*byte])?,
            }
        }
        if end {
            out.write_all(if self.options.ends { b"$\n" } else { b"\n" })?;
        }
        Ok(())
    }
}

/// A byte in `^` and `M-` notation.
fn visible(byte: u8) -> Vec<u8> {
    let mut out = Vec::new();
    if byte >= 128 {
        out.extend_from_slice(b"M-");
    }
    match byte & 127 {
        low @ 0..32 => out.extend([b'^', low + 64]),
        127 => out.extend_from_slice(b"^?"),
        other => out.push(other),
    }
    out
}
