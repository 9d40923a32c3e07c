//! The memory behind `ArrayBuffer`, `SharedArrayBuffer`, typed arrays (so also
//! Node's `Buffer`) and `DataView`.
//!
//! A view's place can change whenever JavaScript runs (detach, resize), so
//! [`Bytes`] looks it up on every access and lends slices only to closures that
//! get no context. Codecs live in Node's bindings, not here.

use std::{
    alloc::{self, Layout},
    ffi::{c_int, c_void},
    mem::ManuallyDrop,
};

use rquickjs::{Ctx, Object, Result, Value, qjs};

use crate::raw;

/// `JS_NewArrayBuffer` takes a maximum of 0 for "not resizable".
const NOT_RESIZABLE: qjs::size_t = 0;

/// Which kind of object the bytes belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BytesKind {
    /// `ArrayBuffer`
    ArrayBuffer,
    /// `SharedArrayBuffer`
    SharedArrayBuffer,
    /// Any typed array, Node's `Buffer` included.
    TypedArray,
    /// `DataView`
    DataView,
}

/// A value that has bytes. Holds the JavaScript object, not the memory.
#[derive(Clone, Debug)]
pub struct Bytes<'js> {
    value: Value<'js>,
    kind: BytesKind,
    element_size: usize,
}

struct Place {
    data: *mut u8,
    length: usize,
}

/// The bytes of an `ArrayBuffer`, `SharedArrayBuffer`, typed array or `DataView`.
///
/// A detached buffer, or a view out of bounds of its resized buffer, answers
/// with length 0. `None` for every other value.
pub fn bytes_of<'js>(value: &Value<'js>) -> Option<Bytes<'js>> {
    let (_, kind, element_size) = locate(value)?;
    Some(Bytes { value: value.clone(), kind, element_size })
}

fn locate(value: &Value<'_>) -> Option<(Place, BytesKind, usize)> {
    let mut data = std::ptr::null_mut();
    let (mut length, mut kind, mut element_size): (usize, c_int, c_int) = (0, 0, 0);
    // SAFETY: all out-pointers are valid; the value is borrowed.
    let found = unsafe {
        raw::kernelet_bytes(value.as_raw(), &mut data, &mut length, &mut kind, &mut element_size)
    };
    if found == 0 {
        return None;
    }
    let kind = match kind {
        0 => BytesKind::ArrayBuffer,
        1 => BytesKind::SharedArrayBuffer,
        2 => BytesKind::TypedArray,
        _ => BytesKind::DataView,
    };
    Some((Place { data, length }, kind, element_size as usize))
}

impl<'js> Bytes<'js> {
    fn place(&self) -> Place {
        match locate(&self.value) {
            Some((place, ..)) => place,
            None => unreachable!("an object never stops being a buffer"),
        }
    }

    /// The JavaScript object.
    pub fn value(&self) -> &Value<'js> {
        &self.value
    }

    /// Which kind of object this is.
    pub fn kind(&self) -> BytesKind {
        self.kind
    }

    /// Bytes per element of a typed array, else 1.
    pub fn element_size(&self) -> usize {
        self.element_size
    }

    /// Current length in bytes.
    pub fn len(&self) -> usize {
        self.place().length
    }

    /// Whether there is no byte (also when detached).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where a view starts in its buffer; 0 for a buffer itself.
    pub fn byte_offset(&self) -> usize {
        // SAFETY: the value is borrowed and known to be a buffer or view.
        unsafe { raw::kernelet_bytes_offset(self.value.as_raw()) }
    }

    /// Lends the bytes for reading. JavaScript must not run meanwhile: never
    /// call a captured `Function` inside.
    pub fn with_slice<R>(&self, read: impl FnOnce(&[u8]) -> R) -> R {
        let place = self.place();
        if place.length == 0 {
            return read(&[]);
        }
        // SAFETY: the engine gave this place just now; nothing runs that could move it.
        read(unsafe { std::slice::from_raw_parts(place.data, place.length) })
    }

    /// Lends the bytes for writing, under the same rule as [`Bytes::with_slice`].
    ///
    /// Do not nest with another view of the same buffer; for two views use
    /// [`Bytes::copy_within`].
    pub fn with_slice_mut<R>(&self, write: impl FnOnce(&mut [u8]) -> R) -> R {
        let place = self.place();
        if place.length == 0 {
            return write(&mut []);
        }
        // SAFETY: as in `with_slice`; the caller promises not to nest views of one buffer.
        write(unsafe { std::slice::from_raw_parts_mut(place.data, place.length) })
    }

    /// Copies bytes from `offset` into `target`; answers how many there were.
    pub fn copy_to(&self, offset: usize, target: &mut [u8]) -> usize {
        self.with_slice(|bytes| {
            let bytes = bytes.get(offset..).unwrap_or_default();
            let count = bytes.len().min(target.len());
            target[..count].copy_from_slice(&bytes[..count]);
            count
        })
    }

    /// Copies `source` to `offset`; answers how many bytes fitted.
    pub fn copy_from(&self, offset: usize, source: &[u8]) -> usize {
        self.with_slice_mut(|bytes| {
            let bytes = bytes.get_mut(offset..).unwrap_or_default();
            let count = bytes.len().min(source.len());
            bytes[..count].copy_from_slice(&source[..count]);
            count
        })
    }

    /// Copies `count` bytes from `source` at `source_offset` to `offset` here;
    /// the two may be views of one buffer. Answers how many were in range.
    pub fn copy_within(
        &self,
        offset: usize,
        source: &Bytes<'js>,
        source_offset: usize,
        count: usize,
    ) -> usize {
        let (to, from) = (self.place(), source.place());
        let count = count
            .min(to.length.saturating_sub(offset))
            .min(from.length.saturating_sub(source_offset));
        if count > 0 {
            // SAFETY: both ranges were checked just now; `copy` allows overlap.
            unsafe { std::ptr::copy(from.data.add(source_offset), to.data.add(offset), count) };
        }
        count
    }

    /// A copy of all bytes.
    pub fn to_vec(&self) -> Vec<u8> {
        self.with_slice(<[u8]>::to_vec)
    }
}

/// Frees (`size` 0) or resizes memory that came from a `Vec<u8>`; the engine's
/// contract for `JSReallocArrayBufferDataFunc`. `opaque` is the boxed capacity.
unsafe extern "C" fn reallocate(
    _runtime: *mut qjs::JSRuntime,
    opaque: *mut c_void,
    data: *mut c_void,
    size: qjs::size_t,
) -> *mut c_void {
    let capacity = opaque.cast::<usize>();
    let size = size as usize;
    // SAFETY: `opaque` was made by `give` below and lives until the free.
    let old = unsafe { *capacity };
    let layout = Layout::array::<u8>(old);
    let Ok(layout) = layout else { return std::ptr::null_mut() };
    if size == 0 {
        // SAFETY: the engine frees once; pointer and capacity belong together.
        unsafe {
            if old > 0 {
                alloc::dealloc(data.cast(), layout);
            }
            drop(Box::from_raw(capacity));
        }
        return std::ptr::null_mut();
    }
    // SAFETY: pointer and layout belong together; a vector without capacity has no memory yet.
    unsafe {
        let moved = if old == 0 {
            Layout::array::<u8>(size).map_or(std::ptr::null_mut(), |layout| alloc::alloc(layout))
        } else {
            alloc::realloc(data.cast(), layout, size)
        };
        if !moved.is_null() {
            *capacity = size;
        }
        moved.cast()
    }
}

/// Takes a vector apart into what the engine stores: pointer, length, boxed capacity.
fn give(bytes: Vec<u8>) -> (*mut u8, qjs::size_t, *mut c_void) {
    let mut bytes = ManuallyDrop::new(bytes);
    let capacity = Box::into_raw(Box::new(bytes.capacity()));
    (bytes.as_mut_ptr(), bytes.len() as qjs::size_t, capacity.cast())
}

/// An `ArrayBuffer` that owns the vector's memory; nothing is copied.
pub fn array_buffer<'js>(ctx: &Ctx<'js>, bytes: Vec<u8>) -> Result<Object<'js>> {
    let (data, length, opaque) = give(bytes);
    // SAFETY: the buffer takes over the memory and gives it back through `reallocate`.
    let raw = unsafe {
        qjs::JS_NewArrayBuffer(
            raw::context(ctx),
            data,
            length,
            NOT_RESIZABLE,
            Some(reallocate),
            opaque,
            false,
        )
    };
    Object::from_value(raw::owned(ctx, raw)?)
}

/// An `ArrayBuffer` over memory that belongs to somebody else. It cannot be transferred or resized;
/// [`detach`] takes the memory away from it.
///
/// # Safety
///
/// The memory must stay where it is, `length` bytes long, until the buffer is detached.
pub unsafe fn foreign_array_buffer<'js>(
    ctx: &Ctx<'js>,
    data: *mut u8,
    length: usize,
) -> Result<Object<'js>> {
    // SAFETY: promised by the caller; the result is owned.
    let raw = unsafe { raw::kernelet_foreign_array_buffer(raw::context(ctx), data, length) };
    Object::from_value(raw::owned(ctx, raw)?)
}

/// A `Uint8Array` over an `ArrayBuffer` that owns the vector's memory; nothing is copied.
pub fn uint8_array<'js>(ctx: &Ctx<'js>, bytes: Vec<u8>) -> Result<Object<'js>> {
    let (data, length, opaque) = give(bytes);
    // SAFETY: as in `array_buffer`.
    let raw = unsafe {
        qjs::JS_NewUint8Array(raw::context(ctx), data, length, Some(reallocate), opaque, false)
    };
    Object::from_value(raw::owned(ctx, raw)?)
}

/// Detaches an `ArrayBuffer`; its views become empty. Nothing happens to other values.
pub fn detach(value: &Value<'_>) {
    // SAFETY: the engine ignores what is not an array buffer.
    unsafe { qjs::JS_DetachArrayBuffer(raw::context(value.ctx()), value.as_raw()) }
}

/// Whether the value is a detached `ArrayBuffer`.
pub fn is_detached(value: &Value<'_>) -> bool {
    // SAFETY: looks at the value only.
    unsafe { raw::kernelet_is_detached(value.as_raw()) != 0 }
}
