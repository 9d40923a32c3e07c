//! `permissions`: what guests may do, in the words of the kernel's policy.

use kernelet::vm::config as kernel;
use kernelet_protocol::message as wire;
use serde::Deserialize;

/// What guests may do; an absent scope denies.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Permissions {
    /// Files.
    pub fs: Option<Scope>,
    /// Connections, names, listening.
    pub network: Option<Scope>,
    /// Starting processes.
    pub child_process: Option<Scope>,
    /// Looking at processes.
    pub process: Option<Scope>,
    /// Environment variables.
    pub env: Option<Scope>,
    /// Functions of the client; newer clients call them bindings.
    #[serde(alias = "binding")]
    pub tool: Option<Scope>,
}

/// One mode for everything, or rules.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Scope {
    /// One mode.
    Mode(Mode),
    /// Rules.
    Rules(Rules),
}

/// Rules; the last that matches decides.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// When none matches; deny when absent.
    pub default: Option<Mode>,
    /// The rules.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// A rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it says.
    pub mode: Mode,
    /// Operations; `*` is all.
    #[serde(default)]
    pub operations: Vec<String>,
    /// Globs of the resource; for files they are called paths.
    #[serde(default, alias = "paths")]
    pub patterns: Vec<String>,
}

/// What a rule says.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// It may be done.
    Allow,
    /// The embedder would be asked; nobody answers here, so it is denied.
    Ask,
    /// It may not be done.
    Deny,
}

impl Permissions {
    /// The scopes by name, and what their globs are called.
    fn scopes(&self) -> [(&'static str, &'static str, Option<&Scope>); 6] {
        [
            ("fs", "paths", self.fs.as_ref()),
            ("network", "patterns", self.network.as_ref()),
            ("childProcess", "patterns", self.child_process.as_ref()),
            ("process", "patterns", self.process.as_ref()),
            ("env", "patterns", self.env.as_ref()),
            ("tool", "patterns", self.tool.as_ref()),
        ]
    }

    /// Refuses rules without operations or globs.
    ///
    /// # Errors
    /// Naming the first.
    pub fn check(&self) -> Result<(), String> {
        for (scope, globs, rules) in self.scopes() {
            let Some(Scope::Rules(rules)) = rules else { continue };
            for (index, rule) in rules.rules.iter().enumerate() {
                let empty = match () {
                    () if rule.operations.is_empty() => "operations",
                    () if rule.patterns.is_empty() => globs,
                    () => continue,
                };
                return Err(format!(
                    "invalid permissions policy: {scope}.rules[{index}].{empty} must not be empty; \
                     \"*\" stands for all operations, \"**\" for all resources"
                ));
            }
        }
        Ok(())
    }
}

impl From<&Permissions> for kernel::Policy {
    fn from(permissions: &Permissions) -> Self {
        let scope = |scope: &Option<Scope>| scope.as_ref().map(kernel::Scope::from);
        kernel::Policy {
            fs: scope(&permissions.fs),
            network: scope(&permissions.network),
            child_process: scope(&permissions.child_process),
            process: scope(&permissions.process),
            env: scope(&permissions.env),
            tool: scope(&permissions.tool),
        }
    }
}

impl From<&Scope> for kernel::Scope {
    fn from(scope: &Scope) -> Self {
        let rules = match scope {
            Scope::Mode(mode) => return kernel::Scope { default: mode.into(), rules: Vec::new() },
            Scope::Rules(rules) => rules,
        };
        let rule = |rule: &Rule| kernel::Rule {
            mode: (&rule.mode).into(),
            operations: rule.operations.clone(),
            patterns: rule.patterns.clone(),
        };
        kernel::Scope {
            default: rules.default.as_ref().unwrap_or(&Mode::Deny).into(),
            rules: rules.rules.iter().map(rule).collect(),
        }
    }
}

impl From<&Mode> for kernel::PermissionMode {
    fn from(mode: &Mode) -> Self {
        match mode {
            Mode::Allow => kernel::PermissionMode::Allow,
            Mode::Ask => kernel::PermissionMode::Ask,
            Mode::Deny => kernel::PermissionMode::Deny,
        }
    }
}

impl From<wire::Policy> for Permissions {
    fn from(policy: wire::Policy) -> Self {
        let patterns = |scope: Option<wire::PatternScope>| scope.map(Scope::from);
        Permissions {
            fs: policy.fs.map(Scope::from),
            network: patterns(policy.network),
            child_process: patterns(policy.child_process),
            process: patterns(policy.process),
            env: patterns(policy.env),
            tool: patterns(policy.tool),
        }
    }
}

impl From<wire::FsScope> for Scope {
    fn from(scope: wire::FsScope) -> Self {
        match scope {
            wire::FsScope::Mode(mode) => Scope::Mode(mode.into()),
            wire::FsScope::Rules(rules) => Scope::rules(rules.default, rules.rules, |rule| {
                (rule.mode, rule.operations, rule.paths)
            }),
        }
    }
}

impl From<wire::PatternScope> for Scope {
    fn from(scope: wire::PatternScope) -> Self {
        match scope {
            wire::PatternScope::Mode(mode) => Scope::Mode(mode.into()),
            wire::PatternScope::Rules(rules) => Scope::rules(rules.default, rules.rules, |rule| {
                (rule.mode, rule.operations, rule.patterns)
            }),
        }
    }
}

impl Scope {
    /// Rules of the wire; `parts` takes one apart into mode, operations and patterns.
    fn rules<R>(
        default: Option<wire::Mode>,
        rules: Vec<R>,
        parts: impl Fn(R) -> (wire::Mode, Vec<String>, Vec<String>),
    ) -> Self {
        let rule = |rule| {
            let (mode, operations, patterns) = parts(rule);
            Rule { mode: mode.into(), operations, patterns }
        };
        let rules = rules.into_iter().map(rule).collect();
        Scope::Rules(Rules { default: default.map(Mode::from), rules })
    }
}

impl From<wire::Mode> for Mode {
    fn from(mode: wire::Mode) -> Self {
        match mode {
            wire::Mode::Allow => Mode::Allow,
            wire::Mode::Ask => Mode::Ask,
            wire::Mode::Deny => Mode::Deny,
        }
    }
}
