//! `file:` URLs that are already in WHATWG's serialised form, and paths.

/// The path of a `file:` URL; none for any other text.
pub fn to_path(url: &str) -> Option<String> {
    let rest = url.strip_prefix("file://")?;
    let rest = &rest[rest.find('/')?..];
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    Some(String::from_utf8_lossy(&decode(&rest.as_bytes()[..end])).into_owned())
}

fn decode(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut index = 0;
    while index < text.len() {
        let digits = text
            .get(index + 1..index + 3)
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match (text[index], digits) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                index += 3;
            }
            (byte, _) => {
                bytes.push(byte);
                index += 1;
            }
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::to_path;

    #[test]
    fn paths_of_urls() {
        assert_eq!(to_path("file:///tmp/a%20b.js?q#h").as_deref(), Some("/tmp/a b.js"));
        assert_eq!(to_path("file:///%E2%82%AC").as_deref(), Some("/€"));
        assert_eq!(to_path("file:///a%2").as_deref(), Some("/a%2"));
        assert_eq!(to_path("node:fs"), None);
    }
}
