//! Who may do what: the classic owner, group and other bits. No access lists, no capabilities:
//! uid 0 passes everything, as on a system without them. A VM may do without the bits altogether: then
//! its policy alone ([`crate::policy`]) decides.

use crate::errno::{Errno, Result};
use crate::types::{FileType, Stat};
use std::rc::Rc;

/// Set-user-id bit (S_ISUID of inode(7)).
pub const SET_UID: u32 = 0o4000;
/// Set-group-id bit (S_ISGID).
pub const SET_GID: u32 = 0o2000;
/// Sticky bit (S_ISVTX).
pub const STICKY: u32 = 0o1000;
/// All that `chmod` can set.
pub const MODE_MASK: u32 = 0o7777;

/// The effective ids of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// User.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Further groups.
    pub groups: Rc<[u32]>,
    /// It passes modes and ownership like the superuser (capabilities(7), CAP_DAC_OVERRIDE, CAP_FOWNER
    /// and CAP_CHOWN).
    pub overrides_modes: bool,
}

/// Whether owner, group and mode of a file bind the processes of a VM.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FileModes {
    /// As on any POSIX system.
    #[default]
    Enforced,
    /// They are kept and shown; only the policy decides.
    Ignored,
}

impl Credentials {
    /// The superuser.
    pub fn root() -> Self {
        Self { uid: 0, gid: 0, groups: Rc::from([]), overrides_modes: true }
    }

    /// Whether this is the superuser.
    pub fn is_root(&self) -> bool {
        self.uid == 0
    }

    /// Whether the group is one of the process's.
    pub fn in_group(&self, gid: u32) -> bool {
        self.gid == gid || self.groups.contains(&gid)
    }

    /// Whether the process may change attributes that belong to the owner.
    pub fn owns(&self, stat: &Stat) -> bool {
        self.overrides_modes || self.uid == stat.uid
    }
}

/// What is wanted of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Access {
    /// Read it, or list it.
    pub read: bool,
    /// Write it, or change its entries.
    pub write: bool,
    /// Execute it, or search it.
    pub execute: bool,
}

impl Access {
    /// Read alone.
    pub const READ: Self = Self { read: true, write: false, execute: false };
    /// Write alone.
    pub const WRITE: Self = Self { read: false, write: true, execute: false };
    /// Execute or search alone.
    pub const EXECUTE: Self = Self { read: false, write: false, execute: true };
    /// What adding and removing names needs of the directory.
    pub const CHANGE_ENTRIES: Self = Self { read: false, write: true, execute: true };

    fn bits(self) -> u32 {
        (u32::from(self.read) << 2) | (u32::from(self.write) << 1) | u32::from(self.execute)
    }
}

/// `acces` unless the mode grants all of `wanted`.
pub fn check(credentials: &Credentials, stat: &Stat, wanted: Access) -> Result<()> {
    let granted = if credentials.overrides_modes {
        // It executes what anybody may execute (capabilities(7), CAP_DAC_OVERRIDE).
        let executable = stat.kind == FileType::Directory || stat.mode & 0o111 != 0;
        0o6 | u32::from(executable)
    } else if credentials.uid == stat.uid {
        stat.mode >> 6
    } else if credentials.in_group(stat.gid) {
        stat.mode >> 3
    } else {
        stat.mode
    };
    if wanted.bits() & !granted & 0o7 == 0 { Ok(()) } else { Err(Errno::Acces) }
}
