//! Keys in DER: SPKI (RFC 5280), PKCS #8 (RFC 5958), PKCS #1 (RFC 8017), SEC1 (RFC 5915), each
//! written as OpenSSL writes it.

use zeroize::Zeroizing;

use super::{
    asn1::{Reader, bits, element, integer, null, object, octets, sequence, tag},
    curve::{Curve, Form},
    key::{Group, Private, Public},
    number, oid,
    okp::{Okp, SIZE},
    rsa::{PssLimits, RsaPrivate, RsaPublic, Usage},
};
use crate::bindings::crypto::digest::Algorithm;

fn secret(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(bytes.to_vec())
}

/// The algorithm's identifier and parameters.
fn algorithm(key: &Public) -> Vec<u8> {
    match key {
        Public::Rsa(RsaPublic { usage: Usage::Any, .. }) => sequence(&[&object(oid::RSA), &null()]),
        Public::Rsa(RsaPublic { usage: Usage::Pss(None), .. }) => {
            sequence(&[&object(oid::RSA_PSS)])
        }
        Public::Rsa(RsaPublic { usage: Usage::Pss(Some(limits)), .. }) => {
            sequence(&[&object(oid::RSA_PSS), &pss_parameters(limits)])
        }
        Public::Ec(curve, _) => sequence(&[&object(oid::EC), &object(curve.identifier())]),
        Public::Okp(okp, _) => sequence(&[&object(okp.identifier())]),
        Public::Dh(group, _) => {
            let group = sequence(&[&integer(&group.prime), &integer(&group.generator)]);
            sequence(&[&object(oid::DH), &group])
        }
    }
}

/// `RSASSA-PSS-params`, without what is the default.
fn pss_parameters(limits: &PssLimits) -> Vec<u8> {
    let hash = |algorithm: Algorithm| {
        sequence(&[&object(oid::of_digest(algorithm).unwrap_or_default()), &null()])
    };
    let mut parts = Vec::new();
    if limits.hash != Algorithm::Sha1 {
        parts.push(element(tag::context(0), &hash(limits.hash)));
    }
    if limits.mask != Algorithm::Sha1 {
        let mask = sequence(&[&object(oid::MGF1), &hash(limits.mask)]);
        parts.push(element(tag::context(1), &mask));
    }
    if limits.salt != 20 {
        let salt = integer(&(limits.salt as u32).to_be_bytes());
        parts.push(element(tag::context(2), &salt));
    }
    element(tag::SEQUENCE, &parts.concat())
}

fn read_pss_parameters(mut reader: Reader<'_>) -> Option<Usage> {
    let Some(mut parameters) = reader.optional(tag::SEQUENCE).map(Reader::new) else {
        return Some(Usage::Pss(None));
    };
    let mut limits = PssLimits { hash: Algorithm::Sha1, mask: Algorithm::Sha1, salt: 20 };
    if let Some(hash) = parameters.optional(tag::context(0)) {
        let mut hash = Reader::new(hash).inside(tag::SEQUENCE)?;
        limits.hash = oid::digest_of(hash.take(tag::OBJECT)?)?;
    }
    if let Some(mask) = parameters.optional(tag::context(1)) {
        let mut mask = Reader::new(mask).inside(tag::SEQUENCE)?;
        mask.take(tag::OBJECT)?;
        limits.mask = oid::digest_of(mask.inside(tag::SEQUENCE)?.take(tag::OBJECT)?)?;
    }
    if let Some(salt) = parameters.optional(tag::context(2)) {
        let salt = Reader::new(salt).unsigned()?;
        limits.salt = salt.iter().fold(0, |salt, byte| (salt << 8 | usize::from(*byte)) & 0xffff);
    }
    Some(Usage::Pss(Some(limits)))
}

/// `SubjectPublicKeyInfo`
pub fn spki(key: &Public) -> Vec<u8> {
    let value = match key {
        Public::Rsa(rsa) => pkcs1_public(rsa),
        Public::Ec(_, point) => point.clone(),
        Public::Okp(_, public) => public.clone(),
        Public::Dh(_, value) => integer(value),
    };
    sequence(&[&algorithm(key), &bits(&value)])
}

/// Reads a `SubjectPublicKeyInfo`.
pub fn read_spki(der: &[u8]) -> Option<Public> {
    let mut spki = Reader::new(der).inside(tag::SEQUENCE)?;
    let mut algorithm = spki.inside(tag::SEQUENCE)?;
    let value = spki.bits()?;
    let identifier = algorithm.take(tag::OBJECT)?;
    if let Some(okp) = Okp::from_identifier(identifier) {
        return (value.len() == SIZE).then(|| Public::Okp(okp, value.to_vec()));
    }
    match identifier {
        oid::RSA => read_pkcs1_public(value, Usage::Any),
        oid::RSA_PSS => read_pkcs1_public(value, read_pss_parameters(algorithm)?),
        oid::EC => {
            let curve = Curve::from_identifier(algorithm.take(tag::OBJECT)?)?;
            Some(Public::Ec(curve, curve.convert(value, Form::Uncompressed)?))
        }
        oid::DH => {
            let group = read_group(&mut algorithm)?;
            Some(Public::Dh(group, Reader::new(value).unsigned()?.to_vec()))
        }
        _ => None,
    }
}

fn read_group(parameters: &mut Reader<'_>) -> Option<Group> {
    let mut group = parameters.inside(tag::SEQUENCE)?;
    Some(Group { prime: group.unsigned()?.to_vec(), generator: group.unsigned()?.to_vec() })
}

/// `RSAPublicKey`
pub fn pkcs1_public(key: &RsaPublic) -> Vec<u8> {
    sequence(&[&integer(&key.n), &integer(&key.e)])
}

/// Reads an `RSAPublicKey`.
pub fn read_pkcs1_public(der: &[u8], usage: Usage) -> Option<Public> {
    let mut key = Reader::new(der).inside(tag::SEQUENCE)?;
    let (n, e) = (key.unsigned()?.to_vec(), key.unsigned()?.to_vec());
    Some(Public::Rsa(RsaPublic { n, e, usage }))
}

/// `RSAPrivateKey`
pub fn pkcs1_private(key: &RsaPrivate) -> Zeroizing<Vec<u8>> {
    let parts =
        [&[][..], &key.public.n, &key.public.e, &key.d, &key.p, &key.q, &key.dp, &key.dq, &key.qi]
            .map(|part| Zeroizing::new(integer(part)));
    let content =
        Zeroizing::new(parts.iter().flat_map(|part| part.iter().copied()).collect::<Vec<u8>>());
    Zeroizing::new(element(tag::SEQUENCE, &content))
}

/// Reads an `RSAPrivateKey`.
pub fn read_pkcs1_private(der: &[u8], usage: Usage) -> Option<Private> {
    let mut key = Reader::new(der).inside(tag::SEQUENCE)?;
    if !key.unsigned()?.is_empty() {
        return None;
    }
    let (n, e) = (key.unsigned()?.to_vec(), key.unsigned()?.to_vec());
    let mut part = || key.unsigned().map(secret);
    Some(Private::Rsa(RsaPrivate {
        public: RsaPublic { n, e, usage },
        d: part()?,
        p: part()?,
        q: part()?,
        dp: part()?,
        dq: part()?,
        qi: part()?,
    }))
}

/// `ECPrivateKey`; with the curve when it stands alone.
fn ec_private(curve: Curve, scalar: &[u8], point: &[u8], alone: bool) -> Zeroizing<Vec<u8>> {
    let named =
        if alone { element(tag::context(0), &object(curve.identifier())) } else { Vec::new() };
    let scalar = Zeroizing::new(octets(scalar));
    let point = element(tag::context(1), &bits(point));
    Zeroizing::new(sequence(&[&integer(&[1]), &scalar, &named, &point]))
}

/// SEC1's `ECPrivateKey`; `None` for keys that are not on such a curve.
pub fn sec1(key: &Private) -> Option<Zeroizing<Vec<u8>>> {
    match key {
        Private::Ec(curve, scalar, point) => Some(ec_private(*curve, scalar, point, true)),
        _ => None,
    }
}

/// Reads an `ECPrivateKey`, whose curve may be told outside.
pub fn read_sec1(der: &[u8], curve: Option<Curve>) -> Option<Private> {
    let mut key = Reader::new(der).inside(tag::SEQUENCE)?;
    if key.unsigned()? != [1] {
        return None;
    }
    let scalar = key.take(tag::OCTET_STRING)?;
    let named = key
        .optional(tag::context(0))
        .and_then(|named| Curve::from_identifier(Reader::new(named).take(tag::OBJECT)?));
    Private::ec(curve.or(named)?, scalar)
}

/// `PrivateKeyInfo`
pub fn pkcs8(key: &Private) -> Zeroizing<Vec<u8>> {
    let value = match key {
        Private::Rsa(rsa) => pkcs1_private(rsa),
        Private::Ec(curve, scalar, point) => ec_private(*curve, scalar, point, false),
        Private::Okp(_, secret, _) => Zeroizing::new(octets(secret)),
        Private::Dh(_, secret, _) => Zeroizing::new(integer(secret)),
    };
    let value = Zeroizing::new(octets(&value));
    Zeroizing::new(sequence(&[&integer(&[]), &algorithm(&key.public()), &value]))
}

/// Reads a `PrivateKeyInfo`.
pub fn read_pkcs8(der: &[u8]) -> Option<Private> {
    let mut info = Reader::new(der).inside(tag::SEQUENCE)?;
    if !matches!(info.unsigned()?, [] | [1]) {
        return None;
    }
    let mut algorithm = info.inside(tag::SEQUENCE)?;
    let value = info.take(tag::OCTET_STRING)?;
    let identifier = algorithm.take(tag::OBJECT)?;
    if let Some(okp) = Okp::from_identifier(identifier) {
        return Private::okp(okp, Reader::new(value).take(tag::OCTET_STRING)?);
    }
    match identifier {
        oid::RSA => read_pkcs1_private(value, Usage::Any),
        oid::RSA_PSS => read_pkcs1_private(value, read_pss_parameters(algorithm)?),
        oid::EC => read_sec1(value, Some(Curve::from_identifier(algorithm.take(tag::OBJECT)?)?)),
        oid::DH => {
            let group = read_group(&mut algorithm)?;
            let exponent = secret(Reader::new(value).unsigned()?);
            let value = number::power(&group.generator, &exponent, &group.prime)?;
            Some(Private::Dh(group, exponent, value))
        }
        _ => None,
    }
}
