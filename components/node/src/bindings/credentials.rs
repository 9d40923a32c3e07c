//! `credentials`: `safeGetenv`, `getTempDir`, `getuid`, `geteuid`, `getgid`, `getegid`,
//! `getgroups`. A process cannot change its ids: the setters fail with EPERM as for any
//! unprivileged process.

use kernelet_quickjs::strings;
use rquickjs::{Ctx, IntoJs, Object, Result, Value};

use crate::{
    runtime::{environment, errors::throw_uv, members::set_native},
    sys,
};

/// Asks the kernel for an id.
type Id = fn() -> u32;

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "safeGetenv", 0, |arguments| {
        let ctx = arguments.ctx();
        match environment::find(&strings::to_utf8(&arguments.get(0))?) {
            Some(value) => value.into_js(ctx),
            None => Ok(Value::new_undefined(ctx.clone())),
        }
    })?;
    set_native(target, "getTempDir", 0, |arguments| {
        let found = ["TMPDIR", "TMP", "TEMP"].iter().find_map(|name| environment::find(name));
        let mut directory = found.unwrap_or_else(|| "/tmp".to_owned());
        if directory.len() > 1 && directory.ends_with('/') {
            directory.pop();
        }
        directory.into_js(arguments.ctx())
    })?;
    let ids: [(&str, Id); 4] = [
        ("getuid", || sys::identity().uid),
        ("geteuid", || sys::identity().effective_uid),
        ("getgid", || sys::identity().gid),
        ("getegid", || sys::identity().effective_gid),
    ];
    for (name, id) in ids {
        set_native(target, name, 0, move |arguments| id().into_js(arguments.ctx()))?;
    }
    set_native(target, "getgroups", 0, |arguments| {
        let identity = sys::identity();
        let mut groups = identity.groups;
        if !groups.contains(&identity.effective_gid) {
            groups.push(identity.effective_gid);
        }
        groups.into_js(arguments.ctx())
    })?;
    for name in ["initgroups", "setgroups", "setegid", "seteuid", "setgid", "setuid"] {
        set_native(target, name, 0, move |arguments| {
            Err(throw_uv(arguments.ctx(), sys::Errno::Perm.uv(), name, None, None))
        })?;
    }
    Ok(())
}
