//! Language tags, and the locales that are supported.

use icu_locale_core::Locale;

/// The locales of this build. Others fall back to what [`best`] finds, at last to the default.
pub const LOCALES: &[&str] = &[
    "ar", "cs", "da", "de", "de-AT", "de-CH", "el", "en", "en-AU", "en-CA", "en-GB", "en-IN",
    "en-US", "es", "es-ES", "es-MX", "fi", "fr", "fr-CA", "fr-CH", "he", "hi", "hu", "id", "it",
    "ja", "ko", "nb", "nl", "no", "pl", "pt", "pt-BR", "pt-PT", "ro", "ru", "sk", "sv", "th", "tr",
    "uk", "vi", "zh", "zh-CN", "zh-TW",
];

/// The locale when a program names none.
pub const DEFAULT: &str = "en-US";

/// The canonical form of a language tag; `None` when it is none.
pub fn canonical(tag: &str) -> Option<String> {
    if tag.contains('_') {
        return None;
    }
    Some(tag.parse::<Locale>().ok()?.to_string())
}

/// A tag without its extensions.
pub fn base(tag: &str) -> Option<String> {
    Some(tag.parse::<Locale>().ok()?.id.to_string())
}

/// The longest beginning of the canonical tag that is supported (BestAvailableLocale of ECMA-402).
pub fn best(tag: &str) -> Option<&'static str> {
    let base = base(tag)?;
    let mut candidate = base.as_str();
    loop {
        if let Some(found) = LOCALES.iter().find(|known| **known == candidate) {
            return Some(found);
        }
        let (shorter, last) = candidate.rsplit_once('-')?;
        // A script between language and region: try without it too.
        candidate = if last.len() == 1 { shorter.rsplit_once('-')?.0 } else { shorter };
    }
}

/// A supported tag, parsed.
pub(crate) fn parsed(tag: &str) -> Locale {
    tag.parse().unwrap_or(Locale::UNKNOWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        assert_eq!(canonical("EN-us").as_deref(), Some("en-US"));
        assert_eq!(canonical("zh-hant-tw-U-nu-latn").as_deref(), Some("zh-Hant-TW-u-nu-latn"));
        for wrong in ["", "x", "en_US", "e-US", "en-"] {
            assert_eq!(canonical(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn negotiation() {
        assert_eq!(best("de-DE-u-co-phonebk"), Some("de"));
        assert_eq!(best("en-US"), Some("en-US"));
        assert_eq!(best("tlh"), None);
        for known in LOCALES {
            assert_eq!(canonical(known).as_deref(), Some(*known));
        }
    }
}
