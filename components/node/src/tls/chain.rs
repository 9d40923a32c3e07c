//! Whether a chain of certificates leads to an authority that is trusted (RFC 5280, 6), and what OpenSSL says
//! about it when it does not: programs read its codes. Whether it is for the host is asked elsewhere
//! (`tls.checkServerIdentity`).

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use crate::bindings::crypto::x509::certificate::Certificate;

/// Longest chain (OpenSSL's default depth).
const DEPTH: usize = 100;

/// Why a chain is not trusted: OpenSSL's code and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distrust {
    /// Such as `CERT_HAS_EXPIRED`.
    pub code: &'static str,
    /// Such as "certificate has expired".
    pub reason: &'static str,
}

const fn distrust(code: &'static str, reason: &'static str) -> Distrust {
    Distrust { code, reason }
}

const NO_ISSUER: Distrust =
    distrust("UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unable to get local issuer certificate");
const NO_FIRST_ISSUER: Distrust =
    distrust("UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate");
const SELF_SIGNED: Distrust = distrust("DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate");
const SELF_SIGNED_IN_CHAIN: Distrust =
    distrust("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain");
const BAD_SIGNATURE: Distrust = distrust("CERT_SIGNATURE_FAILURE", "certificate signature failure");
const NOT_YET_VALID: Distrust = distrust("CERT_NOT_YET_VALID", "certificate is not yet valid");
const EXPIRED: Distrust = distrust("CERT_HAS_EXPIRED", "certificate has expired");
const BAD_AUTHORITY: Distrust = distrust("INVALID_CA", "invalid CA certificate");
const BAD_PURPOSE: Distrust = distrust("INVALID_PURPOSE", "unsuitable certificate purpose");

/// What the certificate is used for (RFC 5280, 4.2.1.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Of a server, that a client judges.
    Server,
    /// Of a client.
    Client,
}

impl Purpose {
    fn identifier(self) -> &'static str {
        match self {
            Self::Server => "1.3.6.1.5.5.7.3.1",
            Self::Client => "1.3.6.1.5.5.7.3.2",
        }
    }
}

/// Authorities that are trusted.
#[derive(Clone, Debug, Default)]
pub struct Authorities {
    own: Vec<Arc<Certificate>>,
    /// Those that everybody knows as well.
    pub well_known: bool,
    /// A certificate of `own` need not be a root.
    pub partial: bool,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Certificate").field("serial", &self.serial).finish_non_exhaustive()
    }
}

impl Authorities {
    /// Trusts this one too.
    pub fn add(&mut self, certificate: Certificate) {
        self.own.push(Arc::new(certificate));
    }

    /// Subjects of those that are the context's own, in DER.
    pub fn subjects(&self) -> Vec<Vec<u8>> {
        self.own.iter().map(|own| own.subject.0.clone()).collect()
    }

    fn has(&self, certificate: &Certificate) -> bool {
        let same = |own: &Arc<Certificate>| own.raw == certificate.raw;
        self.own.iter().any(same)
            || self.well_known && WELL_KNOWN.of(&certificate.subject.0).iter().any(same)
    }

    /// One that issued the certificate.
    fn issuer(&self, certificate: &Certificate) -> Option<Arc<Certificate>> {
        let known = if self.well_known { WELL_KNOWN.of(&certificate.issuer.0) } else { Vec::new() };
        self.own.iter().chain(&known).find(|other| issued(certificate, other)).cloned()
    }
}

/// By name and signature.
fn issued(certificate: &Certificate, issuer: &Certificate) -> bool {
    certificate.is_issued_by(issuer)
        && issuer.key.as_ref().is_some_and(|key| certificate.is_signed_by(key))
}

/// The authorities of Mozilla's program, by subject; each is read when it is first needed.
struct WellKnown(BTreeMap<Vec<u8>, Vec<&'static [u8]>>);

static WELL_KNOWN: LazyLock<WellKnown> = LazyLock::new(|| {
    let mut by_subject: BTreeMap<Vec<u8>, Vec<&'static [u8]>> = BTreeMap::new();
    for der in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        if let Some(certificate) = Certificate::read(der) {
            by_subject.entry(certificate.subject.0).or_default().push(der.as_ref());
        }
    }
    WellKnown(by_subject)
});

impl WellKnown {
    fn of(&self, subject: &[u8]) -> Vec<Arc<Certificate>> {
        let found = self.0.get(subject).into_iter().flatten();
        found.filter_map(|der| Certificate::read(der).map(Arc::new)).collect()
    }
}

/// The authorities of Mozilla's program, in DER.
pub fn well_known() -> impl Iterator<Item = &'static [u8]> {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(AsRef::as_ref)
}

/// Judges a chain at a time, in seconds since 1970: the first certificate is judged, the others may help.
/// Answers the chain as far as it could be followed.
pub fn judge(
    sent: Vec<Certificate>,
    authorities: &Authorities,
    purpose: Purpose,
    now: i64,
) -> (Vec<Arc<Certificate>>, Result<(), Distrust>) {
    let mut others: Vec<Arc<Certificate>> = sent.into_iter().map(Arc::new).collect();
    if others.is_empty() {
        return (Vec::new(), Err(NO_FIRST_ISSUER));
    }
    let mut chain = vec![others.remove(0)];
    let mut outcome = follow(&mut chain, others, authorities);
    let authority = |certificate: &Arc<Certificate>| certificate.is_authority;
    if !chain.iter().skip(1).all(authority) {
        outcome = Err(BAD_AUTHORITY);
    }
    let wanted = purpose.identifier();
    let usage = chain.first().and_then(|leaf| leaf.extended_usage.as_ref());
    if usage.is_some_and(|usage| !usage.iter().any(|one| one == wanted)) {
        outcome = Err(BAD_PURPOSE);
    }
    // The validity of each, the authority's first: as OpenSSL, the last complaint stands.
    for certificate in chain.iter().rev() {
        let (first, last) = certificate.validity;
        if now < first {
            outcome = Err(NOT_YET_VALID);
        } else if now > last {
            outcome = Err(EXPIRED);
        }
    }
    (chain, outcome)
}

/// Goes from issuer to issuer.
fn follow(
    chain: &mut Vec<Arc<Certificate>>,
    mut others: Vec<Arc<Certificate>>,
    authorities: &Authorities,
) -> Result<(), Distrust> {
    while chain.len() <= DEPTH {
        let Some(last) = chain.last().cloned() else { break };
        let is_root = last.is_issued_by(&last);
        if authorities.has(&last) && (is_root || authorities.partial) {
            return Ok(());
        }
        if is_root {
            let signed = last.key.as_ref().is_some_and(|key| last.is_signed_by(key));
            return Err(match chain.len() {
                _ if !signed => BAD_SIGNATURE,
                1 => SELF_SIGNED,
                _ => SELF_SIGNED_IN_CHAIN,
            });
        }
        if let Some(issuer) = authorities.issuer(&last) {
            chain.push(issuer);
        } else if let Some(index) = others.iter().position(|other| issued(&last, other)) {
            chain.push(others.remove(index));
        } else {
            return Err(if chain.len() == 1 { NO_FIRST_ISSUER } else { NO_ISSUER });
        }
    }
    Err(distrust("CERT_CHAIN_TOO_LONG", "certificate chain too long"))
}
