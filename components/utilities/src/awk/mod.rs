//! `awk`: the language of POSIX, with characters of UTF-8.
//!
//! | Module | What |
//! |---|---|
//! | `lexer`, `parser`, `ast` | from text to a tree |
//! | `value`, `format`, `record` | values, `printf`, fields |
//! | `interpreter`, `builtin`, `streams` | the tree runs |
//!
//! Own code: of the crates one cannot read `print(1, 2)` and starts processes only where the standard
//! library can, another is made for a compiler's back end.

mod ast;
#[cfg(target_os = "wasi")]
mod builtin;
mod format;
#[cfg(target_os = "wasi")]
mod interpreter;
mod lexer;
mod parser;
mod record;
#[cfg(target_os = "wasi")]
mod streams;
mod value;

#[cfg(target_os = "wasi")]
use crate::outcome::{Outcome, Trouble};

/// Runs it: the status that the program exits with, 2 on trouble.
#[cfg(target_os = "wasi")]
pub fn main(words: Vec<String>) -> Outcome {
    use lexopt::prelude::*;

    let trouble = |error: String| Trouble::new(2, error);
    let mut separator = None;
    let mut variables = Vec::new();
    let mut sources: Vec<String> = Vec::new();
    let mut operands: Vec<String> = Vec::new();
    let mut options = lexopt::Parser::from_iter(words);
    while let Some(option) = options.next()? {
        match option {
            Short('F') | Long("field-separator") => separator = Some(options.value()?.string()?),
            Short('v') | Long("assign") => {
                let value = options.value()?.string()?;
                let (name, value) = interpreter::assignment(&value)
                    .ok_or_else(|| trouble(format!("-v {value}: it is NAME=VALUE")))?;
                variables.push((name.to_string(), value.to_string()));
            }
            Short('f') | Long("file") => {
                let path = options.value()?.string()?;
                let source = crate::system::read(&path)
                    .map_err(|error| trouble(format!("cannot open {path}: {error}")))?;
                sources.push(String::from_utf8_lossy(&source).into_owned());
            }
            Value(operand) => {
                operands.push(operand.string()?);
                // What follows the program is its own.
                for word in options.raw_args()? {
                    operands.push(word.string()?);
                }
                break;
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if sources.is_empty() {
        if operands.is_empty() {
            return Err(trouble(
                "a program is needed: awk [-F SEPARATOR] [-v NAME=VALUE] PROGRAM [FILE...]".into(),
            ));
        }
        sources.push(operands.remove(0));
    }
    let program = parser::parse(&sources.join("\n")).map_err(trouble)?;
    let mut interpreter = interpreter::Interpreter::new(&program, &operands);
    if let Some(separator) = separator {
        interpreter.assign("FS", if separator == "t" { "\t" } else { &separator });
    }
    for (name, value) in &variables {
        interpreter.assign(name, value);
    }
    interpreter.run().map_err(trouble)
}
