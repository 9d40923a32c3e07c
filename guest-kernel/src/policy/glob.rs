//! Patterns of rules.
//!
//! A pattern matches the whole of a text: `*` is any run without `/`, `**` any run, `?` one character
//! (of UTF-8) that is not `/`, everything else itself. There is no escape. Matching walks the text once and keeps
//! the set of places in the pattern that can still succeed, so that no pattern makes it slow: the time
//! is the product of both lengths at most.

/// Whether `pattern` matches all of `text`.
pub fn matches(pattern: &[u8], text: &[u8]) -> bool {
    matches_in_steps(pattern, text).0
}

/// The same, and how many places of the pattern were looked at for all bytes of the text together.
fn matches_in_steps(pattern: &[u8], text: &[u8]) -> (bool, usize) {
    let mut steps = 0usize;
    let parts = parse(pattern);
    // reached[i]: the text so far was matched by the first i parts.
    let mut reached = vec![false; parts.len().saturating_add(1)];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    skip_empty_runs(&parts, &mut reached);
    for byte in text {
        let mut next = vec![false; reached.len()];
        for (index, _) in reached.iter().enumerate().filter(|(_, reached)| **reached) {
            steps = steps.saturating_add(1);
            let target = match parts.get(index) {
                Some(Part::Byte(wanted)) if wanted == byte => Some(index.saturating_add(1)),
                Some(Part::One) if *byte != b'/' && !continues(*byte) => {
                    Some(index.saturating_add(1))
                }
                Some(Part::Run) if *byte != b'/' => Some(index),
                Some(Part::AnyRun) => Some(index),
                _ => None,
            };
            if let Some(place) = target.and_then(|target| next.get_mut(target)) {
                *place = true;
            }
            let after_one = index.checked_sub(1).and_then(|before| parts.get(before));
            if continues(*byte)
                && after_one == Some(&Part::One)
                && let Some(place) = next.get_mut(index)
            {
                *place = true;
            }
        }
        reached = next;
        skip_empty_runs(&parts, &mut reached);
    }
    (reached.last().copied().unwrap_or(false), steps)
}

/// Whether it is not the first byte of a UTF-8 character.
fn continues(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Byte(u8),
    One,
    Run,
    AnyRun,
}

fn parse(pattern: &[u8]) -> Vec<Part> {
    let mut parts = Vec::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((first, following)) = rest.split_first() {
        let (part, next) = match (first, following.split_first()) {
            (b'*', Some((b'*', next))) => (Part::AnyRun, next),
            (b'*', _) => (Part::Run, following),
            (b'?', _) => (Part::One, following),
            (byte, _) => (Part::Byte(*byte), following),
        };
        parts.push(part);
        rest = next;
    }
    parts
}

/// A run may be empty: where it can begin, it can also have ended.
fn skip_empty_runs(parts: &[Part], reached: &mut [bool]) {
    for (index, part) in parts.iter().enumerate() {
        let here = reached.get(index).copied().unwrap_or(false);
        if here
            && matches!(part, Part::Run | Part::AnyRun)
            && let Some(place) = reached.get_mut(index.saturating_add(1))
        {
            *place = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn examples() {
        for (pattern, text, expected) in [
            ("/tmp/*", "/tmp/a", true),
            ("/tmp/*", "/tmp/a/b", false),
            ("/tmp/**", "/tmp/a/b", true),
            ("/tmp/**", "/tmp", false),
            ("**", "", true),
            ("*", "", true),
            ("?", "", false),
            ("?", "/", false),
            ("a?c", "abc", true),
            ("a?c", "a😀c", true),
            ("??", "é", false),
            ("tcp://*:443", "tcp://example.com:443", true),
            ("tcp://*:443", "tcp://example.com:80", false),
            ("[a]", "a", false),
            ("***", "a/b", true),
            ("/a/**/z", "/a/z", false),
            ("/a/**/z", "/a/b/c/z", true),
        ] {
            assert_eq!(matches(pattern.as_bytes(), text.as_bytes()), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn no_pattern_is_slow() {
        let (pattern, text) = ("*a".repeat(2000), "a".repeat(4000) + "b");
        let (found, steps) = matches_in_steps(pattern.as_bytes(), text.as_bytes());
        assert!(!found);
        assert!(steps <= (pattern.len() + 1) * text.len(), "{steps}");
    }

    /// What the module says, by trying everything.
    fn naive(pattern: &[u8], text: &[u8]) -> bool {
        match pattern {
            [] => text.is_empty(),
            [b'*', b'*', rest @ ..] => (0..=text.len()).any(|end| naive(rest, &text[end..])),
            [b'*', rest @ ..] => {
                let run = text.iter().position(|byte| *byte == b'/').unwrap_or(text.len());
                (0..=run).any(|end| naive(rest, &text[end..]))
            }
            [b'?', rest @ ..] => {
                let text = std::str::from_utf8(text).unwrap_or_default();
                let mut characters = text.chars();
                characters.next().is_some_and(|character| character != '/')
                    && naive(rest, characters.as_str().as_bytes())
            }
            [byte, rest @ ..] => text.first() == Some(byte) && naive(rest, &text[1..]),
        }
    }

    proptest! {
        #![proptest_config(crate::testing::cases(4000))]
        #[test]
        fn fuzz_equals_trying_everything(pattern in "[ab/*?é]{0,8}", text in "[ab/é]{0,8}") {
            prop_assert_eq!(
                matches(pattern.as_bytes(), text.as_bytes()),
                naive(pattern.as_bytes(), text.as_bytes())
            );
        }
    }
}
