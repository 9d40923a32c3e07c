//! `internalBinding('url')`: the WHATWG URL parser behind `URL` (`src/node_url.cc`, where it is ada).
//!
//! Members: `parse(input, base, raise)`, `canParse(input, base)`, `update(href, action, value)`,
//! `format(href, hash, unicode, search, auth)`, `getOrigin(href)`, `pathToFileURL(path, windows,
//! host)`, `domainToASCII`, `domainToUnicode`, and `urlComponents`, the nine numbers that say where
//! the parts of the last answer are.
//!
//! | Module | What |
//! |---|---|
//! | [`components`] | the nine numbers |
//! | [`domain`] | domain names in ASCII and Unicode |
//! | `parser` | the state machine of the standard |
//! | `record` | the parts of a URL, their text, the setters |
//! | `host` | domains and addresses |
//! | `percent` | percent-encoding |

pub mod components;
pub mod domain;
mod host;
mod parser;
mod percent;
mod record;

use kernelet_quickjs::{
    bytes::{Bytes, bytes_of},
    strings,
};
use rquickjs::{Ctx, Object, Result, TypedArray, Value};

use self::{
    components::Components,
    record::{Part, Record},
};
use super::intrinsics::kept_value;
use crate::runtime::{
    errors::{ErrorKind, node_error, throw_node},
    members::{Arguments, define, set_native},
};

kept_value!(
    /// `urlComponents`
    SharedComponents
);

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let shared = TypedArray::new(ctx.clone(), [0_u32; 9])?.into_value();
    SharedComponents::keep(ctx, shared.clone());
    define(target, "urlComponents", shared)?;
    set_native(target, "parse", 0, parse)?;
    set_native(target, "update", 0, update)?;
    set_native(target, "pathToFileURL", 0, path_to_file_url)?;
    set_native(target, "canParse", 0, can_parse)?;
    set_native(target, "format", 0, format)?;
    set_native(target, "getOrigin", 0, get_origin)?;
    set_native(target, "domainToASCII", 0, domain_to_ascii)?;
    set_native(target, "domainToUnicode", 0, domain_to_unicode)
}

fn text(arguments: &Arguments<'_, '_>, index: usize) -> Result<String> {
    strings::to_utf8(&arguments.get(index))
}

fn optional_text(arguments: &Arguments<'_, '_>, index: usize) -> Result<Option<String>> {
    let value = arguments.get(index);
    if value.is_string() { strings::to_utf8(&value).map(Some) } else { Ok(None) }
}

/// Parses against a base, when there is one; `None` when either is not valid.
fn parse_url(input: &str, base: Option<&str>) -> Option<Record> {
    match base {
        None => parser::parse(input, None),
        Some(base) => parser::parse(input, Some(&parser::parse(base, None)?)),
    }
}

/// Fills the shared numbers and answers the text.
fn answer<'js>(ctx: &Ctx<'js>, url: &Record) -> Result<Value<'js>> {
    let (href, components) = url.serialize();
    if let Some(output) = bytes_of(&SharedComponents::kept(ctx)) {
        write_components(&output, &components);
    }
    Ok(strings::from_str(ctx, &href)?.into_value())
}

fn write_components(output: &Bytes<'_>, components: &Components) {
    for (index, number) in components.numbers().into_iter().enumerate() {
        output.copy_from(index * 4, &number.to_ne_bytes());
    }
}

/// Node's `ThrowInvalidURL`.
fn throw_invalid_url(ctx: &Ctx<'_>, input: &str, base: Option<&str>) -> rquickjs::Error {
    let make = || -> Result<rquickjs::Error> {
        let error = node_error(ctx, ErrorKind::TypeError, "ERR_INVALID_URL", "Invalid URL")?;
        if let Some(object) = error.as_object() {
            object.set("input", strings::from_str(ctx, input)?)?;
            if let Some(base) = base {
                object.set("base", strings::from_str(ctx, base)?)?;
            }
        }
        Ok(ctx.throw(error))
    };
    make().unwrap_or_else(|error| error)
}

fn parse<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let input = text(arguments, 0)?;
    let base = optional_text(arguments, 1)?;
    match parse_url(&input, base.as_deref()) {
        Some(url) => answer(ctx, &url),
        None if arguments.is_true(2) => Err(throw_invalid_url(ctx, &input, base.as_deref())),
        None => Ok(Value::new_undefined(ctx.clone())),
    }
}

fn can_parse<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let input = text(arguments, 0)?;
    let base = optional_text(arguments, 1)?;
    let valid = parse_url(&input, base.as_deref()).is_some();
    Ok(Value::new_bool(arguments.ctx().clone(), valid))
}

/// `update(href, action, value)`: the setters; `false` when the value is refused.
fn update<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let value = text(arguments, 2)?;
    let part = Part::from_number(arguments.int32(1));
    let changed = parser::parse(&text(arguments, 0)?, None)
        .and_then(|mut url| url.set(part?, &value).map(|()| url));
    match changed {
        Some(url) => answer(ctx, &url),
        None => Ok(Value::new_bool(ctx.clone(), false)),
    }
}

fn format<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let href = text(arguments, 0)?;
    let Some(mut url) = parser::parse(&href, None) else { return Ok(arguments.get(0)) };
    if !arguments.is_true(1) {
        url.fragment = None;
    }
    if arguments.is_true(2)
        && let Some(host) = &url.host
    {
        url.host = domain::to_unicode(host);
    }
    if !arguments.is_true(3) {
        url.query = None;
    }
    if !arguments.is_true(4) {
        url.username.clear();
        url.password.clear();
    }
    Ok(strings::from_str(ctx, &url.serialize().0)?.into_value())
}

fn get_origin<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match parser::parse(&text(arguments, 0)?, None) {
        Some(url) => Ok(strings::from_str(ctx, &url.origin())?.into_value()),
        None => Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_URL", "Invalid URL")),
    }
}

/// The path, with everything escaped that would not come out of a URL as it went in.
fn encode_path(path: &str, windows: bool) -> String {
    let mut encoded = String::with_capacity(path.len() + 16);
    encoded.push_str("file://");
    for character in path.chars() {
        match character {
            '\\' if windows => encoded.push('/'),
            '\0' | '\t' | '\n' | '\r' | ' ' | '"' | '#' | '%' | '?' | '[' | '\\' | ']' | '^'
            | '|' | '~' => {
                encoded.push_str(&format!("%{:02X}", u32::from(character)));
            }
            character => encoded.push(character),
        }
    }
    encoded
}

fn path_to_file_url<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let path = text(arguments, 0)?;
    let windows = arguments.is_true(1);
    let Some(mut url) = parser::parse(&encode_path(&path, windows), None) else {
        return Err(throw_invalid_url(ctx, &path, None));
    };
    if windows && let Some(host) = optional_text(arguments, 2)? {
        // A host that is not valid leaves the URL without one.
        let _ = url.set(Part::Hostname, &host);
    }
    answer(ctx, &url)
}

fn domain_to_ascii<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let host = domain::parse_host(&text(arguments, 0)?).unwrap_or_default();
    Ok(strings::from_str(arguments.ctx(), &host)?.into_value())
}

fn domain_to_unicode<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let host = domain::parse_host(&text(arguments, 0)?).unwrap_or_default();
    let host = domain::to_unicode(&host).unwrap_or_default();
    Ok(strings::from_str(arguments.ctx(), &host)?.into_value())
}
