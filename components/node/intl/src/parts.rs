//! Formatted text in parts, as `formatToParts` shows it.

use std::fmt;

use writeable::{Part as Kind, PartsWrite, Writeable};

/// A piece of formatted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its type in `formatToParts`: "integer", "literal", "month"…
    pub kind: &'static str,
    /// The text.
    pub text: String,
}

impl Part {
    /// A part.
    pub fn new(kind: &'static str, text: impl Into<String>) -> Part {
        Part { kind, text: text.into() }
    }
}

/// Collects parts. The innermost kind names a piece ("group" inside "integer"), but a field of a date
/// is not told as the number it is written as.
#[derive(Default)]
struct Collector {
    parts: Vec<Part>,
    kinds: Vec<Kind>,
}

impl Collector {
    fn kind(&self) -> &'static str {
        let field = self.kinds.iter().find(|kind| kind.category == "datetime");
        field.or(self.kinds.last()).map_or("literal", |kind| kind.value)
    }
}

impl fmt::Write for Collector {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.is_empty() {
            return Ok(());
        }
        let kind = self.kind();
        match self.parts.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => self.parts.push(Part::new(kind, text)),
        }
        Ok(())
    }
}

impl PartsWrite for Collector {
    type SubPartsWrite = Collector;

    fn with_part(
        &mut self,
        kind: Kind,
        mut work: impl FnMut(&mut Collector) -> fmt::Result,
    ) -> fmt::Result {
        self.kinds.push(kind);
        let result = work(self);
        self.kinds.pop();
        result
    }
}

/// The parts of something formatted.
pub(crate) fn parts_of(formatted: &impl Writeable) -> Vec<Part> {
    let mut collector = Collector::default();
    // Writing to memory cannot fail.
    let _ = formatted.write_to_parts(&mut collector);
    collector.parts
}
