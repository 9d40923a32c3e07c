//! Loops, conditionals, `case`.

use crate::state::{Flow, Interrupt, Shell};
use crate::syntax::tree::{Branch, BranchEnd, Condition, List, Word};

/// How a round of a loop ended.
enum Round {
    Next,
    Leave,
}

impl Shell {
    /// Runs commands whose failure is no error.
    async fn tested(&mut self, list: &List) -> Flow {
        self.unchecked += 1;
        let flow = self.list(list).await;
        self.unchecked -= 1;
        flow
    }

    pub(super) async fn conditional_branches(
        &mut self,
        branches: &[(List, List)],
        otherwise: Option<&List>,
    ) -> Flow {
        for (condition, body) in branches {
            self.tested(condition).await?;
            if self.status == 0 {
                return self.list(body).await;
            }
        }
        self.status = 0;
        match otherwise {
            Some(body) => self.list(body).await,
            None => Ok(()),
        }
    }

    /// Runs a loop's body once.
    async fn round(&mut self, body: &List) -> Flow<Round> {
        self.loops += 1;
        let flow = self.list(body).await;
        self.loops -= 1;
        match flow {
            Ok(()) | Err(Interrupt::Continue(0 | 1)) => Ok(Round::Next),
            Err(Interrupt::Break(0 | 1)) => Ok(Round::Leave),
            Err(Interrupt::Break(levels)) => Err(Interrupt::Break(levels - 1)),
            Err(Interrupt::Continue(levels)) => Err(Interrupt::Continue(levels - 1)),
            Err(other) => Err(other),
        }
    }

    pub(super) async fn while_loop(&mut self, until: bool, condition: &List, body: &List) -> Flow {
        let mut status = 0;
        loop {
            self.loops += 1;
            let flow = self.tested(condition).await;
            self.loops -= 1;
            match flow {
                Err(Interrupt::Break(0 | 1)) => break,
                Err(Interrupt::Continue(0 | 1)) => continue,
                Err(Interrupt::Break(levels)) => return Err(Interrupt::Break(levels - 1)),
                Err(Interrupt::Continue(levels)) => return Err(Interrupt::Continue(levels - 1)),
                other => other?,
            }
            if (self.status == 0) == until {
                break;
            }
            let round = self.round(body).await?;
            status = self.status;
            if matches!(round, Round::Leave) {
                break;
            }
        }
        self.status = status;
        Ok(())
    }

    pub(super) async fn for_loop(
        &mut self,
        name: &str,
        words: Option<&[Word]>,
        body: &List,
        select: bool,
    ) -> Flow {
        let values = match words {
            Some(words) => self.words(words).await?,
            None => self.arguments.to_vec(),
        };
        self.status = 0;
        if select {
            return self.select(name, &values, body).await;
        }
        for value in values {
            self.assign(name, value)?;
            if matches!(self.round(body).await?, Round::Leave) {
                break;
            }
        }
        Ok(())
    }

    async fn select(&mut self, name: &str, values: &[String], body: &List) -> Flow {
        let mut show = true;
        loop {
            if show {
                for (number, value) in (1..).zip(values) {
                    self.write_error(&format!("{number}) {value}\n"));
                }
            }
            self.write_error(&self.value("PS3").unwrap_or_else(|| "#? ".into()));
            let Some(line) = crate::builtin::read_line(self, 0).await? else {
                self.write_error("\n");
                self.status = 1;
                return Ok(());
            };
            show = line.trim().is_empty();
            if show {
                continue;
            }
            let chosen = line
                .trim()
                .parse::<usize>()
                .ok()
                .and_then(|number| values.get(number.wrapping_sub(1)));
            self.assign("REPLY", line.trim())?;
            self.assign(name, chosen.cloned().unwrap_or_default())?;
            if matches!(self.round(body).await?, Round::Leave) {
                return Ok(());
            }
        }
    }

    pub(super) async fn arithmetic_for(&mut self, clauses: &[Word; 3], body: &List) -> Flow {
        let [first, condition, each] = clauses;
        self.number(first).await?;
        self.status = 0;
        loop {
            if !condition.parts.is_empty() && self.number(condition).await? == 0 {
                return Ok(());
            }
            if matches!(self.round(body).await?, Round::Leave) {
                return Ok(());
            }
            self.number(each).await?;
        }
    }

    pub(super) async fn case(&mut self, subject: &Word, branches: &[Branch]) -> Flow {
        let text = self.text(subject).await?;
        self.status = 0;
        let mut fall_through = false;
        for branch in branches {
            let mut matched = fall_through;
            for pattern in &branch.patterns {
                matched = matched || {
                    let pattern = self.pattern(pattern).await?;
                    pattern.insensitive(self.options.nocasematch).matches(&text)
                };
            }
            fall_through = false;
            if !matched {
                continue;
            }
            self.status = 0;
            self.list(&branch.body).await?;
            match branch.end {
                BranchEnd::Leave => return Ok(()),
                BranchEnd::FallThrough => fall_through = true,
                BranchEnd::TestNext => {}
            }
        }
        Ok(())
    }

    pub(super) async fn arithmetic_command(&mut self, expression: &Word) -> Flow {
        // An expression that is wrong fails the command, not the shell.
        self.status = match self.number(expression).await {
            Ok(value) => i32::from(value == 0),
            Err(Interrupt::Abort(_)) if !self.options.nounset => 1,
            Err(other) => return Err(other),
        };
        Ok(())
    }

    pub(super) async fn condition_command(&mut self, condition: &Condition) -> Flow {
        self.status = match self.condition(condition).await? {
            Some(holds) => i32::from(!holds),
            None => 2,
        };
        Ok(())
    }
}
