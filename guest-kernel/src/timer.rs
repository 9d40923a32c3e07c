//! Things to be done at a later time. The host keeps the clock: it is told the earliest time with
//! `wake.alarm`, and calls `supervisor.timers-due` then.

use crate::host::Host;
use crate::kernel::Kernel;
use crate::restart::ExchangeId;
use crate::types::Pid;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// Nobody answered a question in time.
    Unanswered(ExchangeId),
    /// A zombie was waited for long enough.
    Zombie(Pid),
    /// The grace of `Kernel::terminate_all` is over.
    Grace,
    /// The VM's time is over.
    Over,
}

/// All that is due later.
pub struct Timers {
    host: Rc<dyn Host>,
    queue: RefCell<BTreeSet<(u64, Timer)>>,
    alarm: Cell<Option<u64>>,
}

impl Timers {
    /// None.
    pub fn new(host: Rc<dyn Host>) -> Self {
        Self { host, queue: RefCell::default(), alarm: Cell::new(None) }
    }

    /// Do it when that many nanoseconds have passed.
    pub fn add(&self, nanoseconds: u64, timer: Timer) {
        let at = self.host.monotonic().saturating_add(nanoseconds);
        self.queue.borrow_mut().insert((at, timer));
        self.set_alarm();
    }

    /// Do not do it any more.
    pub fn cancel(&self, timer: Timer) {
        self.queue.borrow_mut().retain(|(_, known)| *known != timer);
    }

    /// What is due by now, the earliest first.
    fn take_due(&self) -> Vec<Timer> {
        let now = self.host.monotonic();
        let mut queue = self.queue.borrow_mut();
        let mut due = Vec::new();
        while let Some((at, timer)) = queue.pop_first() {
            if at > now {
                queue.insert((at, timer));
                break;
            }
            due.push(timer);
        }
        due
    }

    /// Tell the host the earliest time, when it does not know. It may come for nothing: what was
    /// cancelled is not told.
    fn set_alarm(&self) {
        let earliest = self.queue.borrow().first().map(|(at, _)| *at);
        if let Some(at) = earliest
            && self.alarm.get().is_none_or(|alarm| at < alarm)
        {
            self.alarm.set(Some(at));
            self.host.alarm(at);
        }
    }
}

impl std::fmt::Debug for Timers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Timers").field("queue", &self.queue).finish_non_exhaustive()
    }
}

impl Kernel {
    /// The time that the host was told with `alarm` has come.
    pub fn timers_due(&mut self) {
        self.timers.alarm.set(None);
        for timer in self.timers.take_due() {
            match timer {
                Timer::Unanswered(question) => self.answer_exchange(question, &[0]),
                Timer::Zombie(pid) => self.forget_zombie(pid),
                Timer::Grace => self.end_grace(),
                Timer::Over => self.end_time(),
            }
        }
        self.timers.set_alarm();
    }

    /// An answer from outside has come: whoever waits for it goes on.
    pub(crate) fn answer_exchange(&mut self, id: ExchangeId, answer: &[u8]) {
        if let Some(pid) = self.exchanges.answer(id, answer) {
            self.wake(pid);
        }
    }
}
