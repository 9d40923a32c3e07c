//! Text to tokens. A `/` is a division or begins an expression, which only what stands before it tells.

use super::ast::{BUILTINS, Builtin};

/// A word of the language, an operator, a value or a name.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    Number(f64),
    Text(Vec<u8>),
    Regex(String),
    Name(String),
    /// A name with `(` right behind it.
    Call(String),
    Builtin(Builtin),
    Keyword(&'static str),
    Operator(&'static str),
    Newline,
    End,
}

const KEYWORDS: &[&str] = &[
    "BEGIN", "END", "function", "func", "if", "else", "while", "for", "do", "break", "continue",
    "next", "nextfile", "exit", "return", "delete", "in", "getline", "print", "printf",
];

/// Longer ones first.
const OPERATORS: &[&str] = &[
    "**=", "**", "^=", "^", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "==", "<=", ">=",
    "!=", "!~", ">>", "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "!", "<",
    ">", "|", "?", ":", "~", "$", "=",
];

/// A token and its line.
pub type Placed = (Token, usize);

/// The tokens of a program.
///
/// # Errors
/// A string or expression that does not end, and a character that means nothing.
pub fn tokens(source: &str) -> Result<Vec<Placed>, String> {
    let mut lexer = Lexer { rest: source, line: 1, tokens: Vec::new() };
    lexer.run().map_err(|error| format!("line {}: {error}", lexer.line))?;
    lexer.push(Token::End);
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
    tokens: Vec<Placed>,
}

impl<'a> Lexer<'a> {
    fn push(&mut self, token: Token) {
        self.tokens.push((token, self.line));
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn run(&mut self) -> Result<(), String> {
        while let Some(first) = self.rest.chars().next() {
            match first {
                ' ' | '\t' | '\r' => drop(self.take(1)),
                '\n' => {
                    self.take(1);
                    self.push(Token::Newline);
                    self.line += 1;
                }
                '\\' if self.rest.starts_with("\\\n") || self.rest.starts_with("\\\r\n") => {
                    self.take(if self.rest.starts_with("\\\n") { 2 } else { 3 });
                    self.line += 1;
                }
                '#' => drop(self.take(self.rest.find('\n').unwrap_or(self.rest.len()))),
                '"' => self.string()?,
                '/' if self.begins_value() => self.regex()?,
                '0'..='9' => self.number()?,
                '.' if self.rest[1..].starts_with(|next: char| next.is_ascii_digit()) => {
                    self.number()?;
                }
                letter if letter.is_ascii_alphabetic() || letter == '_' => self.word(),
                _ => {
                    let known = OPERATORS.iter().find(|known| self.rest.starts_with(**known));
                    let operator =
                        known.ok_or_else(|| format!("unexpected character '{first}'"))?;
                    self.take(operator.len());
                    self.push(Token::Operator(match *operator {
                        "**" => "^",
                        "**=" => "^=",
                        other => other,
                    }));
                }
            }
        }
        Ok(())
    }

    /// Whether a value may stand here, so that `/` begins an expression.
    fn begins_value(&self) -> bool {
        !matches!(
            self.tokens.last().map(|(token, _)| token),
            Some(
                Token::Number(_)
                    | Token::Text(_)
                    | Token::Regex(_)
                    | Token::Name(_)
                    | Token::Builtin(_)
                    | Token::Operator(")" | "]" | "$" | "++" | "--")
            )
        )
    }

    fn string(&mut self) -> Result<(), String> {
        let mut end = 1;
        let bytes = self.rest.as_bytes();
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(b'\n') | None => return Err("a string does not end".into()),
                Some(_) => end += 1,
            }
        }
        let taken = self.take(end + 1);
        self.line += taken.matches('\n').count();
        let inside = taken.get(1..end).unwrap_or_default();
        self.push(Token::Text(unescape(inside)));
        Ok(())
    }

    fn regex(&mut self) -> Result<(), String> {
        let bytes = self.rest.as_bytes();
        let (mut end, mut bracket) = (1, false);
        loop {
            match bytes.get(end) {
                Some(b'/') if !bracket => break,
                Some(b'\\') => end += 1,
                Some(b'[') if !bracket => {
                    bracket = true;
                    // `]` is a member when it is the first.
                    end += usize::from(bytes.get(end + 1) == Some(&b'^'));
                    end += usize::from(bytes.get(end + 1) == Some(&b']'));
                }
                Some(b']') => bracket = false,
                Some(b'\n') | None => return Err("a regular expression does not end".into()),
                Some(_) => {}
            }
            end += 1;
        }
        let taken = self.take(end + 1);
        let inside = taken.get(1..end).unwrap_or_default();
        self.push(Token::Regex(inside.to_string()));
        Ok(())
    }

    fn number(&mut self) -> Result<(), String> {
        let hexadecimal = self.rest.strip_prefix("0x").or_else(|| self.rest.strip_prefix("0X"));
        if let Some(digits) = hexadecimal {
            let length = digits.bytes().take_while(u8::is_ascii_hexdigit).count();
            if length > 0 {
                let value = digits.bytes().take(length).fold(0.0, |value, digit| {
                    value * 16.0 + f64::from(char::from(digit).to_digit(16).unwrap_or(0))
                });
                self.take(length + 2);
                self.push(Token::Number(value));
                return Ok(());
            }
        }
        let length = super::value::number_length(self.rest.as_bytes());
        let text = self.take(length.max(1));
        let value = text.parse().map_err(|_| format!("{text} is no number"))?;
        self.push(Token::Number(value));
        Ok(())
    }

    fn word(&mut self) {
        let other = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_';
        let word = self.take(self.rest.find(other).unwrap_or(self.rest.len()));
        let keyword = KEYWORDS.iter().find(|keyword| **keyword == word);
        let builtin = BUILTINS.iter().find(|(name, _)| *name == word);
        self.push(match (keyword, builtin) {
            (Some(keyword), _) => {
                Token::Keyword(if *keyword == "func" { "function" } else { keyword })
            }
            (None, Some((_, builtin))) => Token::Builtin(*builtin),
            (None, None) if self.rest.starts_with('(') => Token::Call(word.to_string()),
            (None, None) => Token::Name(word.to_string()),
        });
    }
}

/// What the escapes of a string stand for.
pub fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => out.push(b'\n'),
            Some(b't') => out.push(b'\t'),
            Some(b'r') => out.push(b'\r'),
            Some(b'f') => out.push(0xc),
            Some(b'v') => out.push(0xb),
            Some(b'a') => out.push(7),
            Some(b'b') => out.push(8),
            Some(b'\n') => {}
            Some(byte @ (b'"' | b'/' | b'\\')) => out.push(byte),
            Some(digit @ b'0'..=b'7') => {
                let mut value = u32::from(digit - b'0');
                for _ in 0..2 {
                    let Some(digit) = rest.next_if(|digit| (b'0'..=b'7').contains(digit)) else {
                        break;
                    };
                    value = value * 8 + u32::from(digit - b'0');
                }
                out.push(value as u8);
            }
            Some(other) => out.extend([b'\\', other]),
            None => out.push(b'\\'),
        }
    }
    out
}
