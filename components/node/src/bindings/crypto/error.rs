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
    /// The errors below it in the queue.
    pub stack: &'static [&'static str],
}

impl OpenSsl {
    const fn provider(reason_number: u32, reason: &'static str) -> Self {
        let number = 0x1c80_0000 | reason_number;
        Self { number, library: "Provider routines", reason, prefix: "", stack: &[] }
    }

    const fn envelope(reason_number: u32, reason: &'static str) -> Self {
        let number = 0x0300_0000 | reason_number;
        Self { number, library: "digital envelope routines", reason, prefix: "EVP_", stack: &[] }
    }

    const fn rsa(reason_number: u32, reason: &'static str) -> Self {
        let number = 0x0200_0000 | reason_number;
        Self { number, library: "rsa routines", reason, prefix: "RSA_", stack: &[] }
    }

    const fn dh(reason_number: u32, reason: &'static str) -> Self {
        let number = 0x0280_0000 | reason_number;
        Self { number, library: "Diffie-Hellman routines", reason, prefix: "DH_", stack: &[] }
    }

    const fn asn1(
        reason_number: u32,
        reason: &'static str,
        stack: &'static [&'static str],
    ) -> Self {
        let number = 0x0680_0000 | reason_number;
        Self { number, library: "asn1 encoding routines", reason, prefix: "ASN1_", stack }
    }

    /// The key's limits forbid the hash function.
    pub const DIGEST_NOT_ALLOWED: Self = Self::provider(0xae, "digest not allowed");
    /// The key's limits forbid so short a salt.
    pub const SALT_TOO_SMALL: Self = Self::provider(0xac, "pss saltlen too small");
    /// The operation has not that padding.
    pub const ILLEGAL_PADDING: Self = Self::provider(0xa5, "illegal or unsupported padding mode");
    /// The key signs without a hash function.
    pub const INVALID_DIGEST: Self = Self::provider(0x7a, "invalid digest");
    /// Two keys of different groups.
    pub const MISMATCHING_DOMAIN: Self = Self::provider(0xcb, "mismatching domain parameters");
    /// Such a key cannot do that.
    pub const NOT_SUPPORTED_FOR_KEY: Self =
        Self::envelope(0x96, "operation not supported for this keytype");
    /// The key is too short for the hash function.
    pub const DIGEST_TOO_BIG: Self = Self {
        stack: &["error:1C880004:Provider routines::RSA lib"],
        ..Self::rsa(0x70, "digest too big for rsa key")
    };
    /// The data does not fit into the padding.
    pub const DATA_TOO_LARGE: Self = Self::rsa(0x6e, "data too large for key size");
    /// Without padding the data must be as long as the key.
    pub const DATA_TOO_SMALL: Self = Self::rsa(0x7a, "data too small for key size");
    /// As a number the data is above the modulus.
    pub const DATA_ABOVE_MODULUS: Self = Self::rsa(0x84, "data too large for modulus");
    /// The data is longer than the modulus.
    pub const DATA_LONGER_THAN_MODULUS: Self = Self {
        stack: &["error:1C8000A2:Provider routines::failed to decrypt"],
        ..Self::rsa(0x6c, "data greater than mod len")
    };
    /// What was decrypted is not OAEP.
    pub const OAEP_DECODING: Self = Self::rsa(0x79, "oaep decoding error");
    /// What was decrypted is not PKCS #1.
    pub const NOT_BLOCK_TYPE_1: Self = Self {
        stack: &[
            "error:1C880004:Provider routines::RSA lib",
            "error:02000072:rsa routines::padding check failed",
        ],
        ..Self::rsa(0x6a, "block type is not 01")
    };
    /// A modulus of Diffie-Hellman is too short.
    pub const MODULUS_TOO_SMALL: Self = Self::dh(0x7e, "modulus too small");
    /// A generator of Diffie-Hellman cannot be one.
    pub const BAD_GENERATOR: Self = Self::dh(0x65, "bad generator");
    /// What should be a key is none.
    pub const UNSUPPORTED: Self = Self {
        number: 0x1e08_010c,
        library: "DECODER routines",
        reason: "unsupported",
        prefix: "",
        stack: &["error:1E08010C:DECODER routines::unsupported"],
    };
    /// What should be DER ends too early.
    pub const NOT_ENOUGH_DATA: Self = Self::asn1(
        0x8e,
        "not enough data",
        &["error:0680008E:asn1 encoding routines::not enough data"],
    );
    /// What should be DER is something else.
    pub const WRONG_TAG: Self = Self::asn1(0xa8, "wrong tag", &[]);
    /// A passphrase is needed and there is none.
    pub const INTERRUPTED: Self = Self {
        number: 0x0788_0109,
        library: "common libcrypto routines",
        reason: "interrupted or cancelled",
        prefix: "CRYPTO_",
        stack: &[],
    };
    /// No PEM at all.
    pub const NO_START_LINE: Self = Self {
        number: 0x0480_006c,
        library: "PEM routines",
        reason: "no start line",
        prefix: "PEM_",
        stack: &[],
    };

    /// A private key is not that of the certificate.
    pub const KEY_VALUES_MISMATCH: Self = Self {
        number: 0x0580_0074,
        library: "x509 certificate routines",
        reason: "key values mismatch",
        prefix: "X509_",
        stack: &[],
    };
    /// No cipher suite that is there was named.
    pub const NO_CIPHER_MATCH: Self = Self {
        number: 0x0a00_00b9,
        library: "SSL routines",
        reason: "no cipher match",
        prefix: "SSL_",
        stack: &[],
    };

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
        // The protocol's own errors stand without the name of the library.
        let family = if self.prefix == "SSL_" { "ERR_" } else { "ERR_OSSL_" };
        format!("{family}{}{reason}", self.prefix)
    }

    /// The error as a value.
    pub fn value<'js>(&self, ctx: &Ctx<'js>) -> Result<Value<'js>> {
        let error: Object<'js> = construct(ctx, ErrorKind::Error, &self.message())?;
        if !self.stack.is_empty() {
            error.set("opensslErrorStack", self.stack.to_vec())?;
        }
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
