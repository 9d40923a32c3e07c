//! Watching files and directories: what happens to them, as events (inotify(7)).
//!
//! What changes a name or a file tells it here, in the order in which Linux does; a watch keeps what it
//! was told until it is taken. Changes are seen whoever makes them inside the VM. What the host or
//! another VM does to a mounted host directory is not: the kernel is not told of it.
//!
//! Cost: nothing while nobody watches. A write to a file in a watched directory looks its name up among
//! the directory's entries, once until a name in it changes.

use super::{Caller, Location, Vfs};
use crate::errno::{Errno, Result};
use crate::fs::NodeId;
use crate::permission::Access;
use crate::policy::Capability;
use crate::types::FileType;
use crate::vfs::resolve::Final;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// Events that wait in one watch (Linux's max_queued_events is 16 384 for all of a process).
const QUEUE_MAX: usize = 1024;
/// Entries of a directory that are looked at at once.
const AT_ONCE: u32 = 1024;

/// A watch. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WatchId(pub u64);

/// What happened; the names are those of inotify's events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A name was made in the directory.
    Created,
    /// A name was removed from it.
    Removed,
    /// A name was moved away from it.
    MovedFrom,
    /// A name was moved into it.
    MovedTo,
    /// The contents changed.
    Modified,
    /// Mode, owner, times or the number of links changed.
    Attributes,
    /// What is watched was removed.
    SelfRemoved,
    /// What is watched was moved.
    SelfMoved,
    /// Nothing more will be told: what was watched is gone.
    Unwatched,
    /// Some events were lost.
    Overflow,
}

/// An event of a watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub what: Change,
    /// To what in the watched directory; none: to what is watched.
    pub name: Option<Rc<[u8]>>,
}

#[derive(Debug)]
struct Watch {
    /// Held.
    location: Location,
    events: VecDeque<Event>,
    /// The name of the file that was written last, while no name in the directory changed.
    written: Option<(NodeId, Rc<[u8]>)>,
}

impl Watch {
    fn push(&mut self, event: Event) {
        // Equal events one after the other are one (inotify(7)).
        if self.events.back() == Some(&event) {
            return;
        }
        match self.events.len() {
            ..QUEUE_MAX => self.events.push_back(event),
            QUEUE_MAX => self.events.push_back(Event { what: Change::Overflow, name: None }),
            _ => {}
        }
    }
}

/// All watches.
#[derive(Debug, Default)]
pub struct Watches {
    by_id: BTreeMap<WatchId, Watch>,
    by_location: BTreeMap<Location, BTreeSet<WatchId>>,
    next: u64,
    /// Those that have something to tell since the last time somebody asked.
    ready: BTreeSet<WatchId>,
}

impl Watches {
    fn tell(&mut self, location: Location, what: Change, name: Option<&[u8]>) {
        let Some(ids) = self.by_location.get(&location) else { return };
        let name: Option<Rc<[u8]>> = name.map(Rc::from);
        let keeps_names = matches!(what, Change::Modified | Change::Attributes);
        for id in ids {
            let Some(watch) = self.by_id.get_mut(id) else { continue };
            if !keeps_names {
                watch.written = None;
            }
            watch.push(Event { what, name: name.clone() });
            self.ready.insert(*id);
        }
    }

    fn is_watched(&self, location: Location) -> bool {
        self.by_location.contains_key(&location)
    }

    /// The watches that were told something since the last time.
    pub fn take_ready(&mut self) -> BTreeSet<WatchId> {
        std::mem::take(&mut self.ready)
    }

    /// Whether `take` has something.
    pub fn has_events(&self, id: WatchId) -> bool {
        self.by_id.get(&id).is_some_and(|watch| !watch.events.is_empty())
    }

    /// Take what a watch was told; `again` when that is nothing.
    pub fn take(&mut self, id: WatchId) -> Result<Vec<Event>> {
        let watch = self.by_id.get_mut(&id).ok_or(Errno::Badf)?;
        if watch.events.is_empty() {
            return Err(Errno::Again);
        }
        Ok(std::mem::take(&mut watch.events).into())
    }

    /// Where the watched nodes are, with repetition.
    #[cfg(test)]
    pub fn locations(&self) -> impl Iterator<Item = Location> {
        self.by_id.values().map(|watch| watch.location)
    }
}

impl Vfs {
    /// Watch what a path leads to, which must be readable (inotify_add_watch(2)).
    pub fn watch(&mut self, caller: &Caller, start: Location, path: &[u8]) -> Result<WatchId> {
        let walked = self.walk_for(caller, start, path, Final::Follow, Capability::FsStat)?;
        let location = walked.existing()?;
        let is_directory = self.stat(location)?.kind == FileType::Directory;
        let capability = if is_directory { Capability::FsReaddir } else { Capability::FsRead };
        self.permit(caller, &walked, capability)?;
        self.check_access(caller, location, Access::READ)?;
        self.hold(location);
        let id = WatchId(self.watches.next);
        self.watches.next = id.0.saturating_add(1);
        let watch = Watch { location, events: VecDeque::new(), written: None };
        self.watches.by_id.insert(id, watch);
        self.watches.by_location.entry(location).or_default().insert(id);
        Ok(id)
    }

    /// Undo `watch`.
    pub fn unwatch(&mut self, id: WatchId) {
        let Some(watch) = self.watches.by_id.remove(&id) else { return };
        self.watches.ready.remove(&id);
        if let Some(ids) = self.watches.by_location.get_mut(&watch.location) {
            ids.remove(&id);
            if ids.is_empty() {
                self.watches.by_location.remove(&watch.location);
            }
        }
        self.release(watch.location);
    }

    /// A name in a directory was made or moved.
    pub(super) fn name_changed(&mut self, directory: Location, what: Change, name: &[u8]) {
        self.watches.tell(directory, what, Some(name));
    }

    /// Something happened to a node itself.
    pub(super) fn node_changed(&mut self, location: Location, what: Change) {
        self.watches.tell(location, what, None);
    }

    /// A name of a node went away: removed, or replaced by another.
    pub(super) fn lost_name(&mut self, location: Location, kind: FileType) {
        if !self.watches.is_watched(location) {
            return;
        }
        // The node is held by its watch, so it still has attributes.
        let gone =
            kind == FileType::Directory || self.stat(location).is_ok_and(|stat| stat.nlink == 0);
        if kind != FileType::Directory {
            self.node_changed(location, Change::Attributes);
        }
        if gone {
            self.node_changed(location, Change::SelfRemoved);
            self.node_changed(location, Change::Unwatched);
        }
    }

    /// The contents or attributes of a file changed, which was found in that directory.
    pub(crate) fn touched(&mut self, directory: Location, location: Location, what: Change) {
        if self.watches.by_id.is_empty() {
            return;
        }
        if self.watches.is_watched(directory)
            && directory != location
            && let Some(name) = self.name_in(directory, location)
        {
            self.watches.tell(directory, what, Some(&name));
        }
        self.node_changed(location, what);
    }

    /// The name of a node in a watched directory.
    fn name_in(&mut self, directory: Location, location: Location) -> Option<Rc<[u8]>> {
        let ids = self.watches.by_location.get(&directory)?.clone();
        let known = ids.iter().find_map(|id| match &self.watches.by_id.get(id)?.written {
            Some((node, name)) if *node == location.node => Some(Rc::clone(name)),
            _ => None,
        });
        if known.is_some() {
            return known;
        }
        let mut cursor = 0;
        loop {
            let file_system = self.file_system(directory.mount).ok()?;
            let entries = file_system.read_directory(directory.node, cursor, AT_ONCE).ok()?;
            cursor = entries.last()?.next;
            for entry in entries {
                let file_system = self.file_system(directory.mount).ok()?;
                if file_system.lookup(directory.node, &entry.name).ok() != Some(location.node) {
                    continue;
                }
                let name: Rc<[u8]> = Rc::from(&entry.name[..]);
                for id in &ids {
                    if let Some(watch) = self.watches.by_id.get_mut(id) {
                        watch.written = Some((location.node, Rc::clone(&name)));
                    }
                }
                return Some(name);
            }
        }
    }
}
