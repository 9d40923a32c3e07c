//! The global `Intl`: the classes are in `api.js`, the locale data and the time zones in the crate
//! `kernelet-intl`. Here stand the functions that `api.js` calls.
//!
//! Formatted text goes over as a flat list: kind, text, kind, text…

use std::cell::RefCell;

use kernelet_intl::{Part, collate, date, list, locale, number, plural, segment, zone::Zone};
use kernelet_quickjs::{
    scripts::{self, Origin},
    strings,
};
use rquickjs::{Array, Ctx, Function, IntoJs, Object, Result, Value, object::Property};

use crate::{
    bindings::intrinsics::kept_value,
    codecs::units,
    runtime::{
        environment,
        members::{Arguments, set_native},
    },
};

kept_value!(
    /// The namespace.
    Namespace
);

thread_local! {
    /// The collators that a program has made. They live as long as the process: `api.js` makes one
    /// for each combination of options that it keeps.
    static COLLATORS: RefCell<Vec<collate::Collator>> = const { RefCell::new(Vec::new()) };
    /// The value of TZ that was seen last, and its zone.
    static DEFAULT_ZONE: RefCell<Option<(String, Zone)>> = const { RefCell::new(None) };
}

/// Defines the global, and what other built-ins do with locales.
pub fn install(ctx: &Ctx<'_>) -> Result<()> {
    let natives = Object::new(ctx.clone())?;
    set_native(&natives, "canonical", 1, |arguments| {
        let found = locale::canonical(&text(arguments, 0)?);
        found.into_js(arguments.ctx())
    })?;
    set_native(&natives, "best", 1, |arguments| {
        let found = locale::best(&text(arguments, 0)?);
        found.into_js(arguments.ctx())
    })?;
    set_native(&natives, "defaultZone", 0, |arguments| {
        let name = with_default_zone(|zone| zone.name().to_owned());
        name.into_js(arguments.ctx())
    })?;
    set_native(&natives, "findZone", 1, |arguments| {
        let found = Zone::find(&text(arguments, 0)?);
        found.map(|zone| zone.name().to_owned()).into_js(arguments.ctx())
    })?;
    set_native(&natives, "zoneNames", 0, |arguments| {
        kernelet_intl::zone::names().into_js(arguments.ctx())
    })?;
    set_native(&natives, "currencyDigits", 1, |arguments| {
        let digits = number::currency_digits(&text(arguments, 0)?);
        Ok(Value::new_int(arguments.ctx().clone(), i32::from(digits)))
    })?;
    set_native(&natives, "number", 3, |arguments| {
        let options = number_options(arguments, 2)?;
        parts(arguments.ctx(), number::format(&text(arguments, 0)?, &text(arguments, 1)?, &options))
    })?;
    set_native(&natives, "rounded", 2, |arguments| {
        let options = number_options(arguments, 1)?;
        let rounded = number::rounded(&text(arguments, 0)?, &options);
        rounded.map(|number| number.to_string()).into_js(arguments.ctx())
    })?;
    set_native(&natives, "plural", 3, |arguments| {
        let ordinal = arguments.is_true(1);
        plural::category(&text(arguments, 0)?, ordinal, &text(arguments, 2)?)
            .into_js(arguments.ctx())
    })?;
    set_native(&natives, "pluralCategories", 2, |arguments| {
        plural::categories(&text(arguments, 0)?, arguments.is_true(1)).into_js(arguments.ctx())
    })?;
    set_native(&natives, "collator", 5, make_collator)?;
    set_native(&natives, "compare", 3, compare)?;
    set_native(&natives, "list", 4, format_list)?;
    set_native(&natives, "segments", 2, segments)?;
    set_native(&natives, "date", 4, format_date)?;
    let origin = Origin::new("node:internal/intl");
    let api: Function<'_> =
        scripts::compile_function(ctx, &["natives"], include_str!("api.js"), &origin)?;
    Namespace::keep(ctx, api.call((natives,))?);
    share(ctx, ctx)
}

/// Defines the global in a realm of `vm` too. It is the same object in all of them.
pub fn share<'js>(ctx: &Ctx<'js>, realm: &Ctx<'js>) -> Result<()> {
    let property = Property::from(Namespace::kept(ctx)).writable().configurable();
    realm.globals().prop("Intl", property)
}

/// The zone of `process.env.TZ`; UTC when it is not set or names none.
fn with_default_zone<R>(use_it: impl FnOnce(&Zone) -> R) -> R {
    let name = environment::find("TZ").unwrap_or_default();
    DEFAULT_ZONE.with_borrow_mut(|known| match known {
        Some((known_name, zone)) if *known_name == name => use_it(zone),
        known => {
            let found = Zone::find(name.strip_prefix(':').unwrap_or(&name));
            let (_, zone) = known.insert((name, found.unwrap_or_else(Zone::utc)));
            use_it(zone)
        }
    })
}

/// What `Date` adds to UTC, in seconds, at a time in seconds since 1970.
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(dead_code, reason = "only the engine of a guest asks")
)]
pub fn local_offset(seconds: f64) -> f64 {
    with_default_zone(|zone| f64::from(zone.offset((seconds * 1000.0) as i64)))
}

/// The name of the zone in `Date.prototype.toString`, at a time in milliseconds since 1970.
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(dead_code, reason = "only the engine of a guest asks")
)]
pub fn local_zone_name(milliseconds: f64) -> Option<String> {
    let fields = date::Fields { zone: Some(date::ZoneName::Long), ..date::Fields::default() };
    let parts =
        with_default_zone(|zone| date::format(locale::DEFAULT, &fields, milliseconds as i64, zone));
    Some(parts.into_iter().map(|part| part.text).collect())
}

fn text(arguments: &Arguments<'_, '_>, index: usize) -> Result<String> {
    strings::to_utf8(&arguments.get(index))
}

fn utf16(arguments: &Arguments<'_, '_>, index: usize) -> Result<Vec<u16>> {
    strings::with_view(&arguments.get(index), units::to_vec)
}

fn parts<'js>(ctx: &Ctx<'js>, parts: Vec<Part>) -> Result<Value<'js>> {
    let flat = Array::new(ctx.clone())?;
    for (index, part) in parts.iter().enumerate() {
        flat.set(2 * index, part.kind)?;
        flat.set(2 * index + 1, strings::from_str(ctx, &part.text)?)?;
    }
    Ok(flat.into_value())
}

fn array<'js>(arguments: &Arguments<'_, 'js>, index: usize) -> Result<Array<'js>> {
    let ctx = arguments.ctx();
    let value = arguments.get(index).into_array();
    value.ok_or_else(|| rquickjs::Exception::throw_type(ctx, "a list is wanted"))
}

/// `[style, currency, display, minimumInteger, isSignificant, minimum, maximum, grouping, signs]`
fn number_options(arguments: &Arguments<'_, '_>, index: usize) -> Result<number::Options> {
    let spec = array(arguments, index)?;
    let count = |index: usize| -> Result<u8> { spec.get::<u8>(index) };
    let (minimum, maximum) = (count(5)?, count(6)?);
    Ok(number::Options {
        style: match count(0)? {
            1 => number::Style::Percent,
            2 => number::Style::Currency {
                code: spec.get(1)?,
                display: match count(2)? {
                    1 => number::CurrencyDisplay::NarrowSymbol,
                    2 => number::CurrencyDisplay::Code,
                    _ => number::CurrencyDisplay::Symbol,
                },
            },
            _ => number::Style::Decimal,
        },
        minimum_integer: count(3)?,
        precision: if spec.get(4)? {
            number::Precision::Significant(minimum, maximum)
        } else {
            number::Precision::Fraction(minimum, maximum)
        },
        grouping: match count(7)? {
            1 => number::Grouping::Never,
            2 => number::Grouping::Always,
            3 => number::Grouping::Min2,
            _ => number::Grouping::Auto,
        },
        signs: match count(8)? {
            1 => number::Signs::Always,
            2 => number::Signs::Never,
            3 => number::Signs::ExceptZero,
            4 => number::Signs::Negative,
            _ => number::Signs::Auto,
        },
    })
}

/// `collator(locale, sensitivity, numeric, caseFirst, ignorePunctuation)`: its number.
fn make_collator<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let options = collate::Options {
        sensitivity: match arguments.int32(1) {
            0 => collate::Sensitivity::Base,
            1 => collate::Sensitivity::Accent,
            2 => collate::Sensitivity::Case,
            _ => collate::Sensitivity::Variant,
        },
        numeric: arguments.is_true(2),
        case_first: match arguments.int32(3) {
            0 => collate::CaseFirst::Upper,
            1 => collate::CaseFirst::Lower,
            _ => collate::CaseFirst::Locale,
        },
        ignore_punctuation: arguments.is_true(4),
    };
    let made = collate::Collator::new(&text(arguments, 0)?, options);
    let number = COLLATORS.with_borrow_mut(|all| {
        all.push(made);
        all.len() - 1
    });
    Ok(Value::new_number(arguments.ctx().clone(), number as f64))
}

/// `compare(collator, left, right)`: -1, 0, 1
fn compare<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let (left, right) = (utf16(arguments, 1)?, utf16(arguments, 2)?);
    let number = arguments.int32(0);
    let order = COLLATORS.with_borrow(|all| {
        let collator = usize::try_from(number).ok().and_then(|number| all.get(number));
        collator.map_or(std::cmp::Ordering::Equal, |collator| collator.compare(&left, &right))
    });
    Ok(Value::new_int(arguments.ctx().clone(), order as i32))
}

/// `list(locale, type, style, items)`
fn format_list<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let kind = match arguments.int32(1) {
        0 => list::Kind::Conjunction,
        1 => list::Kind::Disjunction,
        _ => list::Kind::Unit,
    };
    let style = match arguments.int32(2) {
        0 => list::Style::Long,
        1 => list::Style::Short,
        _ => list::Style::Narrow,
    };
    let items: Vec<String> = array(arguments, 3)?.iter().collect::<Result<_>>()?;
    parts(arguments.ctx(), list::format(&text(arguments, 0)?, kind, style, &items))
}

/// `segments(granularity, text)`: end, 1 for a word, end…
fn segments<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let granularity = match arguments.int32(0) {
        0 => segment::Granularity::Grapheme,
        1 => segment::Granularity::Word,
        _ => segment::Granularity::Sentence,
    };
    let flat = Array::new(arguments.ctx().clone())?;
    let found = segment::segments(granularity, &utf16(arguments, 1)?);
    for (index, segment) in found.into_iter().enumerate() {
        flat.set(2 * index, segment.end as f64)?;
        flat.set(2 * index + 1, i32::from(segment.is_word_like))?;
    }
    Ok(flat.into_value())
}

/// `date(locale, [weekday, year, month, day, hour, minute, second, fraction, clock, zone], time, zone)`
fn format_date<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let spec = array(arguments, 1)?;
    let field = |index: usize| -> Result<Option<date::Field>> {
        Ok(match spec.get::<i32>(index)? {
            0 => Some(date::Field::Numeric),
            1 => Some(date::Field::TwoDigit),
            2 => Some(date::Field::Long),
            3 => Some(date::Field::Short),
            _ => None,
        })
    };
    let fields = date::Fields {
        weekday: field(0)?,
        year: field(1)?,
        month: field(2)?,
        day: field(3)?,
        hour: field(4)?,
        minute: spec.get(5)?,
        second: spec.get(6)?,
        fraction: spec.get(7)?,
        clock: match spec.get::<i32>(8)? {
            0 => Some(date::Clock::H11),
            1 => Some(date::Clock::H12),
            2 => Some(date::Clock::H23),
            3 => Some(date::Clock::H24),
            _ => None,
        },
        zone: match spec.get::<i32>(9)? {
            0 => Some(date::ZoneName::Long),
            1 => Some(date::ZoneName::Short),
            2 => Some(date::ZoneName::LongOffset),
            3 => Some(date::ZoneName::ShortOffset),
            _ => None,
        },
    };
    let zone = Zone::find(&text(arguments, 3)?).unwrap_or_else(Zone::utc);
    let formatted = date::format(&text(arguments, 0)?, &fields, arguments.number(2) as i64, &zone);
    parts(arguments.ctx(), formatted)
}
