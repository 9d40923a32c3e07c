//! What was typed, out of the bytes of a terminal: characters of UTF-8, control characters, and the
//! sequences of ECMA-48 that keys send (those of xterm).

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A character.
    Character(char),
    /// Control and this letter, in capitals.
    Control(u8),
    /// Escape and then this letter.
    Meta(u8),
    /// An arrow.
    Up,
    /// An arrow.
    Down,
    /// An arrow.
    Left,
    /// An arrow.
    Right,
    /// To the start.
    Home,
    /// To the end.
    End,
    /// What is at the cursor.
    Delete,
    /// A key without a meaning here.
    Other,
}

const ESCAPE: u8 = 0x1b;
const ERASE: u8 = 0x7f;

/// Bytes after which a sequence is none.
const LONGEST: usize = 16;

/// Bytes that are not a key yet.
#[derive(Debug, Default)]
pub struct Keys {
    pending: Vec<u8>,
}

impl Keys {
    /// The next byte; answers the key that it completes.
    pub fn next(&mut self, byte: u8) -> Option<Key> {
        self.pending.push(byte);
        let key = decode(&self.pending);
        if key.is_some() || self.pending.len() >= LONGEST {
            self.pending.clear();
            return key.or(Some(Key::Other));
        }
        None
    }
}

/// The key that these bytes are; none while more belong to it.
fn decode(bytes: &[u8]) -> Option<Key> {
    match *bytes {
        [ESCAPE] | [ESCAPE, b'[' | b'O'] => None,
        [ESCAPE, b'[', .., last] if !(0x40..=0x7e).contains(&last) => None,
        [ESCAPE, b'[' | b'O', ref parameters @ .., last] => Some(sequence(parameters, last)),
        [ESCAPE, letter] => Some(Key::Meta(letter.to_ascii_lowercase())),
        [ERASE] => Some(Key::Control(b'H')),
        [control @ 0..0x20] => Some(Key::Control(control | 0x40)),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.chars().next().map(Key::Character),
            // Cut off in the middle, or no UTF-8.
            Err(error) => error.error_len().map(|_| Key::Other),
        },
    }
}

fn sequence(parameters: &[u8], last: u8) -> Key {
    match (parameters, last) {
        (_, b'A') => Key::Up,
        (_, b'B') => Key::Down,
        // With Control (`1;5`) by words.
        (b"1;5" | b"1;3", b'C') => Key::Meta(b'f'),
        (b"1;5" | b"1;3", b'D') => Key::Meta(b'b'),
        (_, b'C') => Key::Right,
        (_, b'D') => Key::Left,
        (_, b'H') | (b"1" | b"7", b'~') => Key::Home,
        (_, b'F') | (b"4" | b"8", b'~') => Key::End,
        (b"3", b'~') => Key::Delete,
        _ => Key::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(bytes: &[u8]) -> Vec<Key> {
        let mut keys = Keys::default();
        bytes.iter().filter_map(|byte| keys.next(*byte)).collect()
    }

    #[test]
    fn keys_of_xterm() {
        use Key::*;
        assert_eq!(keys("aé€😀".as_bytes()), ['a', 'é', '€', '😀'].map(Character));
        assert_eq!(
            keys(b"\x01\r\x7f\x1bb"),
            [Control(b'A'), Control(b'M'), Control(b'H'), Meta(b'b')]
        );
        assert_eq!(
            keys(b"\x1b[A\x1bOB\x1b[3~\x1b[1;5D\x1b[H"),
            [Up, Down, Delete, Meta(b'b'), Home]
        );
        assert_eq!(keys(b"\x1b[200~x\xffy"), [Other, Character('x'), Other, Character('y')]);
    }

    #[test]
    fn a_sequence_without_an_end_is_given_up() {
        let found = keys(&[b"\x1b[".as_slice(), &[b'1'; 30]].concat());
        assert_eq!(found.first(), Some(&Key::Other));
    }
}
