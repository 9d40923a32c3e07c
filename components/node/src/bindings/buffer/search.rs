//! `indexOf` and `lastIndexOf`.

use kernelet_quickjs::strings;
use memchr::{memchr, memmem, memrchr};
use rquickjs::{Object, Result, Value};

use super::{any_bytes, string_argument};
use crate::{
    codecs::{self, Encoding},
    runtime::members::{Arguments, define, native, set_native},
};

pub(super) fn install(target: &Object<'_>) -> Result<()> {
    set_native(target, "indexOfBuffer", 0, index_of_buffer)?;
    define(target, "indexOfNumber", native(target.ctx(), "", 0, index_of_number)?)?;
    set_native(target, "indexOfString", 0, index_of_string)
}

/// Which way to search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Forward,
    Backward,
}

impl Direction {
    fn argument(arguments: &Arguments<'_, '_>, index: usize) -> Self {
        if arguments.is_true(index) { Self::Forward } else { Self::Backward }
    }
}

/// Where a search starts; `None` when nothing can be found (Node's `IndexOfOffset`).
fn start(length: usize, offset: f64, needle: usize, direction: Direction) -> Option<usize> {
    let (size, needle_size) = (length as f64, needle as f64);
    if offset < 0.0 {
        if offset + size >= 0.0 {
            return Some((size + offset) as usize);
        }
        return if direction == Direction::Forward || needle == 0 { Some(0) } else { None };
    }
    if offset + needle_size <= size {
        return Some(offset as usize);
    }
    match (needle, direction) {
        (0, _) => Some(length),
        (_, Direction::Forward) => None,
        (_, Direction::Backward) => length.checked_sub(1),
    }
}

/// Index of the needle, from `start` on or, backward, at `start` or before.
fn find(haystack: &[u8], needle: &[u8], start: usize, direction: Direction) -> Option<usize> {
    match direction {
        Direction::Forward => Some(start + memmem::find(haystack.get(start..)?, needle)?),
        Direction::Backward => {
            let end = start.saturating_add(needle.len()).min(haystack.len());
            memmem::rfind(&haystack[..end], needle)
        }
    }
}

/// The same among two-byte units: only even positions count.
fn find_units(haystack: &[u8], needle: &[u8], start: usize, direction: Direction) -> Option<usize> {
    let last = haystack.len().checked_sub(needle.len())?;
    let mut from = start & !1;
    if direction == Direction::Backward {
        from = from.min(last & !1);
        return (0..from / 2 + 1)
            .rev()
            .map(|unit| unit * 2)
            .find(|at| haystack[*at..].starts_with(needle));
    }
    while from <= last {
        let found = find(haystack, needle, from, direction)?;
        if found % 2 == 0 {
            return Some(found);
        }
        from = found + 1;
    }
    None
}

fn search(
    haystack: &[u8],
    needle: &[u8],
    offset: f64,
    encoding: Encoding,
    direction: Direction,
) -> f64 {
    let Some(start) = start(haystack.len(), offset, needle.len(), direction) else { return -1.0 };
    if needle.is_empty() {
        return start as f64;
    }
    if haystack.is_empty()
        || needle.len() > haystack.len()
        || (direction == Direction::Forward && start + needle.len() > haystack.len())
    {
        return -1.0;
    }
    let found = if encoding == Encoding::Ucs2 {
        // Half a unit at either end takes no part.
        let (haystack, needle) = (&haystack[..haystack.len() & !1], &needle[..needle.len() & !1]);
        if haystack.is_empty() || needle.is_empty() {
            return -1.0;
        }
        find_units(haystack, needle, start, direction)
    } else {
        find(haystack, needle, start, direction)
    };
    found.map_or(-1.0, |index| index as f64)
}

/// `indexOfString(buffer, needle, offset, encoding, isForward)`
fn index_of_string<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let haystack = any_bytes(ctx, &arguments.get(0))?;
    let needle = string_argument(ctx, arguments.get(1))?;
    let encoding = Encoding::from_number(arguments.int32(3)).unwrap_or(Encoding::Utf8);
    let needle = strings::with_view(&needle, |text| codecs::encode(text, encoding))?;
    let direction = Direction::argument(arguments, 4);
    let found = haystack.with_slice(|bytes| {
        let bytes = if encoding == Encoding::Ucs2 { &bytes[..bytes.len() & !1] } else { bytes };
        search(bytes, &needle, arguments.number(2), encoding, direction)
    });
    Ok(Value::new_number(ctx.clone(), found))
}

/// `indexOfBuffer(buffer, needle, offset, encoding, isForward)`
fn index_of_buffer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let haystack = any_bytes(ctx, &arguments.get(0))?;
    let needle = any_bytes(ctx, &arguments.get(1))?;
    let encoding = Encoding::from_number(arguments.int32(3)).unwrap_or(Encoding::Utf8);
    let direction = Direction::argument(arguments, 4);
    let found = haystack.with_slice(|haystack| {
        needle.with_slice(|needle| {
            let found = search(haystack, needle, arguments.number(2), encoding, direction);
            // Node compares the doubled index of "not found" with the odd length: not equal, so
            // that it comes out as an index. Programs can see it, hence so do we.
            let odd = haystack.len() % 2 == 1 && encoding == Encoding::Ucs2;
            let searched = needle.len() >= 2 && haystack.len() >= 2 && found < 0.0 && odd;
            let entered = start(haystack.len(), arguments.number(2), needle.len(), direction)
                .is_some_and(|at| {
                    direction == Direction::Backward || at + needle.len() <= haystack.len()
                });
            if searched && entered && needle.len() <= haystack.len() {
                (haystack.len() & !1) as f64
            } else {
                found
            }
        })
    });
    Ok(Value::new_number(ctx.clone(), found))
}

/// `indexOfNumber(buffer, byte, offset, isForward)`
fn index_of_number<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let haystack = any_bytes(ctx, &arguments.get(0))?;
    let byte = arguments.int32(1) as u8;
    let direction = Direction::argument(arguments, 3);
    let found = haystack.with_slice(|bytes| {
        let start = start(bytes.len(), arguments.number(2), 1, direction)?;
        match direction {
            Direction::Forward => Some(start + memchr(byte, bytes.get(start..)?)?),
            Direction::Backward => memrchr(byte, bytes.get(..=start)?),
        }
    });
    Ok(Value::new_number(ctx.clone(), found.map_or(-1.0, |index| index as f64)))
}
