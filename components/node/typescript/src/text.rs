//! The edits of one source text.
//!
//! Every byte is kept, blanked (white space of the same width) or dropped; line ends always stay.
//! Characters can be written over blanked ones, and text can be inserted anywhere.

use std::{collections::BTreeMap, ops::Range};

use crate::Output;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Keep,
    Blank,
    Drop,
}

/// A text and what becomes of it.
pub struct Text<'a> {
    source: &'a str,
    fates: Vec<Fate>,
    written: BTreeMap<usize, char>,
    inserted: BTreeMap<usize, String>,
}

fn is_line_end(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

impl<'a> Text<'a> {
    /// A text that stays as it is.
    pub fn new(source: &'a str) -> Self {
        Self {
            source,
            fates: vec![Fate::Keep; source.len()],
            written: BTreeMap::new(),
            inserted: BTreeMap::new(),
        }
    }

    /// A part of the source; empty when there is none.
    pub fn get(&self, range: Range<usize>) -> &'a str {
        self.source.get(range).unwrap_or_default()
    }

    /// The text from an offset on.
    pub fn rest(&self, start: usize) -> &'a str {
        self.source.get(start..).unwrap_or_default()
    }

    fn mark(&mut self, range: Range<usize>, fate: Fate) {
        let end = range.end.min(self.fates.len());
        if let Some(fates) = self.fates.get_mut(range.start..end) {
            fates.fill(fate);
        }
    }

    /// Replaces a part by white space.
    pub fn blank(&mut self, range: Range<usize>) {
        self.mark(range, Fate::Blank);
    }

    /// Takes a part out, except its line ends.
    pub fn drop(&mut self, range: Range<usize>) {
        self.mark(range, Fate::Drop);
    }

    /// Puts a character in the place of a blanked one.
    pub fn write(&mut self, at: usize, character: char) {
        self.written.insert(at, character);
    }

    /// Puts a text before an offset, behind what was put there already.
    pub fn insert(&mut self, at: usize, text: &str) {
        self.inserted.entry(at).or_default().push_str(text);
    }

    /// The next offset at or after `start` that is neither white space nor in a comment.
    pub fn skip_trivia(&self, start: usize) -> usize {
        let mut at = start;
        loop {
            let rest = self.rest(at);
            let trimmed = rest.trim_start();
            at += rest.len() - trimmed.len();
            let length = if trimmed.starts_with("//") {
                trimmed.find(is_line_end).unwrap_or(trimmed.len())
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map_or(trimmed.len(), |end| end + 2)
            } else {
                return at;
            };
            at += length;
        }
    }

    /// The word at an offset; empty when there is none.
    pub fn word(&self, start: usize) -> &'a str {
        let rest = self.rest(start);
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        rest.find(|c| !is_part(c)).map_or(rest, |end| &rest[..end])
    }

    /// Blanks the punctuation that follows an offset, if it is this one; answers where it ends.
    pub fn blank_next(&mut self, after: usize, punctuation: &str) -> Option<usize> {
        let at = self.skip_trivia(after);
        if !self.rest(at).starts_with(punctuation) {
            return None;
        }
        self.blank(at..at + punctuation.len());
        Some(at + punctuation.len())
    }

    /// The first character of a part that stays and is no white space.
    pub fn first_kept(&self, range: Range<usize>) -> Option<char> {
        let start = range.start;
        self.get(range)
            .char_indices()
            .find(|(index, c)| self.fates[start + index] == Fate::Keep && !c.is_whitespace())
            .map(|(_, character)| character)
    }

    /// The last character of a part that stays and is no white space, and its offset.
    pub fn last_kept(&self, range: Range<usize>) -> Option<(usize, char)> {
        let start = range.start;
        self.get(range)
            .char_indices()
            .rev()
            .find(|(index, c)| self.fates[start + index] == Fate::Keep && !c.is_whitespace())
            .map(|(index, character)| (start + index, character))
    }

    /// The first blanked character of a part that was no white space.
    pub fn first_blanked(&self, range: Range<usize>) -> Option<usize> {
        let start = range.start;
        self.get(range)
            .char_indices()
            .find(|(index, c)| self.fates[start + index] == Fate::Blank && !c.is_whitespace())
            .map(|(index, _)| start + index)
    }

    /// The text with all edits.
    pub fn finish(self) -> Output {
        let mut code = String::with_capacity(self.source.len());
        let mut map = Mappings::default();
        let mut in_word = false;
        for (index, character) in self.source.char_indices() {
            if let Some(text) = self.inserted.get(&index) {
                code.push_str(text);
                map.generated(text);
                in_word = false;
            }
            let is_part = character.is_alphanumeric() || matches!(character, '_' | '$' | '#');
            let width = character.len_utf16();
            if is_line_end(character) {
                code.push(character);
                map.line_end(character);
            } else if let Some(written) = self.written.get(&index) {
                code.push(*written);
                map.column += 1;
                // A wide character cannot lose columns.
                code.extend(std::iter::repeat_n(' ', width - 1));
                map.column += width - 1;
                map.source_column += width;
            } else {
                match self.fates[index] {
                    Fate::Keep => {
                        if is_part && !in_word {
                            map.segment();
                        }
                        code.push(character);
                        map.column += width;
                    }
                    Fate::Blank => {
                        code.extend(std::iter::repeat_n(' ', width));
                        map.column += width;
                    }
                    Fate::Drop => {}
                }
                map.source_column += width;
            }
            in_word = is_part && self.fates[index] == Fate::Keep;
        }
        if let Some(text) = self.inserted.get(&self.source.len()) {
            code.push_str(text);
        }
        Output { code, mappings: map.text }
    }
}

/// `mappings` of a source map: a segment at the start of every word that stays.
#[derive(Default)]
struct Mappings {
    text: String,
    column: usize,
    source_line: usize,
    source_column: usize,
    /// What the last segment said: column, source line, source column.
    last: (usize, usize, usize),
    line_has_segment: bool,
}

impl Mappings {
    fn generated(&mut self, text: &str) {
        // Inserted text never has line ends.
        self.column += text.encode_utf16().count();
    }

    fn line_end(&mut self, character: char) {
        if character == '\n' {
            self.text.push(';');
            (self.column, self.source_column) = (0, 0);
            self.source_line += 1;
            self.last.0 = 0;
            self.line_has_segment = false;
        }
    }

    fn segment(&mut self) {
        if self.line_has_segment {
            self.text.push(',');
        }
        self.line_has_segment = true;
        let delta = |now: usize, before: usize| now as i64 - before as i64;
        for value in [
            delta(self.column, self.last.0),
            0,
            delta(self.source_line, self.last.1),
            delta(self.source_column, self.last.2),
        ] {
            self.variable_length(value);
        }
        self.last = (self.column, self.source_line, self.source_column);
    }

    fn variable_length(&mut self, value: i64) {
        const DIGITS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut rest = value.unsigned_abs() << 1 | u64::from(value < 0);
        loop {
            let digit = (rest & 31) as usize;
            rest >>= 5;
            let more = if rest > 0 { 32 } else { 0 };
            self.text.push(char::from(DIGITS[digit | more]));
            if rest == 0 {
                return;
            }
        }
    }
}
