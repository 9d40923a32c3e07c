//! What processes may do: the policy of the VM, and who asks about it.
//!
//! * here: rule sets, and how they decide;
//! * `capability`: the operations that are judged, and their names;
//! * `glob`: patterns;
//! * `validate`: what is no policy, in words;
//! * `monitor`: the one place that every check passes (a reference monitor), which keeps the text of
//!   denials and asks the embedder where the policy says so.
//!
//! What is not here: file modes ([`crate::permission`]), which decide beside the policy, and the
//! lists of what is checked where: each call checks for itself, on the resource that it resolved.

pub mod capability;
pub mod glob;
pub mod monitor;
#[cfg(test)]
mod tests;
pub mod validate;

pub use capability::{Capability, ScopeName};

/// What a rule, or a whole scope, says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mode {
    /// It may be done.
    Allow,
    /// The embedder is asked; without one who answers it is denied.
    Ask,
    /// It may not be done.
    #[default]
    Deny,
}

/// One rule: it speaks about a resource when one of its operations and one of its patterns match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it says.
    pub mode: Mode,
    /// Names of operations of the scope; `*` is all of them.
    pub operations: Vec<String>,
    /// Globs ([`glob::matches`]) over the resource.
    pub patterns: Vec<String>,
}

/// The rules of one scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// What holds when no rule matches.
    pub default: Mode,
    /// Of the rules that match, the last one decides.
    pub rules: Vec<Rule>,
}

impl From<Mode> for Scope {
    fn from(default: Mode) -> Self {
        Self { default, rules: Vec::new() }
    }
}

/// The policy of a VM. What has no scope is denied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Policy {
    pub fs: Option<Scope>,
    pub network: Option<Scope>,
    pub child_process: Option<Scope>,
    pub process: Option<Scope>,
    pub env: Option<Scope>,
    pub tool: Option<Scope>,
}

impl Policy {
    /// A policy that says the same about everything.
    pub fn all(mode: Mode) -> Self {
        let scope = || Some(Scope::from(mode));
        Self {
            fs: scope(),
            network: scope(),
            child_process: scope(),
            process: scope(),
            env: scope(),
            tool: scope(),
        }
    }

    /// The rules of a scope.
    pub fn scope(&self, name: ScopeName) -> Option<&Scope> {
        match name {
            ScopeName::Fs => &self.fs,
            ScopeName::Network => &self.network,
            ScopeName::ChildProcess => &self.child_process,
            ScopeName::Process => &self.process,
            ScopeName::Env => &self.env,
            ScopeName::Tool => &self.tool,
        }
        .as_ref()
    }

    /// What the policy says about an operation on a resource.
    pub fn decide(&self, capability: Capability, resource: &[u8]) -> Mode {
        self.decide_any(capability, &[resource])
    }

    /// The same about a resource that has several names: a rule that matches one of them matches.
    pub fn decide_any(&self, capability: Capability, names: &[impl AsRef<[u8]>]) -> Mode {
        let Some(scope) = self.scope(capability.scope()) else { return Mode::Deny };
        let operation = capability.operation();
        let decides = |rule: &&Rule| {
            rule.operations.iter().any(|name| name == "*" || name == operation)
                && rule.patterns.iter().any(|glob| {
                    names.iter().any(|name| glob::matches(glob.as_bytes(), name.as_ref()))
                })
        };
        scope.rules.iter().rev().find(decides).map_or(scope.default, |rule| rule.mode)
    }

    /// Whether a whole scope is allowed, so that nobody needs to find out what the resource is.
    pub fn allows_all(&self, scope: ScopeName) -> bool {
        self.scope(scope).is_some_and(|scope| {
            scope.default == Mode::Allow && scope.rules.iter().all(|rule| rule.mode == Mode::Allow)
        })
    }
}

#[cfg(test)]
mod rules {
    use super::*;
    use proptest::prelude::*;

    fn rule(mode: Mode, operations: &[&str], patterns: &[&str]) -> Rule {
        let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Rule { mode, operations: own(operations), patterns: own(patterns) }
    }

    #[test]
    fn the_last_match_wins() {
        let scope = Scope {
            default: Mode::Deny,
            rules: vec![
                rule(Mode::Allow, &["*"], &["/workspace/**"]),
                rule(Mode::Deny, &["write", "rm"], &["/workspace/locked/*", "/workspace/.git/**"]),
                rule(Mode::Ask, &["read"], &["/workspace/locked/key"]),
            ],
        };
        let policy = Policy { fs: Some(scope), ..Policy::default() };
        for (capability, path, mode) in [
            (Capability::FsRead, "/workspace/a/b", Mode::Allow),
            (Capability::FsWrite, "/workspace/locked/a", Mode::Deny),
            (Capability::FsWrite, "/workspace/locked/a/b", Mode::Allow),
            (Capability::FsRead, "/workspace/locked/key", Mode::Ask),
            (Capability::FsRead, "/etc/passwd", Mode::Deny),
            (Capability::EnvRead, "PATH", Mode::Deny),
        ] {
            assert_eq!(policy.decide(capability, path.as_bytes()), mode, "{path}");
        }
        assert!(!policy.allows_all(ScopeName::Fs));
        assert!(!policy.allows_all(ScopeName::Env));
        assert!(Policy::all(Mode::Allow).allows_all(ScopeName::Tool));
    }

    proptest! {
        /// Walking forward and letting each match overwrite is what the contract says.
        #[test]
        fn fuzz_equals_overwriting(
            default in 0..3u8,
            rules in prop::collection::vec((0..3u8, "[*a-b]", "[*?a-b]{1,3}"), 0..6),
            resource in "[a-c/]{0,3}",
        ) {
            let mode = |number| [Mode::Allow, Mode::Ask, Mode::Deny][usize::from(number)];
            let operation = |name: &str| if name == "a" { "read" } else if name == "b" { "write" } else { "*" };
            let rules: Vec<Rule> =
                rules.iter().map(|(number, name, glob)| rule(mode(*number), &[operation(name)], &[glob])).collect();
            let mut expected = mode(default);
            for rule in &rules {
                if ["read", "*"].contains(&rule.operations[0].as_str())
                    && glob::matches(rule.patterns[0].as_bytes(), resource.as_bytes())
                {
                    expected = rule.mode;
                }
            }
            let policy = Policy { fs: Some(Scope { default: mode(default), rules }), ..Policy::default() };
            prop_assert_eq!(policy.decide(Capability::FsRead, resource.as_bytes()), expected);
            if policy.allows_all(ScopeName::Fs) {
                prop_assert_eq!(expected, Mode::Allow);
            }
        }
    }
}
