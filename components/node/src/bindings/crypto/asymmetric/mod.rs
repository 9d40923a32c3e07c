//! Public and private keys and what is done with them. No JavaScript here.
//!
//! | Module | What |
//! |---|---|
//! | [`number`] | long numbers, primes |
//! | [`rsa`], [`padding`] | RSA and its paddings |
//! | [`curve`], [`okp`] | elliptic curves |
//! | [`key`] | any of these keys |
//! | [`asn1`], [`oid`], [`der`], [`pem`], [`encryption`] | how keys are written |

pub mod asn1;
pub mod curve;
pub mod der;
pub mod encryption;
pub mod key;
pub mod number;
pub mod oid;
pub mod okp;
pub mod padding;
pub mod pem;
pub mod rsa;
