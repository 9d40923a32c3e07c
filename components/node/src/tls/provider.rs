//! What `rustls` computes with: hash functions, cipher suites, key exchange, randomness.

use std::sync::{Arc, LazyLock};

use rustls::{
    CipherSuite, CipherSuiteCommon, Error, NamedGroup, SignatureScheme, SupportedCipherSuite,
    Tls12CipherSuite, Tls13CipherSuite,
    crypto::{
        ActiveKeyExchange, CryptoProvider, GetRandomFailed, KeyExchangeAlgorithm, KeyProvider,
        SecureRandom, SharedSecret, SupportedKxGroup, WebPkiSupportedAlgorithms, hash, hmac,
        tls12::PrfUsingHmac, tls13::HkdfUsingHmac,
    },
    pki_types::PrivateKeyDer,
    sign::SigningKey,
};
use sha2::{Digest, Sha256, Sha384};
use zeroize::Zeroizing;

use super::{
    record::{CHACHA20_POLY1305, GCM_128, GCM_256},
    signature::{self, ECDSA, RSA},
};
use crate::bindings::crypto::{
    asymmetric::{
        curve::{Curve, Form},
        number,
        okp::{self, Okp},
    },
    digest::Algorithm,
    mac::Mac,
    random,
};

/// Everything, the best first; [`with_suites`] leaves some out.
static PROVIDER: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| {
    Arc::new(CryptoProvider {
        cipher_suites: SUITES.to_vec(),
        kx_groups: GROUPS.to_vec(),
        // Certificates are judged by `chain`.
        signature_verification_algorithms: WebPkiSupportedAlgorithms { all: &[], mapping: &[] },
        secure_random: &Random,
        key_provider: &NoKeys,
    })
});

/// The provider of these suites, in this order; all when there are none.
pub fn with_suites(suites: &[CipherSuite]) -> Arc<CryptoProvider> {
    if suites.is_empty() {
        return PROVIDER.clone();
    }
    let known = |wanted: &CipherSuite| SUITES.iter().find(|own| own.suite() == *wanted).copied();
    let cipher_suites = suites.iter().filter_map(known).collect();
    Arc::new(CryptoProvider { cipher_suites, ..(**PROVIDER).clone() })
}

static SUITES: &[SupportedCipherSuite] = &[
    SupportedCipherSuite::Tls13(&TLS13_AES_256_GCM_SHA384),
    SupportedCipherSuite::Tls13(&TLS13_CHACHA20_POLY1305_SHA256),
    SupportedCipherSuite::Tls13(&TLS13_AES_128_GCM_SHA256),
    SupportedCipherSuite::Tls12(&ECDHE_RSA_AES_128),
    SupportedCipherSuite::Tls12(&ECDHE_ECDSA_AES_128),
    SupportedCipherSuite::Tls12(&ECDHE_RSA_AES_256),
    SupportedCipherSuite::Tls12(&ECDHE_ECDSA_AES_256),
    SupportedCipherSuite::Tls12(&ECDHE_RSA_CHACHA20),
    SupportedCipherSuite::Tls12(&ECDHE_ECDSA_CHACHA20),
];

/// Records that one key may seal: 2^24.5 for GCM (RFC 8446, 5.5).
const GCM_RECORDS: u64 = 1 << 24;

const fn common(
    suite: CipherSuite,
    hash_provider: &'static dyn hash::Hash,
    confidentiality_limit: u64,
) -> CipherSuiteCommon {
    CipherSuiteCommon { suite, hash_provider, confidentiality_limit }
}

static TLS13_AES_128_GCM_SHA256: Tls13CipherSuite = Tls13CipherSuite {
    common: common(CipherSuite::TLS13_AES_128_GCM_SHA256, &Sha2::S256, GCM_RECORDS),
    hkdf_provider: &HkdfUsingHmac(&Sha2::S256),
    aead_alg: &GCM_128,
    quic: None,
};
static TLS13_AES_256_GCM_SHA384: Tls13CipherSuite = Tls13CipherSuite {
    common: common(CipherSuite::TLS13_AES_256_GCM_SHA384, &Sha2::S384, GCM_RECORDS),
    hkdf_provider: &HkdfUsingHmac(&Sha2::S384),
    aead_alg: &GCM_256,
    quic: None,
};
static TLS13_CHACHA20_POLY1305_SHA256: Tls13CipherSuite = Tls13CipherSuite {
    common: common(CipherSuite::TLS13_CHACHA20_POLY1305_SHA256, &Sha2::S256, u64::MAX),
    hkdf_provider: &HkdfUsingHmac(&Sha2::S256),
    aead_alg: &CHACHA20_POLY1305,
    quic: None,
};

macro_rules! ecdhe {
    ($name:ident, $suite:ident, $hash:expr, $sign:expr, $aead:expr, $records:expr) => {
        static $name: Tls12CipherSuite = Tls12CipherSuite {
            common: common(CipherSuite::$suite, &$hash, $records),
            prf_provider: &PrfUsingHmac(&$hash),
            kx: KeyExchangeAlgorithm::ECDHE,
            sign: $sign,
            aead_alg: &$aead,
        };
    };
}

const RSA_SCHEMES: &[SignatureScheme] = RSA;
const ECDSA_SCHEMES: &[SignatureScheme] = ECDSA;

ecdhe!(
    ECDHE_RSA_AES_128,
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    Sha2::S256,
    RSA_SCHEMES,
    GCM_128,
    GCM_RECORDS
);
ecdhe!(
    ECDHE_ECDSA_AES_128,
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    Sha2::S256,
    ECDSA_SCHEMES,
    GCM_128,
    GCM_RECORDS
);
ecdhe!(
    ECDHE_RSA_AES_256,
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    Sha2::S384,
    RSA_SCHEMES,
    GCM_256,
    GCM_RECORDS
);
ecdhe!(
    ECDHE_ECDSA_AES_256,
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    Sha2::S384,
    ECDSA_SCHEMES,
    GCM_256,
    GCM_RECORDS
);
ecdhe!(
    ECDHE_RSA_CHACHA20,
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    Sha2::S256,
    RSA_SCHEMES,
    CHACHA20_POLY1305,
    u64::MAX
);
ecdhe!(
    ECDHE_ECDSA_CHACHA20,
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    Sha2::S256,
    ECDSA_SCHEMES,
    CHACHA20_POLY1305,
    u64::MAX
);

/// The hash functions of the suites.
#[derive(Clone, Copy)]
enum Sha2 {
    S256,
    S384,
}

impl Sha2 {
    fn algorithm(self) -> Algorithm {
        match self {
            Self::S256 => Algorithm::Sha256,
            Self::S384 => Algorithm::Sha384,
        }
    }
}

impl hash::Hash for Sha2 {
    fn start(&self) -> Box<dyn hash::Context> {
        match self {
            Self::S256 => Box::new(Running(Sha256::new())),
            Self::S384 => Box::new(Running(Sha384::new())),
        }
    }

    fn hash(&self, data: &[u8]) -> hash::Output {
        hash::Output::new(&Self::algorithm(*self).hash(data))
    }

    fn output_len(&self) -> usize {
        Self::algorithm(*self).output_size()
    }

    fn algorithm(&self) -> hash::HashAlgorithm {
        match self {
            Self::S256 => hash::HashAlgorithm::SHA256,
            Self::S384 => hash::HashAlgorithm::SHA384,
        }
    }
}

/// A hash of what came so far.
#[derive(Clone)]
struct Running<D>(D);

impl<D: Digest + Clone + Send + Sync + 'static> hash::Context for Running<D> {
    fn fork_finish(&self) -> hash::Output {
        hash::Output::new(&self.0.clone().finalize())
    }

    fn fork(&self) -> Box<dyn hash::Context> {
        Box::new(self.clone())
    }

    fn finish(self: Box<Self>) -> hash::Output {
        hash::Output::new(&self.0.finalize())
    }

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }
}

impl hmac::Hmac for Sha2 {
    fn with_key(&self, key: &[u8]) -> Box<dyn hmac::Key> {
        Box::new(HmacKey { hash: *self, key: Zeroizing::new(key.to_vec()) })
    }

    fn hash_output_len(&self) -> usize {
        self.algorithm().output_size()
    }
}

struct HmacKey {
    hash: Sha2,
    key: Zeroizing<Vec<u8>>,
}

impl hmac::Key for HmacKey {
    fn sign_concat(&self, first: &[u8], middle: &[&[u8]], last: &[u8]) -> hmac::Tag {
        let data = [&[first], middle, &[last]].concat().concat();
        // A key of HMAC has any length: there is always a code.
        let code = Mac::of(self.hash.algorithm(), &self.key, &data).unwrap_or_default();
        hmac::Tag::new(&code)
    }

    fn tag_len(&self) -> usize {
        self.hash.algorithm().output_size()
    }
}

#[derive(Debug)]
struct Random;

impl SecureRandom for Random {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), GetRandomFailed> {
        if random::fill(buffer) { Ok(()) } else { Err(GetRandomFailed) }
    }
}

/// Keys come from secure contexts, already read.
#[derive(Debug)]
struct NoKeys;

impl KeyProvider for NoKeys {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        Err(Error::General("keys are not loaded here".into()))
    }
}

static GROUPS: &[&dyn SupportedKxGroup] = &[
    &Group { name: NamedGroup::X25519, curve: None },
    &Group { name: NamedGroup::secp256r1, curve: Some(Curve::P256) },
    &Group { name: NamedGroup::secp384r1, curve: Some(Curve::P384) },
];

/// A group of key exchange; X25519 is no curve of ECDSA.
#[derive(Debug)]
struct Group {
    name: NamedGroup,
    curve: Option<Curve>,
}

impl SupportedKxGroup for Group {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let mut rng = number::generator().ok_or(Error::FailedToGetRandomBytes)?;
        let (secret, public) = match self.curve {
            Some(curve) => {
                let secret = curve.generate(&mut rng);
                let public = curve.public_of(&secret);
                (secret, public.and_then(|point| curve.convert(&point, Form::Uncompressed)))
            }
            None => {
                let mut secret = Zeroizing::new(vec![0; 32]);
                if !random::fill(&mut secret) {
                    return Err(Error::FailedToGetRandomBytes);
                }
                let public = Okp::X25519.public_of(&secret);
                (secret, public)
            }
        };
        let public = public.ok_or(Error::FailedToGetRandomBytes)?;
        Ok(Box::new(Exchange { name: self.name, curve: self.curve, secret, public }))
    }

    fn name(&self) -> NamedGroup {
        self.name
    }
}

struct Exchange {
    name: NamedGroup,
    curve: Option<Curve>,
    secret: Zeroizing<Vec<u8>>,
    public: Vec<u8>,
}

impl ActiveKeyExchange for Exchange {
    fn complete(self: Box<Self>, peer: &[u8]) -> Result<SharedSecret, Error> {
        let shared = match self.curve {
            // Points are not compressed in TLS (RFC 8422, 5.1.2).
            Some(curve) if peer.first() == Some(&4) => curve.shared(&self.secret, peer),
            Some(_) => None,
            None => okp::shared(&self.secret, peer),
        };
        let shared = shared.ok_or(Error::from(rustls::PeerMisbehaved::InvalidKeyShare))?;
        Ok(SharedSecret::from(shared.as_slice()))
    }

    fn pub_key(&self) -> &[u8] {
        &self.public
    }

    fn group(&self) -> NamedGroup {
        self.name
    }
}

/// The schemes of handshakes, for both sides.
pub fn schemes() -> Vec<SignatureScheme> {
    signature::ALL.to_vec()
}
