//! Decimal numbers, percent and money.
//!
//! ICU4X carries the digits, signs and groups of every locale; where a percent sign or the sign of a
//! currency stands is not in its stable part, so the rules of CLDR's patterns stand here in short.

use fixed_decimal::{Decimal, Sign, SignDisplay, UnsignedRoundingMode};
use icu_decimal::{
    DecimalFormatter,
    options::{DecimalFormatterOptions, GroupingStrategy},
};

use crate::{
    locale::parsed,
    parts::{Part, parts_of},
};

/// What the number counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Style {
    /// Nothing.
    Decimal,
    /// Hundredths.
    Percent,
    /// Money.
    Currency {
        /// ISO 4217.
        code: String,
        /// How the currency is written.
        display: CurrencyDisplay,
    },
}

/// How a currency is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurrencyDisplay {
    /// US$ outside the USA
    Symbol,
    /// $ everywhere
    NarrowSymbol,
    /// USD
    Code,
}

/// When a sign is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signs {
    /// Of negative numbers, also of -0.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
    /// Always, but not of zero.
    ExceptZero,
    /// Of negative numbers, not of -0.
    Negative,
}

/// Where a number is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// At least and at most so many digits after the point.
    Fraction(u8, u8),
    /// At least and at most so many digits from the first that is not zero.
    Significant(u8, u8),
}

/// The options of a number format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// What the number counts.
    pub style: Style,
    /// Digits before the point, at least.
    pub minimum_integer: u8,
    /// Digits after it.
    pub precision: Precision,
    /// Groups of thousands.
    pub grouping: Grouping,
    /// When a sign is shown.
    pub signs: Signs,
}

/// Groups of thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// As the locale does.
    Auto,
    /// None.
    Never,
    /// Always.
    Always,
    /// From ten thousand.
    Min2,
}

/// A number rounded and padded as the options say: what plural rules look at. `None` when the text
/// is no number. Accepts what JavaScript's `String(number)` gives.
pub fn rounded(number: &str, options: &Options) -> Option<Decimal> {
    let mut value = Decimal::try_from_str(number).ok()?;
    if options.style == Style::Percent {
        value.absolute.multiply_pow10(2);
    }
    match options.precision {
        Precision::Fraction(minimum, maximum) => {
            value.absolute.round_with_mode(-i16::from(maximum), UnsignedRoundingMode::HalfExpand);
            value.absolute.trim_end();
            value.absolute.pad_end(-i16::from(minimum));
        }
        Precision::Significant(minimum, maximum) => {
            let start = value.absolute.nonzero_magnitude_start();
            let position = (start + 1).saturating_sub(i16::from(maximum));
            value.absolute.round_with_mode(position, UnsignedRoundingMode::HalfExpand);
            value.absolute.trim_end();
            let start = value.absolute.nonzero_magnitude_start();
            value.absolute.pad_end((start + 1).saturating_sub(i16::from(minimum)).min(0));
        }
    }
    value.absolute.trim_start();
    value.absolute.pad_start(i16::from(options.minimum_integer));
    value.apply_sign_display(match options.signs {
        Signs::Auto => SignDisplay::Auto,
        Signs::Always => SignDisplay::Always,
        Signs::Never => SignDisplay::Never,
        Signs::ExceptZero => SignDisplay::ExceptZero,
        Signs::Negative => SignDisplay::Negative,
    });
    Some(value)
}

/// The parts of a number: what JavaScript's `String(number)` gives, "NaN" and "Infinity" included.
pub fn format(locale: &str, number: &str, options: &Options) -> Vec<Part> {
    let (sign, mut digits) = match rounded(number, options) {
        Some(value) => (value.sign, digits_of(locale, value, options.grouping)),
        None => special(number, options.signs),
    };
    let mut parts = Vec::new();
    match sign {
        Sign::None => {}
        Sign::Negative => parts.push(Part::new("minusSign", minus(locale))),
        Sign::Positive => parts.push(Part::new("plusSign", "+")),
    }
    match &options.style {
        Style::Decimal => parts.append(&mut digits),
        Style::Percent => {
            parts.append(&mut digits);
            match percent_space(locale) {
                "" => {}
                space => parts.push(Part::new("literal", space)),
            }
            parts.push(Part::new("percentSign", "%"));
        }
        Style::Currency { code, display } => {
            let symbol = symbol(locale, code, *display);
            let touches = !symbol.ends_with(|one: char| one.is_ascii_alphabetic());
            match currency_place(locale) {
                Place::Before if touches => parts.push(Part::new("currency", symbol)),
                Place::Before | Place::BeforeSpace => {
                    parts.push(Part::new("currency", symbol));
                    parts.push(Part::new("literal", NO_BREAK_SPACE));
                }
                Place::After => {
                    parts.append(&mut digits);
                    parts.push(Part::new("literal", NO_BREAK_SPACE));
                    parts.push(Part::new("currency", symbol));
                }
            }
            parts.append(&mut digits);
        }
    }
    parts
}

const NO_BREAK_SPACE: &str = "\u{a0}";

/// Digits, groups and point, without a sign.
fn digits_of(locale: &str, mut value: Decimal, grouping: Grouping) -> Vec<Part> {
    value.sign = Sign::None;
    let strategy = match grouping {
        Grouping::Auto => GroupingStrategy::Auto,
        Grouping::Never => GroupingStrategy::Never,
        Grouping::Always => GroupingStrategy::Always,
        Grouping::Min2 => GroupingStrategy::Min2,
    };
    let options = DecimalFormatterOptions::from(strategy);
    let Ok(formatter) = DecimalFormatter::try_new((&parsed(locale)).into(), options) else {
        return vec![Part::new("integer", value.to_string())];
    };
    // A group sign cuts the integer: inside its part, the sign is named by its own.
    parts_of(&formatter.format(&value))
}

/// NaN and the infinities.
fn special(number: &str, signs: Signs) -> (Sign, Vec<Part>) {
    match number {
        "Infinity" | "-Infinity" => {
            let negative = number.starts_with('-');
            let sign = match signs {
                Signs::Never => Sign::None,
                _ if negative => Sign::Negative,
                Signs::Always | Signs::ExceptZero => Sign::Positive,
                Signs::Auto | Signs::Negative => Sign::None,
            };
            (sign, vec![Part::new("infinity", "∞")])
        }
        _ => (
            if signs == Signs::Always { Sign::Positive } else { Sign::None },
            vec![Part::new("nan", "NaN")],
        ),
    }
}

fn language(locale: &str) -> &str {
    locale.split('-').next().unwrap_or(locale)
}

fn minus(locale: &str) -> &'static str {
    match language(locale) {
        "fi" | "nb" | "no" | "sv" => "−",
        "ar" => "\u{61c}-",
        "he" => "\u{200e}-",
        _ => "-",
    }
}

fn percent_space(locale: &str) -> &'static str {
    match language(locale) {
        "fr" => "\u{202f}",
        "cs" | "da" | "de" | "es" | "fi" | "nb" | "no" | "ro" | "ru" | "sk" | "sv"
            if locale != "es-MX" =>
        {
            NO_BREAK_SPACE
        }
        _ => "",
    }
}

enum Place {
    Before,
    BeforeSpace,
    After,
}

fn currency_place(locale: &str) -> Place {
    match (language(locale), locale) {
        (_, "de-AT" | "de-CH") | ("nl", _) | (_, "pt" | "pt-BR") => Place::BeforeSpace,
        ("en" | "ja" | "zh" | "ko" | "th" | "hi" | "tr", _) | (_, "es-MX") => Place::Before,
        _ => Place::After,
    }
}

/// Digits after the point that a currency has (ISO 4217).
pub fn currency_digits(code: &str) -> u8 {
    match code {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX"
        | "UYI" | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

fn symbol(locale: &str, code: &str, display: CurrencyDisplay) -> String {
    if display == CurrencyDisplay::Code {
        return code.to_owned();
    }
    let narrow = display == CurrencyDisplay::NarrowSymbol;
    let own = |home: &str| narrow || locale.ends_with(home);
    let symbol = match code {
        "USD"
            if narrow
                || !matches!(
                    locale,
                    "en-AU" | "en-CA" | "fr-CA" | "es-MX" | "zh-TW" | "zh-CN" | "zh"
                ) =>
        {
            "$"
        }
        "USD" => "US$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" if matches!(language(locale), "ja") => "￥",
        "JPY" if matches!(language(locale), "zh") && !narrow => "JP¥",
        "JPY" => "¥",
        "CNY" if narrow || language(locale) == "zh" => "¥",
        "CNY" => "CN¥",
        "INR" => "₹",
        "KRW" => "₩",
        "ILS" => "₪",
        "VND" => "₫",
        "PHP" => "₱",
        "BRL" => "R$",
        "MXN" if own("MX") => "$",
        "MXN" => "MX$",
        "CAD" if own("CA") => "$",
        "CAD" => "CA$",
        "AUD" if own("AU") => "$",
        "AUD" => "A$",
        "NZD" if narrow => "$",
        "NZD" => "NZ$",
        "HKD" if narrow => "$",
        "HKD" => "HK$",
        "TWD" if own("TW") => "$",
        "TWD" => "NT$",
        "PLN" if narrow || language(locale) == "pl" => "zł",
        "CZK" if narrow || language(locale) == "cs" => "Kč",
        "SEK" | "NOK" | "DKK" if narrow => "kr",
        "SEK" if language(locale) == "sv" => "kr",
        "NOK" if matches!(language(locale), "nb" | "no") => "kr",
        "DKK" if language(locale) == "da" => "kr.",
        "RUB" if narrow || language(locale) == "ru" => "₽",
        "UAH" if narrow || language(locale) == "uk" => "₴",
        "TRY" if narrow || language(locale) == "tr" => "₺",
        "HUF" if narrow || language(locale) == "hu" => "Ft",
        "THB" if narrow || language(locale) == "th" => "฿",
        _ => code,
    };
    symbol.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECIMAL: Options = Options {
        style: Style::Decimal,
        minimum_integer: 1,
        precision: Precision::Fraction(0, 3),
        grouping: Grouping::Auto,
        signs: Signs::Auto,
    };

    fn text(locale: &str, number: &str, options: &Options) -> String {
        format(locale, number, options).iter().map(|part| part.text.as_str()).collect()
    }

    #[test]
    fn decimals() {
        assert_eq!(text("en-US", "1234567.8915", &DECIMAL), "1,234,567.892");
        assert_eq!(text("de", "-1234.5", &DECIMAL), "-1.234,5");
        assert_eq!(text("fr", "1234567", &DECIMAL), "1\u{202f}234\u{202f}567");
        assert_eq!(text("hi", "12345678", &DECIMAL), "1,23,45,678");
        assert_eq!(text("en-US", "1e21", &DECIMAL), "1,000,000,000,000,000,000,000");
        assert_eq!(text("en-US", "-0", &DECIMAL), "-0");
        assert_eq!(text("en-US", "1e-7", &DECIMAL), "0");
        assert_eq!(text("en-US", "NaN", &DECIMAL), "NaN");
        assert_eq!(text("en-US", "-Infinity", &DECIMAL), "-∞");
        let two = Options { precision: Precision::Fraction(2, 2), ..DECIMAL };
        assert_eq!(text("en-US", "2", &two), "2.00");
        let significant = Options { precision: Precision::Significant(1, 3), ..DECIMAL };
        assert_eq!(text("en-US", "123456", &significant), "123,000");
        assert_eq!(text("en-US", "0.00123456", &significant), "0.00123");
        let always = Options { signs: Signs::Always, ..DECIMAL };
        assert_eq!(text("en-US", "5", &always), "+5");
    }

    #[test]
    fn parts() {
        let kinds: Vec<&str> =
            format("en-US", "-1234.5", &DECIMAL).iter().map(|part| part.kind).collect();
        assert_eq!(kinds, ["minusSign", "integer", "group", "integer", "decimal", "fraction"]);
    }

    #[test]
    fn percent_and_money() {
        let percent =
            Options { style: Style::Percent, precision: Precision::Fraction(0, 0), ..DECIMAL };
        assert_eq!(text("en-US", "0.256", &percent), "26%");
        assert_eq!(text("de", "0.256", &percent), "26\u{a0}%");
        let money = |code: &str, digits| Options {
            style: Style::Currency { code: code.to_owned(), display: CurrencyDisplay::Symbol },
            precision: Precision::Fraction(digits, digits),
            ..DECIMAL
        };
        assert_eq!(text("en-US", "-1234.5", &money("USD", 2)), "-$1,234.50");
        assert_eq!(text("de", "1234.5", &money("EUR", 2)), "1.234,50\u{a0}€");
        assert_eq!(text("ja", "1234.5", &money("JPY", 0)), "￥1,235");
        assert_eq!(text("en-US", "1", &money("CHF", 2)), "CHF\u{a0}1.00");
    }
}
