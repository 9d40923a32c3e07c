//! A certificate (RFC 5280): its fields and their text as OpenSSL prints it. No JavaScript here.

use super::super::{
    asymmetric::{
        asn1::{Reader, dotted, tag},
        der,
        key::Public,
    },
    digest::Algorithm,
};

/// `GeneralName`s by their context tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneralName {
    /// rfc822Name
    Email(String),
    /// dNSName
    Dns(String),
    /// directoryName
    Directory(Name),
    /// uniformResourceIdentifier
    Uri(String),
    /// iPAddress
    Ip(Vec<u8>),
    /// registeredID
    Registered(String),
    /// Anything else.
    Other,
}

/// A distinguished name: sets of attributes, each an identifier's short name and text.
pub type Name = Vec<Vec<(String, String)>>;

/// Seconds since 1970.
pub type Time = i64;

/// A parsed certificate.
pub struct Certificate {
    /// All of it.
    pub raw: Vec<u8>,
    /// The part that is signed.
    signed: Vec<u8>,
    signature_algorithm: Vec<u8>,
    signature: Vec<u8>,
    /// Serial number, without leading zeros.
    pub serial: Vec<u8>,
    /// The issuer in DER, and parsed.
    pub issuer: (Vec<u8>, Name),
    /// The subject in DER, and parsed.
    pub subject: (Vec<u8>, Name),
    /// First and last second of its validity.
    pub validity: (Time, Time),
    /// The public key, if it is of a kind known here.
    pub key: Option<Public>,
    /// `subjectAltName`
    pub alternative_names: Option<Vec<GeneralName>>,
    /// `authorityInfoAccess`: method and location.
    pub access: Option<Vec<(String, GeneralName)>>,
    /// `extKeyUsage`
    pub extended_usage: Option<Vec<String>>,
    /// Whether `basicConstraints` make it an authority's.
    pub is_authority: bool,
    /// The first bits of `keyUsage`.
    key_usage: Option<u8>,
    subject_key: Option<Vec<u8>>,
    authority_key: Option<Vec<u8>>,
}

/// `keyCertSign` in the first byte of `keyUsage`.
const SIGNS_CERTIFICATES: u8 = 0x04;

impl Certificate {
    /// Reads a certificate.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (_, content, raw) = Reader::new(bytes).element().filter(|it| it.0 == tag::SEQUENCE)?;
        let mut outer = Reader::new(content);
        let (_, inner, signed) = outer.element()?;
        let mut algorithm = outer.inside(tag::SEQUENCE)?;
        let signature = outer.bits()?;
        let mut fields = Reader::new(inner);
        fields.optional(tag::context(0));
        let serial = super::super::asymmetric::asn1::trim(fields.take(tag::INTEGER)?).to_vec();
        fields.take(tag::SEQUENCE)?;
        let issuer = fields.element()?;
        let mut validity = fields.inside(tag::SEQUENCE)?;
        let validity = (time(validity.element()?)?, time(validity.element()?)?);
        let subject = fields.element()?;
        let key = der::read_spki(fields.element()?.2);
        let mut certificate = Self {
            raw: raw.to_vec(),
            signed: signed.to_vec(),
            signature_algorithm: algorithm.take(tag::OBJECT)?.to_vec(),
            signature: signature.to_vec(),
            serial,
            issuer: (issuer.2.to_vec(), name(issuer.1)?),
            subject: (subject.2.to_vec(), name(subject.1)?),
            validity,
            key,
            alternative_names: None,
            access: None,
            extended_usage: None,
            is_authority: false,
            key_usage: None,
            subject_key: None,
            authority_key: None,
        };
        while let Some((kind, content, _)) = fields.element() {
            if kind == tag::context(3) {
                certificate.read_extensions(content)?;
            }
        }
        Some(certificate)
    }

    fn read_extensions(&mut self, content: &[u8]) -> Option<()> {
        let mut extensions = Reader::new(content).inside(tag::SEQUENCE)?;
        while !extensions.is_empty() {
            let mut extension = extensions.inside(tag::SEQUENCE)?;
            let identifier = extension.take(tag::OBJECT)?;
            extension.optional(tag::BOOLEAN);
            let value = extension.take(tag::OCTET_STRING)?;
            match dotted(identifier).as_str() {
                "2.5.29.14" => {
                    self.subject_key =
                        Reader::new(value).take(tag::OCTET_STRING).map(<[u8]>::to_vec);
                }
                "2.5.29.15" => {
                    let usage = Reader::new(value).take(tag::BIT_STRING)?;
                    self.key_usage = usage.get(1).copied();
                }
                "2.5.29.17" => self.alternative_names = Some(general_names(value)?),
                "2.5.29.19" => {
                    let constraints =
                        Reader::new(value).inside(tag::SEQUENCE)?.optional(tag::BOOLEAN);
                    self.is_authority = constraints.is_some_and(|it| it.first() == Some(&0xff));
                }
                "2.5.29.35" => {
                    let mut authority = Reader::new(value).inside(tag::SEQUENCE)?;
                    self.authority_key = authority.optional(0x80).map(<[u8]>::to_vec);
                }
                "2.5.29.37" => {
                    let mut usages = Reader::new(value).inside(tag::SEQUENCE)?;
                    let mut found = Vec::new();
                    while let Some(usage) = usages.optional(tag::OBJECT) {
                        found.push(dotted(usage));
                    }
                    self.extended_usage = Some(found);
                }
                "1.3.6.1.5.5.7.1.1" => self.access = Some(access(value)?),
                _ => {}
            }
        }
        Some(())
    }

    /// Whether the signature was made by this key.
    pub fn is_signed_by(&self, key: &Public) -> bool {
        let algorithm = signature_digest(&self.signature_algorithm);
        super::super::sign::certificate_holds(key, algorithm, &self.signed, &self.signature)
    }

    /// Whether another certificate's subject is this one's issuer, by name, key identifiers and
    /// usage. The signature is not looked at.
    pub fn is_issued_by(&self, other: &Self) -> bool {
        let identified = match (&self.authority_key, &other.subject_key) {
            (Some(wanted), Some(found)) => wanted == found,
            _ => true,
        };
        let may_sign = other.key_usage.is_none_or(|usage| usage & SIGNS_CERTIFICATES != 0);
        self.issuer.0 == other.subject.0 && identified && may_sign
    }

    /// The attributes with this short name in the subject.
    pub fn subject_attributes<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let attributes = self.subject.1.iter().flatten();
        attributes.filter(move |(known, _)| known == name).map(|(_, text)| text.as_str())
    }
}

/// The hash function of a signature algorithm.
pub fn signature_digest(identifier: &[u8]) -> Option<Algorithm> {
    Some(match dotted(identifier).as_str() {
        "1.2.840.113549.1.1.4" => Algorithm::Md5,
        "1.2.840.113549.1.1.5" | "1.2.840.10045.4.1" => Algorithm::Sha1,
        "1.2.840.113549.1.1.11" | "1.2.840.10045.4.3.2" => Algorithm::Sha256,
        "1.2.840.113549.1.1.12" | "1.2.840.10045.4.3.3" => Algorithm::Sha384,
        "1.2.840.113549.1.1.13" | "1.2.840.10045.4.3.4" => Algorithm::Sha512,
        "1.2.840.113549.1.1.14" | "1.2.840.10045.4.3.1" => Algorithm::Sha224,
        _ => return None,
    })
}

/// OpenSSL's short names of attributes.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "street"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.13", "description"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.41", "name"),
    ("2.5.4.42", "GN"),
    ("2.5.4.43", "initials"),
    ("2.5.4.46", "dnQualifier"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
];

fn name(content: &[u8]) -> Option<Name> {
    let mut sets = Reader::new(content);
    let mut name = Vec::new();
    while !sets.is_empty() {
        let mut set = sets.inside(tag::SET)?;
        let mut attributes = Vec::new();
        while !set.is_empty() {
            let mut attribute = set.inside(tag::SEQUENCE)?;
            let identifier = dotted(attribute.take(tag::OBJECT)?);
            let (kind, content, _) = attribute.element()?;
            let known = ATTRIBUTES.iter().find(|(known, _)| *known == identifier);
            let short = known.map_or(identifier.as_str(), |(_, short)| short).to_owned();
            attributes.push((short, text(kind, content)));
        }
        name.push(attributes);
    }
    Some(name)
}

/// The text of a string of any kind.
fn text(kind: u8, content: &[u8]) -> String {
    match kind {
        // BMPString
        0x1e => {
            let units = content.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
        }
        0x0c => String::from_utf8_lossy(content).into_owned(),
        _ => content.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// A UTCTime or GeneralizedTime of the form that certificates have.
fn time((kind, content, _): (u8, &[u8], &[u8])) -> Option<Time> {
    let digits = content.strip_suffix(b"Z")?;
    let number = |from: usize, to: usize| -> Option<i64> {
        std::str::from_utf8(digits.get(from..to)?).ok()?.parse().ok()
    };
    let (year, rest) = if kind == tag::UTC_TIME {
        let year = number(0, 2)?;
        (year + if year < 50 { 2000 } else { 1900 }, 2)
    } else {
        (number(0, 4)?, 4)
    };
    let part = |index: usize| number(rest + 2 * index, rest + 2 * index + 2);
    let (month, day) = (part(0)?, part(1)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Days since 1970 in the proleptic Gregorian calendar, with years starting in March.
    let shifted = year - i64::from(month <= 2);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let leap_days = shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    let days = 365 * shifted + leap_days + day_of_year - 719_468;
    Some(days * 86_400 + part(2)? * 3600 + part(3)? * 60 + part(4)?)
}

fn general_names(value: &[u8]) -> Option<Vec<GeneralName>> {
    let mut names = Reader::new(value).inside(tag::SEQUENCE)?;
    let mut found = Vec::new();
    while let Some((kind, content, _)) = names.element() {
        found.push(general_name(kind, content)?);
    }
    Some(found)
}

fn general_name(kind: u8, content: &[u8]) -> Option<GeneralName> {
    let latin1 = || content.iter().map(|byte| char::from(*byte)).collect::<String>();
    Some(match kind & 0x1f {
        1 => GeneralName::Email(latin1()),
        2 => GeneralName::Dns(latin1()),
        4 => GeneralName::Directory(name(Reader::new(content).take(tag::SEQUENCE)?)?),
        6 => GeneralName::Uri(latin1()),
        7 => GeneralName::Ip(content.to_vec()),
        8 => GeneralName::Registered(dotted(content)),
        _ => GeneralName::Other,
    })
}

fn access(value: &[u8]) -> Option<Vec<(String, GeneralName)>> {
    let mut descriptions = Reader::new(value).inside(tag::SEQUENCE)?;
    let mut found = Vec::new();
    while !descriptions.is_empty() {
        let mut description = descriptions.inside(tag::SEQUENCE)?;
        let method = match dotted(description.take(tag::OBJECT)?).as_str() {
            "1.3.6.1.5.5.7.48.1" => "OCSP".to_owned(),
            "1.3.6.1.5.5.7.48.2" => "CA Issuers".to_owned(),
            other => other.to_owned(),
        };
        let (kind, content, _) = description.element()?;
        found.push((method, general_name(kind, content)?));
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(time((tag::UTC_TIME, b"700101000000Z", &[])), Some(0));
        assert_eq!(time((0x18, b"20240229123456Z", &[])), Some(1_709_210_096));
        assert_eq!(time((tag::UTC_TIME, b"991332000000Z", &[])), None);
    }
}
