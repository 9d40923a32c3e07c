//! `.env` files: the grammar of `src/node_dotenv.cc` in Node 22.14, quirks included.
//!
//! The quirks, which programs can see: only blanks are trimmed; on a last line without a line feed
//! a `#` starts no comment, and its value is read again as a line.

use std::collections::BTreeMap;

fn trim(text: &str) -> &str {
    text.trim_matches(' ')
}

/// Everything after the next line feed.
fn next_line(text: &str) -> Option<&str> {
    text.split_once('\n').map(|(_, rest)| rest)
}

/// The variables of a file, sorted by name.
pub fn parse(text: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let text = text.replace('\r', "");
    let mut content = trim(&text);
    while let Some(first) = content.chars().next() {
        if (first == '\n' || first == '#')
            && let Some(rest) = next_line(content)
        {
            content = rest;
            continue;
        }
        let Some((key, rest)) = content.split_once('=') else { break };
        content = rest;
        let key = trim(key);
        if key.is_empty() {
            break;
        }
        let key = key.strip_prefix("export ").unwrap_or(key);
        if content.is_empty() || content.starts_with('\n') {
            out.insert(key.to_owned(), String::new());
            content = content.get(1..).unwrap_or_default();
            continue;
        }
        content = trim(content);
        let quote = content.chars().next().filter(|first| matches!(first, '"' | '\'' | '`'));
        if let Some(quote) = quote {
            if let Some(length) = content[1..].find(quote) {
                let value = &content[1..=length];
                let value =
                    if quote == '"' { value.replace("\\n", "\n") } else { value.to_owned() };
                out.insert(key.to_owned(), value);
                if let Some(rest) = next_line(&content[length + 2..]) {
                    content = rest;
                }
            } else if let Some((line, rest)) = content.split_once('\n') {
                // Without a closing quote the whole line is the value.
                out.insert(key.to_owned(), line.to_owned());
                content = rest;
            }
            continue;
        }
        match content.split_once('\n') {
            Some((line, rest)) => {
                let value = line.split('#').next().unwrap_or_default();
                out.insert(key.to_owned(), trim(value).to_owned());
                content = rest;
            }
            None => {
                out.insert(key.to_owned(), content.to_owned());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn entries(text: &str) -> Vec<(String, String)> {
        parse(text).into_iter().collect()
    }

    fn expect(text: &str, wanted: &[(&str, &str)]) {
        let wanted: Vec<_> =
            wanted.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        assert_eq!(entries(text), wanted, "{text:?}");
    }

    /// What `util.parseEnv` of Node 22.14 answers.
    #[test]
    fn answers_as_node_does() {
        expect("b=1\na=2", &[("a", "2"), ("b", "1")]);
        expect("export  c = 3\n", &[(" c", "3")]);
        expect("d=\"x\\ny\"\n", &[("d", "x\ny")]);
        expect("e=`q`z\nf=\n", &[("e", "q"), ("f", "")]);
        expect("i=a#b\nj", &[("i", "a")]);
        expect("xB=#x", &[("xB", "#x")]);
        expect("x=A=", &[("A", ""), ("x", "A=")]);
        expect("# only a comment", &[]);
    }
}
