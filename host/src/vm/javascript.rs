//! What the JavaScript programs of a VM find of Node: builtin modules, globals, imports.
//!
//! The Node component carries it out (`components/node/src/restrict`). It is no wall: what a program may reach is
//! the policy's business.

use serde::{Deserialize, Serialize};

/// The setting that carries it to programs.
const SETTING: &str = "javascript";

/// Node's modules that may be named.
const BUILTINS: [&str; 52] = [
    "assert",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "dns/promises",
    "domain",
    "events",
    "fs",
    "fs/promises",
    "http",
    "http2",
    "https",
    "inspector",
    "module",
    "net",
    "os",
    "path",
    "path/posix",
    "path/win32",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "repl",
    "sqlite",
    "stream",
    "stream/consumers",
    "stream/promises",
    "stream/web",
    "string_decoder",
    "sys",
    "timers",
    "timers/promises",
    "tls",
    "trace_events",
    "tty",
    "url",
    "util",
    "util/types",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
];

/// What JavaScript programs find.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct JavaScript {
    /// Which globals and modules.
    pub platform: Platform,
    /// Which imports resolve.
    pub module_resolution: ModuleResolution,
    /// Which of Node's modules; all when absent.
    pub allowed_builtins: Option<Vec<String>>,
}

/// Which globals and modules programs find.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// Node's.
    #[default]
    Node,
    /// Those of the web.
    Browser,
    /// Console and timers.
    Neutral,
    /// ECMAScript and WebAssembly.
    Bare,
}

/// Which imports resolve.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ModuleResolution {
    /// As in Node.
    #[default]
    Node,
    /// Relative and absolute ones.
    Relative,
    /// None.
    None,
}

impl JavaScript {
    /// The setting of the VM; none for all of Node.
    pub(super) fn setting(&self) -> Option<(String, String)> {
        if *self == JavaScript::default() {
            return None;
        }
        // It has nothing that JSON cannot say.
        let value = serde_json::to_string(self).ok()?;
        Some((SETTING.into(), value))
    }

    /// Whether its parts go together.
    ///
    /// # Errors
    /// What is wrong, in the words of secure-exec's `jsRuntime`.
    pub fn check(&self) -> Result<(), String> {
        let Some(allowed) = &self.allowed_builtins else { return Ok(()) };
        if self.platform != Platform::Node {
            return Err("jsRuntime.allowedBuiltins is allowed only when platform is node".into());
        }
        for name in allowed {
            if !BUILTINS.contains(&name.strip_prefix("node:").unwrap_or(name)) {
                return Err(format!("jsRuntime.allowedBuiltins: unknown builtin `{name}`"));
            }
        }
        Ok(())
    }
}
