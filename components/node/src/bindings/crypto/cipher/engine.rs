//! Ciphers without authentication: block and stream modes of AES, ChaCha20.

use aes::{
    Aes128, Aes192, Aes256,
    cipher::{
        Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockModeDecrypt, BlockModeEncrypt, KeyInit,
        KeyIvInit, StreamCipher, StreamCipherSeek,
    },
};
use chacha20::ChaCha20;

use super::catalog::Mode;

/// Bytes of a block of AES.
pub const BLOCK: usize = 16;

/// Which way a cipher works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Plain to cipher text.
    Encrypt,
    /// Cipher to plain text.
    Decrypt,
}

/// Transforms data where it lies. Block modes get whole blocks only.
pub trait Engine {
    /// Transforms the next bytes.
    fn apply(&mut self, data: &mut [u8]);
}

struct Encrypting<M>(M);

impl<M: BlockModeEncrypt> Engine for Encrypting<M> {
    fn apply(&mut self, data: &mut [u8]) {
        self.0.encrypt_blocks(Array::slice_as_chunks_mut(data).0);
    }
}

struct Decrypting<M>(M);

impl<M: BlockModeDecrypt> Engine for Decrypting<M> {
    fn apply(&mut self, data: &mut [u8]) {
        self.0.decrypt_blocks(Array::slice_as_chunks_mut(data).0);
    }
}

struct EncryptingBlocks<C>(C);

impl<C: BlockCipherEncrypt> Engine for EncryptingBlocks<C> {
    fn apply(&mut self, data: &mut [u8]) {
        self.0.encrypt_blocks(Array::slice_as_chunks_mut(data).0);
    }
}

struct DecryptingBlocks<C>(C);

impl<C: BlockCipherDecrypt> Engine for DecryptingBlocks<C> {
    fn apply(&mut self, data: &mut [u8]) {
        self.0.decrypt_blocks(Array::slice_as_chunks_mut(data).0);
    }
}

struct Stream<S>(S);

impl<S: StreamCipher> Engine for Stream<S> {
    fn apply(&mut self, data: &mut [u8]) {
        self.0.apply_keystream(data);
    }
}

struct FeedbackOut<C: BlockCipherEncrypt>(cfb_mode::BufEncryptor<C>);

impl<C: BlockCipherEncrypt> Engine for FeedbackOut<C> {
    fn apply(&mut self, data: &mut [u8]) {
        self.0.encrypt(data);
    }
}

struct FeedbackIn<C: BlockCipherEncrypt>(cfb_mode::BufDecryptor<C>);

impl<C: BlockCipherEncrypt> Engine for FeedbackIn<C> {
    fn apply(&mut self, data: &mut [u8]) {
        self.0.decrypt(data);
    }
}

/// Runs `$body` with `$C` as the AES of the key's length; `None` for other lengths.
macro_rules! with_aes {
    ($key:expr, $C:ident => $body:expr) => {
        match $key.len() {
            16 => {
                type $C = Aes128;
                $body
            }
            24 => {
                type $C = Aes192;
                $body
            }
            32 => {
                type $C = Aes256;
                $body
            }
            _ => None,
        }
    };
}

/// The engine of a mode; `None` when key or vector have not its length.
pub fn engine(
    mode: Mode,
    direction: Direction,
    key: &[u8],
    vector: &[u8],
) -> Option<Box<dyn Engine>> {
    use Direction::{Decrypt, Encrypt};
    if mode == Mode::ChaCha20 {
        let (counter, nonce) = vector.split_first_chunk::<4>()?;
        let mut stream = ChaCha20::new_from_slices(key, nonce).ok()?;
        stream.try_seek(u64::from(u32::from_le_bytes(*counter)) * 64).ok()?;
        return Some(Box::new(Stream(stream)));
    }
    with_aes!(key, C => Some(match (mode, direction) {
        (Mode::Cbc, Encrypt) => {
            Box::new(Encrypting(cbc::Encryptor::<C>::new_from_slices(key, vector).ok()?))
        }
        (Mode::Cbc, Decrypt) => {
            Box::new(Decrypting(cbc::Decryptor::<C>::new_from_slices(key, vector).ok()?))
        }
        (Mode::Ecb, Encrypt) => Box::new(EncryptingBlocks(C::new_from_slice(key).ok()?)),
        (Mode::Ecb, Decrypt) => Box::new(DecryptingBlocks(C::new_from_slice(key).ok()?)),
        (Mode::Cfb, Encrypt) => Box::new(FeedbackOut(
            cfb_mode::BufEncryptor::<C>::new_from_slices(key, vector).ok()?,
        )),
        (Mode::Cfb, Decrypt) => Box::new(FeedbackIn(
            cfb_mode::BufDecryptor::<C>::new_from_slices(key, vector).ok()?,
        )),
        (Mode::Cfb8, Encrypt) => {
            Box::new(Encrypting(cfb8::Encryptor::<C>::new_from_slices(key, vector).ok()?))
        }
        (Mode::Cfb8, Decrypt) => {
            Box::new(Decrypting(cfb8::Decryptor::<C>::new_from_slices(key, vector).ok()?))
        }
        (Mode::Ofb, _) => Box::new(Stream(ofb::Ofb::<C>::new_from_slices(key, vector).ok()?)),
        (Mode::Ctr, _) => {
            Box::new(Stream(ctr::Ctr128BE::<C>::new_from_slices(key, vector).ok()?))
        }
        (Mode::Gcm, _) => {
            Box::new(Stream(ctr::Ctr32BE::<C>::new_from_slices(key, vector).ok()?))
        }
        _ => return None,
    }))
}

/// One block of AES.
#[derive(Clone)]
pub enum Aes {
    /// With a key of 16 bytes.
    Bits128(Aes128),
    /// With a key of 24 bytes.
    Bits192(Aes192),
    /// With a key of 32 bytes.
    Bits256(Aes256),
}

impl Aes {
    /// AES with this key.
    pub fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Aes128::new_from_slice(key).ok().map(Self::Bits128),
            24 => Aes192::new_from_slice(key).ok().map(Self::Bits192),
            _ => Aes256::new_from_slice(key).ok().map(Self::Bits256),
        }
    }

    /// Encrypts a block where it lies.
    pub fn encrypt(&self, block: &mut [u8; BLOCK]) {
        let block: &mut Array<u8, _> = block.into();
        match self {
            Self::Bits128(aes) => aes.encrypt_block(block),
            Self::Bits192(aes) => aes.encrypt_block(block),
            Self::Bits256(aes) => aes.encrypt_block(block),
        }
    }
}

/// Key wrapping (RFC 3394) and its reverse; `None` for lengths that cannot be, and for a wrong key.
pub fn wrap(key: &[u8], vector: &[u8], data: &[u8], direction: Direction) -> Option<Vec<u8>> {
    let aes = engine(Mode::Ecb, direction, key, &[]);
    let (mut aes, vector): (_, [u8; 8]) = (aes?, vector.try_into().ok()?);
    let semiblock = |bytes: &[u8]| -> Option<[u8; 8]> { bytes.try_into().ok() };
    match direction {
        Direction::Encrypt => {
            if data.len() < 16 || !data.len().is_multiple_of(8) {
                return None;
            }
            let mut rows: Vec<[u8; 8]> =
                data.chunks(8).map(semiblock).collect::<Option<Vec<_>>>()?;
            let (mut head, mut step) = (u64::from_be_bytes(vector), 0u64);
            for _ in 0..6 {
                for row in &mut rows {
                    step += 1;
                    let mut block = [0; BLOCK];
                    block[..8].copy_from_slice(&head.to_be_bytes());
                    block[8..].copy_from_slice(row);
                    aes.apply(&mut block);
                    head = u64::from_be_bytes(semiblock(&block[..8])?) ^ step;
                    row.copy_from_slice(&block[8..]);
                }
            }
            Some([&head.to_be_bytes()[..], &rows.concat()].concat())
        }
        Direction::Decrypt => {
            if data.len() < 24 || !data.len().is_multiple_of(8) {
                return None;
            }
            let (first, rest) = data.split_at(8);
            let mut rows: Vec<[u8; 8]> =
                rest.chunks(8).map(semiblock).collect::<Option<Vec<_>>>()?;
            let mut head = u64::from_be_bytes(semiblock(first)?);
            let mut step = 6 * rows.len() as u64;
            for _ in 0..6 {
                for row in rows.iter_mut().rev() {
                    let mut block = [0; BLOCK];
                    block[..8].copy_from_slice(&(head ^ step).to_be_bytes());
                    block[8..].copy_from_slice(row);
                    aes.apply(&mut block);
                    head = u64::from_be_bytes(semiblock(&block[..8])?);
                    row.copy_from_slice(&block[8..]);
                    step -= 1;
                }
            }
            super::super::mac::equal(&head.to_be_bytes(), &vector).then(|| rows.concat())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encrypted_is_decrypted() {
        for mode in [Mode::Cbc, Mode::Ecb, Mode::Ctr, Mode::Ofb, Mode::Cfb, Mode::Cfb8] {
            let vector = vec![7; mode.vector_length()];
            for length in [16, 24, 32] {
                let key = vec![3; length];
                let mut data = *b"exactly two blocks of sixteen ..";
                let make = |direction| engine(mode, direction, &key, &vector).unwrap();
                make(Direction::Encrypt).apply(&mut data);
                assert_ne!(&data, b"exactly two blocks of sixteen ..");
                make(Direction::Decrypt).apply(&mut data);
                assert_eq!(&data, b"exactly two blocks of sixteen ..", "{mode:?}");
            }
        }
    }

    #[test]
    fn the_vector_of_rfc_3394() {
        let key: Vec<u8> = (0..16).collect();
        let data: Vec<u8> = (0..16).map(|digit| digit * 0x11).collect();
        let wrapped = wrap(&key, &[0xa6; 8], &data, Direction::Encrypt).unwrap();
        assert_eq!(wrapped[..4], [0x1f, 0xa6, 0x8b, 0x0a]);
        assert_eq!(wrap(&key, &[0xa6; 8], &wrapped, Direction::Decrypt).unwrap(), data);
        assert!(wrap(&key, &[0xa7; 8], &wrapped, Direction::Decrypt).is_none());
    }
}
