//! `${…}`: what stands between the braces.

use super::parser::{Parsed, Parser};
use super::tree::{Anchor, Operation, Parameter, Part, Subject, Word};
use super::word::{Quoting, Stop};
use super::{is_name_character, is_name_start};

impl Parser {
    /// After `${`; passes the closing brace.
    pub(super) fn braced_parameter(&mut self, quoting: Quoting) -> Parsed<Part> {
        let parameter = self.nested(|parser| parser.parameter(quoting))?;
        if self.peek().is_none() {
            return Err(self.incomplete("}"));
        }
        if !self.eat("}") {
            return Err(self.unexpected());
        }
        Ok(Part::Parameter(Box::new(parameter)))
    }

    fn parameter(&mut self, quoting: Quoting) -> Parsed<Parameter> {
        if self.peek() == Some('#') && !self.is_hash_itself() {
            self.skip(1);
            let subject = self.subject()?;
            return Ok(Parameter { subject, indirect: false, operation: Operation::Length });
        }
        let next_begins =
            self.peek_at(1).is_some_and(|next| is_name_character(next) || "@*#?$!".contains(next));
        let indirect = self.peek() == Some('!') && next_begins && self.peek_at(1) != Some('}');
        if indirect {
            self.skip(1);
        }
        let subject = self.subject()?;
        if indirect && let Some(operation) = self.names_or_keys(&subject) {
            return Ok(Parameter { subject, indirect: false, operation });
        }
        let operation = self.operation(quoting)?;
        Ok(Parameter { subject, indirect, operation })
    }

    /// Whether `#` is the parameter and not the length of one: `${#}`, `${#-x}`, `${##x}`.
    fn is_hash_itself(&self) -> bool {
        match self.peek_at(1) {
            None | Some('}') => true,
            Some('#' | '?' | '-' | '@' | '*' | '!' | '$') => self.peek_at(2) != Some('}'),
            Some(next) => !is_name_character(next),
        }
    }

    fn subject(&mut self) -> Parsed<Subject> {
        let start = self.at;
        match self.peek() {
            Some(first) if is_name_start(first) => {
                while self.peek().is_some_and(is_name_character) {
                    self.skip(1);
                }
                let name = self.since(start);
                self.element(name)
            }
            Some(first) if first.is_ascii_digit() => {
                while self.peek().is_some_and(|next| next.is_ascii_digit()) {
                    self.skip(1);
                }
                let text = self.since(start);
                let number = text.parse().map_err(|_| self.unexpected())?;
                Ok(if number == 0 { Subject::Special('0') } else { Subject::Positional(number) })
            }
            Some(name @ ('@' | '*')) => {
                self.skip(1);
                Ok(Subject::Arguments(name == '@'))
            }
            Some(name @ ('?' | '#' | '$' | '!' | '-')) => {
                self.skip(1);
                Ok(Subject::Special(name))
            }
            _ => Err(self.unexpected()),
        }
    }

    fn element(&mut self, name: String) -> Parsed<Subject> {
        if self.eat("[@]") {
            return Ok(Subject::Elements(name, true));
        }
        if self.eat("[*]") {
            return Ok(Subject::Elements(name, false));
        }
        if self.eat("[") {
            return Ok(Subject::Element(name, Box::new(self.subscript()?)));
        }
        Ok(Subject::Variable(name))
    }

    /// `${!PREFIX*}` and `${!NAME[@]}`, after the subject.
    fn names_or_keys(&mut self, subject: &Subject) -> Option<Operation> {
        match subject {
            Subject::Elements(_, separate) if self.peek() == Some('}') => {
                Some(Operation::Keys(*separate))
            }
            Subject::Variable(_) if self.looking_at("*}") || self.looking_at("@}") => {
                let separate = self.peek() == Some('@');
                self.skip(1);
                Some(Operation::Names(separate))
            }
            _ => None,
        }
    }

    fn operation(&mut self, quoting: Quoting) -> Parsed<Operation> {
        let colon =
            self.peek() == Some(':') && self.peek_at(1).is_some_and(|next| "-=?+".contains(next));
        let offset = usize::from(colon);
        if let Some(operator @ ('-' | '=' | '?' | '+')) = self.peek_at(offset) {
            self.skip(offset + 1);
            // Between double quotes the word is quoted too.
            let inside = if quoting == Quoting::Word { Quoting::Word } else { Quoting::Braced };
            let word = Word { parts: self.parts(Stop::At("}"), inside)? };
            return Ok(match operator {
                '-' => Operation::Default { colon, word },
                '=' => Operation::Assign { colon, word },
                '?' => Operation::Require { colon, word },
                _ => Operation::Alternative { colon, word },
            });
        }
        let Some(operator) = self.peek() else { return Err(self.incomplete("}")) };
        match operator {
            '}' => Ok(Operation::Value),
            '#' | '%' => {
                self.skip(1);
                let longest = self.peek() == Some(operator);
                if longest {
                    self.skip(1);
                }
                let pattern = self.pattern("}")?;
                Ok(match operator {
                    '#' => Operation::RemovePrefix { longest, pattern },
                    _ => Operation::RemoveSuffix { longest, pattern },
                })
            }
            '/' => self.replace(),
            ':' => {
                self.skip(1);
                let offset = self.arithmetic_until(":}")?;
                let length = if self.eat(":") { Some(self.arithmetic_until("}")?) } else { None };
                Ok(Operation::Substring { offset, length })
            }
            '^' | ',' => {
                self.skip(1);
                let all = self.peek() == Some(operator);
                if all {
                    self.skip(1);
                }
                let pattern = self.pattern("}")?;
                Ok(Operation::Case { upper: operator == '^', all, pattern })
            }
            '@' if self.peek_at(2) == Some('}') => {
                self.skip(1);
                let operator = self.bump().unwrap_or('Q');
                if "UuLQEPAKak".contains(operator) {
                    return Ok(Operation::Transform(operator));
                }
                Err(self.unexpected())
            }
            _ => Err(self.unexpected()),
        }
    }

    fn replace(&mut self) -> Parsed<Operation> {
        self.skip(1);
        let anchor = match self.peek() {
            Some('/') => Anchor::All,
            Some('#') => Anchor::Start,
            Some('%') => Anchor::End,
            _ => Anchor::First,
        };
        if anchor != Anchor::First {
            self.skip(1);
        }
        let pattern = self.pattern("/}")?;
        let replacement = if self.eat("/") { self.pattern("}")? } else { Word::default() };
        Ok(Operation::Replace { anchor, pattern, replacement })
    }

    fn pattern(&mut self, stop: &'static str) -> Parsed<Word> {
        Ok(Word { parts: self.parts(Stop::At(stop), Quoting::Word)? })
    }
}

impl Parser {
    /// What a text names: a variable, an element, an argument; none when it names nothing.
    pub fn subject_of(text: &str) -> Option<Subject> {
        let mut parser = Parser::new(text, 1, true);
        let subject = parser.subject().ok()?;
        parser.peek().is_none().then_some(subject)
    }
}
