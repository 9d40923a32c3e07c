//! `tail`: the end of files (tail(1)). Own code: that of uutils gives back all of a pipe in WASI, and cannot
//! wait for more.

use std::collections::VecDeque;
use std::io::{BufRead as _, Read as _, Seek as _, SeekFrom, Write as _};

use kernelet_system::FileType;
use lexopt::prelude::*;

use crate::outcome::{Outcome, Trouble};
use crate::system::{File, Output, cause, input};

/// Bytes that are read at a time.
const PIECE: usize = 64 << 10;

/// Nanoseconds between two looks at a file that may grow.
const INTERVAL: u64 = 100_000_000;

#[derive(Clone, Copy)]
enum Part {
    LastLines(u64),
    LastBytes(u64),
    /// From this line on, counted from 1.
    FromLine(u64),
    FromByte(u64),
}

/// `tail [-n LINES] [-c BYTES] [-f] [-q] [-v] [FILE…]`: 1 when a file could not be read.
pub fn main(words: Vec<String>) -> Outcome {
    let mut part = Part::LastLines(10);
    let (mut follow, mut headers, mut terminator) = (false, None, b'\n');
    let mut operands: Vec<String> = Vec::new();
    let mut words = words;
    // The old form, `tail -5` and `tail +5`.
    if let Some(first) = words.get(1).cloned() {
        let follows = first.ends_with('f');
        let digits = first.trim_start_matches(['-', '+']).trim_end_matches('f');
        let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if number && first.starts_with(['-', '+']) {
            let sign = if first.starts_with('+') { "+" } else { "" };
            words.splice(1..2, ["-n".to_string(), format!("{sign}{digits}")]);
            follow = follows;
        }
    }
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('n') | Long("lines") => part = parse(&parser.value()?.string()?, true)?,
            Short('c') | Long("bytes") => part = parse(&parser.value()?.string()?, false)?,
            Short('f' | 'F') => follow = true,
            Long("follow") => {
                drop(parser.optional_value());
                follow = true;
            }
            Long("retry") => {}
            Short('s') | Long("sleep-interval" | "pid") => drop(parser.value()?),
            Short('q') | Long("quiet" | "silent") => headers = Some(false),
            Short('v') | Long("verbose") => headers = Some(true),
            Short('z') | Long("zero-terminated") => terminator = 0,
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        operands.push("-".into());
    }
    let headers = headers.unwrap_or(operands.len() > 1);
    let mut out = Output::standard();
    let mut status = 0;
    let mut followed: Vec<(String, File)> = Vec::new();
    let mut first = true;
    for operand in &operands {
        let shown = if operand == "-" { "standard input" } else { operand };
        let reader = match input(operand) {
            Ok(reader) => reader,
            Err(error) => {
                out.flush()?;
                let why = cause(&error);
                let what = if why == "Is a directory" { "error reading" } else { "cannot open" };
                eprintln!(
                    "tail: {what} '{operand}'{} {why}",
                    if what == "cannot open" { " for reading:" } else { ":" }
                );
                status = 1;
                continue;
            }
        };
        if headers {
            writeln!(out, "{}==> {shown} <==", if first { "" } else { "\n" })?;
        }
        first = false;
        let left = show(reader, part, terminator, &mut out)
            .map_err(|error| Trouble::about(shown, &error))?;
        // What is no file does not grow: its end was its end.
        if left.stat().is_ok_and(|stat| stat.kind == FileType::Regular) {
            followed.push((shown.to_string(), left));
        }
    }
    out.flush()?;
    if follow && !followed.is_empty() {
        wait_for_more(followed, headers, &mut out)?;
    }
    Ok(status)
}

fn parse(text: &str, lines: bool) -> Result<Part, Trouble> {
    let digits = text.trim_start_matches(['-', '+']);
    let invalid = || {
        let what = if lines { "lines" } else { "bytes" };
        Trouble::from(format!("invalid number of {what}: '{text}'"))
    };
    let (digits, unit) = match digits.as_bytes().last() {
        Some(b'b') => (&digits[..digits.len() - 1], 512),
        Some(b'k' | b'K') => (&digits[..digits.len() - 1], 1 << 10),
        Some(b'M') => (&digits[..digits.len() - 1], 1 << 20),
        _ => (digits, 1),
    };
    let count: u64 = digits.parse().map_err(|_| invalid())?;
    let count = count.checked_mul(unit).ok_or_else(invalid)?;
    Ok(match (text.starts_with('+'), lines) {
        (true, true) => Part::FromLine(count),
        (true, false) => Part::FromByte(count),
        (false, true) => Part::LastLines(count),
        (false, false) => Part::LastBytes(count),
    })
}

/// Shows a part; answers the file, which stands at its end.
fn show(
    mut reader: std::io::BufReader<File>,
    part: Part,
    terminator: u8,
    out: &mut Output,
) -> std::io::Result<File> {
    match part {
        Part::FromLine(line) => {
            for _ in 1..line {
                // Skipped, however long it is.
                if reader.skip_until(terminator)? == 0 {
                    break;
                }
            }
            std::io::copy(&mut reader, out)?;
        }
        Part::FromByte(byte) => {
            let skipped = byte.saturating_sub(1);
            std::io::copy(&mut reader.by_ref().take(skipped), &mut std::io::sink())?;
            std::io::copy(&mut reader, out)?;
        }
        Part::LastBytes(count) => {
            skip_most(&mut reader, count)?;
            let mut last: VecDeque<u8> = VecDeque::new();
            each_piece(&mut reader, |piece| {
                last.extend(piece);
                let more = last.len().saturating_sub(usize::try_from(count).unwrap_or(usize::MAX));
                last.drain(..more);
            })?;
            let (left, right) = last.as_slices();
            out.write_all(left)?;
            out.write_all(right)?;
        }
        Part::LastLines(count) => {
            let count = usize::try_from(count).unwrap_or(usize::MAX);
            skip_to_lines(&mut reader, count, terminator)?;
            let mut lines: VecDeque<Vec<u8>> = VecDeque::new();
            loop {
                let mut line = Vec::new();
                if reader.read_until(terminator, &mut line)? == 0 {
                    break;
                }
                lines.push_back(line);
                if lines.len() > count {
                    lines.pop_front();
                }
            }
            lines.iter().try_for_each(|line| out.write_all(line))?;
        }
    }
    Ok(reader.into_inner())
}

fn each_piece(reader: &mut impl std::io::Read, mut take: impl FnMut(&[u8])) -> std::io::Result<()> {
    let mut piece = vec![0; PIECE];
    loop {
        match reader.read(&mut piece)? {
            0 => return Ok(()),
            length => take(piece.get(..length).unwrap_or_default()),
        }
    }
}

/// The size of a regular file, counted from where it is read.
fn rest_of(reader: &mut std::io::BufReader<File>) -> Option<(u64, u64)> {
    let stat = reader.get_ref().stat().ok().filter(|stat| stat.kind == FileType::Regular)?;
    let at = reader.get_mut().stream_position().ok()?;
    Some((at, stat.size))
}

/// A regular file is read near its end only.
fn skip_most(reader: &mut std::io::BufReader<File>, count: u64) -> std::io::Result<()> {
    if let Some((at, size)) = rest_of(reader)
        && size.saturating_sub(at) > count
    {
        reader.seek(SeekFrom::Start(size - count))?;
    }
    Ok(())
}

/// The same for lines: goes back until enough of them begin behind.
fn skip_to_lines(
    reader: &mut std::io::BufReader<File>,
    count: usize,
    terminator: u8,
) -> std::io::Result<()> {
    let Some((start, size)) = rest_of(reader) else { return Ok(()) };
    let mut at = size;
    // What ends the last line begins none.
    let mut ends = 0;
    let mut piece = vec![0; PIECE];
    while at > start {
        let from = at.saturating_sub(PIECE as u64).max(start);
        let length = usize::try_from(at - from).unwrap_or(0);
        let part = piece.get_mut(..length).unwrap_or_default();
        reader.seek(SeekFrom::Start(from))?;
        reader.read_exact(part)?;
        for (index, byte) in part.iter().enumerate().rev() {
            let position = from + index as u64;
            if *byte == terminator && position + 1 < size {
                ends += 1;
                if ends == count {
                    reader.seek(SeekFrom::Start(position + 1))?;
                    return Ok(());
                }
            }
        }
        at = from;
    }
    reader.seek(SeekFrom::Start(start))?;
    Ok(())
}

/// Shows what is added to the files, until the process is ended.
fn wait_for_more(
    mut files: Vec<(String, File)>,
    headers: bool,
    out: &mut Output,
) -> Result<(), Trouble> {
    let mut last = files.len().saturating_sub(1);
    loop {
        let mut any = false;
        for (index, (name, file)) in files.iter_mut().enumerate() {
            // A file that was cut is read from its start.
            if let Ok(stat) = file.stat()
                && stat.kind == FileType::Regular
                && file.stream_position().is_ok_and(|at| at > stat.size)
            {
                eprintln!("tail: {name}: file truncated");
                file.seek(SeekFrom::Start(0))?;
            }
            let mut piece = vec![0; PIECE];
            let length = file.read(&mut piece)?;
            if length == 0 {
                continue;
            }
            if headers && last != index {
                writeln!(out, "\n==> {name} <==")?;
            }
            last = index;
            out.write_all(piece.get(..length).unwrap_or_default())?;
            any = true;
        }
        out.flush()?;
        if !any {
            // A signal ends the wait as well.
            let _ = kernelet_system::poll(&[], Some(INTERVAL));
        }
    }
}
