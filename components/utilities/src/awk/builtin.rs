//! The functions of the language.

use std::rc::Rc;

use bstr::ByteSlice as _;

use super::ast::{self, Builtin, Expression, Variable};
use super::format;
use super::interpreter::{Interpreter, Stop};
use super::record::{self, Separator};
use super::value::Value;

type Done<T = Value> = Result<T, Stop>;

impl Interpreter<'_> {
    pub(super) fn builtin(&mut self, builtin: Builtin, arguments: &[Expression]) -> Done {
        let most = match builtin {
            Builtin::Rand | Builtin::Systime => 0,
            Builtin::Atan2 | Builtin::Index | Builtin::Match => 2,
            Builtin::Gsub | Builtin::Sub | Builtin::Split | Builtin::Substr => 3,
            Builtin::Sprintf => usize::MAX,
            _ => 1,
        };
        let least = match builtin {
            Builtin::Rand
            | Builtin::Systime
            | Builtin::Length
            | Builtin::Srand
            | Builtin::Fflush => 0,
            Builtin::Atan2
            | Builtin::Index
            | Builtin::Match
            | Builtin::Gsub
            | Builtin::Sub
            | Builtin::Split
            | Builtin::Substr => 2,
            _ => 1,
        };
        if arguments.len() < least || arguments.len() > most {
            let name = format!("{builtin:?}").to_lowercase();
            return Err(Stop::Error(format!("{name} does not take {} arguments", arguments.len())));
        }
        let [first, second, third] = [0, 1, 2].map(|index| arguments.get(index));
        let mut number = |argument: Option<&Expression>| {
            argument.map_or(Ok(0.0), |argument| self.number(argument))
        };
        Ok(match builtin {
            Builtin::Atan2 => {
                let y = number(first)?;
                Value::Number(y.atan2(number(second)?))
            }
            Builtin::Cos => Value::Number(number(first)?.cos()),
            Builtin::Exp => Value::Number(number(first)?.exp()),
            Builtin::Int => Value::Number(number(first)?.trunc()),
            Builtin::Log => Value::Number(number(first)?.ln()),
            Builtin::Sin => Value::Number(number(first)?.sin()),
            Builtin::Sqrt => Value::Number(number(first)?.sqrt()),
            Builtin::Rand => Value::Number(self.rand()),
            Builtin::Srand => {
                let seed = match first {
                    Some(seed) => self.number(seed)?,
                    None => now(),
                };
                self.random = seed.to_bits() ^ 0x9e37_79b9_7f4a_7c15;
                // The first numbers of near seeds would be near.
                for _ in 0..16 {
                    self.rand();
                }
                Value::Number(std::mem::replace(&mut self.seed, seed))
            }
            Builtin::Systime => Value::Number(now()),
            Builtin::Length => self.length(first)?,
            Builtin::Tolower => Value::text(self.argument(first)?.to_lowercase()),
            Builtin::Toupper => Value::text(self.argument(first)?.to_uppercase()),
            Builtin::Index => {
                let (text, wanted) = (self.argument(first)?, self.argument(second)?);
                let found = text.find(&*wanted);
                Value::Number(found.map_or(0.0, |at| characters(&text, at) + 1.0))
            }
            Builtin::Substr => self.substr(first, second, third)?,
            Builtin::Match => {
                let text = self.argument(first)?;
                let regex = second.map(|second| self.regex(second)).transpose()?;
                let found = regex.and_then(|regex| regex.find_at(&text, 0));
                let (start, length) = found.map_or((0.0, -1.0), |found| {
                    let start = characters(&text, found.start) + 1.0;
                    (start, text[found].chars().count() as f64)
                });
                self.set_global(ast::RSTART, Value::Number(start));
                self.set_global(ast::RLENGTH, Value::Number(length));
                Value::Number(start)
            }
            Builtin::Split => self.split_into(first, second, third)?,
            Builtin::Sub | Builtin::Gsub => {
                self.substitute(first, second, third, builtin == Builtin::Gsub)?
            }
            Builtin::Sprintf => {
                let mut values = self.values(arguments)?.into_iter();
                let conversion = self.conversion();
                let text = values.next().unwrap_or_default().to_text(&conversion);
                let values: Vec<Value> = values.collect();
                Value::text(format::format(&text, &values, &conversion))
            }
            Builtin::System => {
                let line = self.argument(first)?;
                Value::Number(f64::from(self.streams.system(&line)?))
            }
            Builtin::Close => {
                let name = self.argument(first)?;
                Value::Number(f64::from(self.streams.close(&name)?))
            }
            Builtin::Fflush => {
                self.streams.flush()?;
                Value::Number(0.0)
            }
        })
    }

    fn argument(&mut self, argument: Option<&Expression>) -> Done<Rc<[u8]>> {
        argument.map_or(Ok(Rc::from([])), |argument| self.text(argument))
    }

    /// At least 0, less than 1 (xorshift64*).
    fn rand(&mut self) -> f64 {
        let mut state = self.random.max(1);
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        self.random = state;
        (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn length(&mut self, argument: Option<&Expression>) -> Done {
        if let Some(Expression::Variable(variable @ (Variable::Global(_) | Variable::Local(_)))) =
            argument
            && let Some(length) = self.array_length(*variable)?
        {
            return Ok(Value::Number(length as f64));
        }
        let text = match argument {
            Some(argument) => self.text(argument)?,
            None => self.field_text(0)?,
        };
        Ok(Value::Number(text.chars().count() as f64))
    }

    /// Characters from `start` on, counted from 1; positions before the first count as well.
    fn substr(
        &mut self,
        text: Option<&Expression>,
        start: Option<&Expression>,
        length: Option<&Expression>,
    ) -> Done {
        let text = self.argument(text)?;
        let start = start.map_or(Ok(1.0), |start| self.number(start))?.round_ties_even();
        let end = match length {
            Some(length) => start + self.number(length)?.round_ties_even(),
            None => f64::INFINITY,
        };
        let mut bytes = None;
        for (position, (from, to, _)) in (1u32..).zip(text.char_indices()) {
            let position = f64::from(position);
            if position >= end {
                break;
            }
            if position >= start {
                let first = bytes.map_or(from, |(first, _)| first);
                bytes = Some((first, to));
            }
        }
        let (from, to) = bytes.unwrap_or((0, 0));
        Ok(Value::input(&text[from..to]))
    }

    fn split_into(
        &mut self,
        text: Option<&Expression>,
        array: Option<&Expression>,
        separator: Option<&Expression>,
    ) -> Done {
        let text = self.argument(text)?;
        let separator = match separator {
            Some(regex @ Expression::Regex(_)) => Separator::Regex(self.regex(regex)?),
            Some(separator) => {
                let separator = self.text(separator)?;
                self.separator(&separator)?
            }
            None => {
                let separator = self.global_text(ast::FS);
                self.separator(&separator)?
            }
        };
        let parts = record::split(&text, &separator, false);
        let count = parts.len();
        let array = match array {
            Some(array) => self.array_of(array)?,
            None => return Ok(Value::Number(0.0)),
        };
        let mut array = array.borrow_mut();
        array.clear();
        for (index, part) in (1..).zip(parts) {
            let index: usize = index;
            array.insert(index.to_string().into_bytes().into(), part);
        }
        Ok(Value::Number(count as f64))
    }

    fn substitute(
        &mut self,
        regex: Option<&Expression>,
        with: Option<&Expression>,
        target: Option<&Expression>,
        all: bool,
    ) -> Done {
        let whole = Expression::Field(Box::new(Expression::Number(0.0)));
        let target = target.unwrap_or(&whole);
        let (Some(regex), Some(with)) = (regex, with) else { return Ok(Value::Number(0.0)) };
        let regex = self.regex(regex)?;
        let with = self.text(with)?;
        let text = self.text(target)?;
        let mut found =
            if all { regex.find_all(&text) } else { regex.find_at(&text, 0).into_iter().collect() };
        if !all {
            found.truncate(1);
        }
        if found.is_empty() {
            return Ok(Value::Number(0.0));
        }
        let mut out = Vec::new();
        let mut end = 0;
        for range in &found {
            out.extend_from_slice(&text[end..range.start]);
            replace(&with, &text[range.clone()], &mut out);
            end = range.end;
        }
        out.extend_from_slice(&text[end..]);
        self.store(target, Value::text(out))?;
        Ok(Value::Number(found.len() as f64))
    }
}

/// What stands for a match: `&` is the match itself, `\&` an ampersand.
fn replace(with: &[u8], matched: &[u8], out: &mut Vec<u8>) {
    let mut rest = with.iter().copied().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'&' => out.extend_from_slice(matched),
            b'\\' => match rest.next_if(|next| matches!(next, b'&' | b'\\')) {
                Some(escaped) => out.push(escaped),
                None => out.push(b'\\'),
            },
            other => out.push(other),
        }
    }
}

/// How many characters stand before the byte at `end`.
fn characters(text: &[u8], end: usize) -> f64 {
    text[..end].chars().count() as f64
}

fn now() -> f64 {
    (kernelet_system::realtime_nanoseconds() / 1_000_000_000) as f64
}
