//! Names of unix sockets (unix(7)): nodes of the file system, and abstract names.

use super::SocketId;
use crate::vfs::Location;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a unix socket is found by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// A node of the file system, held as long as the socket has it.
    Node(Location),
    /// A name of its own space: what follows the NUL byte.
    Abstract(Rc<[u8]>),
}

/// Who has which name.
#[derive(Debug, Default)]
pub struct Names {
    sockets: BTreeMap<Name, SocketId>,
    names: BTreeMap<SocketId, Name>,
}

impl Names {
    /// Who has the name.
    pub fn get(&self, name: &Name) -> Option<SocketId> {
        self.sockets.get(name).copied()
    }

    /// Give a name that nobody has.
    pub fn insert(&mut self, name: Name, id: SocketId) {
        self.sockets.insert(name.clone(), id);
        self.names.insert(id, name);
    }

    /// Take the name away; answers the node to let go of.
    pub fn release(&mut self, id: SocketId) -> Option<Location> {
        let name = self.names.remove(&id)?;
        self.sockets.remove(&name);
        match name {
            Name::Node(location) => Some(location),
            Name::Abstract(_) => None,
        }
    }

    /// Nodes that are held.
    #[cfg(test)]
    pub fn nodes(&self) -> usize {
        self.sockets.keys().filter(|name| matches!(name, Name::Node(_))).count()
    }
}
