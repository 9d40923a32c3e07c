//! Entries of snapshots: checked, written into a live root, and in the kernel's words.

use kernelet::vm::files::Files;
use kernelet::vm::layers;
use kernelet_protocol::message::{Entry, EntryKind};

use crate::rejection::{Rejection, Result};
use crate::request::files::{decode, encode};

/// Trees that the kernel makes itself: entries below them are passed over.
const RESERVED: [&str; 3] = ["/dev", "/proc", "/sys"];

/// Says what is wrong with an entry.
///
/// # Errors
/// When its path is not absolute or climbs, or it has fields that its kind has not.
pub fn check(entry: &Entry) -> Result<()> {
    let path = &entry.path;
    let wrong = |what: &str| Err(Rejection::invalid(format!("root entry `{path}`: {what}")));
    if !path.starts_with('/') || path.contains('\0') {
        return wrong("the path is not absolute");
    }
    if path.split('/').any(|part| part == "..") {
        return wrong("the path has a `..`");
    }
    let content = entry.content.is_some() || entry.encoding.is_some();
    match entry.kind {
        EntryKind::File if entry.target.is_some() => wrong("a file has no target"),
        EntryKind::Directory if content => wrong("a directory has no content and no encoding"),
        EntryKind::Directory if entry.target.is_some() => wrong("a directory has no target"),
        EntryKind::Symlink if content => wrong("a symbolic link has no content and no encoding"),
        EntryKind::Symlink if entry.target.as_deref().is_none_or(str::is_empty) => {
            wrong("a symbolic link needs a target")
        }
        _ => Ok(()),
    }
}

/// Permission bits of an entry; what kind it is stands elsewhere.
pub fn mode(entry: &Entry) -> u32 {
    let default = match entry.kind {
        EntryKind::File if entry.executable => 0o755,
        EntryKind::File => 0o644,
        EntryKind::Directory => 0o755,
        EntryKind::Symlink => 0o777,
    };
    entry.mode.unwrap_or(default) & 0o7777
}

/// Writes entries as the operator, each over what is there; answers how many.
///
/// # Errors
/// At the first that is not an entry or that the VM has no room for.
pub async fn write(files: &Files, entries: &[Entry]) -> Result<u32> {
    entries.iter().try_for_each(check)?;
    let mut count = 0_u32;
    for entry in entries {
        let path = entry.path.trim_end_matches('/');
        let reserved = RESERVED.iter().any(|tree| {
            path.strip_prefix(tree).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        if !reserved {
            write_one(files, entry, if path.is_empty() { "/" } else { path }).await?;
            count = count.saturating_add(1);
        }
    }
    Ok(count)
}

async fn write_one(files: &Files, entry: &Entry, path: &str) -> Result<()> {
    match entry.kind {
        EntryKind::Directory => files.make_directories(path).await?,
        EntryKind::File => {
            let content = entry.content.clone().unwrap_or_default();
            files.write_with_parents(path, &decode(content, entry.encoding, path)?).await?;
        }
        EntryKind::Symlink => {
            if let Some((parent, _)) =
                path.rsplit_once('/').filter(|(parent, _)| !parent.is_empty())
            {
                files.make_directories(parent).await?;
            }
            // What stands there gives way; that nothing did is fine.
            let _ = files.remove_file(path).await;
            files.make_symlink(entry.target.as_deref().unwrap_or_default(), path).await?;
            return Ok(());
        }
    }
    files.set_mode(path, mode(entry)).await?;
    files.set_owner(path, entry.uid.unwrap_or(0), entry.gid.unwrap_or(0)).await?;
    Ok(())
}

/// What the kernel takes.
///
/// # Errors
/// When content is not in the encoding it says, or a kind has what only another kind has.
pub fn to_kernel(entries: &[Entry]) -> Result<Vec<layers::Entry>> {
    entries.iter().map(one_to_kernel).collect()
}

fn one_to_kernel(entry: &Entry) -> Result<layers::Entry> {
    let path = &entry.path;
    check(entry)?;
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
