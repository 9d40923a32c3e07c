//! From the path of a program to the image that runs it (execve(2)).
//!
//! A command is a file whose first line names an image; the line is part of the file, so a command
//! can be copied, linked and moved like any program. It grants nothing: only configured images run,
//! and those everybody may run.

use crate::errno::{Errno, Result};
use crate::kernel::Kernel;
use crate::path;
use crate::permission::Access;
use crate::types::FileType;
use crate::vfs::resolve::Final;
use crate::vfs::{Caller, Location};
use std::rc::Rc;

/// How the file of a command starts; the image's name and a line feed follow.
const IMAGE_LINE: &[u8] = b"#!kernelet-image ";
/// Bytes of a program that are looked at (BINPRM_BUF_SIZE of `linux/binfmts.h`).
const LINE_MAX: u32 = 256;
/// Interpreters of interpreters (execve(2), "Interpreter scripts").
const INTERPRETERS_MAX: u32 = 4;
/// Where a name is looked for without PATH (confstr(3), _CS_PATH, and the local directory).
const DEFAULT_SEARCH_PATH: &[u8] = b"/usr/local/bin:/usr/bin:/bin";

/// What to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// The image.
    pub image: Rc<str>,
    /// Its arguments, an interpreter's put in front.
    pub arguments: Vec<Vec<u8>>,
    /// Names of all commands that it takes: the script's, the interpreter's, the image's.
    pub commands: Vec<Vec<u8>>,
}

/// What the first line of a file says.
#[derive(Debug, PartialEq, Eq)]
enum FirstLine<'a> {
    Image(&'a [u8]),
    Interpreter { path: &'a [u8], argument: Option<&'a [u8]> },
}

/// The contents of the file of a command.
pub fn image_line(image: &str) -> Vec<u8> {
    let mut line = IMAGE_LINE.to_vec();
    line.extend_from_slice(image.as_bytes());
    line.push(b'\n');
    line
}

/// The last component of a program's path: the name of the command.
pub fn base_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}

/// The name of `NAME=value`.
pub fn variable_name(entry: &[u8]) -> &[u8] {
    entry.split(|byte| *byte == b'=').next().unwrap_or(entry)
}

/// The value of a variable in an environment.
pub fn variable<'a>(environment: &'a [Vec<u8>], name: &[u8]) -> Option<&'a [u8]> {
    environment.iter().find_map(|entry| entry.strip_prefix(name)?.strip_prefix(b"="))
}

fn parse(start: &[u8]) -> Result<FirstLine<'_>> {
    let end = start.iter().position(|byte| *byte == b'\n').unwrap_or(start.len());
    let line = start.get(..end).unwrap_or_default();
    if let Some(image) = line.strip_prefix(IMAGE_LINE) {
        return Ok(FirstLine::Image(image));
    }
    let rest = line.strip_prefix(b"#!").ok_or(Errno::Noexec)?.trim_ascii();
    let blank = rest.iter().position(|byte| matches!(byte, b' ' | b'\t'));
    let (path, argument) =
        rest.split_at_checked(blank.unwrap_or(rest.len())).ok_or(Errno::Noexec)?;
    // A NUL or nothing at all is no interpreter.
    if path::validate(path).is_err() {
        return Err(Errno::Noexec);
    }
    let argument = argument.trim_ascii();
    Ok(FirstLine::Interpreter { path, argument: (!argument.is_empty()).then_some(argument) })
}

impl Kernel {
    /// Find a program as execvp(3) does: a name without a slash in the directories of PATH.
    pub(crate) fn search_program(
        &mut self,
        caller: &Caller,
        start: Location,
        name: &[u8],
        environment: &[Vec<u8>],
        arguments: &[Vec<u8>],
    ) -> Result<Program> {
        if name.contains(&b'/') || name.is_empty() {
            return self.load_program(caller, start, name, arguments);
        }
        path::validate(name)?;
        let directories = variable(environment, b"PATH").unwrap_or(DEFAULT_SEARCH_PATH);
        let mut failure = Errno::Noent;
        for directory in directories.split(|byte| *byte == b':') {
            // An empty entry is the working directory.
            let candidate =
                if directory.is_empty() { name.to_vec() } else { path::join(directory, name) };
            match self.load_program(caller, start, &candidate, arguments) {
                Err(Errno::Acces) => failure = Errno::Acces,
                Err(Errno::Noent | Errno::Notdir | Errno::Nametoolong | Errno::Loop) => {}
                found => return found,
            }
        }
        Err(failure)
    }

    /// Load the program at a path.
    pub(crate) fn load_program(
        &mut self,
        caller: &Caller,
        start: Location,
        program: &[u8],
        arguments: &[Vec<u8>],
    ) -> Result<Program> {
        let mut program = program.to_vec();
        let mut arguments = arguments.to_vec();
        let mut commands = Vec::new();
        for _ in 0..=INTERPRETERS_MAX {
            // What may be run is judged by the command's name (`Kernel::spawn`).
            let location = self.vfs.walk(caller, start, &program, Final::Follow)?.existing()?;
            commands.push(base_name(&program).to_vec());
            let stat = self.vfs.stat(location)?;
            if stat.kind != FileType::Regular {
                return Err(Errno::Acces);
            }
            self.vfs.check_access(caller, location, Access::EXECUTE)?;
            let line = self.vfs.read_start(caller, location, LINE_MAX)?;
            match parse(&line)? {
                FirstLine::Image(name) => {
                    let image = self.image(name).ok_or(Errno::Noexec)?;
                    commands.push(image.as_bytes().to_vec());
                    return Ok(Program { image, arguments, commands });
                }
                FirstLine::Interpreter { path, argument } => {
                    let mut replaced = vec![path.to_vec()];
                    replaced.extend(argument.map(<[u8]>::to_vec));
                    replaced.push(program);
                    replaced.extend(arguments.into_iter().skip(1));
                    arguments = replaced;
                    program = path.to_vec();
                }
            }
        }
        Err(Errno::Loop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_lines() {
        assert_eq!(parse(b"#!kernelet-image node\n"), Ok(FirstLine::Image(b"node")));
        let interpreter = |path, argument| Ok(FirstLine::Interpreter { path, argument });
        assert_eq!(parse(b"#!/bin/sh\nexit"), interpreter(&b"/bin/sh"[..], None));
        assert_eq!(
            parse(b"#! /usr/bin/env  node --x \n"),
            interpreter(&b"/usr/bin/env"[..], Some(&b"node --x"[..]))
        );
        assert_eq!(parse(b"#!\n"), Err(Errno::Noexec));
        assert_eq!(parse(b"\x7fELF"), Err(Errno::Noexec));
        assert_eq!(parse(b""), Err(Errno::Noexec));
    }
}
