//! `internalBinding('string_decoder')`: text that arrives in pieces (`src/string_decoder.cc`).
//!
//! Members: `decode(state, bytes)`, `flush(state)`, `encodings`, and where things are in the state:
//! `kIncompleteCharactersStart`, `kIncompleteCharactersEnd`, `kMissingBytes`, `kBufferedBytes`,
//! `kEncodingField`, `kNumFields`, `kSize`.
//!
//! The state is a `Buffer` of seven bytes that the library owns and shows.

use kernelet_quickjs::{
    bytes::{Bytes, BytesKind, bytes_of},
    strings,
};
use rquickjs::{Array, Ctx, Object, Result, Value};

use crate::{
    codecs::{self, Encoding},
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{Arguments, define, set_native},
    },
};

const INCOMPLETE_END: usize = 4;
const MISSING_BYTES: usize = 4;
const BUFFERED_BYTES: usize = 5;
const ENCODING_FIELD: usize = 6;
const SIZE: usize = 7;

/// Names by number, as the library looks them up.
const ENCODINGS: [&str; 8] =
    ["ascii", "utf8", "base64", "utf16le", "latin1", "hex", "buffer", "base64url"];

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let encodings = Array::new(ctx.clone())?;
    for (index, name) in ENCODINGS.iter().enumerate() {
        encodings.set(index, *name)?;
    }
    define(target, "encodings", encodings)?;
    define(target, "kIncompleteCharactersStart", 0)?;
    define(target, "kIncompleteCharactersEnd", INCOMPLETE_END as i32)?;
    define(target, "kMissingBytes", MISSING_BYTES as i32)?;
    define(target, "kBufferedBytes", BUFFERED_BYTES as i32)?;
    define(target, "kEncodingField", ENCODING_FIELD as i32)?;
    define(target, "kNumFields", SIZE as i32)?;
    define(target, "kSize", SIZE as i32)?;
    set_native(target, "decode", 0, decode)?;
    set_native(target, "flush", 0, flush)
}

/// The state as it stands in the library's buffer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct State {
    incomplete: [u8; INCOMPLETE_END],
    missing: u8,
    buffered: u8,
    encoding: u8,
}

impl State {
    fn load(bytes: &Bytes<'_>) -> Self {
        let mut raw = [0; SIZE];
        bytes.copy_to(0, &mut raw);
        let [a, b, c, d, missing, buffered, encoding] = raw;
        // A program can write into the state: never more than there is room for.
        let buffered = buffered.min(INCOMPLETE_END as u8);
        let missing = missing.min(INCOMPLETE_END as u8 - buffered);
        Self { incomplete: [a, b, c, d], missing, buffered, encoding }
    }

    fn store(self, bytes: &Bytes<'_>) {
        let [a, b, c, d] = self.incomplete;
        bytes.copy_from(0, &[a, b, c, d, self.missing, self.buffered, self.encoding]);
    }

    fn encoding(self) -> Encoding {
        Encoding::from_number(self.encoding.into()).unwrap_or(Encoding::Utf8)
    }

    fn kept(&self) -> &[u8] {
        &self.incomplete[..usize::from(self.buffered)]
    }

    fn keep(&mut self, bytes: &[u8]) {
        let start = usize::from(self.buffered);
        self.incomplete[start..start + bytes.len()].copy_from_slice(bytes);
        self.buffered += bytes.len() as u8;
    }

    /// Splits off what has to wait for the next piece: answers the bytes that are whole characters
    /// now, as up to two runs (what was kept before, then the rest of `data`).
    fn split<'a>(
        &mut self,
        mut data: &'a [u8],
    ) -> (Option<([u8; INCOMPLETE_END], usize)>, &'a [u8]) {
        let encoding = self.encoding();
        let mut completed = None;
        if self.missing > 0 {
            if encoding == Encoding::Utf8 {
                // A byte that does not continue the character ends it; the decoder will replace
                // what there is of it.
                let expected = data.len().min(self.missing.into());
                if let Some(stray) = data[..expected].iter().position(|byte| byte & 0xc0 != 0x80) {
                    self.missing = 0;
                    self.keep(&data[..stray]);
                    data = &data[stray..];
                }
            }
            let found = data.len().min(self.missing.into());
            self.keep(&data[..found]);
            self.missing -= found as u8;
            data = &data[found..];
            if self.missing == 0 {
                let length = usize::from(self.buffered);
                completed = Some((self.incomplete, length));
                self.buffered = 0;
            }
        }
        if data.is_empty() {
            return (completed, data);
        }
        let (buffered, missing) = incomplete_tail(encoding, data);
        let (whole, tail) = data.split_at(data.len() - buffered);
        self.keep(tail);
        self.missing = missing as u8;
        (completed, whole)
    }
}

/// How many bytes at the end of `data` belong to an unfinished character, and how many it lacks.
fn incomplete_tail(encoding: Encoding, data: &[u8]) -> (usize, usize) {
    let last = data[data.len() - 1];
    match encoding {
        Encoding::Utf8 if last & 0x80 != 0 => {
            for (behind, byte) in data.iter().rev().take(4).enumerate() {
                let buffered = behind + 1;
                let needed = match byte {
                    byte if byte & 0xc0 == 0x80 => continue,
                    byte if byte & 0xe0 == 0xc0 => 2,
                    byte if byte & 0xf0 == 0xe0 => 3,
                    byte if byte & 0xf8 == 0xf0 => 4,
                    _ => 0,
                };
                return if buffered >= needed { (0, 0) } else { (buffered, needed - buffered) };
            }
            (0, 0)
        }
        Encoding::Ucs2 if data.len() % 2 == 1 => (1, 1),
        Encoding::Ucs2 if last & 0xfc == 0xd8 => (2, 2),
        Encoding::Base64 | Encoding::Base64Url => match data.len() % 3 {
            0 => (0, 0),
            buffered => (buffered, 3 - buffered),
        },
        _ => (0, 0),
    }
}

fn state_argument<'js>(arguments: &Arguments<'_, 'js>) -> Result<Bytes<'js>> {
    bytes_of(&arguments.get(0))
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

fn decode<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let storage = state_argument(arguments)?;
    let input = match bytes_of(&arguments.get(1)) {
        Some(bytes) if matches!(bytes.kind(), BytesKind::TypedArray | BytesKind::DataView) => bytes,
        _ => {
            return Err(throw_node(
                ctx,
                ErrorKind::TypeError,
                "ERR_INVALID_ARG_TYPE",
                "The \"buf\" argument must be an instance of Buffer, TypedArray, or DataView.",
            ));
        }
    };
    let mut state = State::load(&storage);
    let encoding = state.encoding();
    if matches!(encoding, Encoding::Ascii | Encoding::Latin1 | Encoding::Hex) {
        return input.with_slice(|data| codecs::decode(ctx, encoding, data));
    }
    let text = input.with_slice(|data| {
        let (completed, whole) = state.split(data);
        let Some((bytes, length)) = completed else {
            return codecs::decode(ctx, encoding, whole);
        };
        let before = codecs::decode(ctx, encoding, &bytes[..length])?;
        if whole.is_empty() {
            return Ok(before);
        }
        let after = codecs::decode(ctx, encoding, whole)?;
        let mut units = strings::with_view(&before, codecs::units::to_vec)?;
        strings::with_view(&after, |view| units.extend(codecs::units::to_vec(view)))?;
        if units.len() > codecs::MAX_STRING_LENGTH {
            return Err(codecs::throw_too_long(ctx));
        }
        Ok(strings::from_utf16(ctx, &units)?.into_value())
    })?;
    state.store(&storage);
    Ok(text)
}

fn flush<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let storage = state_argument(arguments)?;
    let mut state = State::load(&storage);
    let encoding = state.encoding();
    if encoding == Encoding::Ucs2 && state.buffered % 2 == 1 {
        state.missing = state.missing.saturating_sub(1);
        state.buffered -= 1;
    }
    let text = codecs::decode(ctx, encoding, state.kept())?;
    if state.buffered > 0 {
        state.missing = 0;
        state.buffered = 0;
    }
    state.store(&storage);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use crate::bindings::testing::evaluate;

    /// Pieces, what each gives and what the end gives, as Node 22.14 answers.
    #[test]
    fn characters_across_pieces() {
        for (encoding, pieces, expected) in [
            (1, "[[0xe2,0x82],[0xac,0x41]]", r#"["","€A",""]"#),
            (1, "[[0xf0,0x9f],[0x98],[0x80]]", r#"["","","😀",""]"#),
            (1, "[[0xe2,0x82],[0x41]]", r#"["","\ufffdA",""]"#),
            (1, "[[0xe2,0x82]]", r#"["","\ufffd"]"#),
            (3, "[[0x3d],[0xd8,0x00],[0xde]]", r#"["","\ud83d","\ude00",""]"#),
            (3, "[[0x3d,0xd8],[0x00,0xde]]", r#"["","😀",""]"#),
            (3, "[[0x41,0],[0x42]]", r#"["A","",""]"#),
            (2, "[[1],[2],[3,4]]", r#"["","","AQID","BA=="]"#),
            (7, "[[0xfb],[0xff]]", r#"["","","-_8"]"#),
            (5, "[[0xab],[1]]", r#"["ab","01",""]"#),
        ] {
            let script = format!(
                "const state = new Uint8Array(7); state[6] = {encoding};
                 const out = {pieces}.map((piece) => binding.decode(state, new Uint8Array(piece)));
                 JSON.stringify(out.concat(binding.flush(state)))"
            );
            let normal = format!("JSON.stringify({expected})");
            assert_eq!(
                evaluate(super::install, &script),
                evaluate(super::install, &normal),
                "{pieces}"
            );
        }
    }
}
