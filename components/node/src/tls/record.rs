//! Records: sealed and opened with an authenticated cipher (RFC 5288, RFC 7905, RFC 8446 section 5.2).

use rustls::{
    ConnectionTrafficSecrets, ContentType, Error, ProtocolVersion,
    crypto::cipher::{
        AeadKey, InboundOpaqueMessage, InboundPlainMessage, Iv, KeyBlockShape, MessageDecrypter,
        MessageEncrypter, NONCE_LEN, Nonce, OutboundOpaqueMessage, OutboundPlainMessage,
        PrefixedPayload, Tls12AeadAlgorithm, Tls13AeadAlgorithm, UnsupportedOperationError,
        make_tls12_aad, make_tls13_aad,
    },
};

use crate::bindings::crypto::{
    cipher::{
        aead::{Aead, TAG},
        catalog::Mode,
        engine::Direction,
    },
    mac,
};

/// Most bytes of a record's text (RFC 8446, 5.1).
const TEXT_MAX: usize = 1 << 14;
/// Bytes of GCM's nonce that stand before each record of TLS 1.2 (RFC 5288, 3).
const EXPLICIT: usize = 8;

/// A cipher of records.
pub struct Cipher {
    mode: Mode,
    key_length: usize,
}

/// AES-128 in GCM.
pub static GCM_128: Cipher = Cipher { mode: Mode::Gcm, key_length: 16 };
/// AES-256 in GCM.
pub static GCM_256: Cipher = Cipher { mode: Mode::Gcm, key_length: 32 };
/// ChaCha20 and Poly1305.
pub static CHACHA20_POLY1305: Cipher = Cipher { mode: Mode::ChaCha20Poly1305, key_length: 32 };

/// Where the nonce of a record comes from, and what is authenticated beside its text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// TLS 1.3: the kind of the record is a part of the text.
    Tls13,
    /// TLS 1.2 with a nonce that is counted.
    Tls12,
    /// TLS 1.2 with a part of the nonce before the text.
    Explicit,
}

/// One direction of a connection.
struct Keyed {
    mode: Mode,
    form: Form,
    key: AeadKey,
    iv: Iv,
}

impl Cipher {
    fn keyed(&self, form: Form, key: AeadKey, iv: Iv) -> Box<Keyed> {
        Box::new(Keyed { mode: self.mode, form, key, iv })
    }

    fn form_of_tls12(&self) -> Form {
        if self.mode == Mode::Gcm { Form::Explicit } else { Form::Tls12 }
    }
}

impl Tls13AeadAlgorithm for Cipher {
    fn encrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageEncrypter> {
        self.keyed(Form::Tls13, key, iv)
    }

    fn decrypter(&self, key: AeadKey, iv: Iv) -> Box<dyn MessageDecrypter> {
        self.keyed(Form::Tls13, key, iv)
    }

    fn key_len(&self) -> usize {
        self.key_length
    }

    fn extract_keys(
        &self,
        _: AeadKey,
        _: Iv,
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Err(UnsupportedOperationError)
    }
}

/// The nonce's two parts as one.
fn joined(fixed: &[u8], explicit: &[u8]) -> Iv {
    let mut iv = [0; NONCE_LEN];
    for (byte, part) in iv.iter_mut().zip(fixed.iter().chain(explicit)) {
        *byte = *part;
    }
    Iv::new(iv)
}

impl Tls12AeadAlgorithm for Cipher {
    fn encrypter(&self, key: AeadKey, iv: &[u8], extra: &[u8]) -> Box<dyn MessageEncrypter> {
        self.keyed(self.form_of_tls12(), key, joined(iv, extra))
    }

    fn decrypter(&self, key: AeadKey, iv: &[u8]) -> Box<dyn MessageDecrypter> {
        self.keyed(self.form_of_tls12(), key, joined(iv, &[]))
    }

    fn key_block_shape(&self) -> KeyBlockShape {
        let explicit_nonce_len = if self.mode == Mode::Gcm { EXPLICIT } else { 0 };
        KeyBlockShape {
            enc_key_len: self.key_length,
            fixed_iv_len: NONCE_LEN - explicit_nonce_len,
            explicit_nonce_len,
        }
    }

    fn extract_keys(
        &self,
        _: AeadKey,
        _: &[u8],
        _: &[u8],
    ) -> Result<ConnectionTrafficSecrets, UnsupportedOperationError> {
        Err(UnsupportedOperationError)
    }
}

impl Keyed {
    fn start(&self, direction: Direction, nonce: &[u8], additional: &[u8]) -> Option<Aead> {
        let mut aead = Aead::new(self.mode, direction, self.key.as_ref(), nonce)?;
        aead.additional_data(additional).then_some(aead)
    }

    /// Bytes beside the text of a record.
    fn overhead(&self) -> usize {
        match self.form {
            // The kind.
            Form::Tls13 => TAG + 1,
            Form::Tls12 => TAG,
            Form::Explicit => TAG + EXPLICIT,
        }
    }
}

impl MessageEncrypter for Keyed {
    fn encrypt(
        &mut self,
        message: OutboundPlainMessage<'_>,
        number: u64,
    ) -> Result<OutboundOpaqueMessage, Error> {
        let total = self.encrypted_payload_len(message.payload.len());
        let mut payload = PrefixedPayload::with_capacity(total);
        let nonce = Nonce::new(&self.iv, number).0;
        let additional = match self.form {
            Form::Tls13 => make_tls13_aad(total).to_vec(),
            _ => {
                let (kind, version) = (message.typ, message.version);
                make_tls12_aad(number, kind, version, message.payload.len()).to_vec()
            }
        };
        let mut text = message.payload.to_vec();
        if self.form == Form::Tls13 {
            text.push(message.typ.into());
        }
        let mut aead =
            self.start(Direction::Encrypt, &nonce, &additional).ok_or(Error::EncryptError)?;
        aead.apply(&mut text);
        if self.form == Form::Explicit {
            payload.extend_from_slice(nonce.get(NONCE_LEN - EXPLICIT..).unwrap_or_default());
        }
        payload.extend_from_slice(&text);
        payload.extend_from_slice(&aead.finish());
        let (kind, version) = match self.form {
            Form::Tls13 => (ContentType::ApplicationData, ProtocolVersion::TLSv1_2),
            _ => (message.typ, message.version),
        };
        Ok(OutboundOpaqueMessage::new(kind, version, payload))
    }

    fn encrypted_payload_len(&self, length: usize) -> usize {
        length + self.overhead()
    }
}

impl MessageDecrypter for Keyed {
    fn decrypt<'a>(
        &mut self,
        mut message: InboundOpaqueMessage<'a>,
        number: u64,
    ) -> Result<InboundPlainMessage<'a>, Error> {
        let total = message.payload.len();
        let start = if self.form == Form::Explicit { EXPLICIT } else { 0 };
        let end = total.checked_sub(TAG).filter(|end| *end >= start).ok_or(Error::DecryptError)?;
        let mut nonce = Nonce::new(&self.iv, number).0;
        if self.form == Form::Explicit {
            // The fixed part is the beginning of the iv; the counter does not reach it.
            let explicit = message.payload.get(..EXPLICIT).unwrap_or_default();
            for (byte, part) in nonce.iter_mut().skip(NONCE_LEN - EXPLICIT).zip(explicit) {
                *byte = *part;
            }
        }
        let additional = match self.form {
            Form::Tls13 => make_tls13_aad(total).to_vec(),
            _ => make_tls12_aad(number, message.typ, message.version, end - start).to_vec(),
        };
        let mut aead =
            self.start(Direction::Decrypt, &nonce, &additional).ok_or(Error::DecryptError)?;
        let tag = message.payload.get(end..).unwrap_or_default().to_vec();
        if let Some(text) = message.payload.get_mut(start..end) {
            aead.apply(text);
        }
        if !mac::equal(&aead.finish(), &tag) {
            return Err(Error::DecryptError);
        }
        if self.form == Form::Tls13 {
            message.payload.truncate(end);
            return message.into_tls13_unpadded_message();
        }
        if end - start > TEXT_MAX {
            return Err(Error::PeerSentOversizedRecord);
        }
        Ok(message.into_plain_message_range(start..end))
    }
}
