//! `printf` and conversions of numbers (printf(3)).

use bstr::ByteSlice as _;

use super::value::Value;

/// Most columns that a width or precision may ask for.
const MOST: usize = 1 << 20;

#[derive(Default)]
struct Directive {
    left: bool,
    plus: bool,
    space: bool,
    alternative: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

/// The text that a format makes of values; `conversion` is CONVFMT.
pub fn format(format: &[u8], values: &[Value], conversion: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut values = values.iter();
    let mut rest = format.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut directive = Directive::default();
        let mut seen = vec![b'%'];
        while let Some(flag) = rest.next_if(|flag| b"-+ #0".contains(flag)) {
            seen.push(flag);
            match flag {
                b'-' => directive.left = true,
                b'+' => directive.plus = true,
                b' ' => directive.space = true,
                b'#' => directive.alternative = true,
                _ => directive.zero = true,
            }
        }
        let mut number = |rest: &mut std::iter::Peekable<_>, seen: &mut Vec<u8>| -> i64 {
            if rest.next_if_eq(&b'*').is_some() {
                seen.push(b'*');
                return values.next().map_or(0, |value| value.number() as i64);
            }
            let mut value: i64 = 0;
            while let Some(digit) = rest.next_if(u8::is_ascii_digit) {
                seen.push(digit);
                value = value.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
            }
            value
        };
        let width = number(&mut rest, &mut seen);
        directive.left |= width < 0;
        directive.width = usize::try_from(width.unsigned_abs()).unwrap_or(MOST).min(MOST);
        if rest.next_if_eq(&b'.').is_some() {
            seen.push(b'.');
            let precision = number(&mut rest, &mut seen);
            directive.precision = usize::try_from(precision).ok().map(|most| most.min(MOST));
        }
        while rest.next_if(|byte| b"hlLqjzt".contains(byte)).is_some() {}
        let Some(letter) = rest.next() else {
            out.extend(seen);
            break;
        };
        match letter {
            b'%' => out.push(b'%'),
            b'd' | b'i' => {
                let number = next_number(values.next());
                directive.integer(number, &mut out);
            }
            b'o' | b'x' | b'X' | b'u' => {
                let number = next_number(values.next());
                directive.unsigned(letter, number, &mut out);
            }
            b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'a' | b'A' => {
                let number = next_number(values.next());
                directive.float(letter, number, &mut out);
            }
            b'c' => {
                let text = match values.next() {
                    None | Some(Value::Unset) => Vec::new(),
                    Some(Value::Number(number)) => character(*number),
                    Some(value) => {
                        let text = value.to_text(conversion);
                        let first = text.chars().next();
                        match first {
                            Some('\u{fffd}') => text.iter().take(1).copied().collect(),
                            Some(first) => first.to_string().into_bytes(),
                            None => Vec::new(),
                        }
                    }
                };
                directive.pad(&text, &mut out);
            }
            b's' => {
                let text = values.next().map(|value| value.to_text(conversion)).unwrap_or_default();
                let text = match directive.precision {
                    Some(most) => {
                        let end = text.char_indices().nth(most).map_or(text.len(), |(at, ..)| at);
                        &text[..end]
                    }
                    None => &text[..],
                };
                directive.pad(text, &mut out);
            }
            other => {
                out.extend(seen);
                out.push(other);
            }
        }
    }
    out
}

/// A number in a conversion such as `%.6g`.
pub fn one_number(conversion: &[u8], number: f64) -> Vec<u8> {
    format(conversion, &[Value::Number(number)], b"%.6g")
}

fn next_number(value: Option<&Value>) -> f64 {
    value.map_or(0.0, Value::number)
}

fn character(number: f64) -> Vec<u8> {
    let code = number as u32;
    if code < 128 {
        return vec![code as u8];
    }
    char::from_u32(code).map_or_else(|| vec![code as u8], |letter| letter.to_string().into_bytes())
}

impl Directive {
    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.space) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            _ => "",
        }
    }

    fn pad(&self, text: &[u8], out: &mut Vec<u8>) {
        let padding = self.width.saturating_sub(text.chars().count());
        if !self.left {
            out.extend(std::iter::repeat_n(b' ', padding));
        }
        out.extend_from_slice(text);
        if self.left {
            out.extend(std::iter::repeat_n(b' ', padding));
        }
    }

    /// Zeros go between the sign and the digits.
    fn pad_number(&self, sign: &str, digits: &str, zeros: bool, out: &mut Vec<u8>) {
        let length = sign.len() + digits.len();
        if zeros && self.zero && !self.left && length < self.width {
            let padding = "0".repeat(self.width - length);
            out.extend_from_slice(format!("{sign}{padding}{digits}").as_bytes());
        } else {
            self.pad(format!("{sign}{digits}").as_bytes(), out);
        }
    }

    fn digits(&self, digits: String) -> String {
        match self.precision {
            Some(0) if digits == "0" => String::new(),
            Some(least) if digits.len() < least => "0".repeat(least - digits.len()) + &digits,
            _ => digits,
        }
    }

    fn integer(&self, number: f64, out: &mut Vec<u8>) {
        if !number.is_finite() {
            return self.float(b'f', number, out);
        }
        let number = number.trunc();
        let digits = if number.abs() < 9e18 {
            (number as i64).unsigned_abs().to_string()
        } else {
            format!("{:.0}", number.abs())
        };
        let zeros = self.precision.is_none();
        self.pad_number(self.sign(number < 0.0), &self.digits(digits), zeros, out);
    }

    fn unsigned(&self, letter: u8, number: f64, out: &mut Vec<u8>) {
        let number = if number < 0.0 { number as i64 as u64 } else { number as u64 };
        let digits = match letter {
            b'o' => format!("{number:o}"),
            b'x' => format!("{number:x}"),
            b'X' => format!("{number:X}"),
            _ => number.to_string(),
        };
        let prefix = match letter {
            b'o' if self.alternative => "0",
            b'x' if self.alternative && number != 0 => "0x",
            b'X' if self.alternative && number != 0 => "0X",
            _ => "",
        };
        self.pad_number(prefix, &self.digits(digits), self.precision.is_none(), out);
    }

    fn float(&self, letter: u8, number: f64, out: &mut Vec<u8>) {
        let sign = self.sign(number.is_sign_negative());
        let size = number.abs();
        let upper = letter.is_ascii_uppercase();
        let digits = if size.is_nan() {
            "nan".into()
        } else if size.is_infinite() {
            "inf".into()
        } else {
            let precision = self.precision.unwrap_or(6);
            match letter.to_ascii_lowercase() {
                b'f' => fixed(size, precision, self.alternative),
                b'e' => exponential(size, precision, self.alternative),
                b'g' => general(size, precision.max(1), self.alternative),
                _ => format!("{size:e}"),
            }
        };
        let digits = if upper { digits.to_uppercase() } else { digits };
        self.pad_number(sign, &digits, size.is_finite(), out);
    }
}

fn fixed(number: f64, precision: usize, point: bool) -> String {
    let text = format!("{number:.precision$}");
    if point && precision == 0 { text + "." } else { text }
}

fn exponential(number: f64, precision: usize, point: bool) -> String {
    let text = format!("{number:.precision$e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if exponent < 0 { '-' } else { '+' };
    let point = if point && precision == 0 { "." } else { "" };
    format!("{digits}{point}e{sign}{:02}", exponent.abs())
}

/// `%g`: the shorter of both, without zeros at the end.
fn general(number: f64, precision: usize, zeros: bool) -> String {
    if number == 0.0 {
        return if zeros { fixed(0.0, precision - 1, true) } else { "0".into() };
    }
    let rounded = format!("{number:.*e}", precision - 1);
    let exponent: i64 =
        rounded.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    let small = exponent < -4 || exponent >= precision as i64;
    let text = if small {
        exponential(number, precision - 1, zeros)
    } else {
        let after = usize::try_from(precision as i64 - 1 - exponent).unwrap_or(0);
        fixed(number, after, zeros)
    };
    if zeros {
        return text;
    }
    let (digits, exponent) = match text.find('e') {
        Some(at) => text.split_at(at),
        None => (text.as_str(), ""),
    };
    if !digits.contains('.') {
        return text;
    }
    format!("{}{exponent}", digits.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_of_printf() {
        let number = |number: f64| Value::Number(number);
        for (text, value, expected) in [
            ("%d|%5d|", number(42.9), "42|    0|"),
            ("%05d", number(-42.0), "-0042"),
            ("%+.2f", number(1.23456), "+1.23"),
            ("%e", number(12345.678), "1.234568e+04"),
            ("%g", number(0.0001), "0.0001"),
            ("%g", number(0.00001), "1e-05"),
            ("%g", number(1234567.0), "1.23457e+06"),
            ("%.10g", number(0.1), "0.1"),
            ("%x %%", number(255.0), "ff %"),
            ("%#o", number(8.0), "010"),
            ("%c", number(65.0), "A"),
            ("%c", Value::text(*b"hello"), "h"),
            ("%-5s|", Value::text(*b"ab"), "ab   |"),
            ("%.2s|", Value::text(*b"abc"), "ab|"),
            ("%5.1f|", number(2.25), "  2.2|"),
            ("%k", number(1.0), "%k"),
        ] {
            let made = format(text.as_bytes(), &[value], b"%.6g");
            assert_eq!(String::from_utf8_lossy(&made), expected, "{text}");
        }
    }
}
