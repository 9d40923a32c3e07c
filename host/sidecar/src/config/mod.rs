//! The JSON of `CreateVm`: strictly read, checked, with defaults.
//!
//! What does not live here: what the settings do.

pub mod limits;
pub mod permissions;
pub mod root;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use kernelet::capabilities::egress::Network;
use kernelet::vm::config::NetworkConfig;
use kernelet::vm::javascript::JavaScript;
use kernelet::{RootConfiguration, RootMode};
use serde::Deserialize;

use crate::rejection::{Rejection, Result};

/// How a VM is made.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CreateVmConfig {
    /// Where processes start.
    pub cwd: Option<String>,
    /// Variables of every process.
    pub env: BTreeMap<String, String>,
    /// What the root holds at first.
    pub root_filesystem: root::RootFilesystem,
    /// What guests may do; nothing when absent.
    pub permissions: Option<permissions::Permissions>,
    /// What guests may take.
    pub limits: limits::Limits,
    /// How names are resolved.
    pub dns: Option<Dns>,
    /// A mount in place of the root.
    pub native_root: Option<NativeRoot>,
    /// Where guests may listen.
    pub listen: Option<Listen>,
    /// Ports of the host's loopback that guests may connect to.
    pub loopback_exempt_ports: Vec<u16>,
    /// What JavaScript programs find.
    pub js_runtime: Option<JavaScript>,
}

/// How names are resolved.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Dns {
    /// Servers to ask, an address each, with a port or without.
    pub name_servers: Vec<String>,
    /// Names that are not asked for, and their addresses.
    pub overrides: BTreeMap<String, Vec<IpAddr>>,
}

/// A mount in place of the root.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NativeRoot {
    /// What serves it.
    pub plugin: Plugin,
    /// Whether writes fail.
    #[serde(default)]
    pub read_only: bool,
}

/// A mount plug-in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Plugin {
    /// Its name.
    pub id: String,
    /// Its own settings.
    #[serde(default)]
    pub config: serde_json::Value,
}

/// Where guests may listen.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Listen {
    /// Least port.
    pub port_min: u16,
    /// Greatest port.
    pub port_max: u16,
    /// Whether ports below 1024 are allowed.
    pub allow_privileged: bool,
}

impl Default for Listen {
    fn default() -> Self {
        Listen { port_min: 1, port_max: u16::MAX, allow_privileged: false }
    }
}

impl CreateVmConfig {
    /// Reads and checks.
    ///
    /// # Errors
    /// When it is not JSON of this shape, or a value cannot be.
    pub fn parse(json: &str) -> Result<Self> {
        let config: CreateVmConfig = serde_json::from_str(json).map_err(|error| {
            Rejection::invalid(format!("invalid create VM config JSON: {error}"))
        })?;
        config
            .check()
            .map_err(|error| Rejection::invalid(format!("invalid create VM config: {error}")))?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        if let Some(cwd) = &self.cwd {
            absolute("cwd", cwd)?;
        }
        if let Some(permissions) = &self.permissions {
            permissions.check()?;
        }
        self.limits.check()?;
        if let Some(dns) = &self.dns {
            dns.check()?;
        }
        if let Some(root) = &self.native_root {
            if root.plugin.id.trim().is_empty() {
                return Err("nativeRoot.plugin.id must not be blank".into());
            }
            if !self.root_filesystem.bootstrap_entries.is_empty() {
                return Err("nativeRoot has no rootFilesystem.bootstrapEntries".into());
            }
            if !self.root_filesystem.lowers.is_empty() {
                return Err("nativeRoot has no rootFilesystem.lowers".into());
            }
        }
        if let Some(listen) = &self.listen {
            if listen.port_min == 0 || listen.port_max == 0 {
                return Err("listen.portMin and listen.portMax must not be 0".into());
            }
            if listen.port_min > listen.port_max {
                return Err("listen.portMin must not be greater than listen.portMax".into());
            }
        }
        if let Some(js_runtime) = &self.js_runtime {
            js_runtime.check()?;
        }
        Ok(())
    }
}

impl CreateVmConfig {
    /// The network: the public internet as far as the policy goes, and the ports of this machine that
    /// are named.
    pub fn network(&self) -> NetworkConfig {
        let dns = self.dns.clone().unwrap_or_default();
        let listen = self.listen.unwrap_or_default();
        NetworkConfig {
            grant: network(&self.loopback_exempt_ports),
            listen: listen.port_min..=listen.port_max,
            privileged: listen.allow_privileged,
            // It was read once, when it was checked.
            name_servers: dns.servers().unwrap_or_default(),
            overrides: dns.overrides,
        }
    }

    /// What the root is made of.
    ///
    /// # Errors
    /// When content is not in the encoding it says.
    pub fn root(&self) -> Result<RootConfiguration> {
        let mut root = self.root_filesystem.to_kernel()?;
        if let Some(native) = &self.native_root {
            // A fresh file system in memory is what a root without layers is.
            root.disable_default_base_layer = true;
            if native.read_only {
                root.mode = RootMode::ReadOnly;
            }
        }
        Ok(root)
    }

    /// The first setting that nothing here carries out: better no VM than one that is not as asked.
    pub fn not_available(&self) -> Option<&'static str> {
        let elsewhere = self.native_root.as_ref().is_some_and(|root| root.plugin.id != "memory");
        elsewhere
            .then_some("nativeRoot with a plugin other than memory")
            .or_else(|| self.limits.not_available())
    }
}

/// What a VM may reach of the network.
pub fn network(loopback_ports: &[u16]) -> Network {
    Network { loopback_ports: loopback_ports.to_vec(), ..Network::internet() }
}

impl Dns {
    fn check(&self) -> Result<(), String> {
        self.servers()?;
        match self.overrides.iter().find(|(name, list)| name.is_empty() || list.is_empty()) {
            Some((name, _)) => Err(format!("dns.overrides[`{name}`] needs a name and an address")),
            None => Ok(()),
        }
    }

    /// The servers' addresses.
    ///
    /// # Errors
    /// When an entry is neither an address nor an address with a port.
    pub fn servers(&self) -> Result<Vec<SocketAddr>, String> {
        let server = |text: &String| {
            let text = text.trim();
            let alone = text.parse::<IpAddr>().ok().map(|ip| SocketAddr::new(ip, 53));
            alone.or_else(|| text.parse().ok()).ok_or_else(|| {
                format!("dns.nameServers: `{text}` is neither an address nor ADDRESS:PORT")
            })
        };
        self.name_servers.iter().map(server).collect()
    }
}

/// Refuses a path that is relative or climbs.
fn absolute(key: &str, path: &str) -> Result<(), String> {
    if !path.starts_with('/') {
        return Err(format!("{key} must be an absolute path, not `{path}`"));
    }
    if path.split('/').any(|part| part == "..") {
        return Err(format!("{key} must not contain `..`: `{path}`"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(json: &str) -> String {
        CreateVmConfig::parse(json).unwrap_err().message
    }

    #[test]
    fn what_the_client_sends_is_taken() {
        let json = r#"{"env":{"A":"1"},"rootFilesystem":{"mode":"ephemeral","disableDefaultBaseLayer":true,
            "lowers":[{"kind":"snapshot","entries":[{"path":"/","kind":"directory","mode":16877,"uid":0,"gid":0},
            {"path":"/bin/node","kind":"file","content":"","executable":true}]}],"bootstrapEntries":[]},
            "permissions":{"fs":"allow","network":"allow","childProcess":"allow","process":"allow","env":"allow"},
            "loopbackExemptPorts":[3000]}"#;
        let config = CreateVmConfig::parse(json).unwrap();
        assert_eq!(config.root_filesystem.to_kernel().unwrap().lowers.len(), 1);
        assert!(CreateVmConfig::parse("{}").unwrap().permissions.is_none());
    }

    #[test]
    fn mistakes_are_named() {
        for (json, words) in [
            ("{", "invalid create VM config JSON"),
            (r#"{"colour":1}"#, "unknown field `colour`"),
            (r#"{"limits":{"resources":{"x":1}}}"#, "unknown field `x`"),
            (r#"{"rootFilesystem":{"mode":"x"}}"#, "unknown variant"),
            (r#"{"cwd":"home"}"#, "invalid create VM config: cwd must be an absolute path"),
            (r#"{"cwd":"/a/../b"}"#, "must not contain `..`"),
            (r#"{"listen":{"portMin":0}}"#, "must not be 0"),
            (r#"{"listen":{"portMin":9,"portMax":8}}"#, "must not be greater"),
            (r#"{"dns":{"nameServers":[""]}}"#, "dns.nameServers"),
            (r#"{"dns":{"overrides":{"a":[]}}}"#, "dns.overrides"),
            (r#"{"nativeRoot":{"plugin":{"id":" "}}}"#, "must not be blank"),
            (
                r#"{"nativeRoot":{"plugin":{"id":"memory"}},"rootFilesystem":{"lowers":[{"kind":"bundledBaseFilesystem"}]}}"#,
                "nativeRoot has no rootFilesystem.lowers",
            ),
            (
                r#"{"jsRuntime":{"platform":"bare","allowedBuiltins":[]}}"#,
                "only when platform is node",
            ),
            (r#"{"jsRuntime":{"allowedBuiltins":["nosuch"]}}"#, "unknown builtin"),
            (
                r#"{"permissions":{"network":{"rules":[{"mode":"allow","operations":[],"patterns":["*"]}]}}}"#,
                "network.rules[0].operations must not be empty",
            ),
            (
                r#"{"permissions":{"fs":{"rules":[{"mode":"allow","operations":["*"],"paths":[]}]}}}"#,
                "fs.rules[0].paths must not be empty",
            ),
            (r#"{"permissions":{"tool":"allow","binding":"deny"}}"#, "duplicate field `tool`"),
            (r#"{"limits":{"http":{"maxFetchResponseBytes":0}}}"#, "must not be 0"),
            (r#"{"limits":{"http":{"maxFetchResponseBytes":16777217}}}"#, "at most 16777216"),
            (
                r#"{"limits":{"tools":{"defaultToolTimeoutMs":2,"maxToolTimeoutMs":1}}}"#,
                "defaultToolTimeoutMs",
            ),
        ] {
            assert!(message(json).contains(words), "{json}: {}", message(json));
        }
    }
}
