//! The text of names, times and addresses as OpenSSL prints them (`X509_NAME_print_ex`,
//! `ASN1_TIME_print`, and `src/crypto/crypto_common.cc`).

use super::certificate::{GeneralName, Name, Time};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A name, one set of attributes in a line; `None` when it is empty.
pub fn name(name: &Name) -> Option<String> {
    if name.is_empty() {
        return None;
    }
    let set = |set: &Vec<(String, String)>| {
        let pairs = set.iter().map(|(name, text)| format!("{name}={}", escape(text)));
        pairs.collect::<Vec<_>>().join(" + ")
    };
    Some(name.iter().map(set).collect::<Vec<_>>().join("\n"))
}

/// RFC 2253's escapes, and control characters in hexadecimal.
fn escape(text: &str) -> String {
    let last = text.chars().count().saturating_sub(1);
    let mut output = String::new();
    for (index, character) in text.chars().enumerate() {
        let edge =
            (character == '#' && index == 0) || (character == ' ' && (index == 0 || index == last));
        if edge || matches!(character, ',' | '+' | '"' | '\\' | '<' | '>' | ';') {
            output.push('\\');
            output.push(character);
        } else if character < ' ' || character == '\u{7f}' {
            output.push_str(&format!("\\{:02X}", u32::from(character)));
        } else {
            output.push(character);
        }
    }
    output
}

/// `Jan  1 00:00:00 1970 GMT`
pub fn time(time: Time) -> String {
    let (days, seconds) = (time.div_euclid(86_400), time.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12;
    let year = year_of_era + era * 400 + i64::from(month < 2);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let month = MONTHS.get(month as usize).copied().unwrap_or_default();
    format!("{month} {day:>2} {hour:02}:{minute:02}:{second:02} {year} GMT")
}

/// An address: four numbers, or eight in hexadecimal.
pub fn address(bytes: &[u8]) -> String {
    match bytes.len() {
        4 => bytes.iter().map(u8::to_string).collect::<Vec<_>>().join("."),
        16 => {
            let groups = bytes.chunks(2).map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1]));
            groups.map(|group| format!("{group:X}")).collect::<Vec<_>>().join(":")
        }
        _ => format!("<invalid length={}>", bytes.len()),
    }
}

/// One of a list of names. What could be taken for the next one is quoted.
pub fn general_name(name: &GeneralName) -> String {
    match name {
        GeneralName::Email(text) => format!("email:{}", quote(text)),
        GeneralName::Dns(text) => format!("DNS:{}", quote(text)),
        GeneralName::Uri(text) => format!("URI:{}", quote(text)),
        GeneralName::Ip(bytes) => format!("IP Address:{}", address(bytes)),
        GeneralName::Registered(identifier) => format!("Registered ID:{identifier}"),
        GeneralName::Directory(directory) => {
            let line = self::name(directory).unwrap_or_default().replace('\n', ",");
            format!("DirName:{}", quote(&line))
        }
        GeneralName::Other => "othername:<unsupported>".to_owned(),
    }
}

fn quote(text: &str) -> String {
    let safe = |character: char| {
        (' '..='~').contains(&character) && !matches!(character, '"' | '\\' | ',' | '\'')
    };
    if text.chars().all(safe) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '\\' => quoted.push_str("\\\\"),
            '"' => quoted.push_str("\\\""),
            ' '..='~' => quoted.push(character),
            _ => quoted.push_str(&format!("\\u{:04x}", u32::from(character))),
        }
    }
    quoted.push('"');
    quoted
}

/// Bytes in hexadecimal with colons.
pub fn fingerprint(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":")
}

/// Bytes in hexadecimal.
pub fn digits(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "00".to_owned();
    }
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        assert_eq!(time(0), "Jan  1 00:00:00 1970 GMT");
        assert_eq!(time(1_709_210_096), "Feb 29 12:34:56 2024 GMT");
    }

    #[test]
    fn names_and_addresses() {
        let pair = |name: &str, text: &str| vec![(name.to_owned(), text.to_owned())];
        let whole = vec![pair("O", "Some, Org"), pair("CN", " #x ")];
        assert_eq!(name(&whole).unwrap(), "O=Some\\, Org\nCN=\\ #x\\ ");
        assert_eq!(address(&[127, 0, 0, 1]), "127.0.0.1");
        assert_eq!(general_name(&GeneralName::Dns("a,b".into())), "DNS:\"a,b\"");
    }
}
