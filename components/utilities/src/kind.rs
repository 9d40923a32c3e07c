//! `file`: what a file is, by the crate `file-format`, and by its text.

use std::io::Read as _;

use kernelet_system::FileType;
use lexopt::prelude::*;

use crate::outcome::Outcome;
use crate::system::{self, File, cause};

/// Bytes that are looked at.
const LOOKED_AT: usize = 64 << 10;

/// `file [-b] [-i] [-L] FILE…`.
pub fn main(words: Vec<String>) -> Outcome {
    let (mut brief, mut media_type, mut follow) = (false, false, false);
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('b') | Long("brief") => brief = true,
            Short('i') | Long("mime" | "mime-type") => media_type = true,
            Short('L') | Long("dereference") => follow = true,
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        return Err("a file is needed: file [-b] [-i] FILE...".into());
    }
    let widest = operands.iter().map(|path| path.chars().count()).max().unwrap_or(0);
    for path in &operands {
        let (text, kind) = describe(path, follow);
        let shown = if media_type { kind } else { text };
        if brief {
            println!("{shown}");
        } else {
            println!("{:<width$} {shown}", format!("{path}:"), width = widest + 1);
        }
    }
    Ok(0)
}

/// In words, and as a media type.
fn describe(path: &str, follow: bool) -> (String, String) {
    let stat = match system::stat(path, follow) {
        Ok(stat) => stat,
        Err(error) => {
            let text = format!("cannot open `{path}' ({})", cause(&error));
            return (text.clone(), text);
        }
    };
    let node = |text: &str, kind: &str| (text.to_string(), format!("inode/{kind}"));
    match stat.kind {
        FileType::Directory => return node("directory", "directory"),
        FileType::Fifo => return node("fifo (named pipe)", "fifo"),
        FileType::Socket => return node("socket", "socket"),
        FileType::CharacterDevice => return node("character special", "chardevice"),
        FileType::BlockDevice => return node("block special", "blockdevice"),
        FileType::SymbolicLink => {
            let target = std::fs::read_link(path).unwrap_or_default();
            return node(&format!("symbolic link to {}", target.display()), "symlink");
        }
        FileType::Regular if stat.size == 0 => return node("empty", "x-empty"),
        FileType::Regular => {}
    }
    let mut start = Vec::new();
    let read =
        File::open(path).and_then(|file| file.take(LOOKED_AT as u64).read_to_end(&mut start));
    if let Err(error) = read {
        let text = format!("cannot open `{path}' ({})", cause(&error));
        return (text.clone(), text);
    }
    if let Some(known) = text_kind(&start) {
        return known;
    }
    let format = file_format::FileFormat::from_bytes(&start);
    match format {
        file_format::FileFormat::ArbitraryBinaryData => {
            ("data".into(), "application/octet-stream".into())
        }
        known => (format!("{} data", known.name()), known.media_type().into()),
    }
}

/// What is text, and which; none when it is no text.
fn text_kind(start: &[u8]) -> Option<(String, String)> {
    if start
        .iter()
        .any(|byte| *byte < 32 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b | 8))
    {
        return None;
    }
    // The last character may be cut.
    let valid = match std::str::from_utf8(start) {
        Ok(_) => true,
        Err(error) => start.len() - error.valid_up_to() < 4 && error.error_len().is_none(),
    };
    let encoding = if start.is_ascii() {
        "ASCII text"
    } else if valid {
        "Unicode text, UTF-8 text"
    } else {
        return None;
    };
    let lines = if start.windows(2).any(|pair| pair == b"\r\n") {
        ", with CRLF line terminators"
    } else if !start.contains(&b'\n') {
        ", with no line terminators"
    } else {
        ""
    };
    let text = String::from_utf8_lossy(start);
    if let Some(first) = text.strip_prefix("#!") {
        let first = first.lines().next().unwrap_or_default().trim();
        let name = first.rsplit(['/', ' ']).next().unwrap_or_default();
        let (what, kind) = match name {
            "sh" | "dash" => ("POSIX shell script".to_string(), "text/x-shellscript"),
            "bash" => ("Bourne-Again shell script".to_string(), "text/x-shellscript"),
            "node" => ("Node.js script".to_string(), "application/javascript"),
            name if name.starts_with("python") => {
                ("Python script".to_string(), "text/x-script.python")
            }
            _ => (format!("a {first} script"), "text/plain"),
        };
        return Some((format!("{what}, {encoding} executable{lines}"), kind.into()));
    }
    let trimmed = text.trim_start();
    if trimmed.starts_with("<?xml") {
        return Some((format!("XML 1.0 document, {encoding}{lines}"), "text/xml".into()));
    }
    if trimmed.to_ascii_lowercase().starts_with("<!doctype html") {
        return Some((format!("HTML document, {encoding}{lines}"), "text/html".into()));
    }
    if start.len() < LOOKED_AT
        && trimmed.starts_with(['{', '['])
        && !crate::jq::is_too_deep(start)
        && jaq_all::fmts::read::json::parse_single(start).is_ok()
    {
        return Some(("JSON text data".into(), "application/json".into()));
    }
    Some((format!("{encoding}{lines}"), "text/plain".into()))
}
