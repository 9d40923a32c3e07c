//! Authenticated ciphers that take their data in pieces: GCM (NIST SP 800-38D) and
//! ChaCha20-Poly1305 (RFC 8439); and CCM (NIST SP 800-38C), which wants it whole.
//!
//! The crates that join cipher and hash want all of the data at once, so the joining is done here.

use aes::cipher::{KeyInit, KeyIvInit, StreamCipher, StreamCipherSeek};
use chacha20::ChaCha20;
use ghash::{GHash, universal_hash::UniversalHash};
use poly1305::Poly1305;

use super::{
    super::mac,
    catalog::Mode,
    engine::{Aes, BLOCK, Direction, Engine, engine},
};

/// Bytes of a whole tag.
pub const TAG: usize = 16;

/// A hash over blocks that is fed pieces of any size.
struct Feed {
    hash: Hash,
    partial: [u8; BLOCK],
    used: usize,
}

enum Hash {
    Galois(GHash),
    Poly(Box<Poly1305>),
}

impl Feed {
    fn new(hash: Hash) -> Self {
        Self { hash, partial: [0; BLOCK], used: 0 }
    }

    /// Takes whole blocks; what is left at the end is filled up with zeros.
    fn blocks(&mut self, data: &[u8]) {
        match &mut self.hash {
            Hash::Galois(hash) => hash.update_padded(data),
            Hash::Poly(hash) => hash.update_padded(data),
        }
    }

    fn update(&mut self, mut data: &[u8]) {
        if self.used > 0 {
            let take = data.len().min(BLOCK - self.used);
            let (now, later) = data.split_at(take);
            self.partial[self.used..self.used + take].copy_from_slice(now);
            self.used += take;
            data = later;
            if self.used < BLOCK {
                return;
            }
            self.pad();
        }
        let whole = data.len() - data.len() % BLOCK;
        let (now, later) = data.split_at(whole);
        if !now.is_empty() {
            self.blocks(now);
        }
        self.partial[..later.len()].copy_from_slice(later);
        self.used = later.len();
    }

    /// Fills up the last block with zeros.
    fn pad(&mut self) {
        if self.used > 0 {
            let partial = self.partial;
            self.blocks(&partial[..self.used]);
            self.used = 0;
        }
    }

    fn finish(self) -> [u8; TAG] {
        match self.hash {
            Hash::Galois(hash) => hash.finalize().into(),
            Hash::Poly(hash) => hash.finalize().into(),
        }
    }
}

/// An authenticated cipher in the making.
pub struct Aead {
    engine: Box<dyn Engine>,
    feed: Feed,
    /// What the hash is combined with in GCM.
    mask: [u8; TAG],
    mode: Mode,
    direction: Direction,
    additional: u64,
    length: u64,
}

struct ChaChaEngine(ChaCha20);

impl Engine for ChaChaEngine {
    fn apply(&mut self, data: &mut [u8]) {
        self.0.apply_keystream(data);
    }
}

impl Aead {
    /// GCM or ChaCha20-Poly1305; `None` when key or vector have not the right length.
    pub fn new(mode: Mode, direction: Direction, key: &[u8], vector: &[u8]) -> Option<Self> {
        let (engine, feed, mask) =
            if mode == Mode::Gcm { gcm(key, vector)? } else { chacha20_poly1305(key, vector)? };
        Some(Self { engine, feed, mask, mode, direction, additional: 0, length: 0 })
    }

    /// Takes more additional data; refused once there was text.
    pub fn additional_data(&mut self, data: &[u8]) -> bool {
        if self.length > 0 {
            return false;
        }
        self.feed.update(data);
        self.additional += data.len() as u64;
        true
    }

    /// Transforms the next bytes where they lie.
    pub fn apply(&mut self, data: &mut [u8]) {
        if data.is_empty() {
            return;
        }
        if self.length == 0 {
            self.feed.pad();
        }
        self.length += data.len() as u64;
        if self.direction == Direction::Decrypt {
            self.feed.update(data);
        }
        self.engine.apply(data);
        if self.direction == Direction::Encrypt {
            self.feed.update(data);
        }
    }

    /// The tag.
    pub fn finish(mut self) -> [u8; TAG] {
        self.feed.pad();
        let mut lengths = [0; BLOCK];
        let (first, second) = lengths.split_at_mut(8);
        if self.mode == Mode::Gcm {
            first.copy_from_slice(&self.additional.wrapping_mul(8).to_be_bytes());
            second.copy_from_slice(&self.length.wrapping_mul(8).to_be_bytes());
        } else {
            first.copy_from_slice(&self.additional.to_le_bytes());
            second.copy_from_slice(&self.length.to_le_bytes());
        }
        self.feed.update(&lengths);
        let mut tag = self.feed.finish();
        tag.iter_mut().zip(self.mask).for_each(|(byte, mask)| *byte ^= mask);
        tag
    }
}

type Parts = (Box<dyn Engine>, Feed, [u8; TAG]);

fn gcm(key: &[u8], vector: &[u8]) -> Option<Parts> {
    let aes = Aes::new(key)?;
    let mut subkey = [0; BLOCK];
    aes.encrypt(&mut subkey);
    let hash = GHash::new(&subkey.into());
    let mut counter = [0; BLOCK];
    if vector.len() == 12 {
        counter[..12].copy_from_slice(vector);
        counter[15] = 1;
    } else {
        let mut feed = Feed::new(Hash::Galois(hash.clone()));
        feed.update(vector);
        feed.pad();
        let mut lengths = [0; BLOCK];
        lengths[8..].copy_from_slice(&(vector.len() as u64 * 8).to_be_bytes());
        feed.update(&lengths);
        counter = feed.finish();
    }
    // The first block of the key stream hides the tag; the text gets those after it.
    let mut engine = engine(Mode::Gcm, Direction::Encrypt, key, &counter)?;
    let mut mask = [0; TAG];
    engine.apply(&mut mask);
    Some((engine, Feed::new(Hash::Galois(hash)), mask))
}

fn chacha20_poly1305(key: &[u8], vector: &[u8]) -> Option<Parts> {
    let mut stream = ChaCha20::new_from_slices(key, vector).ok()?;
    let mut once = [0; 32];
    stream.apply_keystream(&mut once);
    stream.try_seek(64u64).ok()?;
    let hash = Poly1305::new(&once.into());
    Some((Box::new(ChaChaEngine(stream)), Feed::new(Hash::Poly(Box::new(hash))), [0; TAG]))
}

/// CCM: nonce, length of the tag and additional data are known before the text.
pub struct Ccm {
    aes: Aes,
    key: Vec<u8>,
    nonce: Vec<u8>,
    tag_length: usize,
    /// Additional authenticated data.
    pub additional: Vec<u8>,
}

impl Ccm {
    /// CCM with a nonce of 7 to 13 bytes and a tag of 4 to 16.
    pub fn new(key: &[u8], nonce: &[u8], tag_length: usize) -> Option<Self> {
        if !(7..=13).contains(&nonce.len()) || !(4..=TAG).contains(&tag_length) {
            return None;
        }
        Some(Self {
            aes: Aes::new(key)?,
            key: key.to_vec(),
            nonce: nonce.to_vec(),
            tag_length,
            additional: Vec::new(),
        })
    }

    fn counter_block(&self) -> [u8; BLOCK] {
        let mut block = [0; BLOCK];
        block[0] = 14 - self.nonce.len() as u8;
        block[1..=self.nonce.len()].copy_from_slice(&self.nonce);
        block
    }

    fn chain(&self, state: &mut [u8; BLOCK], data: &[u8]) {
        for chunk in data.chunks(BLOCK) {
            state.iter_mut().zip(chunk).for_each(|(byte, data)| *byte ^= data);
            self.aes.encrypt(state);
        }
    }

    /// CBC-MAC of header, additional data and plain text, hidden by the key stream's first block.
    fn tag(&self, text: &[u8], mask: [u8; BLOCK]) -> Vec<u8> {
        let mut state = self.counter_block();
        state[0] |= ((self.tag_length as u8 - 2) / 2) << 3;
        if !self.additional.is_empty() {
            state[0] |= 1 << 6;
        }
        let width = 15 - self.nonce.len();
        let length = (text.len() as u64).to_be_bytes();
        state[BLOCK - width.min(8)..].copy_from_slice(&length[8 - width.min(8)..]);
        self.aes.encrypt(&mut state);
        if !self.additional.is_empty() {
            let length = self.additional.len();
            let mut header = match u16::try_from(length) {
                Ok(short) if short < 0xff00 => short.to_be_bytes().to_vec(),
                _ => [&[0xff, 0xfe][..], &(length as u32).to_be_bytes()].concat(),
            };
            header.extend_from_slice(&self.additional);
            self.chain(&mut state, &header);
        }
        self.chain(&mut state, text);
        state.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
        state[..self.tag_length].to_vec()
    }

    fn stream(&self) -> Option<(Box<dyn Engine>, [u8; BLOCK])> {
        let mut engine = engine(Mode::Ctr, Direction::Encrypt, &self.key, &self.counter_block())?;
        let mut mask = [0; BLOCK];
        engine.apply(&mut mask);
        Some((engine, mask))
    }

    /// Encrypts the whole text where it lies; answers the tag.
    pub fn seal(&self, data: &mut [u8]) -> Option<Vec<u8>> {
        let (mut engine, mask) = self.stream()?;
        let tag = self.tag(data, mask);
        engine.apply(data);
        Some(tag)
    }

    /// Decrypts the whole text where it lies; answers whether the tag is right.
    pub fn open(&self, data: &mut [u8], tag: &[u8]) -> bool {
        let Some((mut engine, mask)) = self.stream() else { return false };
        engine.apply(data);
        mac::equal(&self.tag(data, mask), tag)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_and_whole_give_the_same() {
        for mode in [Mode::Gcm, Mode::ChaCha20Poly1305] {
            let run = |sizes: &[usize]| {
                let mut aead = Aead::new(mode, Direction::Encrypt, &[1; 32], &[2; 12]).unwrap();
                assert!(aead.additional_data(b"header of odd length"));
                let mut text = vec![5; 100];
                let mut rest = &mut text[..];
                for size in sizes {
                    let (now, later) = rest.split_at_mut(*size);
                    aead.apply(now);
                    rest = later;
                }
                let tag = aead.finish();
                (text, tag)
            };
            assert_eq!(run(&[100]), run(&[1, 15, 16, 17, 40, 11]));
        }
    }

    #[test]
    fn the_first_vectors_of_gcm() {
        let aead = Aead::new(Mode::Gcm, Direction::Encrypt, &[0; 16], &[0; 12]).unwrap();
        assert_eq!(aead.finish()[..4], [0x58, 0xe2, 0xfc, 0xce]);
        let mut aead = Aead::new(Mode::Gcm, Direction::Encrypt, &[0; 16], &[0; 12]).unwrap();
        let mut text = [0; 16];
        aead.apply(&mut text);
        assert_eq!(text[..4], [0x03, 0x88, 0xda, 0xce]);
        assert_eq!(aead.finish()[..4], [0xab, 0x6e, 0x47, 0xd4]);
    }

    #[test]
    fn the_first_vector_of_ccm() {
        let key: Vec<u8> = (0x40..0x50).collect();
        let mut ccm = Ccm::new(&key, &[0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16], 4).unwrap();
        ccm.additional = (0..8).collect();
        let mut text = [0x20, 0x21, 0x22, 0x23];
        assert_eq!(ccm.seal(&mut text).unwrap(), [0x4d, 0xac, 0x25, 0x5d]);
        assert_eq!(text, [0x71, 0x62, 0x01, 0x5b]);
        assert!(ccm.open(&mut text, &[0x4d, 0xac, 0x25, 0x5d]));
        assert_eq!(text, [0x20, 0x21, 0x22, 0x23]);
    }
}
