//! Dates and times of the Gregorian calendar.
//!
//! ICU4X formats by the meaning of a date and one of three lengths; the fields that a program asks
//! for are brought to the nearest of these.

use icu_calendar::Gregorian;
use icu_datetime::{
    DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter, NoCalendarFormatter,
    fieldsets::{
        builder::{DateFields, FieldSetBuilder},
        enums::CompositeDateTimeFieldSet,
        zone as zone_fields,
    },
    options::{Alignment, Length, SubsecondDigits, TimePrecision, YearStyle},
    preferences::HourCycle,
};
use icu_time::{
    DateTime, TimeZone, TimeZoneInfo, ZonedDateTime,
    zone::{UtcOffset, models::AtTime},
};

use crate::{
    locale::parsed,
    parts::{Part, parts_of},
    zone::Zone,
};

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// 2
    Numeric,
    /// 02
    TwoDigit,
    /// February
    Long,
    /// Feb
    Short,
}

/// The clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// 0 to 11
    H11,
    /// 1 to 12
    H12,
    /// 0 to 23
    H23,
    /// 1 to 24
    H24,
}

/// How the zone is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneName {
    /// Central European Standard Time
    Long,
    /// CET, where it is used, else GMT+1
    Short,
    /// GMT+01:00
    LongOffset,
    /// GMT+1
    ShortOffset,
}

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// The day of the week.
    pub weekday: Option<Field>,
    /// The year.
    pub year: Option<Field>,
    /// The month.
    pub month: Option<Field>,
    /// The day of the month.
    pub day: Option<Field>,
    /// The hour.
    pub hour: Option<Field>,
    /// The minute.
    pub minute: bool,
    /// The second.
    pub second: bool,
    /// Digits of the second after the point: 0 to 3.
    pub fraction: u8,
    /// The clock; none: the locale's.
    pub clock: Option<Clock>,
    /// The zone's name.
    pub zone: Option<ZoneName>,
}

impl Fields {
    fn length(&self) -> Length {
        match self.month.or(self.weekday) {
            Some(Field::Long) => Length::Long,
            Some(Field::Short) => Length::Medium,
            Some(Field::Numeric | Field::TwoDigit) | None => Length::Short,
        }
    }

    fn date(&self) -> Option<DateFields> {
        let has = |field: Option<Field>| field.is_some();
        match (has(self.year), has(self.month), has(self.day), has(self.weekday)) {
            (false, false, false, false) => None,
            (true, false, false, _) => Some(DateFields::Y),
            (true, true, false, _) => Some(DateFields::YM),
            (false, true, false, _) => Some(DateFields::M),
            (false, false, true, false) => Some(DateFields::D),
            (false, false, true, true) => Some(DateFields::DE),
            (false, true, true, false) => Some(DateFields::MD),
            (false, true, true, true) => Some(DateFields::MDE),
            (true, _, true, false) => Some(DateFields::YMD),
            (true, _, true, true) => Some(DateFields::YMDE),
            (false, false, false, true) => Some(DateFields::E),
        }
    }

    fn time(&self) -> Option<TimePrecision> {
        if self.second {
            let digits = SubsecondDigits::try_from_int(self.fraction);
            return Some(digits.map_or(TimePrecision::Second, TimePrecision::Subsecond));
        }
        if self.minute {
            return Some(TimePrecision::Minute);
        }
        self.hour.map(|_| TimePrecision::Hour)
    }

    fn field_set(&self) -> Option<CompositeDateTimeFieldSet> {
        let mut builder = FieldSetBuilder::new();
        builder.date_fields = self.date();
        builder.time_precision = self.time();
        if let Some(date) = builder.date_fields {
            builder.length = Some(self.length());
            if self.year.is_some() {
                let short = self.year == Some(Field::TwoDigit);
                builder.year_style = Some(if short { YearStyle::Auto } else { YearStyle::Full });
            }
            let two = |field| field == Some(Field::TwoDigit);
            if (two(self.month) || two(self.day)) && date != DateFields::E {
                builder.alignment = Some(Alignment::Column);
            }
        }
        if self.hour == Some(Field::TwoDigit) && builder.alignment.is_none() {
            builder.alignment = Some(Alignment::Column);
        }
        builder.build_composite_datetime().ok()
    }
}

/// A moment in a zone, as ICU4X sees it.
fn local(milliseconds: i64, zone: &Zone) -> Option<ZonedDateTime<icu_calendar::Iso, UtcOffset>> {
    // The Gregorian calendar of JavaScript's dates ends at 275760.
    const LIMIT: i64 = 8_640_000_000_000_000;
    let offset = UtcOffset::try_from_seconds(zone.offset(milliseconds)).ok()?;
    let clamped = milliseconds.clamp(-LIMIT, LIMIT);
    Some(ZonedDateTime::from_epoch_milliseconds_and_utc_offset(clamped, offset))
}

/// The parts of a time, milliseconds since 1970, in a zone.
pub fn format(locale: &str, fields: &Fields, milliseconds: i64, zone: &Zone) -> Vec<Part> {
    let mut preferences = DateTimeFormatterPreferences::from(&parsed(locale));
    preferences.hour_cycle = fields.clock.map(|clock| match clock {
        Clock::H11 => HourCycle::H11,
        Clock::H12 => HourCycle::H12,
        Clock::H23 | Clock::H24 => HourCycle::H23,
    });
    let mut parts = Vec::new();
    let Some(local) = local(milliseconds, zone) else { return parts };
    if let Some(set) = fields.field_set() {
        type Formatter = FixedCalendarDateTimeFormatter<Gregorian, CompositeDateTimeFieldSet>;
        if let Ok(formatter) = Formatter::try_new(preferences, set) {
            let time = DateTime { date: local.date.to_calendar(Gregorian), time: local.time };
            parts = parts_of(&formatter.format(&time));
        }
    }
    adjust(&mut parts, fields);
    if fields.length() == Length::Short && unpadded(locale) {
        strip(&mut parts, "month", fields.month);
        strip(&mut parts, "day", fields.day);
    }
    if let Some(name) = fields.zone {
        if !parts.is_empty() {
            let separator = if fields.time().is_some() { " " } else { ", " };
            parts.push(Part::new("literal", separator));
        }
        parts.push(Part::new("timeZoneName", zone_name(preferences, name, local, zone)));
    }
    parts
}

/// What ICU4X writes otherwise: the fraction as a part of the second, midnight of the clock that has
/// no 0, an hour of two digits.
fn adjust(parts: &mut Vec<Part>, fields: &Fields) {
    for part in parts.iter_mut() {
        if part.kind == "hour"
            && fields.clock == Some(Clock::H24)
            && matches!(&*part.text, "0" | "00")
        {
            part.text = "24".to_owned();
        }
        if part.kind == "hour" && fields.hour == Some(Field::TwoDigit) && part.text.len() == 1 {
            part.text.insert(0, '0');
        }
    }
    let seconds = parts.iter().position(|part| part.kind == "second");
    let cut = seconds.and_then(|place| {
        let (whole, fraction) = parts.get(place)?.text.split_once(['.', ','])?;
        Some((place, whole.to_owned(), fraction.to_owned()))
    });
    if let Some((place, whole, fraction)) = cut {
        let separator =
            parts.get(place).and_then(|part| part.text.get(whole.len()..whole.len() + 1));
        let separator = Part::new("literal", separator.unwrap_or("."));
        let pieces =
            [Part::new("second", whole), separator, Part::new("fractionalSecond", fraction)];
        parts.splice(place..=place, pieces);
    }
}

/// Languages whose short date has two digits for days and months (the form that ICU4X takes), but
/// whose numeric fields have not (CLDR's `yMd`, the form that V8 takes).
fn unpadded(locale: &str) -> bool {
    matches!(locale.split('-').next(), Some("de" | "it" | "nl"))
}

/// Takes the zero away from a field that is to be numeric.
fn strip(parts: &mut [Part], kind: &str, field: Option<Field>) {
    for part in parts.iter_mut().filter(|part| part.kind == kind) {
        if field == Some(Field::Numeric) && part.text.len() == 2 && part.text.starts_with('0') {
            part.text.remove(0);
        }
    }
}

fn zone_name(
    preferences: DateTimeFormatterPreferences,
    name: ZoneName,
    local: ZonedDateTime<icu_calendar::Iso, UtcOffset>,
    zone: &Zone,
) -> String {
    let utc = zone.name() == "UTC";
    match name {
        ZoneName::Short if utc => return "UTC".to_owned(),
        ZoneName::LongOffset | ZoneName::ShortOffset if utc => return "GMT".to_owned(),
        _ => {}
    }
    let id =
        if utc { TimeZone::from_iana_id("Etc/UTC") } else { TimeZone::from_iana_id(zone.name()) };
    let info: TimeZoneInfo<AtTime> = id
        .with_offset(Some(local.zone))
        .at_date_time(DateTime { date: local.date, time: local.time });
    macro_rules! formatted {
        ($fields:expr) => {
            NoCalendarFormatter::try_new(preferences, $fields)
                .map(|formatter| formatter.format(&info).to_string())
        };
    }
    let text = match name {
        ZoneName::Long => formatted!(zone_fields::SpecificLong),
        ZoneName::Short => formatted!(zone_fields::SpecificShort),
        ZoneName::LongOffset => formatted!(zone_fields::LocalizedOffsetLong),
        ZoneName::ShortOffset => formatted!(zone_fields::LocalizedOffsetShort),
    };
    text.unwrap_or_else(|_| zone.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-02-29T13:45:30.123Z
    const TIME: i64 = 1_709_214_330_123;

    fn text(locale: &str, fields: Fields, zone: &str) -> String {
        let zone = Zone::find(zone).unwrap_or_else(Zone::utc);
        let parts = format(locale, &fields, TIME, &zone);
        parts.iter().map(|part| part.text.replace('\u{202f}', " ")).collect()
    }

    const DATE: Fields = Fields {
        year: Some(Field::Numeric),
        month: Some(Field::Numeric),
        day: Some(Field::Numeric),
        weekday: None,
        hour: None,
        minute: false,
        second: false,
        fraction: 0,
        clock: None,
        zone: None,
    };
    const BOTH: Fields = Fields { hour: Some(Field::Numeric), minute: true, second: true, ..DATE };

    #[test]
    fn dates() {
        assert_eq!(text("en-US", DATE, "UTC"), "2/29/2024");
        assert_eq!(text("en-GB", DATE, "UTC"), "29/02/2024");
        assert_eq!(text("de", DATE, "UTC"), "29.2.2024");
        let long = Fields { month: Some(Field::Long), weekday: Some(Field::Long), ..DATE };
        assert_eq!(text("en-US", long, "UTC"), "Thursday, February 29, 2024");
        assert_eq!(text("fr", long, "UTC"), "jeudi 29 février 2024");
        let two = Fields { month: Some(Field::TwoDigit), day: Some(Field::TwoDigit), ..DATE };
        assert_eq!(text("en-US", two, "UTC"), "02/29/2024");
        let month = Fields { month: Some(Field::Long), ..Fields::default() };
        assert_eq!(text("en-US", month, "UTC"), "February");
    }

    #[test]
    fn times() {
        assert_eq!(text("en-US", BOTH, "UTC"), "2/29/2024, 1:45:30 PM");
        assert_eq!(text("en-US", BOTH, "America/New_York"), "2/29/2024, 8:45:30 AM");
        assert_eq!(text("de", BOTH, "Europe/Berlin"), "29.2.2024, 14:45:30");
        let clock = Fields { clock: Some(Clock::H23), ..BOTH };
        assert_eq!(text("en-US", clock, "Asia/Kolkata"), "2/29/2024, 19:15:30");
        let fraction = Fields { year: None, month: None, day: None, fraction: 3, ..BOTH };
        assert_eq!(text("en-US", fraction, "UTC"), "1:45:30.123 PM");
    }

    #[test]
    fn zones() {
        let named = |zone| Fields { zone: Some(zone), ..DATE };
        assert_eq!(text("en-US", named(ZoneName::Short), "America/New_York"), "2/29/2024, EST");
        let long = text("en-US", named(ZoneName::Long), "Europe/Berlin");
        assert_eq!(long, "2/29/2024, Central European Standard Time");
        assert_eq!(text("en-US", named(ZoneName::Short), "Europe/Berlin"), "2/29/2024, GMT+1");
        let offset = text("en-US", named(ZoneName::LongOffset), "Europe/Berlin");
        assert_eq!(offset, "2/29/2024, GMT+01:00");
    }
}
