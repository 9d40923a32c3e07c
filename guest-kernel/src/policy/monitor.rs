//! The reference monitor: every check of the policy passes here.
//!
//! It is shared, because path operations check in the middle of a walk, where only the VFS is at
//! hand. The kernel itself asks through [`Kernel::permit`].

use super::{Capability, Mode, Policy, ScopeName};
use crate::errno::{Errno, Result};
use crate::events::{Event, Events};
use crate::host::Host;
use crate::kernel::Kernel;
use crate::restart::{ExchangeId, Exchanges};
use crate::timer::{Timer, Timers};
use crate::types::Pid;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// See the module.
#[derive(Debug)]
pub struct Monitor {
    policy: RefCell<Policy>,
    /// Why the last denied call of each process was denied.
    denials: RefCell<BTreeMap<Pid, String>>,
    /// Nanoseconds that the embedder has to answer a question; none when nobody does.
    patience: Option<u64>,
    exchanges: Rc<Exchanges>,
    events: Rc<Events>,
    timers: Rc<Timers>,
}

/// Whether the policy binds a process: not the operator and the kernel itself, but the client.
fn is_bound(pid: Pid) -> bool {
    pid != Pid::OPERATOR && pid != Pid::INIT
}

impl Monitor {
    /// A monitor with a policy that was validated. What the policy asks is denied unless it is
    /// answered within `patience` nanoseconds.
    pub fn new(
        policy: Policy,
        patience: Option<u64>,
        (exchanges, events, timers): (Rc<Exchanges>, Rc<Events>, Rc<Timers>),
    ) -> Self {
        let policy = RefCell::new(policy);
        Self { policy, denials: RefCell::default(), patience, exchanges, events, timers }
    }

    /// One for those whom no policy binds, before there is a VM.
    pub fn unbound(host: Rc<dyn Host>) -> Self {
        let told = Rc::new(Events::new(host.clone()));
        Self::new(Policy::default(), None, (Rc::default(), told, Rc::new(Timers::new(host))))
    }

    /// Replace the policy. It holds from the next check on; what is open stays open.
    pub fn set_policy(&self, policy: Policy) {
        *self.policy.borrow_mut() = policy;
    }

    /// Whether the process may do all that a scope judges: no need to find out on what.
    pub fn allows_all(&self, pid: Pid, scope: ScopeName) -> bool {
        !is_bound(pid) || self.policy.borrow().allows_all(scope)
    }

    /// Whether the process may do that, without asking anybody and without consequences.
    pub fn allows(&self, pid: Pid, capability: Capability, resource: &[u8]) -> bool {
        !is_bound(pid) || self.policy.borrow().decide(capability, resource) == Mode::Allow
    }

    /// `acces` unless the process may do that; the reason is then its last denial.
    pub fn permit(&self, pid: Pid, capability: Capability, resource: &[u8]) -> Result<()> {
        self.permit_any(pid, capability, &[resource])
    }

    /// The same for what has several names: the first one is told of.
    pub fn permit_any(
        &self,
        pid: Pid,
        capability: Capability,
        names: &[impl AsRef<[u8]>],
    ) -> Result<()> {
        if !is_bound(pid) {
            return Ok(());
        }
        let resource = names.first().map(AsRef::as_ref).unwrap_or_default();
        let mode = self.policy.borrow().decide_any(capability, names);
        match mode {
            Mode::Allow => Ok(()),
            Mode::Deny => self.deny(pid, capability, resource, ""),
            Mode::Ask if self.ask(pid, capability, resource)? => Ok(()),
            Mode::Ask => self.deny(pid, capability, resource, ", which asks, and nobody said yes"),
        }
    }

    /// What the embedder says; no when nobody would answer. The client is the one to be asked, so it
    /// is not asked whether it may.
    fn ask(&self, pid: Pid, capability: Capability, resource: &[u8]) -> Result<bool> {
        let Some(patience) = self.patience.filter(|_| !pid.is_virtual()) else { return Ok(false) };
        let question = [capability.id().as_bytes(), b"\0", resource].concat();
        let answer = self.exchanges.ask(&question, |id| {
            self.events.push(Event::Question {
                id: id.0,
                pid,
                capability: capability.id(),
                resource: resource.to_vec(),
            });
            self.timers.add(patience, Timer::Unanswered(id));
        })?;
        Ok(answer.first() == Some(&1))
    }

    /// Say no, and keep why.
    pub(crate) fn deny<T>(
        &self,
        pid: Pid,
        capability: Capability,
        resource: &[u8],
        why: &str,
    ) -> Result<T> {
        let text = format!(
            "EACCES: permission denied, {}: blocked by {} policy{why}",
            String::from_utf8_lossy(resource),
            capability.id()
        );
        self.denials.borrow_mut().insert(pid, text);
        let (capability, resource) = (capability.id(), resource.to_vec());
        self.events.push(Event::Denied { pid, capability, resource });
        Err(Errno::Acces)
    }

    /// Keep why a call fails for a reason that its error does not tell.
    pub fn explain(&self, pid: Pid, why: String) {
        self.denials.borrow_mut().insert(pid, why);
    }

    /// Take the reason why the last denied call of a process was denied.
    pub fn take_denial(&self, pid: Pid) -> Option<String> {
        self.denials.borrow_mut().remove(&pid)
    }
}

impl Kernel {
    /// Whether the current process may do that: the one question that every system call asks.
    ///
    /// # Errors
    /// `acces` when the policy says no, `restart` while the embedder is being asked. Nothing may have
    /// been changed before.
    pub fn permit(&self, capability: Capability, resource: &[u8]) -> Result<()> {
        self.monitor.permit(self.current_pid(), capability, resource)
    }

    /// The same for what has several names.
    ///
    /// # Errors
    /// As `permit`.
    pub fn permit_any(&self, capability: Capability, names: &[impl AsRef<[u8]>]) -> Result<()> {
        self.monitor.permit_any(self.current_pid(), capability, names)
    }

    /// Deny what the policy said no to earlier.
    ///
    /// # Errors
    /// Always `acces`.
    pub(crate) fn permit_never<T>(&self, capability: Capability, resource: &[u8]) -> Result<T> {
        self.monitor.deny(self.current_pid(), capability, resource, "")
    }

    /// Why the policy denied the last call of the current process that it denied; told once.
    pub fn last_denial(&self) -> Option<String> {
        self.monitor.take_denial(self.current_pid())
    }

    /// Replace the policy of the VM.
    ///
    /// # Errors
    /// One line that names the rule which is none; the old policy stays.
    pub fn set_policy(&mut self, policy: Policy) -> std::result::Result<(), String> {
        policy.validate()?;
        self.monitor.set_policy(policy);
        Ok(())
    }

    /// The embedder's answer to a question of the policy. One that comes too late is ignored.
    pub fn answer(&mut self, question: u64, allow: bool) {
        let id = ExchangeId(question);
        self.timers.cancel(Timer::Unanswered(id));
        self.answer_exchange(id, &[u8::from(allow)]);
    }

    /// A system call of the current process is done, and waits for nothing outside any more.
    pub fn settle(&mut self) {
        if !self.exchanges.is_empty() {
            self.exchanges.settle(self.current_pid());
        }
    }
}
