//! Words and what is quoted in them.

use std::rc::Rc;

use super::parser::{META, Parsed, Parser};
use super::tree::{Operation, Parameter, Part, Script, Subject, Word};
use super::{is_name_character, is_name_start};

/// Where a run of parts ends; what ends it is not passed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// At the end of a word of a command, or of the text.
    Word,
    /// At the end of a regular expression of `[[`.
    Regex,
    /// At one of these characters.
    At(&'static str),
    /// The same, but not inside parentheses.
    Outside(&'static str),
    /// At a `]` that closes.
    Subscript,
    /// At the end of the text.
    End,
}

/// Which quotes count.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// All.
    Word,
    /// Between double quotes.
    Double,
    /// In a word of `${…}` between double quotes: double quotes inside count again.
    Braced,
    /// In a here document: double quotes are text.
    Here,
    /// In an arithmetic expression: double quotes are dropped.
    Arithmetic,
}

impl Parser {
    /// A word of a command; none where no word begins.
    pub(super) fn word(&mut self) -> Parsed<Option<Word>> {
        let begins = match self.peek() {
            None => false,
            Some('<' | '>') => self.peek_at(1) == Some('('),
            Some(first) => !META.contains(first),
        };
        if !begins {
            return Ok(None);
        }
        let parts = self.parts(Stop::Word, Quoting::Word)?;
        Ok(Some(Word { parts }))
    }

    /// Parts up to `stop`.
    pub(super) fn parts(&mut self, stop: Stop, quoting: Quoting) -> Parsed<Vec<Part>> {
        self.nested(|parser| parser.parts_here(stop, quoting))
    }

    fn parts_here(&mut self, stop: Stop, quoting: Quoting) -> Parsed<Vec<Part>> {
        let mut parts = Parts::default();
        let mut depth = 0_usize;
        loop {
            let Some(next) = self.peek() else {
                let expected = match stop {
                    Stop::Word | Stop::Regex if depth == 0 => return Ok(parts.finish()),
                    Stop::End => return Ok(parts.finish()),
                    Stop::Word | Stop::Regex => ")".to_string(),
                    Stop::Subscript => "]".to_string(),
                    Stop::At(stop) | Stop::Outside(stop) => stop.chars().take(1).collect(),
                };
                return Err(self.incomplete(&expected));
            };
            if depth == 0 && self.stops(stop, next) {
                return Ok(parts.finish());
            }
            match next {
                '\\' if quoting != Quoting::Word => self.escape_in_double(quoting, &mut parts),
                '\\' => {
                    self.skip(1);
                    match self.bump() {
                        Some('\n') => {}
                        Some(escaped) => parts.push(Part::Quoted(escaped.to_string())),
                        None => parts.text('\\'),
                    }
                }
                '\'' if quoting == Quoting::Word => parts.push(self.single_quoted()?),
                '"' if matches!(quoting, Quoting::Word | Quoting::Braced) => {
                    parts.push(self.double_quoted()?);
                }
                '"' if quoting == Quoting::Arithmetic => self.skip(1),
                '`' => parts.push(self.backquoted(quoting)?),
                '$' => match self.dollar(quoting)? {
                    Some(part) => parts.push(part),
                    None => {
                        self.skip(1);
                        parts.text('$');
                    }
                },
                '<' | '>' if self.is_process_substitution(stop, depth) => {
                    self.skip(2);
                    let script = self.script_until_parenthesis()?;
                    parts.push(Part::Process { read: next == '<', script });
                }
                _ => {
                    depth = self.depth_after(stop, depth, next);
                    self.skip(1);
                    parts.text(next);
                    // The parenthesis of an extended pattern belongs to it.
                    if stop == Stop::Word && "?*+@!".contains(next) && self.peek() == Some('(') {
                        depth += 1;
                        self.skip(1);
                        parts.text('(');
                    }
                }
            }
        }
    }

    fn stops(&self, stop: Stop, next: char) -> bool {
        match stop {
            Stop::Word if matches!(next, '<' | '>') => self.peek_at(1) != Some('('),
            Stop::Word => META.contains(next),
            Stop::Regex => matches!(next, ' ' | '\t' | '\n' | ')'),
            Stop::At(stop) | Stop::Outside(stop) => stop.contains(next),
            Stop::Subscript => next == ']',
            Stop::End => false,
        }
    }

    fn is_process_substitution(&self, stop: Stop, depth: usize) -> bool {
        stop == Stop::Word && depth == 0 && self.peek_at(1) == Some('(')
    }

    fn depth_after(&self, stop: Stop, depth: usize, next: char) -> usize {
        match (stop, next) {
            (Stop::Outside(_) | Stop::Regex, '(') | (Stop::Subscript, '[') => depth + 1,
            (Stop::Word, '(') if depth > 0 => depth + 1,
            (Stop::Outside(_) | Stop::Regex | Stop::Word, ')') | (Stop::Subscript, ']') => {
                depth.saturating_sub(1)
            }
            _ => depth,
        }
    }

    fn escape_in_double(&mut self, quoting: Quoting, parts: &mut Parts) {
        self.skip(1);
        match self.peek() {
            Some('\n') => self.skip(1),
            Some(escaped @ ('$' | '`' | '\\')) => {
                self.skip(1);
                parts.push(Part::Quoted(escaped.to_string()));
            }
            Some('"') if quoting != Quoting::Here => {
                self.skip(1);
                parts.push(Part::Quoted('"'.to_string()));
            }
            Some('}') if quoting == Quoting::Braced => {
                self.skip(1);
                parts.text('}');
            }
            _ => parts.text('\\'),
        }
    }

    pub(super) fn single_quoted(&mut self) -> Parsed<Part> {
        self.skip(1);
        let start = self.at;
        loop {
            match self.peek() {
                Some('\'') => break,
                Some(_) => self.skip(1),
                None => return Err(self.incomplete("'")),
            }
        }
        let text = self.since(start);
        self.skip(1);
        Ok(Part::Quoted(text))
    }

    fn double_quoted(&mut self) -> Parsed<Part> {
        self.skip(1);
        let parts = self.parts(Stop::At("\""), Quoting::Double)?;
        self.skip(1);
        Ok(Part::DoubleQuoted(parts))
    }

    fn backquoted(&mut self, quoting: Quoting) -> Parsed<Part> {
        self.skip(1);
        let mut inner = self.inner("");
        let mut text = String::new();
        loop {
            match self.bump() {
                None => return Err(self.incomplete("`")),
                Some('`') => break,
                Some('\\') => match self.peek() {
                    Some(escaped @ ('`' | '\\' | '$')) => {
                        self.skip(1);
                        text.push(escaped);
                    }
                    Some('"') if quoting == Quoting::Double => {
                        self.skip(1);
                        text.push('"');
                    }
                    _ => text.push('\\'),
                },
                Some(other) => text.push(other),
            }
        }
        inner.chars = text.chars().collect();
        let list = self.nested(|_| inner.whole())?;
        Ok(Part::Command(Rc::new(Script { list })))
    }

    /// What follows a `$`; none when the `$` is text.
    fn dollar(&mut self, quoting: Quoting) -> Parsed<Option<Part>> {
        let special = |name| Subject::Special(name);
        let subject = match self.peek_at(1) {
            Some('(') => return self.substitution().map(Some),
            Some('{') => {
                self.skip(2);
                return self.braced_parameter(quoting).map(Some);
            }
            Some('[') => {
                self.skip(2);
                let parts = self.parts(Stop::Subscript, Quoting::Arithmetic)?;
                self.skip(1);
                return Ok(Some(Part::Arithmetic(Word { parts })));
            }
            Some('\'') if quoting == Quoting::Word => {
                self.skip(1);
                return self.ansi_quoted().map(Some);
            }
            Some('"') if quoting == Quoting::Word => {
                self.skip(1);
                return self.double_quoted().map(Some);
            }
            Some(name @ ('?' | '#' | '$' | '!' | '-' | '0')) => {
                self.skip(2);
                special(name)
            }
            Some(name @ ('@' | '*')) => {
                self.skip(2);
                Subject::Arguments(name == '@')
            }
            Some(digit) if digit.is_ascii_digit() => {
                self.skip(2);
                Subject::Positional(digit as usize - '0' as usize)
            }
            Some(first) if is_name_start(first) => {
                self.skip(1);
                let start = self.at;
                while self.peek().is_some_and(is_name_character) {
                    self.skip(1);
                }
                Subject::Variable(self.since(start))
            }
            _ => return Ok(None),
        };
        let parameter = Parameter { subject, indirect: false, operation: Operation::Value };
        Ok(Some(Part::Parameter(Box::new(parameter))))
    }

    /// `$(…)` or `$((…))`, at the `$`.
    fn substitution(&mut self) -> Parsed<Part> {
        if self.looking_at("$((") {
            let (at, line) = (self.at, self.line);
            self.skip(3);
            match self.arithmetic_until_parentheses() {
                Ok(Some(expression)) => return Ok(Part::Arithmetic(expression)),
                // It may be a subshell in a substitution.
                Ok(None) if self.may_read_again() => (self.at, self.line) = (at, line),
                Ok(None) => return Err(self.unexpected()),
                Err(error) if !self.may_read_again() => return Err(error),
                Err(error) => {
                    (self.at, self.line) = (at, line);
                    self.skip(2);
                    return self.script_until_parenthesis().map(Part::Command).map_err(|_| error);
                }
            }
        }
        self.skip(2);
        self.script_until_parenthesis().map(Part::Command)
    }

    /// Commands up to a `)`, which is passed.
    fn script_until_parenthesis(&mut self) -> Parsed<Rc<Script>> {
        let outer = std::mem::take(&mut self.pending);
        self.skip_newlines()?;
        let list = self.nested(|parser| parser.items(false))?;
        self.close(')')?;
        let inner = std::mem::replace(&mut self.pending, outer);
        self.pending.extend(inner);
        Ok(Rc::new(Script { list }))
    }

    /// An arithmetic expression up to `))`, which is passed; none when only one parenthesis closes.
    pub(super) fn arithmetic_until_parentheses(&mut self) -> Parsed<Option<Word>> {
        let parts = self.parts(Stop::Outside(")"), Quoting::Arithmetic)?;
        Ok(self.eat("))").then_some(Word { parts }))
    }

    /// An arithmetic expression up to one of these characters.
    pub(super) fn arithmetic_until(&mut self, stop: &'static str) -> Parsed<Word> {
        Ok(Word { parts: self.parts(Stop::Outside(stop), Quoting::Arithmetic)? })
    }

    pub(super) fn parts_in_subscript(&mut self) -> Parsed<Vec<Part>> {
        self.parts(Stop::Subscript, Quoting::Word)
    }

    /// `$'…'`, at the quote.
    fn ansi_quoted(&mut self) -> Parsed<Part> {
        self.skip(1);
        let start = self.at;
        loop {
            match self.peek() {
                Some('\'') => break,
                Some('\\') => self.skip(2),
                Some(_) => self.skip(1),
                None => return Err(self.incomplete("'")),
            }
        }
        let text = self.since(start);
        self.skip(1);
        Ok(Part::Quoted(crate::text::unescape(&text, crate::text::Escapes::Ansi).0))
    }
}

/// Parts as they are found; text is joined.
#[derive(Default)]
struct Parts {
    parts: Vec<Part>,
    text: String,
}

impl Parts {
    fn text(&mut self, character: char) {
        self.text.push(character);
    }

    fn push(&mut self, part: Part) {
        if !self.text.is_empty() {
            self.parts.push(Part::Literal(std::mem::take(&mut self.text)));
        }
        self.parts.push(part);
    }

    fn finish(mut self) -> Vec<Part> {
        if !self.text.is_empty() {
            self.parts.push(Part::Literal(self.text));
        }
        self.parts
    }
}
