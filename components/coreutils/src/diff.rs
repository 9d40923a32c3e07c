//! `diff` and `cmp`, by uutils diffutils.

use std::ffi::OsString;
use std::io::{Read as _, Write as _};

use diffutilslib::params::{Format, Params, parse_params};

/// Status of trouble.
const TROUBLE: i32 = 2;

/// Runs `diff`: 0 when the files are the same, 1 when not, 2 on trouble.
pub fn diff(arguments: Vec<OsString>) -> i32 {
    let compared =
        parse_params(arguments.into_iter().peekable()).and_then(|params| compare(&params));
    compared.unwrap_or_else(|error| {
        eprintln!("diff: {error}");
        TROUBLE
    })
}

fn compare(params: &Params) -> Result<i32, String> {
    let (from, to) = (read(&params.from)?, read(&params.to)?);
    let names = || (params.from.to_string_lossy(), params.to.to_string_lossy());
    if from == to {
        if params.report_identical_files {
            let (from, to) = names();
            println!("Files {from} and {to} are identical");
        }
        return Ok(0);
    }
    let mut out = std::io::stdout().lock();
    let difference = match params.format {
        Format::Normal => diffutilslib::normal_diff(&from, &to, params),
        Format::Unified => diffutilslib::unified_diff(&from, &to, params),
        Format::Context => diffutilslib::context_diff(&from, &to, params),
        Format::Ed => {
            diffutilslib::ed_diff(&from, &to, params).map_err(|error| error.to_string())?
        }
        Format::SideBySide => diffutilslib::side_by_side_diff(&from, &to, &mut out, params),
    };
    let written = if params.brief {
        let (from, to) = names();
        writeln!(out, "Files {from} and {to} differ")
    } else {
        out.write_all(&difference)
    };
    written.map_err(|error| error.to_string())?;
    Ok(i32::from(!difference.is_empty()))
}

fn read(path: &OsString) -> Result<Vec<u8>, String> {
    let mut content = Vec::new();
    let read = if path == "-" {
        std::io::stdin().read_to_end(&mut content).map(drop)
    } else {
        std::fs::read(path).map(|bytes| content = bytes)
    };
    let shown = path.to_string_lossy();
    read.map_err(|error| format!("{shown}: {}", uucore::error::strip_errno(&error)))?;
    Ok(content)
}

/// Runs `cmp`: 0 when the files are the same, 1 when not, 2 on trouble.
pub fn cmp(arguments: Vec<OsString>) -> i32 {
    use diffutilslib::cmp::{Cmp, cmp, parse_params};

    match parse_params(arguments.into_iter().peekable()).and_then(|params| cmp(&params)) {
        Ok(Cmp::Equal) => 0,
        Ok(Cmp::Different) => 1,
        Err(error) => {
            eprintln!("{error}");
            TROUBLE
        }
    }
}
