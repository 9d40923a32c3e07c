//! `internalBinding('icu')`: character set conversion and text width (`src/node_i18n.cc`).
//!
//! Members: `getConverter(name, flags)`, `decode(converter, bytes, flags, name)`,
//! `hasConverter(name)`, `transcode(source, from, to)`, `icuErrName(number)`,
//! `getStringWidth(text, ambiguousIsWide, expandEmoji)`.
//!
//! | Module | What |
//! |---|---|
//! | [`converter`] | the encodings of `TextDecoder` |
//! | [`transcode`] | `buffer.transcode` |
//! | [`width`] | columns on a terminal |

mod converter;
mod transcode;
mod width;

use kernelet_quickjs::strings::{self, StringView};
use rquickjs::{Ctx, Object, Result, Value};

use crate::runtime::members::{Arguments, set_native};

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    converter::install(ctx, target)?;
    set_native(target, "transcode", 0, transcode::transcode)?;
    set_native(target, "icuErrName", 0, error_name)?;
    set_native(target, "getStringWidth", 0, string_width)
}

/// ICU's names of the errors that `transcode` answers.
fn error_name<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let name = match arguments.int32(0) {
        0 => "U_ZERO_ERROR",
        1 => "U_ILLEGAL_ARGUMENT_ERROR",
        2 => "U_MISSING_RESOURCE_ERROR",
        3 => "U_INVALID_FORMAT_ERROR",
        4 => "U_FILE_ACCESS_ERROR",
        5 => "U_INTERNAL_PROGRAM_ERROR",
        7 => "U_MEMORY_ALLOCATION_ERROR",
        8 => "U_INDEX_OUTOFBOUNDS_ERROR",
        10 => "U_INVALID_CHAR_FOUND",
        11 => "U_TRUNCATED_CHAR_FOUND",
        12 => "U_ILLEGAL_CHAR_FOUND",
        15 => "U_BUFFER_OVERFLOW_ERROR",
        16 => "U_UNSUPPORTED_ERROR",
        _ => "[BOGUS UErrorCode]",
    };
    Ok(strings::from_str(arguments.ctx(), name)?.into_value())
}

fn string_width<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ambiguous_is_wide = arguments.is_true(1);
    let expand = arguments.get(2).as_bool().unwrap_or(true);
    let columns = strings::with_view(&arguments.get(0), |text| match text {
        StringView::Latin1(bytes) => {
            width::of_text(bytes.iter().map(|byte| u32::from(*byte)), ambiguous_is_wide, expand)
        }
        StringView::Utf16(units) => {
            let characters = char::decode_utf16(units.iter().copied()).map(|character| {
                character.map_or_else(|lone| u32::from(lone.unpaired_surrogate()), u32::from)
            });
            width::of_text(characters, ambiguous_is_wide, expand)
        }
    })?;
    Ok(Value::new_number(arguments.ctx().clone(), f64::from(columns)))
}
