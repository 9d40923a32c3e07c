//! `internalBinding('messaging')`: cloning, transferring, message ports (`src/node_messaging.cc`).
//!
//! Members: `structuredClone(value, options)`, the classes `MessageChannel` and `MessagePort`,
//! `stopMessagePort`, `checkMessagePort`, `drainMessagePort`, `receiveMessageOnPort`,
//! `moveMessagePortToContext`, `broadcastChannel`, `setDeserializerCreateObjectFunction`,
//! `exposeLazyDOMExceptionProperty`, `DOMException`.
//!
//! | Module | What |
//! |---|---|
//! | [`message`] | a value as bytes in V8's wire format, and what travels beside them |
//! | [`host`] | native objects that can be cloned or transferred |
//! | [`group`] | which ports hear each other |
//! | [`port`] | the classes |

pub mod group;
pub mod host;
pub mod message;
pub mod port;

use rquickjs::{Ctx, Object, Result, Value, object::Property};

use self::message::Message;
use super::intrinsics::{Intrinsics, kept_value};
use crate::runtime::{
    members::{Arguments, define, set_native},
    realm::{self, Slot},
};

kept_value!(
    /// Makes an empty object of a class of the library (`setDeserializerCreateObjectFunction`).
    CreateObject
);

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    Intrinsics::of(ctx)?;
    define(target, "DOMException", dom_exception(ctx)?)?;
    set_native(target, "structuredClone", 0, structured_clone)?;
    set_native(target, "setDeserializerCreateObjectFunction", 0, |arguments| {
        CreateObject::keep(arguments.ctx(), arguments.get(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(target, "exposeLazyDOMExceptionProperty", 0, expose_dom_exception)?;
    port::install(ctx, target)
}

/// The class that `internal/per_context/domexception` exports.
pub fn dom_exception<'js>(ctx: &Ctx<'js>) -> Result<Value<'js>> {
    match realm::object(ctx, Slot::PerContextExports) {
        Some(exports) => exports.get("DOMException"),
        None => Ok(Value::new_undefined(ctx.clone())),
    }
}

fn expose_dom_exception<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    if let Some(target) = arguments.object(0) {
        // Node's is lazy; the class is there from the start here.
        let property = Property::from(dom_exception(ctx)?).writable().configurable();
        target.prop("DOMException", property)?;
    }
    Ok(Value::new_undefined(ctx.clone()))
}

/// `structuredClone(value, { transfer })`
fn structured_clone<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let value = arguments.get(0);
    let transfer = match arguments.object(1) {
        Some(options) => {
            let transfer: Value<'js> = options.get("transfer")?;
            message::list(ctx, &transfer)?.unwrap_or_default()
        }
        None => Vec::new(),
    };
    let is_plain = value.is_undefined()
        || value.is_null()
        || value.is_bool()
        || value.is_number()
        || value.is_string()
        || value.is_big_int();
    if is_plain && transfer.is_empty() {
        return Ok(value);
    }
    Message::serialize(ctx, &value, &transfer, None)?.deserialize(ctx, None)
}
