//! `.env` files: the grammar of `src/node_dotenv.cc` in Node 22.14, quirks included.

use std::collections::BTreeMap;

/// Trims blanks, tabs and line feeds at both ends.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n'])
}

/// Everything after the next line feed; nothing when there is none.
fn next_line(text: &str, from: usize) -> &str {
    text.get(from..).and_then(|rest| rest.split_once('\n')).map_or("", |(_, rest)| rest)
}

/// The variables of a file, sorted by name.
pub fn parse(text: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let text = text.replace('\r', "");
    let mut content = trim(&text);
    while let Some(first) = content.chars().next() {
        if first == '\n' || first == '#' {
            content = next_line(content, 0);
            continue;
        }
        let Some((key, rest)) = content.split_once('=') else { break };
        let key = trim(key);
        if key.is_empty() {
            break;
        }
        let key = key.strip_prefix("export ").unwrap_or(key);
        content = rest;
        if content.is_empty() || content.starts_with('\n') {
            out.insert(key.to_owned(), String::new());
            content = content.get(1..).unwrap_or_default();
            continue;
        }
        content = trim(content);
        let Some(quote) = content.chars().next() else {
            out.insert(key.to_owned(), String::new());
            break;
        };
        if matches!(quote, '"' | '\'' | '`') {
            if let Some(length) = content[1..].find(quote) {
                let value = &content[1..=length];
                let value =
                    if quote == '"' { value.replace("\\n", "\n") } else { value.to_owned() };
                out.insert(key.to_owned(), value);
                content = next_line(content, length + 2);
                continue;
            }
            // Without a closing quote the whole line is the value.
            let line = content.split('\n').next().unwrap_or_default();
            out.insert(key.to_owned(), line.to_owned());
            content = next_line(content, 0);
            continue;
        }
        let line = content.split('\n').next().unwrap_or_default();
        let value = line.split('#').next().unwrap_or_default();
        out.insert(key.to_owned(), trim(value).to_owned());
        content = next_line(content, 0);
    }
    out
}
