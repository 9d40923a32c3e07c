//! Plural categories.

use fixed_decimal::Decimal;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};

use crate::locale::parsed;

fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

fn rules(locale: &str, ordinal: bool) -> Option<PluralRules> {
    let kind = if ordinal { PluralRuleType::Ordinal } else { PluralRuleType::Cardinal };
    PluralRules::try_new((&parsed(locale)).into(), kind.into()).ok()
}

/// The category of a number, written as it is shown: "1.0" is not "1".
pub fn category(locale: &str, ordinal: bool, number: &str) -> &'static str {
    let (Some(rules), Ok(number)) = (rules(locale, ordinal), Decimal::try_from_str(number)) else {
        return "other";
    };
    name(rules.category_for(&number))
}

/// The categories of a locale.
pub fn categories(locale: &str, ordinal: bool) -> Vec<&'static str> {
    rules(locale, ordinal).map(|rules| rules.categories().map(name).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_locale() {
        assert_eq!(category("en-US", false, "1"), "one");
        assert_eq!(category("en-US", false, "1.0"), "other");
        assert_eq!(category("en-US", true, "22"), "two");
        assert_eq!(category("ar", false, "3"), "few");
        assert_eq!(category("en", false, "x"), "other");
        assert_eq!(categories("en", true).len(), 4);
    }
}
