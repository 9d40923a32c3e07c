//! What is read from a module's bytes without the interpreter: why the header is wrong, and the
//! numbers of exported functions (their names in JavaScript).

const MAGIC: [u8; 4] = *b"\0asm";
const VERSION: [u8; 4] = [1, 0, 0, 0];
const EXPORTS: u8 = 7;
const FUNCTION: u8 = 0;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// V8's words for a header that is none.
pub fn header_fault(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() {
        return Some("BufferSource argument is empty".to_owned());
    }
    for (at, name, wanted) in [(0, "magic word", MAGIC), (4, "version", VERSION)] {
        let found = bytes.get(at..bytes.len().min(at + 4)).unwrap_or_default();
        if found.len() < 4 {
            return Some(format!("expected 4 bytes, fell off end @+{}", at));
        }
        if found != wanted {
            return Some(format!("expected {name} {}, found {} @+{at}", hex(&wanted), hex(found)));
        }
    }
    None
}

/// Reads LEB128 numbers and what they count.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u32> {
        let mut value = 0u64;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(value).ok();
            }
        }
        None
    }

    fn take(&mut self, length: u32) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length as usize)?;
        self.0 = rest;
        Some(taken)
    }
}

/// Name and number of every exported function.
pub fn exported_functions(bytes: &[u8]) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    let _ = read_exports(bytes, &mut found);
    found
}

fn read_exports(bytes: &[u8], found: &mut Vec<(String, u32)>) -> Option<()> {
    let mut module = Reader(bytes.get(8..)?);
    loop {
        let id = module.byte()?;
        let length = module.number()?;
        let mut section = Reader(module.take(length)?);
        if id != EXPORTS {
            continue;
        }
        for _ in 0..section.number()? {
            let length = section.number()?;
            let name = String::from_utf8_lossy(section.take(length)?).into_owned();
            let kind = section.byte()?;
            let index = section.number()?;
            if kind == FUNCTION {
                found.push((name, index));
            }
        }
        return Some(());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        assert_eq!(header_fault(b"\0asm\x01\0\0\0"), None);
        assert_eq!(header_fault(b"").as_deref(), Some("BufferSource argument is empty"));
        assert_eq!(
            header_fault(&[1, 2, 3, 4]).as_deref(),
            Some("expected magic word 00 61 73 6d, found 01 02 03 04 @+0")
        );
        assert_eq!(
            header_fault(b"\0asm\x02\0\0\0").as_deref(),
            Some("expected version 01 00 00 00, found 02 00 00 00 @+4")
        );
    }

    #[test]
    fn exports() {
        let module = b"\0asm\x01\0\0\0\x07\x09\x02\x01a\x00\x05\x01m\x02\x00";
        assert_eq!(exported_functions(module), [("a".to_owned(), 5)]);
        for end in 0..module.len() {
            exported_functions(&module[..end]);
        }
    }
}
