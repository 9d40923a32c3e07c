//! The virtual file system: one tree out of mounted file systems, and all policy about it.
//!
//! * `mount`: what is mounted where.
//! * `resolve`: from a path to a place in the tree; `guard`: what the policy says about that place.
//! * `open`, `namespace`, `attributes`: the path operations, each in Linux's order of checks.
//! * `watch`: what happens to names and files, for who wants to know.
//! * `open_file`: open file descriptions.
//!
//! Ownership: a `Location` is a value, not a reference. Who keeps one beyond the call holds it with
//! `Vfs::hold`: open file descriptions, working directories and mount points do.

pub mod attributes;
pub mod guard;
#[cfg(test)]
mod model_tests;
pub mod mount;
pub mod namespace;
pub mod open;
pub mod open_file;
#[cfg(test)]
mod precedence_tests;
pub mod resolve;
#[cfg(test)]
mod tests;
pub mod watch;

use crate::errno::{Errno, Result};
use crate::fs::{FileSystem, NodeId, Special};
use crate::host::Host;
use crate::permission::{self, Access, Credentials};
use crate::policy::monitor::Monitor;
use crate::types::{Pid, Stat};
use mount::{Mount, MountId};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A node of a mounted file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// The mount.
    pub mount: MountId,
    /// The node in its file system.
    pub node: NodeId,
}

/// On whose behalf a path operation is done.
pub struct Caller {
    /// For whom the policy judges.
    pub pid: Pid,
    /// Its effective ids.
    pub credentials: Credentials,
    /// Bits that new files lose.
    pub umask: u32,
    /// The clock for file times.
    pub host: Rc<dyn Host>,
    /// The policy.
    pub monitor: Rc<Monitor>,
}

impl Caller {
    /// The operator: nothing binds it.
    pub fn operator(host: Rc<dyn Host>) -> Self {
        Self {
            pid: Pid::OPERATOR,
            credentials: Credentials::root(),
            umask: 0,
            monitor: Rc::new(Monitor::unbound(host.clone())),
            host,
        }
    }
}

/// See the module.
pub struct Vfs {
    mounts: BTreeMap<MountId, Mount>,
    next_mount: MountId,
    /// Directories that are covered, by what covers them.
    mount_points: BTreeMap<Location, MountId>,
    pub(crate) watches: watch::Watches,
}

impl Vfs {
    /// A tree that consists of this file system.
    pub fn new(root: Box<dyn FileSystem>) -> Self {
        Self {
            mounts: BTreeMap::from([(MountId::ROOT, Mount::root(root))]),
            next_mount: MountId::FIRST,
            mount_points: BTreeMap::new(),
            watches: watch::Watches::default(),
        }
    }

    /// The root file system alone: the tree is given up.
    pub fn into_root(mut self) -> Option<Box<dyn FileSystem>> {
        self.mounts.remove(&MountId::ROOT).map(|mount| mount.file_system)
    }

    /// Told at the start of each system call that takes a path.
    pub fn begin_call(&mut self) {
        for mount in self.mounts.values_mut() {
            mount.file_system.begin_call();
        }
    }

    /// The root of the tree.
    pub fn root(&self) -> Location {
        self.root_of(MountId::ROOT)
    }

    /// Bytes and inodes that the file system at the root holds.
    pub fn root_usage(&self) -> (u64, u64) {
        self.mount(MountId::ROOT).map(|mount| mount.file_system.usage()).unwrap_or_default()
    }

    /// The file system of a mount.
    pub fn file_system(&mut self, mount: MountId) -> Result<&mut dyn FileSystem> {
        Ok(&mut *self.mount_mut(mount)?.file_system)
    }

    /// Attributes of a node.
    pub fn stat(&mut self, location: Location) -> Result<Stat> {
        let mut stat = self.file_system(location.mount)?.attributes(location.node)?;
        stat.dev = location.mount.device();
        Ok(stat)
    }

    /// Whether the node stands for something of the calling process.
    pub fn special(&mut self, location: Location) -> Option<Special> {
        self.file_system(location.mount).ok()?.special(location.node)
    }

    /// Keep the node alive.
    pub fn hold(&mut self, location: Location) {
        if let Ok(mount) = self.mount_mut(location.mount) {
            mount.holds = mount.holds.saturating_add(1);
            mount.file_system.hold(location.node);
        }
    }

    /// Undo one `hold`.
    pub fn release(&mut self, location: Location) {
        if let Ok(mount) = self.mount_mut(location.mount) {
            mount.holds = mount.holds.saturating_sub(1);
            mount.file_system.release(location.node);
        }
        self.free_when_unused(location.mount);
    }

    /// `acces` unless the caller may do that to the node.
    pub fn check_access(
        &mut self,
        caller: &Caller,
        location: Location,
        wanted: Access,
    ) -> Result<Stat> {
        let stat = self.stat(location)?;
        permission::check(&caller.credentials, &stat, wanted)?;
        Ok(stat)
    }

    /// `rofs` on a read-only mount.
    pub fn check_writable(&self, mount: MountId) -> Result<()> {
        if self.mount(mount)?.read_only { Err(Errno::Rofs) } else { Ok(()) }
    }
}
