//! A shell that somebody types at: prompts, line editing, history, job control.
//!
//! The terminal is the standard input. In the prompt the shell's own group is in the foreground, and
//! while a command runs the command's (`job::control`).

use kernelet_system as system;
use system::{SignalDisposition, signal};

use crate::edit::{self, Typed, history};
use crate::job::{self, State, control};
use crate::state::variable::Value;
use crate::state::{Flow, Interrupt, Shell};
use crate::syntax::{Parser, SyntaxError};

/// The descriptor that is typed at.
const INPUT: u32 = 0;

/// The prompts of bash, shortened.
const PROMPTS: [(&str, &str); 2] = [("PS1", "\\u@\\h:\\w\\$ "), ("PS2", "> ")];

/// The history's file when HISTFILE does not say.
const HISTORY: &str = ".sh_history";

/// Whether somebody types: standard input and standard error are terminals (sh(1), `-i`).
pub fn is_typed_at() -> bool {
    [0, 2].iter().all(|fd| system::isatty(*fd) == Ok(true))
}

/// Reads commands from the terminal until its end, or `exit`.
pub async fn run(shell: &mut Shell) -> Flow {
    prepare(shell);
    let file = history_file(shell);
    *shell.common.history.borrow_mut() = history::load(&file);
    let mut pending = String::new();
    loop {
        tell_jobs(shell);
        let prompt = prompt(shell, if pending.is_empty() { "PS1" } else { "PS2" });
        match typed(shell, &prompt).await {
            Typed::Line(line) => {
                shell.common.leaving.set(false);
                pending.push_str(&line);
                pending.push('\n');
                remember(shell, &file, line);
            }
            Typed::Abandoned => {
                pending.clear();
                shell.status = 128 + i32::from(signal::SIGINT);
                continue;
            }
            Typed::End if may_leave(shell) => return Ok(()),
            Typed::End => continue,
        }
        if run_typed(shell, &mut pending).await? == Left::Exit {
            return Ok(());
        }
    }
}

#[derive(PartialEq, Eq)]
enum Left {
    /// The next line is read.
    Prompt,
    Exit,
}

/// Runs what was typed as far as it is whole; the rest stays in `pending`.
async fn run_typed(shell: &mut Shell, pending: &mut String) -> Flow<Left> {
    let text = std::mem::take(pending);
    let mut parser = Parser::new(&text, 1, false);
    loop {
        if shell.options.expand_aliases {
            parser.set_aliases(&shell.aliases);
        }
        match parser.next_command() {
            Err(SyntaxError::Incomplete { .. }) => {
                *pending = text;
                return Ok(Left::Prompt);
            }
            Err(error) => {
                shell.complain_syntax(&error);
                shell.status = 2;
                return Ok(Left::Prompt);
            }
            Ok(None) => return Ok(Left::Prompt),
            Ok(Some(list)) => match shell.list(&list).await {
                Ok(()) => {}
                Err(Interrupt::Exit(status)) => {
                    shell.status = status;
                    return Ok(Left::Exit);
                }
                Err(Interrupt::Abort(status) | Interrupt::Return(status)) => {
                    shell.status = status;
                    return Ok(Left::Prompt);
                }
                Err(Interrupt::Break(_) | Interrupt::Continue(_)) => return Ok(Left::Prompt),
            },
        }
    }
}

fn prepare(shell: &mut Shell) {
    shell.common.interactive.set(true);
    shell.options.expand_aliases = true;
    for (name, text) in PROMPTS {
        if shell.value(name).is_none() {
            shell.variables.get_itself_mut(name).value = Value::Scalar(text.into());
        }
    }
    // What the keyboard sends is for commands. Caught and not ignored: children start with the default.
    for number in [signal::SIGINT, signal::SIGQUIT, signal::SIGTERM, control::SIGTSTP] {
        let _ = system::sigaction(number, SignalDisposition::Catch);
    }
    shell.options.monitor = control::take(INPUT);
    // `poll` does not tell yet that a child was stopped: a command that `^Z` stops would hold the prompt.
    if let Ok(mut settings) = system::get_termios(INPUT) {
        settings.characters.suspend = 0;
        let _ = system::set_termios(INPUT, settings, false);
    }
}

fn prompt(shell: &Shell, name: &str) -> String {
    shell.prompt(&shell.value(name).unwrap_or_default())
}

async fn typed(shell: &Shell, prompt: &str) -> Typed {
    let Ok(fd) = shell.descriptors.fd(INPUT) else { return Typed::End };
    let earlier = shell.common.history.borrow().clone();
    edit::read(fd, prompt, &earlier).await
}

fn history_file(shell: &Shell) -> String {
    let home = shell.value("HOME").unwrap_or_default();
    shell.value("HISTFILE").unwrap_or_else(|| format!("{home}/{HISTORY}"))
}

/// Keeps a line, unless it is empty, begins with a blank or is the same as the last.
fn remember(shell: &Shell, file: &str, line: String) {
    let mut kept = shell.common.history.borrow_mut();
    let again = kept.last().is_some_and(|last| *last == line);
    if line.trim().is_empty() || line.starts_with([' ', '\t']) || again {
        return;
    }
    history::append(file, &line);
    kept.push(line);
}

/// Says which jobs have ended since the last prompt.
fn tell_jobs(shell: &mut Shell) {
    let lines = shell.job_lines(true);
    shell.write_error(&lines);
    // What was caught while nothing ran is for nobody.
    let _ = job::take_signals();
}

/// At the end of the input: not while jobs are stopped, unless it is said again.
fn may_leave(shell: &mut Shell) -> bool {
    let stopped = shell.jobs.all().iter().any(|(_, job)| job.state() == State::Stopped);
    if stopped && !shell.common.leaving.replace(true) {
        shell.write_error("There are stopped jobs.\n");
        return false;
    }
    shell.write_error("exit\n");
    true
}
