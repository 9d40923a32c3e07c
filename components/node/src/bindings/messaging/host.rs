//! Native objects that can be cloned or transferred: Node's `BaseObject::GetTransferMode`.

use rquickjs::{Ctx, Object, Result};

use std::rc::Rc;

use super::port;
use crate::bindings::{blob, block_list, worker::link::Link};

/// Kinds of what travels to another process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Packed {
    /// An object of the library: the name of its class.
    Library = 1,
    /// A message port: the number of its channel.
    Port = 2,
    /// A blob: its bytes.
    Blob = 3,
}

/// Makes what arrived from another process.
pub fn unpack(kind: u8, bytes: &[u8], link: &Rc<Link>) -> Option<Box<dyn Travel>> {
    match kind {
        kind if kind == Packed::Port as u8 => port::unpack(bytes, link),
        kind if kind == Packed::Blob as u8 => Some(blob::unpack(bytes)),
        _ => None,
    }
}

/// What a native object leaves in a message; makes the object on the other side.
pub trait Travel {
    /// The object, in the receiving context.
    fn arrive<'js>(&self, ctx: &Ctx<'js>) -> Result<Object<'js>>;
    /// What it is as bytes, behind the [`Packed`] number of its kind; `None` when it cannot leave the
    /// process.
    fn pack(&self, _link: &Rc<Link>) -> Option<(Packed, Vec<u8>)> {
        None
    }
    /// Whether this is the message port with these data.
    fn is_port(&self, _data: &std::rc::Rc<super::group::PortData>) -> bool {
        false
    }
}

/// May only be transferred. The numbers are those of `internalBinding('util').constants`.
pub const TRANSFERABLE: i32 = 1;
/// May be cloned.
pub const CLONEABLE: i32 = 2;

/// A native class whose objects can travel.
pub struct NativeClass {
    /// Whether the object is of this class.
    pub is_instance: for<'js> fn(&Object<'js>) -> bool,
    /// [`TRANSFERABLE`] or [`CLONEABLE`].
    pub mode: i32,
    /// Takes (when transferable) or copies what the other side needs; `None` when it is gone.
    pub leave: Leave,
}

/// See [`NativeClass::leave`].
type Leave = for<'js> fn(&Ctx<'js>, &Object<'js>) -> Result<Option<Box<dyn Travel>>>;

const CLASSES: &[&NativeClass] =
    &[&port::CLASS, &blob::CLASS, &block_list::LIST_CLASS, &block_list::ADDRESS_CLASS];

/// The native class of an object, if it is one that can travel.
pub fn native_class(object: &Object<'_>) -> Option<&'static NativeClass> {
    CLASSES.iter().copied().find(|class| (class.is_instance)(object))
}

/// Whether the object is native.
pub fn is_native(object: &Object<'_>) -> bool {
    native_class(object).is_some()
}
