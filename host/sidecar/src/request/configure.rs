//! `ConfigureVm`: the mounts of a VM, its commands and its policy. All of it, or nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kernelet::vm::config::{MountOptions, MountSource};
use kernelet::{Access, Policy};
use kernelet_protocol::message::{self as wire, ConfigureVm, Response, VmConfigured};
use serde::Deserialize;

use crate::config::permissions::Permissions;
use crate::machine::Machine;
use crate::rejection::{Code, Rejection, Result};
use crate::request::commands::Commands;

/// Where the packages of `moduleAccessCwd` appear.
const MODULES: &str = "/root/node_modules";

/// What a client has mounted, by path; parents come before what lies below them.
pub type Mounts = BTreeMap<String, MountOptions>;

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

/// Settings of `memory`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Memory {}

/// Replaces the mounts and, when one is given, the policy. When a part cannot be done everything is as it
/// was.
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
        let mount = plugin(mount)?;
        let path = mount.guest.clone();
        if wanted.insert(path.clone(), mount).is_some() {
            return Err(Rejection::invalid(format!("two mounts at {path}")));
        }
    }
    if let Some(directory) = &asked.module_access_cwd {
        let modules = module_directory(&Path::new(directory).join("node_modules"))?;
        let source = MountSource::HostDirectory(modules);
        let mount = MountOptions { guest: MODULES.into(), access: Access::ReadOnly, source };
        wanted.insert(MODULES.into(), mount);
    }
    let before = machine.settings().mounts.clone();
    mount(machine, &wanted)?;
    let policy = permissions.as_ref().map(Into::into);
    let commands = match rest(machine, policy, &asked.loopback_exempt_ports).await {
        Ok(commands) => commands,
        Err(rejection) => {
            mount(machine, &before)?;
            return Err(rejection);
        }
    };
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let configured = VmConfigured {
        applied_mounts: count(wanted.len()),
        applied_software: count(asked.software.len()),
    };
    let mut settings = machine.settings();
    (settings.mounts, settings.commands) = (wanted, commands);
    Ok(Response::VmConfigured(configured))
}

/// What comes after the mounts: the commands that they bring, the ports of this machine, the policy.
async fn rest(machine: &Machine, policy: Option<Policy>, ports: &[u16]) -> Result<Commands> {
    let commands = Commands::discover(machine).await?;
    if !ports.is_empty() {
        machine.vm.set_network(crate::config::network(ports))?;
    }
    if let Some(policy) = policy {
        machine.vm.set_policy(&policy)?;
    }
    Ok(commands)
}

/// Where a mount goes and what it shows.
fn plugin(mount: &wire::Mount) -> Result<MountOptions> {
    let path = &mount.guest_path;
    if !path.starts_with('/') || path.split('/').any(|part| part == "..") {
        return Err(Rejection::invalid(format!("mount {path}: the path is not absolute")));
    }
    let id = &mount.plugin.id;
    let unfit = |error: serde_json::Error| {
        Rejection::new(Code::PluginError, format!("mount {path}: {id}: {error}"))
    };
    let json = if mount.plugin.config.is_empty() { "{}" } else { &mount.plugin.config };
    let (source, read_only) = match id.as_str() {
        "memory" => {
            let Memory {} = serde_json::from_str(json).map_err(unfit)?;
            (MountSource::Memory, false)
        }
        "host_dir" => {
            let config: HostDirectory = serde_json::from_str(json).map_err(unfit)?;
            (MountSource::HostDirectory(config.host_path), config.read_only)
        }
        "module_access" => {
            let config: ModuleAccess = serde_json::from_str(json).map_err(unfit)?;
            (MountSource::HostDirectory(module_directory(&config.host_path)?), true)
        }
        "js_bridge" | "sandbox_agent" | "s3" | "google_drive" | "sqlite_vfs" => {
            let message = format!("mount {path}: this sidecar has no plug-in `{id}`");
            return Err(Rejection::new(Code::Unsupported, message));
        }
        _ => {
            let message = format!("mount {path}: unknown plug-in `{id}`");
            return Err(Rejection::new(Code::PluginError, message));
        }
    };
    let guest = match path.trim_end_matches('/') {
        "" => return Err(Rejection::invalid("nothing can be mounted at /")),
        path => path.to_string(),
    };
    let access = match read_only || mount.read_only {
        true => Access::ReadOnly,
        false => Access::ReadWrite,
    };
    Ok(MountOptions { guest, access, source })
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

/// Mounts these, what the sidecar itself has mounted, and nothing else.
fn mount(machine: &Machine, wanted: &Mounts) -> Result<()> {
    let own = machine.settings().read_through.clone();
    let all: Vec<MountOptions> = own.into_iter().chain(wanted.values().cloned()).collect();
    Ok(machine.vm.set_mounts(&all)?)
}

/// Shows a host directory at the same path of the VM, read-only, whatever the client mounts.
///
/// # Errors
/// When it cannot be opened or the kernel says no.
pub fn read_through(machine: &Machine, directory: &str) -> Result<()> {
    let source = MountSource::HostDirectory(PathBuf::from(directory));
    let own = MountOptions { guest: directory.into(), access: Access::ReadOnly, source };
    machine.settings().read_through = Some(own);
    mount(machine, &Mounts::new())
}
