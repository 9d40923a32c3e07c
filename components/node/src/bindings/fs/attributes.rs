//! What is known and set about a path: `access`, `existsSync`, `stat`, `lstat`, `statfs`,
//! `internalModuleStat`, `chmod`, `chown`, `lchown`, `utimes`, `lutimes`.

use rquickjs::{Object, Result, Value};

use super::{
    answer::{Answer, Numbers},
    argument,
    call::call_path,
};
use crate::{
    runtime::members::{Arguments, set_native},
    sys::{self, AccessMode, Errno, FileType, TimeUpdate, Timestamp},
};

/// Sets the members.
pub fn install<'js>(target: &Object<'js>) -> Result<()> {
    set_native(target, "access", 0, access)?;
    set_native(target, "existsSync", 0, exists_sync)?;
    set_native(target, "stat", 0, |arguments: &Arguments<'_, 'js>| stat(arguments, "stat", true))?;
    set_native(target, "lstat", 0, |arguments: &Arguments<'_, 'js>| {
        stat(arguments, "lstat", false)
    })?;
    set_native(target, "statfs", 0, statfs)?;
    set_native(target, "internalModuleStat", 0, internal_module_stat)?;
    set_native(target, "chmod", 0, chmod)?;
    set_native(target, "chown", 0, |arguments: &Arguments<'_, 'js>| {
        chown(arguments, "chown", true)
    })?;
    set_native(target, "lchown", 0, |arguments: &Arguments<'_, 'js>| {
        chown(arguments, "lchown", false)
    })?;
    set_native(target, "utimes", 0, |arguments: &Arguments<'_, 'js>| {
        utimes(arguments, "utime", true)
    })?;
    set_native(target, "lutimes", 0, |arguments: &Arguments<'_, 'js>| {
        utimes(arguments, "lutime", false)
    })
}

/// An owner argument: -1 leaves it as it is.
pub fn owner(id: f64) -> Option<u32> {
    let id = crate::runtime::members::to_int32(id) as u32;
    (id != u32::MAX).then_some(id)
}

/// A file time in seconds. libuv keeps whole microseconds.
pub fn time(seconds: f64) -> TimeUpdate {
    let whole = seconds.floor();
    let micros = ((seconds - whole) * 1e6).floor();
    TimeUpdate::At(Timestamp {
        seconds: whole as i64,
        nanoseconds: (micros as u32).min(999_999) * 1000,
    })
}

/// `access(path, mode, request)`
fn access<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let mode = argument::small_mode(arguments, 1)?;
    let mut wanted = AccessMode::empty();
    // R_OK, W_OK, X_OK
    for (bit, flag) in [(4, AccessMode::READ), (2, AccessMode::WRITE), (1, AccessMode::EXECUTE)] {
        if mode & bit != 0 {
            wanted |= flag;
        }
    }
    call_path(arguments, 2, "access", path, move |path| {
        sys::access(None, path, wanted).map(|()| Answer::Nothing)
    })
}

/// `existsSync(path)`
fn exists_sync<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let exists = sys::access(None, &path, AccessMode::empty()).is_ok();
    Ok(Value::new_bool(arguments.ctx().clone(), exists))
}

/// `stat(path, bigint, request, throwIfNoEntry)` and `lstat`
fn stat<'js>(
    arguments: &Arguments<'_, 'js>,
    syscall: &'static str,
    follow: bool,
) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let numbers = Numbers::from_flag(arguments.is_true(1));
    let quiet = arguments.get(2).is_undefined() && arguments.get(3).as_bool() == Some(false);
    call_path(arguments, 2, syscall, path, move |path| match sys::stat(None, path, follow) {
        Ok(stat) => Ok(Answer::Stat(stat, numbers)),
        Err(Errno::Noent) if quiet => Ok(Answer::Nothing),
        Err(errno) => Err(errno),
    })
}

/// `statfs(path, bigint, request)`
fn statfs<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let numbers = Numbers::from_flag(arguments.is_true(1));
    call_path(arguments, 2, "statfs", path, move |path| {
        sys::statfs(None, path).map(|stat| Answer::FilesystemStat(stat, numbers))
    })
}

/// `internalModuleStat(receiver, path)`: 0 a file, 1 a directory, below 0 the errno.
fn internal_module_stat<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 1)?;
    let answer = match sys::stat(None, &path, true) {
        Ok(stat) => i32::from(stat.kind == FileType::Directory),
        Err(errno) => errno.uv(),
    };
    Ok(Value::new_int(arguments.ctx().clone(), answer))
}

/// `chmod(path, mode, request)`
fn chmod<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let mode = argument::mode(arguments, 1);
    call_path(arguments, 2, "chmod", path, move |path| {
        sys::chmod(None, path, mode, true).map(|()| Answer::Nothing)
    })
}

/// `chown(path, uid, gid, request)` and `lchown`
fn chown<'js>(
    arguments: &Arguments<'_, 'js>,
    syscall: &'static str,
    follow: bool,
) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let (user, group) = (owner(arguments.number(1)), owner(arguments.number(2)));
    call_path(arguments, 3, syscall, path, move |path| {
        sys::chown(None, path, user, group, follow).map(|()| Answer::Nothing)
    })
}

/// `utimes(path, atime, mtime, request)` and `lutimes`
fn utimes<'js>(
    arguments: &Arguments<'_, 'js>,
    syscall: &'static str,
    follow: bool,
) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let (atime, mtime) = (time(arguments.number(1)), time(arguments.number(2)));
    call_path(arguments, 3, syscall, path, move |path| {
        sys::utimes(None, path, atime, mtime, follow).map(|()| Answer::Nothing)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> (i64, u32) {
        match time(seconds) {
            TimeUpdate::At(time) => (time.seconds, time.nanoseconds),
            _ => panic!("not a time"),
        }
    }

    #[test]
    fn times_keep_microseconds() {
        assert_eq!(at(1.5), (1, 500_000_000));
        assert_eq!(at(2.123_456_789), (2, 123_456_000));
        assert_eq!(at(-1.5), (-2, 500_000_000));
    }

    #[test]
    fn minus_one_leaves_the_owner() {
        assert_eq!(owner(-1.0), None);
        assert_eq!(owner(1000.0), Some(1000));
    }
}
