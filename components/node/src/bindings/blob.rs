//! `internalBinding('blob')`: the bytes behind `Blob` (`src/node_blob.cc`, `src/dataqueue`).
//!
//! Members: `createBlob(sources, length)` and `createBlobFromFilePath(path)` make handles with
//! `getReader()` (an object with `pull(callback)`) and `slice(start, end)`; `concat(buffers)`;
//! `storeDataObject`, `getDataObject`, `revokeObjectURL` are the store behind `blob:` URLs.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use kernelet_quickjs::{
    bytes::{self, bytes_of},
    strings,
};
use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};

use super::{
    intrinsics::kept_value,
    messaging::host::{CLONEABLE, NativeClass, Packed, Travel},
    worker::link::Link,
};
use crate::{
    codecs::number,
    runtime::{
        callback::make_callback,
        members::{self, Arguments, set_native},
    },
    sys::{self, FileType, OpenFlags},
};

/// What a reader's callback is told: nothing comes any more.
const END_OF_STREAM: i32 = 0;
/// More may come.
const CONTINUE: i32 = 1;

/// How much of a file is read at once.
const FILE_CHUNK: u64 = 65_536;

kept_value!(
    /// Prototype of handles.
    HandlePrototype
);
kept_value!(
    /// Prototype of readers.
    ReaderPrototype
);

/// A run of bytes.
#[derive(Clone)]
enum Part {
    Memory {
        bytes: Rc<Vec<u8>>,
        start: usize,
        end: usize,
    },
    /// Bytes of a file, which must not have changed since.
    File {
        path: Rc<Vec<u8>>,
        start: u64,
        end: u64,
        modified: i128,
    },
}

impl Part {
    fn length(&self) -> u64 {
        match self {
            Self::Memory { start, end, .. } => (end - start) as u64,
            Self::File { start, end, .. } => end - start,
        }
    }

    /// A part of the part.
    fn slice(&self, from: u64, to: u64) -> Self {
        let mut part = self.clone();
        match &mut part {
            Self::Memory { start, end, .. } => {
                *end = *start + to as usize;
                *start += from as usize;
            }
            Self::File { start, end, .. } => {
                *end = *start + to;
                *start += from;
            }
        }
        part
    }
}

struct BlobHandle(Rc<Vec<Part>>);

struct BlobReader {
    parts: Rc<Vec<Part>>,
    /// Index of the part being read, and how much of it was.
    part: Cell<usize>,
    offset: Cell<u64>,
}

macro_rules! js_class {
    ($name:ident, $shown:literal) => {
        // SAFETY: the type holds nothing of the engine.
        unsafe impl<'js> JsLifetime<'js> for $name {
            type Changed<'to> = $name;
        }

        impl<'js> Trace<'js> for $name {
            fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
        }

        impl<'js> JsClass<'js> for $name {
            const NAME: &'static str = $shown;
            type Mutable = Readable;

            fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
                Ok(None)
            }
        }
    };
}

js_class!(BlobHandle, "Blob");
js_class!(BlobReader, "BlobReader");

struct DataObject {
    parts: Rc<Vec<Part>>,
    length: f64,
    kind: String,
}

thread_local! {
    static STORE: RefCell<HashMap<String, DataObject>> = RefCell::default();
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let illegal = |arguments: &Arguments<'_, 'js>, _: Object<'js>| -> Result<Value<'js>> {
        Err(rquickjs::Exception::throw_type(arguments.ctx(), "Illegal constructor"))
    };
    let (_, prototype) = members::class(ctx, "Blob", 0, None, illegal)?;
    set_native(&prototype, "getReader", 0, get_reader)?;
    set_native(&prototype, "slice", 0, slice)?;
    HandlePrototype::keep(ctx, prototype.into_value());
    let (_, prototype) = members::class(ctx, "BlobReader", 0, None, illegal)?;
    set_native(&prototype, "pull", 0, pull)?;
    ReaderPrototype::keep(ctx, prototype.into_value());

    set_native(target, "createBlob", 0, create_blob)?;
    set_native(target, "createBlobFromFilePath", 0, create_blob_from_file_path)?;
    set_native(target, "concat", 0, concat)?;
    set_native(target, "storeDataObject", 0, store_data_object)?;
    set_native(target, "getDataObject", 0, get_data_object)?;
    set_native(target, "revokeObjectURL", 0, revoke_object_url)
}

fn undefined<'js>(arguments: &Arguments<'_, 'js>) -> Value<'js> {
    Value::new_undefined(arguments.ctx().clone())
}

fn handle<'js>(ctx: &Ctx<'js>, parts: Rc<Vec<Part>>) -> Result<Object<'js>> {
    let prototype = Object::from_value(HandlePrototype::kept(ctx))?;
    Ok(Class::instance_proto(BlobHandle(parts), prototype)?.into_inner())
}

fn parts_of(object: &Object<'_>) -> Option<Rc<Vec<Part>>> {
    Some(object.as_class::<BlobHandle>()?.borrow().0.clone())
}

fn this_parts(arguments: &Arguments<'_, '_>) -> Result<Rc<Vec<Part>>> {
    parts_of(&arguments.this_object()?)
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

/// `createBlob(sources, length)`: views, whose bytes are taken over, and handles of other blobs.
fn create_blob<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let mut parts = Vec::new();
    let sources = arguments.get(0);
    for source in sources.as_array().map(|array| array.iter::<Value<'js>>()).into_iter().flatten() {
        let source = source?;
        if let Some(inner) = source.as_object().and_then(parts_of) {
            parts.extend(inner.iter().cloned());
        } else if let Some(bytes) = bytes_of(&source) {
            let bytes = Rc::new(bytes.to_vec());
            parts.push(Part::Memory { start: 0, end: bytes.len(), bytes });
        }
    }
    Ok(handle(ctx, Rc::new(parts))?.into_value())
}

/// Handle and length, or `undefined` when there is no such file.
fn create_blob_from_file_path<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let path = strings::to_utf8(&arguments.get(0))?.into_bytes();
    let stat = match sys::stat(None, &path, true) {
        Ok(stat) if stat.kind != FileType::Directory => stat,
        _ => return Ok(undefined(arguments)),
    };
    let modified = timestamp(&stat);
    let part = Part::File { path: Rc::new(path), start: 0, end: stat.size, modified };
    let answer = Array::new(ctx.clone())?;
    answer.set(0, handle(ctx, Rc::new(vec![part]))?)?;
    answer.set(1, number(ctx, stat.size as usize))?;
    Ok(answer.into_value())
}

fn timestamp(stat: &sys::FileStat) -> i128 {
    i128::from(stat.mtime.seconds) * 1_000_000_000 + i128::from(stat.mtime.nanoseconds)
}

fn get_reader<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let reader =
        BlobReader { parts: this_parts(arguments)?, part: Cell::new(0), offset: Cell::new(0) };
    let prototype = Object::from_value(ReaderPrototype::kept(arguments.ctx()))?;
    Ok(Class::instance_proto(reader, prototype)?.into_value())
}

/// `slice(start, end)`, in bytes and within the blob.
fn slice<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    // Saturates: what is no position is 0.
    let (start, end) = (arguments.number(0) as u64, arguments.number(1) as u64);
    let mut parts = Vec::new();
    let mut position = 0;
    for part in this_parts(arguments)?.iter() {
        let length = part.length();
        let from = start.saturating_sub(position).min(length);
        let to = end.saturating_sub(position).min(length);
        if from < to {
            parts.push(part.slice(from, to));
        }
        position += length;
    }
    Ok(handle(arguments.ctx(), Rc::new(parts))?.into_value())
}

/// What one pull gives.
enum Pulled {
    Bytes(Vec<u8>),
    /// The part is at its end; the next one may have more.
    Nothing,
    End,
    /// libuv's number of the error.
    Failed(i32),
}

impl BlobReader {
    fn pull(&self) -> Pulled {
        let Some(part) = self.parts.get(self.part.get()) else { return Pulled::End };
        let offset = self.offset.get();
        if offset >= part.length() {
            self.part.set(self.part.get() + 1);
            self.offset.set(0);
            return Pulled::Nothing;
        }
        let bytes = match part {
            Part::Memory { bytes, start, end } => bytes[*start..*end].to_vec(),
            Part::File { path, start, end, modified } => {
                let position = start + offset;
                match read_file(path, position, (end - position).min(FILE_CHUNK), *modified) {
                    Ok(bytes) => bytes,
                    Err(error) => return Pulled::Failed(error),
                }
            }
        };
        self.offset.set(offset + bytes.len() as u64);
        Pulled::Bytes(bytes)
    }
}

fn read_file(
    path: &[u8],
    position: u64,
    length: u64,
    modified: i128,
) -> std::result::Result<Vec<u8>, i32> {
    let fd = sys::open(None, path, OpenFlags::READ | OpenFlags::CLOSE_ON_EXEC, 0)
        .map_err(|error| error.uv())?;
    let read = || {
        let stat = sys::fstat(fd).map_err(|error| error.uv())?;
        let bytes = sys::pread(fd, length as u32, position).map_err(|error| error.uv())?;
        // The file is another one, or shorter than it was.
        if timestamp(&stat) != modified || bytes.is_empty() {
            return Err(sys::Errno::Inval.uv());
        }
        Ok(bytes)
    };
    let result = read();
    // Nothing was written: closing cannot lose anything.
    let _ = sys::close(fd);
    result
}

/// `pull(callback)`: calls back with a status and, when there is one, an `ArrayBuffer`.
fn pull<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let this = arguments.this_object()?;
    let pulled = match this.as_class::<BlobReader>() {
        Some(reader) => reader.borrow().pull(),
        None => return Err(rquickjs::Exception::throw_type(ctx, "Illegal invocation")),
    };
    let (status, buffer) = match pulled {
        Pulled::Bytes(bytes) => (CONTINUE, Some(bytes::array_buffer(ctx, bytes)?.into_value())),
        Pulled::Nothing => (CONTINUE, None),
        Pulled::End => (END_OF_STREAM, None),
        Pulled::Failed(error) => (error, None),
    };
    let status = Value::new_int(ctx.clone(), status);
    if let Some(callback) = arguments.function(0) {
        let mut values = vec![status.clone()];
        values.push(buffer.unwrap_or_else(|| undefined(arguments)));
        make_callback(ctx, this.into_value(), callback, values)?;
    }
    Ok(status)
}

/// All the bytes of an array of buffers and views, in one `ArrayBuffer`.
fn concat<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let mut all = Vec::new();
    let sources = arguments.get(0);
    for source in sources.as_array().map(|array| array.iter::<Value<'js>>()).into_iter().flatten() {
        if let Some(bytes) = bytes_of(&source?) {
            bytes.with_slice(|bytes| all.extend_from_slice(bytes));
        }
    }
    Ok(bytes::array_buffer(arguments.ctx(), all)?.into_value())
}

/// `storeDataObject(id, handle, length, type)`
fn store_data_object<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let id = strings::to_utf8(&arguments.get(0))?;
    let kind = strings::to_utf8(&arguments.get(3))?;
    if let Some(parts) = arguments.object(1).as_ref().and_then(parts_of) {
        let object = DataObject { parts, length: arguments.number(2), kind };
        STORE.with_borrow_mut(|store| store.insert(id, object));
    }
    Ok(undefined(arguments))
}

/// Handle, length and type, or `undefined`.
fn get_data_object<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let id = strings::to_utf8(&arguments.get(0))?;
    let found = STORE.with_borrow(|store| {
        store.get(&id).map(|object| (object.parts.clone(), object.length, object.kind.clone()))
    });
    let Some((parts, length, kind)) = found else { return Ok(undefined(arguments)) };
    let answer = Array::new(ctx.clone())?;
    answer.set(0, handle(ctx, parts)?)?;
    answer.set(1, Value::new_number(ctx.clone(), length))?;
    answer.set(2, strings::from_str(ctx, &kind)?)?;
    Ok(answer.into_value())
}

/// Forgets the object of a `blob:nodedata:…` URL; other URLs are passed over.
fn revoke_object_url<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let url = strings::to_utf8(&arguments.get(0))?;
    let mut parts = url.trim().split(['?', '#']).next().unwrap_or_default().split(':');
    if let (Some("blob"), Some("nodedata"), Some(id), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    {
        STORE.with_borrow_mut(|store| store.remove(id));
    }
    Ok(undefined(arguments))
}

/// A blob that arrived from another process.
pub fn unpack(bytes: &[u8]) -> Box<dyn Travel> {
    let part = Part::Memory { bytes: Rc::new(bytes.to_vec()), start: 0, end: bytes.len() };
    Box::new(TravellingBlob(Rc::new(vec![part])))
}

struct TravellingBlob(Rc<Vec<Part>>);

impl Travel for TravellingBlob {
    fn arrive<'js>(&self, ctx: &Ctx<'js>) -> Result<Object<'js>> {
        handle(ctx, self.0.clone())
    }

    /// Bytes in memory travel; those of a file stay with the process that looked at it.
    fn pack(&self, _link: &Rc<Link>) -> Option<(Packed, Vec<u8>)> {
        let mut all = Vec::new();
        for part in self.0.iter() {
            let Part::Memory { bytes, start, end } = part else { return None };
            all.extend_from_slice(bytes.get(*start..*end)?);
        }
        Some((Packed::Blob, all))
    }
}

/// Handles can be cloned; the clone shares the bytes.
pub const CLASS: NativeClass = NativeClass {
    is_instance: |object| object.as_class::<BlobHandle>().is_some(),
    mode: CLONEABLE,
    leave: |_ctx, object| {
        Ok(parts_of(object).map(|parts| Box::new(TravellingBlob(parts)) as Box<dyn Travel>))
    },
};
