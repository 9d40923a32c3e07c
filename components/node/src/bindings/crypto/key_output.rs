//! Keys as programs want them: PEM, DER, JWK.

use rquickjs::{Ctx, Object, Result, Value};
use zeroize::Zeroizing;

use super::{
    asymmetric::{
        der, encryption,
        key::{Private, Public},
        number::pad,
        pem,
        rsa::{RsaPublic, Usage},
    },
    cipher::catalog::{self, Cipher},
    error::throw_failed,
    input,
    key_handle::{self, Key},
    key_input::KeyEncoding,
};
use crate::{
    codecs::{self, Encoding},
    runtime::{
        errors::{ErrorKind, throw_node},
        members::Arguments,
    },
};

/// `kKeyFormatPEM`
const PEM: i32 = 1;
/// `kKeyFormatJWK`
const JWK: i32 = 2;

/// The form in which a key is wanted.
#[derive(Clone)]
pub struct Wanted {
    /// Node's number of the format; `None` for a handle.
    format: Option<i32>,
    encoding: Option<KeyEncoding>,
    encryption: Option<(Cipher, Zeroizing<Vec<u8>>)>,
}

impl Wanted {
    /// The form in the arguments from `start`: format and encoding.
    pub fn public(arguments: &Arguments<'_, '_>, start: usize) -> Self {
        Self {
            format: arguments.get(start).as_int(),
            encoding: KeyEncoding::from_value(&arguments.get(start + 1)),
            encryption: None,
        }
    }

    /// The form in the arguments from `start`: format, encoding, cipher, passphrase.
    pub fn private(arguments: &Arguments<'_, '_>, start: usize) -> Result<Self> {
        let mut wanted = Self::public(arguments, start);
        if let Some(name) = input::optional_text(arguments, start + 2)? {
            let Some(cipher) = catalog::from_name(&name) else {
                let code = "ERR_CRYPTO_UNKNOWN_CIPHER";
                return Err(throw_node(arguments.ctx(), ErrorKind::Error, code, "Unknown cipher"));
            };
            let passphrase = Zeroizing::new(input::bytes(arguments, start + 3));
            wanted.encryption = Some((cipher, passphrase));
        }
        Ok(wanted)
    }

    fn write<'js>(&self, ctx: &Ctx<'js>, label: &str, der: &[u8]) -> Result<Value<'js>> {
        if self.format == Some(PEM) {
            let text = pem::write(label, None, der);
            return Ok(rquickjs::String::from_str(ctx.clone(), &text)?.into_value());
        }
        Ok(codecs::buffer(ctx, der.to_vec())?.into_value())
    }
}

/// A public key in the wanted form.
pub fn public<'js>(ctx: &Ctx<'js>, key: Public, wanted: &Wanted) -> Result<Value<'js>> {
    match wanted.format {
        None => key_handle::handle(ctx, Key::public(key)),
        Some(JWK) => {
            let target = Object::new(ctx.clone())?;
            jwk(ctx, &Key::public(key), &target, false)?;
            Ok(target.into_value())
        }
        Some(_) => match (&key, wanted.encoding) {
            (Public::Rsa(rsa), Some(KeyEncoding::Pkcs1)) => {
                wanted.write(ctx, "RSA PUBLIC KEY", &der::pkcs1_public(rsa))
            }
            _ => wanted.write(ctx, "PUBLIC KEY", &der::spki(&key)),
        },
    }
}

/// A private key in the wanted form.
pub fn private<'js>(ctx: &Ctx<'js>, key: Private, wanted: &Wanted) -> Result<Value<'js>> {
    let (label, content) = match (&key, wanted.format, wanted.encoding) {
        (_, None, _) => return key_handle::handle(ctx, Key::private(key)),
        (_, Some(JWK), _) => {
            let target = Object::new(ctx.clone())?;
            jwk(ctx, &Key::private(key), &target, false)?;
            return Ok(target.into_value());
        }
        (Private::Rsa(rsa), _, Some(KeyEncoding::Pkcs1)) => {
            ("RSA PRIVATE KEY", der::pkcs1_private(rsa))
        }
        (Private::Ec(..), _, Some(KeyEncoding::Sec1)) => {
            ("EC PRIVATE KEY", der::sec1(&key).unwrap_or_default())
        }
        _ => ("PRIVATE KEY", der::pkcs8(&key)),
    };
    let Some((cipher, passphrase)) = &wanted.encryption else {
        return wanted.write(ctx, label, &content);
    };
    let failed = || throw_failed(ctx, "Only AES in CBC mode encrypts keys here");
    if label == "PRIVATE KEY" {
        let content = encryption::encrypt(*cipher, passphrase, &content).ok_or_else(failed)?;
        return wanted.write(ctx, "ENCRYPTED PRIVATE KEY", &content);
    }
    let (header, content) =
        encryption::encrypt_block(*cipher, passphrase, &content).ok_or_else(failed)?;
    let text = pem::write(label, Some(&header), &content);
    Ok(rquickjs::String::from_str(ctx.clone(), &text)?.into_value())
}

/// Fills a JWK. An RSA-PSS key is one only where the caller keeps the algorithm elsewhere.
pub fn jwk<'js>(ctx: &Ctx<'js>, key: &Key, target: &Object<'js>, takes_pss: bool) -> Result<()> {
    let set = |name: &str, bytes: &[u8]| -> Result<()> {
        target.set(name, codecs::decode(ctx, Encoding::Base64Url, bytes)?)
    };
    let public = match key {
        Key::Secret(secret) => {
            target.set("kty", "oct")?;
            return set("k", secret);
        }
        Key::Public(key) => (**key).clone(),
        Key::Private(key) => key.public(),
    };
    let private = match key {
        Key::Private(key) => Some(&**key),
        _ => None,
    };
    match public {
        Public::Rsa(RsaPublic { n, e, usage }) if usage == Usage::Any || takes_pss => {
            target.set("kty", "RSA")?;
            set("n", &n)?;
            set("e", &e)?;
            if let Some(Private::Rsa(rsa)) = private {
                let parts = [&rsa.d, &rsa.p, &rsa.q, &rsa.dp, &rsa.dq, &rsa.qi];
                for (name, part) in ["d", "p", "q", "dp", "dq", "qi"].into_iter().zip(parts) {
                    set(name, part)?;
                }
            }
            Ok(())
        }
        Public::Ec(curve, point) => {
            let (x, y) = point.get(1..).unwrap_or_default().split_at(curve.size());
            target.set("kty", "EC")?;
            set("x", x)?;
            set("y", y)?;
            target.set("crv", curve.jwk_name())?;
            if let Some(Private::Ec(_, scalar, _)) = private {
                set("d", &pad(scalar, curve.size()).unwrap_or_default())?;
            }
            Ok(())
        }
        Public::Okp(okp, public) => {
            target.set("crv", okp.name())?;
            if let Some(Private::Okp(_, secret, _)) = private {
                set("d", secret)?;
            }
            set("x", &public)?;
            target.set("kty", "OKP")
        }
        Public::Rsa(_) | Public::Dh(..) => {
            let code = "ERR_CRYPTO_JWK_UNSUPPORTED_KEY_TYPE";
            Err(throw_node(ctx, ErrorKind::Error, code, "Unsupported JWK Key Type."))
        }
    }
}
