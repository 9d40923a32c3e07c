//! Attributes of files: `chmod`, `chown`, `chgrp` change them, `stat` shows them.

use std::io::Write as _;

use kernelet_system::{FileStat, FileType};
use lexopt::prelude::*;
use walkdir::WalkDir;

use crate::mode;
use crate::outcome::{Outcome, Trouble};
use crate::system::{self, Output, cause, file::error};

/// Runs `change` for each file, and with `recursive` for all below: 1 when it failed for one.
fn each(
    who: &str,
    operands: &[String],
    recursive: bool,
    change: impl Fn(&str, bool) -> Result<(), Trouble>,
) -> i32 {
    let mut status = 0;
    for operand in operands {
        let depth = if recursive { usize::MAX } else { 0 };
        for entry in WalkDir::new(operand).max_depth(depth) {
            let changed = match entry {
                Err(error) => {
                    let why = error.io_error().map_or_else(|| error.to_string(), cause);
                    Err(format!("cannot access '{operand}': {why}").into())
                }
                // What a link below names is not part of the tree.
                Ok(entry) if entry.path_is_symlink() && entry.depth() > 0 => Ok(()),
                Ok(entry) => change(&entry.path().to_string_lossy(), entry.file_type().is_dir()),
            };
            if let Err(trouble) = changed {
                eprintln!("{who}: {}", trouble.message);
                status = 1;
            }
        }
    }
    status
}

/// `chmod [-R] MODE FILE…`, the mode octal or symbolic.
pub fn chmod(words: Vec<String>) -> Outcome {
    // A mode may begin with `-`, as in `chmod -x`.
    let mut words: Vec<String> = words.into_iter().skip(1).collect();
    let (mut recursive, mut verbose, mut reference) = (false, false, None);
    words.retain(|word| match word.as_str() {
        "-R" | "--recursive" => {
            recursive = true;
            false
        }
        "-v" | "--verbose" | "-c" | "--changes" => {
            verbose = true;
            false
        }
        "-f" | "--silent" | "--quiet" | "--" => false,
        word => match word.strip_prefix("--reference=") {
            Some(path) => {
                reference = Some(path.to_string());
                false
            }
            None => true,
        },
    });
    let text = match &reference {
        Some(path) => {
            let stat = system::stat(path, true).map_err(|error| Trouble::about(path, &error))?;
            format!("{:o}", stat.mode & 0o7777)
        }
        None if words.is_empty() => return Err("missing operand".into()),
        None => words.remove(0),
    };
    if words.is_empty() {
        return Err(format!("missing operand after '{text}'").into());
    }
    let mask = kernelet_system::get_umask();
    if mode::apply(&text, 0, mask, false).is_none() {
        return Err(format!("invalid mode: '{text}'").into());
    }
    Ok(each("chmod", &words, recursive, |path, directory| {
        let failed = |error: std::io::Error| {
            Trouble::from(format!("cannot change permissions of '{path}': {}", cause(&error)))
        };
        let old = system::stat(path, true).map_err(failed)?.mode & 0o7777;
        let new = mode::apply(&text, old, mask, directory).unwrap_or(old);
        kernelet_system::chmod(None, path.as_bytes(), new, true)
            .map_err(|errno| failed(error(errno)))?;
        if verbose && new != old {
            println!(
                "mode of '{path}' changed from {old:04o} ({}) to {new:04o} ({})",
                mode::letters(old),
                mode::letters(new)
            );
        }
        Ok(())
    }))
}

/// `chown [-R] OWNER[:GROUP] FILE…` and `chgrp [-R] GROUP FILE…`.
pub fn chown(words: Vec<String>) -> Outcome {
    let name = crate::called_as(&words);
    let (mut recursive, mut follow) = (false, true);
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('R') | Long("recursive") => recursive = true,
            Short('h') | Long("no-dereference") => follow = false,
            Short('f') | Long("silent" | "quiet") => {}
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.len() < 2 {
        return Err("missing operand".into());
    }
    let owner = operands.remove(0);
    let id = |text: &str, kind: &str| match text {
        "" => Ok(None),
        text => crate::identity::id_of(text)
            .map(Some)
            .ok_or_else(|| Trouble::from(format!("invalid {kind}: '{owner}'"))),
    };
    let (user, group) = match (name.as_str(), owner.split_once(':')) {
        ("chgrp", _) => (None, id(&owner, "group")?),
        (_, Some((user, group))) => (id(user, "user")?, id(group, "group")?),
        (_, None) => (id(&owner, "user")?, None),
    };
    Ok(each(&name, &operands, recursive, |path, _| {
        kernelet_system::chown(None, path.as_bytes(), user, group, follow).map_err(|errno| {
            let what = if name == "chgrp" { "group" } else { "ownership" };
            format!("changing {what} of '{path}': {}", kernelet_system::error::text(errno)).into()
        })
    }))
}

/// `stat [-L] [-c FORMAT] FILE…`.
pub fn stat(words: Vec<String>) -> Outcome {
    let (mut follow, mut format, mut escapes) = (false, None, false);
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('L') | Long("dereference") => follow = true,
            Short('c') | Long("format") => format = Some(parser.value()?.string()?),
            Long("printf") => {
                format = Some(parser.value()?.string()?);
                escapes = true;
            }
            Value(operand) => operands.push(operand.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.is_empty() {
        return Err("missing operand".into());
    }
    let mut out = Output::standard();
    let mut status = 0;
    for path in &operands {
        let stat = match system::stat(path, follow) {
            Ok(stat) => stat,
            Err(error) => {
                out.flush()?;
                eprintln!("stat: cannot statx '{path}': {}", cause(&error));
                status = 1;
                continue;
            }
        };
        match &format {
            Some(format) => {
                out.write_all(formatted(format, escapes, path, &stat)?.as_bytes())?;
                if !escapes {
                    out.write_all(b"\n")?;
                }
            }
            None => default(path, &stat, &mut out)?,
        }
    }
    out.flush()?;
    Ok(status)
}

/// The name that `stat` gives a kind of file.
fn kind(stat: &FileStat) -> &'static str {
    match stat.kind {
        FileType::Regular if stat.size == 0 => "regular empty file",
        FileType::Regular => "regular file",
        FileType::Directory => "directory",
        FileType::SymbolicLink => "symbolic link",
        FileType::Fifo => "fifo",
        FileType::Socket => "socket",
        FileType::CharacterDevice => "character special file",
        FileType::BlockDevice => "block special file",
    }
}

/// The letters of `ls -l`.
pub fn letters(stat: &FileStat) -> String {
    let kind = match stat.kind {
        FileType::Regular => '-',
        FileType::Directory => 'd',
        FileType::SymbolicLink => 'l',
        FileType::Fifo => 'p',
        FileType::Socket => 's',
        FileType::CharacterDevice => 'c',
        FileType::BlockDevice => 'b',
    };
    format!("{kind}{}", mode::letters(stat.mode))
}

/// The bits of a kind in st_mode (stat(2)).
fn type_bits(kind: FileType) -> u32 {
    match kind {
        FileType::Fifo => 0o010_000,
        FileType::CharacterDevice => 0o020_000,
        FileType::Directory => 0o040_000,
        FileType::BlockDevice => 0o060_000,
        FileType::Regular => 0o100_000,
        FileType::SymbolicLink => 0o120_000,
        FileType::Socket => 0o140_000,
    }
}

fn time(time: kernelet_system::Timestamp) -> String {
    let moment = chrono::DateTime::from_timestamp(time.seconds, time.nanoseconds);
    moment.map_or_else(
        || time.seconds.to_string(),
        |moment| moment.format("%Y-%m-%d %H:%M:%S%.9f +0000").to_string(),
    )
}

fn link(path: &str) -> Option<String> {
    std::fs::read_link(path).ok().map(|target| target.to_string_lossy().into_owned())
}

fn default(path: &str, stat: &FileStat, out: &mut Output) -> Result<(), Trouble> {
    let target = link(path).filter(|_| stat.kind == FileType::SymbolicLink);
    let target = target.map(|target| format!(" -> {target}")).unwrap_or_default();
    let name = crate::identity::name_of;
    writeln!(out, "  File: {path}{target}")?;
    writeln!(
        out,
        "  Size: {:<10}\tBlocks: {:<10} IO Block: {:<6} {}",
        stat.size,
        stat.blocks,
        stat.block_size,
        kind(stat)
    )?;
    writeln!(
        out,
        "Device: {},{}\tInode: {:<11} Links: {}",
        stat.dev >> 8,
        stat.dev & 255,
        stat.ino,
        stat.nlink
    )?;
    writeln!(
        out,
        "Access: ({:04o}/{})  Uid: ({:5}/{:>8})   Gid: ({:5}/{:>8})",
        stat.mode & 0o7777,
        letters(stat),
        stat.uid,
        name(stat.uid),
        stat.gid,
        name(stat.gid)
    )?;
    for (label, moment) in [
        ("Access", stat.atime),
        ("Modify", stat.mtime),
        ("Change", stat.ctime),
        (" Birth", stat.birthtime),
    ] {
        writeln!(out, "{label}: {}", time(moment))?;
    }
    Ok(())
}

fn formatted(format: &str, escapes: bool, path: &str, stat: &FileStat) -> Result<String, Trouble> {
    let mut out = String::new();
    let mut rest = format.chars();
    while let Some(character) = rest.next() {
        if character == '\\' && escapes {
            match rest.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('0') => out.push('\0'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            }
            continue;
        }
        if character != '%' {
            out.push(character);
            continue;
        }
        let name = crate::identity::name_of;
        out.push_str(&match rest.next() {
            None | Some('%') => "%".into(),
            Some('n') => path.to_string(),
            Some('N') => match link(path).filter(|_| stat.kind == FileType::SymbolicLink) {
                Some(target) => format!("'{path}' -> '{target}'"),
                None => format!("'{path}'"),
            },
            Some('s') => stat.size.to_string(),
            Some('b') => stat.blocks.to_string(),
            Some('B') => "512".into(),
            Some('o') => stat.block_size.to_string(),
            Some('a') => format!("{:o}", stat.mode & 0o7777),
            Some('A') => letters(stat),
            Some('f') => format!("{:x}", type_bits(stat.kind) | stat.mode & 0o7777),
            Some('F') => kind(stat).into(),
            Some('u') => stat.uid.to_string(),
            Some('U') => name(stat.uid),
            Some('g') => stat.gid.to_string(),
            Some('G') => name(stat.gid),
            Some('h') => stat.nlink.to_string(),
            Some('i') => stat.ino.to_string(),
            Some('d') => stat.dev.to_string(),
            Some('X') => stat.atime.seconds.to_string(),
            Some('Y') => stat.mtime.seconds.to_string(),
            Some('Z') => stat.ctime.seconds.to_string(),
            Some('W') => stat.birthtime.seconds.to_string(),
            Some('x') => time(stat.atime),
            Some('y') => time(stat.mtime),
            Some('z') => time(stat.ctime),
            Some('w') => time(stat.birthtime),
            Some(other) => return Err(format!("unknown directive %{other} in the format").into()),
        });
    }
    Ok(out)
}
