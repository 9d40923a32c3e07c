//! Layers of a VM: trees that are written as lists of entries, kept under ids and laid over another.
//!
//! * `entry`: one file, directory or symbolic link of a list, and what a list may say.
//! * `build`: from entries to a tree, of a layer or of the running VM.
//! * `snapshot`: from a tree to entries.
//! * `base`: the default base layer, as data.
//! * here: the layers that the host made, by id.
//!
//! How layers lie over another is `fs::memory`; where they come from and go to (JSON, frames) is
//! not the kernel's business.

pub mod base;
pub mod build;
pub mod entry;
pub mod snapshot;
#[cfg(test)]
pub(crate) mod tests;

use crate::errno::{Errno, Refusal};
use crate::fs::memory::{Layer, MemoryFileSystem};
use crate::host::Clocks;
use entry::Entry;
use std::collections::BTreeMap;

/// Layers that a VM may have at one time.
pub const LAYERS_MAX: usize = 256;

/// A layer of the VM. Never reused, so an id that is gone stays unknown.
pub type LayerId = u32;

/// Whether an overlay that is made of layers can still be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RootMode {
    Ephemeral,
    ReadOnly,
}

/// What lies below the root of a VM.
#[derive(Debug, Clone)]
pub enum Lower {
    /// A tree as entries.
    Snapshot(Vec<Entry>),
    /// The default base layer.
    BaseFilesystem,
}

/// How the root file system of a VM is made.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct RootConfiguration {
    pub mode: RootMode,
    pub disable_default_base_layer: bool,
    /// Topmost first.
    pub lowers: Vec<Lower>,
    /// Written above the lowers when the VM is made.
    pub bootstrap: Vec<Entry>,
}

impl Default for RootConfiguration {
    fn default() -> Self {
        Self {
            mode: RootMode::Ephemeral,
            disable_default_base_layer: false,
            lowers: Vec::new(),
            bootstrap: Vec::new(),
        }
    }
}

/// What all layers of a VM may hold together: as much as its own files may.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Budget {
    pub bytes: u64,
    pub inodes: u64,
}

impl Budget {
    /// What is left of it beside this layer.
    pub fn without(self, layer: &Layer) -> Self {
        let (bytes, inodes) = layer.usage();
        Self { bytes: self.bytes.saturating_sub(bytes), inodes: self.inodes.saturating_sub(inodes) }
    }
}

#[derive(Debug)]
struct Known {
    tree: Layer,
    sealed: bool,
}

/// The layers that the host made. The trees are immutable from the beginning: no call writes into a
/// layer, "sealed" only says which ones an overlay may lie over.
#[derive(Debug)]
pub struct LayerTable {
    layers: BTreeMap<LayerId, Known>,
    next: LayerId,
    budget: Budget,
}

impl LayerTable {
    /// An empty table.
    pub fn new(budget: Budget) -> Self {
        Self { layers: BTreeMap::new(), next: 1, budget }
    }

    /// What is left for another layer.
    pub fn left(&self) -> Budget {
        self.layers.values().fold(self.budget, |left, known| left.without(&known.tree))
    }

    fn check_room(&self) -> Result<(), Refusal> {
        if self.layers.len() < LAYERS_MAX {
            return Ok(());
        }
        Err(Refusal::new(
            Errno::Nospc,
            format!("the VM has {LAYERS_MAX} layers already: the most there may be"),
        ))
    }

    fn insert(&mut self, tree: Layer, sealed: bool) -> Result<LayerId, Refusal> {
        self.check_room()?;
        let id = self.next;
        self.next = id
            .checked_add(1)
            .ok_or_else(|| Refusal::new(Errno::Nospc, "layer ids are used up".to_owned()))?;
        self.layers.insert(id, Known { tree, sealed });
        Ok(id)
    }

    fn get(&self, id: LayerId, field: &str) -> Result<&Known, Refusal> {
        self.layers.get(&id).ok_or_else(|| unknown(id, field))
    }

    /// An empty layer that is not sealed.
    pub fn create(&mut self, clock: &dyn Clocks) -> Result<LayerId, Refusal> {
        self.check_room()?;
        let tree = MemoryFileSystem::new(0, 1, clock).into_layer().map_err(whole)?;
        self.insert(tree, false)
    }

    /// Seal a layer: it gets a new id, the old one is unknown from then on.
    pub fn seal(&mut self, id: LayerId) -> Result<LayerId, Refusal> {
        let known = self.layers.remove(&id).ok_or_else(|| unknown(id, "layer"))?;
        self.insert(known.tree, true)
    }

    /// A sealed layer of entries.
    pub fn import(&mut self, entries: &[Entry], host: build::World) -> Result<LayerId, Refusal> {
        self.check_room()?;
        let tree = build::layer(entries, self.left(), host)?;
        self.insert(tree, true)
    }

    /// The tree of a layer.
    pub fn tree(&self, id: LayerId) -> Result<Layer, Refusal> {
        self.get(id, "layer").map(|known| known.tree.clone())
    }

    /// Lay `upper` over sealed `lowers`, topmost first, as one new layer.
    pub fn overlay(
        &mut self,
        mode: RootMode,
        upper: Option<LayerId>,
        lowers: &[LayerId],
        clock: &dyn Clocks,
    ) -> Result<LayerId, Refusal> {
        self.check_room()?;
        let mut trees = Vec::new();
        if let Some(id) = upper {
            let known = self.get(id, "upper layer")?;
            if known.sealed {
                return Err(Refusal::new(
                    Errno::Inval,
                    format!("upper layer {id} is sealed: name it as a lower layer"),
                ));
            }
            trees.push(known.tree.clone());
        }
        for id in lowers {
            let known = self.get(*id, "lower layer")?;
            if !known.sealed {
                return Err(Refusal::new(
                    Errno::Inval,
                    format!("lower layer {id} is not sealed: seal it first"),
                ));
            }
            trees.push(known.tree.clone());
        }
        let left = self.left();
        let overlay = MemoryFileSystem::over(trees, left.bytes, left.inodes, clock);
        let tree = overlay.and_then(MemoryFileSystem::into_layer).map_err(whole)?;
        if tree.usage().1 > left.inodes {
            return Err(Refusal::new(
                Errno::Nospc,
                format!("the overlay has {} inodes, {} are left", tree.usage().1, left.inodes),
            ));
        }
        self.insert(tree, mode == RootMode::ReadOnly)
    }
}

fn unknown(id: LayerId, field: &str) -> Refusal {
    Refusal::new(Errno::Noent, format!("unknown {field} {id}"))
}

fn whole(errno: Errno) -> Refusal {
    Refusal::new(errno, "the layer cannot be made".to_owned())
}
