//! The process: traps, the umask, times, limits.

use kernelet_system as system;
use system::signal;

use super::Letters;
use crate::execute::is_pseudo;
use crate::expand::quote;
use crate::state::{Flow, Shell};

/// The name under which a trap is kept: without `SIG`, `EXIT` for 0.
fn condition(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    if text == "0" || is_pseudo(&upper) {
        return Some(if text == "0" { "EXIT".into() } else { upper });
    }
    let number = signal::number(text)?;
    signal::name(number).map(str::to_string)
}

/// `trap`
pub(super) async fn trap(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let words = if words.first().is_some_and(|word| word == "--") {
        words.get(1..).unwrap_or_default()
    } else {
        words
    };
    let (first, rest) = match words.split_first() {
        None => return list(shell, &[]).await,
        Some((first, rest)) => (first.as_str(), rest),
    };
    match first {
        "-p" => return list(shell, rest).await,
        "-l" => {
            return super::run(shell, "kill", vec![crate::execute::Operand::Text("-l".into())])
                .await;
        }
        _ => {}
    }
    // A number or a single condition resets.
    let resets = first == "-" || rest.is_empty() || first.parse::<u8>().is_ok();
    let conditions = if first != "-" && resets { words } else { rest };
    let mut status = 0;
    for word in conditions {
        match condition(word) {
            Some(name) => shell.set_trap(&name, (!resets).then(|| first.to_string())),
            None => {
                shell.complain(&format!("trap: {word}: invalid signal specification"));
                status = 1;
            }
        }
    }
    Ok(status)
}

async fn list(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let wanted: Vec<Option<String>> = words.iter().map(|word| condition(word)).collect();
    let mut order: Vec<(u8, String)> = shell
        .traps
        .keys()
        .filter(|name| wanted.is_empty() || wanted.contains(&Some((*name).clone())))
        .map(|name| {
            let place = match name.as_str() {
                "EXIT" => 0,
                "DEBUG" => 65,
                "ERR" => 66,
                "RETURN" => 67,
                name => signal::number(name).unwrap_or(64),
            };
            (place, name.clone())
        })
        .collect();
    order.sort();
    let mut text = String::new();
    for (_, name) in order {
        let command = shell.traps.get(&name).map_or("", String::as_str);
        let prefix = if shell.options.posix || is_pseudo(&name) { "" } else { "SIG" };
        text.push_str(&format!("trap -- {} {prefix}{name}\n", quote::single(command)));
    }
    shell.print(&text).await
}

/// `umask`
pub(super) async fn umask(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, rest) = match Letters::take(words, "Sp", "") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("umask", &message)),
    };
    let Some(mode) = rest.first() else {
        let mask = shell.umask;
        let text = if letters.has('S') {
            let part = |shift: u32| {
                let allowed = !(mask >> shift) & 7;
                let letters = [(4, 'r'), (2, 'w'), (1, 'x')];
                letters
                    .iter()
                    .filter(|(bit, _)| allowed & bit != 0)
                    .map(|(_, letter)| letter)
                    .collect::<String>()
            };
            format!("u={},g={},o={}\n", part(6), part(3), part(0))
        } else {
            format!("{mask:04o}\n")
        };
        return shell.print(&text).await;
    };
    let mask = match u32::from_str_radix(mode, 8) {
        Ok(mask) => Some(mask & 0o777),
        Err(_) => symbolic(mode, shell.umask),
    };
    match mask {
        Some(mask) => shell.umask = mask,
        None => {
            shell.complain(&format!("umask: {mode}: invalid mode"));
            return Ok(1);
        }
    }
    Ok(0)
}

/// A mask changed by a mode such as `u=rwx,g-w`.
fn symbolic(mode: &str, mask: u32) -> Option<u32> {
    let mut allowed = !mask & 0o777;
    for clause in mode.split(',') {
        let operator = clause.find(['+', '-', '='])?;
        let (who, rest) = clause.split_at(operator);
        let mut places = 0;
        for letter in who.chars() {
            places |= match letter {
                'u' => 0o700,
                'g' => 0o070,
                'o' => 0o007,
                'a' => 0o777,
                _ => return None,
            };
        }
        let places = if places == 0 { 0o777 } else { places };
        let mut bits = 0;
        for letter in rest.chars().skip(1) {
            bits |= match letter {
                'r' => 0o444,
                'w' => 0o222,
                'x' => 0o111,
                _ => return None,
            };
        }
        match rest.chars().next()? {
            '+' => allowed |= places & bits,
            '-' => allowed &= !(places & bits),
            _ => allowed = (allowed & !places) | (places & bits),
        }
    }
    Some(!allowed & 0o777)
}

/// `times`
pub(super) async fn times(shell: &mut Shell) -> Flow<i32> {
    let seconds = system::cpu_nanoseconds() as f64 / 1e9;
    let user = format!("{}m{:.3}s", (seconds / 60.0) as u64, seconds % 60.0);
    shell.print(&format!("{user} 0m0.000s\n0m0.000s 0m0.000s\n")).await
}

/// `ulimit`: limits are the VM's; they can be looked at, where the kernel tells them, and not be set.
pub(super) async fn ulimit(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, rest) = match Letters::take(words, "HSabcdefiklmnpqrstuvxPRT", "") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("ulimit", &message)),
    };
    if let Some(limit) = rest.first() {
        if limit == "unlimited" || letters.has('c') {
            return Ok(0);
        }
        shell.complain("ulimit: the limits of the virtual machine cannot be changed from inside");
        return Ok(1);
    }
    let memory = system::system_information().memory_total / 1024;
    let text = match letters.letters.iter().find(|(letter, _)| !"HSa".contains(*letter)) {
        Some(('v' | 'm', _)) => memory.to_string(),
        Some(('c', _)) => "0".into(),
        _ => "unlimited".into(),
    };
    shell.print(&format!("{text}\n")).await
}

/// `history`
pub(super) async fn history(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    if words.first().is_some_and(|word| word == "-c") {
        shell.common.history.borrow_mut().clear();
        return Ok(0);
    }
    let history = shell.common.history.borrow().clone();
    let wanted = words.first().and_then(|word| word.parse::<usize>().ok()).unwrap_or(history.len());
    let skipped = history.len().saturating_sub(wanted);
    let lines =
        (1..).zip(&history).skip(skipped).map(|(number, line)| format!("{number:5}  {line}\n"));
    let text: String = lines.collect();
    shell.print(&text).await
}

/// `suspend`
pub(super) fn suspend(shell: &mut Shell) -> Flow<i32> {
    if !shell.options.monitor {
        shell.complain("suspend: cannot suspend: no job control");
        return Ok(1);
    }
    if let Ok(pid) = i32::try_from(system::identity().pid)
        && let Err(errno) = system::kill(pid, 19)
    {
        shell.complain_of("suspend", errno);
        return Ok(1);
    }
    Ok(0)
}
