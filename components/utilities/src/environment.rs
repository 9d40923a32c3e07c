//! `env`: a command with another environment (env(1)); `envsubst`: variables in a text.

use std::io::Write as _;

use lexopt::prelude::*;

use crate::outcome::{Outcome, Trouble};
use crate::system::{Output, Start};

/// Runs `env`: the status of the command; 125 on trouble, 126 and 127 when it cannot be run.
pub fn env(words: Vec<String>) -> Outcome {
    let mut variables: Vec<(String, String)> = std::env::vars().collect();
    let (mut directory, mut end) = (None, "\n");
    let mut command: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(split_first(words));
    while let Some(option) = parser.next()? {
        match option {
            Short('i') | Long("ignore-environment") => variables.clear(),
            Short('u') | Long("unset") => {
                let name = parser.value()?.string()?;
                variables.retain(|(known, _)| *known != name);
            }
            Short('C') | Long("chdir") => directory = Some(parser.value()?.string()?),
            Short('0') | Long("null") => end = "\0",
            Value(word) => {
                let word = word.string()?;
                if word == "-" {
                    variables.clear();
                    continue;
                }
                let Some((name, value)) = word.split_once('=') else {
                    command.push(word);
                    for word in parser.raw_args()? {
                        command.push(word.string()?);
                    }
                    break;
                };
                variables.retain(|(known, _)| known != name);
                variables.push((name.to_string(), value.to_string()));
            }
            other => return Err(other.unexpected().into()),
        }
    }
    let environment: Vec<String> =
        variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if command.is_empty() {
        let mut out = Output::standard();
        for variable in environment {
            write!(out, "{variable}{end}")?;
        }
        out.flush()?;
        return Ok(0);
    }
    let start = Start {
        environment: Some(&environment),
        directory: directory.as_deref(),
        ..Start::new(&command)
    };
    Ok(start.run("env")?)
}

/// The words, with those of a leading `-S STRING` apart: a script's first line has one word only.
fn split_first(words: Vec<String>) -> Vec<String> {
    let Some(text) = words
        .get(1)
        .and_then(|word| word.strip_prefix("-S").or_else(|| word.strip_prefix("--split-string=")))
    else {
        return words;
    };
    let (text, rest) = match text {
        "" => (words.get(2).cloned().unwrap_or_default(), 3),
        text => (text.to_string(), 2),
    };
    let name = words.first().cloned().unwrap_or_default();
    let parts = text.split_whitespace().map(String::from);
    std::iter::once(name).chain(parts).chain(words.into_iter().skip(rest)).collect()
}

/// Runs `envsubst`: `$NAME` and `${NAME}` of standard input, only those of the operand when there is one.
pub fn envsubst(words: Vec<String>) -> Outcome {
    let text = crate::system::read("-")?;
    let text = String::from_utf8(text).map_err(|_| Trouble::from("the input is no UTF-8"))?;
    let only: Option<Vec<String>> = words.get(1).map(|format| {
        let mut names = Vec::new();
        substitute(format, |name| {
            names.push(name.to_string());
            None
        });
        names
    });
    let out = substitute(&text, |name| {
        let wanted = only.as_ref().is_none_or(|only| only.iter().any(|known| known == name));
        wanted.then(|| std::env::var(name).unwrap_or_default())
    });
    let mut output = Output::standard();
    output.write_all(out.as_bytes())?;
    output.flush()?;
    Ok(0)
}

/// The text with what `value` answers for names; where it answers none, the text stays.
fn substitute(text: &str, mut value: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let braced = rest.starts_with('{');
        let inside = if braced { &rest[1..] } else { rest };
        let end = inside.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let name = &inside[..end.unwrap_or(inside.len())];
        let whole = name.len() + if braced { 2 } else { 0 };
        let closed = !braced || inside[name.len()..].starts_with('}');
        let named = name.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_');
        let found = if closed && named { value(name) } else { None };
        match found {
            Some(value) => {
                out.push_str(&value);
                rest = &rest[whole..];
            }
            None => out.push('$'),
        }
    }
    out + rest
}
