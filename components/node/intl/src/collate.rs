//! Comparing strings as a locale orders them.

use std::cmp::Ordering;

use icu_collator::{
    CollatorBorrowed, CollatorPreferences,
    options::{AlternateHandling, CaseLevel, CollatorOptions, Strength},
    preferences::{CollationCaseFirst, CollationNumericOrdering},
};

use crate::locale::parsed;

/// What differences count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sensitivity {
    /// a ≠ b
    Base,
    /// also a ≠ á
    Accent,
    /// also a ≠ A, but not a ≠ á
    Case,
    /// all
    Variant,
}

/// Which of two letters that differ in case comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseFirst {
    /// A before a
    Upper,
    /// a before A
    Lower,
    /// as the locale says
    Locale,
}

/// The options of a collator.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What differences count.
    pub sensitivity: Sensitivity,
    /// 10 comes after 2.
    pub numeric: bool,
    /// Which case comes first.
    pub case_first: CaseFirst,
    /// Punctuation and spaces do not count.
    pub ignore_punctuation: bool,
}

/// Compares strings.
pub struct Collator(Option<CollatorBorrowed<'static>>);

impl Collator {
    /// A collator for a supported locale.
    pub fn new(locale: &str, options: Options) -> Collator {
        let mut preferences = CollatorPreferences::from(&parsed(locale));
        preferences.numeric_ordering = Some(if options.numeric {
            CollationNumericOrdering::True
        } else {
            CollationNumericOrdering::False
        });
        preferences.case_first = match options.case_first {
            CaseFirst::Upper => Some(CollationCaseFirst::Upper),
            CaseFirst::Lower => Some(CollationCaseFirst::Lower),
            CaseFirst::Locale => None,
        };
        let mut own = CollatorOptions::default();
        let (strength, case_level) = match options.sensitivity {
            Sensitivity::Base => (Strength::Primary, CaseLevel::Off),
            Sensitivity::Accent => (Strength::Secondary, CaseLevel::Off),
            Sensitivity::Case => (Strength::Primary, CaseLevel::On),
            Sensitivity::Variant => (Strength::Tertiary, CaseLevel::Off),
        };
        own.strength = Some(strength);
        own.case_level = Some(case_level);
        if options.ignore_punctuation {
            own.alternate_handling = Some(AlternateHandling::Shifted);
        }
        Collator(icu_collator::Collator::try_new(preferences, own).ok())
    }

    /// Compares two strings of UTF-16.
    pub fn compare(&self, left: &[u16], right: &[u16]) -> Ordering {
        match &self.0 {
            Some(collator) => collator.compare_utf16(left, right),
            None => left.cmp(right),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(locale: &str, options: Options, left: &str, right: &str) -> Ordering {
        let units = |text: &str| text.encode_utf16().collect::<Vec<u16>>();
        Collator::new(locale, options).compare(&units(left), &units(right))
    }

    #[test]
    fn orders() {
        let options = Options {
            sensitivity: Sensitivity::Variant,
            numeric: false,
            case_first: CaseFirst::Locale,
            ignore_punctuation: false,
        };
        assert_eq!(compare("en-US", options, "a", "B"), Ordering::Less);
        assert_eq!(compare("en-US", options, "a", "A"), Ordering::Less);
        assert_eq!(compare("sv", options, "z", "ä"), Ordering::Less);
        assert_eq!(compare("de", options, "z", "ä"), Ordering::Greater);
        assert_eq!(
            compare("en", Options { numeric: true, ..options }, "a10", "a9"),
            Ordering::Greater
        );
        let base = Options { sensitivity: Sensitivity::Base, ..options };
        assert_eq!(compare("en", base, "a", "Á"), Ordering::Equal);
        let upper = Options { case_first: CaseFirst::Upper, ..options };
        assert_eq!(compare("en", upper, "a", "A"), Ordering::Greater);
    }
}
