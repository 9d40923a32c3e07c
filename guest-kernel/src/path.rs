//! Paths as bytes: what is valid, and how they split. Walking them is `vfs::resolve`.

use crate::errno::{Errno, Result};

/// Bytes in a path (PATH_MAX of `linux/limits.h`).
pub const PATH_MAX: usize = 4096;
/// Bytes in a component (NAME_MAX of `linux/limits.h`).
pub const NAME_MAX: usize = 255;
/// Symbolic links followed in one resolution (MAXSYMLINKS of `linux/namei.h`).
pub const SYMLINKS_MAX: u32 = 40;

/// Refuse what no call accepts, before anything is looked at: also control characters, which no
/// honest name has and which make lists of names lie.
pub fn validate(path: &[u8]) -> Result<()> {
    if path.is_empty() {
        return Err(Errno::Noent);
    }
    validate_text(path)?;
    if path.iter().any(u8::is_ascii_control) { Err(Errno::Inval) } else { Ok(()) }
}

/// The same for text that may be empty, like the target of a symbolic link.
pub fn validate_text(path: &[u8]) -> Result<()> {
    if path.len() > PATH_MAX {
        return Err(Errno::Nametoolong);
    }
    if path.contains(&0) {
        return Err(Errno::Inval);
    }
    Ok(())
}

/// Whether the path starts at the root.
pub fn is_absolute(path: &[u8]) -> bool {
    path.first() == Some(&b'/')
}

/// The next component of `path` and what follows it, which is empty or begins with a slash.
/// None when only slashes are left.
pub fn split_first(path: &[u8]) -> Option<(&[u8], &[u8])> {
    let start = path.iter().position(|byte| *byte != b'/')?;
    let path = path.get(start..)?;
    let end = path.iter().position(|byte| *byte == b'/').unwrap_or(path.len());
    path.split_at_checked(end)
}

/// `directory/name`, without doubling the slash of the root.
pub fn join(directory: &[u8], name: &[u8]) -> Vec<u8> {
    let mut path = directory.to_vec();
    if !path.ends_with(b"/") {
        path.push(b'/');
    }
    path.extend_from_slice(name);
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        assert_eq!(validate(b""), Err(Errno::Noent));
        assert_eq!(validate(b"a\0b"), Err(Errno::Inval));
        assert_eq!(validate(&[b'a'; 4096]), Ok(()));
        assert_eq!(validate(&[b'a'; 4097]), Err(Errno::Nametoolong));
    }

    #[test]
    fn splitting() {
        assert_eq!(split_first(b"//a/b"), Some((&b"a"[..], &b"/b"[..])));
        assert_eq!(split_first(b"a"), Some((&b"a"[..], &b""[..])));
        assert_eq!(split_first(b"a/"), Some((&b"a"[..], &b"/"[..])));
        assert_eq!(split_first(b"///"), None);
        assert_eq!(join(b"/", b"a"), b"/a");
        assert_eq!(join(b"/b", b"a"), b"/b/a");
    }

    proptest::proptest! {
        #[test]
        fn fuzz_components_are_what_is_between_slashes(path: Vec<u8>, more in "[a/.]{0,40}") {
            let path = [&path[..], more.as_bytes()].concat();
            let mut names = Vec::new();
            let mut rest = &path[..];
            while let Some((name, following)) = split_first(rest) {
                names.push(name);
                rest = following;
            }
            let expected: Vec<&[u8]> =
                path.split(|byte| *byte == b'/').filter(|name| !name.is_empty()).collect();
            proptest::prop_assert_eq!(names, expected);
            let honest = !path.is_empty()
                && path.len() <= PATH_MAX
                && !path.iter().any(|byte| *byte < 32 || *byte == 127);
            proptest::prop_assert_eq!(validate(&path).is_ok(), honest);
        }
    }
}
