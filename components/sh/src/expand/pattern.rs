//! Patterns of names and texts (POSIX 2.13, and bash's extended ones).
//!
//! Matching follows every position at once, so no pattern takes more than its length times the
//! square of the text's.

/// A pattern.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pattern {
    tokens: Vec<Token>,
    /// Any case matches.
    insensitive: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Character(char),
    Any,
    Star,
    Set { negated: bool, members: Vec<Member> },
    Group { kind: char, alternatives: Vec<Vec<Token>> },
}

#[derive(Clone, Debug, PartialEq)]
enum Member {
    Range(char, char),
    Class(String),
}

/// Nesting of `?(…)`; what is deeper is text.
const MAX_DEPTH: usize = 50;

impl Pattern {
    /// Reads a pattern in which a backslash quotes.
    pub fn new(text: &str, extended: bool) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let mut at = 0;
        let tokens = sequence(&characters, &mut at, extended, 0, false);
        Pattern { tokens, insensitive: false }
    }

    /// The same pattern, matching any case.
    pub fn insensitive(mut self, insensitive: bool) -> Self {
        self.insensitive = insensitive;
        self
    }

    /// The text that it matches, when it is only one.
    pub fn literal(&self) -> Option<String> {
        let character = |token: &Token| match token {
            Token::Character(character) => Some(*character),
            _ => None,
        };
        self.tokens.iter().map(character).collect()
    }

    /// Whether it begins with a dot that is meant.
    pub fn starts_with_dot(&self) -> bool {
        match self.tokens.first() {
            Some(Token::Character('.')) => true,
            Some(Token::Group { alternatives, .. }) => alternatives
                .iter()
                .any(|tokens| matches!(tokens.first(), Some(Token::Character('.')))),
            _ => false,
        }
    }

    /// Whether it matches all of the text.
    pub fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        self.ends(&self.tokens, &text, 0).last() == Some(&text.len())
    }

    /// Where a match that begins at `start` may end, ascending.
    pub fn match_ends(&self, text: &[char], start: usize) -> Vec<usize> {
        self.ends(&self.tokens, text, start)
    }

    /// The same pattern for texts read backwards.
    pub fn reversed(&self) -> Self {
        Pattern { tokens: reversed(&self.tokens), insensitive: self.insensitive }
    }

    fn ends(&self, tokens: &[Token], text: &[char], start: usize) -> Vec<usize> {
        let mut positions = vec![start];
        for token in tokens {
            positions = self.step(token, text, &positions);
            if positions.is_empty() {
                break;
            }
        }
        positions
    }

    fn step(&self, token: &Token, text: &[char], positions: &[usize]) -> Vec<usize> {
        let one = |accepts: &dyn Fn(char) -> bool| {
            let accepted = |at: &&usize| text.get(**at).is_some_and(|next| accepts(*next));
            positions.iter().filter(accepted).map(|at| at + 1).collect()
        };
        match token {
            Token::Character(wanted) => one(&|next| self.same(*wanted, next)),
            Token::Any => one(&|_| true),
            Token::Set { negated, members } => one(&|next| self.in_set(members, next) != *negated),
            Token::Star => {
                positions.first().map_or_else(Vec::new, |first| (*first..=text.len()).collect())
            }
            Token::Group { kind, alternatives } => self.group(*kind, alternatives, text, positions),
        }
    }

    fn group(
        &self,
        kind: char,
        alternatives: &[Vec<Token>],
        text: &[char],
        positions: &[usize],
    ) -> Vec<usize> {
        let once = |from: &[usize]| {
            let mut ends: Vec<usize> = from
                .iter()
                .flat_map(|at| alternatives.iter().flat_map(|tokens| self.ends(tokens, text, *at)))
                .collect();
            ends.sort_unstable();
            ends.dedup();
            ends
        };
        let mut ends = match kind {
            '@' => return once(positions),
            '?' => once(positions),
            '!' => {
                let mut ends = Vec::new();
                for at in positions {
                    let matched = once(&[*at]);
                    ends.extend(
                        (*at..=text.len()).filter(|end| matched.binary_search(end).is_err()),
                    );
                }
                ends
            }
            // `*` and `+`: again and again, as long as new ends are found.
            _ => {
                let mut all = once(positions);
                let mut new = all.clone();
                while !new.is_empty() {
                    new = once(&new)
                        .into_iter()
                        .filter(|end| all.binary_search(end).is_err())
                        .collect();
                    all.extend(&new);
                    all.sort_unstable();
                }
                all
            }
        };
        if matches!(kind, '?' | '*') {
            ends.extend(positions);
        }
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    fn same(&self, one: char, other: char) -> bool {
        one == other || (self.insensitive && one.to_lowercase().eq(other.to_lowercase()))
    }

    fn in_set(&self, members: &[Member], next: char) -> bool {
        let has = |next: char| {
            members.iter().any(|member| match member {
                Member::Range(first, last) => (*first..=*last).contains(&next),
                Member::Class(name) => in_class(name, next),
            })
        };
        let other_case = || next.to_lowercase().chain(next.to_uppercase()).any(has);
        has(next) || (self.insensitive && other_case())
    }
}

fn reversed(tokens: &[Token]) -> Vec<Token> {
    let reverse = |token: &Token| match token {
        Token::Group { kind, alternatives } => Token::Group {
            kind: *kind,
            alternatives: alternatives.iter().map(|tokens| reversed(tokens)).collect(),
        },
        other => other.clone(),
    };
    tokens.iter().rev().map(reverse).collect()
}

fn in_class(name: &str, character: char) -> bool {
    match name {
        "alpha" => character.is_alphabetic(),
        "digit" => character.is_ascii_digit(),
        "alnum" => character.is_alphanumeric(),
        "upper" => character.is_uppercase(),
        "lower" => character.is_lowercase(),
        "space" => character.is_whitespace(),
        "blank" => matches!(character, ' ' | '\t'),
        "punct" => character.is_ascii_punctuation(),
        "print" => !character.is_control(),
        "graph" => !character.is_control() && !character.is_whitespace(),
        "cntrl" => character.is_control(),
        "xdigit" => character.is_ascii_hexdigit(),
        "word" => character.is_alphanumeric() || character == '_',
        _ => false,
    }
}

/// Tokens up to the end, or inside a group to its `|` or `)`.
fn sequence(
    text: &[char],
    at: &mut usize,
    extended: bool,
    depth: usize,
    in_group: bool,
) -> Vec<Token> {
    let mut tokens = Vec::new();
    while let Some(next) = text.get(*at).copied() {
        if in_group && matches!(next, '|' | ')') {
            break;
        }
        *at += 1;
        let opens = extended && "?*+@!".contains(next) && text.get(*at) == Some(&'(');
        if opens && depth < MAX_DEPTH {
            let before = *at;
            if let Some(alternatives) = group(text, at, depth) {
                tokens.push(Token::Group { kind: next, alternatives });
                continue;
            }
            *at = before;
        }
        tokens.push(match next {
            '?' => Token::Any,
            '*' => Token::Star,
            '[' => set(text, at).unwrap_or(Token::Character('[')),
            '\\' => {
                let quoted = text.get(*at).copied();
                *at += usize::from(quoted.is_some());
                Token::Character(quoted.unwrap_or('\\'))
            }
            other => Token::Character(other),
        });
    }
    tokens
}

/// The alternatives of a group, at its opening parenthesis; none when it does not close.
fn group(text: &[char], at: &mut usize, depth: usize) -> Option<Vec<Vec<Token>>> {
    let mut alternatives = Vec::new();
    loop {
        *at += 1;
        alternatives.push(sequence(text, at, true, depth + 1, true));
        match text.get(*at)? {
            '|' => {}
            _ => {
                *at += 1;
                return Some(alternatives);
            }
        }
    }
}

/// A bracket expression, after its `[`; none when it does not close.
fn set(text: &[char], at: &mut usize) -> Option<Token> {
    let mut position = *at;
    let negated = matches!(text.get(position), Some('!' | '^'));
    position += usize::from(negated);
    let mut members = Vec::new();
    let mut first = true;
    loop {
        let next = *text.get(position)?;
        position += 1;
        match next {
            ']' if !first => break,
            '[' if text.get(position) == Some(&':') => {
                let rest = text.get(position + 1..)?;
                match rest.iter().position(|end| *end == ':') {
                    Some(length) if rest.get(length + 1) == Some(&']') => {
                        members.push(Member::Class(rest.iter().take(length).collect()));
                        position += length + 3;
                    }
                    _ => members.push(Member::Range('[', '[')),
                }
            }
            '[' if matches!(text.get(position), Some('.' | '=')) => {
                // A collating symbol or equivalence class of one character.
                let kind = *text.get(position)?;
                let symbol = *text.get(position + 1)?;
                if text.get(position + 2) == Some(&kind) && text.get(position + 3) == Some(&']') {
                    members.push(Member::Range(symbol, symbol));
                    position += 4;
                } else {
                    members.push(Member::Range('[', '['));
                }
            }
            mut low => {
                if low == '\\' {
                    low = *text.get(position)?;
                    position += 1;
                }
                let range = text.get(position) == Some(&'-')
                    && text.get(position + 1).is_some_and(|next| *next != ']');
                let mut high = low;
                if range {
                    position += 1;
                    high = *text.get(position)?;
                    position += 1;
                    if high == '\\' {
                        high = *text.get(position)?;
                        position += 1;
                    }
                }
                members.push(Member::Range(low, high));
            }
        }
        first = false;
    }
    *at = position;
    Some(Token::Set { negated, members })
}

/// Whether a text is more than itself as a pattern.
pub fn is_pattern(text: &str, extended: bool) -> bool {
    let mut characters = text.chars().peekable();
    let mut open = false;
    while let Some(next) = characters.next() {
        match next {
            '*' | '?' => return true,
            '[' => open = true,
            ']' if open => return true,
            '+' | '@' | '!' if extended && characters.peek() == Some(&'(') => return true,
            '\\' => drop(characters.next()),
            _ => {}
        }
    }
    false
}

/// A text as a pattern that matches only it.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for character in text.chars() {
        if "\\*?[]()|!+@-^:".contains(character) {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern, true).matches(text)
    }

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("*.rs", "a.rs", true),
            ("a?c", "abc", true),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[]x]", "]", true),
            ("[[:digit:]]*", "1a", true),
            ("[a", "[a", true),
            (r"\*", "*", true),
            (r"\*", "a", false),
            ("@(a|b)c", "bc", true),
            ("!(a)", "b", true),
            ("!(a)", "a", false),
            ("+(ab)", "abab", true),
            ("*(ab)", "", true),
            ("?(a)b", "b", true),
            ("*(a|b|*)x", "aaabbbx", true),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn hard_patterns_end() {
        let text = "a".repeat(400);
        assert!(!matches(&format!("{}b", "a*".repeat(60)), &text));
        assert!(!matches("+(+(+(a|aa)))b", &text[..60]));
    }

    /// The plain definition, for patterns without groups and sets.
    fn naive(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, _) => text.is_empty(),
            (Some(('*', rest)), None) => naive(rest, text),
            (Some(('*', rest)), Some((_, after))) => naive(rest, text) || naive(pattern, after),
            (Some(('?', rest)), Some((_, after))) => naive(rest, after),
            (Some((one, rest)), Some((other, after))) => one == other && naive(rest, after),
            (Some(_), None) => false,
        }
    }

    proptest! {
        #[test]
        fn fuzz_matches_as_defined(pattern in "[ab*?]{0,8}", text in "[ab]{0,8}") {
            let characters = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(matches(&pattern, &text), naive(&characters(&pattern), &characters(&text)));
        }

        #[test]
        fn fuzz_quoted_matches_itself(text in "\\PC{0,12}", other in "\\PC{0,12}") {
            prop_assert!(matches(&quote(&text), &text));
            prop_assert_eq!(matches(&quote(&text), &other), text == other);
        }

        #[test]
        fn fuzz_backwards_is_the_same(pattern in "[ab*?@()|!]{0,10}", text in "[ab]{0,6}") {
            let backwards: String = text.chars().rev().collect();
            let pattern = Pattern::new(&pattern, true);
            prop_assert_eq!(pattern.reversed().matches(&backwards), pattern.matches(&text));
        }

        #[test]
        fn fuzz_any_text_is_a_pattern(pattern in "\\PC{0,20}", text in "\\PC{0,10}") {
            matches(&pattern, &text);
        }
    }
}
