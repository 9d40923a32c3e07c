//! What native code looks up by name: bindings and the symbols V8 keeps per isolate.

use rquickjs::{Ctx, Object, Result, Value};

/// `internalBinding(name)`, made on first use.
pub fn binding<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Object<'js>> {
    let _ = name;
    Object::new(ctx.clone())
}

/// `internalBinding('util').privateSymbols[name]`, for example `arrow_message_private_symbol`.
pub fn private_symbol<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Value<'js>> {
    let symbols: Object<'js> = binding(ctx, "util")?.get("privateSymbols")?;
    symbols.get(name)
}

/// `internalBinding('symbols')[name]`, for example `owner_symbol`.
pub fn per_isolate_symbol<'js>(ctx: &Ctx<'js>, name: &str) -> Result<Value<'js>> {
    binding(ctx, "symbols")?.get(name)
}
