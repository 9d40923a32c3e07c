//! `wasi:cli`: arguments, environment, standard streams, terminals, exit.

use crate::Wasi;
use crate::filesystem::working_directory;
use crate::handle::Handle;
use crate::io::{InputStream, OutputStream};
use crate::syscalls::{self, Fd};
use crate::wit::exports::wasi::cli::{
    environment, exit, stderr, stdin, stdout, terminal_input, terminal_output, terminal_stderr,
    terminal_stdin, terminal_stdout,
};
use crate::wit::exports::wasi::io::streams;

const STDIN: Fd = 0;
const STDOUT: Fd = 1;
const STDERR: Fd = 2;

/// WASI knows only text: bytes that are none are replaced.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

impl environment::Guest for Wasi {
    fn get_environment() -> Vec<(String, String)> {
        let pair = |bytes: Vec<u8>| {
            let variable = text(bytes);
            variable.split_once('=').map(|(name, value)| (name.to_string(), value.to_string()))
        };
        syscalls::environment().into_iter().filter_map(pair).collect()
    }

    fn get_arguments() -> Vec<String> {
        syscalls::arguments().into_iter().map(text).collect()
    }

    fn initial_cwd() -> Option<String> {
        working_directory::take_over().map(text)
    }
}

impl exit::Guest for Wasi {
    fn exit(status: Result<(), ()>) {
        Self::exit_with_code(u8::from(status.is_err()));
    }

    fn exit_with_code(status: u8) {
        syscalls::exit(status);
        // Only where the kernel's own export is called directly does `exit` return.
        std::process::abort();
    }
}

impl stdin::Guest for Wasi {
    fn get_stdin() -> streams::InputStream {
        streams::InputStream::new(InputStream::new(Handle::inherited(STDIN)))
    }
}

impl stdout::Guest for Wasi {
    fn get_stdout() -> streams::OutputStream {
        streams::OutputStream::new(OutputStream::new(Handle::inherited(STDOUT)))
    }
}

impl stderr::Guest for Wasi {
    fn get_stderr() -> streams::OutputStream {
        streams::OutputStream::new(OutputStream::new(Handle::inherited(STDERR)))
    }
}

/// A standard stream that is a terminal.
pub struct Terminal;

impl terminal_input::Guest for Wasi {
    type TerminalInput = Terminal;
}

impl terminal_input::GuestTerminalInput for Terminal {}

impl terminal_output::Guest for Wasi {
    type TerminalOutput = Terminal;
}

impl terminal_output::GuestTerminalOutput for Terminal {}

fn is_terminal(fd: Fd) -> bool {
    syscalls::isatty(fd) == Ok(true)
}

impl terminal_stdin::Guest for Wasi {
    fn get_terminal_stdin() -> Option<terminal_input::TerminalInput> {
        is_terminal(STDIN).then(|| terminal_input::TerminalInput::new(Terminal))
    }
}

impl terminal_stdout::Guest for Wasi {
    fn get_terminal_stdout() -> Option<terminal_output::TerminalOutput> {
        is_terminal(STDOUT).then(|| terminal_output::TerminalOutput::new(Terminal))
    }
}

impl terminal_stderr::Guest for Wasi {
    fn get_terminal_stderr() -> Option<terminal_output::TerminalOutput> {
        is_terminal(STDERR).then(|| terminal_output::TerminalOutput::new(Terminal))
    }
}
