//! Which ports hear each other: Node's `MessagePortData` and `SiblingGroup`.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    rc::{Rc, Weak},
};

use super::message::Message;
use crate::bindings::worker::link;
use crate::runtime::event_loop::{self, WatchId};

/// The end of a channel, with or without a JavaScript object around it.
#[derive(Default)]
pub struct PortData {
    incoming: RefCell<VecDeque<Rc<Message>>>,
    group: RefCell<Option<Rc<Group>>>,
    /// The handle of the object that owns these data now.
    owner: Cell<Option<WatchId>>,
    /// The object is in another process: messages go there over a link.
    is_remote: Cell<bool>,
}

/// Ports that hear each other: two of a channel, or all of a broadcast channel.
pub struct Group {
    ports: RefCell<Vec<Weak<PortData>>>,
    /// The name of a broadcast channel, which ports of other processes may have as well.
    name: Option<String>,
}

thread_local! {
    static NAMED: RefCell<HashMap<String, Weak<Group>>> = RefCell::default();
}

/// What happened to a message.
pub enum Sent {
    /// It waits at every other port.
    Yes,
    /// Nobody listens.
    NoReceiver,
    /// Nothing was sent, for this reason.
    Refused(&'static str),
    /// It was sent into nowhere, which is worth a warning.
    Lost(&'static str),
}

impl PortData {
    /// Has the two hear each other.
    pub fn entangle(first: &Rc<Self>, second: &Rc<Self>) {
        let group = Rc::new(Group { ports: RefCell::default(), name: None });
        group.enter(first);
        group.enter(second);
    }

    /// Makes the port one of those with this name.
    pub fn join(port: &Rc<Self>, name: &str) {
        let group = NAMED.with_borrow_mut(|named| {
            named.retain(|_, group| group.strong_count() > 0);
            if let Some(group) = named.get(name).and_then(Weak::upgrade) {
                return group;
            }
            let name = name.to_owned();
            let group = Rc::new(Group { ports: RefCell::default(), name: Some(name.clone()) });
            named.insert(name, Rc::downgrade(&group));
            group
        });
        group.enter(port);
    }

    /// Says which handle is woken by messages; those that wait already wake it at once.
    pub fn set_owner(&self, owner: Option<WatchId>) {
        self.owner.set(owner);
        if !self.incoming.borrow().is_empty() {
            self.wake();
        }
    }

    /// Says whether the object is in another process.
    pub fn set_remote(&self, remote: bool) {
        self.is_remote.set(remote);
    }

    /// Whether a message to the others leaves the process.
    pub fn reaches_out(self: &Rc<Self>) -> bool {
        let group = self.group.borrow();
        group
            .as_ref()
            .is_some_and(|group| group.others(self).iter().any(|other| other.is_remote.get()))
    }

    /// Gives a message of another process to all ports of that name.
    pub fn deliver(name: &str, message: Rc<Message>) {
        let group = NAMED.with_borrow(|named| named.get(name).and_then(Weak::upgrade));
        let Some(group) = group else { return };
        let ports: Vec<_> = group.ports.borrow().iter().filter_map(Weak::upgrade).collect();
        for port in ports {
            port.push(message.clone());
        }
    }

    /// Wakes the owner.
    pub fn wake(&self) {
        if let Some(owner) = self.owner.get() {
            event_loop::wake(owner);
        }
    }

    fn push(&self, message: Rc<Message>) {
        self.incoming.borrow_mut().push_back(message);
        self.wake();
    }

    /// How many messages wait.
    pub fn waiting(&self) -> usize {
        self.incoming.borrow().len()
    }

    /// The next message; only one that says "closed" unless messages are wanted.
    pub fn take(&self, wants_message: bool) -> Option<Rc<Message>> {
        let mut incoming = self.incoming.borrow_mut();
        if !wants_message && !incoming.front()?.is_close() {
            return None;
        }
        incoming.pop_front()
    }

    /// Sends to all others of the group.
    pub fn send(self: &Rc<Self>, message: Message) -> Sent {
        let Some(group) = self.group.borrow().clone() else {
            return Sent::Refused("Source MessagePort is not entangled with this group.");
        };
        let others = group.others(self);
        if others.is_empty() && group.name.is_none() {
            return Sent::NoReceiver;
        }
        if others.len() > 1 && message.has_transferables() {
            return Sent::Refused("Transferables cannot be used with multiple destinations.");
        }
        let message = Rc::new(message);
        if let Some(name) = &group.name {
            link::broadcast(name, message.clone());
        }
        for port in others {
            if message.carries_port(&port) {
                return Sent::Lost(
                    "The target port was posted to itself, and the communication channel was lost",
                );
            }
            port.push(message.clone());
        }
        Sent::Yes
    }

    /// Leaves the group. The other end of a channel is told.
    pub fn disentangle(self: &Rc<Self>) {
        let Some(group) = self.group.take() else { return };
        let others = group.others(self);
        group.ports.borrow_mut().retain(|port| !std::ptr::eq(port.as_ptr(), Rc::as_ptr(self)));
        // Ports of a name go on without this one.
        let is_named = NAMED.with_borrow(|named| {
            named.values().any(|known| std::ptr::eq(known.as_ptr(), Rc::as_ptr(&group)))
        });
        if !is_named {
            for port in others {
                port.push(Rc::new(Message::close()));
            }
        }
    }
}

impl Group {
    fn enter(self: &Rc<Self>, port: &Rc<PortData>) {
        self.ports.borrow_mut().push(Rc::downgrade(port));
        port.group.replace(Some(self.clone()));
    }

    fn others(&self, port: &Rc<PortData>) -> Vec<Rc<PortData>> {
        let ports = self.ports.borrow();
        ports.iter().filter_map(Weak::upgrade).filter(|other| !Rc::ptr_eq(other, port)).collect()
    }
}
