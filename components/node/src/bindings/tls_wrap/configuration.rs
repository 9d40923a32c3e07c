//! What `rustls` is to do for a connection, by its secure context and the socket's options.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use rustls::{
    CipherSuite, ClientConfig, ClientConnection, DigitallySignedStruct, DistinguishedName, Error,
    ServerConfig, SignatureScheme, SupportedProtocolVersion,
    client::{
        ResolvesClientCert, Resumption,
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    },
    pki_types::{CertificateDer, ServerName, UnixTime},
    server::{
        ClientHello, ResolvesServerCert,
        danger::{ClientCertVerified, ClientCertVerifier},
    },
    sign::CertifiedKey,
    time_provider::TimeProvider,
    version::{TLS12, TLS13},
};

use super::connection::Tls;
use crate::{
    bindings::crypto::{
        asymmetric::key::Private,
        secure_context::{Context, TLS_1_2, TLS_1_3},
        x509::certificate::Certificate,
    },
    sys,
    tls::{
        provider::{self, schemes},
        signature::{self, Key},
    },
};

#[derive(Debug)]
struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(std::time::Duration::from_nanos(
            sys::realtime_nanoseconds(),
        )))
    }
}

/// Seconds since 1970.
pub fn now() -> i64 {
    i64::try_from(sys::realtime_nanoseconds() / 1_000_000_000).unwrap_or(i64::MAX)
}

/// Signatures of handshakes are checked here; certificates are judged when the handshake is done, because a
/// program may accept what is not trusted (`tls::chain`).
#[derive(Debug)]
struct Judge {
    /// Subjects of authorities that a server names.
    subjects: Vec<DistinguishedName>,
}

impl Judge {
    fn check(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = Certificate::read(certificate).and_then(|certificate| certificate.key);
        let holds = key
            .is_some_and(|key| signature::holds(&key, signed.scheme, message, signed.signature()));
        match holds {
            true => Ok(HandshakeSignatureValid::assertion()),
            false => Err(Error::InvalidCertificate(rustls::CertificateError::BadSignature)),
        }
    }
}

impl ServerCertVerifier for Judge {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        schemes()
    }
}

impl ClientCertVerifier for Judge {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.subjects
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.check(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        schemes()
    }
}

/// The own certificates.
#[derive(Debug)]
struct Own(Vec<Arc<CertifiedKey>>);

impl Own {
    /// The first whose key signs as the other side understands.
    fn fitting(&self, schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.iter().find(|own| own.key.choose_scheme(schemes).is_some()).cloned()
    }
}

impl ResolvesServerCert for Own {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.fitting(hello.signature_schemes())
    }
}

impl ResolvesClientCert for Own {
    fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.fitting(schemes)
    }

    fn has_certs(&self) -> bool {
        !self.0.is_empty()
    }
}

impl Context {
    fn own(&self) -> Own {
        let pair = |(chain, key): (&[Vec<u8>], &Private)| {
            let key = Key::new(key.clone())?;
            let chain = chain.iter().cloned().map(CertificateDer::from).collect();
            Some(Arc::new(CertifiedKey::new(chain, Arc::new(key))))
        };
        Own(self.pairs().filter_map(pair).collect())
    }

    fn protocol_versions(&self) -> Vec<&'static SupportedProtocolVersion> {
        let (first, last) = self.versions;
        let fits = |number: i32| first <= number && (last == 0 || number <= last);
        let all = [(TLS_1_3, &TLS13), (TLS_1_2, &TLS12)];
        let fitting = all.into_iter().filter(|(number, _)| fits(*number));
        fitting.map(|(_, version)| version).collect()
    }

    fn suites(&self) -> Vec<CipherSuite> {
        let (new, old) = &self.suites;
        if new.is_none() && old.is_none() {
            return Vec::new();
        }
        new.iter().chain(old).flatten().copied().collect()
    }
}

/// A client's side of a connection.
///
/// # Errors
/// When the context leaves nothing that both sides could agree on.
pub fn client(tls: &Tls) -> Result<ClientConnection, Error> {
    let context = tls.context.borrow();
    let provider = provider::with_suites(&context.suites());
    let mut config = ClientConfig::builder_with_details(provider, Arc::new(Clock))
        .with_protocol_versions(&context.protocol_versions())?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Judge { subjects: Vec::new() }))
        .with_client_cert_resolver(Arc::new(context.own()));
    config.alpn_protocols.clone_from(&tls.protocols);
    config.resumption = Resumption::disabled();
    if let Some(log) = tls.key_log() {
        config.key_log = log;
    }
    let named = tls.server_name.as_ref().and_then(|name| ServerName::try_from(name.clone()).ok());
    // Without a name none is sent; an address never is.
    let name = named.unwrap_or(ServerName::IpAddress(IpAddr::V4(Ipv4Addr::LOCALHOST).into()));
    ClientConnection::new(Arc::new(config), name)
}

/// What a server does with a connection.
///
/// # Errors
/// When the context leaves nothing that both sides could agree on.
pub fn server(tls: &Tls) -> Result<Arc<ServerConfig>, Error> {
    let context = tls.context.borrow();
    let provider = provider::with_suites(&context.suites());
    let builder = ServerConfig::builder_with_details(provider, Arc::new(Clock))
        .with_protocol_versions(&context.protocol_versions())?;
    let builder = if tls.asks_certificate {
        let subjects = context.authorities.subjects().into_iter().map(DistinguishedName::from);
        builder.with_client_cert_verifier(Arc::new(Judge { subjects: subjects.collect() }))
    } else {
        builder.with_no_client_auth()
    };
    let mut config = builder.with_cert_resolver(Arc::new(context.own()));
    config.alpn_protocols.clone_from(&tls.protocols);
    // Nothing is resumed, so no ticket is of use.
    config.send_tls13_tickets = 0;
    config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
    if let Some(log) = tls.key_log() {
        config.key_log = log;
    }
    Ok(Arc::new(config))
}
