//! Functions compiled ahead: at build time to bytes, at run time from bytes.
//!
//! The format is the engine's own and changes with its version and patches;
//! both sides must come from one build. Never load bytes a guest could have
//! made: the engine trusts them.

use rquickjs::{Ctx, Error, Function, Result};

use crate::{modules::terminated, raw, scripts::parameter_names, strings};

/// What to leave out of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strip {
    /// Keep the source, so that `toString()` shows it.
    Nothing,
    /// Leave the source out: `toString()` shows `[native code]`. Lines stay.
    Source,
}

/// Compiles `body` as [`crate::scripts::compile_function`] does and serializes the
/// result. Such a function has no host-defined option when it is read.
pub fn compile<'js>(
    ctx: &Ctx<'js>,
    parameters: &[&str],
    body: &str,
    name: &str,
    strip: Strip,
) -> Result<Vec<u8>> {
    let parameters = parameter_names(ctx, parameters)?;
    let name = strings::from_str(ctx, name)?;
    let body = terminated(ctx, body)?;
    let mut length = 0;
    // SAFETY: the source ends with NUL and outlives the call; the out-pointer is valid.
    let data = unsafe {
        raw::kernelet_bytecode_compile(
            raw::context(ctx),
            body.as_ptr(),
            body.as_bytes().len(),
            parameters.as_value().as_raw(),
            name.as_value().as_raw(),
            i32::from(strip == Strip::Source),
            &mut length,
        )
    };
    if data.is_null() {
        return Err(Error::Exception);
    }
    // SAFETY: the glue returned `length` bytes allocated by the context.
    let bytes = unsafe { std::slice::from_raw_parts(data, length) }.to_vec();
    // SAFETY: allocated by this context, freed once.
    unsafe { rquickjs::qjs::js_free(raw::context(ctx), data.cast()) };
    Ok(bytes)
}

/// Makes the function again that [`compile`] serialized.
///
/// # Safety
///
/// `bytes` must come from [`compile`] of the same engine build.
pub unsafe fn read<'js>(ctx: &Ctx<'js>, bytes: &[u8]) -> Result<Function<'js>> {
    // SAFETY: the caller vouches for the bytes, which outlive the call.
    let raw =
        unsafe { raw::kernelet_bytecode_read(raw::context(ctx), bytes.as_ptr(), bytes.len()) };
    Function::from_value(raw::owned(ctx, raw)?)
}
