//! Arithmetic expressions (bash(1), "ARITHMETIC EVALUATION"): 64 bits, wrapping.

/// What an expression reads and writes.
pub trait Scope {
    /// The text of a variable or of an element of an array; none when it is unset.
    ///
    /// # Errors
    /// A message, when an unset variable is one.
    fn get(&mut self, name: &str, index: Option<&str>) -> Result<Option<String>, String>;
    /// Sets it.
    ///
    /// # Errors
    /// A message.
    fn set(&mut self, name: &str, index: Option<&str>, value: i64) -> Result<(), String>;
}

/// Variables that name expressions that name variables, and parentheses.
const MAX_DEPTH: usize = 100;

/// Evaluates an expression; an empty one is 0.
///
/// # Errors
/// A message that names what is wrong.
pub fn evaluate(text: &str, scope: &mut dyn Scope) -> Result<i64, String> {
    at_depth(text, scope, 0)
}

fn at_depth(text: &str, scope: &mut dyn Scope, depth: usize) -> Result<i64, String> {
    if depth > MAX_DEPTH {
        return Err(format!("{text}: expression recursion level exceeded"));
    }
    let tokens = tokens(text)?;
    if tokens.is_empty() {
        return Ok(0);
    }
    let mut machine = Machine { text, tokens, at: 0, scope, depth, dead: 0 };
    let value = machine.comma()?;
    match machine.tokens.get(machine.at) {
        None => Ok(value),
        Some(token) => Err(machine.syntax(&token.clone())),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(i64),
    Name(String, Option<String>),
    Operator(&'static str),
}

/// Operators, longer ones first.
const OPERATORS: [&str; 38] = [
    "<<=", ">>=", "**", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=",
    "*=", "/=", "%=", "&=", "^=", "|=", "+", "-", "*", "/", "%", "<", ">", "=", "!", "~", "&", "|",
    "^", "?", ":", ",", "(",
];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let characters: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(next) = characters.get(at).copied() {
        let rest = || characters.iter().skip(at);
        if next.is_whitespace() {
            at += 1;
        } else if next.is_ascii_digit() {
            let word: String =
                rest().take_while(|c| c.is_ascii_alphanumeric() || "#@_".contains(**c)).collect();
            at += word.chars().count();
            tokens.push(Token::Number(number(&word).ok_or_else(|| invalid(text, &word))?));
        } else if crate::syntax::is_name_start(next) {
            let name: String =
                rest().take_while(|c| crate::syntax::is_name_character(**c)).collect();
            at += name.chars().count();
            let mut index = None;
            if characters.get(at) == Some(&'[') {
                let mut depth = 0_usize;
                let start = at + 1;
                let end = characters.iter().enumerate().skip(at).find_map(|(place, c)| {
                    match c {
                        '[' => depth += 1,
                        ']' => depth -= 1,
                        _ => {}
                    }
                    (depth == 0).then_some(place)
                });
                let end = end.ok_or_else(|| format!("{text}: bad array subscript"))?;
                index = Some(characters.iter().take(end).skip(start).collect());
                at = end + 1;
            }
            tokens.push(Token::Name(name, index));
        } else if next == ')' {
            tokens.push(Token::Operator(")"));
            at += 1;
        } else {
            let found = OPERATORS.iter().find(|operator| {
                operator
                    .chars()
                    .enumerate()
                    .all(|(index, c)| characters.get(at + index) == Some(&c))
            });
            let operator = found.ok_or_else(|| {
                let rest: String = rest().collect();
                format!(
                    "{text}: syntax error: invalid arithmetic operator (error token is \"{rest}\")"
                )
            })?;
            at += operator.len();
            tokens.push(Token::Operator(operator));
        }
    }
    Ok(tokens)
}

fn invalid(text: &str, word: &str) -> String {
    format!("{text}: value too great for base (error token is \"{word}\")")
}

/// A constant: decimal, `0` octal, `0x` hexadecimal, `BASE#DIGITS`. What is too large wraps.
fn number(word: &str) -> Option<i64> {
    let (radix, digits) = match word.split_once('#') {
        Some((base, digits)) => {
            (base.parse::<u32>().ok().filter(|base| (2..=64).contains(base))?, digits)
        }
        None => match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
            Some(digits) => (16, digits),
            None if word.starts_with('0') && word.len() > 1 => (8, word),
            None => (10, word),
        },
    };
    let mut value = 0_i64;
    for digit in digits.chars() {
        let digit = match digit {
            '0'..='9' => digit as u32 - '0' as u32,
            'a'..='z' => digit as u32 - 'a' as u32 + 10,
            'A'..='Z' if radix <= 36 => digit as u32 - 'A' as u32 + 10,
            'A'..='Z' => digit as u32 - 'A' as u32 + 36,
            '@' => 62,
            '_' => 63,
            _ => return None,
        };
        if digit >= radix {
            return None;
        }
        value = value.wrapping_mul(i64::from(radix)).wrapping_add(i64::from(digit));
    }
    Some(value)
}

struct Machine<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    scope: &'a mut dyn Scope,
    depth: usize,
    /// How many branches around are not taken: nothing is assigned, nothing fails.
    dead: usize,
}

type Value = Result<i64, String>;

/// What can be assigned to.
type Place = (String, Option<String>);

impl Machine<'_> {
    fn syntax(&self, token: &Token) -> String {
        let token = match token {
            Token::Number(number) => number.to_string(),
            Token::Name(name, _) => name.clone(),
            Token::Operator(operator) => operator.to_string(),
        };
        format!("{}: syntax error in expression (error token is \"{token}\")", self.text)
    }

    fn operator(&self) -> Option<&'static str> {
        match self.tokens.get(self.at) {
            Some(Token::Operator(operator)) => Some(operator),
            _ => None,
        }
    }

    fn eat(&mut self, wanted: &str) -> bool {
        let found = self.operator() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn read(&mut self, place: &Place) -> Value {
        if self.dead > 0 {
            return Ok(0);
        }
        let text = self.scope.get(&place.0, place.1.as_deref())?.unwrap_or_default();
        match text.trim().parse::<i64>() {
            Ok(value) if !text.trim().starts_with('0') || text.trim() == "0" => Ok(value),
            _ => at_depth(&text, self.scope, self.depth + 1),
        }
    }

    fn write(&mut self, place: &Place, value: i64) -> Value {
        if self.dead == 0 {
            self.scope.set(&place.0, place.1.as_deref(), value)?;
        }
        Ok(value)
    }

    fn comma(&mut self) -> Value {
        let mut value = self.assignment()?;
        while self.eat(",") {
            value = self.assignment()?;
        }
        Ok(value)
    }

    fn assignment(&mut self) -> Value {
        const ASSIGNMENTS: [&str; 11] =
            ["=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|="];
        if let (Some(Token::Name(name, index)), Some(Token::Operator(operator))) =
            (self.tokens.get(self.at), self.tokens.get(self.at + 1))
            && ASSIGNMENTS.contains(operator)
        {
            let (place, operator) = ((name.clone(), index.clone()), *operator);
            self.at += 2;
            let right = self.assignment()?;
            let value = match operator {
                "=" => right,
                _ => {
                    let left = self.read(&place)?;
                    self.apply(operator.strip_suffix('=').unwrap_or(operator), left, right)?
                }
            };
            return self.write(&place, value);
        }
        self.ternary()
    }

    fn ternary(&mut self) -> Value {
        let condition = self.binary(0)?;
        if !self.eat("?") {
            return Ok(condition);
        }
        let chosen = self.branch(condition != 0, Self::comma)?;
        if !self.eat(":") {
            return Err(format!("{}: `:' expected for conditional expression", self.text));
        }
        let other = self.branch(condition == 0, Self::assignment)?;
        Ok(if condition != 0 { chosen } else { other })
    }

    /// A branch, which counts only when it is taken.
    fn branch(&mut self, taken: bool, parse: impl FnOnce(&mut Self) -> Value) -> Value {
        self.dead += usize::from(!taken);
        let value = parse(self);
        self.dead -= usize::from(!taken);
        value
    }

    fn binary(&mut self, minimum: u8) -> Value {
        let mut left = self.unary()?;
        while let Some(operator) = self.operator() {
            let Some(level) = level(operator).filter(|level| *level >= minimum) else { break };
            self.at += 1;
            left = match operator {
                "&&" => {
                    let right = self.branch(left != 0, |machine| machine.binary(level + 1))?;
                    i64::from(left != 0 && right != 0)
                }
                "||" => {
                    let right = self.branch(left == 0, |machine| machine.binary(level + 1))?;
                    i64::from(left != 0 || right != 0)
                }
                // The power binds to the right.
                "**" => {
                    let right = self.binary(level)?;
                    self.apply(operator, left, right)?
                }
                _ => {
                    let right = self.binary(level + 1)?;
                    self.apply(operator, left, right)?
                }
            };
        }
        Ok(left)
    }

    fn apply(&self, operator: &str, left: i64, right: i64) -> Value {
        let divides = matches!(operator, "/" | "%");
        if divides && right == 0 {
            if self.dead > 0 {
                return Ok(0);
            }
            return Err(format!("{}: division by 0 (error token is \"{right}\")", self.text));
        }
        Ok(match operator {
            "+" => left.wrapping_add(right),
            "-" => left.wrapping_sub(right),
            "*" => left.wrapping_mul(right),
            "/" => left.wrapping_div(right),
            "%" => left.wrapping_rem(right),
            "**" => {
                if right < 0 {
                    return Err(format!("{}: exponent less than 0", self.text));
                }
                left.wrapping_pow(u32::try_from(right).unwrap_or(u32::MAX))
            }
            "<<" => left.wrapping_shl(right as u32),
            ">>" => left.wrapping_shr(right as u32),
            "<" => i64::from(left < right),
            ">" => i64::from(left > right),
            "<=" => i64::from(left <= right),
            ">=" => i64::from(left >= right),
            "==" => i64::from(left == right),
            "!=" => i64::from(left != right),
            "&" => left & right,
            "^" => left ^ right,
            _ => left | right,
        })
    }

    fn unary(&mut self) -> Value {
        let Some(operator) = self.operator() else { return self.postfix() };
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("{}: expression recursion level exceeded", self.text));
        }
        let value = match operator {
            "+" => self.unary()?,
            "-" => self.unary()?.wrapping_neg(),
            "!" => i64::from(self.unary()? == 0),
            "~" => !self.unary()?,
            "++" | "--" => {
                let step = if operator == "++" { 1 } else { -1 };
                match self.tokens.get(self.at).cloned() {
                    Some(Token::Name(name, index)) => {
                        self.at += 1;
                        let place = (name, index);
                        let value = self.read(&place)?.wrapping_add(step);
                        self.write(&place, value)?
                    }
                    // Two signs.
                    _ => self.unary()?,
                }
            }
            "(" => {
                let value = self.comma()?;
                if !self.eat(")") {
                    return Err(format!("{}: missing `)'", self.text));
                }
                value
            }
            other => return Err(self.syntax(&Token::Operator(other))),
        };
        self.depth -= 1;
        Ok(value)
    }

    fn postfix(&mut self) -> Value {
        match self.tokens.get(self.at).cloned() {
            Some(Token::Number(number)) => {
                self.at += 1;
                Ok(number)
            }
            Some(Token::Name(name, index)) => {
                self.at += 1;
                let place = (name, index);
                let value = self.read(&place)?;
                let step = match self.operator() {
                    Some("++") => 1,
                    Some("--") => -1,
                    _ => return Ok(value),
                };
                self.at += 1;
                self.write(&place, value.wrapping_add(step))?;
                Ok(value)
            }
            Some(token) => Err(self.syntax(&token)),
            None => Err(format!("{}: syntax error: operand expected", self.text)),
        }
    }
}

fn level(operator: &str) -> Option<u8> {
    Some(match operator {
        "||" => 0,
        "&&" => 1,
        "|" => 2,
        "^" => 3,
        "&" => 4,
        "==" | "!=" => 5,
        "<" | ">" | "<=" | ">=" => 6,
        "<<" | ">>" => 7,
        "+" | "-" => 8,
        "*" | "/" | "%" => 9,
        "**" => 10,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    #[derive(Default)]
    struct Variables(HashMap<String, String>);

    impl Scope for Variables {
        fn get(&mut self, name: &str, index: Option<&str>) -> Result<Option<String>, String> {
            Ok(self.0.get(&format!("{name}{}", index.unwrap_or_default())).cloned())
        }

        fn set(&mut self, name: &str, index: Option<&str>, value: i64) -> Result<(), String> {
            self.0.insert(format!("{name}{}", index.unwrap_or_default()), value.to_string());
            Ok(())
        }
    }

    fn value(text: &str) -> Result<i64, String> {
        evaluate(text, &mut Variables::default())
    }

    #[test]
    fn expressions() {
        for (text, expected) in [
            ("1+2*3", 7),
            ("(1+2)*3", 9),
            ("2**3**2", 512),
            ("-7/2", -3),
            ("-7%3", -1),
            ("0x1f + 010 + 2#101", 44),
            ("1 ? 2 : 3", 2),
            ("a=3, a+=4, a++ + ++a", 16),
            ("1 || (b=1), b", 0),
            ("!0 + ~0", 0),
            ("5 > 3 && 2 <= 2", 1),
            ("1 << 4 | 1", 17),
            ("0 && 1/0", 0),
            ("- -1", 1),
            ("", 0),
        ] {
            assert_eq!(value(text), Ok(expected), "{text}");
        }
        for wrong in ["1/0", "1+", "08", "1 2", "(1", "a b", "1 ? 2", "2**-1", "9#9", "@"] {
            assert!(value(wrong).is_err(), "{wrong}");
        }
        let mut scope =
            Variables(HashMap::from([("x".into(), "y+1".into()), ("y".into(), "2".into())]));
        assert_eq!(evaluate("x*2", &mut scope), Ok(6));
        let mut circle = Variables(HashMap::from([("x".into(), "x".into())]));
        assert!(evaluate("x", &mut circle).is_err());
    }

    proptest! {
        #[test]
        fn fuzz_sums_are_sums(numbers in prop::collection::vec(-1000i64..1000, 1..20)) {
            let text = numbers.iter().map(|n| format!("({n})")).collect::<Vec<_>>().join("+");
            prop_assert_eq!(value(&text), Ok(numbers.iter().sum()));
        }

        #[test]
        fn fuzz_any_text_is_answered(text in "[0-9a-c+*/%<>=!~&|^?:,()#x \\[\\]-]{0,30}") {
            let _ = value(&text);
        }
    }
}
