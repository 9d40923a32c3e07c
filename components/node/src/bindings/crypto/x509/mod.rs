//! Certificates for JavaScript (`src/crypto/crypto_x509.cc`).
//!
//! Member: `parseX509(bytes)`, which answers an object with a method for each property of
//! `X509Certificate`.
//!
//! | Module | What |
//! |---|---|
//! | [`certificate`] | reading |
//! | [`print`] | the text of its parts |
//! | [`matching`] | whether it is for a host, an address, a mailbox |

pub mod certificate;
pub mod matching;
pub mod print;

use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};

use self::certificate::{Certificate, Name};
use super::{
    asymmetric::{der, key::Public, pem},
    digest::Algorithm,
    error::{OpenSsl, throw_failed},
    input,
    key_handle::{self, Key, key_of},
};
use crate::{
    bindings::intrinsics::{Intrinsics, kept_value},
    codecs,
    runtime::{
        errors::{ErrorKind, throw_node},
        members::{self, Arguments, set_native},
    },
};

struct X509(Certificate);

// SAFETY: the type holds nothing of the engine.
unsafe impl<'js> JsLifetime<'js> for X509 {
    type Changed<'to> = X509;
}

impl<'js> Trace<'js> for X509 {
    fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for X509 {
    const NAME: &'static str = "X509Certificate";
    type Mutable = Readable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

kept_value!(
    /// Prototype of certificates.
    Prototype
);

type Method = for<'js> fn(&Ctx<'js>, &Certificate) -> Result<Value<'js>>;

/// Methods without arguments.
const METHODS: &[(&str, Method)] = &[
    ("subject", |ctx, it| optional(ctx, print::name(&it.subject.1))),
    ("issuer", |ctx, it| optional(ctx, print::name(&it.issuer.1))),
    ("subjectAltName", |ctx, it| optional(ctx, alternative_names(it))),
    ("infoAccess", |ctx, it| optional(ctx, info_access(it))),
    ("validFrom", |ctx, it| text(ctx, &print::time(it.validity.0))),
    ("validTo", |ctx, it| text(ctx, &print::time(it.validity.1))),
    ("validFromDate", |ctx, it| Intrinsics::of(ctx)?.date(it.validity.0 as f64 * 1000.0)),
    ("validToDate", |ctx, it| Intrinsics::of(ctx)?.date(it.validity.1 as f64 * 1000.0)),
    ("fingerprint", |ctx, it| fingerprint(ctx, it, Algorithm::Sha1)),
    ("fingerprint256", |ctx, it| fingerprint(ctx, it, Algorithm::Sha256)),
    ("fingerprint512", |ctx, it| fingerprint(ctx, it, Algorithm::Sha512)),
    ("keyUsage", extended_usage),
    ("serialNumber", |ctx, it| text(ctx, &print::digits(&it.serial))),
    ("raw", |ctx, it| Ok(codecs::buffer(ctx, it.raw.clone())?.into_value())),
    ("pem", |ctx, it| text(ctx, &pem::write("CERTIFICATE", None, &it.raw))),
    ("checkCA", |ctx, it| Ok(Value::new_bool(ctx.clone(), it.is_authority))),
    // There is no store of certificates that it came with.
    ("getIssuerCert", |ctx, _| Ok(Value::new_undefined(ctx.clone()))),
    ("publicKey", public_key),
    ("toLegacy", legacy),
];

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let illegal = |arguments: &Arguments<'_, 'js>, _: Object<'js>| -> Result<Value<'js>> {
        Err(rquickjs::Exception::throw_type(arguments.ctx(), "Illegal constructor"))
    };
    let (_, prototype) = members::class(ctx, "X509Certificate", 0, None, illegal)?;
    for (name, method) in METHODS {
        let method = *method;
        set_native(&prototype, name, 0, move |arguments| {
            method(arguments.ctx(), &this(arguments)?.borrow().0)
        })?;
    }
    set_native(&prototype, "checkHost", 0, |arguments| {
        let (host, flags) = (input::text(arguments, 0)?, arguments.int32(1));
        let certificate = this(arguments)?;
        let certificate = certificate.borrow();
        let name = matching::host(&certificate.0, &host, flags);
        optional(arguments.ctx(), name.map(str::to_owned))
    })?;
    set_native(&prototype, "checkEmail", 0, |arguments| {
        let (email, flags) = (input::text(arguments, 0)?, arguments.int32(1));
        let found = matching::email(&this(arguments)?.borrow().0, &email, flags);
        optional(arguments.ctx(), found.then_some(email))
    })?;
    set_native(&prototype, "checkIP", 0, |arguments| {
        let address = input::text(arguments, 0)?;
        let Some(found) = matching::address(&this(arguments)?.borrow().0, &address) else {
            let code = "ERR_INVALID_ARG_VALUE";
            return Err(throw_node(arguments.ctx(), ErrorKind::TypeError, code, "Invalid IP"));
        };
        optional(arguments.ctx(), found.then_some(address))
    })?;
    set_native(&prototype, "checkIssued", 0, |arguments| {
        let other = arguments.object(0).and_then(|it| Class::<X509>::from_object(&it));
        let this = this(arguments)?;
        let issued = other.is_some_and(|other| this.borrow().0.is_issued_by(&other.borrow().0));
        Ok(Value::new_bool(arguments.ctx().clone(), issued))
    })?;
    set_native(&prototype, "checkPrivateKey", 0, |arguments| {
        let key = key_of(&arguments.get(0)).and_then(|key| key.public_half());
        let same = key.is_some() && key == this(arguments)?.borrow().0.key;
        Ok(Value::new_bool(arguments.ctx().clone(), same))
    })?;
    set_native(&prototype, "verify", 0, |arguments| {
        let key = key_of(&arguments.get(0)).and_then(|key| key.public_half());
        let this = this(arguments)?;
        let right = key.is_some_and(|key| this.borrow().0.is_signed_by(&key));
        Ok(Value::new_bool(arguments.ctx().clone(), right))
    })?;
    Prototype::keep(ctx, prototype.into_value());
    set_native(target, "parseX509", 0, parse)
}

fn this<'js>(arguments: &Arguments<'_, 'js>) -> Result<Class<'js, X509>> {
    Class::from_object(&arguments.this_object()?)
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

fn text<'js>(ctx: &Ctx<'js>, text: &str) -> Result<Value<'js>> {
    Ok(rquickjs::String::from_str(ctx.clone(), text)?.into_value())
}

fn optional<'js>(ctx: &Ctx<'js>, found: Option<String>) -> Result<Value<'js>> {
    match found {
        Some(found) => text(ctx, &found),
        None => Ok(Value::new_undefined(ctx.clone())),
    }
}

/// `parseX509(bytes)`: PEM or DER.
fn parse<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let bytes = input::bytes(arguments, 0);
    let certificate = if pem::is_pem(&bytes) {
        let label = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"];
        let blocks = pem::read(&bytes);
        let Some(block) = blocks.iter().find(|block| label.contains(&block.label.as_str())) else {
            return Err(OpenSsl::NO_START_LINE.throw(ctx));
        };
        Certificate::read(&block.content).ok_or(OpenSsl::WRONG_TAG)
    } else {
        Certificate::read(&bytes).ok_or(OpenSsl::NO_START_LINE)
    };
    object(ctx, certificate.map_err(|error| error.throw(ctx))?)
}

/// The object of a certificate.
pub fn object<'js>(ctx: &Ctx<'js>, certificate: Certificate) -> Result<Value<'js>> {
    let prototype = Object::from_value(Prototype::kept(ctx))?;
    Ok(Class::instance_proto(X509(certificate), prototype)?.into_value())
}

fn alternative_names(certificate: &Certificate) -> Option<String> {
    let names = certificate.alternative_names.as_ref()?;
    Some(names.iter().map(print::general_name).collect::<Vec<_>>().join(", "))
}

fn info_access(certificate: &Certificate) -> Option<String> {
    let lines = certificate.access.as_ref()?.iter();
    let lines = lines.map(|(method, place)| format!("{method} - {}", print::general_name(place)));
    Some(lines.collect::<Vec<_>>().join("\n"))
}

fn fingerprint<'js>(
    ctx: &Ctx<'js>,
    certificate: &Certificate,
    algorithm: Algorithm,
) -> Result<Value<'js>> {
    text(ctx, &print::fingerprint(&algorithm.hash(&certificate.raw)))
}

fn extended_usage<'js>(ctx: &Ctx<'js>, certificate: &Certificate) -> Result<Value<'js>> {
    let Some(usages) = &certificate.extended_usage else {
        return Ok(Value::new_undefined(ctx.clone()));
    };
    let answer = Array::new(ctx.clone())?;
    for (index, usage) in usages.iter().enumerate() {
        answer.set(index, usage.as_str())?;
    }
    Ok(answer.into_value())
}

fn public_key<'js>(ctx: &Ctx<'js>, certificate: &Certificate) -> Result<Value<'js>> {
    match &certificate.key {
        Some(key) => key_handle::handle(ctx, Key::public(key.clone())),
        None => Err(throw_failed(ctx, "The certificate's key is of a kind that is not supported")),
    }
}

/// A name as an object; attributes that come more than once are arrays.
fn name_object<'js>(ctx: &Ctx<'js>, name: &Name) -> Result<Object<'js>> {
    let object = Object::new_proto(ctx.clone(), None)?;
    for (attribute, value) in name.iter().flatten() {
        let known: Value<'js> = object.get(attribute.as_str())?;
        if let Some(list) = known.as_array() {
            list.set(list.len(), value.as_str())?;
        } else if known.is_undefined() {
            object.set(attribute.as_str(), value.as_str())?;
        } else {
            let list = Array::new(ctx.clone())?;
            list.set(0, known)?;
            list.set(1, value.as_str())?;
            object.set(attribute.as_str(), list)?;
        }
    }
    Ok(object)
}

/// `toLegacy()`: the object that TLS sockets give out.
pub fn legacy<'js>(ctx: &Ctx<'js>, certificate: &Certificate) -> Result<Value<'js>> {
    let object = Object::new(ctx.clone())?;
    object.set("subject", name_object(ctx, &certificate.subject.1)?)?;
    object.set("issuer", name_object(ctx, &certificate.issuer.1)?)?;
    if let Some(names) = alternative_names(certificate) {
        object.set("subjectaltname", names)?;
    }
    if let Some(access) = info_access(certificate) {
        object.set("infoAccess", access)?;
    }
    object.set("ca", certificate.is_authority)?;
    match &certificate.key {
        Some(key @ Public::Rsa(rsa)) => {
            object.set("modulus", print::digits(&rsa.n))?;
            object.set("bits", codecs::number(ctx, rsa.bits()))?;
            let exponent = rsa.e.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
            object.set("exponent", format!("0x{exponent:x}"))?;
            object.set("pubkey", codecs::buffer(ctx, der::spki(key))?)?;
        }
        Some(Public::Ec(curve, point)) => {
            object.set("bits", codecs::number(ctx, curve.bits()))?;
            object.set("pubkey", codecs::buffer(ctx, point.clone())?)?;
            object.set("asn1Curve", curve.name())?;
            if curve.jwk_name() != curve.name() {
                object.set("nistCurve", curve.jwk_name())?;
            }
        }
        _ => {}
    }
    object.set("valid_from", print::time(certificate.validity.0))?;
    object.set("valid_to", print::time(certificate.validity.1))?;
    object.set("fingerprint", fingerprint(ctx, certificate, Algorithm::Sha1)?)?;
    object.set("fingerprint256", fingerprint(ctx, certificate, Algorithm::Sha256)?)?;
    object.set("fingerprint512", fingerprint(ctx, certificate, Algorithm::Sha512)?)?;
    if certificate.extended_usage.is_some() {
        object.set("ext_key_usage", extended_usage(ctx, certificate)?)?;
    }
    object.set("serialNumber", print::digits(&certificate.serial))?;
    object.set("raw", codecs::buffer(ctx, certificate.raw.clone())?)?;
    Ok(object.into_value())
}
