//! Line editing on a terminal, with the keys of Emacs that bash and readline have.
//!
//! | Module | What |
//! |---|---|
//! | [`line`] | the text and the cursor |
//! | [`keys`] | bytes of the terminal as keys |
//! | [`history`] | earlier lines and their file |
//!
//! Here: the terminal's modes while a line is typed, and what it shows. What a line means is not known
//! here.

pub mod history;
pub mod keys;
pub mod line;

use kernelet_system as system;
use system::{Errno, Fd, TerminalModes, Termios};

use crate::job;
use crate::text;
use history::Walk;
use keys::{Key, Keys};
use line::Line;

/// How reading a line ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// With Return.
    Line(String),
    /// Given up (`^C`).
    Abandoned,
    /// `^D` on an empty line, or the terminal is gone.
    End,
}

/// What a key asks for beside a change of the line.
enum Step {
    Shown,
    Done(Typed),
}

/// Reads a line from the terminal `fd` after `prompt`; `earlier` lines are above it.
pub async fn read(fd: Fd, prompt: &str, earlier: &[String]) -> Typed {
    let Ok(_modes) = Modes::set(fd) else { return Typed::End };
    let mut editor = Editor {
        fd,
        prompt,
        earlier,
        line: Line::default(),
        keys: Keys::default(),
        walk: Walk::new(earlier),
        row: 0,
    };
    editor.show();
    loop {
        // One byte each: what follows the line is for the command.
        let byte = match job::read(fd, 1).await {
            Ok(bytes) => bytes.first().copied(),
            Err(Errno::Intr) => continue,
            Err(_) => None,
        };
        let Some(byte) = byte else { return Typed::End };
        let Some(key) = editor.keys.next(byte) else { continue };
        match editor.press(key) {
            Step::Shown => editor.show(),
            Step::Done(typed) => return typed,
        }
    }
}

/// The modes of a terminal while a line is edited; those before come back when it is dropped.
struct Modes {
    fd: Fd,
    before: Termios,
}

impl Modes {
    fn set(fd: Fd) -> Result<Self, Errno> {
        let before = system::get_termios(fd)?;
        let mut raw = before;
        raw.modes &= !(TerminalModes::ICANON
            | TerminalModes::ECHO
            | TerminalModes::ISIG
            | TerminalModes::IEXTEN
            | TerminalModes::ICRNL);
        raw.minimum = 1;
        system::set_termios(fd, raw, false)?;
        Ok(Modes { fd, before })
    }
}

impl Drop for Modes {
    fn drop(&mut self) {
        // The terminal may be gone.
        let _ = system::set_termios(self.fd, self.before, false);
    }
}

struct Editor<'a> {
    fd: Fd,
    prompt: &'a str,
    earlier: &'a [String],
    line: Line,
    keys: Keys,
    walk: Walk,
    /// Rows of the window between the start of the prompt and the cursor.
    row: usize,
}

impl Editor<'_> {
    fn press(&mut self, key: Key) -> Step {
        let line = &mut self.line;
        match key {
            Key::Character(character) => line.insert(character),
            Key::Control(b'M' | b'J') => {
                line.end();
                self.show();
                self.write("\r\n");
                return Step::Done(Typed::Line(self.line.text()));
            }
            Key::Control(b'C') => {
                line.end();
                self.show();
                self.write("^C\r\n");
                return Step::Done(Typed::Abandoned);
            }
            Key::Control(b'D') if line.is_empty() => return Step::Done(Typed::End),
            Key::Control(b'D') | Key::Delete => line.delete(),
            Key::Control(b'H') => line.erase(),
            Key::Control(b'A') | Key::Home => line.home(),
            Key::Control(b'E') | Key::End => line.end(),
            Key::Control(b'B') | Key::Left => line.step(-1),
            Key::Control(b'F') | Key::Right => line.step(1),
            Key::Meta(b'b') => line.word_back(),
            Key::Meta(b'f') => line.word_forward(),
            Key::Control(b'U') => line.cut_before(),
            Key::Control(b'K') => line.cut_after(),
            Key::Control(b'W') => line.cut_word(),
            Key::Control(b'Y') => line.put_back(),
            Key::Control(b'I') => line.insert('\t'),
            Key::Control(b'L') => {
                self.row = 0;
                self.write("\x1b[H\x1b[2J");
            }
            Key::Control(b'P') | Key::Up => {
                if let Some(text) = self.walk.up(self.earlier, line.text()) {
                    line.set(&text);
                }
            }
            Key::Control(b'N') | Key::Down => {
                if let Some(text) = self.walk.down(self.earlier) {
                    line.set(&text);
                }
            }
            Key::Control(_) | Key::Meta(_) | Key::Other => {}
        }
        Step::Shown
    }

    /// Shows prompt and line anew, the cursor where it is.
    fn show(&mut self) {
        let size = system::get_window_size(self.fd).map_or(0, |size| size.columns);
        // A terminal that does not know its size says 0.
        let columns = if size == 0 { 80 } else { usize::from(size) };
        let mut shown = String::from("\r");
        if self.row > 0 {
            shown.push_str(&format!("\x1b[{}A", self.row));
        }
        shown.push_str("\x1b[J");
        shown.push_str(&self.prompt.replace('\n', "\r\n"));
        shown.extend(self.line.before().iter().chain(self.line.after()));
        let start = width(self.prompt.rsplit('\n').next().unwrap_or_default());
        let rows_above = self.prompt.matches('\n').count();
        let cursor = start + self.line.before().len();
        let end = cursor + self.line.after().len();
        if end > 0 && end.is_multiple_of(columns) {
            // The terminal waits at the edge until something follows.
            shown.push_str("\r\n");
        }
        let up = end / columns - cursor / columns;
        if up > 0 {
            shown.push_str(&format!("\x1b[{up}A"));
        }
        shown.push('\r');
        if !cursor.is_multiple_of(columns) {
            shown.push_str(&format!("\x1b[{}C", cursor % columns));
        }
        self.row = rows_above + cursor / columns;
        self.write(&shown);
    }

    fn write(&self, text: &str) {
        job::write_now(self.fd, &text::to_bytes(text));
    }
}

/// Columns that a prompt takes: what stands in an escape sequence takes none.
fn width(prompt: &str) -> usize {
    let mut count = 0;
    let mut characters = prompt.chars();
    while let Some(next) = characters.next() {
        if next == '\x1b' {
            // The letter that ends it goes as well.
            let _ = characters.by_ref().skip(1).find(|end| ('@'..='~').contains(end));
        } else if !next.is_control() {
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_take_no_columns() {
        assert_eq!(width("\x1b[1;32mme\x1b[0m $ "), 5);
        assert_eq!(width(""), 0);
    }
}
