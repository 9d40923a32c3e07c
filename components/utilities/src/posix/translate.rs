//! POSIX regular expressions as the `regex` crate writes them (regex(7), with what GNU adds).

use std::iter::Peekable;
use std::str::Chars;

/// Which language an expression is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// Groups, intervals and alternatives have backslashes.
    Basic,
    /// They have none.
    Extended,
    /// Extended, and backslashes mean in and outside of brackets what they mean in a string of awk.
    Awk,
}

/// An expression in the crate's syntax.
#[derive(Debug, PartialEq, Eq)]
pub struct Translated {
    /// It.
    pub text: String,
    /// It refers to what a group matched, which only a backtracking engine can do.
    pub refers_back: bool,
}

/// The expression in the crate's syntax.
///
/// # Errors
/// A bracket expression or group that does not end, and a backslash at the end.
pub fn translate(pattern: &str, syntax: Syntax) -> Result<Translated, String> {
    let mut translator = Translator {
        rest: pattern.chars().peekable(),
        syntax,
        out: String::new(),
        atom: None,
        quantified: false,
        groups: Vec::new(),
        refers_back: false,
    };
    translator.run()?;
    Ok(Translated { text: translator.out, refers_back: translator.refers_back })
}

struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    syntax: Syntax,
    out: String,
    /// Where in `out` begins what a quantifier would repeat; none where an expression starts.
    atom: Option<usize>,
    /// Whether that is quantified already: in the crate's syntax a second one means another thing.
    quantified: bool,
    /// Where the open groups begin.
    groups: Vec<usize>,
    refers_back: bool,
}

impl Translator<'_> {
    fn run(&mut self) -> Result<(), String> {
        while let Some(character) = self.rest.next() {
            let extended = self.syntax != Syntax::Basic;
            match character {
                '[' => self.bracket()?,
                '\\' => self.escaped()?,
                '^' if extended || self.atom.is_none() => self.assertion("^"),
                '$' if extended || self.ends() => self.assertion("$"),
                '.' => self.atom("."),
                '*' => self.quantifier("*"),
                '+' | '?' if extended => self.quantifier(&character.to_string()),
                '{' if extended => self.interval()?,
                '(' if extended => self.open(),
                ')' if extended && !self.groups.is_empty() => self.close(),
                ')' if self.syntax == Syntax::Extended => return Err("Unmatched ) or \\)".into()),
                '|' if extended => self.alternative(),
                '\n' if self.syntax != Syntax::Awk => self.alternative(),
                other => self.literal(other),
            }
        }
        if self.groups.is_empty() { Ok(()) } else { Err("Unmatched ( or \\(".into()) }
    }

    fn escaped(&mut self) -> Result<(), String> {
        let escaped = self.rest.next().ok_or("Trailing backslash")?;
        let basic = self.syntax == Syntax::Basic;
        if self.syntax == Syntax::Awk
            && let Some(meant) = string_escape(escaped, &mut self.rest)
        {
            self.literal(meant);
            return Ok(());
        }
        match escaped {
            '(' if basic => self.open(),
            ')' if basic && self.groups.is_empty() => return Err("Unmatched ) or \\)".into()),
            ')' if basic => self.close(),
            '{' if basic => self.interval()?,
            '|' if basic => self.alternative(),
            '+' | '?' if basic => self.quantifier(&escaped.to_string()),
            '1'..='9' if self.syntax != Syntax::Awk => {
                self.refers_back = true;
                // Apart from digits that follow.
                self.atom(&format!("(?:\\{escaped})"));
            }
            'b' | 'B' if self.syntax != Syntax::Awk => self.assertion(&format!("\\{escaped}")),
            '<' => self.assertion("\\b{start}"),
            '>' => self.assertion("\\b{end}"),
            'y' if self.syntax == Syntax::Awk => self.assertion("\\b"),
            'w' | 'W' | 's' | 'S' => self.atom(&format!("\\{escaped}")),
            '`' => self.assertion("\\A"),
            '\'' => self.assertion("\\z"),
            other => self.literal(other),
        }
        Ok(())
    }

    fn atom(&mut self, text: &str) {
        self.atom = Some(self.out.len());
        self.quantified = false;
        self.out.push_str(text);
    }

    /// What matches no character; after it an expression starts.
    fn assertion(&mut self, text: &str) {
        self.out.push_str(text);
        self.atom = None;
    }

    fn literal(&mut self, character: char) {
        let start = self.out.len();
        if r"\.+*?()|[]{}^$#&-~".contains(character) {
            self.out.push('\\');
        }
        self.out.push(character);
        self.atom = Some(start);
        self.quantified = false;
    }

    fn open(&mut self) {
        self.groups.push(self.out.len());
        self.out.push('(');
        self.atom = None;
    }

    fn close(&mut self) {
        self.out.push(')');
        self.atom = self.groups.pop();
        self.quantified = false;
    }

    fn alternative(&mut self) {
        self.out.push('|');
        self.atom = None;
    }

    fn quantifier(&mut self, text: &str) {
        let Some(start) = self.atom else {
            // Where an expression starts, it stands for itself.
            let first = text.chars().next().unwrap_or('*');
            return self.literal(first);
        };
        if self.quantified {
            self.out.insert_str(start, "(?:");
            self.out.push(')');
        }
        self.out.push_str(text);
        self.quantified = true;
    }

    /// `{2}`, `{2,}`, `{,3}`, `{2,3}`; what is none stands for itself.
    fn interval(&mut self) -> Result<(), String> {
        let end = if self.syntax == Syntax::Basic { "\\}" } else { "}" };
        let rest: String = self.rest.clone().collect();
        let inside = rest.split_once(end).map(|(inside, _)| inside);
        let bounds = inside.map(|inside| inside.split_once(',').unwrap_or((inside, inside)));
        let number = |text: &str| text.is_empty() || text.bytes().all(|byte| byte.is_ascii_digit());
        let valid = bounds.is_some_and(|(least, most)| {
            number(least) && number(most) && !inside.unwrap_or_default().is_empty()
        });
        let (Some(inside), true) = (inside, valid) else {
            if self.syntax == Syntax::Basic {
                return Err("Invalid content of \\{\\}".into());
            }
            self.literal('{');
            return Ok(());
        };
        for _ in 0..inside.len() + end.len() {
            self.rest.next();
        }
        let least = if inside.starts_with(',') { "0" } else { "" };
        self.quantifier(&format!("{{{least}{inside}}}"));
        Ok(())
    }

    /// Whether a basic `$` stands at the end of an expression.
    fn ends(&self) -> bool {
        let rest: String = self.rest.clone().take(2).collect();
        rest.is_empty() || rest.starts_with('\n') || rest == "\\)" || rest == "\\|"
    }

    /// What stands between brackets, where only `]`, `-`, `^` and classes mean something.
    fn bracket(&mut self) -> Result<(), String> {
        let unended = || "Unmatched [, [^, [:, [., or [=".to_string();
        self.atom = Some(self.out.len());
        self.quantified = false;
        self.out.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            match self.rest.next().ok_or_else(unended)? {
                ']' if !first => break,
                '[' if self.rest.peek() == Some(&':') => {
                    self.out.push('[');
                    loop {
                        let character = self.rest.next().ok_or_else(unended)?;
                        self.out.push(character);
                        if character == ']' {
                            break;
                        }
                    }
                }
                // A collating element or an equivalence class: here, the character itself.
                '[' if matches!(self.rest.peek(), Some('.' | '=')) => {
                    self.rest.next();
                    let character = self.rest.next().ok_or_else(unended)?;
                    self.member(character);
                    self.rest.next();
                    if self.rest.next() != Some(']') {
                        return Err(unended());
                    }
                }
                '\\' if self.syntax == Syntax::Awk => {
                    let escaped = self.rest.next().ok_or_else(unended)?;
                    let meant = string_escape(escaped, &mut self.rest).unwrap_or(escaped);
                    self.member(meant);
                }
                '-' if first || self.rest.peek() == Some(&']') => self.out.push_str("\\-"),
                '-' => self.out.push('-'),
                other => self.member(other),
            }
            first = false;
        }
        self.out.push(']');
        Ok(())
    }

    fn member(&mut self, character: char) {
        if r"\[]&~^-".contains(character) {
            self.out.push('\\');
        }
        self.out.push(character);
    }
}

/// What awk's strings mean by a letter after a backslash; octal digits are taken from `rest`.
fn string_escape(escaped: char, rest: &mut Peekable<Chars<'_>>) -> Option<char> {
    Some(match escaped {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'f' => '\u{c}',
        'v' => '\u{b}',
        'a' => '\u{7}',
        'b' => '\u{8}',
        '"' => '"',
        '/' => '/',
        '0'..='7' => {
            let mut value = escaped.to_digit(8).unwrap_or(0);
            for _ in 0..2 {
                let Some(digit) = rest.peek().and_then(|digit| digit.to_digit(8)) else { break };
                rest.next();
                value = value * 8 + digit;
            }
            char::from_u32(value & 0xff)?
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(pattern: &str, syntax: Syntax) -> String {
        translate(pattern, syntax).map(|translated| translated.text).unwrap()
    }

    #[test]
    fn basic_expressions_escape_their_operators() {
        for (basic, regex) in [
            (r"a\(b\|c\)\{2\}", r"a(b|c){2}"),
            ("a(b)+?{2}|c", r"a\(b\)\+\?\{2\}\|c"),
            ("*a^b$c$", r"\*a\^b\$c$"),
            (r"^\(^a$\)", r"^(^a$)"),
            (r"^*a", r"^\*a"),
            (r"[]a\d[:alpha:]-]", r"[\]a\\d[:alpha:]\-]"),
            (r"[^]-]", r"[^\]\-]"),
            (r"\<word\>\.", r"\b{start}word\b{end}\."),
            ("a\nb", "a|b"),
        ] {
            assert_eq!(text(basic, Syntax::Basic), regex, "{basic}");
        }
    }

    #[test]
    fn extended_expressions_do_not() {
        for (extended, regex) in [
            ("(a|b)+c?{x}", r"(a|b)+c?\{x\}"),
            (r"a{2,3}\+", r"a{2,3}\+"),
            ("a{,3}", "a{0,3}"),
            ("a^b", "a^b"),
            (".*?x+*", "(?:.*)?(?:x+)*"),
        ] {
            assert_eq!(text(extended, Syntax::Extended), regex, "{extended}");
        }
        assert_eq!(text(r"[a\]]\/\.\y", Syntax::Awk), r"[a\]]/\.\b");
    }

    #[test]
    fn what_is_none_says_why() {
        assert!(translate("a[b", Syntax::Extended).unwrap_err().contains("Unmatched ["));
        assert!(translate("(a", Syntax::Extended).unwrap_err().contains("Unmatched ("));
        assert!(translate(r"\(a\)\1", Syntax::Basic).unwrap().refers_back);
        assert_eq!(translate("a\\", Syntax::Basic).unwrap_err(), "Trailing backslash");
    }
}
