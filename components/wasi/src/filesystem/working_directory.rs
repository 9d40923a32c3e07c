//! Where a command's relative paths start.
//!
//! WASI has no working directory: a command's C library makes `name` and `/name` the same path below
//! the preopened `/`, unless it asks for `initial-cwd` and then resolves relative paths itself. For
//! commands that never ask, a path is the one below `/` if that exists; else it starts at the process's
//! working directory if its first component is there or is not in `/` either; else it is below `/`.

use std::cell::RefCell;

use crate::syscalls;
use crate::types::Path;

thread_local! {
    static DIRECTORY: RefCell<Directory> = const { RefCell::new(Directory::Unknown) };
}

enum Directory {
    /// Not asked for yet.
    Unknown,
    /// Paths are all below `/`: so is the working directory, or the command resolves its paths.
    Root,
    /// The working directory.
    At(Path),
}

/// The working directory, for a command that resolves its own relative paths from now on.
pub fn take_over() -> Option<Path> {
    DIRECTORY.replace(Directory::Root);
    syscalls::getcwd().ok()
}

/// The path that a command means with `path` below `/`.
pub fn resolve(path: &str) -> Path {
    DIRECTORY.with_borrow_mut(|directory| {
        if let Directory::Unknown = directory {
            *directory = match syscalls::getcwd() {
                Ok(path) if path != b"/" => Directory::At(path),
                _ => Directory::Root,
            };
        }
        let exists = |path: &[u8]| syscalls::stat(None, path, false).is_ok();
        match directory {
            Directory::At(directory) => choose(directory, path, exists),
            _ => below(b"/", path),
        }
    })
}

fn below(directory: &[u8], path: &str) -> Path {
    let mut whole = directory.to_vec();
    if !whole.ends_with(b"/") {
        whole.push(b'/');
    }
    whole.extend(path.as_bytes());
    whole
}

fn choose(directory: &[u8], path: &str, exists: impl Fn(&[u8]) -> bool) -> Path {
    let at_root = below(b"/", path);
    // `.` is where the command runs; `/` is what a library makes of the root.
    if path == "." || path.is_empty() {
        return directory.to_vec();
    }
    if exists(&at_root) {
        return at_root;
    }
    let first = path.split('/').next().unwrap_or(path);
    if exists(&below(directory, first)) || !exists(&below(b"/", first)) {
        return below(directory, path);
    }
    at_root
}

#[cfg(test)]
mod tests {
    use super::choose;

    fn chosen(path: &str) -> String {
        let tree: [&[u8]; 6] =
            [b"/etc", b"/etc/passwd", b"/tmp", b"/work", b"/work/tmp", b"/work/tmp/mine"];
        let path = choose(b"/work", path, |path| tree.contains(&path));
        String::from_utf8_lossy(&path).into_owned()
    }

    #[test]
    fn what_is_below_the_root_is_meant_first() {
        assert_eq!(chosen("etc/passwd"), "/etc/passwd");
        assert_eq!(chosen("etc/new"), "/etc/new");
    }

    #[test]
    fn what_is_not_is_looked_for_in_the_working_directory() {
        assert_eq!(chosen("tmp/mine"), "/work/tmp/mine");
        assert_eq!(chosen("new"), "/work/new");
        assert_eq!(chosen("."), "/work");
        assert_eq!(chosen("../etc"), "/work/../etc");
    }
}
