//! Lists: "a, b, and c".

use icu_list::{
    ListFormatter,
    options::{ListFormatterOptions, ListLength},
};

use crate::{
    locale::parsed,
    parts::{Part, parts_of},
};

/// What stands between the last two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// and
    Conjunction,
    /// or
    Disjunction,
    /// nothing: 3 feet, 7 inches
    Unit,
}

/// How much is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// a, b, and c
    Long,
    /// a, b, & c
    Short,
    /// a, b, c
    Narrow,
}

/// The parts of a list: "element" and "literal".
pub fn format(locale: &str, kind: Kind, style: Style, items: &[String]) -> Vec<Part> {
    let length = match style {
        Style::Long => ListLength::Wide,
        Style::Short => ListLength::Short,
        Style::Narrow => ListLength::Narrow,
    };
    let options = ListFormatterOptions::default().with_length(length);
    let preferences = (&parsed(locale)).into();
    let made = match kind {
        Kind::Conjunction => ListFormatter::try_new_and(preferences, options),
        Kind::Disjunction => ListFormatter::try_new_or(preferences, options),
        Kind::Unit => ListFormatter::try_new_unit(preferences, options),
    };
    match made {
        Ok(formatter) => parts_of(&formatter.format(items.iter())),
        Err(_) => vec![Part::new("element", items.join(", "))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(locale: &str, kind: Kind, style: Style) -> String {
        let items = ["a", "b", "c"].map(str::to_owned);
        format(locale, kind, style, &items).iter().map(|part| part.text.as_str()).collect()
    }

    #[test]
    fn by_locale() {
        assert_eq!(text("en-US", Kind::Conjunction, Style::Long), "a, b, and c");
        assert_eq!(text("en-US", Kind::Disjunction, Style::Long), "a, b, or c");
        assert_eq!(text("de", Kind::Conjunction, Style::Long), "a, b und c");
        assert_eq!(text("en-US", Kind::Unit, Style::Narrow), "a b c");
        assert!(format("en", Kind::Unit, Style::Long, &[]).is_empty());
    }
}
