//! `jq`, by the crates of jaq; `yq`, the same with YAML in and out.

use std::collections::VecDeque;
use std::io::Write as _;

use jaq_all::data::{self, DataKind, Filter, Runner};
use jaq_all::fmts::Format;
use jaq_all::jaq_core::{Exn, Vars};
use jaq_all::json::Val;
use jaq_all::{fmts, load};

use crate::outcome::{Outcome, Trouble};
use crate::system::{Output, read};

/// Deepest nesting of values that are read.
const DEPTH: usize = 1000;

/// Statuses of jq(1).
const NO_VALUE: i32 = 4;
const NOT_A_FILTER: i32 = 3;
const FAILED: i32 = 5;

#[derive(Default)]
struct Options {
    null_input: bool,
    slurp: bool,
    raw_input: bool,
    raw: bool,
    join: bool,
    compact: bool,
    tabs: bool,
    sort_keys: bool,
    exit_status: bool,
    color: bool,
    indent: usize,
    from: Option<Format>,
    to: Option<Format>,
    source: Option<String>,
    variables: Vec<(String, Val)>,
    positional: Vec<Val>,
    operands: Vec<String>,
}

/// Runs it: 0; with `-e` 1 when the last value is false or null, 4 when there is none; 2, 3 and 5 on
/// trouble.
pub fn main(words: Vec<String>) -> Outcome {
    let mut options = Options { indent: 2, ..Options::default() };
    if crate::called_as(&words) == "yq" {
        (options.from, options.to) = (Some(Format::Yaml), Some(Format::Yaml));
    }
    parse(words, &mut options)?;
    run(options)
}

/// What `--args` and `--jsonargs` make of the operands behind them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operand {
    File,
    Text,
    Json,
}

/// Whether a text nests deeper than the crate's parser, which calls itself, can follow. Other formats than
/// JSON are judged by their brackets too.
pub fn is_too_deep(text: &[u8]) -> bool {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for byte in text {
        match (byte, quoted) {
            _ if escaped => escaped = false,
            (b'\\', true) => escaped = true,
            (b'"', _) => quoted = !quoted,
            (b'[' | b'{', false) => depth += 1,
            (b']' | b'}', false) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH {
            return true;
        }
    }
    false
}

fn json(text: &str) -> Result<Val, Trouble> {
    fmts::read::json::parse_single(text.as_bytes())
        .map_err(|error| format!("{text}: {error}").into())
}

fn content(path: &str) -> Result<Vec<u8>, Trouble> {
    read(path).map_err(|error| Trouble::about(path, &error))
}

fn text_of(bytes: Vec<u8>) -> Val {
    Val::utf8_str(bytes)
}

fn parse(words: Vec<String>, options: &mut Options) -> Result<(), Trouble> {
    let mut words: VecDeque<String> = words.into_iter().skip(1).collect();
    let mut operand = Operand::File;
    let mut only_operands = false;
    while let Some(word) = words.pop_front() {
        if only_operands || !word.starts_with('-') || word == "-" {
            match operand {
                _ if options.operands.is_empty() && options.source.is_none() => {
                    options.operands.push(word);
                }
                Operand::File => options.operands.push(word),
                Operand::Text => options.positional.push(Val::from(word)),
                Operand::Json => options.positional.push(json(&word)?),
            }
            continue;
        }
        let mut next = || words.pop_front().ok_or_else(|| format!("{word} needs more arguments"));
        match word.as_str() {
            "--" => only_operands = true,
            "--arg" => options.variables.push((next()?, Val::from(next()?))),
            "--argjson" => {
                let name = next()?;
                options.variables.push((name, json(&next()?)?));
            }
            "--rawfile" => {
                let name = next()?;
                options.variables.push((name, text_of(content(&next()?)?)));
            }
            "--slurpfile" => {
                let name = next()?;
                let text = content(&next()?)?;
                let values: Result<Val, _> = fmts::read::json::parse_many(&text).collect();
                options.variables.push((name, values.map_err(|error| error.to_string())?));
            }
            "--args" => operand = Operand::Text,
            "--jsonargs" => operand = Operand::Json,
            "--indent" => {
                let text = next()?;
                let indent = text.parse().ok().filter(|indent| *indent <= 7);
                options.indent = indent.ok_or_else(|| format!("--indent {text}: it is 0 to 7"))?;
                options.compact |= options.indent == 0;
            }
            "--tab" => options.tabs = true,
            "--from-file" => options.source = Some(next()?),
            "--null-input" => options.null_input = true,
            "--slurp" => options.slurp = true,
            "--raw-input" => options.raw_input = true,
            "--raw-output" => options.raw = true,
            "--join-output" => options.join = true,
            "--compact-output" => options.compact = true,
            "--sort-keys" => options.sort_keys = true,
            "--exit-status" => options.exit_status = true,
            "--color-output" => options.color = true,
            "--monochrome-output" | "--unbuffered" => {}
            "--yaml-output" => options.to = Some(Format::Yaml),
            short if !short.starts_with("--") => {
                let mut letters = short.chars().skip(1);
                while let Some(letter) = letters.next() {
                    match letter {
                        'n' => options.null_input = true,
                        's' => options.slurp = true,
                        'R' => options.raw_input = true,
                        'r' => options.raw = true,
                        'j' => options.join = true,
                        'c' => options.compact = true,
                        'S' => options.sort_keys = true,
                        'e' => options.exit_status = true,
                        'C' => options.color = true,
                        'M' => {}
                        'f' => options.source = Some(next()?),
                        'y' => options.to = Some(Format::Yaml),
                        'o' => {
                            let rest: String = letters.by_ref().collect();
                            let name = if rest.is_empty() { next()? } else { rest };
                            options.to = Some(match name.trim_start_matches('=') {
                                "json" | "j" => Format::Json,
                                "yaml" | "y" => Format::Yaml,
                                other => {
                                    return Err(
                                        format!("-o {other}: there are json and yaml").into()
                                    );
                                }
                            });
                        }
                        other => return Err(format!("unknown option -{other}").into()),
                    }
                }
            }
            long => return Err(format!("unknown option {long}").into()),
        }
    }
    Ok(())
}

fn run(mut options: Options) -> Outcome {
    let code = match options.source.take() {
        Some(path) => String::from_utf8_lossy(&content(&path)?).into_owned(),
        None if options.operands.is_empty() && options.from.is_none() => {
            return Err("a filter is needed, such as `jq .`".into());
        }
        None if options.operands.is_empty() => ".".into(),
        None => options.operands.remove(0),
    };
    let named: Vec<(String, Val)> = options.variables.clone();
    let object = |entries: Vec<(String, Val)>| {
        Val::obj(entries.into_iter().map(|(name, value)| (Val::from(name), value)).collect())
    };
    let positional: Val = std::mem::take(&mut options.positional).into_iter().collect();
    let arguments =
        vec![("positional".to_string(), positional), ("named".to_string(), object(named))];
    options.variables.push(("ARGS".into(), object(arguments)));
    let environment = std::env::vars().map(|(name, value)| (name, Val::from(value))).collect();
    options.variables.push(("ENV".into(), object(environment)));
    let filter = compile(&code, &options)?;
    let mut runner = Runner { null_input: options.null_input, ..Runner::default() };
    runner.writer.join = options.join;
    runner.writer.pp.sort_keys = options.sort_keys;
    runner.writer.format = options.to.unwrap_or_default();
    if !options.compact {
        let indent = if options.tabs { "\t".into() } else { " ".repeat(options.indent) };
        runner.writer.pp.indent = Some(indent);
        runner.writer.pp.sep_space = true;
    }
    if options.color {
        runner.writer.pp.styles = jaq_all::json::write::Styles::ansi();
    }
    if options.raw || options.join {
        runner.writer.format = Format::Raw;
    }
    let mut out = Output::standard();
    let (mut last, mut status, mut halted) = (None, 0, None);
    let files: Vec<String> = std::mem::take(&mut options.operands);
    let (inputs, name) = inputs(&options, &files)?;
    let vars = Vars::new(options.variables.iter().map(|(_, value)| value.clone()));
    let bad_input = |error: String| Trouble::new(2, error);
    let done = data::run(&runner, &filter, vars, (&name, inputs.into_iter()), bad_input, |value| {
        if halted.is_some() {
            return Ok(());
        }
        match value {
            Ok(value) => {
                last = Some(!matches!(value, Val::Null | Val::Bool(false)));
                fmts::write::write(&mut out, &runner.writer, &value)?;
            }
            Err(exception) => match exception_of(exception) {
                Failure::Halt(code) => halted = Some(code),
                Failure::Error(error) => {
                    out.flush()?;
                    eprintln!("jq: error: {error}");
                    status = FAILED;
                }
            },
        }
        Ok(())
    });
    out.flush()?;
    done?;
    if let Some(code) = halted {
        return Ok(code);
    }
    Ok(match last {
        _ if status != 0 || !options.exit_status => status,
        Some(true) => 0,
        Some(false) => 1,
        None => NO_VALUE,
    })
}

enum Failure {
    Halt(i32),
    Error(String),
}

fn exception_of(exception: Exn<'_, Val>) -> Failure {
    match exception.get_err() {
        Ok(error) => Failure::Error(error.to_string()),
        Err(exception) => match exception.get_halt() {
            Ok(code) => Failure::Halt(code),
            Err(_) => Failure::Error("break outside of its label".into()),
        },
    }
}

fn compile(code: &str, options: &Options) -> Result<Filter, Trouble> {
    let names: Vec<String> = options.variables.iter().map(|(name, _)| name.clone()).collect();
    jaq_all::compile_with::<DataKind>(code, jaq_all::defs(), data::funs(), &names).map_err(
        |reports| {
            let texts = reports.iter().map(|report| load::FileReportsDisp::new(report).to_string());
            Trouble::new(NOT_A_FILTER, texts.collect::<String>())
        },
    )
}

type Values = Vec<Result<Val, String>>;

/// All values of all files, and the name of the last file.
fn inputs(options: &Options, files: &[String]) -> Result<(Values, Val), Trouble> {
    let mut values: Values = Vec::new();
    let mut whole = Vec::new();
    let name = files.last().map_or("<stdin>", String::as_str);
    let standard = [String::from("-")];
    let files = if files.is_empty() { standard.as_slice() } else { files };
    for path in files {
        // `-n` reads only for `input`; a terminal is not waited for.
        if path == "-" && options.null_input && kernelet_system::isatty(0).unwrap_or(false) {
            continue;
        }
        whole.extend(content(path)?);
    }
    if options.raw_input {
        let text = String::from_utf8_lossy(&whole).into_owned();
        if options.slurp {
            return Ok((vec![Ok(Val::from(text))], Val::from(name.to_string())));
        }
        values.extend(text.lines().map(|line| Ok(Val::from(line.to_string()))));
    } else {
        let format = options.from.unwrap_or_default();
        if is_too_deep(&whole) {
            return Err(Trouble::new(2, format!("the input is nested deeper than {DEPTH} levels")));
        }
        let whole = bytes::Bytes::from(whole);
        let text = fmts::read::bytes_str(format, &whole)?;
        for value in fmts::read::parse(format, &whole, text, false) {
            let failed = value.is_err();
            values.push(value.map_err(|error| format!("error: {error}")));
            // Behind what is no value there is nothing to be read.
            if failed {
                break;
            }
        }
    }
    if options.slurp {
        let all: Result<Vec<Val>, String> = values.into_iter().collect();
        values = vec![all.map(|all| all.into_iter().collect())];
    }
    Ok((values, Val::from(name.to_string())))
}
