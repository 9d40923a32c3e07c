//! The encodings of `TextDecoder`, through encoding_rs.

use encoding_rs::{Decoder, DecoderResult, Encoding};
use kernelet_quickjs::{bytes::bytes_of, strings};
use rquickjs::{
    Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Trace, Tracer, Writable},
    function::Constructor,
};

use crate::{
    bindings::{encoding_binding::throw_invalid_data, intrinsics::kept_value},
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{Arguments, set_native},
    },
};

const FLUSH: i32 = 1;
const FATAL: i32 = 2;
const IGNORE_BOM: i32 = 4;

/// What `getConverter` answers: a decoder and what it has seen.
struct Converter {
    encoding: &'static Encoding,
    decoder: Decoder,
    fatal: bool,
    ignore_bom: bool,
    bom_seen: bool,
}

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for Converter {
    type Changed<'to> = Converter;
}

impl<'js> Trace<'js> for Converter {
    fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for Converter {
    const NAME: &'static str = "Converter";
    type Mutable = Writable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

kept_value!(
    /// The prototype of converters.
    ConverterPrototype
);

pub(super) fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    // Shown by `util.inspect` as `Converter {}`.
    let (_, prototype) =
        crate::runtime::members::class(ctx, "Converter", 0, None, |arguments, _| {
            Err(rquickjs::Exception::throw_type(arguments.ctx(), "Illegal constructor"))
        })?;
    ConverterPrototype::keep(ctx, prototype.into_value());
    set_native(target, "getConverter", 0, get_converter)?;
    set_native(target, "decode", 0, decode)?;
    set_native(target, "hasConverter", 0, has_converter)
}

/// The encoding of this name, among those that ICU as Node builds it has.
fn find(name: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(name.as_bytes())?;
    let missing = [encoding_rs::REPLACEMENT, encoding_rs::X_USER_DEFINED, encoding_rs::ISO_8859_16];
    if missing.contains(&encoding) { None } else { Some(encoding) }
}

fn get_converter<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let name = strings::to_utf8(&arguments.get(0))?;
    let Some(encoding) = find(&name) else { return Ok(Value::new_undefined(ctx.clone())) };
    let flags = arguments.int32(1);
    let converter = Converter {
        encoding,
        decoder: encoding.new_decoder_without_bom_handling(),
        fatal: flags & FATAL != 0,
        ignore_bom: flags & IGNORE_BOM != 0,
        bom_seen: false,
    };
    let prototype = Object::from_value(ConverterPrototype::kept(ctx))?;
    Ok(Class::instance_proto(converter, prototype)?.into_value())
}

fn has_converter<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let name = strings::to_utf8(&arguments.get(0))?;
    Ok(Value::new_bool(arguments.ctx().clone(), find(&name).is_some()))
}

/// `decode(converter, input, flags, name)`
fn decode<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let Ok(converter) = Class::<Converter>::from_value(&arguments.get(0)) else {
        return Err(rquickjs::Exception::throw_type(ctx, "Illegal invocation"));
    };
    let Some(input) = bytes_of(&arguments.get(1)) else {
        return Err(throw_node(
            ctx,
            ErrorKind::TypeError,
            "ERR_INVALID_ARG_TYPE",
            "The \"input\" argument must be an instance of SharedArrayBuffer, ArrayBuffer or ArrayBufferView.",
        ));
    };
    let flush = arguments.int32(2) & FLUSH != 0;
    let decoded = input.with_slice(|bytes| converter.borrow_mut().decode(bytes, flush));
    match decoded {
        Some(units) if units.len() > codecs::MAX_STRING_LENGTH => Err(codecs::throw_too_long(ctx)),
        Some(units) => Ok(strings::from_utf16(ctx, &units)?.into_value()),
        None => Err(throw_invalid_data(ctx, &strings::to_utf8(&arguments.get(3))?)),
    }
}

impl Converter {
    /// The text of the next piece; `None` when it is ill-formed and that is fatal.
    fn decode(&mut self, bytes: &[u8], flush: bool) -> Option<Vec<u16>> {
        if let Some(differences) = differences(self.encoding) {
            return self.decode_single_bytes(bytes, differences);
        }
        let mut units = Vec::new();
        let room = self.decoder.max_utf16_buffer_length(bytes.len()).unwrap_or(usize::MAX / 2);
        units.resize(room, 0);
        let (well_formed, written) = if self.fatal {
            let (result, _, written) =
                self.decoder.decode_to_utf16_without_replacement(bytes, &mut units, flush);
            (result == DecoderResult::InputEmpty, written)
        } else {
            let (_, _, written, _) = self.decoder.decode_to_utf16(bytes, &mut units, flush);
            (true, written)
        };
        units.truncate(written);
        if well_formed
            && !units.is_empty()
            && !self.ignore_bom
            && !self.bom_seen
            && self.is_unicode()
        {
            if units[0] == 0xfeff {
                units.remove(0);
            }
            self.bom_seen = true;
        }
        if flush || !well_formed {
            self.decoder = self.encoding.new_decoder_without_bom_handling();
        }
        if flush {
            self.bom_seen = false;
        }
        well_formed.then_some(units)
    }

    /// One character per byte, with what ICU sees differently.
    fn decode_single_bytes(&self, bytes: &[u8], differences: &[(u8, u16)]) -> Option<Vec<u16>> {
        let (text, _) = self.encoding.decode_without_bom_handling(bytes);
        let mut units: Vec<u16> = text.encode_utf16().collect();
        for (byte, unit) in bytes.iter().zip(&mut units) {
            if let Some((_, other)) = differences.iter().find(|(different, _)| different == byte) {
                *unit = *other;
            }
        }
        if self.fatal && units.contains(&0xfffd) { None } else { Some(units) }
    }

    fn is_unicode(&self) -> bool {
        [encoding_rs::UTF_8, encoding_rs::UTF_16LE, encoding_rs::UTF_16BE].contains(&self.encoding)
    }
}

/// Where ICU's tables differ from the WHATWG's that encoding_rs has: byte and UTF-16 unit.
fn differences(encoding: &'static Encoding) -> Option<&'static [(u8, u16)]> {
    const TABLES: &[(&Encoding, &[(u8, u16)])] = &[
        (encoding_rs::IBM866, &[(0x1a, 0x1c), (0x1c, 0x7f), (0x7f, 0x1a)]),
        (encoding_rs::KOI8_U, &[(0xae, 0x255d), (0xbe, 0x256c)]),
        (
            encoding_rs::WINDOWS_874,
            &[
                (0xdb, 0xf8c1),
                (0xdc, 0xf8c2),
                (0xdd, 0xf8c3),
                (0xde, 0xf8c4),
                (0xfc, 0xf8c5),
                (0xfd, 0xf8c6),
                (0xfe, 0xf8c7),
                (0xff, 0xf8c8),
            ],
        ),
        (encoding_rs::WINDOWS_1253, &[(0xaa, 0xaa)]),
        (encoding_rs::WINDOWS_1255, &[(0xca, 0xfffd)]),
    ];
    TABLES.iter().find(|(known, _)| *known == encoding).map(|(_, table)| *table)
}
