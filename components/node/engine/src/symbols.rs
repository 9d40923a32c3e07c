//! Private symbols: property keys that no reflection shows.
//!
//! Node hangs internal state on user-visible objects with V8's private symbols.
//! The engine has the same thing for `#x` fields; here it becomes a value.

use rquickjs::{Ctx, Result, Symbol};

use crate::{raw, strings};

/// Makes a private symbol: `object[symbol]` works, but `Reflect.ownKeys`,
/// `Object.getOwnPropertySymbols`, spreading and `util.inspect` never show it.
///
/// Two differences to V8 remain: a non-extensible object rejects a new one,
/// and `typeof symbol` can be asked by whoever holds it.
pub fn private_symbol<'js>(ctx: &Ctx<'js>, description: &str) -> Result<Symbol<'js>> {
    let description = strings::from_str(ctx, description)?;
    // SAFETY: borrows the description, returns an owned value.
    let raw =
        unsafe { raw::kernelet_private_symbol(raw::context(ctx), description.as_value().as_raw()) };
    Symbol::from_value(raw::owned(ctx, raw)?)
}
