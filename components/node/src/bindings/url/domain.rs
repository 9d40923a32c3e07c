//! Domain names: the ASCII form that goes on the wire and the one people read.

use idna::{AsciiDenyList, punycode};

use super::{
    parser,
    record::{Part, Record},
};

/// `ada::idna::to_ascii`: UTS #46 processing without the list of characters a URL forbids;
/// `None` when the name is not valid.
pub fn to_ascii(name: &str) -> Option<String> {
    to_ascii_bytes(name.as_bytes())
}

/// [`to_ascii`] of what may not even be UTF-8.
pub fn to_ascii_bytes(name: &[u8]) -> Option<String> {
    let whole = |name: &[u8]| {
        idna::domain_to_ascii_cow(name, AsciiDenyList::EMPTY).ok().map(|ascii| ascii.into_owned())
    };
    if let Some(ascii) = whole(name) {
        return Some(ascii);
    }
    // ada lets a right-to-left label begin with a digit, which the rules for bidirectional names refuse.
    let name = std::str::from_utf8(name).ok()?;
    let is_digit = |character: char| ('\u{660}'..='\u{669}').contains(&character);
    // In letters, whether it came in punycode or not.
    let number = |label: &str| {
        let letters = match label.strip_prefix("xn--") {
            Some(encoded) => punycode::decode_to_string(encoded)?,
            None => label.to_owned(),
        };
        (!letters.is_empty() && letters.chars().all(is_digit)).then_some(letters)
    };
    if !name.split('.').any(|label| number(label).is_some()) {
        return None;
    }
    let labels = name.split('.').map(|label| match number(label) {
        Some(letters) => punycode::encode_str(&letters).map(|encoded| format!("xn--{encoded}")),
        None => whole(label.as_bytes()),
    });
    labels.collect::<Option<Vec<String>>>().map(|labels| labels.join("."))
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
            (
                "español.com",
                ["xn--espaol-zwa.com", "español.com", "xn--espaol-zwa.com", "español.com"],
            ),
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
            ("٣.com", ["xn--cib.com", "٣.com", "xn--cib.com", "٣.com"]),
            ("xn--cib.com", ["xn--cib.com", "٣.com", "xn--cib.com", "٣.com"]),
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
