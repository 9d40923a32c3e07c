//! Contexts of Node's `vm`: realms of their own, whose global object can be joined with an object
//! of the program (the sandbox) as V8 does with interceptors.

use std::ptr::NonNull;

use rquickjs::{Ctx, Error, Object, Result, Value};

use crate::raw;

/// A realm: built-ins and a global object of its own. It lives as long as this handle, or anything
/// that was made in it, is reachable.
#[derive(Clone, Debug, PartialEq)]
pub struct Realm<'js> {
    handle: Object<'js>,
}

impl<'js> Realm<'js> {
    /// A new realm with an ordinary global object. With `refuses_code_from_strings`, `eval` and
    /// `Function` throw an EvalError in it.
    pub fn new(ctx: &Ctx<'js>, refuses_code_from_strings: bool) -> Result<Self> {
        // SAFETY: the result is owned.
        let raw = unsafe {
            raw::kernelet_context_new(raw::context(ctx), refuses_code_from_strings.into())
        };
        Ok(Self { handle: Object::from_value(raw::owned(ctx, raw)?)? })
    }

    /// Joins the global object with a sandbox: its properties are global variables, and what
    /// scripts declare and assign becomes its properties. Before any code ran in the realm, once.
    pub fn join(&self, sandbox: &Object<'js>) -> Result<()> {
        self.enter(|inside| {
            // SAFETY: the context is alive; the sandbox is borrowed, the glue duplicates it.
            let status = unsafe {
                raw::kernelet_context_join(raw::context(inside), sandbox.as_value().as_raw())
            };
            raw::checked(status).map(|_| ())
        })
    }

    /// The realm a handle names; a type error for any other value.
    pub fn from_value(value: Value<'js>) -> Result<Self> {
        // SAFETY: looks at the value only.
        let context =
            unsafe { raw::kernelet_context_get(raw::context(value.ctx()), value.as_raw()) };
        if context.is_null() {
            return Err(Error::new_from_js(value.type_name(), "context"));
        }
        Ok(Self { handle: Object::from_value(value)? })
    }

    /// The handle as a JavaScript object: keep it reachable from JavaScript.
    pub fn as_object(&self) -> &Object<'js> {
        &self.handle
    }

    /// Gives the realm's context to `work`.
    pub fn enter<T>(&self, work: impl FnOnce(&Ctx<'js>) -> T) -> T {
        let outside = self.handle.ctx();
        // SAFETY: looks at the value only.
        let context = unsafe {
            raw::kernelet_context_get(raw::context(outside), self.handle.as_value().as_raw())
        };
        let Some(context) = NonNull::new(context) else {
            unreachable!("a Realm is made from a context handle only")
        };
        // SAFETY: the handle keeps the context alive while `self` is borrowed; the runtime is
        // locked, since `outside` exists. `Ctx` counts its own reference.
        let inside: Ctx<'js> = unsafe { Ctx::from_raw(context) };
        work(&inside)
    }

    /// Runs the microtasks that were queued in this realm; those of others stay. An error when one
    /// threw or was stopped; the exception, if it left one, is pending.
    pub fn run_own_microtasks(&self) -> Result<()> {
        self.enter(|inside| {
            // SAFETY: runs jobs of a live context.
            match unsafe { raw::kernelet_run_own_microtasks(raw::context(inside)) } {
                0 => Ok(()),
                _ => Err(Error::Exception),
            }
        })
    }
}
