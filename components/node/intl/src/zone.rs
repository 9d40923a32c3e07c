//! Time zones: IANA's database, and fixed offsets such as "+05:30".

use jiff::{
    Timestamp,
    tz::{self, TimeZone},
};

/// A time zone.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// Coordinated Universal Time.
    pub fn utc() -> Zone {
        Zone { name: "UTC".to_owned(), zone: TimeZone::UTC }
    }

    /// A zone by IANA's name, in any case, or by its offset; `None` when there is none.
    pub fn find(name: &str) -> Option<Zone> {
        if let Some(offset) = offset_of(name) {
            let seconds = offset * 60;
            let fixed = tz::Offset::from_seconds(seconds).ok()?;
            let (sign, minutes) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
            let name = format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60);
            return Some(Zone { name, zone: TimeZone::fixed(fixed) });
        }
        let lower = name.to_ascii_lowercase();
        if matches!(lower.as_str(), "utc" | "etc/utc" | "etc/gmt" | "gmt" | "etc/uct" | "zulu") {
            return Some(Zone::utc());
        }
        let zone = jiff::tz::TimeZoneDatabase::bundled().get(name).ok()?;
        let name = zone.iana_name()?.to_owned();
        Some(Zone { name, zone })
    }

    /// The name as IANA writes it, "UTC", or the offset.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Seconds that local time is ahead of UTC at this time, milliseconds since 1970.
    pub fn offset(&self, milliseconds: i64) -> i32 {
        let time = Timestamp::from_millisecond(milliseconds).unwrap_or(if milliseconds < 0 {
            Timestamp::MIN
        } else {
            Timestamp::MAX
        });
        self.zone.to_offset(time).seconds()
    }
}

/// Minutes of "+05:30", "-0800", "+01".
fn offset_of(name: &str) -> Option<i32> {
    let sign = match name.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = name.get(1..)?.chars().filter(|one| *one != ':').collect();
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes) = match (name.len(), digits.len()) {
        (3, 2) => (digits.as_str(), "0"),
        (5, 4) | (6, 4) => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// The names of all zones, sorted.
pub fn names() -> Vec<String> {
    let database = jiff::tz::TimeZoneDatabase::bundled();
    let mut names: Vec<String> = database.available().map(|name| name.to_string()).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::find(name).unwrap_or_else(|| panic!("{name}"))
    }

    #[test]
    fn offsets() {
        let summer = 1_720_000_000_000;
        let winter = 1_735_000_000_000;
        assert_eq!(zone("europe/berlin").name(), "Europe/Berlin");
        assert_eq!(zone("Europe/Berlin").offset(summer), 7200);
        assert_eq!(zone("America/New_York").offset(winter), -18_000);
        assert_eq!(zone("Asia/Kolkata").offset(i64::MAX), 19_800);
        assert_eq!(zone("-0330").offset(summer), -12_600);
        assert_eq!(zone("-03:30").name(), "-03:30");
        assert_eq!(zone("gmt").name(), "UTC");
        for wrong in ["", "Nowhere/City", "+25:00", "+1", "+0a:00", "++1:00"] {
            assert!(Zone::find(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn there_are_hundreds() {
        assert!(names().len() > 400);
    }
}
