//! Source lines for messages: `file:line`, the line, and an arrow under the place.

use std::{cell::RefCell, collections::HashMap};

use crate::sys;

/// Lines by module and number.
type Lines = HashMap<(Box<str>, u32), Box<str>>;

thread_local! {
    /// Lines of the library that can stand above an uncaught error, by module and number. The
    /// sources themselves are not in the image.
    static LIBRARY: RefCell<Lines> = RefCell::new(HashMap::new());
    /// Texts without a file, by the name they run under.
    static TEXTS: RefCell<HashMap<String, (String, u32)>> = RefCell::new(HashMap::new());
}

/// Keeps the lines of a library module that throw.
pub fn remember_library(id: &str, source: &str) {
    LIBRARY.with_borrow_mut(|lines| {
        for (index, line) in source.lines().enumerate() {
            if line.contains("throw ")
                || line.contains("UnhandledPromiseRejection(")
                || line.contains("triggerUncaughtException(err")
            {
                lines.insert((id.into(), index as u32 + 1), line.into());
            }
        }
    });
}

/// Bytes that the remembered lines take.
pub fn library_bytes() -> usize {
    LIBRARY.with_borrow(|lines| lines.values().map(|line| line.len()).sum())
}

/// Keeps a text that runs under a name that is no file: `[eval]`, `evalmachine.<anonymous>`.
/// `before` is how many lines are said to stand before it.
pub fn remember_text(name: &str, text: &str, before: u32) {
    TEXTS.with_borrow_mut(|texts| texts.insert(name.to_owned(), (text.to_owned(), before)));
}

/// A line of a script, counted from 1, without its line end.
pub fn line(file: &str, number: u32) -> Option<String> {
    if let Some(id) = file.strip_prefix("node:") {
        let key = (Box::from(id), number);
        return LIBRARY.with_borrow(|lines| lines.get(&key).map(|line| line.to_string()));
    }
    let pick = |text: &str, number: u32| {
        let line = text.split('\n').nth(number.checked_sub(1)? as usize)?;
        Some(line.strip_suffix('\r').unwrap_or(line).to_owned())
    };
    let known = TEXTS.with_borrow(|texts| {
        let (text, before) = texts.get(file)?;
        Some(pick(text, number.saturating_sub(*before)))
    });
    if let Some(line) = known {
        return line;
    }
    let path = match file.strip_prefix("file://") {
        Some(url) => percent_decode(url.split(['?', '#']).next().unwrap_or_default()),
        None => file.as_bytes().to_vec(),
    };
    if path.first() != Some(&b'/') {
        return None;
    }
    let bytes = sys::read_file(None, &path, 64 << 20).ok()?;
    pick(&String::from_utf8_lossy(&bytes), number)
}

fn percent_decode(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = bytes.get(index + 1..index + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if bytes[index] == b'%' => {
                out.push(byte);
                index += 3;
            }
            _ => {
                out.push(bytes[index]);
                index += 1;
            }
        }
    }
    out
}

/// How many characters the token at a column (from 1) has: what V8 underlines of a syntax error.
pub fn token_width(line: &str, column: u32) -> usize {
    let rest: Vec<char> = line.chars().skip(column.saturating_sub(1) as usize).collect();
    let is_word = |c: &char| c.is_alphanumeric() || *c == '_' || *c == '$';
    let width = match rest.first() {
        Some(quote @ ('"' | '\'' | '`')) => {
            rest.iter().skip(1).position(|c| c == quote).map_or(rest.len(), |end| end + 2)
        }
        Some(first) if is_word(first) => rest.iter().take_while(|c| is_word(c)).count(),
        _ => {
            let two: String = rest.iter().take(2).collect();
            if matches!(
                two.as_str(),
                "=>" | "==" | "&&" | "||" | "??" | "++" | "--" | "**" | "+=" | "-=" | "<=" | ">="
            ) {
                2
            } else {
                1
            }
        }
    };
    width.max(1)
}

/// `file:line`, the line, the arrow, each with its line end.
pub fn arrow(file: &str, number: u32, line: &str, column: u32, width: usize) -> String {
    let mut out = format!("{file}:{number}\n{line}\n");
    let start = column.saturating_sub(1) as usize;
    let characters: Vec<char> = line.chars().collect();
    if column == 0 || start + width > characters.len().max(start + 1) {
        return out;
    }
    for character in characters.iter().take(start) {
        out.push(if *character == '\t' { '\t' } else { ' ' });
    }
    out.extend(std::iter::repeat_n('^', width));
    out.push('\n');
    out
}
