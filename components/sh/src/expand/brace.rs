//! Brace expansion (bash(1)): `a{b,c}`, `{1..5}`, `{a..e..2}`.

use crate::syntax::tree::{Part, Word};

/// Words that one word may become; what would be more stays as it is.
const MAX_WORDS: usize = 1 << 20;

/// A word taken apart: the characters of its literals, and everything else whole.
#[derive(Clone)]
enum Piece {
    Character(char),
    Part(Part),
}

/// The words that a word stands for; itself when there are no braces that count.
pub fn expand(word: &Word) -> Vec<Word> {
    let has_brace = |part: &Part| matches!(part, Part::Literal(text) if text.contains('{'));
    if !word.parts.iter().any(has_brace) {
        return vec![word.clone()];
    }
    let mut pieces = Vec::new();
    for part in &word.parts {
        match part {
            Part::Literal(text) => pieces.extend(text.chars().map(Piece::Character)),
            other => pieces.push(Piece::Part(other.clone())),
        }
    }
    match alternatives(&pieces, 0) {
        Some(words) => words.iter().map(|pieces| join(pieces)).collect(),
        None => vec![word.clone()],
    }
}

/// Braces inside braces; what is deeper stays as it is.
const MAX_DEPTH: usize = 50;

/// All that the pieces stand for; none when that is too much.
fn alternatives(pieces: &[Piece], depth: usize) -> Option<Vec<Vec<Piece>>> {
    if depth > MAX_DEPTH {
        return None;
    }
    let is = |at: usize, wanted: char| matches!(pieces.get(at), Some(Piece::Character(c)) if *c == wanted);
    let mut start = 0;
    while start < pieces.len() {
        if !is(start, '{') {
            start += 1;
            continue;
        }
        // What `${` begins was taken out by the parser, so every brace here is one.
        let Some((end, commas)) = closing(pieces, start) else {
            start += 1;
            continue;
        };
        let inside = pieces.get(start + 1..end).unwrap_or_default();
        let members = if commas.is_empty() {
            match range(inside) {
                Some(members) => members,
                None => {
                    start += 1;
                    continue;
                }
            }
        } else {
            let mut members = Vec::new();
            let mut from = start + 1;
            for comma in commas.iter().copied().chain([end]) {
                members
                    .extend(alternatives(pieces.get(from..comma).unwrap_or_default(), depth + 1)?);
                from = comma + 1;
            }
            members
        };
        let before = pieces.get(..start).unwrap_or_default();
        let after = alternatives(pieces.get(end + 1..).unwrap_or_default(), depth + 1)?;
        if members.len().checked_mul(after.len())? > MAX_WORDS {
            return None;
        }
        let mut words = Vec::with_capacity(members.len() * after.len());
        for member in &members {
            for rest in &after {
                words.push([before, member, rest].concat());
            }
        }
        return Some(words);
    }
    Some(vec![pieces.to_vec()])
}

/// Where the brace that opens at `start` closes, and the commas between; none when it does not, or
/// when it holds neither a comma nor a range.
fn closing(pieces: &[Piece], start: usize) -> Option<(usize, Vec<usize>)> {
    let mut depth = 0_usize;
    let mut commas = Vec::new();
    for (at, piece) in pieces.iter().enumerate().skip(start + 1) {
        match piece {
            Piece::Character('{') => depth += 1,
            Piece::Character('}') if depth == 0 => return Some((at, commas)),
            Piece::Character('}') => depth -= 1,
            Piece::Character(',') if depth == 0 => commas.push(at),
            _ => {}
        }
    }
    None
}

/// `1..5`, `a..e`, each with a step.
fn range(inside: &[Piece]) -> Option<Vec<Vec<Piece>>> {
    let character = |piece: &Piece| match piece {
        Piece::Character(character) => Some(*character),
        Piece::Part(_) => None,
    };
    let text: String = inside.iter().map(character).collect::<Option<_>>()?;
    let mut fields = text.split("..");
    let (first, last) = (fields.next()?, fields.next()?);
    let step = fields.next().map_or(Some(1), |step| step.parse::<i64>().ok())?;
    if fields.next().is_some() {
        return None;
    }
    let step = step.unsigned_abs().max(1);
    let word = |text: String| text.chars().map(Piece::Character).collect::<Vec<_>>();
    if let (Ok(from), Ok(to)) = (first.parse::<i64>(), last.parse::<i64>()) {
        let width = |text: &str| {
            let digits = text.trim_start_matches(['-', '+']);
            if digits.starts_with('0') && digits.len() > 1 { text.len() } else { 0 }
        };
        let width = width(first).max(width(last));
        let numbers = steps(from, to, step)?;
        return Some(numbers.into_iter().map(|number| word(format!("{number:0width$}"))).collect());
    }
    let letter = |text: &str| {
        let mut characters = text.chars();
        let letter = characters.next().filter(char::is_ascii_alphabetic)?;
        characters.next().is_none().then_some(letter as i64)
    };
    let letters = steps(letter(first)?, letter(last)?, step)?;
    let text =
        |code: i64| u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('?').to_string();
    Some(letters.into_iter().map(|code| word(text(code))).collect())
}

fn steps(from: i64, to: i64, step: u64) -> Option<Vec<i64>> {
    let count = usize::try_from(from.abs_diff(to) / step).ok()?.checked_add(1)?;
    if count > MAX_WORDS {
        return None;
    }
    let at = |index: usize| {
        let distance = (index as u64).wrapping_mul(step);
        if from <= to {
            from.wrapping_add_unsigned(distance)
        } else {
            from.wrapping_sub_unsigned(distance)
        }
    };
    Some((0..count).map(at).collect())
}

fn join(pieces: &[Piece]) -> Word {
    let mut parts: Vec<Part> = Vec::new();
    for piece in pieces {
        match (piece, parts.last_mut()) {
            (Piece::Character(next), Some(Part::Literal(text))) => text.push(*next),
            (Piece::Character(next), _) => parts.push(Part::Literal(next.to_string())),
            (Piece::Part(part), _) => parts.push(part.clone()),
        }
    }
    Word { parts }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn expanded(text: &str) -> String {
        let words = expand(&Word::from_literal(text));
        let text = |word: Word| word.literal().unwrap_or_default().to_string();
        words.into_iter().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn braces() {
        for (word, expected) in [
            ("a{b,c}d", "abd acd"),
            ("{1..4}", "1 2 3 4"),
            ("{4..1..2}", "4 2"),
            ("{01..3}", "01 02 03"),
            ("{a..e..2}", "a c e"),
            ("{a,{b,c}}x{1,2}", "ax1 ax2 bx1 bx2 cx1 cx2"),
            ("{a}", "{a}"),
            ("{a,b", "{a,b"),
            ("{}", "{}"),
            ("{,x}", " x"),
            ("{1..99999999999999999999}", "{1..99999999999999999999}"),
            ("{a{b,c}", "{ab {ac"),
            ("{x..1}", "{x..1}"),
        ] {
            assert_eq!(expanded(word), expected, "{word}");
        }
    }

    proptest! {
        #[test]
        fn fuzz_any_word_expands(word in "[a{},.0-9-]{0,24}") {
            expanded(&word);
        }

        #[test]
        fn fuzz_lists_multiply(left in 2usize..5, right in 2usize..5) {
            let list = |count: usize| vec!["x"; count].join(",");
            let word = format!("{{{}}}-{{{}}}", list(left), list(right));
            prop_assert_eq!(expand(&Word::from_literal(word)).len(), left * right);
        }
    }
}
