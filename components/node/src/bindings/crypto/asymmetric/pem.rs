//! PEM (RFC 7468): labelled base64, with the headers of encrypted keys.

use kernelet_quickjs::strings::StringView;

use crate::codecs::base64;

/// Characters in a line.
const LINE: usize = 64;

/// A block of a PEM text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What stands in its first line.
    pub label: String,
    /// The value of its `DEK-Info` header: cipher and vector.
    pub encryption: Option<String>,
    /// Its content.
    pub content: Vec<u8>,
}

/// Writes a block.
pub fn write(label: &str, encryption: Option<&str>, content: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    if let Some(encryption) = encryption {
        text.push_str(&format!("Proc-Type: 4,ENCRYPTED\nDEK-Info: {encryption}\n\n"));
    }
    let encoded = base64::encode(content);
    for line in encoded.chunks(LINE) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

/// Whether the bytes hold a first line of PEM.
pub fn is_pem(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(bytes).contains("-----BEGIN ")
}

/// All blocks of a text, in their order; what is not one is passed over.
pub fn read(bytes: &[u8]) -> Vec<Block> {
    let text = String::from_utf8_lossy(bytes);
    let mut blocks = Vec::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        let label = line.strip_prefix("-----BEGIN ").and_then(|line| line.strip_suffix("-----"));
        let Some(label) = label else { continue };
        let end = format!("-----END {label}-----");
        let (mut body, mut encryption, mut closed) = (String::new(), None, false);
        for line in lines.by_ref() {
            if line == end {
                closed = true;
                break;
            }
            match line.split_once(": ") {
                Some(("DEK-Info", value)) => encryption = Some(value.to_owned()),
                Some(_) => {}
                None => body.push_str(line),
            }
        }
        if closed {
            let mut content = vec![0; base64::decoded_size(StringView::Latin1(body.as_bytes()))];
            let length = base64::decode(StringView::Latin1(body.as_bytes()), &mut content);
            content.truncate(length);
            blocks.push(Block { label: label.to_owned(), encryption, content });
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let content: Vec<u8> = (0..100).collect();
        let text = format!("before\n{}", write("SOME KEY", Some("AES-128-CBC,00"), &content));
        let blocks = read(text.as_bytes());
        assert_eq!(blocks.len(), 1);
        assert_eq!(blocks[0].label, "SOME KEY");
        assert_eq!(blocks[0].encryption.as_deref(), Some("AES-128-CBC,00"));
        assert_eq!(blocks[0].content, content);
        assert!(text.lines().all(|line| line.len() <= LINE));
        assert!(read(b"-----BEGIN X-----\nAAAA").is_empty());
    }
}
