//! `env`: a command with another environment (env(1)).

use std::ffi::OsString;

use crate::system;

/// Statuses of env(1).
const TROUBLE: i32 = 125;
const NOT_FOUND: i32 = 127;

/// Runs it: the status of the command.
pub fn main(arguments: Vec<OsString>) -> i32 {
    let mut words =
        arguments.into_iter().skip(1).map(|word| word.to_string_lossy().into_owned()).peekable();
    let mut variables: Vec<(String, String)> = std::env::vars().collect();
    while let Some(word) = words.next_if(|word| word.starts_with('-')) {
        match word.as_str() {
            "-" | "-i" | "--ignore-environment" => variables.clear(),
            "-u" | "--unset" => {
                let Some(name) = words.next() else {
                    eprintln!("env: {word} needs a name");
                    return TROUBLE;
                };
                variables.retain(|(known, _)| *known != name);
            }
            "--" => break,
            _ => {
                eprintln!("env: unknown option {word}");
                return TROUBLE;
            }
        }
    }
    while let Some(word) = words.next_if(|word| word.contains('=')) {
        if let Some((name, value)) = word.split_once('=') {
            variables.retain(|(known, _)| known != name);
            variables.push((name.to_string(), value.to_string()));
        }
    }
    let environment: Vec<String> =
        variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let command: Vec<OsString> = words.map(OsString::from).collect();
    if command.is_empty() {
        for variable in environment {
            println!("{variable}");
        }
        return 0;
    }
    system::run_in(command, environment).unwrap_or_else(|error| {
        eprintln!("env: {error}");
        NOT_FOUND
    })
}
