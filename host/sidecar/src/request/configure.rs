//! `ConfigureVm`: the mounts of a VM and its policy.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kernelet::Access;
use kernelet::vm::config::Mount;
use kernelet_protocol::message::{self as wire, ConfigureVm, Response, VmConfigured};
use serde::Deserialize;

use crate::config::permissions::Permissions;
use crate::machine::Machine;
use crate::rejection::{Code, Rejection, Result};
use crate::request::commands::Commands;

/// Where the packages of `moduleAccessCwd` appear.
const MODULES: &str = "/root/node_modules";

/// What is mounted: guest path, host directory, whether it may be written.
pub type Mounts = BTreeMap<String, (PathBuf, bool)>;

/// Settings of `host_dir`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct HostDirectory {
    host_path: PathBuf,
    #[serde(default)]
    read_only: bool,
}

/// Settings of `module_access`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ModuleAccess {
    host_path: PathBuf,
}

/// Replaces the mounts and, when one is given, the policy. Nothing changes when a part cannot be
/// done, except that a directory that could not be opened comes after mounts that could.
///
/// # Errors
/// Naming the mount or the rule that cannot be.
pub async fn configure(machine: &Machine, asked: ConfigureVm) -> Result<Response> {
    let permissions = asked.permissions.map(Permissions::from);
    if let Some(permissions) = &permissions {
        permissions.check().map_err(Rejection::invalid)?;
    }
    let mut wanted = Mounts::new();
    for mount in &asked.mounts {
        let (path, host) = plugin(mount)?;
        if wanted.insert(path, host).is_some() {
            let message = format!("two mounts at {}", mount.guest_path);
            return Err(Rejection::invalid(message));
        }
    }
    if let Some(directory) = &asked.module_access_cwd {
        let modules = module_directory(&Path::new(directory).join("node_modules"))?;
        wanted.insert(MODULES.into(), (modules, false));
    }
    mount(machine, &wanted)?;
    let commands = Commands::discover(machine).await?;
    machine.settings().commands = commands;
    if let Some(permissions) = &permissions {
        machine.vm.set_policy(&permissions.into())?;
    }
    if !asked.loopback_exempt_ports.is_empty() {
        machine.vm.set_network(crate::config::network(&asked.loopback_exempt_ports))?;
    }
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(Response::VmConfigured(VmConfigured {
        applied_mounts: count(wanted.len()),
        applied_software: count(asked.software.len()),
    }))
}

/// Where a mount goes and what it shows.
fn plugin(mount: &wire::Mount) -> Result<(String, (PathBuf, bool))> {
    let path = &mount.guest_path;
    if !path.starts_with('/') || path.split('/').any(|part| part == "..") {
        return Err(Rejection::invalid(format!("mount {path}: the path is not absolute")));
    }
    let id = &mount.plugin.id;
    let unfit = |error: serde_json::Error| {
        Rejection::new(Code::PluginError, format!("mount {path}: {id}: {error}"))
    };
    let json = if mount.plugin.config.is_empty() { "{}" } else { &mount.plugin.config };
    let (host, read_only) = match id.as_str() {
        "host_dir" => {
            let config: HostDirectory = serde_json::from_str(json).map_err(unfit)?;
            (config.host_path, config.read_only)
        }
        "module_access" => {
            let config: ModuleAccess = serde_json::from_str(json).map_err(unfit)?;
            (module_directory(&config.host_path)?, true)
        }
        "memory" | "js_bridge" | "sandbox_agent" | "s3" | "google_drive" | "sqlite_vfs" => {
            let message = format!("mount {path}: this sidecar has no plug-in `{id}`");
            return Err(Rejection::new(Code::Unsupported, message));
        }
        _ => {
            let message = format!("mount {path}: unknown plug-in `{id}`");
            return Err(Rejection::new(Code::PluginError, message));
        }
    };
    let path = match path.trim_end_matches('/') {
        "" => return Err(Rejection::invalid("nothing can be mounted at /")),
        path => path.to_string(),
    };
    Ok((path, (host, !read_only && !mount.read_only)))
}

/// A directory that, with its links followed, is called `node_modules`.
fn module_directory(path: &Path) -> Result<PathBuf> {
    let wrong = |what: String| Rejection::new(Code::PluginError, what);
    let real = path
        .canonicalize()
        .map_err(|error| wrong(format!("cannot mount {}: {error}", path.display())))?;
    if real.file_name().is_none_or(|name| name != "node_modules") {
        let message = format!("cannot mount {}: it is not called node_modules", real.display());
        return Err(wrong(message));
    }
    Ok(real)
}

/// Mounts what is not mounted yet.
fn mount(machine: &Machine, wanted: &Mounts) -> Result<()> {
    let mounted = machine.settings().mounts.clone();
    let gone = mounted.iter().find(|(path, mount)| wanted.get(*path) != Some(mount));
    if let Some((path, _)) = gone {
        let message = format!("mount {path}: this sidecar cannot take a mount away");
        return Err(Rejection::new(Code::Unsupported, message));
    }
    for (path, (host, writable)) in wanted.iter().filter(|(path, _)| !mounted.contains_key(*path)) {
        add(machine, path, host, *writable)?;
    }
    Ok(())
}

/// Mounts one host directory.
///
/// # Errors
/// When it cannot be opened or the kernel says no.
pub fn add(machine: &Machine, path: &str, host: &Path, writable: bool) -> Result<()> {
    let access = if writable { Access::ReadWrite } else { Access::ReadOnly };
    let mount = Mount { host: host.into(), guest: path.into(), access };
    let failed = |error| Rejection::from(error).with_code(Code::PluginError);
    machine.vm.mount(&mount).map_err(failed)?;
    machine.settings().mounts.insert(path.into(), (host.into(), writable));
    Ok(())
}
