//! Questions about names that the kernel passes on: asked without waiting, answered in the event loop.

use std::{cell::RefCell, rc::Rc};

use rquickjs::{Ctx, Result};

use crate::{
    runtime::event_loop::{self, Target, WatchId},
    sys::{self, Errno, LookupOutcome, PollInterest, RecordKind},
};

/// What was answered, or why it could not be asked.
pub type Answer = std::result::Result<LookupOutcome, Errno>;

/// What is done with it.
pub type Then = Box<dyn for<'js> FnOnce(&Ctx<'js>, Answer) -> Result<()>>;

/// Asks, and calls `then` in a later poll phase; until then the loop stays alive.
pub fn ask(ctx: &Ctx<'_>, name: &str, kind: RecordKind, then: Then) {
    let fd = match sys::lookup(name, kind) {
        Ok(fd) => fd,
        Err(errno) => {
            return event_loop::defer(ctx, Box::new(move |ctx| then(ctx, Err(errno))));
        }
    };
    let watch: Rc<RefCell<Option<WatchId>>> = Rc::default();
    let (own, mut then) = (Rc::clone(&watch), Some(then));
    let ready: event_loop::Ready = Box::new(move |ctx, _| {
        let answer = sys::lookup_answer(fd);
        if matches!(answer, Err(Errno::Again)) {
            return Ok(());
        }
        if let Some(id) = own.borrow_mut().take() {
            event_loop::unwatch(ctx, id);
        }
        // It was just answered: closing it cannot fail.
        let _ = sys::close(fd);
        then.take().map_or(Ok(()), |then| then(ctx, answer))
    });
    let target = Target::Descriptor(fd, PollInterest::READABLE);
    *watch.borrow_mut() = Some(event_loop::watch(ctx, target, true, ready));
}
