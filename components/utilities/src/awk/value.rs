//! Values: numbers, text, and text of the input that looks like a number and is both.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;

use super::format;

/// What an expression is worth.
#[derive(Clone, Debug, Default)]
pub enum Value {
    /// Nothing was assigned yet: 0 and empty.
    #[default]
    Unset,
    Number(f64),
    Text(Rc<[u8]>),
    /// From the input, and looks like this number.
    Both(Rc<[u8]>, f64),
}

/// An array; names of it share it.
pub type Array = Rc<RefCell<IndexMap<Rc<[u8]>, Value>>>;

impl Value {
    /// Text of the program's own making.
    pub fn text(text: impl Into<Rc<[u8]>>) -> Value {
        Value::Text(text.into())
    }

    /// Text from outside, which is a number too when it looks like one.
    pub fn input(text: &[u8]) -> Value {
        match looks_like_number(text) {
            Some(number) => Value::Both(text.into(), number),
            None => Value::Text(text.into()),
        }
    }

    /// Truth.
    pub fn from_bool(truth: bool) -> Value {
        Value::Number(f64::from(u8::from(truth)))
    }

    /// As a number: what the text begins with.
    pub fn number(&self) -> f64 {
        match self {
            Value::Unset => 0.0,
            Value::Number(number) | Value::Both(_, number) => *number,
            Value::Text(text) => leading_number(text),
        }
    }

    /// As text; `conversion` is CONVFMT or OFMT.
    pub fn to_text(&self, conversion: &[u8]) -> Rc<[u8]> {
        match self {
            Value::Unset => Rc::from([]),
            Value::Number(number) => number_text(*number, conversion).into(),
            Value::Text(text) | Value::Both(text, _) => Rc::clone(text),
        }
    }

    /// Whether it counts as true.
    pub fn truth(&self) -> bool {
        match self {
            Value::Unset => false,
            Value::Number(number) | Value::Both(_, number) => *number != 0.0,
            Value::Text(text) => !text.is_empty(),
        }
    }
}

/// How two values are to each other: as numbers when both are, or as text.
pub fn compare(left: &Value, right: &Value, conversion: &[u8]) -> Option<std::cmp::Ordering> {
    if matches!(left, Value::Text(_)) || matches!(right, Value::Text(_)) {
        return Some(left.to_text(conversion).cmp(&right.to_text(conversion)));
    }
    left.number().partial_cmp(&right.number())
}

/// A number as text: whole ones without a point.
pub fn number_text(number: f64, conversion: &[u8]) -> Vec<u8> {
    if number.is_nan() {
        return if number.is_sign_negative() { b"-nan".to_vec() } else { b"nan".to_vec() };
    }
    if number.is_infinite() {
        return if number < 0.0 { b"-inf".to_vec() } else { b"inf".to_vec() };
    }
    if number == number.trunc() && number.abs() < 1e16 {
        return (number as i64).to_string().into_bytes();
    }
    format::one_number(conversion, number)
}

/// How many bytes at the start are a decimal number without a sign.
pub fn number_length(text: &[u8]) -> usize {
    let digits =
        |from: usize| text.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(0);
    let mut length = whole;
    if text.get(length) == Some(&b'.') {
        let fraction = digits(length + 1);
        if whole + fraction == 0 {
            return 0;
        }
        length += 1 + fraction;
    }
    if length > 0 && matches!(text.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(text.get(length + 1), Some(b'+' | b'-')));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}

/// The number at the start of a text, and how many bytes it takes; 0 without one.
fn parse(text: &[u8]) -> (f64, usize) {
    let blanks = text.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let rest = text.get(blanks..).unwrap_or_default();
    let sign = usize::from(matches!(rest.first(), Some(b'+' | b'-')));
    let unsigned = rest.get(sign..).unwrap_or_default();
    let length = number_length(unsigned);
    let digits = std::str::from_utf8(unsigned.get(..length).unwrap_or_default());
    let number: f64 = digits.ok().and_then(|digits| digits.parse().ok()).unwrap_or(0.0);
    let number = if rest.first() == Some(&b'-') { -number } else { number };
    (number, if length == 0 { 0 } else { blanks + sign + length })
}

fn leading_number(text: &[u8]) -> f64 {
    parse(text).0
}

/// The number that a text is, blanks around it aside.
fn looks_like_number(text: &[u8]) -> Option<f64> {
    let (number, length) = parse(text);
    let rest = text.get(length..).unwrap_or_default();
    (length > 0 && rest.iter().all(u8::is_ascii_whitespace)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_number() {
        for (text, number) in [
            ("12", Some(12.0)),
            (" -1.5e1 ", Some(-15.0)),
            (".5", Some(0.5)),
            ("1e", None),
            ("", None),
        ] {
            assert_eq!(looks_like_number(text.as_bytes()), number, "{text}");
        }
        assert_eq!(leading_number(b"3.5abc"), 3.5);
        assert_eq!((leading_number(b"abc"), leading_number(b"1e")), (0.0, 1.0));
    }

    #[test]
    fn numbers_as_text() {
        for (number, text) in
            [(1.0, "1"), (-0.5, "-0.5"), (1e6, "1000000"), (0.1 + 0.2, "0.3"), (1e300, "1e+300")]
        {
            assert_eq!(number_text(number, b"%.6g"), text.as_bytes(), "{number}");
        }
    }
}
