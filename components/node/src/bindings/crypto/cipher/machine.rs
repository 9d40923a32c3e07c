//! A cipher at work, whatever its mode: update, final, tags, padding. No JavaScript here.

use zeroize::Zeroizing;

use super::{
    super::mac,
    aead::{Aead, Ccm, TAG},
    catalog::{Cipher, Mode},
    engine::{BLOCK, Direction, Engine, engine, wrap},
};

/// What can go wrong on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CipherError {
    /// More data than the mode can take at this point.
    State,
    /// The data is no whole number of blocks.
    BlockLength,
    /// The padding is wrong: another key, or broken data.
    Padding,
    /// The tag is wrong or was never given.
    Unauthenticated,
}

enum Kind {
    Blocks { engine: Box<dyn Engine>, rest: Vec<u8>, padding: bool },
    Stream(Box<dyn Engine>),
    Aead(Box<Aead>),
    Ccm { ccm: Box<Ccm>, done: bool, failed: bool },
    Wrap { key: Zeroizing<Vec<u8>>, vector: Vec<u8>, done: bool },
}

/// A cipher at work.
pub struct Machine {
    kind: Kind,
    direction: Direction,
    /// The tag: the one to check, or the one that came out.
    pub tag: Option<Vec<u8>>,
}

impl Machine {
    /// `None` when key, vector or tag have not the right length.
    pub fn new(
        cipher: Cipher,
        direction: Direction,
        key: &[u8],
        vector: &[u8],
        tag_length: usize,
    ) -> Option<Self> {
        let kind = match cipher.mode {
            Mode::Cbc | Mode::Ecb => Kind::Blocks {
                engine: engine(cipher.mode, direction, key, vector)?,
                rest: Vec::new(),
                padding: true,
            },
            Mode::Gcm | Mode::ChaCha20Poly1305 => {
                Kind::Aead(Box::new(Aead::new(cipher.mode, direction, key, vector)?))
            }
            Mode::Ccm => Kind::Ccm {
                ccm: Box::new(Ccm::new(key, vector, tag_length)?),
                done: false,
                failed: false,
            },
            Mode::Wrap => Kind::Wrap {
                key: Zeroizing::new(key.to_vec()),
                vector: vector.to_vec(),
                done: false,
            },
            _ => Kind::Stream(engine(cipher.mode, direction, key, vector)?),
        };
        Some(Self { kind, direction, tag: None })
    }

    /// PKCS #7 padding on or off, for modes that have it.
    pub fn set_padding(&mut self, on: bool) {
        if let Kind::Blocks { padding, .. } = &mut self.kind {
            *padding = on;
        }
    }

    /// Takes additional data; answers whether that is possible now.
    pub fn additional_data(&mut self, data: &[u8]) -> bool {
        match &mut self.kind {
            Kind::Aead(aead) => aead.additional_data(data),
            Kind::Ccm { ccm, done: false, .. } => {
                ccm.additional.extend_from_slice(data);
                true
            }
            _ => false,
        }
    }

    /// Transforms the next piece.
    pub fn update(&mut self, data: &[u8]) -> Result<Vec<u8>, CipherError> {
        match &mut self.kind {
            Kind::Stream(engine) => {
                let mut output = data.to_vec();
                engine.apply(&mut output);
                Ok(output)
            }
            Kind::Aead(aead) => {
                let mut output = data.to_vec();
                aead.apply(&mut output);
                Ok(output)
            }
            Kind::Blocks { engine, rest, padding } => {
                // With padding, the last block stays until it is known to be the last.
                let holds = self.direction == Direction::Decrypt && *padding;
                let mut output = std::mem::take(rest);
                output.extend_from_slice(data);
                let mut whole = output.len() - output.len() % BLOCK;
                if holds && whole == output.len() {
                    whole = whole.saturating_sub(BLOCK);
                }
                *rest = output.split_off(whole);
                engine.apply(&mut output);
                Ok(output)
            }
            Kind::Ccm { ccm, done, failed } => {
                if *done {
                    return Err(CipherError::State);
                }
                *done = true;
                let mut output = data.to_vec();
                if self.direction == Direction::Encrypt {
                    self.tag = ccm.seal(&mut output);
                    return Ok(output);
                }
                let tag = self.tag.as_deref().unwrap_or_default();
                *failed = !ccm.open(&mut output, tag);
                Ok(if *failed { Vec::new() } else { output })
            }
            Kind::Wrap { key, vector, done } => {
                if *done {
                    return Err(CipherError::State);
                }
                let output = wrap(key, vector, data, self.direction).ok_or(CipherError::State)?;
                *done = true;
                Ok(output)
            }
        }
    }

    /// The last piece. An encrypting AEAD leaves its whole tag behind.
    pub fn finish(self) -> Result<(Vec<u8>, Option<Vec<u8>>), CipherError> {
        let (direction, tag) = (self.direction, self.tag);
        match self.kind {
            Kind::Stream(_) | Kind::Wrap { .. } => Ok((Vec::new(), None)),
            Kind::Blocks { engine, rest, padding } => {
                finish_blocks(engine, rest, padding, direction).map(|last| (last, None))
            }
            Kind::Aead(aead) => {
                let found = aead.finish();
                if direction == Direction::Encrypt {
                    return Ok((Vec::new(), Some(found.to_vec())));
                }
                match tag {
                    Some(tag) if tag.len() <= TAG && mac::equal(&found[..tag.len()], &tag) => {
                        Ok((Vec::new(), None))
                    }
                    _ => Err(CipherError::Unauthenticated),
                }
            }
            Kind::Ccm { ccm, done, failed } => match direction {
                Direction::Encrypt if done => Ok((Vec::new(), tag)),
                Direction::Encrypt => Ok((Vec::new(), ccm.seal(&mut []))),
                Direction::Decrypt if failed => Err(CipherError::Unauthenticated),
                Direction::Decrypt => Ok((Vec::new(), None)),
            },
        }
    }
}

fn finish_blocks(
    mut engine: Box<dyn Engine>,
    mut rest: Vec<u8>,
    padding: bool,
    direction: Direction,
) -> Result<Vec<u8>, CipherError> {
    if !padding {
        return if rest.is_empty() { Ok(rest) } else { Err(CipherError::BlockLength) };
    }
    if direction == Direction::Encrypt {
        let missing = BLOCK - rest.len();
        rest.resize(BLOCK, missing as u8);
        engine.apply(&mut rest);
        return Ok(rest);
    }
    if rest.len() != BLOCK {
        return Err(CipherError::BlockLength);
    }
    engine.apply(&mut rest);
    let added = rest.last().copied().unwrap_or_default();
    let length = usize::from(added);
    if length == 0 || length > BLOCK || rest[BLOCK - length..].iter().any(|byte| *byte != added) {
        return Err(CipherError::Padding);
    }
    rest.truncate(BLOCK - length);
    Ok(rest)
}
