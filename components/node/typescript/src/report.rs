//! Errors with their source lines, drawn as the parser's own command line draws them:
//!
//! ```text
//!   x Expression expected
//!    ,-[2:1]
//!  1 | let a;
//!  2 | let x: number = = 1;
//!    :                 ^
//!    `----
//! ```

use std::ops::Range;

/// Columns of a tab.
const TAB: usize = 4;

fn shown(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for character in line.chars() {
        if character == '\t' {
            let width = TAB - out.chars().count() % TAB;
            out.extend(std::iter::repeat_n(' ', width));
        } else {
            out.push(character);
        }
    }
    out
}

/// The start of every line, and the end of the text.
fn line_starts(source: &str) -> Vec<usize> {
    let mut starts = vec![0];
    starts.extend(source.match_indices('\n').map(|(index, _)| index + 1));
    starts
}

/// Draws one report. `place` is in bytes and must lie on character boundaries, else it is moved.
pub fn render(source: &str, place: Range<usize>, message: &str) -> String {
    let floor = |index: usize| {
        let mut index = index.min(source.len());
        while !source.is_char_boundary(index) {
            index -= 1;
        }
        index
    };
    let (start, end) = (floor(place.start), floor(place.end.max(place.start)));
    let starts = line_starts(source);
    let line_of = |offset: usize| starts.partition_point(|start| *start <= offset) - 1;
    let text = |line: usize| -> &str {
        let from = starts.get(line).copied().unwrap_or(source.len());
        let to = starts.get(line + 1).copied().unwrap_or(source.len());
        source.get(from..to).unwrap_or_default().trim_end_matches(['\n', '\r'])
    };
    let (first, last) = (line_of(start), line_of(end.saturating_sub(1).max(start)));
    let from = first.saturating_sub(1);
    // What follows a final line end is no line.
    let lines = if source.ends_with('\n') { starts.len() - 1 } else { starts.len() };
    let to = (last + 1).min(lines.saturating_sub(1)).max(last);
    let width = (to + 1).to_string().len();
    let margin = " ".repeat(width + 2);

    let mut out = format!("  x {message}\n{margin},-");
    out.push_str(&if from == to { "---".to_owned() } else { format!("[{}:1]", first + 1) });
    out.push('\n');
    for line in from..=to {
        let bar = match line {
            _ if first == last => "",
            line if line == first => ",-> ",
            line if line == last => "`-> ",
            line if line > first && line < last => "|   ",
            _ => "    ",
        };
        let row = format!(" {:>width$} | {bar}{}", line + 1, shown(text(line)));
        out.push_str(row.trim_end());
        out.push('\n');
        if first == last && line == first {
            let before = &source[starts[line]..start];
            let column = shown(before).chars().count();
            let marked = shown(&source[starts[line]..end.max(start)]).chars().count() - column;
            let marks = "^".repeat(marked.max(1));
            out.push_str(&format!("{margin}: {}{marks}\n", " ".repeat(column)));
        }
    }
    out.push_str(&margin);
    out.push_str("`----\n");
    out
}
