//! Parameter expansion: `$x`, `${…}` (POSIX 2.6.2, bash(1)).

use super::fields::Piece;
use super::pattern::Pattern;
use super::{Mode, quote};
use crate::state::variable::{Value, Variable};
use crate::state::{Flow, Interrupt, Shell};
use crate::syntax::tree::{Anchor, Operation, Parameter, Subject, Word};

/// What a parameter is.
enum Values {
    /// One text, or nothing.
    One(Option<String>),
    /// A list; each is a field between double quotes when the flag is set.
    Many(Vec<String>, bool),
}

impl Values {
    fn is_set(&self, colon: bool) -> bool {
        match self {
            Values::One(None) => false,
            Values::One(Some(text)) => !colon || !text.is_empty(),
            Values::Many(list, _) => match list.as_slice() {
                [] => false,
                [one] => !colon || !one.is_empty(),
                _ => true,
            },
        }
    }

    fn map(self, change: impl Fn(&str) -> String) -> Self {
        match self {
            Values::One(text) => Values::One(text.map(|text| change(&text))),
            Values::Many(list, separate) => {
                Values::Many(list.iter().map(|text| change(text)).collect(), separate)
            }
        }
    }
}

impl Shell {
    /// Expands `${…}`.
    pub(super) async fn parameter(
        &mut self,
        parameter: &Parameter,
        mode: Mode,
        pieces: &mut Vec<Piece>,
    ) -> Flow {
        let target;
        let mut subject = &parameter.subject;
        if parameter.indirect {
            // `${!ref}` of a reference is the name it stands for.
            if let Subject::Variable(name) = subject
                && self.variables.get_itself(name).is_some_and(|variable| variable.reference)
                && matches!(parameter.operation, Operation::Value)
            {
                pieces.push(Piece::expanded(self.variables.resolve(name), mode.quoted));
                return Ok(());
            }
            let name = match self.values(subject).await? {
                Values::One(text) => text.unwrap_or_default(),
                Values::Many(list, _) => list.join(" "),
            };
            let Some(found) = crate::syntax::Parser::subject_of(&name) else {
                self.complain(&format!("{}: invalid indirect expansion", display(subject)));
                return Err(Interrupt::Abort(1));
            };
            target = found;
            subject = &target;
        }
        let values = match &parameter.operation {
            Operation::Names(separate) => {
                let Subject::Variable(prefix) = subject else { return Ok(()) };
                let names = self.variables.names();
                let matching = names.into_iter().filter(|name| name.starts_with(prefix.as_str()));
                Values::Many(matching.collect(), *separate)
            }
            Operation::Keys(separate) => {
                let Subject::Elements(name, _) = subject else { return Ok(()) };
                let keys = self.variables.get(name).map(Variable::keys);
                Values::Many(keys.unwrap_or_default(), *separate)
            }
            _ => self.values(subject).await?,
        };
        if let Operation::Default { colon, word }
        | Operation::Assign { colon, word }
        | Operation::Require { colon, word }
        | Operation::Alternative { colon, word } = &parameter.operation
        {
            let set = values.is_set(*colon);
            return self
                .conditional(&parameter.operation, subject, set, word, values, mode, pieces)
                .await;
        }
        if let Values::One(None) = values
            && self.options.nounset
            && !matches!(parameter.operation, Operation::Transform('a' | 'A'))
        {
            self.complain(&format!("{}: unbound variable", display(subject)));
            return Err(Interrupt::Abort(if self.options.posix { 2 } else { 1 }));
        }
        let values = self.operate(&parameter.operation, subject, values).await?;
        self.push(values, mode, pieces);
        Ok(())
    }

    /// `-`, `=`, `?`, `+`.
    #[expect(clippy::too_many_arguments, reason = "one step of `parameter`")]
    async fn conditional(
        &mut self,
        operation: &Operation,
        subject: &Subject,
        set: bool,
        word: &Word,
        values: Values,
        mode: Mode,
        pieces: &mut Vec<Piece>,
    ) -> Flow {
        match operation {
            Operation::Alternative { .. } if !set => Ok(()),
            Operation::Default { .. } | Operation::Assign { .. } | Operation::Require { .. }
                if set =>
            {
                self.push(values, mode, pieces);
                Ok(())
            }
            Operation::Assign { .. } => {
                let text = self.text(word).await?;
                match subject {
                    Subject::Variable(name) => self.assign(name, text.clone())?,
                    Subject::Element(name, index) => {
                        let index = self.index_text(name, index).await?;
                        self.assign_element(name, &index, text.clone(), false)?;
                    }
                    other => {
                        self.complain(&format!("{}: cannot assign in this way", display(other)));
                        return Err(Interrupt::Abort(if self.options.posix { 2 } else { 1 }));
                    }
                }
                pieces.push(Piece::expanded(text, mode.quoted));
                Ok(())
            }
            Operation::Require { colon, .. } => {
                let mut message = self.text(word).await?;
                if message.is_empty() {
                    message = match colon {
                        true => "parameter null or not set".into(),
                        false => "parameter not set".into(),
                    };
                }
                self.complain(&format!("{}: {message}", display(subject)));
                Err(Interrupt::Abort(if self.options.posix { 2 } else { 127 }))
            }
            _ => {
                let before = pieces.len();
                self.parts(&word.parts, Mode { inside: !mode.quoted, ..mode }, pieces).await?;
                if pieces.len() == before && mode.quoted {
                    pieces.push(Piece::quoted(""));
                }
                Ok(())
            }
        }
    }

    fn push(&self, values: Values, mode: Mode, pieces: &mut Vec<Piece>) {
        match values {
            Values::One(text) => {
                pieces.push(Piece::expanded(text.unwrap_or_default(), mode.quoted))
            }
            Values::Many(list, separate) if !separate && (mode.quoted || mode.single) => {
                pieces.push(Piece::expanded(list.join(&self.joiner()), mode.quoted));
            }
            Values::Many(list, _) => {
                for (index, text) in list.into_iter().enumerate() {
                    if index > 0 {
                        pieces.push(Piece::Break);
                    }
                    pieces.push(Piece::expanded(text, mode.quoted));
                }
            }
        }
    }

    /// The text of an array's index; a key is expanded, an expression evaluated later.
    pub async fn index_text(&mut self, name: &str, index: &Word) -> Flow<String> {
        let _ = name;
        self.text(index).await
    }

    async fn values(&mut self, subject: &Subject) -> Flow<Values> {
        Ok(match subject {
            Subject::Variable(name) => Values::One(self.value(name)),
            Subject::Element(name, index) => {
                let index = self.index_text(name, index).await?;
                Values::One(self.element(name, &index)?)
            }
            Subject::Elements(name, separate) => {
                Values::Many(self.elements(name).unwrap_or_default(), *separate)
            }
            Subject::Positional(number) => {
                Values::One(self.arguments.get(number.wrapping_sub(1)).cloned())
            }
            Subject::Arguments(separate) => Values::Many(self.arguments.to_vec(), *separate),
            Subject::Special(name) => Values::One(self.special(*name)),
        })
    }

    fn special(&self, name: char) -> Option<String> {
        Some(match name {
            '#' => self.arguments.len().to_string(),
            '?' => self.status.to_string(),
            '$' => kernelet_system::identity().pid.to_string(),
            '!' => return self.jobs.last().map(|job| job.pid().to_string()),
            '-' => {
                let mut letters = self.options.letters();
                if self.common.interactive.get() {
                    letters.push('i');
                }
                letters
            }
            _ => self.name.clone(),
        })
    }

    async fn operate(
        &mut self,
        operation: &Operation,
        subject: &Subject,
        values: Values,
    ) -> Flow<Values> {
        Ok(match operation {
            Operation::Length => {
                let length = match values {
                    Values::One(text) => text.unwrap_or_default().chars().count(),
                    Values::Many(list, _) => list.len(),
                };
                Values::One(Some(length.to_string()))
            }
            Operation::RemovePrefix { longest, pattern } => {
                let pattern = self.pattern(pattern).await?;
                values.map(|text| without_prefix(text, &pattern, *longest))
            }
            Operation::RemoveSuffix { longest, pattern } => {
                let pattern = self.pattern(pattern).await?.reversed();
                values.map(|text| {
                    let backwards: String = text.chars().rev().collect();
                    without_prefix(&backwards, &pattern, *longest).chars().rev().collect()
                })
            }
            Operation::Substring { offset, length } => {
                let offset = self.number(offset).await?;
                let length = match length {
                    Some(length) => Some(self.number(length).await?),
                    None => None,
                };
                self.substring(subject, values, offset, length)?
            }
            Operation::Replace { anchor, pattern, replacement } => {
                let pattern = self.pattern(pattern).await?.insensitive(self.options.nocasematch);
                let replacement = self.text(replacement).await?;
                values.map(|text| replace(text, &pattern, &replacement, *anchor))
            }
            Operation::Case { upper, all, pattern } => {
                let pattern = if pattern.parts.is_empty() {
                    None
                } else {
                    Some(self.pattern(pattern).await?)
                };
                values.map(|text| change_case(text, *upper, *all, pattern.as_ref()))
            }
            Operation::Transform(letter) => self.transform(*letter, subject, values)?,
            _ => values,
        })
    }

    fn substring(
        &mut self,
        subject: &Subject,
        values: Values,
        offset: i64,
        length: Option<i64>,
    ) -> Flow<Values> {
        let negative = |shell: &Self, length: i64| {
            shell.complain(&format!("{length}: substring expression < 0"));
            Err(Interrupt::Abort(1))
        };
        match values {
            Values::One(text) => {
                let characters: Vec<char> = text.unwrap_or_default().chars().collect();
                let count = characters.len() as i64;
                let start = if offset < 0 { count + offset } else { offset };
                let end = match length {
                    None => count,
                    Some(length) if length < 0 => count + length,
                    Some(length) => start.saturating_add(length),
                };
                if start < 0 || start > count {
                    return Ok(Values::One(Some(String::new())));
                }
                if end < start {
                    return negative(self, length.unwrap_or(0));
                }
                let (start, end) = (start as usize, end.min(count) as usize);
                let part = characters.get(start..end).unwrap_or_default();
                Ok(Values::One(Some(part.iter().collect())))
            }
            Values::Many(mut list, separate) => {
                if length.is_some_and(|length| length < 0) {
                    return negative(self, length.unwrap_or(0));
                }
                // Of the arguments the first is `$0`.
                let arguments = matches!(subject, Subject::Arguments(_));
                if arguments && offset == 0 {
                    list.insert(0, self.name.clone());
                }
                let count = list.len() as i64;
                let start = match offset {
                    0.. if arguments => (offset - 1).max(0),
                    0.. => offset,
                    _ => count + offset,
                };
                if start < 0 {
                    return Ok(Values::Many(Vec::new(), separate));
                }
                let taken = length.map_or(usize::MAX, |length| length as usize);
                let part = list.into_iter().skip(start as usize).take(taken);
                Ok(Values::Many(part.collect(), separate))
            }
        }
    }

    fn transform(&mut self, letter: char, subject: &Subject, values: Values) -> Flow<Values> {
        let variable = match subject {
            Subject::Variable(name) | Subject::Element(name, _) | Subject::Elements(name, _) => {
                self.variables.get(name).cloned().map(|variable| (name.clone(), variable))
            }
            _ => None,
        };
        Ok(match letter {
            'U' => values.map(|text| text.to_uppercase()),
            'L' => values.map(|text| text.to_lowercase()),
            'u' => values.map(|text| change_case(text, true, false, None)),
            'Q' => match values {
                Values::One(None) => Values::One(None),
                values => values.map(quote::single),
            },
            'E' => values.map(|text| crate::text::unescape(text, crate::text::Escapes::Ansi).0),
            'P' => values.map(|text| self.prompt(text)),
            'a' => Values::One(Some(
                variable.map(|(_, variable)| attributes(&variable)).unwrap_or_default(),
            )),
            'A' => {
                let text = variable.map(|(name, variable)| match &variable.value {
                    Value::Scalar(text) if attributes(&variable).is_empty() => {
                        format!("{name}={}", quote::single(text))
                    }
                    _ => declaration(&name, &variable),
                });
                Values::One(Some(text.unwrap_or_default()))
            }
            _ => match (subject, variable) {
                (Subject::Elements(_, separate), Some((_, variable))) => {
                    let pairs = variable.keys().into_iter().zip(variable.elements());
                    if letter == 'k' {
                        Values::Many(
                            pairs.flat_map(|(key, value)| [key, value]).collect(),
                            *separate,
                        )
                    } else {
                        let pair = |(key, value): (String, String)| {
                            format!("{key} {}", quote::double(&value))
                        };
                        Values::One(Some(pairs.map(pair).collect::<Vec<_>>().join(" ")))
                    }
                }
                _ => values.map(quote::single),
            },
        })
    }
}

/// The letters of a variable's attributes (`declare -p`, `${x@a}`).
pub fn attributes(variable: &Variable) -> String {
    let mut letters = String::new();
    match variable.value {
        Value::Array(_) => letters.push('a'),
        Value::Map(_) => letters.push('A'),
        _ => {}
    }
    let flags = [
        (variable.integer, 'i'),
        (variable.reference, 'n'),
        (variable.readonly, 'r'),
        (variable.exported, 'x'),
        (variable.case == Some(crate::state::variable::Case::Lower), 'l'),
        (variable.case == Some(crate::state::variable::Case::Upper), 'u'),
    ];
    letters.extend(flags.iter().filter(|(set, _)| *set).map(|(_, letter)| letter));
    letters
}

/// The command that makes a variable (`declare -p`).
pub fn declaration(name: &str, variable: &Variable) -> String {
    let letters = attributes(variable);
    let letters = if letters.is_empty() { "-".into() } else { letters };
    let pairs = |pairs: Vec<(String, String)>, closing: &str| {
        let pair = |(key, value): (String, String)| format!("[{key}]={}", quote::double(&value));
        let texts: Vec<String> = pairs.into_iter().map(pair).collect();
        format!("({}{closing})", texts.join(" "))
    };
    let value = match &variable.value {
        Value::Unset => return format!("declare -{letters} {name}"),
        Value::Scalar(text) => quote::double(text),
        Value::Array(elements) => pairs(
            elements.iter().map(|(key, value)| (key.to_string(), value.clone())).collect(),
            "",
        ),
        Value::Map(elements) => {
            let key = |key: &String| {
                let plain = key.chars().all(|c| c.is_alphanumeric() || c == '_');
                if plain && !key.is_empty() { key.clone() } else { quote::double(key) }
            };
            let closing = if elements.is_empty() { "" } else { " " };
            pairs(
                elements.iter().map(|(name, value)| (key(name), value.clone())).collect(),
                closing,
            )
        }
    };
    format!("declare -{letters} {name}={value}")
}

/// What a message calls a parameter.
fn display(subject: &Subject) -> String {
    match subject {
        Subject::Variable(name) => name.clone(),
        Subject::Element(name, index) => format!("{name}[{}]", index.literal().unwrap_or("…")),
        Subject::Elements(name, true) => format!("{name}[@]"),
        Subject::Elements(name, false) => format!("{name}[*]"),
        Subject::Positional(number) => number.to_string(),
        Subject::Arguments(true) => "@".into(),
        Subject::Arguments(false) => "*".into(),
        Subject::Special(name) => name.to_string(),
    }
}

fn without_prefix(text: &str, pattern: &Pattern, longest: bool) -> String {
    let characters: Vec<char> = text.chars().collect();
    let ends = pattern.match_ends(&characters, 0);
    let end = if longest { ends.last() } else { ends.first() };
    characters.get(end.copied().unwrap_or(0)..).unwrap_or_default().iter().collect()
}

fn replace(text: &str, pattern: &Pattern, replacement: &str, anchor: Anchor) -> String {
    // What is only itself is found faster as text.
    if let Some(literal) = pattern.literal() {
        match anchor {
            _ if literal.is_empty() => {}
            Anchor::All => return text.replace(&literal, replacement),
            Anchor::First => return text.replacen(&literal, replacement, 1),
            _ => {}
        }
    }
    let characters: Vec<char> = text.chars().collect();
    let rest = |from: usize| characters.get(from..).unwrap_or_default().iter().collect::<String>();
    let piece = |from: usize, to: usize| {
        characters.get(from..to).unwrap_or_default().iter().collect::<String>()
    };
    match anchor {
        Anchor::Start => match pattern.match_ends(&characters, 0).last() {
            Some(end) => format!("{replacement}{}", rest(*end)),
            None => text.to_string(),
        },
        Anchor::End => {
            let backwards: Vec<char> = characters.iter().rev().copied().collect();
            match pattern.reversed().match_ends(&backwards, 0).last() {
                Some(length) => format!("{}{replacement}", piece(0, characters.len() - length)),
                None => text.to_string(),
            }
        }
        Anchor::First | Anchor::All => {
            let mut result = String::new();
            let mut at = 0;
            while at < characters.len() {
                // Matches of nothing are none.
                match pattern.match_ends(&characters, at).last().filter(|end| **end > at) {
                    Some(end) => {
                        result.push_str(replacement);
                        at = *end;
                        if anchor == Anchor::First {
                            break;
                        }
                    }
                    None => {
                        result.push_str(&piece(at, at + 1));
                        at += 1;
                    }
                }
            }
            result + &rest(at)
        }
    }
}

fn change_case(text: &str, upper: bool, all: bool, pattern: Option<&Pattern>) -> String {
    let mut changed = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        let mut buffer = [0; 4];
        let meant = (all || index == 0)
            && pattern.is_none_or(|pattern| pattern.matches(character.encode_utf8(&mut buffer)));
        match (meant, upper) {
            (false, _) => changed.push(character),
            (true, true) => changed.extend(character.to_uppercase()),
            (true, false) => changed.extend(character.to_lowercase()),
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn replacements() {
        let pattern = |text| Pattern::new(text, true);
        assert_eq!(replace("banana", &pattern("a"), "o", Anchor::All), "bonono");
        assert_eq!(replace("banana", &pattern("a*n"), "X", Anchor::First), "bXa");
        assert_eq!(replace("banana", &pattern("b"), "", Anchor::Start), "anana");
        assert_eq!(replace("banana", &pattern("na"), "X", Anchor::End), "banaX");
        assert_eq!(without_prefix("a/b/c", &pattern("*/"), false), "b/c");
        assert_eq!(without_prefix("a/b/c", &pattern("*/"), true), "c");
        assert_eq!(change_case("abc", true, false, None), "Abc");
    }

    proptest! {
        #[test]
        fn fuzz_text_is_replaced_as_text(text in "[ab]{0,12}", wanted in "[ab]{1,3}") {
            let star = Pattern::new(&format!("?({wanted})"), true);
            let plain = Pattern::new(&wanted, true);
            let by_text = replace(&text, &plain, "X", Anchor::All);
            prop_assert_eq!(&by_text, &text.replace(&wanted, "X"));
            prop_assert_eq!(by_text, replace(&text, &star, "X", Anchor::All));
        }
    }
}
