//! What expressions are worth; calls of functions.

use std::rc::Rc;

use super::{CALLS, Done, Interpreter, REGEXES, Slot, Stop};
use crate::awk::ast::{self, Arithmetic, Comparison, Expression, Variable};
use crate::awk::value::{Value, compare};
use crate::posix::{Meaning, Regex, Syntax};

impl Interpreter<'_> {
    pub(in crate::awk) fn values(&mut self, expressions: &[Expression]) -> Done<Vec<Value>> {
        expressions.iter().map(|expression| self.evaluate(expression)).collect()
    }

    pub(in crate::awk) fn text(&mut self, expression: &Expression) -> Done<Rc<[u8]>> {
        let value = self.evaluate(expression)?;
        Ok(value.to_text(&self.conversion()))
    }

    pub(in crate::awk) fn number(&mut self, expression: &Expression) -> Done<f64> {
        Ok(self.evaluate(expression)?.number())
    }

    pub(super) fn truth(&mut self, expression: &Expression) -> Done<bool> {
        Ok(self.evaluate(expression)?.truth())
    }

    pub(super) fn compiled(&mut self, text: &Rc<[u8]>) -> Result<Rc<Regex>, String> {
        if let Some(regex) = self.regexes.get(text) {
            return Ok(Rc::clone(regex));
        }
        let pattern = String::from_utf8_lossy(text);
        let regex = Regex::new(&pattern, Syntax::Awk, Meaning::default());
        let regex = Rc::new(regex.map_err(|error| format!("/{pattern}/: {error}"))?);
        if self.regexes.len() >= REGEXES {
            self.regexes.clear();
        }
        self.regexes.insert(Rc::clone(text), Rc::clone(&regex));
        Ok(regex)
    }

    /// The regular expression that an expression is or has as its text.
    pub(in crate::awk) fn regex(&mut self, expression: &Expression) -> Done<Rc<Regex>> {
        match expression {
            Expression::Regex(regex) => Ok(Rc::clone(regex)),
            Expression::Group(inside) if inside.len() == 1 => match inside.first() {
                Some(inside) => self.regex(inside),
                None => Err(Stop::Error("an expression is needed".into())),
            },
            other => {
                let text = self.text(other)?;
                Ok(self.compiled(&text)?)
            }
        }
    }

    pub(in crate::awk) fn evaluate(&mut self, expression: &Expression) -> Done<Value> {
        Ok(match expression {
            Expression::Number(number) => Value::Number(*number),
            Expression::Text(text) => Value::Text(Rc::clone(text)),
            Expression::Regex(regex) => {
                let text = self.field_text(0)?;
                Value::from_bool(regex.is_match(&text))
            }
            Expression::Variable(Variable::Global(ast::NF)) => {
                self.split();
                Value::Number(self.record.count() as f64)
            }
            Expression::Variable(variable) => match self.slot(*variable)? {
                Slot::Value(value) => value.clone(),
                Slot::Array(_) => return Err(Stop::Error("an array is used as a value".into())),
            },
            Expression::Element(array, keys) => {
                let key = self.key(keys)?;
                // To look at an element makes it.
                self.array(*array)?.borrow_mut().entry(key).or_default().clone()
            }
            Expression::Field(index) => {
                let index = self.field_index(index)?;
                self.field(index)
            }
            Expression::Assign(target, value) => {
                let value = self.evaluate(value)?;
                self.store(target, value.clone())?;
                value
            }
            Expression::AssignWith(operation, target, value) => {
                let right = self.number(value)?;
                let left = self.number(target)?;
                let value = Value::Number(arithmetic(*operation, left, right)?);
                self.store(target, value.clone())?;
                value
            }
            Expression::Conditional(condition, yes, no) => {
                let chosen = if self.truth(condition)? { yes } else { no };
                self.evaluate(chosen)?
            }
            Expression::And(left, right) => {
                Value::from_bool(self.truth(left)? && self.truth(right)?)
            }
            Expression::Or(left, right) => {
                Value::from_bool(self.truth(left)? || self.truth(right)?)
            }
            Expression::Not(operand) => Value::from_bool(!self.truth(operand)?),
            Expression::Negative(operand) => Value::Number(-self.number(operand)?),
            Expression::Positive(operand) => Value::Number(self.number(operand)?),
            Expression::Contains(keys, array) => {
                let key = self.key(keys)?;
                Value::from_bool(self.array(*array)?.borrow().contains_key(&key))
            }
            Expression::Matches(text, regex) => {
                let text = self.text(text)?;
                Value::from_bool(self.regex(regex)?.is_match(&text))
            }
            Expression::Arithmetic(operation, left, right) => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                Value::Number(arithmetic(*operation, left, right)?)
            }
            Expression::Compare(comparison, left, right) => {
                let (left, right) = (self.evaluate(left)?, self.evaluate(right)?);
                let order = compare(&left, &right, &self.conversion());
                Value::from_bool(match comparison {
                    Comparison::Less => order.is_some_and(|order| order.is_lt()),
                    Comparison::LessOrEqual => order.is_some_and(|order| order.is_le()),
                    Comparison::Equal => order.is_some_and(|order| order.is_eq()),
                    Comparison::NotEqual => order.is_none_or(|order| order.is_ne()),
                    Comparison::Greater => order.is_some_and(|order| order.is_gt()),
                    Comparison::GreaterOrEqual => order.is_some_and(|order| order.is_ge()),
                })
            }
            Expression::Join(left, right) => {
                let left = self.text(left)?;
                let right = self.text(right)?;
                Value::text([&*left, &*right].concat())
            }
            Expression::Step(by, new, target) => {
                let old = self.number(target)?;
                self.store(target, Value::Number(old + by))?;
                Value::Number(if *new { old + by } else { old })
            }
            Expression::Group(inside) => match inside.as_slice() {
                [inside] => self.evaluate(inside)?,
                keys => Value::Text(self.key(keys)?),
            },
            Expression::Getline(source, target) => {
                Value::Number(self.getline(source, target.as_deref())?)
            }
            Expression::Builtin(builtin, arguments) => self.builtin(*builtin, arguments)?,
            Expression::Call(function, arguments) => self.call(*function, arguments)?,
        })
    }

    pub(super) fn call(&mut self, index: usize, arguments: &[Expression]) -> Done<Value> {
        let program = self.program;
        let Some(function) = program.functions.get(index) else {
            return Err(Stop::Error("a function that is not there".into()));
        };
        if arguments.len() > function.parameters {
            return Err(Stop::Error("a function is called with too many arguments".into()));
        }
        if self.calls >= CALLS {
            return Err(Stop::Error(format!("functions call each other more than {CALLS} deep")));
        }
        let mut slots = Vec::new();
        for argument in arguments {
            slots.push(match argument {
                Expression::Variable(variable) if *variable != Variable::Global(ast::NF) => {
                    match self.slot(*variable)? {
                        Slot::Array(array) => Slot::Array(Rc::clone(array)),
                        Slot::Value(value) => Slot::Value(value.clone()),
                    }
                }
                other => Slot::Value(self.evaluate(other)?),
            });
        }
        slots.resize_with(function.parameters, || Slot::Value(Value::Unset));
        let base = self.locals.len();
        self.locals.extend(slots);
        let outer = std::mem::replace(&mut self.frame, base);
        self.calls += 1;
        let done = function.body.as_ref().map_or(Ok(()), |body| self.statement(body));
        self.calls -= 1;
        self.frame = outer;
        let left = self.locals.split_off(base);
        // What was unset and has become an array in the function is one for the caller too.
        for (argument, slot) in arguments.iter().zip(left) {
            if let (Expression::Variable(variable), Slot::Array(array)) = (argument, slot) {
                let own = self.slot(*variable)?;
                if matches!(own, Slot::Value(Value::Unset)) {
                    *own = Slot::Array(array);
                }
            }
        }
        match done {
            Ok(()) => Ok(Value::Unset),
            Err(Stop::Return(value)) => Ok(value),
            Err(stop) => Err(stop),
        }
    }
}

fn arithmetic(operation: Arithmetic, left: f64, right: f64) -> Done<f64> {
    Ok(match operation {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide | Arithmetic::Remainder if right == 0.0 => {
            return Err(Stop::Error("division by zero".into()));
        }
        Arithmetic::Divide => left / right,
        Arithmetic::Remainder => left % right,
        Arithmetic::Power => left.powf(right),
    })
}
