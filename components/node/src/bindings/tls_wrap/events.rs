//! What JavaScript is told of a connection: that the handshake is done, what went wrong; and what it is asked
//! during the handshake.

use std::{cell::RefCell, rc::Rc};

use kernelet_quickjs::strings;
use rquickjs::{Ctx, Object, Result, Value};
use rustls::{AlertDescription, Error, PeerIncompatible};

use super::connection::{self, Phase, Tls};
use crate::{
    codecs,
    runtime::{
        callback::make_callback,
        errors::{ErrorKind, construct},
    },
};

/// Calls a method of the connection's object, if it has it.
fn call<'js>(
    ctx: &Ctx<'js>,
    shared: &Rc<RefCell<Tls>>,
    name: &str,
    arguments: Vec<Value<'js>>,
) -> Result<Option<Value<'js>>> {
    let object = shared.borrow().object.clone();
    let Some(object) = object else { return Ok(None) };
    let object = object.restore(ctx)?;
    let method: Value = object.get(name)?;
    match method.into_function() {
        Some(method) => make_callback(ctx, object.into_value(), method, arguments),
        None => Ok(None),
    }
}

/// A client said hello: JavaScript chooses the context and the protocol, when it wants to.
pub fn hello(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>) -> Result<()> {
    let (name, offered, asks_context, asks_protocol) = {
        let mut tls = shared.borrow_mut();
        let Phase::Deciding(accepted) = &tls.phase else { return Ok(()) };
        let hello = accepted.client_hello();
        let name = hello.server_name().map(str::to_owned);
        let offered: Vec<Vec<u8>> =
            hello.alpn().into_iter().flatten().map(<[u8]>::to_vec).collect();
        tls.server_name.clone_from(&name);
        (name, offered, tls.asks_context, tls.asks_protocol)
    };
    let text = |name: &Option<String>| match name {
        Some(name) => strings::from_str(ctx, name).map(rquickjs::String::into_value),
        None => Ok(Value::new_bool(ctx.clone(), false)),
    };
    if asks_protocol && !offered.is_empty() {
        let list: Vec<u8> = offered
            .iter()
            .flat_map(|one| {
                let length = u8::try_from(one.len()).unwrap_or(u8::MAX);
                std::iter::once(length).chain(one.iter().copied())
            })
            .collect();
        let list = codecs::buffer(ctx, list)?.into_value();
        let chosen = call(ctx, shared, "ALPNCallback", vec![list])?;
        // The answer is where the chosen one begins in the list.
        let place = chosen.and_then(|chosen| usize::try_from(chosen.as_int()?).ok());
        let chosen = place.and_then(|place| {
            let mut at = 0_usize;
            offered.into_iter().find(|one| {
                let own = at;
                at += 1 + one.len();
                own == place
            })
        });
        // No choice is a refusal: no protocol of the client's is left.
        shared.borrow_mut().protocols = vec![chosen.unwrap_or_else(|| b"\0".to_vec())];
    }
    if !asks_context {
        return connection::accept(ctx, shared);
    }
    let info = Object::new(ctx.clone())?;
    info.set("servername", text(&name)?)?;
    info.set("OCSPRequest", false)?;
    call(ctx, shared, "oncertcb", vec![info.into_value()]).map(drop)
}

/// The handshake is done.
pub fn handshake_done(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>) -> Result<()> {
    let now = crate::sys::monotonic_nanoseconds() as f64 / 1e6;
    call(ctx, shared, "onhandshakestart", vec![Value::new_number(ctx.clone(), now)])?;
    call(ctx, shared, "onhandshakedone", Vec::new()).map(drop)
}

/// Secrets for whoever wants to read the traffic.
pub fn tell_keys(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>) -> Result<()> {
    let lines = shared.borrow().take_key_lines();
    for line in lines {
        let line = codecs::buffer(ctx, line.into_bytes())?.into_value();
        call(ctx, shared, "onkeylog", vec![line])?;
    }
    Ok(())
}

/// An error ends the connection.
pub fn failed(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>, error: &Error) -> Result<()> {
    let (number, reason) = describe(error);
    fail(ctx, shared, number, &reason)
}

/// Somebody speaks HTTP to a server of TLS.
pub fn http_request(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>) -> Result<()> {
    fail(ctx, shared, 0x9c, "http request")
}

/// Ends the connection with OpenSSL's number and words.
fn fail(ctx: &Ctx<'_>, shared: &Rc<RefCell<Tls>>, number: u32, reason: &str) -> Result<()> {
    shared.borrow_mut().phase = Phase::Over;
    let message = format!("error:{:08X}:SSL routines::{reason}", 0x0a00_0000 | number);
    let value: Object = construct(ctx, ErrorKind::Error, &message)?;
    value.set("library", "SSL routines")?;
    value.set("reason", reason)?;
    let name = reason.to_ascii_uppercase().replace([' ', '/'], "_");
    value.set("code", format!("ERR_SSL_{name}"))?;
    self::error(ctx, shared, value.into_value())
}

/// Tells JavaScript of an error.
pub fn error<'js>(ctx: &Ctx<'js>, shared: &Rc<RefCell<Tls>>, error: Value<'js>) -> Result<()> {
    call(ctx, shared, "onerror", vec![error]).map(drop)
}

/// OpenSSL's number and words.
fn describe(error: &Error) -> (u32, String) {
    let (number, reason) = match error {
        Error::AlertReceived(alert) => return received(*alert),
        Error::InvalidMessage(_) => (0x10b, "wrong version number"),
        Error::DecryptError => (0x119, "decryption failed or bad record mac"),
        Error::NoApplicationProtocol => (0xeb, "no application protocol"),
        Error::NoCertificatesPresented => (0xc7, "peer did not return a certificate"),
        Error::InvalidCertificate(_) => (0x7b, "bad signature"),
        Error::PeerIncompatible(PeerIncompatible::NoCipherSuitesInCommon) => {
            (0xc1, "no shared cipher")
        }
        Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled
            | PeerIncompatible::Tls13RequiredForQuic
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::SupportedVersionsExtensionRequired,
        ) => (0x102, "unsupported protocol"),
        Error::PeerIncompatible(_) => (0xc1, "no shared cipher"),
        Error::InappropriateMessage { .. } | Error::InappropriateHandshakeMessage { .. } => {
            (0xf4, "unexpected message")
        }
        Error::PeerMisbehaved(_) => (0x6e, "bad extension"),
        Error::General(text) if text.contains("no server certificate chain resolved") => {
            (0xc1, "no shared cipher")
        }
        other => return (0x44, format!("internal error: {other}")),
    };
    (number, reason.to_owned())
}

/// An alert of the other side (`SSL_R_*_ALERT_*`).
fn received(alert: AlertDescription) -> (u32, String) {
    let reason = match alert {
        AlertDescription::UnexpectedMessage => "ssl/tls alert unexpected message",
        AlertDescription::BadRecordMac => "ssl/tls alert bad record mac",
        AlertDescription::HandshakeFailure => "ssl/tls alert handshake failure",
        AlertDescription::BadCertificate => "ssl/tls alert bad certificate",
        AlertDescription::UnsupportedCertificate => "ssl/tls alert unsupported certificate",
        AlertDescription::CertificateRevoked => "ssl/tls alert certificate revoked",
        AlertDescription::CertificateExpired => "ssl/tls alert certificate expired",
        AlertDescription::CertificateUnknown => "ssl/tls alert certificate unknown",
        AlertDescription::IllegalParameter => "ssl/tls alert illegal parameter",
        AlertDescription::UnknownCA => "tlsv1 alert unknown ca",
        AlertDescription::AccessDenied => "tlsv1 alert access denied",
        AlertDescription::DecodeError => "tlsv1 alert decode error",
        AlertDescription::DecryptError => "tlsv1 alert decrypt error",
        AlertDescription::ProtocolVersion => "tlsv1 alert protocol version",
        AlertDescription::InsufficientSecurity => "tlsv1 alert insufficient security",
        AlertDescription::InternalError => "tlsv1 alert internal error",
        AlertDescription::UserCanceled => "tlsv1 alert user cancelled",
        AlertDescription::UnrecognisedName => "tlsv1 unrecognized name",
        AlertDescription::CertificateRequired => "tlsv13 alert certificate required",
        AlertDescription::NoApplicationProtocol => "tlsv1 alert no application protocol",
        _ => "tlsv1 alert unknown",
    };
    (1000 + u32::from(u8::from(alert)), reason.to_owned())
}
