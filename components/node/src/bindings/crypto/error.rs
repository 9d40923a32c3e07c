//! Errors as Node's C++ gives them: those of OpenSSL with its library, reason and code, and
//! Node's own.

use rquickjs::{Ctx, Error, Object, Result, Value};

use crate::runtime::errors::{ErrorKind, construct, throw_node};

/// An error from OpenSSL's queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenSsl {
    /// The packed number: library and reason.
    pub number: u32,
    /// The library's name.
    pub library: &'static str,
    /// The reason's text.
    pub reason: &'static str,
    /// What stands between `ERR_OSSL_` and the reason in the code.
    pub prefix: &'static str,
}

impl OpenSsl {
    const fn provider(reason_number: u32, reason: &'static str) -> Self {
        let number = 0x1c80_0000 | reason_number;
        Self { number, library: "Provider routines", reason, prefix: "" }
    }

    const fn envelope(reason_number: u32, reason: &'static str) -> Self {
        let number = 0x0300_0000 | reason_number;
        Self { number, library: "digital envelope routines", reason, prefix: "EVP_" }
    }

    /// Padding or key of a cipher is wrong.
    pub const BAD_DECRYPT: Self = Self::provider(0x64, "bad decrypt");
    /// The input of a cipher is no whole number of blocks.
    pub const WRONG_FINAL_BLOCK_LENGTH: Self = Self::provider(0x6b, "wrong final block length");
    /// A hash function of fixed length was asked for another one.
    pub const NOT_XOF: Self = Self::envelope(0xb2, "not XOF or invalid length");

    fn message(&self) -> String {
        format!("error:{:08X}:{}::{}", self.number, self.library, self.reason)
    }

    fn code(&self) -> String {
        let reason = self.reason.to_ascii_uppercase().replace(' ', "_");
        format!("ERR_OSSL_{}{reason}", self.prefix)
    }

    /// The error as a value.
    pub fn value<'js>(&self, ctx: &Ctx<'js>) -> Result<Value<'js>> {
        let error: Object<'js> = construct(ctx, ErrorKind::Error, &self.message())?;
        error.set("library", self.library)?;
        error.set("reason", self.reason)?;
        error.set("code", self.code())?;
        Ok(error.into_value())
    }

    /// Throws it.
    pub fn throw(&self, ctx: &Ctx<'_>) -> Error {
        match self.value(ctx) {
            Ok(error) => ctx.throw(error),
            Err(error) => error,
        }
    }
}

/// Throws an `Error` without a code: what Node says when OpenSSL left nothing in its queue.
pub fn throw_plain(ctx: &Ctx<'_>, message: &str) -> Error {
    match construct(ctx, ErrorKind::Error, message) {
        Ok(error) => ctx.throw(error.into_value()),
        Err(error) => error,
    }
}

/// Throws `ERR_CRYPTO_INVALID_DIGEST`.
pub fn throw_invalid_digest(ctx: &Ctx<'_>, name: &str) -> Error {
    let message = format!("Invalid digest: {name}");
    throw_node(ctx, ErrorKind::TypeError, "ERR_CRYPTO_INVALID_DIGEST", &message)
}

/// Throws `ERR_CRYPTO_OPERATION_FAILED`.
pub fn throw_failed(ctx: &Ctx<'_>, message: &str) -> Error {
    throw_node(ctx, ErrorKind::Error, "ERR_CRYPTO_OPERATION_FAILED", message)
}
