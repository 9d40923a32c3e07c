//! Field splitting (POSIX 2.6.5) and quote removal.

use super::pattern;

/// A piece of an expanded word.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Text.
    Text {
        /// The text.
        text: String,
        /// It was quoted: neither split nor a pattern.
        quoted: bool,
        /// It comes from an expansion: it is split.
        split: bool,
    },
    /// A field ends here (`"$@"`).
    Break,
}

impl Piece {
    /// Text that was quoted.
    pub fn quoted(text: impl Into<String>) -> Self {
        Piece::Text { text: text.into(), quoted: true, split: false }
    }

    /// Text of the script.
    pub fn literal(text: impl Into<String>) -> Self {
        Piece::Text { text: text.into(), quoted: false, split: false }
    }

    /// The value of an expansion.
    pub fn expanded(text: impl Into<String>, quoted: bool) -> Self {
        Piece::Text { text: text.into(), quoted, split: !quoted }
    }
}

/// A field: its text, and which of it is quoted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    segments: Vec<(String, bool)>,
    /// There is something, if only quotes around nothing.
    present: bool,
}

impl Field {
    fn push(&mut self, text: &str, quoted: bool) {
        self.present |= quoted || !text.is_empty();
        match self.segments.last_mut() {
            Some((last, known)) if *known == quoted => last.push_str(text),
            _ => self.segments.push((text.to_string(), quoted)),
        }
    }

    /// The text without quotes.
    pub fn text(&self) -> String {
        self.segments.iter().map(|(text, _)| text.as_str()).collect()
    }

    /// The text as a pattern, in which what was quoted stands for itself.
    pub fn pattern(&self) -> String {
        let quote = |(text, quoted): &(String, bool)| {
            if *quoted { pattern::quote(text) } else { text.clone() }
        };
        self.segments.iter().map(quote).collect()
    }

    /// Whether anything that is not quoted makes it a pattern.
    pub fn is_pattern(&self, extended: bool) -> bool {
        let may = |(text, quoted): &(String, bool)| !quoted && text.contains(['*', '?', '[', '(']);
        self.segments.iter().any(may) && pattern::is_pattern(&self.pattern(), extended)
    }
}

/// Splits an expanded word into fields.
pub fn split(pieces: &[Piece], separators: &str) -> Vec<Field> {
    let mut splitter =
        Splitter { fields: Vec::new(), current: Field::default(), after_blank: false };
    for piece in pieces {
        match piece {
            Piece::Break => splitter.end(),
            Piece::Text { text, quoted, split: false } => splitter.current.push(text, *quoted),
            Piece::Text { text, split: true, .. } => splitter.split(text, separators),
        }
        if splitter.current.present {
            splitter.after_blank = false;
        }
    }
    splitter.end();
    splitter.fields
}

struct Splitter {
    fields: Vec<Field>,
    current: Field,
    /// Blanks ended the last field: a separator that follows belongs to them.
    after_blank: bool,
}

impl Splitter {
    /// Ends the field, if there is one.
    fn end(&mut self) {
        let field = std::mem::take(&mut self.current);
        if field.present {
            self.fields.push(field);
        }
    }

    fn split(&mut self, text: &str, separators: &str) {
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if !separators.contains(next) {
                let length = rest.find(|next| separators.contains(next)).unwrap_or(rest.len());
                let (run, after) = rest.split_at(length);
                self.current.push(run, false);
                self.after_blank = false;
                rest = after;
                continue;
            }
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
            if matches!(next, ' ' | '\t' | '\n') {
                if self.current.present {
                    self.end();
                    self.after_blank = true;
                }
            } else if self.current.present {
                self.end();
                self.after_blank = false;
            } else if self.after_blank {
                self.after_blank = false;
            } else {
                self.fields.push(Field::default());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fields(text: &str, separators: &str) -> Vec<String> {
        split(&[Piece::expanded(text, false)], separators).iter().map(Field::text).collect()
    }

    #[test]
    fn splitting() {
        assert_eq!(fields("  a b\tc\n", " \t\n"), ["a", "b", "c"]);
        assert_eq!(fields("a:b::c:", ":"), ["a", "b", "", "c"]);
        assert_eq!(fields(":a", ":"), ["", "a"]);
        assert_eq!(fields("a : b", " :"), ["a", "b"]);
        assert_eq!(fields("a  b", ""), ["a  b"]);
        assert!(fields("", " ").is_empty());
        let pieces = [Piece::literal("x"), Piece::expanded(" a ", false), Piece::quoted("")];
        let texts: Vec<String> = split(&pieces, " ").iter().map(Field::text).collect();
        assert_eq!(texts, ["x", "a", ""]);
    }

    proptest! {
        #[test]
        fn fuzz_blanks_split_like_words(text in "[a-c ]{0,20}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(fields(&text, " \t\n"), words);
        }

        #[test]
        fn fuzz_quoted_is_never_split(text in "\\PC{0,20}") {
            let whole = split(&[Piece::quoted(text.clone())], " \t\n:");
            prop_assert_eq!(whole.iter().map(Field::text).collect::<Vec<_>>(), vec![text]);
        }

        #[test]
        fn fuzz_colons_split_like_split(text in "[ab:]{0,16}") {
            let mut expected: Vec<&str> = text.split(':').collect();
            if expected.last() == Some(&"") {
                expected.pop();
            }
            prop_assert_eq!(fields(&text, ":"), expected);
        }
    }
}
