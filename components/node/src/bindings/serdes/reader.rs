//! From bytes to a value: V8's `ValueDeserializer`.
//!
//! The state is behind `Cell`s: reading a host object calls JavaScript, which may read on from the
//! same bytes.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use kernelet_quickjs::{
    bytes::{self, bytes_of},
    introspect, strings,
};
use rquickjs::{
    Array, BigInt, Ctx, Error, Object, Result, Value,
    class::{Trace, Tracer},
    object::Property,
};

use super::format::*;
use crate::{
    bindings::intrinsics::Intrinsics,
    codecs::{number, units},
    runtime::errors::{ErrorKind, construct},
};

/// What the embedder decides.
pub trait ReadDelegate<'js> {
    /// Reads a host object, behind its tag.
    fn read_host_object(&self, ctx: &Ctx<'js>, reader: &Reader<'js>) -> Result<Object<'js>>;
    /// The `SharedArrayBuffer` of a number; `None` when there is none.
    fn shared_array_buffer(
        &self,
        ctx: &Ctx<'js>,
        reader: &Reader<'js>,
        id: u32,
    ) -> Result<Option<Value<'js>>>;
}

/// Bytes that are read.
pub struct Reader<'js> {
    data: Vec<u8>,
    position: Cell<usize>,
    version: Cell<u32>,
    objects: RefCell<Vec<Value<'js>>>,
    transferred: RefCell<HashMap<u32, Value<'js>>>,
    depth: Cell<u32>,
}

/// Throws V8's error of bytes that make no sense.
pub fn throw_unreadable(ctx: &Ctx<'_>) -> Error {
    throw(ctx, ErrorKind::Error, "Unable to deserialize cloned data.")
}

fn throw(ctx: &Ctx<'_>, kind: ErrorKind, message: &str) -> Error {
    match construct(ctx, kind, message) {
        Ok(error) => ctx.throw(error.into_value()),
        Err(error) => error,
    }
}

impl<'js> Trace<'js> for Reader<'js> {
    fn trace<'a>(&self, tracer: Tracer<'a, 'js>) {
        for value in self.objects.borrow().iter() {
            value.trace(tracer);
        }
        for value in self.transferred.borrow().values() {
            value.trace(tracer);
        }
    }
}

impl<'js> Reader<'js> {
    /// A reader at the start of the bytes.
    pub fn new(data: Vec<u8>) -> Self {
        Self {
            data,
            position: Cell::new(0),
            version: Cell::new(0),
            objects: RefCell::default(),
            transferred: RefCell::default(),
            depth: Cell::new(0),
        }
    }

    /// What a transferred buffer's number stands for.
    pub fn transfer_array_buffer(&self, id: u32, buffer: Value<'js>) {
        self.transferred.borrow_mut().insert(id, buffer);
    }

    /// The buffer that was given for a number.
    pub fn transferred_buffer(&self, id: u32) -> Option<Value<'js>> {
        self.transferred.borrow().get(&id).cloned()
    }

    /// The version of the header.
    pub fn version(&self) -> u32 {
        self.version.get()
    }

    /// Where the next byte is.
    pub fn position(&self) -> usize {
        self.position.get()
    }

    /// Reads tag and version.
    pub fn read_header(&self, ctx: &Ctx<'js>) -> Result<()> {
        if self.data.get(self.position.get()) == Some(&TAG_VERSION) {
            self.position.set(self.position.get() + 1);
            if let Some(version) = self.read_uint32()
                && version <= VERSION
            {
                self.version.set(version);
                return Ok(());
            }
        }
        let message = "Unable to deserialize cloned data due to invalid or unsupported version.";
        Err(throw(ctx, ErrorKind::Error, message))
    }

    fn byte(&self) -> Option<u8> {
        let byte = *self.data.get(self.position.get())?;
        self.position.set(self.position.get() + 1);
        Some(byte)
    }

    /// The next tag, without padding.
    fn tag(&self) -> Option<u8> {
        loop {
            match self.byte()? {
                TAG_PADDING => {}
                tag => return Some(tag),
            }
        }
    }

    fn peek_tag(&self) -> Option<u8> {
        self.data.get(self.position.get()..)?.iter().copied().find(|tag| *tag != TAG_PADDING)
    }

    /// A variable-length number; higher bits are dropped.
    pub fn read_uint32(&self) -> Option<u32> {
        self.read_uint64().map(|number| number as u32)
    }

    /// A variable-length number.
    pub fn read_uint64(&self) -> Option<u64> {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte = self.byte()?;
            if shift < 64 {
                number |= u64::from(byte & 0x7f) << shift;
                shift += 7;
            }
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
    }

    /// Eight bytes, little-endian.
    pub fn read_double(&self) -> Option<f64> {
        let bytes = self.read_raw_bytes(8)?;
        Some(f64::from_le_bytes(bytes.try_into().ok()?))
    }

    /// The next bytes as they are.
    pub fn read_raw_bytes(&self, length: usize) -> Option<&[u8]> {
        let start = self.position.get();
        let bytes = self.data.get(start..start.checked_add(length)?)?;
        self.position.set(start + length);
        Some(bytes)
    }

    fn zigzag(&self) -> Option<i32> {
        self.read_uint32().map(|number| (number >> 1) as i32 ^ -((number & 1) as i32))
    }

    /// A value with everything it refers to.
    pub fn read_value(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn ReadDelegate<'js>,
    ) -> Result<Value<'js>> {
        if self.depth.get() >= DEPTH_LIMIT {
            return Err(throw(ctx, ErrorKind::RangeError, "Maximum call stack size exceeded"));
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.read_tagged(ctx, delegate);
        self.depth.set(self.depth.get() - 1);
        let value = value?;
        // A view takes the buffer before it.
        if self.peek_tag() == Some(TAG_ARRAY_BUFFER_VIEW)
            && introspect::kind(&value).is_any_array_buffer()
        {
            self.tag();
            return self.read_view(ctx, &value);
        }
        Ok(value)
    }

    fn read_tagged(&self, ctx: &Ctx<'js>, delegate: &dyn ReadDelegate<'js>) -> Result<Value<'js>> {
        let unreadable = || throw_unreadable(ctx);
        let tag = self.tag().ok_or_else(unreadable)?;
        let intrinsics = Intrinsics::of(ctx)?;
        let simple = match tag {
            TAG_UNDEFINED => Value::new_undefined(ctx.clone()),
            TAG_NULL => Value::new_null(ctx.clone()),
            TAG_TRUE => Value::new_bool(ctx.clone(), true),
            TAG_FALSE => Value::new_bool(ctx.clone(), false),
            TAG_INT32 => Value::new_int(ctx.clone(), self.zigzag().ok_or_else(unreadable)?),
            TAG_UINT32 => {
                Value::new_number(ctx.clone(), self.read_uint32().ok_or_else(unreadable)?.into())
            }
            TAG_DOUBLE => {
                let number = self.read_double().ok_or_else(unreadable)?;
                let small = number as i32;
                if f64::from(small).to_bits() == number.to_bits() {
                    Value::new_int(ctx.clone(), small)
                } else {
                    Value::new_float(ctx.clone(), number)
                }
            }
            TAG_BIGINT => self.read_bigint(ctx)?,
            TAG_UTF8_STRING | TAG_ONE_BYTE_STRING | TAG_TWO_BYTE_STRING => {
                self.read_string_of(ctx, tag)?
            }
            TAG_OBJECT_REFERENCE => {
                let id = self.read_uint32().ok_or_else(unreadable)?;
                self.objects.borrow().get(id as usize).cloned().ok_or_else(unreadable)?
            }
            TAG_BEGIN_OBJECT => return self.read_object(ctx, delegate),
            TAG_BEGIN_SPARSE_ARRAY => return self.read_sparse_array(ctx, delegate),
            TAG_BEGIN_DENSE_ARRAY => return self.read_dense_array(ctx, delegate),
            TAG_BEGIN_MAP => return self.read_map(ctx, delegate),
            TAG_BEGIN_SET => return self.read_set(ctx, delegate),
            TAG_ERROR => return self.read_error(ctx, delegate),
            TAG_DATE => {
                let time = self.read_double().ok_or_else(unreadable)?;
                self.add(intrinsics.date(time)?)
            }
            TAG_TRUE_OBJECT => self.add(intrinsics.convert("Object", true)?),
            TAG_FALSE_OBJECT => self.add(intrinsics.convert("Object", false)?),
            TAG_NUMBER_OBJECT => {
                let inner = self.read_double().ok_or_else(unreadable)?;
                self.add(intrinsics.convert("Object", inner)?)
            }
            TAG_BIGINT_OBJECT => {
                let inner = self.read_bigint(ctx)?;
                self.add(intrinsics.convert("Object", inner)?)
            }
            TAG_STRING_OBJECT => {
                let inner = self.read_string(ctx)?;
                self.add(intrinsics.convert("Object", inner)?)
            }
            TAG_REGEXP => {
                let source = self.read_string(ctx)?;
                let bits = self.read_uint32().ok_or_else(unreadable)?;
                let set = REGEXP_FLAGS.iter().filter(|(_, bit)| bits & bit != 0);
                let flags: String = set.map(|(letter, _)| *letter).collect();
                let flags = strings::from_str(ctx, &flags)?.into_value();
                self.add(intrinsics.construct("RegExp", &[source, flags])?.into_value())
            }
            TAG_ARRAY_BUFFER => {
                let length = self.read_uint32().ok_or_else(unreadable)?;
                let data = self.read_raw_bytes(length as usize).ok_or_else(unreadable)?.to_vec();
                self.add(bytes::array_buffer(ctx, data)?.into_value())
            }
            TAG_RESIZABLE_ARRAY_BUFFER => self.read_resizable(ctx)?,
            TAG_ARRAY_BUFFER_TRANSFER => {
                let id = self.read_uint32().ok_or_else(unreadable)?;
                let buffer = self.transferred.borrow().get(&id).cloned().ok_or_else(unreadable)?;
                self.add(buffer)
            }
            TAG_SHARED_ARRAY_BUFFER => {
                let id = self.read_uint32().ok_or_else(unreadable)?;
                let buffer = delegate.shared_array_buffer(ctx, self, id)?.ok_or_else(unreadable)?;
                self.add(buffer)
            }
            TAG_HOST_OBJECT => {
                // Its number is taken before what it contains is read.
                let id = self.reserve(ctx);
                let object = delegate.read_host_object(ctx, self)?.into_value();
                self.objects.borrow_mut()[id] = object.clone();
                object
            }
            _ => return Err(unreadable()),
        };
        Ok(simple)
    }

    fn add(&self, object: Value<'js>) -> Value<'js> {
        self.objects.borrow_mut().push(object.clone());
        object
    }

    fn reserve(&self, ctx: &Ctx<'js>) -> usize {
        let mut objects = self.objects.borrow_mut();
        objects.push(Value::new_undefined(ctx.clone()));
        objects.len() - 1
    }

    fn read_string(&self, ctx: &Ctx<'js>) -> Result<Value<'js>> {
        let tag = self.tag().ok_or_else(|| throw_unreadable(ctx))?;
        self.read_string_of(ctx, tag)
    }

    fn read_string_of(&self, ctx: &Ctx<'js>, tag: u8) -> Result<Value<'js>> {
        let length = self.read_uint32().ok_or_else(|| throw_unreadable(ctx))?;
        let data = self.read_raw_bytes(length as usize).ok_or_else(|| throw_unreadable(ctx))?;
        let text = match tag {
            TAG_ONE_BYTE_STRING => strings::from_latin1(ctx, data)?,
            TAG_TWO_BYTE_STRING if length % 2 == 0 => {
                strings::from_utf16(ctx, &units::from_bytes(data))?
            }
            TAG_UTF8_STRING => strings::from_utf8_lossy(ctx, data)?,
            _ => return Err(throw_unreadable(ctx)),
        };
        Ok(text.into_value())
    }

    fn read_bigint(&self, ctx: &Ctx<'js>) -> Result<Value<'js>> {
        let bits = self.read_uint32().ok_or_else(|| throw_unreadable(ctx))?;
        let length = (bits >> 1) as usize;
        let magnitude = self.read_raw_bytes(length).ok_or_else(|| throw_unreadable(ctx))?;
        let is_negative = bits & 1 == 1;
        let used = magnitude.len() - magnitude.iter().rev().take_while(|byte| **byte == 0).count();
        let magnitude = &magnitude[..used];
        if used < 8 {
            let mut digits = [0; 8];
            digits[..used].copy_from_slice(magnitude);
            let number = i64::from_le_bytes(digits);
            let number = if is_negative { -number } else { number };
            return Ok(BigInt::from_i64(ctx.clone(), number)?.into_value());
        }
        let mut text = String::with_capacity(used * 2 + 2);
        text.push_str("0x");
        for byte in magnitude.iter().rev() {
            text.push_str(&format!("{byte:02x}"));
        }
        let number = Intrinsics::of(ctx)?.convert("BigInt", text)?;
        if is_negative { Intrinsics::of(ctx)?.negate(number) } else { Ok(number) }
    }

    fn read_resizable(&self, ctx: &Ctx<'js>) -> Result<Value<'js>> {
        let unreadable = || throw_unreadable(ctx);
        let length = self.read_uint32().ok_or_else(unreadable)?;
        let most = self.read_uint32().ok_or_else(unreadable)?;
        let data = self.read_raw_bytes(length as usize).ok_or_else(unreadable)?;
        if length > most {
            return Err(unreadable());
        }
        let options = Object::new(ctx.clone())?;
        options.set("maxByteLength", number(ctx, most as usize))?;
        let arguments = [number(ctx, length as usize), options.into_value()];
        let buffer = Intrinsics::of(ctx)?.construct("ArrayBuffer", &arguments)?.into_value();
        if let Some(bytes) = bytes_of(&buffer) {
            bytes.copy_from(0, data);
        }
        Ok(self.add(buffer))
    }

    fn read_view(&self, ctx: &Ctx<'js>, buffer: &Value<'js>) -> Result<Value<'js>> {
        let unreadable = || throw_unreadable(ctx);
        let tag = self.byte().ok_or_else(unreadable)?;
        let offset = self.read_uint32().ok_or_else(unreadable)? as usize;
        let length = self.read_uint32().ok_or_else(unreadable)? as usize;
        let flags =
            if self.version() >= 14 { self.read_uint32().ok_or_else(unreadable)? } else { 0 };
        let whole = bytes_of(buffer).map_or(0, |buffer| buffer.len());
        let Some((name, _, _, size)) = VIEWS.iter().find(|(.., known, _)| *known == tag) else {
            return Err(unreadable());
        };
        if offset > whole
            || length > whole - offset
            || !offset.is_multiple_of(*size)
            || !length.is_multiple_of(*size)
        {
            return Err(unreadable());
        }
        let mut arguments = vec![buffer.clone(), number(ctx, offset)];
        if flags & VIEW_IS_LENGTH_TRACKING == 0 {
            arguments.push(number(ctx, length / size));
        }
        Ok(self.add(Intrinsics::of(ctx)?.construct(name, &arguments)?.into_value()))
    }

    /// Reads keys and values up to the end tag; answers how many there were.
    fn read_properties(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn ReadDelegate<'js>,
        object: &Object<'js>,
        end: u8,
    ) -> Result<u32> {
        let mut count = 0;
        loop {
            if self.peek_tag() == Some(end) {
                self.tag();
                return Ok(count);
            }
            let key = self.read_value(ctx, delegate)?;
            if !key.is_string() && !key.is_number() {
                return Err(throw_unreadable(ctx));
            }
            let value = self.read_value(ctx, delegate)?;
            object.prop(key, Property::from(value).writable().enumerable().configurable())?;
            count += 1;
        }
    }

    fn expect(&self, ctx: &Ctx<'js>, count: u32) -> Result<()> {
        if self.read_uint32() == Some(count) { Ok(()) } else { Err(throw_unreadable(ctx)) }
    }

    fn read_object(&self, ctx: &Ctx<'js>, delegate: &dyn ReadDelegate<'js>) -> Result<Value<'js>> {
        let object = Object::new(ctx.clone())?;
        self.add(object.clone().into_value());
        let count = self.read_properties(ctx, delegate, &object, TAG_END_OBJECT)?;
        self.expect(ctx, count)?;
        Ok(object.into_value())
    }

    fn read_sparse_array(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn ReadDelegate<'js>,
    ) -> Result<Value<'js>> {
        let length = self.read_uint32().ok_or_else(|| throw_unreadable(ctx))?;
        let array = Array::new(ctx.clone())?.into_object();
        array.set("length", number(ctx, length as usize))?;
        self.add(array.clone().into_value());
        let count = self.read_properties(ctx, delegate, &array, TAG_END_SPARSE_ARRAY)?;
        self.expect(ctx, count)?;
        self.expect(ctx, length)?;
        Ok(array.into_value())
    }

    fn read_dense_array(
        &self,
        ctx: &Ctx<'js>,
        delegate: &dyn ReadDelegate<'js>,
    ) -> Result<Value<'js>> {
        let length = self.read_uint32().ok_or_else(|| throw_unreadable(ctx))?;
        if length as usize > self.data.len() - self.position.get() {
            // Every element takes a byte at least.
            return Err(throw_unreadable(ctx));
        }
        let array = Array::new(ctx.clone())?;
        self.add(array.clone().into_value());
        for index in 0..length {
            if self.peek_tag() == Some(TAG_HOLE) {
                self.tag();
                array.as_object().set("length", number(ctx, index as usize + 1))?;
                continue;
            }
            let value = self.read_value(ctx, delegate)?;
            array.set(index as usize, value)?;
        }
        let object = array.as_object();
        let count = self.read_properties(ctx, delegate, object, TAG_END_DENSE_ARRAY)?;
        self.expect(ctx, count)?;
        self.expect(ctx, length)?;
        Ok(array.into_value())
    }

    fn read_map(&self, ctx: &Ctx<'js>, delegate: &dyn ReadDelegate<'js>) -> Result<Value<'js>> {
        let intrinsics = Intrinsics::of(ctx)?;
        let map = intrinsics.construct("Map", &[])?.into_value();
        self.add(map.clone());
        let mut count = 0;
        while self.peek_tag() != Some(TAG_END_MAP) {
            let key = self.read_value(ctx, delegate)?;
            let value = self.read_value(ctx, delegate)?;
            intrinsics.call("Map.set", &map, &[key, value])?;
            count += 2;
        }
        self.tag();
        self.expect(ctx, count)?;
        Ok(map)
    }

    fn read_set(&self, ctx: &Ctx<'js>, delegate: &dyn ReadDelegate<'js>) -> Result<Value<'js>> {
        let intrinsics = Intrinsics::of(ctx)?;
        let set = intrinsics.construct("Set", &[])?.into_value();
        self.add(set.clone());
        let mut count = 0;
        while self.peek_tag() != Some(TAG_END_SET) {
            let value = self.read_value(ctx, delegate)?;
            intrinsics.call("Set.add", &set, &[value])?;
            count += 1;
        }
        self.tag();
        self.expect(ctx, count)?;
        Ok(set)
    }

    fn read_error(&self, ctx: &Ctx<'js>, delegate: &dyn ReadDelegate<'js>) -> Result<Value<'js>> {
        let id = self.reserve(ctx);
        let mut class = "Error";
        let (mut message, mut stack, mut cause) = (None, None, None);
        loop {
            match self.byte().ok_or_else(|| throw_unreadable(ctx))? {
                b'E' => class = "EvalError",
                b'R' => class = "RangeError",
                b'F' => class = "ReferenceError",
                b'S' => class = "SyntaxError",
                b'T' => class = "TypeError",
                b'U' => class = "URIError",
                b'm' => message = Some(self.read_string(ctx)?),
                b's' => stack = Some(self.read_string(ctx)?),
                b'c' => cause = Some(self.read_value(ctx, delegate)?),
                b'.' => break,
                _ => return Err(throw_unreadable(ctx)),
            }
        }
        let error = Intrinsics::of(ctx)?.construct(class, &[])?;
        let hidden = |value: Value<'js>| Property::from(value).writable().configurable();
        let stack = stack.unwrap_or_else(|| Value::new_undefined(ctx.clone()));
        error.prop("stack", hidden(stack))?;
        if let Some(message) = message {
            error.prop("message", hidden(message))?;
        }
        if let Some(cause) = cause {
            error.prop("cause", hidden(cause))?;
        }
        self.objects.borrow_mut()[id] = error.clone().into_value();
        Ok(error.into_value())
    }
}
