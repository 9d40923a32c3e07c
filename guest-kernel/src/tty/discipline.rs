//! The line discipline: what becomes of the bytes that are typed, and of those that are shown.
//!
//! It knows nothing of processes: it answers which signals the typed characters mean and what is to
//! be echoed.

use super::termios::Termios;
use crate::process::signal::{SIGINT, SIGQUIT, SIGTSTP};
use std::collections::VecDeque;

/// Bytes of a line that is being edited (MAX_CANON); more are dropped, but for its end.
pub const MAX_CANON: usize = 4096;
/// Bytes that wait to be read.
pub const INPUT_MAX: usize = 64 << 10;

/// Bytes that are read together at most: a line, or what was typed without `icanon`.
#[derive(Debug, Default)]
struct Piece {
    bytes: VecDeque<u8>,
    /// A whole line: nothing is added to it.
    complete: bool,
}

/// What typed bytes led to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// How many bytes were taken.
    pub taken: usize,
    /// What is shown of them, before output processing.
    pub echo: Vec<u8>,
    /// Signals to the foreground group.
    pub signals: Vec<u8>,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Discipline {
    termios: Termios,
    /// The line that is being edited.
    line: Vec<u8>,
    ready: VecDeque<Piece>,
    /// Bytes in `ready`.
    waiting: usize,
}

impl Discipline {
    /// The settings.
    pub fn termios(&self) -> Termios {
        self.termios
    }

    /// Change them. What was typed of a line can be read at once when lines do not count any more.
    pub fn set_termios(&mut self, termios: Termios) {
        if self.termios.icanon && !termios.icanon {
            let line = std::mem::take(&mut self.line);
            line.into_iter().for_each(|byte| self.push_raw(byte));
        }
        self.termios = termios;
    }

    /// Forget what was typed and not yet read.
    pub fn discard_input(&mut self) {
        self.line = Vec::new();
        self.ready = VecDeque::new();
        self.waiting = 0;
    }

    /// Bytes that can be typed until the reader has read.
    pub fn room(&self) -> usize {
        INPUT_MAX.saturating_sub(self.waiting).saturating_sub(self.line.len())
    }

    /// Bytes are typed.
    pub fn type_in(&mut self, data: &[u8]) -> Typed {
        let mut typed = Typed::default();
        for byte in data {
            if self.room() == 0 {
                break;
            }
            typed.taken = typed.taken.saturating_add(1);
            let termios = self.termios;
            let byte = match byte {
                b'\r' if termios.igncr => continue,
                b'\r' if termios.icrnl => b'\n',
                b'\n' if termios.inlcr => b'\r',
                byte => *byte,
            };
            if let Some(signal) = self.signal(byte) {
                if !termios.noflsh {
                    self.discard_input();
                }
                self.echo(byte, &mut typed.echo);
                typed.signals.push(signal);
            } else if termios.icanon {
                self.edit(byte, &mut typed.echo);
            } else {
                self.push_raw(byte);
                self.echo(byte, &mut typed.echo);
            }
        }
        typed
    }

    fn signal(&self, byte: u8) -> Option<u8> {
        let characters = self.termios.characters;
        if !self.termios.isig || byte == 0 {
            return None;
        }
        match byte {
            _ if byte == characters.interrupt => Some(SIGINT),
            _ if byte == characters.quit => Some(SIGQUIT),
            _ if byte == characters.suspend => Some(SIGTSTP),
            _ => None,
        }
    }

    /// A byte of a line.
    fn edit(&mut self, byte: u8, echo: &mut Vec<u8>) {
        let Termios { characters, iexten, echoe, echok, .. } = self.termios;
        let is = |character: u8| character != 0 && byte == character;
        if is(characters.erase) {
            self.erase(echo);
        } else if is(characters.word_erase) && iexten {
            while self.line.last().is_some_and(u8::is_ascii_whitespace) {
                self.erase(echo);
            }
            while self.line.last().is_some_and(|last| !last.is_ascii_whitespace()) {
                self.erase(echo);
            }
        } else if is(characters.kill) {
            if echoe {
                while !self.line.is_empty() {
                    self.erase(echo);
                }
            } else {
                self.line = Vec::new();
                self.echo(byte, echo);
                if self.termios.echo && echok {
                    echo.push(b'\n');
                }
            }
        } else if is(characters.end_of_file) {
            self.finish_line();
        } else if byte == b'\n' || is(characters.end_of_line) {
            self.line.push(byte);
            self.finish_line();
            if self.termios.echo || (byte == b'\n' && self.termios.echonl) {
                echo.push(byte);
            }
        } else if self.line.len() < MAX_CANON.saturating_sub(1) {
            self.line.push(byte);
            self.echo(byte, echo);
        }
    }

    /// Take the last character back, all bytes of it.
    fn erase(&mut self, echo: &mut Vec<u8>) {
        let Some(mut byte) = self.line.pop() else { return };
        // Continuation bytes of UTF-8.
        while byte & 0xc0 == 0x80 {
            match self.line.pop() {
                Some(before) => byte = before,
                None => break,
            }
        }
        if self.termios.echo && self.termios.echoe {
            let columns = if self.is_shown_as_two(byte) { 2 } else { 1 };
            for _ in 0..columns {
                echo.extend_from_slice(b"\x08 \x08");
            }
        }
    }

    fn is_shown_as_two(&self, byte: u8) -> bool {
        self.termios.echoctl && byte.is_ascii_control() && !matches!(byte, b'\n' | b'\t')
    }

    fn echo(&self, byte: u8, echo: &mut Vec<u8>) {
        if !self.termios.echo {
            return;
        }
        if self.is_shown_as_two(byte) {
            echo.extend_from_slice(&[b'^', byte ^ 0x40]);
        } else {
            echo.push(byte);
        }
    }

    fn finish_line(&mut self) {
        let bytes: VecDeque<u8> = std::mem::take(&mut self.line).into();
        self.waiting = self.waiting.saturating_add(bytes.len());
        self.ready.push_back(Piece { bytes, complete: true });
    }

    fn push_raw(&mut self, byte: u8) {
        self.waiting = self.waiting.saturating_add(1);
        match self.ready.back_mut() {
            Some(piece) if !piece.complete => piece.bytes.push_back(byte),
            _ => self.ready.push_back(Piece { bytes: [byte].into(), complete: false }),
        }
    }

    /// Whether a read would not wait.
    pub fn is_readable(&self) -> bool {
        if self.termios.icanon {
            !self.ready.is_empty()
        } else {
            self.waiting >= usize::from(self.termios.minimum)
        }
    }

    /// Read up to `length` bytes: of one line only, when lines count. None when there is nothing;
    /// empty is the end of the file.
    pub fn read(&mut self, length: usize) -> Option<Vec<u8>> {
        if length == 0 {
            return Some(Vec::new());
        }
        if !self.is_readable() {
            return None;
        }
        let mut data = Vec::new();
        while let Some(piece) = self.ready.front_mut() {
            let count = length.saturating_sub(data.len()).min(piece.bytes.len());
            data.extend(piece.bytes.drain(..count));
            if !piece.bytes.is_empty() {
                break;
            }
            self.ready.pop_front();
            if self.termios.icanon {
                break;
            }
        }
        self.waiting = self.waiting.saturating_sub(data.len());
        Some(data)
    }

    /// What is shown for `data`, as far as it fits into `room`; answers how much of it that is.
    pub fn show(&self, data: &[u8], room: usize) -> (Vec<u8>, usize) {
        let mut shown = Vec::new();
        for (index, byte) in data.iter().enumerate() {
            let adds_return = *byte == b'\n' && self.termios.opost && self.termios.onlcr;
            let needed = if adds_return { 2 } else { 1 };
            if room.saturating_sub(shown.len()) < needed {
                return (shown, index);
            }
            if adds_return {
                shown.push(b'\r');
            }
            shown.push(*byte);
        }
        (shown, data.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is echoed for these bytes.
    fn echo(discipline: &mut Discipline, data: &[u8]) -> String {
        String::from_utf8(discipline.type_in(data).echo).unwrap()
    }

    fn read(discipline: &mut Discipline) -> Option<String> {
        discipline.read(9999).map(|data| String::from_utf8(data).unwrap())
    }

    #[test]
    fn lines_are_read_one_by_one() {
        let mut discipline = Discipline::default();
        assert_eq!(echo(&mut discipline, b"one\rtwo\nthr"), "one\ntwo\nthr");
        assert_eq!(discipline.read(2), Some(b"on".to_vec()));
        assert_eq!(read(&mut discipline).as_deref(), Some("e\n"));
        assert_eq!(read(&mut discipline).as_deref(), Some("two\n"));
        assert_eq!(read(&mut discipline), None, "the line is not complete");
        assert_eq!(echo(&mut discipline, b"\x04"), "");
        assert_eq!(read(&mut discipline).as_deref(), Some("thr"));
        discipline.type_in(b"\x04");
        assert_eq!(read(&mut discipline).as_deref(), Some(""), "the end of the file");
        assert_eq!(read(&mut discipline), None);
    }

    #[test]
    fn characters_that_edit() {
        let mut discipline = Discipline::default();
        assert_eq!(echo(&mut discipline, "aä\x7f\x7f\x7f".as_bytes()), "aä\x08 \x08\x08 \x08");
        assert_eq!(echo(&mut discipline, b"\x01\x7f"), "^A\x08 \x08\x08 \x08");
        assert_eq!(echo(&mut discipline, b"x yz \x17"), "x yz \x08 \x08\x08 \x08\x08 \x08");
        assert_eq!(echo(&mut discipline, b"q\x15"), "q\x08 \x08\x08 \x08\x08 \x08");
        assert_eq!(echo(&mut discipline, b"!\n"), "!\n");
        assert_eq!(read(&mut discipline).as_deref(), Some("!\n"));
    }

    #[test]
    fn signals_and_what_they_flush() {
        let mut discipline = Discipline::default();
        let typed = discipline.type_in(b"line\nabc\x03\x1a\x1c");
        assert_eq!(typed.signals, [SIGINT, SIGTSTP, SIGQUIT]);
        assert_eq!(typed.echo, b"line\nabc^C^Z^\\");
        assert_eq!(read(&mut discipline), None);
        discipline.set_termios(Termios { isig: false, ..Termios::default() });
        assert!(discipline.type_in(b"\x03\n").signals.is_empty());
        assert_eq!(read(&mut discipline).as_deref(), Some("\x03\n"));
    }

    #[test]
    fn without_lines_bytes_are_read_as_they_come() {
        let mut discipline = Discipline::default();
        discipline.type_in(b"li\nne");
        let raw = Termios { icanon: false, isig: false, echo: false, ..Termios::default() };
        discipline.set_termios(raw);
        assert_eq!(discipline.type_in(b"\x03\x7f").echo, b"");
        assert_eq!(read(&mut discipline).as_deref(), Some("li\nne\x03\x7f"));
        assert_eq!(read(&mut discipline), None);
        discipline.set_termios(Termios { minimum: 0, ..raw });
        assert_eq!(read(&mut discipline).as_deref(), Some(""));
        discipline.set_termios(Termios { minimum: 2, ..raw });
        discipline.type_in(b"a");
        assert!(!discipline.is_readable());
        discipline.type_in(b"b");
        assert!(discipline.is_readable());
    }

    #[test]
    fn bounds() {
        let mut discipline = Discipline::default();
        discipline.type_in(&[b'x'; 5000]);
        discipline.type_in(b"\n");
        assert_eq!(discipline.read(9999).map(|line| line.len()), Some(MAX_CANON));
        discipline.set_termios(Termios { icanon: false, ..Termios::default() });
        assert_eq!(discipline.type_in(&[b'x'; 100_000]).taken, INPUT_MAX);
        assert_eq!(discipline.type_in(b"y").taken, 0);
    }

    #[test]
    fn output() {
        let discipline = Discipline::default();
        assert_eq!(discipline.show(b"a\nb", 99), (b"a\r\nb".to_vec(), 3));
        assert_eq!(discipline.show(b"a\nb", 2), (b"a".to_vec(), 1), "no half a line's end");
        assert_eq!(discipline.show(b"a\nb", 3), (b"a\r\n".to_vec(), 2));
    }

    proptest! {
        #[test]
        fn fuzz_every_byte_is_read_once_without_lines(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..30),
            reads in prop::collection::vec(1..300usize, 0..30),
        ) {
            let mut discipline = Discipline::default();
            let raw = Termios { icanon: false, isig: false, icrnl: false, ..Termios::default() };
            discipline.set_termios(raw);
            let mut expected = VecDeque::new();
            let mut reads = reads.into_iter();
            for piece in pieces {
                prop_assert_eq!(discipline.type_in(&piece).taken, piece.len());
                expected.extend(piece);
                let length = reads.next().unwrap_or(1);
                let model: Vec<u8> = expected.drain(..length.min(expected.len())).collect();
                prop_assert_eq!(discipline.read(length).unwrap_or_default(), model);
                prop_assert_eq!(discipline.room(), INPUT_MAX - expected.len());
            }
        }
    }
}
