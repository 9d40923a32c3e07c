//! `set` and `shopt`.

use super::Letters;
use crate::expand::quote;
use crate::state::options::Table;
use crate::state::variable::Value;
use crate::state::{Flow, Shell};

/// `set`
pub(super) async fn set(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    if words.is_empty() {
        return variables(shell).await;
    }
    match shell.set_options(words) {
        Ok(Set::Listed(reusable)) => list(shell, Table::Set, reusable).await,
        Ok(Set::Arguments(arguments)) => {
            if let Some(arguments) = arguments {
                shell.arguments = arguments.into();
            }
            Ok(0)
        }
        Err(message) => {
            let status = shell.misused("set", &message);
            if shell.options.posix {
                Err(crate::state::Interrupt::Abort(status))
            } else {
                Ok(status)
            }
        }
    }
}

/// What `set` was asked for.
#[derive(Debug)]
pub enum Set {
    /// `-o` or `+o` alone: a list, as commands when the flag is set.
    Listed(bool),
    /// Options were set; these are the new arguments, if there were any.
    Arguments(Option<Vec<String>>),
}

impl Shell {
    /// Sets options as `set` and the shell's own arguments do.
    ///
    /// # Errors
    /// A message that names what is no option.
    pub fn set_options(&mut self, words: &[String]) -> Result<Set, String> {
        let mut rest = words;
        while let Some((word, after)) = rest.split_first() {
            let (letters, on) = match (word.strip_prefix('-'), word.strip_prefix('+')) {
                (Some("-"), _) => return Ok(Set::Arguments(Some(after.to_vec()))),
                (Some(""), _) => {
                    self.options.xtrace = false;
                    self.options.verbose = false;
                    let given = (!after.is_empty()).then(|| after.to_vec());
                    return Ok(Set::Arguments(given));
                }
                (Some(letters), _) => (letters, true),
                (_, Some(letters)) if !letters.is_empty() => (letters, false),
                _ => break,
            };
            rest = after;
            for letter in letters.chars() {
                if letter == 'o' {
                    let Some((name, after)) = rest.split_first() else {
                        return Ok(Set::Listed(!on));
                    };
                    rest = after;
                    let option = self.options.named(Table::Set, name);
                    *option.ok_or_else(|| format!("{name}: invalid option name"))? = on;
                } else {
                    let option = self.options.lettered(letter);
                    *option.ok_or_else(|| format!("-{letter}: invalid option"))? = on;
                }
            }
        }
        Ok(Set::Arguments((!rest.is_empty()).then(|| rest.to_vec())))
    }
}

async fn variables(shell: &mut Shell) -> Flow<i32> {
    let mut text = String::new();
    for name in shell.variables.names() {
        let Some(variable) = shell.variables.get_itself(&name) else { continue };
        let value = match &variable.value {
            Value::Unset => continue,
            Value::Scalar(value) if shell.options.posix => quote::single(value),
            Value::Scalar(value) => quote::when_needed(value),
            _ => {
                let declaration = crate::expand::declaration(&name, variable);
                declaration.split_once('=').map(|(_, value)| value.to_string()).unwrap_or_default()
            }
        };
        text.push_str(&format!("{name}={value}\n"));
    }
    shell.print(&text).await
}

async fn list(shell: &mut Shell, table: Table, reusable: bool) -> Flow<i32> {
    let line = |(name, on): (&str, bool)| match (table, reusable) {
        (Table::Set, true) => format!("set {}o {name}\n", if on { '-' } else { '+' }),
        (Table::Shopt, true) => format!("shopt -{} {name}\n", if on { 's' } else { 'u' }),
        (_, false) => format!("{name:15}\t{}\n", if on { "on" } else { "off" }),
    };
    let text: String = shell.options.all(table).into_iter().map(line).collect();
    shell.print(&text).await
}

/// `shopt`
pub(super) async fn shopt(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, names) = match Letters::take(words, "supqo", "") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("shopt", &message)),
    };
    let table = if letters.has('o') { Table::Set } else { Table::Shopt };
    if names.is_empty() {
        return list(shell, table, letters.has('p')).await;
    }
    let mut status = 0;
    let mut text = String::new();
    for name in names {
        let Some(option) = shell.options.named(table, name) else {
            shell.complain(&format!("shopt: {name}: invalid shell option name"));
            status = 1;
            continue;
        };
        if letters.has('s') || letters.has('u') {
            *option = letters.has('s');
        } else {
            let on = *option;
            status = status.max(i32::from(!on));
            if letters.has('p') {
                text.push_str(&format!("shopt -{} {name}\n", if on { 's' } else { 'u' }));
            } else if !letters.has('q') {
                text.push_str(&format!("{name:15}\t{}\n", if on { "on" } else { "off" }));
            }
        }
    }
    if !text.is_empty() {
        shell.print(&text).await?;
    }
    Ok(status)
}
