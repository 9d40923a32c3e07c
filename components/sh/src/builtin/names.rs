//! What names stand for.

use std::rc::Rc;

use super::{Letters, is_builtin};
use crate::execute::Found;
use crate::expand::quote;
use crate::state::{Flow, Shell};

/// Where `command -p` looks.
const STANDARD_PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// `command`
pub(super) async fn command(shell: &mut Shell, words: Vec<String>) -> Flow<i32> {
    let (letters, rest) = match Letters::take(&words, "pvV", "") {
        Ok((letters, rest)) => (letters, rest.to_vec()),
        Err(message) => return Ok(shell.misused("command", &message)),
    };
    if letters.has('v') || letters.has('V') {
        let mut status = 0;
        let mut text = String::new();
        for name in &rest {
            match shell.which(name) {
                Some(found) if letters.has('v') => text.push_str(&short(name, found)),
                Some(found) => text.push_str(&long(name, found)),
                None => {
                    status = if shell.options.posix { 127 } else { 1 };
                    if letters.has('V') {
                        shell.complain(&format!("command: {name}: not found"));
                    }
                }
            }
        }
        return Ok(shell.print(&text).await?.max(status));
    }
    let path = letters.has('p').then(|| STANDARD_PATH.to_string());
    shell.run_words(rest, path).await
}

fn short(name: &str, found: Found) -> String {
    match found {
        Found::Alias(text) => format!("alias {name}={}\n", quote::single(&text)),
        Found::File(path) => format!("{path}\n"),
        _ => format!("{name}\n"),
    }
}

fn long(name: &str, found: Found) -> String {
    match found {
        Found::Alias(text) => format!("{name} is aliased to `{text}'\n"),
        Found::Keyword => format!("{name} is a shell keyword\n"),
        Found::Function(source) => format!("{name} is a function\n{name} () \n{source}\n"),
        Found::Builtin(_) => format!("{name} is a shell builtin\n"),
        Found::File(path) => format!("{name} is {path}\n"),
    }
}

/// `builtin`
pub(super) async fn builtin(shell: &mut Shell, words: Vec<String>) -> Flow<i32> {
    let Some(name) = words.first() else { return Ok(0) };
    if !is_builtin(name) {
        shell.complain(&format!("builtin: {name}: not a shell builtin"));
        return Ok(1);
    }
    shell.run_words(words, None).await
}

/// `type`
pub(super) async fn describe(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, names) = match Letters::take(words, "afptP", "") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("type", &message)),
    };
    let mut status = 0;
    let mut text = String::new();
    for name in names {
        let mut all = shell.all_of(name);
        all.retain(|found| match found {
            Found::Function(_) => !letters.has('f'),
            Found::File(_) => true,
            _ => !letters.has('P'),
        });
        if !letters.has('a') {
            all.truncate(1);
        }
        if all.is_empty() {
            status = if shell.options.posix { 127 } else { 1 };
            if !letters.has('t') && !letters.has('p') && !letters.has('P') {
                shell.complain(&format!("type: {name}: not found"));
            }
        }
        for found in all {
            if letters.has('t') {
                text.push_str(match found {
                    Found::Alias(_) => "alias\n",
                    Found::Keyword => "keyword\n",
                    Found::Function(_) => "function\n",
                    Found::Builtin(_) => "builtin\n",
                    Found::File(_) => "file\n",
                });
            } else if letters.has('p') || letters.has('P') {
                if let Found::File(path) = found {
                    text.push_str(&format!("{path}\n"));
                }
            } else if let (true, Found::Builtin(true)) = (shell.options.posix, &found) {
                text.push_str(&format!("{name} is a special shell builtin\n"));
            } else {
                text.push_str(&long(name, found));
            }
        }
    }
    Ok(shell.print(&text).await?.max(status))
}

/// `hash`: nothing is remembered, so only whether names are found is told.
pub(super) fn hash(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, names) = match Letters::take(words, "rltd", "p") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("hash", &message)),
    };
    if letters.has('r') {
        return Ok(0);
    }
    let mut status = 0;
    for name in names {
        if shell.which(name).is_none() {
            shell.complain(&format!("hash: {name}: not found"));
            status = 1;
        }
    }
    Ok(status)
}

/// `alias`
pub(super) async fn alias(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, words) = match Letters::take(words, "p", "") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("alias", &message)),
    };
    let prefix = if shell.options.posix { "" } else { "alias " };
    let line = |name: &str, text: &str| format!("{prefix}{name}={}\n", quote::single(text));
    let mut text = String::new();
    if words.is_empty() || letters.has('p') {
        let mut names: Vec<&String> = shell.aliases.keys().collect();
        names.sort();
        for name in names {
            text.push_str(&line(name, shell.aliases.get(name).map_or("", String::as_str)));
        }
    }
    let mut status = 0;
    for word in words {
        match word.split_once('=') {
            Some((name, value)) if !name.is_empty() => {
                Rc::make_mut(&mut shell.aliases).insert(name.to_string(), value.to_string());
            }
            _ => match shell.aliases.get(word) {
                Some(value) => text.push_str(&line(word, value)),
                None => {
                    shell.complain(&format!("alias: {word}: not found"));
                    status = 1;
                }
            },
        }
    }
    Ok(shell.print(&text).await?.max(status))
}

/// `unalias`
pub(super) fn unalias(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, names) = match Letters::take(words, "a", "") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("unalias", &message)),
    };
    if letters.has('a') {
        shell.aliases = Rc::default();
    }
    let mut status = 0;
    for name in names {
        if Rc::make_mut(&mut shell.aliases).remove(name).is_none() {
            shell.complain(&format!("unalias: {name}: not found"));
            status = 1;
        }
    }
    Ok(status)
}

/// `enable` and `help`: the names of all builtins.
pub(super) async fn list(shell: &mut Shell) -> Flow<i32> {
    let lines: String = super::names().into_iter().map(|name| format!("enable {name}\n")).collect();
    shell.print(&lines).await
}
