//! Keys as programs give them: handles, PEM, DER, JWK.

use kernelet_quickjs::{bytes::bytes_of, strings};
use rquickjs::{Ctx, Object, Result, Value};
use zeroize::Zeroizing;

use super::{
    asymmetric::{
        asn1::{Reader, tag, trim},
        curve::Curve,
        der, encryption,
        encryption::ClosedKey,
        key::{Private, Public},
        pem,
        rsa::{RsaPrivate, RsaPublic, Usage},
    },
    error::{OpenSsl, throw_plain},
    key_handle::{Key, key_of},
};
use crate::{
    codecs::{self, Encoding},
    runtime::{
        errors::{ErrorKind, throw_node},
        members::Arguments,
    },
};

/// `kKeyFormatDER`
const DER: i32 = 0;

/// How a key is written (`kKeyEncoding…`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum KeyEncoding {
    Pkcs1,
    Pkcs8,
    Spki,
    Sec1,
}

impl KeyEncoding {
    /// The encoding of Node's number.
    pub fn from_value(value: &Value<'_>) -> Option<Self> {
        Some(match value.as_int()? {
            0 => Self::Pkcs1,
            1 => Self::Pkcs8,
            2 => Self::Spki,
            3 => Self::Sec1,
            _ => return None,
        })
    }
}

/// Why bytes are no key.
enum NoKey {
    OpenSsl(OpenSsl),
    Plain(&'static str),
    MissingPassphrase,
}

impl NoKey {
    fn throw(self, ctx: &Ctx<'_>) -> rquickjs::Error {
        match self {
            Self::OpenSsl(error) => error.throw(ctx),
            Self::Plain(message) => throw_plain(ctx, message),
            Self::MissingPassphrase => {
                let message = "Passphrase required for encrypted key";
                throw_node(ctx, ErrorKind::TypeError, "ERR_MISSING_PASSPHRASE", message)
            }
        }
    }
}

impl From<OpenSsl> for NoKey {
    fn from(error: OpenSsl) -> Self {
        Self::OpenSsl(error)
    }
}

/// The private key in the four arguments from `start`: data, format, encoding, passphrase.
pub fn private(arguments: &Arguments<'_, '_>, start: usize) -> Result<Private> {
    let ctx = arguments.ctx();
    let data = arguments.get(start);
    if let Some(key) = key_of(&data) {
        return match key {
            Key::Private(key) => Ok((*key).clone()),
            _ => Err(OpenSsl::NOT_SUPPORTED_FOR_KEY.throw(ctx)),
        };
    }
    let bytes = bytes_of(&data).map(|bytes| bytes.to_vec()).unwrap_or_default();
    let passphrase = bytes_of(&arguments.get(start + 3)).map(|bytes| bytes.to_vec());
    let found = if arguments.get(start + 1).as_int() == Some(DER) {
        let encoding = KeyEncoding::from_value(&arguments.get(start + 2));
        private_der(&bytes, encoding, passphrase.as_deref())
    } else {
        private_pem(&bytes, passphrase.as_deref())
    };
    found.map_err(|error| error.throw(ctx))
}

/// The public key in the four arguments from `start`; a private one gives its public half.
pub fn public(arguments: &Arguments<'_, '_>, start: usize) -> Result<Public> {
    let ctx = arguments.ctx();
    let data = arguments.get(start);
    if let Some(key) = key_of(&data) {
        return match key {
            Key::Public(key) => Ok((*key).clone()),
            Key::Private(key) => Ok(key.public()),
            Key::Secret(_) => Err(OpenSsl::NOT_SUPPORTED_FOR_KEY.throw(ctx)),
        };
    }
    let bytes = bytes_of(&data).map(|bytes| bytes.to_vec()).unwrap_or_default();
    let is_der = arguments.get(start + 1).as_int() == Some(DER);
    let encoding = KeyEncoding::from_value(&arguments.get(start + 2));
    let found = if is_der { public_der(&bytes, encoding) } else { public_pem(&bytes) };
    match found {
        Some(Ok(key)) => Ok(key),
        Some(Err(error)) => Err(error.throw(ctx)),
        None => private(arguments, start).map(|key| key.public()),
    }
}

/// `None` when it looks like a private key.
fn public_der(
    bytes: &[u8],
    encoding: Option<KeyEncoding>,
) -> Option<std::result::Result<Public, NoKey>> {
    let failed = || NoKey::Plain("Failed to read asymmetric key");
    match encoding {
        Some(KeyEncoding::Spki) => Some(der::read_spki(bytes).ok_or_else(failed)),
        Some(KeyEncoding::Pkcs1) => {
            // A private key starts with its version.
            let mut inner = Reader::new(bytes).inside(tag::SEQUENCE)?;
            if inner.unsigned().is_some_and(|version| version.is_empty()) {
                return None;
            }
            Some(der::read_pkcs1_public(bytes, Usage::Any).ok_or_else(failed))
        }
        _ => None,
    }
}

/// `None` when there is no public key or certificate in it.
fn public_pem(bytes: &[u8]) -> Option<std::result::Result<Public, NoKey>> {
    let wrong = || NoKey::OpenSsl(OpenSsl::WRONG_TAG);
    for block in pem::read(bytes) {
        let key = match block.label.as_str() {
            "PUBLIC KEY" => der::read_spki(&block.content),
            "RSA PUBLIC KEY" => der::read_pkcs1_public(&block.content, Usage::Any),
            "CERTIFICATE" => certificate_key(&block.content),
            _ => continue,
        };
        return Some(key.ok_or_else(wrong));
    }
    None
}

/// The public key in a certificate (RFC 5280).
fn certificate_key(der: &[u8]) -> Option<Public> {
    let mut certificate = Reader::new(der).inside(tag::SEQUENCE)?.inside(tag::SEQUENCE)?;
    certificate.optional(tag::context(0));
    // Serial number, algorithm, issuer, validity, subject.
    for _ in 0..5 {
        certificate.element()?;
    }
    der::read_spki(certificate.element()?.2)
}

fn opened(
    result: std::result::Result<Zeroizing<Vec<u8>>, ClosedKey>,
) -> std::result::Result<Zeroizing<Vec<u8>>, NoKey> {
    result.map_err(|error| match error {
        ClosedKey::Unsupported => OpenSsl::UNSUPPORTED.into(),
        ClosedKey::WrongPassphrase => OpenSsl::BAD_DECRYPT.into(),
    })
}

fn needed(passphrase: Option<&[u8]>) -> std::result::Result<&[u8], NoKey> {
    passphrase.ok_or(NoKey::OpenSsl(OpenSsl::INTERRUPTED))
}

/// The private key in a PEM text.
pub fn private_of_pem(ctx: &Ctx<'_>, bytes: &[u8], passphrase: Option<&[u8]>) -> Result<Private> {
    private_pem(bytes, passphrase).map_err(|error| error.throw(ctx))
}

fn private_pem(bytes: &[u8], passphrase: Option<&[u8]>) -> std::result::Result<Private, NoKey> {
    for block in pem::read(bytes) {
        let content = match &block.encryption {
            Some(header) => {
                opened(encryption::decrypt_block(header, needed(passphrase)?, &block.content))?
            }
            None => Zeroizing::new(block.content.clone()),
        };
        let key = match block.label.as_str() {
            "PRIVATE KEY" => der::read_pkcs8(&content),
            "RSA PRIVATE KEY" => der::read_pkcs1_private(&content, Usage::Any),
            "EC PRIVATE KEY" => der::read_sec1(&content, None),
            "ENCRYPTED PRIVATE KEY" => {
                der::read_pkcs8(&opened(encryption::decrypt(&content, needed(passphrase)?))?)
            }
            _ => continue,
        };
        return key.ok_or(NoKey::OpenSsl(OpenSsl::UNSUPPORTED));
    }
    Err(OpenSsl::UNSUPPORTED.into())
}

fn private_der(
    bytes: &[u8],
    encoding: Option<KeyEncoding>,
    passphrase: Option<&[u8]>,
) -> std::result::Result<Private, NoKey> {
    let key = match encoding {
        Some(KeyEncoding::Pkcs1) => der::read_pkcs1_private(bytes, Usage::Any),
        Some(KeyEncoding::Sec1) => der::read_sec1(bytes, None),
        _ => {
            // An encrypted key starts with an algorithm, the others with their version.
            let inner = Reader::new(bytes).inside(tag::SEQUENCE);
            if inner.and_then(|inner| inner.peek()) == Some(tag::SEQUENCE) {
                der::read_pkcs8(&opened(encryption::decrypt(
                    bytes,
                    passphrase.ok_or(NoKey::MissingPassphrase)?,
                ))?)
            } else {
                der::read_pkcs8(bytes)
            }
        }
    };
    key.ok_or(NoKey::OpenSsl(OpenSsl::NOT_ENOUGH_DATA))
}

fn invalid_jwk(ctx: &Ctx<'_>, message: &str) -> rquickjs::Error {
    throw_node(ctx, ErrorKind::TypeError, "ERR_CRYPTO_INVALID_JWK", message)
}

/// The bytes of a member in base64url, if it is a string.
fn member<'js>(jwk: &Object<'js>, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let text: Value<'js> = jwk.get(name)?;
    if !text.is_string() {
        return Ok(None);
    }
    let bytes = strings::with_view(&text, |text| codecs::encode(text, Encoding::Base64Url))?;
    Ok(Some(Zeroizing::new(bytes)))
}

/// The key of a JWK: `oct`, `RSA` or `EC`; the curve of the latter is told apart.
pub fn jwk<'js>(ctx: &Ctx<'js>, jwk: &Object<'js>, curve: Option<&str>) -> Result<Key> {
    let kind: Value<'js> = jwk.get("kty")?;
    match strings::to_utf8(&kind)?.as_str() {
        "oct" => match member(jwk, "k")? {
            Some(secret) => Ok(Key::secret(secret)),
            None => Err(invalid_jwk(ctx, "Invalid JWK secret key format")),
        },
        "RSA" => rsa_jwk(ctx, jwk),
        "EC" => ec_jwk(ctx, jwk, curve),
        _ => Err(invalid_jwk(ctx, "Unsupported JWK key type")),
    }
}

fn rsa_jwk<'js>(ctx: &Ctx<'js>, jwk: &Object<'js>) -> Result<Key> {
    let invalid = || invalid_jwk(ctx, "Invalid JWK RSA key");
    let part = |name| -> Result<Option<Zeroizing<Vec<u8>>>> {
        Ok(member(jwk, name)?.map(|bytes| Zeroizing::new(trim(&bytes).to_vec())))
    };
    let (Some(n), Some(e)) = (part("n")?, part("e")?) else { return Err(invalid()) };
    let public = RsaPublic { n: n.to_vec(), e: e.to_vec(), usage: Usage::Any };
    let Some(d) = part("d")? else { return Ok(Key::public(Public::Rsa(public))) };
    let mut parts = Vec::new();
    for name in ["p", "q", "dp", "dq", "qi"] {
        parts.push(part(name)?.ok_or_else(invalid)?);
    }
    let Ok([p, q, dp, dq, qi]) = <[Zeroizing<Vec<u8>>; 5]>::try_from(parts) else {
        return Err(invalid());
    };
    Ok(Key::private(Private::Rsa(RsaPrivate { public, d, p, q, dp, dq, qi })))
}

fn ec_jwk<'js>(ctx: &Ctx<'js>, jwk: &Object<'js>, curve: Option<&str>) -> Result<Key> {
    let invalid = || invalid_jwk(ctx, "Invalid JWK EC key");
    let Some(curve) = curve.and_then(Curve::from_name) else {
        let message = "Invalid EC curve name";
        return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_CRYPTO_INVALID_CURVE", message));
    };
    let (Some(x), Some(y)) = (member(jwk, "x")?, member(jwk, "y")?) else {
        return Err(invalid());
    };
    let point = curve.point(&x, &y).ok_or_else(invalid)?;
    let Some(d) = member(jwk, "d")? else { return Ok(Key::public(Public::Ec(curve, point))) };
    match Private::ec(curve, &d) {
        Some(key) if key.public() == Public::Ec(curve, point) => Ok(Key::private(key)),
        _ => Err(invalid()),
    }
}
