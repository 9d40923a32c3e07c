//! The process: its arguments, and where its commands come from.

use std::rc::Rc;

use kernelet_system as system;
use system::{SignalDisposition, signal};

use crate::builtin::{self, Set};
use crate::interactive;
use crate::job;
use crate::state::{Flow, Interrupt, Shell};
use crate::syntax::{Parser, SyntaxError};
use crate::text;

/// Where commands come from.
enum Source {
    /// `-c`
    Text(String),
    /// A file.
    File(String),
    /// Standard input.
    Input,
}

/// What the arguments ask for.
struct Invocation {
    source: Source,
    interactive: bool,
}

/// Runs the shell to its end; answers its status.
pub fn main() -> u8 {
    let mut words: Vec<String> =
        system::arguments().iter().map(|word| text::from_bytes(word)).collect();
    let name = if words.is_empty() { "sh".to_string() } else { words.remove(0) };
    // A login shell's name begins with a minus.
    let called = name.rsplit('/').next().unwrap_or_default().trim_start_matches('-');
    let posix = called != "bash";
    // Nobody reads what is written: the command that writes is told, not the shell ended.
    let _ = system::sigaction(signal::SIGPIPE, SignalDisposition::Catch);
    let mut shell = Shell::new(name, posix);
    let invocation = match arguments(&mut shell, words) {
        Ok(invocation) => invocation,
        Err(message) => {
            shell.complain(&message);
            return 2;
        }
    };
    let status = job::run(async move {
        let flow = run(&mut shell, invocation).await;
        shell.end(flow).await
    });
    (status & 0xff) as u8
}

/// Reads the shell's own arguments.
fn arguments(shell: &mut Shell, words: Vec<String>) -> Result<Invocation, String> {
    let mut options = Vec::new();
    let mut command = false;
    let mut input = false;
    let mut interactive = false;
    let mut rest = words.into_iter().peekable();
    while let Some(word) = rest.next_if(|word| word.len() > 1 && word.starts_with(['-', '+'])) {
        match word.as_str() {
            "--" => break,
            "--posix" => shell.options.posix = true,
            "--login" | "--norc" | "--noprofile" | "--noediting" => {}
            "--version" => {
                return Ok(Invocation {
                    source: Source::Text(format!(
                        "echo 'kernelet shell {}'",
                        env!("CARGO_PKG_VERSION")
                    )),
                    interactive: false,
                });
            }
            "--rcfile" | "--init-file" => drop(rest.next()),
            "-O" | "+O" => {
                let name = rest.next().ok_or("-O: option requires an argument")?;
                let option = shell.options.named(crate::state::options::Table::Shopt, &name);
                *option.ok_or_else(|| format!("{name}: invalid shell option name"))? = word == "-O";
            }
            long if long.starts_with("--") => return Err(format!("{long}: invalid option")),
            _ => {
                let sign = word.chars().next().unwrap_or('-');
                for letter in word.chars().skip(1) {
                    match letter {
                        'c' => command = true,
                        's' => input = true,
                        'i' => interactive = true,
                        'l' => {}
                        'o' => {
                            let name = rest.next().ok_or("-o: option requires an argument")?;
                            options.extend([format!("{sign}o"), name]);
                        }
                        letter => options.push(format!("{sign}{letter}")),
                    }
                }
            }
        }
    }
    match shell.set_options(&options)? {
        Set::Listed(_) | Set::Arguments(_) => {}
    }
    if command {
        let script = rest.next().ok_or("-c: option requires an argument")?;
        if let Some(name) = rest.next() {
            shell.name = name;
        }
        shell.arguments = Rc::new(rest.collect());
        return Ok(Invocation { source: Source::Text(script), interactive });
    }
    let file = if input { None } else { rest.next() };
    shell.arguments = Rc::new(rest.collect());
    let source = match file {
        Some(file) => {
            shell.name.clone_from(&file);
            Source::File(file)
        }
        None => Source::Input,
    };
    Ok(Invocation { source, interactive })
}

async fn run(shell: &mut Shell, invocation: Invocation) -> Flow {
    match invocation.source {
        Source::Text(script) => shell.run_last_text(&script).await.map(|_| ()),
        Source::File(path) => {
            let found = if path.contains('/') { None } else { script_in_path(shell, &path) };
            match shell.read_script(found.as_deref().unwrap_or(&path)) {
                Ok(script) => shell.run_text(&script, 1).await.map(|_| ()),
                Err(status) => Err(Interrupt::Exit(status)),
            }
        }
        Source::Input if invocation.interactive || interactive::is_typed_at() => {
            interactive::run(shell).await
        }
        Source::Input => run_input(shell).await,
    }
}

/// A script that is no file here but one in PATH.
fn script_in_path(shell: &Shell, name: &str) -> Option<String> {
    if system::stat(None, &shell.path(name), true).is_ok() {
        return None;
    }
    shell.find_in(name, &shell.value("PATH").unwrap_or_default())
}

/// Runs standard input line by line: what a command leaves of it is the shell's.
async fn run_input(shell: &mut Shell) -> Flow {
    let mut pending = String::new();
    let mut line = 1;
    loop {
        let next = builtin::read_line(shell, 0).await?;
        let ended = next.is_none();
        if let Some(next) = next {
            pending.push_str(&next);
            pending.push('\n');
        }
        if shell.options.verbose && !ended {
            shell.write_error(pending.split_inclusive('\n').next_back().unwrap_or_default());
        }
        let mut parser = Parser::new(&pending, line, ended);
        if shell.options.expand_aliases {
            parser.set_aliases(&shell.aliases);
        }
        match parser.next_command() {
            Err(SyntaxError::Incomplete { .. }) if !ended => continue,
            Err(error) => {
                shell.complain_syntax(&error);
                return Err(Interrupt::Exit(2));
            }
            Ok(list) => {
                line = parser.line();
                pending.clear();
                if let Some(list) = list {
                    shell.list(&list).await?;
                }
            }
        }
        if ended {
            return Ok(());
        }
    }
}
