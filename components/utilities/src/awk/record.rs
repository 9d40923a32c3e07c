//! The current record: its text, its fields, and how a text is cut into fields.

use std::rc::Rc;

use bstr::ByteSlice as _;

use crate::posix::Regex;

use super::value::Value;

/// Most fields that an assignment may make.
pub const MOST_FIELDS: usize = 1 << 20;

/// What parts fields.
pub enum Separator {
    /// Blanks and new lines; those at both ends part nothing.
    Blanks,
    /// Every character is a field.
    Nothing,
    /// One character; in a paragraph, new lines as well.
    Character(Vec<u8>),
    Regex(Rc<Regex>),
}

/// Cuts a text into fields; `paragraph` makes new lines separators as well.
pub fn split(text: &[u8], separator: &Separator, paragraph: bool) -> Vec<Value> {
    if text.is_empty() {
        return Vec::new();
    }
    match separator {
        Separator::Blanks => text
            .split(|byte| matches!(byte, b' ' | b'\t' | b'\n'))
            .filter(|field| !field.is_empty())
            .map(Value::input)
            .collect(),
        Separator::Nothing => {
            text.char_indices().map(|(start, end, _)| Value::input(&text[start..end])).collect()
        }
        Separator::Character(character) => match character.as_slice() {
            [byte] => text
                .split(|found| found == byte || (paragraph && *found == b'\n'))
                .map(Value::input)
                .collect(),
            character => text.split_str(character).map(Value::input).collect(),
        },
        Separator::Regex(regex) => {
            let lines =
                if paragraph { text.split(|byte| *byte == b'\n').collect() } else { vec![text] };
            let mut fields = Vec::new();
            for line in lines {
                let mut start = 0;
                for found in regex.find_all(line).into_iter().filter(|found| !found.is_empty()) {
                    fields.push(Value::input(&line[start..found.start]));
                    start = found.end;
                }
                fields.push(Value::input(&line[start..]));
            }
            fields
        }
    }
}

/// `$0` and the fields; each is made of the other when it is asked for.
pub struct Record {
    text: Rc<[u8]>,
    fields: Vec<Value>,
    is_split: bool,
    is_joined: bool,
}

impl Record {
    /// An empty one.
    pub fn new() -> Record {
        Record { text: Rc::from([]), fields: Vec::new(), is_split: true, is_joined: true }
    }

    /// Another text.
    pub fn set_text(&mut self, text: Rc<[u8]>) {
        self.text = text;
        self.fields.clear();
        (self.is_split, self.is_joined) = (false, true);
    }

    /// Whether the fields have to be made before they are used.
    pub fn wants_split(&self) -> bool {
        !self.is_split
    }

    /// Makes the fields.
    pub fn split(&mut self, separator: &Separator, paragraph: bool) {
        self.fields = split(&self.text, separator, paragraph);
        self.is_split = true;
    }

    /// The text, fields joined with `separator` when one of them was changed.
    pub fn text(&mut self, separator: &[u8], conversion: &[u8]) -> Rc<[u8]> {
        if !self.is_joined {
            let fields: Vec<_> =
                self.fields.iter().map(|field| field.to_text(conversion)).collect();
            self.text = bstr::join(separator, &fields).into();
            self.is_joined = true;
        }
        Rc::clone(&self.text)
    }

    /// How many fields there are.
    pub fn count(&self) -> usize {
        self.fields.len()
    }

    /// A field, from 1 on; unset beyond the last.
    pub fn field(&self, index: usize) -> Value {
        self.fields.get(index.wrapping_sub(1)).cloned().unwrap_or_default()
    }

    /// Changes a field, from 1 on; those between are empty.
    pub fn set_field(&mut self, index: usize, value: Value) {
        if self.fields.len() < index {
            self.fields.resize(index, Value::Unset);
        }
        if let Some(field) = self.fields.get_mut(index.wrapping_sub(1)) {
            *field = value;
        }
        self.is_joined = false;
    }

    /// Changes how many there are.
    pub fn set_count(&mut self, count: usize) {
        self.fields.resize(count, Value::Unset);
        self.is_joined = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let texts = |text: &str, separator: Separator| -> Vec<String> {
            let fields = split(text.as_bytes(), &separator, false);
            let text =
                |field: &Value| String::from_utf8_lossy(&field.to_text(b"%.6g")).into_owned();
            fields.iter().map(text).collect()
        };
        assert_eq!(texts("  a b\tc ", Separator::Blanks), ["a", "b", "c"]);
        assert_eq!(texts("a,,b,", Separator::Character(b",".into())), ["a", "", "b", ""]);
        assert_eq!(texts("aé", Separator::Nothing), ["a", "é"]);
        let mut record = Record::new();
        record.set_text(Rc::from(*b"a b"));
        record.split(&Separator::Blanks, false);
        record.set_field(4, Value::text(*b"d"));
        assert_eq!((&*record.text(b"-", b"%.6g"), record.count()), (&b"a-b--d"[..], 4));
    }
}
