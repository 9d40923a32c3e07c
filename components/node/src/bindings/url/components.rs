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

use url::{Position, Url};

/// Says that a part is not there.
const OMITTED: u32 = u32::MAX;

/// The nine numbers of `urlComponents`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Components {
    protocol_end: u32,
    username_end: u32,
    host_start: u32,
    host_end: u32,
    port: u32,
    pathname_start: u32,
    search_start: u32,
    hash_start: u32,
    scheme_type: u32,
}

impl Components {
    /// The components of a URL.
    pub fn of(url: &Url) -> Self {
        let at = |position: Position| url[..position].len() as u32;
        let protocol_end = at(Position::AfterScheme) + 1;
        let (username_end, host_start, host_end) = if url.has_authority() {
            let host = at(Position::BeforeHost);
            let has_credentials = !url.username().is_empty() || url.password().is_some();
            // With credentials the host is counted from the `@`.
            let start = if has_credentials { host - 1 } else { host };
            (at(Position::AfterUsername), start, at(Position::AfterHost))
        } else {
            (protocol_end, protocol_end, protocol_end)
        };
        Self {
            protocol_end,
            username_end,
            host_start,
            host_end,
            port: url.port().map_or(OMITTED, u32::from),
            pathname_start: at(Position::BeforePath),
            search_start: url.query().map_or(OMITTED, |_| at(Position::BeforeQuery) - 1),
            hash_start: url.fragment().map_or(OMITTED, |_| at(Position::BeforeFragment) - 1),
            scheme_type: scheme_type(url.scheme()),
        }
    }

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

    /// Where the host name is, without `@`.
    pub fn host_range(&self) -> std::ops::Range<usize> {
        let has_credentials = self.host_start > self.username_end || self.username_end > self.protocol_end + 2;
        let start = self.host_start as usize + usize::from(has_credentials);
        start..self.host_end as usize
    }
}

/// ada's `scheme::type`.
fn scheme_type(scheme: &str) -> u32 {
    match scheme {
        "http" => 0,
        "https" => 2,
        "ws" => 3,
        "ftp" => 4,
        "wss" => 5,
        "file" => 6,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text and the `urlComponents` that Node 22.14 answers.
    const CASES: &[(&str, &str, [u32; 9])] = &[
        ("http://user:pass@ex.com:81/p?q#h", "http://user:pass@ex.com:81/p?q#h", [5, 11, 16, 23, 81, 26, 28, 30, 0]),
        ("http://user@ex.com/", "http://user@ex.com/", [5, 11, 11, 18, OMITTED, 18, OMITTED, OMITTED, 0]),
        ("http://:pass@ex.com/", "http://:pass@ex.com/", [5, 7, 12, 19, OMITTED, 19, OMITTED, OMITTED, 0]),
        ("http://user:@ex.com/", "http://user@ex.com/", [5, 11, 11, 18, OMITTED, 18, OMITTED, OMITTED, 0]),
        ("http://@ex.com/", "http://ex.com/", [5, 7, 7, 13, OMITTED, 13, OMITTED, OMITTED, 0]),
        ("mailto:x", "mailto:x", [7, 7, 7, 7, OMITTED, 7, OMITTED, OMITTED, 1]),
        ("web+demo:/.//not-a-host/", "web+demo:/.//not-a-host/", [9, 9, 9, 9, OMITTED, 11, OMITTED, OMITTED, 1]),
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
            let url = Url::parse(input).unwrap();
            assert_eq!(url.as_str(), *href);
            assert_eq!(Components::of(&url).numbers(), *numbers, "{input}");
        }
    }
}
