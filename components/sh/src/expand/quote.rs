//! Texts as words of a script that mean them.

/// A word that means the text, quoted when it must be (`printf %q`).
pub fn word(text: &str) -> String {
    if text.is_empty() {
        return "''".into();
    }
    if text.contains(char::is_control) {
        return ansi(text);
    }
    let mut quoted = String::new();
    for (index, character) in text.chars().enumerate() {
        let plain = character.is_alphanumeric() || "_-./:@%+=".contains(character);
        let first_tilde = index == 0 && "~#".contains(character);
        if !plain && (!"~#".contains(character) || first_tilde) {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted
}

/// The text in single quotes (`${x@Q}`), or `$'…'` when there are control characters in it.
pub fn single(text: &str) -> String {
    if text.contains(char::is_control) {
        return ansi(text);
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The text in double quotes, as `declare -p` shows it.
pub fn double(text: &str) -> String {
    if text.contains(char::is_control) {
        return ansi(text);
    }
    let mut quoted = String::from('"');
    for character in text.chars() {
        if "\"$`\\".contains(character) {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push('"');
    quoted
}

/// The text as it is when it needs no quotes, else in single quotes (`set`, `alias`, `set -x`).
pub fn when_needed(text: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "_-./:@%+=,".contains(character);
    if !text.is_empty() && text.chars().all(plain) { text.to_string() } else { single(text) }
}

fn ansi(text: &str) -> String {
    let mut quoted = String::from("$'");
    for character in text.chars() {
        match character {
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            '\r' => quoted.push_str("\\r"),
            '\u{1b}' => quoted.push_str("\\E"),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{b}' => quoted.push_str("\\v"),
            '\u{c}' => quoted.push_str("\\f"),
            '\\' => quoted.push_str("\\\\"),
            '\'' => quoted.push_str("\\'"),
            control if control.is_ascii_control() => {
                quoted.push_str(&format!("\\{:03o}", control as u32));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('\'');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes() {
        assert_eq!(word("a b"), r"a\ b");
        assert_eq!(word(""), "''");
        assert_eq!(word("a\nb"), r"$'a\nb'");
        assert_eq!(single("it's"), r"'it'\''s'");
        assert_eq!(double("a\"$"), r#""a\"\$""#);
        assert_eq!(when_needed("a-b"), "a-b");
    }
}
