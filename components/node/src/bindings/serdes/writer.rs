//! From a value to bytes: V8's `ValueSerializer`.
//!
//! The state is behind `RefCell`s: writing a host object calls JavaScript, which may write numbers
//! and values of its own to the same bytes.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use kernelet_quickjs::{
    bytes::{self, bytes_of},
    introspect::{self, Kind},
    strings::{self, StringView},
};
use rquickjs::{
    Array, Ctx, Error, Object, Result, Value,
    class::{Trace, Tracer},
    object::Filter,
};

use super::format::*;
use crate::{
    bindings::intrinsics::Intrinsics,
    runtime::errors::{ErrorKind, construct},
};

/// What the embedder decides: host objects, shared memory, errors.
pub trait WriteDelegate<'js> {
    /// Whether an ordinary object is written by [`WriteDelegate::write_host_object`].
    fn is_host_object(&self, ctx: &Ctx<'js>, object: &Object<'js>) -> Result<bool>;
    /// Writes a host object, behind its tag.
    fn write_host_object(&self, writer: &Writer<'js>, object: &Object<'js>) -> Result<()>;
    /// The number of a `SharedArrayBuffer`.
    fn shared_array_buffer_id(&self, ctx: &Ctx<'js>, buffer: &Value<'js>) -> Result<u32>;
    /// Throws the error of what cannot be cloned.
    fn throw_clone_error(&self, ctx: &Ctx<'js>, message: &str) -> Error;
}

/// Throws `… could not be cloned.`
pub fn throw_not_cloneable<'js>(
    delegate: &dyn WriteDelegate<'js>,
    ctx: &Ctx<'js>,
    value: &Value<'js>,
) -> Error {
    match describe(ctx, value) {
        Ok(text) => delegate.throw_clone_error(ctx, &format!("{text} could not be cloned.")),
        Err(error) => error,
    }
}

/// Bytes under construction.
pub struct Writer<'js> {
    out: RefCell<Vec<u8>>,
    /// Numbers of the objects written so far; the objects are kept so that no other gets their place.
    ids: RefCell<HashMap<usize, u32>>,
    kept: RefCell<Vec<Value<'js>>>,
    transferred: RefCell<HashMap<usize, u32>>,
    views_are_host_objects: Cell<bool>,
    depth: Cell<u32>,
}

impl Default for Writer<'_> {
    fn default() -> Self {
        Self {
            out: RefCell::default(),
            ids: RefCell::default(),
            kept: RefCell::default(),
            transferred: RefCell::default(),
            views_are_host_objects: Cell::new(false),
            depth: Cell::new(0),
        }
    }
}

impl<'js> Trace<'js> for Writer<'js> {
    fn trace<'a>(&self, tracer: Tracer<'a, 'js>) {
        for value in self.kept.borrow().iter() {
            value.trace(tracer);
        }
    }
}

impl<'js> Writer<'js> {
    /// Whether views go to the delegate.
    pub fn set_views_are_host_objects(&self, yes: bool) {
        self.views_are_host_objects.set(yes);
    }

    /// Has the buffer written as a number only: its bytes go another way.
    pub fn transfer_array_buffer(&self, id: u32, buffer: Value<'js>) {
        self.transferred.borrow_mut().insert(identity(&buffer), id);
        self.kept.borrow_mut().push(buffer);
    }

    /// The bytes; the writer is empty afterwards.
    pub fn take(&self) -> Vec<u8> {
        self.out.take()
    }

    /// Tag and version.
    pub fn write_header(&self) {
        self.tag(TAG_VERSION);
        self.write_uint32(VERSION);
    }

    fn tag(&self, tag: u8) {
        self.out.borrow_mut().push(tag);
    }

    /// Seven bits per byte, the lowest first.
    pub fn write_uint32(&self, number: u32) {
        self.write_uint64(number.into());
    }

    /// Seven bits per byte, the lowest first.
    pub fn write_uint64(&self, mut number: u64) {
        let mut out = self.out.borrow_mut();
        while number >= 0x80 {
            out.push(number as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
    }

    /// Eight bytes, little-endian.
    pub fn write_double(&self, number: f64) {
        self.out.borrow_mut().extend_from_slice(&number.to_le_bytes());
    }

    /// The bytes as they are.
    pub fn write_raw_bytes(&self, bytes: &[u8]) {
        self.out.borrow_mut().extend_from_slice(bytes);
    }

    fn write_zigzag(&self, number: i32) {
        self.write_uint32((number << 1 ^ number >> 31) as u32);
    }

    /// A value with everything it refers to.
    pub fn write_value(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn WriteDelegate<'js>,
        value: &Value<'js>,
    ) -> Result<()> {
        if value.is_undefined() {
            self.tag(TAG_UNDEFINED);
        } else if value.is_null() {
            self.tag(TAG_NULL);
        } else if let Some(truth) = value.as_bool() {
            self.tag(if truth { TAG_TRUE } else { TAG_FALSE });
        } else if let Some(number) = value.as_number() {
            self.write_number(number);
        } else if value.is_string() {
            self.write_string(value)?;
        } else if value.is_big_int() {
            self.tag(TAG_BIGINT);
            self.write_bigint(ctx, value)?;
        } else if let Some(object) = value.as_object() {
            let kind = introspect::kind(value);
            let is_known = self.ids.borrow().contains_key(&identity(value));
            if kind.is_array_buffer_view() && !is_known && !self.views_are_host_objects.get() {
                // The buffer comes first; the view then takes it as what was read before.
                let buffer: Value<'js> = view_buffer(ctx, value, kind)?;
                if let Some(buffer) = buffer.as_object() {
                    self.write_object(ctx, delegate, buffer)?;
                }
            }
            return self.write_object(ctx, delegate, object);
        } else {
            return Err(throw_not_cloneable(delegate, ctx, value));
        }
        Ok(())
    }

    fn write_number(&self, number: f64) {
        let small = number as i32;
        if f64::from(small) == number && !(small == 0 && number.is_sign_negative()) {
            self.tag(TAG_INT32);
            self.write_zigzag(small);
        } else {
            self.tag(TAG_DOUBLE);
            self.write_double(number);
        }
    }

    fn write_string(&self, value: &Value<'js>) -> Result<()> {
        strings::with_view(value, |view| match view {
            StringView::Latin1(bytes) => {
                self.tag(TAG_ONE_BYTE_STRING);
                self.write_uint32(bytes.len() as u32);
                self.write_raw_bytes(bytes);
            }
            StringView::Utf16(units) => {
                let length = (units.len() * 2) as u32;
                // Two-byte characters stand at even places.
                let varint = (32 - length.leading_zeros()).div_ceil(7).max(1) as usize;
                if (self.out.borrow().len() + 1 + varint) % 2 == 1 {
                    self.tag(TAG_PADDING);
                }
                self.tag(TAG_TWO_BYTE_STRING);
                self.write_uint32(length);
                let mut out = self.out.borrow_mut();
                out.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
            }
        })
    }

    /// Sign and length in 64-bit digits, then the digits.
    fn write_bigint(&self, ctx: &Ctx<'js>, value: &Value<'js>) -> Result<()> {
        let text = Intrinsics::of(ctx)?.call(
            "BigInt.toString",
            value,
            &[Value::new_int(ctx.clone(), 16)],
        )?;
        let text = strings::to_utf8(&text)?;
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.as_str()),
        };
        let mut magnitude = Vec::with_capacity(digits.len() / 2 + 8);
        for pair in digits.as_bytes().rchunks(2) {
            let byte = pair.iter().fold(0, |byte, digit| {
                byte << 4 | char::from(*digit).to_digit(16).unwrap_or_default() as u8
            });
            magnitude.push(byte);
        }
        if digits == "0" {
            magnitude.clear();
        }
        magnitude.resize(magnitude.len().next_multiple_of(8), 0);
        self.write_uint32((magnitude.len() as u32) << 1 | u32::from(is_negative));
        self.write_raw_bytes(&magnitude);
        Ok(())
    }

    fn write_object(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn WriteDelegate<'js>,
        object: &Object<'js>,
    ) -> Result<()> {
        let value = object.as_value();
        let place = identity(value);
        if let Some(id) = self.ids.borrow().get(&place) {
            self.tag(TAG_OBJECT_REFERENCE);
            self.write_uint32(*id);
            return Ok(());
        }
        let id = self.ids.borrow().len() as u32;
        self.ids.borrow_mut().insert(place, id);
        self.kept.borrow_mut().push(value.clone());
        if value.is_function() {
            return Err(throw_not_cloneable(delegate, ctx, value));
        }
        if self.depth.get() >= DEPTH_LIMIT {
            let error = construct(ctx, ErrorKind::RangeError, "Maximum call stack size exceeded")?;
            return Err(ctx.throw(error.into_value()));
        }
        self.depth.set(self.depth.get() + 1);
        let result = self.write_object_of_kind(ctx, delegate, object);
        self.depth.set(self.depth.get() - 1);
        result
    }

    fn write_object_of_kind(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn WriteDelegate<'js>,
        object: &Object<'js>,
    ) -> Result<()> {
        let value = object.as_value();
        let intrinsics = Intrinsics::of(ctx)?;
        match introspect::kind(value) {
            Kind::Array => self.write_array(ctx, delegate, object),
            Kind::Object => {
                if delegate.is_host_object(ctx, object)? {
                    self.tag(TAG_HOST_OBJECT);
                    return delegate.write_host_object(self, object);
                }
                self.tag(TAG_BEGIN_OBJECT);
                let count = self.write_properties(ctx, delegate, object, &own_keys(object))?;
                self.tag(TAG_END_OBJECT);
                self.write_uint32(count);
                Ok(())
            }
            Kind::Date => {
                self.tag(TAG_DATE);
                let time = intrinsics.call("Date.getTime", value, &[])?;
                self.write_double(time.as_number().unwrap_or(f64::NAN));
                Ok(())
            }
            Kind::BoxedBoolean => {
                let inner = intrinsics.call("Boolean.valueOf", value, &[])?;
                self.tag(if inner.as_bool() == Some(true) {
                    TAG_TRUE_OBJECT
                } else {
                    TAG_FALSE_OBJECT
                });
                Ok(())
            }
            Kind::BoxedNumber => {
                self.tag(TAG_NUMBER_OBJECT);
                let inner = intrinsics.call("Number.valueOf", value, &[])?;
                self.write_double(inner.as_number().unwrap_or(f64::NAN));
                Ok(())
            }
            Kind::BoxedString => {
                self.tag(TAG_STRING_OBJECT);
                self.write_string(&intrinsics.call("String.valueOf", value, &[])?)
            }
            Kind::BoxedBigInt => {
                self.tag(TAG_BIGINT_OBJECT);
                self.write_bigint(ctx, &intrinsics.call("BigInt.valueOf", value, &[])?)
            }
            Kind::RegExp => {
                self.tag(TAG_REGEXP);
                self.write_string(&intrinsics.call("RegExp.source", value, &[])?)?;
                let flags = strings::to_utf8(&intrinsics.call("RegExp.flags", value, &[])?)?;
                let bits = REGEXP_FLAGS.iter().filter(|(letter, _)| flags.contains(*letter));
                self.write_uint32(bits.map(|(_, bit)| bit).sum());
                Ok(())
            }
            Kind::Map => self.write_collection(ctx, delegate, value, TAG_BEGIN_MAP, TAG_END_MAP),
            Kind::Set => self.write_collection(ctx, delegate, value, TAG_BEGIN_SET, TAG_END_SET),
            Kind::ArrayBuffer => self.write_array_buffer(ctx, delegate, value),
            Kind::SharedArrayBuffer => {
                let id = delegate.shared_array_buffer_id(ctx, value)?;
                self.tag(TAG_SHARED_ARRAY_BUFFER);
                self.write_uint32(id);
                Ok(())
            }
            Kind::Error => self.write_error(ctx, delegate, object),
            kind if kind.is_array_buffer_view() => {
                if self.views_are_host_objects.get() {
                    self.tag(TAG_HOST_OBJECT);
                    return delegate.write_host_object(self, object);
                }
                self.write_view(ctx, delegate, value, kind)
            }
            _ => Err(throw_not_cloneable(delegate, ctx, value)),
        }
    }

    /// Writes the properties that are still there; answers how many.
    fn write_properties(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn WriteDelegate<'js>,
        object: &Object<'js>,
        keys: &[Value<'js>],
    ) -> Result<u32> {
        let mut count = 0;
        for (index, key) in keys.iter().enumerate() {
            let property: Value<'js> = object.get(key.clone())?;
            // A getter may have deleted what comes after it.
            if property.is_undefined() && index > 0 && !object.contains_key(key.clone())? {
                continue;
            }
            match array_index(key) {
                Some(index) => self.write_number(f64::from(index)),
                None => self.write_string(key)?,
            }
            self.write_value(ctx, delegate, &property)?;
            count += 1;
        }
        Ok(count)
    }

    fn write_array(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn WriteDelegate<'js>,
        object: &Object<'js>,
    ) -> Result<()> {
        let array = Array::from_value(object.clone().into_value())?;
        let length = array.len();
        let keys = own_keys(object);
        let elements = keys.iter().take_while(|key| array_index(key).is_some()).count();
        if elements != length {
            self.tag(TAG_BEGIN_SPARSE_ARRAY);
            self.write_uint32(length as u32);
            let count = self.write_properties(ctx, delegate, object, &keys)?;
            self.tag(TAG_END_SPARSE_ARRAY);
            self.write_uint32(count);
            self.write_uint32(length as u32);
            return Ok(());
        }
        self.tag(TAG_BEGIN_DENSE_ARRAY);
        self.write_uint32(length as u32);
        // V8 keeps an array of numbers as doubles as soon as one of them is no small integer.
        let holds_doubles = holds_doubles(&array)?;
        for index in 0..length {
            let element: Value<'js> = array.get(index)?;
            match element.as_number() {
                Some(number) if holds_doubles => {
                    self.tag(TAG_DOUBLE);
                    self.write_double(number);
                }
                _ => self.write_value(ctx, delegate, &element)?,
            }
        }
        let count = self.write_properties(ctx, delegate, object, &keys[elements..])?;
        self.tag(TAG_END_DENSE_ARRAY);
        self.write_uint32(count);
        self.write_uint32(length as u32);
        Ok(())
    }

    fn write_collection(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn WriteDelegate<'js>,
        value: &Value<'js>,
        begin: u8,
        end: u8,
    ) -> Result<()> {
        self.tag(begin);
        // A copy: writing an entry may change the collection.
        let entries = match introspect::preview_entries(value)? {
            Some(preview) => preview.entries.iter().collect::<Result<Vec<Value<'js>>>>()?,
            None => Vec::new(),
        };
        for entry in &entries {
            self.write_value(ctx, delegate, entry)?;
        }
        self.tag(end);
        self.write_uint32(entries.len() as u32);
        Ok(())
    }

    fn write_array_buffer(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn WriteDelegate<'js>,
        value: &Value<'js>,
    ) -> Result<()> {
        if let Some(id) = self.transferred.borrow().get(&identity(value)) {
            self.tag(TAG_ARRAY_BUFFER_TRANSFER);
            self.write_uint32(*id);
            return Ok(());
        }
        if bytes::is_detached(value) {
            let message = "An ArrayBuffer is detached and could not be cloned.";
            return Err(delegate.throw_clone_error(ctx, message));
        }
        let Some(bytes) = bytes_of(value) else { return Ok(()) };
        let intrinsics = Intrinsics::of(ctx)?;
        if intrinsics.call("ArrayBuffer.resizable", value, &[])?.as_bool() == Some(true) {
            let most = intrinsics.call("ArrayBuffer.maxByteLength", value, &[])?;
            self.tag(TAG_RESIZABLE_ARRAY_BUFFER);
            self.write_uint32(bytes.len() as u32);
            self.write_uint32(most.as_number().unwrap_or_default() as u32);
        } else {
            self.tag(TAG_ARRAY_BUFFER);
            self.write_uint32(bytes.len() as u32);
        }
        bytes.with_slice(|bytes| self.write_raw_bytes(bytes));
        Ok(())
    }

    fn write_view(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn WriteDelegate<'js>,
        value: &Value<'js>,
        kind: Kind,
    ) -> Result<()> {
        let Some((_, _, tag, size)) = VIEWS.iter().find(|(_, known, ..)| *known == kind) else {
            return Err(throw_not_cloneable(delegate, ctx, value));
        };
        let Some(bytes) = bytes_of(value) else { return Ok(()) };
        let buffer = view_buffer(ctx, value, kind)?;
        let mut flags = 0;
        if is_resizable(ctx, &buffer)? {
            flags |= VIEW_IS_RESIZABLE;
            // The engine does not say whether a view follows its buffer; one that reaches the end does.
            let whole = bytes_of(&buffer).map_or(0, |buffer| buffer.len());
            if (whole - bytes.byte_offset().min(whole)) / size * size == bytes.len() {
                flags |= VIEW_IS_LENGTH_TRACKING;
            }
        }
        self.tag(TAG_ARRAY_BUFFER_VIEW);
        self.tag(*tag);
        self.write_uint32(bytes.byte_offset() as u32);
        self.write_uint32(bytes.len() as u32);
        self.write_uint32(flags);
        Ok(())
    }

    fn write_error(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn WriteDelegate<'js>,
        object: &Object<'js>,
    ) -> Result<()> {
        let message = own_data_property(ctx, object, "message")?;
        let cause = own_data_property(ctx, object, "cause")?;
        self.tag(TAG_ERROR);
        let name: rquickjs::Coerced<String> = object.get("name")?;
        let prototype = match name.0.as_str() {
            "EvalError" => Some(b'E'),
            "RangeError" => Some(b'R'),
            "ReferenceError" => Some(b'F'),
            "SyntaxError" => Some(b'S'),
            "TypeError" => Some(b'T'),
            "URIError" => Some(b'U'),
            _ => None,
        };
        if let Some(prototype) = prototype {
            self.tag(prototype);
        }
        if let Some(message) = message {
            let text: rquickjs::Coerced<rquickjs::String<'js>> =
                rquickjs::FromJs::from_js(ctx, message)?;
            self.tag(b'm');
            self.write_string(text.0.as_value())?;
        }
        let stack: Value<'js> = object.get("stack")?;
        if stack.is_string() {
            self.tag(b's');
            self.write_string(&stack)?;
        }
        if let Some(cause) = cause {
            self.tag(b'c');
            self.write_value(ctx, delegate, &cause)?;
        }
        self.tag(b'.');
        Ok(())
    }
}

/// Own enumerable string keys in their order.
fn own_keys<'js>(object: &Object<'js>) -> Vec<Value<'js>> {
    object.own_keys::<Value<'js>>(Filter::default()).filter_map(|key| key.ok()).collect()
}

/// The number that a key spells, when it is an array index.
fn array_index(key: &Value<'_>) -> Option<u32> {
    if let Some(number) = key.as_number() {
        return Some(number as u32);
    }
    strings::with_view(key, |view| {
        let StringView::Latin1(digits) = view else { return None };
        let is_canonical = match digits {
            [b'0'] => true,
            [b'1'..=b'9', ..] => digits.len() <= 10,
            _ => false,
        };
        if !is_canonical {
            return None;
        }
        let number: u32 = std::str::from_utf8(digits).ok()?.parse().ok()?;
        (number != u32::MAX).then_some(number)
    })
    .ok()?
}

/// Whether all elements are numbers and one is no 32-bit integer.
fn holds_doubles(array: &Array<'_>) -> Result<bool> {
    let mut found = false;
    for element in array.iter::<Value<'_>>() {
        match element?.as_number() {
            None => return Ok(false),
            Some(number) => {
                let small = number as i32;
                found |= f64::from(small) != number || (small == 0 && number.is_sign_negative());
            }
        }
    }
    Ok(found)
}

fn own_data_property<'js>(
    ctx: &Ctx<'js>,
    object: &Object<'js>,
    name: &str,
) -> Result<Option<Value<'js>>> {
    let arguments = [object.clone().into_value(), strings::from_str(ctx, name)?.into_value()];
    let undefined = Value::new_undefined(ctx.clone());
    let descriptor =
        Intrinsics::of(ctx)?.call("Object.getOwnPropertyDescriptor", &undefined, &arguments)?;
    match descriptor.as_object() {
        Some(descriptor) if descriptor.contains_key("value")? => Ok(Some(descriptor.get("value")?)),
        _ => Ok(None),
    }
}

/// The buffer of a view.
pub fn view_buffer<'js>(ctx: &Ctx<'js>, value: &Value<'js>, kind: Kind) -> Result<Value<'js>> {
    let getter = if kind == Kind::DataView { "DataView.buffer" } else { "TypedArray.buffer" };
    Intrinsics::of(ctx)?.call(getter, value, &[])
}

fn is_resizable<'js>(ctx: &Ctx<'js>, buffer: &Value<'js>) -> Result<bool> {
    let getter = match introspect::kind(buffer) {
        Kind::ArrayBuffer => "ArrayBuffer.resizable",
        Kind::SharedArrayBuffer => "SharedArrayBuffer.growable",
        _ => return Ok(false),
    };
    Ok(Intrinsics::of(ctx)?.call(getter, buffer, &[])?.as_bool() == Some(true))
}
