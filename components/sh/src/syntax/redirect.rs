//! Redirections and here documents.

use std::cell::OnceCell;
use std::rc::Rc;

use super::parser::{Parsed, Parser};
use super::tree::{Part, Redirect, RedirectKind, Target, Word};
use super::word::{Quoting, Stop};
use super::{is_name, is_name_character};

/// A here document whose body follows.
#[derive(Debug)]
pub struct Pending {
    delimiter: String,
    /// The delimiter was quoted: the body is text.
    quoted: bool,
    /// `<<-`: tabs at the beginning of lines are dropped.
    strip: bool,
    body: Rc<OnceCell<Word>>,
}

impl Parser {
    /// A redirection, if one begins here.
    pub(super) fn redirect(&mut self) -> Parsed<Option<Redirect>> {
        let Some((descriptor, length)) = self.redirect_target() else { return Ok(None) };
        self.skip(length);
        let both = descriptor.is_none() && self.peek() == Some('&');
        let kind = match () {
            () if both && self.eat("&>>") => RedirectKind::AppendBoth(self.redirect_word()?),
            () if both && self.eat("&>") => RedirectKind::WriteBoth(self.redirect_word()?),
            () if self.eat("<<<") => RedirectKind::HereString(self.redirect_word()?),
            () if self.eat("<<-") => self.here_document(true)?,
            () if self.eat("<<") => self.here_document(false)?,
            () if self.eat("<&") => {
                RedirectKind::Duplicate { from: self.redirect_word()?, output: false }
            }
            () if self.eat(">&") => {
                RedirectKind::Duplicate { from: self.redirect_word()?, output: true }
            }
            () if self.eat("<>") => RedirectKind::ReadWrite(self.redirect_word()?),
            () if self.eat(">>") => RedirectKind::Append(self.redirect_word()?),
            () if self.eat(">|") => RedirectKind::Clobber(self.redirect_word()?),
            () if self.eat("<") => RedirectKind::Read(self.redirect_word()?),
            () => {
                self.skip(1);
                RedirectKind::Write(self.redirect_word()?)
            }
        };
        Ok(Some(Redirect { descriptor, kind }))
    }

    /// What stands before the operator of a redirection, and how long it is; none when no
    /// redirection begins here.
    fn redirect_target(&self) -> Option<(Option<Target>, usize)> {
        let operator = |at: usize| {
            let arrow = matches!(self.peek_at(at), Some('<' | '>'));
            arrow && self.peek_at(at + 1) != Some('(')
        };
        if operator(0) || (self.looking_at("&>") && self.peek_at(2) != Some('(')) {
            return Some((None, 0));
        }
        let rest = || self.chars.iter().skip(self.at);
        let digits: String = rest().take_while(|next| next.is_ascii_digit()).collect();
        if !digits.is_empty() && operator(digits.len()) {
            let number = digits.parse().ok()?;
            return Some((Some(Target::Number(number)), digits.len()));
        }
        if self.peek() == Some('{') {
            let name: String =
                rest().skip(1).take_while(|next| is_name_character(**next)).collect();
            let length = name.len() + 2;
            let closed = self.peek_at(length - 1) == Some('}');
            if is_name(&name) && closed && operator(length) {
                return Some((Some(Target::Variable(name)), length));
            }
        }
        None
    }

    fn redirect_word(&mut self) -> Parsed<Word> {
        self.skip_blanks();
        self.word()?.ok_or_else(|| self.unexpected())
    }

    fn here_document(&mut self, strip: bool) -> Parsed<RedirectKind> {
        let start = {
            self.skip_blanks();
            self.at
        };
        let word = self.redirect_word()?;
        let source = self.since(start);
        let quoted = source.contains(['\'', '"', '\\']);
        let body = Rc::new(OnceCell::new());
        let delimiter = if quoted { unquoted(&word) } else { source };
        self.pending.push(Pending { delimiter, quoted, strip, body: Rc::clone(&body) });
        Ok(RedirectKind::HereDocument(body))
    }

    /// Reads the bodies of the here documents of the line that just ended.
    pub(super) fn here_documents(&mut self) -> Parsed<()> {
        for pending in std::mem::take(&mut self.pending) {
            let line = self.line;
            let text = self.here_text(&pending)?;
            let part = if pending.quoted {
                Part::Quoted(text)
            } else {
                let mut inner = self.inner(&text);
                inner.line = line;
                Part::DoubleQuoted(inner.parts(Stop::End, Quoting::Here)?)
            };
            // It is set here only, and this document is taken off the list.
            let _ = pending.body.set(Word { parts: vec![part] });
        }
        Ok(())
    }

    fn here_text(&mut self, pending: &Pending) -> Parsed<String> {
        let mut text = String::new();
        loop {
            if self.peek().is_none() {
                if self.complete {
                    return Ok(text);
                }
                return Err(self.incomplete(&pending.delimiter));
            }
            let mut continues = true;
            let mut line = String::new();
            while continues {
                let start = self.at;
                while self.peek().is_some_and(|next| next != '\n') {
                    self.skip(1);
                }
                let piece = self.since(start);
                let backslashes = piece.chars().rev().take_while(|last| *last == '\\').count();
                // An escaped newline joins lines before the delimiter is looked for.
                continues = !pending.quoted && backslashes % 2 == 1 && self.peek().is_some();
                let stripped = if pending.strip && line.is_empty() {
                    piece.trim_start_matches('\t')
                } else {
                    &piece
                };
                line.push_str(stripped);
                if continues {
                    line.pop();
                }
                let ended = self.peek().is_none();
                self.skip(1);
                if !continues {
                    if line == pending.delimiter {
                        return Ok(text);
                    }
                    text.push_str(&line);
                    if !ended {
                        text.push('\n');
                    }
                }
            }
        }
    }
}

/// A delimiter without its quotes.
fn unquoted(word: &Word) -> String {
    fn join(parts: &[Part], text: &mut String) {
        for part in parts {
            match part {
                Part::Literal(piece) | Part::Quoted(piece) => text.push_str(piece),
                Part::DoubleQuoted(parts) => join(parts, text),
                _ => {}
            }
        }
    }
    let mut text = String::new();
    join(&word.parts, &mut text);
    text
}
