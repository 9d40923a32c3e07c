//! Brotli both ways (`BrotliEncoderContext`, `BrotliDecoderContext` of `src/node_zlib.cc`).

use brotli::enc::{
    StandardAlloc,
    encode::{BrotliEncoderOperation, BrotliEncoderParameter, BrotliEncoderStateStruct},
};
use brotli_decompressor::{
    BrotliDecoderErrorCode, BrotliDecoderParameter, BrotliDecompressStream, BrotliResult,
    BrotliState,
};

use super::codec::{Codec, Failure, Step};

/// `BROTLI_OPERATION_FINISH`
const FINISH: i32 = 2;

type EncoderState = BrotliEncoderStateStruct<StandardAlloc>;
type DecoderState = BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>;

fn parameter_failed() -> Failure {
    Failure::new("Setting parameter failed", -1, "ERR_BROTLI_PARAM_SET_FAILED")
}

/// A stream of the class `BrotliEncoder`.
pub struct Encoder {
    state: Box<EncoderState>,
    succeeded: bool,
}

impl Encoder {
    /// An encoder with these parameters: their numbers are those of `zlib.constants`.
    pub fn new(parameters: &[(u32, u32)]) -> Result<Self, Failure> {
        let mut state = Box::new(EncoderState::new(StandardAlloc::default()));
        for (name, value) in parameters {
            let Some(parameter) = encoder_parameter(*name) else { return Err(parameter_failed()) };
            if !state.set_parameter(parameter, *value) {
                return Err(parameter_failed());
            }
        }
        Ok(Self { state, succeeded: true })
    }
}

/// The parameters that Node names. The encoder chooses postfix bits and direct codes
/// (`BROTLI_PARAM_NPOSTFIX`, `BROTLI_PARAM_NDIRECT`) itself and refuses to be told.
fn encoder_parameter(number: u32) -> Option<BrotliEncoderParameter> {
    use BrotliEncoderParameter as P;
    Some(match number {
        0 => P::BROTLI_PARAM_MODE,
        1 => P::BROTLI_PARAM_QUALITY,
        2 => P::BROTLI_PARAM_LGWIN,
        3 => P::BROTLI_PARAM_LGBLOCK,
        4 => P::BROTLI_PARAM_DISABLE_LITERAL_CONTEXT_MODELING,
        5 => P::BROTLI_PARAM_SIZE_HINT,
        6 => P::BROTLI_PARAM_LARGE_WINDOW,
        _ => return None,
    })
}

impl Codec for Encoder {
    fn work(&mut self, input: &[u8], output: &mut [u8], flush: i32) -> Step {
        let operation = match flush {
            1 => BrotliEncoderOperation::BROTLI_OPERATION_FLUSH,
            FINISH => BrotliEncoderOperation::BROTLI_OPERATION_FINISH,
            3 => BrotliEncoderOperation::BROTLI_OPERATION_EMIT_METADATA,
            _ => BrotliEncoderOperation::BROTLI_OPERATION_PROCESS,
        };
        let (mut input_left, mut output_left) = (input.len(), output.len());
        let mut step = Step::default();
        self.succeeded = self.state.compress_stream(
            operation,
            &mut input_left,
            input,
            &mut step.read,
            &mut output_left,
            output,
            &mut step.written,
            &mut None,
            &mut |_, _, _, _| (),
        );
        step
    }

    fn failure(&self) -> Option<Failure> {
        let failed = Failure::new("Compression failed", -1, "ERR_BROTLI_COMPRESSION_FAILED");
        (!self.succeeded).then_some(failed)
    }

    /// As in Node, the parameters are the default ones afterwards.
    fn reset(&mut self) -> Result<(), Failure> {
        *self = Self::new(&[])?;
        Ok(())
    }
}

/// A stream of the class `BrotliDecoder`.
pub struct Decoder {
    state: Box<DecoderState>,
    error: Option<Failure>,
    wants_more: bool,
    flush: i32,
}

impl Decoder {
    /// A decoder with these parameters: their numbers are those of `zlib.constants`.
    pub fn new(parameters: &[(u32, u32)]) -> Result<Self, Failure> {
        let allocator = StandardAlloc::default;
        let mut state = Box::new(DecoderState::new_strict(allocator(), allocator(), allocator()));
        for (name, value) in parameters {
            let parameter = match name {
                0 => BrotliDecoderParameter::BROTLI_DECODER_PARAM_DISABLE_RING_BUFFER_REALLOCATION,
                1 => BrotliDecoderParameter::BROTLI_DECODER_PARAM_LARGE_WINDOW,
                _ => return Err(parameter_failed()),
            };
            if !state.set_parameter(parameter, *value) {
                return Err(parameter_failed());
            }
        }
        Ok(Self { state, error: None, wants_more: false, flush: 0 })
    }
}

impl Codec for Decoder {
    fn work(&mut self, input: &[u8], output: &mut [u8], flush: i32) -> Step {
        let (mut input_left, mut output_left) = (input.len(), output.len());
        let mut step = Step::default();
        self.flush = flush;
        let result = BrotliDecompressStream(
            &mut input_left,
            &mut step.read,
            input,
            &mut output_left,
            &mut step.written,
            output,
            &mut 0,
            &mut self.state,
        );
        self.wants_more = matches!(result, BrotliResult::NeedsMoreInput);
        if matches!(result, BrotliResult::ResultFailure) {
            self.error = Some(decoding_failed(self.state.error_code));
        }
        step
    }

    fn failure(&self) -> Option<Failure> {
        if self.error.is_some() {
            return self.error.clone();
        }
        // Brotli does not say by itself that a stream was cut off.
        let cut = Failure::new("unexpected end of file", -5, "Z_BUF_ERROR");
        (self.flush == FINISH && self.wants_more).then_some(cut)
    }

    fn reset(&mut self) -> Result<(), Failure> {
        *self = Self::new(&[])?;
        Ok(())
    }
}

/// Node's code is the constant's name with `ERR_` in place of `BROTLI_DECODER` (`ERR__ERROR_FORMAT_…`).
fn decoding_failed(code: BrotliDecoderErrorCode) -> Failure {
    let constant = format!("{code:?}");
    let name = constant.trim_start_matches("BROTLI_DECODER");
    Failure::new("Decompression failed", code as i32, &format!("ERR_{name}"))
}

#[cfg(test)]
mod tests {
    use super::super::codec::testing;
    use super::*;

    fn run(codec: &mut dyn Codec, input: &[u8]) -> Result<Vec<u8>, Failure> {
        testing::run(codec, input, FINISH)
    }

    #[test]
    fn text_comes_back() {
        let text = b"to be or not to be, that is the question; ".repeat(40);
        for quality in [0, 1, 5, 9, 11] {
            let packed = run(&mut Encoder::new(&[(1, quality)]).unwrap(), &text).unwrap();
            assert!(packed.len() < text.len());
            assert_eq!(run(&mut Decoder::new(&[]).unwrap(), &packed).unwrap(), text);
        }
    }

    #[test]
    fn failures_have_names() {
        let failure = run(&mut Decoder::new(&[]).unwrap(), &[0xff; 40]).unwrap_err();
        assert_eq!(failure.message, "Decompression failed");
        assert!(failure.code.starts_with("ERR__ERROR_FORMAT_"), "{}", failure.code);
        let packed = run(&mut Encoder::new(&[]).unwrap(), b"some text").unwrap();
        let cut = run(&mut Decoder::new(&[]).unwrap(), &packed[..packed.len() - 2]).unwrap_err();
        assert_eq!(cut.code, "Z_BUF_ERROR");
        assert!(Encoder::new(&[(99, 1)]).is_err());
    }
}
