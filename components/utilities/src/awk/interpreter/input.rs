//! Records: of the operands, of files and of commands.

use std::rc::Rc;

use super::{Done, Interpreter, Slot, assignment};
use crate::awk::ast::{self, Expression, Source};
use crate::awk::streams::{Records, Terminator};
use crate::awk::value::Value;

impl Interpreter<'_> {
    pub(super) fn terminator(&mut self) -> Result<Terminator, String> {
        let text = self.global_text(ast::RS);
        Ok(match &*text {
            [] => Terminator::Paragraph,
            [byte] => Terminator::Byte(*byte),
            _ => Terminator::Regex(self.compiled(&text)?),
        })
    }

    /// Opens the next operand that is a file; false when there is none left.
    fn next_file(&mut self) -> Result<bool, String> {
        loop {
            let count = self.global(ast::ARGC).number() as usize;
            if self.operand >= count {
                if self.read_any {
                    return Ok(false);
                }
                self.read_any = true;
                self.main = Some(Records::of("-")?);
                return Ok(true);
            }
            let key: Rc<[u8]> = self.operand.to_string().into_bytes().into();
            self.operand += 1;
            let argument = match self.globals.get(ast::ARGV) {
                Some(Slot::Array(array)) => array.borrow().get(&key).cloned().unwrap_or_default(),
                _ => Value::Unset,
            };
            let text = String::from_utf8_lossy(&argument.to_text(b"%.6g")).into_owned();
            if text.is_empty() {
                continue;
            }
            if let Some((name, value)) = assignment(&text) {
                self.assign(name, value);
                continue;
            }
            self.read_any = true;
            match Records::of(&text) {
                Ok(records) => {
                    self.main = Some(records);
                    self.set_global(ast::FILENAME, Value::input(text.as_bytes()));
                    self.set_global(ast::FNR, Value::Number(0.0));
                    return Ok(true);
                }
                Err(error) => {
                    self.streams.flush()?;
                    eprintln!("awk: cannot open {error}");
                    self.status = 2;
                }
            }
        }
    }

    /// The next record of the operands, counted.
    fn next_main(&mut self) -> Result<Option<Vec<u8>>, String> {
        loop {
            if self.main.is_none() && !self.next_file()? {
                return Ok(None);
            }
            let terminator = self.terminator()?;
            let record = match &mut self.main {
                Some(records) => records.next(&terminator)?,
                None => None,
            };
            if let Some(record) = record {
                self.count(&[ast::NR, ast::FNR]);
                return Ok(Some(record));
            }
            self.main = None;
        }
    }

    pub(super) fn count(&mut self, counters: &[usize]) {
        for index in counters {
            let next = self.global(*index).number() + 1.0;
            self.set_global(*index, Value::Number(next));
        }
    }

    pub(super) fn next_record(&mut self) -> Result<bool, String> {
        let Some(record) = self.next_main()? else { return Ok(false) };
        self.set_record(record.into());
        Ok(true)
    }

    pub(super) fn set_record(&mut self, text: Rc<[u8]>) {
        self.record.set_text(text);
    }

    /// 1 for a record, 0 at the end, -1 when it cannot be read.
    pub(super) fn getline(&mut self, source: &Source, target: Option<&Expression>) -> Done<f64> {
        let record = match source {
            Source::Main => self.next_main(),
            Source::File(name) => {
                let name = self.text(name)?;
                let terminator = self.terminator()?;
                self.streams.file(&name).and_then(|records| records.next(&terminator))
            }
            Source::Command(line) => {
                let line = self.text(line)?;
                let terminator = self.terminator()?;
                let record =
                    self.streams.command(&line).and_then(|records| records.next(&terminator));
                if matches!(record, Ok(Some(_))) {
                    self.count(&[ast::NR]);
                }
                record
            }
        };
        match (record, target) {
            (Err(_), _) => Ok(-1.0),
            (Ok(None), _) => Ok(0.0),
            (Ok(Some(record)), Some(target)) => {
                self.store(target, Value::input(&record))?;
                Ok(1.0)
            }
            (Ok(Some(record)), None) => {
                self.set_record(record.into());
                Ok(1.0)
            }
        }
    }
}
