//! The library's modules: their bytecode, and `require` for native code.

use rquickjs::{Ctx, Result, Value};

/// `require(id)` as the library's own modules do it (`requireBuiltin`).
pub fn require<'js>(ctx: &Ctx<'js>, id: &str) -> Result<Value<'js>> {
    let _ = id;
    Err(rquickjs::Exception::throw_internal(ctx, "the library is not booted"))
}
