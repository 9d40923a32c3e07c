//! `xargs`: makes command lines of what it reads (xargs(1)).

use std::ffi::OsString;
use std::io::Read as _;

use crate::system;

/// Bytes of a command line, as far below the kernel's limit as environments are long.
const LINE: usize = 64 << 10;

/// Statuses of xargs(1).
const FAILED: i32 = 123;
const TROUBLE: i32 = 1;

#[derive(Default)]
struct Options {
    by_zero: bool,
    only_if_any: bool,
    trace: bool,
    most: Option<usize>,
    delimiter: Option<u8>,
    replace: Option<String>,
    command: Vec<String>,
}

/// Runs it: 0, 123 when a command failed, 1 on trouble.
pub fn main(arguments: Vec<OsString>) -> i32 {
    let words = arguments.into_iter().skip(1).map(|word| word.to_string_lossy().into_owned());
    parse(words.collect()).and_then(run).unwrap_or_else(|error| {
        eprintln!("xargs: {error}");
        TROUBLE
    })
}

fn parse(words: Vec<String>) -> Result<Options, String> {
    let mut options = Options::default();
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next_if(|word| word.starts_with('-') && word.len() > 1) {
        let letter = word.chars().nth(1).unwrap_or_default();
        let attached = word.get(2..).filter(|rest| !rest.is_empty()).map(str::to_string);
        let mut value = || {
            attached.clone().or_else(|| words.next()).ok_or_else(|| format!("{word} needs a value"))
        };
        let number = |text: String| text.parse::<usize>().map_err(|_| format!("{word} {text}"));
        match (word.as_str(), letter) {
            ("--", _) => break,
            ("-0" | "--null", _) => options.by_zero = true,
            ("-r" | "--no-run-if-empty", _) => options.only_if_any = true,
            ("-t" | "--verbose", _) => options.trace = true,
            (_, 'n') => options.most = Some(number(value()?)?.max(1)),
            (_, 'L') => {
                options.most = Some(number(value()?)?.max(1));
                options.delimiter = Some(b'\n');
            }
            // One process at a time is what is allowed, not what is asked for.
            (_, 'P') => drop(number(value()?)?),
            (_, 'd') => {
                let text = value()?;
                options.delimiter = match text.as_bytes() {
                    [byte] => Some(*byte),
                    b"\\n" => Some(b'\n'),
                    b"\\t" => Some(b'\t'),
                    b"\\0" => Some(0),
                    _ => return Err(format!("-d {text}: it is one byte, \\n, \\t or \\0")),
                };
            }
            (_, 'I') => options.replace = Some(value()?),
            _ => return Err(format!("unknown option {word}")),
        }
    }
    options.command = words.collect();
    if options.command.is_empty() {
        options.command.push("echo".into());
    }
    Ok(options)
}

fn run(options: Options) -> Result<i32, String> {
    let mut text = Vec::new();
    std::io::stdin().read_to_end(&mut text).map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&text);
    let items = if options.by_zero {
        split(&text, '\0')
    } else if let Some(delimiter) = options.delimiter {
        split(&text, char::from(delimiter))
    } else if options.replace.is_some() {
        text.lines()
            .map(|line| line.trim_start().to_string())
            .filter(|line| !line.is_empty())
            .collect()
    } else {
        words(&text)?
    };
    let mut failed = false;
    let mut execute = |command: Vec<String>| -> Result<(), String> {
        if options.trace {
            eprintln!("{}", command.join(" "));
        }
        match system::run(command.into_iter().map(OsString::from).collect())? {
            0 => {}
            255 => return Err("a command exited with status 255".into()),
            _ => failed = true,
        }
        Ok(())
    };
    if let Some(replace) = &options.replace {
        for item in &items {
            execute(options.command.iter().map(|word| word.replace(replace, item)).collect())?;
        }
    } else if items.is_empty() {
        if !options.only_if_any {
            execute(options.command.clone())?;
        }
    } else {
        let mut items = items.into_iter().peekable();
        while items.peek().is_some() {
            let mut command = options.command.clone();
            let (mut count, mut bytes) = (0, 0);
            while let Some(item) = items.next_if(|item| {
                let fits = count == 0 || bytes + item.len() < LINE;
                fits && options.most.is_none_or(|most| count < most)
            }) {
                (count, bytes) = (count + 1, bytes + item.len() + 1);
                command.push(item);
            }
            execute(command)?;
        }
    }
    Ok(if failed { FAILED } else { 0 })
}

fn split(text: &str, delimiter: char) -> Vec<String> {
    text.split_terminator(delimiter).map(str::to_string).collect()
}

/// Blanks part items, quotes and backslashes keep them together.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\\' => word.get_or_insert_default().extend(rest.next()),
            quote @ ('\'' | '"') => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next() {
                        Some(end) if end == quote => break,
                        Some('\n') | None => {
                            return Err(format!(
                                "unmatched {quote}; by default quotes are special to xargs unless you use the -0 option"
                            ));
                        }
                        Some(character) => word.push(character),
                    }
                }
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn quotes_keep_items_together() {
        let expected: Vec<String> = ["a", "b c", "d'e", "f g", ""].map(String::from).into();
        assert_eq!(words("a 'b c'\n\td\\'e f\\ g \"\"").unwrap(), expected);
        assert!(words("'a").is_err());
    }
}
