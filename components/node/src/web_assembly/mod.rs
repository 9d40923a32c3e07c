//! The global `WebAssembly`, for modules of programs: an interpreter (wasmi) inside this process.
//!
//! The sandbox gives no new capability for it: a module is data, what it imports are functions of
//! the program. The JavaScript classes and their messages are in `api.js`; it calls the functions
//! of [`natives`].
//!
//! | Module | What |
//! |---|---|
//! | [`store`] | the one store, also from inside a call that comes out of it |
//! | [`values`] | JavaScript values and WebAssembly's, both ways |
//! | [`functions`] | exported functions, imported functions, traps |
//! | [`memory`] | array buffers over linear memory |
//! | [`objects`] | modules, instances, tables, globals |
//! | [`binary`] | what is read from a module's bytes without the interpreter |
//!
//! Memories, tables, globals and functions live as long as the process, modules as long as their
//! object. Differences to V8: no threads (shared memory), no exception handling, no garbage
//! collection proposal.

mod binary;
mod functions;
mod memory;
mod objects;
mod store;
mod values;

use kernelet_quickjs::scripts::{self, Origin};
use rquickjs::{Ctx, Function, Object, Result, Value, object::Property};

use crate::bindings::{intrinsics::kept_value, wasm_web_api};

kept_value!(
    /// `{ CompileError, LinkError, RuntimeError }`
    Errors
);

kept_value!(
    /// The namespace.
    Namespace
);

/// Which class of error.
#[derive(Clone, Copy)]
enum Kind {
    Compile,
    Link,
    Runtime,
}

/// Throws an error of the namespace.
fn throw(ctx: &Ctx<'_>, kind: Kind, message: &str) -> rquickjs::Error {
    let name = match kind {
        Kind::Compile => "CompileError",
        Kind::Link => "LinkError",
        Kind::Runtime => "RuntimeError",
    };
    let make = || -> Result<rquickjs::Error> {
        let errors = Object::from_value(Errors::kept(ctx))?;
        let class: rquickjs::Constructor<'_> = errors.get(name)?;
        let error: Value<'_> =
            class.construct((kernelet_quickjs::strings::from_str(ctx, message)?,))?;
        Ok(ctx.throw(error))
    };
    make().unwrap_or_else(|error| error)
}

/// Defines the global.
pub fn install(ctx: &Ctx<'_>) -> Result<()> {
    let natives = Object::new(ctx.clone())?;
    objects::install(&natives)?;
    memory::install(&natives)?;
    crate::runtime::members::set_native(&natives, "stream", 0, |arguments| {
        let (state, source) = (arguments.get(0), arguments.get(1));
        match wasm_web_api::Implementation::kept(arguments.ctx()).into_function() {
            Some(implementation) => implementation.call((state, source)),
            None => Err(throw(arguments.ctx(), Kind::Runtime, "streaming is not set up yet")),
        }
    })?;
    crate::runtime::members::set_native(&natives, "setErrors", 0, |arguments| {
        Errors::keep(arguments.ctx(), arguments.get(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    let origin = Origin::new("node:internal/web_assembly");
    let api: Function<'_> =
        scripts::compile_function(ctx, &["natives"], include_str!("api.js"), &origin)?;
    let namespace: Object<'_> = api.call((natives,))?;
    Namespace::keep(ctx, namespace.into_value());
    share(ctx, ctx)
}

/// Defines the global in a realm of `vm` too. It is the same object in all of them.
pub fn share<'js>(ctx: &Ctx<'js>, realm: &Ctx<'js>) -> Result<()> {
    let property = Property::from(Namespace::kept(ctx)).writable().configurable();
    realm.globals().prop("WebAssembly", property)
}
