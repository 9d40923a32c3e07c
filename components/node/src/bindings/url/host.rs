//! Hosts: domains, IPv4 and IPv6 addresses, opaque hosts (URL standard, section 3).

use super::{
    domain,
    percent::{self, EncodeSet},
};

/// The serialized host; `None` when it is not valid.
pub fn parse(input: &[u8], is_special: bool) -> Option<String> {
    if let [b'[', inner @ ..] = input {
        let [address @ .., b']'] = inner else { return None };
        return Some(format!("[{}]", serialize_ipv6(parse_ipv6(address)?)));
    }
    if !is_special {
        return if input.iter().any(|byte| is_forbidden(*byte)) {
            None
        } else {
            Some(percent::encode(input, EncodeSet::C0Control))
        };
    }
    let ascii = domain_to_ascii(&percent::decode(input))?;
    if ascii.is_empty() || ascii.bytes().any(is_forbidden_in_domain) {
        return None;
    }
    if ends_in_number(&ascii) { parse_ipv4(&ascii) } else { Some(ascii) }
}

fn domain_to_ascii(name: &[u8]) -> Option<String> {
    // Nothing can change in such a name, and it is what nearly every URL has.
    let is_plain = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_');
    if name.iter().all(is_plain) && !name.windows(4).any(|part| part == b"xn--") {
        return String::from_utf8(name.to_vec()).ok();
    }
    domain::to_ascii_bytes(name)
}

fn is_forbidden(byte: u8) -> bool {
    matches!(
        byte,
        0 | b'\t'
            | b'\n'
            | b'\r'
            | b' '
            | b'#'
            | b'/'
            | b':'
            | b'<'
            | b'>'
            | b'?'
            | b'@'
            | b'['
            | b'\\'
            | b']'
            | b'^'
            | b'|'
    )
}

fn is_forbidden_in_domain(byte: u8) -> bool {
    is_forbidden(byte) || byte <= 0x1f || byte == b'%' || byte == 0x7f
}

fn ends_in_number(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or_default();
    if !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    parse_ipv4_number(last).is_some()
}

/// A part of an address in any of C's notations; saturates.
fn parse_ipv4_number(text: &str) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    let (digits, radix) =
        if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            (hex, 16)
        } else if text.len() > 1 && text.starts_with('0') {
            (&text[1..], 8)
        } else {
            (text, 10)
        };
    let mut number: u64 = 0;
    for digit in digits.chars() {
        let digit = digit.to_digit(radix)?;
        number = number.saturating_mul(radix.into()).saturating_add(digit.into());
    }
    Some(number)
}

fn parse_ipv4(name: &str) -> Option<String> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let parts: Vec<&str> = name.split('.').collect();
    if parts.len() > 4 {
        return None;
    }
    let numbers = parts.iter().map(|part| parse_ipv4_number(part)).collect::<Option<Vec<u64>>>()?;
    let (last, first) = numbers.split_last()?;
    if first.iter().any(|number| *number > 255) || *last >= 256_u64.pow(5 - numbers.len() as u32) {
        return None;
    }
    let mut address = *last;
    for (index, number) in first.iter().enumerate() {
        address += number << (8 * (3 - index));
    }
    Some(std::net::Ipv4Addr::from(address as u32).to_string())
}

fn parse_ipv6(input: &[u8]) -> Option<[u16; 8]> {
    let at = |index: usize| input.get(index).copied();
    let mut address = [0_u16; 8];
    let (mut piece, mut compress, mut pointer) = (0, None, 0);
    if at(0) == Some(b':') {
        if at(1) != Some(b':') {
            return None;
        }
        pointer = 2;
        piece = 1;
        compress = Some(1);
    }
    while let Some(byte) = at(pointer) {
        if piece == 8 {
            return None;
        }
        if byte == b':' {
            if compress.is_some() {
                return None;
            }
            pointer += 1;
            piece += 1;
            compress = Some(piece);
            continue;
        }
        let (mut value, mut length) = (0_u16, 0);
        while length < 4
            && let Some(digit) = at(pointer).and_then(|byte| char::from(byte).to_digit(16))
        {
            value = value << 4 | digit as u16;
            pointer += 1;
            length += 1;
        }
        match at(pointer) {
            Some(b'.') => {
                if length == 0 || piece > 6 {
                    return None;
                }
                let tail = parse_ipv6_tail(&input[pointer - length..])?;
                address[piece] = u16::from_be_bytes([tail[0], tail[1]]);
                address[piece + 1] = u16::from_be_bytes([tail[2], tail[3]]);
                piece += 2;
                break;
            }
            Some(b':') => {
                pointer += 1;
                at(pointer)?;
            }
            Some(_) => return None,
            None => {}
        }
        address[piece] = value;
        piece += 1;
    }
    match compress {
        // What was read after `::` belongs at the end.
        Some(start) => address[start..].rotate_right(8 - piece),
        None if piece != 8 => return None,
        None => {}
    }
    Some(address)
}

/// Four decimal numbers without leading zeroes.
fn parse_ipv6_tail(input: &[u8]) -> Option<[u8; 4]> {
    let text = std::str::from_utf8(input).ok()?;
    let mut numbers = [0; 4];
    let mut parts = text.split('.');
    for number in &mut numbers {
        let part = parts.next()?;
        let is_plain = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain || (part.len() > 1 && part.starts_with('0')) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    if parts.next().is_some() { None } else { Some(numbers) }
}

/// Lower case, the first longest run of zeroes as `::`.
fn serialize_ipv6(pieces: [u16; 8]) -> String {
    let (mut longest, mut start) = (1, None);
    let mut index = 0;
    while index < 8 {
        let run = pieces[index..].iter().take_while(|piece| **piece == 0).count();
        if run > longest {
            (longest, start) = (run, Some(index));
        }
        index += run.max(1);
    }
    let join = |pieces: &[u16]| {
        pieces.iter().map(|piece| format!("{piece:x}")).collect::<Vec<String>>().join(":")
    };
    match start {
        None => join(&pieces),
        Some(start) => format!("{}::{}", join(&pieces[..start]), join(&pieces[start + longest..])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (input, expected) in [
            ("[::1]", Some("[::1]")),
            ("[1:2::3:4]", Some("[1:2::3:4]")),
            ("[::ffff:1.2.3.4]", Some("[::ffff:102:304]")),
            ("[1:0:0:2:0:0:0:3]", Some("[1:0:0:2::3]")),
            ("[1:2:3:4:5:6:7:8]", Some("[1:2:3:4:5:6:7:8]")),
            ("[1:2:3:4:5:6:7::]", Some("[1:2:3:4:5:6:7:0]")),
            ("[::2:3:4:5:6:7:8]", Some("[0:2:3:4:5:6:7:8]")),
            ("[1::8:9:10:11:12:13]", Some("[1:0:8:9:10:11:12:13]")),
            ("[1:2]", None),
            ("[::1.2.3]", None),
            ("[::01.2.3.4]", None),
            ("[1::2::3]", None),
            ("[:1]", None),
            ("0x7f.1", Some("127.0.0.1")),
            ("1.2.3", Some("1.2.0.3")),
            ("0300.1", Some("192.0.0.1")),
            ("256.1", None),
            ("1.2.3.4.5", None),
            ("foo.0x", None),
            ("4294967295", Some("255.255.255.255")),
            ("4294967296", None),
            ("1.1.1.1.", Some("1.1.1.1")),
        ] {
            assert_eq!(parse(input.as_bytes(), true).as_deref(), expected, "{input}");
        }
    }
}
