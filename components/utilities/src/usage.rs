//! What files take: `du`, and what file systems have left: `df`.

use std::collections::HashSet;
use std::io::Write as _;

use kernelet_system::FileType;
use lexopt::prelude::*;
use walkdir::WalkDir;

use crate::outcome::Outcome;
use crate::posix::Regex;
use crate::system::{self, Output, cause};

/// How sizes are shown.
#[derive(Clone, Copy)]
pub enum Unit {
    /// So many bytes are one.
    Bytes(u64),
    /// The unit that fits, in steps of 1024 or 1000.
    Human(f64),
}

impl Unit {
    /// Bytes in this unit.
    pub fn text(self, bytes: u64) -> String {
        match self {
            Unit::Bytes(size) => bytes.div_ceil(size.max(1)).to_string(),
            Unit::Human(step) => {
                let mut value = bytes as f64;
                let mut units = ["", "K", "M", "G", "T", "P"].iter();
                let mut unit = units.next().unwrap_or(&"");
                while value >= step {
                    let Some(next) = units.next() else { break };
                    value /= step;
                    unit = next;
                }
                // Rounded up, as GNU does.
                if unit.is_empty() {
                    format!("{value}")
                } else if value < 10.0 && (value * 10.0).ceil() < 100.0 {
                    format!("{:.1}{unit}", (value * 10.0).ceil() / 10.0)
                } else {
                    format!("{:.0}{unit}", value.ceil())
                }
            }
        }
    }
}

/// `du [-a] [-s] [-h] [-c] [-b] [-k] [-m] [-d DEPTH] [--apparent-size] [FILE…]`.
pub fn du(words: Vec<String>) -> Outcome {
    let (mut all, mut depth, mut total, mut apparent) = (false, usize::MAX, false, false);
    let mut unit = Unit::Bytes(1024);
    let mut exclude: Vec<Regex> = Vec::new();
    let mut one_file_system = false;
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('a') | Long("all") => all = true,
            Short('s') | Long("summarize") => depth = 0,
            Short('d') | Long("max-depth") => depth = parser.value()?.parse()?,
            Short('c') | Long("total") => total = true,
            Short('h') | Long("human-readable") => unit = Unit::Human(1024.0),
            Long("si") => unit = Unit::Human(1000.0),
            Short('k') => unit = Unit::Bytes(1024),
            Short('m') => unit = Unit::Bytes(1 << 20),
            Short('b') | Long("bytes") => (unit, apparent) = (Unit::Bytes(1), true),
            Long("apparent-size") => apparent = true,
            Long("exclude") => exclude.push(Regex::glob(&parser.value()?.string()?, false)?),
            Short('x') | Long("one-file-system") => one_file_system = true,
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        operands.push(".".into());
    }
    let mut out = Output::standard();
    let mut status = 0;
    let mut whole = 0u64;
    // What has several names counts once.
    let mut seen: HashSet<(u64, u64)> = HashSet::new();
    for operand in &operands {
        // Sums of the directories that are open, the outermost first.
        let mut sums: Vec<u64> = Vec::new();
        let walk = WalkDir::new(operand).contents_first(true).same_file_system(one_file_system);
        let entries = walk.into_iter().filter_entry(|entry| {
            let name = entry.file_name().to_string_lossy();
            !exclude.iter().any(|pattern| pattern.is_match(name.as_bytes()))
        });
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    out.flush()?;
                    let path = error.path().map(|path| path.to_string_lossy().into_owned());
                    let path = path.unwrap_or_else(|| operand.clone());
                    let why = error.io_error().map_or_else(|| error.to_string(), cause);
                    eprintln!("du: cannot access '{path}': {why}");
                    status = 1;
                    continue;
                }
            };
            let path = entry.path().to_string_lossy().into_owned();
            let Ok(stat) = system::stat(&path, false) else { continue };
            let counted = stat.nlink < 2
                || stat.kind == FileType::Directory
                || seen.insert((stat.dev, stat.ino));
            let own = match (counted, apparent) {
                (false, _) => 0,
                (true, true) => stat.size,
                (true, false) => stat.blocks.saturating_mul(512),
            };
            let level = entry.depth();
            sums.resize(sums.len().max(level + 2), 0);
            let directory = stat.kind == FileType::Directory;
            let size = if directory { own + std::mem::take(&mut sums[level + 1]) } else { own };
            sums[level] += size;
            if (level <= depth && (directory || all)) || level == 0 {
                writeln!(out, "{}\t{path}", unit.text(size))?;
            }
        }
        whole += sums.first().copied().unwrap_or(0);
    }
    if total {
        writeln!(out, "{}\ttotal", unit.text(whole))?;
    }
    out.flush()?;
    Ok(status)
}

/// `df [-h] [-k] [-m] [FILE…]`: the file systems of the root, or of the files.
pub fn df(words: Vec<String>) -> Outcome {
    let mut unit = Unit::Bytes(1024);
    let mut label = "1K-blocks";
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('h') | Long("human-readable") => (unit, label) = (Unit::Human(1024.0), "Size"),
            Short('k') => (unit, label) = (Unit::Bytes(1024), "1K-blocks"),
            Short('m') => (unit, label) = (Unit::Bytes(1 << 20), "1M-blocks"),
            Short('P') | Long("portability") => label = "1024-blocks",
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        operands.push("/".into());
    }
    let mut rows =
        vec![["Filesystem", label, "Used", "Available", "Use%", "Mounted on"].map(String::from)];
    let mut status = 0;
    for path in &operands {
        let stat = match kernelet_system::statfs(None, path.as_bytes()) {
            Ok(stat) => stat,
            Err(errno) => {
                eprintln!("df: {path}: {}", kernelet_system::error::text(errno));
                status = 1;
                continue;
            }
        };
        let size = u64::from(stat.block_size);
        let (whole, free) =
            (stat.blocks.saturating_mul(size), stat.blocks_free.saturating_mul(size));
        let used = whole.saturating_sub(free);
        let percent =
            if whole == 0 { "-".into() } else { format!("{}%", (used * 100).div_ceil(whole)) };
        rows.push([
            "kernelet".into(),
            unit.text(whole),
            unit.text(used),
            unit.text(free),
            percent,
            path.clone(),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..6).map(width).collect();
    let mut out = Output::standard();
    for [name, whole, used, free, percent, path] in &rows {
        writeln!(
            out,
            "{name:<a$} {whole:>b$} {used:>c$} {free:>d$} {percent:>e$} {path}",
            a = widths[0],
            b = widths[1],
            c = widths[2],
            d = widths[3],
            e = widths[4]
        )?;
    }
    out.flush()?;
    Ok(status)
}
