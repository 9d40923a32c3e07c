//! What JavaScript asks of a connection: who is there, and what was agreed.

use std::sync::Arc;

use rquickjs::{Ctx, Object, Result, Value};
use rustls::{NamedGroup, ProtocolVersion};

use super::connection::{Tls, of};
use crate::{
    bindings::crypto::{
        error::throw_failed,
        input,
        secure_context::SUITES,
        x509::{self, certificate::Certificate},
    },
    codecs,
    runtime::{
        errors::{ErrorKind, construct},
        members::{Arguments, set_native},
    },
};

type Fact = for<'a, 'js> fn(&Arguments<'a, 'js>, &Tls) -> Result<Option<Value<'js>>>;

/// Methods that answer something; `undefined` where there is nothing.
const FACTS: &[(&str, Fact)] = &[
    ("getServername", |arguments, tls| match &tls.server_name {
        Some(name) => text(arguments.ctx(), name),
        None => Ok(Some(Value::new_bool(arguments.ctx().clone(), false))),
    }),
    ("getALPNNegotiatedProtocol", |arguments, tls| {
        let chosen = tls.open().and_then(|open| open.alpn_protocol());
        match chosen {
            Some(chosen) => text(arguments.ctx(), &String::from_utf8_lossy(chosen)),
            None => Ok(Some(Value::new_bool(arguments.ctx().clone(), false))),
        }
    }),
    ("getProtocol", |arguments, tls| {
        let version = tls.open().and_then(|open| open.protocol_version());
        text(arguments.ctx(), version_name(version))
    }),
    ("getCipher", cipher),
    ("getEphemeralKeyInfo", ephemeral_key),
    ("verifyError", verify_error),
    ("getPeerCertificate", peer_certificate),
    ("getPeerX509Certificate", |arguments, tls| {
        let found = tls.judged.as_ref().and_then(|(chain, _)| chain.first());
        found
            .and_then(|it| Certificate::read(&it.raw))
            .map(|it| x509::object(arguments.ctx(), it))
            .transpose()
    }),
    ("getCertificate", |arguments, tls| {
        own(tls).map(|it| x509::legacy(arguments.ctx(), &it)).transpose()
    }),
    ("getX509Certificate", |arguments, tls| {
        own(tls).map(|it| x509::object(arguments.ctx(), it)).transpose()
    }),
    ("exportKeyingMaterial", export_keying_material),
    // Sessions are not resumed, and there is none to give.
    ("isSessionReused", |arguments, _| Ok(Some(Value::new_bool(arguments.ctx().clone(), false)))),
    ("getSession", |_, _| Ok(None)),
    ("getTLSTicket", |_, _| Ok(None)),
];

/// Sets the members.
pub fn install(prototype: &Object<'_>) -> Result<()> {
    for (name, fact) in FACTS {
        let fact = *fact;
        set_native(prototype, name, 0, move |arguments| {
            let shared = of(arguments)?;
            let answer = fact(arguments, &shared.borrow())?;
            Ok(answer.unwrap_or_else(|| Value::new_undefined(arguments.ctx().clone())))
        })?;
    }
    Ok(())
}

fn text<'js>(ctx: &Ctx<'js>, text: &str) -> Result<Option<Value<'js>>> {
    Ok(Some(rquickjs::String::from_str(ctx.clone(), text)?.into_value()))
}

fn version_name(version: Option<ProtocolVersion>) -> &'static str {
    match version {
        Some(ProtocolVersion::TLSv1_3) => "TLSv1.3",
        Some(ProtocolVersion::TLSv1_2) => "TLSv1.2",
        _ => "unknown",
    }
}

/// `getCipher()`: its names, and the version that it came with.
fn cipher<'js>(arguments: &Arguments<'_, 'js>, tls: &Tls) -> Result<Option<Value<'js>>> {
    let Some(suite) = tls.open().and_then(|open| open.negotiated_cipher_suite()) else {
        return Ok(None);
    };
    let number = suite.suite();
    let known = SUITES.iter().find(|(_, own, _)| *own == number).map_or("", |(name, _, _)| name);
    let object = Object::new(arguments.ctx().clone())?;
    object.set("name", known)?;
    let standard = format!("{number:?}").replace("TLS13_", "TLS_");
    object.set("standardName", standard)?;
    let version = if suite.tls13().is_some() { "TLSv1.3" } else { "TLSv1.2" };
    object.set("version", version)?;
    Ok(Some(object.into_value()))
}

/// `getEphemeralKeyInfo()`: of a client; a server has none to tell.
fn ephemeral_key<'js>(arguments: &Arguments<'_, 'js>, tls: &Tls) -> Result<Option<Value<'js>>> {
    let ctx = arguments.ctx();
    if tls.is_server() {
        return Ok(Some(Value::new_null(ctx.clone())));
    }
    let object = Object::new(ctx.clone())?;
    let group = tls.open().and_then(|open| open.negotiated_key_exchange_group());
    let (name, size) = match group.map(|group| group.name()) {
        Some(NamedGroup::X25519) => ("X25519", 253),
        Some(NamedGroup::secp256r1) => ("prime256v1", 256),
        Some(NamedGroup::secp384r1) => ("secp384r1", 384),
        _ => return Ok(Some(object.into_value())),
    };
    object.set("type", "ECDH")?;
    object.set("name", name)?;
    object.set("size", size)?;
    Ok(Some(object.into_value()))
}

/// `verifyError()`: null when the other side's certificate is trusted.
fn verify_error<'js>(arguments: &Arguments<'_, 'js>, tls: &Tls) -> Result<Option<Value<'js>>> {
    let ctx = arguments.ctx();
    let (code, reason) = match &tls.judged {
        Some((_, Ok(()))) => return Ok(Some(Value::new_null(ctx.clone()))),
        Some((_, Err(distrust))) => (distrust.code, distrust.reason),
        None => ("UNABLE_TO_GET_ISSUER_CERT", "unable to get issuer certificate"),
    };
    let error: Object = construct(ctx, ErrorKind::Error, reason)?;
    error.set("code", code)?;
    Ok(Some(error.into_value()))
}

/// `getPeerCertificate(detailed)`: with `issuerCertificate` up to the root, which is its own.
fn peer_certificate<'js>(arguments: &Arguments<'_, 'js>, tls: &Tls) -> Result<Option<Value<'js>>> {
    let ctx = arguments.ctx();
    let Some((chain, _)) = &tls.judged else { return Ok(None) };
    let Some(first) = chain.first() else { return Ok(None) };
    let leaf = x509::legacy(ctx, first)?;
    if !arguments.is_true(0) {
        return Ok(Some(leaf));
    }
    let mut last = (Arc::clone(first), leaf.clone());
    for certificate in chain.iter().skip(1) {
        let issuer = x509::legacy(ctx, certificate)?;
        set_issuer(&last.1, issuer.clone())?;
        last = (Arc::clone(certificate), issuer);
    }
    if last.0.is_issued_by(&last.0) {
        set_issuer(&last.1, last.1.clone())?;
    }
    Ok(Some(leaf))
}

fn set_issuer<'js>(certificate: &Value<'js>, issuer: Value<'js>) -> Result<()> {
    match certificate.as_object() {
        Some(certificate) => certificate.set("issuerCertificate", issuer),
        None => Ok(()),
    }
}

fn own(tls: &Tls) -> Option<Certificate> {
    let context = tls.context.borrow();
    context.chains.first()?.first().and_then(|der| Certificate::read(der))
}

/// `exportKeyingMaterial(length, label, context)`
fn export_keying_material<'js>(
    arguments: &Arguments<'_, 'js>,
    tls: &Tls,
) -> Result<Option<Value<'js>>> {
    let ctx = arguments.ctx();
    let length = usize::try_from(arguments.int32(0)).unwrap_or(0);
    let label = input::text(arguments, 1)?;
    let context = input::optional_bytes(arguments, 2);
    let exported = tls.open().map(|open| {
        open.export_keying_material(vec![0; length], label.as_bytes(), context.as_deref())
    });
    match exported {
        Some(Ok(material)) => Ok(Some(codecs::buffer(ctx, material)?.into_value())),
        _ => Err(throw_failed(ctx, "Exporting keying material failed")),
    }
}
