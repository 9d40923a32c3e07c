//! Builtins: commands that are part of the shell.
//!
//! | File | What |
//! |---|---|
//! | `control` | `:`, `.`, `break`, `continue`, `eval`, `exit`, `return`, `shift`, `true`, `false`, `caller` |
//! | `directory` | `cd`, `pwd`, `pushd`, `popd`, `dirs` |
//! | `output` | `echo` |
//! | `printf` | `printf` |
//! | `read` | `read`, `mapfile` |
//! | `test` | `test`, `[` |
//! | `variables` | `declare`, `local`, `export`, `readonly`, `unset`, `let`, `getopts` |
//! | `options` | `set`, `shopt` |
//! | `jobs` | `jobs`, `fg`, `bg`, `wait`, `kill`, `disown` |
//! | `names` | `command`, `builtin`, `type`, `hash`, `alias`, `unalias` |
//! | `process` | `trap`, `umask`, `times`, `ulimit`, `history` |

mod control;
mod directory;
mod jobs;
mod names;
mod options;
mod output;
mod printf;
mod process;
mod read;
mod test;
mod variables;

use kernelet_system as system;
use system::{Errno, signal};

pub use options::Set;
pub use read::read_line;

use crate::execute::Operand;
use crate::expand::Boxed;
use crate::job;
use crate::state::{Flow, Interrupt, Shell};
use crate::text;

/// Special builtins (POSIX 2.14): an error in one ends a POSIX shell.
const SPECIAL: [&str; 15] = [
    ":", ".", "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set",
    "shift", "times", "trap", "unset",
];

/// All others.
const REGULAR: [&str; 41] = [
    "[",
    "alias",
    "bg",
    "builtin",
    "caller",
    "cd",
    "command",
    "declare",
    "dirs",
    "disown",
    "echo",
    "false",
    "fg",
    "getopts",
    "hash",
    "history",
    "jobs",
    "kill",
    "let",
    "local",
    "logout",
    "mapfile",
    "popd",
    "printf",
    "pushd",
    "pwd",
    "read",
    "readarray",
    "shopt",
    "source",
    "suspend",
    "test",
    "true",
    "type",
    "typeset",
    "ulimit",
    "umask",
    "unalias",
    "wait",
    "help",
    "enable",
];

/// Status of a builtin that was used wrongly.
const USAGE: i32 = 2;

/// Whether a name is a builtin's.
pub fn is_builtin(name: &str) -> bool {
    is_special(name) || REGULAR.contains(&name)
}

/// Whether a name is a special builtin's.
pub fn is_special(name: &str) -> bool {
    SPECIAL.contains(&name)
}

/// Every builtin's name, sorted.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = SPECIAL.into_iter().chain(REGULAR).collect();
    names.sort_unstable();
    names
}

/// Runs a builtin; answers its status.
pub fn run<'a>(
    shell: &'a mut Shell,
    name: &'a str,
    operands: Vec<Operand>,
) -> Boxed<'a, Flow<i32>> {
    Box::pin(async move {
        match name {
            "declare" | "typeset" | "local" => {
                return variables::declare(shell, name, operands).await;
            }
            "export" | "readonly" => return variables::attribute(shell, name, operands).await,
            _ => {}
        }
        let words: Vec<String> = operands.into_iter().map(Operand::into_text).collect();
        match name {
            ":" | "true" => Ok(0),
            "false" => Ok(1),
            "." | "source" => control::source(shell, words).await,
            "break" | "continue" => control::leave_loop(shell, name, &words),
            "eval" => control::eval(shell, &words).await,
            "exit" | "logout" => control::exit(shell, &words),
            "return" => control::leave_function(shell, &words),
            "shift" => control::shift(shell, &words),
            "caller" => control::caller(shell, &words).await,
            "cd" => directory::cd(shell, &words).await,
            "pwd" => directory::pwd(shell, &words).await,
            "pushd" => directory::pushd(shell, &words).await,
            "popd" => directory::popd(shell, &words).await,
            "dirs" => directory::dirs(shell, &words).await,
            "echo" => output::echo(shell, &words).await,
            "printf" => printf::printf(shell, &words).await,
            "read" => read::read(shell, &words).await,
            "mapfile" | "readarray" => read::mapfile(shell, &words).await,
            "[" | "test" => test::test(shell, name, words),
            "unset" => variables::unset(shell, &words),
            "let" => variables::evaluate(shell, &words),
            "getopts" => variables::getopts(shell, &words),
            "set" => options::set(shell, &words).await,
            "shopt" => options::shopt(shell, &words).await,
            "jobs" => jobs::jobs(shell, &words).await,
            "fg" | "bg" => jobs::resume(shell, name, &words).await,
            "wait" => jobs::wait(shell, &words).await,
            "kill" => jobs::kill(shell, &words).await,
            "disown" => jobs::disown(shell, &words),
            "command" => names::command(shell, words).await,
            "builtin" => names::builtin(shell, words).await,
            "type" => names::describe(shell, &words).await,
            "hash" => names::hash(shell, &words),
            "alias" => names::alias(shell, &words).await,
            "unalias" => names::unalias(shell, &words),
            "enable" | "help" => names::list(shell).await,
            "trap" => process::trap(shell, &words).await,
            "umask" => process::umask(shell, &words).await,
            "times" => process::times(shell).await,
            "ulimit" => process::ulimit(shell, &words).await,
            "history" => process::history(shell, &words).await,
            "suspend" => process::suspend(shell),
            "exec" => shell.exec(words).await,
            _ => {
                shell.complain(&format!("{name}: not a shell builtin"));
                Ok(1)
            }
        }
    })
}

impl Shell {
    /// Writes to standard output; answers the status of a builtin that did only this.
    pub async fn print(&mut self, text: &str) -> Flow<i32> {
        self.print_bytes(&text::to_bytes(text)).await
    }

    /// Writes bytes to standard output.
    pub async fn print_bytes(&mut self, bytes: &[u8]) -> Flow<i32> {
        let Ok(descriptor) = self.descriptors.get(1).cloned() else {
            self.complain_of("write error", Errno::Badf);
            return Ok(1);
        };
        match job::write_all(descriptor.fd(), bytes).await {
            Ok(()) => Ok(0),
            Err(Errno::Pipe) => Err(self.broken_pipe()),
            Err(errno) => {
                self.complain_of("write error", errno);
                Ok(1)
            }
        }
    }

    /// What SIGPIPE does: it ends the subshell that wrote, or the process.
    fn broken_pipe(&self) -> Interrupt {
        if self.subshell == 0 && !self.traps.contains_key("PIPE") {
            let default = system::SignalDisposition::Default;
            // The signal ends this process; when it does not, the status says the same.
            let _ = system::sigaction(signal::SIGPIPE, default);
            if let Ok(pid) = i32::try_from(system::identity().pid) {
                let _ = system::kill(pid, signal::SIGPIPE);
            }
        }
        Interrupt::Exit(128 + i32::from(signal::SIGPIPE))
    }

    /// Says how a builtin was used wrongly.
    pub(crate) fn misused(&self, builtin: &str, message: &str) -> i32 {
        self.complain(&format!("{builtin}: {message}"));
        USAGE
    }
}

/// Options of a builtin: letters, some with a value, up to the first operand.
#[derive(Debug, Default)]
struct Letters {
    letters: Vec<(char, Option<String>)>,
}

impl Letters {
    /// Takes the options off the words; those in `valued` take a value.
    ///
    /// # Errors
    /// A message that names a letter that is neither in `known` nor in `valued`.
    fn take<'w>(
        words: &'w [String],
        known: &str,
        valued: &str,
    ) -> Result<(Self, &'w [String]), String> {
        let mut letters = Letters::default();
        let mut rest = words;
        while let Some((word, after)) = rest.split_first() {
            if word == "--" {
                return Ok((letters, after));
            }
            let Some(group) = word.strip_prefix('-').filter(|group| !group.is_empty()) else {
                break;
            };
            rest = after;
            let mut characters = group.chars();
            while let Some(letter) = characters.next() {
                if valued.contains(letter) {
                    let attached: String = characters.by_ref().collect();
                    let value = if attached.is_empty() {
                        let (value, after) = rest
                            .split_first()
                            .ok_or_else(|| format!("-{letter}: option requires an argument"))?;
                        rest = after;
                        value.clone()
                    } else {
                        attached
                    };
                    letters.letters.push((letter, Some(value)));
                } else if known.contains(letter) {
                    letters.letters.push((letter, None));
                } else {
                    return Err(format!("-{letter}: invalid option"));
                }
            }
        }
        Ok((letters, rest))
    }

    fn has(&self, letter: char) -> bool {
        self.letters.iter().any(|(known, _)| *known == letter)
    }

    fn value(&self, letter: char) -> Option<&str> {
        let found = self.letters.iter().rev().find(|(known, _)| *known == letter)?;
        found.1.as_deref()
    }
}
