//! Numbers that native code and the library share through typed arrays.

use kernelet_quickjs::bytes::{self, Bytes};
use rquickjs::{Ctx, Value};

use super::realm::{self, Slot};

/// A typed array whose elements native code reads and writes.
pub struct Fields<'js>(Bytes<'js>);

macro_rules! element {
    ($get:ident, $set:ident, $type:ty) => {
        /// The element at `index`, 0 when there is none.
        pub fn $get(&self, index: usize) -> $type {
            const SIZE: usize = size_of::<$type>();
            let mut element = [0; SIZE];
            self.0.copy_to(index * SIZE, &mut element);
            <$type>::from_ne_bytes(element)
        }

        /// Sets the element at `index`, if there is one.
        pub fn $set(&self, index: usize, value: $type) {
            self.0.copy_from(index * size_of::<$type>(), &value.to_ne_bytes());
        }
    };
}

impl<'js> Fields<'js> {
    /// The elements of a typed array.
    pub fn of(value: &Value<'js>) -> Option<Self> {
        bytes::bytes_of(value).map(Self)
    }

    /// The elements of a remembered typed array.
    pub fn in_slot(ctx: &Ctx<'js>, slot: Slot) -> Option<Self> {
        Self::of(&realm::get(ctx, slot)?)
    }

    /// Bytes in the array.
    pub fn byte_length(&self) -> usize {
        self.0.len()
    }

    element!(u8, set_u8, u8);
    element!(u32, set_u32, u32);
    element!(i32, set_i32, i32);
    element!(f64, set_f64, f64);
}
