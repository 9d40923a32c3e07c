//! File modes as text (chmod(1)).

/// The mode that `text`, octal or symbolic, makes of `old`; none when it is no mode. `mask` holds back bits
/// where nobody is named.
pub fn apply(text: &str, old: u32, mask: u32, directory: bool) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return u32::from_str_radix(text, 8).ok().filter(|mode| *mode <= 0o7777);
    }
    let mut mode = old;
    for clause in text.split(',') {
        let at = clause.find(['+', '-', '='])?;
        let (who, mut rest) = clause.split_at(at);
        let mut who_bits = 0;
        for letter in who.chars() {
            who_bits |= match letter {
                'u' => 0o4700,
                'g' => 0o2070,
                'o' => 0o1007,
                'a' => 0o7777,
                _ => return None,
            };
        }
        let allowed = if who.is_empty() { 0o7777 & !mask } else { who_bits };
        while let Some(operator) = rest.chars().next() {
            let end = rest.get(1..)?.find(['+', '-', '=']).map_or(rest.len(), |end| end + 1);
            let mut bits = 0;
            for letter in rest.get(1..end)?.chars() {
                bits |= match letter {
                    'r' => 0o444,
                    'w' => 0o222,
                    'x' => 0o111,
                    'X' if directory || mode & 0o111 != 0 => 0o111,
                    'X' => 0,
                    's' => 0o6000,
                    't' => 0o1000,
                    'u' => (mode >> 6 & 7) * 0o111,
                    'g' => (mode >> 3 & 7) * 0o111,
                    'o' => (mode & 7) * 0o111,
                    _ => return None,
                };
            }
            let bits = bits & allowed;
            mode = match operator {
                '+' => mode | bits,
                '-' => mode & !bits,
                _ => (mode & !(if who.is_empty() { 0o777 } else { allowed & 0o777 })) | bits,
            };
            rest = rest.get(end..)?;
        }
    }
    Some(mode)
}

/// Nine letters, with those for set-id and sticky bits (ls(1)).
pub fn letters(mode: u32) -> String {
    let mut out = String::new();
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = mode >> shift;
        out.push(if bits & 4 != 0 { 'r' } else { '-' });
        out.push(if bits & 2 != 0 { 'w' } else { '-' });
        out.push(match (bits & 1 != 0, mode & special != 0) {
            (true, false) => 'x',
            (false, false) => '-',
            (true, true) => letter,
            (false, true) => letter.to_ascii_uppercase(),
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbolic_modes() {
        for (text, old, new) in [
            ("755", 0o644, 0o755),
            ("+x", 0o644, 0o755),
            ("u+x", 0o644, 0o744),
            ("go-rwx", 0o755, 0o700),
            ("a=r", 0o777, 0o444),
            ("u=rwx,g=rx,o=", 0o644, 0o750),
            ("a+X", 0o644, 0o644),
            ("u+s", 0o755, 0o4755),
            ("g=u", 0o640, 0o660),
        ] {
            assert_eq!(apply(text, old, 0o022, false), Some(new), "{text}");
        }
        assert_eq!(apply("a+X", 0o644, 0, true), Some(0o755));
        assert_eq!((apply("8", 0, 0, false), apply("u?x", 0, 0, false)), (None, None));
        assert_eq!((letters(0o755), letters(0o4644)), ("rwxr-xr-x".into(), "rwSr--r--".into()));
    }
}
