//! Traps: commands that run when something happens.

use std::rc::Rc;

use kernelet_system as system;
use system::{SignalDisposition, signal};

use crate::job;
use crate::state::{Flow, Interrupt, Shell};

impl Shell {
    /// Sets what happens on a condition: none is the default, an empty text ignores.
    pub fn set_trap(&mut self, condition: &str, command: Option<String>) {
        if let Some(number) = signal::number(condition).filter(|_| !is_pseudo(condition)) {
            let disposition = match command.as_deref() {
                // The shell itself lives on when nobody reads what it writes.
                None if number == signal::SIGPIPE => SignalDisposition::Catch,
                None => SignalDisposition::Default,
                Some("") => SignalDisposition::Ignore,
                Some(_) => SignalDisposition::Catch,
            };
            // Signals come to the process: a subshell that sets a trap does so for all its tasks. What
            // cannot be caught stays as it is, as in every shell.
            let _ = system::sigaction(number, disposition);
        }
        let traps = Rc::make_mut(&mut self.traps);
        match command {
            None => drop(traps.remove(condition)),
            Some(command) => drop(traps.insert(condition.to_string(), command)),
        }
    }

    /// Runs the trap of a condition, if there is one; `$?` stays.
    pub(super) async fn run_trap(&mut self, condition: &str) -> Flow {
        let Some(command) =
            self.traps.get(condition).cloned().filter(|command| !command.is_empty())
        else {
            return Ok(());
        };
        if self.in_trap && condition != "EXIT" {
            return Ok(());
        }
        if condition == "EXIT" {
            // Once: an `exit` inside it ends the shell.
            Rc::make_mut(&mut self.traps).remove(condition);
        }
        let status = self.status;
        let before = std::mem::replace(&mut self.in_trap, true);
        let flow = Box::pin(self.run_text(&command, self.line)).await;
        self.in_trap = before;
        if condition == "EXIT" {
            if flow.is_ok() {
                self.status = status;
            }
            return flow.map(|_| ());
        }
        flow?;
        self.status = status;
        Ok(())
    }

    /// Runs the traps of signals that have come.
    pub async fn run_signal_traps(&mut self) -> Flow {
        if self.subshell > 0 || self.in_trap || (self.traps.is_empty() && !job::signals()) {
            return Ok(());
        }
        for number in job::take_signals() {
            let Some(name) = signal::name(number) else { continue };
            if number == signal::SIGINT
                && self.common.interactive.get()
                && !self.traps.contains_key("INT")
            {
                self.write_error("\n");
                return Err(Interrupt::Abort(128 + i32::from(number)));
            }
            self.run_trap(name).await?;
        }
        Ok(())
    }
}

/// Whether a condition is no signal.
pub fn is_pseudo(condition: &str) -> bool {
    matches!(condition, "EXIT" | "ERR" | "DEBUG" | "RETURN")
}
