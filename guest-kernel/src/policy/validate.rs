//! What is no policy, in the words that clients look for.

use super::{Policy, ScopeName};

/// Rules of one scope, operations or patterns of one rule: more is no policy but an attack.
const LIST_MAX: usize = 4096;
/// Bytes of one pattern: the longest resource is a path of 4096 bytes (PATH_MAX).
const PATTERN_MAX: usize = 8192;

impl Policy {
    /// Refuse what cannot be meant: a rule that lists no operation or no pattern matches nothing.
    ///
    /// # Errors
    /// One line that names the rule and the fix.
    pub fn validate(&self) -> Result<(), String> {
        ScopeName::ALL.into_iter().try_for_each(|name| self.validate_scope(name))
    }

    fn validate_scope(&self, name: ScopeName) -> Result<(), String> {
        let Some(scope) = self.scope(name) else { return Ok(()) };
        let key = name.key();
        if scope.rules.len() > LIST_MAX {
            return Err(format!(
                "invalid permissions policy: {key}.rules must not have more than {LIST_MAX} rules"
            ));
        }
        for (index, rule) in scope.rules.iter().enumerate() {
            for (field, list) in
                [("operations", &rule.operations), (name.pattern_key(), &rule.patterns)]
            {
                let place = format!("invalid permissions policy: {key}.rules[{index}].{field}");
                let all = if field == "operations" { "*" } else { "**" };
                if list.is_empty() {
                    return Err(format!("{place} must not be empty; use [\"{all}\"] for all"));
                }
                if list.len() > LIST_MAX {
                    return Err(format!("{place} must not have more than {LIST_MAX} items"));
                }
                if list.iter().any(|item| item.len() > PATTERN_MAX) {
                    return Err(format!(
                        "{place} must not have items of more than {PATTERN_MAX} bytes"
                    ));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Mode, Rule, Scope};
    use super::*;

    #[test]
    fn empty_lists_are_named() {
        let with = |operations: &[&str], patterns: &[&str]| {
            let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
            let rule =
                Rule { mode: Mode::Allow, operations: own(operations), patterns: own(patterns) };
            Some(Scope { default: Mode::Deny, rules: vec![rule] })
        };
        let fs = Policy { fs: with(&["read"], &[]), ..Policy::default() };
        assert_eq!(
            fs.validate().unwrap_err(),
            "invalid permissions policy: fs.rules[0].paths must not be empty; use [\"**\"] for all"
        );
        let spawn = Policy { child_process: with(&[], &["*"]), ..Policy::default() };
        let error = spawn.validate().unwrap_err();
        assert!(error.contains("childProcess.rules[0].operations must not be empty"), "{error}");
        let network = Policy { network: with(&["*"], &[]), ..Policy::default() };
        assert!(network.validate().unwrap_err().contains("network.rules[0].patterns must not be"));
        assert_eq!(Policy { env: with(&["*"], &["*"]), ..Policy::default() }.validate(), Ok(()));
    }
}
