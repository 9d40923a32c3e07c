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

pub mod components;
pub mod domain;

use kernelet_quickjs::{
    bytes::{Bytes, bytes_of},
    strings,
};
use rquickjs::{Ctx, Object, Result, TypedArray, Value};
use url::{Url, quirks};

use self::components::Components;
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
fn parse_url(input: &str, base: Option<&str>) -> Option<Url> {
    match base {
        None => Url::parse(input).ok(),
        Some(base) => Url::parse(base).ok()?.join(input).ok(),
    }
}

/// Fills the shared numbers and answers the text.
fn answer<'js>(ctx: &Ctx<'js>, url: &Url) -> Result<Value<'js>> {
    if let Some(output) = bytes_of(&SharedComponents::kept(ctx)) {
        write_components(&output, &Components::of(url));
    }
    Ok(strings::from_str(ctx, url.as_str())?.into_value())
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
    let changed = Url::parse(&text(arguments, 0)?)
        .ok()
        .and_then(|mut url| set(&mut url, arguments.int32(1), &value).map(|()| url));
    match changed {
        Some(url) => answer(ctx, &url),
        None => Ok(Value::new_bool(ctx.clone(), false)),
    }
}

/// The actions are numbered as in `internal/url`'s `updateActions`.
fn set(url: &mut Url, action: i32, value: &str) -> Option<()> {
    match action {
        0 => quirks::set_protocol(url, value).ok(),
        1 => quirks::set_host(url, value).ok(),
        2 => quirks::set_hostname(url, value).ok(),
        3 => quirks::set_port(url, value).ok(),
        4 => quirks::set_username(url, value).ok(),
        5 => quirks::set_password(url, value).ok(),
        6 => {
            quirks::set_pathname(url, value);
            Some(())
        }
        7 => {
            quirks::set_search(url, value);
            Some(())
        }
        8 => {
            quirks::set_hash(url, value);
            Some(())
        }
        9 => quirks::set_href(url, value).ok(),
        _ => None,
    }
}

fn format<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let href = text(arguments, 0)?;
    let Ok(mut url) = Url::parse(&href) else { return Ok(arguments.get(0)) };
    let (hash, unicode) = (arguments.is_true(1), arguments.is_true(2));
    let (search, auth) = (arguments.is_true(3), arguments.is_true(4));
    if !hash {
        url.set_fragment(None);
    }
    if !search {
        url.set_query(None);
    }
    if !auth {
        // Refused only for URLs that cannot have credentials.
        let _ = url.set_username("");
        let _ = url.set_password(None);
    }
    let mut formatted = url.as_str().to_owned();
    if unicode && let Some(host) = url.host_str() {
        let range = Components::of(&url).host_range();
        let host = domain::to_unicode(host).unwrap_or_default();
        if formatted.is_char_boundary(range.start) && formatted.is_char_boundary(range.end) {
            formatted.replace_range(range, &host);
        }
    }
    Ok(strings::from_str(ctx, &formatted)?.into_value())
}

fn get_origin<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    match Url::parse(&text(arguments, 0)?) {
        Ok(url) => Ok(strings::from_str(ctx, &url.origin().ascii_serialization())?.into_value()),
        Err(_) => Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_URL", "Invalid URL")),
    }
}

/// The path, with everything escaped that would not come out of a URL as it went in.
fn encode_path(path: &str, windows: bool) -> String {
    let mut encoded = String::with_capacity(path.len() + 16);
    encoded.push_str("file://");
    for character in path.chars() {
        match character {
            '\\' if windows => encoded.push('/'),
            '\0' | '\t' | '\n' | '\r' | ' ' | '"' | '#' | '%' | '?' | '[' | '\\' | ']' | '^' | '|' | '~' => {
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
    let Ok(mut url) = Url::parse(&encode_path(&path, windows)) else {
        return Err(throw_invalid_url(ctx, &path, None));
    };
    if windows && let Some(host) = optional_text(arguments, 2)? {
        // A host that is not valid leaves the URL without one.
        let _ = quirks::set_hostname(&mut url, &host);
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
