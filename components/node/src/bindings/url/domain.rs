//! Domain names: the ASCII form that goes on the wire and the one people read.

use idna::{AsciiDenyList, punycode};

use super::{
    parser,
    record::{Part, Record},
};

/// `ada::idna::to_ascii`: UTS #46 processing without the list of characters a URL forbids;
/// `None` when the name is not valid.
pub fn to_ascii(name: &str) -> Option<String> {
    // A name of ASCII only is lowered; each label in punycode must be valid.
    idna::domain_to_ascii_cow(name.as_bytes(), AsciiDenyList::EMPTY).ok().map(|ascii| ascii.into_owned())
}

/// `ada::idna::to_unicode`: labels in punycode are decoded, whatever they hold; the rest stays.
pub fn to_unicode(name: &str) -> Option<String> {
    let labels: Vec<String> = name
        .split('.')
        .map(|label| match label.strip_prefix("xn--") {
            Some(encoded) if encoded.is_ascii() => {
                punycode::decode_to_string(encoded).unwrap_or_else(|| label.to_owned())
            }
            _ => label.to_owned(),
        })
        .collect();
    Some(labels.join("."))
}

/// The host as the URL parser of a special scheme makes it (`domainToASCII`); `None` when refused.
pub fn parse_host(name: &str) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    let mut url: Record = parser::parse("ws://x", None)?;
    url.set(Part::Hostname, name)?;
    url.host
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `[toASCII, toUnicode, domainToASCII, domainToUnicode]` of Node 22.14.
    #[test]
    fn like_node() {
        for (name, expected) in [
            ("español.com", ["xn--espaol-zwa.com", "español.com", "xn--espaol-zwa.com", "español.com"]),
            ("xn--iñvalid.com", ["", "xn--iñvalid.com", "", ""]),
            ("xn--fsq.com", ["xn--fsq.com", "例.com", "xn--fsq.com", "例.com"]),
            ("EXAMPLE.com", ["example.com", "EXAMPLE.com", "example.com", "example.com"]),
            ("a..b", ["a..b", "a..b", "a..b", "a..b"]),
            ("a b", ["a b", "a b", "", ""]),
            ("ex%41mple.com", ["ex%41mple.com", "ex%41mple.com", "example.com", "example.com"]),
            ("", ["", "", "", ""]),
            (".", [".", ".", ".", "."]),
            ("ß.de", ["xn--zca.de", "ß.de", "xn--zca.de", "ß.de"]),
            ("xn--", ["", "", "", ""]),
            ("1.2.3", ["1.2.3", "1.2.3", "1.2.0.3", "1.2.0.3"]),
            ("0x7f.1", ["0x7f.1", "0x7f.1", "127.0.0.1", "127.0.0.1"]),
            ("[::1]", ["[::1]", "[::1]", "[::1]", "[::1]"]),
            ("a%zz", ["a%zz", "a%zz", "", ""]),
            ("a\u{ad}b", ["ab", "a\u{ad}b", "ab", "ab"]),
            ("\u{200d}.com", ["", "\u{200d}.com", "", ""]),
            ("a/b", ["a/b", "a/b", "a", "a"]),
            ("a:80", ["a:80", "a:80", "", ""]),
            ("a@b", ["a@b", "a@b", "", ""]),
            ("1.2.3.4.5", ["1.2.3.4.5", "1.2.3.4.5", "", ""]),
            ("_foo.bar", ["_foo.bar", "_foo.bar", "_foo.bar", "_foo.bar"]),
        ] {
            let host = parse_host(name).unwrap_or_default();
            let found = [
                to_ascii(name).unwrap_or_default(),
                to_unicode(name).unwrap_or_default(),
                host.clone(),
                to_unicode(&host).unwrap_or_default(),
            ];
            assert_eq!(found, expected, "{name}");
        }
    }
}
