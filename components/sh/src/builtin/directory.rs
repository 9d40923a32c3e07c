//! The working directory.

use std::rc::Rc;

use kernelet_system as system;
use system::{AccessMode, Errno, FileType};

use super::Letters;
use crate::state::{Flow, Shell};
use crate::text;

/// Goes to a directory; `physical` resolves links first.
///
/// # Errors
/// Why it cannot be gone to.
fn go(shell: &mut Shell, target: &str, physical: bool) -> Result<(), Errno> {
    let absolute = shell.absolute(target);
    let path = if physical {
        text::from_bytes(&system::realpath(None, &text::to_bytes(&absolute))?)
    } else {
        normal(&absolute)
    };
    let bytes = text::to_bytes(&path);
    if system::stat(None, &bytes, true)?.kind != FileType::Directory {
        return Err(Errno::Notdir);
    }
    system::access(None, &bytes, AccessMode::EXECUTE)?;
    let old = std::mem::replace(&mut shell.directory, path.clone());
    shell.export_as("OLDPWD", old);
    shell.export_as("PWD", path);
    Ok(())
}

/// A path without `.`, `..` and doubled slashes (POSIX, cd, step 8).
fn normal(path: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in path.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    format!("/{}", names.join("/"))
}

/// `cd`
pub(super) async fn cd(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, rest) = match Letters::take(words, "LPe@", "") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("cd", &message)),
    };
    if rest.len() > 1 && !shell.options.posix {
        shell.complain("cd: too many arguments");
        return Ok(1);
    }
    let last = letters.letters.iter().rev().find(|(letter, _)| "LP".contains(*letter));
    let physical = last.map_or(shell.options.physical, |(letter, _)| *letter == 'P');
    let mut show = false;
    let target = match rest.first().map(String::as_str) {
        None => match shell.value("HOME") {
            Some(home) => home,
            None => {
                shell.complain("cd: HOME not set");
                return Ok(1);
            }
        },
        Some("-") => match shell.value("OLDPWD") {
            Some(old) => {
                show = true;
                old
            }
            None => {
                shell.complain("cd: OLDPWD not set");
                return Ok(1);
            }
        },
        Some(target) => target.to_string(),
    };
    if target.is_empty() {
        return Ok(0);
    }
    let mut chosen = target.clone();
    let searched = !target.starts_with(['/', '.']);
    if let Some(path) = shell.value("CDPATH").filter(|_| searched) {
        for directory in path.split(':') {
            let candidate =
                if directory.is_empty() { target.clone() } else { format!("{directory}/{target}") };
            let stat = system::stat(None, &shell.path(&candidate), true);
            if stat.is_ok_and(|stat| stat.kind == FileType::Directory) {
                show |= !directory.is_empty();
                chosen = candidate;
                break;
            }
        }
    }
    if let Err(errno) = go(shell, &chosen, physical) {
        if shell.options.posix {
            shell.complain(&format!("cd: can't cd to {target}"));
            return Ok(2);
        }
        shell.complain_denied(&format!("cd: {target}"), errno);
        return Ok(1);
    }
    if show {
        let text = format!("{}\n", shell.directory);
        return shell.print(&text).await;
    }
    Ok(0)
}

/// `pwd`
pub(super) async fn pwd(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let letters = match Letters::take(words, "LP", "") {
        Ok((letters, _)) => letters,
        Err(message) => return Ok(shell.misused("pwd", &message)),
    };
    let last = letters.letters.last().map(|(letter, _)| *letter);
    let mut path = shell.directory.clone();
    if last == Some('P') || (last.is_none() && shell.options.physical) {
        match system::realpath(None, &text::to_bytes(&path)) {
            Ok(real) => path = text::from_bytes(&real),
            Err(errno) => {
                shell.complain_of("pwd", errno);
                return Ok(1);
            }
        }
    }
    shell.print(&format!("{path}\n")).await
}

/// The stack of directories, the current one first.
fn stack(shell: &Shell) -> Vec<String> {
    std::iter::once(shell.directory.clone()).chain(shell.directories.iter().cloned()).collect()
}

/// The place in the stack that `+N` or `-N` means.
fn place(word: &str, count: usize) -> Option<usize> {
    let number = |text: &str| text.parse::<usize>().ok().filter(|number| *number < count);
    match (word.strip_prefix('+'), word.strip_prefix('-')) {
        (Some(text), _) => number(text),
        (_, Some(text)) => number(text).map(|number| count - 1 - number),
        _ => None,
    }
}

/// Goes to the first directory of a new stack and shows the stack.
async fn use_stack(shell: &mut Shell, name: &str, mut stack: Vec<String>) -> Flow<i32> {
    if stack.is_empty() {
        return Ok(1);
    }
    let target = stack.remove(0);
    if target != shell.directory
        && let Err(errno) = go(shell, &target, false)
    {
        shell.complain_denied(&format!("{name}: {target}"), errno);
        return Ok(1);
    }
    shell.directories = Rc::new(stack);
    dirs(shell, &[]).await
}

/// `pushd`
pub(super) async fn pushd(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let mut stack = stack(shell);
    match words.first() {
        None if stack.len() < 2 => {
            shell.complain("pushd: no other directory");
            return Ok(1);
        }
        None => stack.swap(0, 1),
        Some(word) => match place(word, stack.len()) {
            Some(place) => stack.rotate_left(place),
            None => {
                let target = normal(&shell.absolute(word));
                stack.insert(0, target);
            }
        },
    }
    use_stack(shell, "pushd", stack).await
}

/// `popd`
pub(super) async fn popd(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let mut stack = stack(shell);
    if stack.len() < 2 {
        shell.complain("popd: directory stack empty");
        return Ok(1);
    }
    let place = words.first().map_or(Some(0), |word| place(word, stack.len()));
    let Some(place) = place else { return Ok(shell.misused("popd", "invalid argument")) };
    stack.remove(place);
    use_stack(shell, "popd", stack).await
}

/// `dirs`
pub(super) async fn dirs(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, rest) = match Letters::take(words, "clpv", "") {
        Ok(taken) => taken,
        Err(message) if place(words.first().map_or("", String::as_str), usize::MAX).is_none() => {
            return Ok(shell.misused("dirs", &message));
        }
        Err(_) => (Letters::default(), words),
    };
    if letters.has('c') {
        shell.directories = Rc::default();
        return Ok(0);
    }
    let home = shell.value("HOME").filter(|home| home.len() > 1 && !letters.has('l'));
    let short = |path: String| match home.as_deref().and_then(|home| path.strip_prefix(home)) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("~{rest}"),
        _ => path,
    };
    let all: Vec<String> = stack(shell).into_iter().map(short).collect();
    let text = match rest.first().map(|word| place(word, all.len())) {
        Some(Some(place)) => all.into_iter().nth(place).unwrap_or_default(),
        Some(None) => return Ok(shell.misused("dirs", "directory stack index out of range")),
        None if letters.has('v') => {
            let line = |(number, path): (usize, &String)| format!("{number:2}  {path}");
            all.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
        }
        None => all.join(if letters.has('p') { "\n" } else { " " }),
    };
    shell.print(&format!("{text}\n")).await
}
