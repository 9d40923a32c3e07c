//! Path resolution (path_resolution(7)).
//!
//! Component by component over the VM's own tree, symbolic links of every file system included: an
//! absolute link in a host directory starts at the VM's root. `..` at the root stays there.

use super::{Caller, Location, Vfs};
use crate::errno::{Errno, Result};
use crate::fs::Special;
use crate::path::{self, NAME_MAX, SYMLINKS_MAX};
use crate::permission::Access;
use crate::policy::Capability;
use crate::types::FileType;

/// What to do with a symbolic link that the path ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Final {
    /// Follow it.
    Follow,
    /// Keep it, unless a slash follows.
    Keep,
    /// Keep it always: the caller is about the name, not about what it names.
    Name,
}

/// How a path ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Last {
    /// In a name.
    Name(Vec<u8>),
    /// In `.`.
    Dot,
    /// In `..`.
    DotDot,
    /// It is the root itself.
    Root,
}

/// Where a path leads.
#[derive(Debug, Clone)]
pub struct Walked {
    /// The directory that the last component is in, or the target when that is no name.
    pub directory: Location,
    /// The last component.
    pub last: Last,
    /// What is there: none when only the last component is missing.
    pub target: Option<Location>,
    /// Whether a slash follows the last component.
    pub trailing_slash: bool,
}

impl Walked {
    /// What is there, or `noent`.
    pub fn existing(&self) -> Result<Location> {
        self.target.ok_or(Errno::Noent)
    }
}

/// Where a walk could not go on.
#[derive(Debug)]
pub struct Blocked {
    /// Why.
    pub error: Errno,
    /// How far it came.
    pub directory: Location,
    /// What was left of the path from there.
    pub rest: Vec<u8>,
}

/// How far a walk is.
struct Progress {
    current: Location,
    remaining: Vec<u8>,
    /// Where in `remaining` the walk goes on.
    offset: usize,
}

impl Vfs {
    /// Walk `path` from `start` (from the root when it is absolute).
    pub fn walk(
        &mut self,
        caller: &Caller,
        start: Location,
        path: &[u8],
        last: Final,
    ) -> Result<Walked> {
        self.try_walk(caller, start, path, last).map_err(|blocked| blocked.error)
    }

    /// The same, telling where it ended when it did not arrive.
    pub(super) fn try_walk(
        &mut self,
        caller: &Caller,
        start: Location,
        path: &[u8],
        last: Final,
    ) -> std::result::Result<Walked, Blocked> {
        let mut progress = Progress { current: start, remaining: path.to_vec(), offset: 0 };
        self.walk_on(caller, &mut progress, last).map_err(|error| Blocked {
            error,
            directory: progress.current,
            rest: progress.remaining.split_off(progress.offset.min(progress.remaining.len())),
        })
    }

    fn walk_on(&mut self, caller: &Caller, progress: &mut Progress, last: Final) -> Result<Walked> {
        let Progress { current, remaining, offset } = progress;
        path::validate(remaining)?;
        let mut ending = Last::Dot;
        if path::is_absolute(remaining) {
            *current = self.uncovered_root();
            ending = Last::Root;
        }
        let mut links = 0u32;
        loop {
            let text = remaining.get(*offset..).unwrap_or_default();
            let Some((name, rest)) = path::split_first(text) else { break };
            let is_last = path::split_first(rest).is_none();
            let trailing_slash = is_last && !rest.is_empty();
            let next_offset = remaining.len().saturating_sub(rest.len());

            self.check_search(caller, *current)?;
            if name.len() > NAME_MAX {
                return Err(Errno::Nametoolong);
            }
            if name == b"." || name == b".." {
                ending = if name == b"." { Last::Dot } else { Last::DotDot };
                if name == b".." {
                    *current = self.parent(*current)?;
                }
                *offset = next_offset;
                continue;
            }

            let found = self.file_system(current.mount)?.lookup(current.node, name);
            let node = match found {
                Ok(node) => node,
                Err(Errno::Noent) if is_last => {
                    return Ok(Walked {
                        directory: *current,
                        last: Last::Name(name.to_vec()),
                        target: None,
                        trailing_slash,
                    });
                }
                Err(error) => return Err(error),
            };
            let child = self.uncover(Location { mount: current.mount, node });
            let kind = self.stat(child)?.kind;

            let followed = !is_last
                || match last {
                    Final::Follow => true,
                    Final::Keep => trailing_slash,
                    Final::Name => false,
                };
            if kind == FileType::SymbolicLink && followed {
                links = links.saturating_add(1);
                if links > SYMLINKS_MAX {
                    return Err(Errno::Loop);
                }
                match self.special(child) {
                    // A link that leads to a place, not along a path.
                    Some(Special::Place(place)) => {
                        *current = place;
                        ending = Last::Dot;
                        *offset = next_offset;
                        continue;
                    }
                    // What it leads to may have no place in the tree: only its opener can follow.
                    Some(Special::DescriptorOf(..)) if is_last && !trailing_slash => {
                        return Ok(Walked {
                            directory: *current,
                            last: Last::Name(name.to_vec()),
                            target: Some(child),
                            trailing_slash,
                        });
                    }
                    Some(Special::DescriptorOf(..)) => return Err(Errno::Notdir),
                    _ => {}
                }
                let mut target = self.file_system(child.mount)?.read_link(child.node)?;
                // A host file system's links come from outside: hold them to the same rules.
                path::validate(&target)?;
                if path::is_absolute(&target) {
                    *current = self.uncovered_root();
                    ending = Last::Root;
                }
                target.extend_from_slice(rest);
                *remaining = target;
                *offset = 0;
                continue;
            }
            if is_last {
                if trailing_slash && last != Final::Name && kind != FileType::Directory {
                    return Err(Errno::Notdir);
                }
                return Ok(Walked {
                    directory: *current,
                    last: Last::Name(name.to_vec()),
                    target: Some(child),
                    trailing_slash,
                });
            }
            if kind != FileType::Directory {
                // Where the walk ends is a directory, so that what cannot be seen is judged by its path.
                return Err(Errno::Notdir);
            }
            *current = child;
            *offset = next_offset;
        }
        Ok(Walked {
            directory: *current,
            last: ending,
            target: Some(*current),
            trailing_slash: false,
        })
    }

    /// The directory above, across mounts; the root's is the root.
    pub fn parent(&mut self, directory: Location) -> Result<Location> {
        let Some(beneath) = self.beneath_mounts(directory)? else { return Ok(directory) };
        let (node, _) = self.file_system(beneath.mount)?.parent(beneath.node)?;
        Ok(self.uncover(Location { mount: beneath.mount, node }))
    }

    /// The absolute path of a directory; `noent` when it was removed.
    pub fn path_of(&mut self, directory: Location) -> Result<Vec<u8>> {
        let mut names = Vec::new();
        let mut current = directory;
        while let Some(beneath) = self.beneath_mounts(current)? {
            let (node, name) = self.file_system(beneath.mount)?.parent(beneath.node)?;
            names.push(name);
            current = Location { mount: beneath.mount, node };
        }
        let mut path = Vec::new();
        for name in names.iter().rev() {
            path.push(b'/');
            path.extend_from_slice(name);
        }
        if path.is_empty() {
            path.push(b'/');
        }
        if path.len() > path::PATH_MAX { Err(Errno::Nametoolong) } else { Ok(path) }
    }

    /// The absolute path without links, `.` and `..` (realpath(3)).
    pub fn real_path(&mut self, caller: &Caller, start: Location, path: &[u8]) -> Result<Vec<u8>> {
        let walked = self.walk_for(caller, start, path, Final::Follow, Capability::FsStat)?;
        walked.existing()?;
        self.path_of_walked(&walked)
    }

    /// The absolute path of what a walk led to, whether it exists or not.
    pub(crate) fn path_of_walked(&mut self, walked: &Walked) -> Result<Vec<u8>> {
        let directory = self.path_of(walked.directory)?;
        match &walked.last {
            Last::Name(name) => {
                let path = path::join(&directory, name);
                if path.len() > path::PATH_MAX { Err(Errno::Nametoolong) } else { Ok(path) }
            }
            Last::Dot | Last::DotDot | Last::Root => Ok(directory),
        }
    }

    fn uncovered_root(&self) -> Location {
        self.uncover(self.root())
    }

    /// The next component is looked for in `directory`: it must be one, and be searchable.
    fn check_search(&mut self, caller: &Caller, directory: Location) -> Result<()> {
        let stat = self.stat(directory)?;
        if stat.kind != FileType::Directory {
            return Err(Errno::Notdir);
        }
        crate::permission::check(&caller.credentials, &stat, Access::EXECUTE)
    }
}
