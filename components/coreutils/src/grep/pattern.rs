//! POSIX regular expressions, basic and extended, as the `regex` crate writes them (regex(7)).

/// The pattern in the crate's syntax.
///
/// # Errors
/// A bracket expression that does not end, a backslash at the end, and back-references, which the crate
/// has not.
pub fn translate(pattern: &str, extended: bool) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = pattern.chars().peekable();
    // Where an expression starts, `*` stands for itself and a basic `^` is an anchor.
    let mut start = true;
    while let Some(character) = rest.next() {
        let was_start = std::mem::take(&mut start);
        match character {
            '[' => bracket(&mut rest, &mut out)?,
            '\\' => {
                let escaped = rest.next().ok_or("Trailing backslash")?;
                match escaped {
                    '(' | ')' | '{' | '}' | '|' | '+' | '?' if !extended => {
                        out.push(escaped);
                        start = matches!(escaped, '(' | '|');
                    }
                    '1'..='9' => return Err("back-references are not supported".into()),
                    '<' | '>' | 'b' | 'B' | 'w' | 'W' | 's' | 'S' => out.extend(['\\', escaped]),
                    '`' => out.push_str("\\A"),
                    '\'' => out.push_str("\\z"),
                    other => literal(other, &mut out),
                }
            }
            '*' if was_start => literal('*', &mut out),
            '^' if extended || was_start => {
                out.push('^');
                start = true;
            }
            '$' if extended || ends(&rest) => out.push('$'),
            '{' if extended && !rest.peek().is_some_and(char::is_ascii_digit) => {
                literal('{', &mut out);
            }
            '(' | ')' | '{' | '}' | '|' | '+' | '?' if extended => {
                out.push(character);
                start = matches!(character, '(' | '|');
            }
            '.' | '*' => out.push(character),
            other => literal(other, &mut out),
        }
    }
    Ok(out)
}

/// Whether a basic `$` stands at the end of an expression.
fn ends(rest: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let rest: String = rest.clone().take(2).collect();
    rest.is_empty() || rest == "\\)" || rest == "\\|"
}

fn literal(character: char, out: &mut String) {
    if r"\.+*?()|[]{}^$#&-~".contains(character) {
        out.push('\\');
    }
    out.push(character);
}

/// What stands between brackets, where only `]`, `-`, `^` and classes mean something.
fn bracket(
    rest: &mut std::iter::Peekable<std::str::Chars<'_>>,
    out: &mut String,
) -> Result<(), String> {
    let unended = || "Unmatched [, [^, [:, [., or [=".to_string();
    out.push('[');
    if rest.next_if_eq(&'^').is_some() {
        out.push('^');
    }
    let mut first = true;
    loop {
        match rest.next().ok_or_else(unended)? {
            ']' if !first => break,
            '[' if rest.peek() == Some(&':') => {
                out.push('[');
                loop {
                    let character = rest.next().ok_or_else(unended)?;
                    out.push(character);
                    if character == ']' {
                        break;
                    }
                }
            }
            '-' if first || rest.peek() == Some(&']') => out.push_str("\\-"),
            '-' => out.push('-'),
            other if r"\[]&~^".contains(other) => out.extend(['\\', other]),
            other => out.push(other),
        }
        first = false;
    }
    out.push(']');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::translate;

    #[test]
    fn basic_expressions_escape_their_operators() {
        for (basic, regex) in [
            (r"a\(b\|c\)\{2\}", r"a(b|c){2}"),
            ("a(b)+?{2}|c", r"a\(b\)\+\?\{2\}\|c"),
            ("*a^b$c$", r"\*a\^b\$c$"),
            (r"^\(^a$\)", r"^(^a$)"),
            (r"[]a\d[:alpha:]-]", r"[\]a\\d[:alpha:]\-]"),
            (r"[^]-]", r"[^\]\-]"),
            (r"\<word\>\.", r"\<word\>\."),
        ] {
            assert_eq!(translate(basic, false).as_deref(), Ok(regex), "{basic}");
        }
    }

    #[test]
    fn extended_expressions_do_not() {
        for (extended, regex) in
            [("(a|b)+c?{x}", r"(a|b)+c?\{x}"), (r"a{2,3}\+", r"a{2,3}\+"), ("a^b", "a^b")]
        {
            assert_eq!(translate(extended, true).as_deref(), Ok(regex), "{extended}");
        }
    }

    #[test]
    fn what_is_none_says_why() {
        assert!(translate("a[b", true).unwrap_err().contains("Unmatched ["));
        assert!(translate(r"\(a\)\1", false).unwrap_err().contains("back-references"));
        assert_eq!(translate("a\\", false).unwrap_err(), "Trailing backslash");
    }
}
