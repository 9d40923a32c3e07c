//! Names of signals, numbered as on Linux x86-64 (signal(7)).

/// Signals from 1 on.
const NAMES: [&str; 31] = [
    "SIGHUP",
    "SIGINT",
    "SIGQUIT",
    "SIGILL",
    "SIGTRAP",
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGKILL",
    "SIGUSR1",
    "SIGSEGV",
    "SIGUSR2",
    "SIGPIPE",
    "SIGALRM",
    "SIGTERM",
    "SIGSTKFLT",
    "SIGCHLD",
    "SIGCONT",
    "SIGSTOP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGVTALRM",
    "SIGPROF",
    "SIGWINCH",
    "SIGIO",
    "SIGPWR",
    "SIGSYS",
];

/// Force the process to end.
pub const SIGKILL: u8 = 9;
/// Write to a pipe or socket that nobody reads.
pub const SIGPIPE: u8 = 13;
/// Ask the process to end.
pub const SIGTERM: u8 = 15;

/// What Node calls a signal; empty for a number without a name (`node::signo_string`).
pub fn name(signal: u8) -> &'static str {
    let index = usize::from(signal).wrapping_sub(1);
    NAMES.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_at_their_numbers() {
        assert_eq!(name(SIGKILL), "SIGKILL");
        assert_eq!(name(SIGPIPE), "SIGPIPE");
        assert_eq!(name(SIGTERM), "SIGTERM");
        assert_eq!((name(1), name(31), name(0), name(32)), ("SIGHUP", "SIGSYS", "", ""));
    }
}
