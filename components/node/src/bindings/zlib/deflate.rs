//! Deflate and inflate with their three framings (`ZlibContext` of `src/node_zlib.cc`), on zlib-rs.
//!
//! zlib-rs is zlib-ng in Rust: its compressed bytes are as valid as those of the zlib that Node
//! carries, and not always the same ones.

use std::ffi::CStr;

use libz_rs_sys::{
    Z_BUF_ERROR, Z_DATA_ERROR, Z_DEFLATED, Z_FINISH, Z_MEM_ERROR, Z_NEED_DICT, Z_OK, Z_STREAM_END,
    Z_STREAM_ERROR, Z_VERSION_ERROR, deflate, deflateEnd, deflateInit2_, deflateParams,
    deflateReset, deflateSetDictionary, inflate, inflateEnd, inflateInit2_, inflateReset,
    inflateSetDictionary, z_stream, zlibVersion,
};

use super::codec::{Codec, Failure, Step};

/// `Z_ERRNO`
const Z_ERRNO: i32 = -1;
/// The two bytes a gzip member starts with.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// What a stream does (`node_zlib_mode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Compresses with a zlib header.
    Deflate,
    /// Decompresses with a zlib header.
    Inflate,
    /// Compresses with a gzip header.
    Gzip,
    /// Decompresses gzip members until something else follows.
    Gunzip,
    /// Compresses without a header.
    DeflateRaw,
    /// Decompresses without a header.
    InflateRaw,
    /// Decompresses gzip or zlib, whichever it is.
    Unzip,
}

impl Mode {
    /// The mode of this number in `zlib.constants`.
    pub fn from_number(number: i32) -> Option<Self> {
        Some(match number {
            1 => Self::Deflate,
            2 => Self::Inflate,
            3 => Self::Gzip,
            4 => Self::Gunzip,
            5 => Self::DeflateRaw,
            6 => Self::InflateRaw,
            7 => Self::Unzip,
            _ => return None,
        })
    }

    fn compresses(self) -> bool {
        matches!(self, Self::Deflate | Self::Gzip | Self::DeflateRaw)
    }
}

/// The arguments of `init`.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Logarithm of the window's size; 0 takes the one in the header.
    pub window_bits: i32,
    /// −1 to 9.
    pub level: i32,
    /// 1 to 9.
    pub memory_level: i32,
    /// `Z_DEFAULT_STRATEGY` to `Z_FIXED`.
    pub strategy: i32,
    /// Preset dictionary; empty for none.
    pub dictionary: Vec<u8>,
}

/// A zlib state that ends itself. It exists only after a successful initialisation.
struct Stream {
    /// Boxed: the state behind it points back.
    raw: Box<z_stream>,
    compresses: bool,
}

impl Stream {
    fn new(mode: Mode, settings: &Settings) -> Result<Self, i32> {
        let bits = match mode {
            Mode::Gzip | Mode::Gunzip => settings.window_bits + 16,
            Mode::Unzip => settings.window_bits + 32,
            Mode::DeflateRaw | Mode::InflateRaw => -settings.window_bits,
            Mode::Deflate | Mode::Inflate => settings.window_bits,
        };
        let mut raw = Box::new(z_stream::default());
        let size = size_of::<z_stream>() as i32;
        let compresses = mode.compresses();
        // SAFETY: the stream is freshly made with the library's allocator, and the version and
        // size are those of the linked library.
        let status = unsafe {
            if compresses {
                deflateInit2_(
                    &mut *raw,
                    settings.level,
                    Z_DEFLATED,
                    bits,
                    settings.memory_level,
                    settings.strategy,
                    zlibVersion(),
                    size,
                )
            } else {
                inflateInit2_(&mut *raw, bits, zlibVersion(), size)
            }
        };
        if status == Z_OK { Ok(Self { raw, compresses }) } else { Err(status) }
    }

    /// Runs the library once over what is left of the two buffers.
    fn run(&mut self, input: &[u8], output: &mut [u8], flush: i32, step: &mut Step) -> i32 {
        let rest = input.get(step.read..).unwrap_or_default();
        let room = output.get_mut(step.written..).unwrap_or_default();
        let (given, offered) = (clamp(rest.len()), clamp(room.len()));
        self.raw.next_in = rest.as_ptr();
        self.raw.avail_in = given;
        self.raw.next_out = room.as_mut_ptr();
        self.raw.avail_out = offered;
        // SAFETY: the state was initialised for this direction, and both ranges are borrowed
        // for the length of the call; the library keeps no pointer to them that it uses later.
        let status = unsafe {
            if self.compresses {
                deflate(&mut *self.raw, flush)
            } else {
                inflate(&mut *self.raw, flush)
            }
        };
        step.read += (given - self.raw.avail_in) as usize;
        step.written += (offered - self.raw.avail_out) as usize;
        status
    }

    fn set_dictionary(&mut self, dictionary: &[u8]) -> i32 {
        let (data, length) = (dictionary.as_ptr(), clamp(dictionary.len()));
        // SAFETY: the state was initialised for this direction; the dictionary is copied.
        unsafe {
            if self.compresses {
                deflateSetDictionary(&mut *self.raw, data, length)
            } else {
                inflateSetDictionary(&mut *self.raw, data, length)
            }
        }
    }

    fn reset(&mut self) -> i32 {
        // SAFETY: the state was initialised for this direction.
        unsafe {
            if self.compresses {
                deflateReset(&mut *self.raw)
            } else {
                inflateReset(&mut *self.raw)
            }
        }
    }

    fn message(&self) -> Option<String> {
        if self.raw.msg.is_null() {
            return None;
        }
        // SAFETY: the library points only to constant C strings.
        let message = unsafe { CStr::from_ptr(self.raw.msg) };
        Some(message.to_string_lossy().into_owned())
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        // SAFETY: the state was initialised for this direction and is used no more.
        unsafe {
            if self.compresses {
                deflateEnd(&mut *self.raw)
            } else {
                inflateEnd(&mut *self.raw)
            };
        }
    }
}

fn clamp(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A stream of the class `Zlib`. The state is made at the first use, as Node does.
pub struct Zlib {
    mode: Mode,
    settings: Settings,
    stream: Option<Stream>,
    status: i32,
    flush: i32,
    output_left: bool,
    /// How many bytes of gzip's magic `unzip` has seen.
    magic_seen: usize,
}

impl Zlib {
    /// A stream that has not started.
    pub fn new(mode: Mode, settings: Settings) -> Self {
        Self {
            mode,
            settings,
            stream: None,
            status: Z_OK,
            flush: 0,
            output_left: false,
            magic_seen: 0,
        }
    }

    /// The state, made when there is none. A compressor and a raw decompressor know their
    /// dictionary from the start; the others are asked for it by the data.
    fn start(&mut self) -> Result<(), i32> {
        if self.stream.is_some() {
            return Ok(());
        }
        self.stream = Some(Stream::new(self.mode, &self.settings).inspect_err(|status| {
            self.status = *status;
        })?);
        self.preset();
        Ok(())
    }

    fn preset(&mut self) {
        if self.settings.dictionary.is_empty() {
            return;
        }
        self.status = Z_OK;
        if let Some(stream) = &mut self.stream
            && matches!(self.mode, Mode::Deflate | Mode::DeflateRaw | Mode::InflateRaw)
        {
            self.status = stream.set_dictionary(&self.settings.dictionary);
        }
    }

    /// Tells gzip from zlib by the first two bytes, which may arrive one at a time.
    fn recognise(&mut self, input: &[u8]) {
        for byte in input {
            if *byte != GZIP_MAGIC[self.magic_seen] {
                self.mode = Mode::Inflate;
                return;
            }
            self.magic_seen += 1;
            if self.magic_seen == GZIP_MAGIC.len() {
                self.mode = Mode::Gunzip;
                return;
            }
        }
    }

    fn restart(&mut self) -> Result<(), Failure> {
        if self.start().is_err() {
            return Err(self.describe("Failed to init stream before reset"));
        }
        self.status = self.stream.as_mut().map_or(Z_STREAM_ERROR, Stream::reset);
        if self.status != Z_OK {
            return Err(self.describe("Failed to reset stream"));
        }
        self.preset();
        if self.status != Z_OK {
            return Err(self.describe("Failed to set dictionary"));
        }
        Ok(())
    }

    fn decompress(&mut self, input: &[u8], output: &mut [u8], flush: i32, step: &mut Step) {
        let Some(stream) = &mut self.stream else { return };
        self.status = stream.run(input, output, flush, step);
        let dictionary = &self.settings.dictionary;
        if self.mode != Mode::InflateRaw && self.status == Z_NEED_DICT && !dictionary.is_empty() {
            self.status = match stream.set_dictionary(dictionary) {
                Z_OK => stream.run(input, output, flush, step),
                // `failure` tells a bad dictionary from bad data by this.
                Z_DATA_ERROR => Z_NEED_DICT,
                status => status,
            };
        }
        // What follows a member is the next one, unless it is zero padding.
        while self.mode == Mode::Gunzip
            && self.status == Z_STREAM_END
            && input.get(step.read).is_some_and(|next| *next != 0)
        {
            if self.restart().is_err() {
                return;
            }
            let Some(stream) = &mut self.stream else { return };
            self.status = stream.run(input, output, flush, step);
        }
    }

    fn describe(&self, message: &str) -> Failure {
        let own = self.stream.as_ref().and_then(Stream::message);
        Failure::new(own.as_deref().unwrap_or(message), self.status, status_name(self.status))
    }
}

impl Codec for Zlib {
    fn work(&mut self, input: &[u8], output: &mut [u8], flush: i32) -> Step {
        let mut step = Step::default();
        self.flush = flush;
        if self.start().is_ok() {
            if self.mode == Mode::Unzip {
                self.recognise(input);
            }
            if self.mode.compresses() {
                if let Some(stream) = &mut self.stream {
                    self.status = stream.run(input, output, flush, &mut step);
                }
            } else {
                self.decompress(input, output, flush, &mut step);
            }
        }
        self.output_left = step.written < output.len();
        step
    }

    fn failure(&self) -> Option<Failure> {
        match self.status {
            Z_OK | Z_BUF_ERROR if self.output_left && self.flush == Z_FINISH => {
                Some(self.describe("unexpected end of file"))
            }
            Z_OK | Z_BUF_ERROR | Z_STREAM_END => None,
            Z_NEED_DICT if self.settings.dictionary.is_empty() => {
                Some(self.describe("Missing dictionary"))
            }
            Z_NEED_DICT => Some(self.describe("Bad dictionary")),
            _ => Some(self.describe("Zlib error")),
        }
    }

    fn reset(&mut self) -> Result<(), Failure> {
        self.restart()
    }

    fn set_parameters(&mut self, level: i32, strategy: i32) -> Result<(), Failure> {
        if self.start().is_err() {
            return Err(self.describe("Failed to init stream before set parameters"));
        }
        self.status = Z_OK;
        if let Some(stream) = &mut self.stream
            && matches!(self.mode, Mode::Deflate | Mode::DeflateRaw)
        {
            // SAFETY: the state was initialised for compression.
            self.status = unsafe { deflateParams(&mut *stream.raw, level, strategy) };
        }
        match self.status {
            Z_OK | Z_BUF_ERROR => Ok(()),
            _ => Err(self.describe("Failed to set parameters")),
        }
    }
}

fn status_name(status: i32) -> &'static str {
    match status {
        Z_OK => "Z_OK",
        Z_STREAM_END => "Z_STREAM_END",
        Z_NEED_DICT => "Z_NEED_DICT",
        Z_ERRNO => "Z_ERRNO",
        Z_STREAM_ERROR => "Z_STREAM_ERROR",
        Z_DATA_ERROR => "Z_DATA_ERROR",
        Z_MEM_ERROR => "Z_MEM_ERROR",
        Z_BUF_ERROR => "Z_BUF_ERROR",
        Z_VERSION_ERROR => "Z_VERSION_ERROR",
        _ => "Z_UNKNOWN_ERROR",
    }
}

#[cfg(test)]
mod tests {
    use super::super::codec::testing;
    use super::*;

    fn settings() -> Settings {
        Settings {
            window_bits: 15,
            level: -1,
            memory_level: 8,
            strategy: 0,
            dictionary: Vec::new(),
        }
    }

    fn run(codec: &mut Zlib, input: &[u8]) -> Result<Vec<u8>, Failure> {
        testing::run(codec, input, Z_FINISH)
    }

    #[test]
    fn every_framing_comes_back() {
        let text = b"to be or not to be, that is the question; ".repeat(40);
        for (pack, unpack) in [
            (Mode::Deflate, Mode::Inflate),
            (Mode::Gzip, Mode::Gunzip),
            (Mode::DeflateRaw, Mode::InflateRaw),
            (Mode::Gzip, Mode::Unzip),
            (Mode::Deflate, Mode::Unzip),
        ] {
            let packed = run(&mut Zlib::new(pack, settings()), &text).unwrap();
            assert!(packed.len() < text.len());
            assert_eq!(run(&mut Zlib::new(unpack, settings()), &packed).unwrap(), text);
        }
    }

    #[test]
    fn members_follow_each_other() {
        let mut packed = run(&mut Zlib::new(Mode::Gzip, settings()), b"one").unwrap();
        packed.extend(run(&mut Zlib::new(Mode::Gzip, settings()), b"two").unwrap());
        packed.extend([0; 8]);
        assert_eq!(run(&mut Zlib::new(Mode::Gunzip, settings()), &packed).unwrap(), b"onetwo");
    }

    #[test]
    fn broken_data_is_named() {
        let failure = run(&mut Zlib::new(Mode::Inflate, settings()), b"not packed").unwrap_err();
        assert_eq!(failure, Failure::new("incorrect header check", -3, "Z_DATA_ERROR"));
        let packed = run(&mut Zlib::new(Mode::Deflate, settings()), b"text").unwrap();
        let failure = run(&mut Zlib::new(Mode::Inflate, settings()), &packed[..5]).unwrap_err();
        assert_eq!(failure, Failure::new("unexpected end of file", -5, "Z_BUF_ERROR"));
    }

    #[test]
    fn dictionaries_are_asked_for() {
        let with = |dictionary: &[u8]| Settings { dictionary: dictionary.to_vec(), ..settings() };
        let packed = run(&mut Zlib::new(Mode::Deflate, with(b"word list")), b"word list").unwrap();
        let unpack = |settings| run(&mut Zlib::new(Mode::Inflate, settings), &packed);
        assert_eq!(unpack(with(b"word list")).unwrap(), b"word list");
        assert_eq!(unpack(settings()).unwrap_err().message, "Missing dictionary");
        assert_eq!(unpack(with(b"another")).unwrap_err().message, "Bad dictionary");
    }
}
