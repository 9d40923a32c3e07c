//! `jq`, by the crates of jaq.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};

use jaq_all::data::{self, DataKind, Filter, Runner};
use jaq_all::jaq_core::{Vars, unwrap_valr};
use jaq_all::json::Val;
use jaq_all::{fmts, load};

/// Statuses of jq(1).
const TROUBLE: i32 = 2;
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
    sort_keys: bool,
    exit_status: bool,
    indent: usize,
    variables: Vec<(String, Val)>,
    operands: Vec<String>,
}

/// Runs it: 0; with `-e` 1 when the last value is false or null, 4 when there is none; 2, 3 and 5 on
/// trouble.
pub fn main(arguments: Vec<OsString>) -> i32 {
    let words = arguments.into_iter().map(|word| word.to_string_lossy().into_owned()).collect();
    match parse(words).and_then(run) {
        Ok(status) => status,
        Err((status, error)) => {
            eprintln!("jq: {error}");
            status
        }
    }
}

type Trouble = (i32, String);

fn parse(words: Vec<String>) -> Result<Options, Trouble> {
    let mut options = Options { indent: 2, ..Options::default() };
    let mut words = words.into_iter().skip(1);
    let missing = |name: &str| (TROUBLE, format!("{name} needs more arguments"));
    while let Some(word) = words.next() {
        let mut next = || words.next().ok_or_else(|| missing(&word));
        match word.as_str() {
            "--arg" => options.variables.push((next()?, Val::from(next()?))),
            "--argjson" => {
                let (name, text) = (next()?, next()?);
                let value = fmts::read::json::parse_single(text.as_bytes());
                let value = value.map_err(|error| (TROUBLE, format!("{text}: {error}")))?;
                options.variables.push((name, value));
            }
            "--indent" => {
                let text = next()?;
                options.indent = text.parse().map_err(|_| (TROUBLE, format!("--indent {text}")))?;
            }
            "--null-input" => options.null_input = true,
            "--slurp" => options.slurp = true,
            "--raw-input" => options.raw_input = true,
            "--raw-output" => options.raw = true,
            "--join-output" => options.join = true,
            "--compact-output" => options.compact = true,
            "--sort-keys" => options.sort_keys = true,
            "--exit-status" => options.exit_status = true,
            "--monochrome-output" => {}
            short if short.starts_with('-') && short.len() > 1 && !short.starts_with("--") => {
                for letter in short.chars().skip(1) {
                    match letter {
                        'n' => options.null_input = true,
                        's' => options.slurp = true,
                        'R' => options.raw_input = true,
                        'r' => options.raw = true,
                        'j' => options.join = true,
                        'c' => options.compact = true,
                        'S' => options.sort_keys = true,
                        'e' => options.exit_status = true,
                        'M' => {}
                        other => return Err((TROUBLE, format!("unknown option -{other}"))),
                    }
                }
            }
            long if long.starts_with("--") => {
                return Err((TROUBLE, format!("unknown option {long}")));
            }
            _ => options.operands.push(word),
        }
    }
    Ok(options)
}

fn run(mut options: Options) -> Result<i32, Trouble> {
    if options.operands.is_empty() {
        return Err((TROUBLE, "a filter is needed, such as `jq .`".into()));
    }
    let filter = compile(&options.operands.remove(0), &options)?;
    let input = input(&options)?;
    let mut runner = Runner { null_input: options.null_input, ..Runner::default() };
    runner.writer.join = options.join;
    runner.writer.pp.sort_keys = options.sort_keys;
    if !options.compact {
        runner.writer.pp.indent = Some(" ".repeat(options.indent));
        runner.writer.pp.sep_space = true;
    }
    if options.raw || options.join {
        runner.writer.format = fmts::Format::Raw;
    }
    let vars = Vars::new(options.variables.into_iter().map(|(_, value)| value));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut last = None;
    let name = Val::from("<stdin>".to_string());
    let bad_input = |error: String| (TROUBLE, error);
    let done = data::run(&runner, &filter, vars, (&name, input.into_iter()), bad_input, |value| {
        let value = unwrap_valr(value).map_err(|error| (FAILED, error.to_string()))?;
        last = Some(!matches!(value, Val::Null | Val::Bool(false)));
        fmts::write::write(&mut out, &runner.writer, &value)
            .map_err(|error| (TROUBLE, error.to_string()))
    });
    out.flush().map_err(|error| (TROUBLE, error.to_string()))?;
    done?;
    Ok(match last {
        _ if !options.exit_status => 0,
        Some(true) => 0,
        Some(false) => 1,
        None => 4,
    })
}

fn compile(code: &str, options: &Options) -> Result<Filter, Trouble> {
    let names: Vec<String> = options.variables.iter().map(|(name, _)| name.clone()).collect();
    jaq_all::compile_with::<DataKind>(code, jaq_all::defs(), data::funs(), &names).map_err(
        |reports| {
            let texts = reports.iter().map(|report| load::FileReportsDisp::new(report).to_string());
            (NOT_A_FILTER, texts.collect::<String>())
        },
    )
}

/// All values of all files.
fn input(options: &Options) -> Result<Vec<Result<Val, String>>, Trouble> {
    let mut text = Vec::new();
    if options.operands.is_empty() && !options.null_input {
        let read = std::io::stdin().read_to_end(&mut text);
        read.map_err(|error| (TROUBLE, error.to_string()))?;
    }
    for operand in &options.operands {
        let content = std::fs::read(operand);
        text.extend(content.map_err(|error| (TROUBLE, format!("{operand}: {error}")))?);
    }
    let values: Vec<Result<Val, String>> = if options.raw_input {
        let text = String::from_utf8_lossy(&text).into_owned();
        if options.slurp {
            return Ok(vec![Ok(Val::from(text))]);
        }
        text.lines().map(|line| Ok(Val::from(line.to_string()))).collect()
    } else {
        let values = fmts::read::json::parse_many(&text);
        values.map(|value| value.map_err(|error| error.to_string())).collect()
    };
    if options.slurp {
        let all: Result<Vec<Val>, String> = values.into_iter().collect();
        return Ok(vec![all.map(|all| all.into_iter().collect())]);
    }
    Ok(values)
}
