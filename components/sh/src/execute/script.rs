//! Texts and files of commands.

use kernelet_system as system;

use crate::state::{Flow, Interrupt, Shell};
use crate::syntax::{Parser, SyntaxError};
use crate::text;

/// Scripts are not longer (bytes).
const MAX_SCRIPT: u64 = 64 << 20;

/// Status after a syntax error.
const SYNTAX: i32 = 2;

impl Shell {
    /// Runs the commands of a text, one complete command after the other; false after a syntax error,
    /// which was said.
    pub async fn run_text(&mut self, script: &str, line: usize) -> Flow<bool> {
        let mut parser = Parser::new(script, line, true);
        loop {
            if self.options.expand_aliases {
                parser.set_aliases(&self.aliases);
            }
            match parser.next_command() {
                Ok(Some(list)) => self.list(&list).await?,
                Ok(None) => return Ok(true),
                Err(error) => {
                    self.complain_syntax(&error);
                    self.status = SYNTAX;
                    return Ok(false);
                }
            }
        }
    }

    /// Runs a text after which the shell ends (`sh -c`).
    pub async fn run_last_text(&mut self, script: &str) -> Flow<bool> {
        let mut parser = Parser::new(script, 1, true);
        match parser.next_command() {
            // One command only, as other programs give it.
            Ok(Some(list)) if parser.is_at_end() && list.len() == 1 && self.traps.is_empty() => {
                self.last_command = true;
                self.list(&list).await?;
                Ok(true)
            }
            _ => self.run_text(script, 1).await,
        }
    }

    /// Says that a text is no script.
    pub fn complain_syntax(&mut self, error: &SyntaxError) {
        self.line = error.line();
        self.complain(&error.to_string());
    }

    /// Reads a file as a script.
    ///
    /// # Errors
    /// The status of the shell that was to run it, after a message.
    pub fn read_script(&mut self, path: &str) -> Result<String, i32> {
        match system::read_file(None, &self.path(path), MAX_SCRIPT) {
            Ok(bytes) => {
                let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
                if first.contains(&0) {
                    self.complain(&format!("{path}: cannot execute binary file"));
                    return Err(126);
                }
                Ok(text::from_bytes(&bytes))
            }
            Err(errno) => {
                self.complain_denied(path, errno);
                Err(if matches!(errno, system::Errno::Noent | system::Errno::Notdir) {
                    127
                } else {
                    126
                })
            }
        }
    }

    /// Runs a file in this shell (`.`).
    pub async fn source(&mut self, script: &str, arguments: Option<Vec<String>>) -> Flow<i32> {
        let outer =
            arguments.map(|arguments| std::mem::replace(&mut self.arguments, arguments.into()));
        let loops = std::mem::take(&mut self.loops);
        self.frames.push(crate::state::shell::Frame { function: None, line: self.line });
        self.status = 0;
        let flow = Box::pin(self.run_text(script, 1)).await;
        self.frames.pop();
        self.loops = loops;
        if let Some(outer) = outer {
            self.arguments = outer;
        }
        match flow {
            Ok(_) => Ok(self.status),
            Err(Interrupt::Return(status)) => Ok(status),
            Err(other) => Err(other),
        }
    }
}
