//! `internalBinding('internal_only_v8')`: the heap queries that only the library itself may ask for
//! (`src/internal_only_v8.cc`). The set-up cannot describe it: Node gives it to no test.
//!
//! Members: `queryObjects`, which the engine cannot answer.

use rquickjs::{Ctx, Object, Result};

use crate::runtime::{
    errors::{ErrorKind, throw_node},
    members::set_native,
};

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "queryObjects", 0, |arguments| {
        let message = "The v8.queryObjects() method is not implemented";
        Err(throw_node(arguments.ctx(), ErrorKind::Error, "ERR_METHOD_NOT_IMPLEMENTED", message))
    })
}
