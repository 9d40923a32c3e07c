//! What the module loaders want of a `package.json`, read without building a tree.
//!
//! Node's C++ goes over the top level with simdjson's on-demand parser: it looks into the members
//! it knows and skips the others by counting brackets. This does the same, so that a file real
//! Node accepts (a wrong token deep inside an unrelated member) is accepted here, and `exports`
//! and `imports` come out as the very text of the file.

/// The fields of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageJson {
    /// `name`, when there is one.
    pub name: Option<String>,
    /// `main`, when it is a string.
    pub main: Option<String>,
    /// `type`
    pub kind: Kind,
    /// `imports`: a string's value, or the text of an object or array.
    pub imports: Option<String>,
    /// `exports`, likewise.
    pub exports: Option<String>,
}

/// The `type` field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Missing or of an unknown value.
    #[default]
    None,
    /// `"commonjs"`
    CommonJs,
    /// `"module"`
    Module,
}

impl Kind {
    /// Node's name for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::CommonJs => "commonjs",
            Self::Module => "module",
        }
    }
}

/// The file is not what a `package.json` must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid;

type Parsed<T> = Result<T, Invalid>;

/// Reads a file.
pub fn parse(text: &[u8]) -> Parsed<PackageJson> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let text = std::str::from_utf8(text).map_err(|_| Invalid)?;
    let mut scanner = Scanner { text, at: 0 };
    let mut package = PackageJson::default();
    scanner.expect(b'{')?;
    if scanner.take(b'}') {
        return scanner.end().map(|()| package);
    }
    loop {
        let key = scanner.string()?;
        scanner.expect(b':')?;
        match key.as_str() {
            "name" => package.name = Some(scanner.string()?),
            "main" => {
                package.main = if scanner.peek() == Some(b'"') {
                    Some(scanner.string()?)
                } else {
                    scanner.skip_value()?;
                    None
                }
            }
            "type" => {
                package.kind = match scanner.string()?.as_str() {
                    "module" => Kind::Module,
                    "commonjs" => Kind::CommonJs,
                    _ => Kind::None,
                }
            }
            "imports" => package.imports = scanner.text_or_string()?,
            "exports" => package.exports = scanner.text_or_string()?,
            _ => {
                scanner.skip_value()?;
            }
        }
        if scanner.take(b'}') {
            return scanner.end().map(|()| package);
        }
        scanner.expect(b',')?;
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.bytes().get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    fn take(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, wanted: u8) -> Parsed<()> {
        if self.take(wanted) { Ok(()) } else { Err(Invalid) }
    }

    fn end(mut self) -> Parsed<()> {
        if self.peek().is_none() { Ok(()) } else { Err(Invalid) }
    }

    /// Passes over a string; answers what stands between its quotes.
    fn raw_string(&mut self) -> Parsed<&'a str> {
        self.expect(b'"')?;
        let start = self.at;
        while let Some(byte) = self.bytes().get(self.at) {
            match byte {
                b'"' => {
                    let raw = &self.text[start..self.at];
                    self.at += 1;
                    return Ok(raw);
                }
                b'\\' => self.at += 2,
                0..0x20 => return Err(Invalid),
                _ => self.at += 1,
            }
        }
        Err(Invalid)
    }

    fn string(&mut self) -> Parsed<String> {
        let raw = self.raw_string()?;
        if !raw.contains('\\') {
            return Ok(raw.to_owned());
        }
        unescape(raw)
    }

    /// A string's value, the text of an object or array, nothing for anything else.
    fn text_or_string(&mut self) -> Parsed<Option<String>> {
        match self.peek() {
            Some(b'"') => self.string().map(Some),
            Some(b'{' | b'[') => self.skip_value().map(|text| Some(text.to_owned())),
            _ => self.skip_value().map(|_| None),
        }
    }

    /// Passes over a value by counting brackets; answers its text.
    fn skip_value(&mut self) -> Parsed<&'a str> {
        let mut depth = 0_usize;
        self.peek().ok_or(Invalid)?;
        let start = self.at;
        loop {
            match self.peek().ok_or(Invalid)? {
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or(Invalid)?;
                    self.at += 1;
                }
                b'"' => {
                    self.raw_string()?;
                }
                b',' | b':' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                b',' | b':' => return Err(Invalid),
                _ => self.skip_scalar(),
            }
            if depth == 0 {
                return Ok(&self.text[start..self.at]);
            }
        }
    }

    fn skip_scalar(&mut self) {
        while let Some(byte) = self.bytes().get(self.at) {
            if matches!(
                byte,
                b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"' | b' ' | b'\t' | b'\n' | b'\r'
            ) {
                return;
            }
            self.at += 1;
        }
    }
}

/// The value of what stands between a string's quotes.
fn unescape(raw: &str) -> Parsed<String> {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        value.push_str(&rest[..at]);
        let kind = *rest.as_bytes().get(at + 1).ok_or(Invalid)?;
        // An escape is ASCII; anything else would end in the middle of a character.
        rest = rest.get(at + 2..).ok_or(Invalid)?;
        match kind {
            b'"' | b'\\' | b'/' => value.push(char::from(kind)),
            b'b' => value.push('\u{8}'),
            b'f' => value.push('\u{c}'),
            b'n' => value.push('\n'),
            b'r' => value.push('\r'),
            b't' => value.push('\t'),
            b'u' => {
                let mut unit = unit(&mut rest)?;
                if (0xd800..0xdc00).contains(&unit) {
                    rest = rest.strip_prefix("\\u").ok_or(Invalid)?;
                    let low = self::unit(&mut rest)?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(Invalid);
                    }
                    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                }
                value.push(char::from_u32(unit).ok_or(Invalid)?);
            }
            _ => return Err(Invalid),
        }
    }
    value.push_str(rest);
    Ok(value)
}

/// Four hexadecimal digits.
fn unit(rest: &mut &str) -> Parsed<u32> {
    let digits = rest.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let value = u32::from_str_radix(digits.ok_or(Invalid)?, 16).map_err(|_| Invalid)?;
    *rest = &rest[4..];
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(text: &str) -> PackageJson {
        parse(text.as_bytes()).unwrap_or_else(|_| panic!("{text} is refused"))
    }

    /// What real Node 22.14 answered for these.
    #[test]
    fn accepts_what_node_accepts() {
        assert_eq!(package("{}"), PackageJson::default());
        assert_eq!(
            package(
                r#"{"name":"a\u0041","main":5,"type":"module","exports":{ "." : "./x.js" , "./b":[1, 2] },"imports": "str","z":1}"#
            ),
            PackageJson {
                name: Some("aA".into()),
                main: None,
                kind: Kind::Module,
                imports: Some("str".into()),
                exports: Some(r#"{ "." : "./x.js" , "./b":[1, 2] }"#.into()),
            }
        );
        assert_eq!(package(r#"{"exports":"./a\u0041.js"}"#).exports.as_deref(), Some("./aA.js"));
        assert_eq!(package(r#"{"exports":["a"]}"#).exports.as_deref(), Some(r#"["a"]"#));
        assert_eq!(package(r#"{"exports":true,"imports":5}"#), PackageJson::default());
        assert_eq!(package(r#"{"exports":false,"imports":[1]}"#).imports.as_deref(), Some("[1]"));
        assert_eq!(package("\u{feff}{\"name\":\"bom\"}").name.as_deref(), Some("bom"));
        assert_eq!(package(r#"{"name":"a","name":"b","main":null}"#).name.as_deref(), Some("b"));
        assert_eq!(package(r#"{"main":{"a":1}}"#).main, None);
        let odd = package(r#"{"name":"x", "scripts": {"a": bad}, "main":"y"}"#);
        assert_eq!((odd.name.as_deref(), odd.main.as_deref()), (Some("x"), Some("y")));
        assert_eq!(package(r#"{"exports":"[notjson"}"#).exports.as_deref(), Some("[notjson"));
        assert_eq!(package(r#"{"name":"\ud83d\ude00"}"#).name.as_deref(), Some("😀"));
    }

    #[test]
    fn refuses_what_node_refuses() {
        for text in [
            "",
            "{",
            "{bad",
            "[]",
            "null",
            "\"s\"",
            r#"{"name":1}"#,
            r#"{"type":5}"#,
            r#"{"type":"commonjs","name":"x",}"#,
            r#"{"name":"x"} trailing"#,
            r#"{"name":"\ud800"}"#,
            r#"{"name":"a\"#,
            r#"{"a":}"#,
            r#"{"a":1 "b":2}"#,
        ] {
            assert_eq!(parse(text.as_bytes()), Err(Invalid), "{text}");
        }
    }
}
