//! Native objects that can be cloned or transferred: Node's `BaseObject::GetTransferMode`.

use rquickjs::{Ctx, Object, Result};

use super::port;
use crate::bindings::{blob, block_list};

/// What a native object leaves in a message; makes the object on the other side.
pub trait Travel {
    /// The object, in the receiving context.
    fn arrive<'js>(&self, ctx: &Ctx<'js>) -> Result<Object<'js>>;
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
