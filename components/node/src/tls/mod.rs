//! TLS 1.2 and 1.3, by `rustls`: the protocol is the crate's, the cryptography that of
//! [`crate::bindings::crypto`], and what certificates are worth is judged as OpenSSL does, because programs
//! read its words. No JavaScript here; streams and contexts are in `bindings/tls_wrap` and
//! `bindings/crypto/secure_context`.
//!
//! | Module | What |
//! |---|---|
//! | [`provider`] | cipher suites, hashes, key exchange, randomness for `rustls` |
//! | [`record`] | records sealed and opened |
//! | [`signature`] | signatures of handshakes |
//! | [`chain`] | chains of certificates, and the authorities that everybody knows |

pub mod chain;
pub mod provider;
pub mod record;
pub mod signature;
