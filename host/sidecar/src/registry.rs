//! What a client has made: connections, their sessions, their VMs. Nothing is reached here but by
//! the full chain of its owners.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernelet_protocol::Owner;
use kernelet_protocol::frame::{SessionOwner, VmOwner};

use crate::machine::Machine;
use crate::rejection::{Rejection, Result};

/// Connections, sessions and VMs of one client.
#[derive(Default)]
pub struct Registry {
    /// Sessions by connection.
    connections: BTreeMap<String, Vec<String>>,
    /// The connection of each session.
    sessions: BTreeMap<String, String>,
    machines: BTreeMap<String, Arc<Machine>>,
}

impl Registry {
    /// Notes a new connection.
    pub fn add_connection(&mut self, id: String) {
        self.connections.insert(id, Vec::new());
    }

    /// Notes a new session of a connection.
    pub fn add_session(&mut self, connection: &str, id: String) {
        if let Some(sessions) = self.connections.get_mut(connection) {
            sessions.push(id.clone());
            self.sessions.insert(id, connection.into());
        }
    }

    /// Notes a new VM.
    pub fn add_machine(&mut self, machine: Arc<Machine>) {
        self.machines.insert(machine.owner.vm_id.clone(), machine);
    }

    /// Forgets a VM; answers it the first time.
    pub fn remove_machine(&mut self, id: &str) -> Option<Arc<Machine>> {
        self.machines.remove(id)
    }

    /// All VMs.
    pub fn machines(&self) -> impl Iterator<Item = &Arc<Machine>> {
        self.machines.values()
    }

    /// Takes all VMs.
    pub fn take_machines(&mut self) -> Vec<Arc<Machine>> {
        std::mem::take(&mut self.machines).into_values().collect()
    }

    /// The connection that owns a request.
    ///
    /// # Errors
    /// When the owner is no connection, or not one of this client.
    pub fn connection<'a>(&self, request: &str, owner: &'a Owner) -> Result<&'a str> {
        let Owner::Connection(owner) = owner else {
            return Err(wrong_scope(request, "a connection", owner));
        };
        self.require_connection(&owner.connection_id)?;
        Ok(&owner.connection_id)
    }

    fn require_connection(&self, id: &str) -> Result<()> {
        if self.connections.contains_key(id) {
            return Ok(());
        }
        Err(Rejection::invalid(format!("unknown sidecar connection `{id}`: authenticate first")))
    }

    /// The session that owns a request.
    ///
    /// # Errors
    /// When the owner is no session, or not one of that connection.
    pub fn session<'a>(&self, request: &str, owner: &'a Owner) -> Result<&'a SessionOwner> {
        let Owner::Session(owner) = owner else {
            return Err(wrong_scope(request, "a session", owner));
        };
        self.require_session(&owner.connection_id, &owner.session_id)?;
        Ok(owner)
    }

    fn require_session(&self, connection: &str, session: &str) -> Result<()> {
        self.require_connection(connection)?;
        match self.sessions.get(session) {
            Some(owner) if owner == connection => Ok(()),
            Some(_) => Err(Rejection::invalid(format!(
                "sidecar session `{session}` is owned by another connection than `{connection}`"
            ))),
            None => Err(Rejection::invalid(format!("unknown sidecar session `{session}`"))),
        }
    }

    /// The VM that owns a request.
    ///
    /// # Errors
    /// When the owner is no VM, or not one of that connection and session.
    pub fn machine(&self, request: &str, owner: &Owner) -> Result<Arc<Machine>> {
        let Owner::Vm(owner) = owner else {
            return Err(wrong_scope(request, "a VM", owner));
        };
        let VmOwner { connection_id, session_id, vm_id } = owner;
        self.require_session(connection_id, session_id)?;
        match self.machines.get(vm_id) {
            Some(machine) if machine.owner == *owner => Ok(Arc::clone(machine)),
            Some(_) => Err(Rejection::invalid(format!(
                "sidecar VM `{vm_id}` is owned by another session than `{session_id}`"
            ))),
            None => Err(Rejection::invalid(format!("unknown sidecar VM `{vm_id}`"))),
        }
    }

    /// Checks any owner.
    ///
    /// # Errors
    /// When it is unknown or another's.
    pub fn any(&self, request: &str, owner: &Owner) -> Result<()> {
        match owner {
            Owner::Connection(_) => self.connection(request, owner).map(drop),
            Owner::Session(_) => self.session(request, owner).map(drop),
            Owner::Vm(_) => self.machine(request, owner).map(drop),
        }
    }
}

fn wrong_scope(request: &str, wanted: &str, owner: &Owner) -> Rejection {
    let (kind, id) = match owner {
        Owner::Connection(owner) => ("connection", &owner.connection_id),
        Owner::Session(owner) => ("session", &owner.session_id),
        Owner::Vm(owner) => ("VM", &owner.vm_id),
    };
    Rejection::invalid(format!("{request} is owned by {wanted}, not by the {kind} `{id}`"))
}
