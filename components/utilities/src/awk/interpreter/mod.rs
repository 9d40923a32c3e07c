//! Runs a program: rules over records, statements, variables. Records are read in `input`, expressions are
//! evaluated in `evaluate`.

mod evaluate;
mod input;

use std::collections::HashMap;
use std::io::Write as _;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::posix::Regex;

use super::ast::{self, Destination, Expression, Pattern, Program, Statement, Variable};
use super::format;
use super::lexer::unescape;
use super::record::{MOST_FIELDS, Record, Separator};
use super::streams::{Opening, Records, Streams};
use super::value::{Array, Value};

/// Deepest calls of functions: more would not fit the stack.
const CALLS: usize = 1000;

/// Compiled expressions that are kept.
const REGEXES: usize = 500;

/// Why a statement does not go on to the next.
pub enum Stop {
    Break,
    Continue,
    Next,
    NextFile,
    Exit,
    Return(Value),
    Error(String),
}

impl From<String> for Stop {
    fn from(error: String) -> Stop {
        Stop::Error(error)
    }
}

type Done<T = ()> = Result<T, Stop>;

/// What a variable is: a value, or an array. One that is unset may become either.
enum Slot {
    Value(Value),
    Array(Array),
}

/// A program that runs.
pub struct Interpreter<'a> {
    program: &'a Program,
    globals: Vec<Slot>,
    /// Parameters of all running functions; those of the innermost begin at `frame`.
    locals: Vec<Slot>,
    frame: usize,
    calls: usize,
    pub(in crate::awk) record: Record,
    pub(in crate::awk) streams: Streams,
    main: Option<Records>,
    /// Index of the next operand, and whether one of them was a file.
    operand: usize,
    read_any: bool,
    regexes: HashMap<Rc<[u8]>, Rc<Regex>>,
    in_range: Vec<bool>,
    status: i32,
    /// State of `rand`, and the seed it was made of.
    pub(in crate::awk) random: u64,
    pub(in crate::awk) seed: f64,
}

impl<'a> Interpreter<'a> {
    /// Before the first rule.
    pub fn new(program: &'a Program, operands: &[String]) -> Self {
        let globals = program.globals.iter().map(|_| Slot::Value(Value::Unset)).collect();
        let mut interpreter = Interpreter {
            program,
            globals,
            locals: Vec::new(),
            frame: 0,
            calls: 0,
            record: Record::new(),
            streams: Streams::new(),
            main: None,
            operand: 1,
            read_any: false,
            regexes: HashMap::new(),
            in_range: program.rules.iter().map(|_| false).collect(),
            status: 0,
            random: 0x9e37_79b9_7f4a_7c15,
            seed: 0.0,
        };
        for (index, text) in [
            (ast::FS, " "),
            (ast::OFS, " "),
            (ast::ORS, "\n"),
            (ast::RS, "\n"),
            (ast::SUBSEP, "\x1c"),
            (ast::CONVFMT, "%.6g"),
            (ast::OFMT, "%.6g"),
        ] {
            interpreter.set_global(index, Value::text(text.as_bytes()));
        }
        for index in [ast::NR, ast::FNR, ast::RSTART] {
            interpreter.set_global(index, Value::Number(0.0));
        }
        interpreter.set_global(ast::RLENGTH, Value::Number(-1.0));
        let arguments = std::iter::once("awk").chain(operands.iter().map(String::as_str));
        let arguments: IndexMap<_, _> = arguments
            .enumerate()
            .map(|(index, text)| {
                (index.to_string().into_bytes().into(), Value::input(text.as_bytes()))
            })
            .collect();
        interpreter.set_global(ast::ARGC, Value::Number(arguments.len() as f64));
        interpreter.set_array(ast::ARGV, arguments);
        let variables = std::env::vars();
        let variables = variables
            .map(|(name, value)| (name.into_bytes().into(), Value::input(value.as_bytes())))
            .collect();
        interpreter.set_array(ast::ENVIRON, variables);
        interpreter
    }

    fn set_array(&mut self, index: usize, array: IndexMap<Rc<[u8]>, Value>) {
        if let Some(slot) = self.globals.get_mut(index) {
            *slot = Slot::Array(Rc::new(array.into()));
        }
    }

    pub(in crate::awk) fn set_global(&mut self, index: usize, value: Value) {
        if let Some(slot) = self.globals.get_mut(index) {
            *slot = Slot::Value(value);
        }
    }

    pub(in crate::awk) fn global(&self, index: usize) -> Value {
        match self.globals.get(index) {
            Some(Slot::Value(value)) => value.clone(),
            _ => Value::Unset,
        }
    }

    pub(in crate::awk) fn global_text(&self, index: usize) -> Rc<[u8]> {
        self.global(index).to_text(b"%.6g")
    }

    pub(in crate::awk) fn conversion(&self) -> Rc<[u8]> {
        self.global_text(ast::CONVFMT)
    }

    /// `-v NAME=VALUE`, or an operand of that form. A name that the program does not use is nothing.
    pub fn assign(&mut self, name: &str, value: &str) {
        if let Some(index) = self.program.globals.iter().position(|known| known == name) {
            self.set_variable(Variable::Global(index), Value::input(&unescape(value)));
        }
    }

    /// Runs all rules: the status to exit with.
    pub fn run(&mut self) -> Result<i32, String> {
        let program = self.program;
        let has =
            |wanted: fn(&Pattern) -> bool| program.rules.iter().any(|rule| wanted(&rule.pattern));
        let mut going = self.boundary(|pattern| matches!(pattern, Pattern::Begin))?;
        if going && has(|pattern| !matches!(pattern, Pattern::Begin)) {
            while going && self.next_record()? {
                going = self.rules()?;
            }
        }
        self.boundary(|pattern| matches!(pattern, Pattern::End))?;
        self.streams.close_all()?;
        Ok(self.status)
    }

    /// Runs the rules of a kind; answers whether to go on.
    fn boundary(&mut self, wanted: fn(&Pattern) -> bool) -> Result<bool, String> {
        let program = self.program;
        for rule in program.rules.iter().filter(|rule| wanted(&rule.pattern)) {
            if let Some(action) = &rule.action {
                match self.statement(action) {
                    Ok(()) => {}
                    Err(Stop::Exit) => return Ok(false),
                    Err(Stop::Error(error)) => return Err(error),
                    Err(Stop::Next | Stop::NextFile) => {
                        return Err("`next` is used in BEGIN or END".into());
                    }
                    Err(Stop::Return(_)) => return Err("`return` outside of a function".into()),
                    Err(Stop::Break | Stop::Continue) => {}
                }
            }
        }
        Ok(true)
    }

    /// Runs the rules for the current record; answers whether to go on.
    fn rules(&mut self) -> Result<bool, String> {
        let program = self.program;
        for (index, rule) in program.rules.iter().enumerate() {
            let done = self.selects(index, &rule.pattern).and_then(|selected| {
                match (&rule.action, selected) {
                    (_, false) => Ok(()),
                    (Some(action), true) => self.statement(action),
                    (None, true) => self.print(&[], None),
                }
            });
            match done {
                Ok(()) | Err(Stop::Break | Stop::Continue) => {}
                Err(Stop::Next) => return Ok(true),
                Err(Stop::NextFile) => {
                    self.main = None;
                    return Ok(true);
                }
                Err(Stop::Exit) => return Ok(false),
                Err(Stop::Error(error)) => return Err(error),
                Err(Stop::Return(_)) => return Err("`return` outside of a function".into()),
            }
        }
        Ok(true)
    }

    fn selects(&mut self, index: usize, pattern: &Pattern) -> Done<bool> {
        match pattern {
            Pattern::Begin | Pattern::End => Ok(false),
            Pattern::Always => Ok(true),
            Pattern::When(condition) => self.truth(condition),
            Pattern::Range(first, last) => {
                let within = self.in_range.get(index).copied().unwrap_or(false);
                if !within && !self.truth(first)? {
                    return Ok(false);
                }
                let ends = self.truth(last)?;
                if let Some(within) = self.in_range.get_mut(index) {
                    *within = !ends;
                }
                Ok(true)
            }
        }
    }

    // Statements

    fn statement(&mut self, statement: &Statement) -> Done {
        match statement {
            Statement::Block(statements) => {
                statements.iter().try_for_each(|one| self.statement(one))
            }
            Statement::Expression(expression) => self.evaluate(expression).map(drop),
            Statement::Print(values, to) => self.print(values, to.as_ref()),
            Statement::Printf(values, to) => {
                let mut values = self.values(values)?.into_iter();
                let conversion = self.conversion();
                let text = values.next().unwrap_or_default().to_text(&conversion);
                let values: Vec<Value> = values.collect();
                self.write(&format::format(&text, &values, &conversion), to.as_ref())
            }
            Statement::If(condition, then, otherwise) => {
                if self.truth(condition)? {
                    self.statement(then)
                } else {
                    otherwise.as_ref().map_or(Ok(()), |otherwise| self.statement(otherwise))
                }
            }
            Statement::While(condition, body) => {
                while self.truth(condition)? {
                    if !self.turn(body)? {
                        break;
                    }
                }
                Ok(())
            }
            Statement::DoWhile(body, condition) => {
                while self.turn(body)? && self.truth(condition)? {}
                Ok(())
            }
            Statement::For(first, condition, step, body) => {
                if let Some(first) = first {
                    self.statement(first)?;
                }
                while condition.as_ref().map_or(Ok(true), |condition| self.truth(condition))? {
                    if !self.turn(body)? {
                        break;
                    }
                    if let Some(step) = step {
                        self.statement(step)?;
                    }
                }
                Ok(())
            }
            Statement::ForIn(key, array, body) => {
                let keys: Vec<_> = self.array(*array)?.borrow().keys().cloned().collect();
                for name in keys {
                    self.set_variable(*key, Value::input(&name));
                    if !self.turn(body)? {
                        break;
                    }
                }
                Ok(())
            }
            Statement::Delete(array, None) => {
                self.array(*array)?.borrow_mut().clear();
                Ok(())
            }
            Statement::Delete(array, Some(keys)) => {
                let key = self.key(keys)?;
                self.array(*array)?.borrow_mut().shift_remove(&key);
                Ok(())
            }
            Statement::Break => Err(Stop::Break),
            Statement::Continue => Err(Stop::Continue),
            Statement::Next => Err(Stop::Next),
            Statement::NextFile => Err(Stop::NextFile),
            Statement::Exit(status) => {
                if let Some(status) = status {
                    self.status = self.evaluate(status)?.number() as i64 as i32;
                }
                Err(Stop::Exit)
            }
            Statement::Return(value) => {
                let value =
                    value.as_ref().map_or(Ok(Value::Unset), |value| self.evaluate(value))?;
                Err(Stop::Return(value))
            }
        }
    }

    /// One turn of a loop; false ends it.
    fn turn(&mut self, body: &Statement) -> Done<bool> {
        match self.statement(body) {
            Ok(()) | Err(Stop::Continue) => Ok(true),
            Err(Stop::Break) => Ok(false),
            Err(stop) => Err(stop),
        }
    }

    fn print(&mut self, values: &[Expression], to: Option<&Destination>) -> Done {
        let mut text = Vec::new();
        if values.is_empty() {
            text.extend_from_slice(&self.field_text(0)?);
        } else {
            let output = self.global_text(ast::OFMT);
            let separator = self.global_text(ast::OFS);
            for (index, value) in self.values(values)?.iter().enumerate() {
                if index > 0 {
                    text.extend_from_slice(&separator);
                }
                text.extend_from_slice(&value.to_text(&output));
            }
        }
        text.extend_from_slice(&self.global_text(ast::ORS));
        self.write(&text, to)
    }

    fn write(&mut self, text: &[u8], to: Option<&Destination>) -> Done {
        let output = match to {
            None => self.streams.standard(),
            Some(to) => {
                let (name, opening) = match to {
                    Destination::File(name) => (name, Opening::Truncate),
                    Destination::Append(name) => (name, Opening::Append),
                    Destination::Command(line) => (line, Opening::Command),
                };
                let name = self.text(name)?;
                self.streams.writer(&name, opening)?
            }
        };
        output.write_all(text).map_err(|error| Stop::Error(format!("write failure: {error}")))
    }

    // Variables

    fn slot(&mut self, variable: Variable) -> Done<&mut Slot> {
        let slot = match variable {
            Variable::Global(index) => self.globals.get_mut(index),
            Variable::Local(index) => self.locals.get_mut(self.frame + index),
        };
        slot.ok_or_else(|| Stop::Error("a variable without a place".into()))
    }

    pub(in crate::awk) fn array(&mut self, variable: Variable) -> Done<Array> {
        let slot = self.slot(variable)?;
        match slot {
            Slot::Array(array) => return Ok(Rc::clone(array)),
            Slot::Value(Value::Unset) => {}
            Slot::Value(_) => return Err(Stop::Error("a value is used as an array".into())),
        }
        let array = Array::default();
        *slot = Slot::Array(Rc::clone(&array));
        Ok(array)
    }

    /// The array that an expression names.
    pub(in crate::awk) fn array_of(&mut self, expression: &Expression) -> Done<Array> {
        match expression {
            Expression::Variable(variable) => self.array(*variable),
            _ => Err(Stop::Error("an array is needed".into())),
        }
    }

    /// How many elements the array of this name has; none when it is no array.
    pub(in crate::awk) fn array_length(&mut self, variable: Variable) -> Done<Option<usize>> {
        Ok(match self.slot(variable)? {
            Slot::Array(array) => Some(array.borrow().len()),
            Slot::Value(_) => None,
        })
    }

    fn set_variable(&mut self, variable: Variable, value: Value) {
        if variable == Variable::Global(ast::NF) {
            self.split();
            let count = value.number().clamp(0.0, MOST_FIELDS as f64);
            self.record.set_count(count as usize);
            return;
        }
        if let Ok(slot) = self.slot(variable) {
            *slot = Slot::Value(value);
        }
    }

    pub(in crate::awk) fn store(&mut self, target: &Expression, value: Value) -> Done {
        match target {
            Expression::Variable(variable) => {
                if let Slot::Array(_) = self.slot(*variable)? {
                    return Err(Stop::Error("an array is used as a value".into()));
                }
                self.set_variable(*variable, value);
            }
            Expression::Element(array, keys) => {
                let key = self.key(keys)?;
                self.array(*array)?.borrow_mut().insert(key, value);
            }
            Expression::Field(index) => {
                let index = self.field_index(index)?;
                if index == 0 {
                    let text = value.to_text(&self.conversion());
                    self.set_record(text);
                } else {
                    self.split();
                    self.record.set_field(index, value);
                }
            }
            _ => return Err(Stop::Error("this cannot be assigned to".into())),
        }
        Ok(())
    }

    fn key(&mut self, keys: &[Expression]) -> Done<Rc<[u8]>> {
        if let [key] = keys {
            let value = self.evaluate(key)?;
            return Ok(value.to_text(&self.conversion()));
        }
        let separator = self.global_text(ast::SUBSEP);
        let mut parts = Vec::new();
        for key in keys {
            parts.push(self.text(key)?);
        }
        Ok(bstr::join(&separator, &parts).into())
    }

    fn field_index(&mut self, index: &Expression) -> Done<usize> {
        let index = self.evaluate(index)?.number();
        if !(0.0..=MOST_FIELDS as f64).contains(&index) {
            return Err(Stop::Error(format!("there is no field {index}")));
        }
        Ok(index as usize)
    }

    fn split(&mut self) {
        if self.record.wants_split() {
            let separator = self.global_text(ast::FS);
            let paragraph = self.global_text(ast::RS).is_empty();
            // An expression that is none parts nothing.
            let separator = self.separator(&separator).unwrap_or(Separator::Character(Vec::new()));
            self.record.split(&separator, paragraph);
        }
    }

    pub(in crate::awk) fn separator(&mut self, text: &Rc<[u8]>) -> Result<Separator, String> {
        Ok(match &**text {
            b" " => Separator::Blanks,
            [] => Separator::Nothing,
            b"\\" => Separator::Character(text.to_vec()),
            [byte] if *byte != b'\\' => Separator::Character(vec![*byte]),
            _ => Separator::Regex(self.compiled(text)?),
        })
    }

    pub(in crate::awk) fn field_text(&mut self, index: usize) -> Done<Rc<[u8]>> {
        Ok(self.field(index).to_text(&self.conversion()))
    }

    fn field(&mut self, index: usize) -> Value {
        if index == 0 {
            let (separator, conversion) = (self.global_text(ast::OFS), self.conversion());
            return Value::input(&self.record.text(&separator, &conversion));
        }
        self.split();
        self.record.field(index)
    }
}

/// `NAME=VALUE` among the operands.
pub fn assignment(operand: &str) -> Option<(&str, &str)> {
    let (name, value) = operand.split_once('=')?;
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let named = name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    (starts && named).then_some((name, value))
}
