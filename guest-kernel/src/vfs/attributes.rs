//! Reading and changing attributes, by location: the path and the descriptor calls share it.

use super::{Caller, Location, Vfs};
use crate::errno::{Errno, Result};
use crate::fs::{Changes, OpenAccess};
use crate::permission::{self, Access, MODE_MASK, SET_GID, SET_UID};
use crate::types::{FileType, NANOSECONDS_PER_SECOND, Stat, TimeUpdate, Timestamp};

impl Vfs {
    /// Whether the caller may do that, with what a read-only mount forbids (access(2)).
    pub fn access(&mut self, caller: &Caller, location: Location, wanted: Access) -> Result<()> {
        let stat = self.stat(location)?;
        if wanted.write && stat.kind != FileType::CharacterDevice {
            self.check_writable(location.mount)?;
        }
        permission::check(&caller.credentials, &stat, wanted)
    }

    /// Change permission bits (chmod(2)).
    pub fn chmod(&mut self, caller: &Caller, location: Location, mode: u32) -> Result<()> {
        self.check_writable(location.mount)?;
        let stat = self.owned(caller, location)?;
        if stat.kind == FileType::SymbolicLink {
            return Err(Errno::Notsup);
        }
        let mut mode = mode & MODE_MASK;
        if !caller.credentials.overrides_modes && !caller.credentials.in_group(stat.gid) {
            mode &= !SET_GID;
        }
        self.change(caller, location, &Changes { mode: Some(mode), ..Changes::default() })
    }

    /// Change owner and group (chown(2)).
    pub fn chown(
        &mut self,
        caller: &Caller,
        location: Location,
        uid: Option<u32>,
        gid: Option<u32>,
    ) -> Result<()> {
        self.check_writable(location.mount)?;
        let stat = self.stat(location)?;
        let credentials = &caller.credentials;
        if !credentials.overrides_modes {
            let owner = credentials.uid == stat.uid;
            let keeps_user = uid.is_none_or(|uid| owner && uid == stat.uid);
            let own_group =
                gid.is_none_or(|gid| owner && (gid == stat.gid || credentials.in_group(gid)));
            if !keeps_user || !own_group {
                return Err(Errno::Perm);
            }
        }
        // A new owner does not inherit what the old one allowed others to become.
        let clears = stat.kind == FileType::Regular
            && (uid.is_some() || gid.is_some())
            && stat.mode & (SET_UID | SET_GID) != 0;
        let mode = clears.then_some(stat.mode & !(SET_UID | SET_GID));
        self.change(caller, location, &Changes { mode, uid, gid, ..Changes::default() })
    }

    /// Set file times (utimensat(2)).
    pub fn set_times(
        &mut self,
        caller: &Caller,
        location: Location,
        atime: TimeUpdate,
        mtime: TimeUpdate,
    ) -> Result<()> {
        for update in [atime, mtime] {
            if let TimeUpdate::At(time) = update
                && time.nanoseconds >= NANOSECONDS_PER_SECOND
            {
                return Err(Errno::Inval);
            }
        }
        if (atime, mtime) == (TimeUpdate::Omit, TimeUpdate::Omit) {
            return Ok(());
        }
        self.check_writable(location.mount)?;
        let stat = self.stat(location)?;
        if !caller.credentials.owns(&stat) {
            if (atime, mtime) != (TimeUpdate::Now, TimeUpdate::Now) {
                return Err(Errno::Perm);
            }
            permission::check(&caller.credentials, &stat, Access::WRITE)?;
        }
        let now = caller.host.realtime();
        let time = |update: TimeUpdate| -> Option<Timestamp> {
            match update {
                TimeUpdate::Omit => None,
                TimeUpdate::Now => Some(now),
                TimeUpdate::At(time) => Some(time),
            }
        };
        let changes = Changes { atime: time(atime), mtime: time(mtime), ..Changes::default() };
        self.change(caller, location, &changes)
    }

    /// Cut or extend by path (truncate(2)).
    pub fn truncate(&mut self, caller: &Caller, location: Location, size: u64) -> Result<()> {
        let stat = self.stat(location)?;
        match stat.kind {
            FileType::Regular => {}
            FileType::Directory => return Err(Errno::Isdir),
            _ => return Err(Errno::Inval),
        }
        self.check_writable(location.mount)?;
        permission::check(&caller.credentials, &stat, Access::WRITE)?;
        let file_system = self.file_system(location.mount)?;
        let access = OpenAccess { read: false, write: true };
        let handle = file_system.open(location.node, access)?;
        let result = file_system.set_size(handle, size, &*caller.host);
        file_system.close(handle);
        result
    }

    fn owned(&mut self, caller: &Caller, location: Location) -> Result<Stat> {
        let stat = self.stat(location)?;
        if caller.credentials.owns(&stat) { Ok(stat) } else { Err(Errno::Perm) }
    }

    fn change(&mut self, caller: &Caller, location: Location, changes: &Changes) -> Result<()> {
        self.file_system(location.mount)?.change(location.node, changes, &*caller.host)
    }
}
