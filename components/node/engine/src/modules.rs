//! ES modules linked by hand: the engine side of Node's `ModuleWrap`.
//!
//! A module is compiled, its requests are read, each is linked to another
//! module, the graph is instantiated, then evaluated. The engine resolves and
//! loads nothing by itself, and `import()` and `import.meta` ask the callbacks.
//!
//! A [`Module`] is a handle: a JavaScript object that names the engine's record.
//! The record lives as long as its context (functions and other records point
//! at it), so a handle can never dangle; dropping all handles frees the handle
//! only.

use std::ffi::{CString, c_int};

use rquickjs::{Array, Ctx, Error, Exception, Function, Object, Result, Value};

use crate::{
    raw::{self, Slot},
    scripts::Origin,
    strings,
};

/// Where a module is in its life; V8's numbers, as `ModuleWrap` exports them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Status {
    /// Compiled, not linked.
    Uninstantiated = 0,
    /// Being instantiated.
    Instantiating = 1,
    /// Ready to be evaluated.
    Instantiated = 2,
    /// Running, or a dependency is.
    Evaluating = 3,
    /// Ran, or waits for a top-level await (V8 says the same for both).
    Evaluated = 4,
    /// Threw; see [`Module::error`].
    Errored = 5,
}

/// How a request wants its module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// `import … from`: evaluated.
    Evaluation,
}

/// One `import … from` or `export … from` of a module.
#[derive(Clone, Debug)]
pub struct Request<'js> {
    /// What stands after `from`.
    pub specifier: Value<'js>,
    /// An object with null prototype, its keys the import attributes; undefined when there are none.
    pub attributes: Value<'js>,
    /// Always evaluation: the engine has no other phase.
    pub phase: Phase,
}

/// A handle of an ES module or of a synthetic one.
#[derive(Clone, Debug, PartialEq)]
pub struct Module<'js> {
    handle: Object<'js>,
}

impl<'js> Module<'js> {
    /// Compiles source text. Nothing is resolved, nothing runs.
    ///
    /// Throws `SyntaxError`. The URL is what stacks show and needs not be unique.
    pub fn compile(ctx: &Ctx<'js>, source: &str, origin: &Origin<'js>) -> Result<Self> {
        let url = strings::from_str(ctx, &origin.name)?;
        let source = terminated(ctx, source)?;
        // SAFETY: the source ends with NUL and outlives the call; values are borrowed.
        let raw = unsafe {
            raw::kernelet_module_compile(
                raw::context(ctx),
                source.as_ptr(),
                source.as_bytes().len(),
                url.as_value().as_raw(),
                origin.line,
                origin.column,
                origin.host_defined_raw(),
            )
        };
        Self::from_value(raw::owned(ctx, raw)?)
    }

    /// A module whose exports are set by hand with [`Module::set_export`].
    ///
    /// `evaluate` is called with no argument when the module is evaluated; if it
    /// throws, the evaluation fails with that. Its result is ignored.
    pub fn synthetic(
        ctx: &Ctx<'js>,
        origin: &Origin<'js>,
        export_names: &[Value<'js>],
        evaluate: &Function<'js>,
    ) -> Result<Self> {
        let url = strings::from_str(ctx, &origin.name)?;
        let names = Array::new(ctx.clone())?;
        for (index, name) in export_names.iter().enumerate() {
            names.set(index, name.clone())?;
        }
        // SAFETY: values are borrowed, the result is owned.
        let raw = unsafe {
            raw::kernelet_module_synthetic(
                raw::context(ctx),
                url.as_value().as_raw(),
                names.as_value().as_raw(),
                evaluate.as_value().as_raw(),
                origin.host_defined_raw(),
            )
        };
        Self::from_value(raw::owned(ctx, raw)?)
    }

    /// The module a handle names; a type error for any other value.
    pub fn from_value(value: Value<'js>) -> Result<Self> {
        // SAFETY: looks at the value only.
        if unsafe { raw::kernelet_module_is(raw::context(value.ctx()), value.as_raw()) } == 0 {
            return Err(Error::new_from_js(value.type_name(), "module"));
        }
        Ok(Self { handle: Object::from_value(value)? })
    }

    /// The handle as a JavaScript object: keep it alive from JavaScript, compare it, pass it on.
    pub fn as_object(&self) -> &Object<'js> {
        &self.handle
    }

    fn ctx(&self) -> &Ctx<'js> {
        self.handle.ctx()
    }

    fn raw(&self) -> raw::Raw {
        self.handle.as_value().as_raw()
    }

    /// The URL given at compilation.
    pub fn url(&self) -> Result<String> {
        // SAFETY: the handle names a live record; the result is owned.
        let raw = unsafe { raw::kernelet_module_url(raw::context(self.ctx()), self.raw()) };
        strings::to_utf8(&raw::owned(self.ctx(), raw)?)
    }

    /// What the module imports, in source order, without duplicates.
    pub fn requests(&self) -> Result<Vec<Request<'js>>> {
        // SAFETY: the handle names a live record; the result is owned.
        let raw = unsafe { raw::kernelet_module_requests(raw::context(self.ctx()), self.raw()) };
        let pairs = Array::from_value(raw::owned(self.ctx(), raw)?)?;
        let mut requests = Vec::with_capacity(pairs.len() / 2);
        for index in 0..pairs.len() / 2 {
            requests.push(Request {
                specifier: pairs.get(index * 2)?,
                attributes: pairs.get(index * 2 + 1)?,
                phase: Phase::Evaluation,
            });
        }
        Ok(requests)
    }

    /// Says which module the request of that index means.
    ///
    /// A range error when there is no such request.
    pub fn link(&self, request: usize, target: &Module<'js>) -> Result<()> {
        let index = c_int::try_from(request).unwrap_or(c_int::MAX);
        // SAFETY: both handles name live records; the glue checks the index.
        let status = unsafe {
            raw::kernelet_module_link(raw::context(self.ctx()), self.raw(), index, target.raw())
        };
        raw::checked(status).map(|_| ())
    }

    /// Instantiates the graph below this module: every request of every module
    /// in it must be linked (`ERR_VM_MODULE_LINK_FAILURE`'s business otherwise: throws).
    ///
    /// Throws V8's `SyntaxError` when a name is not exported.
    pub fn instantiate(&self) -> Result<()> {
        // SAFETY: the handle names a live record.
        let status =
            unsafe { raw::kernelet_module_instantiate(raw::context(self.ctx()), self.raw()) };
        raw::checked(status).map(|_| ())
    }

    /// Evaluates the graph; answers the promise of its completion. A second call
    /// answers the same promise.
    pub fn evaluate(&self) -> Result<Value<'js>> {
        // SAFETY: the handle names a live record; the glue checks its status.
        let raw = unsafe { raw::kernelet_module_evaluate(raw::context(self.ctx()), self.raw()) };
        raw::owned(self.ctx(), raw)
    }

    /// Where the module is in its life.
    pub fn status(&self) -> Status {
        // SAFETY: the handle names a live record.
        match unsafe { raw::kernelet_module_status(raw::context(self.ctx()), self.raw()) } {
            0 => Status::Uninstantiated,
            1 => Status::Instantiating,
            2 => Status::Instantiated,
            3 => Status::Evaluating,
            4 => Status::Evaluated,
            _ => Status::Errored,
        }
    }

    /// The namespace object; the module must be instantiated.
    pub fn namespace(&self) -> Result<Value<'js>> {
        // SAFETY: the handle names a live record; the glue checks its status.
        let raw = unsafe { raw::kernelet_module_namespace(raw::context(self.ctx()), self.raw()) };
        raw::owned(self.ctx(), raw)
    }

    /// What the evaluation threw; `None` unless the status is [`Status::Errored`].
    pub fn error(&self) -> Option<Value<'js>> {
        if self.status() != Status::Errored {
            return None;
        }
        // SAFETY: the handle names a live record; the result is an owned duplicate.
        let raw = unsafe { raw::kernelet_module_error(raw::context(self.ctx()), self.raw()) };
        raw::owned(self.ctx(), raw).ok()
    }

    /// Sets an export of a synthetic module. A reference error when it was not declared.
    pub fn set_export(&self, name: &Value<'js>, value: &Value<'js>) -> Result<()> {
        // SAFETY: the handle names a live record; the glue duplicates the value.
        let status = unsafe {
            raw::kernelet_module_set_export(
                raw::context(self.ctx()),
                self.raw(),
                name.as_raw(),
                value.as_raw(),
            )
        };
        raw::checked(status).map(|_| ())
    }

    /// The `import.meta` object; made empty, with null prototype, when the module
    /// has not asked for it yet (the callback is not called here).
    pub fn import_meta(&self) -> Result<Value<'js>> {
        // SAFETY: the handle names a live record.
        let raw = unsafe { raw::kernelet_module_meta(raw::context(self.ctx()), self.raw()) };
        raw::owned(self.ctx(), raw)
    }

    fn flag(&self, flag: c_int) -> bool {
        // SAFETY: the handle names a live record.
        unsafe { raw::kernelet_module_flags(raw::context(self.ctx()), self.raw()) & flag != 0 }
    }

    /// Whether this module itself contains a top-level await.
    pub fn has_top_level_await(&self) -> bool {
        self.flag(1)
    }

    /// Whether this module or any it reaches contains a top-level await; the
    /// graph must be linked.
    pub fn is_graph_async(&self) -> bool {
        self.flag(2)
    }

    /// Whether this is a synthetic module.
    pub fn is_synthetic(&self) -> bool {
        self.flag(4)
    }

    /// Whether every request is linked.
    pub fn is_linked(&self) -> bool {
        self.flag(8)
    }
}

/// Sets who answers `import()`:
/// `callback(hostDefined, specifier, attributes, referrerName)` returns a promise
/// of the namespace. `hostDefined` is that of the [`Origin`] of the code that
/// said `import()` (undefined when it had none, as for built-in code),
/// `attributes` an object with null prototype. What it throws rejects the promise.
pub fn set_dynamic_import_callback<'js>(ctx: &Ctx<'js>, callback: Option<&Function<'js>>) {
    raw::set_slot(ctx, Slot::DynamicImport, callback.map(|function| function.as_value()));
}

/// Sets who fills `import.meta`: `callback(hostDefined, meta, moduleHandle)`, called
/// once per module, when it is first asked for.
pub fn set_import_meta_callback<'js>(ctx: &Ctx<'js>, callback: Option<&Function<'js>>) {
    raw::set_slot(ctx, Slot::ImportMeta, callback.map(|function| function.as_value()));
}

/// Source text with the final NUL the parser wants. A NUL inside is legal JavaScript
/// only in strings and comments; it is kept, since the length is passed too.
pub(crate) fn terminated(ctx: &Ctx<'_>, source: &str) -> Result<CString> {
    let bytes = source.as_bytes();
    let mut buffer = Vec::new();
    if buffer.try_reserve_exact(bytes.len() + 1).is_err() {
        return Err(Exception::throw_range(ctx, "Invalid string length"));
    }
    buffer.extend_from_slice(bytes);
    // SAFETY: used only as a NUL-terminated buffer whose length is passed along.
    Ok(unsafe { CString::from_vec_unchecked(buffer) })
}
