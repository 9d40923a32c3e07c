//! Whether a certificate is for a host, an address or a mailbox (`X509_check_host` and its kin).

use std::net::IpAddr;

use super::certificate::{Certificate, GeneralName};

/// `X509_CHECK_FLAG_…`
pub mod flag {
    #![allow(missing_docs)]
    pub const ALWAYS_CHECK_SUBJECT: i32 = 1;
    pub const NO_WILDCARDS: i32 = 2;
    pub const NO_PARTIAL_WILDCARDS: i32 = 4;
    pub const MULTI_LABEL_WILDCARDS: i32 = 8;
    pub const SINGLE_LABEL_SUBDOMAINS: i32 = 16;
    pub const NEVER_CHECK_SUBJECT: i32 = 32;
}

/// The names to compare with: those of a kind, and the subject's when there are none.
fn candidates<'a>(
    certificate: &'a Certificate,
    attribute: &'a str,
    flags: i32,
    of_kind: impl Fn(&'a GeneralName) -> Option<&'a str>,
) -> Vec<&'a str> {
    let mut names: Vec<&str> =
        certificate.alternative_names.iter().flatten().filter_map(of_kind).collect();
    let checks_subject = names.is_empty() || flags & flag::ALWAYS_CHECK_SUBJECT != 0;
    if checks_subject && flags & flag::NEVER_CHECK_SUBJECT == 0 {
        names.extend(certificate.subject_attributes(attribute));
    }
    names
}

/// The name in the certificate that stands for a host.
pub fn host<'a>(certificate: &'a Certificate, host: &str, flags: i32) -> Option<&'a str> {
    if host.is_empty() {
        return None;
    }
    let names = candidates(certificate, "CN", flags, |name| match name {
        GeneralName::Dns(name) => Some(name),
        _ => None,
    });
    names.into_iter().find(|pattern| stands_for(pattern, host, flags))
}

fn stands_for(pattern: &str, host: &str, flags: i32) -> bool {
    let ends_with = |text: &str, end: &str| {
        text.len() > end.len()
            && text.get(text.len() - end.len()..).is_some_and(|it| it.eq_ignore_ascii_case(end))
    };
    if let Some(domain) = host.strip_prefix('.') {
        // Any name below the domain, or just below it.
        let label = pattern.get(..pattern.len().saturating_sub(host.len())).unwrap_or_default();
        let one_label = flags & flag::SINGLE_LABEL_SUBDOMAINS == 0 || !label.contains('.');
        return !domain.is_empty() && ends_with(pattern, host) && one_label;
    }
    if pattern.eq_ignore_ascii_case(host) {
        return true;
    }
    flags & flag::NO_WILDCARDS == 0 && wildcard_stands_for(pattern, host, flags)
}

fn wildcard_stands_for(pattern: &str, host: &str, flags: i32) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return false };
    let Some((label_end, domain)) = after.split_once('.') else { return false };
    let valid = !before.contains('.')
        && !after.contains('*')
        && domain.contains('.')
        && !pattern.to_ascii_lowercase().starts_with("xn--");
    let whole_label = before.is_empty() && label_end.is_empty();
    if !valid || (!whole_label && flags & flag::NO_PARTIAL_WILDCARDS != 0) {
        return false;
    }
    let (Some(start), Some(end)) = (
        host.get(..before.len()),
        host.len().checked_sub(after.len()).and_then(|at| host.get(at..)),
    ) else {
        return false;
    };
    if !start.eq_ignore_ascii_case(before) || !end.eq_ignore_ascii_case(after) {
        return false;
    }
    let middle = host.get(before.len()..host.len() - after.len()).unwrap_or_default();
    if whole_label && middle.is_empty() {
        return false;
    }
    let many_labels = whole_label && flags & flag::MULTI_LABEL_WILDCARDS != 0;
    let allowed = |character: char| {
        character.is_ascii_alphanumeric() || character == '-' || (many_labels && character == '.')
    };
    middle.chars().all(allowed)
}

/// Whether the certificate is for a mailbox: the domain in letters of either case.
pub fn email(certificate: &Certificate, email: &str, flags: i32) -> bool {
    let names = candidates(certificate, "emailAddress", flags, |name| match name {
        GeneralName::Email(name) => Some(name),
        _ => None,
    });
    names.into_iter().any(|name| match (name.rsplit_once('@'), email.rsplit_once('@')) {
        (Some((local, domain)), Some((other_local, other_domain))) => {
            local == other_local && domain.eq_ignore_ascii_case(other_domain)
        }
        _ => name == email,
    })
}

/// Whether the certificate is for an address; `None` when the text is none.
pub fn address(certificate: &Certificate, text: &str) -> Option<bool> {
    let wanted = match text.parse().ok()? {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    };
    let mut names = certificate.alternative_names.iter().flatten();
    Some(names.any(|name| matches!(name, GeneralName::Ip(bytes) if *bytes == wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        for (pattern, host, flags, answer) in [
            ("*.example.com", "a.example.com", 0, true),
            ("*.example.com", "a.b.example.com", 0, false),
            ("*.example.com", "a.b.example.com", flag::MULTI_LABEL_WILDCARDS, true),
            ("*.example.com", "a.example.com", flag::NO_WILDCARDS, false),
            ("f*.example.com", "foo.example.com", 0, true),
            ("f*.example.com", "foo.example.com", flag::NO_PARTIAL_WILDCARDS, false),
            ("*.com", "example.com", 0, false),
            ("*.example.com", ".example.com", 0, true),
            ("EXAMPLE.com", "example.COM", 0, true),
        ] {
            assert_eq!(stands_for(pattern, host, flags), answer, "{pattern} {host}");
        }
    }
}
