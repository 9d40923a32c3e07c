//! The mount table.
//!
//! A mount covers a directory of another mount. The walk steps over it in both directions, so the
//! longest prefix wins by construction and a mount point shows up in its parent's listing as the
//! directory that it covers. The covered directory is held and cannot be removed or renamed. A mount that
//! was taken away lives on while somebody holds something of it.

use super::namespace::Making;
use super::resolve::Final;
use super::{Caller, Location, Vfs};
use crate::errno::{Errno, Result};
use crate::fs::FileSystem;
use crate::types::{FileType, MountAccess};

/// A mount. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MountId(u32);

impl MountId {
    /// The mount of `/`.
    pub const ROOT: Self = Self(0);
    /// The first one after it.
    pub(super) const FIRST: Self = Self(1);

    /// The device number that `stat` tells, distinct for each mount.
    pub fn device(self) -> u64 {
        u64::from(self.0).saturating_add(1)
    }
}

/// Where a mount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is the root of the tree.
    Root,
    /// Over this directory, which is held.
    Over(Location),
    /// Nowhere any more: it lives on for who holds something of it.
    Nowhere,
}

/// A file system at its place.
pub struct Mount {
    pub(super) file_system: Box<dyn FileSystem>,
    pub(super) read_only: bool,
    place: Place,
    /// How many of its nodes are held, with repetition.
    pub(super) holds: u64,
}

impl Mount {
    pub(super) fn root(file_system: Box<dyn FileSystem>) -> Self {
        Self { file_system, read_only: false, place: Place::Root, holds: 0 }
    }
}

/// A mount in a new list.
pub enum Wanted {
    /// One that is there already, maybe elsewhere.
    Keep(MountId),
    /// A new one.
    New(Box<dyn FileSystem>, MountAccess),
}

impl Vfs {
    pub(super) fn mount(&self, mount: MountId) -> Result<&Mount> {
        self.mounts.get(&mount).ok_or(Errno::Stale)
    }

    pub(super) fn mount_mut(&mut self, mount: MountId) -> Result<&mut Mount> {
        self.mounts.get_mut(&mount).ok_or(Errno::Stale)
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
        let covered = self.mount_point(caller, path)?;
        let id = self.new_mount(file_system, access)?;
        self.put_over(id, covered);
        Ok(id)
    }

    /// Mount these, parents first, in place of `old`. When one of them cannot be, everything is as it
    /// was, and the answer says which.
    pub fn replace_mounts(
        &mut self,
        caller: &Caller,
        old: &[MountId],
        wanted: Vec<(Vec<u8>, Wanted)>,
    ) -> Result<Vec<MountId>, (usize, Errno)> {
        // What was covered stays held until it is clear that nothing has to go back.
        let before: Vec<(MountId, Place)> =
            old.iter().filter_map(|id| Some((*id, self.lift(*id)?))).collect();
        let mut ids = Vec::new();
        let mut made = Vec::new();
        let mut failure = None;
        for (index, (path, what)) in wanted.into_iter().enumerate() {
            let root = self.root();
            let is_new = self.walk(caller, root, &path, Final::Follow).and_then(|it| it.existing());
            let placed = self.mount_point(caller, &path).and_then(|covered| {
                if is_new.is_err() {
                    made.push(path);
                }
                let id = match what {
                    Wanted::Keep(id) => id,
                    Wanted::New(file_system, access) => self.new_mount(file_system, access)?,
                };
                self.put_over(id, covered);
                Ok(id)
            });
            match placed {
                Ok(id) => ids.push(id),
                Err(errno) => {
                    failure = Some((index, errno));
                    break;
                }
            }
        }
        if let Some(failure) = failure {
            for id in ids.iter().rev() {
                self.take_down(*id);
            }
            for path in made.iter().rev() {
                let root = self.root();
                // It was made a moment ago and is empty; if it is not, it is in use.
                let _ = self.rmdir(caller, root, path);
            }
            for (id, place) in before {
                if let (Place::Over(covered), Ok(mount)) = (place, self.mount_mut(id)) {
                    mount.place = place;
                    self.mount_points.insert(covered, id);
                }
            }
            return Err(failure);
        }
        for (id, place) in before {
            if let Place::Over(covered) = place {
                self.release(covered);
            }
            self.free_when_unused(id);
        }
        Ok(ids)
    }

    /// The directory at `path`, to be covered.
    fn mount_point(&mut self, caller: &Caller, path: &[u8]) -> Result<Location> {
        if !crate::path::is_absolute(path) {
            return Err(Errno::Inval);
        }
        let covered = self.make_directories(caller, path, Making::Asked)?;
        if self.stat(covered)?.kind != FileType::Directory {
            return Err(Errno::Notdir);
        }
        if covered == self.root() { Err(Errno::Busy) } else { Ok(covered) }
    }

    fn new_mount(
        &mut self,
        file_system: Box<dyn FileSystem>,
        access: MountAccess,
    ) -> Result<MountId> {
        let id = self.next_mount;
        self.next_mount = MountId(id.0.checked_add(1).ok_or(Errno::Nomem)?);
        let read_only = access == MountAccess::ReadOnly;
        let mount = Mount { file_system, read_only, place: Place::Nowhere, holds: 0 };
        self.mounts.insert(id, mount);
        Ok(id)
    }

    fn put_over(&mut self, id: MountId, covered: Location) {
        self.hold(covered);
        self.mount_points.insert(covered, id);
        if let Ok(mount) = self.mount_mut(id) {
            mount.place = Place::Over(covered);
        }
    }

    /// Take a mount out of the tree; answers where it was. What it covered stays held.
    fn lift(&mut self, id: MountId) -> Option<Place> {
        let place = std::mem::replace(&mut self.mount_mut(id).ok()?.place, Place::Nowhere);
        if let Place::Over(covered) = place {
            self.mount_points.remove(&covered);
        }
        Some(place)
    }

    /// Undo `put_over`.
    fn take_down(&mut self, id: MountId) {
        if let Some(Place::Over(covered)) = self.lift(id) {
            self.release(covered);
        }
    }

    /// Forget a mount that is nowhere and of which nobody holds anything.
    pub(super) fn free_when_unused(&mut self, id: MountId) {
        let unused =
            self.mount(id).is_ok_and(|mount| mount.place == Place::Nowhere && mount.holds == 0);
        if unused {
            self.mounts.remove(&id);
        }
    }

    /// What one sees at a node: the root of what is mounted over it, or itself.
    pub(super) fn uncover(&self, location: Location) -> Location {
        let mut location = location;
        while let Some(mount) = self.mount_points.get(&location) {
            location = self.root_of(*mount);
        }
        location
    }

    /// What is mounted, in the order in which it was: its path, its kind, whether it is read-only.
    pub fn mounted(&mut self) -> Vec<(Vec<u8>, &'static str, bool)> {
        let ids: Vec<MountId> = self.mounts.keys().copied().collect();
        let describe = |id: MountId| {
            let path = self.path_of(self.root_of(id)).ok()?;
            let mount = self.mount(id).ok()?;
            Some((path, mount.file_system.kind(), mount.read_only))
        };
        ids.into_iter().filter_map(describe).collect()
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
            match mount.place {
                Place::Over(covered) => location = covered,
                Place::Root => return Ok(None),
                Place::Nowhere => return Err(Errno::Noent),
            }
        }
    }
}
