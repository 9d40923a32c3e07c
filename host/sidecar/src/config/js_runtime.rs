//! `jsRuntime`: what JavaScript programs find.

use serde::Deserialize;

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
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct JsRuntime {
    /// Which globals and modules.
    pub platform: Platform,
    /// Which imports resolve.
    pub module_resolution: ModuleResolution,
    /// Which of Node's modules; all when absent.
    pub allowed_builtins: Option<Vec<String>>,
}

/// Which globals and modules programs find.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
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

impl JsRuntime {
    pub(super) fn check(&self) -> Result<(), String> {
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
