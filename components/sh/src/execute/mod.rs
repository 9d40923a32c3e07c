//! Running the syntax tree.
//!
//! | File | What |
//! |---|---|
//! | `pipeline` | and-or lists, pipelines, background commands, subshells |
//! | `compound` | loops, conditionals, `case` |
//! | `condition` | `[[ … ]]` and what `test` shares with it |
//! | `simple` | simple commands, assignments, functions |
//! | `process` | commands that are processes |
//! | `foreground` | jobs that have the terminal |
//! | `redirect` | redirections |
//! | `substitute` | command and process substitution |
//! | `trap` | traps |
//! | `script` | texts and files of commands |

mod compound;
pub mod condition;
mod foreground;
mod pipeline;
mod process;
mod redirect;
mod script;
mod simple;
mod substitute;
mod trap;

pub use process::Found;
pub use simple::{Assigned, AssignedValue, Operand};
pub use trap::is_pseudo;

use crate::expand::Boxed;
use crate::state::{Flow, Shell};
use crate::syntax::tree::{Command, Kind, List};

/// Commands after which other tasks get their turn.
const TURN: u32 = 128;

impl Shell {
    /// Runs commands one after the other.
    pub fn list<'a>(&'a mut self, list: &'a List) -> Boxed<'a, Flow> {
        Box::pin(async move {
            for item in list {
                if item.background {
                    self.background(&item.and_or)?;
                } else {
                    self.and_or(&item.and_or).await?;
                }
            }
            Ok(())
        })
    }

    /// Runs a command; `$?` is its status.
    pub fn command<'a>(&'a mut self, command: &'a Command) -> Boxed<'a, Flow> {
        Box::pin(async move {
            self.line = command.line;
            let turn = self.common.turns.get().wrapping_add(1);
            self.common.turns.set(turn);
            if turn.is_multiple_of(TURN) {
                crate::job::yield_now().await;
            }
            self.run_signal_traps().await?;
            if let Kind::Simple(simple) = &command.kind {
                return self.simple(simple).await;
            }
            self.last_command = false;
            if command.redirects.is_empty() {
                return self.kind(&command.kind).await;
            }
            let before = self.descriptors.clone();
            let flow = match self.redirect_all(&command.redirects).await {
                Ok(()) => self.kind(&command.kind).await,
                Err(flow) => flow.map(|status| self.status = status),
            };
            self.descriptors = before;
            flow
        })
    }

    async fn kind(&mut self, kind: &Kind) -> Flow {
        match kind {
            // It has its own redirections; `command` runs it.
            Kind::Simple(simple) => self.simple(simple).await,
            Kind::Group(list) => self.list(list).await,
            Kind::Subshell(list) => self.run_in_subshell(list).await,
            Kind::If { branches, otherwise } => {
                self.conditional_branches(branches, otherwise.as_ref()).await
            }
            Kind::While { until, condition, body } => {
                self.while_loop(*until, condition, body).await
            }
            Kind::For { name, words, body, select } => {
                self.for_loop(name, words.as_deref(), body, *select).await
            }
            Kind::ArithmeticFor { clauses, body } => self.arithmetic_for(clauses, body).await,
            Kind::Case { subject, branches } => self.case(subject, branches).await,
            Kind::Arithmetic(expression) => self.arithmetic_command(expression).await,
            Kind::Condition(condition) => self.condition_command(condition).await,
            Kind::Function(function) => {
                let functions = std::rc::Rc::make_mut(&mut self.functions);
                functions.insert(function.name.clone(), std::rc::Rc::clone(function));
                self.status = 0;
                Ok(())
            }
            Kind::Coprocess { name, command } => self.coprocess(name, command),
        }
    }
}
