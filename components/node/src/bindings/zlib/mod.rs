//! `zlib`: compression (`src/node_zlib.cc`).
//!
//! Members: the classes `Zlib(mode)`, `BrotliEncoder(mode)` and `BrotliDecoder(mode)` with `init`,
//! `write`, `writeSync`, `params`, `reset`, `close`; `crc32(data, value)`.
//!
//! | Module | What |
//! |---|---|
//! | [`codec`] | what the codecs have in common |
//! | [`deflate`] | deflate, inflate, gzip, their raw and detecting forms |
//! | [`brotli`] | brotli both ways |
//! | [`stream`] | the classes: writes, results, errors |

pub mod brotli;
pub mod codec;
pub mod deflate;
pub mod stream;

use kernelet_quickjs::{bytes::bytes_of, strings, symbols};
use rquickjs::{Ctx, Object, Result, Value};

use self::{
    codec::{Codec, Failure},
    deflate::{Mode, Settings, Zlib},
};
use super::intrinsics::kept_value;
use crate::runtime::{
    async_wrap::{self, BaseClass},
    errors::{ErrorKind, throw_node},
    fields::Fields,
    members::{self, Arguments, set_native},
};

kept_value!(
    /// The private symbol under which an object keeps the mode it was made with.
    ModeKey
);

/// A parameter that was not given, in the array that `init` of the brotli classes gets.
const NOT_GIVEN: u32 = u32::MAX;

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    ModeKey::keep(ctx, symbols::private_symbol(ctx, "node:zlib mode")?.into_value());
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    type Init = for<'js> fn(&Arguments<'_, 'js>) -> Result<Value<'js>>;
    let classes: [(&str, Init); 3] =
        [("Zlib", init_zlib), ("BrotliEncoder", init_encoder), ("BrotliDecoder", init_decoder)];
    for (name, init) in classes {
        let (constructor, prototype) =
            members::class(ctx, name, 0, Some(&parent), |arguments, prototype| {
                let object = stream::make(arguments.ctx(), prototype)?;
                if let Some(object) = object.as_object() {
                    object.set(ModeKey::kept(arguments.ctx()), arguments.get(0))?;
                }
                Ok(object)
            })?;
        stream::set_methods(&prototype)?;
        set_native(&prototype, "init", 0, init)?;
        members::define(target, name, constructor)?;
    }
    set_native(target, "crc32", 0, crc32)
}

/// `init(windowBits, level, memLevel, strategy, writeResult, callback, dictionary)`
fn init_zlib<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let mode: i32 = arguments.this_object()?.get(ModeKey::kept(ctx))?;
    let Some(mode) = Mode::from_number(mode) else {
        return Err(initialization_failed(ctx));
    };
    let settings = Settings {
        window_bits: arguments.int32(0).clamp(0, 15),
        level: arguments.int32(1),
        memory_level: arguments.int32(2),
        strategy: arguments.int32(3),
        dictionary: bytes_of(&arguments.get(6)).map(|bytes| bytes.to_vec()).unwrap_or_default(),
    };
    let codec = Box::new(Zlib::new(mode, settings));
    stream::this(arguments)?.borrow().start(codec, arguments.get(4), arguments.function(5));
    Ok(Value::new_undefined(ctx.clone()))
}

/// `init(parameters, writeResult, callback)`
fn init_encoder<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    init_brotli(arguments, |parameters| Ok(Box::new(brotli::Encoder::new(parameters)?)))
}

/// `init(parameters, writeResult, callback)`
fn init_decoder<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    init_brotli(arguments, |parameters| Ok(Box::new(brotli::Decoder::new(parameters)?)))
}

fn init_brotli<'js>(
    arguments: &Arguments<'_, 'js>,
    make: impl Fn(&[(u32, u32)]) -> std::result::Result<Box<dyn Codec>, Failure>,
) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let mut parameters = Vec::new();
    if let Some(fields) = Fields::of(&arguments.get(0)) {
        for index in 0..fields.byte_length() / size_of::<u32>() {
            let value = fields.u32(index);
            if value != NOT_GIVEN {
                parameters.push((index as u32, value));
            }
        }
    }
    match make(&parameters) {
        Ok(codec) => {
            let stream = stream::this(arguments)?;
            stream.borrow().start(codec, arguments.get(1), arguments.function(2));
            Ok(Value::new_undefined(ctx.clone()))
        }
        Err(failure) => {
            stream::report(ctx, arguments.this(), Some(failure))?;
            Err(initialization_failed(ctx))
        }
    }
}

fn initialization_failed(ctx: &Ctx<'_>) -> rquickjs::Error {
    let code = "ERR_ZLIB_INITIALIZATION_FAILED";
    throw_node(ctx, ErrorKind::Error, code, "Initialization failed")
}

/// `crc32(data, value)`: the checksum of gzip and zip, continued from `value`.
fn crc32<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let data = arguments.get(0);
    let value = arguments.number(1) as u32;
    let sum = match bytes_of(&data) {
        Some(bytes) => bytes.with_slice(|bytes| zlib_rs::crc32::crc32(value, bytes)),
        None => zlib_rs::crc32::crc32(value, strings::to_utf8(&data)?.as_bytes()),
    };
    Ok(Value::new_number(arguments.ctx().clone(), f64::from(sum)))
}
