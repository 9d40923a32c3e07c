//! Secure contexts (`src/crypto/crypto_context.cc`): certificates, keys and rules of TLS connections.
//!
//! Members: `SecureContext` (see [`METHODS`]), `getRootCertificates()`, `getSSLCiphers()`.
//!
//! What has no counterpart is taken and has no effect where it only tunes (session id, session timeout,
//! Diffie-Hellman parameters of cipher suites that are not there), and is refused by name where a program would
//! rely on it (PKCS #12, revocation lists, engines).

use std::{cell::RefCell, rc::Rc};

use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};
use rustls::CipherSuite;

use super::{
    asymmetric::{
        key::{Private, Public},
        pem,
    },
    error::{OpenSsl, throw_failed, throw_plain},
    input, key_input,
    x509::certificate::Certificate,
};
use crate::{
    codecs,
    runtime::members::{self, Arguments, set_native},
    tls::chain::{self, Authorities},
};

/// `TLS1_2_VERSION`
pub const TLS_1_2: i32 = 0x0303;
/// `TLS1_3_VERSION`
pub const TLS_1_3: i32 = 0x0304;

/// What connections of a context have in common.
#[derive(Clone, Default)]
pub struct Context {
    /// Own certificates, of each kind of key at most one, each with those that lead from it to an
    /// authority; in DER.
    pub chains: Vec<Vec<Vec<u8>>>,
    /// Their keys, of each kind at most one.
    pub keys: Vec<Private>,
    /// Who is trusted.
    pub authorities: Authorities,
    /// Versions of the protocol, the first and the last; 0 is no bound.
    pub versions: (i32, i32),
    /// Cipher suites of TLS 1.3 and of TLS 1.2, when they were chosen.
    pub suites: (Option<Vec<CipherSuite>>, Option<Vec<CipherSuite>>),
    session_timeout: i32,
    ticket_keys: Vec<u8>,
}

/// The native part of the JavaScript object.
pub struct SecureContext(Rc<RefCell<Context>>);

// SAFETY: the type holds nothing of the engine.
unsafe impl JsLifetime<'_> for SecureContext {
    type Changed<'to> = SecureContext;
}

impl<'js> Trace<'js> for SecureContext {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for SecureContext {
    const NAME: &'static str = "SecureContext";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

/// The context behind a value, when it is one.
pub fn context_of(value: &Value<'_>) -> Option<Rc<RefCell<Context>>> {
    let class = Class::<SecureContext>::from_value(value).ok()?;
    let context = class.borrow().0.clone();
    Some(context)
}

type Method = for<'a, 'js> fn(&Arguments<'a, 'js>, &mut Context) -> Result<Option<Value<'js>>>;

/// The class's methods.
const METHODS: &[(&str, Method)] = &[
    ("init", init),
    ("setCert", set_certificate),
    ("setKey", set_key),
    ("addCACert", add_authority),
    ("addRootCerts", |_, context| {
        context.authorities.well_known = true;
        Ok(None)
    }),
    ("setAllowPartialTrustChain", |_, context| {
        context.authorities.partial = true;
        Ok(None)
    }),
    ("setCipherSuites", |arguments, context| {
        context.suites.0 = Some(suites(arguments, &input::text(arguments, 0)?, TLS_1_3)?);
        Ok(None)
    }),
    ("setCiphers", |arguments, context| {
        context.suites.1 = Some(suites(arguments, &input::text(arguments, 0)?, TLS_1_2)?);
        Ok(None)
    }),
    ("setMinProto", |arguments, context| {
        context.versions.0 = arguments.int32(0);
        Ok(None)
    }),
    ("setMaxProto", |arguments, context| {
        context.versions.1 = arguments.int32(0);
        Ok(None)
    }),
    ("getMinProto", |arguments, context| {
        Ok(Some(Value::new_int(arguments.ctx().clone(), context.versions.0)))
    }),
    ("getMaxProto", |arguments, context| {
        Ok(Some(Value::new_int(arguments.ctx().clone(), context.versions.1)))
    }),
    // Sessions are not resumed, so nothing tells them apart or lets them expire.
    ("setSessionIdContext", |_, _| Ok(None)),
    ("setSessionTimeout", |arguments, context| {
        context.session_timeout = arguments.int32(0);
        Ok(None)
    }),
    ("setTicketKeys", |arguments, context| {
        context.ticket_keys = input::bytes(arguments, 0);
        Ok(Some(Value::new_bool(arguments.ctx().clone(), true)))
    }),
    ("getTicketKeys", |arguments, context| {
        let mut keys = context.ticket_keys.clone();
        keys.resize(48, 0);
        Ok(Some(codecs::buffer(arguments.ctx(), keys)?.into_value()))
    }),
    // The options choose among what is not there (old versions, compression, renegotiation).
    ("setOptions", |_, _| Ok(None)),
    // Curves and signatures are chosen by the other side among those that are there.
    ("setECDHCurve", |_, _| Ok(None)),
    ("setSigalgs", |_, _| Ok(None)),
    // No cipher suite of the classic Diffie-Hellman is there.
    ("setDHParam", |_, _| Ok(None)),
    ("close", |_, context| {
        *context = Context::default();
        Ok(None)
    }),
    ("loadPKCS12", |arguments, _| refuse(arguments, "PKCS #12 (`pfx`); give `cert` and `key`")),
    ("addCRL", |arguments, _| refuse(arguments, "certificate revocation lists (`crl`)")),
    ("setEngineKey", |arguments, _| refuse(arguments, "keys of OpenSSL engines")),
    ("setClientCertEngine", |arguments, _| refuse(arguments, "OpenSSL engines")),
];

fn refuse<'js>(arguments: &Arguments<'_, 'js>, what: &str) -> Result<Option<Value<'js>>> {
    Err(throw_failed(arguments.ctx(), &format!("TLS has no {what} here")))
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let (constructor, prototype) =
        members::class(ctx, "SecureContext", 0, None, |_, prototype| {
            let context = SecureContext(Rc::default());
            Ok(Class::instance_proto(context, prototype)?.into_inner().into_value())
        })?;
    for (name, method) in METHODS {
        let method = *method;
        set_native(&prototype, name, 0, move |arguments| {
            let ctx = arguments.ctx();
            let context = context_of(&arguments.this())
                .ok_or_else(|| rquickjs::Exception::throw_type(ctx, "Illegal invocation"))?;
            let answer = method(arguments, &mut context.borrow_mut())?;
            Ok(answer.unwrap_or_else(|| Value::new_undefined(ctx.clone())))
        })?;
    }
    members::define(target, "SecureContext", constructor)?;
    set_native(target, "getRootCertificates", 0, |arguments| {
        let list = Array::new(arguments.ctx().clone())?;
        for (index, der) in chain::well_known().enumerate() {
            list.set(index, pem::write("CERTIFICATE", None, der).trim_end())?;
        }
        Ok(list.into_value())
    })?;
    set_native(target, "getSSLCiphers", 0, |arguments| {
        let list = Array::new(arguments.ctx().clone())?;
        for (index, (name, _, _)) in SUITES.iter().enumerate() {
            list.set(index, name.to_ascii_lowercase())?;
        }
        Ok(list.into_value())
    })
}

/// `init(secureProtocol, minVersion, maxVersion)`
fn init<'js>(arguments: &Arguments<'_, 'js>, context: &mut Context) -> Result<Option<Value<'js>>> {
    context.versions = (arguments.int32(1), arguments.int32(2));
    let Some(protocol) = input::optional_text(arguments, 0)? else { return Ok(None) };
    let name = protocol.strip_suffix("_server_method").map(|name| format!("{name}_method"));
    let name = name
        .or_else(|| protocol.strip_suffix("_client_method").map(|name| format!("{name}_method")));
    context.versions = match name.as_deref().unwrap_or(&protocol) {
        "SSLv23_method" => (0, TLS_1_2),
        "TLS_method" => (0, 0),
        "TLSv1_2_method" => (TLS_1_2, TLS_1_2),
        "TLSv1_method" | "TLSv1_1_method" => {
            return refuse(arguments, "version older than 1.2");
        }
        "SSLv2_method" | "SSLv3_method" => {
            let message = format!("{} methods disabled", &protocol[..5]);
            return Err(throw_code(arguments, &message));
        }
        _ => return Err(throw_code(arguments, &format!("Unknown method: {protocol}"))),
    };
    Ok(None)
}

fn throw_code(arguments: &Arguments<'_, '_>, message: &str) -> rquickjs::Error {
    use crate::runtime::errors::{ErrorKind, throw_node};
    let code = "ERR_TLS_INVALID_PROTOCOL_METHOD";
    throw_node(arguments.ctx(), ErrorKind::TypeError, code, message)
}

/// Text or bytes.
fn data(arguments: &Arguments<'_, '_>, index: usize) -> Result<Vec<u8>> {
    let value = arguments.get(index);
    if value.is_undefined() || value.is_null() {
        return Ok(Vec::new());
    }
    let encoding = Value::new_undefined(arguments.ctx().clone());
    input::with_bytes(&value, &encoding, <[u8]>::to_vec)
}

fn certificates(bytes: &[u8]) -> Vec<Vec<u8>> {
    let labels = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"];
    let blocks = pem::read(bytes).into_iter();
    blocks
        .filter(|block| labels.contains(&block.label.as_str()))
        .map(|block| block.content)
        .collect()
}

/// `setCert(pem)`: the certificate, and those that lead to an authority.
fn set_certificate<'js>(
    arguments: &Arguments<'_, 'js>,
    context: &mut Context,
) -> Result<Option<Value<'js>>> {
    let ctx = arguments.ctx();
    let found = certificates(&data(arguments, 0)?);
    let Some(first) = found.first() else { return Err(OpenSsl::NO_START_LINE.throw(ctx)) };
    let Some(own) = Certificate::read(first) else { return Err(OpenSsl::WRONG_TAG.throw(ctx)) };
    if let Some(key) = own.key {
        context.chains.retain(|chain| key_of_chain(chain).is_none_or(|other| !alike(&key, &other)));
    }
    context.chains.push(found);
    check_pairs(ctx, context)?;
    Ok(None)
}

/// `setKey(pem, passphrase)`
fn set_key<'js>(
    arguments: &Arguments<'_, 'js>,
    context: &mut Context,
) -> Result<Option<Value<'js>>> {
    let ctx = arguments.ctx();
    let passphrase = input::optional_text(arguments, 1)?.map(String::into_bytes);
    let key = key_input::private_of_pem(ctx, &data(arguments, 0)?, passphrase.as_deref())?;
    let public = key.public();
    context.keys.retain(|other| !alike(&public, &other.public()));
    context.keys.push(key);
    check_pairs(ctx, context)?;
    Ok(None)
}

/// Whether two keys are of one kind, so that the second takes the first one's place.
fn alike(left: &Public, right: &Public) -> bool {
    std::mem::discriminant(left) == std::mem::discriminant(right)
}

fn key_of_chain(chain: &[Vec<u8>]) -> Option<Public> {
    chain.first().and_then(|der| Certificate::read(der))?.key
}

/// Whether a private key is that of a certificate.
fn belongs(certificate: &Public, key: &Private) -> bool {
    match (certificate, key.public()) {
        (Public::Rsa(left), Public::Rsa(right)) => (&left.n, &left.e) == (&right.n, &right.e),
        (left, right) => *left == right,
    }
}

/// A key must be that of the certificate of its kind.
fn check_pairs(ctx: &Ctx<'_>, context: &Context) -> Result<()> {
    for certificate in context.chains.iter().filter_map(|chain| key_of_chain(chain)) {
        let key = context.keys.iter().find(|key| alike(&certificate, &key.public()));
        if key.is_some_and(|key| !belongs(&certificate, key)) {
            return Err(OpenSsl::KEY_VALUES_MISMATCH.throw(ctx));
        }
    }
    Ok(())
}

impl Context {
    /// Chains and their keys, as far as there are both.
    pub fn pairs(&self) -> impl Iterator<Item = (&[Vec<u8>], &Private)> {
        self.chains.iter().filter_map(|chain| {
            let certificate = key_of_chain(chain)?;
            let key = self.keys.iter().find(|key| belongs(&certificate, key))?;
            Some((chain.as_slice(), key))
        })
    }
}

/// `addCACert(pem)`: all of them.
fn add_authority<'js>(
    arguments: &Arguments<'_, 'js>,
    context: &mut Context,
) -> Result<Option<Value<'js>>> {
    for der in certificates(&data(arguments, 0)?) {
        match Certificate::read(&der) {
            Some(certificate) => context.authorities.add(certificate),
            None => return Err(OpenSsl::WRONG_TAG.throw(arguments.ctx())),
        }
    }
    Ok(None)
}

/// Names of OpenSSL, numbers, and the version each belongs to.
pub const SUITES: &[(&str, CipherSuite, i32)] = &[
    ("TLS_AES_256_GCM_SHA384", CipherSuite::TLS13_AES_256_GCM_SHA384, TLS_1_3),
    ("TLS_CHACHA20_POLY1305_SHA256", CipherSuite::TLS13_CHACHA20_POLY1305_SHA256, TLS_1_3),
    ("TLS_AES_128_GCM_SHA256", CipherSuite::TLS13_AES_128_GCM_SHA256, TLS_1_3),
    ("ECDHE-RSA-AES128-GCM-SHA256", CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_1_2),
    (
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TLS_1_2,
    ),
    ("ECDHE-RSA-AES256-GCM-SHA384", CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_1_2),
    (
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TLS_1_2,
    ),
    (
        "ECDHE-RSA-CHACHA20-POLY1305",
        CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        TLS_1_2,
    ),
    (
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TLS_1_2,
    ),
];

/// A list in OpenSSL's language, as far as it names suites or groups of them; none left is an error.
fn suites(arguments: &Arguments<'_, '_>, list: &str, version: i32) -> Result<Vec<CipherSuite>> {
    let own = SUITES.iter().filter(|(_, _, own)| *own == version);
    let words: Vec<&str> = list.split([':', ',', ' ']).filter(|word| !word.is_empty()).collect();
    let groups = ["ALL", "DEFAULT", "HIGH", "COMPLEMENTOFDEFAULT"];
    let has_group = words.iter().any(|word| groups.contains(word));
    let denied = |name: &str| words.iter().any(|word| word.strip_prefix('!') == Some(name));
    let mut chosen: Vec<CipherSuite> = Vec::new();
    for word in &words {
        let named = own.clone().find(|(name, _, _)| name.eq_ignore_ascii_case(word));
        chosen.extend(named.map(|(_, suite, _)| *suite));
    }
    if has_group {
        let rest: Vec<CipherSuite> =
            own.clone().map(|(_, suite, _)| *suite).filter(|it| !chosen.contains(it)).collect();
        chosen.extend(rest);
    }
    chosen.retain(|suite| !own.clone().any(|(name, known, _)| known == suite && denied(name)));
    if chosen.is_empty() && !words.is_empty() && version == TLS_1_2 {
        return Err(OpenSsl::NO_CIPHER_MATCH.throw(arguments.ctx()));
    }
    if chosen.is_empty() && !words.is_empty() {
        return Err(throw_plain(arguments.ctx(), "Failed to set ciphers"));
    }
    Ok(chosen)
}
