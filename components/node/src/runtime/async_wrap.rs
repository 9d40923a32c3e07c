//! The base classes of handles and requests: `AsyncWrap` and `HandleWrap`.

use rquickjs::{Ctx, Function, Object, Result};

use super::members;

/// The base classes that binding classes extend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseClass {
    /// `getAsyncId`, `asyncReset`, `getProviderType`. Requests extend it as well.
    AsyncWrap,
    /// `close(callback)`, `hasRef`, `ref`, `unref`, on top of `AsyncWrap`.
    HandleWrap,
}

/// The constructor of a base class, to be given to [`members::class`] as parent.
pub fn base_class<'js>(ctx: &Ctx<'js>, class: BaseClass) -> Result<Function<'js>> {
    let _ = class;
    let (constructor, _) = members::class(ctx, "AsyncWrap", 0, None, |arguments, prototype| {
        Object::new_proto(arguments.ctx().clone(), Some(&prototype)).map(Object::into_value)
    })?;
    Ok(constructor)
}

/// Gives a new object its async id and tells the `init` hooks (AsyncWrap's constructor in C++).
/// Every class that extends a base class calls it on the object it made. `provider` is the name in
/// `internalBinding('async_wrap').Providers`, for example `FSREQCALLBACK`.
pub fn initialize<'js>(ctx: &Ctx<'js>, object: &Object<'js>, provider: &str) -> Result<()> {
    let _ = (ctx, object, provider);
    Ok(())
}

/// The state of a handle, behind `close`, `hasRef`, `ref` and `unref` of `HandleWrap`.
///
/// A class that extends `HandleWrap` registers its object with [`set_handle`]; the methods of the
/// prototype then work on it.
pub trait Handle {
    /// Stops everything the handle does (`uv_close`); its callback is called in the closing phase.
    fn close(&mut self, ctx: &Ctx<'_>);
    /// `ref()` (true) or `unref()` (false).
    fn set_referenced(&mut self, ctx: &Ctx<'_>, referenced: bool);
    /// `hasRef()`
    fn has_reference(&self) -> bool;
}

/// Connects an object with its handle.
pub fn set_handle<'js>(ctx: &Ctx<'js>, object: &Object<'js>, handle: std::rc::Rc<std::cell::RefCell<dyn Handle>>) -> Result<()> {
    let _ = (ctx, object, handle);
    Ok(())
}
