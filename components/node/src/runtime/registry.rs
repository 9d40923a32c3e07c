//! What native code looks up by name: bindings and the symbols V8 keeps per isolate.

use rquickjs::{Ctx, Object, Result, Value};

use super::{
    defaults,
    errors::{ErrorKind, throw_node},
    realm::{self, Slot},
};
use crate::bindings::BINDINGS;

/// `internalBinding(name)`, made on first use.
///
/// Throws `ERR_INVALID_MODULE` for a name that this version of Node does not have.
pub fn binding<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Object<'js>> {
    if let Some(binding) = realm::with(ctx, |realm| realm.bindings.borrow().get(name).cloned()) {
        return Ok(binding);
    }
    let described = match defaults::binding(ctx, name)? {
        // One that the real binary does not let itself be asked about.
        None if BINDINGS.iter().any(|(known, _)| *known == name) => Some(Object::new(ctx.clone())?),
        described => described,
    };
    let Some(binding) = described else {
        let message = format!("No such binding: {name}");
        return Err(throw_node(ctx, ErrorKind::Error, "ERR_INVALID_MODULE", &message));
    };
    // Known before its members are set: two bindings may refer to each other.
    realm::with(ctx, |realm| {
        realm.bindings.borrow_mut().insert(name.to_owned(), binding.clone());
    });
    for (known, install) in BINDINGS {
        if *known == name {
            install(ctx, &binding)?;
        }
    }
    Ok(binding)
}

/// `internalBinding('util').privateSymbols[name]`, for example `arrow_message_private_symbol`.
pub fn private_symbol<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Value<'js>> {
    if let Some(symbols) = realm::object(ctx, Slot::PrivateSymbols) {
        return symbols.get(name);
    }
    let symbols: Object<'js> = binding(ctx, "util")?.get("privateSymbols")?;
    realm::set(ctx, Slot::PrivateSymbols, &symbols);
    symbols.get(name)
}

/// `internalBinding('symbols')[name]`, for example `owner_symbol`.
pub fn per_isolate_symbol<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Value<'js>> {
    if let Some(symbols) = realm::object(ctx, Slot::IsolateSymbols) {
        return symbols.get(name);
    }
    let symbols = binding(ctx, "symbols")?;
    realm::set(ctx, Slot::IsolateSymbols, &symbols);
    symbols.get(name)
}
