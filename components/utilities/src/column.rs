//! `column`: fields in columns (column(1)), `-t`, `-s`, `-o`, `-N`; without `-t` it fills lines.

use std::io::Write as _;

use lexopt::prelude::*;

use crate::outcome::{Outcome, Trouble};
use crate::system::{Output, read};

/// Columns of a line that is filled.
const WIDTH: usize = 80;

/// Runs it.
pub fn main(words: Vec<String>) -> Outcome {
    let (mut table, mut separators, mut join) = (false, None, "  ".to_string());
    let mut width =
        std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).unwrap_or(WIDTH);
    let mut names: Option<String> = None;
    let mut right: Vec<usize> = Vec::new();
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('t') | Long("table") => table = true,
            Short('s') | Long("separator") => separators = Some(parser.value()?.string()?),
            Short('o') | Long("output-separator") => join = parser.value()?.string()?,
            Short('N') | Long("table-columns") => names = Some(parser.value()?.string()?),
            Short('c') | Long("output-width") => width = parser.value()?.parse()?,
            Short('R') | Long("table-right") => {
                let text = parser.value()?.string()?;
                for part in text.split(',') {
                    right
                        .push(part.parse().map_err(|_| format!("-R {text}: columns are numbers"))?);
                }
            }
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        operands.push("-".into());
    }
    let mut lines: Vec<String> = Vec::new();
    for path in &operands {
        let text = read(path).map_err(|error| Trouble::about(path, &error))?;
        let text = String::from_utf8_lossy(&text).into_owned();
        lines.extend(text.lines().filter(|line| !line.trim().is_empty()).map(String::from));
    }
    let mut out = Output::standard();
    if !table {
        fill(&lines, width, &mut out)?;
        out.flush()?;
        return Ok(0);
    }
    let mut rows: Vec<Vec<&str>> = Vec::new();
    if let Some(names) = &names {
        rows.push(names.split(',').collect());
    }
    rows.extend(lines.iter().map(|line| match &separators {
        Some(separators) => line.split(|letter| separators.contains(letter)).collect(),
        None => line.split_whitespace().collect(),
    }));
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..count)
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        })
        .collect();
    for row in &rows {
        let mut line = String::new();
        for (column, width) in widths.iter().enumerate() {
            let cell = row.get(column).copied().unwrap_or("");
            let padding = " ".repeat(width.saturating_sub(cell.chars().count()));
            let last = column + 1 == count;
            if right.contains(&(column + 1)) {
                line.push_str(&padding);
                line.push_str(cell);
            } else {
                line.push_str(cell);
                if !last {
                    line.push_str(&padding);
                }
            }
            if !last {
                line.push_str(&join);
            }
        }
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(0)
}

/// Lines as entries, down the columns first.
fn fill(lines: &[String], width: usize, out: &mut Output) -> std::io::Result<()> {
    // Columns begin at tab stops.
    let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let step = (widest / 8 + 1) * 8;
    let columns = (width / step).max(1);
    let rows = lines.len().div_ceil(columns);
    for row in 0..rows {
        let cells: Vec<&String> = lines.iter().skip(row).step_by(rows.max(1)).collect();
        let mut line = String::new();
        for (index, cell) in cells.iter().enumerate() {
            line.push_str(cell);
            if index + 1 < cells.len() {
                let mut at = cell.chars().count();
                while at < step {
                    line.push('\t');
                    at = (at / 8 + 1) * 8;
                }
            }
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}
