//! Lines the other way round: `tac`, `rev`; `strings`: what is text in a file that is none.

use std::io::{BufRead as _, Read as _, Write as _};

use bstr::ByteSlice as _;
use lexopt::prelude::*;

use crate::outcome::{Outcome, Trouble};
use crate::system::{Output, cause, input, read};

/// Runs `write` with each file, standard input without one: 1 when one could not be read.
fn each(
    who: &str,
    mut operands: Vec<String>,
    mut write: impl FnMut(&str, &mut Output) -> std::io::Result<()>,
) -> Outcome {
    if operands.is_empty() {
        operands.push("-".into());
    }
    let mut out = Output::standard();
    let mut status = 0;
    for operand in &operands {
        if let Err(error) = write(operand, &mut out) {
            out.flush()?;
            eprintln!("{who}: {operand}: {}", cause(&error));
            status = 1;
        }
    }
    out.flush()?;
    Ok(status)
}

/// The operands of a command without options.
fn operands(words: Vec<String>) -> Result<Vec<String>, Trouble> {
    let mut operands = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(operands)
}

/// `tac [FILE…]`: the last line first. A file is held in memory.
pub fn tac(words: Vec<String>) -> Outcome {
    each("tac", operands(words)?, |path, out| {
        let content = read(path)?;
        for line in content.split_inclusive(|byte| *byte == b'\n').rev() {
            out.write_all(line)?;
        }
        Ok(())
    })
}

/// `rev [FILE…]`: the last character of each line first.
pub fn rev(words: Vec<String>) -> Outcome {
    each("rev", operands(words)?, |path, out| {
        let mut reader = input(path)?;
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line)? > 0 {
            let (text, end) = match line.split_last() {
                Some((b'\n', text)) => (text, true),
                _ => (line.as_slice(), false),
            };
            let characters: Vec<_> = text.char_indices().collect();
            for (start, end, _) in characters.into_iter().rev() {
                out.write_all(text.get(start..end).unwrap_or_default())?;
            }
            if end {
                out.write_all(b"\n")?;
            }
            line.clear();
        }
        Ok(())
    })
}

/// `strings [-n LENGTH] [-t d|o|x] [FILE…]`: runs of printable characters.
pub fn strings(words: Vec<String>) -> Outcome {
    let (mut least, mut radix) = (4, None);
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    let mut digits = String::new();
    while let Some(option) = parser.next()? {
        match option {
            Short('n') | Long("bytes") => least = parser.value()?.parse()?,
            Short('t') | Long("radix") => radix = Some(parser.value()?.string()?),
            Short('a') | Long("all") => {}
            Short(digit) if digit.is_ascii_digit() => {
                digits.push(digit);
                least = digits.parse().map_err(|_| format!("-{digits}: too long"))?;
            }
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let least: usize = least;
    each("strings", operands, |path, out| {
        let mut run: Vec<u8> = Vec::new();
        let show = |run: &mut Vec<u8>, end: u64, out: &mut Output| -> std::io::Result<()> {
            if run.len() >= least.max(1) {
                let start = end - run.len() as u64;
                match radix.as_deref() {
                    Some("d") => write!(out, "{start:>7} ")?,
                    Some("o") => write!(out, "{start:>7o} ")?,
                    Some("x") => write!(out, "{start:>7x} ")?,
                    _ => {}
                }
                out.write_all(run)?;
                out.write_all(b"\n")?;
            }
            run.clear();
            Ok(())
        };
        let mut offset = 0;
        for byte in input(path)?.bytes() {
            let byte = byte?;
            if byte == b'\t' || (b' '..=b'~').contains(&byte) {
                run.push(byte);
            } else {
                show(&mut run, offset, out)?;
            }
            offset += 1;
        }
        show(&mut run, offset, out)
    })
}
