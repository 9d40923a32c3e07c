//! What the stream classes of this binding have in common: a codec that is fed pieces.

/// How far one call got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Bytes of the input that were taken.
    pub read: usize,
    /// Bytes of the output that were written.
    pub written: usize,
}

/// What `onerror(message, errno, code)` is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The library's own words, or Node's.
    pub message: String,
    /// The library's error number.
    pub errno: i32,
    /// Its name, for example `Z_DATA_ERROR`.
    pub code: String,
}

impl Failure {
    /// A failure from its three parts.
    pub fn new(message: &str, errno: i32, code: &str) -> Self {
        Self { message: message.to_owned(), errno, code: code.to_owned() }
    }
}

/// A compressor or decompressor that is fed pieces.
pub trait Codec {
    /// Takes from `input` and writes to `output` as much as can be done now.
    fn work(&mut self, input: &[u8], output: &mut [u8], flush: i32) -> Step;

    /// What was wrong with the last [`Codec::work`], given how much output was left.
    fn failure(&self) -> Option<Failure>;

    /// Starts over.
    fn reset(&mut self) -> Result<(), Failure>;

    /// Another level and strategy from here on; only deflate has them.
    fn set_parameters(&mut self, _level: i32, _strategy: i32) -> Result<(), Failure> {
        Ok(())
    }
}

#[cfg(test)]
pub mod testing {
    //! For the tests of codecs.

    use super::{Codec, Failure};

    /// Feeds everything at once with the mode that ends the stream, with a small output buffer.
    pub fn run(codec: &mut dyn Codec, input: &[u8], finish: i32) -> Result<Vec<u8>, Failure> {
        let (mut all, mut read) = (Vec::new(), 0);
        loop {
            let mut output = [0; 64];
            let step = codec.work(&input[read..], &mut output, finish);
            if let Some(failure) = codec.failure() {
                return Err(failure);
            }
            read += step.read;
            all.extend_from_slice(&output[..step.written]);
            if step.written < output.len() {
                return Ok(all);
            }
        }
    }
}
