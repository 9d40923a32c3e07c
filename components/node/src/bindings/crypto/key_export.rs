//! Jobs that write keys for Web Crypto (`src/crypto/crypto_{rsa,ec}.cc`).
//!
//! Members: `RSAKeyExportJob(mode, format, key, variant)`, `ECKeyExportJob(mode, format, key)`.
//! Results are `ArrayBuffer`s.

use kernelet_quickjs::bytes;
use rquickjs::{Object, Result};

use super::{
    asymmetric::{der, key::Public},
    error::throw_failed,
    job::{self, Work},
    key_handle::{Key, key_of},
};
use crate::runtime::members::Arguments;

/// `kWebCryptoKeyFormatRaw`
const RAW: i32 = 0;
/// `kWebCryptoKeyFormatPKCS8`
const PKCS8: i32 = 1;
/// `kWebCryptoKeyFormatSPKI`
const SPKI: i32 = 2;

/// Sets the members.
pub fn install(target: &Object<'_>) -> Result<()> {
    job::define(target, "RSAKeyExportJob", "KEYEXPORTREQUEST", prepare)?;
    job::define(target, "ECKeyExportJob", "KEYEXPORTREQUEST", prepare)
}

fn prepare<'js>(arguments: &Arguments<'_, 'js>, _: &Object<'js>) -> Result<Work> {
    let format = arguments.int32(1);
    let key = key_of(&arguments.get(2));
    Ok(Box::new(move |ctx, _| {
        let output = match (format, &key) {
            (PKCS8, Some(Key::Private(key))) => Some(der::pkcs8(key).to_vec()),
            (SPKI, Some(Key::Public(key))) => Some(der::spki(key)),
            (RAW, Some(Key::Public(key))) => match &**key {
                Public::Ec(_, point) => Some(point.clone()),
                Public::Okp(_, public) => Some(public.clone()),
                Public::Rsa(_) | Public::Dh(..) => None,
            },
            _ => None,
        };
        match output {
            Some(output) => Ok(bytes::array_buffer(ctx, output)?.into_value()),
            None => Err(throw_failed(ctx, "The key cannot be written in that format")),
        }
    }))
}
