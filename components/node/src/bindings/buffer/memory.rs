//! Bytes and bytes: compare, copy, fill, swap.

use std::cmp::Ordering;

use kernelet_quickjs::{
    bytes::{self, Bytes, bytes_of},
    strings,
};
use rquickjs::{Coerced, FromJs, Object, Result, Value};

use super::{any_bytes, array_index, out_of_range, undefined, view_argument};
use crate::{
    codecs::{self, Encoding, number},
    runtime::members::{Arguments, define, native, set_native},
};

pub(super) fn install(target: &Object<'_>) -> Result<()> {
    define(target, "compare", native(target.ctx(), "", 0, compare)?)?;
    set_native(target, "compareOffset", 0, compare_offset)?;
    define(target, "copy", native(target.ctx(), "", 0, copy)?)?;
    set_native(target, "copyArrayBuffer", 0, copy_array_buffer)?;
    set_native(target, "detachArrayBuffer", 0, detach_array_buffer)?;
    set_native(target, "fill", 0, fill)?;
    set_native(target, "swap16", 0, |arguments| swap::<2>(arguments))?;
    set_native(target, "swap32", 0, |arguments| swap::<4>(arguments))?;
    set_native(target, "swap64", 0, |arguments| swap::<8>(arguments))
}

fn order(ordering: Ordering) -> i32 {
    ordering as i32
}

/// Compares two ranges, which may lie in the same buffer.
fn compare_ranges(
    left: &Bytes<'_>,
    left_range: std::ops::Range<usize>,
    right: &Bytes<'_>,
    right_range: std::ops::Range<usize>,
) -> i32 {
    left.with_slice(|left| {
        right.with_slice(|right| {
            let left = left.get(left_range).unwrap_or_default();
            let right = right.get(right_range).unwrap_or_default();
            order(left.cmp(right))
        })
    })
}

/// `compare(a, b)`: −1, 0 or 1.
fn compare<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let left = view_argument(ctx, &arguments.get(0))?;
    let right = view_argument(ctx, &arguments.get(1))?;
    let result = compare_ranges(&left, 0..left.len(), &right, 0..right.len());
    Ok(Value::new_int(ctx.clone(), result))
}

/// `compareOffset(source, target, targetStart, sourceStart, targetEnd, sourceEnd)`
fn compare_offset<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let source = view_argument(ctx, &arguments.get(0))?;
    let target = view_argument(ctx, &arguments.get(1))?;
    let target_start = array_index(ctx, &arguments.get(2), 0)?;
    let source_start = array_index(ctx, &arguments.get(3), 0)?;
    let target_end = array_index(ctx, &arguments.get(4), target.len())?;
    let source_end = array_index(ctx, &arguments.get(5), source.len())?;
    if source_start > source.len() {
        return Err(out_of_range(ctx, "The value of \"sourceStart\" is out of range."));
    }
    if target_start > target.len() {
        return Err(out_of_range(ctx, "The value of \"targetStart\" is out of range."));
    }
    // The lengths asked for decide between ranges that begin alike, even beyond the end.
    let source_length = source_end.saturating_sub(source_start);
    let target_length = target_end.saturating_sub(target_start);
    let common = source_length
        .min(target_length)
        .min(source.len() - source_start)
        .min(target.len() - target_start);
    let result = compare_ranges(
        &source,
        source_start..source_start + common,
        &target,
        target_start..target_start + common,
    );
    let result = if result == 0 { order(source_length.cmp(&target_length)) } else { result };
    Ok(Value::new_int(ctx.clone(), result))
}

/// An index that the library has checked already.
fn index(arguments: &Arguments<'_, '_>, position: usize) -> usize {
    // Saturates: NaN and negative numbers become 0.
    arguments.number(position) as usize
}

/// `copy(source, target, targetStart, sourceStart, count)`
fn copy<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let source = any_bytes(ctx, &arguments.get(0))?;
    let target = any_bytes(ctx, &arguments.get(1))?;
    let count = index(arguments, 4);
    target.copy_within(index(arguments, 2), &source, index(arguments, 3), count);
    Ok(number(ctx, count))
}

/// `copyArrayBuffer(destination, destinationOffset, source, sourceOffset, count)`
fn copy_array_buffer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let destination = any_bytes(ctx, &arguments.get(0))?;
    let source = any_bytes(ctx, &arguments.get(2))?;
    destination.copy_within(index(arguments, 1), &source, index(arguments, 3), index(arguments, 4));
    Ok(undefined(ctx))
}

fn detach_array_buffer<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    bytes::detach(&arguments.get(0));
    Ok(undefined(arguments.ctx()))
}

/// `fill(buffer, value, start, end, encoding)`: −1 when the value gives no byte, −2 when the range
/// is out of bounds.
fn fill<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let target = view_argument(ctx, &arguments.get(0))?;
    let start = array_index(ctx, &arguments.get(2), 0)?;
    let end = array_index(ctx, &arguments.get(3), target.len())?;
    if start > end || end > target.len() {
        return Ok(Value::new_int(ctx.clone(), -2));
    }
    let value = arguments.get(1);
    let pattern = if let Some(pattern) = bytes_of(&value) {
        pattern.to_vec()
    } else if value.is_string() {
        let encoding = Encoding::from_value(&arguments.get(4), Encoding::Utf8);
        strings::with_view(&value, |text| codecs::encode(text, encoding))?
    } else {
        let byte = match value.as_number() {
            Some(number) => number,
            None => Coerced::<f64>::from_js(ctx, value.clone())?.0,
        };
        vec![crate::runtime::members::to_int32(byte) as u8]
    };
    if pattern.is_empty() && end > start {
        return Ok(Value::new_int(ctx.clone(), -1));
    }
    target.with_slice_mut(|bytes| {
        if let Some(range) = bytes.get_mut(start..end) {
            repeat(range, &pattern);
        }
    });
    Ok(undefined(ctx))
}

/// Fills `range` with the pattern, over and over.
fn repeat(range: &mut [u8], pattern: &[u8]) {
    if let [byte] = pattern {
        range.fill(*byte);
        return;
    }
    let mut filled = pattern.len().min(range.len());
    range[..filled].copy_from_slice(&pattern[..filled]);
    // Each copy doubles what is there.
    while filled < range.len() && filled > 0 {
        let count = filled.min(range.len() - filled);
        let (done, rest) = range.split_at_mut(filled);
        rest[..count].copy_from_slice(&done[..count]);
        filled += count;
    }
}

/// Reverses every group of `N` bytes in place; answers the buffer.
fn swap<'js, const N: usize>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let value = arguments.get(0);
    let view = view_argument(arguments.ctx(), &value)?;
    view.with_slice_mut(|bytes| {
        for group in bytes.chunks_exact_mut(N) {
            group.reverse();
        }
    });
    Ok(value)
}
