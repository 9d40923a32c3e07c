//! Bytes as digits: `xxd`, and back; `hexdump`.

use std::io::{Read, Write};

use lexopt::prelude::*;

use crate::outcome::{Outcome, Trouble};
use crate::system::{File, Output, input, read};

/// Fills a buffer as far as the input goes.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match reader.read(&mut buffer[length..])? {
            0 => break,
            count => length += count,
        }
    }
    Ok(length)
}

fn printable(byte: u8) -> char {
    if (b' '..=b'~').contains(&byte) { char::from(byte) } else { '.' }
}

/// `xxd [-p] [-r] [-u] [-c COLUMNS] [-g GROUP] [-l LENGTH] [-s OFFSET] [FILE [OUTPUT]]`.
pub fn xxd(words: Vec<String>) -> Outcome {
    let (mut plain, mut reverse, mut upper, mut bits, mut include) =
        (false, false, false, false, false);
    let (mut columns, mut group, mut length, mut skip) = (None, None, u64::MAX, 0u64);
    let mut operands: Vec<String> = Vec::new();
    // `-ps` is one option.
    let words = words.into_iter().map(|word| if word == "-ps" { "-p".into() } else { word });
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('p') => plain = true,
            Short('r') => reverse = true,
            Short('u') => upper = true,
            Short('b') => bits = true,
            Short('i') => include = true,
            Short('c') => columns = Some(number(&parser.value()?.string()?)?),
            Short('g') => group = Some(number(&parser.value()?.string()?)?),
            Short('l') => length = number(&parser.value()?.string()?)?,
            Short('s') => skip = number(&parser.value()?.string()?)?,
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let path = operands.first().map_or("-", String::as_str);
    let failed = |error: std::io::Error| Trouble::about(path, &error);
    let mut out = match operands.get(1) {
        Some(path) => Output::to(File::create(path).map_err(|error| Trouble::about(path, &error))?),
        None => Output::standard(),
    };
    if reverse {
        let text = read(path).map_err(failed)?;
        out.write_all(&bytes_of(&String::from_utf8_lossy(&text), plain)?)?;
        out.flush()?;
        return Ok(0);
    }
    let mut reader = input(path).map_err(failed)?;
    std::io::copy(&mut reader.by_ref().take(skip), &mut std::io::sink()).map_err(failed)?;
    let mut reader = reader.take(length);
    let default = if plain {
        30
    } else if bits {
        6
    } else if include {
        12
    } else {
        16
    };
    let columns = usize::try_from(columns.unwrap_or(default)).unwrap_or(0).clamp(1, 256);
    let group = group.unwrap_or(if bits { 1 } else { 2 });
    let group = usize::try_from(group).unwrap_or(0);
    let mut offset = skip;
    let digits = |byte: u8| match (bits, upper) {
        (true, _) => format!("{byte:08b}"),
        (_, true) => format!("{byte:02X}"),
        _ => format!("{byte:02x}"),
    };
    if include {
        return included(path, &mut reader, columns, &mut out);
    }
    let mut buffer = vec![0; columns];
    let width = columns * digits(0).len() + if group > 0 { columns.div_ceil(group) } else { 0 };
    loop {
        let count = fill(&mut reader, &mut buffer).map_err(failed)?;
        let line = buffer.get(..count).unwrap_or_default();
        if line.is_empty() {
            break;
        }
        if plain {
            let text: String = line.iter().map(|byte| digits(*byte)).collect();
            writeln!(out, "{text}")?;
            continue;
        }
        let mut text = String::new();
        for (index, byte) in line.iter().enumerate() {
            text.push_str(&digits(*byte));
            if group > 0 && (index + 1) % group == 0 {
                text.push(' ');
            }
        }
        let shown: String = line.iter().map(|byte| printable(*byte)).collect();
        writeln!(out, "{offset:08x}: {text:<width$} {shown}")?;
        offset += count as u64;
    }
    out.flush()?;
    Ok(0)
}

/// As a definition in C.
fn included(path: &str, reader: &mut impl Read, columns: usize, out: &mut Output) -> Outcome {
    let mut content = Vec::new();
    reader.read_to_end(&mut content)?;
    let lines: Vec<String> = content
        .chunks(columns)
        .map(|line| {
            let bytes: Vec<String> = line.iter().map(|byte| format!("{byte:#04x}")).collect();
            format!("  {}", bytes.join(", "))
        })
        .collect();
    let body = lines.join(",\n");
    if path == "-" {
        writeln!(out, "{body}")?;
    } else {
        let name: String = path
            .chars()
            .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' })
            .collect();
        writeln!(out, "unsigned char {name}[] = {{\n{body}\n}};")?;
        writeln!(out, "unsigned int {name}_len = {};", content.len())?;
    }
    out.flush()?;
    Ok(0)
}

fn number(text: &str) -> Result<u64, Trouble> {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.map_err(|_| format!("'{text}': no number").into())
}

/// The bytes of a dump.
fn bytes_of(text: &str, plain: bool) -> Result<Vec<u8>, Trouble> {
    let mut out: Vec<u8> = Vec::new();
    for line in text.lines() {
        let digits: String = if plain {
            line.chars().filter(char::is_ascii_hexdigit).collect()
        } else {
            let Some((offset, rest)) = line.split_once(':') else { continue };
            let offset = usize::from_str_radix(offset.trim(), 16)
                .map_err(|_| Trouble::from(format!("'{offset}': no offset")))?;
            if offset > out.len() + (1 << 30) {
                return Err(format!("'{line}': the offset is too far").into());
            }
            out.resize(offset.max(out.len()), 0);
            // Two blanks part the digits from the text.
            let rest = rest.trim_start();
            let digits = rest.split_once("  ").map_or(rest, |(digits, _)| digits);
            digits.chars().filter(char::is_ascii_hexdigit).collect()
        };
        for pair in digits.as_bytes().chunks_exact(2) {
            let pair = std::str::from_utf8(pair).unwrap_or_default();
            out.push(u8::from_str_radix(pair, 16).unwrap_or(0));
        }
    }
    Ok(out)
}

/// `hexdump [-C] [-n LENGTH] [-s OFFSET] [-v] [FILE]`.
pub fn hexdump(words: Vec<String>) -> Outcome {
    let (mut canonical, mut all, mut length, mut skip) = (false, false, u64::MAX, 0u64);
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('C') | Long("canonical") => canonical = true,
            Short('v') | Long("no-squeezing") => all = true,
            Short('x') => {}
            Short('n') | Long("length") => length = number(&parser.value()?.string()?)?,
            Short('s') | Long("skip") => skip = number(&parser.value()?.string()?)?,
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let path = operands.first().map_or("-", String::as_str);
    let failed = |error: std::io::Error| Trouble::about(path, &error);
    let mut reader = input(path).map_err(failed)?;
    std::io::copy(&mut reader.by_ref().take(skip), &mut std::io::sink()).map_err(failed)?;
    let mut reader = reader.take(length);
    let mut out = Output::standard();
    let mut offset = skip;
    let mut before: Option<Vec<u8>> = None;
    let mut starred = false;
    let mut buffer = [0; 16];
    let digits = if canonical { 8 } else { 7 };
    loop {
        let count = fill(&mut reader, &mut buffer).map_err(failed)?;
        let line = buffer.get(..count).unwrap_or_default();
        if line.is_empty() {
            break;
        }
        if !all && count == 16 && before.as_deref() == Some(line) {
            if !starred {
                writeln!(out, "*")?;
            }
            starred = true;
            offset += count as u64;
            continue;
        }
        starred = false;
        before = Some(line.to_vec());
        let mut text = String::new();
        if canonical {
            for (index, byte) in line.iter().enumerate() {
                text.push_str(&format!("{}{byte:02x}", if index == 8 { "  " } else { " " }));
            }
            let shown: String = line.iter().map(|byte| printable(*byte)).collect();
            writeln!(out, "{offset:08x} {text:<50} |{shown}|")?;
        } else {
            for pair in line.chunks(2) {
                let [low, high] = [0, 1].map(|index| pair.get(index).copied().unwrap_or(0));
                text.push_str(&format!(" {:04x}", u16::from_le_bytes([low, high])));
            }
            writeln!(out, "{offset:07x}{text:<40}")?;
        }
        offset += count as u64;
    }
    if offset > skip {
        writeln!(out, "{offset:0digits$x}")?;
    }
    out.flush()?;
    Ok(0)
}
