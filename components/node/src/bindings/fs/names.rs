//! Names in directories: `rename`, `link`, `symlink`, `unlink`, `readlink`, `realpath`, `rmdir`,
//! `mkdir`, `mkdtemp`, `readdir`, `copyFile`.

use rquickjs::{Object, Result, Value};

use super::{
    answer::Answer,
    argument,
    call::{Failure, call, call_path, call_paths},
    copy, mkdir,
};
use crate::{
    codecs::Encoding,
    runtime::members::{Arguments, set_native},
    sys::{self, DirectoryEntry, Errno, Fd, OpenFlags},
};

/// Entries that are asked of the kernel in one call.
const BATCH: u32 = 256;

/// Sets the members.
pub fn install<'js>(target: &Object<'js>) -> Result<()> {
    set_native(target, "rename", 0, rename)?;
    set_native(target, "link", 0, link)?;
    set_native(target, "symlink", 0, symlink)?;
    set_native(target, "unlink", 0, unlink)?;
    set_native(target, "readlink", 0, readlink)?;
    set_native(target, "realpath", 0, realpath)?;
    set_native(target, "rmdir", 0, rmdir)?;
    set_native(target, "mkdir", 0, make_directory)?;
    set_native(target, "mkdtemp", 0, make_temporary)?;
    set_native(target, "readdir", 0, readdir)?;
    set_native(target, "copyFile", 0, copy_file)
}

fn two_paths(arguments: &Arguments<'_, '_>) -> Result<(Vec<u8>, Vec<u8>)> {
    Ok((argument::path(arguments, 0)?, argument::path(arguments, 1)?))
}

/// `rename(old, new, request)`
fn rename<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    call_paths(arguments, 2, "rename", two_paths(arguments)?, |old, new| {
        sys::rename(None, old, None, new)
    })
}

/// `link(existing, new, request)`; link(2) does not follow a final symbolic link.
fn link<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    call_paths(arguments, 2, "link", two_paths(arguments)?, |old, new| {
        sys::link(None, old, None, new, false)
    })
}

/// `symlink(target, path, flags, request)`; the flags are for Windows.
fn symlink<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    call_paths(arguments, 3, "symlink", two_paths(arguments)?, |target, path| {
        sys::symlink(target, None, path)
    })
}

/// `unlink(path, request)`
fn unlink<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    call_path(arguments, 1, "unlink", argument::path(arguments, 0)?, |path| {
        sys::unlink(None, path).map(|()| Answer::Nothing)
    })
}

/// `rmdir(path, request)`
fn rmdir<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    call_path(arguments, 1, "rmdir", argument::path(arguments, 0)?, |path| {
        sys::rmdir(None, path).map(|()| Answer::Nothing)
    })
}

/// `readlink(path, encoding, request)`
fn readlink<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let encoding = argument::encoding(arguments, 1);
    call_path(arguments, 2, "readlink", argument::path(arguments, 0)?, move |path| {
        sys::readlink(None, path).map(|text| Answer::Name(text, encoding))
    })
}

/// `realpath(path, encoding, request)`
fn realpath<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let encoding = argument::encoding(arguments, 1);
    call_path(arguments, 2, "realpath", argument::path(arguments, 0)?, move |path| {
        sys::realpath(None, path).map(|text| Answer::Name(text, encoding))
    })
}

/// `mkdir(path, mode, recursive, request)`; recursive answers the first directory it made.
fn make_directory<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let mode = argument::mode(arguments, 1);
    let recursive = arguments.is_true(2);
    call_path(arguments, 3, "mkdir", path, move |path| {
        if !recursive {
            return sys::mkdir(None, path, mode).map(|()| Answer::Nothing);
        }
        let first = mkdir::make_all(
            path,
            |path| sys::mkdir(None, path, mode),
            |path| sys::stat(None, path, true).map(|stat| stat.kind == sys::FileType::Directory),
        )?;
        Ok(first.map_or(Answer::Nothing, |path| Answer::Name(path, Encoding::Utf8)))
    })
}

/// `mkdtemp(prefix, encoding, request)`
fn make_temporary<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let prefix = argument::path(arguments, 0)?;
    let encoding = argument::encoding(arguments, 1);
    call(arguments, 2, move || match mkdir::make_temporary(&prefix) {
        Ok(path) => Ok(Answer::Name(path, encoding)),
        Err(errno) => {
            let template = [prefix.as_slice(), b"XXXXXX"].concat();
            Err(Failure::at(errno, "mkdtemp", &template))
        }
    })
}

/// `readdir(path, encoding, withFileTypes, request)`
fn readdir<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let path = argument::path(arguments, 0)?;
    let encoding = argument::encoding(arguments, 1);
    let types = arguments.is_true(2);
    call_path(arguments, 3, "scandir", path, move |path| {
        let entries = scan(path)?;
        Ok(Answer::Entries { entries, encoding, types })
    })
}

/// All entries of a directory, sorted by name: libuv's `scandir` sorts them.
fn scan(path: &[u8]) -> std::result::Result<Vec<DirectoryEntry>, Errno> {
    let flags = OpenFlags::READ | OpenFlags::DIRECTORY | OpenFlags::CLOSE_ON_EXEC;
    let fd = sys::open(None, path, flags, 0)?;
    let entries = read_all(fd);
    // What closing a directory says changes nothing.
    let _ = sys::close(fd);
    let mut entries = entries?;
    entries.sort_unstable_by(|left, right| left.name.cmp(&right.name));
    Ok(entries)
}

fn read_all(fd: Fd) -> std::result::Result<Vec<DirectoryEntry>, Errno> {
    let mut entries: Vec<DirectoryEntry> = Vec::new();
    let mut cursor = 0;
    loop {
        let batch = sys::readdir(fd, cursor, BATCH)?;
        let Some(last) = batch.last() else { return Ok(entries) };
        cursor = last.next;
        entries.extend(batch);
    }
}

/// `copyFile(source, destination, mode, request)`
fn copy_file<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let mode = argument::small_mode(arguments, 2)?;
    call_paths(arguments, 3, "copyfile", two_paths(arguments)?, move |source, destination| {
        copy::copy_file(source, destination, mode)
    })
}
