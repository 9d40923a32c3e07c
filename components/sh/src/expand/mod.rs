//! From words to fields (POSIX 2.6): braces, tildes, parameters, substitutions, splitting, names.
//!
//! | File | What |
//! |---|---|
//! | `brace` | `{a,b}`, `{1..3}` |
//! | `parameter` | `$x`, `${…}` |
//! | `arithmetic` | expressions |
//! | `fields` | splitting and quote removal |
//! | `pattern` | patterns |
//! | `glob` | names that match patterns |
//! | `quote` | texts as words that mean them |
//! | `prompt` | backslash sequences of prompts |

pub mod arithmetic;
pub mod brace;
pub mod fields;
mod glob;
mod parameter;
pub mod pattern;
mod prompt;
pub mod quote;

pub use parameter::{attributes, declaration};

use std::future::Future;
use std::pin::Pin;

use self::fields::{Field, Piece};
use self::pattern::Pattern;
use crate::state::variable::Value;
use crate::state::{Flow, Interrupt, Shell};
use crate::syntax::tree::{Part, Word};

/// A future that recursion needs on the heap.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// How parts of a word are expanded.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// Between double quotes.
    pub quoted: bool,
    /// Literal text is part of an expansion's word: it is split as well.
    pub inside: bool,
    /// The result is one text: lists are joined.
    pub single: bool,
    /// The word is an assignment's value: tildes after colons count.
    pub assignment: bool,
}

/// A word of a command.
const WORD: Mode = Mode { quoted: false, inside: false, single: false, assignment: false };
/// A word that stays one.
const SINGLE: Mode = Mode { single: true, ..WORD };

impl Shell {
    /// Expands words to fields.
    pub async fn words(&mut self, words: &[Word]) -> Flow<Vec<String>> {
        let mut fields = Vec::new();
        for word in words {
            self.word(word, &mut fields).await?;
        }
        Ok(fields)
    }

    /// Expands one word to fields.
    pub async fn word(&mut self, word: &Word, fields: &mut Vec<String>) -> Flow {
        if let Some(text) = plain(word) {
            fields.push(text.to_string());
            return Ok(());
        }
        if !self.options.braceexpand {
            return self.braceless(word, fields).await;
        }
        for word in brace::expand(word) {
            self.braceless(&word, fields).await?;
        }
        Ok(())
    }

    async fn braceless(&mut self, word: &Word, fields: &mut Vec<String>) -> Flow {
        let pieces = self.pieces(word, WORD).await?;
        let separators = self.separators();
        for field in fields::split(&pieces, &separators) {
            self.names(&field, fields)?;
        }
        Ok(())
    }

    /// IFS; what it is when it is unset.
    fn separators(&self) -> String {
        let variable = self.variables.get("IFS");
        variable.and_then(|ifs| ifs.scalar()).unwrap_or(" \t\n").to_string()
    }

    /// Replaces a field that is a pattern by the names that match it.
    fn names(&mut self, field: &Field, fields: &mut Vec<String>) -> Flow {
        // The groups of extended patterns count in names as soon as they are written.
        if self.options.noglob || !field.is_pattern(true) {
            fields.push(field.text());
            return Ok(());
        }
        let names = glob::names(self, &field.pattern());
        if names.is_empty() {
            if self.options.failglob {
                self.complain(&format!("no match: {}", field.text()));
                return Err(Interrupt::Abort(1));
            }
            if !self.options.nullglob {
                fields.push(field.text());
            }
        }
        fields.extend(names);
        Ok(())
    }

    /// Expands a word to one text: neither split nor matched with names.
    pub async fn text(&mut self, word: &Word) -> Flow<String> {
        if let Some(text) = plain(word) {
            return Ok(text.to_string());
        }
        Ok(joined(&self.pieces(word, SINGLE).await?))
    }

    /// The value of an assignment.
    pub async fn assigned_text(&mut self, word: &Word) -> Flow<String> {
        if let Some(text) = plain(word) {
            return Ok(text.to_string());
        }
        Ok(joined(&self.pieces(word, Mode { assignment: true, ..SINGLE }).await?))
    }

    /// Expands a word to a pattern, in which what is quoted stands for itself.
    pub async fn pattern(&mut self, word: &Word) -> Flow<Pattern> {
        let text = self.pattern_text(word).await?;
        Ok(Pattern::new(&text, true))
    }

    async fn pattern_text(&mut self, word: &Word) -> Flow<String> {
        let pieces = self.pieces(word, SINGLE).await?;
        let text = |piece: &Piece| match piece {
            Piece::Text { text, quoted: true, .. } => pattern::quote(text),
            Piece::Text { text, .. } => text.clone(),
            Piece::Break => " ".into(),
        };
        Ok(pieces.iter().map(text).collect())
    }

    /// Expands a word to a regular expression, in which what is quoted stands for itself.
    pub async fn regular_expression(&mut self, word: &Word) -> Flow<String> {
        let pieces = self.pieces(word, SINGLE).await?;
        let text = |piece: &Piece| match piece {
            Piece::Text { text, quoted: true, .. } => regex_lite::escape(text),
            Piece::Text { text, .. } => text.clone(),
            Piece::Break => " ".into(),
        };
        Ok(pieces.iter().map(text).collect())
    }

    /// Expands and evaluates an arithmetic expression.
    pub async fn number(&mut self, word: &Word) -> Flow<i64> {
        let text = match plain(word) {
            Some(text) => text.to_string(),
            None => joined(&self.pieces(word, Mode { quoted: true, ..SINGLE }).await?),
        };
        self.evaluate(&text)
    }

    /// Evaluates an arithmetic expression.
    pub fn evaluate(&mut self, text: &str) -> Flow<i64> {
        if let Ok(number) = text.parse::<i64>()
            && (number == 0 || !text.trim_start_matches('-').starts_with('0'))
        {
            return Ok(number);
        }
        arithmetic::evaluate(text, self).map_err(|message| {
            self.complain(&message);
            Interrupt::Abort(if self.options.posix { 2 } else { 1 })
        })
    }

    fn pieces<'a>(&'a mut self, word: &'a Word, mode: Mode) -> Boxed<'a, Flow<Vec<Piece>>> {
        Box::pin(async move {
            let mut pieces = Vec::new();
            self.parts(&word.parts, mode, &mut pieces).await?;
            Ok(pieces)
        })
    }

    /// Expands the parts of a word.
    fn parts<'a>(
        &'a mut self,
        parts: &'a [Part],
        mode: Mode,
        pieces: &'a mut Vec<Piece>,
    ) -> Boxed<'a, Flow> {
        Box::pin(async move {
            for (index, part) in parts.iter().enumerate() {
                match part {
                    Part::Literal(text) if mode.quoted => pieces.push(Piece::quoted(text.clone())),
                    Part::Literal(text) => {
                        let rest = self.tildes(text, index, parts.len(), mode, pieces);
                        if mode.inside {
                            pieces.push(Piece::expanded(rest, false));
                        } else {
                            pieces.push(Piece::literal(rest));
                        }
                    }
                    Part::Quoted(text) => pieces.push(Piece::quoted(text.clone())),
                    Part::DoubleQuoted(inner) => self.double_quoted(inner, mode, pieces).await?,
                    Part::Parameter(parameter) => self.parameter(parameter, mode, pieces).await?,
                    Part::Command(script) => {
                        let text = self.substitute(script).await?;
                        pieces.push(Piece::expanded(text, mode.quoted));
                    }
                    Part::Arithmetic(expression) => {
                        let number = self.number(expression).await?;
                        pieces.push(Piece::expanded(number.to_string(), mode.quoted));
                    }
                    Part::Process { read, script } => {
                        let path = self.substitute_process(*read, script)?;
                        pieces.push(Piece::quoted(path));
                    }
                }
            }
            Ok(())
        })
    }

    async fn double_quoted(&mut self, parts: &[Part], mode: Mode, pieces: &mut Vec<Piece>) -> Flow {
        let before = pieces.len();
        self.parts(parts, Mode { quoted: true, inside: false, ..mode }, pieces).await?;
        // Quotes around nothing are an empty field, but `"$@"` without arguments is none.
        if pieces.len() == before && !parts.iter().any(is_list) {
            pieces.push(Piece::quoted(""));
        }
        Ok(())
    }

    /// Replaces tildes at the beginning of a literal; answers what is left of it.
    fn tildes(
        &self,
        text: &str,
        index: usize,
        count: usize,
        mode: Mode,
        pieces: &mut Vec<Piece>,
    ) -> String {
        let mut left = String::new();
        let mut rest = text;
        let mut begins = index == 0;
        loop {
            let last_part = index + 1 == count;
            let end = rest.find(|next| next == '/' || (mode.assignment && next == ':'));
            let closed = end.is_some() || last_part;
            if begins && closed && rest.starts_with('~') {
                let (prefix, after) = rest.split_at(end.unwrap_or(rest.len()));
                if let Some(home) = self.home(prefix.get(1..).unwrap_or_default()) {
                    pieces.push(Piece::literal(std::mem::take(&mut left)));
                    pieces.push(Piece::quoted(home));
                    rest = after;
                }
            }
            let colon = rest.find(':').filter(|_| mode.assignment);
            let Some(colon) = colon else {
                left.push_str(rest);
                return left;
            };
            let (piece, after) = rest.split_at(colon + 1);
            left.push_str(piece);
            rest = after;
            begins = true;
        }
    }

    /// The directory that `~NAME` means.
    fn home(&self, name: &str) -> Option<String> {
        match name {
            "" => self.value("HOME").or_else(|| {
                Some(crate::text::from_bytes(&kernelet_system::system_information().home))
            }),
            "+" => self.value("PWD"),
            "-" => self.value("OLDPWD"),
            _ => {
                let accounts = kernelet_system::read_file(None, b"/etc/passwd", 1 << 20).ok()?;
                let accounts = crate::text::from_bytes(&accounts);
                let fields = |line: &str| line.split(':').map(str::to_string).collect::<Vec<_>>();
                let account = accounts.lines().map(fields).find(|fields| fields[..1] == [name])?;
                account.get(5).cloned()
            }
        }
    }

    /// The first character of IFS, which joins `"$*"`.
    pub fn joiner(&self) -> String {
        match self.variables.get("IFS").and_then(|ifs| ifs.scalar()) {
            None => " ".into(),
            Some(ifs) => ifs.chars().take(1).collect(),
        }
    }
}

/// The text of a word in which nothing is to be expanded.
fn plain(word: &Word) -> Option<&str> {
    match word.parts.as_slice() {
        [] => Some(""),
        [Part::Quoted(text)] => Some(text),
        [Part::Literal(text)] if !text.contains(['~', '*', '?', '[', '{', '(']) => Some(text),
        _ => None,
    }
}

fn joined(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Text { text, .. } => text.clone(),
        Piece::Break => " ".into(),
    };
    pieces.iter().map(text).collect()
}

/// Whether a part is a list that may be empty.
fn is_list(part: &Part) -> bool {
    use crate::syntax::tree::Subject;
    match part {
        Part::Parameter(parameter) => {
            matches!(parameter.subject, Subject::Arguments(true) | Subject::Elements(_, true))
        }
        _ => false,
    }
}

impl arithmetic::Scope for Shell {
    fn get(&mut self, name: &str, index: Option<&str>) -> Result<Option<String>, String> {
        let value = match index {
            None => self.value(name),
            Some(index) => {
                self.element(name, index).map_err(|_| format!("{name}: bad array subscript"))?
            }
        };
        if value.is_none() && self.options.nounset {
            return Err(format!("{name}: unbound variable"));
        }
        Ok(value)
    }

    fn set(&mut self, name: &str, index: Option<&str>, value: i64) -> Result<(), String> {
        let set = match index {
            None => self.assign(name, value.to_string()),
            Some(index) => self.assign_element(name, index, value.to_string(), false),
        };
        // The message of a variable that cannot be set was written.
        set.map_err(|_| format!("{name}: cannot be assigned"))
    }
}

impl Shell {
    /// An element of an array by the text of its index.
    ///
    /// # Errors
    /// When the index is no expression.
    pub fn element(&mut self, name: &str, index: &str) -> Flow<Option<String>> {
        match self.variables.get(name).map(|variable| &variable.value) {
            Some(Value::Map(elements)) => Ok(elements.get(index).cloned()),
            Some(_) => {
                let number = self.evaluate(index)?;
                let variable = self.variables.get(name).cloned().unwrap_or_default();
                let Some(place) = variable.index(number) else {
                    self.complain(&format!("{name}: bad array subscript"));
                    return Ok(None);
                };
                Ok(match &variable.value {
                    Value::Array(elements) => elements.get(&place).cloned(),
                    Value::Scalar(text) if place == 0 => Some(text.clone()),
                    _ => None,
                })
            }
            None => {
                let number = self.evaluate(index)?;
                let elements = self.elements(name).unwrap_or_default();
                Ok(usize::try_from(number).ok().and_then(|place| elements.get(place).cloned()))
            }
        }
    }

    /// Sets an element of an array by the text of its index.
    ///
    /// # Errors
    /// When that cannot be; the message is written.
    pub fn assign_element(&mut self, name: &str, index: &str, value: String, append: bool) -> Flow {
        self.check_writable(name)?;
        let integer = self.variables.get(name).is_some_and(|variable| variable.integer);
        let is_map = self.variables.get(name).is_some_and(|variable| variable.is_map());
        let number = if is_map { 0 } else { self.evaluate(index)? };
        let place = self.variables.get_mut(name).index(number);
        let Some(place) = place else {
            self.complain(&format!("{name}[{index}]: bad array subscript"));
            return Err(Interrupt::Abort(1));
        };
        let old =
            if append { self.element(name, index)?.unwrap_or_default() } else { String::new() };
        let value = match (integer, append) {
            (true, true) => self.evaluate(&old)?.wrapping_add(self.evaluate(&value)?).to_string(),
            (true, false) => self.evaluate(&value)?.to_string(),
            (false, _) => old + &value,
        };
        let variable = self.variables.get_mut(name);
        if is_map {
            variable.set_key(index.to_string(), value);
        } else {
            variable.set_element(place, value);
        }
        self.assigned(name);
        Ok(())
    }
}
