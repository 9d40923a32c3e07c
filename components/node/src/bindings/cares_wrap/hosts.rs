//! The hosts file (hosts(5)) and addresses written as numbers: what a resolver knows by itself.

use std::net::{IpAddr, Ipv4Addr};

use crate::sys;

/// Where the file is.
const PATH: &[u8] = b"/etc/hosts";
/// Bytes of it that are read.
const LENGTH_MAX: u64 = 1 << 20;

/// Addresses and their names, the first one the canonical name.
pub struct Hosts(Vec<(IpAddr, Vec<String>)>);

impl Hosts {
    /// The file as it is now; a file that cannot be read has no lines.
    pub fn read() -> Self {
        let file = sys::read_file(None, PATH, LENGTH_MAX).unwrap_or_default();
        Self::parse(&String::from_utf8_lossy(&file))
    }

    fn parse(text: &str) -> Self {
        let line = |line: &str| {
            let line = line.split('#').next().unwrap_or_default();
            let mut words = line.split_whitespace();
            let ip = words.next()?.parse().ok()?;
            Some((ip, words.map(str::to_owned).collect()))
        };
        Self(text.lines().filter_map(line).collect())
    }

    /// The addresses of a name, IPv6 first as getaddrinfo orders them (RFC 6724).
    pub fn addresses(&self, name: &str) -> Vec<IpAddr> {
        let name = name.strip_suffix('.').unwrap_or(name);
        let has = |names: &Vec<String>| names.iter().any(|own| own.eq_ignore_ascii_case(name));
        let mut found: Vec<IpAddr> = Vec::new();
        for (ip, names) in &self.0 {
            if has(names) && !found.contains(ip) {
                found.push(*ip);
            }
        }
        found.sort_by_key(IpAddr::is_ipv4);
        found
    }

    /// The names of an address.
    pub fn names(&self, ip: IpAddr) -> Vec<String> {
        let lines = self.0.iter().filter(|(own, _)| *own == ip);
        lines.flat_map(|(_, names)| names.clone()).collect()
    }
}

/// The forms of an IPv4 address that inet_aton(3) reads: one to four numbers, decimal, octal or
/// hexadecimal, the last of which fills the rest.
pub fn numeric(text: &str) -> Option<Ipv4Addr> {
    let numbers = text.split('.').map(number).collect::<Option<Vec<u32>>>()?;
    let (last, first) = numbers.split_last()?;
    if first.len() > 3 || first.iter().any(|number| *number > 255) {
        return None;
    }
    let rest_bits = 8 * (4 - first.len() as u32);
    if rest_bits < 32 && *last >= 1 << rest_bits {
        return None;
    }
    let high = first
        .iter()
        .enumerate()
        .fold(0, |sum, (index, number)| sum | number << (24 - 8 * index as u32));
    Some(Ipv4Addr::from(high | last))
}

fn number(text: &str) -> Option<u32> {
    let (digits, radix) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None if text.len() > 1 && text.starts_with('0') => (&text[1..], 8),
        None => (text, 10),
    };
    if !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    u32::from_str_radix(digits, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_names_and_comments() {
        let hosts = Hosts::parse("127.0.0.1 localhost here # there\nbad line\n::1\tlocalhost\n\n#");
        let expected: Vec<IpAddr> = vec!["::1".parse().unwrap(), "127.0.0.1".parse().unwrap()];
        assert_eq!(hosts.addresses("LocalHost."), expected);
        assert!(hosts.addresses("there").is_empty());
        assert_eq!(hosts.names("127.0.0.1".parse().unwrap()), ["localhost", "here"]);
    }

    #[test]
    fn numbers_as_addresses() {
        for (text, expected) in [
            ("2130706433", Some([127, 0, 0, 1])),
            ("0x7f.1", Some([127, 0, 0, 1])),
            ("0177.0.0.1", Some([127, 0, 0, 1])),
            ("10.1.2", Some([10, 1, 0, 2])),
            ("256.0.0.1", None),
            ("1.2.3.256", None),
            ("1.2.3.4.5", None),
            ("4294967296", None),
            ("08", None),
            ("", None),
            ("a.b", None),
        ] {
            assert_eq!(numeric(text), expected.map(Ipv4Addr::from), "{text}");
        }
    }
}
