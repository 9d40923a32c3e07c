//! One file per Node binding: what `internalBinding(name)` answers.
//!
//! Every binding starts as the default that [`crate::runtime`] makes from the description of the
//! real one (constants, shapes, members that say they are missing); `install` then puts the real
//! members over it.

pub mod buffer;
pub mod encoding_binding;
pub mod icu;
pub mod intrinsics;
pub mod string_decoder;
pub mod url;

use rquickjs::{Ctx, Object, Result};

/// Puts a binding's real members over its defaults.
pub type Install = for<'js> fn(&Ctx<'js>, &Object<'js>) -> Result<()>;

/// Every binding that has real members, by the name Node gives it.
pub const BINDINGS: &[(&str, Install)] = &[
    ("buffer", buffer::install),
    ("encoding_binding", encoding_binding::install),
    ("icu", icu::install),
    ("string_decoder", string_decoder::install),
    ("url", url::install),
];
