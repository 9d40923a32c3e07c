//! Reading arguments of `internalBinding('fs')`: paths, descriptors, flags, positions.

use kernelet_quickjs::{bytes, strings};
use rquickjs::{Function, Object, Result, Value};

use crate::{
    codecs::Encoding,
    runtime::{
        builtins,
        errors::{ErrorKind, throw_node},
        members::Arguments,
    },
    sys::{Fd, OpenFlags},
};

/// A path: the UTF-8 of a string, or the bytes of a `Uint8Array`.
///
/// The library has validated it; anything else is converted to a string as C++'s `BufferValue` does.
pub fn path(arguments: &Arguments<'_, '_>, index: usize) -> Result<Vec<u8>> {
    path_of(&arguments.get(index))
}

/// The same for a value.
pub fn path_of(value: &Value<'_>) -> Result<Vec<u8>> {
    if value.is_string() {
        return strings::with_view(value, |view| {
            let mut bytes = Vec::with_capacity(view.len());
            view.write_utf8(&mut bytes);
            bytes
        });
    }
    if let Some(bytes) = bytes::bytes_of(value) {
        return Ok(bytes.to_vec());
    }
    let text: rquickjs::Coerced<String> = value.get()?;
    Ok(text.0.into_bytes())
}

/// A descriptor, checked as C++'s `GetValidatedFd` does.
pub fn descriptor(arguments: &Arguments<'_, '_>, index: usize) -> Result<Fd> {
    let ctx = arguments.ctx();
    let value = arguments.get(index);
    let Some(number) = value.as_number() else {
        let received = describe(&value)?;
        let message = format!("The \"fd\" argument must be of type number. Received {received}");
        return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", &message));
    };
    let wanted = if number.trunc() != number {
        "an integer"
    } else if !(0.0..=2_147_483_647.0).contains(&number) {
        ">= 0 && <= 2147483647"
    } else {
        return Ok(number as Fd);
    };
    let received: rquickjs::Coerced<String> = value.get()?;
    let message = format!(
        "The value of \"fd\" is out of range. It must be {wanted}. Received {}",
        received.0
    );
    Err(throw_node(ctx, ErrorKind::RangeError, "ERR_OUT_OF_RANGE", &message))
}

/// A descriptor that the library has looked at. -1 (a closed `FileHandle`) becomes one that is
/// never open, so that the answer is `EBADF`.
pub fn known_descriptor(arguments: &Arguments<'_, '_>, index: usize) -> Fd {
    Fd::try_from(arguments.int32(index)).unwrap_or(Fd::MAX)
}

/// `determineSpecificType(value)` of the library: how messages name a value.
fn describe(value: &Value<'_>) -> Result<String> {
    let errors = Object::from_value(builtins::require(value.ctx(), "internal/errors")?)?;
    let describe: Function = errors.get("determineSpecificType")?;
    describe.call((value.clone(),))
}

/// A mode of `access` or `copyFile`, 0 to 7, checked as C++'s `GetValidFileMode` does.
pub fn small_mode(arguments: &Arguments<'_, '_>, index: usize) -> Result<i32> {
    let ctx = arguments.ctx();
    let value = arguments.get(index);
    if value.is_undefined() || value.is_null() {
        return Ok(0);
    }
    let Some(number) = value.as_number() else {
        let message = "mode must be int32 or null/undefined";
        return Err(throw_node(ctx, ErrorKind::TypeError, "ERR_INVALID_ARG_TYPE", message));
    };
    let message = match number.is_finite() {
        false => "mode is out of range",
        true if (0..=7).contains(&arguments.int32(index)) => return Ok(arguments.int32(index)),
        true => "mode is out of range: >= 0 && <= 7",
    };
    Err(throw_node(ctx, ErrorKind::RangeError, "ERR_OUT_OF_RANGE", message))
}

/// The encoding of names and strings; UTF-8 when the argument names none.
pub fn encoding(arguments: &Arguments<'_, '_>, index: usize) -> Encoding {
    Encoding::from_value(&arguments.get(index), Encoding::Utf8)
}

/// A file position: a number or bigint; `None` (use the file's own) for null and negative ones.
pub fn position(arguments: &Arguments<'_, '_>, index: usize) -> Option<u64> {
    let value = arguments.get(index);
    if let Some(number) = value.as_number() {
        let is_safe = number.trunc() == number && number.abs() <= 9_007_199_254_740_991.0;
        return (is_safe && number >= 0.0).then_some(number as u64);
    }
    let bigint = value.into_big_int()?;
    bigint.to_i64().ok().and_then(|position| u64::try_from(position).ok())
}

/// Permission bits.
pub fn mode(arguments: &Arguments<'_, '_>, index: usize) -> u32 {
    arguments.int32(index) as u32 & 0o7777
}

/// Linux's `O_*` numbers as the kernel's flags. libuv adds `O_CLOEXEC` always.
///
/// A number that asks for neither reading, writing nor both (3) is refused by Linux as well.
pub fn open_flags(flags: i32) -> OpenFlags {
    const TABLE: &[(i32, OpenFlags)] = &[
        (0o100, OpenFlags::CREATE),
        (0o200, OpenFlags::EXCLUSIVE),
        (0o1000, OpenFlags::TRUNCATE),
        (0o2000, OpenFlags::APPEND),
        (0o4000, OpenFlags::NONBLOCK),
        (0o10000, OpenFlags::SYNC),
        (0o200000, OpenFlags::DIRECTORY),
        (0o400000, OpenFlags::NO_FOLLOW),
        (0o10000000, OpenFlags::PATH_ONLY),
    ];
    let mut result = OpenFlags::CLOSE_ON_EXEC;
    result |= match flags & 3 {
        0 => OpenFlags::READ,
        1 => OpenFlags::WRITE,
        _ => OpenFlags::READ | OpenFlags::WRITE,
    };
    for (bit, flag) in TABLE {
        if flags & bit != 0 {
            result |= *flag;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_of_the_library_strings() {
        let close = OpenFlags::CLOSE_ON_EXEC;
        assert_eq!(open_flags(0), OpenFlags::READ | close);
        assert_eq!(
            open_flags(0o1 | 0o100 | 0o1000),
            OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE | close
        );
        assert_eq!(
            open_flags(0o2 | 0o2000 | 0o100 | 0o200),
            OpenFlags::READ
                | OpenFlags::WRITE
                | OpenFlags::APPEND
                | OpenFlags::CREATE
                | OpenFlags::EXCLUSIVE
                | close
        );
    }
}
