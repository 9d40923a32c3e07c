//! Builtins that change what runs next.

use std::rc::Rc;

use super::USAGE;
use crate::state::{Flow, Interrupt, Shell};

/// `.` and `source`
pub(super) async fn source(shell: &mut Shell, mut words: Vec<String>) -> Flow<i32> {
    if words.first().is_some_and(|word| word == "--") {
        words.remove(0);
    }
    let Some(name) = words.first().cloned() else {
        let status = shell.misused(".", "filename argument required");
        return failed(shell, status);
    };
    let path = if name.contains('/') { None } else { found_in_path(shell, &name) };
    let path = path.unwrap_or(name);
    match shell.read_script(&path) {
        Ok(script) => {
            let arguments = (words.len() > 1).then(|| words.split_off(1));
            shell.source(&script, arguments).await
        }
        Err(_) => failed(shell, if shell.options.posix { 2 } else { 1 }),
    }
}

/// The readable file of that name in PATH.
fn found_in_path(shell: &Shell, name: &str) -> Option<String> {
    if !shell.options.sourcepath {
        return None;
    }
    let path = shell.value("PATH").unwrap_or_default();
    let mut files =
        path.split(':').filter(|directory| !directory.is_empty()).map(|d| format!("{d}/{name}"));
    files.find(|file| {
        let stat = kernelet_system::stat(None, &shell.path(file), true);
        stat.is_ok_and(|stat| stat.kind == kernelet_system::FileType::Regular)
    })
}

/// What an error in a special builtin means.
fn failed(shell: &Shell, status: i32) -> Flow<i32> {
    if shell.options.posix { Err(Interrupt::Abort(status)) } else { Ok(status) }
}

/// `break` and `continue`
pub(super) fn leave_loop(shell: &mut Shell, name: &str, words: &[String]) -> Flow<i32> {
    let levels = match words.first() {
        None => 1,
        Some(word) => match word.parse::<usize>() {
            Ok(levels @ 1..) => levels,
            _ => {
                shell.complain(&format!("{name}: {word}: loop count out of range"));
                return Err(Interrupt::Abort(1));
            }
        },
    };
    if shell.loops == 0 {
        if !shell.options.posix {
            shell
                .complain(&format!("{name}: only meaningful in a `for', `while', or `until' loop"));
        }
        return Ok(0);
    }
    let levels = levels.min(shell.loops);
    shell.status = 0;
    Err(if name == "break" { Interrupt::Break(levels) } else { Interrupt::Continue(levels) })
}

/// `eval`
pub(super) async fn eval(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let words = if words.first().is_some_and(|word| word == "--") { &words[1..] } else { words };
    let script = words.join(" ");
    let line = shell.line;
    let before = shell.status;
    shell.status = 0;
    let empty = script.trim().is_empty();
    if !empty {
        shell.status = before;
    }
    if !shell.run_text(&script, line).await? {
        return failed(shell, shell.status);
    }
    Ok(if empty { 0 } else { shell.status })
}

fn status_of(shell: &mut Shell, name: &str, words: &[String]) -> Result<i32, i32> {
    match words.first().filter(|word| *word != "--") {
        None => Ok(shell.status),
        Some(word) => match word.trim().parse::<i64>() {
            Ok(status) => Ok((status & 0xff) as i32),
            Err(_) => {
                shell.complain(&format!("{name}: {word}: numeric argument required"));
                Err(USAGE)
            }
        },
    }
}

/// `exit`
pub(super) fn exit(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let status = status_of(shell, "exit", words);
    Err(Interrupt::Exit(status.unwrap_or_else(|status| status)))
}

/// `return`
pub(super) fn leave_function(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let status = status_of(shell, "return", words).unwrap_or_else(|status| status);
    if shell.frames.is_empty() && !shell.options.posix {
        shell.complain("return: can only `return' from a function or sourced script");
        return Ok(USAGE);
    }
    Err(Interrupt::Return(status))
}

/// `shift`
pub(super) fn shift(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let count = match words.first() {
        None => 1,
        Some(word) => match word.parse::<usize>() {
            Ok(count) => count,
            Err(_) => {
                shell.complain(&format!("shift: {word}: numeric argument required"));
                return failed(shell, if shell.options.posix { USAGE } else { 1 });
            }
        },
    };
    if count > shell.arguments.len() {
        if shell.options.posix {
            shell.complain("shift: can't shift that many");
            return Err(Interrupt::Abort(USAGE));
        }
        return Ok(1);
    }
    Rc::make_mut(&mut shell.arguments).drain(..count);
    Ok(0)
}

/// `caller`
pub(super) async fn caller(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    if shell.frames.is_empty() && words.is_empty() {
        return shell.print("0 NULL\n").await;
    }
    let level = words.first().map_or(Some(0), |word| word.parse::<usize>().ok());
    let Some(level) = level else { return Ok(shell.misused("caller", "invalid number")) };
    let mut frames = shell.frames.iter().rev();
    let Some(frame) = frames.nth(level) else { return Ok(1) };
    let caller = frames.find_map(|frame| frame.function.clone()).unwrap_or_else(|| "main".into());
    let name = if words.is_empty() { String::new() } else { format!(" {caller}") };
    let text = format!("{}{name} {}\n", frame.line, shell.name);
    shell.print(&text).await
}
