//! Layers, and memory file systems that lie over them.
//!
//! A layer is a memory file system that nobody can change any more; any number of overlays share its
//! pages. An overlay takes a directory over when it is first looked into: the names of all its lower
//! directories are merged into one index, topmost first, and from then on the overlay's own tree is
//! the truth. So a lookup costs the same over 1 layer and over 32, what was removed needs no
//! whiteout, a directory made anew is opaque by itself, and a lower tree is renamed by renaming
//! its top: nothing below it is copied. An inode keeps its number and its hard links when it is
//! changed for the first time, since only the pages that are written stop being the layer's.
//!
//! Cost: the first look into a directory takes time and memory in the number of its entries in all
//! layers (not of what is below them), every later one none.

use super::MemoryFileSystem;
use super::contents::Contents;
use super::inode::{Body, Directory, Inode, Sharing};
use crate::errno::{Errno, Result};
use crate::fs::NodeId;
use crate::host::Clocks;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// An immutable tree. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Layer {
    tree: Rc<MemoryFileSystem>,
    bytes: u64,
    inodes: u64,
    /// Files of its directories that are made when somebody looks into one.
    late: Rc<BTreeMap<NodeId, Vec<LateFile>>>,
}

/// A file that everybody may run, with the owner and times of its directory.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct LateFile {
    pub name: Rc<[u8]>,
    pub content: Rc<Vec<u8>>,
}

/// The mode of a file that is made late.
const LATE_MODE: u32 = 0o755;

impl Layer {
    /// Bytes and inodes that it keeps in memory.
    pub fn usage(&self) -> (u64, u64) {
        (self.bytes, self.inodes)
    }

    /// The same with these files in its directories. What the directories have already stays.
    pub fn with_late_files(self, files: BTreeMap<NodeId, Vec<LateFile>>) -> Self {
        Self { late: Rc::new(files), ..self }
    }
}

/// A node of one of the layers below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LowerNode {
    layer: usize,
    node: NodeId,
}

impl MemoryFileSystem {
    /// A file system over these layers, topmost first. Its quota counts what it does not share.
    pub fn over(
        lowers: Vec<Layer>,
        limit_bytes: u64,
        limit_inodes: u64,
        clock: &dyn Clocks,
    ) -> Result<Self> {
        let mut overlay = Self::new(limit_bytes, limit_inodes, clock);
        let root = overlay.root;
        let tops: Vec<LowerNode> = lowers
            .iter()
            .enumerate()
            .map(|(layer, lower)| LowerNode { layer, node: lower.tree.root })
            .collect();
        overlay.lowers = lowers;
        overlay.directory_mut(root)?.implied = true;
        for top in tops {
            overlay.extend(root, top)?;
        }
        Ok(overlay)
    }

    fn lower(&self, lower: LowerNode) -> Result<Rc<MemoryFileSystem>> {
        self.lowers.get(lower.layer).map(|layer| Rc::clone(&layer.tree)).ok_or(Errno::Stale)
    }

    /// Look into a directory: its index is complete afterwards. `notdir` when it is none.
    pub(super) fn merge(&mut self, directory: NodeId) -> Result<()> {
        let lowers = std::mem::take(&mut self.directory_mut(directory)?.lowers);
        // Names below which nothing of the layers further down shows any more.
        let mut closed = BTreeSet::new();
        for lower in lowers {
            let tree = self.lower(lower)?;
            for (name, child, _) in tree.directory(lower.node)?.after(0) {
                let child = LowerNode { layer: lower.layer, node: child };
                let is_directory = matches!(tree.inode(child.node)?.body, Body::Directory(_));
                match self.directory(directory)?.get(name) {
                    None => {
                        let node = self.adopt(directory, name, child)?;
                        self.directory_mut(directory)?.insert(name, node);
                        if is_directory {
                            self.add_links(directory, 1);
                        } else {
                            closed.insert(node);
                        }
                    }
                    Some(node) if is_directory && !closed.contains(&node) => {
                        self.extend(node, child)?;
                    }
                    Some(node) => {
                        closed.insert(node);
                    }
                }
            }
            for file in self.late_files(lower) {
                let node = match self.directory(directory)?.get(&file.name) {
                    None => self.make_late(directory, &file, lower)?,
                    Some(node) => node,
                };
                closed.insert(node);
            }
        }
        Ok(())
    }

    fn late_files(&self, lower: LowerNode) -> Vec<LateFile> {
        let layer = self.lowers.get(lower.layer);
        layer.and_then(|layer| layer.late.get(&lower.node).cloned()).unwrap_or_default()
    }

    fn make_late(
        &mut self,
        directory: NodeId,
        file: &LateFile,
        lower: LowerNode,
    ) -> Result<NodeId> {
        let tree = self.lower(lower)?;
        let body = Body::Regular(Contents::of_shared(&file.content));
        let made = tree.inode(lower.node)?.attributes();
        let node = NodeId(self.next);
        self.next = self.next.checked_add(1).ok_or(Errno::Nospc)?;
        let inode = Inode { body, mode: LATE_MODE, nlink: 1, holds: 0, charge: 0, ..made };
        self.inodes.insert(node, inode);
        self.directory_mut(directory)?.insert(&file.name, node);
        Ok(node)
    }

    /// The overlay's inode for one of a layer.
    fn adopt(&mut self, directory: NodeId, name: &[u8], lower: LowerNode) -> Result<NodeId> {
        if let Some(node) = self.adopted.get(&lower)
            && self.inodes.contains_key(node)
        {
            return Ok(*node);
        }
        let tree = self.lower(lower)?;
        let source = tree.inode(lower.node)?;
        let body = match &source.body {
            Body::Regular(contents) => Body::Regular(contents.shared().ok_or(Errno::Io)?),
            Body::Directory(below) => {
                let mut taken = Directory::new(directory, name);
                taken.implied = below.implied;
                taken.lowers.push(lower);
                Body::Directory(taken)
            }
            Body::SymbolicLink(target, _) => Body::SymbolicLink(Rc::clone(target), Sharing::Shared),
            Body::Special(kind) => Body::Special(*kind),
        };
        let is_directory = matches!(body, Body::Directory(_));
        let nlink = if is_directory { 2 } else { source.nlink };
        let node = NodeId(self.next);
        self.next = self.next.checked_add(1).ok_or(Errno::Nospc)?;
        self.inodes.insert(node, Inode { body, nlink, holds: 0, charge: 0, ..source.attributes() });
        if !is_directory && nlink > 1 {
            self.adopted.insert(lower, node);
        }
        Ok(node)
    }

    /// One more directory of a layer shows in this one.
    fn extend(&mut self, node: NodeId, lower: LowerNode) -> Result<()> {
        let tree = self.lower(lower)?;
        let source = tree.inode(lower.node)?;
        let Body::Directory(below) = &source.body else { return Ok(()) };
        let inode = self.inode_mut(node)?;
        let Body::Directory(directory) = &mut inode.body else { return Ok(()) };
        directory.lowers.push(lower);
        if directory.implied {
            // Nobody said how it is to be: the layers below decide.
            directory.implied = below.implied;
            (inode.mode, inode.uid, inode.gid) = (source.mode, source.uid, source.gid);
            (inode.atime, inode.mtime) = (source.atime, source.mtime);
            (inode.ctime, inode.birthtime) = (source.ctime, source.birthtime);
        }
        Ok(())
    }

    /// The whole tree as a layer: with everything of the layers below that shows in it.
    pub fn into_layer(mut self) -> Result<Layer> {
        let mut names: BTreeMap<NodeId, u32> = BTreeMap::new();
        let mut pending = vec![self.root];
        while let Some(directory) = pending.pop() {
            self.merge(directory)?;
            for (_, child, _) in self.directory(directory)?.after(0) {
                let count = names.entry(child).or_default();
                *count = count.saturating_add(1);
                if matches!(self.inode(child)?.body, Body::Directory(_)) {
                    pending.push(child);
                }
            }
        }
        let root = self.root;
        self.inodes.retain(|node, _| *node == root || names.contains_key(node));
        let mut bytes = 0u64;
        for (node, inode) in &mut self.inodes {
            inode.holds = 0;
            bytes = bytes.saturating_add(inode.stored());
            if let Body::Regular(contents) = &mut inode.body {
                contents.share();
            }
            if !matches!(inode.body, Body::Directory(_)) {
                // Names that another layer hides are not names of this tree.
                inode.nlink = names.get(node).copied().unwrap_or(1);
            }
        }
        self.lowers.clear();
        self.adopted.clear();
        let inodes = self.inodes.len() as u64;
        Ok(Layer { tree: Rc::new(self), bytes, inodes, late: Rc::default() })
    }
}
