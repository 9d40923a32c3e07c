//! `awk`, by the crate `awk-rs`.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufRead, BufReader, Write as _};

use awk_rs::{Interpreter, Lexer, Parser};

/// Status of trouble.
const TROUBLE: i32 = 2;

#[derive(Default)]
struct Options {
    separator: Option<String>,
    variables: Vec<(String, String)>,
    sources: Vec<String>,
    operands: Vec<String>,
}

/// Runs it: the status that the program exits with, 2 on trouble.
pub fn main(arguments: Vec<OsString>) -> i32 {
    let words = arguments.into_iter().map(|word| word.to_string_lossy().into_owned()).collect();
    parse(words).and_then(run).unwrap_or_else(|error| {
        eprintln!("awk: {error}");
        TROUBLE
    })
}

fn parse(words: Vec<String>) -> Result<Options, String> {
    let mut options = Options::default();
    let mut words = words.into_iter().skip(1).peekable();
    while let Some(word) = words.next_if(|word| word.starts_with('-') && word != "-") {
        if word == "--" {
            break;
        }
        let letter = word.chars().nth(1).unwrap_or('-');
        let attached = word.get(2..).filter(|rest| !rest.is_empty()).map(str::to_string);
        if !matches!(letter, 'F' | 'v' | 'f') {
            return Err(format!("unknown option {word}; there are -F, -v and -f"));
        }
        let value = attached.or_else(|| words.next());
        let value = value.ok_or_else(|| format!("option -{letter} needs a value"))?;
        match letter {
            'F' => {
                options.separator = Some(if value == "t" { "\t".into() } else { unescape(&value) })
            }
            'v' => {
                let (name, value) =
                    value.split_once('=').ok_or_else(|| format!("-v {value} needs NAME=VALUE"))?;
                options.variables.push((name.to_string(), unescape(value)));
            }
            _ => {
                let source = std::fs::read_to_string(&value);
                options.sources.push(source.map_err(|error| format!("{value}: {error}"))?);
            }
        }
    }
    options.operands = words.collect();
    if options.sources.is_empty() {
        if options.operands.is_empty() {
            return Err(
                "a program is needed: awk [-F SEPARATOR] [-v NAME=VALUE] PROGRAM [FILE]".into()
            );
        }
        options.sources.push(options.operands.remove(0));
    }
    Ok(options)
}

/// The escapes of a string literal in a value from the command line.
fn unescape(value: &str) -> String {
    let mut out = String::new();
    let mut rest = value.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        match rest.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('\\') | None => out.push('\\'),
            Some(other) => out.extend(['\\', other]),
        }
    }
    out
}

fn run(options: Options) -> Result<i32, String> {
    let source = options.sources.join("\n");
    let tokens = Lexer::new(&source).tokenize().map_err(|error| error.to_string())?;
    let program = Parser::new(tokens).parse().map_err(|error| error.to_string())?;
    let mut interpreter = Interpreter::new(&program);
    interpreter.set_fs(options.separator.as_deref().unwrap_or(" "));
    let arguments = std::iter::once("awk".to_string()).chain(options.operands.iter().cloned());
    interpreter.set_args(arguments.collect());
    for (name, value) in &options.variables {
        interpreter.set_variable(name, value);
    }
    let mut inputs: Vec<Box<dyn BufRead>> = Vec::new();
    let mut names = Vec::new();
    for operand in &options.operands {
        if operand == "-" {
            inputs.push(Box::new(BufReader::new(std::io::stdin())));
        } else if let Some((name, value)) = assignment(operand) {
            interpreter.set_variable(name, &unescape(value));
            continue;
        } else {
            let file = File::open(operand).map_err(|error| format!("{operand}: {error}"))?;
            inputs.push(Box::new(BufReader::new(file)));
        }
        names.push(operand.clone());
    }
    if inputs.is_empty() {
        inputs.push(Box::new(BufReader::new(std::io::stdin())));
        names.push(String::new());
    }
    interpreter.set_filenames(names);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let status = interpreter.run(inputs, &mut out).map_err(|error| error.to_string());
    out.flush().map_err(|error| error.to_string())?;
    status
}

/// `NAME=VALUE` among the operands.
fn assignment(operand: &str) -> Option<(&str, &str)> {
    let (name, value) = operand.split_once('=')?;
    let starts = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    let named = name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    (starts && named).then_some((name, value))
}
