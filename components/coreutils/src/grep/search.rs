//! One file: its lines, those that match, and the lines around them.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use super::{Settings, Shown};

/// Bytes at the start in which a NUL tells that a file is not text.
const LOOKED_AT: usize = 32 << 10;

/// Searches one file; answers whether a line was selected.
pub fn file(settings: &Settings, path: &Path, out: &mut impl Write) -> Result<bool, String> {
    let standard_input = path.as_os_str() == "-";
    let name = if standard_input { "(standard input)".into() } else { path.to_string_lossy() };
    let failed = |error: std::io::Error| format!("{name}: {}", uucore::error::strip_errno(&error));
    let reader: Box<dyn BufRead> = if standard_input {
        Box::new(std::io::stdin().lock())
    } else {
        let file = File::open(path).map_err(failed)?;
        if file.metadata().map_err(failed)?.is_dir() {
            return Err(format!("{name}: Is a directory"));
        }
        Box::new(BufReader::with_capacity(64 << 10, file))
    };
    search(settings, &name, reader, out).map_err(failed)
}

fn search(
    settings: &Settings,
    name: &str,
    mut reader: Box<dyn BufRead>,
    out: &mut impl Write,
) -> std::io::Result<bool> {
    let start = reader.fill_buf()?;
    let binary = !settings.text && start.iter().take(LOOKED_AT).any(|byte| *byte == 0);
    let mut earlier: VecDeque<(u64, Vec<u8>)> = VecDeque::new();
    let (mut selected, mut number, mut last_shown, mut trailing) = (0u64, 0u64, 0u64, 0usize);
    let mut line = Vec::new();
    while selected < settings.most || trailing > 0 {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        number += 1;
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        let matches =
            selected < settings.most && settings.matcher.is_match(&line) != settings.invert;
        if !matches {
            if trailing > 0 {
                trailing -= 1;
                last_shown = number;
                show(settings, name, number, b'-', &line, out)?;
            } else if settings.before > 0 && settings.shown == Shown::Lines {
                earlier.push_back((number, line.clone()));
                if earlier.len() > settings.before {
                    earlier.pop_front();
                }
            }
            continue;
        }
        selected += 1;
        match settings.shown {
            Shown::Lines if binary => {
                writeln!(out, "Binary file {name} matches")?;
                return Ok(true);
            }
            Shown::Lines => {
                let first = earlier.front().map_or(number, |(number, _)| *number);
                if last_shown > 0 && first > last_shown + 1 && settings.before + settings.after > 0
                {
                    out.write_all(b"--\n")?;
                }
                for (number, line) in earlier.drain(..) {
                    show(settings, name, number, b'-', &line, out)?;
                }
                show(settings, name, number, b':', &line, out)?;
                (last_shown, trailing) = (number, settings.after);
            }
            Shown::Nothing | Shown::NameWithMatch | Shown::NameWithout => break,
            Shown::Count => {}
        }
    }
    match settings.shown {
        Shown::Count if settings.with_name => writeln!(out, "{name}:{selected}")?,
        Shown::Count => writeln!(out, "{selected}")?,
        Shown::NameWithMatch if selected > 0 => writeln!(out, "{name}")?,
        Shown::NameWithout if selected == 0 => writeln!(out, "{name}")?,
        _ => {}
    }
    Ok(selected > 0)
}

fn show(
    settings: &Settings,
    name: &str,
    number: u64,
    mark: u8,
    line: &[u8],
    out: &mut impl Write,
) -> std::io::Result<()> {
    let mut piece = |text: &[u8]| -> std::io::Result<()> {
        if settings.with_name {
            out.write_all(name.as_bytes())?;
            out.write_all(&[mark])?;
        }
        if settings.with_number {
            write!(out, "{number}")?;
            out.write_all(&[mark])?;
        }
        out.write_all(text)?;
        out.write_all(b"\n")
    };
    if !settings.only_matching {
        return piece(line);
    }
    if mark == b':' && !settings.invert {
        for found in settings.matcher.find_iter(line).filter(|found| !found.is_empty()) {
            piece(found.as_bytes())?;
        }
    }
    Ok(())
}
