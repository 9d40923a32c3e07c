//! The mount table.
//!
//! A mount covers a directory of another mount. The walk steps over it in both directions, so the
//! longest prefix wins by construction and a mount point shows up in its parent's listing as the
//! directory that it covers. The covered directory is held and cannot be removed or renamed.

use super::namespace::Making;
use super::{Caller, Location, Vfs};
use crate::errno::{Errno, Result};
use crate::fs::FileSystem;
use crate::types::{FileType, MountAccess};

/// A mount; an index into the table. Mounts are never taken away while the VM lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MountId(u32);

impl MountId {
    /// The mount of `/`.
    pub const ROOT: Self = Self(0);

    /// The device number that `stat` tells, distinct for each mount.
    pub fn device(self) -> u64 {
        u64::from(self.0).saturating_add(1)
    }
}

/// A file system at its place.
pub struct Mount {
    pub(super) file_system: Box<dyn FileSystem>,
    pub(super) read_only: bool,
    /// The directory it covers; none for the root.
    covers: Option<Location>,
}

impl Mount {
    pub(super) fn root(file_system: Box<dyn FileSystem>) -> Self {
        Self { file_system, read_only: false, covers: None }
    }
}

impl Vfs {
    pub(super) fn mount(&self, mount: MountId) -> Result<&Mount> {
        self.mounts.get(mount.0 as usize).ok_or(Errno::Stale)
    }

    pub(super) fn mount_mut(&mut self, mount: MountId) -> Result<&mut Mount> {
        self.mounts.get_mut(mount.0 as usize).ok_or(Errno::Stale)
    }

    pub(super) fn root_of(&self, mount: MountId) -> Location {
        let node = self.mount(mount).map_or(crate::fs::NodeId(0), |mount| mount.file_system.root());
        Location { mount, node }
    }

    /// From now on nothing in the root file system changes.
    pub fn lock_root(&mut self) {
        if let Ok(root) = self.mount_mut(MountId::ROOT) {
            root.read_only = true;
        }
    }

    /// Mount a file system over the directory at `path`, which is made when it is missing.
    pub fn mount_at(
        &mut self,
        caller: &Caller,
        path: &[u8],
        file_system: Box<dyn FileSystem>,
        access: MountAccess,
    ) -> Result<MountId> {
        if !crate::path::is_absolute(path) {
            return Err(Errno::Inval);
        }
        let covered = self.make_directories(caller, path, Making::Asked)?;
        if self.stat(covered)?.kind != FileType::Directory {
            return Err(Errno::Notdir);
        }
        if covered == self.root() {
            return Err(Errno::Busy);
        }
        let mount = MountId(u32::try_from(self.mounts.len()).map_err(|_| Errno::Nomem)?);
        self.hold(covered);
        let read_only = access == MountAccess::ReadOnly;
        self.mounts.push(Mount { file_system, read_only, covers: Some(covered) });
        self.mount_points.insert(covered, mount);
        Ok(mount)
    }

    /// What one sees at a node: the root of what is mounted over it, or itself.
    pub(super) fn uncover(&self, location: Location) -> Location {
        let mut location = location;
        while let Some(mount) = self.mount_points.get(&location) {
            location = self.root_of(*mount);
        }
        location
    }

    /// How many directories of a mount are covered.
    #[cfg(test)]
    pub fn mount_point_count(&self, mount: MountId) -> u32 {
        self.mount_points.keys().filter(|location| location.mount == mount).count() as u32
    }

    /// Whether something is mounted over the node.
    pub(super) fn is_mount_point(&self, location: Location) -> bool {
        self.mount_points.contains_key(&location)
    }

    /// The directory below the roots of mounts: where `..` and a name have a meaning. None at the
    /// root of the tree.
    pub(super) fn beneath_mounts(&self, location: Location) -> Result<Option<Location>> {
        let mut location = location;
        loop {
            let mount = self.mount(location.mount)?;
            if location.node != mount.file_system.root() {
                return Ok(Some(location));
            }
            match mount.covers {
                Some(covered) => location = covered,
                None => return Ok(None),
            }
        }
    }
}
