//! `internalBinding('fs')`.
//!
//! | Here | Members |
//! |---|---|
//! | [`descriptors`] | open, openFileHandle, close, fstat, ftruncate, fsync, fdatasync, fchmod, fchown, futimes |
//! | [`transfer`] | read, readBuffers, writeBuffer, writeBuffers, writeString, readFileUtf8, writeFileUtf8 |
//! | [`attributes`] | access, existsSync, stat, lstat, statfs, internalModuleStat, chmod, chown, lchown, utimes, lutimes |
//! | [`names`] | rename, link, symlink, unlink, readlink, realpath, rmdir, mkdir, mkdtemp, readdir, copyFile |
//! | [`check_paths`] | cpSyncCheckPaths |
//! | [`legacy_main`] | legacyMainResolve, getFormatOfExtensionlessFile |
//! | [`request`], [`file_handle`], [`stat_watcher`] | the classes FSReqCallback, FileHandle, StatWatcher |
//!
//! `kUsePromises`, `statValues` and the other arrays and constants are those of the description.

pub mod answer;
pub mod argument;
mod attributes;
pub mod call;
mod check_paths;
mod copy;
mod descriptors;
pub mod file_handle;
mod legacy_main;
mod mkdir;
mod names;
mod request;
mod stat_watcher;
mod state;
pub mod transfer;

use rquickjs::{Ctx, Object, Result};

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    descriptors::install(target)?;
    transfer::install(target)?;
    attributes::install(target)?;
    names::install(target)?;
    check_paths::install(target)?;
    legacy_main::install(target)?;
    request::install(ctx, target)?;
    stat_watcher::install(ctx, target)?;
    let file_handle = file_handle::install(ctx, target)?;
    state::State::install(ctx, target, file_handle)
}
