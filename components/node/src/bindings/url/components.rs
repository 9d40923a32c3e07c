//! Where the parts of a URL are in its text, as ada counts.
//!
//! ```text
//! https://user:pass@example.com:1234/foo/bar?baz#quux
//!       |     |    |          | ^^^^|       |   |
//!       |     |    |          | |   |       |   `----- hash_start
//!       |     |    |          | |   |       `--------- search_start
//!       |     |    |          | |   `----------------- pathname_start
//!       |     |    |          | `--------------------- port
//!       |     |    |          `----------------------- host_end
//!       |     |    `---------------------------------- host_start
//!       |     `--------------------------------------- username_end
//!       `--------------------------------------------- protocol_end
//! ```

/// Says that a part is not there.
pub const OMITTED: u32 = u32::MAX;

/// The nine numbers of `urlComponents`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the drawing above")]
pub struct Components {
    pub protocol_end: u32,
    pub username_end: u32,
    pub host_start: u32,
    pub host_end: u32,
    pub port: u32,
    pub pathname_start: u32,
    pub search_start: u32,
    pub hash_start: u32,
    pub scheme_type: u32,
}

impl Components {
    /// The numbers in the order of `urlComponents`.
    pub fn numbers(&self) -> [u32; 9] {
        [
            self.protocol_end,
            self.username_end,
            self.host_start,
            self.host_end,
            self.port,
            self.pathname_start,
            self.search_start,
            self.hash_start,
            self.scheme_type,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text and the `urlComponents` that Node 22.14 answers.
    const CASES: &[(&str, &str, [u32; 9])] = &[
        (
            "http://user:pass@ex.com:81/p?q#h",
            "http://user:pass@ex.com:81/p?q#h",
            [5, 11, 16, 23, 81, 26, 28, 30, 0],
        ),
        (
            "http://user@ex.com/",
            "http://user@ex.com/",
            [5, 11, 11, 18, OMITTED, 18, OMITTED, OMITTED, 0],
        ),
        (
            "http://:pass@ex.com/",
            "http://:pass@ex.com/",
            [5, 7, 12, 19, OMITTED, 19, OMITTED, OMITTED, 0],
        ),
        (
            "http://user:@ex.com/",
            "http://user@ex.com/",
            [5, 11, 11, 18, OMITTED, 18, OMITTED, OMITTED, 0],
        ),
        ("http://@ex.com/", "http://ex.com/", [5, 7, 7, 13, OMITTED, 13, OMITTED, OMITTED, 0]),
        ("mailto:x", "mailto:x", [7, 7, 7, 7, OMITTED, 7, OMITTED, OMITTED, 1]),
        (
            "web+demo:/.//not-a-host/",
            "web+demo:/.//not-a-host/",
            [9, 9, 9, 9, OMITTED, 11, OMITTED, OMITTED, 1],
        ),
        ("file:///foo", "file:///foo", [5, 7, 7, 7, OMITTED, 7, OMITTED, OMITTED, 6]),
        ("file://h/foo", "file://h/foo", [5, 7, 7, 8, OMITTED, 8, OMITTED, OMITTED, 6]),
        ("foo://", "foo://", [4, 6, 6, 6, OMITTED, 6, OMITTED, OMITTED, 1]),
        ("foo:///x", "foo:///x", [4, 6, 6, 6, OMITTED, 6, OMITTED, OMITTED, 1]),
        ("foo://h:1", "foo://h:1", [4, 6, 6, 7, 1, 9, OMITTED, OMITTED, 1]),
        ("a:?", "a:?", [2, 2, 2, 2, OMITTED, 2, 2, OMITTED, 1]),
        ("a:#", "a:#", [2, 2, 2, 2, OMITTED, 2, OMITTED, 2, 1]),
        ("http://a?", "http://a/?", [5, 7, 7, 8, OMITTED, 8, 9, OMITTED, 0]),
        ("foo://u:p@h/", "foo://u:p@h/", [4, 7, 9, 11, OMITTED, 11, OMITTED, OMITTED, 1]),
        ("file:c:/x", "file:///c:/x", [5, 7, 7, 7, OMITTED, 7, OMITTED, OMITTED, 6]),
        ("file:///C|/x", "file:///C:/x", [5, 7, 7, 7, OMITTED, 7, OMITTED, OMITTED, 6]),
        ("http://[::1]:3/", "http://[::1]:3/", [5, 7, 7, 12, 3, 14, OMITTED, OMITTED, 0]),
        ("wss://a:443", "wss://a/", [4, 6, 6, 7, OMITTED, 7, OMITTED, OMITTED, 5]),
    ];

    #[test]
    fn offsets_are_those_of_ada() {
        for (input, href, numbers) in CASES {
            let (text, components) = super::super::parser::parse(input, None).unwrap().serialize();
            assert_eq!(text, *href);
            assert_eq!(components.numbers(), *numbers, "{input}");
        }
    }
}
