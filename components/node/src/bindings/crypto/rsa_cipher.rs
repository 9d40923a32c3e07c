//! Encryption with RSA (`src/crypto/crypto_cipher.cc`, `crypto_rsa.cc`).
//!
//! Members: `publicEncrypt`, `privateDecrypt`, `privateEncrypt`, `publicDecrypt` (key, format,
//! encoding, passphrase, data, padding, hash, label); `RSACipherJob(mode, cipherMode, key, data,
//! variant, hash, label)`.

use kernelet_quickjs::bytes;
use rquickjs::{Ctx, Object, Result, Value};

use super::{
    asymmetric::{
        key::{Private, Public},
        padding::{self, PaddingError},
        rsa::{RsaPrivate, RsaPublic},
    },
    digest::Algorithm,
    error::{OpenSsl, throw_failed},
    input,
    job::{self, Work},
    key_handle::{Key, key_of},
    key_input,
};
use crate::{
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{Arguments, set_native},
    },
};

/// `RSA_PKCS1_PADDING`
const PKCS1: i32 = 1;
/// `RSA_NO_PADDING`
const NONE: i32 = 3;
/// `RSA_PKCS1_OAEP_PADDING`
const OAEP: i32 = 4;
/// `kWebCryptoCipherDecrypt`
const DECRYPT: i32 = 1;

/// Sets the members.
pub fn install(target: &Object<'_>) -> Result<()> {
    set_native(target, "publicEncrypt", 0, |arguments| {
        let key = public_key(arguments)?;
        let call = Call::new(arguments)?;
        call.answer(arguments.ctx(), encrypt(arguments.ctx(), &key, &call, false))
    })?;
    set_native(target, "privateEncrypt", 0, |arguments| {
        let key = private_key(arguments)?;
        let call = Call::new(arguments)?;
        let ctx = arguments.ctx();
        let block = block(ctx, &key.public, &call, true)?;
        call.answer(ctx, key.apply(&block).ok_or_else(|| OpenSsl::DATA_ABOVE_MODULUS.throw(ctx)))
    })?;
    set_native(target, "privateDecrypt", 0, |arguments| {
        let key = private_key(arguments)?;
        let call = Call::new(arguments)?;
        if call.padding == PKCS1 {
            let message = "RSA_PKCS1_PADDING is no longer supported for private decryption";
            let code = "ERR_INVALID_ARG_VALUE";
            return Err(throw_node(arguments.ctx(), ErrorKind::TypeError, code, message));
        }
        call.answer(arguments.ctx(), decrypt(arguments.ctx(), &key, &call))
    })?;
    set_native(target, "publicDecrypt", 0, |arguments| {
        let key = public_key(arguments)?;
        let call = Call::new(arguments)?;
        call.answer(arguments.ctx(), public_decrypt(arguments.ctx(), &key, &call))
    })?;
    job::define(target, "RSACipherJob", "CIPHERREQUEST", prepare)
}

fn public_key(arguments: &Arguments<'_, '_>) -> Result<RsaPublic> {
    match key_input::public(arguments, 0)? {
        Public::Rsa(key) => Ok(key),
        _ => Err(OpenSsl::NOT_SUPPORTED_FOR_KEY.throw(arguments.ctx())),
    }
}

fn private_key(arguments: &Arguments<'_, '_>) -> Result<RsaPrivate> {
    match key_input::private(arguments, 0)? {
        Private::Rsa(key) => Ok(key),
        _ => Err(OpenSsl::NOT_SUPPORTED_FOR_KEY.throw(arguments.ctx())),
    }
}

struct Call {
    data: Vec<u8>,
    padding: i32,
    hash: Algorithm,
    label: Vec<u8>,
}

impl Call {
    fn new(arguments: &Arguments<'_, '_>) -> Result<Self> {
        let hash = match input::optional_text(arguments, 6)? {
            Some(name) => Algorithm::from_name(&name),
            None => Some(Algorithm::Sha1),
        };
        let Some(hash) = hash else {
            let code = "ERR_OSSL_EVP_INVALID_DIGEST";
            let message = "Invalid digest used";
            return Err(throw_node(arguments.ctx(), ErrorKind::Error, code, message));
        };
        Ok(Self {
            data: input::bytes(arguments, 4),
            padding: arguments.int32(5),
            hash,
            label: input::bytes(arguments, 7),
        })
    }

    fn answer<'js>(&self, ctx: &Ctx<'js>, output: Result<Vec<u8>>) -> Result<Value<'js>> {
        Ok(codecs::buffer(ctx, output?)?.into_value())
    }
}

/// The padded data; `signs` for the private operation, which has no OAEP.
fn block(ctx: &Ctx<'_>, key: &RsaPublic, call: &Call, signs: bool) -> Result<Vec<u8>> {
    let size = key.size();
    let block = match call.padding {
        PKCS1 => padding::block_v15(if signs { 1 } else { 2 }, &call.data, size),
        OAEP if !signs => padding::oaep(call.hash, &call.label, &call.data, size),
        NONE if call.data.len() < size => return Err(OpenSsl::DATA_TOO_SMALL.throw(ctx)),
        NONE if call.data.len() > size => return Err(OpenSsl::DATA_TOO_LARGE.throw(ctx)),
        NONE if !key.holds(&call.data) => return Err(OpenSsl::DATA_ABOVE_MODULUS.throw(ctx)),
        NONE => Ok(call.data.clone()),
        _ => return Err(OpenSsl::ILLEGAL_PADDING.throw(ctx)),
    };
    block.map_err(|error| match error {
        PaddingError::NoRandomness => throw_failed(ctx, "Random bytes are not available"),
        _ => OpenSsl::DATA_TOO_LARGE.throw(ctx),
    })
}

fn encrypt(ctx: &Ctx<'_>, key: &RsaPublic, call: &Call, signs: bool) -> Result<Vec<u8>> {
    let block = block(ctx, key, call, signs)?;
    key.apply(&block).ok_or_else(|| OpenSsl::DATA_ABOVE_MODULUS.throw(ctx))
}

fn decrypt(ctx: &Ctx<'_>, key: &RsaPrivate, call: &Call) -> Result<Vec<u8>> {
    if call.data.len() > key.public.size() {
        return Err(OpenSsl::DATA_LONGER_THAN_MODULUS.throw(ctx));
    }
    if !key.public.holds(&call.data) {
        return Err(OpenSsl::DATA_ABOVE_MODULUS.throw(ctx));
    }
    let block = key.apply(&call.data).ok_or_else(|| OpenSsl::OAEP_DECODING.throw(ctx))?;
    match call.padding {
        NONE => Ok(block),
        OAEP => padding::open_oaep(call.hash, &call.label, &block)
            .map_err(|_| OpenSsl::OAEP_DECODING.throw(ctx)),
        _ => Err(OpenSsl::ILLEGAL_PADDING.throw(ctx)),
    }
}

fn public_decrypt(ctx: &Ctx<'_>, key: &RsaPublic, call: &Call) -> Result<Vec<u8>> {
    if call.data.len() > key.size() {
        return Err(OpenSsl::DATA_LONGER_THAN_MODULUS.throw(ctx));
    }
    if !key.holds(&call.data) {
        return Err(OpenSsl::DATA_ABOVE_MODULUS.throw(ctx));
    }
    let block = key.apply(&call.data).ok_or_else(|| OpenSsl::DATA_ABOVE_MODULUS.throw(ctx))?;
    match call.padding {
        NONE => Ok(block),
        PKCS1 => padding::open_block_v15(&block).map_err(|_| OpenSsl::NOT_BLOCK_TYPE_1.throw(ctx)),
        _ => Err(OpenSsl::ILLEGAL_PADDING.throw(ctx)),
    }
}

fn prepare<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let decrypts = arguments.int32(1) == DECRYPT;
    let key = key_of(&arguments.get(2));
    let call = Call {
        data: input::bytes(arguments, 3),
        padding: OAEP,
        hash: input::digest(arguments, 5)?,
        label: input::bytes(arguments, 6),
    };
    Ok(Box::new(move |ctx, _| {
        let output = match &key {
            Some(Key::Private(key)) if decrypts => match &**key {
                Private::Rsa(key) => decrypt(ctx, key, &call),
                _ => Err(OpenSsl::NOT_SUPPORTED_FOR_KEY.throw(ctx)),
            },
            Some(Key::Public(key)) if !decrypts => match &**key {
                Public::Rsa(key) => encrypt(ctx, key, &call, false),
                _ => Err(OpenSsl::NOT_SUPPORTED_FOR_KEY.throw(ctx)),
            },
            _ => Err(throw_failed(ctx, "The key does not fit the operation")),
        }?;
        Ok(bytes::array_buffer(ctx, output)?.into_value())
    }))
}
