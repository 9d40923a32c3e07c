//! POSIX regular expressions on the `regex` crate: the leftmost match, and of those the longest.

mod glob;
mod translate;

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::util::syntax;
use regex_automata::{Anchored, Input, MatchKind, nfa::thompson};

pub use translate::Syntax;
use translate::translate;

/// How an expression is meant besides its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Meaning {
    /// Letters match in both cases.
    pub any_case: bool,
    /// It matches whole words only.
    pub words: bool,
    /// It matches whole lines only.
    pub lines: bool,
}

/// A compiled expression.
pub struct Regex {
    engine: Engine,
}

enum Engine {
    Automaton(Box<Automaton>),
    /// For expressions that refer back.
    Backtracking(fancy_regex::Regex),
}

struct Automaton {
    regex: regex::bytes::Regex,
    text: String,
    any_case: bool,
    /// Finds the longest match from a given start; none where the crate's automata cannot.
    longest: OnceCell<Option<Longest>>,
}

struct Longest {
    automaton: DFA,
    cache: RefCell<Cache>,
}

impl Regex {
    /// Compiles one expression.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new(pattern: &str, syntax: Syntax, meaning: Meaning) -> Result<Regex, String> {
        Regex::any_of(&[pattern], Some(syntax), meaning)
    }

    /// Compiles expressions of which one must match; without a syntax they are plain text.
    ///
    /// # Errors
    /// Why one of them is none.
    pub fn any_of(
        patterns: &[&str],
        syntax: Option<Syntax>,
        meaning: Meaning,
    ) -> Result<Regex, String> {
        let mut alternatives = Vec::new();
        let mut refers_back = false;
        for pattern in patterns {
            let text = match syntax {
                None => regex::escape(pattern),
                Some(syntax) => {
                    let translated = translate(pattern, syntax)?;
                    refers_back |= translated.refers_back;
                    match syntax {
                        // Its strings have lines in them.
                        Syntax::Awk => format!("(?s:{})", translated.text),
                        _ => translated.text,
                    }
                }
            };
            alternatives.push(if meaning.lines {
                format!("^(?:{text})$")
            } else if meaning.words {
                format!(r"\b{{start-half}}(?:{text})\b{{end-half}}")
            } else if patterns.len() > 1 {
                format!("(?:{text})")
            } else {
                text
            });
        }
        // No pattern at all matches nothing.
        let text = if alternatives.is_empty() { r"[^\s\S]".into() } else { alternatives.join("|") };
        if refers_back {
            let text = if meaning.any_case { format!("(?i){text}") } else { text };
            let text =
                text.replace(r"\b{start-half}", r"(?<!\w)").replace(r"\b{end-half}", r"(?!\w)");
            let regex = fancy_regex::Regex::new(&text).map_err(|error| error.to_string())?;
            return Ok(Regex { engine: Engine::Backtracking(regex) });
        }
        Automaton::compile(text, meaning.any_case, true)
    }

    /// Compiles an expression of the crate's own syntax, whose matches are the first ones.
    ///
    /// # Errors
    /// Why it is none.
    pub fn rust(pattern: &str, meaning: Meaning) -> Result<Regex, String> {
        let text = if meaning.lines {
            format!("^(?:{pattern})$")
        } else if meaning.words {
            format!(r"\b{{start-half}}(?:{pattern})\b{{end-half}}")
        } else {
            pattern.to_string()
        };
        Automaton::compile(text, meaning.any_case, false)
    }

    /// Compiles a pattern of file names.
    ///
    /// # Errors
    /// Why it is none.
    pub fn glob(pattern: &str, any_case: bool) -> Result<Regex, String> {
        let regex = Automaton::compile(glob::expression(pattern), any_case, false);
        regex.map_err(|error| format!("{pattern}: {error}"))
    }

    /// Compiles an expression of Perl, with what looks around and refers back.
    ///
    /// # Errors
    /// Why it is none.
    pub fn perl(pattern: &str, meaning: Meaning) -> Result<Regex, String> {
        let case = if meaning.any_case { "(?i)" } else { "" };
        let text = if meaning.lines {
            format!("{case}^(?:{pattern})$")
        } else if meaning.words {
            format!(r"{case}(?<!\w)(?:{pattern})(?!\w)")
        } else {
            format!("{case}{pattern}")
        };
        let regex = fancy_regex::Regex::new(&text).map_err(|error| error.to_string())?;
        Ok(Regex { engine: Engine::Backtracking(regex) })
    }

    /// Whether it matches somewhere.
    pub fn is_match(&self, text: &[u8]) -> bool {
        match &self.engine {
            Engine::Automaton(automaton) => automaton.regex.is_match(text),
            // An expression that takes too long is taken not to match.
            Engine::Backtracking(regex) => {
                regex.is_match(&String::from_utf8_lossy(text)).unwrap_or(false)
            }
        }
    }

    /// Where the leftmost, longest match at or after `start` is.
    pub fn find_at(&self, text: &[u8], start: usize) -> Option<Range<usize>> {
        match &self.engine {
            Engine::Automaton(automaton) => automaton.find_at(text, start),
            Engine::Backtracking(regex) => {
                let text = std::str::from_utf8(text).ok()?;
                let found = regex.find_from_pos(text, start).ok()??;
                Some(found.start()..found.end())
            }
        }
    }

    /// The matches that do not overlap, from left to right.
    pub fn find_all(&self, text: &[u8]) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let (mut at, mut end) = (0, None);
        while at <= text.len() {
            let Some(range) = self.find_at(text, at) else { break };
            at = if range.is_empty() { next(text, range.end) } else { range.end };
            // An empty match right behind another is none.
            if !range.is_empty() || end != Some(range.start) {
                end = Some(range.end);
                found.push(range);
            }
        }
        found
    }
}

/// Where the character after the one at `at` begins.
fn next(text: &[u8], at: usize) -> usize {
    let mut next = at + 1;
    while text.get(next).is_some_and(|byte| byte & 0xc0 == 0x80) {
        next += 1;
    }
    next
}

impl Automaton {
    fn compile(text: String, any_case: bool, longest: bool) -> Result<Regex, String> {
        let regex = regex::bytes::RegexBuilder::new(&text)
            .case_insensitive(any_case)
            .build()
            .map_err(|error| error.to_string())?;
        let longest = if longest { OnceCell::new() } else { OnceCell::from(None) };
        let automaton = Box::new(Automaton { regex, text, any_case, longest });
        Ok(Regex { engine: Engine::Automaton(automaton) })
    }

    fn find_at(&self, text: &[u8], start: usize) -> Option<Range<usize>> {
        let found = self.regex.find_at(text, start)?.range();
        let longest = self.longest.get_or_init(|| Longest::new(&self.text, self.any_case));
        let end = longest.as_ref().and_then(|longest| longest.end(text, found.start));
        Some(found.start..end.unwrap_or(found.end))
    }
}

impl Longest {
    fn new(text: &str, any_case: bool) -> Option<Longest> {
        let automaton = DFA::builder()
            .configure(DFA::config().match_kind(MatchKind::All).unicode_word_boundary(true))
            .syntax(syntax::Config::new().utf8(false).case_insensitive(any_case))
            .thompson(thompson::Config::new().utf8(false))
            .build(text)
            .ok()?;
        let cache = RefCell::new(automaton.create_cache());
        Some(Longest { automaton, cache })
    }

    /// None when it cannot tell: the text has other letters than ASCII around a word's border.
    fn end(&self, text: &[u8], start: usize) -> Option<usize> {
        let input = Input::new(text).range(start..).anchored(Anchored::Yes);
        let found = self.automaton.try_search_fwd(&mut self.cache.borrow_mut(), &input);
        found.ok()?.map(|found| found.offset())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(pattern: &str, text: &str) -> Vec<String> {
        let regex = Regex::new(pattern, Syntax::Extended, Meaning::default()).unwrap();
        let found = regex.find_all(text.as_bytes());
        found.into_iter().map(|range| text[range].to_string()).collect()
    }

    #[test]
    fn the_longest_of_the_leftmost_matches() {
        assert_eq!(all("foo|foobar", "a foobar foo"), ["foobar", "foo"]);
        assert_eq!(all("a?(ab)?", "ab"), ["ab"]);
        assert_eq!(all("(a|ab)(c|bcd)", "abcd"), ["abcd"]);
        assert_eq!(all("x*", "axxb"), ["", "xx", ""]);
        assert_eq!(all(r"\<[a-z]+\>", "to be"), ["to", "be"]);
        assert_eq!(all(r"(.)\1", "xaabbz"), ["aa", "bb"]);
    }

    #[test]
    fn words_and_lines() {
        let words = Meaning { words: true, ..Meaning::default() };
        let regex = Regex::new("a|-x", Syntax::Extended, words).unwrap();
        assert!(regex.is_match(b"b a c") && regex.is_match(b"b -x") && !regex.is_match(b"ab"));
        let lines = Meaning { lines: true, any_case: true, ..Meaning::default() };
        let regex = Regex::any_of(&["A.", "b"], None, lines).unwrap();
        assert!(regex.is_match(b"a.") && regex.is_match(b"B") && !regex.is_match(b"ab"));
    }
}
