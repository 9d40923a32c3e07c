//! Symmetric ciphers for JavaScript (`src/crypto/crypto_cipher.cc`).
//!
//! Members: `CipherBase(encrypts)` with `initiv(cipher, key, vector, tagLength)`, `update`, `final`,
//! `setAutoPadding`, `getAuthTag`, `setAuthTag`, `setAAD`; `getCiphers`, `getCipherInfo`,
//! `getSSLCiphers`; `AESCipherJob` in [`web`].
//!
//! | Module | What |
//! |---|---|
//! | [`catalog`] | names and sizes |
//! | [`engine`] | block and stream modes, key wrapping |
//! | [`aead`] | GCM, ChaCha20-Poly1305, CCM |
//! | [`machine`] | a cipher at work, whatever its mode |
//! | [`web`] | the ciphers of Web Crypto |

pub mod aead;
pub mod catalog;
pub mod engine;
pub mod machine;
pub mod web;

use std::cell::{Cell, RefCell};

use kernelet_quickjs::bytes::bytes_of;
use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};

use self::{
    catalog::{Cipher, Mode},
    engine::Direction,
    machine::{CipherError, Machine},
};
use super::{
    error::{OpenSsl, throw_plain},
    input, key_handle,
};
use crate::{
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{self, Arguments, set_native},
    },
};

/// Most bytes that one `update` takes.
const LONGEST_UPDATE: usize = i32::MAX as usize;

struct CipherBase {
    direction: Direction,
    cipher: Cell<Option<Cipher>>,
    machine: RefCell<Option<Machine>>,
    tag_length: Cell<Option<usize>>,
    /// Most bytes of text.
    longest: Cell<usize>,
    /// The tag that came out.
    tag: RefCell<Option<Vec<u8>>>,
}

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for CipherBase {
    type Changed<'to> = CipherBase;
}

impl<'js> Trace<'js> for CipherBase {
    fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for CipherBase {
    const NAME: &'static str = "CipherBase";
    type Mutable = Readable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

impl CipherBase {
    fn mode(&self) -> Option<Mode> {
        self.cipher.get().map(|cipher| cipher.mode)
    }
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let (constructor, prototype) =
        members::class(ctx, "CipherBase", 0, None, |arguments, proto| {
            let direction =
                if arguments.is_true(0) { Direction::Encrypt } else { Direction::Decrypt };
            let base = CipherBase {
                direction,
                cipher: Cell::default(),
                machine: RefCell::default(),
                tag_length: Cell::default(),
                longest: Cell::default(),
                tag: RefCell::default(),
            };
            Ok(Class::instance_proto(base, proto)?.into_value())
        })?;
    set_native(&prototype, "initiv", 0, init)?;
    set_native(&prototype, "update", 0, update)?;
    set_native(&prototype, "final", 0, finish)?;
    set_native(&prototype, "setAutoPadding", 0, set_auto_padding)?;
    set_native(&prototype, "getAuthTag", 0, get_auth_tag)?;
    set_native(&prototype, "setAuthTag", 0, set_auth_tag)?;
    set_native(&prototype, "setAAD", 0, set_additional_data)?;
    members::define(target, "CipherBase", constructor)?;
    set_native(target, "getCiphers", 0, |arguments| {
        let names = Array::new(arguments.ctx().clone())?;
        for (index, (name, _)) in catalog::NAMES.iter().enumerate() {
            names.set(index, *name)?;
        }
        Ok(names.into_value())
    })?;
    set_native(target, "getCipherInfo", 0, cipher_info)?;
    web::install(target)
}

fn this<'js>(arguments: &Arguments<'_, 'js>) -> Result<Class<'js, CipherBase>> {
    Class::from_object(&arguments.this_object()?)
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

fn undefined<'js>(arguments: &Arguments<'_, 'js>) -> Value<'js> {
    Value::new_undefined(arguments.ctx().clone())
}

fn boolean<'js>(arguments: &Arguments<'_, 'js>, value: bool) -> Value<'js> {
    Value::new_bool(arguments.ctx().clone(), value)
}

fn invalid_vector(ctx: &Ctx<'_>) -> rquickjs::Error {
    let message = "Invalid initialization vector";
    throw_node(ctx, ErrorKind::TypeError, "ERR_CRYPTO_INVALID_IV", message)
}

fn invalid_tag(ctx: &Ctx<'_>, message: &str) -> rquickjs::Error {
    throw_node(ctx, ErrorKind::TypeError, "ERR_CRYPTO_INVALID_AUTH_TAG", message)
}

fn invalid_tag_length(ctx: &Ctx<'_>, length: usize) -> rquickjs::Error {
    invalid_tag(ctx, &format!("Invalid authentication tag length: {length}"))
}

/// The longer the nonce of CCM, the shorter the field for the length of the text.
fn longest_text(mode: Mode, vector: usize) -> usize {
    match (mode, vector) {
        (Mode::Ccm, 12) => 0xff_ffff,
        (Mode::Ccm, 13) => 0xffff,
        _ => LONGEST_UPDATE,
    }
}

fn invalid_message_length(ctx: &Ctx<'_>) -> rquickjs::Error {
    let message = "Invalid message length";
    throw_node(ctx, ErrorKind::RangeError, "ERR_CRYPTO_INVALID_MESSAGELEN", message)
}

/// Lengths that NIST SP 800-38D allows.
fn is_gcm_tag(length: usize) -> bool {
    length == 4 || length == 8 || (12..=16).contains(&length)
}

/// `initiv(cipher, key, vector, authTagLength)`
fn init<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let base = this(arguments)?;
    let base = base.borrow();
    let name = input::text(arguments, 0)?;
    let Some(cipher) = catalog::from_name(&name) else {
        return Err(throw_node(
            ctx,
            ErrorKind::Error,
            "ERR_CRYPTO_UNKNOWN_CIPHER",
            "Unknown cipher",
        ));
    };
    let key = key_handle::secret_or_bytes(&arguments.get(1));
    let vector = input::bytes(arguments, 2);
    if !cipher.mode.takes_vector(vector.len()) {
        return Err(invalid_vector(ctx));
    }
    let given = arguments.int32(3);
    let tag_length = usize::try_from(given).ok();
    let tag_length = match (cipher.mode, tag_length) {
        (Mode::Gcm, Some(length)) if !is_gcm_tag(length) => {
            return Err(invalid_tag_length(ctx, length));
        }
        (Mode::Ccm, None) => {
            return Err(invalid_tag(ctx, &format!("authTagLength required for {name}")));
        }
        (Mode::Ccm, Some(length)) if !(4..=16).contains(&length) || length % 2 != 0 => {
            return Err(invalid_tag_length(ctx, length));
        }
        (Mode::ChaCha20Poly1305, Some(length)) if !(1..=16).contains(&length) => {
            return Err(invalid_tag_length(ctx, length));
        }
        (Mode::ChaCha20Poly1305, None) => Some(16),
        (_, length) => length,
    };
    let machine =
        Machine::new(cipher, base.direction, &key, &vector, tag_length.unwrap_or_default());
    let (true, Some(machine)) = (key.len() == cipher.key_length, machine) else {
        let message = "Invalid key length";
        return Err(throw_node(ctx, ErrorKind::RangeError, "ERR_CRYPTO_INVALID_KEYLEN", message));
    };
    base.cipher.set(Some(cipher));
    base.tag_length.set(tag_length);
    base.machine.replace(Some(machine));
    base.longest.set(longest_text(cipher.mode, vector.len()));
    Ok(undefined(arguments))
}

fn update<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let base = this(arguments)?;
    let base = base.borrow();
    let output = input::with_bytes(&arguments.get(0), &arguments.get(1), |data| {
        if data.len() > base.longest.get() {
            return Ok(None);
        }
        match &mut *base.machine.borrow_mut() {
            Some(machine) => machine.update(data).map(Some),
            None => Err(CipherError::State),
        }
    })?;
    match output {
        Ok(Some(output)) => Ok(codecs::buffer(ctx, output)?.into_value()),
        Ok(None) => Err(invalid_message_length(ctx)),
        Err(_) => Err(throw_plain(ctx, "Trying to add data in unsupported state")),
    }
}

/// `final()`
fn finish<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let base = this(arguments)?;
    let base = base.borrow();
    let Some(machine) = base.machine.take() else {
        return Err(throw_node(ctx, ErrorKind::Error, "ERR_CRYPTO_INVALID_STATE", "Invalid state"));
    };
    match machine.finish() {
        Ok((last, tag)) => {
            base.tag.replace(tag);
            Ok(codecs::buffer(ctx, last)?.into_value())
        }
        Err(CipherError::BlockLength) => Err(OpenSsl::WRONG_FINAL_BLOCK_LENGTH.throw(ctx)),
        Err(CipherError::Padding) => Err(OpenSsl::BAD_DECRYPT.throw(ctx)),
        Err(CipherError::Unauthenticated | CipherError::State) => {
            let authenticated = base.mode().is_some_and(Mode::is_authenticated);
            let message = if authenticated {
                "Unsupported state or unable to authenticate data"
            } else {
                "Unsupported state"
            };
            Err(throw_plain(ctx, message))
        }
    }
}

fn set_auto_padding<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let base = this(arguments)?;
    let set = match &mut *base.borrow().machine.borrow_mut() {
        Some(machine) => {
            machine.set_padding(arguments.is_empty() || arguments.is_true(0));
            true
        }
        None => false,
    };
    Ok(boolean(arguments, set))
}

fn get_auth_tag<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let base = this(arguments)?;
    let base = base.borrow();
    let tag = base.tag.borrow().clone();
    match tag {
        Some(mut tag) if base.direction == Direction::Encrypt => {
            tag.truncate(base.tag_length.get().unwrap_or(tag.len()));
            Ok(codecs::buffer(arguments.ctx(), tag)?.into_value())
        }
        _ => Ok(undefined(arguments)),
    }
}

fn set_auth_tag<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let base = this(arguments)?;
    let base = base.borrow();
    let mut machine = base.machine.borrow_mut();
    let (Some(machine), Some(mode)) = (&mut *machine, base.mode()) else {
        return Ok(boolean(arguments, false));
    };
    let expects = base.direction == Direction::Decrypt && mode.is_authenticated();
    if !expects || machine.tag.is_some() {
        return Ok(boolean(arguments, false));
    }
    let tag = input::bytes(arguments, 0);
    let expected = base.tag_length.get().is_none_or(|length| length == tag.len());
    if !expected || (mode == Mode::Gcm && !is_gcm_tag(tag.len())) {
        return Err(invalid_tag_length(arguments.ctx(), tag.len()));
    }
    machine.tag = Some(tag);
    Ok(boolean(arguments, true))
}

/// `setAAD(data, plaintextLength)`
fn set_additional_data<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let base = this(arguments)?;
    let base = base.borrow();
    let mut machine = base.machine.borrow_mut();
    let Some(machine) = &mut *machine else { return Ok(boolean(arguments, false)) };
    if base.mode() == Some(Mode::Ccm) && arguments.int32(1) < 0 {
        let message = "options.plaintextLength required for CCM mode with AAD";
        return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_MISSING_ARGS", message));
    }
    if base.mode() == Some(Mode::Ccm) && arguments.number(1) as usize > base.longest.get() {
        return Err(invalid_message_length(ctx));
    }
    let taken = bytes_of(&arguments.get(0))
        .is_some_and(|data| data.with_slice(|data| machine.additional_data(data)));
    Ok(boolean(arguments, taken))
}

/// `getCipherInfo(target, nameOrNid, keyLength, ivLength)`: fills and answers the target.
fn cipher_info<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let name_or_nid = arguments.get(1);
    let cipher = match name_or_nid.as_number() {
        Some(nid) => catalog::from_nid(nid as i32),
        None => catalog::from_name(&input::text(arguments, 1)?),
    };
    let (Some(cipher), Some(target)) = (cipher, arguments.object(0)) else {
        return Ok(undefined(arguments));
    };
    let length = |index| arguments.get(index).as_number().map(|length| length as usize);
    let vector_length = cipher.mode.vector_length();
    if length(2).is_some_and(|key| key != cipher.key_length)
        || length(3).is_some_and(|vector| vector != vector_length)
    {
        return Ok(undefined(arguments));
    }
    target.set("mode", cipher.mode.name())?;
    target.set("name", cipher.name)?;
    target.set("nid", cipher.nid)?;
    if let Some(size) = cipher.mode.block_size() {
        target.set("blockSize", size as i32)?;
    }
    if vector_length > 0 {
        target.set("ivLength", vector_length as i32)?;
    }
    target.set("keyLength", cipher.key_length as i32)?;
    Ok(target.into_value())
}
