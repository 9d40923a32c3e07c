//! An entry of a list: what one path of a tree is. Lists come from outside, so everything a field
//! may not be is refused with a sentence that names the entry and the field.

use crate::errno::{Errno, Refusal};
use crate::path::{self, NAME_MAX, PATH_MAX};
use crate::permission::MODE_MASK;

/// Directories on the way to an entry.
const DEPTH_MAX: usize = 1024;
/// Trees that the kernel provides itself.
const RESERVED: [&[u8]; 3] = [b"dev", b"proc", b"sys"];

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum EntryKind {
    File,
    Directory,
    SymbolicLink,
}

impl EntryKind {
    fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::SymbolicLink => "symbolic link",
        }
    }
}

/// One file, directory or symbolic link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Absolute, without `..`.
    pub path: Vec<u8>,
    /// What it is.
    pub kind: EntryKind,
    /// Permission bits; type bits are ignored. Default 0644, 0755 for what is executable and for
    /// directories, 0777 for symbolic links.
    pub mode: Option<u32>,
    /// Owner, 0 unless given.
    pub uid: Option<u32>,
    /// Group, 0 unless given.
    pub gid: Option<u32>,
    /// Bytes of a file, none unless given.
    pub content: Option<Vec<u8>>,
    /// Text of a symbolic link.
    pub target: Option<Vec<u8>>,
    /// Whether a file without a mode is executable.
    pub executable: bool,
}

impl Entry {
    /// The permission bits it is to have.
    pub fn permissions(&self) -> u32 {
        let default = match self.kind {
            EntryKind::File if self.executable => 0o755,
            EntryKind::File => 0o644,
            EntryKind::Directory => 0o755,
            EntryKind::SymbolicLink => 0o777,
        };
        self.mode.unwrap_or(default) & MODE_MASK
    }

    /// The refusal of this entry.
    pub fn refuse(&self, errno: Errno, why: &str) -> Refusal {
        let path = String::from_utf8_lossy(&self.path);
        Refusal::new(
            errno,
            format!("{} entry \"{}\": {why}", self.kind.name(), path.escape_debug()),
        )
    }

    /// The names on the way to it, once every field is what it may be.
    pub fn validate(&self) -> Result<Vec<&[u8]>, Refusal> {
        let inval = |why: &str| Err(self.refuse(Errno::Inval, why));
        if !path::is_absolute(&self.path) {
            return inval("path must be absolute");
        }
        if self.path.len() > PATH_MAX {
            return Err(self.refuse(Errno::Nametoolong, "path is longer than 4096 bytes"));
        }
        if path::validate(&self.path).is_err() {
            return inval("path must not contain NUL or control characters");
        }
        let mut names = Vec::new();
        for name in self.path.split(|byte| *byte == b'/') {
            match name {
                b"" | b"." => {}
                b".." => return inval("path must not contain '..'"),
                _ if name.len() > NAME_MAX => {
                    return Err(self.refuse(Errno::Nametoolong, "a name is longer than 255 bytes"));
                }
                _ => names.push(name),
            }
        }
        if names.len() > DEPTH_MAX {
            return Err(self.refuse(Errno::Nametoolong, "path is deeper than 1024 directories"));
        }
        match (self.kind, &self.content, &self.target) {
            (EntryKind::File, _, Some(_)) => inval("a file must not have a target"),
            (EntryKind::Directory, Some(_), _) => inval("a directory must not have content"),
            (EntryKind::Directory, _, Some(_)) => inval("a directory must not have a target"),
            (EntryKind::SymbolicLink, Some(_), _) => inval("a symbolic link must not have content"),
            (EntryKind::SymbolicLink, _, None) => inval("a symbolic link needs a target"),
            (EntryKind::SymbolicLink, _, Some(target)) if target.is_empty() => {
                inval("the target of a symbolic link must not be empty")
            }
            (EntryKind::SymbolicLink, _, Some(target)) if target.len() >= PATH_MAX => {
                Err(self.refuse(Errno::Nametoolong, "target is longer than 4095 bytes"))
            }
            (EntryKind::SymbolicLink, _, Some(target)) if target.contains(&0) => {
                inval("target must not contain NUL")
            }
            (EntryKind::File | EntryKind::SymbolicLink, _, _) if names.is_empty() => {
                Err(self.refuse(Errno::Isdir, "the root is a directory"))
            }
            _ => Ok(names),
        }
    }
}

/// Whether a path with these names is, or is below, what the kernel provides itself.
pub fn is_reserved(names: &[&[u8]]) -> bool {
    names.first().is_some_and(|first| RESERVED.contains(first))
}
