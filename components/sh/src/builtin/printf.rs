//! `printf` (POSIX, and bash's additions).

use crate::expand::quote;
use crate::state::{Flow, Shell};
use crate::text::{self, Escapes};

/// Bytes that a width may ask for.
const MAX_WIDTH: usize = 1 << 20;

/// `printf`
pub(super) async fn printf(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let mut words = words;
    let mut variable = None;
    if let [option, name, rest @ ..] = words
        && option == "-v"
        && !shell.options.posix
    {
        variable = Some(name.clone());
        words = rest;
    }
    if let [first, rest @ ..] = words
        && first == "--"
    {
        words = rest;
    }
    let Some((format, arguments)) = words.split_first() else {
        return Ok(shell.misused("printf", "usage: printf [-v var] format [arguments]"));
    };
    let mut output = Output { arguments, at: 0, text: String::new(), problems: Vec::new() };
    loop {
        let before = output.at;
        let goes_on = output.format(format);
        let used = output.at > before;
        if !goes_on || !used || output.at >= arguments.len() {
            break;
        }
    }
    for problem in &output.problems {
        shell.complain(&format!("printf: {problem}"));
    }
    let failed = i32::from(!output.problems.is_empty());
    match variable {
        Some(name) => {
            match crate::syntax::Parser::subject_of(&name) {
                Some(crate::syntax::tree::Subject::Element(name, index)) => {
                    let index = shell.index_text(&name, &index).await?;
                    shell.assign_element(&name, &index, output.text, false)?;
                }
                Some(crate::syntax::tree::Subject::Variable(name)) => {
                    shell.assign(&name, output.text)?
                }
                _ => {
                    return Ok(
                        shell.misused("printf", &format!("`{name}': not a valid identifier"))
                    );
                }
            }
            Ok(failed)
        }
        None => Ok(shell.print(&output.text).await?.max(failed)),
    }
}

struct Output<'a> {
    arguments: &'a [String],
    at: usize,
    text: String,
    problems: Vec<String>,
}

/// What stands between `%` and the conversion.
#[derive(Default)]
struct Specification {
    left: bool,
    zero: bool,
    plus: bool,
    space: bool,
    alternative: bool,
    width: usize,
    precision: Option<usize>,
}

impl Output<'_> {
    fn next(&mut self) -> Option<&str> {
        let argument = self.arguments.get(self.at)?;
        self.at += 1;
        Some(argument)
    }

    /// Goes through the format once; false when the output is to end.
    fn format(&mut self, format: &str) -> bool {
        let mut rest = format;
        while let Some(next) = rest.chars().next() {
            if next != '%' {
                let end = rest.find('%').unwrap_or(rest.len());
                let (piece, after) = rest.split_at(end);
                let (text, ended) = text::unescape(piece, Escapes::Format);
                self.text.push_str(&text);
                if ended {
                    return false;
                }
                rest = after;
                continue;
            }
            rest = rest.get(1..).unwrap_or_default();
            let (specification, after) = self.specification(rest);
            let mut characters = after.chars();
            let Some(conversion) = characters.next() else {
                self.problems.push("`%': missing format character".to_string());
                return false;
            };
            rest = characters.as_str();
            if conversion == '(' {
                // `%(FORMAT)T`
                let Some((time_format, after)) = rest.split_once(")T") else {
                    self.problems.push("`(': invalid format character".into());
                    return false;
                };
                rest = after;
                let argument = self.next().map(str::to_string);
                let text = time(time_format, argument.as_deref());
                self.pad(&specification, text);
                continue;
            }
            if !self.convert(conversion, &specification) {
                return false;
            }
        }
        true
    }

    fn specification<'f>(&mut self, text: &'f str) -> (Specification, &'f str) {
        let mut specification = Specification::default();
        let mut rest = text;
        loop {
            match rest.chars().next() {
                Some('-') => specification.left = true,
                Some('0') => specification.zero = true,
                Some('+') => specification.plus = true,
                Some(' ') => specification.space = true,
                Some('#') => specification.alternative = true,
                Some('\'') => {}
                _ => break,
            }
            rest = rest.get(1..).unwrap_or_default();
        }
        let mut size = |rest: &mut &'f str| -> Option<i64> {
            if let Some(after) = rest.strip_prefix('*') {
                *rest = after;
                let text = self.next().unwrap_or("0").to_string();
                return Some(self.integer(&text) as i64);
            }
            let end = rest.find(|next: char| !next.is_ascii_digit()).unwrap_or(rest.len());
            let (digits, after) = rest.split_at(end);
            *rest = after;
            digits.parse().ok()
        };
        if let Some(width) = size(&mut rest) {
            specification.left |= width < 0;
            specification.width = (width.unsigned_abs() as usize).min(MAX_WIDTH);
        }
        if let Some(after) = rest.strip_prefix('.') {
            rest = after;
            let precision = size(&mut rest).unwrap_or(0);
            specification.precision =
                usize::try_from(precision).ok().map(|size| size.min(MAX_WIDTH));
        }
        // Lengths of C mean nothing here.
        (specification, rest.trim_start_matches(['h', 'l', 'L', 'j', 'z', 't']))
    }

    fn convert(&mut self, conversion: char, specification: &Specification) -> bool {
        match conversion {
            '%' => self.text.push('%'),
            'c' => {
                let text: String = self.next().unwrap_or_default().chars().take(1).collect();
                self.pad(specification, text);
            }
            's' | 'b' | 'q' | 'Q' => {
                let argument = self.next().unwrap_or_default().to_string();
                let (text, ended) = match conversion {
                    's' => (argument, false),
                    'b' => text::unescape(&argument, Escapes::Echo),
                    _ => (quote::word(&argument), false),
                };
                let text = match specification.precision {
                    Some(precision) => text.chars().take(precision).collect(),
                    None => text,
                };
                self.pad(specification, text);
                return !ended;
            }
            'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
                let argument = self.next().unwrap_or("0").to_string();
                let value = self.integer(&argument);
                self.whole(conversion, value, specification);
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'a' | 'A' => {
                let argument = self.next().unwrap_or("0").to_string();
                let value = self.float(&argument);
                let text = float_text(conversion, value, specification);
                self.signed(value.is_sign_negative(), text, specification, value.is_finite());
            }
            other => {
                self.problems.push(format!("`{other}': invalid format character"));
                return false;
            }
        }
        true
    }

    /// The number a text means; a quote before a character is the character's code.
    fn integer(&mut self, text: &str) -> i128 {
        let trimmed = text.trim_start();
        if let Some(rest) = trimmed.strip_prefix(['\'', '"']) {
            return rest.chars().next().map_or(0, |character| i128::from(u32::from(character)));
        }
        let (negative, digits) = match trimmed.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, trimmed.strip_prefix('+').unwrap_or(trimmed)),
        };
        let (radix, digits) = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"))
        {
            Some(hexadecimal) => (16, hexadecimal),
            None if digits.starts_with('0') && digits.len() > 1 => {
                (8, digits.get(1..).unwrap_or_default())
            }
            None => (10, digits),
        };
        let end = digits.find(|next: char| !next.is_digit(radix)).unwrap_or(digits.len());
        let (number, rest) = digits.split_at(end);
        if !rest.is_empty() || (number.is_empty() && radix != 8 && !text.is_empty()) {
            self.problems.push(format!("{text}: invalid number"));
        }
        let value = i128::from_str_radix(number, radix).unwrap_or(if number.is_empty() {
            0
        } else {
            i128::MAX
        });
        let value = if negative { -value } else { value };
        let limited = value.clamp(i128::from(i64::MIN), i128::from(u64::MAX));
        if limited != value {
            self.problems.push(format!("{text}: Numerical result out of range"));
        }
        limited
    }

    fn float(&mut self, text: &str) -> f64 {
        let trimmed = text.trim();
        if trimmed.starts_with(['\'', '"']) || trimmed.starts_with("0x") {
            return self.integer(text) as f64;
        }
        trimmed.parse().unwrap_or_else(|_| {
            if !trimmed.is_empty() {
                self.problems.push(format!("{text}: invalid number"));
            }
            0.0
        })
    }

    fn whole(&mut self, conversion: char, value: i128, specification: &Specification) {
        let signed = matches!(conversion, 'd' | 'i');
        let value = if signed { value.min(i128::from(i64::MAX)) } else { value };
        let magnitude = if signed { value.unsigned_abs() } else { u128::from(value as u64) };
        let mut digits = match conversion {
            'o' => format!("{magnitude:o}"),
            'x' => format!("{magnitude:x}"),
            'X' => format!("{magnitude:X}"),
            _ => magnitude.to_string(),
        };
        if let Some(precision) = specification.precision {
            if precision == 0 && magnitude == 0 {
                digits.clear();
            }
            digits = format!("{digits:0>precision$}");
        }
        if specification.alternative && magnitude != 0 {
            match conversion {
                'o' => digits.insert(0, '0'),
                'x' => digits.insert_str(0, "0x"),
                'X' => digits.insert_str(0, "0X"),
                _ => {}
            }
        }
        if signed {
            self.signed(value < 0, digits, specification, specification.precision.is_none());
        } else {
            let plain = Specification { plus: false, space: false, ..*specification };
            self.signed(false, digits, &plain, specification.precision.is_none());
        }
    }

    /// Digits with their sign, filled up with blanks or zeros.
    fn signed(
        &mut self,
        negative: bool,
        digits: String,
        specification: &Specification,
        may_fill: bool,
    ) {
        let sign = match (negative, specification.plus, specification.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        let width = specification.width.saturating_sub(sign.len());
        if specification.zero && !specification.left && may_fill {
            let (prefix, digits) = match digits.split_at_checked(2) {
                Some((prefix @ ("0x" | "0X"), digits)) => (prefix, digits),
                _ => ("", digits.as_str()),
            };
            let width = width.saturating_sub(prefix.len());
            self.text.push_str(&format!("{sign}{prefix}{digits:0>width$}"));
        } else {
            self.pad(specification, format!("{sign}{digits}"));
        }
    }

    fn pad(&mut self, specification: &Specification, text: String) {
        let fill = " ".repeat(specification.width.saturating_sub(text.chars().count()));
        if specification.left {
            self.text.extend([text, fill]);
        } else {
            self.text.extend([fill, text]);
        }
    }
}

/// A number without its sign (printf(3)).
fn float_text(conversion: char, value: f64, specification: &Specification) -> String {
    let magnitude = value.abs();
    if !magnitude.is_finite() {
        let name = if magnitude.is_nan() { "nan" } else { "inf" };
        return if conversion.is_uppercase() { name.to_uppercase() } else { name.into() };
    }
    let precision = specification.precision.unwrap_or(6);
    let exponential = |precision: usize| {
        let text = format!("{magnitude:.precision$e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let exponent: i32 = exponent.parse().unwrap_or(0);
        let sign = if exponent < 0 { '-' } else { '+' };
        (format!("{mantissa}e{sign}{:02}", exponent.abs()), exponent)
    };
    let text = match conversion {
        'f' | 'F' => format!("{magnitude:.precision$}"),
        'e' | 'E' => exponential(precision).0,
        _ => {
            let precision = precision.max(1);
            let (text, exponent) = exponential(precision - 1);
            let short = exponent < -4 || exponent >= precision as i32;
            let text = if short {
                text
            } else {
                let digits = (precision as i32 - 1 - exponent).max(0) as usize;
                format!("{magnitude:.digits$}")
            };
            if specification.alternative { text } else { without_zeros(&text) }
        }
    };
    if conversion.is_uppercase() { text.to_uppercase() } else { text }
}

fn without_zeros(text: &str) -> String {
    let (mantissa, exponent) = match text.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, format!("e{exponent}")),
        None => (text, String::new()),
    };
    let mantissa = match mantissa.contains('.') {
        true => mantissa.trim_end_matches('0').trim_end_matches('.'),
        false => mantissa,
    };
    format!("{mantissa}{exponent}")
}

/// strftime(3) in UTC; the time is now without an argument, for -1 and -2.
fn time(format: &str, argument: Option<&str>) -> String {
    let seconds = match argument.map(str::parse::<i64>) {
        Some(Ok(seconds)) if seconds >= 0 => seconds,
        _ => (kernelet_system::realtime_nanoseconds() / 1_000_000_000) as i64,
    };
    let days = seconds.div_euclid(86_400);
    let second_of_day = seconds.rem_euclid(86_400);
    let (year, month, day) = civil(days);
    let (hour, minute, second) =
        (second_of_day / 3600, second_of_day / 60 % 60, second_of_day % 60);
    let weekday = (days + 4).rem_euclid(7) as usize;
    let first_of_year = days_from(year, 1, 1);
    const DAYS: [&str; 7] =
        ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month_name = MONTHS.get(month as usize - 1).copied().unwrap_or_default();
    let day_name = DAYS.get(weekday).copied().unwrap_or_default();
    let short = |name: &str| name.chars().take(3).collect::<String>();
    let mut text = String::new();
    let mut characters = if format.is_empty() { "%H:%M:%S" } else { format }.chars();
    while let Some(next) = characters.next() {
        if next != '%' {
            text.push(next);
            continue;
        }
        match characters.next() {
            Some('Y') => text.push_str(&year.to_string()),
            Some('y') => text.push_str(&format!("{:02}", year.rem_euclid(100))),
            Some('m') => text.push_str(&format!("{month:02}")),
            Some('d') => text.push_str(&format!("{day:02}")),
            Some('e') => text.push_str(&format!("{day:2}")),
            Some('H') => text.push_str(&format!("{hour:02}")),
            Some('I') => text.push_str(&format!("{:02}", (hour + 11) % 12 + 1)),
            Some('M') => text.push_str(&format!("{minute:02}")),
            Some('S') => text.push_str(&format!("{second:02}")),
            Some('p') => text.push_str(if hour < 12 { "AM" } else { "PM" }),
            Some('j') => text.push_str(&format!("{:03}", days - first_of_year + 1)),
            Some('F') => text.push_str(&format!("{year}-{month:02}-{day:02}")),
            Some('T') => text.push_str(&format!("{hour:02}:{minute:02}:{second:02}")),
            Some('D') => text.push_str(&format!("{month:02}/{day:02}/{:02}", year.rem_euclid(100))),
            Some('R') => text.push_str(&format!("{hour:02}:{minute:02}")),
            Some('s') => text.push_str(&seconds.to_string()),
            Some('A') => text.push_str(day_name),
            Some('a') => text.push_str(&short(day_name)),
            Some('B') => text.push_str(month_name),
            Some('b' | 'h') => text.push_str(&short(month_name)),
            Some('u') => text.push_str(&if weekday == 0 { 7 } else { weekday }.to_string()),
            Some('w') => text.push_str(&weekday.to_string()),
            Some('Z') => text.push_str("UTC"),
            Some('z') => text.push_str("+0000"),
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('%') => text.push('%'),
            Some(other) => text.extend(['%', other]),
            None => text.push('%'),
        }
    }
    text
}

/// Days since 1970 of a date of the Gregorian calendar.
fn days_from(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date of a day since 1970: year, month, day.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(format: &str, arguments: &[&str]) -> String {
        let arguments: Vec<String> = arguments.iter().map(|text| text.to_string()).collect();
        let mut output =
            Output { arguments: &arguments, at: 0, text: String::new(), problems: Vec::new() };
        output.format(format);
        output.text
    }

    #[test]
    fn formats() {
        for (format, arguments, expected) in [
            ("%s-%5s|%-5s|", vec!["a", "b", "c"], "a-    b|c    |"),
            ("%05d %x %o %#x %+d", vec!["42", "255", "8", "255", "7"], "00042 ff 10 0xff +7"),
            (
                "%.2f %e %g %g",
                vec!["3.14159", "12345.678", "0.0001", "1e10"],
                "3.14 1.234568e+04 0.0001 1e+10",
            ),
            ("%c%%%b", vec!["xyz", r"a\tb"], "x%a\tb"),
            ("%d %d", vec!["'A", "0x10"], "65 16"),
            ("%.3s|%5.1s|", vec!["abcdef", "xyz"], "abc|    x|"),
            ("%*d", vec!["4", "7"], "   7"),
            ("%q", vec!["a b"], r"a\ b"),
        ] {
            assert_eq!(formatted(format, &arguments), expected, "{format}");
        }
        assert_eq!(time("%F %T %a %j", Some("1000000000")), "2001-09-09 01:46:40 Sun 252");
        assert_eq!(civil(days_from(2024, 2, 29)), (2024, 2, 29));
    }

    proptest::proptest! {
        #[test]
        fn fuzz_any_format_is_answered(format in "[%a-z0-9*.#+ ()'\\\\-]{0,20}", argument in "\\PC{0,8}") {
            formatted(&format, &[&argument, "3"]);
        }

        #[test]
        fn fuzz_dates_come_back(days in -1_000_000i64..1_000_000) {
            let (year, month, day) = civil(days);
            proptest::prop_assert_eq!(days_from(year, month, day), days);
        }
    }
}
