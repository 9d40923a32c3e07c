//! Making directories: with their parents, and with a random name.

use crate::sys::{self, Errno};

/// Characters of `mkdtemp` names, as in the C library.
const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/// How many names `mkdtemp` tries (`TMP_MAX` of glibc is larger; a collision is 1 in 62⁶).
const ATTEMPTS: usize = 100;

/// Makes a directory and its missing parents as Node's `MKDirpSync`; answers the first one made.
///
/// `make` is mkdir(2), `is_directory` stat(2).
pub fn make_all(
    path: &[u8],
    make: impl Fn(&[u8]) -> Result<(), Errno>,
    is_directory: impl Fn(&[u8]) -> Result<bool, Errno>,
) -> Result<Option<Vec<u8>>, Errno> {
    let mut first: Option<Vec<u8>> = None;
    let mut pending = vec![path.to_vec()];
    // Each round either makes one or adds a shorter one; a parent that stays missing although it
    // was made (Linux's /proc does that) would go on for ever.
    let mut rounds = path.len() * 2 + 2;
    while let Some(next) = pending.pop() {
        rounds = rounds.checked_sub(1).ok_or(Errno::Noent)?;
        match make(&next) {
            Ok(()) => {
                first.get_or_insert(next);
            }
            Err(errno @ (Errno::Acces | Errno::Nospc | Errno::Notdir | Errno::Perm)) => {
                return Err(errno);
            }
            Err(Errno::Noent) => match parent(&next) {
                Some(parent) if parent.len() < next.len() => {
                    let parent = parent.to_vec();
                    pending.push(next);
                    pending.push(parent);
                }
                _ if pending.is_empty() => return Err(Errno::Exist),
                _ => {}
            },
            Err(errno) => {
                if !is_directory(&next)? {
                    let below = errno == Errno::Exist && !pending.is_empty();
                    return Err(if below { Errno::Notdir } else { Errno::Exist });
                }
            }
        }
    }
    Ok(first)
}

/// `std::filesystem::path::parent_path`: everything before the last component.
pub fn parent(path: &[u8]) -> Option<&[u8]> {
    let slash = path.iter().rposition(|byte| *byte == b'/')?;
    let end = path[..slash].iter().rposition(|byte| *byte != b'/').map_or(0, |last| last + 1);
    Some(if end == 0 { &path[..1] } else { &path[..end] })
}

/// `mkdtemp(3)`: makes `prefix` with six random letters, mode 0700.
pub fn make_temporary(prefix: &[u8]) -> Result<Vec<u8>, Errno> {
    for _ in 0..ATTEMPTS {
        let mut path = prefix.to_vec();
        path.extend(sys::random(6)?.iter().map(|byte| LETTERS[usize::from(*byte) % LETTERS.len()]));
        match sys::mkdir(None, &path, 0o700) {
            Ok(()) => return Ok(path),
            Err(Errno::Exist) => {}
            Err(errno) => return Err(errno),
        }
    }
    Err(Errno::Exist)
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::BTreeMap};

    use super::*;

    /// A tree of names: true a directory, false a file.
    fn make(tree: &RefCell<BTreeMap<Vec<u8>, bool>>, path: &[u8]) -> Result<(), Errno> {
        let trimmed = path.strip_suffix(b"/").unwrap_or(path);
        if tree.borrow().contains_key(trimmed) {
            return Err(Errno::Exist);
        }
        if let Some(above) = parent(trimmed).filter(|above| *above != b"/") {
            match tree.borrow().get(above) {
                None => return Err(Errno::Noent),
                Some(false) => return Err(Errno::Notdir),
                Some(true) => {}
            }
        }
        tree.borrow_mut().insert(trimmed.to_vec(), true);
        Ok(())
    }

    fn run(tree: &RefCell<BTreeMap<Vec<u8>, bool>>, path: &str) -> Result<Option<String>, Errno> {
        make_all(
            path.as_bytes(),
            |path| make(tree, path),
            |path| {
                tree.borrow()
                    .get(path.strip_suffix(b"/").unwrap_or(path))
                    .copied()
                    .ok_or(Errno::Noent)
            },
        )
        .map(|first| first.map(|path| String::from_utf8(path).unwrap()))
    }

    #[test]
    fn answers_the_first_one_made() {
        let tree = RefCell::new(BTreeMap::from([(b"a".to_vec(), true), (b"f".to_vec(), false)]));
        assert_eq!(run(&tree, "a/b/c/d"), Ok(Some("a/b".into())));
        assert_eq!(run(&tree, "a/b/c/d"), Ok(None));
        assert_eq!(run(&tree, "x/y/"), Ok(Some("x".into())));
        assert_eq!(run(&tree, "f"), Err(Errno::Exist));
        assert_eq!(run(&tree, "f/g/h"), Err(Errno::Notdir));
    }

    #[test]
    fn parents() {
        assert_eq!(parent(b"a/b"), Some(&b"a"[..]));
        assert_eq!(parent(b"a//b"), Some(&b"a"[..]));
        assert_eq!(parent(b"/b"), Some(&b"/"[..]));
        assert_eq!(parent(b"b"), None);
        assert_eq!(parent(b"a/b/"), Some(&b"a/b"[..]));
    }
}
