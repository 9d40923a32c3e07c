//! Simple commands, assignments, functions (POSIX 2.9.1).

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::builtin;
use crate::expand::quote;
use crate::state::shell::Frame;
use crate::state::variable::{Value, Variable};
use crate::state::{Flow, Interrupt, Shell};
use crate::syntax::tree::{Argument, Assignment, AssignmentValue, Function, Simple};

/// Functions inside each other; each level costs stack (FUNCNEST).
const MAX_FUNCTIONS: usize = 400;

/// An operand of a builtin.
#[derive(Clone, Debug)]
pub enum Operand {
    /// A text.
    Text(String),
    /// An assignment of a declaration builtin.
    Assignment(Assigned),
}

/// An expanded assignment.
#[derive(Clone, Debug)]
pub struct Assigned {
    /// The variable.
    pub name: String,
    /// The element.
    pub index: Option<String>,
    /// `+=`
    pub append: bool,
    /// What it gets.
    pub value: AssignedValue,
}

/// An expanded value.
#[derive(Clone, Debug)]
pub enum AssignedValue {
    /// A text.
    Scalar(String),
    /// Elements, some with an index.
    Array(Vec<(Option<String>, String)>),
}

impl Operand {
    /// The operand as a text.
    pub fn into_text(self) -> String {
        match self {
            Operand::Text(text) => text,
            Operand::Assignment(Assigned { name, index, append, value }) => {
                let index = index.map(|index| format!("[{index}]")).unwrap_or_default();
                let operator = if append { "+=" } else { "=" };
                let value = match value {
                    AssignedValue::Scalar(text) => text,
                    AssignedValue::Array(elements) => {
                        let texts: Vec<String> =
                            elements.into_iter().map(|(_, text)| text).collect();
                        format!("({})", texts.join(" "))
                    }
                };
                format!("{name}{index}{operator}{value}")
            }
        }
    }
}

impl Shell {
    pub(super) async fn simple(&mut self, simple: &Simple) -> Flow {
        if self.options.noexec {
            return Ok(());
        }
        self.substitution_status = None;
        if self.traps.contains_key("DEBUG") {
            self.run_trap("DEBUG").await?;
        }
        let mut operands = Vec::with_capacity(simple.words.len());
        for argument in &simple.words {
            match argument {
                Argument::Word(word) => {
                    let mut fields = Vec::new();
                    self.word(word, &mut fields).await?;
                    operands.extend(fields.into_iter().map(Operand::Text));
                }
                Argument::Assignment(assignment) => {
                    operands.push(Operand::Assignment(self.expand_assignment(assignment).await?));
                }
            }
        }
        let before = self.descriptors.clone();
        let flow = self.expanded(simple, operands).await;
        // `exec` keeps what it redirected.
        match flow {
            Ok(true) => Ok(()),
            Ok(false) => {
                self.descriptors = before;
                Ok(())
            }
            Err(interrupt) => {
                self.descriptors = before;
                Err(interrupt)
            }
        }
    }

    /// Runs a command whose words are expanded; answers whether its redirections stay.
    async fn expanded(&mut self, simple: &Simple, operands: Vec<Operand>) -> Flow<bool> {
        let mut operands = operands.into_iter();
        let Some(name) = operands.next().map(Operand::into_text) else {
            self.nameless(simple).await?;
            return Ok(false);
        };
        let function = self.functions.get(&name).cloned();
        let builtin = function.is_none() && builtin::is_builtin(&name);
        let special = builtin && builtin::is_special(&name);
        if let Err(failure) = self.redirect_all(&simple.redirects).await {
            self.redirect_failed(failure, special)?;
            return Ok(false);
        }
        let lasting = special && self.options.posix;
        let mut hidden = Vec::new();
        for assignment in &simple.assignments {
            let assigned = self.expand_assignment(assignment).await?;
            if !lasting {
                hidden.push((
                    assigned.name.clone(),
                    self.variables.get_itself(&assigned.name).cloned(),
                ));
            }
            if self.options.xtrace {
                self.trace(&[Operand::Assignment(assigned.clone()).into_text()]);
            }
            self.assign_expanded(assigned.clone())?;
            if !lasting || builtin {
                self.variables.get_mut(&assigned.name).exported = true;
            }
        }
        if self.options.xtrace {
            let texts: Vec<String> = operands.clone().map(Operand::into_text).collect();
            self.trace(
                &[
                    vec![quote::when_needed(&name)],
                    texts.iter().map(|text| quote::when_needed(text)).collect(),
                ]
                .concat(),
            );
        }
        let mut kept = false;
        self.last_command &= function.is_none() && !builtin && self.traps.is_empty();
        let flow = match function {
            Some(function) => self
                .call(&function, operands.map(Operand::into_text).collect())
                .await
                .map(|()| self.status),
            None if name == "exec" && builtin => {
                kept = true;
                self.exec(operands.map(Operand::into_text).collect()).await
            }
            None if builtin => builtin::run(self, &name, operands.collect()).await,
            None => {
                let words = std::iter::once(name).chain(operands.map(Operand::into_text)).collect();
                self.external(words, None).await
            }
        };
        for (name, before) in hidden.into_iter().rev() {
            self.variables.restore(name, before);
        }
        self.status = flow?;
        self.set_pipe_status(&[self.status]);
        Ok(kept)
    }

    /// Assignments and redirections without a command.
    async fn nameless(&mut self, simple: &Simple) -> Flow {
        if let Err(failure) = self.redirect_all(&simple.redirects).await {
            return self.redirect_failed(failure, false);
        }
        for assignment in &simple.assignments {
            let assigned = self.expand_assignment(assignment).await?;
            if self.options.xtrace {
                self.trace(&[Operand::Assignment(assigned.clone()).into_text()]);
            }
            self.assign_expanded(assigned)?;
        }
        self.status = self.substitution_status.unwrap_or(0);
        self.set_pipe_status(&[self.status]);
        Ok(())
    }

    /// Shows a command (`set -x`).
    fn trace(&self, words: &[String]) {
        let prompt = self.value("PS4").unwrap_or_default();
        let first = prompt.chars().next().map(String::from).unwrap_or_default();
        let prompt = first.repeat(self.subshell.min(1)) + &prompt;
        self.write_error(&format!("{}{}\n", self.prompt(&prompt), words.join(" ")));
    }

    /// Expands an assignment.
    pub(super) async fn expand_assignment(&mut self, assignment: &Assignment) -> Flow<Assigned> {
        let index = match &assignment.index {
            Some(index) => Some(self.index_text(&assignment.name, index).await?),
            None => None,
        };
        let value = match &assignment.value {
            AssignmentValue::Scalar(word) => AssignedValue::Scalar(self.assigned_text(word).await?),
            AssignmentValue::Array(elements) => {
                let mut values = Vec::new();
                for (index, word) in elements {
                    match index {
                        Some(index) => {
                            let index = self.index_text(&assignment.name, index).await?;
                            values.push((Some(index), self.assigned_text(word).await?));
                        }
                        None => {
                            let mut fields = Vec::new();
                            self.word(word, &mut fields).await?;
                            values.extend(fields.into_iter().map(|field| (None, field)));
                        }
                    }
                }
                AssignedValue::Array(values)
            }
        };
        Ok(Assigned { name: assignment.name.clone(), index, append: assignment.append, value })
    }

    /// Carries an assignment out.
    pub fn assign_expanded(&mut self, assigned: Assigned) -> Flow {
        let Assigned { name, index, append, value } = assigned;
        match (value, index) {
            (AssignedValue::Scalar(text), Some(index)) => {
                self.assign_element(&name, &index, text, append)
            }
            (AssignedValue::Scalar(text), None) if append => self.append(&name, text),
            (AssignedValue::Scalar(text), None) => self.assign(&name, text),
            (AssignedValue::Array(_), Some(_)) => {
                self.complain(&format!("{name}: cannot assign list to array member"));
                Err(Interrupt::Abort(1))
            }
            (AssignedValue::Array(elements), None) => self.assign_array(&name, elements, append),
        }
    }

    fn append(&mut self, name: &str, text: String) -> Flow {
        if self.variables.get(name).is_some_and(|variable| variable.integer) {
            let sum = self
                .evaluate(&self.value(name).unwrap_or_default())?
                .wrapping_add(self.evaluate(&text)?);
            return self.assign(name, sum.to_string());
        }
        let before = self.value(name).unwrap_or_default();
        self.assign(name, before + &text)
    }

    fn assign_array(
        &mut self,
        name: &str,
        elements: Vec<(Option<String>, String)>,
        append: bool,
    ) -> Flow {
        self.check_writable(name)?;
        let is_map = self.variables.get(name).is_some_and(Variable::is_map);
        let mut next = 0;
        {
            let variable = self.variables.get_mut(name);
            if !append {
                variable.value = if is_map {
                    Value::Map(BTreeMap::new())
                } else {
                    Value::Array(BTreeMap::new())
                };
            } else if let Value::Scalar(text) = &mut variable.value {
                let text = std::mem::take(text);
                variable.value = Value::Array(BTreeMap::from([(0, text)]));
            } else if variable.value == Value::Unset {
                variable.value = Value::Array(BTreeMap::new());
            }
            if let Value::Array(elements) = &variable.value {
                next = elements.last_key_value().map_or(0, |(last, _)| last + 1);
            }
        }
        if is_map && elements.iter().all(|(index, _)| index.is_none()) {
            // Keys and values by turns.
            let mut texts = elements.into_iter().map(|(_, text)| text);
            while let Some(key) = texts.next() {
                self.variables.get_mut(name).set_key(key, texts.next().unwrap_or_default());
            }
            return Ok(());
        }
        for (index, text) in elements {
            match index {
                Some(index) => {
                    self.assign_element(name, &index, text, false)?;
                    if !is_map {
                        let number = self.evaluate(&index)?;
                        next = self
                            .variables
                            .get_mut(name)
                            .index(number)
                            .map_or(next, |place| place + 1);
                    }
                }
                None => {
                    self.assign_element(name, &next.to_string(), text, false)?;
                    next += 1;
                }
            }
        }
        self.assigned(name);
        Ok(())
    }

    /// Calls a function.
    pub(super) async fn call(&mut self, function: &Rc<Function>, arguments: Vec<String>) -> Flow {
        if self.frames.len() >= MAX_FUNCTIONS {
            self.complain(&format!(
                "{}: maximum function nesting level exceeded ({MAX_FUNCTIONS})",
                function.name
            ));
            return Err(Interrupt::Abort(1));
        }
        let outer = std::mem::replace(&mut self.arguments, Rc::new(arguments));
        let loops = std::mem::take(&mut self.loops);
        let line = self.line;
        self.frames.push(Frame { function: Some(function.name.clone()), line });
        self.variables.push_frame();
        // A function does not inherit these traps.
        let traps = Rc::clone(&self.traps);
        let own = |name: &String| {
            (name != "ERR" || self.options.errtrace)
                && (!matches!(name.as_str(), "DEBUG" | "RETURN") || self.options.functrace)
        };
        if !self.traps.keys().all(own) {
            let kept = self.traps.iter().filter(|(name, _)| own(name));
            self.traps = Rc::new(kept.map(|(name, text)| (name.clone(), text.clone())).collect());
        }
        let limited = Rc::clone(&self.traps);
        let mut flow = self.command(&function.body).await;
        if let Err(Interrupt::Return(status)) = flow {
            self.status = status;
            flow = Ok(());
        }
        if self.traps.contains_key("RETURN") && flow.is_ok() {
            flow = self.run_trap("RETURN").await;
        }
        if Rc::ptr_eq(&limited, &self.traps) {
            self.traps = traps;
        }
        self.variables.pop_frame();
        self.frames.pop();
        self.loops = loops;
        self.line = line;
        self.arguments = outer;
        flow
    }

    /// Runs words as a command, without functions (`command`), or one builtin only.
    pub async fn run_words(&mut self, words: Vec<String>, path: Option<String>) -> Flow<i32> {
        let Some(name) = words.first().cloned() else { return Ok(0) };
        if name == "exec" {
            return self.exec(words.into_iter().skip(1).collect()).await;
        }
        if builtin::is_builtin(&name) {
            let operands = words.into_iter().skip(1).map(Operand::Text).collect();
            return match builtin::run(self, &name, operands).await {
                // `command` takes the special away from special builtins.
                Err(Interrupt::Abort(status)) if builtin::is_special(&name) => Ok(status),
                other => other,
            };
        }
        self.external(words, path).await
    }
}
