//! What is read from a module's bytes without the interpreter: why the header is wrong, and what the
//! module imports and exports in its own order. The interpreter keeps imports by kind and exports by
//! name.

use wasmparser::{ExternalKind, Parser, Payload, TypeRef};

const MAGIC: [u8; 4] = *b"\0asm";
const VERSION: [u8; 4] = [1, 0, 0, 0];

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

/// What a module imports, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The module's name.
    pub module: String,
    /// The name in that module.
    pub name: String,
    /// "function", "table", "memory", "global", "tag".
    pub kind: &'static str,
}

/// What a module exports, in its order.
#[derive(Clone, Debug, PartialEq)]
pub struct Export {
    /// The name.
    pub name: String,
    /// As of an import.
    pub kind: &'static str,
    /// The number among those of its kind. That of a function is its name in JavaScript.
    pub index: u32,
}

/// Imports and exports of a module.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interface {
    /// The imports.
    pub imports: Vec<Import>,
    /// The exports.
    pub exports: Vec<Export>,
}

/// Reads the interface of a module that the interpreter has accepted.
pub fn interface(bytes: &[u8]) -> wasmparser::Result<Interface> {
    let mut found = Interface::default();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section {
                    let import = import?;
                    found.imports.push(Import {
                        module: import.module.to_owned(),
                        name: import.name.to_owned(),
                        kind: match import.ty {
                            TypeRef::Func(_) => "function",
                            TypeRef::Table(_) => "table",
                            TypeRef::Memory(_) => "memory",
                            TypeRef::Global(_) => "global",
                            TypeRef::Tag(_) => "tag",
                        },
                    });
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    found.exports.push(Export {
                        name: export.name.to_owned(),
                        kind: match export.kind {
                            ExternalKind::Func => "function",
                            ExternalKind::Table => "table",
                            ExternalKind::Memory => "memory",
                            ExternalKind::Global => "global",
                            ExternalKind::Tag => "tag",
                        },
                        index: export.index,
                    });
                }
            }
            Payload::CodeSectionStart { .. } => break,
            _ => {}
        }
    }
    Ok(found)
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
    fn interfaces_keep_their_order() {
        let module = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02\x0f\x02\x01m\x01b\x03\x7f\x00\x01m\x01a\x02\x00\x01\
            \x07\x09\x02\x01z\x02\x00\x01a\x03\x00";
        let found = interface(module).ok();
        let names = found.map(|found| {
            let imports = found.imports.into_iter().map(|import| (import.name, import.kind));
            let exports = found.exports.into_iter().map(|export| (export.name, export.kind));
            imports.chain(exports).collect::<Vec<_>>()
        });
        let wanted = [("b", "global"), ("a", "memory"), ("z", "memory"), ("a", "global")];
        assert_eq!(names, Some(wanted.map(|(name, kind)| (name.to_owned(), kind)).to_vec()));
        for end in 0..module.len() {
            let _ = interface(&module[..end]);
        }
    }
}
