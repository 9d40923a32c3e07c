//! Frames in a stream: each is preceded by its length, 32 bits, big-endian.

/// Longest frame that is taken or sent.
pub const MAX_FRAME_BYTES: u32 = 16 << 20;

/// Bytes kept of a frame that is too long: enough for the id and owner of a request.
const HEAD: usize = 4096;

/// What stands next in a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A whole frame.
    Frame(Vec<u8>),
    /// A frame longer than [`MAX_FRAME_BYTES`] went by; this is how it began.
    TooLong {
        /// Its length.
        length: u32,
        /// Its first bytes.
        head: Vec<u8>,
    },
}

/// Cuts a stream into frames, whatever the pieces in which its bytes arrive. Holds at most one
/// frame and what arrived with it.
#[derive(Debug, Default)]
pub struct Splitter {
    buffer: Vec<u8>,
    /// Bytes at the front of `buffer` that were handed out.
    taken: usize,
    skipping: Option<Skipped>,
}

/// A frame that is too long, on its way past.
#[derive(Debug)]
struct Skipped {
    length: u32,
    left: usize,
    head: Vec<u8>,
}

impl Splitter {
    /// Adds bytes that arrived.
    pub fn push(&mut self, mut bytes: &[u8]) {
        if let Some(skipped) = &mut self.skipping {
            bytes = skipped.pass(bytes);
        }
        if self.taken > 0 {
            self.buffer.drain(..self.taken);
            self.taken = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next frame, when all of it has arrived.
    pub fn next_piece(&mut self) -> Option<Piece> {
        if self.skipping.is_some() {
            return self.passed();
        }
        let waiting = self.buffer.get(self.taken..)?;
        let (prefix, rest) = waiting.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*prefix);
        if length > MAX_FRAME_BYTES {
            let mut skipped = Skipped { length, left: length as usize, head: Vec::new() };
            let left = skipped.pass(rest).len();
            self.taken = self.buffer.len().saturating_sub(left);
            self.skipping = Some(skipped);
            return self.passed();
        }
        let frame = rest.get(..length as usize)?.to_vec();
        self.taken = self.taken.saturating_add(4).saturating_add(frame.len());
        Some(Piece::Frame(frame))
    }

    /// The frame that was too long, when all of it has gone by.
    fn passed(&mut self) -> Option<Piece> {
        let skipped = self.skipping.take_if(|skipped| skipped.left == 0)?;
        Some(Piece::TooLong { length: skipped.length, head: skipped.head })
    }

    /// Whether a frame has begun to arrive and not ended.
    pub fn in_frame(&self) -> bool {
        self.skipping.is_some() || self.taken < self.buffer.len()
    }
}

impl Skipped {
    /// Lets bytes go by; answers those that belong to the next frame.
    fn pass<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let (passed, rest) = bytes.split_at(self.left.min(bytes.len()));
        self.left = self.left.saturating_sub(passed.len());
        let room = HEAD.saturating_sub(self.head.len()).min(passed.len());
        self.head.extend_from_slice(passed.get(..room).unwrap_or_default());
        rest
    }
}

/// The length that stands before a frame; none when the frame is too long to be sent.
pub fn prefix(frame: &[u8]) -> Option<[u8; 4]> {
    let length = u32::try_from(frame.len()).ok().filter(|length| *length <= MAX_FRAME_BYTES)?;
    Some(length.to_be_bytes())
}
