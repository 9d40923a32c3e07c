//! The component: maps the contract to the crate. The only place that knows generated types.
//!
//! The kernel is one value in this instance; a call takes it for its length. Imports never call
//! back (see `host.rs`), so a second borrow cannot happen; if it did, the call would fail, not trap.

mod imports;
mod locks;
mod names;
mod sockets;
mod supervisor;
mod syscalls;
mod terminals;
mod trees;
mod values;

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use std::cell::RefCell;
use std::rc::Rc;

#[allow(missing_docs, clippy::all, clippy::arithmetic_side_effects)]
pub mod bindings {
    wit_bindgen::generate!({
        world: "kernel",
        path: "../wit",
        generate_all,
    });
    use super::Component;
    export!(Component);
}

use bindings::kernelet::kernel::types as wit;

type Answer<T> = core::result::Result<T, wit::Errno>;
type Fd = wit::Fd;
type Path = wit::Path;

thread_local! {
    static KERNEL: RefCell<Option<Kernel>> = const { RefCell::new(None) };
}

/// Call the kernel; `nosys` before it is configured.
fn call<T>(operation: impl FnOnce(&mut Kernel) -> Result<T>) -> Answer<T> {
    KERNEL.with(|kernel| match kernel.try_borrow_mut() {
        Ok(mut kernel) => match kernel.as_mut() {
            Some(kernel) => {
                let result = operation(kernel);
                // Whatever happened may let the call of a tool go on, or be what somebody watches.
                kernel.run_tools();
                kernel.tell_watchers();
                result.map_err(Into::into)
            }
            None => Err(wit::Errno::Nosys),
        },
        Err(_) => Err(wit::Errno::Busy),
    })
}

/// A system call: what it was answered from outside is forgotten once it is done.
fn system_call<T>(operation: impl FnOnce(&mut Kernel) -> Result<T>) -> Answer<T> {
    call(|kernel| {
        let result = operation(kernel);
        if !matches!(result, Err(Errno::Restart)) {
            kernel.settle();
        }
        result
    })
}

/// A call that cannot fail.
fn call_plain<T: Default>(operation: impl FnOnce(&mut Kernel) -> T) -> T {
    call(|kernel| Ok(operation(kernel))).unwrap_or_default()
}

/// The component's exports.
pub struct Component;

impl bindings::Guest for Component {
    fn initialize() {
        // A skeleton that cannot be made now is made, or refused with its reason, by `configure`.
        let _ = crate::layer::base::skeleton(Rc::new(imports::Imports));
    }
}
