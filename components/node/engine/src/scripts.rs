//! Scripts and functions compiled with an origin: the engine side of Node's
//! `contextify` and `builtins` bindings.
//!
//! Positions in stacks and `toString()` are those of the user's own text: no
//! wrapper shifts a line or a column. A hashbang line is allowed everywhere.

use std::ffi::c_int;

use rquickjs::{Array, Ctx, Error, Function, Object, Result, Symbol, Value, qjs};

use crate::{modules::terminated, raw, strings};

/// Where source text comes from.
#[derive(Clone, Debug)]
pub struct Origin<'js> {
    /// File name or URL, as stacks show it.
    pub name: String,
    /// Lines before the text in its file: 0 for a whole file.
    pub line: i32,
    /// Columns before the text on its first line.
    pub column: i32,
    /// What `import()` in this text hands to the callback
    /// ([`crate::modules::set_dynamic_import_callback`]); V8's host-defined
    /// option. Functions made inside, by `eval` and `new Function` too, inherit it.
    pub host_defined: Option<Symbol<'js>>,
}

impl<'js> Origin<'js> {
    /// A whole file without a host-defined option.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), line: 0, column: 0, host_defined: None }
    }

    /// The same with a host-defined option.
    pub fn with_host_defined(mut self, symbol: Symbol<'js>) -> Self {
        self.host_defined = Some(symbol);
        self
    }

    /// The same with a place in its file.
    pub fn at(mut self, line: i32, column: i32) -> Self {
        (self.line, self.column) = (line, column);
        self
    }

    pub(crate) fn host_defined_raw(&self) -> raw::Raw {
        self.host_defined.as_ref().map_or(qjs::JS_UNDEFINED, |symbol| symbol.as_value().as_raw())
    }
}

/// Compiles `body` as the body of a function with these parameters; V8's `CompileFunction`.
///
/// The body cannot break out of the function, `return` is allowed at its top,
/// it is sloppy unless it says `"use strict"`. Throws `SyntaxError`.
pub fn compile_function<'js>(
    ctx: &Ctx<'js>,
    parameters: &[&str],
    body: &str,
    origin: &Origin<'js>,
) -> Result<Function<'js>> {
    let names = parameter_names(ctx, parameters)?;
    let filename = strings::from_str(ctx, &origin.name)?;
    let body = terminated(ctx, body)?;
    // SAFETY: the source ends with NUL and outlives the call; values are borrowed.
    let raw = unsafe {
        raw::kernelet_compile_function(
            raw::context(ctx),
            body.as_ptr(),
            body.as_bytes().len(),
            names.as_value().as_raw(),
            filename.as_value().as_raw(),
            origin.line,
            origin.column,
            origin.host_defined_raw(),
        )
    };
    Function::from_value(raw::owned(ctx, raw)?)
}

/// The names as a JavaScript array, for the glue.
pub(crate) fn parameter_names<'js>(ctx: &Ctx<'js>, parameters: &[&str]) -> Result<Array<'js>> {
    let names = Array::new(ctx.clone())?;
    for (index, name) in parameters.iter().enumerate() {
        names.set(index, strings::from_str(ctx, name)?)?;
    }
    Ok(names)
}

/// A compiled script that can be run many times: V8's `UnboundScript`.
#[derive(Clone, Debug)]
pub struct Script<'js> {
    handle: Object<'js>,
}

impl<'js> Script<'js> {
    /// Compiles a script. Throws `SyntaxError`.
    pub fn compile(ctx: &Ctx<'js>, source: &str, origin: &Origin<'js>) -> Result<Self> {
        let filename = strings::from_str(ctx, &origin.name)?;
        let source = terminated(ctx, source)?;
        // SAFETY: the source ends with NUL and outlives the call; values are borrowed.
        let raw = unsafe {
            raw::kernelet_compile_script(
                raw::context(ctx),
                source.as_ptr(),
                source.as_bytes().len(),
                filename.as_value().as_raw(),
                origin.line,
                origin.column,
                origin.host_defined_raw(),
            )
        };
        Self::from_value(raw::owned(ctx, raw)?)
    }

    /// The script a handle names; a type error for any other value.
    pub fn from_value(value: Value<'js>) -> Result<Self> {
        // SAFETY: looks at the value only.
        if unsafe { raw::kernelet_script_is(raw::context(value.ctx()), value.as_raw()) } == 0 {
            return Err(Error::new_from_js(value.type_name(), "script"));
        }
        Ok(Self { handle: Object::from_value(value)? })
    }

    /// The handle as a JavaScript object.
    pub fn as_object(&self) -> &Object<'js> {
        &self.handle
    }

    /// Runs the script in the global scope of `ctx` (which may be another
    /// context of the same runtime); answers its completion value.
    pub fn run(&self, ctx: &Ctx<'js>) -> Result<Value<'js>> {
        // SAFETY: the handle names live bytecode; the result is owned.
        let raw =
            unsafe { raw::kernelet_run_script(raw::context(ctx), self.handle.as_value().as_raw()) };
        raw::owned(ctx, raw)
    }
}

/// What a text is parsed as by [`check_syntax`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// A script.
    Script,
    /// A module.
    Module,
    /// The body of a CommonJS wrapper: `return` and `new.target` are allowed, and
    /// `exports`, `require`, `module`, `__filename`, `__dirname` are parameters.
    CommonJs,
}

/// Parses without running or keeping anything. `Ok(false)` when the text is not
/// well-formed for that goal; the exception is dropped.
pub fn check_syntax(ctx: &Ctx<'_>, source: &str, goal: Goal) -> Result<bool> {
    let source = terminated(ctx, source)?;
    let goal = goal as c_int;
    // SAFETY: the source ends with NUL and outlives the call.
    let status = unsafe {
        raw::kernelet_check_syntax(
            raw::context(ctx),
            source.as_ptr(),
            source.as_bytes().len(),
            goal,
        )
    };
    raw::checked(status).map(|status| status != 0)
}

/// Whether a text is a module and not CommonJS: it fails to parse as a CommonJS
/// body and parses as a module. Node's `containsModuleSyntax`.
pub fn contains_module_syntax(ctx: &Ctx<'_>, source: &str) -> Result<bool> {
    Ok(!check_syntax(ctx, source, Goal::CommonJs)? && check_syntax(ctx, source, Goal::Module)?)
}
