//! Entries of trees, between the client's words and the kernel's. What is wrong with one the kernel
//! says.

use kernelet::vm::layers;
use kernelet_protocol::message::{Entry, EntryKind};

use crate::rejection::{Rejection, Result};
use crate::request::files::{decode, encode};

/// What the kernel takes.
///
/// # Errors
/// When content is not in the encoding it says, or a kind has what only another kind has.
pub fn to_kernel(entries: &[Entry]) -> Result<Vec<layers::Entry>> {
    entries.iter().map(one_to_kernel).collect()
}

fn one_to_kernel(entry: &Entry) -> Result<layers::Entry> {
    let path = &entry.path;
    if entry.kind != EntryKind::File && (entry.content.is_some() || entry.encoding.is_some()) {
        let message = format!("root entry `{path}`: only files have content and an encoding");
        return Err(Rejection::invalid(message));
    }
    let content = entry.content.clone();
    Ok(layers::Entry {
        path: path.as_bytes().to_vec(),
        kind: match entry.kind {
            EntryKind::File => layers::EntryKind::File,
            EntryKind::Directory => layers::EntryKind::Directory,
            EntryKind::Symlink => layers::EntryKind::SymbolicLink,
        },
        mode: entry.mode,
        uid: entry.uid,
        gid: entry.gid,
        content: content.map(|content| decode(content, entry.encoding, path)).transpose()?,
        target: entry.target.clone().map(String::into_bytes),
        executable: entry.executable,
    })
}

/// What the client gets. Names that are not UTF-8 have no exact form in this protocol.
pub fn from_kernel(entry: layers::Entry) -> Entry {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let (content, encoding) = entry.content.map(encode).unzip();
    Entry {
        path: text(entry.path),
        kind: match entry.kind {
            layers::EntryKind::File => EntryKind::File,
            layers::EntryKind::Directory => EntryKind::Directory,
            layers::EntryKind::SymbolicLink => EntryKind::Symlink,
        },
        mode: entry.mode,
        uid: entry.uid,
        gid: entry.gid,
        content,
        encoding,
        target: entry.target.map(text),
        executable: entry.executable,
    }
}
