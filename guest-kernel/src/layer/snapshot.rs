//! From a tree to entries: parents before what is in them, names in order.

use super::entry::{Entry, EntryKind, is_reserved};
use crate::errno::Result;
use crate::fs::{FileSystem, NodeId, read_contents};
use crate::host::Clocks;
use crate::types::{FileType, Stat};

/// Entries that one look into a directory asks for.
const AT_ONCE: u32 = 1024;

/// Which part of a tree is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Not what the kernel provides itself.
    WithoutReserved,
}

/// Every directory, file and symbolic link of a file system. FIFOs and sockets have no entry.
pub fn entries(
    file_system: &mut dyn FileSystem,
    part: Part,
    clock: &dyn Clocks,
) -> Result<Vec<Entry>> {
    let root = file_system.root();
    let mut entries = Vec::new();
    // Directories to look into, and what is to come after them: a stack, so depth costs no calls.
    let mut pending: Vec<(Vec<u8>, NodeId)> = vec![(b"/".to_vec(), root)];
    while let Some((path, node)) = pending.pop() {
        let stat = file_system.attributes(node)?;
        if let Some(entry) = entry(file_system, &path, node, &stat, clock)? {
            entries.push(entry);
        }
        if stat.kind != FileType::Directory {
            continue;
        }
        let mut children = Vec::new();
        let mut cursor = 0;
        loop {
            let read = file_system.read_directory(node, cursor, AT_ONCE)?;
            let Some(last) = read.last() else { break };
            cursor = last.next;
            for child in read {
                children.push(child.name);
            }
        }
        children.sort_unstable();
        for name in children.iter().rev() {
            let is_top = path == b"/";
            if part == Part::WithoutReserved && is_top && is_reserved(&[name]) {
                continue;
            }
            let child = file_system.lookup(node, name)?;
            pending.push((crate::path::join(&path, name), child));
        }
    }
    Ok(entries)
}

fn entry(
    file_system: &mut dyn FileSystem,
    path: &[u8],
    node: NodeId,
    stat: &Stat,
    clock: &dyn Clocks,
) -> Result<Option<Entry>> {
    let mut entry = Entry {
        path: path.to_vec(),
        kind: EntryKind::Directory,
        mode: Some(stat.mode),
        uid: Some(stat.uid),
        gid: Some(stat.gid),
        content: None,
        target: None,
        executable: false,
    };
    match stat.kind {
        FileType::Directory => {}
        FileType::Regular => {
            entry.kind = EntryKind::File;
            entry.executable = stat.mode & 0o111 != 0;
            entry.content = Some(read_contents(file_system, node, stat.size, clock)?);
        }
        FileType::SymbolicLink => {
            entry.kind = EntryKind::SymbolicLink;
            entry.target = Some(file_system.read_link(node)?);
        }
        _ => return Ok(None),
    }
    Ok(Some(entry))
}
