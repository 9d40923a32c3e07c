//! The lines that were typed: where one goes up and down, and the file that keeps them.

use kernelet_system as system;
use system::OpenFlags;

use crate::text;

/// Lines that are kept (HISTSIZE of bash).
const KEPT: usize = 500;

/// Bytes of the file that are read.
const LONGEST: u64 = 1 << 20;

/// Reads a file of lines; what is not there is empty.
pub fn load(path: &str) -> Vec<String> {
    let bytes = system::read_file(None, &text::to_bytes(path), LONGEST).unwrap_or_default();
    let all = text::from_bytes(&bytes);
    let lines: Vec<String> = all.lines().map(str::to_owned).collect();
    lines.into_iter().rev().take(KEPT).rev().collect()
}

/// Adds a line to the file. A history that cannot be written is none: nothing else depends on it.
pub fn append(path: &str, line: &str) {
    let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::APPEND | OpenFlags::CLOSE_ON_EXEC;
    if let Ok(file) = system::open(None, &text::to_bytes(path), flags, 0o600) {
        let _ = system::write(file, &text::to_bytes(&format!("{line}\n")));
        let _ = system::close(file);
    }
}

/// Where one is among the lines: below them all stands the one that is being typed.
#[derive(Debug)]
pub struct Walk {
    at: usize,
    typed: String,
}

impl Walk {
    /// Below the last line.
    pub fn new(lines: &[String]) -> Self {
        Walk { at: lines.len(), typed: String::new() }
    }

    /// One up; `current` is what the line shows now.
    pub fn up(&mut self, lines: &[String], current: String) -> Option<String> {
        let above = self.at.checked_sub(1)?;
        if self.at == lines.len() {
            self.typed = current;
        }
        self.at = above;
        lines.get(above).cloned()
    }

    /// One down.
    pub fn down(&mut self, lines: &[String]) -> Option<String> {
        if self.at >= lines.len() {
            return None;
        }
        self.at += 1;
        Some(lines.get(self.at).cloned().unwrap_or_else(|| self.typed.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn up_and_down_come_back_to_what_was_typed() {
        let lines = ["one".to_owned(), "two".to_owned()];
        let mut walk = Walk::new(&lines);
        assert_eq!(walk.down(&lines), None);
        assert_eq!(walk.up(&lines, "half".into()).as_deref(), Some("two"));
        assert_eq!(walk.up(&lines, "two".into()).as_deref(), Some("one"));
        assert_eq!(walk.up(&lines, "one".into()), None);
        assert_eq!(walk.down(&lines).as_deref(), Some("two"));
        assert_eq!(walk.down(&lines).as_deref(), Some("half"));
        assert_eq!(walk.down(&lines), None);
    }
}
