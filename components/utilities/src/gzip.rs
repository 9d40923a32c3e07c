//! `gzip`, `gunzip`, `zcat`, by the crate `flate2`.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use kernelet_system::{FileType, OpenFlags, TimeUpdate};
use lexopt::prelude::*;
use walkdir::WalkDir;

use crate::outcome::{Outcome, Trouble};
use crate::system::{File, Output, cause, input};

/// What a file that was compressed ends with.
const SUFFIX: &str = ".gz";

/// Status of a warning.
const WARNING: i32 = 2;

struct Options {
    decompress: bool,
    test: bool,
    to_output: bool,
    keep: bool,
    force: bool,
    verbose: bool,
    recursive: bool,
    level: u32,
    suffix: String,
}

/// Runs the command of that name: 1 on trouble, 2 on a warning.
pub fn main(words: Vec<String>) -> Outcome {
    let name = crate::called_as(&words);
    let mut options = Options {
        decompress: name != "gzip",
        test: false,
        to_output: name == "zcat",
        keep: false,
        force: name == "zcat",
        verbose: false,
        recursive: false,
        level: 6,
        suffix: SUFFIX.into(),
    };
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('c') | Long("stdout" | "to-stdout") => options.to_output = true,
            Short('d') | Long("decompress" | "uncompress") => options.decompress = true,
            Short('t') | Long("test") => (options.decompress, options.test) = (true, true),
            Short('k') | Long("keep") => options.keep = true,
            Short('f') | Long("force") => options.force = true,
            Short('v') | Long("verbose") => options.verbose = true,
            Short('r') | Long("recursive") => options.recursive = true,
            Short('n' | 'N' | 'q') | Long("no-name" | "name" | "quiet") => {}
            Short('S') | Long("suffix") => options.suffix = parser.value()?.string()?,
            Short(digit @ '1'..='9') => options.level = digit.to_digit(10).unwrap_or(6),
            Long("fast") => options.level = 1,
            Long("best") => options.level = 9,
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        operands.push("-".into());
    }
    let mut status = 0;
    for operand in &operands {
        let files: Vec<String> = if options.recursive && operand != "-" {
            let entries =
                WalkDir::new(operand).sort_by_file_name().into_iter().filter_map(Result::ok);
            entries
                .filter(|entry| entry.file_type().is_file())
                .map(|entry| entry.path().to_string_lossy().into_owned())
                .collect()
        } else {
            vec![operand.clone()]
        };
        for path in files {
            if let Err(trouble) = options.run(&path) {
                eprintln!("{name}: {}", trouble.message);
                status = if status == 1 { 1 } else { trouble.status.unwrap_or(1) };
            }
        }
    }
    Ok(status)
}

impl Options {
    fn run(&self, path: &str) -> Result<(), Trouble> {
        if path == "-" {
            return self.copy(path, File::standard(1));
        }
        if self.test {
            return self.copy(path, File::with("/dev/null", OpenFlags::WRITE, 0)?);
        }
        let path = self.find(path);
        let stat =
            crate::system::stat(&path, true).map_err(|error| Trouble::about(&path, &error))?;
        if stat.kind == FileType::Directory {
            return Err(Trouble::new(WARNING, format!("{path} is a directory -- ignored")));
        }
        if self.to_output {
            return self.copy(&path, File::standard(1));
        }
        let target = if self.decompress {
            let tar = path.strip_suffix(".tgz").map(|stem| format!("{stem}.tar"));
            let plain = path.strip_suffix(self.suffix.as_str()).map(String::from);
            plain.or(tar).ok_or_else(|| {
                Trouble::new(WARNING, format!("{path}: unknown suffix -- ignored"))
            })?
        } else if path.ends_with(self.suffix.as_str()) {
            eprintln!("gzip: {path} already has {} suffix -- unchanged", self.suffix);
            return Ok(());
        } else {
            format!("{path}{}", self.suffix)
        };
        let mut flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        flags.set(OpenFlags::EXCLUSIVE, !self.force);
        let file =
            File::with(&target, flags, stat.mode & 0o7777).map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => {
                    Trouble::new(WARNING, format!("{target} already exists; not overwritten"))
                }
                _ => Trouble::about(&target, &error),
            })?;
        if let Err(trouble) = self.copy(&path, file) {
            // What is half written is of no use.
            let _ = kernelet_system::unlink(None, target.as_bytes());
            return Err(trouble);
        }
        let (access, change) = (TimeUpdate::At(stat.atime), TimeUpdate::At(stat.mtime));
        // Times are a courtesy.
        let _ = kernelet_system::utimes(None, target.as_bytes(), access, change, true);
        if self.verbose {
            let action = if self.keep { "created" } else { "replaced with" };
            eprintln!("{path}:\t{action} {target}");
        }
        if !self.keep {
            kernelet_system::unlink(None, path.as_bytes())
                .map_err(|errno| format!("{path}: {}", kernelet_system::error::text(errno)))?;
        }
        Ok(())
    }

    /// The file itself, or when it is to be decompressed and is not there, that with the suffix.
    fn find(&self, path: &str) -> String {
        let with_suffix = format!("{path}{}", self.suffix);
        if self.decompress
            && crate::system::stat(path, true).is_err()
            && crate::system::stat(&with_suffix, true).is_ok()
        {
            return with_suffix;
        }
        path.to_string()
    }

    fn copy(&self, path: &str, to: File) -> Result<(), Trouble> {
        let shown = if path == "-" { "stdin" } else { path };
        let mut reader = input(path).map_err(|error| Trouble::about(shown, &error))?;
        let mut out = Output::to(to);
        let failed = |error: std::io::Error| {
            let why = match error.kind() {
                std::io::ErrorKind::InvalidInput if self.decompress => "not in gzip format".into(),
                std::io::ErrorKind::UnexpectedEof => "unexpected end of file".into(),
                std::io::ErrorKind::InvalidData => format!("invalid compressed data--{error}"),
                _ => cause(&error),
            };
            Trouble::from(format!("{shown}: {why}"))
        };
        if self.decompress {
            let mut decoder = MultiGzDecoder::new(reader);
            pump(&mut decoder, &mut out).map_err(failed)?;
        } else {
            let mut encoder = GzEncoder::new(&mut out, Compression::new(self.level));
            pump(&mut reader, &mut encoder).map_err(failed)?;
            encoder.finish().map_err(failed)?;
        }
        out.flush().map_err(failed)
    }
}

fn pump(from: &mut impl Read, to: &mut impl Write) -> std::io::Result<u64> {
    std::io::copy(from, to)
}
