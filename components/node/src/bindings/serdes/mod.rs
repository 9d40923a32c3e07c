//! `internalBinding('serdes')`: `v8.Serializer` and `v8.Deserializer` (`src/node_serdes.cc`).
//!
//! Members: the classes `Serializer` (`writeHeader`, `writeValue`, `releaseBuffer`,
//! `transferArrayBuffer`, `writeUint32`, `writeUint64`, `writeDouble`, `writeRawBytes`,
//! `_setTreatArrayBufferViewsAsHostObjects`) and `Deserializer` (`readHeader`, `readValue`,
//! `getWireFormatVersion`, `transferArrayBuffer`, `readUint32`, `readUint64`, `readDouble`,
//! `_readRawBytes`).
//!
//! | Module | What |
//! |---|---|
//! | [`format`] | tags of V8's wire format |
//! | [`writer`] | from a value to bytes; `messaging` uses it too |
//! | [`reader`] | from bytes to a value; `messaging` uses it too |

#[allow(missing_docs, reason = "tags are named after V8's")]
pub mod format;
pub mod reader;
pub mod writer;

use std::rc::Rc;

use kernelet_quickjs::{
    bytes::{BytesKind, bytes_of},
    introspect::{self, Kind},
    strings,
};
use rquickjs::{
    Array, Class, Ctx, Error, Function, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::{Constructor, This},
};

use self::{
    reader::{ReadDelegate, Reader, throw_unreadable},
    writer::{WriteDelegate, Writer, throw_not_cloneable},
};
use crate::{
    bindings::{intrinsics::Intrinsics, messaging::host},
    codecs::{self, number},
    runtime::{
        errors::{ErrorKind, construct, throw_node},
        members::{self, Arguments, define, set_native, to_int32},
    },
};

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    Intrinsics::of(ctx)?;
    let (constructor, prototype) = members::class(ctx, "Serializer", 0, None, |_, prototype| {
        let serializer = Serializer { writer: Rc::default() };
        Ok(Class::instance_proto(serializer, prototype)?.into_value())
    })?;
    set_native(&prototype, "writeHeader", 0, write_header)?;
    set_native(&prototype, "writeValue", 0, write_value)?;
    set_native(&prototype, "releaseBuffer", 0, release_buffer)?;
    set_native(&prototype, "transferArrayBuffer", 0, write_transfer)?;
    set_native(&prototype, "writeUint32", 0, write_uint32)?;
    set_native(&prototype, "writeUint64", 0, write_uint64)?;
    set_native(&prototype, "writeDouble", 0, write_double)?;
    set_native(&prototype, "writeRawBytes", 0, write_raw_bytes)?;
    set_native(&prototype, "_setTreatArrayBufferViewsAsHostObjects", 0, treat_views)?;
    define(target, "Serializer", constructor)?;

    let (constructor, prototype) = members::class(ctx, "Deserializer", 1, None, new_deserializer)?;
    set_native(&prototype, "readHeader", 0, read_header)?;
    set_native(&prototype, "readValue", 0, read_value)?;
    set_native(&prototype, "getWireFormatVersion", 0, wire_format_version)?;
    set_native(&prototype, "transferArrayBuffer", 0, read_transfer)?;
    set_native(&prototype, "readUint32", 0, read_uint32)?;
    set_native(&prototype, "readUint64", 0, read_uint64)?;
    set_native(&prototype, "readDouble", 0, read_double)?;
    set_native(&prototype, "_readRawBytes", 0, read_raw_bytes)?;
    define(target, "Deserializer", constructor)
}

struct Serializer<'js> {
    writer: Rc<Writer<'js>>,
}

struct Deserializer<'js> {
    reader: Rc<Reader<'js>>,
}

macro_rules! js_class {
    ($name:ident, $field:ident) => {
        // SAFETY: the only lifetime in the type is the one that changes.
        unsafe impl<'js> JsLifetime<'js> for $name<'js> {
            type Changed<'to> = $name<'to>;
        }

        impl<'js> Trace<'js> for $name<'js> {
            fn trace<'a>(&self, tracer: Tracer<'a, 'js>) {
                self.$field.trace(tracer);
            }
        }

        impl<'js> JsClass<'js> for $name<'js> {
            const NAME: &'static str = stringify!($name);
            type Mutable = Readable;

            fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
                Ok(None)
            }
        }
    };
}

js_class!(Serializer, writer);
js_class!(Deserializer, reader);

fn illegal(ctx: &Ctx<'_>) -> Error {
    rquickjs::Exception::throw_type(ctx, "Illegal invocation")
}

fn writer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Rc<Writer<'js>>> {
    let serializer = Class::<Serializer<'js>>::from_value(&arguments.this());
    Ok(serializer.map_err(|_| illegal(arguments.ctx()))?.borrow().writer.clone())
}

fn reader<'js>(arguments: &Arguments<'_, 'js>) -> Result<Rc<Reader<'js>>> {
    let deserializer = Class::<Deserializer<'js>>::from_value(&arguments.this());
    Ok(deserializer.map_err(|_| illegal(arguments.ctx()))?.borrow().reader.clone())
}

fn undefined<'js>(arguments: &Arguments<'_, 'js>) -> Value<'js> {
    Value::new_undefined(arguments.ctx().clone())
}

fn throw_argument(ctx: &Ctx<'_>, message: &str) -> Error {
    throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", message)
}

fn uint32(arguments: &Arguments<'_, '_>, index: usize) -> u32 {
    to_int32(arguments.number(index)) as u32
}

/// Asks the object's own methods, as a subclass in JavaScript defines them.
struct Owner<'js>(Object<'js>);

impl<'js> Owner<'js> {
    fn method(&self, name: &str) -> Result<Option<Function<'js>>> {
        let method: Value<'js> = self.0.get(name)?;
        Ok(method.into_function())
    }
}

impl<'js> WriteDelegate<'js> for Owner<'js> {
    fn is_host_object(&self, _ctx: &Ctx<'js>, object: &Object<'js>) -> Result<bool> {
        Ok(host::is_native(object))
    }

    fn write_host_object(&self, writer: &Writer<'js>, object: &Object<'js>) -> Result<()> {
        let _ = writer;
        match self.method("_writeHostObject")? {
            Some(method) => {
                method.call::<_, Value<'js>>((This(self.0.clone()), object.clone())).map(|_| ())
            }
            None => Err(throw_not_cloneable(self, object.ctx(), object.as_value())),
        }
    }

    fn shared_array_buffer_id(&self, ctx: &Ctx<'js>, buffer: &Value<'js>) -> Result<u32> {
        match self.method("_getSharedArrayBufferId")? {
            Some(method) => {
                let id: rquickjs::Coerced<f64> =
                    method.call((This(self.0.clone()), buffer.clone()))?;
                Ok(to_int32(id.0) as u32)
            }
            None => Err(throw_not_cloneable(self, ctx, buffer)),
        }
    }

    fn throw_clone_error(&self, ctx: &Ctx<'js>, message: &str) -> Error {
        let make = || -> Result<Error> {
            let message = strings::from_str(ctx, message)?;
            let error: Value<'js> = match self.method("_getDataCloneError")? {
                Some(method) => method.call((This(self.0.clone()), message))?,
                None => return Err(illegal(ctx)),
            };
            Ok(ctx.throw(error))
        };
        make().unwrap_or_else(|error| error)
    }
}

impl<'js> ReadDelegate<'js> for Owner<'js> {
    fn read_host_object(&self, ctx: &Ctx<'js>, _reader: &Reader<'js>) -> Result<Object<'js>> {
        let Some(method) = self.method("_readHostObject")? else {
            return Err(throw_unreadable(ctx));
        };
        let object: Value<'js> = method.call((This(self.0.clone()),))?;
        object.into_object().ok_or_else(|| {
            rquickjs::Exception::throw_type(ctx, "readHostObject must return an object")
        })
    }

    fn shared_array_buffer(
        &self,
        ctx: &Ctx<'js>,
        reader: &Reader<'js>,
        id: u32,
    ) -> Result<Option<Value<'js>>> {
        let _ = ctx;
        Ok(reader.transferred_buffer(id))
    }
}

fn write_header<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    writer(arguments)?.write_header();
    Ok(undefined(arguments))
}

fn write_value<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let owner = Owner(arguments.this_object()?);
    writer(arguments)?.write_value(ctx, &owner, &arguments.get(0))?;
    Ok(Value::new_bool(ctx.clone(), true))
}

fn release_buffer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let bytes = writer(arguments)?.take();
    Ok(codecs::buffer(arguments.ctx(), bytes)?.into_value())
}

fn write_transfer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let buffer = arguments.get(1);
    writer(arguments)?.transfer_array_buffer(uint32(arguments, 0), buffer);
    Ok(undefined(arguments))
}

fn write_uint32<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    writer(arguments)?.write_uint32(uint32(arguments, 0));
    Ok(undefined(arguments))
}

fn write_uint64<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let (high, low) = (uint32(arguments, 0), uint32(arguments, 1));
    writer(arguments)?.write_uint64(u64::from(high) << 32 | u64::from(low));
    Ok(undefined(arguments))
}

fn write_double<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    writer(arguments)?.write_double(arguments.number(0));
    Ok(undefined(arguments))
}

fn write_raw_bytes<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let writer = writer(arguments)?;
    match bytes_of(&arguments.get(0)) {
        Some(bytes) if matches!(bytes.kind(), BytesKind::TypedArray | BytesKind::DataView) => {
            bytes.with_slice(|bytes| writer.write_raw_bytes(bytes));
            Ok(undefined(arguments))
        }
        _ => Err(throw_argument(arguments.ctx(), "source must be a TypedArray or a DataView")),
    }
}

fn treat_views<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    writer(arguments)?.set_views_are_host_objects(arguments.is_true(0));
    Ok(undefined(arguments))
}

fn new_deserializer<'js>(
    arguments: &Arguments<'_, 'js>,
    prototype: Object<'js>,
) -> Result<Value<'js>> {
    let buffer = arguments.get(0);
    let data = match bytes_of(&buffer) {
        Some(bytes) if matches!(bytes.kind(), BytesKind::TypedArray | BytesKind::DataView) => {
            bytes.to_vec()
        }
        _ => {
            return Err(throw_argument(
                arguments.ctx(),
                "buffer must be a TypedArray or a DataView",
            ));
        }
    };
    let deserializer = Deserializer { reader: Rc::new(Reader::new(data)) };
    let object = Class::instance_proto(deserializer, prototype)?;
    object.set("buffer", buffer)?;
    Ok(object.into_value())
}

fn read_header<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    reader(arguments)?.read_header(arguments.ctx())?;
    Ok(Value::new_bool(arguments.ctx().clone(), true))
}

fn read_value<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let owner = Owner(arguments.this_object()?);
    reader(arguments)?.read_value(arguments.ctx(), &owner)
}

fn wire_format_version<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let version = reader(arguments)?.version();
    Ok(number(arguments.ctx(), version as usize))
}

fn read_transfer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let buffer = arguments.get(1);
    if !matches!(introspect::kind(&buffer), Kind::ArrayBuffer | Kind::SharedArrayBuffer) {
        let message = "arrayBuffer must be an ArrayBuffer or SharedArrayBuffer";
        return Err(throw_argument(arguments.ctx(), message));
    }
    reader(arguments)?.transfer_array_buffer(uint32(arguments, 0), buffer);
    Ok(undefined(arguments))
}

fn failed(arguments: &Arguments<'_, '_>, name: &str) -> Error {
    match construct(arguments.ctx(), ErrorKind::Error, &format!("{name}() failed")) {
        Ok(error) => arguments.ctx().throw(error.into_value()),
        Err(error) => error,
    }
}

fn read_uint32<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let found = reader(arguments)?.read_uint32().ok_or_else(|| failed(arguments, "ReadUint32"))?;
    Ok(Value::new_number(arguments.ctx().clone(), found.into()))
}

fn read_uint64<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let found = reader(arguments)?.read_uint64().ok_or_else(|| failed(arguments, "ReadUint64"))?;
    let pair = Array::new(arguments.ctx().clone())?;
    pair.set(0, (found >> 32) as u32)?;
    pair.set(1, found as u32)?;
    Ok(pair.into_value())
}

fn read_double<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let found = reader(arguments)?.read_double().ok_or_else(|| failed(arguments, "ReadDouble"))?;
    Ok(Value::new_number(arguments.ctx().clone(), found))
}

/// Answers where the bytes start in the buffer.
fn read_raw_bytes<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let reader = reader(arguments)?;
    let start = reader.position();
    // Saturates: what is no length is 0.
    let length = arguments.number(0) as usize;
    match reader.read_raw_bytes(length) {
        Some(_) => Ok(number(arguments.ctx(), start)),
        None => Err(failed(arguments, "ReadRawBytes")),
    }
}

#[cfg(test)]
mod tests {
    use crate::bindings::testing::evaluate;

    const TO_HEX: &str =
        "const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');";

    /// Values and what `v8.serialize` of Node 22.14 makes of them.
    #[rustfmt::skip]
    const CASES: &[(&str, &str)] = &[
        ("undefined", "ff0f5f"),
        ("null", "ff0f30"),
        ("true", "ff0f54"),
        ("-1", "ff0f4901"),
        ("2 ** 30", "ff0f498080808008"),
        ("2 ** 31", "ff0f4e000000000000e041"),
        ("1.5", "ff0f4e000000000000f83f"),
        ("-0", "ff0f4e0000000000000080"),
        ("'abc'", "ff0f2203616263"),
        ("'é'", "ff0f2201e9"),
        ("'€x'", "ff0f6304ac207800"),
        ("new Date(5)", "ff0f440000000000001440"),
        ("Object(true)", "ff0f79"),
        ("Object('x')", "ff0f73220178"),
        ("Object(5n)", "ff0f7a100500000000000000"),
        (r"/\/b/dimsuy", "ff0f5222035c2f62be01"),
        ("12345678901234567890n", "ff0f5a10d20a1feb8ca954ab"),
        ("-5n", "ff0f5a110500000000000000"),
        ("0n", "ff0f5a00"),
        ("-(2n ** 64n)", "ff0f5a2100000000000000000100000000000000"),
        ("[1, 2, 3]", "ff0f4103490249044906240003"),
        ("[1.5, 2]", "ff0f41024e000000000000f83f4e0000000000000040240002"),
        ("[{}, 'a']", "ff0f41026f7b00220161240002"),
        ("[1, , 3]", "ff0f61034900490249044906400203"),
        ("Object.assign([1], { x: 1 })", "ff0f410149022201784902240101"),
        ("({ 1: 2, a: 3 })", "ff0f6f4902490422016149067b02"),
        ("new Map([[1, 2], [{}, new Map()]])", "ff0f3b490249046f7b003b3a003a04"),
        ("new Set([1, 'a'])", "ff0f2749022201612c02"),
        ("new ArrayBuffer(3)", "ff0f4203000000"),
        ("new ArrayBuffer(2, { maxByteLength: 4 })", "ff0f7e02040000"),
        ("Object.assign(new TypeError('m'), { stack: 'S', extra: 1 })", "ff0f72546d22016d732201532e"),
        ("Object.assign(new Error('m', { cause: 1 }), { stack: 'S' })", "ff0f726d22016d732201536349022e"),
        ("[0].map(() => { const x = { x: 1 }; return [x, x]; })[0]", "ff0f41026f22017849027b015e01240002"),
        ("[undefined]", "ff0f41015f240001"),
        ("({ 4294967294: 1, 4294967295: 2, '-1': 3, '01': 4 })", "ff0f6f4e0000c0ffffffef414902220a34323934393637323935490422022d3149062202303149087b04"),
    ];

    #[test]
    fn bytes_are_those_of_node() {
        for (value, expected) in CASES {
            let script = format!(
                "{TO_HEX} const writer = new binding.Serializer(); writer.writeHeader();
                 writer.writeValue({value}); hex(writer.releaseBuffer())"
            );
            assert_eq!(evaluate(super::install, &script), *expected, "{value}");
        }
    }

    #[test]
    fn bytes_come_back_as_the_same_value() {
        for (value, expected) in CASES {
            let script = format!(
                "{TO_HEX} const bytes = new Uint8Array('{expected}'.match(/../g).map((d) => parseInt(d, 16)));
                 const reader = new binding.Deserializer(bytes); reader.readHeader();
                 const writer = new binding.Serializer(); writer.writeHeader();
                 writer.writeValue(reader.readValue()); hex(writer.releaseBuffer())"
            );
            assert_eq!(evaluate(super::install, &script), *expected, "{value}");
        }
    }
}
