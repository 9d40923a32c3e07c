//! Signed public keys with a challenge, as browsers' `<keygen>` made them
//! (`src/crypto/crypto_spkac.cc`).
//!
//! Members: `certVerifySpkac`, `certExportPublicKey`, `certExportChallenge`, each of base64 in bytes.

use kernelet_quickjs::strings::StringView;
use rquickjs::{Object, Result, Value};

use super::{
    asymmetric::{
        asn1::{Reader, tag},
        der,
        key::Public,
        pem,
    },
    input,
    sign::certificate_holds,
    x509::certificate::signature_digest,
};
use crate::{
    codecs::{self, base64},
    runtime::members::{Arguments, set_native},
};

/// IA5String
const IA5_STRING: u8 = 0x16;

struct Spkac {
    signed: Vec<u8>,
    key: Public,
    challenge: Vec<u8>,
    algorithm: Vec<u8>,
    signature: Vec<u8>,
}

impl Spkac {
    fn read(text: &[u8]) -> Option<Self> {
        let text = StringView::Latin1(text.trim_ascii());
        let mut content = vec![0; base64::decoded_size(text)];
        let length = base64::decode(text, &mut content);
        let mut outer = Reader::new(content.get(..length)?).inside(tag::SEQUENCE)?;
        let (_, inner, signed) = outer.element()?;
        let algorithm = outer.inside(tag::SEQUENCE)?.take(tag::OBJECT)?.to_vec();
        let signature = outer.bits()?.to_vec();
        let mut inner = Reader::new(inner);
        let key = der::read_spki(inner.element()?.2)?;
        let challenge = inner.take(IA5_STRING)?.to_vec();
        Some(Self { signed: signed.to_vec(), key, challenge, algorithm, signature })
    }
}

/// Sets the members.
pub fn install(target: &Object<'_>) -> Result<()> {
    set_native(target, "certVerifySpkac", 0, |arguments| {
        let right = read(arguments).is_some_and(|it| {
            certificate_holds(&it.key, signature_digest(&it.algorithm), &it.signed, &it.signature)
        });
        Ok(Value::new_bool(arguments.ctx().clone(), right))
    })?;
    set_native(target, "certExportPublicKey", 0, |arguments| {
        let key = read(arguments).map(|it| pem::write("PUBLIC KEY", None, &der::spki(&it.key)));
        answer(arguments, key.map(String::into_bytes))
    })?;
    set_native(target, "certExportChallenge", 0, |arguments| {
        answer(arguments, read(arguments).map(|it| it.challenge))
    })
}

fn read(arguments: &Arguments<'_, '_>) -> Option<Spkac> {
    Spkac::read(&input::bytes(arguments, 0))
}

/// The bytes as a `Buffer`, or the empty string for what could not be read.
fn answer<'js>(arguments: &Arguments<'_, 'js>, found: Option<Vec<u8>>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match found {
        Some(found) => Ok(codecs::buffer(ctx, found)?.into_value()),
        None => Ok(rquickjs::String::from_str(ctx.clone(), "")?.into_value()),
    }
}
