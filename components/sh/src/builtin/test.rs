//! `test` and `[` (POSIX: what is meant is decided by the number of operands).

use super::USAGE;
use crate::execute::condition::compare;
use crate::state::{Flow, Shell};

/// Operators between two operands.
const BINARY: [&str; 15] = [
    "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "=~",
];

/// Parentheses and negations inside each other.
const MAX_DEPTH: usize = 100;

/// `test` and `[`
pub(super) fn test(shell: &mut Shell, name: &str, mut words: Vec<String>) -> Flow<i32> {
    if name == "[" && words.pop().as_deref() != Some("]") {
        return Ok(shell.misused("[", "missing `]'"));
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut test = Test { shell, words: &words, at: 0, depth: 0 };
    let answer = match test.by_count() {
        Some(answer) => answer,
        None => test.either().and_then(|holds| match test.words.get(test.at) {
            None => Ok(holds),
            Some(word) => Err(format!("{word}: unexpected operator")),
        }),
    };
    match answer {
        Ok(holds) => Ok(i32::from(!holds)),
        Err(message) => {
            shell.complain(&format!("{name}: {message}"));
            Ok(USAGE)
        }
    }
}

struct Test<'a> {
    shell: &'a mut Shell,
    words: &'a [&'a str],
    at: usize,
    depth: usize,
}

type Answer = Result<bool, String>;

impl Test<'_> {
    /// Up to four operands mean what POSIX says; none when it leaves that open.
    fn by_count(&mut self) -> Option<Answer> {
        match *self.words {
            [] => Some(Ok(false)),
            [word] => Some(Ok(!word.is_empty())),
            ["!", word] => Some(Ok(word.is_empty())),
            [operator, operand] if is_unary(operator) => Some(self.unary(operator, operand)),
            [operator, _] => Some(Err(format!("{operator}: unary operator expected"))),
            [left, operator, right] if BINARY.contains(&operator) => {
                Some(self.binary(left, operator, right))
            }
            ["!", operator, operand] if is_unary(operator) => {
                Some(self.unary(operator, operand).map(|holds| !holds))
            }
            ["(", word, ")"] => Some(Ok(!word.is_empty())),
            [left, "-a", right] => Some(Ok(!left.is_empty() && !right.is_empty())),
            [left, "-o", right] => Some(Ok(!left.is_empty() || !right.is_empty())),
            ["!", left, operator, right] if BINARY.contains(&operator) => {
                Some(self.binary(left, operator, right).map(|holds| !holds))
            }
            _ => None,
        }
    }

    fn next(&mut self) -> Result<&str, String> {
        let word = self.words.get(self.at).ok_or("argument expected")?;
        self.at += 1;
        Ok(word)
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.words.get(self.at) == Some(&word);
        self.at += usize::from(found);
        found
    }

    fn either(&mut self) -> Answer {
        let mut holds = self.both()?;
        while self.eat("-o") {
            holds |= self.both()?;
        }
        Ok(holds)
    }

    fn both(&mut self) -> Answer {
        let mut holds = self.one()?;
        while self.eat("-a") {
            holds &= self.one()?;
        }
        Ok(holds)
    }

    fn one(&mut self) -> Answer {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("expression is nested too deeply".into());
        }
        let answer = self.primary();
        self.depth -= 1;
        answer
    }

    fn primary(&mut self) -> Answer {
        let binary = self.words.get(self.at + 1).is_some_and(|word| BINARY.contains(word));
        if !binary && self.eat("!") {
            return Ok(!self.one()?);
        }
        if !binary && self.eat("(") {
            let holds = self.either()?;
            return if self.eat(")") { Ok(holds) } else { Err("`)' expected".into()) };
        }
        let first = self.next()?.to_string();
        if binary {
            let operator = self.next()?.to_string();
            let right = self.next()?.to_string();
            return self.binary(&first, &operator, &right);
        }
        if is_unary(&first) && self.at < self.words.len() {
            let operand = self.next()?.to_string();
            return self.unary(&first, &operand);
        }
        Ok(!first.is_empty())
    }

    fn unary(&mut self, operator: &str, operand: &str) -> Answer {
        Ok(self.shell.test_one(operator, operand))
    }

    fn binary(&mut self, left: &str, operator: &str, right: &str) -> Answer {
        if let Some(holds) = self.shell.test_two(left, operator, right) {
            return Ok(holds);
        }
        let number = |text: &str| {
            let trimmed = text.trim();
            let digits = trimmed.strip_prefix('+').unwrap_or(trimmed);
            digits.parse::<i64>().map_err(|_| {
                if self.shell.options.posix {
                    format!("Illegal number: {text}")
                } else {
                    format!("{text}: integer expression expected")
                }
            })
        };
        compare(operator, number(left)?, number(right)?)
            .ok_or_else(|| format!("{operator}: unknown operator"))
    }
}

fn is_unary(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next() == Some('-')
        && letters.next().is_some_and(|letter| "abcdefghknoprstuvwxzGLNORS".contains(letter))
        && letters.next().is_none()
}
