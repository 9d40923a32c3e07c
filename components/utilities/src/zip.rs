//! `zip` and `unzip`, by the crate `zip`.

use std::io::{BufReader, Read as _, Seek, Write};

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};
use kernelet_system::{FileStat, FileType, OpenFlags, TimeUpdate, Timestamp};
use lexopt::prelude::*;
use walkdir::WalkDir;

use crate::outcome::{Outcome, Trouble};
use crate::posix::Regex;
use crate::system::{self, File, Output, cause};

/// Statuses of zip(1) and unzip(1).
const NOTHING_TO_DO: i32 = 12;
const NO_ARCHIVE: i32 = 9;
const NOT_MATCHED: i32 = 11;

fn patterns(texts: &[String]) -> Result<Vec<Regex>, Trouble> {
    Ok(texts.iter().map(|text| Regex::glob(text, false)).collect::<Result<_, _>>()?)
}

fn any(patterns: &[Regex], name: &str) -> bool {
    patterns.iter().any(|pattern| pattern.is_match(name.as_bytes()))
}

/// `zip [-r] [-q] [-j] [-0…-9] [-x PATTERN…] ARCHIVE FILE…`: makes an archive, or adds to it.
pub fn zip(words: Vec<String>) -> Outcome {
    let (mut recursive, mut quiet, mut junk, mut level) = (false, false, false, 6);
    let mut excluded: Vec<String> = Vec::new();
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('r') | Long("recurse-paths") => recursive = true,
            Short('q') | Long("quiet") => quiet = true,
            Short('j') | Long("junk-paths") => junk = true,
            Short('y') | Long("symlinks") | Short('X' | 'D') => {}
            Short(digit @ '0'..='9') => level = i64::from(digit.to_digit(10).unwrap_or(6)),
            Short('x') | Long("exclude") => {
                for value in parser.values()? {
                    excluded.push(value.string()?);
                }
            }
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.len() < 2 {
        return Err("an archive and files are needed: zip [-r] ARCHIVE FILE...".into());
    }
    let mut archive = operands.remove(0);
    if archive != "-" && !archive.rsplit('/').next().unwrap_or_default().contains('.') {
        archive.push_str(".zip");
    }
    let excluded = patterns(&excluded)?;
    let mut entries: Vec<(String, String)> = Vec::new();
    for operand in &operands {
        let depth = if recursive { usize::MAX } else { 0 };
        for entry in WalkDir::new(operand).max_depth(depth).sort_by_file_name() {
            let entry = entry.map_err(|error| {
                let why = error.io_error().map_or_else(|| error.to_string(), cause);
                format!("{operand}: {why}")
            });
            let entry = match entry {
                Ok(entry) => entry,
                Err(why) => {
                    if !quiet {
                        eprintln!("zip warning: name not matched: {why}");
                    }
                    continue;
                }
            };
            let path = entry.path().to_string_lossy().into_owned();
            let name =
                if junk { entry.file_name().to_string_lossy().into_owned() } else { path.clone() };
            let name = name.trim_start_matches("./").trim_start_matches('/').to_string();
            let directory = entry.file_type().is_dir();
            if name.is_empty()
                || name == "."
                || (junk && directory)
                || any(&excluded, &name)
                || path == archive
            {
                continue;
            }
            let name = if directory { format!("{}/", name.trim_end_matches('/')) } else { name };
            entries.push((name, path));
        }
    }
    if entries.is_empty() {
        println!("\nzip error: Nothing to do! ({archive})");
        return Ok(NOTHING_TO_DO);
    }
    let broken = |error: ::zip::result::ZipError| Trouble::from(format!("{archive}: {error}"));
    // The new archive takes the old one's place when it is whole.
    let new = format!("{archive}.new");
    let flags = OpenFlags::READ | OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
    let file = File::with(&new, flags, 0o666).map_err(|error| Trouble::about(&archive, &error))?;
    let written = (|| {
        let mut writer = ZipWriter::new(file);
        if system::stat(&archive, true).is_ok() {
            let old = File::open(&archive).map_err(|error| Trouble::about(&archive, &error))?;
            let mut old = ZipArchive::new(BufReader::new(old)).map_err(broken)?;
            for index in 0..old.len() {
                let entry = old.by_index_raw(index).map_err(broken)?;
                let kept = entry.name().map_err(broken)?.into_owned();
                if !entries.iter().any(|(name, _)| *name == kept) {
                    writer.raw_copy_file(entry).map_err(broken)?;
                }
            }
        }
        for (name, path) in &entries {
            let stat = system::stat(path, true).map_err(|error| Trouble::about(path, &error))?;
            add(&mut writer, name, path, &stat, level)?;
            if !quiet {
                println!("  adding: {name}");
            }
        }
        writer.finish().map(drop).map_err(broken)
    })();
    let placed = written.and_then(|()| {
        kernelet_system::rename(None, new.as_bytes(), None, archive.as_bytes()).map_err(|errno| {
            Trouble::from(format!("{archive}: {}", kernelet_system::error::text(errno)))
        })
    });
    if placed.is_err() {
        // What is half written is of no use.
        let _ = kernelet_system::unlink(None, new.as_bytes());
    }
    placed.map(|()| 0)
}

fn add<W: Write + Seek>(
    writer: &mut ZipWriter<W>,
    name: &str,
    path: &str,
    stat: &FileStat,
    level: i64,
) -> Result<(), Trouble> {
    let broken = |error: ::zip::result::ZipError| Trouble::from(format!("{path}: {error}"));
    let mut options = SimpleFileOptions::default()
        .unix_permissions(stat.mode & 0o7777)
        .large_file(stat.size >= u64::from(u32::MAX))
        .compression_method(if level == 0 {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        });
    if level > 0 {
        options = options.compression_level(Some(level));
    }
    if let Some(time) = dos_time(stat.mtime.seconds) {
        options = options.last_modified_time(time);
    }
    if stat.kind == FileType::Directory {
        return writer.add_directory(name, options).map_err(broken);
    }
    writer.start_file(name, options).map_err(broken)?;
    let mut reader = system::input(path).map_err(|error| Trouble::about(path, &error))?;
    std::io::copy(&mut reader, writer).map_err(|error| Trouble::about(path, &error))?;
    Ok(())
}

/// A time as archives have it, from 1980 on.
fn dos_time(seconds: i64) -> Option<DateTime> {
    use chrono::{Datelike as _, Timelike as _};

    let time = chrono::DateTime::from_timestamp(seconds, 0)?;
    let [month, day, hour, minute, second] =
        [time.month(), time.day(), time.hour(), time.minute(), time.second()]
            .map(|part| u8::try_from(part).unwrap_or(0));
    DateTime::from_date_and_time(u16::try_from(time.year()).ok()?, month, day, hour, minute, second)
        .ok()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Extract,
    List,
    Test,
    Print,
}

/// `unzip [-l] [-t] [-p] [-o] [-n] [-q] [-j] [-d DIRECTORY] ARCHIVE [PATTERN…] [-x PATTERN…]`.
pub fn unzip(words: Vec<String>) -> Outcome {
    let mut action = Action::Extract;
    let (mut overwrite, mut quiet, mut junk) = (None, false, false);
    let mut directory = String::from(".");
    let mut excluded: Vec<String> = Vec::new();
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('l' | 'v') => action = Action::List,
            Short('t') => action = Action::Test,
            Short('p' | 'c') => action = Action::Print,
            Short('o') => overwrite = Some(true),
            Short('n') => overwrite = Some(false),
            Short('q') => quiet = true,
            Short('j') => junk = true,
            Short('d') => directory = parser.value()?.string()?,
            Short('x') => {
                for value in parser.values()? {
                    excluded.push(value.string()?);
                }
            }
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        return Err("an archive is needed: unzip ARCHIVE [-d DIRECTORY]".into());
    }
    let mut path = operands.remove(0);
    if system::stat(&path, true).is_err() && system::stat(&format!("{path}.zip"), true).is_ok() {
        path.push_str(".zip");
    }
    let missing = |error: std::io::Error| {
        Trouble::new(NO_ARCHIVE, format!("cannot find or open {path}: {}", cause(&error)))
    };
    let broken =
        |error: ::zip::result::ZipError| Trouble::new(NO_ARCHIVE, format!("{path}: {error}"));
    let file = File::open(&path).map_err(missing)?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
    let (wanted, excluded) = (patterns(&operands)?, patterns(&excluded)?);
    let mut out = Output::standard();
    if action != Action::Print && !quiet {
        writeln!(out, "Archive:  {path}")?;
    }
    if action == Action::List {
        writeln!(out, "  Length      Date    Time    Name")?;
        writeln!(out, "---------  ---------- -----   ----")?;
    }
    let (mut count, mut total, mut status) = (0u64, 0u64, 0);
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(broken)?;
        let name = entry.name().map_err(broken)?.into_owned();
        if (!wanted.is_empty() && !any(&wanted, &name)) || any(&excluded, &name) {
            continue;
        }
        count += 1;
        total = total.saturating_add(entry.size());
        match action {
            Action::List => {
                let time = entry.last_modified().unwrap_or_default();
                writeln!(
                    out,
                    "{:>9}  {:04}-{:02}-{:02} {:02}:{:02}   {name}",
                    entry.size(),
                    time.year(),
                    time.month(),
                    time.day(),
                    time.hour(),
                    time.minute()
                )?;
            }
            Action::Test => {
                let read = std::io::copy(&mut entry, &mut std::io::sink());
                let result = read.map_or_else(|error| error.to_string(), |_| "OK".into());
                status = if result == "OK" { status } else { 2 };
                writeln!(out, "    testing: {name:<22} {result}")?;
            }
            Action::Print => {
                std::io::copy(&mut entry, &mut out)
                    .map_err(|error| Trouble::about(&name, &error))?;
            }
            Action::Extract => {
                let Some(inside) = entry.enclosed_name() else {
                    eprintln!("unzip: {name}: leads out of the directory; not extracted");
                    status = 2;
                    continue;
                };
                let inside = inside.to_string_lossy().into_owned();
                let inside = match inside.rsplit_once('/') {
                    Some((_, last)) if junk => last.to_string(),
                    _ => inside,
                };
                if junk && entry.is_dir() {
                    continue;
                }
                let target = format!("{}/{inside}", directory.trim_end_matches('/'));
                let target = target.strip_prefix("./").unwrap_or(&target).to_string();
                if let Some(link) = link_above(&target, &directory) {
                    eprintln!(
                        "unzip: {target}: {link} is a symbolic link; nothing is put below it"
                    );
                    status = 2;
                    continue;
                }
                if let Err(trouble) = extract(&mut entry, &target, overwrite, quiet, &mut out) {
                    out.flush()?;
                    eprintln!("unzip: {}", trouble.message);
                    status = if status == 0 { 1 } else { status };
                }
            }
        }
    }
    match action {
        Action::List => {
            writeln!(out, "---------                     -------")?;
            let plural = if count == 1 { "" } else { "s" };
            writeln!(out, "{total:>9}                     {count} file{plural}")?;
        }
        Action::Test if status == 0 && !quiet => {
            writeln!(out, "No errors detected in compressed data of {path}.")?;
        }
        _ => {}
    }
    out.flush()?;
    if count == 0 && !wanted.is_empty() {
        eprintln!("caution: filename not matched:  {}", operands.join(" "));
        return Ok(NOT_MATCHED);
    }
    Ok(status)
}

/// A symbolic link on the way from the directory to what is extracted.
fn link_above(target: &str, directory: &str) -> Option<String> {
    let start = if directory == "." { 0 } else { directory.trim_end_matches('/').len() + 1 };
    let ends = target.match_indices('/').map(|(at, _)| at).filter(|at| *at >= start && *at > 0);
    ends.filter_map(|end| target.get(..end))
        .find(|above| {
            system::stat(above, false).is_ok_and(|stat| stat.kind == FileType::SymbolicLink)
        })
        .map(String::from)
}

fn extract<R: std::io::Read>(
    entry: &mut ::zip::read::ZipFile<'_, R>,
    target: &str,
    overwrite: Option<bool>,
    quiet: bool,
    out: &mut Output,
) -> Result<(), Trouble> {
    let failed = |error: std::io::Error| Trouble::about(target, &error);
    if entry.is_dir() {
        std::fs::create_dir_all(target).map_err(failed)?;
        if !quiet {
            writeln!(out, "   creating: {target}")?;
        }
        return Ok(());
    }
    if let Some((parent, _)) = target.rsplit_once('/') {
        std::fs::create_dir_all(parent).map_err(failed)?;
    }
    if system::stat(target, false).is_ok() {
        match overwrite {
            Some(true) => kernelet_system::unlink(None, target.as_bytes())
                .map_err(|errno| failed(system::file::error(errno)))?,
            Some(false) => return Ok(()),
            None => {
                return Err(format!("{target} exists; -o replaces, -n keeps what is there").into());
            }
        }
    }
    let mode = entry.unix_mode().unwrap_or(0o644);
    if entry.is_symlink() {
        let mut link = Vec::new();
        entry.take(4096).read_to_end(&mut link).map_err(failed)?;
        return kernelet_system::symlink(&link, None, target.as_bytes())
            .map_err(|errno| failed(system::file::error(errno)));
    }
    let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
    let mut file = File::with(target, flags, mode & 0o777).map_err(failed)?;
    std::io::copy(entry, &mut file).map_err(failed)?;
    drop(file);
    if let Some(seconds) = entry.last_modified().and_then(seconds) {
        let at = Timestamp { seconds, nanoseconds: 0 };
        // Times are a courtesy.
        let _ = kernelet_system::utimes(
            None,
            target.as_bytes(),
            TimeUpdate::Now,
            TimeUpdate::At(at),
            true,
        );
    }
    if !quiet {
        writeln!(out, "  inflating: {target}")?;
    }
    Ok(())
}

fn seconds(time: DateTime) -> Option<i64> {
    let date = chrono::NaiveDate::from_ymd_opt(
        i32::from(time.year()),
        u32::from(time.month()),
        u32::from(time.day()),
    )?;
    let time = date.and_hms_opt(
        u32::from(time.hour()),
        u32::from(time.minute()),
        u32::from(time.second()),
    )?;
    Some(time.and_utc().timestamp())
}
