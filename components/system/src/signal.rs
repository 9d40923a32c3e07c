//! Names of signals, numbered as on Linux x86-64 (signal(7)), and what strsignal(3) says of them.

/// Signals from 1 on: the name without `SIG`, and the description.
const SIGNALS: [(&str, &str); 31] = [
    ("HUP", "Hangup"),
    ("INT", "Interrupt"),
    ("QUIT", "Quit"),
    ("ILL", "Illegal instruction"),
    ("TRAP", "Trace/breakpoint trap"),
    ("ABRT", "Aborted"),
    ("BUS", "Bus error"),
    ("FPE", "Floating point exception"),
    ("KILL", "Killed"),
    ("USR1", "User defined signal 1"),
    ("SEGV", "Segmentation fault"),
    ("USR2", "User defined signal 2"),
    ("PIPE", "Broken pipe"),
    ("ALRM", "Alarm clock"),
    ("TERM", "Terminated"),
    ("STKFLT", "Stack fault"),
    ("CHLD", "Child exited"),
    ("CONT", "Continued"),
    ("STOP", "Stopped (signal)"),
    ("TSTP", "Stopped"),
    ("TTIN", "Stopped (tty input)"),
    ("TTOU", "Stopped (tty output)"),
    ("URG", "Urgent I/O condition"),
    ("XCPU", "CPU time limit exceeded"),
    ("XFSZ", "File size limit exceeded"),
    ("VTALRM", "Virtual timer expired"),
    ("PROF", "Profiling timer expired"),
    ("WINCH", "Window changed"),
    ("IO", "I/O possible"),
    ("PWR", "Power failure"),
    ("SYS", "Bad system call"),
];

/// The terminal is gone.
pub const SIGHUP: u8 = 1;
/// Control-C.
pub const SIGINT: u8 = 2;
/// Control-backslash.
pub const SIGQUIT: u8 = 3;
/// Force the process to end.
pub const SIGKILL: u8 = 9;
/// Write to a pipe or socket that nobody reads.
pub const SIGPIPE: u8 = 13;
/// Ask the process to end.
pub const SIGTERM: u8 = 15;
/// A child ended.
pub const SIGCHLD: u8 = 17;
/// Go on.
pub const SIGCONT: u8 = 18;
/// Control-Z.
pub const SIGTSTP: u8 = 20;
/// A background process read from the terminal.
pub const SIGTTIN: u8 = 21;
/// A background process changed the terminal.
pub const SIGTTOU: u8 = 22;

/// The name without `SIG`; none for a number without a name.
pub fn name(signal: u8) -> Option<&'static str> {
    SIGNALS.get(usize::from(signal).wrapping_sub(1)).map(|(name, _)| *name)
}

/// What a shell says of a process that a signal ended.
pub fn description(signal: u8) -> &'static str {
    let known = SIGNALS.get(usize::from(signal).wrapping_sub(1));
    known.map_or("Unknown signal", |(_, description)| description)
}

/// The number of `INT`, `SIGINT`, `int` or `2`.
pub fn number(text: &str) -> Option<u8> {
    if let Ok(number) = text.parse::<u8>() {
        return (number <= 64).then_some(number);
    }
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_prefix("SIG").unwrap_or(&upper);
    let position = SIGNALS.iter().position(|(name, _)| *name == bare)?;
    u8::try_from(position + 1).ok()
}

/// Every number and name, in order.
pub fn all() -> impl Iterator<Item = (u8, &'static str)> {
    (1..).zip(SIGNALS.iter().map(|(name, _)| *name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_at_their_numbers() {
        assert_eq!(
            (name(SIGKILL), name(SIGPIPE), name(SIGTERM)),
            (Some("KILL"), Some("PIPE"), Some("TERM"))
        );
        assert_eq!(
            (name(SIGCHLD), name(SIGTTOU), name(31)),
            (Some("CHLD"), Some("TTOU"), Some("SYS"))
        );
        assert_eq!((name(0), name(32)), (None, None));
        assert_eq!((number("int"), number("SIGTERM"), number("9")), (Some(2), Some(15), Some(9)));
        assert_eq!((number("65"), number("nope")), (None, None));
    }
}
