//! `[[ … ]]`, after the opening brackets.

use super::parser::{META, Parsed, Parser};
use super::tree::{Condition, Word};
use super::word::{Quoting, Stop};

/// Operators between two words, longer ones first.
const BINARY: [&str; 14] =
    ["==", "!=", "=~", "=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "<"];

impl Parser {
    /// The condition and the closing brackets.
    pub(super) fn condition(&mut self) -> Parsed<Condition> {
        let condition = self.nested(Self::either)?;
        self.skip_newlines()?;
        if self.reserved() != Some("]]") {
            return Err(if self.peek().is_none() {
                self.incomplete("]]")
            } else {
                self.unexpected()
            });
        }
        self.skip(2);
        Ok(condition)
    }

    fn either(&mut self) -> Parsed<Condition> {
        let mut left = self.both()?;
        loop {
            self.skip_newlines()?;
            if !self.eat("||") {
                return Ok(left);
            }
            left = Condition::Or(Box::new(left), Box::new(self.both()?));
        }
    }

    fn both(&mut self) -> Parsed<Condition> {
        let mut left = self.negation()?;
        loop {
            self.skip_newlines()?;
            if !self.eat("&&") {
                return Ok(left);
            }
            left = Condition::And(Box::new(left), Box::new(self.negation()?));
        }
    }

    fn negation(&mut self) -> Parsed<Condition> {
        self.skip_newlines()?;
        if self.reserved() == Some("!") {
            self.skip(1);
            return Ok(Condition::Not(Box::new(self.nested(Self::negation)?)));
        }
        if self.eat("(") {
            let inner = self.nested(Self::either)?;
            self.close(')')?;
            return Ok(inner);
        }
        if self.reserved() == Some("]]") {
            return Err(self.unexpected());
        }
        let Some(left) = self.word()? else {
            return Err(if self.peek().is_none() {
                self.incomplete("]]")
            } else {
                self.unexpected()
            });
        };
        self.skip_blanks();
        let operator = left.literal().filter(|text| is_unary(text)).map(str::to_string);
        if let Some(operator) = operator
            && self.reserved() != Some("]]")
            && self.binary_operator().is_none()
            && let Some(operand) = self.word()?
        {
            return Ok(Condition::Unary(operator, operand));
        }
        let Some(operator) = self.binary_operator() else {
            return Ok(Condition::Word(left));
        };
        self.skip(operator.len());
        self.skip_blanks();
        let right = if operator == "=~" {
            Word { parts: self.parts(Stop::Regex, Quoting::Word)? }
        } else {
            self.word()?.ok_or_else(|| self.unexpected())?
        };
        Ok(Condition::Binary(left, operator.to_string(), right))
    }

    fn binary_operator(&self) -> Option<&'static str> {
        if self.peek() == Some('>') {
            return Some(">");
        }
        let follows = |operator: &&&str| {
            self.peek_at(operator.len()).is_some_and(|next| META.contains(next))
                || **operator == "<"
        };
        BINARY.iter().find(|operator| self.looking_at(operator) && follows(operator)).copied()
    }
}

/// Operators before one word (bash(1), "Conditional Expressions").
fn is_unary(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next() == Some('-')
        && characters.next().is_some_and(|letter| "abcdefghknoprstuvwxzGLNORS".contains(letter))
        && characters.next().is_none()
}
