//! Names that match a pattern (POSIX 2.13.3).

use kernelet_system as system;
use system::{FileType, OpenFlags};

use super::pattern::{self, Pattern};
use crate::state::Shell;
use crate::text;

/// Entries that one call lists.
const BATCH: u32 = 1024;

/// Directories below each other that `**` follows.
const MAX_DEPTH: usize = 256;

/// The names that match, sorted; none when there are none.
pub fn names(shell: &Shell, pattern: &str) -> Vec<String> {
    let mut found = Vec::new();
    let rest = pattern.trim_start_matches('/');
    let root = pattern.get(..pattern.len() - rest.len()).unwrap_or_default();
    let components: Vec<&str> = rest.split('/').collect();
    walk(shell, root.to_string(), &components, &mut found, 0);
    found.sort();
    found.dedup();
    found
}

/// Matches the components below `prefix`, which ends with a slash or is empty.
fn walk(shell: &Shell, prefix: String, components: &[&str], found: &mut Vec<String>, depth: usize) {
    let Some((first, rest)) = components.split_first() else { return };
    let last = rest.is_empty();
    if *first == "**" && shell.options.globstar {
        return everything(shell, prefix, rest, found, depth);
    }
    if !pattern::is_pattern(first, true) {
        let name = Pattern::new(first, false).literal().unwrap_or_else(|| first.to_string());
        let path = format!("{prefix}{name}");
        if !last {
            // What does not exist is noticed below.
            walk(shell, path + "/", rest, found, depth);
        } else if exists(shell, &path) {
            found.push(path);
        }
        return;
    }
    let matcher = Pattern::new(first, true).insensitive(shell.options.nocaseglob);
    for (name, kind) in entries(shell, &prefix) {
        let hidden = name.starts_with('.') && !matcher.starts_with_dot() && !shell.options.dotglob;
        if hidden || !matcher.matches(&name) {
            continue;
        }
        let path = format!("{prefix}{name}");
        if last {
            found.push(path);
        } else if is_directory(shell, &path, kind) {
            walk(shell, path + "/", rest, found, depth);
        }
    }
}

/// `**`: this directory and all below it.
fn everything(shell: &Shell, prefix: String, rest: &[&str], found: &mut Vec<String>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    if rest.is_empty() {
        if !prefix.is_empty() {
            found.push(prefix.clone());
        }
    } else {
        walk(shell, prefix.clone(), rest, found, depth + 1);
    }
    for (name, kind) in entries(shell, &prefix) {
        if name.starts_with('.') && !shell.options.dotglob {
            continue;
        }
        let path = format!("{prefix}{name}");
        if kind == FileType::Directory {
            if rest.is_empty() {
                found.push(path.clone());
            }
            everything_below(shell, path + "/", rest, found, depth + 1);
        } else if rest.is_empty() {
            found.push(path);
        }
    }
}

fn everything_below(
    shell: &Shell,
    prefix: String,
    rest: &[&str],
    found: &mut Vec<String>,
    depth: usize,
) {
    let before = found.len();
    everything(shell, prefix.clone(), rest, found, depth);
    // The directory itself was listed without its slash.
    if rest.is_empty() && found.get(before) == Some(&prefix) {
        found.remove(before);
    }
}

fn entries(shell: &Shell, prefix: &str) -> Vec<(String, FileType)> {
    let directory =
        if prefix.is_empty() { shell.directory.clone() } else { shell.absolute(prefix) };
    let flags = OpenFlags::READ | OpenFlags::DIRECTORY | OpenFlags::CLOSE_ON_EXEC;
    let Ok(fd) = system::open(None, &text::to_bytes(&directory), flags, 0) else {
        return Vec::new();
    };
    let mut entries = Vec::new();
    let mut cursor = 0;
    while let Ok(batch) = system::readdir(fd, cursor, BATCH) {
        let Some(last) = batch.last() else { break };
        cursor = last.next;
        entries.extend(batch.into_iter().map(|entry| (text::from_bytes(&entry.name), entry.kind)));
    }
    // It was only read.
    let _ = system::close(fd);
    entries
}

fn exists(shell: &Shell, path: &str) -> bool {
    system::stat(None, &shell.path(path), false).is_ok()
}

fn is_directory(shell: &Shell, path: &str, kind: FileType) -> bool {
    match kind {
        FileType::Directory => true,
        FileType::SymbolicLink => {
            let stat = system::stat(None, &shell.path(path), true);
            stat.is_ok_and(|stat| stat.kind == FileType::Directory)
        }
        _ => false,
    }
}
