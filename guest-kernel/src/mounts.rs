//! What the operator mounts: a list that is replaced as a whole.
//!
//! The mount table itself, and the trees that are the kernel's own, are the VFS's (`vfs/mount.rs`).

use crate::errno::{Errno, Refusal, Result};
use crate::fs::FileSystem;
use crate::fs::host::HostFileSystem;
use crate::fs::memory::MemoryFileSystem;
use crate::kernel::Kernel;
use crate::layer::entry::is_reserved;
use crate::path;
use crate::types::MountAccess;
use crate::vfs::Caller;
use crate::vfs::mount::{MountId, Wanted};
use std::collections::BTreeSet;

/// What shows at a mount point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MountSource {
    /// An empty file system in memory, which may hold as much as the root may.
    Memory,
    /// The host directory granted under this name.
    HostDirectory(String),
}

/// A mount of the operator's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountOptions {
    /// Where: an absolute path without `.` and `..`.
    pub path: Vec<u8>,
    /// Whether it may be written.
    pub access: MountAccess,
    /// What.
    pub source: MountSource,
}

/// What is mounted on the operator's behalf.
pub type Mounted = Vec<(MountOptions, MountId)>;

impl MountOptions {
    /// The path in one form, or why it is none.
    fn checked(self) -> Result<Self, Refusal> {
        let names: Vec<&[u8]> =
            self.path.split(|byte| *byte == b'/').filter(|name| !name.is_empty()).collect();
        let why = if !path::is_absolute(&self.path) || path::validate(&self.path).is_err() {
            "needs an absolute path"
        } else if names.is_empty() {
            "would hide the root"
        } else if names.iter().any(|name| matches!(*name, b"." | b"..")) {
            "must not have `.` and `..` in its path"
        } else if is_reserved(&names) {
            "would hide what is the kernel's: mount it outside /dev, /proc and /sys"
        } else {
            let path = names.iter().flat_map(|name| [b"/", *name].concat()).collect();
            return Ok(Self { path, ..self });
        };
        Err(Refusal::invalid(format!("mount \"{}\" {why}", String::from_utf8_lossy(&self.path))))
    }
}

impl Kernel {
    /// Mount these and nothing else: what is mounted and stays in the list stays as it is, what is not
    /// in it goes. Files of a mount that goes stay open until they are closed.
    ///
    /// # Errors
    /// Naming the mount that is none or cannot be; then everything is as it was.
    pub fn set_mounts(&mut self, wanted: Vec<MountOptions>) -> Result<(), Refusal> {
        self.vfs.begin_call();
        let mut wanted: Vec<MountOptions> =
            wanted.into_iter().map(MountOptions::checked).collect::<Result<_, _>>()?;
        // Parents before what is mounted below them.
        wanted.sort_by(|left, right| left.path.cmp(&right.path));
        let refuse = |mount: &MountOptions, errno, why: &str| {
            let path = String::from_utf8_lossy(&mount.path);
            Refusal::new(errno, format!("mount \"{path}\" {why}"))
        };
        let mut paths = BTreeSet::new();
        let mut places = Vec::new();
        for mount in &wanted {
            if !paths.insert(&mount.path) {
                return Err(refuse(mount, Errno::Busy, "is there twice"));
            }
            let known = self.mounted.iter().find(|(known, _)| known == mount);
            let place = match known {
                Some((_, id)) => Wanted::Keep(*id),
                None => Wanted::New(
                    self.make_file_system(&mount.source)
                        .map_err(|errno| refuse(mount, errno, "shows nothing that was granted"))?,
                    mount.access,
                ),
            };
            places.push((mount.path.clone(), place));
        }
        let caller = Caller::operator(self.host.clone());
        let old: Vec<MountId> = self.mounted.iter().map(|(_, id)| *id).collect();
        match self.vfs.replace_mounts(&caller, &old, places) {
            Ok(ids) => {
                self.mounted = wanted.into_iter().zip(ids).collect();
                Ok(())
            }
            Err((index, errno)) => {
                let why = match errno {
                    Errno::Notdir => "needs a directory in its place",
                    Errno::Rofs => "needs a directory, which cannot be made in a read-only root",
                    Errno::Nospc => "needs a directory, for which there is no room",
                    _ => "cannot be made",
                };
                Err(wanted.get(index).map_or(errno.into(), |mount| refuse(mount, errno, why)))
            }
        }
    }

    /// Mount a granted host directory besides what is mounted.
    ///
    /// # Errors
    /// `noent` when it was not granted, `busy` when something is mounted there, or why the mount point
    /// cannot be made.
    pub fn mount_host_directory(
        &mut self,
        grant: &str,
        path: &[u8],
        access: MountAccess,
    ) -> Result<()> {
        let mut wanted: Vec<MountOptions> =
            self.mounted.iter().map(|(mount, _)| mount.clone()).collect();
        let source = MountSource::HostDirectory(grant.to_owned());
        wanted.push(MountOptions { path: path.to_vec(), access, source });
        self.set_mounts(wanted).map_err(|refusal| refusal.errno)
    }

    fn make_file_system(&self, source: &MountSource) -> Result<Box<dyn FileSystem>> {
        let user = &self.configuration.user;
        let limits = &self.configuration.limits;
        Ok(match source {
            MountSource::Memory => {
                let (bytes, inodes) = (limits.filesystem_bytes, limits.filesystem_inodes);
                let mut tree = MemoryFileSystem::new(bytes, inodes, &*self.host);
                let owner = crate::fs::Changes {
                    uid: Some(user.uid),
                    gid: Some(user.gid),
                    ..crate::fs::Changes::default()
                };
                let root = tree.root();
                tree.change(root, &owner, &*self.host)?;
                Box::new(tree)
            }
            MountSource::HostDirectory(grant) => {
                Box::new(HostFileSystem::new(self.host.clone(), grant, user.uid, user.gid)?)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{check_invariants, flags, kernel};

    fn memory(path: &str) -> MountOptions {
        MountOptions {
            path: path.as_bytes().to_vec(),
            access: MountAccess::ReadWrite,
            source: MountSource::Memory,
        }
    }

    fn exists(kernel: &mut Kernel, path: &str) -> bool {
        kernel.stat(None, path.as_bytes(), true).is_ok()
    }

    fn touch(kernel: &mut Kernel, path: &str) {
        let fd = kernel.open(None, path.as_bytes(), flags("wc"), 0o644).unwrap();
        kernel.close(fd).unwrap();
    }

    #[test]
    fn the_list_is_replaced_as_a_whole() {
        let (mut kernel, _) = kernel();
        kernel.set_mounts(vec![memory("/mnt/a"), memory("/mnt/a/in/side")]).unwrap();
        touch(&mut kernel, "/mnt/a/outer");
        touch(&mut kernel, "/mnt/a/in/side/inner");
        assert_eq!(kernel.rename((None, b"/mnt/a/outer"), (None, b"/tmp/x")), Err(Errno::Xdev));
        assert_eq!(kernel.rmdir(None, b"/mnt/a"), Err(Errno::Busy));
        check_invariants(&mut kernel);

        // What stays keeps its files, also when what it lay in goes.
        let held = kernel.open(None, b"/mnt/a/outer", flags("rw"), 0).unwrap();
        kernel.set_mounts(vec![memory("/mnt/a/in/side"), memory("/mnt/b")]).unwrap();
        assert!(exists(&mut kernel, "/mnt/a/in/side/inner"));
        assert!(exists(&mut kernel, "/mnt/b"));
        assert!(!exists(&mut kernel, "/mnt/a/outer"));
        assert_eq!(kernel.write(held, b"still open"), Ok(10));
        kernel.close(held).unwrap();
        check_invariants(&mut kernel);

        // A working directory in what went away has no path any more.
        kernel.chdir(b"/mnt/b").unwrap();
        kernel.set_mounts(Vec::new()).unwrap();
        assert_eq!(kernel.getcwd(), Err(Errno::Noent));
        kernel.chdir(b"/").unwrap();
        assert!(!exists(&mut kernel, "/mnt/a/in/side/inner"));
        kernel.rmdir(None, b"/mnt/b").unwrap();
        check_invariants(&mut kernel);
    }

    #[test]
    fn nothing_changes_when_one_of_them_cannot_be() {
        let (mut kernel, _) = kernel();
        kernel.set_mounts(vec![memory("/mnt/a")]).unwrap();
        touch(&mut kernel, "/mnt/a/file");
        touch(&mut kernel, "/mnt/plain");
        let granted = MountOptions {
            source: MountSource::HostDirectory("nobody".into()),
            ..memory("/mnt/host")
        };
        for (bad, errno) in [
            (memory("mnt"), Errno::Inval),
            (memory("/"), Errno::Inval),
            (memory("/mnt/../x"), Errno::Inval),
            (memory("/dev/x"), Errno::Inval),
            (memory("/mnt//new"), Errno::Busy),
            (memory("/mnt/plain"), Errno::Notdir),
            (granted, Errno::Noent),
        ] {
            let text = String::from_utf8_lossy(&bad.path).into_owned();
            let refusal = kernel.set_mounts(vec![memory("/mnt/new"), bad]).unwrap_err();
            assert_eq!(refusal.errno, errno, "{text}: {}", refusal.message);
            assert!(exists(&mut kernel, "/mnt/a/file"), "{text}");
            assert!(!exists(&mut kernel, "/mnt/new"), "{text}");
            check_invariants(&mut kernel);
        }
    }
}
