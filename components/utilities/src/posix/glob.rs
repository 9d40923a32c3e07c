//! Patterns of file names as regular expressions (fnmatch(3), without FNM_PATHNAME).

/// The expression that matches what a pattern matches.
pub fn expression(pattern: &str) -> String {
    let mut out = String::from("(?s)^");
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        match character {
            '*' => out.push_str(".*"),
            '?' => out.push('.'),
            '[' => match bracket(rest.as_str()) {
                Some((class, length)) => {
                    out.push_str(&class);
                    rest = rest.as_str().get(length..).unwrap_or_default().chars();
                }
                None => out.push_str("\\["),
            },
            '\\' => out.push_str(&regex::escape(&rest.next().unwrap_or('\\').to_string())),
            other => out.push_str(&regex::escape(&other.to_string())),
        }
    }
    out.push('$');
    out
}

/// A class, and the bytes it takes after `[`; none when it does not end.
fn bracket(text: &str) -> Option<(String, usize)> {
    let mut out = String::from("[");
    let mut rest = text.char_indices().peekable();
    if rest.next_if(|(_, first)| matches!(first, '!' | '^')).is_some() {
        out.push('^');
    }
    let mut first = true;
    loop {
        let (at, character) = rest.next()?;
        match character {
            ']' if !first => {
                out.push(']');
                return Some((out, at + 1));
            }
            '[' if text.get(at..)?.starts_with("[:") => {
                let end = text.get(at..)?.find(":]")? + 2;
                out.push_str(text.get(at..at + end)?);
                while rest.next_if(|(next, _)| *next < at + end).is_some() {}
            }
            '-' => out.push('-'),
            '\\' => out.push_str(&regex::escape(&rest.next()?.1.to_string())),
            other => {
                if r"\[]&~^".contains(other) {
                    out.push('\\');
                }
                out.push(other);
            }
        }
        first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_names() {
        let matches = |pattern: &str, name: &str| {
            regex::Regex::new(&expression(pattern)).unwrap().is_match(name)
        };
        assert!(matches("*.rs", "a.rs") && matches("*.rs", ".rs") && !matches("*.rs", "a.rsx"));
        assert!(matches("a?[b-d]", "axc") && !matches("[!a]", "a") && matches("[!a]", "b"));
        assert!(matches(r"\*", "*") && !matches(r"\*", "a") && matches("[", "["));
        assert!(matches("[[:digit:]x]", "7") && matches("[]]", "]") && matches("./a*", "./a/b"));
    }
}
