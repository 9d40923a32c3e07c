//! System calls that wait for the world outside, although the kernel never blocks.
//!
//! A call that needs an answer from outside (may this be done? what does that call-back file system
//! say?) sends its question and fails with `restart`, as Linux's ERESTARTSYS: no program sees it. The
//! host parks the program until `wake` and makes the same call again, unchanged. Everything that was
//! answered meanwhile is replayed to it, question by question, until it completes; then the answers
//! are forgotten. So a call may ask as often as it likes, as long as it has changed nothing before
//! its last question.

use crate::errno::{Errno, Result};
use crate::types::Pid;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// A question under way. Never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExchangeId(pub u64);

/// A question of one call and, once it has come, its answer.
#[derive(Debug)]
struct Exchange {
    id: ExchangeId,
    question: Vec<u8>,
    answer: Option<Rc<[u8]>>,
}

/// The questions of the calls that every process is in. Shared with whoever may have to ask.
#[derive(Debug)]
pub struct Exchanges {
    current: Cell<Pid>,
    next: Cell<u64>,
    by_process: RefCell<BTreeMap<Pid, Vec<Exchange>>>,
}

impl Default for Exchanges {
    fn default() -> Self {
        let current = Cell::new(Pid::OPERATOR);
        Self { current, next: Cell::new(1), by_process: RefCell::default() }
    }
}

impl Exchanges {
    /// Calls are made on behalf of this process from now on.
    pub fn switch_to(&self, pid: Pid) {
        self.current.set(pid);
    }

    /// The answer to `question`, which its bytes identify within the call. When it has not come yet
    /// the answer is `restart`; the first time, `send` is called to ask it.
    ///
    /// # Errors
    /// `restart`, to be handed on to the host as it is.
    pub fn ask(&self, question: &[u8], send: impl FnOnce(ExchangeId)) -> Result<Rc<[u8]>> {
        let id = {
            let mut processes = self.by_process.borrow_mut();
            let exchanges = processes.entry(self.current.get()).or_default();
            if let Some(known) = exchanges.iter().find(|known| known.question == question) {
                return known.answer.clone().ok_or(Errno::Restart);
            }
            let id = ExchangeId(self.next.get());
            self.next.set(id.0.saturating_add(1));
            exchanges.push(Exchange { id, question: question.to_vec(), answer: None });
            id
        };
        send(id);
        Err(Errno::Restart)
    }

    /// An answer has come. Answers the process to wake; none when nobody waits for it any more. Of
    /// two answers the first stands.
    pub fn answer(&self, id: ExchangeId, answer: &[u8]) -> Option<Pid> {
        let mut processes = self.by_process.borrow_mut();
        let (pid, exchange) = processes.iter_mut().find_map(|(pid, exchanges)| {
            Some((*pid, exchanges.iter_mut().find(|exchange| exchange.id == id)?))
        })?;
        if exchange.answer.is_some() {
            return None;
        }
        exchange.answer = Some(Rc::from(answer));
        Some(pid)
    }

    /// The call of this process is done, or the process is.
    pub fn settle(&self, pid: Pid) {
        self.by_process.borrow_mut().remove(&pid);
    }

    /// How many questions are remembered.
    pub fn len(&self) -> usize {
        self.by_process.borrow().values().map(Vec::len).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_process.borrow().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_repeated_until_all_is_answered() {
        let exchanges = Exchanges::default();
        let sent = RefCell::new(Vec::new());
        let call = || -> Result<Vec<u8>> {
            let ask = |question: &[u8]| exchanges.ask(question, |id| sent.borrow_mut().push(id));
            let mut all = ask(b"first")?.to_vec();
            all.extend_from_slice(&ask(b"second")?);
            Ok(all)
        };
        exchanges.switch_to(Pid(7));
        assert_eq!(call(), Err(Errno::Restart));
        assert_eq!(call(), Err(Errno::Restart), "asked once");
        assert_eq!(*sent.borrow(), [ExchangeId(1)]);
        assert_eq!(exchanges.answer(ExchangeId(9), b""), None);
        assert_eq!(exchanges.answer(ExchangeId(1), b"a"), Some(Pid(7)));
        assert_eq!(exchanges.answer(ExchangeId(1), b"z"), None, "the first stands");
        assert_eq!(call(), Err(Errno::Restart));
        assert_eq!(exchanges.answer(ExchangeId(2), b"b"), Some(Pid(7)));
        assert_eq!(call(), Ok(b"ab".to_vec()));
        exchanges.settle(Pid(7));
        assert!(exchanges.is_empty());
        assert_eq!(call(), Err(Errno::Restart), "a new call asks anew");
        exchanges.settle(Pid(7));
        assert_eq!(exchanges.answer(ExchangeId(3), b""), None, "nobody waits");
    }
}
