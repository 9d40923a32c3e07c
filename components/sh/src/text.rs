//! Text of scripts and variables.
//!
//! The shell works on `String`s, but files, arguments and data are bytes. Bytes that are not UTF-8
//! stand as characters of a private plane (`U+10FF00` + byte) and become bytes again at the system's
//! border; real characters of that range are taken apart into bytes on the way in, so nothing is lost
//! or confused. Each such byte counts as one character, as in bash.

/// Where bytes that are not UTF-8 stand.
const RAW: u32 = 0x10_FF00;

/// Bytes from the system as text.
pub fn from_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        if chunk.valid().contains(|character| raw_byte(character).is_some()) {
            for character in chunk.valid().chars() {
                match raw_byte(character) {
                    None => text.push(character),
                    Some(_) => {
                        let mut buffer = [0; 4];
                        character.encode_utf8(&mut buffer).bytes().for_each(|b| text.push(raw(b)));
                    }
                }
            }
        } else {
            text.push_str(chunk.valid());
        }
        text.extend(chunk.invalid().iter().copied().map(raw));
    }
    text
}

/// Text as bytes for the system.
pub fn to_bytes(text: &str) -> Vec<u8> {
    if !text.contains(|character| raw_byte(character).is_some()) {
        return text.as_bytes().to_vec();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut buffer = [0; 4];
    for character in text.chars() {
        match raw_byte(character) {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes()),
        }
    }
    bytes
}

/// The character that stands for a byte which is not text.
fn raw(byte: u8) -> char {
    char::from_u32(RAW + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The byte that a character stands for.
fn raw_byte(character: char) -> Option<u8> {
    let offset = (character as u32).checked_sub(RAW)?;
    u8::try_from(offset).ok()
}

/// Which backslash sequences count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escapes {
    /// `$'…'`: also `\'`, `\"`, `\?`, `\cX`; octal without a zero.
    Ansi,
    /// `echo -e`, `printf %b`: octal with a zero (`\0nnn`), `\c` ends the output.
    Echo,
    /// The format of `printf`: octal without a zero.
    Format,
}

/// Replaces backslash sequences; the flag says that `\c` ended the text.
pub fn unescape(text: &str, escapes: Escapes) -> (String, bool) {
    let mut bytes = Vec::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(next) = characters.next() {
        if next != '\\' {
            bytes.extend(to_bytes(next.encode_utf8(&mut [0; 4])));
            continue;
        }
        let Some(letter) = characters.next() else {
            bytes.push(b'\\');
            break;
        };
        let mut digits = |radix: u32, most: usize| -> Option<u32> {
            let mut value = None;
            for _ in 0..most {
                let Some(digit) = characters.peek().and_then(|next| next.to_digit(radix)) else {
                    break;
                };
                characters.next();
                value = Some(value.unwrap_or(0) * radix + digit);
            }
            value
        };
        let character = |value: Option<u32>| value.and_then(char::from_u32);
        match letter {
            'a' => bytes.push(7),
            'b' => bytes.push(8),
            'e' | 'E' => bytes.push(27),
            'f' => bytes.push(12),
            'n' => bytes.push(b'\n'),
            'r' => bytes.push(b'\r'),
            't' => bytes.push(b'\t'),
            'v' => bytes.push(11),
            '\\' => bytes.push(b'\\'),
            '\'' | '"' | '?' if escapes == Escapes::Ansi => bytes.push(letter as u8),
            '"' if escapes == Escapes::Format => bytes.push(b'"'),
            'c' if escapes == Escapes::Ansi => {
                let control = characters.next().unwrap_or('@');
                bytes.push((control.to_ascii_uppercase() as u32 as u8) ^ 0x40);
            }
            'c' => return (from_bytes(&bytes), true),
            'x' => match digits(16, 2) {
                Some(value) => bytes.push(value as u8),
                None => bytes.extend(b"\\x"),
            },
            'u' | 'U' => match character(digits(16, if letter == 'u' { 4 } else { 8 })) {
                Some(value) => bytes.extend(value.encode_utf8(&mut [0; 4]).bytes()),
                None => bytes.extend([b'\\', letter as u8]),
            },
            '0' if escapes == Escapes::Echo => bytes.push(digits(8, 3).unwrap_or(0) as u8),
            '0'..='7' => {
                let first = letter.to_digit(8).unwrap_or(0);
                let mut value = first;
                for _ in 0..2 {
                    let Some(digit) = characters.peek().and_then(|next| next.to_digit(8)) else {
                        break;
                    };
                    characters.next();
                    value = value * 8 + digit;
                }
                bytes.push(value as u8);
            }
            other => {
                bytes.push(b'\\');
                bytes.extend(to_bytes(other.encode_utf8(&mut [0; 4])));
            }
        }
    }
    // A zero byte ends a string of `$'…'`; elsewhere it is data.
    if escapes == Escapes::Ansi
        && let Some(end) = bytes.iter().position(|byte| *byte == 0)
    {
        bytes.truncate(end);
    }
    (from_bytes(&bytes), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        let ansi = |text| unescape(text, Escapes::Ansi).0;
        assert_eq!(ansi(r"a\tb\n\x41\101\u00e9\'\cA"), "a\tb\nAA\u{e9}'\u{1}");
        assert_eq!(unescape(r"a\cb", Escapes::Echo), ("a".into(), true));
        assert_eq!(unescape(r"\0101\q\", Escapes::Echo).0, "A\\q\\");
        assert_eq!(to_bytes(&ansi(r"\xff")), [255]);
    }

    proptest::proptest! {
        #[test]
        fn fuzz_bytes_come_back(bytes: Vec<u8>) {
            proptest::prop_assert_eq!(to_bytes(&from_bytes(&bytes)), bytes);
        }

        #[test]
        fn fuzz_private_characters_come_back(text in "[a\u{10FF00}-\u{10FFFF}]*") {
            proptest::prop_assert_eq!(to_bytes(&from_bytes(text.as_bytes())), text.as_bytes());
        }
    }
}
